"""Rates by name and date, each with its source. A missing rate stops the run and says so; nothing is ever guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Rate


class MissingRate(LookupError):
    """A rate that is not known for the day. `day` and `name` say which; an empty name means the whole year."""

    def __init__(self, country: str, day: date, name: str = "") -> None:
        self.country, self.day, self.name = country, day, name
        super().__init__(f"{name or 'rates'} for {day} ({country})")


@dataclass(frozen=True, slots=True)
class RateYear:
    """Everything that holds for pay dates of one year: by name the values with the day each begins, in order.

    `derived` holds what rules make of the values once and use again, such as the tables of withholding. `terms` are
    the rates that are set anew every so many months: what was set for one term says nothing of the next.
    """

    year: int
    values: Mapping[str, tuple[Rate[Any], ...]]
    derived: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    terms: Mapping[str, int] = field(default_factory=dict)


class RatesOn:
    """The rates of one day. Each answer is a `Rate`: the value with its name, date and source."""

    def __init__(self, book: RateBook, year: RateYear, day: date) -> None:
        self.book = book
        self.day = day
        self.year = year
        self._known: dict[str, Rate[Any]] = {}

    def _rate(self, name: str) -> Rate[Any]:
        rate = self._known.get(name)
        if rate is None:
            first = self.begins(name)
            found = [rate for rate in self.year.values.get(name, ()) if first <= rate.since <= self.day]
            if not found:
                raise MissingRate(self.book.country, self.day, name)
            rate = self._known[name] = found[-1]
        return rate

    def percent(self, name: str) -> Rate[Percent]:
        """A percentage. Raises MissingRate."""
        return self._typed(name, Percent)

    def amount(self, name: str) -> Rate[Money]:
        """An amount in kroner. Raises MissingRate."""
        return self._typed(name, Money)

    def number(self, name: str) -> Rate[Decimal]:
        """A plain number, or a rate in kroner with more than two decimals. Raises MissingRate."""
        return self._typed(name, Decimal)

    def numbers(self, name: str) -> Rate[tuple[Decimal, ...]]:
        """A row of numbers, such as thresholds. Raises MissingRate."""
        return self._typed(name, tuple)

    def text(self, name: str) -> Rate[str]:
        """A word that holds by date, such as a form of reporting. Raises MissingRate."""
        return self._typed(name, str)

    def has(self, name: str) -> bool:
        """Whether the year knows the rate on this day."""
        first = self.begins(name)
        return any(first <= rate.since <= self.day for rate in self.year.values.get(name, ()))

    def begins(self, name: str) -> date:
        """From which day on a rate of this name may hold today: 1 January, or the start of the term it is set for."""
        months = self.year.terms.get(name)
        number = 1 if months is None else self.day.month - (self.day.month - 1) % months
        return date(self.day.year, number, 1)

    def names(self, prefix: str) -> list[str]:
        """The names that begin with the prefix."""
        return [name for name in self.year.values if name.startswith(prefix)]

    def _typed(self, name: str, kind: type) -> Rate[Any]:
        rate = self._rate(name)
        if not isinstance(rate.value, kind):
            raise TypeError(f"{name} is a {type(rate.value).__name__}, not a {kind.__name__}")
        return rate


class RateBook:
    """The year files of one country. Days share their year's values, so asking for a day is cheap."""

    def __init__(self, country: str, years: Iterable[RateYear]) -> None:
        self.country = country
        self.years = {year.year: year for year in years}
        self._days: dict[date, RatesOn] = {}

    def with_own(self, rates: Iterable[Rate[Any]]) -> RateBook:
        """The book with a client's own rates added; from its day on, each holds until a later one of its name.

        Own rates hold in their own year only, as those of the year files do.
        """
        years = dict(self.years)
        for rate in rates:
            year = years.get(rate.since.year)
            if year is None:
                continue
            steps = sorted((*year.values.get(rate.name, ()), rate), key=lambda each: each.since)
            values = {**year.values, rate.name: tuple(steps)}
            years[year.year] = RateYear(year.year, values, year.derived, year.terms)
        return RateBook(self.country, years.values())

    def on(self, day: date) -> RatesOn:
        """The rates of the day. Raises MissingRate for a year without a file."""
        rates = self._days.get(day)
        if rates is None:
            year = self.years.get(day.year)
            if year is None:
                raise MissingRate(self.country, day)
            rates = self._days[day] = RatesOn(self, year, day)
        return rates
