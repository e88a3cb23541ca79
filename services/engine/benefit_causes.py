"""Why a benefit, an allowance or a deduction differs from last time, where the facts or the law's rates tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.values.message import Message
from models.values.why import Figure, Rate
from services.engine.facts import CompanyCar, PersonFacts, RunHead, StaffLoan
from services.engine.result import PayLine

CARS, LOAN = ("company_car", "company_van"), "cheap_loan"


def new_benefit(line: str, formula: str, person: PersonFacts, head: RunHead) -> Message | None:
    """Since when there is a car or a loan that was not there last time."""
    since = [each.since for each in _arrangements(formula, person)]
    days = [day for day in since if head.days.last is None or day <= head.days.last]
    return Message("{line}, from {day}", line=line, day=max(days)) if days else None


def gone_benefit(line: str, formula: str, person: PersonFacts) -> Message | None:
    """Until when there was a car or a loan."""
    ended = [each.until for each in _arrangements(formula, person) if each.until is not None]
    return Message("{line}, until {day}", line=line, day=max(ended)) if ended else None


def changed_benefit(line: str, formula: str, person: PersonFacts, before: PersonFacts) -> Message | None:
    """What is another one now of a car or a loan."""
    if formula in CARS:
        return _car(line, list(_arrangements(formula, person)), list(_arrangements(formula, before)))
    if formula == LOAN and person.loans and before.loans:
        return _loan(line, person.loans[-1], before.loans[-1])
    return None


def new_rate(line: str, now: PayLine, before: PayLine) -> Message | None:
    """A rate of the law that is another one now: since when, and what it was."""
    found, earlier = dict(_rates(now.amount)), dict(_rates(before.amount))
    for name, rate in found.items():
        was = earlier.get(name)
        if was is not None and was.value != rate.value and rate.since > was.since:
            return Message(
                "{line}, rate {before} is {now} from {day}",
                line=line,
                before=was.value,
                now=rate.value,
                day=rate.since,
            )
    return None


def not_all(line: str, now: PayLine) -> Message | None:
    """A deduction of which only a part could be taken."""
    if now.asked is None or now.asked == now.amount.value:
        return None
    return Message("{line}, {amount} of {asked} could be taken", line=line, amount=now.amount.value, asked=now.asked)


def _arrangements(formula: str, person: PersonFacts) -> Iterator[CompanyCar | StaffLoan]:
    if formula in CARS:
        yield from (car for car in person.cars if (car.vehicle == "van") is (formula == "company_van"))
    elif formula == LOAN:
        yield from person.loans


def _car(line: str, now: list[CompanyCar | StaffLoan], before: list[CompanyCar | StaffLoan]) -> Message | None:
    cars = [car for car in now if isinstance(car, CompanyCar)]
    earlier = [car for car in before if isinstance(car, CompanyCar)]
    if not cars or not earlier:
        return None
    new, old = cars[-1], earlier[-1]
    if new.since != old.since:
        return Message("{line}, another car from {day}", line=line, day=new.since)
    if new.list_price != old.list_price:
        return Message("{line}, list price {before}, now {now}", line=line, before=old.list_price, now=new.list_price)
    if new.own_payment != old.own_payment:
        return Message(
            "{line}, own payment {before}, now {now}", line=line, before=old.own_payment, now=new.own_payment
        )
    if new.over_40000_km != old.over_40000_km:
        if new.over_40000_km:
            return Message("{line}, now more than 40 000 km a year at work", line=line)
        return Message("{line}, no longer more than 40 000 km a year at work", line=line)
    return None


def _loan(line: str, now: StaffLoan, before: StaffLoan) -> Message | None:
    if now.since != before.since:
        return Message("{line}, another loan from {day}", line=line, day=now.since)
    if now.rate != before.rate:
        return Message("{line}, interest {before}, now {now}", line=line, before=before.rate, now=now.rate)
    return None


def _rates(node: object) -> Iterator[tuple[str, Rate[Any]]]:
    """Every rate in a trace, by name."""
    if isinstance(node, Rate):
        yield node.name, node
    elif isinstance(node, Figure):
        for part in node.inputs.values():
            yield from _rates(part)
