"""One position category, made or changed: its number and name, and the wage types of everybody in it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.values.finding import Refused
from services.actions.numbered import CategoryForm, save_category
from services.queries import numbered
from views.pages.settings.code_choice import CodeChoice
from views.pages.settings.dated_types import DatedTypes
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Choice, Field, FormGrid, TextEdit
from views.widgets.side_panel import SidePanel
from views.widgets.text import Label


class CategoryPanel(SidePanel):
    """The form in the panel. `saved` tells the number."""

    saved = Signal(str)

    def __init__(self, seat: Seat, form: CategoryForm | None = None, *, start: str = "") -> None:
        t = seat.t
        title = t("New position category") if form is None else t("Change the position category")
        line = t("What everybody in it has in common: how holiday is earned, and which savings there are.")
        super().__init__(seat, t("Position categories"), title, line)
        self._was = form.was if form is not None else ""
        self._starts = {each.key: each for each in numbered.starts(seat.desk, seat.language)}
        self.grid = FormGrid(1)
        ready = [(key, each.name) for key, each in self._starts.items()]
        self.start = self._field(t("Begin with"), Choice(seat, ready), "category_start")
        self.about = Label("", "note", "ink2", wrap=True)
        self.grid.add(self.about)
        self.number = self._field(t("Number"), TextEdit(seat, limit=10), "category_number")
        self.name = self._field(t("Name"), TextEdit(seat, limit=60), "category_name")
        for field in (self.number, self.name):
            field.required = True
        self.types = DatedTypes(seat, numbered.category_types(seat.desk, seat.language))
        self.grid.add(self.types)
        self.codes = self._field(t("Allowed absence codes"), CodeChoice(seat), "category_absence")
        self.add(self.grid)
        self.save_button = self.add_action(Button(t("Save"), "primary"))
        leave = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        leave.clicked.connect(self.close_panel)
        self.start.changed.connect(self._take_start)
        for field in (self.number, self.name):
            field.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]
        is_new = form is None
        self.start.setVisible(is_new)
        self.about.setVisible(is_new)
        if form is not None:
            self.types.since = numbered.first_open_day(seat.desk)
            self._fill(form)
        else:
            self.start.set_value(start or next(iter(self._starts)))
            self._take_start()

    def _field(self, label: str, editor: QWidget, topic: str) -> Field:
        field = Field(self.seat, label, editor, topic=f"settings.{topic}", width=-1)
        self.grid.add(field, key=topic)
        return field

    def begin(self) -> None:
        """Into the first field."""
        (self.name if self._was else self.start).focus()

    def _take_start(self) -> None:
        found = self._starts.get(self.start.value() or "")
        if found is not None:
            self.about.setText(found.about)
            self._fill(found.form)

    def _fill(self, form: CategoryForm) -> None:
        self.number.set_value(form.number or None)
        self.name.set_value(form.name or None)
        self.types.show_lines(form.lines)
        self.codes.set_value(form.absence)
        for field in (self.number, self.name):
            field.clear_state()

    def save(self) -> None:
        """Keep the category; what is wrong is said at its field."""
        wrong = [field for field in (self.number, self.name) if not field.validate()]
        if wrong:
            wrong[0].focus()
            return
        if not self.types.validate():
            return
        codes = self.codes.editor
        assert isinstance(codes, CodeChoice)
        if codes.is_empty:
            self.codes.set_problem(self.seat.t("Tick the codes that are allowed, or all of them"))
            self.codes.focus()
            return
        form = CategoryForm(self.number.value(), self.name.value(), self.types.forms(), self._was, self.codes.value())
        try:
            save_category(self.seat.desk, form)
        except Refused as refusal:
            self._show_refusal(refusal)
            return
        self.close_panel()
        self.seat.toast(self.seat.t("{name} is saved", name=form.name), undo=True)
        self.saved.emit(form.number.strip().upper())

    def _show_refusal(self, refusal: Refused) -> None:
        problems: dict[int, str] = {}
        fields = {
            "number": self.number,
            "name": self.name,
            "lines": self.types.adding,
            "absence": self.codes,
        }
        for found in refusal.findings:
            thing = found.where.thing if found.where is not None else None
            if isinstance(thing, int):
                problems.setdefault(thing, self.seat.t(found.what))
            elif (field := fields.get(str(thing))) is not None:
                field.set_problem(found.what)
                field.focus()
            else:
                self.seat.show_findings(refusal.findings)
        self.types.set_problems(problems)
