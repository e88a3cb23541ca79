"""Employer's contribution (arbeidsgiveravgift, AGA) by zone, the allowance of zone 1a, and the extra of 2024
(norway-payroll 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, Node, Rate, figure
from services.engine.rates import RatesOn
from services.engine.result import ContributionPart

ZONES = ("1", "1a", "2", "3", "4", "4a", "5")
ORDINARY = "generelleNaeringer"
FARMING = "jordOgSkogbrukFiskeri"
EXCEPTED = "sektorunnattAktivitet"  # steel, coal, finance, head offices and advice within a group …
OWN_RATES = frozenset({"godstransportPaaVei", "helseforetakOgDelerAvStatsforvaltningen"})  # the user enters them
NOT_HERE = frozenset(
    {
        "svalbard",
        "kunForskuddstrekk",
        "utenlandskeMedSaerskiltProsentsats",  # foreigners with a rate or an amount of their own: elements, not codes
        "utenlandskeMedFastAvgiftsbeloep",
    }
)
"""Codes whose rules are not in the program (norway-payroll 19.7)."""
_KNOWN = frozenset({ORDINARY, FARMING, EXCEPTED}) | OWN_RATES | NOT_HERE
LIMITED_SECTORS = frozenset(
    {"excepted", "difficulty", "steel", "coal", "finance", "consultancy", "head_office"}
)  # of an employer, whatever code its sub-units report
ALLOWANCE_USED = "aga_allowance_used"  # the employer's, by calendar year
WAGE_BASE = "aga_wage_base"  # a person's, by calendar year, pension left out: for the extra contribution


def zone_rate(zone: str, code: str, rates: RatesOn) -> Rate[Percent]:
    """The rate of a zone. Farming, forestry and fishing have their own in zone 4a.

    Raises MissingRate for the codes whose rates no source gave: the user enters them.
    """
    special = f"employer_contribution.{code}.zone_{zone}"
    return rates.percent(special if code in OWN_RATES or rates.has(special) else f"employer_contribution.zone_{zone}")


def uses_allowance(zone: str, code: str, sector: str = "") -> bool:
    """Whether the low rate of the zone holds only until the employer's yearly allowance is used.

    In zone 1a for everybody but farming and fishing. Excepted sectors and firms in economic difficulty owe the rate of
    zone 1 everywhere, and have the same allowance against it (norway-payroll 7.1): they pay their zone's rate until
    it is used. The code of firms in difficulty was not found, so every code that the user typed is taken for it.
    """
    if zone == "1":
        return False
    return (zone == "1a" and code != FARMING) or sector in LIMITED_SECTORS or code == EXCEPTED or code not in _KNOWN


def check_code(code: str, zone: str, where: Place) -> Iterator[Finding]:
    """What is to be said of a sub-unit's calculation code (beregningskode)."""
    if code in NOT_HERE:
        what = Message("The rules of the calculation code {code} are not in the program", code=code)
        yield Finding(Severity.STOP, what, where)
    elif code not in _KNOWN and zone != "1":
        what = Message(
            "{code} is not a calculation code that the program knows: the full rate is used, less the yearly allowance",
            code=code,
        )
        yield Finding(Severity.WARNING, what, where)


@dataclass(frozen=True, slots=True)
class Allowance:
    """One limited rate in one run: the whole base split at the point where the year's allowance is used up.

    `used_after` is that of the whole run.
    """

    low_rate: Rate[Percent]
    low: Figure[Money]
    high: Figure[Money]
    contribution: Figure[Money]
    used_after: Figure[Money]


def zone_1a(base: Money, used: Money, rates: RatesOn, other: Money = ZERO) -> Allowance:
    """The contribution of a run's total base in zone 1a (see `limited`)."""
    return limited({"1a": (rates.percent("employer_contribution.zone_1a"), base)}, used, rates, other)["1a"]


def limited(
    bases: Mapping[str, tuple[Rate[Percent], Money]], used: Money, rates: RatesOn, other: Money = ZERO
) -> dict[str, Allowance]:
    """The contribution of a run's total bases at rates that are limited by the allowance, by name: low rate and base.

    `used` is what was saved since 1 January, `other` the de minimis aid that was had from elsewhere, which counts too.
    While used + other + saved stays within the allowance, the low rates hold for the whole bases; in the run that
    crosses it, contribution = base × the high rate − what was left (norway-payroll 7.2). Where several low rates share
    what is left, each has the part that it would have saved of the whole.
    """
    high_rate = rates.percent("employer_contribution.zone_1")
    limit = rates.amount("employer_contribution.allowance_1a")
    differences = {name: high_rate.value.share - low.value.share for name, (low, _) in bases.items()}
    wanted = {name: Money.rounded(base.kroner * differences[name]) for name, (_, base) in bases.items()}
    savings = dict(wanted)
    room = max(ZERO, limit.value - used - other)
    left = room - Money.total(saving for saving in savings.values() if saving.ore < 0)
    above = {name: saving for name, saving in savings.items() if saving.ore > 0}
    crosses = Money.total(above.values()) > left
    if crosses:
        parts = left.split([saving.ore for saving in above.values()])
        savings |= dict(zip(above, parts, strict=True))
    after = used + Money.total(savings.values())
    found = {}
    for name, (low_rate, base) in bases.items():
        if crosses and name in above:
            low = min(base, Money.rounded(savings[name].kroner / differences[name]))
            amount = base.times(high_rate.value) - savings[name]
        else:
            low, amount = base, base.times(low_rate.value)
        words: dict[str, Node] = {
            "base": base,
            "used": used,
            "allowance": limit,
            "low_rate": low_rate,
            "high_rate": high_rate,
            "saving": wanted[name],
            "room": room,
        }
        if other:
            words["other_aid"] = other
        found[name] = Allowance(
            low_rate,
            figure("no.aga.zone_1a_low", low, **words),
            figure("no.aga.zone_1a_high", base - low, **words),
            figure("no.aga.zone_1a", amount, **words),
            figure("no.aga.zone_1a_used", after, **words),
        )
    return found


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


def shares_of(allowance: Allowance, bases: Sequence[Money]) -> tuple[list[Money], list[Money]]:
    """Contribution and low base of each person: by base, by largest remainder.

    A base below zero (a refund larger than the pay) gives back at the low rate, and the others share the rest.
    """
    below = {place: base for place, base in enumerate(bases) if base.ore < 0}
    if not below:
        return share(allowance.contribution.value, bases), share(allowance.low.value, bases)
    given_back = {place: base.times(allowance.low_rate.value) for place, base in below.items()}
    above = [max(ZERO, base) for base in bases]
    if not any(above):
        lasts = share(allowance.contribution.value, bases)
        return lasts, list(bases)
    contributions = (allowance.contribution.value - Money.total(given_back.values())).split([b.ore for b in above])
    lows = (allowance.low.value - Money.total(below.values())).split([b.ore for b in above])
    return (
        [given_back.get(place, part) for place, part in enumerate(contributions)],
        [below.get(place, part) for place, part in enumerate(lows)],
    )


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
