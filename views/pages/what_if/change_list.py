"""The changes of the sandbox as rows: Enter opens one, Delete takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from services.queries.what_if import Around, Change, told
from views.pages.what_if.change_form import icon_of
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, focus_ring, text
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedList, PaintedRow

_EDGE: Final = 16
_CROSS: Final = 34  # at the right: what takes the change away


class ChangeRow(PaintedRow):
    """One change."""

    height = 52

    def __init__(self, seat: Seat, change: Change, about: Around, place: int) -> None:
        self.seat, self.change, self.place = seat, change, place
        what, whom = told(change, about, seat.language)
        self.title, self.second = seat.t(what), seat.t(whom)
        self.key = (place, change)

    @property
    def words(self) -> str:
        return f"{self.title}. {self.second}"

    @property
    def tip(self) -> str:
        return f"{self.title}\n{self.second}"

    def cells(self) -> Sequence[str]:
        return (self.title, self.second)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        inner = rect.adjusted(6, 1, -6, -1)
        if is_now or is_over:
            box(painter, inner, 6, now.select if is_now else now.hover)
        if has_ring:
            focus_ring(painter, inner, 6, -2)
        paint_icon(painter, QRectF(_EDGE, rect.top(), 20, rect.height()), icon_of(self.change), now.ink2, 18)
        left, right = _EDGE + 30, rect.width() - _CROSS - 6
        text(painter, QRectF(left, rect.top() + 7, right - left, 20), self.title, "button", now.ink)
        text(painter, QRectF(left, rect.top() + 27, right - left, 18), self.second, "caption", now.ink2)
        cross = QRectF(rect.width() - _CROSS, rect.top(), 14, rect.height())
        paint_icon(painter, cross, "x", now.ink if is_over or is_now else now.ink3, 14)


class ChangeList(PaintedList):
    """The changes. `opened` is told by Enter and a click, `removed` by Delete and a click on the cross."""

    removed = Signal(object)  # ChangeRow

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat.t("What is changed"))
        self.seat = seat
        self.setProperty("topic", "what_if.changes")

    def set_changes(self, changes: Sequence[Change], about: Around) -> None:
        """Show these."""
        self.set_rows(ChangeRow(self.seat, change, about, place) for place, change in enumerate(changes))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        place = self.indexAt(where).row()
        if place >= 0 and where.x() > self.viewport().width() - _CROSS - 4:
            self.removed.emit(self.rows[place])
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row is not None:
            self.removed.emit(row)
        else:
            super().keyPressEvent(event)
