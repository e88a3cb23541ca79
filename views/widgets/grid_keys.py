"""Where keys go in the input grid: Qt's table with our keys, and the field that lies over the cell one types in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QTableView, QToolTip

from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import box
from views.widgets.grid_core import GridCore
from views.widgets.grid_model import Index
from views.widgets.grid_painting import PAD


class CellEditor(QLineEdit):
    """The white field over a cell. It began with a key, or was opened to change what stands there."""

    left = Signal(int, int)  # done: so many rows down, so many columns to the right
    given_up = Signal()

    def __init__(self, grid: GridCore, began_typing: bool) -> None:
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
            if event.type() is QEvent.Type.KeyPress and is_tab and not with_control(event):
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


class GridTable(QTableView):
    """The table of Qt with our keys."""

    def __init__(self, grid: GridCore) -> None:
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
                if not with_control(event) and self._grid.step_aside(-1 if back else 1):
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
        self._grid.painted = self._grid.range()
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

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Show a cell, and not under the columns that stay in sight."""
        super().scrollTo(index, hint)
        kept = self._grid.kept_width
        if kept and not (self._grid.columns[index.column()].strong and self._grid.columns[index.column()].computed):
            covered = self.visualRect(index).right() - (self.viewport().width() - kept)
            if covered > 0:
                self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + covered)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._grid.follow()


def with_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
