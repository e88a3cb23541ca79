"""Messages on the payslips of a run, typed beside it: to everybody, and to one employee each."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal

from models.values.finding import Refused
from services.actions.payslip_notes import MOST, save_note
from services.queries.payslip_notes import NotesOfRun, notes_of_run
from services.queries.runs import run_words
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Answer, Choice, Field, FormGrid, LongTextEdit
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.text import MessageBox, capital

_ALL: Final = 0  # no employee has this number
_SHOWN: Final = 20  # letters of a message in the list


class PayslipNotePanel(SidePanel):
    """One message at a time, and a list of those that there are. `saved` is told after each."""

    saved = Signal()

    def __init__(self, seat: Seat, run_id: int, number: int | None = None) -> None:
        t = seat.t
        found = notes_of_run(seat.desk, run_id)
        assert found is not None
        super().__init__(seat, t("Pay run"), t("Message on payslips"), capital(t("{run}", run=run_words(found.name))))
        self._run_id = run_id
        self._drafts: dict[int | None, str] = {}
        self._shown: int | None = None
        self.found: NotesOfRun = found
        self.locked = self.add_message(
            MessageBox("info", t("The run is approved"), t("The messages stand on the payslips as they are."))
        )
        self.form = FormGrid(1)
        self.to = Field(seat, t("To"), Choice(seat, [(_ALL, t("Everybody in the run"))]), topic="pay_run.note")
        self.text = Field(
            seat,
            t("Message"),
            LongTextEdit(seat, rows=6),
            topic="pay_run.note",
            check=self._check,
            help=t("Stands in a box at the foot of the payslip, in the language that you write. No amount changes."),
        )
        self.form.add(self.to)
        self.form.add(self.text)
        self.add(self.form)
        self.section = self.add_section(t("Messages of this run"), rule=True)
        self.list = self.add(KeyValues(seat))
        self.save_button = self.add_action(Button(t("Save"), "primary"))
        self.remove_button = self.add_action(Button(t("Take the message away")))
        leave = self.add_action(Button(t("Close")))
        self.save_button.clicked.connect(lambda *_: self.save())
        self.remove_button.clicked.connect(lambda *_: self._keep(""))
        leave.clicked.connect(self.close_panel)
        self.to.changed.connect(self._to_another)
        self._fill(number)

    def begin(self) -> None:
        """Start typing."""
        self.text.focus()

    @property
    def _number(self) -> int | None:
        return self.to.value() or None

    def _fill(self, number: int | None) -> None:
        t, found = self.seat.t, self.found
        people = [(who, f"{who} {name}") for who, name, _ in found.people]
        editor = self.to.editor
        assert isinstance(editor, Choice)
        editor.set_items([(_ALL, t("Everybody in the run")), *people])
        self.to.set_value(number if any(who == number for who, _, _ in found.people) else _ALL)
        self.locked.setVisible(found.is_approved)
        for widget in (self.save_button, self.text):
            widget.setEnabled(not found.is_approved)
        self._show_text()
        self._show_list()

    def _to_another(self) -> None:
        """Somebody else: what was typed and not saved goes along to one who has no message."""
        typed, number = str(self.text.value() or ""), self._number
        if typed != self.found.to(self._shown):
            self._drafts[self._shown] = typed
            if not self.found.to(number):
                self._drafts.setdefault(number, typed)
        self._show_text()

    def _show_text(self) -> None:
        self._shown = self._number
        text = self._drafts.get(self._number, self.found.to(self._number))
        self.text.set_value(text or None)
        self.remove_button.setVisible(bool(self.found.to(self._number)) and not self.found.is_approved)

    def _show_list(self) -> None:
        t = self.seat.t
        self.list.clear()
        written: list[tuple[int, str, str]] = [each for each in self.found.people if each[2]]
        if self.found.everybody:
            written.insert(0, (_ALL, t("Everybody in the run"), self.found.everybody))
        self.section.setVisible(bool(written))
        self.list.setVisible(bool(written))
        for number, name, text in written:
            line = " ".join(text.split())
            shown = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"
            self.list.add(name, shown, link=t("Open"), on_link=partial(self._go, number))

    def _go(self, number: int) -> None:
        self.to.set_value(number)
        self._to_another()
        self.text.focus()

    def _check(self, value: Any) -> Answer:
        count = len(str(value or ""))
        if count <= MOST:
            return None
        return self.seat.t("The note is {count} characters long, and there is room for {most}", count=count, most=MOST)

    def save(self) -> None:
        """Keep the message."""
        if self.form.validate():
            self._keep(str(self.text.value() or ""))

    def _keep(self, text: str) -> None:
        seat, number = self.seat, self._number
        try:
            save_note(seat.desk, self._run_id, text, number)
        except Refused as refusal:
            self.text.set_problem(seat.t(refusal.findings[0].what))
            return
        found = notes_of_run(seat.desk, self._run_id)
        if found is None:
            self.close_panel()
            return
        self.found = found
        self._drafts.pop(number, None)
        self._drafts = {who: draft for who, draft in self._drafts.items() if draft != text}
        self._fill(number)
        seat.toast(seat.t("The message is saved") if text.strip() else seat.t("The message is taken away"), undo=True)
        self.saved.emit()
