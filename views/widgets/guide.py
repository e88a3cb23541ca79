"""Guides: steps with a footer that names what comes, and can be left at any time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.painting import RIGHT
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.stepper import Stepper
from views.widgets.text import Label

W = TypeVar("W", bound=QWidget)


class GuideFooter(QWidget):
    """Left the way out, right the way on. `Ctrl+Enter` is the primary button."""

    closed = Signal()
    back = Signal()
    forward = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.setFixedHeight(theme.FOOTER)
        self._right = theme.MARGIN
        self._row = QHBoxLayout(self)
        self._row.setSpacing(10)
        self.close_button = Button(seat.t("Close, continue later"), "quiet")
        self.reason = Label("", "note", "ink2", align=RIGHT)
        self.back_button = Button(seat.t("Back"))
        self.next_button = Button("", "primary", trail="arrow-right")
        self._row.addWidget(self.close_button)
        self._row.addStretch(1)
        self._row.addWidget(self.reason)
        self._row.addWidget(self.back_button)
        self._row.addWidget(self.next_button)
        self.close_button.clicked.connect(self.closed)
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.forward)
        self.setObjectName("guide-footer")
        self.set()

    def set(
        self,
        *,
        next: str = "",
        back: bool = True,
        ready: bool = True,
        reason: str = "",
        note: str = "",
        icon: str = "arrow-right",
    ) -> None:
        """What comes next by name, whether one can go back, and why one cannot go on."""
        self.next_button.setText(next)
        self.next_button.set_trail(icon)
        self.next_button.setVisible(bool(next))
        self.next_button.setEnabled(ready)
        self.next_button.setAccessibleDescription(reason if not ready else "")
        self.back_button.setVisible(back)
        words = reason if not ready else note
        self.reason.setText(words)
        self.reason.setVisible(bool(words))

    def set_close(self, text: str) -> None:
        """What the way out is called, where something else fits better."""
        self.close_button.setText(text)

    def set_right_margin(self, right: int) -> None:
        """Less room at the right while a panel is open."""
        self._right = right
        self._settle()

    def _settle(self) -> None:
        """The footer's content stands under the page's, which grows only so wide."""
        over = max(0, self.width() - theme.CONTENT - 2 * theme.MARGIN)
        self._row.setContentsMargins(theme.MARGIN + over // 2, 1, self._right + over - over // 2, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def enter(self) -> None:
        """Go on, where one may."""
        if self.isVisible() and self.next_button.isVisible() and self.next_button.isEnabled():
            self.next_button.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        painter.fillRect(self.rect(), now.surface)
        painter.fillRect(QRectF(0, 0, self.width(), 1), now.line)


class Guide(QWidget):
    """The steps of a guide with what each shows. The page decides whether one may go on."""

    step_changed = Signal(int)

    def __init__(
        self,
        seat: Seat,
        title: str = "",
        steps: Sequence[str] = (),
        footer: GuideFooter | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat, self.footer = seat, footer
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.stepper = Stepper(seat, steps)
        self.stack = QStackedWidget()
        column.addWidget(self.stepper)
        column.addWidget(self.stack, 1)
        self.current = 0
        self._done: set[int] = set()
        self.stepper.chosen.connect(self.go)
        self.setObjectName("guide")

    def add(self, widget: W) -> W:
        """What the next step shows."""
        self.stack.addWidget(widget)
        return widget

    def go(self, number: int) -> None:
        """Show a step; told when it is another."""
        is_new = number != self.current
        self.current = number
        self.stack.setCurrentIndex(number)
        self.stepper.set(number, self._done)
        if is_new:
            self.step_changed.emit(number)

    def set_done(self, done: set[int] | frozenset[int]) -> None:
        """Which steps can be gone to."""
        self._done = set(done)
        self.stepper.set(self.current, self._done)

    @property
    def done(self) -> set[int]:
        return set(self._done)

    def jump(self, number: int) -> None:
        """Go to a step that is done already."""
        if number in self._done and number != self.current:
            self.go(number)
