"""Occupational pension (OTP): the employer's contribution (norway-payroll 8.2)."""

from __future__ import annotations

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Figure, Node, figure
from services.engine.rates import RatesOn

MONTHS = 12
COUNTED = "pension_basis"  # a person's pensionable pay, by month of payment


def otp(pensionable: Figure[Money], before: Money, percent: Percent, rates: RatesOn) -> Figure[Money]:
    """The plan's percentage of pensionable pay, which counts up to 12 G a year: a month's cap is a twelfth of that.

    `before` is what earlier runs of the month counted.
    """
    g, cap_g = rates.amount("basic_amount"), rates.number("pension.cap_g")
    cap = g.value.part(cap_g.value, MONTHS)
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
    return Figure(left.times(percent), "no.pension.otp_capped", words)
