"""The list of the control: people with what changed and why, what must be looked at, and a line for all others."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.values.finding import Place
from models.values.money import Money
from services.queries.control import ControlPerson, Reason
from services.queries.control_points import Point
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, focus_ring, text, text_width
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedRow

_EDGE: Final = 16
_LEAST_COLUMN: Final = 106
_COLUMN: Final = 132
_WIDE: Final = 820
_ICONS: Final = {
    "hours": "clock",
    "distance": "car",
    "up": "arrow-up",
    "down": "arrow-down",
    "new": "plus",
    "gone": "minus",
    "holiday": "sun",
    "benefit": "gift",
    "deduction": "minus-circle",
    "tax": "percent",
    "employer": "buildings",
}
_KINDS: Final = {
    "error": ("warning-circle", "err"),
    "missing": ("warning", "warn"),
    "warning": ("warning", "warn"),
    "remark": ("bell", "info"),
}


def columns(width: float) -> tuple[float, float, float]:
    """Where the three columns of figures end, from the left, in so much room."""
    pitch = _COLUMN if width >= _WIDE else _LEAST_COLUMN
    right = width - _EDGE
    return right - 2 * pitch - 6, right - pitch - 6, right


class ColumnHeads(QWidget):
    """The heads of the three columns, over the list. What stands left of them has its room from the layout."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[str, str, str] = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._wide = False

    def set(self, heads: tuple[str, str, str]) -> None:
        """What the columns are called."""
        self.heads = heads
        self.setAccessibleName(" · ".join(heads))
        self.update()

    def fit(self, width: int) -> None:
        """Stand over the columns of a list of this width."""
        first, _, last = columns(width)
        self._wide = width >= _WIDE
        self.setFixedWidth(ceil(last - first + text_width(self.heads[0], font("note", 500)) + 4 + _EDGE + 1))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, theme.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pitch = _COLUMN if self._wide else _LEAST_COLUMN
        right = float(self.width() - _EDGE - 1)  # the edge of the card
        for head, end in zip(self.heads, (right - 2 * pitch - 6, right - pitch - 6, right), strict=True):
            rect = QRectF(max(end - pitch + 8, 0.0), 0, min(pitch - 8.0, end), self.height())
            text(painter, rect, head, font("note", 500), theme.current().ink2, RIGHT)
        painter.end()


class _Row(PaintedRow):
    """A row that knows the seat, for its words."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat

    def amount(self, amount: Money | None) -> str:
        return "" if amount is None else self.seat.formats.amount(amount)

    def change(self, amount: Money | None) -> str:
        return "" if amount is None else self.seat.formats.change(amount)

    def ground(self, painter: QPainter, rect: QRectF, is_now: bool, is_over: bool, has_ring: bool) -> None:
        """What lies under a row that one stands on."""
        now = theme.current()
        inner = rect.adjusted(10, 0, -10, 0)
        if is_now:
            box(painter, inner, 5, now.select)
        elif is_over:
            box(painter, inner, 5, now.hover)
        if has_ring:
            focus_ring(painter, inner, 5, -2)


class PersonRow(_Row):
    """Somebody, with net pay before and now. Enter opens the payslip."""

    def __init__(self, seat: Seat, person: ControlPerson, *, is_first: bool = False, small: bool = False) -> None:
        super().__init__(seat)
        self.person, self._first, self._small = person, is_first, small
        self.height = 38 if small else 54
        self.key = ("person", person.number)

    @property
    def figures(self) -> tuple[str, str, str]:
        """The three columns."""
        person = self.person
        if person.status == "alone":
            return self.amount(person.gross), self.amount(-person.withholding), self.amount(person.now)
        if person.status == "unchanged":
            return self.amount(person.before), self.amount(person.now), ""
        return self.amount(person.before), self.amount(person.now), self.change(person.change)

    @property
    def second(self) -> str:
        """Under the name: what they do, or why they came or went."""
        person = self.person
        came = person.note if person.status == "new" else None
        return self.seat.t(came or person.second)

    @property
    def words(self) -> str:
        heads = ", ".join(figure for figure in self.figures if figure)
        return f"{self.person.name}, {self.second}. {heads}"

    def cells(self) -> Sequence[str]:
        return (self.person.name, *self.figures)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        if not self._first and not self._small:
            painter.fillRect(QRectF(_EDGE, rect.top() + 1, rect.width() - 2 * _EDGE, 1), now.line)
        ground = rect if self._small else rect.adjusted(0, 6, 0, -1)
        self.ground(painter, ground, is_now, is_over, has_ring)
        ends = columns(rect.width())
        pitch = ends[2] - ends[1]
        middle = rect.center().y() if self._small else rect.top() + 22
        line = QRectF(0, middle - 10, 0, 20)
        is_alone = self.person.status == "alone"
        looks = (("body", now.ink2), ("button", now.ink), ("button", now.ink))
        if self._small:
            looks = (("body", now.ink2), ("body", now.ink if not is_alone else now.ink2), ("button", now.ink))
        for figure, end, (role, ink) in zip(self.figures, ends, looks, strict=True):
            text(painter, QRectF(end - pitch - 20, line.top(), pitch + 20, 20), figure, role, ink, RIGHT)
        room = ends[0] - _LEAST_COLUMN + 14 - _EDGE
        name = QRectF(_EDGE, line.top(), room, 20)
        width = text(painter, name, self.person.name, "body_medium" if self._small else "strong", now.ink)
        if self._small:
            left = _EDGE + width + 10
            text(painter, QRectF(left, line.top(), room - width - 10, 20), self.second, "caption", now.ink2)
        else:
            text(painter, QRectF(_EDGE, rect.top() + 32, room, 18), self.second, "caption", now.ink2)
        if (is_over or is_now) and not self._small:
            left = _EDGE + min(width, room - 20) + 6
            paint_icon(painter, QRectF(left, line.top(), 16, 20), "file-text", now.accent, 16)

    @property
    def tip(self) -> str:
        return self.seat.t("Open the payslip of {name}", name=self.person.name)


class ReasonRow(_Row):
    """One reason with its part of the change. Enter asks why."""

    height = 26

    def __init__(self, seat: Seat, person: ControlPerson, reason: Reason, place: int, *, is_last: bool) -> None:
        super().__init__(seat)
        self.person, self.reason = person, reason
        self.is_last = is_last
        self.height = 38 if is_last else 26
        self.key = ("reason", person.number, place)

    @property
    def can_ask(self) -> bool:
        """Whether there is a figure behind it."""
        return self.reason.line is not None or bool(self.reason.figure)

    @property
    def words(self) -> str:
        return f"{self.seat.t(self.reason.what)}. {self.change(self.reason.amount)}. {self.person.name}"

    @property
    def tip(self) -> str:
        return self.seat.t(self.reason.what)

    def cells(self) -> Sequence[str]:
        return (self.seat.t(self.reason.what), "", "", self.change(self.reason.amount))

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        line = QRectF(rect.left(), rect.top(), rect.width(), 26)
        self.ground(painter, line, is_now, is_over, has_ring)
        ends = columns(rect.width())
        ink = now.ink if is_now else now.ink2
        paint_icon(painter, QRectF(_EDGE + 2, line.top(), 16, 26), _ICONS.get(self.reason.kind, "dot"), ink, 15)
        mark = ends[2] - 95
        left = _EDGE + 26
        look = font("body", 600) if is_now else font("body")
        text(painter, QRectF(left, line.top(), mark - 18 - left, 26), self.seat.t(self.reason.what), look, ink)
        if self.can_ask:
            token = now.accent if is_now or is_over else now.ink3
            paint_icon(painter, QRectF(mark - 8, line.top(), 16, 26), "question", token, 16)
        shown = self.change(self.reason.amount)
        text(painter, QRectF(ends[2] - 90, line.top(), 90, 26), shown, look, ink, RIGHT)


class PointRow(_Row):
    """Something to look at. Enter goes to where it is mended."""

    height = 56

    def __init__(self, seat: Seat, point: Point, *, is_first: bool = False, has_list: bool = False) -> None:
        super().__init__(seat)
        self.point, self._first, self._has_list = point, is_first, has_list
        self.can_stand = not has_list or self.is_remark
        self.key = ("point", point.kind, point.title, point.second)

    @property
    def words(self) -> str:
        return f"{self.seat.t(self.point.title)}. {self.second}. {self.verb}"

    @property
    def second(self) -> str:
        """Whom it concerns; of a remark also what was measured."""
        if self.is_remark:
            return ""
        if self.point.words and not self.is_of_several:
            return f"{self.point.second}: {self.seat.t(self.point.words[0])}"
        return self.point.second

    @property
    def is_remark(self) -> bool:
        """Whether it stands over those whom a remark is true of, and leads to the remark."""
        return self._has_list and bool(self.point.remark)

    @property
    def verb(self) -> str:
        """What mends it; for several people, the way to all of them."""
        if self.is_remark:
            return self.seat.t("Open the remark")
        if self._has_list or self.point.where is None:
            return ""
        if self.is_of_several:
            return self.seat.t("See all {count}", count=len(self.point.people))
        return self.seat.t(self.point.verb)

    @property
    def is_of_several(self) -> bool:
        return len(self.point.people) > 1

    @property
    def tip(self) -> str:
        return ", ".join(name for _, name in self.point.people)

    def cells(self) -> Sequence[str]:
        return (self.seat.t(self.point.title), self.second)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        if not self._first:
            painter.fillRect(QRectF(_EDGE, rect.top(), rect.width() - 2 * _EDGE, 1), now.line)
        self.ground(painter, rect.adjusted(0, 5, 0, -4), is_now, is_over, has_ring)
        icon, token = _KINDS[self.point.kind]
        paint_icon(painter, QRectF(_EDGE, rect.top(), 18, rect.height()), icon, now.token(token), 18)
        right = rect.width() - _EDGE
        if self.verb:
            ink = now.accent_hover if is_over else now.accent
            paint_icon(painter, QRectF(right - 14, rect.top(), 14, rect.height()), "caret-right", ink, 14)
            width = text_width(self.verb, "label")
            text(painter, QRectF(right - 20 - width, rect.top(), width + 1, rect.height()), self.verb, "label", ink)
            right -= width + 36
        left = _EDGE + 28
        title = self.seat.t(self.point.title)
        if self.second:
            text(painter, QRectF(left, rect.top() + 9, right - left, 20), title, "button", now.ink)
            text(painter, QRectF(left, rect.top() + 28, right - left, 19), self.second, "note", now.ink2)
        else:
            text(painter, QRectF(left, rect.top(), right - left, rect.height()), title, "button", now.ink)


class PointPersonRow(_Row):
    """One of several people whom the same thing concerns. Enter goes to where it is mended for them."""

    height = 36

    def __init__(self, seat: Seat, point: Point, number: int, name: str) -> None:
        super().__init__(seat)
        self.point, self.number, self.name = point, number, name
        self.key = ("of_point", point.kind, point.title, number)

    @property
    def where(self) -> Place | None:
        return self.point.place_of(self.number)

    @property
    def words(self) -> str:
        return ". ".join(part for part in (self.name, self.said, self.seat.t(self.point.verb)) if part)

    @property
    def said(self) -> str:
        """What was measured; what all of them share stands over them."""
        words = self.point.words_of(self.number)
        return self.seat.t(words if words is not None else self.point.title)

    def cells(self) -> Sequence[str]:
        return (self.name, self.said)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        self.ground(painter, rect.adjusted(0, 1, 0, -1), is_now, is_over, has_ring)
        right = rect.width() - _EDGE
        verb = self.seat.t(self.point.verb)
        ink = now.accent_hover if is_over else now.accent
        paint_icon(painter, QRectF(right - 14, rect.top(), 14, rect.height()), "caret-right", ink, 14)
        width = text_width(verb, "label")
        text(painter, QRectF(right - 20 - width, rect.top(), width + 1, rect.height()), verb, "label", ink)
        room = QRectF(_EDGE + 28, rect.top(), right - width - 60 - _EDGE, rect.height())
        taken = text(painter, room, self.name, "body", now.ink)
        if self.point.words_of(self.number) is not None:
            rest = QRectF(room.left() + taken + 12, rect.top(), room.width() - taken - 12, rect.height())
            text(painter, rest, self.said, "note", now.ink2)


class FoldRow(_Row):
    """One line for everybody who is paid as before. Enter unfolds it."""

    height = 46

    def __init__(self, seat: Seat, count: int, is_open: bool, *, is_first: bool = False) -> None:
        super().__init__(seat)
        self._count, self.is_open, self._first = count, is_open, is_first
        self.key = "fold"

    @property
    def words(self) -> str:
        if self._count == 1:
            return self.seat.t("One is paid as before")
        return self.seat.t("{count} are paid as before", count=self._count)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        if not self._first:
            painter.fillRect(QRectF(_EDGE, rect.top() + 1, rect.width() - 2 * _EDGE, 1), now.line)
        inner = rect.adjusted(0, 7, 0, -5)
        self.ground(painter, inner, is_now, is_over, has_ring)
        caret = "caret-down" if self.is_open else "caret-right"
        paint_icon(painter, QRectF(_EDGE + 2, inner.top(), 14, inner.height()), caret, now.ink2, 14)
        text(painter, QRectF(_EDGE + 28, inner.top(), rect.width() / 2, inner.height()), self.words, "body", now.ink2)


class SayRow(_Row):
    """A line that says that there is nothing of a kind."""

    can_stand = False

    def __init__(self, seat: Seat, words: str, icon: str = "check-circle", ink: str = "ok") -> None:
        super().__init__(seat)
        self._words, self._icon, self._ink = words, icon, ink
        self.height = 52

    @property
    def words(self) -> str:
        return self._words

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        paint_icon(painter, QRectF(_EDGE, rect.top(), 18, rect.height()), self._icon, now.token(self._ink), 18)
        room = QRectF(_EDGE + 28, rect.top(), rect.width() - 2 * _EDGE - 28, rect.height())
        text(painter, room, self._words, "body", now.ink2)
