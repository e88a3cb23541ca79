"""One step of a result table, made or changed: the table, from which day, for whom, and what it is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Refused
from services.actions.numbered import StepForm, save_step
from services.queries import numbered
from services.queries.numbered import FORM_WORDS, FORMS_OF_PAY, Table
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Choice, DateEdit, Field, FormGrid, NumberEdit, TextEdit
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.text import Label

_ONE = "value"


class StepPanel(SidePanel):
    """The form in the panel. `saved` tells the id."""

    saved = Signal(int)

    def __init__(self, seat: Seat, form: StepForm | None = None, *, table: str = "") -> None:
        t = seat.t
        title = t("New step") if form is None else t("Change the step")
        line = t("It holds from its day until a later step of the same table and pay group.")
        super().__init__(seat, t("Result tables"), title, line)
        self._form = form or StepForm(table)
        self._tables = {each.code: each for each in numbered.tables(seat.desk, seat.language)}
        self.values: dict[str, Field] = {}
        self.grid = FormGrid(1)
        listed = [(each.code, each.label) for each in self._tables.values()]
        self.table = self._field(t("Result table"), Choice(seat, listed), "step_table")
        self.usual = Label("", "note", "ink2", wrap=True)
        self.grid.add(self.usual)
        self.since = self._field(t("Holds from"), DateEdit(seat), "step_since")
        self.since.required = True
        self.group = self._field(t("Pay group"), TextEdit(seat, limit=10), "step_group")
        self.group.set_help(t("As on the employees. Empty: for those whose pay group has no step of its own."))
        self.same = Field(seat, "", Check(seat, t("The same for every form of pay")))
        self.grid.add(self.same, key="same")
        room = QWidget()
        self._room = QVBoxLayout(room)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._room.setSpacing(8)
        self.grid.add(room)
        self.add(self.grid)
        self.save_button = self.add_action(Button(t("Save"), "primary"))
        leave = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        leave.clicked.connect(self.close_panel)
        self.table.changed.connect(self._show_values)
        self.same.changed.connect(self._show_values)
        for field in (self.since, self.group):
            field.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]
        self._fill()

    def _field(self, label: str, editor: QWidget, topic: str) -> Field:
        field = Field(self.seat, label, editor, topic=f"settings.{topic}", width=-1)
        self.grid.add(field, key=topic)
        return field

    def begin(self) -> None:
        """Into the first field that is empty."""
        (self.table if self.table.value() is None else self.since).focus()

    def _fill(self) -> None:
        form = self._form
        self.table.set_value(form.table if form.table in self._tables else None)
        self.since.set_value(form.since)
        self.group.set_value(form.group or None)
        amounts = {form.values.get(name) for name in FORMS_OF_PAY}
        self.same.set_value(len(amounts) == 1)
        self._show_values()

    # --- values ---------------------------------------------------------------------------------------------------

    def _shown(self) -> Table | None:
        return self._tables.get(self.table.value() or "")

    def _show_values(self) -> None:
        """A field for each form of pay, or one for all, made for what the table holds; what is typed stays."""
        kept = {**self._form.values, **self._typed()}
        empty_layout(self._room)
        self.values = {}
        table, t = self._shown(), self.seat.t
        self.usual.setText(self._usual(table) if table is not None else "")
        self.usual.setVisible(bool(self.usual.text()))
        self.same.setVisible(table is not None)
        if table is None:
            return
        is_same = bool(self.same.value())
        names = [_ONE] if is_same else list(FORMS_OF_PAY)
        alike = next((kept[name] for name in (_ONE, *FORMS_OF_PAY) if kept.get(name) is not None), None)
        for name in names:
            editor = self._editor(table)
            label = t("Value") if is_same else t(FORM_WORDS[name])
            field = Field(self.seat, label, editor, topic="settings.step_value", optional=not is_same, width=-1)
            value = alike if is_same else kept.get(name, kept.get(_ONE))
            if value is not None:
                field.set_value(str(int(value)) if table.choices else value)
            if isinstance(editor, NumberEdit):
                editor.returnPressed.connect(self.save)
            self._room.addWidget(field)
            field.show()
            self.values[name] = field

    def _editor(self, table: Table) -> QWidget:
        if table.choices:
            return Choice(self.seat, [(code, f"{code} {name}") for code, name in table.choices])
        unit = {"percent": "%", "month": "", "divisor": "", "pension_basis": ""}
        return NumberEdit(self.seat, most=4, unit=unit.get(table.unit, self.seat.t(table.unit_word)))

    def _usual(self, table: Table) -> str:
        """What holds where nothing is set."""
        t = self.seat.t
        if not table.usual:
            return t("Nothing holds where it is not set.")
        usual = Decimal(table.usual)
        words = table.chosen(usual) if table.choices else self.seat.formats.number(usual)
        return t("Where it is not set, {value} holds.", value=words)

    def _typed(self) -> dict[str, Decimal | None]:
        """What stands in the value fields and can be read."""
        found: dict[str, Decimal | None] = {}
        for name, field in self.values.items():
            try:
                value: Any = field.editor.value()  # type: ignore[attr-defined]
                found[name] = None if value is None else Decimal(value)
            except (Unreadable, ArithmeticError):
                continue
        return found

    # --- keeping --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the step; what is wrong is said at its field."""
        wrong = [field for field in (self.since, self.group, *self.values.values()) if not field.validate()]
        if wrong:
            wrong[0].focus()
            return
        typed = self._typed()
        values = dict.fromkeys(FORMS_OF_PAY, typed[_ONE]) if _ONE in typed else typed
        form = StepForm(self.table.value() or "", self.since.value(), self.group.value() or "", values, self._form.id)
        try:
            kept = save_step(self.seat.desk, form)
        except Refused as refusal:
            self._show_refusal(refusal)
            return
        self.close_panel()
        table = self._shown()
        self.seat.toast(self.seat.t("{name} is saved", name=table.label if table else form.table), undo=True)
        self.saved.emit(kept)

    def _show_refusal(self, refusal: Refused) -> None:
        fields = {"table": self.table, "since": self.since, "group": self.group, **self.values}
        first = next(iter(self.values.values()), self.table)
        told = []
        for found in refusal.findings:
            name = str(found.where.thing) if found.where is not None else ""
            field = fields.get(name, first)
            if field not in told:
                field.set_problem(found.what)
                told.append(field)
        told[0].focus()
