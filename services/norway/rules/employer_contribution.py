"""Employer's contribution (arbeidsgiveravgift, AGA) by zone, the allowance of zone 1a, and the extra of 2024
(norway-payroll 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, Node, Rate, figure
from services.engine.rates import RatesOn
from services.engine.result import ContributionPart

ZONES = ("1", "1a", "2", "3", "4", "4a", "5")
FARMING = "jordOgSkogbrukFiskeri"
ALLOWANCE_USED = "aga_allowance_used"  # the employer's, by calendar year
WAGE_BASE = "aga_wage_base"  # a person's, by calendar year, pension left out: for the extra contribution


def zone_rate(zone: str, code: str, rates: RatesOn) -> Rate[Percent]:
    """The rate of a zone. Farming, forestry and fishing have their own in zone 4a, and no allowance in zone 1a."""
    special = f"employer_contribution.{code}.zone_{zone}"
    return rates.percent(special if rates.has(special) else f"employer_contribution.zone_{zone}")


def uses_allowance(zone: str, code: str) -> bool:
    """Whether the low rate of the zone holds only until the employer's yearly allowance is used."""
    return zone == "1a" and code != FARMING


@dataclass(frozen=True, slots=True)
class Allowance:
    """Zone 1a in one run: the whole base split at the point where the year's allowance is used up."""

    low: Figure[Money]
    high: Figure[Money]
    contribution: Figure[Money]
    used_after: Figure[Money]


def zone_1a(base: Money, used: Money, rates: RatesOn) -> Allowance:
    """The contribution of a run's total base in zone 1a.

    `used` is what was saved since 1 January. While used + saved stays within the allowance, the low rate holds for the
    whole base; in the run that crosses it, contribution = base × the high rate − what was left.
    """
    low_rate, high_rate = rates.percent("employer_contribution.zone_1a"), rates.percent("employer_contribution.zone_1")
    limit = rates.amount("employer_contribution.allowance_1a")
    difference = high_rate.value.share - low_rate.value.share
    saved = Money.rounded(base.kroner * difference)
    room = max(ZERO, limit.value - used)
    if saved <= room:
        low, high, saving = base, ZERO, saved
        amount = base.times(low_rate.value)
    else:
        low = Money.rounded(room.kroner / difference)
        high, saving = base - low, room
        amount = base.times(high_rate.value) - room
    words: dict[str, Node] = {
        "base": base,
        "used": used,
        "allowance": limit,
        "low_rate": low_rate,
        "high_rate": high_rate,
        "saving": saved,
        "room": room,
    }
    return Allowance(
        figure("no.aga.zone_1a_low", low, **words),
        figure("no.aga.zone_1a_high", high, **words),
        figure("no.aga.zone_1a", amount, **words),
        figure("no.aga.zone_1a_used", used + saving, **words),
    )


def saved(parts: Iterable[ContributionPart], rates: RatesOn) -> Money:
    """What the low rate of the parts within the allowance saved against the high one."""
    high = rates.percent("employer_contribution.zone_1").value.share
    return Money.rounded(
        sum((part.base.kroner * (high - part.percent.share) for part in parts if part.reduced), Decimal(0))
    )


def share(whole: Money, bases: Sequence[Money]) -> list[Money]:
    """The whole split on people by their bases, by largest remainder, so that not an øre is lost.

    Where a base is negative a plain proportion is used and the largest base takes what is left over.
    """
    if not bases:
        return []
    total = Money.total(bases)
    if all(base.ore >= 0 for base in bases) and total:
        return whole.split([base.ore for base in bases])
    shares = [whole.part(base.ore, total.ore) if total else ZERO for base in bases]
    largest = max(range(len(bases)), key=lambda place: abs(bases[place].ore))
    shares[largest] += whole - Money.total(shares)
    return shares


def extra(before: Money, now: Money, rates: RatesOn) -> Figure[Money] | None:
    """The extra contribution on pay above the year's threshold per person (2023–2024); None in years without it."""
    if not rates.has("employer_contribution.extra.percent"):
        return None
    percent, threshold = (
        rates.percent("employer_contribution.extra.percent"),
        rates.amount("employer_contribution.extra.threshold"),
    )
    above_before = max(ZERO, before - threshold.value)
    base = figure(
        "no.aga.extra_base",
        max(ZERO, before + now - threshold.value) - above_before,
        before=before,
        now=now,
        threshold=threshold,
    )
    return figure("no.aga.extra", base.value.times(percent.value), base=base, percent=percent)
