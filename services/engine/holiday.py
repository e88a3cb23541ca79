"""Holiday as lists tell it: what is owed to a person for each year, and the days of a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.finding import Finding
from models.values.money import Money
from models.values.why import Figure


@dataclass(frozen=True, slots=True)
class HolidayOwed:
    """What is owed to a person for one holiday year; `contribution` is the employer's contribution set aside on it.

    `owed` and `over_60` are what stands on the account for holiday pay owed, `contribution` on that for the
    contribution on it, where holiday pay is booked as it is earned.
    """

    holiday_year: int
    basis: Money
    paid: Money
    paid_60: Money
    owed: Money
    over_60: Money
    contribution: Money

    @property
    def total(self) -> Money:
        """All that is owed to the person."""
        return self.owed + self.over_60

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left of the year."""
        return not (self.owed or self.over_60 or self.contribution)


@dataclass(frozen=True, slots=True)
class HolidayDays:
    """One holiday year of one person, in days. left = entitled + brought − taken."""

    holiday_year: int
    entitled: Figure[Decimal]
    brought: Decimal
    taken: Decimal
    finding: Finding | None = None  # where they do not agree with what was paid

    @property
    def left(self) -> Decimal:
        return self.entitled.value + self.brought - self.taken
