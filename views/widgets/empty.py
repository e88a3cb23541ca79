"""The empty state: what to do first, and the button that does it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, box
from views.widgets.buttons import Button
from views.widgets.text import Label

CARD_HEIGHT: Final = 322  # of a card that holds an empty state and nothing else


class RoundIcon(QWidget):
    """An icon on a round ground of 52 pixels."""

    def __init__(self, icon: str, ink: str = "accent", ground: str = "accent_soft", size: int = 52) -> None:
        super().__init__()
        self._icon, self._ink, self._ground = icon, ink, ground
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        rect = QRectF(self.rect())
        box(painter, rect, rect.height() / 2, now.token(self._ground))
        paint_icon(painter, rect, self._icon, now.token(self._ink), 24 if rect.height() > 40 else 18)


class EmptyState(QWidget):
    """Icon, one sentence, one line, the button that does it and one alternative."""

    def __init__(
        self,
        icon: str,
        title: str,
        line: str = "",
        primary: Button | None = None,
        second: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(RoundIcon(icon), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        self.title = Label(title, "heading", wrap=True, align=CENTER)
        self.line = Label(line, "body", "ink2", wrap=True, align=CENTER)
        for label in (self.title, self.line):
            label.setMaximumWidth(560)
            label.setSizePolicy(label.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Preferred)
            policy = label.sizePolicy()
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
        for label in (self.title, self.line):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 100)
            row.addStretch(1)
            column.addLayout(row)
            column.addSpacing(2)
        self.line.setVisible(bool(line))
        if primary is not None or second is not None:
            column.addSpacing(14)
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addStretch(1)
            for button in (primary, second):
                if button is not None:
                    row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(1)
        self.primary, self.second = primary, second
