"""A field that opens a list to choose from, and how the rows of such lists look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, text, text_width
from views.shell.seat import Seat
from views.widgets.editors import paint_field
from views.widgets.ring import hide_ring, show_ring

Index = QModelIndex | QPersistentModelIndex
SECOND: Final = Qt.ItemDataRole.UserRole + 1


class RowPainter(QStyledItemDelegate):
    """Rows of what opens under a field: 32 high, the chosen one with a tick, a second text at the right."""

    def __init__(self, parent: QObject, chosen: Callable[[], int]) -> None:
        super().__init__(parent)
        self._chosen = chosen

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        second = str(index.data(SECOND) or "")
        width = text_width(words) + (text_width(second, "caption") + 24 if second else 0)
        return QSize(ceil(width) + 52, 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        rect = QRectF(option.rect)
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            box(painter, rect.adjusted(0, 0, 0, 0), 5, now.select)
        room = rect.adjusted(10, 0, -10, 0)
        if index.row() == self._chosen():
            paint_icon(painter, QRectF(room.right() - 16, room.top(), 16, room.height()), "check", now.accent, 16)
            room.setRight(room.right() - 24)
        second = str(index.data(SECOND) or "")
        if second:
            width = text(painter, room, second, "caption", now.ink2, RIGHT)
            room.setRight(room.right() - width - 16)
        text(painter, room, str(index.data(Qt.ItemDataRole.DisplayRole) or ""), "body", now.ink)


def list_view(parent: QWidget) -> QListView:
    """The list that opens under a field."""
    view = QListView(parent)
    view.setObjectName("choices")
    view.setMouseTracking(True)
    view.setUniformItemSizes(False)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view


class Choice(QComboBox):
    """One of a list. The wheel never changes it: it scrolls the page."""

    changed = Signal()
    left = Signal()
    natural = 0

    def __init__(
        self,
        seat: Seat,
        items: Sequence[tuple[Any, str]] = (),
        *,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat = seat
        self._items: list[tuple[Any, str]] = []
        self._state = ""
        self.setProperty("kit", True)
        self.setFrame(False)
        self.setFixedHeight(theme.FIELD)
        self.setFont(font("body"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(10)
        self._list: QListView | None = None
        self.setPlaceholderText(placeholder or seat.t("Choose"))
        self.activated.connect(self._picked)
        self.set_items(items)

    def set_items(self, items: Sequence[tuple[Any, str]]) -> None:
        """What can be chosen; what was chosen stays, where it still can be."""
        before = self.value()
        self.blockSignals(True)
        self._items = list(items)
        self.clear()
        self.addItems([words for _, words in self._items])
        self.blockSignals(False)
        self.set_value(before)

    @property
    def items(self) -> list[tuple[Any, str]]:
        return list(self._items)

    def value(self) -> Any:
        index = self.currentIndex()
        return self._items[index][0] if 0 <= index < len(self._items) else None

    def set_value(self, value: Any) -> None:
        """Choose without telling."""
        found = [number for number, (each, _) in enumerate(self._items) if each == value]
        self.blockSignals(True)
        self.setCurrentIndex(found[0] if found else -1)
        self.blockSignals(False)
        self.update()

    def text(self) -> str:
        return self.currentText()

    def set_state(self, state: str) -> None:
        """How it looks."""
        self._state = state
        self.setProperty("state", state)
        self.update()

    @property
    def state(self) -> str:
        return self._state

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be chosen in."""
        self.setEnabled(not read_only)

    def _picked(self, _index: int) -> None:
        self.changed.emit()

    def sizeHint(self) -> QSize:
        widest = max((text_width(words) for _, words in self._items), default=120.0)
        return QSize(ceil(min(max(widest, 60), 420)) + 12 + 34, theme.FIELD)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, theme.FIELD)

    def _make_list(self) -> QListView:
        """The list that opens; made when it does, because a form has many choices and few are opened."""
        view = list_view(self)
        self.setView(view)
        view.setItemDelegate(RowPainter(view, self.currentIndex))
        frame = view.parentWidget()
        if frame is not None:
            frame.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            frame.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
            frame.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
            frame.setContentsMargins(0, 4, 0, 4)
        view.setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))
        return view

    def showPopup(self) -> None:
        if self._list is None:
            self._list = self._make_list()
        super().showPopup()
        frame = self.view().parentWidget()
        if frame is not None:
            widest = max((text_width(words) for _, words in self._items), default=0.0)
            width = max(self.width(), min(ceil(widest) + 66, 520))
            frame.resize(width, frame.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        is_open = self._list is not None and self._list.isVisible()
        paint_field(painter, whole, self, self._state, focused=self.hasFocus() or is_open)
        right = whole.width() - 12
        paint_icon(painter, QRectF(right - 14, 0, 14, whole.height()), "caret-down", now.ink2, 14)
        room = QRectF(12, 0, right - 14 - 8 - 12, whole.height())
        index = self.currentIndex()
        if index < 0:
            text(painter, room, self.placeholderText(), "body", now.ink3)
        else:
            text(painter, room, self.currentText(), "body", now.ink if self.isEnabled() else now.ink2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), glow=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()
