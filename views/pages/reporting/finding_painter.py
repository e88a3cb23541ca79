"""Paints the lines of the list of findings, and knows where their links are."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from services.queries.feedback import PaymentWay
from services.queries.report_answer import ChainRow
from views.pages.reporting.finding_entries import ENTRY, Entry
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, rule, soft_end, text, text_width
from views.widgets.text import broken_into_lines

_Index = QModelIndex | QPersistentModelIndex
_EDGE: Final = 20
_TEXT: Final = 50


_ICONS: Final = {"err": "warning-circle", "warn": "warning", "ok": "check-circle"}


def _code(entry: Entry) -> str:
    return entry.finding.code if entry.finding is not None else entry.code


class PaintedView(QListView):
    """The list as the painter sees it: which link the mouse is over, and whether the keys go along it."""

    over: tuple[int, str] = (-1, "")
    shows_ring = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        bar = self.verticalScrollBar()
        if bar.value() < bar.maximum():  # what goes on below fades, so that no line looks cut
            painter = QPainter(self.viewport())
            soft_end(painter, QRectF(self.viewport().rect()), theme.current().surface)
            painter.end()


class FindingPainter(QStyledItemDelegate):
    """Paints the lines, and knows where their links are."""

    def __init__(self, view: PaintedView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        entry: Entry = index.data(ENTRY)
        width = self._view.viewport().width()
        return QSize(width, self._height(entry, width))

    def _height(self, entry: Entry, width: int) -> int:
        ruled = 9 if entry.is_ruled else 0
        match entry.kind:
            case "finding" | "row":
                title, second = self._lines(entry, width)
                needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
                return max(needed + 16, 56 if entry.other or second else 44)
            case "group":
                return 38 + ruled
            case "head":
                return 40 + ruled
            case "payment":
                return 30
            case "control" | "note":
                return 28
        return 44 + ruled

    def _lines(self, entry: Entry, width: int) -> tuple[list[str], list[str]]:
        links = max((self._width(each) for each in (entry.link, entry.other) if each), default=0)
        if entry.figure:
            links = max(links, ceil(text_width(entry.figure, "body_medium")))
        room = width - _TEXT - _EDGE - (links + 16 if links else 0)
        code = _code(entry)
        taken = text_width(code, "note") + 10 if code else 0.0
        title = broken_into_lines(entry.title, font("button"), max(room - taken, 80))
        second = broken_into_lines(entry.second, font("note"), max(room, 80)) if entry.second else []
        return title, second

    @staticmethod
    def _width(link: str) -> int:
        return ceil(text_width(link, font("label"))) + 20

    def links(self, rect: QRectF, entry: Entry) -> list[tuple[str, QRectF]]:
        """Where the links of a line are, in a line that lies there."""
        top = rect.top() + (9 if entry.is_ruled else 0)
        height = rect.bottom() - top
        right = rect.right() - _EDGE
        found = []
        both = bool(entry.link and entry.other)
        for which, words_of, place in (("link", entry.link, 0), ("other", entry.other, 1)):
            if not words_of:
                continue
            width = self._width(words_of) + 8
            zone = QRectF(right - width + 2, top, width, height)
            if both:
                middle = top + height / 2
                zone = QRectF(zone.left(), middle - 26 if place == 0 else middle + 1, width, 25)
            found.append((which, zone))
        if entry.kind == "more":
            found.append(("link", rect))
        return found

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: Entry = index.data(ENTRY)
        now = theme.current()
        rect = QRectF(option.rect)
        painter.save()
        if entry.is_ruled:
            rule(painter, rect.left(), rect.right(), rect.top() + 4, now.line)
        inner = rect.adjusted(0, 9 if entry.is_ruled else 0, 0, 0)
        is_current = index == self._view.currentIndex()
        if is_current and entry.is_live:
            ground = inner.adjusted(8, 1, -8, -1)
            if entry.kind in ("finding", "row"):
                box(painter, ground, theme.RADIUS_CONTROL, now.select)
            if self._view.hasFocus() and self._view.shows_ring:
                box(painter, ground, theme.RADIUS_CONTROL, None, now.focus, 2)
        paints: dict[str, Callable[[QPainter, QRectF, Entry, int], None]] = {
            "group": self._group,
            "finding": self._finding,
            "row": self._finding,
            "head": self._head,
            "payment": self._payment,
            "control": self._control,
            "note": self._note,
        }
        paints.get(entry.kind, self._line)(painter, inner, entry, index.row())
        painter.restore()

    def _group(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        line = rect.adjusted(_EDGE, 6, -_EDGE, -4)
        width = text(painter, line, entry.title, font("label"), now.token(entry.ink))
        text(painter, line.adjusted(width + 10, 0, 0, 0), entry.second, "note", now.ink2)

    def _finding(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        icon = entry.icon or _ICONS[entry.ink]
        title, second = self._lines(entry, int(rect.width()))
        needed = 20 * len(title) + (19 * len(second) + 1 if second else 0)
        y = rect.top() + (rect.height() - needed) / 2
        middle = y + 20 if len(title) + len(second) == 2 else y + 10
        paint_icon(painter, QRectF(rect.left() + _EDGE, middle - 10, 18, 20), icon, now.token(entry.ink), 18)
        for number, line in enumerate(title):
            room = QRectF(rect.left() + _TEXT, y, rect.width(), 20)
            width = text(painter, room, line, "button", now.ink)
            if _code(entry) and number == len(title) - 1:
                text(painter, room.adjusted(width + 10, 0, 0, 0), _code(entry), "note", now.ink3)
            y += 20
        y += 1
        for line in second:
            text(painter, QRectF(rect.left() + _TEXT, y, rect.width(), 19), line, "note", now.ink2)
            y += 19
        if entry.figure:
            ink = now.token(entry.ink) if isinstance(entry.data, ChainRow) else now.ink
            text(painter, rect.adjusted(0, 0, -_EDGE, 0), entry.figure, "body_medium", ink, RIGHT)
        self._links(painter, rect, entry, row)

    def _links(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        bare = Entry(entry.kind, link=entry.link, other=entry.other, data=entry.data)
        for which, zone in self.links(rect, bare):
            words_of = entry.link if which == "link" else entry.other
            ink = now.accent_hover if self._view.over == (row, which) else now.accent
            right = rect.right() - _EDGE
            icon = "caret-right" if which == "link" else "check"
            if isinstance(entry.data, PaymentWay):
                icon = "copy"
            if which == "other" and entry.finding is not None and entry.finding.accepted is not None:
                icon = "arrow-u-up-left"
            paint_icon(painter, QRectF(right - 13, zone.top(), 14, zone.height()), icon, ink, 14)
            width = text_width(words_of, font("label"))
            written = QRectF(right - 20 - width, zone.top(), width + 1, zone.height())
            text(painter, written, words_of, font("label"), ink)

    def _line(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        """What is in order, folded or not; what there is more of."""
        now = theme.current()
        left = rect.left() + _TEXT
        if entry.kind != "more":
            spot = QRectF(rect.left() + _EDGE, rect.top(), 18, rect.height())
            paint_icon(painter, spot, "check-circle", now.ok, 18)
        ink = now.accent if entry.kind == "more" else now.ink2
        room = QRectF(left, rect.top(), rect.right() - left, rect.height())
        text(painter, room, entry.title, font("label") if entry.kind == "more" else "body", ink)
        self._links(painter, rect, entry, row)

    def _head(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        text(painter, rect.adjusted(_EDGE, 0, 0, 0), entry.title, font("label"), theme.current().ink2)
        self._links(painter, rect, entry, row)

    def _payment(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        line = rect.adjusted(_EDGE, 0, -_EDGE, 0)
        figure = text_width(entry.figure, "body_medium")
        due = max(text_width(entry.second, "note"), 96.0)
        text(painter, line, entry.figure, "body_medium", now.ink, RIGHT)
        text(painter, line.adjusted(0, 0, -max(figure, 72.0) - 20, 0), entry.second, "note", now.ink2, RIGHT)
        room = line.adjusted(0, 0, -max(figure, 72.0) - due - 40, 0)
        text(painter, room, entry.title, "body", now.ink)

    def _control(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        now = theme.current()
        line = rect.adjusted(_TEXT, 0, -_EDGE, 0)
        text(painter, line, entry.figure, "note", now.ink3, RIGHT)
        room = line.adjusted(0, 0, -text_width(entry.figure, "note") - 16, 0)
        text(painter, room, entry.title, "note", now.ink2)

    def _note(self, painter: QPainter, rect: QRectF, entry: Entry, row: int) -> None:
        text(painter, rect.adjusted(_TEXT, 0, -_EDGE, 0), entry.title, font("label"), theme.current().ink2)
