"""How the input grid looks: its cells, the names at the left, the heads above, the sums below, and its edge."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import LEFT, RIGHT, rounded, text, text_width
from views.widgets.grid_core import GridCore
from views.widgets.grid_model import Index
from views.widgets.text import broken_into_lines

ROW: Final = theme.GRID_ROW
HEAD: Final = theme.HEAD_UNITS
PAD: Final = 12
NAME_PAD: Final = 16
LEAST: Final = 76
NARROW: Final = 60  # the least where heads stand in two lines


class GridCells(QStyledItemDelegate):
    """Paints the cells."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid, now = self._grid, theme.current()
        rect: QRect = option.rect
        column = grid.columns[index.column()]
        cell = grid.source.cell(index.row(), index.column())
        ground = now.canvas if column.computed else now.surface
        if cell.state == "missing":
            ground = now.warn_soft
        elif cell.state == "error":
            ground = now.err_soft
        if grid.is_in_range(index.row(), index.column()):
            ground = now.accent_soft
        painter.fillRect(rect, ground)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), now.line)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, now.line)
        if cell.text:
            ink = now.ink
            if cell.state == "quiet":
                ink = now.ink2
            elif cell.state == "missing":
                ink = now.warn
            elif cell.state == "error":
                ink = now.err
            look = font("body", 600) if column.strong else font("body")
            room = QRectF(rect).adjusted(PAD if column.words else 4, 0, -PAD - 1, -1)
            text(painter, room, cell.text, look, ink, LEFT if column.words else RIGHT)
        if cell.state == "locked":
            paint_icon(painter, QRectF(rect.left() + 6, rect.top(), 14, rect.height()), "rows", now.ink3, 13)
        elif cell.state in ("error", "manual"):
            _corner(painter, rect, now.err if cell.state == "error" else now.accent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(LEAST, ROW)


class GridHead(QHeaderView):
    """The columns' names, each with its unit under it."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid = grid
        self.setFixedHeight(HEAD)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        now, column = theme.current(), self._grid.columns[section]
        painter.fillRect(rect, now.canvas)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), now.line)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, now.line)
        room = QRectF(rect).adjusted(PAD if column.words else 4, 0, -PAD - 1, 0)
        look, side = font("label", 600), LEFT if column.words else RIGHT
        lines = [column.heading]
        if text_width(column.heading, look) > room.width():
            lines = [line for line in halves(column.heading, look) if line]
        under = 18 if column.unit else 0
        top = (self.height() - 17 * len(lines) - under) / 2
        for line in lines:
            text(painter, QRectF(room.left(), top, room.width(), 18), line, look, now.ink, side)
            top += 17
        if column.unit:
            text(painter, QRectF(room.left(), top + 1, room.width(), 16), column.unit, "caption", now.ink3, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.current().canvas)
        painter.end()
        super().paintEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            tip = self._grid.columns[section].tip if 0 <= section < len(self._grid.columns) else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)


class GridNames(QHeaderView):
    """The rows' names. A click opens all that there is about one of them."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(Qt.Orientation.Vertical, grid)
        self._grid = grid
        self._over = -1
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(ROW)
        self.setDefaultSectionSize(ROW)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        now, row = theme.current(), self._grid.source.row(section)
        is_current = section == self._grid.opened_row
        painter.fillRect(rect, now.select if is_current else now.hover if section == self._over else now.surface)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), now.line)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, now.line)
        if is_current:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, now.accent)
        room = QRectF(rect).adjusted(NAME_PAD, 0, -PAD - 1, -1)
        if row.icon:
            mark = QRectF(room.right() - 16, room.top(), 16, room.height())
            paint_icon(painter, mark, row.icon, now.token(row.ink), 16)
            room.setRight(mark.left() - 6)
        elif section == self._over:
            mark = QRectF(room.right() - 12, room.top(), 12, room.height())
            paint_icon(painter, mark, "caret-right", now.ink3, 13)
            room.setRight(mark.left() - 6)
        _paint_name(painter, room, row.name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.current().surface)
        painter.end()
        super().paintEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.logicalIndexAt(event.position().toPoint())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._grid.opened.emit(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a name selects no cells."""

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            if 0 <= section < self._grid.row_count:
                row = self._grid.source.row(section)
                free = self.width() - NAME_PAD - PAD - 1 - (22 if row.icon else 0)
                name = row.name if len(broken_into_lines(row.name, font("caption"), free)) > 2 else ""
                QToolTip.showText(event.globalPos(), "\n".join(part for part in (name, row.tip) if part), self)
            return True
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._over:
            self._over = row
            self.viewport().update()


class GridKept(QWidget):
    """The columns at the right that stay in sight while the others scroll: their heads, cells and sums."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(grid)
        self._grid = grid
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def places(self) -> range:
        """Which columns these are: the figures at the end that everything else leads to."""
        columns = self._grid.columns
        first = len(columns)
        while first and columns[first - 1].strong and columns[first - 1].computed:
            first -= 1
        return range(first, len(columns))

    def wanted_width(self) -> int:
        """How wide they are together."""
        return sum(self._grid.table.columnWidth(place) for place in self.places)

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, now, painter = self._grid, theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.canvas)
        table, head, left = grid.table, grid.table.horizontalHeader(), 0
        top, option = head.height(), QStyleOptionViewItem()
        foot = top + table.viewport().height()
        for place in self.places:
            width = table.columnWidth(place)
            if isinstance(head, GridHead):
                head.paintSection(painter, QRect(left, 0, width, top), place)
            for row in range(max(table.rowAt(0), 0), grid.row_count):
                above = top + table.rowViewportPosition(row)
                if above >= foot:
                    break
                option.rect = QRect(left, above, width, table.rowHeight(row))
                table.itemDelegate().paint(painter, option, grid.model.index(row, place))
            paint_sum(painter, grid, place, left, QRectF(left, foot, width, self.height() - foot))
            left += width
        painter.fillRect(0, foot, self.width(), 1, now.line2)
        painter.fillRect(0, 0, 1, self.height(), now.line2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click goes to the cell itself."""
        grid, at = self._grid, event.position().toPoint()
        row = grid.table.rowAt(at.y() - grid.table.horizontalHeader().height())
        left = 0
        for place in self.places:
            left += grid.table.columnWidth(place)
            if row >= 0 and at.x() < left:
                grid.table.setFocus(Qt.FocusReason.MouseFocusReason)
                grid.go_to(row, place)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._grid.table.wheelEvent(event)


def paint_sum(painter: QPainter, grid: GridCore, place: int, left: float, rect: QRectF) -> None:
    """What stands under a column."""
    column, total = grid.columns[place], grid.source.total(place)
    if total:
        room = QRectF(left + 4, rect.top() + 1, rect.width() - 4 - PAD - 1, rect.height() - 1)
        look = font("strong", 700) if column.strong else font("body", 600)
        text(painter, room, total, look, theme.current().ink, RIGHT)
    painter.fillRect(QRectF(left + rect.width() - 1, rect.top() + 1, 1, rect.height() - 1), theme.current().line)


def halves(heading: str, look: QFont) -> tuple[str, str]:
    """A heading in two lines that are as alike in width as its words allow; one word stays in one."""
    words = heading.split(" ")
    ways = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(ways, key=lambda way: max(text_width(part, look) for part in way), default=(heading, ""))


class GridSums(QWidget):
    """The row of sums under the table, which scrolls sideways with it."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(grid)
        self._grid = grid

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, now, painter = self._grid, theme.current(), QPainter(self)
        names, height = grid.name_width, self.height()
        painter.fillRect(self.rect(), now.canvas)
        painter.fillRect(0, 0, self.width(), 1, now.line2)
        label = QRectF(NAME_PAD, 1, names - NAME_PAD - 4, height - 1)
        text(painter, label, grid.sum_title, font("body", 600), now.ink)
        painter.setClipRect(names, 0, min(self.width() - names, grid.table.viewport().width()), height)
        for place in range(len(grid.columns)):
            left = names + grid.table.columnViewportPosition(place)
            width = grid.table.columnWidth(place)
            if left + width < names or left > self.width():
                continue
            paint_sum(painter, grid, place, left, QRectF(left, 0, width, height))
        painter.setClipping(False)
        painter.fillRect(names - 1, 1, 1, height - 1, now.line)
        painter.end()


class GridCorner(QWidget):
    """What stands over the names."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(grid)
        self._grid = grid

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.canvas)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), now.line)
        painter.fillRect(0, self.height() - 1, self.width(), 1, now.line)
        room = QRectF(self.rect()).adjusted(NAME_PAD, 0, -PAD, 0)
        text(painter, room, self._grid.name_heading, font("label", 600), now.ink)
        painter.end()


class GridEdge(QWidget):
    """The rounded edge of the card, over its square contents."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        outside = QPainterPath()
        outside.addRect(whole)
        painter.fillPath(outside.subtracted(rounded(whole, theme.RADIUS_CARD)), now.canvas)
        painter.setPen(QPen(now.line, 1))
        painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD - 0.5, theme.RADIUS_CARD - 0.5)
        painter.end()


def _paint_name(painter: QPainter, room: QRectF, name: str) -> None:
    """A name in one line; where that has no room, in two smaller ones."""
    ink = theme.current().ink
    if text_width(name) <= room.width():
        text(painter, room, name, "body", ink)
        return
    first, *rest = broken_into_lines(name, font("caption"), room.width())
    if not rest:
        text(painter, room, first, "caption", ink)
        return
    text(painter, QRectF(room.left(), room.top() + 2, room.width(), 15), first, "caption", ink)
    text(painter, QRectF(room.left(), room.top() + 17, room.width(), 15), " ".join(rest), "caption", ink)


def _corner(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """The mark in the upper right corner of a cell."""
    right, top = rect.right(), rect.top()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(right - 6, top), QPointF(right, top), QPointF(right, top + 6)]))
    painter.restore()
