"""AM-bidrag and A-skat by the five ways of rounding that the tax authority accepts (denmark 3.1 to 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.money import ZERO, Money, Rounding
from models.values.percent import Percent
from models.values.why import Figure, Node, Rate, figure
from services.engine.facts import TaxCard
from services.engine.rates import RatesOn

_TEN_KRONER = 1000  # in øre


def _ore(amount: Decimal) -> Money:
    return Money.rounded(amount)


def _krone(amount: Decimal) -> Money:
    return Money.kr(int(amount.quantize(Decimal(1), Rounding.HALF_UP.value)))


def _cut(amount: Decimal) -> Money:
    return Money.kr(int(amount.quantize(Decimal(1), Rounding.CUT.value)))


def _up(amount: Decimal) -> Money:
    return Money.kr(int(amount.quantize(Decimal(1), Rounding.CEILING.value)))


def _as_is(amount: Money) -> Money:
    return amount


def _tens(amount: Money) -> Money:
    return Money(amount.ore // _TEN_KRONER * _TEN_KRONER)


@dataclass(frozen=True, slots=True)
class Method:
    """One way of rounding: how the basis is cut before the percentage is taken, and how the result is rounded."""

    am_base: Callable[[Money], Money]
    am: Callable[[Decimal], Money]
    tax_base: Callable[[Money], Money]
    tax: Callable[[Decimal], Money]


METHODS: Mapping[str, Method] = {
    "1": Method(_as_is, _ore, _as_is, _ore),
    "2": Method(_as_is, _krone, _as_is, _krone),
    "2b": Method(_as_is, _cut, _as_is, _cut),
    "3": Method(_tens, _up, _tens, _up),
    "4": Method(_as_is, _krone, _tens, _up),
}


def am_contribution(base: Figure[Money], method: str, rate: Rate[Percent] | None) -> Figure[Money]:
    """AM-bidrag of the basis; nothing for somebody who is exempt (no rate)."""
    if rate is None:
        return figure("dk.am.exempt", ZERO, base=base)
    how = METHODS[method]
    amount = how.am(how.am_base(base.value).kroner * rate.value.share)
    return figure("dk.am", amount, percent=rate, base=base, method=method)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A-skat, the allowance that was used for it, and how much of an exemption card."""

    amount: Figure[Money]
    allowance_used: Money = ZERO
    exempt_used: Money = ZERO


def a_tax(
    income: Figure[Money],
    card: TaxCard | None,
    allowance: Figure[Money],
    exempt_used: Money,
    method: str,
    rates: RatesOn,
) -> Withheld:
    """A-skat of an A-income (after AM-bidrag). `allowance` is what the period has left of it (0 for settled holiday
    money); it counts for a main card alone. A secondary card (bikort) and a gross one (bruttotrækkort) take their
    percentage of the whole; without a card it is 55 %.
    """
    if card is None or card.kind == "none":
        return Withheld(_taxed(income, rates.percent("withholding.no_card"), ZERO, method, "dk.a_tax.no_card"))
    percent: Rate[Percent] | Percent
    percent = rates.percent("withholding.no_card") if card.percent is None else card.percent
    if card.kind == "main":
        free = max(ZERO, min(allowance.value, income.value))
        rule = "dk.a_tax.main" if allowance.value else "dk.a_tax.secondary"
        return Withheld(_taxed(income, percent, allowance, method, rule), allowance_used=free)
    if card.kind == "exempt":
        left = max(ZERO, card.exempt_amount - exempt_used) if card.exempt_amount is not None else income.value
        used = max(ZERO, min(left, income.value))
        if income.value <= left:
            return Withheld(figure("dk.a_tax.exempt", ZERO, income=income, left=left), exempt_used=used)
        rule = "dk.a_tax.above_exempt" if left else "dk.a_tax.secondary"
        return Withheld(_taxed(income, percent, left, method, rule), exempt_used=used)
    return Withheld(_taxed(income, percent, ZERO, method, "dk.a_tax.secondary"))


CARDS = ("main", "secondary", "exempt", "gross", "none")
"""The kinds of tax card, as the answers 2, 4, 3, 1 and 0 to a request give them; 5 to 7 are for public benefits, and
no cards of wages.
"""

CARD_OF_ANSWER: Mapping[str, str] = {"0": "none", "1": "gross", "2": "main", "3": "exempt", "4": "secondary"}
"""The kind of card by the type of an answer (eSkattekort)."""


def card_in_force(card: TaxCard | None, end: date | None, first: date) -> TaxCard | None:
    """The card that holds for pay of a period that begins on `first`: a main card goes with the employment, so that who
    is paid after it has ended has none until a new card is fetched (denmark 3.1, F22).
    """
    if card is None or end is None or end >= first or card.kind != "main":
        return card
    return card if card.issued is not None and card.issued > end else None


def reported_total(amounts: Iterable[Money], method: str, *, cut: bool = False) -> Money:
    """AM-bidrag or A-skat of a month as it is reported. By method 1, which withholds with øre, the total of everybody
    is whole kroner, rounded half up or (`cut`) truncated; by the others it is whole already (denmark 3.3).
    """
    together = Money.total(amounts)
    if method != "1":
        return together
    return _cut(together.kroner) if cut else _krone(together.kroner)


def _taxed(
    income: Figure[Money], percent: Rate[Percent] | Percent, free: Figure[Money] | Money, method: str, rule: str
) -> Figure[Money]:
    how = METHODS[method]
    less = free.value if isinstance(free, Figure) else free
    base = how.tax_base(max(ZERO, income.value - less)) if income.value.ore > 0 else how.tax_base(income.value)
    share = (percent.value if isinstance(percent, Rate) else percent).share
    inputs: dict[str, Node] = {"percent": percent, "income": income}
    if less:
        inputs["allowance"] = free
    return figure(rule, how.tax(base.kroner * share), **inputs, method=method)
