"""What a timeline shows, as plain values, and where a day lies on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPoint

from models.values.span import Month, Span

DAY: Final = timedelta(days=1)
LEAST_DAY: Final = {"month": 22.0, "year": 1.7}
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """One absence: from when to when, its pattern, and the word on it.

    `share` is how much of the day it takes, `lane` where it stands when more than a whole day stands on the same days.
    `marked` are spans of days under which a thin line is drawn. `spoken` is all of it in a sentence.
    """

    key: int
    first: date
    last: date | None
    pattern: str
    word: str = ""
    share: float = 1.0
    lane: int = 0
    marked: tuple[Span, ...] = ()
    spoken: str = ""
    faint: bool = False

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One employee and what stands in their row. `there` is when they are employed."""

    key: int
    name: str
    bars: tuple[TimelineBar, ...] = ()
    there: tuple[Span, ...] = ()
    lanes: int = 1

    def is_there(self, day: date) -> bool:
        """Whether the person is employed on the day."""
        return not self.there or any(day in span for span in self.there)

    def at(self, day: date) -> tuple[TimelineBar, ...]:
        """What stands on a day."""
        return tuple(bar for bar in self.bars if day in bar.span)


def stacked(row: TimelineRow) -> dict[int, tuple[float, float]]:
    """Where each bar stands and how high it is, in shares of a whole bar counted from below.

    Parts of a day stand on each other. Where more than a day stands on the same days, each has a lane of its own.
    """
    places: dict[int, tuple[float, float]] = {}
    placed: list[TimelineBar] = []
    for bar in sorted(row.bars, key=lambda bar: (bar.first, bar.key)):
        beside = [other for other in row.bars if other is not bar and other.span.overlap(bar.span) is not None]
        if bar.share + sum(other.share for other in beside) > 1.0 and beside:
            lanes = max(row.lanes, 2)
            places[bar.key] = (1 - (bar.lane + 1) / lanes, 1 / lanes)
        else:
            under = (sum(places[other.key]) for other in placed if other in beside)
            places[bar.key] = (max(under, default=0.0), bar.share)
        placed.append(bar)
    return places


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that are shown, and how wide a day is. Positions count from the left edge of the first day."""

    first: date
    last: date
    day_width: float

    @classmethod
    def of_month(cls, month: Month, room: float) -> Scale:
        """A month in so much room; days become no narrower than can be read."""
        days = (month.last - month.first).days + 1
        return cls(month.first, month.last, max(LEAST_DAY["month"], room / days))

    @classmethod
    def of_year(cls, year: int, room: float) -> Scale:
        """A year in so much room."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return cls(first, last, max(LEAST_DAY["year"], room / ((last - first).days + 1)))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def width(self) -> int:
        return round(self.days * self.day_width)

    def left(self, day: date) -> int:
        """Where a day begins; days outside count on."""
        return round((day - self.first).days * self.day_width)

    def right(self, day: date) -> int:
        """Where a day ends."""
        return round(((day - self.first).days + 1) * self.day_width)

    def day_at(self, x: float) -> date:
        """The day at a position, the nearest one where it lies outside."""
        number = int(x // self.day_width)
        return self.first + DAY * min(max(number, 0), self.days - 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag in a row: of a bar (None: new days), by its start, its end or the whole, and the days it came to."""

    row: int
    bar: TimelineBar | None
    edge: str  # "" the whole · "first" · "last"
    began: QPoint
    began_day: date
    span: Span
    is_moved: bool = False


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def working_days(span: Span, free: Mapping[date, str]) -> int:
    """How many days of a closed span are neither in a weekend nor free."""
    assert span.last is not None
    count, day = 0, span.first
    while day <= span.last:
        count += not is_weekend(day) and day not in free
        day += DAY
    return count
