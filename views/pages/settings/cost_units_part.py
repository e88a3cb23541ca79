"""Departments and projects that pay is booked on: the list, and the chosen one under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.values.finding import Place, Refused
from services.actions.pay_choices import close_cost_unit, save_cost_unit
from services.queries import pay_choices
from services.queries.pay_choices import CostUnitRow
from views.pages.settings.list_part import ListPart, beside_fields
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.form import Field, Segments, TextEdit
from views.widgets.table import TableColumn


class UnitForm(QWidget):
    """One department or project: a new one, or another name for one that is there."""

    saved = Signal(str)  # the key of the row
    left = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self._row: CostUnitRow | None = None
        kinds = Segments(seat, [(kind, t(word)) for kind, word in pay_choices.COST_UNITS.items()])
        self.kind = Field(seat, t("Kind"), kinds, topic="settings.cost_unit_kind")
        self.code = Field(
            seat, t("Code"), TextEdit(seat, limit=20), topic="settings.cost_unit_code", width=130, required=True
        )
        self.name = Field(seat, t("Name"), TextEdit(seat, limit=60), topic="settings.cost_unit_name", required=True)
        self.save_button = Button(t("Save"))
        self.close_button = Button("", "link")
        self.cancel_button = Button(t("Not now"), "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.code.setFixedWidth(140)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.kind, 0, top)
        row.addWidget(self.code, 0, top)
        row.addWidget(self.name, 1, top)
        row.addWidget(beside_fields(self.save_button, self.close_button, self.cancel_button), 0, top)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close_or_reopen)
        self.cancel_button.clicked.connect(self.left)
        for field in (self.code, self.name):
            field.editor.returnPressed.connect(self.save)  # type: ignore[attr-defined]

    @property
    def is_new(self) -> bool:
        """Whether it is a new one."""
        return self._row is None

    def show_row(self, row: CostUnitRow | None) -> None:
        """Show one that is there, or an empty form."""
        t = self.seat.t
        self._row = row
        self.kind.setVisible(row is None)
        self.code.setVisible(row is None)
        self.cancel_button.setVisible(row is None)
        self.close_button.setVisible(row is not None)
        self.code.set_value(row.code if row is not None else None)
        self.name.set_value(row.name if row is not None else None)
        if row is not None:
            self.kind.set_value(row.kind)
            self.close_button.setText(t("Offer it again") if row.closed else t("Close it"))

    def begin(self) -> None:
        """Into the first field."""
        (self.code if self.is_new else self.name).focus()

    def save(self) -> None:
        """Keep what is typed."""
        fields = (self.code, self.name) if self.is_new else (self.name,)
        wrong = [field for field in fields if not field.validate()]
        if wrong:
            wrong[0].focus()
            return
        kind, code, name = self.kind.value(), self.code.value(), self.name.value()
        try:
            save_cost_unit(self.seat.desk, kind, code, name, new=self.is_new)
        except Refused as refusal:
            found = refusal.findings[0]
            field = self.code if found.where is not None and found.where.field == "code" else self.name
            field.set_problem(found.what)
            field.focus()
            return
        self.seat.toast(self.seat.t("{name} is saved", name=name), undo=True)
        self.saved.emit(f"{kind} {code}")

    def close_or_reopen(self) -> None:
        """Offer it no more, or again."""
        row = self._row
        if row is None:
            return
        if self.seat.attempt(lambda: close_cost_unit(self.seat.desk, row.kind, row.code, closed=not row.closed)):
            t = self.seat.t
            text = t("{name} is offered again", name=row.name) if row.closed else t("{name} is closed", name=row.name)
            self.seat.toast(text, undo=True)


class CostUnitsPart(ListPart):
    """The list, and the form under it."""

    detail_height = 150

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Departments and projects"),
            t("Pay is allocated to them in the journal. Who belongs where, and how much, stands on each employee."),
            t("Find by name or code"),
        )
        self.new_button = Button(t("New department or project"), icon="plus")
        self.bar.addWidget(self.new_button)
        self.add_table(self._columns(), "settings.cost_units", t("Departments and projects"))
        self.first_button = Button(t("New department or project"), "primary", "plus")
        self.table.set_empty(
            EmptyState(
                "folders",
                t("No departments or projects yet"),
                t("You need them only where the accounts tell pay apart."),
                self.first_button,
            )
        )
        self.form = UnitForm(seat)
        self.detail.add(self.form)
        self.detail.body.addStretch(1)
        self._key = ""
        self.new_button.clicked.connect(self.new)
        self.first_button.clicked.connect(self.new)
        self.table.opened.connect(lambda _row: self.form.begin())
        self.form.saved.connect(self._saved)
        self.form.left.connect(self._show_chosen)
        self.refresh()

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("code", t("Code"), "text", value=lambda row: row.code, width=150),
            TableColumn("name", t("Name"), "strong", value=lambda row: row.name, width="stretch"),
            TableColumn("kind", t("Kind"), "text", value=lambda row: row.kind_word, width=104),
            TableColumn("people", t("Employees"), "number", value=lambda row: row.people or None, width=92),
            TableColumn(
                "state",
                t("Status"),
                "pill",
                value=lambda row: t("closed") if row.closed else t("in use"),
                state=lambda row: "neutral" if row.closed else "ok",
                width=112,
            ),
        ]

    def new(self) -> None:
        """An empty form for one more."""
        t = self.seat.t
        self.detail.show()
        self.detail.setEnabled(True)
        self._offer_new()
        self.detail.set_heading(t("New department or project"))
        self.detail.set_line(t("Use the code that the accounts know it by."))
        self.form.show_row(None)
        self.form.begin()

    def refresh(self) -> None:
        current = self.table.current()
        key = self._key or (current.key if current is not None else "")
        self._key = ""
        self.table.set_rows(pay_choices.cost_units(self.seat.desk))
        self.detail.setVisible(bool(self.table.rows()) or (self.form.isVisible() and self.form.is_new))
        if self.table.rows():
            self.choose((lambda row: row.key == key) if key else None)
            self.show_again()
        self._offer_new()

    def _offer_new(self) -> None:
        """One button for a new one: in the empty list, or else above the list; none while the form asks."""
        has_rows, is_asked = bool(self.table.rows()), not self.detail.isHidden() and self.form.is_new
        self.search_edit.setVisible(has_rows)
        self.new_button.setVisible(has_rows)
        self.first_button.setVisible(not has_rows and not is_asked)

    def open(self, place: Place) -> None:
        if place.thing == "new":
            self.new()
        elif place.thing is not None:
            self.choose(lambda row: row.code == place.thing)

    def show_row(self, row: CostUnitRow) -> None:
        t = self.seat.t
        self.detail.set_heading(f"{row.code} {row.name}")
        people = (
            t("Nobody's pay is allocated to it now.")
            if not row.people
            else t("The pay of 1 employee is allocated to it.")
            if row.people == 1
            else t("The pay of {count} employees is allocated to it.", count=row.people)
        )
        self.detail.set_line(t("Closed: it is not offered any more. {people}", people=people) if row.closed else people)
        self.form.show_row(row)

    def _saved(self, key: str) -> None:
        self._key = key
        self.refresh()
        self.table.setFocus()

    def _show_chosen(self) -> None:
        if self.table.current() is None and not self.table.rows():
            self.detail.hide()
            self._offer_new()
            self.first_button.setFocus()
            return
        self.show_again()
