"""Company cars and vans: what private use is worth by the standard rule (norway-payroll 10.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.why import Figure, Node, Rate, figure
from services.engine.facts import CompanyCar
from services.engine.rates import RatesOn

MONTHS = 12
VAN = "van"


def used_in(cars: Sequence[CompanyCar], month: Month) -> list[CompanyCar]:
    """The cars of a month: each started month of an arrangement counts. A car that took the place of another within the
    month counts from the next one on, so that nobody is taxed of two cars that they had one after the other.
    """
    here = [car for car in cars if Span(car.since, car.until).overlap(month.span) is not None]
    return [car for car in here if not any(each.until is not None and each.until < car.since for each in here)]


def month_benefit(car: CompanyCar, year: int, rates: RatesOn) -> Figure[Money]:
    """A twelfth of the year's benefit, less what the employee pays for the use; never below zero."""
    whole = year_benefit(car, year, rates)
    month = figure("no.car.month", whole.value.part(1, MONTHS), year=whole)
    if not car.own_payment:
        return month
    return figure(
        "no.car.own_payment", max(ZERO, month.value - car.own_payment), benefit=month, own_payment=car.own_payment
    )


def year_benefit(car: CompanyCar, year: int, rates: RatesOn) -> Figure[Money]:
    """The first percentage of the reduced list price up to the year's limit, and the second of what is above it."""
    price = reduced_price(car, year, rates)
    limit, first, second = (
        rates.amount("benefit.car_limit"),
        rates.percent("benefit.car_first"),
        rates.percent("benefit.car_second"),
    )
    below, above = min(price.value, limit.value), max(ZERO, price.value - limit.value)
    amount = Money.rounded(below.kroner * first.value.share + above.kroner * second.value.share)
    return figure("no.car.year", amount, price=price, limit=limit, first=first, second=second)


def reduced_price(car: CompanyCar, year: int, rates: RatesOn) -> Figure[Money]:
    """The list price that counts: less for an older car and for many business kilometres, then less for a van.

    The price is reduced before the limit is looked at.
    """
    shares: dict[str, Rate[Percent]] = {}
    if age_on(date(year, 1, 1), car.first_registered) >= rates.number("benefit.car_aged_years").value:
        shares["aged"] = rates.percent("benefit.car_aged")
    if car.over_40000_km:
        shares["far"] = rates.percent("benefit.car_far")
    kept = Decimal(1)
    for share in shares.values():
        kept *= share.value.share
    words: dict[str, Node] = {"list_price": car.list_price, "registered": car.first_registered, **shares}
    price = Figure(Money.rounded(car.list_price.kroner * kept), "no.car.price", words)
    if car.vehicle != VAN:
        return price
    less, most = rates.percent("benefit.van_less"), rates.amount("benefit.van_less_most")
    taken = min(price.value.times(less.value), most.value)
    return figure("no.car.van_price", price.value - taken, price=price, less=less, most=most)


def age_on(day: date, registered: date) -> int:
    """Whole years since the first registration."""
    return day.year - registered.year - ((day.month, day.day) < (registered.month, registered.day))
