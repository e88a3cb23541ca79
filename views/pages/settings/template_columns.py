"""The columns of a layout of the user's own: what each holds, its heading, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.message import Message
from services.queries.books import COLUMNS, FIXED, TemplateColumn
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.form import Choice, TextEdit
from views.widgets.side_panel import empty_layout
from views.widgets.text import Label

WORDS: Final[Mapping[str, Message]] = {
    "number": Message("Voucher number"),
    "type": Message("Voucher type"),
    "date": Message("Date"),
    "period": Message("Period (2026-11)"),
    "year": Message("Year"),
    "month": Message("Month"),
    "account": Message("Account"),
    "account_name": Message("Account name"),
    "text": Message("Text of the line"),
    "voucher_text": Message("Text of the voucher"),
    "debit": Message("Debit"),
    "credit": Message("Credit"),
    "amount": Message("Amount with sign"),
    "department": Message("Department"),
    "project": Message("Project"),
    "empty": Message("Nothing"),
    FIXED: Message("A fixed text"),
}
_HOLDS, _TEXT = 210, 130


class ColumnRow(QWidget):
    """One column of the layout."""

    changed = Signal()

    def __init__(self, seat: Seat, column: TemplateColumn) -> None:
        super().__init__()
        t = seat.t
        self.holds = Choice(seat, [(name, t(WORDS[name])) for name in (*COLUMNS, FIXED)])
        self.holds.setFixedWidth(_HOLDS)
        self.holds.setAccessibleName(t("What the column holds"))
        self.heading = TextEdit(seat, limit=60)
        self.heading.setPlaceholderText(t("Heading"))
        self.heading.setAccessibleName(t("Heading"))
        self.text = TextEdit(seat, limit=60)
        self.text.setPlaceholderText(t("Text"))
        self.text.setAccessibleName(t("A fixed text"))
        self.text.setFixedWidth(_TEXT)
        self.up = IconButton("arrow-up", t("Move up"))
        self.down = IconButton("arrow-down", t("Move down"))
        self.away = IconButton("trash", t("Remove the column"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.holds)
        row.addWidget(self.heading, 1)
        row.addWidget(self.text)
        for button in (self.up, self.down, self.away):
            row.addWidget(button)
        self.holds.set_value(column.holds)
        self.heading.set_value(column.heading or None)
        self.text.set_value(column.text or None)
        self.text.setVisible(column.holds == FIXED)
        self.holds.changed.connect(self._chosen)
        self.heading.changed.connect(self.changed)
        self.text.changed.connect(self.changed)

    def _chosen(self) -> None:
        self.text.setVisible(self.holds.value() == FIXED)
        self.changed.emit()

    @property
    def column(self) -> TemplateColumn:
        """The column as it stands."""
        holds = self.holds.value() or "empty"
        return TemplateColumn(holds, self.heading.value() or "", (self.text.value() or "") if holds == FIXED else "")


class TemplateColumns(QWidget):
    """All columns, top to bottom as they stand from left to right in the file."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.rows: list[ColumnRow] = []
        self.add_button = Button(seat.t("One more column"), icon="plus", small=True)
        self.add_button.clicked.connect(lambda *_: self.add())
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(seat.t("Columns, from left to right"), "label"))
        column.addLayout(self._list)
        bar = QHBoxLayout()
        bar.addWidget(self.add_button)
        bar.addStretch(1)
        column.addLayout(bar)

    def columns(self) -> tuple[TemplateColumn, ...]:
        """The columns as they stand."""
        return tuple(row.column for row in self.rows)

    def show_columns(self, columns: tuple[TemplateColumn, ...]) -> None:
        """Show columns."""
        empty_layout(self._list)
        self.rows = []
        for column in columns:
            row = ColumnRow(self.seat, column)
            row.changed.connect(self.changed)
            row.up.clicked.connect(partial(self._move, row, -1))
            row.down.clicked.connect(partial(self._move, row, 1))
            row.away.clicked.connect(partial(self._remove, row))
            self.rows.append(row)
            self._list.addWidget(row)
            row.setVisible(True)  # at once: the keyboard may go there next
        for place, row in enumerate(self.rows):
            row.up.setEnabled(place > 0)
            row.down.setEnabled(place < len(self.rows) - 1)
            row.away.setEnabled(len(self.rows) > 1)

    def add(self) -> None:
        """One more column at the end, with the keyboard in it."""
        self.show_columns((*self.columns(), TemplateColumn("empty")))
        self.changed.emit()
        self.rows[-1].holds.setFocus()

    def _move(self, row: ColumnRow, by: int, *_: object) -> None:
        place = self.rows.index(row)
        columns = list(self.columns())
        columns.insert(place + by, columns.pop(place))
        self.show_columns(tuple(columns))
        self.changed.emit()
        moved = self.rows[place + by]
        (moved.up if by < 0 and moved.up.isEnabled() else moved.down if moved.down.isEnabled() else moved.up).setFocus()

    def _remove(self, row: ColumnRow, *_: object) -> None:
        place = self.rows.index(row)
        columns = self.columns()
        self.show_columns(columns[:place] + columns[place + 1 :])
        self.changed.emit()
        self.rows[min(place, len(self.rows) - 1)].holds.setFocus()
