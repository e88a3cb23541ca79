"""Who is in the client file already, as a table of people is set beside it: everybody part by part, and the drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employee import Employee, EmployeeDraft, Employment, EmploymentTerms, TaxCard
from models.values.span import Span
from services.desk.employee_around import Surroundings
from services.desk.employee_form import (
    CardPart,
    EmployeeForm,
    EmploymentPart,
    OpeningPart,
    PersonPart,
    TermsPart,
    read_form,
)
from services.desk.employee_openings import openings_of, paid_employees
from services.desk.employee_use import is_used
from services.files.cells import plain_header


@dataclass(frozen=True, slots=True)
class Job:
    """An employment with its newest terms. `is_paid`: approved pay was made from them."""

    id: str
    part: EmploymentPart
    end: date | None
    terms: TermsPart | None
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is in the client file."""

    person: PersonPart
    jobs: tuple[Job, ...]
    cards: tuple[CardPart, ...]
    opening: OpeningPart
    is_paid: bool


@dataclass(frozen=True, slots=True)
class Everybody:
    """All people of the client file and all drafts, by everything that a row may call them."""

    here: Mapping[int, Here]
    by_identity: Mapping[str, int]
    by_name: Mapping[str, tuple[int, ...]]
    drafts: tuple[EmployeeForm, ...]

    @classmethod
    def of(cls, session: Session, around: Surroundings) -> Everybody:
        """One statement a table."""
        terms: defaultdict[int, list[EmploymentTerms]] = defaultdict(list)
        for row in session.scalars(select(EmploymentTerms).order_by(EmploymentTerms.from_day)):
            terms[row.employment_id].append(row)
        paid = _paid_days(session)
        jobs: defaultdict[int, list[Job]] = defaultdict(list)
        for job in session.scalars(select(Employment).order_by(Employment.id)):
            newest = terms[job.id][-1] if terms[job.id] else None
            used = newest is not None and is_used(newest, None, paid.get(job.employee_id, []))
            part = EmploymentPart(**_fields(EmploymentPart, job))
            held = TermsPart(**_fields(TermsPart, newest)) if newest is not None else None
            jobs[job.employee_id].append(Job(job.employment_id, part, job.end, held, used))
        cards: defaultdict[int, list[CardPart]] = defaultdict(list)
        for card in session.scalars(select(TaxCard)):
            told = (card.year, card.kind, card.table_number, card.percent, card.exempt_amount, card.months, card.issued)
            cards[card.employee_id].append(CardPart(*told))
        openings, was_paid = openings_of(session, around), paid_employees(session)
        here = {
            row.number: Here(
                PersonPart(**_fields(PersonPart, row)),
                tuple(jobs[row.id]),
                tuple(cards[row.id]),
                openings.get(row.id, OpeningPart()),
                row.id in was_paid,
            )
            for row in session.scalars(select(Employee).order_by(Employee.number))
        }
        names: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in here.items():
            names[plain_header(each.person.name)].append(number)
        drafts = tuple(read_form(text) for text in session.scalars(select(EmployeeDraft.form)))
        by_identity = {each.person.national_id: number for number, each in here.items() if each.person.national_id}
        return cls(here, by_identity, {name: tuple(numbers) for name, numbers in names.items()}, drafts)


def _fields(part: type[Any], row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in part.__dataclass_fields__}


def _paid_days(session: Session) -> Mapping[int, list[Span]]:
    """The days of the approved runs that paid each, by the record of the employee."""
    wanted = (
        select(runs.Payslip.employee_id, runs.PayRun.month, runs.PayRun.first_day, runs.PayRun.last_day)
        .join(runs.PayRun, runs.PayRun.id == runs.Payslip.run_id)
        .where(runs.PayRun.approved_at.is_not(None))
    )
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for employee, month, first, last in session.execute(wanted):
        found[employee].append(month.span if first is None else Span(first, last))
    return found
