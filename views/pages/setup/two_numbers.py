"""The picture of main unit and sub-unit: which number is whose, and where the employees belong."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from services.reference.formats import organisation
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, text
from views.shell.seat import Seat

_BOX = 62
_GAP = 34
_INDENT = 26


class TwoNumbers(QWidget):
    """The main unit above, its sub-units below; the employees hang on the sub-units."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._main, self._units = "", [("", "")]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def set(self, main: str, units: list[tuple[str, str]]) -> None:
        """The number of the main unit, and name and number of each sub-unit; three are shown."""
        self._main, self._units = main, units[:3] or [("", "")]
        self._tell()
        self.updateGeometry()
        self.update()

    def _tell(self) -> None:
        t = self.seat.t
        self.setAccessibleName(t("Main unit and sub-unit"))
        self.setAccessibleDescription(
            t("The main unit reports. The employees belong to the sub-unit, which has a number of its own.")
        )

    def sizeHint(self) -> QSize:
        return QSize(280, _BOX + len(self._units) * (_BOX + _GAP - 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter, t = theme.current(), QPainter(self), self.seat.t
        width = float(self.width())
        self._box(
            painter, QRectF(0, 0, width, _BOX), "buildings", t("Main unit"), self._main, t("Sends the reports"), False
        )
        tops = [_BOX + place * (_BOX + _GAP - 16) + _GAP - 16 for place in range(len(self._units))]
        painter.setPen(QPen(now.line2, 1))
        trunk = _INDENT / 2 + 0.5
        painter.drawLine(QPointF(trunk, _BOX), QPointF(trunk, tops[-1] + _BOX // 2 + 0.5))
        for top in tops:
            middle = top + _BOX // 2 + 0.5
            painter.drawLine(QPointF(trunk, middle), QPointF(_INDENT, middle))
        for (name, number), top in zip(self._units, tops, strict=True):
            rect = QRectF(_INDENT, top, width - _INDENT, _BOX)
            self._box(painter, rect, "users", name or t("Sub-unit"), number, t("The employees are here"), True)
        painter.end()

    def _box(
        self, painter: QPainter, rect: QRectF, icon: str, title: str, number: str, second: str, chosen: bool
    ) -> None:
        now = theme.current()
        ground, edge = (now.accent_soft, now.accent_line) if chosen else (now.sunken, now.line)
        box(painter, rect, theme.RADIUS_BOX, ground, edge)
        ink = now.accent if chosen else now.ink2
        paint_icon(painter, QRectF(rect.left() + 12, rect.top(), 20, rect.height()), icon, ink, 20)
        left, room = rect.left() + 44, rect.width() - 56
        line = f"{title} · {organisation(number)}" if number else title
        text(painter, QRectF(left, rect.top() + 11, room, 20), line, "strong", now.ink)
        text(painter, QRectF(left, rect.top() + 31, room, 20), second, "note", now.ink2)
