"""What a day or a month is picked from: a head with arrows, and under it cells, on one of which the keys stand."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QLocale, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from models.values.span import Month
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, box, focus_ring, text
from views.shell.seat import Seat
from views.widgets.read_dates import today_of
from views.widgets.speech import announce

_CELL: Final = 34
_TAKE: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_CLOSE: Final = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_F4)


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


class Picker(QWidget):
    """Shared by the two: the head and its arrows, what a cell looks like, taking what one stands on."""

    chosen = Signal(object)
    page_months: ClassVar[int]  # how far an arrow of the head goes

    def __init__(self, seat: Seat, width: int, height: int) -> None:
        super().__init__()
        self.seat = seat
        self._over = QPointF(-1, -1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedSize(width, height)

    def sizeHint(self) -> QSize:
        return self.size()

    def back_rect(self) -> QRectF:
        """The arrow to what came before."""
        return QRectF(self.width() - 12 - 64, 8, 32, 32)

    def forward_rect(self) -> QRectF:
        """The arrow to what comes after."""
        return QRectF(self.width() - 12 - 32, 8, 32, 32)

    # --- what the two answer --------------------------------------------------------------------------------------

    def here(self) -> date | Month:
        """What the keys stand on."""
        raise NotImplementedError

    def spoken(self) -> str:
        """What the keys stand on, in words."""
        raise NotImplementedError

    def by_months(self, months: int) -> None:
        """Go on by so many months."""
        raise NotImplementedError

    def at(self, point: QPointF) -> date | Month | None:
        """What lies under a point."""
        raise NotImplementedError

    def move_key(self, event: QKeyEvent) -> bool:
        """A key that moves; False for another."""
        raise NotImplementedError

    # --- painting -------------------------------------------------------------------------------------------------

    def paint_head(self, painter: QPainter, title: str) -> None:
        """The name of what is shown, and the arrows."""
        now = theme.current()
        head = QRectF(12, 8, self.width() - 24, 32)
        text(painter, head.adjusted(8, 0, -72, 0), title, "button", now.ink)
        for rect, name in ((self.back_rect(), "caret-left"), (self.forward_rect(), "caret-right")):
            if rect.contains(self._over):
                box(painter, rect, theme.RADIUS_CONTROL, now.hover)
            paint_icon(painter, rect, name, now.ink2, 16)

    def paint_cell(self, painter: QPainter, rect: QRectF, words: str, ink: str, kind: str, *, stands: bool) -> None:
        """A cell. `kind`: chosen, today, or nothing; `stands`: the keys are there."""
        now = theme.current()
        color = now.token(ink)
        if kind == "chosen":
            box(painter, rect, theme.RADIUS_CONTROL, now.accent)
            color = now.on_accent
        elif rect.contains(self._over):
            box(painter, rect, theme.RADIUS_CONTROL, now.hover)
        elif kind == "today":
            box(painter, rect, theme.RADIUS_CONTROL, now.accent_soft)
            color = now.accent
        if stands:
            focus_ring(painter, rect, theme.RADIUS_CONTROL, -2)
        text(painter, rect, words, font("body", 600 if kind else 0), color, CENTER)

    # --- events ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = QPointF(-1, -1)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if self.back_rect().contains(point):
            self.by_months(-self.page_months)
        elif self.forward_rect().contains(point):
            self.by_months(self.page_months)
        elif (found := self.at(point)) is not None:
            self._take(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TAKE:
            self._take(self.here())
        elif event.key() in _CLOSE:
            self.window().close()
        elif not self.move_key(event):
            super().keyPressEvent(event)

    def tell(self) -> None:
        """Say what the keys stand on now."""
        name = self.spoken()
        self.setAccessibleName(name)
        announce(self, name)
        self.update()

    def _take(self, value: date | Month) -> None:
        self.chosen.emit(value)
        self.window().close()


class Calendar(Picker):
    """A month of days. Arrows move by day and week, Page keys by month (with Shift by year), Enter takes the day."""

    page_months = 1

    def __init__(self, seat: Seat, day: date, chosen: date | None = None) -> None:
        super().__init__(seat, 24 + 30 + 7 * _CELL, 8 + 32 + 24 + 6 * _CELL + 44)
        self.day, self._chosen = day, chosen
        self.tell()

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
        """The line that takes today."""
        return QRectF(12, self.height() - 40, self.width() - 24, 32)

    def here(self) -> date:
        return self.day

    def spoken(self) -> str:
        return f"{weekday_names(self.seat.language)[self.day.weekday()]} {self.seat.formats.day(self.day)}"

    def move_to(self, day: date) -> None:
        """Let the keys stand on another day."""
        self.day = day
        self.tell()

    def by_months(self, months: int) -> None:
        month = Month.of(self.day).plus(months)
        last = monthrange(month.year, month.number)[1]
        self.move_to(date(month.year, month.number, min(self.day.day, last)))

    def at(self, point: QPointF) -> date | None:
        if self.today_rect().contains(point):
            return today_of(self.seat)
        return next((day for day in self._shown() if self.cell(day).contains(point.toPoint())), None)

    def _shown(self) -> list[date]:
        return [self.first_shown + timedelta(days=number) for number in range(42)]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        title = self.seat.formats.month(Month.of(self.day))
        self.paint_head(painter, title[:1].upper() + title[1:])
        for number, letter in enumerate(weekday_letters(self.seat.language)):
            rect = QRectF(12 + 30 + number * _CELL, 40, _CELL, 24)
            text(painter, rect, letter, "tiny", now.ink3, CENTER)
        today = today_of(self.seat)
        for day in self._shown():
            rect = QRectF(self.cell(day))
            if day.weekday() == 0:
                week = QRectF(12, rect.top(), 26, _CELL)
                text(painter, week, str(day.isocalendar().week), "tiny", now.ink3, CENTER)
            self._paint_day(painter, rect.adjusted(1, 1, -1, -1), day, today)
        painter.fillRect(QRectF(12, self.height() - 44, self.width() - 24, 1), now.line)
        line = self.today_rect()
        if line.contains(self._over):
            box(painter, line, theme.RADIUS_CONTROL, now.hover)
        text(painter, line, self.seat.t("Today, {day}", day=today), "label", now.accent, CENTER)

    def _paint_day(self, painter: QPainter, rect: QRectF, day: date, today: date) -> None:
        ink = "ink3" if day.month != self.day.month else "ink2" if day.weekday() > 4 else "ink"
        kind = "chosen" if day == self._chosen else "today" if day == today else ""
        self.paint_cell(painter, rect, str(day.day), ink, kind, stands=day == self.day)

    def move_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        years = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if key in days:
            self.move_to(self.day + timedelta(days=days[key]))
        elif key in months:
            self.by_months(months[key] * (12 if years else 1))
        elif key == Qt.Key.Key_Home:
            self.move_to(self.day.replace(day=1))
        elif key == Qt.Key.Key_End:
            self.move_to(Month.of(self.day).last)
        elif key == Qt.Key.Key_T:
            self.move_to(today_of(self.seat))
        else:
            return False
        return True


class MonthTable(Picker):
    """A year of months. Arrows move by month, Page keys by year, Enter takes the month."""

    page_months = 12

    def __init__(self, seat: Seat, month: Month, chosen: Month | None = None) -> None:
        super().__init__(seat, 24 + 3 * 84, 48 + 4 * 40 + 10)
        self.month, self._chosen = month, chosen
        self.tell()

    def cell(self, number: int) -> QRect:
        """Where a month lies."""
        row, column = divmod(number - 1, 3)
        return QRect(12 + column * 84, 48 + row * 40, 84, 40)

    def here(self) -> Month:
        return self.month

    def spoken(self) -> str:
        return self.seat.formats.month(self.month)

    def move_to(self, month: Month) -> None:
        """Let the keys stand on another month."""
        self.month = month
        self.tell()

    def by_months(self, months: int) -> None:
        self.move_to(self.month.plus(months))

    def at(self, point: QPointF) -> Month | None:
        numbers = (number for number in range(1, 13) if self.cell(number).contains(point.toPoint()))
        return next((Month(self.month.year, number) for number in numbers), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_head(painter, str(self.month.year))
        this = Month.of(today_of(self.seat))
        for number in range(1, 13):
            month = Month(self.month.year, number)
            kind = "chosen" if month == self._chosen else "today" if month == this else ""
            rect = QRectF(self.cell(number)).adjusted(2, 2, -2, -2)
            name = self.seat.formats.month_name(number)
            self.paint_cell(painter, rect, name, "ink", kind, stands=month == self.month)

    def move_key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -3,
            Qt.Key.Key_Down: 3,
            Qt.Key.Key_PageUp: -12,
            Qt.Key.Key_PageDown: 12,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.by_months(step)
        return step is not None
