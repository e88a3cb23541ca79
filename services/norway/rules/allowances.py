"""Mileage and subsistence, split in what is free of tax and what is taxable (norway-payroll 10.1–10.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.values.money import Money, Rounding
from models.values.why import Figure, Rate, figure
from services.engine.rates import RatesOn

MEALS = ("breakfast", "lunch", "dinner")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is paid, at which rate, and the part that is taxable."""

    paid: Figure[Money]
    taxable: Figure[Money]
    rate: Decimal


def by_unit(
    units: Decimal, rate: Decimal | None, paid: Money | None, state: str, free: str, rates: RatesOn
) -> Allowance:
    """Mileage, night allowance: units × rate, free of tax up to units × the free rate.

    `rate` None means the state's rate; `paid` overrides units × rate.
    """
    state_rate, free_rate = rates.number(state), rates.number(free)
    used = state_rate.value if rate is None else rate
    amount = figure(
        "no.allowance.by_unit",
        Money.rounded(units * used) if paid is None else paid,
        units=units,
        rate=state_rate if rate is None else rate,
    )
    free_amount = figure(
        "no.allowance.free", _free(amount.value, Money.rounded(units * free_rate.value)), units=units, rate=free_rate
    )
    return Allowance(
        amount, figure("no.allowance.taxable", amount.value - free_amount.value, paid=amount, free=free_amount), used
    )


def subsistence(
    days: Decimal, rate: Decimal | None, paid: Money | None, meals: Sequence[str], state: str, free: str, rates: RatesOn
) -> Allowance:
    """Diet for days of one kind: the day's rate less the covered meals' shares, compared day by day with the free rate.

    The free side is rounded to whole kroner a day. A free amount that is not used on one kind of day does not help
    another.
    """
    state_rate, free_rate = rates.number(state), rates.number(free)
    day_trip = _day_trip(rate, rates)
    shares = {meal: rates.percent(f"subsistence.{meal}") for meal in meals}
    kept = Decimal(1) - sum((share.value.share for share in shares.values()), Decimal(0))
    used = state_rate.value if rate is None else rate
    amount = figure(
        "no.allowance.subsistence",
        Money.rounded(days * used * kept) if paid is None else paid,
        days=days,
        rate=state_rate if rate is None else day_trip or rate,
        **shares,
    )
    free_day = Money.rounded(free_rate.value * kept).whole_kroner(Rounding.HALF_UP)
    free_amount = figure(
        "no.allowance.free_days", _free(amount.value, free_day.times(days)), days=days, rate=free_rate, **shares
    )
    return Allowance(
        amount, figure("no.allowance.taxable", amount.value - free_amount.value, paid=amount, free=free_amount), used
    )


def _day_trip(rate: Decimal | None, rates: RatesOn) -> Rate[Decimal] | None:
    """The state's rate for a day trip, where that is what is paid for the hours after the last whole day."""
    for name in ("subsistence.state_day", "subsistence.state_day_long"):
        if rate is not None and rates.has(name) and rates.number(name).value == rate:
            return rates.number(name)
    return None


def _free(paid: Money, limit: Money) -> Money:
    """What is free of tax of an amount; a line that takes back is split as the line that it takes back."""
    return min(paid, limit) if paid.ore >= 0 else max(paid, limit)
