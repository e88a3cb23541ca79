"""A count that shows its work: one box for each day that may be used, and the days themselves in a small calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.values.span import Month
from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import CENTER, box, focus_ring, text
from views.shell.seat import Seat
from views.widgets.calendars import weekday_letters, weekday_names
from views.widgets.speech import announce

MOST_BOXES: Final = 24
_BOX, _BOX_HEIGHT, _GAP = 15, 18, 3
_CELL_HEIGHT: Final = 30
_HEAD: Final = 30
_LETTERS: Final = 20
_DAY: Final = timedelta(days=1)


class DayBoxes(QWidget):
    """As many boxes as there are days to use, those that are used filled in. A part of a day fills a part of a box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.used, self.limit = 0.0, 0
        self.setFixedHeight(_BOX_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, used: float, limit: int, spoken: str) -> None:
        """So many of so many."""
        self.used, self.limit = used, limit
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.limit * (_BOX + _GAP), _BOX_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.limit * 8, _BOX_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        if not self.limit:
            painter.end()
            return
        pitch = min(_BOX + _GAP, self.width() / self.limit)
        for number in range(self.limit):
            rect = QRectF(number * pitch, 0, pitch - _GAP, _BOX_HEIGHT)
            share = min(max(self.used - number, 0.0), 1.0)
            if share >= 1:
                box(painter, rect, 4, now.accent if self.used <= self.limit else now.err)
                continue
            box(painter, rect, 4, now.sunken, now.line2)
            if share > 0:
                painter.save()
                height = rect.height() * share
                painter.setClipRect(QRectF(rect.left(), rect.bottom() - height, rect.width(), height))
                box(painter, rect, 4, now.accent)
                painter.restore()
        painter.end()


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day of the small calendar: how much of it counts (0: it was looked at, and does not), and why."""

    day: date
    counts: float
    why: str


class CountedCalendar(QWidget):
    """The months that were looked at, each day with its reason on hover, and by the arrow keys."""

    stood = Signal(object)  # the MarkedDay on which one stands, or None

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.days: Mapping[date, MarkedDay] = {}
        self.months: tuple[Month, ...] = ()
        self.day = date.min
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, days: Sequence[MarkedDay], name: str) -> None:
        """Other days. Months without any are left out."""
        self.days = {each.day: each for each in days}
        self.months = tuple(sorted({Month.of(each.day) for each in days}))
        counted = [each.day for each in days if each.counts]
        self.day = counted[-1] if counted else days[-1].day if days else date.min
        self.setAccessibleName(name)
        self.setFixedHeight(max(1, sum(self._height(month) for month in self.months)))
        self._speak(False)
        self.update()

    def _weeks(self, month: Month) -> int:
        return ceil((month.first.weekday() + (month.last - month.first).days + 1) / 7)

    def _height(self, month: Month) -> int:
        return _HEAD + _LETTERS + self._weeks(month) * _CELL_HEIGHT + 6

    def cell(self, day: date) -> QRectF:
        """Where a day lies."""
        top = 0.0
        for month in self.months:
            if day in month.span:
                break
            top += self._height(month)
        first = day.replace(day=1)
        week, weekday = divmod((day - first).days + first.weekday(), 7)
        width = self.width() / 7
        return QRectF(weekday * width, top + _HEAD + _LETTERS + week * _CELL_HEIGHT, width, _CELL_HEIGHT)

    def _at(self, point: QPointF) -> date | None:
        for month in self.months:
            day = month.first
            while day <= month.last:
                if self.cell(day).contains(point):
                    return day
                day += _DAY
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        letters = [letter.lower() for letter in weekday_letters(self.seat.language)]
        top, width = 0.0, self.width() / 7
        for month in self.months:
            name = self.seat.formats.month(month)
            text(painter, QRectF(2, top, self.width(), _HEAD), name[:1].upper() + name[1:], "label", now.ink)
            for number, letter in enumerate(letters):
                place = QRectF(number * width, top + _HEAD, width, _LETTERS)
                text(painter, place, letter, "tiny", now.ink3, CENTER)
            day = month.first
            while day <= month.last:
                self._paint_day(painter, day)
                day += _DAY
            top += self._height(month)
        painter.end()

    def _paint_day(self, painter: QPainter, day: date) -> None:
        now, cell = theme.current(), self.cell(day)
        spot = QRectF(cell.center().x() - 15, cell.top() + 2, 30, _CELL_HEIGHT - 4)
        marked = self.days.get(day)
        ink, look = (now.ink2 if day.weekday() > 4 else now.ink), font("note")
        if marked is not None and marked.counts >= 1:
            box(painter, spot, 5, now.accent)
            ink, look = now.on_accent, font("note", 600)
        elif marked is not None and marked.counts > 0:
            box(painter, spot, 5, now.accent_soft, now.accent, 1.5)
            ink, look = now.accent, font("note", 600)
        elif marked is not None:
            box(painter, spot, 5, None, now.line2)
        text(painter, spot, str(day.day), look, ink, CENTER)
        if day == self.day and self.hasFocus():
            focus_ring(painter, spot, 5, 0)

    def words(self, day: date) -> str:
        """What is said of a day."""
        marked = self.days.get(day)
        name = f"{weekday_names(self.seat.language)[day.weekday()]} {self.seat.formats.day(day)}"
        return f"{name}: {marked.why}" if marked is not None else name

    def _speak(self, aloud: bool) -> None:
        words = self.words(self.day) if self.days else ""
        self.setAccessibleDescription(words)
        if aloud:
            announce(self, words)

    def go_to(self, day: date) -> None:
        """Stand on another day that was looked at."""
        if self.months and Month.of(day) in self.months:
            self.day = day
            self._speak(True)
            self.stood.emit(self.days.get(day))
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.months:
            super().keyPressEvent(event)
            return
        self.go_to(self.day + _DAY * step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._at(event.position())
        if day is not None:
            self.go_to(day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._speak(True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            day = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(day) if day in self.days and day is not None else "", self)
            return True
        return super().event(event)
