"""Occupational pension (OTP): the employer's contribution (norway-payroll 8.2)."""

from __future__ import annotations

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Figure, figure
from services.engine.rates import RatesOn

MONTHS = 12


def otp(pensionable: Figure[Money], percent: Percent, rates: RatesOn) -> Figure[Money]:
    """The plan's percentage of pensionable pay, which counts up to 12 G a year: a month's cap is a twelfth of that."""
    g, cap_g = rates.amount("basic_amount"), rates.number("pension.cap_g")
    cap = g.value.part(cap_g.value, MONTHS)
    if pensionable.value <= cap:
        return figure("no.pension.otp", pensionable.value.times(percent), pensionable=pensionable, percent=percent)
    return figure("no.pension.otp_capped", cap.times(percent), pensionable=pensionable, percent=percent, cap=cap, g=g)
