"""What one can choose among when something is to be changed, and a change in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from services.desk import at_hand
from services.desk.desk import Desk
from services.desk.employee_pay_checks import asks
from services.desk.gather import employer_facts
from services.desk.what_if import (
    Change,
    ExtraLine,
    Leaves,
    MovedTo,
    NewPerson,
    NewPosition,
    OtherScheme,
    PayRise,
)
from services.engine.facts import LineInput, PersonFacts
from services.engine.wage_types import Operation
from services.queries.settings import ZoneRow, zones
from services.queries.trace import Named
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

_PAY = Operation.PAY
_ENTERED = (Operation.PAY, Operation.BENEFIT, Operation.ALLOWANCE, Operation.DEDUCT)
_NOT_HERE = ("salary", "full_withholding", "mileage", "subsistence")  # they come by themselves or ask for more


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom something may be changed for, and what holds today."""

    number: int
    name: str
    percent: Percent | None
    monthly: Money | None
    is_hourly: bool


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A wage type that a line can be of, and which figures it asks for."""

    slug: str
    number: int
    name: Named
    asks: tuple[str, ...]
    unit: str
    is_pay: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What one can choose among: people, sub-units, zones, wage types, the schemes as they are, and the years that have
    rates.
    """

    people: tuple[Somebody, ...]
    establishments: tuple[tuple[str, str, str], ...]  # number, name, zone
    zones: tuple[ZoneRow, ...]
    scheme: OtherScheme
    lines: tuple[LineChoice, ...]
    years: tuple[int, ...]

    def names(self) -> Mapping[int, str]:
        """What the people are called, by number."""
        return {each.number: each.name for each in self.people}


def around(desk: Desk) -> Around:
    """What there is to choose among. Raises Refused for a file without an employer."""
    with desk.reading() as session:
        employer = employer_facts(session)
    types = sorted(wage_types(desk.client.country).values(), key=lambda each: each.number)
    return Around(
        tuple(_somebody(person, desk) for person in at_hand.everybody(desk) if person.employments),
        tuple((unit.orgnr, unit.name or unit.orgnr, unit.zone) for unit in employer.establishments),
        zones(desk),
        OtherScheme(
            employer.holiday_plan,
            employer.holiday_deduction,
            employer.pension_percent,
            employer.part_month,
            employer.finance_tax,
        ),
        tuple(
            LineChoice(of.slug, of.number, Named(tuple(of.names.items())), asks(of), of.unit, of.operation is _PAY)
            for of in types
            if of.operation in _ENTERED and of.formula not in _NOT_HERE and {"amount", "quantity"} & set(asks(of))
        ),
        tuple(sorted(rate_book(desk.client.country).years)),
    )


def _somebody(person: PersonFacts, desk: Desk) -> Somebody:
    day = desk.today
    now = [job for job in person.employments if day in job.span] or list(person.employments[-1:])
    of_pay = [
        terms for job in now for _, terms in job.terms.entries[-1:] if terms.pay == "monthly" and terms.monthly_salary
    ]
    terms = of_pay[0] if of_pay else now[0].terms.entries[-1][1] if now[0].terms else None
    return Somebody(
        person.number,
        person.name,
        terms.percent if terms is not None else None,
        terms.monthly_salary if terms is not None else None,
        any(terms.pay == "hourly" for job in now for _, terms in job.terms.entries[-1:]),
    )


def line_for(choice: LineChoice, amount: Money | None, quantity: Decimal | None) -> LineInput:
    """A line of a wage type with what was filled in."""
    return LineInput(choice.slug, quantity=quantity, amount=amount)


def told(change: Change, about: Around, language: str) -> tuple[Message, Message]:
    """A change in words: what it is, and whom or when it concerns."""
    names = about.names()

    def whom(numbers: Iterable[int]) -> Message:
        some = [names.get(number, str(number)) for number in sorted(numbers)]
        if not some:
            return Message("Everybody")
        if len(some) > 2:
            return Message("{name} and {count} others", name=some[0], count=len(some) - 1)
        return (
            Message("{first} and {last}", first=some[0], last=some[1])
            if len(some) == 2
            else Message("{name}", name=some[0])
        )

    match change:
        case PayRise():
            who = Message("{who}, from {day}", who=whom(change.numbers), day=change.since)
            if change.percent is not None:
                return Message("{percent} more pay", percent=change.percent), who
            if change.new is not None:
                return Message("Monthly pay of {amount}", amount=change.new), who
            return Message("{amount} more a month", amount=change.amount or ZERO), who
        case NewPosition():
            who = Message("{who}, from {day}", who=whom([change.number]), day=change.since)
            return Message("A position of {percent}", percent=change.percent), who
        case NewPerson():
            what = Message("{amount} a month, from {day}", amount=change.monthly_salary, day=change.since)
            return Message("New employee: {name}", name=change.name), what
        case Leaves():
            return Message("{name} leaves", name=whom([change.number])), Message("Last day {day}", day=change.last)
        case MovedTo():
            unit = next((name for number, name, _ in about.establishments if number == change.establishment), "")
            return Message("Zone {zone}", zone=change.zone), Message("{name}", name=unit)
        case ExtraLine():
            name = next((each.name for each in about.lines if each.slug == change.line.type), None)
            line = name.in_language(language) if name is not None else change.line.type
            who = Message("{who}, in {month}", who=whom([change.number]), month=change.month)
            if change.line.amount is not None:
                return Message("{line}: {amount}", line=line, amount=change.line.amount), who
            return Message("{line}: {quantity}", line=line, quantity=change.line.quantity or 0), who
        case OtherScheme():
            return Message("Other schemes"), _schemes(change)


def _schemes(change: OtherScheme) -> Message:
    parts: list[Message] = []
    if change.holiday_plan is not None:
        plan = {"agreement": Message("five weeks of holiday"), "statutory": Message("holiday by law")}
        parts.append(plan.get(change.holiday_plan, Message("{plan}", plan=change.holiday_plan)))
    if change.pension_percent is not None:
        parts.append(Message("pension {percent}", percent=change.pension_percent))
    if change.finance_tax is not None:
        parts.append(Message("with finance tax") if change.finance_tax else Message("without finance tax"))
    if not parts:
        return Message("Nothing is changed")
    whole = parts[0]
    for part in parts[1:]:
        whole = Message("{first}, {second}", first=whole, second=part)
    return whole
