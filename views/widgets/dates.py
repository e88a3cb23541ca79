"""Fields for days and months, with a calendar that opens under them.

A day is read in every form that people type: `010226`, `1.2.26`, `1.2` (this year), `2026-02-01`, `1 Feb 2026`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from models.values.message import Message
from models.values.span import Month
from services.reference.formats import Unreadable
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, box, focus_ring, text
from views.shell.seat import Seat
from views.widgets.editors import LineEditor
from views.widgets.popover import Popover
from views.widgets.speech import announce

_SHORT: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})(?:[./ -](\d{2}))?[.]?")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})")
_MONTH_FIGURES: Final = re.compile(r"(\d{1,2})[./ -]?(\d{4}|\d{2})|(\d{4})-(\d{1,2})")
_MONTH_WORD: Final = re.compile(r"([^\W\d]+)\.?\s*(\d{4}|\d{2})?")
_CELL: Final = 34
_YEARS: Final = range(1900, 2200)  # in which somebody was born or is paid


def today_of(seat: Seat) -> date:
    """The day it is: the desk's, or the seat's while no client is open."""
    return seat.desk.today if seat.has_client else seat.now().date()


def read_day(seat: Seat, written: str, *, past: bool = False) -> date:
    """The day that was typed, in a short form or a full one. Raises Unreadable."""
    today = today_of(seat)
    match = _DIGITS.fullmatch(written) or _SHORT.fullmatch(written)
    try:
        if match is None:
            day = seat.formats.read_date(written)
        elif (year := match[3]) is None:
            day = date(today.year, int(match[2]), int(match[1]))
        else:
            full = int(year) if len(year) == 4 else _century(int(year), today, past)
            day = date(full, int(match[2]), int(match[1]))
        if day.year not in _YEARS:
            raise ValueError(day)
        return day
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(
            Message("“{text}” is not a date. Write it like {example}.", text=written, example=date(2026, 1, 31))
        ) from None


def _century(year: int, today: date, past: bool) -> int:
    """The year that two digits mean: the nearest that is not more than 20 years ahead (or not ahead at all)."""
    full = today.year // 100 * 100 + year
    return full - 100 if full > today.year + (0 if past else 20) else full


def read_month(seat: Seat, written: str) -> Month:
    """The month that was typed: `11.2026`, `1126`, `2026-11`, `nov 2026`, `november`. Raises Unreadable."""
    today = today_of(seat)
    if match := _MONTH_FIGURES.fullmatch(written):
        number, year = (match[4], match[3]) if match[3] else (match[1], match[2])
        with suppress(ValueError):
            return _month(year, int(number))
    elif match := _MONTH_WORD.fullmatch(written.lower()):
        numbers = [n for n in range(1, 13) if seat.formats.month_name(n).lower().startswith(match[1])]
        if len(numbers) == 1:
            year = match[2] or str(today.year)
            with suppress(ValueError):
                return _month(year, numbers[0])
    elif written.isdecimal() and 1 <= int(written) <= 12:
        return Month(today.year, int(written))
    raise Unreadable(Message("“{text}” is not a month. Write it like {example}.", text=written, example=Month(2026, 1)))


def _month(year: str, number: int) -> Month:
    """A month of a year of two or four digits. Raises ValueError for one that nobody is paid in."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if full not in _YEARS:
        raise ValueError(year)
    return Month(full, number)


@cache
def weekday_letters(language: str) -> tuple[str, ...]:
    """Monday to Sunday by one letter each."""
    locale = QLocale(language)
    return tuple(locale.standaloneDayName(day, QLocale.FormatType.NarrowFormat) for day in range(1, 8))


@cache
def weekday_names(language: str) -> tuple[str, ...]:
    """Monday to Sunday, whole."""
    locale = QLocale(language)
    return tuple(locale.standaloneDayName(day, QLocale.FormatType.LongFormat) for day in range(1, 8))


class _Head(QWidget):
    """Shared by the two calendars: a head with arrows, a field of cells, one of which the keys move."""

    chosen = Signal(object)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._over = QPointF(-1, -1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def _paint_head(self, painter: QPainter, title: str) -> None:
        now = theme.current()
        head = QRectF(12, 8, self.width() - 24, 32)
        text(painter, head.adjusted(8, 0, -72, 0), title, "button", now.ink)
        for rect, name in ((self.back_rect(), "caret-left"), (self.forward_rect(), "caret-right")):
            if rect.contains(self._over):
                box(painter, rect, theme.RADIUS_CONTROL, now.hover)
            paint_icon(painter, rect, name, now.ink2, 16)

    def back_rect(self) -> QRectF:
        return QRectF(self.width() - 12 - 64, 8, 32, 32)

    def forward_rect(self) -> QRectF:
        return QRectF(self.width() - 12 - 32, 8, 32, 32)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = QPointF(-1, -1)
        self.update()

    def _close(self) -> None:
        self.window().close()


class Calendar(_Head):
    """A month of days. Arrows move by day and week, Page keys by month (with Shift by year), Enter takes the day."""

    def __init__(self, seat: Seat, day: date, chosen: date | None = None) -> None:
        super().__init__(seat)
        self.day, self._chosen = day, chosen
        self.setFixedSize(24 + 30 + 7 * _CELL, 8 + 32 + 24 + 6 * _CELL + 44)
        self._tell()

    def sizeHint(self) -> QSize:
        return self.size()

    @property
    def first_shown(self) -> date:
        """The Monday in the upper left corner."""
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def cell(self, day: date) -> QRect:
        """Where a day lies."""
        week, weekday = divmod((day - self.first_shown).days, 7)
        return QRect(12 + 30 + weekday * _CELL, 64 + week * _CELL, _CELL, _CELL)

    def today_rect(self) -> QRectF:
        return QRectF(12, self.height() - 40, self.width() - 24, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        formats = self.seat.formats
        title = formats.month(Month.of(self.day))
        self._paint_head(painter, title[:1].upper() + title[1:])
        for number, letter in enumerate(weekday_letters(self.seat.language)):
            rect = QRectF(12 + 30 + number * _CELL, 40, _CELL, 24)
            text(painter, rect, letter, "tiny", now.ink3, CENTER)
        today = today_of(self.seat)
        for number in range(42):
            day = self.first_shown + timedelta(days=number)
            rect = QRectF(self.cell(day))
            if number % 7 == 0:
                week = QRectF(12, rect.top(), 26, _CELL)
                text(painter, week, str(day.isocalendar().week), "tiny", now.ink3, CENTER)
            self._paint_day(painter, rect.adjusted(1, 1, -1, -1), day, today)
        painter.fillRect(QRectF(12, self.height() - 44, self.width() - 24, 1), now.line)
        line = self.today_rect()
        if line.contains(self._over):
            box(painter, line, theme.RADIUS_CONTROL, now.hover)
        text(painter, line, self.seat.t("Today, {day}", day=today), "label", now.accent, CENTER)

    def _paint_day(self, painter: QPainter, rect: QRectF, day: date, today: date) -> None:
        now = theme.current()
        is_other = day.month != self.day.month
        ink = now.ink3 if is_other else now.ink2 if day.weekday() > 4 else now.ink
        if day == self._chosen:
            box(painter, rect, theme.RADIUS_CONTROL, now.accent)
            ink = now.on_accent
        elif rect.contains(self._over):
            box(painter, rect, theme.RADIUS_CONTROL, now.hover)
        elif day == today:
            box(painter, rect, theme.RADIUS_CONTROL, now.accent_soft)
            ink = now.accent
        if day == self.day:
            focus_ring(painter, rect, theme.RADIUS_CONTROL, -2)
        look = font("body", 600 if day in (today, self._chosen) else 0)
        text(painter, rect, str(day.day), look, ink, CENTER)

    def move_to(self, day: date) -> None:
        """Let the keys stand on another day."""
        self.day = day
        self._tell()
        self.update()

    def _tell(self) -> None:
        name = f"{weekday_names(self.seat.language)[self.day.weekday()]} {self.seat.formats.day(self.day)}"
        self.setAccessibleName(name)
        announce(self, name)

    def _by_months(self, months: int) -> None:
        month = Month.of(self.day).plus(months)
        last = monthrange(month.year, month.number)[1]
        self.move_to(date(month.year, month.number, min(self.day.day, last)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        years = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}.get(Qt.Key(key))
        if days is not None:
            self.move_to(self.day + timedelta(days=days))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._by_months((12 if years else 1) * (1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_Home:
            self.move_to(self.day.replace(day=1))
        elif key == Qt.Key.Key_End:
            self.move_to(Month.of(self.day).last)
        elif key == Qt.Key.Key_T:
            self.move_to(today_of(self.seat))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.day)
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_F4):
            self._close()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self.back_rect().contains(at):
            self._by_months(-1)
        elif self.forward_rect().contains(at):
            self._by_months(1)
        elif self.today_rect().contains(at):
            self._take(today_of(self.seat))
        else:
            for number in range(42):
                day = self.first_shown + timedelta(days=number)
                if self.cell(day).contains(at.toPoint()):
                    self._take(day)
                    return

    def _take(self, day: date) -> None:
        self.chosen.emit(day)
        self._close()


class MonthTable(_Head):
    """A year of months. Arrows move by month, Page keys by year, Enter takes the month."""

    def __init__(self, seat: Seat, month: Month, chosen: Month | None = None) -> None:
        super().__init__(seat)
        self.month, self._chosen = month, chosen
        self.setFixedSize(24 + 3 * 84, 48 + 4 * 40 + 10)
        self._tell()

    def sizeHint(self) -> QSize:
        return self.size()

    def cell(self, number: int) -> QRect:
        """Where a month lies."""
        row, column = divmod(number - 1, 3)
        return QRect(12 + column * 84, 48 + row * 40, 84, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        self._paint_head(painter, str(self.month.year))
        this = Month.of(today_of(self.seat))
        for number in range(1, 13):
            month = Month(self.month.year, number)
            rect = QRectF(self.cell(number)).adjusted(2, 2, -2, -2)
            ink = now.ink
            if month == self._chosen:
                box(painter, rect, theme.RADIUS_CONTROL, now.accent)
                ink = now.on_accent
            elif rect.contains(self._over):
                box(painter, rect, theme.RADIUS_CONTROL, now.hover)
            elif month == this:
                box(painter, rect, theme.RADIUS_CONTROL, now.accent_soft)
                ink = now.accent
            if month == self.month:
                focus_ring(painter, rect, theme.RADIUS_CONTROL, -2)
            look = font("body", 600 if month in (this, self._chosen) else 0)
            text(painter, rect.adjusted(4, 0, -4, 0), self.seat.formats.month_name(number), look, ink, CENTER)

    def move_to(self, month: Month) -> None:
        """Let the keys stand on another month."""
        self.month = month
        self._tell()
        self.update()

    def _tell(self) -> None:
        name = self.seat.formats.month(self.month)
        self.setAccessibleName(name)
        announce(self, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -3,
            Qt.Key.Key_Down: 3,
            Qt.Key.Key_PageUp: -12,
            Qt.Key.Key_PageDown: 12,
        }
        key = event.key()
        step = steps.get(Qt.Key(key))
        if step is not None:
            self.move_to(self.month.plus(step))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take(self.month)
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_F4):
            self._close()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self.back_rect().contains(at):
            self.move_to(self.month.plus(-12))
        elif self.forward_rect().contains(at):
            self.move_to(self.month.plus(12))
        else:
            for number in range(1, 13):
                if self.cell(number).contains(at.toPoint()):
                    self._take(Month(self.month.year, number))
                    return

    def _take(self, month: Month) -> None:
        self.chosen.emit(month)
        self._close()


class _Picked(LineEditor):
    """A field whose icon opens something to pick from; Alt+Down and F4 do the same."""

    natural = 150

    def __init__(self, seat: Seat, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(seat, icon=icon, parent=parent)
        self.popover: Popover | None = None

    def open_picker(self) -> None:
        """Open what is picked from."""
        if not self.isEnabled() or self.isReadOnly():
            return
        picker = self._picker()
        picker.chosen.connect(self._take)
        self.popover = Popover(picker, self)
        self.popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popover.closed.connect(self._closed)
        self.popover.open()

    def _picker(self) -> _Head:
        raise NotImplementedError

    def _take(self, value: object) -> None:
        self.set_value(value)
        self.changed.emit()
        self.left.emit()

    def _closed(self) -> None:
        self.popover = None
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _is_on_icon(self, event: QMouseEvent) -> bool:
        return event.position().x() < 34

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        shape = Qt.CursorShape.PointingHandCursor if self._is_on_icon(event) else Qt.CursorShape.IBeamCursor
        self.setCursor(shape)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_on_icon(event) and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_picker()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (event.key() == Qt.Key.Key_Down and is_alt):
            self.open_picker()
            return
        super().keyPressEvent(event)


class DateEdit(_Picked):
    """A day. `past` reads two-digit years as years gone by, for birthdays."""

    def __init__(self, seat: Seat, *, past: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(seat, "calendar-blank", parent)
        self._past = past

    def read(self, written: str) -> date:
        return read_day(self.seat, written, past=self._past)

    def write(self, value: date) -> str:
        return self.seat.formats.day(value)

    def _picker(self) -> Calendar:
        try:
            value = self.value()
        except Unreadable:
            value = None
        return Calendar(self.seat, value or today_of(self.seat), value)


class MonthEdit(_Picked):
    """A month. The arrow keys go to the next and the one before."""

    natural = 190

    def __init__(self, seat: Seat, *, parent: QWidget | None = None) -> None:
        super().__init__(seat, "calendar-blank", parent)

    def read(self, written: str) -> Month:
        return read_month(self.seat, written)

    def write(self, value: Month) -> str:
        return self.seat.formats.month(value)

    def _picker(self) -> MonthTable:
        try:
            value = self.value()
        except Unreadable:
            value = None
        return MonthTable(self.seat, value or Month.of(today_of(self.seat)), value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() and not self.isReadOnly():
            try:
                value = self.value()
            except Unreadable:
                return
            self.set_value(value.plus(step) if value else Month.of(today_of(self.seat)))
            self.changed.emit()
            return
        super().keyPressEvent(event)
