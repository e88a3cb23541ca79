"""One payment that is due: how much, until when, from which runs, and whether somebody told it as paid."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.money import ZERO
from services.actions.marks import mark, mark_all, unmark
from services.queries.deadlines import PAID, Deadline, Part
from services.queries.debts import deadline_of, unpaid
from services.queries.why import why_total
from views.shell.painting import RIGHT
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.choices import Check
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import Label, MessageBox
from views.widgets.when import away, local_day, short_day, weekday


class PaymentPanel(SidePanel):
    """Mark it as paid here, or take that back."""

    def __init__(self, seat: Seat, due: Deadline) -> None:
        f = seat.formats
        title = seat.t(due.what)
        super().__init__(seat, seat.t("Due"), title, seat.t(due.detail))
        self.due = due
        is_late = not due.done and not due.is_draft and due.day < seat.desk.today
        if is_late:
            text = seat.t("Pay it as soon as you can: the authority adds interest.")
            if due.kind == "pay":
                text = seat.t("The employees wait for their pay.")
            self.add_message(MessageBox("err", seat.t("The day has passed and it is not marked as paid"), text))
        facts = KeyValues(seat)
        if due.amount is not None:
            only = due.parts[0] if len(due.parts) == 1 and due.parts[0].total else None
            why = (lambda: self._why(only)) if only is not None else None
            facts.add(seat.t("Amount"), f.amount(due.amount), why, strong=True)
        day = f"{weekday(seat, due.day)} {short_day(seat, due.day)}"
        facts.add(seat.t("Due on"), day)
        facts.add(seat.t("That is"), away(seat, due.day), state="err" if is_late else "")
        self.add(facts)
        if len(due.parts) > 1:
            self.add_section(seat.t("Made up of"), rule=True)
            parts = KeyValues(seat)
            for part in due.parts:
                why = (lambda part=part: self._why(part)) if part.total else None
                parts.add(f.month(part.month).capitalize(), f.amount(part.amount), why)
            self.add(parts)
        self.add(Label(self._advice(), "note", "ink2", wrap=True))
        if due.is_draft:
            self.add(Label(seat.t("The pay is not approved yet, so the amount may change."), "note", "ink2", wrap=True))
        elif due.done:
            if due.told is not None:
                words = seat.t("Marked as paid by {who} {day}", who=due.told.by, day=local_day(seat, due.told.at))
                self.add_message(MessageBox("ok", words))
                back = self.add_action(Button(seat.t("Not paid after all")))
                back.clicked.connect(self._take_back)
        else:
            done = self.add_action(Button(seat.t("Mark as paid"), "primary"))
            done.clicked.connect(self._mark)
        if due.where is not None:
            there = due.where
            words = seat.t("Open the a-melding") if there.page == "reporting" else seat.t("Open the run")
            self.add_action(Button(words)).clicked.connect(lambda: seat.go(there))

    def _advice(self) -> str:
        """How it is paid."""
        t = self.seat.t
        own = self.seat.questions.helps.get(f"pay_{self.due.kind}")
        if own is not None:
            return t(own)
        match self.due.kind:
            case "pay":
                return t("The bank file pays everybody at once. Upload it in the bank, and approve it there.")
            case "holiday_pay":
                return t("It is paid to the employees in the holiday month, instead of their pay.")
            case _:
                return t(
                    "Account and payment reference (KID) come with the answer to the a-melding in Altinn. Each kind is "
                    "paid with its own."
                )

    def _why(self, part: Part) -> None:
        self.seat.why(why_total(self.seat.desk, part.run_id, part.total))

    def _mark(self) -> None:
        if self.seat.attempt(lambda: mark(self.seat.desk, self.due.subject, PAID)):
            self.seat.toast(self.seat.t("Marked as paid"), undo=True)
            self._again()

    def _take_back(self) -> None:
        if self.seat.attempt(lambda: unmark(self.seat.desk, self.due.subject, PAID)):
            self.seat.toast(self.seat.t("Not marked as paid any more"), undo=True)
            self._again()

    def _again(self) -> None:
        due = deadline_of(self.seat.desk, self.due.subject)
        if due is not None:
            self.seat.show_panel(PaymentPanel(self.seat, due))
        else:
            self.close_panel()


class PaymentsPanel(SidePanel):
    """Everything that is due and not told as paid: tick what is paid."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(
            seat,
            seat.t("Due"),
            seat.t("Not marked as paid"),
            seat.t("Tick what is paid. The program cannot see the bank, so it believes you."),
        )
        self.ticks: dict[str, Check] = {}
        self._read()
        self.done_button = self.add_action(Button(seat.t("Mark as paid"), "primary"))
        self.done_button.clicked.connect(self._mark)
        self.all_button = self.add_action(Button(seat.t("Tick all")))
        self.all_button.clicked.connect(self._tick_all)
        self._settle_button()

    def _read(self) -> None:
        f = self.seat.formats
        self.clear()
        self.ticks = {}
        for due in unpaid(self.seat.desk):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            line = QHBoxLayout()
            line.setSpacing(12)
            tick = Check(self.seat, self.seat.t(due.what))
            tick.changed.connect(self._settle_button)
            line.addWidget(tick, 1)
            line.addWidget(Label(f.amount(due.amount or ZERO), "body_medium", align=RIGHT))
            column.addLayout(line)
            under = QHBoxLayout()
            under.setContentsMargins(28, 0, 0, 0)
            words = self.seat.t("{detail}. Due {day}", detail=due.detail, day=due.day)
            under.addWidget(Label(words, "caption", "ink2", wrap=True))
            column.addLayout(under)
            self.add(holder)
            self.ticks[due.subject] = tick
        if not self.ticks:
            self.add(Label(self.seat.t("Nothing is due."), "body", "ink2"))

    def _tick_all(self) -> None:
        for tick in self.ticks.values():
            tick.set_value(True)
        self._settle_button()

    def _settle_button(self) -> None:
        self.done_button.setEnabled(any(tick.value() for tick in self.ticks.values()))
        self.all_button.setVisible(len(self.ticks) > 1)

    def _mark(self) -> None:
        chosen = [subject for subject, tick in self.ticks.items() if tick.value()]
        if self.seat.attempt(lambda: mark_all(self.seat.desk, chosen, PAID)):
            self.seat.toast(self.seat.t("Marked as paid"), undo=True)
            self._read()
            self._settle_button()
