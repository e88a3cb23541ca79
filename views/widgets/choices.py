"""Fields where one chooses instead of typing: a list, segments, boxes to tick, and a look-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from models.values.message import Message
from services.reference.formats import Unreadable
from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import LEFT, RIGHT, box, text, text_width
from views.shell.seat import Seat
from views.widgets.editors import LineEditor, Suggest, paint_field
from views.widgets.ring import hide_ring, show_ring
from views.widgets.text import broken_into_lines

_Index = QModelIndex | QPersistentModelIndex
_SECOND: Final = Qt.ItemDataRole.UserRole + 1


class _RowPainter(QStyledItemDelegate):
    """Rows of what opens under a field: 32 high, the chosen one with a tick, a second text at the right."""

    def __init__(self, parent: QObject, chosen: Callable[[], int]) -> None:
        super().__init__(parent)
        self._chosen = chosen

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        second = str(index.data(_SECOND) or "")
        width = text_width(words) + (text_width(second, "caption") + 24 if second else 0)
        return QSize(ceil(width) + 52, 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now = theme.current()
        rect = QRectF(option.rect)
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            box(painter, rect.adjusted(0, 0, 0, 0), 5, now.select)
        room = rect.adjusted(10, 0, -10, 0)
        if index.row() == self._chosen():
            paint_icon(painter, QRectF(room.right() - 16, room.top(), 16, room.height()), "check", now.accent, 16)
            room.setRight(room.right() - 24)
        second = str(index.data(_SECOND) or "")
        if second:
            width = text(painter, room, second, "caption", now.ink2, RIGHT)
            room.setRight(room.right() - width - 16)
        text(painter, room, str(index.data(Qt.ItemDataRole.DisplayRole) or ""), "body", now.ink)


def _list_view(parent: QWidget) -> QListView:
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
        view = _list_view(self)
        self.setView(view)
        view.setItemDelegate(_RowPainter(view, self.currentIndex))
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


class _Segment(QAbstractButton):
    """One of the segments."""

    def __init__(self, owner: Segments, value: Any, words: str, count: int | None) -> None:
        super().__init__(owner)
        self.value, self.count = value, count
        self._words = words
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words if count is None else f"{words} {count}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = text_width(self._words, font("label")) + 20
        if self.count is not None:
            width += text_width(str(self.count), font("label", 400)) + 10
        return QSize(ceil(width), theme.BUTTON - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        ink = now.ink if self.isChecked() or self.underMouse() else now.ink2
        if not self.isEnabled():
            ink = now.ink3
        if self.isChecked():
            box(painter, whole, 6, now.surface if not now.is_dark else now.raised, now.line2)
        look = font("label", 600 if self.isChecked() else 500)
        wide = text_width(self._words, look)
        extra = text_width(str(self.count), font("label", 400)) + 10 if self.count is not None else 0
        left = (whole.width() - wide - extra) / 2
        text(painter, QRectF(left, 0, whole.width(), whole.height()), self._words, look, ink)
        if self.count is not None:
            rect = QRectF(left + wide + 10, 0, whole.width(), whole.height())
            text(painter, rect, str(self.count), font("label", 400), now.ink2 if self.isEnabled() else now.ink3)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), 6, gap=0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            owner = self.parentWidget()
            if isinstance(owner, Segments):
                owner.left.emit()


class Segments(QWidget):
    """Two or three choices side by side; one is always chosen once one was. Arrow keys move."""

    changed = Signal()
    left = Signal()
    natural = 0

    def __init__(
        self,
        seat: Seat,
        items: Sequence[tuple[Any, str] | tuple[Any, str, int | None]],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat = seat
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self.segments: list[_Segment] = []
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.BUTTON)
        self.set_items(items)

    def set_items(self, items: Sequence[tuple[Any, str] | tuple[Any, str, int | None]]) -> None:
        """What can be chosen, each with a count where it has one."""
        before = self.value() if self.segments else None
        for segment in self.segments:
            segment.setParent(None)
            segment.deleteLater()
        self.segments = []
        for item in items:
            segment = _Segment(self, item[0], item[1], item[2] if len(item) > 2 else None)
            segment.clicked.connect(lambda *_: self.changed.emit())
            self._row.addWidget(segment)
            self.segments.append(segment)
        self.set_value(before)
        if self.segments and self.value() is None and all(segment.value is not None for segment in self.segments):
            self.segments[0].setChecked(True)

    def value(self) -> Any:
        return next((segment.value for segment in self.segments if segment.isChecked()), None)

    def set_value(self, value: Any) -> None:
        """Choose without telling."""
        for segment in self.segments:
            if segment.value == value:
                segment.setChecked(True)
                return

    def segment(self, value: Any) -> QAbstractButton:
        """The button of a choice, for tests and tips."""
        return next(segment for segment in self.segments if segment.value == value)

    def set_state(self, state: str) -> None:
        """Segments are never wrong by themselves."""

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be chosen in."""
        self.setEnabled(not read_only)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        box(QPainter(self), QRectF(self.rect()), theme.RADIUS_BOX, now.sunken, now.line)


class Check(QCheckBox):
    """A box to tick, with a sentence that may wrap."""

    changed = Signal()
    left = Signal()
    natural = 0

    def __init__(self, seat: Seat | None, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._words = ""
        self._state = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(text)
        self.clicked.connect(lambda *_: self.changed.emit())

    def setText(self, text: str) -> None:
        self._words = text
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def text(self) -> str:
        return self._words

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick it or not, without telling."""
        self.setChecked(bool(value))

    def set_state(self, state: str) -> None:
        """How it looks: the edge turns red where it must be ticked."""
        self._state = state
        self.update()

    @property
    def state(self) -> str:
        return self._state

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be ticked."""
        self.setEnabled(not read_only)

    def _lines(self, width: int) -> list[str]:
        return broken_into_lines(self._words, font("body"), max(width - 28, 40))

    def sizeHint(self) -> QSize:
        return QSize(ceil(text_width(self._words)) + 29, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(ceil(text_width(self._words)) + 29, 120), 24)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 4 + line_height("body") * len(self._lines(width))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def written_rect(self) -> QRect:
        """Where box and sentence are, of all the room that it was given."""
        widest = max(text_width(line) for line in self._lines(self.width()))
        return QRect(0, 0, min(self.width(), ceil(widest) + 32), self.height())

    def box_rect(self) -> QRectF:
        """Where the box lies: on the first line."""
        lines = self._lines(self.width())
        top = (self.height() - 4 - line_height("body") * len(lines)) / 2 + 2
        return QRectF(0.5, top + 1, 18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        square = self.box_rect()
        if self.isChecked():
            ground = now.accent_hover if self.underMouse() else now.accent
            box(painter, square, 4, ground if self.isEnabled() else now.control)
            paint_icon(painter, square, "check", now.on_accent, 14)
        else:
            edge = now.err if self._state == "error" else now.ink2 if self.underMouse() else now.control
            box(painter, square, 4, now.surface if self.isEnabled() else now.sunken, edge)
        ink = now.ink if self.isEnabled() else now.ink3
        for number, line in enumerate(self._lines(self.width())):
            top = square.top() - 1 + number * line_height("body")
            text(painter, QRectF(28, top, self.width() - 28, line_height("body")), line, "body", ink, LEFT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), 5, gap=1, area=self.written_rect)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)
        self.left.emit()


class _Radio(QAbstractButton):
    """One way of several, with what it means."""

    def __init__(self, owner: Radios, value: Any, words: str, second: str) -> None:
        super().__init__(owner)
        self.value, self._words, self._second = value, words, second
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.setAccessibleDescription(second)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _lines(self, width: int) -> tuple[list[str], list[str]]:
        room = max(width - 44 - 14, 60)
        second = broken_into_lines(self._second, font("note"), room) if self._second else []
        return broken_into_lines(self._words, font("body_medium"), room), second

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        first, second = self._lines(width)
        return 20 + 20 * len(first) + (2 + 19 * len(second) if second else 0)

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        chosen = self.isChecked()
        ground = now.accent_soft if chosen else now.hover if self.underMouse() else now.surface
        if not self.isEnabled():
            ground = now.sunken
        box(painter, whole, theme.RADIUS_BOX, ground, now.accent if chosen and self.isEnabled() else now.line2)
        dot = QRectF(14.5, 11.5, 17, 17)
        ink = now.accent if chosen else now.control
        box(painter, dot, 8.5, now.surface, ink if self.isEnabled() else now.line2, 1.5 if chosen else 1.0)
        if chosen:
            box(painter, dot.adjusted(4.5, 4.5, -4.5, -4.5), 4, now.accent if self.isEnabled() else now.ink3)
        first, second = self._lines(self.width())
        y = 10.0
        for line in first:
            rect = QRectF(44, y, whole.width() - 44, 20)
            text(painter, rect, line, "body_medium", now.ink if self.isEnabled() else now.ink3)
            y += 20
        y += 2
        for line in second:
            rect = QRectF(44, y, whole.width() - 44, 19)
            text(painter, rect, line, "note", now.ink2 if self.isEnabled() else now.ink3)
            y += 19

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_BOX)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class Radios(QWidget):
    """Several ways, one below the other, each with a sentence on what it means. Arrow keys move."""

    changed = Signal()
    left = Signal()
    natural = 0

    def __init__(self, seat: Seat, items: Sequence[tuple[Any, str, str]], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.radios: list[_Radio] = []
        for value, words, second in items:
            radio = _Radio(self, value, words, second)
            radio.clicked.connect(lambda *_: self.changed.emit())
            column.addWidget(radio)
            self.radios.append(radio)

    def value(self) -> Any:
        return next((radio.value for radio in self.radios if radio.isChecked()), None)

    def set_value(self, value: Any) -> None:
        """Choose without telling."""
        for radio in self.radios:
            if radio.value == value:
                radio.setChecked(True)
                return

    def radio(self, value: Any) -> QAbstractButton:
        """The button of a way."""
        return next(radio for radio in self.radios if radio.value == value)

    def set_state(self, state: str) -> None:
        """The message under it says what is wrong."""

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be chosen in."""
        self.setEnabled(not read_only)


class _Hits(QAbstractListModel):
    """What a look-up suggests."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[tuple[Any, str, str]] = []

    def set_hits(self, hits: list[tuple[Any, str, str]]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        _, words, second = self.hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words} {second}".strip()
        return second if role == _SECOND else None


class LookupEdit(LineEditor):
    """Something that is found by typing: occupations, people, wage types.

    `suggest` answers what was typed with values, texts and second texts; `title_of` writes a value that was set. What
    is typed must be one of the suggestions, unless `free` lets any text be a value.
    """

    def __init__(
        self,
        seat: Seat,
        suggest: Suggest,
        *,
        title_of: Callable[[Any], str] | None = None,
        free: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(seat, parent=parent)
        self._suggest, self._title_of, self._free = suggest, title_of, free
        self._value: Any = None
        self._hits = _Hits()
        self._hits.setParent(self)
        self.setPlaceholderText(placeholder)
        self._completer = QCompleter(self._hits, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(9)
        self._completer.setWidget(self)
        popup = _list_view(self)
        self._completer.setPopup(popup)
        popup.setItemDelegate(_RowPainter(popup, lambda: -1))
        popup.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self._completer.activated[QModelIndex].connect(self._taken)  # type: ignore[index]

    @property
    def hits(self) -> list[tuple[Any, str, str]]:
        """What is suggested now."""
        return self._hits.hits

    @property
    def popup(self) -> QListView:
        view = self._completer.popup()
        assert isinstance(view, QListView)
        return view

    def value(self) -> Any:
        written = self.text().strip()
        if not written:
            return None
        if self._value is not None:
            return self._value
        for value, words, _ in self._suggest(written):
            if words.casefold() == written.casefold() or str(value).casefold() == written.casefold():
                return value
        if self._free:
            return written
        raise Unreadable(Message("“{text}” is not in the list. Choose one of those that are shown.", text=written))

    def set_value(self, value: Any) -> None:
        """Show a value by its text."""
        self._value = value
        if value is None:
            self.setText("")
        else:
            self.setText(self.write(value))
        self.setCursorPosition(0)

    def write(self, value: Any) -> str:
        if self._title_of is not None:
            return self._title_of(value)
        found = [words for each, words, _ in self._suggest(str(value)) if each == value]
        return found[0] if found else str(value)

    def tidy(self) -> None:
        if self._value is None and self.text().strip():
            try:
                value = self.value()
            except Unreadable:
                return
            if not (self._free and value == self.text().strip()):
                self.set_value(value)

    def _edited(self) -> None:
        self._value = None
        self._open(self.text().strip())
        super()._edited()

    def _open(self, written: str) -> None:
        hits = self._suggest(written)
        self._hits.set_hits(hits)
        if not hits:
            self.popup.hide()
            return
        self.popup.setFixedWidth(max(self.width(), 320))
        rows = min(len(hits), 9)
        self._completer.complete()
        self.popup.setFixedHeight(rows * 32 + 12)
        first = self._completer.completionModel().index(0, 0)
        self.popup.setCurrentIndex(first)

    def _taken(self, index: QModelIndex) -> None:
        row = index.row()
        if 0 <= row < len(self._hits.hits):
            value, words, _ = self._hits.hits[row]
            self._value = value
            self.setText(self._title_of(value) if self._title_of is not None else words)
            self.changed.emit()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.popup.isVisible():
            self._open("" if self._value is not None else self.text().strip())
            return
        if self.popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _right_room(self) -> int:
        return super()._right_room() + 20

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.state != "good":
            rect = QRectF(self.width() - 28, 0, 16, self.height())
            paint_icon(QPainter(self), rect, "magnifying-glass", theme.current().ink3, 16)
