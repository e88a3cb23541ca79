"""The rates that pay is computed with, by year: each with its source and how sure that is; and those that the program
does not know, which are entered here with where they were found.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.values.finding import Place, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.actions.pay_choices import remove_own_rate, save_own_rate
from services.queries import settings
from services.queries.settings import RateRow
from services.reference.formats import NBSP
from views.pages.settings.list_part import ListPart, beside_fields
from views.pages.settings.rates_file_panel import RatesFilePanel
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, DateEdit, Field, MoneyEdit, NumberEdit, PercentEdit, Segments, TextEdit
from views.widgets.table import TableColumn
from views.widgets.text import IconLine, Label

_OWN: Final = "\0own"
"""The choice of rates that the program does not know, among the groups."""

_A_YEAR: Final = 46
"""The room of a year among the years, in pixels."""


class RateForm(QWidget):
    """The value of one rate, from when, and where it was found."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self._row: RateRow | None = None
        self.amount = Field(seat, t("Value"), MoneyEdit(seat), topic="settings.rate_value", width=130, required=True)
        self.percent = Field(seat, t("Value"), PercentEdit(seat), topic="settings.rate_value", width=110, required=True)
        self.number = Field(
            seat, t("Value"), NumberEdit(seat, most=4), topic="settings.rate_value", width=130, required=True
        )
        self.since = Field(seat, t("From"), DateEdit(seat), topic="settings.rate_since", width=178, required=True)
        self.source = Field(
            seat, t("Where it was found"), TextEdit(seat, limit=200), topic="settings.rate_source", required=True
        )
        self.save_button = Button(t("Save"))
        self.remove_button = Button(t("Remove it"), "link")
        fields = QHBoxLayout(self)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(12)
        for field, width in ((self.amount, 140), (self.percent, 140), (self.number, 140), (self.since, 188)):
            field.setFixedWidth(width)
            fields.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.source, 1, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(beside_fields(self.save_button, self.remove_button), 0, Qt.AlignmentFlag.AlignTop)
        self.save_button.clicked.connect(self.save)
        self.remove_button.clicked.connect(self.remove)
        for field in (self.amount, self.percent, self.number, self.source):
            field.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]

    @property
    def value(self) -> Field:
        """The field of the value, as the rate is written."""
        kind = self._row.kind if self._row is not None else "amount"
        return {"amount": self.amount, "percent": self.percent, "number": self.number}.get(kind, self.number)

    def show_row(self, row: RateRow) -> None:
        """Show a rate; what is typed at another one is gone."""
        again = self._row is not None and self._row.key == row.key and self._row.value == row.value
        self._row = row
        for field in (self.amount, self.percent, self.number):
            field.setVisible(field is self.value)
        self.remove_button.setVisible(row.is_own)
        if again:
            return
        self.value.set_value(row.value)
        self.since.set_value(row.since)
        self.source.set_value(self.seat.t(row.source) if row.is_own else None)

    def begin(self) -> None:
        """Into the value."""
        self.value.focus()

    def save(self) -> None:
        """Keep what is typed."""
        fields = (self.value, self.since, self.source)
        wrong = [field for field in fields if not field.validate()]
        if wrong or self._row is None:
            for field in wrong[:1]:
                field.focus()
            return
        row, since, source = self._row, self.since.value(), self.source.value()
        try:
            save_own_rate(self.seat.desk, row.rate, row.kind, written(self.value.value()), since, source)
        except Refused as refusal:
            self.value.set_problem(refusal.findings[0].what)
            self.value.focus()
            return
        text = self.seat.t("{name} is kept from {day}", name=self.seat.t(row.name), day=since)
        self.seat.toast(text, undo=True)

    def remove(self) -> None:
        """Take the rate away."""
        row = self._row
        if row is None:
            return
        if self.seat.attempt(lambda: remove_own_rate(self.seat.desk, row.rate, row.since)):
            text = self.seat.t("{name} from {day} is removed", name=self.seat.t(row.name), day=row.since)
            self.seat.toast(text, undo=True)


class RatesPart(ListPart):
    """The list, and the chosen rate under it: what it means, or the form where the client enters it."""

    detail_height = 158
    fits_detail = True

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Rates"),
            t("The pay date decides which rates are used. Nothing is guessed: without a rate a run stops and says so."),
            t("Find a rate"),
        )
        self.years = Segments(seat, [(year, str(year)) for year in sorted(settings.rate_years(seat.desk))])
        self.years.setAccessibleName(t("Year"))
        self.years.setMinimumWidth(_A_YEAR * len(self.years.segments))
        self.groups = Choice(seat, [("", t("All rates"))])
        self.groups.setAccessibleName(t("Which rates"))
        self.groups.setMaximumWidth(260)
        self.bar.insertWidget(1, self.groups)
        self.bar.addWidget(self.years)
        self.file_button = Button(t("From a file …"), icon="file-arrow-down")
        self.file_button.setToolTip(t("New rates come as a signed file from the maker of the program"))
        self.file_button.clicked.connect(lambda *_: self.show_files())
        self.head.addWidget(self.file_button)
        self.panel: RatesFilePanel | None = None
        self.missing = IconLine("warning", "", color="warn")
        self.missing.hide()
        self.unknown = QWidget()
        self.unknown_line = IconLine("info", "", color="info")
        self.unknown_link = Button(t("Show them"), "link")
        row = QHBoxLayout(self.unknown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.unknown_line, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.unknown_link, 0, Qt.AlignmentFlag.AlignVCenter)
        self.unknown.hide()
        self.column.addWidget(self.missing)
        self.column.addWidget(self.unknown)
        self.add_table(self._columns(), "settings.rates", t("Rates"))
        self.means = Label("", "note", "ink2", wrap=True)
        self.form = RateForm(seat)
        self.detail.add(self.means)
        self.detail.add(self.form)
        self.detail.body.addStretch(1)
        self.years.changed.connect(self._read)
        self.groups.changed.connect(self._keep_group)
        self.unknown_link.clicked.connect(self._show_unknown)
        self.table.opened.connect(self._begin)
        year, years = seat.now().year, settings.rate_years(seat.desk)
        self.years.set_value(year if year in years else years[0])
        self._read()

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        name = TableColumn(
            "name", t("Rate"), "text", value=lambda row: row.name, second=self._short_source, width="stretch"
        )
        return [
            name,
            TableColumn(
                "value", t("Value"), "number", value=self._value, sort=lambda row: row.name, width=142, ink="ink"
            ),
            TableColumn("since", t("From"), "date", value=lambda row: row.since, width=104),
            TableColumn("status", t("Status"), "pill", value=lambda row: row.status_word, state=_kind, width=132),
        ]

    def _short_source(self, row: RateRow) -> str:
        """The first source, and how many more there are; the card under the table has all of it."""
        first, *more = self.seat.t(row.source).split("; ")
        return self.seat.t("{source} and {count} more", source=first, count=len(more)) if more else first

    def show_files(self, path: Path | None = None) -> None:
        """The panel of rates by file, at a file where one is named."""
        self.panel = RatesFilePanel(self.seat, self._said_of)
        self.panel.taken.connect(self.retake)
        self.seat.show_panel(self.panel)
        if path is not None:
            self.panel.open_file(path)
        else:
            self.panel.begin()

    def retake(self) -> None:
        """The rates are others now: the years too."""
        years = sorted(settings.rate_years(self.seat.desk))
        shown = self.years.value()
        self.years.set_items([(year, str(year)) for year in years])
        self.years.setMinimumWidth(_A_YEAR * len(self.years.segments))
        self.years.set_value(shown if shown in years else years[-1])
        self._read()

    def _said_of(self, rate: str, value: object) -> str:
        """The value of a rate in words, rows of numbers written out."""
        if isinstance(value, tuple) and all(isinstance(each, Decimal) for each in value):
            return " · ".join(self.seat.formats.number(each) for each in value)
        return self._said(*settings.value_of_rate(rate, value))

    def open(self, place: Place) -> None:
        if place.thing == "file":
            self.show_files()
            return
        if isinstance(place.thing, int) and place.thing in settings.rate_years(self.seat.desk):
            self.years.set_value(place.thing)
            self._read()
        elif isinstance(place.thing, str):
            if not any(row.rate == place.thing for row in self.table.rows()):
                self._go_to_year_of(place.thing)
                self.search_edit.set_value("")
                self.table.filter("")
                self.groups.set_value("")
                self._keep_group()
            self.choose(lambda row: row.rate == place.thing)
            self._begin(self.table.current())

    def _go_to_year_of(self, rate: str) -> None:
        """The newest year that has a rate, where the one that is shown has not."""
        desk = self.seat.desk
        shown = self.years.value()
        for year in (shown, *(each for each in settings.rate_years(desk) if each != shown)):
            if any(row.rate == rate for row in settings.rates(desk, year)):
                if year != shown:
                    self.years.set_value(year)
                    self._read()
                return

    def refresh(self) -> None:
        current = self.table.current()
        self._read(current.rate if current is not None else "")

    def _read(self, rate: str = "") -> None:
        t = self.seat.t
        rows = settings.rates(self.seat.desk, self.years.value())
        groups = settings.groups_of(rows)
        items = [("", t("All rates")), *((group.text, t(group)) for group, _ in groups)]
        if any(row.kind for row in rows):
            items.insert(1, (_OWN, t("Not known to the program")))
        self.groups.set_items(items)
        if self.groups.value() is None:
            self.groups.set_value("")
        self.table.set_rows(rows)
        self._keep_group()
        self._say_missing(sum(row.is_missing for row in rows))
        self.choose((lambda row: row.rate == rate) if rate else None)
        self.show_again()

    def _say_missing(self, count: int) -> None:
        t = self.seat.t
        missing = settings.year_without_rates(self.seat.desk)
        self.missing.setVisible(missing is not None)
        if missing is not None:
            self.missing.set(
                "warning",
                t(
                    "There are no rates for {year} yet. Pay dated then waits for a file of rates or a new version.",
                    year=str(missing),
                ),
                "warn",
            )
        self.unknown.setVisible(count > 0)
        if count:
            year = str(self.years.value())
            self.unknown_line.set(
                "info",
                t("1 rate of {year} is not known to the program. A run that needs it asks.", year=year)
                if count == 1
                else t(
                    "{count} rates of {year} are not known to the program. A run that needs one asks.",
                    count=count,
                    year=year,
                ),
                "info",
            )

    def _show_unknown(self) -> None:
        self.search_edit.set_value("")
        self.table.filter("")
        self.groups.set_value(_OWN)
        self._keep_group()
        self.choose()
        self._begin(self.table.current())

    def _begin(self, row: RateRow | None) -> None:
        if row is not None and row.kind:
            self.form.begin()

    def _keep_group(self) -> None:
        group = self.groups.value()
        if group == _OWN:
            self.table.keep(lambda row: bool(row.kind))
            return
        self.table.keep((lambda row: row.group.text == group) if group else None)

    def _value(self, row: RateRow) -> str:
        return self._said(row.value, row.unit)

    def _said(self, value: object, unit: Message | None) -> str:
        formats, t = self.seat.formats, self.seat.t
        match value:
            case None:
                return ""
            case Message():
                return t(value)
            case Percent():
                return formats.percent(value)
            case Money():
                amount = formats.amount(value) if value.ore % 100 else formats.kroner(value)
                return f"{amount}{NBSP}{t(unit)}" if unit else amount
            case tuple():
                number = f"{formats.number(value[0])} … {formats.number(value[-1])}"
            case Decimal():
                number = formats.number(value)
            case _:
                return ""
        return f"{number}{NBSP}{t(unit)}" if unit else number

    def show_row(self, row: RateRow) -> None:
        t = self.seat.t
        value = self._written_out(row)
        self.detail.set_heading(f"{t(row.name)}: {value}" if value else t(row.name))
        if row.kind:
            known = " · ".join(
                t("{value} from {day}", value=self._said(value, row.unit), day=day) for day, value in row.others
            )
            self.detail.set_line(t("Other years: {values}", values=known) if known else t(row.status_means))
            self.form.show_row(row)
        else:
            self.detail.set_line(t("From {day}. Source: {source}.", day=row.since, source=t(row.source).rstrip(".")))
        self.means.setText(t(row.status_means))
        self.means.setVisible(not row.kind)
        self.form.setVisible(bool(row.kind))

    def _written_out(self, row: RateRow) -> str:
        if isinstance(row.value, tuple):
            return " · ".join(self.seat.formats.number(each) for each in row.value)
        return self._value(row)


def written(value: Money | Percent | Decimal) -> str:
    """A value as it is kept: a point as decimal sign."""
    return str(value.value) if isinstance(value, Percent) else str(value)


def _kind(row: RateRow) -> str:
    """The colour of a status: sure, likely, or to be compared."""
    kinds = {"official": "ok", "page": "info", "peer": "warn", "inferred": "warn", "own": "info", "missing": "warn"}
    return kinds[row.status]
