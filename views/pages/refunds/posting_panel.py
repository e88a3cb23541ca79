"""One posting that was taken in or held back: say whose it is, for which absence, or that it is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from services.actions import refunds as acts
from services.queries import refunds as ask
from services.queries.refunds import PersonRow, PostingRow
from views.pages.refunds.words import absence_words, benefit_word, days_word
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, Field, TextEdit
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import IconLine, MessageBox

_NONE = 0


class PostingPanel(SidePanel):
    """What may still be said of it depends on where it stands."""

    done = Signal(str)

    def __init__(self, seat: Seat, row: PostingRow, people: Sequence[PersonRow]) -> None:
        t, f = seat.t, seat.formats
        caption = t("Posting from NAV")
        super().__init__(seat, caption, row.employee_name or row.name or t("No name"), benefit_word(seat, row))
        self.row = row
        if row.state == "held":
            words = t("It counts nowhere until somebody says whose it is.")
            self.add_message(MessageBox("warn", t("Held back"), words))
        elif row.state == "left_out":
            self.add_message(MessageBox("info", t("Does not count"), row.note))
        elif row.is_locked:
            words = t("Only the absence it is for can be changed. A wrong one is taken back by its opposite.")
            self.add_message(MessageBox("info", t("It stands in an approved run"), words))
        if row.is_taken_back:
            self.add_message(MessageBox("info", t("It was taken back")))
        elif row.opposite_of is not None:
            self.add_message(MessageBox("info", t("It takes back another posting"), row.note))
        facts = KeyValues(seat)
        facts.add(t("Amount"), f.amount(row.amount), strong=True)
        facts.add(t("Period"), days_word(seat, row.first, row.last))
        facts.add(t("Name from NAV"), row.name)
        facts.add(t("Identity number"), row.national_id or t("none"))
        if row.establishment:
            facts.add(t("Sub-unit"), row.establishment)
        if row.run_name:
            facts.add(t("Run"), row.run_name)
        elif row.month is not None:
            facts.add(t("Month"), f.month(row.month))
        facts.add(t("Line in the report"), str(row.line))
        self.add(facts)
        self.add_section(t("Belongs to"), rule=True)
        self.who = Field(
            seat,
            t("Employee"),
            Choice(seat, [(each.number, f"{each.name} ({each.number})") for each in people], placeholder=t("Choose")),
            topic="refunds.employee",
            required=True,
            width=-1,
        )
        self.who.set_value(row.employee)
        self.add(self.who)
        self.absence = Field(seat, t("Absence"), Choice(seat), topic="refunds.absence", width=-1)
        self.add(self.absence)
        self._show_absences()
        self.absence.set_value(row.absence or _NONE)
        self.who.changed.connect(self._show_absences)
        is_open = row.state in ("held", "left_out")
        if not is_open:
            self.who.set_disabled(t("Undo the report, or leave the posting out, to give it to somebody else."))
        self.note = Field(
            seat, t("Why it is left out"), TextEdit(seat, limit=200), topic="refunds.note", width=-1, required=True
        )
        self.note.set_value(row.note or None)
        self.note.hide()
        self.add(self.note)
        if row.is_holiday:
            words = t("Holiday pay on a refund belongs to no absence.")
            self.add(IconLine("info", words, "ink2", "ink3"))
        runs = ask.targets_of_import(seat.desk, row.month.first if row.month is not None else None)
        items: list[tuple[Any, str]] = [
            (run.id, t("{run}, paid {day}", run=run.name, day=run.pay_date)) for run in runs
        ]
        items.append((_NONE, t("The report of its month, without a run")))
        self.into = Field(seat, t("The opposite goes into"), Choice(seat, items), topic="refunds.run", width=-1)
        self.into.set_value(items[0][0])
        self.into.hide()
        self.add(self.into)
        self.save_button = self.add_action(Button(t("Take it in") if is_open else t("Keep"), "primary"))
        self.save_button.clicked.connect(self._save)
        if row.state != "left_out" and not row.is_locked:
            self.out_button = self.add_action(Button(t("Leave it out …")))
            self.out_button.clicked.connect(self._leave_out)
        if row.is_locked and not row.is_taken_back and row.opposite_of is None:
            self.back_button = self.add_action(Button(t("Take it back …")))
            self.back_button.clicked.connect(self._take_back)
        if row.state == "left_out":
            self.hold_button = self.add_action(Button(t("Hold it back")))
            self.hold_button.clicked.connect(self._hold)

    def _show_absences(self) -> None:
        employee = self.who.value()
        items: list[tuple[Any, str]] = [(_NONE, self.seat.t("No absence"))]
        if employee is not None:
            items += [(each.id, absence_words(self.seat, each)) for each in ask.absences_of(self.seat.desk, employee)]
        choice = self.absence.editor
        assert isinstance(choice, Choice)
        choice.set_items(items)
        choice.set_value(_NONE)

    def _save(self) -> None:
        desk, row = self.seat.desk, self.row
        if not self.who.validate():
            self.who.focus()
            return
        employee, absence = self.who.value(), self.absence.value() or None
        if row.state in ("held", "left_out"):
            done = self.seat.attempt(lambda: acts.match_posting(desk, row.id, employee, absence))
            words = self.seat.t("The posting is taken in")
        else:
            done = self.seat.attempt(lambda: acts.link(desk, row.id, absence))
            words = self.seat.t("The posting is for another absence now")
        if done:
            self.done.emit(words)

    def _leave_out(self) -> None:
        """First asked why, then done."""
        if not self.note.isVisibleTo(self):
            self.note.show()
            self.note.focus()
            return
        if not self.note.validate():
            return
        desk, row, why = self.seat.desk, self.row, self.note.value()
        if self.seat.attempt(lambda: acts.leave_out(desk, row.id, why)):
            self.done.emit(self.seat.t("The posting is left out"))

    def _take_back(self) -> None:
        """First asked why and into which run, then the opposite is made."""
        if not self.note.isVisibleTo(self):
            self.note.set_label(self.seat.t("What is wrong with it"))
            self.note.show()
            self.into.show()
            self.note.focus()
            return
        if not self.note.validate():
            return
        desk, row, why, run = self.seat.desk, self.row, self.note.value(), self.into.value() or None
        if self.seat.attempt(lambda: acts.take_back(desk, [row.id], run, why)):
            self.done.emit(self.seat.t("The posting is taken back"))

    def _hold(self) -> None:
        desk, row = self.seat.desk, self.row
        if self.seat.attempt(lambda: acts.hold(desk, row.id)):
            self.done.emit(self.seat.t("The posting is held back"))
