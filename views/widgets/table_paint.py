"""What a table one reads paints: its head, its cells, the ground of its rows, and the row of sums."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import LEFT, PILLS, RIGHT, avatar, box, initials, pill, text, text_width
from views.widgets.rows_model import CLICKED, Cell, Index, TableColumn
from views.widgets.table_columns import EDGE, LEAST, why_rect
from views.widgets.table_face import TableFace
from views.widgets.text import STATES

AVATAR: Final = 32
_ARROW: Final = 11


class TableHead(QHeaderView):
    """The head: words in the colour of labels, the arrow directly after the word."""

    def __init__(self, table: TableFace, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(LEAST)
        self.setMouseTracking(True)
        self._over = -1
        has_notes = any(column.note for column in table.model.columns)
        self.setFixedHeight(theme.HEAD_UNITS if has_notes else theme.HEAD)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        now = theme.current()
        for section in range(self.count()):
            left = self.sectionViewportPosition(section)
            width = self.sectionSize(section)
            if left + width >= 0 and left <= self.viewport().width():
                self._paint(painter, QRectF(left, 0, width, self.height()), section)
        painter.fillRect(QRectF(0, self.height() - 1, self.viewport().width(), 1), now.line)

    def _paint(self, painter: QPainter, rect: QRectF, section: int) -> None:
        now = theme.current()
        column = self._table.model.columns[section]
        room = self._table.inner(rect, section)
        look = font("caption", 600)
        order = self._table.model.sorted_by
        is_sorted = order is not None and order[0] == section
        ink = now.ink if self._over == section and self._table.can_sort(section) else now.ink2
        word = QRectF(room)
        if column.note:
            word = QRectF(room.left(), rect.top() + 6, room.width(), 18)
            note = QRectF(room.left(), rect.top() + 23, room.width(), 18)
            text(painter, note, column.note, "caption", now.ink3, RIGHT if column.is_figure else LEFT)
        if column.is_figure:
            text(painter, word, column.heading, look, ink, RIGHT)
            spot = QRectF(word.right() + 2, word.top(), _ARROW, word.height())
        else:
            if is_sorted:
                word.setRight(word.right() - _ARROW - 6)
            width = text(painter, word, column.heading, look, ink)
            spot = QRectF(word.left() + width + 6, word.top(), _ARROW, word.height())
        if is_sorted and order is not None:
            paint_icon(painter, spot, "arrow-down" if order[1] else "arrow-up", ink, _ARROW)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.logicalIndexAt(event.position().toPoint())
        if over != self._over:
            self._over = over
            self.viewport().update()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._over = -1
        self.viewport().update()


class CellPainter(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, table: TableFace, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self._table
        rect = QRectF(option.rect)
        number, section = index.row(), index.column()
        model = table.model
        cell = model.cells(model.row(number))[section]
        column = model.columns[section]
        is_selected = number == table.chosen_number
        self._paint_ground(painter, rect, number, section)
        painter.save()
        painter.setClipRect(rect)
        if table.is_waiting:
            painter.setOpacity(0.6)
        room = table.inner(rect, section)
        if section == 0 and table.markable:
            self._paint_mark(painter, rect, table.is_marked(number))
        self._paint_cell(painter, room, column, cell, is_selected, number)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, number: int, section: int) -> None:
        """Ground and rule of a cell."""
        now = theme.current()
        table = self._table
        current = table.chosen_number
        if number == current:
            painter.fillRect(rect, now.select)
            if section == 0:
                painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), now.accent)
            return
        if number == table.view.hovered:
            painter.fillRect(rect, now.hover)
        if number + 1 != current and rect.bottom() < table.view.foot:
            left = rect.left() + (EDGE - 1 if section == 0 else 0)
            right = rect.right() - (EDGE - 1 if section == len(table.model.columns) - 1 else 0)
            painter.fillRect(QRectF(left, rect.bottom() - 1, right - left, 1), now.line)

    def _paint_mark(self, painter: QPainter, rect: QRectF, is_marked: bool) -> None:
        now = theme.current()
        square = QRectF(rect.left() + EDGE, rect.center().y() - 9, 18, 18)
        if is_marked:
            box(painter, square, 4, now.accent)
            paint_icon(painter, square, "check", now.on_accent, 14)
        else:
            box(painter, square, 4, now.surface, now.control)

    def _paint_cell(
        self, painter: QPainter, room: QRectF, column: TableColumn, cell: Cell, is_selected: bool, number: int
    ) -> None:
        now = theme.current()
        if column.kind == "pill":
            if cell.text:
                kind = (
                    cell.state if cell.state in PILLS else {"due": "warn", "ready": "info"}.get(cell.state, "neutral")
                )
                icon = STATES.get(cell.state, ("", ""))[0]
                pill(painter, room.left(), room.center().y() - 11, cell.text, kind, icon, on_select=is_selected)
            return
        if column.kind in CLICKED:
            self._paint_link(painter, room, column, cell, number)
            return
        if column.kind == "person":
            if cell.text:
                spot = QRectF(room.left(), room.center().y() - AVATAR / 2, AVATAR, AVATAR)
                avatar(painter, spot, initials(cell.text))
            room = room.adjusted(AVATAR + 12, 0, 0, 0)
        align = RIGHT if column.is_figure else LEFT
        first = room
        if cell.second:
            middle = room.center().y()
            first = QRectF(room.left(), middle - 18, room.width(), 20)
            second = QRectF(room.left(), middle + 1, room.width(), 20)
            text(painter, second, cell.second, "caption", now.ink2, align)
        icon, token = STATES.get(cell.state, ("", "ink"))
        if cell.state == "muted":
            token = "ink3"
        ink = now.token(token if cell.state else column.ink or ("ink2" if cell.is_word else "ink"))
        if icon and cell.text:
            if align == LEFT:
                paint_icon(painter, QRectF(first.left(), first.top(), 16, first.height()), icon, ink, 15)
                first = first.adjusted(21, 0, 0, 0)
            else:
                width = text_width(cell.text, self._look(column, cell))
                spot = QRectF(first.right() - width - 21, first.top(), 16, first.height())
                paint_icon(painter, spot, icon, ink, 15)
        text(painter, first, cell.text, self._look(column, cell), ink, align)
        if column.why and cell.text and (is_selected or number == self._table.view.hovered):
            paint_icon(painter, why_rect(room), "question", now.accent, 12)

    def _look(self, column: TableColumn, cell: Cell) -> QFont:
        if column.strong or column.kind == "strong":
            return font("body", 600)
        if column.kind == "person" or cell.second:
            return font("body", 600 if column.kind == "person" else 500)
        if cell.is_word:
            return font("body")
        return font("body", 500) if column.is_figure or cell.state not in ("", "muted") else font("body")

    def _paint_link(self, painter: QPainter, room: QRectF, column: TableColumn, cell: Cell, number: int) -> None:
        if not cell.text:
            return
        now = theme.current()
        table = self._table
        is_over = table.view.hovered == number and table.view.hovered_column == table.model.columns.index(column)
        ink = now.accent_hover if is_over else now.accent
        look = font("label")
        room = QRectF(room)
        is_action = column.kind == "action"
        if is_action:
            paint_icon(painter, QRectF(room.right() - 14, room.top(), 14, room.height()), "caret-right", ink, 14)
            room.setRight(room.right() - 20)
        width = text(painter, room, cell.text, look, ink, RIGHT if is_action else LEFT)
        left = room.right() - width if is_action else room.left()
        if is_over:
            painter.fillRect(QRectF(left, round(room.center().y()) + 8, width, 1), ink)
        current = table.view.currentIndex()
        if table.view.shows_ring and current.row() == number and table.model.columns[current.column()] is column:
            around = QRectF(left - 4, room.center().y() - 12, width + 8, 24)
            box(painter, around, theme.RADIUS_SMALL, None, now.focus, 2.0)


class SumsRow(QWidget):
    """The row of sums under the rows."""

    def __init__(self, table: TableFace, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self.label = ""
        self.values: dict[str, str] = {}
        self.setFixedHeight(theme.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        painter.fillRect(QRectF(0, 0, self.width(), 1), now.line2)
        head = self._table.head
        look = font("body", 600)
        painter.setClipRect(0, 0, self._table.view.viewport().width(), self.height())  # as far as the rows are seen
        for section, column in enumerate(self._table.model.columns):
            left = head.sectionViewportPosition(section)
            room = self._table.inner(QRectF(left, 0, head.sectionSize(section), self.height()), section)
            if section == 0 and self.label:
                text(painter, room, self.label, look, now.ink)
            elif column.key in self.values:
                words = self.values[column.key]
                text(painter, room, words, look, now.ink, RIGHT if column.is_figure else LEFT)
