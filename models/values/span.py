"""Month and Span: dates as pay law speaks of them, first day and last day, both counted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Self

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month.

    >>> Month.parse("2026-02").span.last
    datetime.date(2026, 2, 28)
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"{self.year}-{self.number} is not a month")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The month written `2026-03`. Raises ValueError for any other form."""
        year, dash, number = text.partition("-")
        if len(year) != 4 or len(number) != 2 or not dash or not (year + number).isdecimal():
            raise ValueError(f"“{text}” is not a month in the form 2026-03")
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that holds the day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def span(self) -> Span:
        """The whole month."""
        return _whole(self)

    def plus(self, months: int) -> Month:
        """The month that many months later (earlier, when negative)."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@lru_cache(maxsize=120)  # every line of everybody's pay asks for the same one
def _whole(month: Month) -> Span:
    return Span(month.first, month.last)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From the first day to the last, both counted. No last day means until further notice."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"the end {self.last} is before the start {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlap(self, other: Span) -> Span | None:
        """The days that both hold; None when there are none."""
        first = max(self.first, other.first)
        lasts = [last for last in (self.last, other.last) if last is not None]
        last = min(lasts) if lasts else None
        return None if last is not None and last < first else Span(first, last)

    @property
    def days(self) -> int:
        """How many calendar days. Raises ValueError while the end is open."""
        return (self._end() - self.first).days + 1

    @property
    def weekdays(self) -> int:
        """How many days Monday to Friday, public holidays included. Raises ValueError while the end is open."""
        weeks, rest = divmod(self.days, 7)
        start = self.first.weekday()
        return weeks * 5 + sum((start + day) % 7 < 5 for day in range(rest))

    def __iter__(self) -> Iterator[date]:
        day, end = self.first, self._end()
        while day <= end:
            yield day
            day += _DAY

    def _end(self) -> date:
        if self.last is None:
            raise ValueError(f"the span from {self.first} has no end")
        return self.last
