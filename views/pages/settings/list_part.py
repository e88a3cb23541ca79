"""What the lists of the settings share: a heading, a search field, the table, and the card of the chosen row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from views.pages.settings.part import Part
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import SearchEdit
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label

_GAP = 12
_LABEL = 23  # the room of a field's label
_AROUND = 8  # what a table has above and under its rows, beside the head


class ListPart(Part):
    """A heading, a search field with other ways to choose, the table, and the card of the chosen row."""

    detail_height = 116
    fits_detail = False  # the card is no higher than what it says

    def __init__(self, seat: Seat, heading: str, line: str, search: str) -> None:
        super().__init__(seat, form=False)
        self.column.setSpacing(_GAP)
        self.head = QHBoxLayout()
        self.head.setSpacing(_GAP)
        self.head.addWidget(Label(heading, "heading"), 1)
        self.column.addLayout(self.head)
        self.column.addWidget(Label(line, "note", "ink2", wrap=True))
        self.search_edit = SearchEdit(seat, search)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(_GAP)
        self.bar.addWidget(self.search_edit)
        self.bar.addStretch(1)
        self.column.addLayout(self.bar)

    def add_table(self, columns: Sequence[TableColumn], name: str, title: str) -> None:
        """The table that the search field filters, and under it the card of the chosen row."""
        self.table = RowsTable(self.seat, columns, name, title=title)
        self.detail = Card(" ", " ", padding=18)
        row = theme.ROW_TWO if any(column.second for column in columns) else theme.ROW
        self.column.addWidget(_Pair(self.table, self.detail, row, self.detail_height, fits=self.fits_detail), 1)
        self.search_edit.changed.connect(lambda: self.table.filter(self.search_edit.value()))
        self.search_edit.down.connect(self._go_down)
        self.table.selected.connect(self._select)

    def show_row(self, row: Any) -> None:
        """Show the chosen row in the card."""
        raise NotImplementedError

    def show_again(self) -> None:
        """The chosen row may have changed."""
        current = self.table.current()
        if current is not None:
            self._select(current)

    def choose(self, wanted: Callable[[Any], bool] | None = None) -> None:
        """Choose a row and show it; where none fits, the first."""
        if (wanted is None or not self.table.select(wanted, tell=True)) and self.table.rows():
            self.table.select(self.table.rows()[0], tell=True)

    def search(self) -> None:
        self.search_edit.setFocus()
        self.search_edit.selectAll()

    def _select(self, row: Any) -> None:
        self.detail.setEnabled(row is not None)
        if row is not None:
            self.show_row(row)

    def _go_down(self) -> None:
        self.table.setFocus()
        if self.table.current() is None:
            self.choose()


def beside_fields(*buttons: QWidget) -> QWidget:
    """Buttons on the line of the fields beside them, under the room of their labels."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, _LABEL, 0, 0)
    row.setSpacing(8)
    holder.setFixedHeight(_LABEL + theme.FIELD)
    for button in buttons:
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    return holder


class _Pair(QWidget):
    """The table above, as high as whole rows; under it the card, close to the last of them."""

    def __init__(self, table: RowsTable, detail: Card, row: int, least: int, *, fits: bool) -> None:
        super().__init__()
        self._table, self._detail, self._row, self._least = table, detail, row, least
        self._fits = fits
        table.setParent(self)
        detail.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, theme.HEAD + 2 * self._row + _GAP + self._least)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # there is no layout here to hear that there are other rows
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        frame = theme.HEAD + _AROUND
        least = self._card_height()
        room = self.height() - _GAP - least - frame
        tall = frame + max(room // self._row, 1) * self._row
        before = self._table.height()
        self._table.setGeometry(0, 0, self.width(), tall)
        under = self._table.card_height(tall) + _GAP  # a short list has its card close under it
        rest = self.height() - under
        self._detail.setGeometry(0, under, self.width(), min(rest, least if self._fits else least + self._row))
        if tall < before:
            self._table.view.scrollTo(self._table.view.currentIndex())  # the chosen row stays in sight

    def _card_height(self) -> int:
        layout = self._detail.layout()
        if not self._fits or layout is None:
            return self._least
        return min(self._least, layout.totalHeightForWidth(self.width()))
