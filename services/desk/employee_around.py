"""What an entry of an employee is checked against: who works here already, which sub-units there are. Read once, so
that a check can be asked on every key. And the parts that all checks are made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import employer as firm
from models.records import numbered as own
from models.records import pay_run as runs
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.questions import Questions
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_form import has_control_signs
from services.desk.payslip_choices import PAYSLIP, payslip_choices
from services.desk.settings import table_setting
from services.engine.facts import EmployerFacts, Establishment, PersonFacts, RunFacts, RunHead

PAGE: Final = "employees"
MOST: Final = Money.kr(10_000_000)
"""No amount of one person is larger."""
LONGEST: Final = {"name": 120, "address": 300, "title": 100, "email": 254, "payslip_password": 64, "text": 100}


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is in the file already. `ended` is their last day; None while they work here."""

    number: int
    name: str
    national_id: str
    bank_account: str
    ended: date | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an entry is checked against."""

    country: str
    today: date
    employer: EmployerFacts | None
    start_month: Month | None
    pay_day: int
    people: tuple[Known, ...]
    approved: Month | None  # the last month whose ordinary pay is approved
    language: str = "nb"  # of the payslips of new employees, as the client has chosen
    categories: tuple[tuple[str, str], ...] = ()  # of numbered wage types: position categories with their names

    @property
    def questions(self) -> Questions:
        """What the country asks."""
        return countries.country(self.country).questions

    @property
    def units(self) -> tuple[Establishment, ...]:
        return self.employer.establishments if self.employer is not None else ()

    @property
    def pays_by_steps(self) -> bool:
        """Whether the a-melding asks for seniority and pay steps: with the agreements of the state, the municipalities
        and most of finance (amelding 2.4).
        """
        return self.employer is not None and (self.employer.sector == "public" or self.employer.finance_tax)

    @property
    def pay_groups(self) -> tuple[str, ...]:
        """The pay groups that result tables know."""
        setup = self.employer.numbered if self.employer is not None else None
        return tuple(sorted({step.group for step in setup.steps if step.group})) if setup is not None else ()

    @property
    def next_number(self) -> int:
        """The employee number to propose: one more than the highest."""
        return 1 + max((each.number for each in self.people), default=0)

    def category_name(self, number: str) -> str:
        """A position category by number and name."""
        return next((f"{number} {name}".strip() for each, name in self.categories if each == number), number)

    def unit_name(self, orgnr: str) -> str:
        """How a sub-unit is called: its name, else its number."""
        return next((unit.name for unit in self.units if unit.orgnr == orgnr and unit.name), orgnr)


def surroundings(desk: Desk) -> Surroundings:
    """Read them: one statement a table."""
    with desk.reading() as session:
        return surroundings_in(session, desk)


def surroundings_in(session: Session, desk: Desk) -> Surroundings:
    """The same inside a reading or a change."""
    row = session.get(firm.Employer, 1)
    employer = None
    if row is not None:
        from services.desk.gather import employer_facts

        employer = employer_facts(session)
    ended = _ended(session, desk.today)
    columns = (people.Employee.id, people.Employee.number, people.Employee.name)
    secret = (people.Employee.national_id, people.Employee.bank_account)
    everybody = tuple(
        Known(number, name, national_id, account, ended.get(row_id))
        for row_id, number, name, national_id, account in session.execute(select(*columns, *secret))
    )
    approved = session.scalar(
        select(func.max(runs.PayRun.month)).where(
            runs.PayRun.approved_at.is_not(None), runs.PayRun.kind.in_(("ordinary", "holiday"))
        )
    )
    return Surroundings(
        desk.client.country,
        desk.today,
        employer,
        row.start_month if row is not None else None,
        row.pay_day if row is not None else 25,
        everybody,
        approved,
        _language(session, desk.client.country),
        tuple((number, name) for number, name in session.execute(_CATEGORIES)),
    )


_CATEGORIES: Final = select(own.PositionCategory.number, own.PositionCategory.name).order_by(
    own.PositionCategory.number
)


def _language(session: Session, country: str) -> str:
    """In which language new people get their payslips: the client's choice, else that of the country."""
    usual = countries.country(country).questions.usual.get("language")
    if usual is not None and "language" not in table_setting(session, PAYSLIP):
        return usual
    return payslip_choices(session).language


def _ended(session: Session, today: date) -> dict[int, date]:
    """The last day of everybody whose last employment has ended."""
    columns = (people.Employment.employee_id, people.Employment.end)
    last: dict[int, date | None] = {}
    for employee_id, end in session.execute(select(*columns)):
        if employee_id not in last:
            last[employee_id] = end
        elif last[employee_id] is not None:
            before = last[employee_id]
            last[employee_id] = None if end is None or before is None else max(end, before)
    return {employee_id: end for employee_id, end in last.items() if end is not None and end < today}


@dataclass(frozen=True, slots=True)
class At:
    """Where the findings of a part lie."""

    thing: int | str

    def stop(self, what: Message, field: str) -> Finding:
        return Finding(Severity.STOP, what, Place(PAGE, self.thing, field))

    def look(self, what: Message, field: str) -> Finding:
        return Finding(Severity.WARNING, what, Place(PAGE, self.thing, field))


def stops(findings: Sequence[Finding]) -> list[Finding]:
    """Those that must be mended first."""
    return [found for found in findings if found.severity is Severity.STOP]


def text_findings(text: str, field: str, at: At, shown: str = "") -> Iterator[Finding]:
    if has_control_signs(text.replace("\n", " ")):
        yield at.stop(Message("There is an invisible character in it. Type it again by hand"), shown or field)
    elif len(text) > LONGEST[field]:
        what = Message("At most {most} characters, and here are {count}", most=LONGEST[field], count=len(text))
        yield at.stop(what, shown or field)


def asked_findings(around: Surroundings, facts: PersonFacts, field: str, at: At) -> Iterator[Finding]:
    """What the country says of one field of a person."""
    employer = around.employer or EmployerFacts("", "", (Establishment("", "1"),))
    run = RunFacts(around.country, RunHead(Month.of(around.today), date.min), employer, (facts,))
    for found in countries.country(around.country).check(run):
        if found.where is not None and found.where.page == PAGE and found.where.field == field:
            yield replace(found, where=Place(PAGE, at.thing, field))
