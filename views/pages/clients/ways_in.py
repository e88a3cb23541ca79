"""The ways in besides opening a file: three cards where there is room, one line where the list needs it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import box, focus_ring, text, text_width
from views.widgets.text import broken_into_lines

HEIGHT = 144
SHORT = 52


class WayIn(QAbstractButton):
    """A card that is one button: what it is, a sentence, and the verb."""

    def __init__(self, icon: str, title: str, line: str, verb: str) -> None:
        super().__init__()
        self._icon, self._title, self._line, self._verb = icon, title, line, verb
        self._short = False
        self.setText(title)
        self.setAccessibleName(f"{title}. {verb}")
        self.setAccessibleDescription(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_short(False)

    def set_short(self, short: bool) -> None:
        """Only the title."""
        self._short = short
        self.setFixedHeight(SHORT if short else HEIGHT)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, SHORT if self._short else HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, SHORT if self._short else HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        whole = QRectF(self.rect())
        is_over = self.underMouse()
        box(painter, whole, theme.RADIUS_CARD, now.surface, now.line2 if is_over else now.line)
        if self._short:
            paint_icon(painter, QRectF(18, 0, 20, SHORT), self._icon, now.accent, 18)
            self._in_lines(painter, QRectF(46, 0, whole.width() - 56, SHORT), now.accent if is_over else now.ink)
        else:
            paint_icon(painter, QRectF(20, 20, 22, 22), self._icon, now.accent, 20)
            lines = broken_into_lines(self._line, font("note"), whole.width() - 40)
            if len(lines) > 2 or text_width(self._title, "strong") > whole.width() - 72:
                lines = []  # beside a panel there is only room for what it is
                self._in_lines(painter, QRectF(52, 20, whole.width() - 66, 40), now.ink)
            else:
                text(painter, QRectF(52, 20, whole.width() - 72, 22), self._title, "strong", now.ink)
            for number, line in enumerate(lines):
                place = QRectF(20, 54 + number * line_height("note"), whole.width() - 40, 18)
                text(painter, place, line, "note", now.ink2)
            look = font("body", 600)
            ink = now.accent_hover if is_over else now.accent
            foot = QRectF(20, 108, whole.width() - 60, 20)
            width = text(painter, foot, self._verb, look, ink)
            paint_icon(painter, QRectF(foot.left() + width + 6, foot.top(), 16, 20), "arrow-right", ink, 14)
            if is_over:
                painter.fillRect(QRectF(foot.left(), foot.bottom() - 2, text_width(self._verb, look), 1), ink)
        if self.hasFocus():
            focus_ring(painter, whole, theme.RADIUS_CARD, -2)
        painter.end()

    def _in_lines(self, painter: QPainter, room: QRectF, ink: QColor) -> None:
        """The title on one line, or on two where it is long."""
        look = font("body", 600)
        lines = broken_into_lines(self._title, look, room.width())
        shown = [lines[0], " ".join(lines[1:])] if len(lines) > 1 else lines
        top = room.center().y() - 10 * len(shown)
        for number, line in enumerate(shown):
            text(painter, QRectF(room.left(), top + 20 * number, room.width(), 20), line, look, ink)


class WaysIn(QWidget):
    """A demo, a backup, another program."""

    demo = Signal()
    restore = Signal()
    begin = Signal()

    def __init__(self, cards: list[tuple[str, str, str, str]]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.cards = [WayIn(*words) for words in cards]
        for card, told in zip(self.cards, (self.demo, self.restore, self.begin), strict=True):
            card.clicked.connect(told)
            row.addWidget(card)
        self.is_short = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_short(self, short: bool) -> None:
        """One line high."""
        if short != self.is_short:
            self.is_short = short
            for card in self.cards:
                card.set_short(short)
            self.updateGeometry()
