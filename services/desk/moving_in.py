"""Moving in: what another program reported last, set beside what the client file holds, person by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import HUNDRED, Percent
from services.desk import countries
from services.desk.employee_around import Surroundings
from services.desk.employee_form import FREELANCER, PENSION
from services.engine.facts import PersonFacts, RunFacts, RunHead
from services.engine.moving_in import ReportedEmployment, ReportedMonth, ReportedPerson

PAGE = "moving_in"
FULL_WEEK = Decimal("37.5")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person of the report as they would come in. `here` is the number of somebody who works here already.

    `key` tells the person in the report; `jobs` are the employments that go on, `ended` how many the report ended.
    A STOP among the findings keeps the person out.
    """

    key: str
    number: int
    name: str
    national_id: str
    born: date | None
    jobs: tuple[ReportedEmployment, ...]
    ended: int
    here: int | None
    findings: tuple[Finding, ...]
    person: ReportedPerson

    @property
    def can_come(self) -> bool:
        """Whether the person can be taken over."""
        return self.here is None and all(finding.severity is not Severity.STOP for finding in self.findings)


def newcomers(around: Surroundings, report: ReportedMonth) -> tuple[Newcomer, ...]:
    """Everybody of the report, in its order, with the numbers and first names that the program would give them."""
    by_id = {known.national_id: known.number for known in around.people if known.national_id}
    number = around.next_number
    taken = {known.number for known in around.people}
    found = []
    for person in report.people:
        here = by_id.get(person.national_id) if person.national_id else None
        own = int(person.number) if person.number.isdecimal() and len(person.number) <= 9 else None
        given = here
        if given is None:
            given = own if own is not None and own not in taken else number
            taken.add(given)
            while number in taken:
                number += 1
        going_on = tuple(job for job in person.employments if job.end is None)
        found.append(
            Newcomer(
                person.key,
                given,
                person.name,
                person.national_id,
                person.born or _born(around, person),
                going_on,
                len(person.employments) - len(going_on),
                here,
                tuple(_findings(around, person, going_on, here)),
                person,
            )
        )
    return tuple(found)


def _born(around: Surroundings, person: ReportedPerson) -> date | None:
    read = countries.read_person_number(around.country, person.national_id) if person.national_id else None
    return read[2] if read is not None else None


def _findings(
    around: Surroundings, person: ReportedPerson, jobs: Sequence[ReportedEmployment], here: int | None
) -> Iterator[Finding]:
    where = Place(PAGE, person.key)
    if here is not None:
        what = Message("Is employee {number} here already, and stays as they are", number=str(here))
        yield Finding(Severity.NOTE, what, where)
        return
    yield from _identity(around, person)
    if not jobs:
        yield Finding(Severity.STOP, Message("Every employment of this person has ended"), where)
    for name, times in Counter(job.id for job in jobs).items():
        if times > 1:  # a report may: an id is unique within its sub-unit only (amelding 6.1)
            what = Message(
                "The number {id} stands on two employments, and here each needs its own. Enter this person by hand",
                id=name,
            )
            yield Finding(Severity.STOP, what, where)
    for job in jobs:
        if job.start is None:
            yield Finding(Severity.STOP, Message("Employment {id} has no first day", id=job.id), where)
        if job.type not in (FREELANCER, PENSION) and pay_of(job) is None:
            what = Message("The month shows no pay for employment {id}: enter it afterwards", id=job.id)
            yield Finding(Severity.WARNING, what, where)
        for leave in job.leaves:
            what = Message(
                "{kind} from {day} comes along with its id. Look at whether it is paid",
                kind=countries.absence_words()[leave.kind],
                day=leave.first,
            )
            yield Finding(Severity.WARNING, what, where)
        if job.establishment not in {unit.orgnr for unit in around.units}:
            what = Message("Sub-unit {number} is not here yet, and is added", number=job.establishment)
            yield Finding(Severity.NOTE, what, where)


def _identity(around: Surroundings, person: ReportedPerson) -> Iterator[Finding]:
    """What the country says about the number."""
    if around.employer is None or around.start_month is None or not person.national_id:
        return
    facts = RunFacts(
        around.country,
        RunHead(around.start_month, around.start_month.first),
        around.employer,
        (PersonFacts(0, person.name, person.national_id, person.born),),
    )
    for finding in countries.country(around.country).check(facts):
        if finding.where is not None and finding.where.field == "national_id":
            yield Finding(finding.severity, finding.what, Place(PAGE, person.key))


def pay_of(job: ReportedEmployment) -> tuple[str, Money] | None:
    """How the month was paid: monthly with the salary, or hourly with the rate; None where it does not tell."""
    if job.fixed_salary is not None and job.fixed_salary.ore > 0:
        return "monthly", job.fixed_salary
    if (rate := job.hourly_rate) is not None and rate.ore > 0:
        return "hourly", rate
    return None


def percent_of(job: ReportedEmployment) -> Percent:
    """The reported percentage; a whole position where the report has none."""
    return job.percent if job.percent is not None else HUNDRED


def missing_units(report: ReportedMonth, around: Surroundings) -> tuple[str, ...]:
    """The sub-units of the report that the client does not have."""
    ours = {unit.orgnr for unit in around.units}
    return tuple(orgnr for orgnr in report.establishments if orgnr not in ours)
