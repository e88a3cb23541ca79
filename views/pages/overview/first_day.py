"""The very first day: nothing is entered, and three ways in stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import box, focus_ring, text
from views.widgets.text import broken_into_lines

_HEIGHT = 172


class Way(QAbstractButton):
    """A card that is one button: an icon, what it is, a few words, the verb."""

    def __init__(self, icon: str, title: str, line: str, verb: str, *, is_first: bool) -> None:
        super().__init__()
        self._icon, self._title, self._line, self._verb, self._is_first = icon, title, line, verb, is_first
        self.setText(title.replace("&", "&&"))
        self.setAccessibleName(f"{title}. {verb}")
        self.setAccessibleDescription(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        whole = QRectF(self.rect())
        is_over = self.underMouse()
        box(painter, whole, theme.RADIUS_CARD, now.surface, now.line2 if is_over else now.line)
        spot = QRectF(20, 20, 36, 36)
        box(painter, spot, 18, now.accent_soft if self._is_first else now.sunken)
        paint_icon(painter, spot, self._icon, now.accent if self._is_first else now.ink2, 19)
        text(painter, QRectF(68, 20, whole.width() - 84, 36), self._title, "section", now.ink)
        room = whole.width() - 40
        lines = broken_into_lines(self._line, font("note"), room)[:3]
        for number, line in enumerate(lines):
            text(painter, QRectF(20, 68 + number * line_height("note"), room, 19), line, "note", now.ink2)
        ink = now.accent_hover if is_over else now.accent
        foot = QRectF(20, _HEIGHT - 38, room - 20, 20)
        width = text(painter, foot, self._verb, font("button"), ink)
        paint_icon(painter, QRectF(foot.left() + width + 6, foot.top(), 16, 20), "arrow-right", ink, 14)
        if self.hasFocus():
            focus_ring(painter, whole, theme.RADIUS_CARD, -2)
        painter.end()


class FirstDay(QWidget):
    """Three ways in, the first one first."""

    def __init__(self, ways: Sequence[tuple[str, str, str, str, Callable[[], None]]]) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 12, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(20)
        self.ways: list[Way] = []
        for number, (icon, title, line, verb, do) in enumerate(ways):
            way = Way(icon, title, line, verb, is_first=number == 0)
            way.clicked.connect(lambda *_, do=do: do())
            row.addWidget(way, 1)
            self.ways.append(way)
        outer.addLayout(row)
        outer.addStretch(1)
