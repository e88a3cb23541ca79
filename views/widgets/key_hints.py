"""Which keys do what, on one line: as many of them as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from views.shell import theme
from views.shell.painting import CENTER, box, text, text_width

_CAP = 18
_GAP = 8
_BETWEEN = 24


class KeyHints(QWidget):
    """Key caps, each with what it does. What has no room is left out, the last first."""

    def __init__(self, hints: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hints = tuple(hints)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(f"{key}: {what}" for key, what in self.hints))

    def sizeHint(self) -> QSize:
        return QSize(200, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, left = QPainter(self), theme.current(), 0.0
        for key, what in self.hints:
            cap, words = ceil(max(17, text_width(key, "tiny") + 10)), ceil(text_width(what, "note")) + 1
            if left + cap + _GAP + words > self.width():
                break
            rect = QRectF(left, (self.height() - _CAP) / 2, cap, _CAP)
            box(painter, rect, theme.RADIUS_SMALL, now.surface, now.line2)
            text(painter, rect, key, "tiny", now.ink2, CENTER)
            text(painter, QRectF(left + cap + _GAP, 0, words, self.height()), what, "note", now.ink2)
            left += cap + _GAP + words + _BETWEEN
        painter.end()
