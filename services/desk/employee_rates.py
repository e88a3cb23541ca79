"""The rates of one person for numbered wage types (personlige satser): which there are, and what is wrong with one as
typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from models.values.finding import Finding
from models.values.message import Message
from models.values.span import Span
from services.desk.employee_around import At
from services.engine.numbered import COMPUTED
from services.reference.codes import Code, code_lists

SECTION: Final = "personal_rates"
_HOURS_A_DAY: Final = Decimal(24)
_DAYS_A_YEAR: Final = Decimal(366)
_MOST: Final = Decimal(10_000_000)
_DECIMALS: Final = Decimal("0.000001")
_ONE_DAY: Final = timedelta(days=1)
_HIGHEST: Final = {
    "percent": Decimal(100),
    "percent_per_day": Decimal(100),
    "hours_per_day": _HOURS_A_DAY,
    "days": _DAYS_A_YEAR,
    "days_per_year": _DAYS_A_YEAR,
}


@dataclass(frozen=True, slots=True)
class RatePart:
    """A personal rate as it is typed: which, from which day, and how much."""

    type: str = ""
    since: date | None = None
    value: Decimal | None = None


def rate_types(country: str) -> Mapping[str, Code]:
    """The personal rates that a country knows and computes with, by number; none where it has no such."""
    lists = code_lists(f"{country.lower()}/personal_rates")
    return {code: each for code, each in lists["rate"].items() if each.more["status"] == COMPUTED}


def rate_findings(
    country: str,
    part: RatePart,
    thing: int | str,
    others: Sequence[tuple[str, date]] = (),
    paid: Sequence[Span] = (),
) -> Iterator[Finding]:
    """What is wrong with a rate. `others` are the numbers and days of those that stay, `paid` the days of approved pay:
    what is paid keeps the rate that it was paid by.
    """
    at = At(thing)
    of = rate_types(country).get(part.type)
    if of is None:
        yield at.stop(Message("Choose the rate"), "rate.type")
    if part.since is None:
        yield at.stop(Message("From which day does it apply?"), "rate.since")
    elif (part.type, part.since) in others:
        yield at.stop(Message("There is a rate from this day already. Correct that one instead"), "rate.since")
    elif last := paid_until(paid, part.since):
        what = Message("Pay is approved up to {day}. The rate can apply from {next}", day=last, next=last + _ONE_DAY)
        yield at.stop(what, "rate.since")
    if part.value is None:
        yield at.stop(Message("How much?"), "rate.value")
        return
    highest = _HIGHEST.get(of.more["unit"] if of is not None else "", _MOST)
    if not 0 <= part.value <= highest:
        yield at.stop(Message("It is from 0 to {most}", most=highest), "rate.value")
    elif part.value != part.value.quantize(_DECIMALS):
        yield at.stop(Message("Write it with six decimals at most"), "rate.value")


def paid_until(paid: Sequence[Span], since: date) -> date | None:
    """The last day of approved pay that is on or after a day; None where there is none."""
    days = [span.last for span in paid if span.last is not None and span.last >= since]
    return max(days, default=None)


def is_used(since: date, after: date | None, paid: Sequence[Span]) -> bool:
    """Whether approved pay was made on a day on which the rate held; `after` is the day of the next one."""
    held = Span(since, None if after is None else after - _ONE_DAY)
    return any(held.overlap(span) for span in paid)
