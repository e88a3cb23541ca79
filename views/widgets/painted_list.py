"""A list of rows that paint themselves: of different heights, thousands without thousands of widgets, and by keyboard.

Keys: ↑ ↓ Home End go along the rows that can be stood on, Enter opens one, `?` and Alt+Enter ask why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScrollBar,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from views.shell import theme
from views.shell.painting import soft_end

Index = QModelIndex | QPersistentModelIndex
_WHY_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaintedRow:
    """One row. Subclasses paint themselves and say in words what they show."""

    height = 40
    can_stand = True
    key: object = None
    """What tells the row from others, so that one stands on the same row after it was read anew."""

    @property
    def words(self) -> str:
        """The row as it is read out."""
        return ""

    @property
    def tip(self) -> str:
        """What is shown beside the pointer."""
        return ""

    def cells(self) -> Sequence[str]:
        """The row as a spreadsheet takes it; nothing is left out of a copy."""
        return ()

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        """Paint it into the rectangle."""


class _Model(QAbstractListModel):
    """The rows, as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[PaintedRow] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or None
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(100, row.height)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.rows[index.row()].can_stand:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def replace(self, rows: Iterable[PaintedRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    """Lets a row paint itself."""

    def __init__(self, owner: PaintedList) -> None:
        super().__init__(owner)
        self._owner = owner

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        owner = self._owner
        row = owner.rows[index.row()]
        is_now = row.can_stand and owner.currentIndex().row() == index.row()
        rect = QRectF(option.rect)
        painter.save()
        row.paint(
            painter,
            rect,
            is_now=is_now and owner.shows_current,
            is_over=owner.over == index.row(),
            has_ring=is_now and owner.has_ring,
        )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self._owner.rows[index.row()].height)


class PaintedList(QListView):
    """The list, without a ground of its own: it lies on a card or a panel."""

    opened = Signal(object)  # row: Enter or a click
    stood = Signal(object)  # row: another one is current, or None
    asked_why = Signal(object)  # row: `?`

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.over = -1
        self.has_ring = False
        self.shows_current = True
        self._where = QPoint()
        self._model = _Model()
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("painted")
        self.viewport().setAutoFillBackground(False)
        self.setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)  # over the rows, so that columns stand where they stand
        self.bar.hide()
        self.bar.valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().rangeChanged.connect(self._fit_bar)
        self.verticalScrollBar().valueChanged.connect(self.bar.setValue)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.selectionModel().currentChanged.connect(self._now)

    # --- rows -----------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> list[PaintedRow]:
        return self._model.rows

    def set_rows(self, rows: Iterable[PaintedRow]) -> None:
        """Other rows. One stands on the same one as before, where it is there still."""
        before = self.current_row()
        offset = self.verticalScrollBar().value()
        self.over = -1
        self._model.replace(rows)
        if before is not None and before.key is not None:
            for row in self.rows:
                if row.key == before.key:
                    self.stand_on(row)
                    self.verticalScrollBar().setValue(offset)
                    break
        self.updateGeometry()

    def current_row(self) -> PaintedRow | None:
        """The row one stands on."""
        place = self.currentIndex().row()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def stand_on(self, row: PaintedRow) -> None:
        """Make it the current row, and show it."""
        index = self._model.index(self.rows.index(row))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def row_rect(self, row: PaintedRow) -> QRectF:
        """Where a row is painted now, in the viewport."""
        return QRectF(self.visualRect(self._model.index(self.rows.index(row))))

    @property
    def pointer(self) -> QPoint:
        """Where the last click or move was, in the viewport."""
        return self._where

    def content_height(self) -> int:
        """How high all rows are together."""
        return sum(row.height for row in self.rows)

    def _now(self, now: QModelIndex, before: QModelIndex) -> None:
        self.stood.emit(self.current_row())
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(320, min(self.content_height(), 480))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 60)

    # --- keys and pointer -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_why(event):
            event.accept()
            return True
        return super().event(event)

    def _is_why(self, event: QKeyEvent) -> bool:
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return event.text() == "?" or (is_alt and event.key() in _WHY_KEYS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._ring(True)
        row = self.current_row()
        if self._is_why(event):
            self.ask_why()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row)
        elif self._is_copy(event):
            self.copy()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._edge(event.key() == Qt.Key.Key_Home)
        else:
            super().keyPressEvent(event)

    def _is_copy(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_C and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's keys; there is no looking for rows by typing."""

    def ask_why(self) -> bool:
        """Ask why about the current row."""
        row = self.current_row()
        if row is None:
            return False
        self.asked_why.emit(row)
        return True

    def step(self, by: int) -> None:
        """To the next row that one can stand on, or the one before."""
        place = self.currentIndex().row()
        place = place + by if place >= 0 else (0 if by > 0 else len(self.rows) - 1)
        while 0 <= place < len(self.rows) and not self.rows[place].can_stand:
            place += by
        if 0 <= place < len(self.rows):
            self.stand_on(self.rows[place])
        elif by < 0:
            self.verticalScrollBar().setValue(0)

    def _edge(self, first: bool) -> None:
        for row in self.rows if first else reversed(self.rows):
            if row.can_stand:
                self.stand_on(row)
                return

    def copy(self) -> None:
        """The rows to the clipboard, as a spreadsheet takes them."""
        lines = ["\t".join(cells) for row in self.rows if (cells := row.cells())]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._where = event.position().toPoint()
        over = self.indexAt(self._where).row()
        can = 0 <= over < len(self.rows) and self.rows[over].can_stand
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)
        if over != self.over:
            self.over = over if can else -1
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.over = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ring(False)
        self._where = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._where = event.position().toPoint()
        place = self.indexAt(self._where).row()
        super().mouseReleaseEvent(event)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and 0 <= place < len(self.rows) and self.rows[place].can_stand:
            self.opened.emit(self.rows[place])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring(event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason))
        if self.has_ring and self.current_row() is None:
            self.step(1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring(False)

    def _ring(self, has_ring: bool) -> None:
        if has_ring != self.has_ring:
            self.has_ring = has_ring
            self.viewport().update()

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        bar = self.verticalScrollBar()
        if bar.value() < bar.maximum():
            self._paint_soft_end()

    def _paint_soft_end(self) -> None:
        """Rows that go on below fade into the ground, so that none looks cut."""
        painter = QPainter(self.viewport())
        soft_end(painter, QRectF(self.viewport().rect()), theme.current().surface)
        painter.end()

    # --- room -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.bar.setGeometry(self.width() - 12, 0, 12, self.height())

    def _fit_bar(self, least: int, most: int) -> None:
        inner = self.verticalScrollBar()
        self.bar.setRange(least, most)
        self.bar.setPageStep(inner.pageStep())
        self.bar.setSingleStep(inner.singleStep())
        self.bar.setVisible(most > least)
