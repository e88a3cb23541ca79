"""ATP by the hours that are paid in the period (denmark 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.money import ZERO, Money
from models.values.why import Figure, Rate, figure
from services.engine.rates import RatesOn


@dataclass(frozen=True, slots=True)
class Atp:
    """What the employee and the employer each pay."""

    employee: Figure[Money]
    employer: Figure[Money]


def of_period(period: str, hours: Decimal, rates: RatesOn, paid: tuple[Money, Money] = (ZERO, ZERO)) -> Atp:
    """The ATP of all paid hours of a period (month · fortnight · week), less what earlier runs of it took."""
    steps = rates.numbers(f"atp.{period}.hours")
    place = next((place for place, least in enumerate(steps.value) if hours >= least), None)
    least = None if place is None else steps.value[place]
    employee, employer = (_share(period, who, place, least, hours, paid[at], rates) for at, who in enumerate(WHO))
    return Atp(employee, employer)


WHO = ("employee", "employer")


def _share(
    period: str, who: str, place: int | None, least: Decimal | None, hours: Decimal, paid: Money, rates: RatesOn
) -> Figure[Money]:
    if place is None:
        return figure("dk.atp.none", ZERO - paid, hours=hours)
    found = rates.numbers(f"atp.{period}.{who}")
    rate = Rate(found.name, Money.kr(found.value[place]), found.since, found.source, found.status)
    amount = rate.value - paid
    if paid:
        return figure("dk.atp.rest", amount, hours=hours, least=least, rate=rate, paid=paid)
    return figure("dk.atp", amount, hours=hours, least=least, rate=rate)


def casual(hours: Decimal, rates: RatesOn) -> Atp:
    """The ATP of casual work: by the hour."""
    employee, employer = (rates.number(f"atp.casual.{who}") for who in WHO)
    return Atp(
        figure("pay.by_law", Money.rounded(hours * employee.value), units=hours, rate=employee),
        figure("pay.by_law", Money.rounded(hours * employer.value), units=hours, rate=employer),
    )


def nothing() -> Atp:
    """For somebody who is too young."""
    none = figure("pay.nothing", ZERO)
    return Atp(none, none)
