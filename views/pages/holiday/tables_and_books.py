"""The tables of the holiday page, as high as whole rows, and right under them whether the accounts agree."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from views.shell import theme
from views.widgets.card import Card
from views.widgets.table import RowsTable

_GAP: Final = 16
_AROUND: Final = 8
"""What a table has around its rows, beside the head."""
_EMPTY: Final = 300
"""What stands in place of rows is at most so high."""
_LEAST: Final = 3
"""So many rows are always seen."""


class TablesAndBooks(QWidget):
    """One of the tables above, the card right under its last row."""

    def __init__(self, tables: QStackedWidget, books: Card) -> None:
        super().__init__()
        self._tables, self._books = tables, books
        self._rows = 0
        for part in (tables, books):
            part.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        below = self._below()
        return QSize(320, theme.HEAD + (_LEAST + 1) * theme.ROW + _AROUND + (below + _GAP if below else 0))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _below(self) -> int:
        """How high the card is; nothing where it is hidden."""
        if self._books.isHidden():
            return 0
        return max(self._books.sizeHint().height(), self._books.heightForWidth(self.width()))

    def set_rows(self, count: int) -> None:
        """How many rows the shown table has when nothing is searched for: a search moves nothing."""
        self._rows = count
        self.arrange()

    def arrange(self) -> None:
        """Give each its room: the table as many whole rows as there are, or as there is room for."""
        below = self._below()
        room = self.height() - (below + _GAP if below else 0)
        table = self._tables.currentWidget()
        tall = room
        if not self._rows and below:
            tall = min(room, _EMPTY)
        elif self._rows and isinstance(table, RowsTable):
            under = theme.ROW + 2 if not table.ends_with_rows else _AROUND
            fits = max((room - theme.HEAD - under) // theme.ROW, 1)
            tall = theme.HEAD + under + min(fits, self._rows) * theme.ROW
        self._tables.setGeometry(0, 0, self.width(), tall)
        self._books.setGeometry(0, tall + _GAP, self.width(), below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # the card says something else
            self.arrange()
        return super().event(event)
