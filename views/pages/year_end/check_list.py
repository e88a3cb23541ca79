"""The list of the year's end: what is left, what waits, what is done; each with the verb and the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from services.queries.year_end import Check
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, focus_ring, text, text_width
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedList, PaintedRow

_EDGE: Final = 20
_LOOKS: Final = {
    "open": ("warning", "warn"),
    "note": ("info", "info"),
    "not_yet": ("clock", "ink3"),
    "done": ("check-circle", "ok"),
}
_ORDER: Final = ("open", "note", "not_yet", "done")


class HeadRow(PaintedRow):
    """The name of a group."""

    height = 40
    can_stand = False

    def __init__(self, words: str) -> None:
        self._words = words
        self.key = ("head", words)

    @property
    def words(self) -> str:
        return self._words

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        room = QRectF(_EDGE, rect.top() + 12, rect.width() - 2 * _EDGE, 22)
        text(painter, room, self._words, "label", theme.current().ink2)


class CheckRow(PaintedRow):
    """One point of the list."""

    def __init__(self, seat: Seat, check: Check) -> None:
        self.seat, self.check = seat, check
        self.key = check.name
        self.height = 52 if check.detail is not None else 40

    @property
    def title(self) -> str:
        return self.seat.t(self.check.title)

    @property
    def second(self) -> str:
        return self.seat.t(self.check.detail) if self.check.detail is not None else ""

    @property
    def verb(self) -> str:
        """What a click does; a point that is done or waits says it only while one is over it."""
        return self.seat.t(self.check.verb) if self.check.verb is not None and self.check.where is not None else ""

    @property
    def state(self) -> str:
        """The state in a word, for whoever does not see the icon."""
        return state_words(self.seat)[self.check.state]

    @property
    def words(self) -> str:
        return ". ".join(part for part in (self.title, self.state, self.second, self.verb) if part)

    @property
    def tip(self) -> str:
        return f"{self.title}\n{self.second}" if self.second else ""

    def cells(self) -> Sequence[str]:
        return (self.title, self.state, self.second)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        inner = rect.adjusted(8, 1, -8, -1)
        if is_now or is_over:
            box(painter, inner, 6, now.select if is_now else now.hover)
        if has_ring:
            focus_ring(painter, inner, 6, -2)
        icon, token = _LOOKS[self.check.state]
        paint_icon(painter, QRectF(_EDGE, rect.top(), 20, rect.height()), icon, now.token(token), 18)
        right = rect.width() - _EDGE
        if self.verb and (self.check.state in ("open", "note") or is_over or is_now):
            ink = now.accent_hover if is_over else now.accent
            paint_icon(painter, QRectF(right - 14, rect.top(), 14, rect.height()), "caret-right", ink, 14)
            width = text_width(self.verb, "label")
            text(painter, QRectF(right - 20 - width, rect.top(), width + 1, rect.height()), self.verb, "label", ink)
            right -= width + 34
        left = _EDGE + 32
        ink = now.ink if self.check.state in ("open", "note") else now.ink2
        if not self.second:
            text(painter, QRectF(left, rect.top(), right - left, rect.height()), self.title, "button", ink)
            return
        text(painter, QRectF(left, rect.top() + 7, right - left, 20), self.title, "button", ink)
        text(painter, QRectF(left, rect.top() + 27, right - left, 18), self.second, "caption", now.ink2)


def state_words(seat: Seat) -> dict[str, str]:
    """The states, as groups are called."""
    t = seat.t
    return {
        "open": t("Left to do"),
        "note": t("To remember"),
        "not_yet": t("Comes later"),
        "done": t("Done"),
    }


class CheckList(PaintedList):
    """The points in groups. Going to one is told by `opened`."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat.t("What is left of the year"))
        self.seat = seat
        self.setProperty("topic", "year_end.list")

    def set_checks(self, checks: Sequence[Check]) -> None:
        """Show these, what is left first."""
        words = state_words(self.seat)
        rows: list[PaintedRow] = []
        for state in _ORDER:
            some = [check for check in checks if check.state == state]
            if some:
                rows.append(HeadRow(words[state]))
                rows += [CheckRow(self.seat, check) for check in some]
        self.set_rows(rows)

    def points(self) -> list[CheckRow]:
        """The points that are shown, in order."""
        return [row for row in self.rows if isinstance(row, CheckRow)]
