"""One row of a report beside the list: what NAV writes, whose it may be and why, and what happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.values.finding import Severity
from services.actions.refunds import PreviewRow
from services.queries import refunds as ask
from views.pages.refunds.importing import HELD, LEFT_OUT, TAKEN, Importing
from views.pages.refunds.words import absence_words, benefit_word, days_word
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, Field, Segments, TextEdit
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import MessageBox

_NOBODY, _OTHER, _NONE = 0, -1, 0
_KINDS: Final = {Severity.STOP: "err", Severity.WARNING: "warn", Severity.NOTE: "info"}


class RowPanel(SidePanel):
    """What is chosen here holds at once, and is stored when the report is taken in."""

    decided = Signal(int)
    stepped = Signal(int)

    def __init__(self, seat: Seat, state: Importing, row: PreviewRow, everybody: Sequence[ask.PersonRow]) -> None:
        t, f = seat.t, seat.formats
        caption = t("Line {line} of the report", line=str(row.line))
        super().__init__(seat, caption, row.name or t("No name"), benefit_word(seat, row))
        self.state, self.row = state, row
        self._is_filling = True
        self.everybody = everybody
        for finding in row.findings:
            self.add_message(MessageBox(_KINDS[finding.severity], t(finding.what)))
        self.fate = self._field(
            "fate",
            t("This posting"),
            Segments(seat, [(TAKEN, t("To be taken in")), (HELD, t("Held back")), (LEFT_OUT, t("Does not count"))]),
        )
        people = [(each.number, f"{each.name} ({each.number})") for each in self.everybody]
        self.who = self._field(
            "employee",
            t("Employee"),
            Choice(seat, people, placeholder=t("Choose")),
            width=-1,
            required=True,
        )
        self.absence = self._field("absence", t("Absence"), Choice(seat), width=-1)
        known = [(code, f"{words} ({code})") for code, words in ask.benefits(seat.language)]
        self.benefit = self._field(
            "benefit", t("NAV's benefit"), Choice(seat, known, placeholder=t("Choose")), width=-1, required=True
        )
        self.benefit.setVisible("benefit" in row.doubts)
        self.why_not = self._field("note", t("Why it is left out"), TextEdit(seat, limit=200), width=-1, optional=True)
        self.add_section(t("What NAV writes"), rule=True)
        facts = KeyValues(seat)
        facts.add(t("Amount"), f.amount(row.amount), strong=True)
        facts.add(t("Period"), days_word(seat, row.first, row.last))
        facts.add(t("Identity number"), row.national_id or t("none"))
        if row.establishment:
            facts.add(t("Sub-unit"), row.establishment, state="" if row.is_ours else "warn")
        if row.last_day is not None:
            facts.add(t("Last day of sick pay"), f.day(row.last_day))
        if row.account:
            facts.add(t("Paid to account"), row.account)
        self.facts = self.add(facts)
        self._about_the_absence()
        self.reset_button = self.add_action(Button(t("As proposed")))
        self.reset_button.clicked.connect(lambda *_: self._reset())
        self.next_button = self.add_action(Button(t("Next to look at"), trail="caret-right"))
        self.next_button.clicked.connect(lambda *_: self.stepped.emit(1))
        self._fill()

    def _field(self, key: str, label: str, editor: QWidget, **said: Any) -> Field:
        made = Field(self.seat, label, editor, topic=f"refunds.{key}", **said)
        self.add(made)
        made.changed.connect(lambda: self._changed(key))
        return made

    def _about_the_absence(self) -> None:
        """Applied for, received and missing of the absence that is proposed."""
        t, f, against = self.seat.t, self.seat.formats, self.row.against
        if against is None:
            return
        self.add_section(t("The absence so far"), rule=True)
        facts = KeyValues(self.seat)
        facts.add(t("Expected in all"), f.amount(against.expected) if against.expected is not None else t("not known"))
        facts.add(t("Received before"), f.amount(against.received))
        facts.add(t("This posting"), f.amount(against.this))
        if against.missing is not None:
            facts.add(t("Missing after this report"), f.amount(against.missing), strong=True)
        self.add(facts)

    # --- values ---------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self._is_filling = True
        said = self.state.decision(self.row)
        self.fate.set_value(self.state.fate(self.row))
        self.who.set_value(said.employee)
        self._show_reasons(said.employee)
        self._show_absences(said.employee)
        self.absence.set_value(said.absence or _NONE)
        self.benefit.set_value(said.benefit or None)
        self.why_not.set_value(said.note or None)
        self._settle_fields()
        self._is_filling = False

    def _settle_fields(self) -> None:
        fate, t = self.fate.value(), self.seat.t
        says = {
            TAKEN: t("It lowers the basis of the employer contribution."),
            HELD: t("It waits on the list until somebody says whose it is."),
            LEFT_OUT: t("It never counts; it stands in the log."),
        }
        self.fate.set_help(says.get(fate, ""))
        self.who.setVisible(fate != LEFT_OUT)
        self.absence.setVisible(fate != LEFT_OUT)
        self.why_not.setVisible(fate == LEFT_OUT)
        self.benefit.setVisible(fate != LEFT_OUT and "benefit" in self.row.doubts)
        self.reset_button.setEnabled(self.row.line in self.state.decisions)

    def _show_reasons(self, employee: int | None) -> None:
        """Why somebody is proposed."""
        t = self.seat.t
        chosen = next((each for each in self.row.people if each.number == employee), None)
        if chosen is not None:
            self.who.set_good(chosen.why) if chosen.by == "number" else self.who.set_warning(chosen.why)
        elif employee is None and self.row.people:
            names = ", ".join(f"{each.name} ({each.number})" for each in self.row.people)
            self.who.set_help(t("It may be {names}: {why}", names=names, why=self.row.people[0].why))
        elif employee is not None:
            self.who.set_help(t("Chosen by hand"))
        else:
            self.who.set_help(t("Nobody has this number or name"))

    def _show_absences(self, employee: int | None) -> None:
        """The absences of whom it belongs to, the proposals first with what fits."""
        t, seat = self.seat.t, self.seat
        items: list[tuple[int, str]] = [(_NONE, t("No absence"))]
        reasons = {}
        proposed = [each for each in self.row.absences if each.employee == employee]
        for each in proposed:
            items.append((each.id, absence_words(seat, each)))
            reasons[each.id] = ". ".join(t(why) for why in each.why) + "."
        known = {each.id for each in proposed}
        if employee is not None:
            for other in ask.absences_of(seat.desk, employee):
                if other.id not in known:
                    items.append((other.id, absence_words(seat, other)))
        choice = self.absence.editor
        assert isinstance(choice, Choice)
        choice.set_items(items)
        self._reasons = reasons
        self._say_reason()

    _reasons: dict[int, str] = {}  # noqa: RUF012  replaced, never changed

    def _say_reason(self) -> None:
        chosen = self.absence.value()
        t = self.seat.t
        if self.row.is_holiday:
            self.absence.set_help(t("Holiday pay on a refund belongs to no absence."))
        elif chosen:
            self.absence.set_help(self._reasons.get(chosen, t("Chosen by hand")))
        else:
            self.absence.set_help(t("Without one it lowers the basis all the same."))

    # --- saying ---------------------------------------------------------------------------------------------------

    def _changed(self, key: str) -> None:
        if self._is_filling:
            return
        self._is_filling = True
        employee = self.who.value()
        if key == "employee":
            self._show_reasons(employee)
            self._show_absences(employee)
            best = next((each.id for each in self.row.absences if each.employee == employee), _NONE)
            self.absence.set_value(best)
            self._say_reason()
            if employee is not None and self.fate.value() == HELD:
                self.fate.set_value(TAKEN)
        elif key == "absence":
            self._say_reason()
        elif key == "fate" and self.fate.value() == TAKEN and employee is None:
            guess = self.row.employee or next((each.number for each in self.row.people), None)
            self.who.set_value(guess)
            self._show_reasons(guess)
            self._show_absences(guess)
            self.absence.set_value(next((each.id for each in self.row.absences if each.employee == guess), _NONE))
            self._say_reason()
        fate = self.fate.value()
        self.state.decide(
            self.row.line,
            employee=None if fate != TAKEN else self.who.value(),
            absence=(self.absence.value() or None) if fate == TAKEN else None,
            leave_out=fate == LEFT_OUT,
            note=(self.why_not.value() or "") if fate == LEFT_OUT else "",
            benefit=self.benefit.value() or "",
        )
        if fate == TAKEN and self.who.value() is None:
            self.who.set_problem(self.seat.t("Say whose it is; until then it is held back."))
        self._settle_fields()
        self._is_filling = False
        self.decided.emit(self.row.line)

    def _reset(self) -> None:
        self.state.forget(self.row.line)
        self._fill()
        self.decided.emit(self.row.line)
