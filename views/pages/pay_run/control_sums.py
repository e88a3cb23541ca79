"""The sums over the control: what is paid, withheld and owed, and how much that grew."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from services.queries.control import ControlSum
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, text, text_width
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring


class SumButton(QAbstractButton):
    """One sum with how much it grew. A click, Enter or `?` asks why."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.sum: ControlSum | None = None
        self.compared = ""
        self.is_first = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, shown: ControlSum, compared: str, is_first: bool) -> None:
        """What it shows; `compared` is what the change is counted from."""
        self.sum, self.compared, self.is_first = shown, compared, is_first
        parts = [self.seat.t(shown.what), self.seat.formats.amount(shown.amount), self.change]
        self.setText(" ".join(part for part in parts if part))
        self.setAccessibleName(self.text())
        self.setToolTip(self.seat.t("Why? {what}", what=self.seat.t(shown.what)))
        self.updateGeometry()
        self.update()

    @property
    def change(self) -> str:
        """How much it grew, in words."""
        if self.sum is None or self.sum.change is None or not self.compared:
            return ""
        amount = self.seat.formats.change(self.sum.change)
        return self.seat.t("{change} from {month}", change=amount, month=self.compared)

    def sizeHint(self) -> QSize:
        shown = self.seat.formats.amount(self.sum.amount) if self.sum is not None else ""
        what = self.seat.t(self.sum.what) if self.sum is not None else ""
        widest = max(text_width(shown, "heading"), text_width(what, "note") + 22, text_width(self.change, "caption"))
        return QSize(ceil(widest) + 40, 70 if self.compared else 56)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sum is None:
            return
        painter = QPainter(self)
        now = theme.current()
        if not self.is_first:
            painter.fillRect(QRectF(0, 10, 1, self.height() - 20), now.line)
        width = self.width() - 20.0
        what = text(painter, QRectF(20, 6, width - 22, 20), self.seat.t(self.sum.what), "note", now.ink2)
        if self.underMouse() or self.hasFocus():
            paint_icon(painter, QRectF(20 + what + 6, 6, 16, 20), "question", now.accent, 15)
        text(painter, QRectF(20, 24, width, 26), self.seat.formats.amount(self.sum.amount), "heading", now.ink)
        text(painter, QRectF(20, 48, width, 18), self.change, "caption", now.ink2)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_CONTROL, gap=-4)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


_MOST, _USUAL = 5, 3


class Sums(QWidget):
    """The sums of the run on a card: three, or as many as the country has."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.every = [SumButton(seat) for _ in range(_MOST)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(0)
        for part in self.every:
            row.addWidget(part, 1)
        self.show_so_many(_USUAL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def parts(self) -> list[SumButton]:
        """Those that are shown."""
        return self.every[: self._count]

    def show_so_many(self, count: int) -> None:
        """As many as the country has."""
        self._count = count
        for place, part in enumerate(self.every):
            part.setVisible(place < count)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        box(QPainter(self), QRectF(self.rect()), theme.RADIUS_CARD, now.surface, now.line)
