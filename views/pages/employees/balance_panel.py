"""A balance of an employee beside the page: how it came about; and changed by hand, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from models.values.finding import Finding
from models.values.money import Money
from models.values.span import Month
from services.actions import balances as acts
from services.queries import employee_balances as ask
from services.queries.employee_balances import AdjustPart, BalanceChoice
from services.queries.employee_page import BalanceView, EmployeeView
from services.queries.posting_why import postings
from services.queries.trace import said as title
from services.reference.employment_words import NUMBERED_BALANCES
from views.pages.employees.form_panel import FormPanel
from views.pages.employees.line_words import amount_with_unit, with_unit
from views.pages.employees.part_form import WIDTH, Find, PartForm
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, LongTextEdit, MoneyEdit, NumberEdit
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Divider, IconLine, Label, MessageBox


class BalancePanel(SidePanel):
    """The movements of a balance, and the way to change it."""

    def __init__(self, seat: Seat, view: EmployeeView, balance: BalanceView, enter: Callable[[FormPanel], Any]) -> None:
        t = seat.t
        super().__init__(seat, view.name, t(balance.word.name), t(balance.word.about))
        self.rows = rows = KeyValues(seat)
        if balance.account in NUMBERED_BALANCES:
            self._postings(view, balance)
        else:
            for each in balance.movements:
                rows.add(t(each.what), said(seat, each.amount))
            rows.add(t("Stands now"), said(seat, balance.amount), strong=True)
            self.add(rows)
        if any(each.is_draft for each in balance.movements):
            words = t("What comes from a run that is not approved is not counted yet.")
            self.add(IconLine("info", words, "ink2", "ink3", role="note"))
        if balance.by_hand:
            self.change = self.add_action(Button(t("Change by hand …")))
            chosen = AdjustPart(balance.account, balance.vintage)
            self.change.clicked.connect(lambda: enter(AdjustPanel(seat, view, chosen)))
        else:
            words = t("Only pay runs change it. What is wrong is corrected by a run.")
            self.add(IconLine("info", words, "ink2", "ink3", role="note"))

    def _postings(self, view: EmployeeView, balance: BalanceView) -> None:
        """Each posting: which wage type, how much, by which run, and why in one sentence."""
        t, seat = self.seat.t, self.seat
        self.sentences: list[str] = []
        for each in postings(seat.desk, view, balance):
            facts = KeyValues(seat)
            trace = each.trace
            why = None if trace is None else partial(seat.why, trace)
            facts.add(title(each.title, seat.texts), amount_with_unit(seat, each.movement.amount, balance.unit), why)
            run = seat.texts.value(each.run) if each.run is not None else ""
            day = seat.formats.day(each.movement.day) if each.movement.day is not None else ""
            sentence = t(each.sentence) if each.sentence is not None else ""
            draft = t("not approved") if each.movement.is_draft else ""
            words = " · ".join(part for part in (day, run, draft, sentence) if part)
            self.sentences.append(words)
            self.add(facts)
            self.add(Label(words, "note", "ink2", wrap=True))
        self.add(Divider())
        self.rows.add(t("Stands now"), with_unit(seat, balance), strong=True)
        self.add(self.rows)


class AdjustForm(PartForm):
    """Which balance, of which year, what should stand on it, and why."""

    def __init__(self, seat: Seat, find: Find, choices: tuple[BalanceChoice, ...], view: EmployeeView) -> None:
        super().__init__(seat, find)
        t = seat.t
        self.view = view
        self._choices = {each.account: each for each in choices}
        items = [(each.account, t(each.word.name)) for each in choices]
        self._add("account", t("Balance"), Choice(seat, items, placeholder=t("Choose a balance")), span=2, width=-1)
        self.years = Choice(seat, [])
        self._add("vintage", t("Year or month"), self.years, width=WIDTH["account"])
        self._add(
            "kroner", t("Should be"), MoneyEdit(seat, ore=True), span=2, width=WIDTH["money"], asks="balance.value"
        )
        self._add("units", t("Should be"), NumberEdit(seat, most=2), span=2, width=WIDTH["money"], asks="balance.value")
        words = t("Who asked for it, and what it follows from.")
        self._add("reason", t("Why"), LongTextEdit(seat, rows=2), span=2, help=words)

    def _add(self, key: str, label: str, editor: Any, *, asks: str = "", **more: Any) -> None:
        self.add(key, label, editor, asks=asks or f"balance.{key}", **more)

    def react(self) -> None:
        """The years of the balance, what it counts, and what stands there now."""
        t = self.seat.t
        choice = self._choices.get(self.text("account"))
        vintages = choice.vintages if choice is not None else ()
        shown = [(each, _vintage(self.seat, each)) for each in vintages]
        if shown != self.years.items:
            self.years.set_items(shown)
            if vintages and self.years.value() not in vintages:
                self.years.set_value(vintages[0])
        self.show_field("vintage", bool(vintages) and vintages != ("",))
        is_money = choice is None or choice.unit == "kroner"
        self.show_field("kroner", is_money)
        self.show_field("units", not is_money)
        key = "kroner" if is_money else "units"
        if choice is None:
            self.fields[key].set_help("")
            return
        self.fields["account"].set_help(t(choice.word.about))
        now = ask.stands(self.view, choice.account, self.text("vintage"))
        unit = t("hours") if choice.unit == "hours" else t("days") if choice.unit == "days" else t("kr")
        amount = said(self.seat, now)
        part = self.part()
        words = t("Now {amount} {unit}.", amount=amount, unit=unit)
        if part.value is not None:
            change = Decimal(ask.change_of(self.view, part)).scaleb(-2)
            written = self.seat.formats.change(Money(int(change * 100))) if is_money else _signed(self.seat, change)
            words = t("Now {amount} {unit}, a change of {change}.", amount=amount, unit=unit, change=written)
        self.fields[key].set_help(words)

    def show_part(self, part: AdjustPart) -> None:
        """Fill the form."""
        self.fill({"account": part.account or None, "reason": part.reason})
        if part.vintage:
            self.fill({"vintage": part.vintage})

    def part(self) -> AdjustPart:
        """What stands in the form."""
        choice = self._choices.get(self.text("account"))
        key = "kroner" if choice is None or choice.unit == "kroner" else "units"
        return AdjustPart(self.text("account"), self.text("vintage"), self.value(key), self.text("reason"))


class AdjustPanel(FormPanel):
    """A balance changed by hand."""

    def __init__(self, seat: Seat, view: EmployeeView, part: AdjustPart | None = None) -> None:
        t = seat.t
        line = t("For what came about outside the program, or was entered wrongly.")
        super().__init__(seat, view.name, t("Change a balance by hand"), line, t("Save"))
        self.view = view
        part = part or AdjustPart()
        self.about = (view.number, part.account, part.vintage)
        title = t("It is not reported automatically")
        words = t("Nothing goes to the authority or into the journal. What must go there, goes with a run.")
        self.add_message(MessageBox("warn", title, words))
        self.form = AdjustForm(seat, self.findings, ask.adjustable(seat.desk), view)
        self.add_form(self.form)
        self.form.show_part(part)
        if part.account:
            self.form.fields["account"].editor.setEnabled(False)
            self.form.fields["vintage"].editor.setEnabled(False)

    def ask(self) -> Iterable[Finding]:
        return ask.check_adjust(self.view, self.form.part())

    def store(self) -> str:
        part = self.form.part()
        change = ask.change_of(self.view, part)
        acts.adjust(self.seat.desk, self.view.number, part.account, part.vintage, change, part.reason)
        return self.seat.t("Balance changed by hand")


def _vintage(seat: Seat, vintage: str) -> str:
    """A year, or a month in words."""
    return seat.formats.month(Month.parse(vintage)) if "-" in vintage else vintage


def said(seat: Seat, amount: Money | Decimal) -> str:
    """An amount, or a number of days or hours."""
    return seat.formats.amount(amount) if isinstance(amount, Money) else seat.formats.number(amount)


def _signed(seat: Seat, number: Decimal) -> str:
    words = seat.formats.number(number)
    return f"+{words}" if number > 0 else words
