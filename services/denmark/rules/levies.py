"""Levies of an employer that ATP collects each quarter (Samlet Betaling), as estimates of cost (denmark 3.9).

They follow the ATP that was paid: a quarter's full ATP is one full-time unit. They are never withheld, and no run books
them. Rates that are not public for a year are not in its file, and then there is no estimate of that levy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models.values.money import Money
from models.values.why import Figure, figure
from services.engine.rates import RatesOn

LEVIES: Final = ("barsel_dk", "aub", "aes", "fib", "afu", "lmf_fee")
"""Barsel.dk; AUB, AES, FIB and AFU; the administration fee of Lønmodtagernes Feriemidler."""

UNIT: Final = "levies.unit"
"""The year files' name of the quarterly ATP of one full-time unit."""


@dataclass(frozen=True, slots=True)
class Levy:
    """One levy of a quarter."""

    name: str
    amount: Figure[Money]


def estimate(atp_paid: Money, rates: RatesOn) -> Iterator[Levy]:
    """The levies that have a rate on the day of the rates. `atp_paid` is all ATP of the quarter, both shares.

    Units are not rounded; only each amount is.
    """
    if not rates.has(UNIT):
        return
    unit = rates.amount(UNIT)
    for name in LEVIES:
        if rates.has(f"{name}.quarter"):
            rate = rates.amount(f"{name}.quarter")
            amount = Money.rounded(atp_paid.kroner / unit.value.kroner * rate.value.kroner)
            yield Levy(name, figure("dk.levy", amount, paid=atp_paid, unit=unit, rate=rate))


def unknown(rates: RatesOn) -> tuple[str, ...]:
    """The levies that have no rate: to be named where an estimate is shown."""
    return tuple(name for name in LEVIES if not rates.has(f"{name}.quarter"))
