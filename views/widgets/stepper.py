"""The stepper: which step of a guide one is on, which are done, and the way back to those."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, box, text, text_width
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring

_DOT = 24
_GAP = 10
_AIR = 12  # beside the lines


class _Step(QAbstractButton):
    """A dot with its label. Only a step that is done can be clicked."""

    def __init__(self, owner: Stepper, number: int, words: str) -> None:
        super().__init__(owner)
        self.number, self.words = number, words
        self.state = "later"
        self.shows_label = True
        self.setText(words.replace("&", "&&"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def natural(self) -> int:
        if not self.shows_label:
            return _DOT
        return _DOT + _GAP + ceil(text_width(self.words, font("body", 600 if self.state == "now" else 0)))

    def sizeHint(self) -> QSize:
        return QSize(self.natural(), _DOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        dot = QRectF(0, 0, _DOT, _DOT)
        if self.state == "now":
            box(painter, dot, _DOT / 2, now.accent)
            text(painter, dot, str(self.number + 1), font("label"), now.on_accent, CENTER)
        elif self.state == "done":
            box(painter, dot, _DOT / 2, now.accent_soft, now.accent_line if self.underMouse() else None)
            paint_icon(painter, dot, "check", now.accent, 13)
        else:
            box(painter, dot, _DOT / 2, now.surface, now.line2)
            text(painter, dot, str(self.number + 1), font("label"), now.ink2, CENTER)
        if self.shows_label:
            ink = now.ink if self.state != "later" else now.ink2
            look = font("body", 600 if self.state == "now" else 0)
            text(painter, QRectF(_DOT + _GAP, 0, self.width() - _DOT - _GAP + 1, _DOT), self.words, look, ink)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        room = 6 if self.shows_label else 0
        show_ring(self, event.reason(), _DOT / 2, area=lambda: self.rect().adjusted(0, 0, room, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class Stepper(QWidget):
    """Dots and labels across the content; beside an open panel only the current label, and short lines."""

    chosen = Signal(int)

    def __init__(
        self, seat: Seat, labels: Sequence[str], parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        super().__init__(parent)
        self.seat = seat
        self._compact = compact
        self._tight = False
        self.current = 0
        self.done: set[int] = set()
        self.steps = [_Step(self, number, words) for number, words in enumerate(labels)]
        for step in self.steps:
            step.clicked.connect(lambda *_, number=step.number: self._clicked(number))
        self.setFixedHeight(_DOT)
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if compact else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        self.set(0, set())

    def set(self, current: int, done: set[int] | frozenset[int] = frozenset()) -> None:
        """Which step one is on, and which are done; both counted from 0."""
        self.current, self.done = current, set(done)
        for step in self.steps:
            step.state = "now" if step.number == current else "done" if step.number in self.done else "later"
            can = step.state == "done"
            step.setEnabled(can or step.state == "now")
            step.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can else Qt.FocusPolicy.NoFocus)
            step.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)
            state = {
                "now": self.seat.t("this step"),
                "done": self.seat.t("done"),
                "later": self.seat.t("later"),
            }[step.state]
            step.setAccessibleName(f"{step.number + 1}. {step.words}, {state}")
            step.setToolTip(step.words if self._compact and step.state != "now" else "")
        self._place()
        self.updateGeometry()

    def set_compact(self, compact: bool) -> None:
        """The short form, beside an open panel."""
        self._compact = compact
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if compact else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        self.set(self.current, self.done)

    def _clicked(self, number: int) -> None:
        if number in self.done and number != self.current:
            self.chosen.emit(number)

    def sizeHint(self) -> QSize:
        line = 12 if self._compact else 60
        air = 5 if self._compact else _AIR
        width = sum(step.natural() for step in self.steps) + (len(self.steps) - 1) * (line + 2 * air)
        return QSize(width, _DOT)

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self.steps) * (_DOT + 22) if not self._compact else self.sizeHint().width(), _DOT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Equal gaps between the steps; where the labels have no room only the current one is shown."""
        for step in self.steps:
            step.shows_label = not self._compact or step.state == "now"
        gaps = max(len(self.steps) - 1, 1)
        widths = [step.natural() for step in self.steps]
        self._tight = not self._compact and self.width() - sum(widths) < gaps * 2 * _AIR
        if self._tight:
            for step in self.steps:
                step.shows_label = step.state == "now"
            widths = [step.natural() for step in self.steps]
        gap = 22.0 if self._compact else max((self.width() - sum(widths)) / gaps, 4.0)
        x = 0.0
        for step, width in zip(self.steps, widths, strict=True):
            step.setGeometry(round(x), 0, width, _DOT)
            step.update()
            x += width + gap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        air = 5 if self._compact or self._tight else _AIR
        for before, after in pairwise(self.steps):
            left, right = before.geometry().right() + 1 + air, after.geometry().left() - air
            if right > left:
                colour = now.accent_line if before.state == "done" else now.line2
                painter.fillRect(QRectF(left, _DOT // 2, right - left, 1), colour)
