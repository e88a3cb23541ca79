"""Who an employee is and where the pay goes, typed in place on their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Refused, Severity
from services.actions import employees as acts
from services.actions.employees import PersonPart
from services.queries import employee_parts
from services.queries.employee_page import EmployeeView
from views.pages.employees.part_form import PartForm
from views.pages.employees.person_forms import AccountForm, PersonForm
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.side_panel import empty_layout
from views.widgets.text import IconLine, Label, MessageBox

_ROOM = 780


class PersonTab(QWidget):
    """Who it is and where the pay goes, typed in place. The button stores it; so does leaving the page."""

    saved = Signal(int)

    def __init__(self, seat: Seat, view: EmployeeView) -> None:
        super().__init__()
        self.seat, self.view = seat, view
        t = seat.t
        self._cache: list[Finding] | None = None
        self._is_filling = False
        self.moves_to: int | None = None
        outer = self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(16)
        holder = QWidget()
        holder.setMaximumWidth(theme.FORM + 54)
        holder.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(holder, 632)
        self.side = Card(padding=24)
        outer.addWidget(self.side, 348, Qt.AlignmentFlag.AlignTop)
        who = Card(t("Person"), padding=24)
        self.person = PersonForm(seat, self.findings, view.around, split=False)
        who.add(self.person)
        left.addWidget(who)
        money = Card(t("Account and payslip"), padding=24)
        self.account = AccountForm(seat, self.findings, view.around)
        money.add(self.account)
        left.addWidget(money)
        self.save_button = Button(t("Save changes"), "primary")
        self.save_button.clicked.connect(self.save)
        self.back_button = Button(t("Undo what was typed"))
        self.back_button.clicked.connect(self.put_back)
        self.note = Label("", "note", "ink2")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.save_button)
        row.addWidget(self.back_button)
        row.addWidget(self.note)
        row.addStretch(1)
        left.addLayout(row)
        self.forms: tuple[PartForm, ...] = (self.person, self.account)
        for form in self.forms:
            form.stale.connect(self._stale)
            form.changed.connect(self._on_changed)
        self.put_back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is checked stands beside the form; under it where there is no room."""
        super().resizeEvent(event)
        kinds = QBoxLayout.Direction
        self._outer.setDirection(kinds.LeftToRight if self.width() >= _ROOM else kinds.TopToBottom)

    def put_back(self) -> None:
        """Show what the file holds."""
        self._is_filling = True
        try:
            self.person.show_part(self.view.person)
            self.account.show_part(self.view.person)
        finally:
            self._is_filling = False
        self._stale()
        self._on_changed()

    def update_view(self, view: EmployeeView) -> None:
        """The file was changed; what is typed and not stored stays."""
        was_dirty = self.is_dirty
        self.view = view
        self.person.around = view.around
        if not was_dirty:
            self.put_back()
        else:
            self._on_changed()

    def part(self) -> PersonPart:
        """What stands in the form."""
        return self.account.part(self.person.part(self.view.person))

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        unread = any(form.typed() for form in self.forms)
        return unread or self.part().tidy() != replace(self.view.person).tidy()

    def findings(self) -> Sequence[Finding]:
        """What is wrong with what stands there now."""
        if self._is_filling:
            return ()
        if self._cache is None:
            self._cache = employee_parts.check_person(self.view, self.part())
        return self._cache

    def _stale(self) -> None:
        self._cache = None

    def _on_changed(self) -> None:
        if self._is_filling:
            return
        self._stale()
        dirty = self.is_dirty
        self.save_button.setEnabled(dirty)
        self.back_button.setVisible(dirty)
        self.note.setText(self.seat.t("Not stored yet") if dirty else "")
        self._show_side()

    def _show_side(self) -> None:
        """What is missing or worth a look, and what a change brings with it."""
        t = self.seat.t
        empty_layout(self.side.body)
        notes = employee_parts.consequences(self.view, self.part())
        found = [each for each in self.findings() if each.severity is not Severity.NOTE]
        self.side.set_heading(t("Checked as you type"))
        for each in found:
            kind = "err" if each.severity is Severity.STOP else "warn"
            box = MessageBox(kind, t(each.what), "", t("Go to the field"))
            box.clicked.connect(lambda each=each: self.focus(each.where.field or "") if each.where else None)
            self.side.body.addWidget(box)
        for note in notes:
            self.side.body.addWidget(IconLine("info", t(note.what), "ink2", "info", role="note"))
        if not found:
            self.side.body.addWidget(IconLine("check-circle", t("Everything here is in order"), "ink2", "ok"))
        self.side.body.addStretch(1)

    def show_field(self, field: str) -> None:
        """Somebody comes for this field."""
        if field != "person":
            self.focus(field)

    def focus(self, field: str) -> bool:
        """Go to a field."""
        return any(form.focus(field) for form in self.forms if form.has(field))

    def save(self) -> bool:
        """Store it, if nothing is wrong."""
        self._stale()
        for form in self.forms:
            form.look(touched_only=True)
        part = self.part()
        wrong = [found for found in self.findings() if found.severity is Severity.STOP]
        if wrong or any(form.typed() for form in self.forms):
            if wrong and wrong[0].where is not None:
                self.focus(wrong[0].where.field or "")
            return False
        self.moves_to = part.number  # the file tells of the change before the number is here
        try:
            number = acts.save_person(self.seat.desk, self.view.number, part)
        except Refused as refusal:
            self.moves_to = None
            for found in refusal.findings:
                field = found.where.field if found.where is not None else None
                holding = [form for form in self.forms if field and form.has(field)]
                if holding and field is not None:
                    holding[0].fields[field].set_problem(found.what)
                    holding[0].focus(field)
                else:
                    self.seat.show_findings([found])
            return False
        self.saved.emit(number)
        self.seat.toast(self.seat.t("{name} saved", name=part.name), undo=True)
        return True

    def leave(self) -> bool:
        """Somebody goes away: store what was typed, or hold them where it is wrong."""
        if not self.is_dirty:
            return True
        if self.save():
            return True
        self.note.setText(self.seat.t("Correct it, or undo it, before you go on"))
        return False
