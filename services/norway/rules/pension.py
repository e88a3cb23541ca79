"""Occupational pension (OTP): the employer's contribution (norway-payroll 8.2)."""

from __future__ import annotations

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Figure, Node, figure
from services.engine.facts import PersonFacts
from services.engine.rates import RatesOn

MONTHS = 12
COUNTED = "pension_basis"  # a person's pensionable pay, by month of payment


def counted_in_year(person: PersonFacts, year: str) -> Money:
    """The pensionable pay that earlier runs of the year counted."""
    return Money(
        sum(
            amount for key, amount in person.balances.items() if key.account == COUNTED and key.vintage.startswith(year)
        )
    )


def otp(
    pensionable: Figure[Money], before: Money, percent: Percent, rates: RatesOn, cap_of: str = "month"
) -> Figure[Money]:
    """The plan's percentage of pensionable pay, which counts up to 12 G a year: a month's cap is a twelfth of that,
    or, where `cap_of` is “year”, pay counts until the year has reached it. G is that of the pay date.

    `before` is what earlier runs of the month, or of the year, counted.
    """
    g, cap_g = rates.amount("basic_amount"), rates.number("pension.cap_g")
    cap = g.value.part(cap_g.value, MONTHS if cap_of == "month" else 1)
    if before <= cap and before + pensionable.value <= cap:
        return figure("no.pension.otp", pensionable.value.times(percent), pensionable=pensionable, percent=percent)
    left = min(cap, before + pensionable.value) - min(cap, before)  # of the cap; what is taken back may be above it
    words: dict[str, Node] = {
        "pensionable": pensionable,
        "percent": percent,
        "cap": cap,
        "before": before,
        "left": left,
        "g": g,
    }
    rule = "no.pension.otp_capped" if cap_of == "month" else "no.pension.otp_capped_year"
    return Figure(left.times(percent), rule, words)
