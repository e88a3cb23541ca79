"""Timeline: what holds from a date until something else does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from models.values.span import Span

V = TypeVar("V")
_DAY = timedelta(days=1)


class NothingInForce(LookupError):
    """Nothing holds on the day that was asked for: a missing value is never guessed."""


@dataclass(frozen=True, slots=True)
class Timeline(Generic[V]):
    """Values by the day from which they hold, in order.

    The law's rates, a person's terms and the formulas themselves have this shape.

    >>> Timeline(((date(2024, 1, 1), "A"), (date(2026, 3, 16), "B"))).on(date(2026, 3, 15))
    'A'
    """

    entries: tuple[tuple[date, V], ...]

    def __post_init__(self) -> None:
        days = [day for day, _ in self.entries]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("a timeline has one value a day, in order")

    def on(self, day: date) -> V:
        """What holds on the day. Raises NothingInForce before the first entry."""
        return self.entry(day)[1]

    def entry(self, day: date) -> tuple[date, V]:
        """What holds on the day, with the day from which it does. Raises NothingInForce before the first entry."""
        entries = self.entries
        if len(entries) == 1 and entries[0][0] <= day:
            return entries[0]
        place = bisect_right(entries, day, key=lambda entry: entry[0])
        if place == 0:
            raise NothingInForce(f"nothing is in force on {day}")
        return entries[place - 1]

    def pieces(self, span: Span) -> Iterator[tuple[Span, V]]:
        """The parts of the span, each with what holds in it; days before the first entry are left out."""
        for place, (start, value) in enumerate(self.entries):
            last = self.entries[place + 1][0] - _DAY if place + 1 < len(self.entries) else None
            part = Span(start, last).overlap(span)
            if part is not None:
                yield part, value

    def __bool__(self) -> bool:
        return bool(self.entries)
