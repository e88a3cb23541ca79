"""Wage types, accounts and rates: lists with what is known of the chosen row under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.values.finding import Place, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.actions.settings import set_account
from services.queries import settings
from services.queries.settings import AccountRow, RateRow, WageTypeRow
from services.reference.formats import NBSP
from views.pages.settings.part import Part
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.form import Choice, Field, SearchEdit, Segments, TextEdit
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

DETAIL_HEIGHT = 168


class ListPart(Part):
    """A heading, a search field with other ways to choose, the table, and the card of the chosen row."""

    def __init__(self, seat: Seat, heading: str, line: str, search: str) -> None:
        super().__init__(seat, form=False)
        self.column.setSpacing(12)
        head = Label(heading, "heading")
        self.column.addWidget(head)
        self.line = Label(line, "note", "ink2", wrap=True)
        self.column.addWidget(self.line)
        self.search_edit = SearchEdit(seat, search)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(12)
        self.bar.addWidget(self.search_edit)
        self.bar.addStretch(1)
        self.column.addLayout(self.bar)

    def add_table(self, columns: Sequence[TableColumn], name: str, title: str) -> RowsTable:
        """The table, with the search field over it."""
        self.table = RowsTable(self.seat, columns, name, title=title)
        self.column.addWidget(self.table, 1)
        self.search_edit.changed.connect(lambda: self.table.filter(self.search_edit.value()))
        self.search_edit.down.connect(self._go_down)
        return self.table

    def add_detail(self) -> Card:
        """The card under the table."""
        self.detail = Card(" ", " ", padding=20)
        self.detail.setFixedHeight(DETAIL_HEIGHT)
        self.column.addWidget(self.detail)
        return self.detail

    def choose(self, wanted: Callable[[Any], bool] | None = None) -> None:
        """Choose a row and show it; where none fits, the first."""
        if (wanted is None or not self.table.select(wanted, tell=True)) and self.table.rows():
            self.table.select(self.table.rows()[0], tell=True)

    def search(self) -> None:
        self.search_edit.setFocus()
        self.search_edit.selectAll()

    def _go_down(self) -> None:
        self.table.setFocus()
        if self.table.current() is None and self.table.rows():
            self.table.select(self.table.rows()[0], tell=True)


class AccountEditor(QWidget):
    """The account of one purpose: changed here, or given back to the plan."""

    saved = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._row: AccountRow | None = None
        self.number = Field(seat, seat.t("Account"), TextEdit(seat, limit=10), topic="settings.account", width=110)
        self.number.setFixedWidth(140)
        self.save_button = Button(seat.t("Save"))
        self.back_button = Button("", "link")
        self.note = Label("", "note", "ink2", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        beside = QHBoxLayout()
        beside.setContentsMargins(0, 23, 0, 0)
        beside.setSpacing(12)
        beside.addWidget(self.save_button)
        beside.addWidget(self.back_button)
        beside.addWidget(self.note, 1)
        row.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        self.number.changed.connect(self._settle)
        self.number.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]
        self.save_button.clicked.connect(self.save)
        self.back_button.clicked.connect(lambda: self._keep(""))

    def show_row(self, row: AccountRow, note: str) -> None:
        """Show the account of a purpose."""
        self._row = row
        self.number.set_value(row.number)
        self.back_button.setText(self.seat.t("Back to {number}", number=row.planned))
        self.back_button.setVisible(bool(row.own))
        self.note.setText(note)
        self._settle()

    def begin(self) -> None:
        """Into the field."""
        self.number.focus()

    def save(self) -> None:
        """Keep what is typed."""
        if self.save_button.isVisibleTo(self):
            self._keep(self.number.value() or "")

    def _keep(self, number: str) -> None:
        if self._row is None:
            return
        try:
            set_account(self.seat.desk, self._row.purpose, number)
        except Refused as refusal:
            self.number.set_problem(refusal.findings[0].what)
            self.number.focus()
            return
        self.saved.emit()
        text = self.seat.t(
            "{name} is posted to {account}",
            name=self._row.name(self.seat.language),
            account=number or self._row.planned,
        )
        self.seat.toast(text, undo=True)

    def _settle(self) -> None:
        is_other = self._row is not None and (self.number.value() or "") not in ("", self._row.number)
        self.save_button.setVisible(is_other)


class WageTypesPart(ListPart):
    """Every wage type: what it counts in, how it is reported, where it is posted."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Wage types"),
            t("Ready-made, with the official code. Choose one to see more or to post it to another account."),
            t("Find a wage type"),
        )
        self.kinds = Choice(seat, [("", t("All kinds"))])
        self.kinds.setAccessibleName(t("Which wage types"))
        self.kinds.setMaximumWidth(220)
        self.bar.insertWidget(1, self.kinds)
        say = seat.t
        self.add_table(
            [
                TableColumn(
                    "number", t("No."), "text", value=lambda row: str(row.number), sort=lambda row: row.number, width=64
                ),
                TableColumn(
                    "name",
                    t("Wage type"),
                    "text",
                    value=lambda row: row.name(seat.language),
                    second=lambda row: say(row.kind),
                    width="stretch",
                ),
                TableColumn("tax", t("Withholding"), "text", value=lambda row: row.tax, width=138),
                TableColumn("counts", t("Counts in"), "text", value=self._counts, width=222),
                TableColumn("account", t("Account"), "text", value=lambda row: row.account, width=84),
            ],
            "settings.wage_types",
            t("Wage types"),
        )
        detail = self.add_detail()
        self.account = AccountEditor(seat)
        detail.body.addStretch(1)
        detail.add(self.account)
        self.table.selected.connect(self._show)
        self.table.opened.connect(self.account.begin)
        self.kinds.changed.connect(self._keep_kind)
        self.account.saved.connect(self.refresh)
        self.refresh()
        self.choose()

    def refresh(self) -> None:
        t = self.seat.t
        rows = settings.wage_types(self.seat.desk)
        self._accounts = {row.purpose: row for row in settings.accounts(self.seat.desk)}
        kinds = list(dict.fromkeys(row.kind for row in rows))
        self.kinds.set_items([("", t("All kinds")), *((kind.text, t(kind)) for kind in kinds)])
        if self.kinds.value() is None:
            self.kinds.set_value("")
        self.table.set_rows(rows)
        current = self.table.current()
        if current is not None:
            self._show(current)

    def open(self, place: Place) -> None:
        if place.thing is not None:
            self.choose(lambda row: place.thing in (row.slug, row.number))

    def _counts(self, row: WageTypeRow) -> str:
        t = self.seat.t
        words = (
            (row.contribution, t("contribution")),
            (row.holiday, t("holiday")),
            (row.pension, t("pension")),
        )
        return " · ".join(word for counts, word in words if counts)

    def _keep_kind(self) -> None:
        kind = self.kinds.value()
        self.table.keep((lambda row: row.kind.text == kind) if kind else None)

    def _show(self, row: WageTypeRow | None) -> None:
        self.detail.setEnabled(row is not None)
        if row is None:
            return
        t, language = self.seat.t, self.seat.language
        self.detail.set_heading(f"{row.number} {row.name(language)}")
        counts = self._counts(row)
        said = [
            t("Withholding: {how}", how=row.tax),
            t("Counts in {what}", what=counts.replace(" · ", ", "))
            if counts
            else t("Counts in neither contribution, holiday pay nor pension"),
            t("In the a-melding: {code}", code=row.code) if row.code else t("Not in the a-melding"),
            t("contra account {number}", number=row.contra) if row.contra else "",
        ]
        self.detail.set_line(" · ".join(filter(None, said)))
        account = self._accounts.get(row.purpose)
        self.account.setVisible(account is not None)
        if account is not None:
            others = len(account.types) - 1
            note = t("{name}.", name=account.name(language))
            if others == 1:
                note += " " + t("1 other wage type is posted there too.")
            elif others > 1:
                note += " " + t("{count} other wage types are posted there too.", count=others)
            self.account.show_row(account, note)


class AccountsPart(ListPart):
    """The account plan by purpose."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Account plan"),
            t("Filled in by the Norwegian standard. Give a purpose the number that your books have."),
            t("Find an account"),
        )
        self.add_table(
            [
                TableColumn("number", t("Account"), "text", value=lambda row: row.number, width=96),
                TableColumn(
                    "name",
                    t("What is posted there"),
                    "text",
                    value=lambda row: row.name(seat.language),
                    width="stretch",
                ),
                TableColumn(
                    "planned",
                    t("Standard"),
                    "text",
                    value=lambda row: row.planned if row.own else "",
                    width=110,
                    ink="ink2",
                ),
                TableColumn("types", t("Wage types"), "number", value=lambda row: len(row.types) or None, width=110),
            ],
            "settings.accounts",
            t("Account plan"),
        )
        detail = self.add_detail()
        self.account = AccountEditor(seat)
        detail.body.addStretch(1)
        detail.add(self.account)
        self.table.selected.connect(self._show)
        self.table.opened.connect(self.account.begin)
        self.account.saved.connect(self.refresh)
        self.refresh()
        self.choose()

    def refresh(self) -> None:
        self._names = {row.slug: row.name(self.seat.language) for row in settings.wage_types(self.seat.desk)}
        self.table.set_rows(settings.accounts(self.seat.desk))
        current = self.table.current()
        if current is not None:
            self._show(current)

    def open(self, place: Place) -> None:
        if place.thing is not None:
            self.choose(lambda row: place.thing in (row.purpose, row.number))

    def _show(self, row: AccountRow | None) -> None:
        self.detail.setEnabled(row is not None)
        if row is None:
            return
        t = self.seat.t
        self.detail.set_heading(f"{row.number} {row.name(self.seat.language)}")
        names = ", ".join(self._names.get(slug, slug) for slug in row.types)
        self.detail.set_line(names or t("Posted by the run itself, not by a wage type."))
        note = t("A draft of a run is computed again after a change. Approved runs keep their accounts.")
        self.account.show_row(row, note)


class RatesPart(ListPart):
    """The rates that pay is computed with, by year: each with its source and how sure that is."""

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
        self.groups = Choice(seat, [("", t("All rates"))])
        self.groups.setAccessibleName(t("Which rates"))
        self.groups.setMaximumWidth(260)
        self.bar.insertWidget(1, self.groups)
        self.bar.addWidget(self.years)
        self.missing = MessageBox("warn", "")
        self.missing.hide()
        self.column.addWidget(self.missing)
        self.add_table(
            [
                TableColumn(
                    "name",
                    t("Rate"),
                    "text",
                    value=lambda row: row.name,
                    second=lambda row: seat.t(row.source),
                    width="stretch",
                ),
                TableColumn(
                    "value", t("Value"), "number", value=self._value, sort=lambda row: row.name, width=150, ink="ink"
                ),
                TableColumn("since", t("From"), "date", value=lambda row: row.since, width=116),
                TableColumn("status", t("Status"), "pill", value=lambda row: row.status_word, state=_kind, width=156),
            ],
            "settings.rates",
            t("Rates"),
        )
        detail = self.add_detail()
        detail.setFixedHeight(116)
        self.means = Label("", "note", "ink2", wrap=True)
        detail.add(self.means)
        detail.body.addStretch(1)
        self.table.selected.connect(self._show)
        self.years.changed.connect(self._read)
        self.groups.changed.connect(self._keep_group)
        year, years = seat.now().year, settings.rate_years(seat.desk)
        self.years.set_value(year if year in years else years[0])
        self._read()

    def open(self, place: Place) -> None:
        if isinstance(place.thing, int) and place.thing in settings.rate_years(self.seat.desk):
            self.years.set_value(place.thing)
            self._read()
        elif isinstance(place.thing, str):
            self.choose(lambda row: row.rate == place.thing)

    def _read(self) -> None:
        t = self.seat.t
        rows = settings.rates(self.seat.desk, self.years.value())
        groups = settings.groups_of(rows)
        self.groups.set_items([("", t("All rates")), *((group.text, t(group)) for group, _ in groups)])
        if self.groups.value() is None:
            self.groups.set_value("")
        self.table.set_rows(rows)
        self._keep_group()
        missing = settings.year_without_rates(self.seat.desk)
        self.missing.setVisible(missing is not None)
        if missing is not None:
            self.missing.set(
                t("There are no rates for {year} yet", year=str(missing)),
                t("Pay dated in {year} cannot be computed before the program is updated.", year=str(missing)),
            )
        self.choose()

    def _keep_group(self) -> None:
        group = self.groups.value()
        self.table.keep((lambda row: row.group.text == group) if group else None)

    def _value(self, row: RateRow) -> str:
        formats, t = self.seat.formats, self.seat.t
        match row.value:
            case Message():
                return t(row.value)
            case Percent():
                return formats.percent(row.value)
            case Money():
                written = formats.amount(row.value) if row.value.ore % 100 else formats.kroner(row.value)
            case tuple():
                written = f"{formats.number(row.value[0])} … {formats.number(row.value[-1])}"
            case _:
                written = formats.number(row.value)
        return f"{written}{NBSP}{t(row.unit)}" if row.unit else written

    def _show(self, row: RateRow | None) -> None:
        self.detail.setEnabled(row is not None)
        if row is None:
            return
        t = self.seat.t
        self.detail.set_heading(f"{t(row.name)}: {self._written_out(row)}")
        self.detail.set_line(t("From {day}. Source: {source}.", day=row.since, source=row.source))
        self.means.setText(t(row.status_means))

    def _written_out(self, row: RateRow) -> str:
        if isinstance(row.value, tuple):
            return " · ".join(self.seat.formats.number(each) for each in row.value)
        return self._value(row)


def _kind(row: RateRow) -> str:
    """The colour of a status: sure, likely, or to be compared."""
    return {"official": "ok", "page": "info", "peer": "warn", "inferred": "warn"}[row.status]
