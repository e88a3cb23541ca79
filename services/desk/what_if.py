"""What one can ask “what if” about: changes of a sandbox, each a value; nothing of them is ever stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from models.values.money import Money
from models.values.percent import HUNDRED, Percent
from models.values.span import Month
from models.values.timeline import Timeline
from services.desk.sandbox import PlannedRun, Sandbox, SandboxPerson
from services.engine.facts import Employment, LineInput, PersonFacts, TaxCard, Terms


@dataclass(frozen=True, slots=True)
class PayRise:
    """Monthly and hourly pay from a day on: more by a percentage, by kroner a month, or a new amount.

    Nobody named means everybody. `amount` and `new` concern monthly pay; an hourly rate follows `percent` alone.
    """

    since: date
    numbers: frozenset[int] = frozenset()
    percent: Percent | None = None
    amount: Money | None = None
    new: Money | None = None


@dataclass(frozen=True, slots=True)
class NewPosition:
    """Another percentage of a full position from a day on; monthly pay follows it."""

    since: date
    number: int
    percent: Percent


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody more, paid by the month, taxed by a percentage."""

    since: date
    monthly_salary: Money
    percent: Percent = HUNDRED
    establishment: str = ""
    name: str = ""
    tax: Percent = Percent(Decimal(35))  # noqa: RUF009 – a Percent is immutable


@dataclass(frozen=True, slots=True)
class Leaves:
    """Somebody's employments end on a day."""

    number: int
    last: date


@dataclass(frozen=True, slots=True)
class MovedTo:
    """A sub-unit in another zone."""

    establishment: str
    zone: str


@dataclass(frozen=True, slots=True)
class OtherScheme:
    """Other plans of the employer; what is None stays."""

    holiday_plan: str | None = None
    holiday_deduction: str | None = None
    pension_percent: Percent | None = None
    part_month: str | None = None
    finance_tax: bool | None = None


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """A line more in the first run of a month."""

    month: Month
    number: int
    line: LineInput


Change: TypeAlias = PayRise | NewPosition | NewPerson | Leaves | MovedTo | OtherScheme | ExtraLine


def changed(sandbox: Sandbox, changes: Iterable[Change]) -> Sandbox:
    """The sandbox with the changes made, one after the other."""
    for change in changes:
        sandbox = _changed(sandbox, change)
    return sandbox


def _changed(sandbox: Sandbox, change: Change) -> Sandbox:
    match change:
        case PayRise():
            return _each(sandbox, change.numbers, lambda person: with_rise(person, change))
        case NewPosition():
            return _each(sandbox, {change.number}, lambda person: with_position(person, change.since, change.percent))
        case Leaves():
            return _each(sandbox, {change.number}, lambda person: without_after(person, change.last))
        case NewPerson():
            return replace(sandbox, people=(*sandbox.people, _hired(sandbox, change)))
        case MovedTo():
            units = tuple(
                replace(unit, zone=change.zone) if unit.orgnr == change.establishment else unit
                for unit in sandbox.employer.establishments
            )
            return replace(sandbox, employer=replace(sandbox.employer, establishments=units))
        case OtherScheme():
            chosen = {name: value for name in change.__slots__ if (value := getattr(change, name)) is not None}
            return replace(sandbox, employer=replace(sandbox.employer, **chosen))
        case ExtraLine():
            return replace(sandbox, runs=tuple(_with_line(sandbox.runs, change)))


def _each(sandbox: Sandbox, numbers: Iterable[int], do: Callable[[PersonFacts], PersonFacts]) -> Sandbox:
    """The sandbox with some people changed; nobody named means everybody."""
    chosen = set(numbers) or {each.person.number for each in sandbox.people}
    return replace(
        sandbox,
        people=tuple(
            replace(each, person=do(each.person)) if each.person.number in chosen else each for each in sandbox.people
        ),
    )


def with_rise(person: PersonFacts, rise: PayRise) -> PersonFacts:
    """The person with other pay from the day on; later terms rise with it."""

    def risen(terms: Terms) -> Terms:
        salary, hourly = terms.monthly_salary, terms.hourly_rate
        if rise.new is not None and salary is not None:
            salary = rise.new
        if rise.percent is not None:
            salary = None if salary is None else salary + salary.times(rise.percent)
            hourly = None if hourly is None else hourly + hourly.times(rise.percent)
        if rise.amount is not None and salary is not None:
            salary += rise.amount
        return replace(terms, monthly_salary=salary, hourly_rate=hourly)

    return _from(person, rise.since, risen)


def with_position(person: PersonFacts, since: date, percent: Percent) -> PersonFacts:
    """The person in another percentage from the day on. A position of 0 % has no full-time pay to follow. Of somebody
    with several employments it concerns those with monthly pay, where there are any.
    """
    is_monthly = any(terms.pay == "monthly" for job in person.employments for _, terms in job.terms.entries)

    def moved(terms: Terms) -> Terms:
        if is_monthly and terms.pay != "monthly":
            return terms
        salary = terms.monthly_salary
        if salary is not None and terms.percent.value:
            salary = salary.part(percent.value, terms.percent.value)
        return replace(terms, percent=percent, monthly_salary=salary)

    return _from(person, since, moved)


def without_after(person: PersonFacts, last: date) -> PersonFacts:
    """The person with every employment ended on a day at the latest; one that begins later is left out."""
    kept = tuple(
        replace(
            job,
            end=last if job.end is None else min(job.end, last),
        )
        for job in person.employments
        if job.start <= last
    )
    return replace(person, employments=kept)


def _from(person: PersonFacts, since: date, do: Callable[[Terms], Terms]) -> PersonFacts:
    """Terms changed from a day on: those in force then get a second part, later ones are changed as they are."""

    def mended(job: Employment) -> Employment:
        if job.end is not None and job.end < since:
            return job
        first_day = max(since, job.start)
        before = [(day, terms) for day, terms in job.terms.entries if day < first_day]
        later = [(day, do(terms)) for day, terms in job.terms.entries if day >= first_day]
        if before and (not later or later[0][0] != first_day):
            later.insert(0, (first_day, do(before[-1][1])))
        return replace(job, terms=Timeline((*before, *later)))

    return replace(person, employments=tuple(mended(job) for job in person.employments))


def _hired(sandbox: Sandbox, new: NewPerson) -> SandboxPerson:
    number = 1 + max((each.person.number for each in sandbox.people), default=0)
    unit = new.establishment or sandbox.employer.establishments[0].orgnr
    job = Employment(
        "1", unit, new.since, Timeline(((new.since, Terms(new.percent, monthly_salary=new.monthly_salary)),))
    )
    card = TaxCard(sandbox.year, "percent", percent=new.tax)
    return SandboxPerson(PersonFacts(number, new.name, employments=(job,)), (card,))


def _with_line(runs: tuple[PlannedRun, ...], extra: ExtraLine) -> Iterable[PlannedRun]:
    done = False
    for run in runs:
        if not done and run.head.month == extra.month:
            done = True
            more = {extra.number: (*run.lines.get(extra.number, ()), extra.line)}
            yield replace(run, lines={**run.lines, **more})
        else:
            yield run
