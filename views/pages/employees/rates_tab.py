"""The rates of one person for numbered wage types: which, from when, how much; set and mended in a panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from models.values.finding import Finding
from services.actions import personal_rates as acts
from services.actions.personal_rates import RatePart
from services.queries import employee_parts
from services.queries.employee_page import EmployeeView, RateView
from services.queries.trace import said
from views.pages.employees.form_panel import FormPanel
from views.pages.employees.part_form import WIDTH, Find, PartForm
from views.pages.employees.tab import EmployeeTab
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import DateEdit, LookupEdit, NumberEdit
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label

_DECIMALS = 6
_HELP = "personal_rate"


class RatesTab(EmployeeTab):
    """The personal rates, by number."""

    def build(self) -> None:
        t, seat = self.seat.t, self.seat
        add = Button(t("Add a rate"), icon="plus")
        add.clicked.connect(lambda: self.edit(None))
        if not self.view.rates:
            words = t("A rate that holds for this person alone goes before the result tables and the general ones.")
            self.add_empty("percent", t("No personal rates"), words, add)
            return
        columns = [
            TableColumn("name", t("Rate"), "strong", lambda row: said(row.name, seat.texts), width="stretch"),
            TableColumn("since", t("From"), "date", lambda row: row.part.since, width=116),
            TableColumn("state", "", "pill", self._state, state=_look, width=96),
            TableColumn("value", t("Value"), "number", lambda row: rate_words(seat, row), width=150),
        ]
        table = RowsTable(seat, columns, "employee-rates", fit=True, title=t("Personal rates"))
        table.set_rows(self.view.rates)
        table.opened.connect(self.edit)
        table.selected.connect(self.edit)
        self.body.addWidget(table)
        words = t("A rate holds until the next of its number. What is paid keeps the rate that it was paid by.")
        self.body.addWidget(Label(words, "note", "ink2", wrap=True))
        self.add_button(add)

    def _state(self, row: RateView) -> str:
        t = self.seat.t
        return {"past": t("over"), "now": t("now"), "coming": t("coming")}[row.state]

    def edit(self, rate: RateView | None) -> None:
        """Set a rate; one that approved pay was made with is followed by another."""
        self.asked.emit(RatePanel(self.seat, self.view, rate))

    def show_field(self, field: str) -> None:
        if field.startswith("rate"):
            self.edit(None)


class RateForm(PartForm):
    """Which rate, from which day, and how much."""

    def __init__(self, seat: Seat, find: Find, view: EmployeeView) -> None:
        super().__init__(seat, find, columns=1)
        t = seat.t
        self._kinds = {each.number: each for each in employee_parts.rate_kinds(view.around)}
        lookup = LookupEdit(seat, self._suggest, title_of=self._name, placeholder=t("Search by number or name"))
        self.add("type", t("Rate"), lookup, asks="rate.type", topic=_HELP)
        self.add("since", t("From"), DateEdit(seat), asks="rate.since", width=WIDTH["date"], topic=_HELP)
        value = NumberEdit(seat, most=_DECIMALS)
        self.add("value", t("Value"), value, asks="rate.value", width=WIDTH["money"], topic=_HELP)

    def _suggest(self, written: str) -> list[tuple[Any, str, str]]:
        wanted = written.casefold().split()
        found = [(number, self._name(number), "") for number in self._kinds]
        return [row for row in found if all(word in row[1].casefold() for word in wanted)]

    def _name(self, number: str) -> str:
        kind = self._kinds.get(number)
        return said(kind.name, self.seat.texts) if kind is not None else number

    def react(self) -> None:
        """What the value counts."""
        kind = self._kinds.get(self.text("type"))
        self.fields["value"].set_help(unit_words(self.seat, kind.unit) if kind is not None else "")

    def show_part(self, part: RatePart) -> None:
        """Fill the form."""
        self.fill({"type": part.type or None, "since": part.since, "value": part.value})

    def part(self) -> RatePart:
        """What stands in the form."""
        return RatePart(self.text("type"), self.value("since"), self.value("value"))


class RatePanel(FormPanel):
    """A rate that is set, or mended."""

    def __init__(
        self, seat: Seat, view: EmployeeView, rate: RateView | None = None, after: Callable[[], Any] | None = None
    ) -> None:
        t = seat.t
        is_kept = rate is not None and rate.used
        line = t("Goes before the result tables and the general rates, from the day on.")
        if is_kept:
            line = t("Pay is approved with the rate from before, so it stands. This is another from a later day.")
        title = t("Change the rate") if rate is not None and not is_kept else t("Add a rate")
        super().__init__(seat, view.name, title, line, t("Save"), after)
        self.view = view
        self.rate = None if is_kept else rate
        self.about = (view.number, rate.id if rate is not None else None)
        self.form = RateForm(seat, self.findings, view)
        self.add_form(self.form)
        if rate is not None:
            self.form.show_part(RatePart(rate.part.type, None, rate.part.value) if is_kept else rate.part)
        if self.rate is not None:
            gone = self.add_action(Button(t("Remove")))
            gone.clicked.connect(self._remove)

    def ask(self) -> Iterable[Finding]:
        return employee_parts.check_rate(self.view, self.form.part(), self.rate.id if self.rate is not None else None)

    def store(self) -> str:
        rate_id = self.rate.id if self.rate is not None else None
        acts.save_rate(self.seat.desk, self.view.number, self.form.part(), rate_id)
        return self.seat.t("Rate set")

    def _remove(self) -> None:
        assert self.rate is not None
        seat, number, rate_id = self.seat, self.view.number, self.rate.id
        if seat.attempt(lambda: acts.remove_rate(seat.desk, number, rate_id)):
            self._leave()
            seat.toast(seat.t("Rate removed"), undo=True)


def unit_words(seat: Seat, unit: str) -> str:
    """What the value of a rate counts."""
    t = seat.t
    return {
        "percent": t("Percent"),
        "percent_per_day": t("Percent a day"),
        "amount_per_month": t("Kroner a month"),
        "amount_per_hour": t("Kroner an hour"),
        "days": t("Days"),
        "days_per_year": t("Days a year; 0 stops the earning of days"),
        "hours_per_day": t("Hours a day"),
    }.get(unit, "")


def rate_words(seat: Seat, row: RateView) -> str:
    """The value with its unit."""
    t = seat.t
    value = row.part.value or Decimal(0)
    if row.unit.startswith("percent"):
        return f"{seat.formats.number(value)} %"
    if row.unit.startswith("amount"):
        return t("{amount} kr", amount=value)
    return t("{number} hours", number=value) if row.unit.startswith("hours") else t("{number} days", number=value)


def _look(row: RateView) -> str:
    return {"past": "neutral", "now": "ok"}.get(row.state, "info")
