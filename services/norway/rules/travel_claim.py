"""A small travel claim → lines of subsistence and mileage: domestic trips by the state's rules (norway-payroll 10.2).

A trip counts from 15 km and six hours on. With a night it is counted in days of 24 hours from the departure; what is
left after the whole days counts from six hours on: paid by the rate of a day trip, and free of tax as a day with a
night. Meals that somebody else paid for lower the rate of their own day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from services.engine.facts import LineInput
from services.engine.rates import RatesOn
from services.engine.travel import DAY, TravelClaim, TravelLines
from services.norway.rules.allowances import MEALS

NIGHTS = {"hotel": "diet_hotel", "boarding": "diet_boarding", "private": "diet_private"}
"""Kinds of night, and the wage type of a day with one."""
LONG_ENOUGH, LONG = timedelta(hours=6), timedelta(hours=12)
FAR_ENOUGH = 15  # kilometres from home and from work: the trip must be longer
_MOST_DAYS = 366
_FARTHEST = Decimal(2000)  # kilometres in a day of 24 hours: more is a slip of the hand


@dataclass(frozen=True, slots=True)
class _Day:
    """One day of the trip: its wage type, the rate that is paid where it is not the type's own, the meals covered."""

    type: str
    rate: Decimal | None
    meals: tuple[str, ...]


@dataclass(slots=True)
class _Told:
    reasons: list[Message] = field(default_factory=list)


def lines_of(claim: TravelClaim, rates: RatesOn) -> TravelLines:
    """The lines of a claim by the rates of a day. Raises Refused for a claim that cannot be, and MissingRate."""
    _check(claim)
    told = _Told()
    lines = [
        _line(claim, day.type, Decimal(len(days)), day.rate, day.meals)
        for day, days in ((day, list(days)) for day, days in groupby(_days(claim, rates, told)))
    ]
    if claim.nights_without_receipt:
        lines.append(_line(claim, "night_allowance", Decimal(claim.nights_without_receipt)))
    if claim.car_km:
        lines.append(_line(claim, "mileage", claim.car_km))
    if claim.passenger_km:
        lines.append(_line(claim, "mileage_passenger", claim.passenger_km))
    if claim.trailer_km:
        lines.append(_line(claim, "mileage_trailer", claim.trailer_km))
    lines += [
        LineInput("expense", amount=amount, employment=claim.employment, text=text or claim.text)
        for text, amount in claim.expenses
    ]
    return TravelLines(tuple(lines), tuple(told.reasons))


def _days(claim: TravelClaim, rates: RatesOn, told: _Told) -> Iterator[_Day]:
    """The days of the trip that are paid, in order."""
    if not claim.is_far:
        told.reasons.append(Message("No subsistence: the trip is not longer than {km} km", km=FAR_ENOUGH))
        return
    if claim.length < LONG_ENOUGH:
        told.reasons.append(Message("No subsistence: the trip is shorter than 6 hours"))
        return
    if not claim.night:
        yield _Day("diet_day_long" if claim.length > LONG else "diet_day", None, _meals(claim, 0))
        return
    with_night = NIGHTS[claim.night]
    whole, rest = divmod(claim.length, DAY)
    for place in range(whole):
        yield _Day(with_night, None, _meals(claim, place))
    if not whole and rest > LONG:  # more than 12 hours and a night: paid as a day and a night
        yield _Day(with_night, None, _meals(claim, 0))
    elif rest >= LONG_ENOUGH:
        name = "subsistence.state_day_long" if rest > LONG else "subsistence.state_day"
        yield _Day(with_night, rates.number(name).value, _meals(claim, whole))
    elif rest:
        told.reasons.append(Message("The last hours are fewer than 6 and give nothing"))


def _meals(claim: TravelClaim, place: int) -> tuple[str, ...]:
    """The covered meals of a day, in the order of the day."""
    covered = claim.meals[place] if place < len(claim.meals) else ()
    return tuple(meal for meal in MEALS if meal in covered)


def _line(
    claim: TravelClaim, slug: str, quantity: Decimal, rate: Decimal | None = None, meals: tuple[str, ...] = ()
) -> LineInput:
    return LineInput(slug, quantity, rate, employment=claim.employment, meals=meals, text=claim.text)


def _check(claim: TravelClaim) -> None:
    """Raises Refused with all that is wrong with a claim."""
    if found := list(_wrong(claim)):
        raise Refused([finding for each in found for finding in each.findings])


def _wrong(claim: TravelClaim) -> Iterator[Refused]:
    if claim.arrival <= claim.departure:
        yield _refused(Message("The trip ends before it begins"), "arrival")
    elif claim.length > DAY * _MOST_DAYS:
        yield _refused(Message("A trip is at most a year"), "arrival")
    elif claim.night and claim.night not in NIGHTS:
        words = " · ".join(NIGHTS)
        yield _refused(Message("“{word}” is not one of {words}", word=claim.night, words=words), "night")
    elif not claim.night and claim.length > DAY:
        yield _refused(Message("A trip of more than 24 hours has a night: where was it?"), "night")
    elif claim.night and not claim.nights:
        yield _refused(Message("The trip begins and ends on the same day, so it has no night"), "night")
    if not 0 <= claim.nights_without_receipt <= max(0, claim.nights if claim.night else 0):
        yield _refused(Message("There are not so many nights on the trip"), "nights_without_receipt")
    if claim.car_km < 0 or claim.passenger_km < 0:
        yield _refused(Message("Kilometres are 0 or more"), "car_km")
    if claim.passenger_km and not claim.car_km:
        yield _refused(Message("Passengers go with the kilometres of an own car"), "passenger_km")
    if not 0 <= claim.trailer_km <= max(claim.car_km, Decimal(0)):
        yield _refused(Message("The kilometres with a trailer are some of those that were driven"), "trailer_km")
    if claim.car_km > _FARTHEST * max(1, claim.days):
        yield _refused(Message("So far nobody drives in {days} days", days=max(1, claim.days)), "car_km")
    if any(amount.ore <= 0 for _, amount in claim.expenses):
        yield _refused(Message("An expense is more than 0"), "expenses")
    yield from _wrong_meals(claim.meals)


def _wrong_meals(days: Sequence[Sequence[str]]) -> Iterator[Refused]:
    for meal in dict.fromkeys(meal for day in days for meal in day):
        if meal not in MEALS:
            yield _refused(Message("“{meal}” is not a meal: breakfast, lunch, dinner", meal=meal), "meals")


def _refused(what: Message, field_name: str) -> Refused:
    return refuse(what, Place("pay_run", None, field_name))
