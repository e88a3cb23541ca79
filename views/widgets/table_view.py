"""The rows of a table under the pointer and the keys: what is hovered, clicked, walked along, and asked why."""

from __future__ import annotations

from math import inf
from typing import Any, Final

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QToolTip, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import box, text_width
from views.widgets.rows_model import CELL_ROLE, CLICKED, Cell, Index
from views.widgets.table_columns import EDGE, MARK, why_rect
from views.widgets.table_face import HoveredRows, TableFace
from views.widgets.table_paint import AVATAR

_BY_KEY: Final = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_BY_POINTER: Final = (Qt.FocusReason.MouseFocusReason,)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowsView(HoveredRows):
    """The view in the card."""

    def __init__(self, table: TableFace, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self.setObjectName("rows")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: letters are keys of the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(event):
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._press(event.position().toPoint()):
            return
        before = self._table.chosen_number
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.row() == before and event.button() == Qt.MouseButton.LeftButton:
            self._table.selected.emit(self._table.model.row(before))  # its panel may have been closed

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._table.opened.emit(self._table.model.row(index.row()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self._table.open_menu(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_key = event.reason() in _BY_KEY
        self.shows_ring = by_key or (event.reason() not in _BY_POINTER and self._table.chosen_number >= 0)
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.shows_ring = False
        self.viewport().update()

    def viewportEvent(self, event: Any) -> bool:
        if isinstance(event, QHelpEvent):
            self.show_tip(event)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._table.widths.stretch()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._table.find_chosen()
        self.foot = self.viewport().height() if self._table.ends_with_rows else inf
        super().paintEvent(event)
        self._paint_ring(QPainter(self.viewport()))

    def _paint_ring(self, painter: QPainter) -> None:
        """The ring inside the row that the keys stand on."""
        index = self.currentIndex()
        if not self.shows_ring or not index.isValid():
            return
        first = self.visualRect(self._table.model.index(index.row(), 0))
        last = self.visualRect(self._table.model.index(index.row(), len(self._table.model.columns) - 1))
        rect = QRectF(first.united(last)).adjusted(2, 2, -2, -2)
        box(painter, rect, theme.RADIUS_CONTROL - 2, None, theme.current().focus, 2.0)

    # --- pointer and keys -----------------------------------------------------------------------------------------

    def _hover(self, at: QPoint) -> None:
        """The pointer is over this spot of the rows."""
        index = self.indexAt(at)
        row, column = (index.row(), index.column()) if index.isValid() else (-1, -1)
        if (row, column) != (self.hovered, self.hovered_column):
            self.hovered, self.hovered_column = row, column
            self.viewport().update()
        is_link = row >= 0 and self._is_link(index)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    def _is_link(self, index: Index) -> bool:
        column = self._table.model.columns[index.column()]
        return column.kind in CLICKED and bool(index.data())

    def _press(self, at: QPoint) -> bool:
        """A click on something inside a row: its box, its link, its question mark."""
        table = self._table
        index = self.indexAt(at)
        if not index.isValid():
            return False
        rect = QRectF(self.visualRect(index))
        column = table.model.columns[index.column()]
        row = table.model.row(index.row())
        if table.markable and index.column() == 0 and at.x() < rect.left() + EDGE + MARK - 8:
            table.toggle_mark(index.row())
            return True
        if self._is_link(index):
            table.choose(index.row(), tell=False)
            table.link.emit(row, column.key)
            return True
        if (
            column.why
            and index.data()
            and why_rect(table.inner(rect, index.column())).adjusted(-4, 0, 6, 0).contains(at.toPointF())
        ):
            table.choose(index.row(), tell=False)
            table.why.emit(row, column.key)
            return True
        return False

    def take_key(self, event: QKeyEvent) -> bool:
        """A key in the rows. False leaves it to Qt."""
        key, table = event.key(), self._table
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        begins = not self.shows_ring and self._table.chosen_number < 0
        self._key_used()
        if control and key in (Qt.Key.Key_C, Qt.Key.Key_A):
            (table.copy if key == Qt.Key.Key_C else table.mark_all)()
            return True
        index = self.currentIndex()
        if (not index.isValid() or begins) and self._first_key(key):
            return True
        if not index.isValid():
            return False
        if (key in _ENTER and alt) or event.text() == "?":
            return self._ask_why(index)
        if key in _ENTER and not control:
            row, column = table.model.row(index.row()), table.model.columns[index.column()]
            if self._is_link(index):
                table.link.emit(row, column.key)
            else:
                table.opened.emit(row)
            return True
        if key == Qt.Key.Key_Space:
            if table.markable:
                table.toggle_mark(index.row())
            else:
                table.choose(index.row(), tell=True)
            return True
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not alt:
            self._along(index, 1 if key == Qt.Key.Key_Right else -1)
            return True
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            table.choose(0 if key == Qt.Key.Key_Home else table.model.rowCount() - 1, tell=True)
            return True
        return False

    def _ask_why(self, index: Index) -> bool:
        """Of the figure that the keys stand on, or else of the row's first that can be asked."""
        columns = self._table.model.columns
        here = columns[index.column()]
        asked = here if here.why else next((each for each in columns if each.why), None)
        if asked is not None:
            self._table.why.emit(self._table.model.row(index.row()), asked.key)
        return asked is not None

    def _first_key(self, key: int) -> bool:
        begins = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_Space)
        if key in begins and self._table.model.rowCount():
            self._table.choose(0, tell=True)
            return True
        return False

    def _along(self, index: Index, step: int) -> None:
        """To the next link or figure with a why in the row, or back to its beginning."""
        model = self._table.model
        stops = [0] + [
            number
            for number, column in enumerate(model.columns)
            if number and (column.why or column.kind in CLICKED) and model.index(index.row(), number).data()
        ]
        here = max((place for place, number in enumerate(stops) if number <= index.column()), default=0)
        there = stops[min(max(here + step, 0), len(stops) - 1)]
        self._table.stand_on(model.index(index.row(), there))

    def _key_used(self) -> None:
        if not self.shows_ring:
            self.shows_ring = True
            self.viewport().update()

    def show_tip(self, event: QHelpEvent) -> None:
        """The whole text of a cell that is cut."""
        index = self.indexAt(event.pos())
        if not index.isValid():
            QToolTip.hideText()
            return
        cell: Cell = index.data(CELL_ROLE)
        room = self._table.inner(QRectF(self.visualRect(index)), index.column()).width()
        if self._table.model.columns[index.column()].kind == "person":
            room -= AVATAR + 12
        is_cut = text_width(cell.text, font("body", 500)) > room or text_width(cell.second, "caption") > room
        words = "\n".join(part for part in (cell.text, cell.second) if part) if is_cut else ""
        QToolTip.showText(event.globalPos(), words, self)
