"""Rows of the last step: files with what became of them, payments to tick off, and what is set aside."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from services.queries.deadlines import Deadline
from services.queries.run_files import ByHand, RunFile, SetAside
from services.reference.file_names import offered_name
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, focus_ring, text, text_width
from views.shell.seat import Seat
from views.widgets.painted_list import PaintedRow
from views.widgets.text import small
from views.widgets.when import away, made_at, short_day, size_in_words

_EDGE: Final = 16
_NEAR: Final = 31
_ICONS: Final = {
    "bank": "bank",
    "payment_list": "list-bullets",
    "journal": "book-open",
    "books": "book-open",
    "payslip": "file-text",
}


class _Row(PaintedRow):
    """A row with an icon, two lines and a verb at the right."""

    height = 54

    def __init__(self, seat: Seat, *, is_first: bool = False) -> None:
        self.seat, self._first = seat, is_first

    def _ground(self, painter: QPainter, rect: QRectF, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        if not self._first:
            painter.fillRect(QRectF(_EDGE, rect.top(), rect.width() - 2 * _EDGE, 1), now.line)
        inner = rect.adjusted(8, 4, -8, -3)
        if is_now or is_over:
            box(painter, inner, 6, now.select if is_now else now.hover)
        if has_ring:
            focus_ring(painter, inner, 6, -2)

    def _verb(self, painter: QPainter, rect: QRectF, verb: str, is_over: bool) -> float:
        """Paint the verb at the right; the answer is where the room before it ends."""
        right = rect.width() - _EDGE
        if not verb:
            return right
        now = theme.current()
        ink = now.accent_hover if is_over else now.accent
        paint_icon(painter, QRectF(right - 14, rect.top(), 14, rect.height()), "caret-right", ink, 14)
        width = text_width(verb, "label")
        text(painter, QRectF(right - 20 - width, rect.top(), width + 1, rect.height()), verb, "label", ink)
        return right - width - 34

    def _lines(self, painter: QPainter, rect: QRectF, left: float, right: float, title: str, second: str) -> None:
        now = theme.current()
        text(painter, QRectF(left, rect.top() + 8, right - left, 20), title, "button", now.ink)
        text(painter, QRectF(left, rect.top() + 28, right - left, 18), second, "caption", now.ink2)


class FileRow(_Row):
    """One kept file, or all payslips together."""

    def __init__(self, seat: Seat, files: tuple[RunFile, ...], *, is_first: bool = False) -> None:
        super().__init__(seat, is_first=is_first)
        self.files = files
        self.told: tuple[str, str, str] | None = (
            None  # what is more to tell than that it was saved: icon, words, colour
        )
        self.key = ("file", files[0].id)

    @property
    def file(self) -> RunFile:
        """The one file, or the first payslip."""
        return self.files[0]

    @property
    def is_payslips(self) -> bool:
        return self.file.kind == "payslip"

    @property
    def is_pdf(self) -> bool:
        return self.file.name.endswith(".pdf")

    @property
    def is_voucher(self) -> bool:
        """The voucher itself, which is looked at line by line."""
        return self.file.kind == "journal"

    @property
    def title(self) -> str:
        """What it is."""
        t = self.seat.t
        if self.is_payslips:
            return t("1 payslip") if len(self.files) == 1 else t("{count} payslips", count=len(self.files))
        kind = self.file.name.rsplit(".", 1)[-1].upper()
        if self.file.kind == "payment_list":
            return t("{what}, {kind}", what=self.file.title, kind=kind)
        return t(self.file.title)

    @property
    def second(self) -> str:
        """Name, size, and when it was made."""
        t = self.seat.t
        size = size_in_words(self.seat, sum(file.size for file in self.files))
        parts = [size, self._made] if self.is_payslips else [self._name, size, self._made]
        locked = sum(file.is_locked for file in self.files)
        if locked:
            parts.append(t("{count} are locked when they are saved", count=locked))
        return " · ".join(parts)

    @property
    def _name(self) -> str:
        """What it is called when it is saved."""
        return offered_name(self.file.name, self.seat.language)

    @property
    def _made(self) -> str:
        return self.seat.t("made {when}", when=small(made_at(self.seat, self.file.made_at)))

    @property
    def _short(self) -> str:
        """The same without the size, where there is little room."""
        return self._made if self.is_payslips else f"{self._name} · {self._made}"

    @property
    def verb(self) -> str:
        """What a click does."""
        t = self.seat.t
        if self.told is not None and self.told[2] != "ok":
            return t("See to it")
        return (
            t("Look at them")
            if self.is_payslips
            else t("Look at it")
            if self.is_pdf or self.is_voucher
            else t("Save …")
        )

    @property
    def state(self) -> tuple[str, str, str]:
        """Icon, words and colour of what became of it."""
        t = self.seat.t
        if self.told is not None:
            return self.told
        saved = [file.saved for file in self.files if file.saved is not None]
        if not saved:
            return "", t("Not saved"), "ink3"
        if len(saved) < len(self.files):
            return "circle-half", t("{count} of {all} saved", count=len(saved), all=len(self.files)), "info"
        newest = max(saved, key=lambda each: each.at)
        return "check-circle", t("Saved {time}", time=small(made_at(self.seat, newest.at))), "ok"

    @property
    def folder(self) -> str:
        """Where it was saved last."""
        saved = [file.saved for file in self.files if file.saved is not None]
        return max(saved, key=lambda each: each.at).note if saved else ""

    @property
    def words(self) -> str:
        return f"{self.title}. {self.state[1]}. {self.second}. {self.verb}"

    @property
    def tip(self) -> str:
        return self.seat.t("Saved in {folder}", folder=self.folder) if self.folder else ""

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        self._ground(painter, rect, is_now, is_over, has_ring)
        icon = _ICONS.get(self.file.kind, "file")
        paint_icon(painter, QRectF(_EDGE + 2, rect.top(), 20, rect.height()), icon, now.ink2, 20)
        right = self._verb(painter, rect, self.verb, is_over)
        mark, words, token = self.state
        width = text_width(words, "note")
        ink = now.token(token)
        state = QRectF(right - width, rect.top(), width + 1, rect.height())
        text(painter, state, words, "note", ink)
        if mark:
            paint_icon(painter, QRectF(state.left() - 22, rect.top(), 16, rect.height()), mark, ink, 16)
        left, end = _EDGE + 34, state.left() - (34 if mark else 14)
        second = self.second if text_width(self.second, "caption") <= end - left else self._short
        self._lines(painter, rect, left, end, self.title, second)


class ReportRow(_Row):
    """The month's report: what comes next."""

    def __init__(self, seat: Seat, due: Deadline) -> None:
        super().__init__(seat)
        self.due = due
        self.key = ("report", due.subject)

    @property
    def where(self) -> Place | None:
        return self.due.where

    @property
    def title(self) -> str:
        return self.seat.t(self.due.what)

    @property
    def second(self) -> str:
        """How far it is, and when it must be sent."""
        t = self.seat.t
        day = t("Due {day}", day=short_day(self.seat, self.due.day))
        return f"{t(self.due.detail)} · {day}"

    @property
    def verb(self) -> str:
        return self.seat.t("Open the report") if self.due.done else self.seat.t("Make the report")

    @property
    def words(self) -> str:
        return f"{self.title}. {self.second}. {self.verb}"

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        self._ground(painter, rect, is_now, is_over, has_ring)
        icon, ink = ("check-circle", now.ok) if self.due.done else ("paper-plane-tilt", now.accent)
        paint_icon(painter, QRectF(_EDGE + 2, rect.top(), 20, rect.height()), icon, ink, 20)
        right = self._verb(painter, rect, self.verb, is_over)
        self._lines(painter, rect, _EDGE + 34, right, self.title, self.second)


class ByHandRow(_Row):
    """Somebody whose pay is not in the bank file."""

    def __init__(self, seat: Seat, person: ByHand, *, is_first: bool = False) -> None:
        super().__init__(seat, is_first=is_first)
        self.person = person
        self.key = ("by_hand", person.number)

    @property
    def title(self) -> str:
        amount = self.seat.formats.amount(abs(self.person.amount))
        return self.seat.t("{name}, {amount}", name=self.person.name, amount=amount)

    @property
    def second(self) -> str:
        return self.seat.t(self.person.why)

    @property
    def verb(self) -> str:
        t = self.seat.t
        return t("Enter the account") if self.person.where.field == "bank_account" else t("Open the employee")

    @property
    def words(self) -> str:
        return f"{self.title}. {self.second}. {self.verb}"

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        self._ground(painter, rect, is_now, is_over, has_ring)
        paint_icon(painter, QRectF(_EDGE + 2, rect.top(), 20, rect.height()), "warning", now.warn, 18)
        right = self._verb(painter, rect, self.verb, is_over)
        self._lines(painter, rect, _EDGE + 34, right, self.title, self.second)


class DueRow(_Row):
    """Something to do or to pay, with a box to tick when it is done."""

    def __init__(
        self,
        seat: Seat,
        subject: str,
        verb: str,
        what: Message,
        second: str,
        amount: Money | None,
        is_done: bool,
        *,
        is_first: bool = False,
    ) -> None:
        super().__init__(seat, is_first=is_first)
        self.subject, self.mark_verb, self.what = subject, verb, what
        self.second, self.amount, self.is_done = second, amount, is_done
        self.key = ("due", subject)

    @property
    def words(self) -> str:
        t = self.seat.t
        state = t("is done") if self.is_done else t("not done")
        amount = self.seat.formats.amount(self.amount) if self.amount is not None else ""
        return ". ".join(part for part in (t(self.what), amount, self.second, state) if part)

    @property
    def tip(self) -> str:
        return self.seat.t("Remove the tick") if self.is_done else self.seat.t("Tick when it is done")

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        self._ground(painter, rect, is_now, is_over, has_ring)
        tick = QRectF(_EDGE + 2, rect.center().y() - 9, 18, 18)
        if self.is_done:
            box(painter, tick, theme.RADIUS_SMALL, now.accent)
            paint_icon(painter, tick, "check", now.on_accent, 13)
        else:
            box(painter, tick, theme.RADIUS_SMALL, now.surface, now.control)
        right = rect.width() - _EDGE
        if self.amount is not None:
            shown = self.seat.formats.amount(self.amount)
            width = text_width(shown, "body_medium")
            ink = now.ink2 if self.is_done else now.ink
            figure = QRectF(right - width - 1, rect.top() + 8, width + 1, 20)
            text(painter, figure, shown, "body_medium", ink, RIGHT)
            right -= width + 14
        left = _EDGE + 32
        ink = now.ink2 if self.is_done else now.ink
        text(painter, QRectF(left, rect.top() + 8, right - left, 20), self.seat.t(self.what), "button", ink)
        room = rect.width() - _EDGE - left
        text(painter, QRectF(left, rect.top() + 28, room, 18), self.second, "caption", now.ink2)


class AsideRow(PaintedRow):
    """Something that the run adds to what is owed later. Enter asks why."""

    height = 32

    def __init__(self, seat: Seat, aside: SetAside) -> None:
        self.seat, self.aside = seat, aside
        self.key = aside.figure

    @property
    def words(self) -> str:
        return f"{self.seat.t(self.aside.what)}: {self.seat.formats.amount(self.aside.amount)}"

    @property
    def tip(self) -> str:
        return self.seat.t("Why? {what}", what=self.seat.t(self.aside.what))

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        inner = rect.adjusted(8, 1, -8, -1)
        if is_now or is_over:
            box(painter, inner, 6, now.select if is_now else now.hover)
        if has_ring:
            focus_ring(painter, inner, 6, -2)
        shown = self.seat.formats.amount(self.aside.amount)
        width = text_width(shown, "body_medium")
        right = rect.width() - _EDGE
        line = QRectF(_EDGE + 2, rect.top(), right - width - _EDGE - 30, rect.height())
        text(painter, line, self.seat.t(self.aside.what), "body", now.ink2)
        if is_over or is_now:
            mark = QRectF(right - width - 24, rect.top(), 16, rect.height())
            paint_icon(painter, mark, "question", now.accent, 15)
        figure = QRectF(right - width - 1, rect.top(), width + 1, rect.height())
        text(painter, figure, shown, "body_medium", now.ink, RIGHT)


def due_words(seat: Seat, due: Deadline) -> str:
    """Under a payment: of what, by when; how far away that is, while it is near."""
    words = seat.t("Due {day}", day=short_day(seat, due.day))
    if not due.done and (due.day - seat.now().date()).days <= _NEAR:
        words = f"{words}, {away(seat, due.day)}"
    if due.is_draft:
        note = seat.t("with a draft in it")
        return f"{words} · {note}"
    return words if due.kind == "pay" else f"{seat.t(due.detail)} · {words}"


def folder_name(path: str) -> str:
    """The last part of where files were saved."""
    return PurePath(path).name or path
