"""The employer's own lists of wage types: what raises and what lowers a basis. Each is changed in the panel."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Refused
from services.actions.numbered import SetMember, reset_set, save_set
from services.queries import numbered
from services.queries.numbered import SetRow
from services.reference.formats import Unreadable
from views.pages.settings.dated_types import look_up
from views.pages.settings.list_part import ListPart
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.form import Field, FormGrid, Segments
from views.widgets.side_panel import SidePanel, empty_layout
from views.widgets.table import TableColumn
from views.widgets.text import Label


class SetPanel(SidePanel):
    """One list in the panel. `saved` tells its number."""

    saved = Signal(str)

    def __init__(self, seat: Seat, row: SetRow) -> None:
        t = seat.t
        line = t("Holds for runs that are calculated from now on.")
        super().__init__(seat, t("Lists of wage types"), f"{row.number} {row.name}", line)
        self._number, self.members = row.number, list(row.members)
        self._names = {
            **dict(numbered.basis_names(seat.desk, seat.language)),
            **numbered.type_names(seat.desk, seat.language),
        }
        self.grid = FormGrid(1)
        self._room = QWidget()
        self._list = QVBoxLayout(self._room)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        self.grid.add(self._room)
        signs = Segments(seat, [("+", t("Raises")), ("-", t("Lowers"))])
        self.sign = Field(seat, t("What is added"), signs, topic="settings.set_sign")
        self.grid.add(self.sign, key="set_sign")
        editor = look_up(seat, lambda: tuple(self._names.items()), lambda: {each.type for each in self.members})
        self.adding = Field(seat, t("Add a wage type"), editor, topic="settings.set_types", width=-1)
        self.grid.add(self.adding, key="set_types")
        self.add(self.grid)
        self.sign.set_value("+")
        self.save_button = self.add_action(Button(t("Save"), "primary"))
        leave = self.add_action(Button(t("Not now")))
        self.save_button.clicked.connect(lambda *_: self.save())
        leave.clicked.connect(self.close_panel)
        self.adding.left.connect(self._add)  # taken, not typed: 100 is a number, and how 1000 begins
        self._show_members()

    def begin(self) -> None:
        """Into the field that adds one."""
        self.adding.focus()

    def _show_members(self) -> None:
        empty_layout(self._list)
        if not self.members:
            self._list.addWidget(Label(self.seat.t("The list is empty."), "body", "ink2"))
        for place, member in enumerate(self.members):
            name = self._names.get(member.type, member.type)
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(Label(f"{'−' if member.sign < 0 else '+'} {name}", "body", wrap=True), 1)
            away = IconButton("x", self.seat.t("Remove {line}", line=name), glyph=14)
            away.clicked.connect(lambda *_, place=place: self._take_away(place))
            row.addWidget(away)
            self._list.addLayout(row)

    def _add(self) -> None:
        editor: Any = self.adding.editor
        try:
            slug = editor.value()
        except Unreadable:
            return
        if slug is None:
            return
        self.members.append(SetMember(slug, -1 if self.sign.value() == "-" else 1))
        editor.set_value(None)
        self.adding.clear_state()
        self._show_members()

    def _take_away(self, place: int) -> None:
        del self.members[place]
        self._show_members()
        self.adding.focus()

    def save(self) -> None:
        """Keep the list."""
        try:
            save_set(self.seat.desk, self._number, self.members)
        except Refused as refusal:
            self.adding.set_problem(refusal.findings[0].what)
            self.adding.focus()
            return
        self.close_panel()
        self.seat.toast(self.seat.t("{name} is saved", name=self.title.text()), undo=True)
        self.saved.emit(self._number)


class TypeSetsPart(ListPart):
    """The lists, those of the program and the employer's own."""

    detail_height = 132

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Lists of wage types"),
            t("What raises and what lowers a basis of your own. Most firms need none of them."),
            t("Find by number or name"),
        )
        self.add_table(self._columns(), "settings.type_sets", t("Lists of wage types"))
        self.change_button = Button(t("Change the list"))
        self.reset_button = Button(t("As it came with the program"), "link")
        self.detail.add_row(self.change_button, self.reset_button)
        self.detail.body.addStretch(1)
        self.setProperty("topic", "settings.type_sets")
        self._number = ""
        self.panel: SetPanel | None = None
        self.change_button.clicked.connect(lambda *_: self._change())
        self.reset_button.clicked.connect(lambda *_: self._reset())
        self.table.opened.connect(self._change)
        self.refresh()

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("number", t("Number"), "text", value=lambda row: row.number, width=84),
            TableColumn(
                "name",
                t("List"),
                "strong",
                value=lambda row: row.name,
                second=lambda row: " · ".join(row.labels) or t("empty"),
                width="stretch",
            ),
            TableColumn(
                "state",
                t("Whose it is"),
                "pill",
                value=lambda row: t("your own") if row.is_own else t("as it came"),
                state=lambda row: "ok" if row.is_own else "neutral",
                width=124,
            ),
        ]

    def refresh(self) -> None:
        self.table.set_rows(numbered.sets(self.seat.desk, self.seat.language))
        self.choose(lambda row: row.number == self._number)
        self.show_again()

    def open(self, place: Place) -> None:
        if isinstance(place.thing, str):
            self._number = place.thing
            self.choose(lambda row: row.number == place.thing)

    def show_row(self, row: SetRow) -> None:
        self._number = row.number
        self.detail.set_heading(f"{row.number} {row.name}")
        self.detail.set_line(" · ".join(row.labels) or self.seat.t("The list is empty."))
        self.reset_button.setVisible(row.is_own)

    def _change(self, row: SetRow | None = None) -> None:
        row = row or self.table.current()
        if row is not None:
            self.panel = SetPanel(self.seat, row)
            self.panel.saved.connect(self._saved)
            self.seat.show_panel(self.panel)
            self.panel.begin()

    def _saved(self, number: str) -> None:
        self._number = number
        self.refresh()
        self.table.setFocus()

    def _reset(self) -> None:
        row = self.table.current()
        if row is not None and self.seat.attempt(lambda: reset_set(self.seat.desk, row.number)):
            self.seat.toast(self.seat.t("{name} is saved", name=f"{row.number} {row.name}"), undo=True)
