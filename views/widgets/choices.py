"""What one chooses with by a click: segments side by side, a box to tick, ways with an explanation below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import LEFT, box, text, text_width
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring
from views.widgets.text import broken_into_lines


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

    def set_count(self, count: int | None) -> None:
        """How many there are of it."""
        self.count = count
        self.setAccessibleName(self._words if count is None else f"{self._words} {count}")
        self.updateGeometry()
        self.update()

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

    def set_counts(self, counts: Mapping[Any, int | None]) -> None:
        """Other counts; what is chosen and where the focus is stays."""
        for segment in self.segments:
            if segment.value in counts and counts[segment.value] != segment.count:
                segment.set_count(counts[segment.value])

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
        if not self._words:  # a box alone, named for those who do not see it
            return [""]
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
