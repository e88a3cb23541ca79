"""Terms over time as a line one can read: from which day, how much of a position, how much pay; what holds now stands
out.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from services.queries.employee_page import TermsView
from views.pages.employees.line_words import pay_words, position_words
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import box, text
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring

_STOP = 176
_HEIGHT = 92
_DOT = 12


class _Stop(QAbstractButton):
    """One entry: a dot on the line, the day, the position and the pay."""

    def __init__(self, seat: Seat, terms: TermsView, is_last: bool) -> None:
        super().__init__()
        self.seat, self.terms, self.is_last = seat, terms, is_last
        t = seat.t
        self.day = t("from {day}", day=terms.from_day)
        self.position = position_words(seat, terms.part)
        self.pay = pay_words(seat, terms.part)
        self.note = {"now": t("now"), "coming": t("coming"), "past": ""}[terms.state]
        self.setText(self.pay.replace("&", "&&"))
        self.setAccessibleName(", ".join(part for part in (self.day, self.position, self.pay, self.note) if part))
        hint = t("Pay is approved with these terms, so they stand.") if terms.used else t("Correct these terms")
        self.setAccessibleDescription(hint)
        self.setToolTip(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.ArrowCursor if terms.used else Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(_STOP, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        is_now = self.terms.state == "now"
        if self.underMouse() and not self.terms.used:
            box(painter, QRectF(self.rect()).adjusted(0, 24, -8, 0), theme.RADIUS_CONTROL, now.hover)
        ink = now.ink if self.terms.state != "past" else now.ink2
        line = now.accent_line if self.terms.state == "past" else now.line2
        if not self.is_last:
            painter.fillRect(QRectF(_DOT + 10, 11, self.width() - _DOT - 14, 2), line)
            paint_icon(painter, QRectF(self.width() - 14, 4, 14, 16), "caret-right", now.control, 12)
        spot = QRectF(4, 12 - _DOT / 2, _DOT, _DOT)
        if is_now:
            box(painter, spot, _DOT / 2, now.accent)
        elif self.terms.state == "coming":
            box(painter, spot, _DOT / 2, now.surface, now.accent, 2.0)
        else:
            box(painter, spot, _DOT / 2, now.control)
        width = text(painter, QRectF(4, 26, self.width() - 12, 18), self.day, "caption", now.ink2)
        if self.note:
            left = 4 + width + 6
            text(
                painter,
                QRectF(left, 26, self.width() - left - 8, 18),
                f"· {self.note}",
                font("caption", 600),
                now.accent,
            )
        text(painter, QRectF(4, 44, self.width() - 12, 20), self.pay, font("body", 600 if is_now else 500), ink)
        text(painter, QRectF(4, 64, self.width() - 12, 18), self.position, "note", now.ink2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_CONTROL, gap=-3)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class TermsLine(QWidget):
    """The terms of an employment from left to right, on as many lines as they need."""

    chosen = Signal(object)  # TermsView

    def __init__(self, seat: Seat, terms: Sequence[TermsView]) -> None:
        super().__init__()
        self.setAccessibleName(seat.t("Terms over time"))
        self.stops: list[_Stop] = []
        for place, each in enumerate(terms):
            stop = _Stop(seat, each, place == len(terms) - 1)
            stop.setParent(self)
            stop.clicked.connect(lambda *_, each=each: self.chosen.emit(each))
            self.stops.append(stop)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _columns(self, width: int) -> int:
        return max(1, width // _STOP)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return -(-max(len(self.stops), 1) // self._columns(width)) * _HEIGHT

    def sizeHint(self) -> QSize:
        return QSize(_STOP * min(len(self.stops), 4), self.heightForWidth(_STOP * 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(_STOP, self.heightForWidth(max(self.width(), _STOP)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = self._columns(self.width())
        for place, stop in enumerate(self.stops):
            row, column = divmod(place, columns)
            stop.setGeometry(column * _STOP, row * _HEIGHT, _STOP, _HEIGHT)
