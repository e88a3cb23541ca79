"""Moving in: what a report of another program would bring, and the check that both tell the authority the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.values.finding import Place, Severity, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_around import surroundings_in
from services.desk.employee_form import FREELANCER, PENSION, one_line, plain_number
from services.desk.gather import balances_of, persons
from services.desk.moving_in import Newcomer, missing_units, newcomers, pay_of
from services.engine.facts import PersonFacts
from services.engine.moving_in import ReportDifference, ReportedEmployment, ReportedPerson
from services.reference.employment_words import FORMS, SCHEDULES, TYPES
from services.reference.occupations import occupation_name

__all__ = [
    "MovingIn",
    "Newcomer",
    "PersonRow",
    "ReportedEmployment",
    "SwitchRow",
    "code_words",
    "moving_in",
    "names_in",
    "person_rows",
    "read_file",
    "switch_over",
]
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MovingIn:
    """A report of another program: whose it is, of which month, whom it tells of, which sub-units would come along.

    `refused` says why nobody can come at all; None where people can be chosen.
    """

    employer: str
    month: Month | None
    program: str
    people: tuple[Newcomer, ...]
    new_units: tuple[str, ...]
    refused: Message | None


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """One difference between the last report of the old program and what this one would tell.

    `number` and `name` say whom it concerns here (None: nobody); `what` the field in words; `where` mends it.
    `is_identity` marks a difference that would make two employments of one in the register: `advice` says the way.
    """

    number: int | None
    name: str
    person: str
    employment: str
    what: Message
    theirs: str | date | Percent | Decimal | Money | None
    ours: str | date | Percent | Decimal | Money | None
    is_identity: bool
    advice: Message
    where: Place | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A newcomer as a row: the number with its last digits hidden, what they do and are paid, and what is said of them.

    `state` is here (works here already), stopped (cannot come), look or ok.
    """

    key: str
    masked: str
    name: str
    born: date | None
    position: Message | None
    pay: Message | None
    jobs: int
    state: str
    messages: tuple[Message, ...]

    @property
    def can_come(self) -> bool:
        return self.state in ("ok", "look")


def read_file(path: Path) -> bytes:
    """What lies in a file that somebody chose. Raises Refused for one that cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise refuse(Message("The file is larger than any a-melding. Is it the right one?"), Place("moving_in"))
        return path.read_bytes()
    except OSError as error:
        what = Message("The file {name} cannot be read. Is it open elsewhere, or moved?", name=path.name)
        raise refuse(what, Place("moving_in")) from error


def person_rows(desk: Desk, found: MovingIn) -> tuple[PersonRow, ...]:
    """Everybody of a report as one chooses among them."""
    country = desk.client.country
    with desk.reading() as session:
        here = {row.number: row.name for row in session.execute(select(Employee.number, Employee.name))}
    return tuple(_person_row(country, each, here) for each in found.people)


def _person_row(country: str, each: Newcomer, here: Mapping[int, str]) -> PersonRow:
    stopped = any(finding.severity is Severity.STOP for finding in each.findings)
    looks = any(finding.severity is Severity.WARNING for finding in each.findings)
    state = "here" if each.here is not None else "stopped" if stopped else "look" if looks else "ok"
    job = each.jobs[0] if each.jobs else None
    return PersonRow(
        each.key,
        _masked(each),
        here.get(each.here, "") if each.here is not None else each.name,
        each.born,
        _position(country, job) if job is not None else None,
        _pay(job) if job is not None else None,
        len(each.jobs),
        state,
        tuple(finding.what for finding in each.findings),
    )


def hidden(number: str) -> str:
    """A person's number without the digits that only they should know."""
    return f"{number[:6]} {'•' * max(len(number) - 6, 0)}"


def _masked(each: Newcomer) -> str:
    if each.national_id:
        return hidden(each.national_id)
    foreign = each.person.international_id
    return f"{foreign[2]} {'•' * 6}" if foreign is not None else ""


def _position(country: str, job: ReportedEmployment) -> Message:
    name = occupation_name(country, job.occupation) or job.occupation
    if job.percent is None or job.type in (FREELANCER, PENSION):
        return Message("{name}", name=name)
    return Message("{name}, {percent}", name=name, percent=job.percent)


def _pay(job: ReportedEmployment) -> Message | None:
    paid = pay_of(job)
    if paid is None:
        return None
    form, amount = paid
    return (
        Message("{amount} a month", amount=amount) if form == "monthly" else Message("{amount} an hour", amount=amount)
    )


def names_in(text: str) -> dict[str, str]:
    """Names by their national identity number, out of lines in which both stand: a list of another program, pasted."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"[\t;]", line)]
        numbers = [bare for cell in cells if len(bare := plain_number(cell)) == 11 and bare.isdigit()]
        names = [cell for cell in cells if any(sign.isalpha() for sign in cell)]
        if len(numbers) == 1 and names:
            found[numbers[0]] = one_line(" ".join(names[:2]))
    return found


def code_words(value: object) -> Message | None:
    """A code of the report in words; None for what is no code."""
    for table in (TYPES, FORMS, SCHEDULES):
        if isinstance(value, str) and value in table:
            return table[value].name
    return None


def moving_in(desk: Desk, content: bytes) -> MovingIn:
    """What taking a report over would bring. Raises Refused for a file that is no good report."""
    report = countries.country(desk.client.country).read_people(content)
    with desk.reading() as session:
        around = surroundings_in(session, desk)
    refused = None
    if around.employer is None:
        refused = Message("Enter the employer first: an employee works at one of its sub-units")
    elif report.employer != around.employer.orgnr:
        refused = Message(
            "The report is of employer {theirs}, and this client is {ours}",
            theirs=report.employer,
            ours=around.employer.orgnr,
        )
    return MovingIn(
        report.employer,
        report.month,
        report.program,
        newcomers(around, report),
        missing_units(report, around),
        refused,
    )


def switch_over(desk: Desk, content: bytes) -> tuple[SwitchRow, ...]:
    """The switch-over check: employment id, first day, type, percentage and dates of change must be what the old
    program last reported. Nothing is a good answer. Raises Refused for a file that is no good report.
    """
    pack = countries.country(desk.client.country)
    report = pack.read_people(content)
    last = report.month.last if report.month is not None else desk.today
    with desk.reading() as session:
        everybody = _people(session)
    names = {person.number: person.name for person in everybody}
    by_key: Mapping[str, ReportedPerson] = {each.key: each for each in report.people}
    numbers = {person.national_id: person.number for person in everybody if person.national_id}
    return tuple(_row(found, names, by_key, numbers) for found in pack.switch_over(report, everybody, last))


def _people(session: Session) -> list[PersonFacts]:
    return persons(session, balances_of(session), None, {}, {})


_FIELDS: Mapping[str, tuple[Message, str]] = {
    "": (Message("The employment"), "employment"),
    "not_reported": (Message("The employment"), "employment"),
    "type": (Message("Type of employment"), "employment"),
    "start": (Message("First day"), "start"),
    "occupation": (Message("Occupation"), "occupation"),
    "percent": (Message("Percentage of a full post"), "terms"),
    "full_time_hours": (Message("Hours a week in a full post"), "terms"),
    "work_schedule": (Message("Work schedule"), "employment"),
    "form": (Message("Form of employment"), "employment"),
    "pay_changed": (Message("Pay last changed"), "terms"),
    "percent_changed": (Message("Percentage last changed"), "terms"),
    "seniority": (Message("Seniority for pay counts from"), "employment"),
    "pay_step": (Message("Pay step"), "terms"),
}


def _row(
    found: ReportDifference,
    names: Mapping[int, str],
    reported: Mapping[str, ReportedPerson],
    numbers: Mapping[str, int],
) -> SwitchRow:
    words, field = _FIELDS[found.field]
    number = found.number if found.number is not None else numbers.get(found.person)
    name = names[number] if number is not None else reported[found.person].name or hidden(found.person)
    return SwitchRow(
        number,
        name,
        found.person,
        found.employment,
        words,
        found.theirs,
        found.ours,
        found.is_identity,
        _advice(found, number),
        Place("employees", number, field) if number is not None else Place("moving_in", found.person),
    )


def _advice(found: ReportDifference, number: int | None) -> Message:
    if found.field == "" and number is None:
        return Message("The old program reported this person, who is not here. Take them over, or end them there")
    if found.field == "":
        return Message(
            "The old program reported employment {id}, which is not here. Take its id over, or end it there",
            id=found.employment,
        )
    if found.field == "not_reported":
        return Message("The old program did not report this employment. Is it new, or has it another id there?")
    if found.is_identity:
        return Message(
            "The register knows the employment by this. Change it here to what was reported, or end the old one first"
        )
    return Message("Change it here if the old program was right. Else the first report changes it")
