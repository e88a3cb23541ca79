"""A grid to type in: people down, columns across, sums below. What is typed is read, shown and kept by its source.

The table is Qt's own, so that a screen reader finds rows, heads and cells; everything is painted here. The names are
the table's row heads and the columns' names its column heads: both stay while the cells scroll.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from math import ceil
from typing import Any, Final, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, rounded, text, text_width
from views.shell.seat import Seat
from views.widgets.menu import Menu
from views.widgets.speech import announce

ROW: Final = theme.GRID_ROW
HEAD: Final = theme.HEAD_UNITS
SUMS: Final = 41
PAD: Final = 12
_NAME_PAD: Final = 16
_NAME_LEAST: Final = 168
_NAME_MOST: Final = 360
_LEAST: Final = 76
_BAR: Final = 12

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: what stands over it, and whether one may type in it."""

    key: str
    heading: str
    unit: str = ""
    computed: bool = False
    strong: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands in a cell. `edit` is what the editor begins with, and what is copied.

    State: "" typed · quiet (follows from somewhere else) · missing · error · locked (more lines than one) · manual
    (typed in place of what a rule says).
    """

    text: str = ""
    edit: str = ""
    state: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row's name, and what is wrong with it: an icon with a reason."""

    name: str
    icon: str = ""
    ink: str = "warn"
    tip: str = ""


class GridSource(Protocol):
    """What the grid shows, and who takes what is typed."""

    def row(self, row: int) -> GridRow: ...

    def cell(self, row: int, column: int) -> GridCell: ...

    def total(self, column: int) -> str:
        """What stands under a column."""

    def can_type(self, row: int, column: int) -> bool: ...

    def typing(self, row: int, column: int, text: str | None) -> None:
        """Somebody types this now and has not finished; None says that they gave up."""

    def put(self, cells: Sequence[tuple[int, int, str]], how: str) -> bool:
        """Take texts into cells, all or none. `how` is typed, pasted, filled or cleared."""


class _Model(QAbstractTableModel):
    """The source as Qt sees it."""

    def __init__(self, grid: InputGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._grid.row_count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._grid.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        grid = self._grid
        if not self._is_there(index):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return grid.source.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            column = grid.columns[index.column()]
            cell = grid.source.cell(index.row(), index.column())
            said = " ".join(part for part in (cell.text, column.unit if cell.edit else "", cell.tip) if part)
            return f"{grid.source.row(index.row()).name}, {column.heading}: {said}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        is_column = orientation is Qt.Orientation.Horizontal
        if not 0 <= section < (len(self._grid.columns) if is_column else self._grid.row_count):
            return None
        if is_column:
            column = self._grid.columns[section]
            return " ".join(part for part in (column.heading, column.unit) if part)
        row = self._grid.source.row(section)
        return f"{row.name}, {row.tip}" if row.tip and role == Qt.ItemDataRole.AccessibleTextRole else row.name

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self._is_there(index):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._grid.may_type(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _is_there(self, index: Index) -> bool:
        return index.isValid() and index.row() < self._grid.row_count and index.column() < len(self._grid.columns)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What a screen reader or a test types."""
        if role != Qt.ItemDataRole.EditRole or not self._grid.may_type(index.row(), index.column()):
            return False
        return self._grid.source.put([(index.row(), index.column(), str(value))], "typed")


class _Cells(QStyledItemDelegate):
    """Paints the cells."""

    def __init__(self, grid: InputGrid) -> None:
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
        if grid.is_range and grid.table.selectionModel().isSelected(index):
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
            room = QRectF(rect).adjusted(PAD, 0, -PAD - 1, -1)
            text(painter, room, cell.text, look, ink, RIGHT)
        if cell.state == "locked":
            paint_icon(painter, QRectF(rect.left() + 6, rect.top(), 14, rect.height()), "rows", now.ink3, 13)
        elif cell.state in ("error", "manual"):
            _corner(painter, rect, now.err if cell.state == "error" else now.accent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_LEAST, ROW)


class _Head(QHeaderView):
    """The columns' names, each with its unit under it."""

    def __init__(self, grid: InputGrid) -> None:
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
        room = QRectF(rect).adjusted(4, 0, -PAD - 1, 0)
        look = font("label", 600)
        if column.unit:
            text(painter, QRectF(room.left(), 7, room.width(), 18), column.heading, look, now.ink, RIGHT)
            text(painter, QRectF(room.left(), 25, room.width(), 16), column.unit, "caption", now.ink3, RIGHT)
        else:
            text(painter, room, column.heading, look, now.ink, RIGHT)

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


class _Names(QHeaderView):
    """The rows' names. A click opens all that there is about one of them."""

    def __init__(self, grid: InputGrid) -> None:
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
        room = QRectF(rect).adjusted(_NAME_PAD, 0, -PAD - 1, -1)
        if row.icon:
            mark = QRectF(room.right() - 16, room.top(), 16, room.height())
            paint_icon(painter, mark, row.icon, now.token(row.ink), 16)
            room.setRight(mark.left() - 6)
        elif section == self._over:
            mark = QRectF(room.right() - 12, room.top(), 12, room.height())
            paint_icon(painter, mark, "caret-right", now.ink3, 13)
            room.setRight(mark.left() - 6)
        text(painter, room, row.name, "body", now.ink)

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
                free = self.width() - 2 * PAD - (30 if row.icon else 0)
                name = row.name if text_width(row.name) > free else ""
                QToolTip.showText(event.globalPos(), "\n".join(part for part in (name, row.tip) if part), self)
            return True
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._over:
            self._over = row
            self.viewport().update()


class _Editor(QLineEdit):
    """The white field over a cell. It began with a key, or was opened to change what stands there."""

    left = Signal(int, int)  # done: so many rows down, so many columns to the right
    given_up = Signal()

    def __init__(self, grid: InputGrid, began_typing: bool) -> None:
        super().__init__(grid.table.viewport())
        self.setObjectName("cellEditor")
        self.setProperty("kit", True)  # it paints its own box
        self.setFrame(False)
        self.setMaxLength(100)
        self.setTextMargins(4, 0, PAD - 1, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(font("body"))
        self._moves = began_typing
        self._is_over = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        steps: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Return: (-1 if shift else 1, 0),
            Qt.Key.Key_Enter: (-1 if shift else 1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Up: (-1, 0),
        }
        step = steps.get(key)
        if self._moves and not shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = (0, 1 if key == Qt.Key.Key_Right else -1)
        if key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key == Qt.Key.Key_F2:
            self._moves = False
        elif step is not None and plain:
            self.left.emit(*step)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            is_tab = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # it gives up the cell, and closes nothing else
                return True
            if event.type() is QEvent.Type.KeyPress and is_tab and not _with_control(event):
                self.left.emit(0, -1 if event.key() == Qt.Key.Key_Backtab else 1)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason and not self._is_over:
            self.left.emit(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        box(painter, QRectF(self.rect()), theme.RADIUS_SMALL, now.surface, now.accent, 2.0)
        painter.end()
        super().paintEvent(event)

    def finish(self) -> None:
        """It says nothing more."""
        self._is_over = True


class _Table(QTableView):
    """The table of Qt with our keys."""

    def __init__(self, grid: InputGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self.setObjectName("inputGrid")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self._grid.takes(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                back = event.key() == Qt.Key.Key_Backtab
                if not _with_control(event) and self._grid.step_aside(-1 if back else 1):
                    return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._grid.key(event):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._grid.edit(index.row(), index.column())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._grid.show_menu(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        current = self.currentIndex()
        if not current.isValid() or self._grid.is_editing:
            return
        painter, now = QPainter(self.viewport()), theme.current()
        has_focus = self.hasFocus()
        rect = QRectF(self.visualRect(current)).adjusted(-1, -1, 0, 0)
        box(painter, rect, theme.RADIUS_SMALL, None, now.accent if has_focus else now.accent_line, 2.0)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._grid.go_to_first()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            tip = self._grid.source.cell(index.row(), index.column()).tip if index.isValid() else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._grid.follow()


class _Sums(QWidget):
    """The row of sums under the table, which scrolls sideways with it."""

    def __init__(self, grid: InputGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, now, painter = self._grid, theme.current(), QPainter(self)
        names, height = grid.name_width, self.height()
        painter.fillRect(self.rect(), now.canvas)
        painter.fillRect(0, 0, self.width(), 1, now.line2)
        label = QRectF(_NAME_PAD, 1, names - _NAME_PAD - 4, height - 1)
        text(painter, label, grid.sum_title, font("body", 600), now.ink)
        painter.setClipRect(names, 0, self.width() - names, height)
        for place, column in enumerate(grid.columns):
            left = names + grid.table.columnViewportPosition(place)
            width = grid.table.columnWidth(place)
            if left + width < names or left > self.width():
                continue
            total = grid.source.total(place)
            if total:
                room = QRectF(left + 4, 1, width - 4 - PAD - 1, height - 1)
                look = font("strong", 700) if column.strong else font("body", 600)
                text(painter, room, total, look, now.ink, RIGHT)
            painter.fillRect(left + width - 1, 1, 1, height - 1, now.line)
        painter.setClipping(False)
        painter.fillRect(names - 1, 1, 1, height - 1, now.line)
        painter.end()


class _Corner(QWidget):
    """What stands over the names."""

    def __init__(self, grid: InputGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.canvas)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), now.line)
        painter.fillRect(0, self.height() - 1, self.width(), 1, now.line)
        room = QRectF(self.rect()).adjusted(_NAME_PAD, 0, -PAD, 0)
        text(painter, room, self._grid.name_heading, font("label", 600), now.ink)
        painter.end()


class _Edge(QWidget):
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


class InputGrid(QWidget):
    """The grid. Give it columns and a number of rows; it asks its source for everything else."""

    opened = Signal(int)  # a row: show everything about it
    asked_why = Signal(int, int)
    troubled = Signal(str)  # something cannot be done, in words; "" takes it back
    moved = Signal(int, int)  # the cell in focus

    def __init__(self, seat: Seat, source: GridSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.source = source
        self.columns: tuple[GridColumn, ...] = ()
        self.row_count = 0
        self.name_heading = ""
        self.sum_title = ""
        self.opened_row = -1
        self.is_read_only = False
        self.name_width = _NAME_LEAST
        self._widest: list[int] = []
        self._editor: _Editor | None = None
        self._edited: tuple[int, int, str] = (-1, -1, "")
        self.table = _Table(self)
        self.model = _Model(self)
        self.table.setModel(self.model)
        self.head, self.names = _Head(self), _Names(self)
        self.table.setHorizontalHeader(self.head)
        self.table.setVerticalHeader(self.names)
        self.table.setItemDelegate(_Cells(self))
        self.table.selectionModel().currentChanged.connect(self._moved)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.table.viewport().update())
        self.sums, self.corner = _Sums(self), _Corner(self)
        self.bar = QScrollBar(Qt.Orientation.Horizontal, self)
        inner = self.table.horizontalScrollBar()
        inner.rangeChanged.connect(self._range)
        inner.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(inner.setValue)
        inner.valueChanged.connect(lambda _: self.sums.update())
        self.edge = _Edge(self)
        self.setFocusProxy(self.table)

    # --- contents -------------------------------------------------------------------------------------------------

    def set_shape(self, columns: Iterable[GridColumn], rows: int) -> None:
        """Other columns, and so many rows. The cell in focus keeps it where it is still there."""
        self.close_editor(keep=False)
        now = self.table.currentIndex()
        row, column = (now.row(), now.column()) if now.isValid() else (-1, -1)
        key = self.columns[column].key if 0 <= column < len(self.columns) else ""
        self.model.beginResetModel()
        self.columns, self.row_count = tuple(columns), rows
        self.model.endResetModel()
        self._measure()
        places = [place for place, each in enumerate(self.columns) if each.key == key]
        if rows and places and row >= 0:
            self.go_to(min(row, rows - 1), places[0])

    def set_words(self, name_heading: str, sum_title: str, name: str) -> None:
        """What stands over the names, beside the sums, and what the whole grid is called."""
        self.name_heading, self.sum_title = name_heading, sum_title
        self.table.setAccessibleName(name)
        self.sums.update()
        self.corner.update()

    def update_row(self, row: int) -> None:
        """A row has other values; the sums too."""
        if 0 <= row < self.row_count and self.columns:
            self.model.dataChanged.emit(self.model.index(row, 0), self.model.index(row, len(self.columns) - 1))
            self.names.viewport().update()
        self._widen([row])
        self.sums.update()

    def update_all(self) -> None:
        """Everything may have another value."""
        self.table.viewport().update()
        self.names.viewport().update()
        self.sums.update()
        self._measure()

    def set_opened(self, row: int) -> None:
        """Mark the row whose panel is open; -1 for none."""
        self.opened_row = row
        self.names.viewport().update()

    # --- where one is ---------------------------------------------------------------------------------------------

    @property
    def current(self) -> tuple[int, int]:
        """Row and column of the cell in focus; -1 where there is none."""
        index = self.table.currentIndex()
        return (index.row(), index.column()) if index.isValid() else (-1, -1)

    @property
    def is_range(self) -> bool:
        """Whether more than one cell is chosen."""
        top, left, bottom, right = self.range()
        return bottom > top or right > left

    def range(self) -> tuple[int, int, int, int]:
        """The chosen cells: first row, first column, last row, last column; the one in focus where no more are."""
        selection = self.table.selectionModel().selection()
        if selection.isEmpty():
            row, column = self.current
            return row, column, row, column
        first = selection.first()
        return first.top(), first.left(), first.bottom(), first.right()

    def go_to(self, row: int, column: int) -> None:
        """Focus a cell and show it."""
        if not (0 <= row < self.row_count and 0 <= column < len(self.columns)):
            return
        index = self.model.index(row, column)
        self.table.setCurrentIndex(index)
        self.table.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Choose a range; the cell in focus is its first."""
        self.go_to(top, left)
        chosen = QItemSelection(self.model.index(top, left), self.model.index(bottom, right))
        self.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to_first(self) -> None:
        """The first cell in which one may type."""
        for column in range(len(self.columns)):
            if not self.columns[column].computed:
                self.go_to(0, column)
                return
        self.go_to(0, 0)

    def may_type(self, row: int, column: int) -> bool:
        """Whether a cell takes what is typed."""
        return (
            not self.is_read_only
            and 0 <= row < self.row_count
            and 0 <= column < len(self.columns)
            and not self.columns[column].computed
            and self.source.can_type(row, column)
        )

    def step_aside(self, by: int) -> bool:
        """Tab: to the next cell of the row, then to the next row; False at the end, where the focus goes on."""
        row, column = self.current
        places = [place for place, each in enumerate(self.columns) if not each.computed]
        if row < 0 or not places:
            return False
        further = [place for place in places if (place > column if by > 0 else place < column)]
        if further:
            self.go_to(row, further[0] if by > 0 else further[-1])
            return True
        if not 0 <= row + by < self.row_count:
            return False
        self.go_to(row + by, places[0] if by > 0 else places[-1])
        return True

    # --- keys -----------------------------------------------------------------------------------------------------

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the grid before any shortcut of the window."""
        if _with_control(event):
            return any(event.matches(keys) for keys in _OWN) or event.key() in (Qt.Key.Key_D, Qt.Key.Key_L)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier or event.text() == "?":
            return False
        return bool(event.text().strip()) and event.text().isprintable()

    def key(self, event: QKeyEvent) -> bool:
        """A key on the table; True where it is done with."""
        key, row_column = event.key(), self.current
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear()
        elif _with_control(event):
            if key == Qt.Key.Key_D:
                self.fill_down()
            elif key == Qt.Key.Key_L:
                self.opened.emit(row_column[0])
            else:
                return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pass_on(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif key == Qt.Key.Key_F2:
            self.edit(*row_column)
        elif event.text() == "?":
            return self._pass_on(event)
        elif self.takes(event):
            self.edit(*row_column, event.text())
        else:
            return False
        return True

    def _pass_on(self, event: QKeyEvent) -> bool:
        event.ignore()
        return True

    def _move(self, down: int, aside: int) -> None:
        row, column = self.current
        if aside:
            self.step_aside(aside)
        elif 0 <= row + down < self.row_count:
            self.go_to(row + down, column)
        else:
            self.go_to(row, column)

    # --- typing ---------------------------------------------------------------------------------------------------

    @property
    def is_editing(self) -> bool:
        """Whether somebody types in a cell now."""
        return self._editor is not None

    def edit(self, row: int, column: int, begin: str | None = None) -> None:
        """Open a cell: with a key, which takes the place of what stands there, or to change it."""
        if not (0 <= row < self.row_count and 0 <= column < len(self.columns)):
            return
        if not self.may_type(row, column):
            cell = self.source.cell(row, column)
            if cell.state == "locked" and not self.is_read_only:
                self.opened.emit(row)
            elif begin is not None or self.columns[column].computed:
                self.troubled.emit(cell.tip or self.columns[column].tip)
            return
        self.close_editor()
        self.go_to(row, column)
        self.troubled.emit("")
        before = self.source.cell(row, column).edit
        editor = _Editor(self, begin is not None)
        self._editor, self._edited = editor, (row, column, before)
        editor.setText(before if begin is None else begin)
        if begin is None:
            editor.selectAll()
        editor.setAccessibleName(f"{self.source.row(row).name}, {self.columns[column].heading}")
        editor.textEdited.connect(lambda typed: self.source.typing(row, column, typed))
        editor.left.connect(self._left)
        editor.given_up.connect(lambda: self.close_editor(keep=False, back=True))
        self.follow()
        editor.show()
        editor.setFocus()
        if begin is not None:
            self.source.typing(row, column, begin)

    def _left(self, down: int, aside: int) -> None:
        self.close_editor(back=bool(down or aside))
        if down or aside:
            self._move(down, aside)

    def close_editor(self, *, keep: bool = True, back: bool = False) -> bool:
        """Finish typing: keep what was typed, or leave the cell as it was. True where nothing is wrong with it."""
        editor = self._editor
        if editor is None:
            return True
        self._editor = None
        row, column, before = self._edited
        typed = editor.text()
        editor.finish()
        editor.hide()
        editor.deleteLater()
        if back:
            self.table.setFocus()
        self.table.viewport().update()
        if not keep or typed.strip() == before.strip():
            self.source.typing(row, column, None)
            return True
        return self.source.put([(row, column, typed.strip())], "typed")

    def follow(self) -> None:
        """The editor lies over its cell, also when that has scrolled."""
        if self._editor is not None:
            rect = self.table.visualRect(self.model.index(self._edited[0], self._edited[1]))
            self._editor.setGeometry(rect.adjusted(-1, -1, 0, 0))

    # --- ranges ---------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The chosen cells as a spreadsheet reads them."""
        top, left, bottom, right = self.range()
        if top < 0:
            return
        rows = (
            "\t".join(self.source.cell(row, column).edit for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        QGuiApplication.clipboard().setText("\n".join(rows))

    def paste(self) -> None:
        """The clipboard's block, from the first chosen cell on; a single value fills all that is chosen."""
        block = read_block(QGuiApplication.clipboard().text())
        top, left, bottom, right = self.range()
        if not block or top < 0:
            return
        high, wide = len(block), max(map(len, block))
        block = [row + [""] * (wide - len(row)) for row in block]
        rows, columns = bottom - top + 1, right - left + 1
        if rows % high or columns % wide:
            rows, columns = high, wide
        rows, columns = max(rows, high), max(columns, wide)
        if top + rows > self.row_count:
            self._refuse(
                self.seat.t(
                    "What was copied has {rows} rows, and there is room for {room} from here on. Nothing was pasted",
                    rows=rows,
                    room=str(self.row_count - top),
                )
            )
            return
        typed = [place for place, each in enumerate(self.columns) if not each.computed]
        if left + columns > len(self.columns) or any(left + place not in typed for place in range(columns)):
            room = 0
            while left + room in typed:
                room += 1
            self._refuse(
                self.seat.t(
                    "What was copied has {columns} columns, and there is room for {room} from here on. "
                    "Nothing was pasted",
                    columns=columns,
                    room=str(room),
                )
            )
            return
        cells = [
            (top + row, left + column, block[row % high][column % wide].strip())
            for row in range(rows)
            for column in range(columns)
        ]
        self.troubled.emit("")
        if self.source.put(cells, "pasted"):
            self.select(top, left, top + rows - 1, left + columns - 1)

    def fill_down(self) -> None:
        """The first chosen row into the others; from a single cell, the one above it."""
        top, left, bottom, right = self.range()
        if top < 0:
            return
        source, first = (top, top + 1) if bottom > top else (top - 1, top)
        if source < 0:
            return
        cells = [
            (row, column, self.source.cell(source, column).edit)
            for row in range(first, bottom + 1)
            for column in range(left, right + 1)
            if not self.columns[column].computed
        ]
        self.troubled.emit("")
        if cells:
            self.source.put(cells, "filled")

    def clear(self) -> None:
        """Nothing in the chosen cells."""
        top, left, bottom, right = self.range()
        if top < 0:
            return
        cells = [
            (row, column, "")
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if not self.columns[column].computed
        ]
        self.troubled.emit("")
        if cells:
            self.source.put(cells, "cleared")

    def show_menu(self, at: QPoint) -> None:
        """What can be done with the chosen cells."""
        menu, t, row = Menu(self.seat, self), self.seat.t, self.current[0]
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        can_type = not self.is_read_only
        menu.add(t("Copy"), self.copy, "copy", "Ctrl C")
        menu.add(t("Paste"), self.paste, "clipboard", "Ctrl V", enabled=can_type)
        menu.add(t("Fill down"), self.fill_down, "arrow-line-down", "Ctrl D", enabled=can_type)
        menu.add(t("Clear"), self.clear, "eraser", "Del", enabled=can_type)
        menu.addSeparator()
        menu.add(t("All lines of the employee"), lambda: self.opened.emit(row), "rows", "Ctrl L")
        menu.add(t("Why?"), lambda: self.asked_why.emit(*self.current), "question", "Alt Enter")
        menu.popup(at)

    def _refuse(self, what: str) -> None:
        self.troubled.emit(what)
        announce(self.table, what, urgent=True)

    # --- layout ---------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """How wide the columns must be."""
        heading, head_unit = font("label", 600), font("caption")
        self._widest = [
            max(
                _LEAST,
                *(
                    ceil(text_width(what, look)) + 2 * PAD + 1
                    for what, look in ((c.heading, heading), (c.unit, head_unit))
                ),
            )
            for c in self.columns
        ]
        self._widen(range(self.row_count))
        self._lay_out()

    def _widen(self, rows: Iterable[int]) -> None:
        """Make room for the values of some rows and for the sums."""
        before = list(self._widest)
        for place, column in enumerate(self.columns):
            look: QFont = font("body", 600) if column.strong else font("body")
            longest = ""
            for row in rows:
                shown = self.source.cell(row, place).text if 0 <= row < self.row_count else ""
                if len(shown) > len(longest):
                    longest = shown
            need = ceil(text_width(longest, look)) + 2 * PAD + 1
            total = ceil(
                text_width(self.source.total(place), font("strong", 700) if column.strong else font("body", 600))
            )
            self._widest[place] = max(self._widest[place], need, total + 2 * PAD + 1)
        if before != self._widest:
            self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        natural = HEAD + self.row_count * ROW
        figures = sum(self._widest)
        names = max((ceil(text_width(self.source.row(row).name)) for row in range(self.row_count)), default=0)
        names = min(max(names + _NAME_PAD + PAD + 26, _NAME_LEAST), _NAME_MOST)
        tall = natural > height - SUMS
        free = width - (_BAR if tall else 0) - figures
        cut = min(names, max(_NAME_LEAST, round(width * 0.24)))  # names that are cut are still told apart
        needs_bar = free < cut
        name_width = max(cut, free) if free < names else free
        extra = 0
        if free > names + 40 and self._widest:
            # The names take what is left, up to a point; then the figures spread a little, all by the same.
            extra = min(28, (free - names - 40) // len(self._widest))
            name_width = free - extra * len(self._widest)
        self.name_width = name_width
        under = SUMS + (_BAR if needs_bar else 0)
        table_height = min(natural, max(HEAD + ROW, height - under))
        self.names.setFixedWidth(name_width)
        for place, need in enumerate(self._widest):
            self.table.setColumnWidth(place, need + extra)
        self.table.setGeometry(0, 0, width, table_height)
        self.corner.setGeometry(0, 0, name_width, HEAD)
        self.sums.setGeometry(0, table_height, width, SUMS)
        self.bar.setVisible(needs_bar)
        self.bar.setGeometry(name_width, table_height + SUMS, width - name_width, _BAR)
        self.edge.setGeometry(0, 0, width, table_height + SUMS)
        self.edge.raise_()
        self.setMaximumHeight(max(natural, HEAD + ROW) + under)  # what is under the grid lies close to it
        self.follow()
        self.sums.update()
        self.edge.update()

    @property
    def wanted_height(self) -> int:
        """How high the grid is with every row."""
        return HEAD + self.row_count * ROW + SUMS

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(600, self.wanted_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, HEAD + 3 * ROW + SUMS)

    def _range(self, least: int, most: int) -> None:
        self.bar.setRange(least, most)
        self.bar.setPageStep(self.table.horizontalScrollBar().pageStep())
        self.bar.setSingleStep(24)
        self.sums.update()

    def _moved(self, current: Index, _: Index) -> None:
        self.table.viewport().update()
        self.moved.emit(current.row(), current.column())


_OWN: Final = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.Cut,
)


def read_block(copied: str) -> list[list[str]]:
    """What a spreadsheet put on the clipboard, row by row."""
    lines = copied.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines[:-1] if lines.endswith("\n") else lines
    if not lines:
        return []
    if '"' in lines and len(lines) < csv.field_size_limit():  # a cell between quotes may hold line ends
        return [
            [cell.strip() for cell in row] or [""] for row in csv.reader(StringIO(lines, newline=""), delimiter="\t")
        ]
    return [[cell.strip() for cell in line.split("\t")] for line in lines.split("\n")]


def _with_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _corner(painter: QPainter, rect: QRect, colour: Any) -> None:
    """The mark in the upper right corner of a cell."""
    right, top = rect.right(), rect.top()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(right - 6, top), QPointF(right, top), QPointF(right, top + 6)]))
    painter.restore()
