"""Progress where it is waited for: a bar, what is being done, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.values.message import Message
from views.shell import theme
from views.shell.painting import box
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.text import Label

DELAY = 500
LEAST = 400


class ProgressBar(QWidget):
    """Six pixels high. Without a known end a part of it is filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done, self._total = 0, 0
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, done: int, total: int) -> None:
        """How far it is."""
        self._done, self._total = done, total
        self.update()

    @property
    def share(self) -> float:
        return min(self._done / self._total, 1.0) if self._total else 0.25

    def sizeHint(self) -> QSize:
        return QSize(200, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        box(painter, whole, 3, now.sunken if not now.is_dark else now.line)
        width = whole.width() * self.share
        if width > 0:
            box(painter, QRectF(0, 0, max(width, 6), 6), 3, now.accent)


class ProgressBox(QWidget):
    """Follows a piece of work: shown after half a second, then for at least as long; "Cancel" with its promise."""

    cancelled = Signal()

    def __init__(self, seat: Seat, work: Work | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._work: Work | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 12)
        row.setSpacing(22)
        column = QVBoxLayout()
        column.setSpacing(6)
        head = QHBoxLayout()
        self.what = Label("", "body_medium")
        self.count = Label("", "note", "ink2")
        head.addWidget(self.what, 1)
        head.addWidget(self.count)
        self.bar = ProgressBar()
        self.promise = Label(seat.t("Cancel leaves the client file as it was."), "caption", "ink2")
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.promise)
        row.addLayout(column, 1)
        self.cancel_button = Button(seat.t("Cancel"))
        self.cancel_button.clicked.connect(self._cancel)
        row.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = QElapsedTimer()
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DELAY)
        self._delay.timeout.connect(self._show_now)
        if work is not None:
            self.follow(work)

    def follow(self, work: Work) -> None:
        """Show how this work goes. Nothing is seen before half a second."""
        self._work = work
        self.setVisible(False)
        self.set(work.what, 0, 0)
        work.progressed.connect(self._progressed)
        work.ended.connect(self._ended)
        self._delay.start()

    def set(self, what: str, done: int, total: int) -> None:
        """What is being done, and how far it is."""
        self.what.setText(what)
        self.count.setText(self.seat.t("{done} of {total}", done=done, total=total) if total else "")
        self.bar.set(done, total)
        self.setAccessibleName(f"{what} {self.count.text()}".strip())

    def set_cancellable(self, can: bool) -> None:
        """Whether it can be stopped."""
        self.cancel_button.setVisible(can)
        self.promise.setVisible(can)

    def _progressed(self, done: int, total: int, what: Message) -> None:
        self.set(self.seat.t(what) if isinstance(what, Message) else str(what), done, total)

    def _show_now(self) -> None:
        self._shown.start()
        self.setVisible(True)

    def _ended(self) -> None:
        self._work = None
        self._delay.stop()
        left = LEAST - self._shown.elapsed() if self._shown.isValid() else 0
        if self.isVisible() and left > 0 and not theme.wants_less_motion():
            QTimer.singleShot(left, self, self._hide_unless_busy)
        else:
            self.setVisible(False)

    def _hide_unless_busy(self) -> None:
        if self._work is None:
            self.setVisible(False)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()
        self.cancel_button.setEnabled(False)
        self.cancelled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        box(QPainter(self), QRectF(self.rect()), theme.RADIUS_CARD, now.surface, now.line)
