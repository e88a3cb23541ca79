"""The inntektsmelding of an absence in a client file: what it is made from, what was answered, and its worksheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records.absence import Absence as AbsenceRecord
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO
from models.values.span import Month
from services.desk import countries
from services.desk.calculate import no_rate
from services.desk.gather import balances_of, employer_facts, own_rates, persons, slips_of
from services.desk.marks import Marked, marks_of
from services.desk.reporting import runs_paid
from services.desk.stored_form import read_line
from services.engine.facts import Absence, Employment, PersonFacts
from services.engine.income_report import Answers, EndedBenefit, PaidLine, PaidMonth, Worksheet
from services.engine.rates import MissingRate, RateBook
from services.engine.result import Payslip
from services.engine.wage_types import Operation, WageTypes
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import client_rates

SENT: Final = "sent"
ANSWERED: Final = "answered"
_COUNTRY = "NO"
_IN_KIND = "naturalytelse"


def subject(absence_id: int) -> str:
    """What an absence's inntektsmelding is called among the marks."""
    return f"inntektsmelding:{absence_id}"


def marks_about(session: Session, absence_id: int) -> dict[str, Marked]:
    """What was said about it: that it was sent, and what was answered."""
    return dict(marks_of(session, subject(absence_id)).get(subject(absence_id), {}))


def write_answers(answers: Answers) -> str:
    """The answers as they are kept beside the absence."""
    return msgspec.json.encode(answers).decode()


def read_answers(kept: str) -> Answers:
    """The answers back; none for an empty text."""
    return msgspec.json.decode(kept.encode(), type=Answers) if kept else Answers()


def answers_of(session: Session, absence_id: int) -> Answers:
    """What the user has answered so far; who has sent one before is changing it."""
    told = marks_about(session, absence_id)
    return read_answers(told[ANSWERED].note if ANSWERED in told else "")


def sheet_of(session: Session, absence_id: int, answers: Answers) -> Worksheet:
    """The worksheet of an absence, from the approved runs of the months before and from the facts.

    Raises Refused for an absence that does not exist or that NAV asks nothing about, and without rates.
    """
    row = session.get(AbsenceRecord, absence_id)
    if row is None:
        what = Message("There is no absence with the number {number}", number=str(absence_id))
        raise refuse(what, Place("absence", absence_id))
    person = _person(session, row.employee_id)
    absence = Absence(
        row.kind, row.first, row.last, row.grade, row.paid, row.employment_id, row.leave_id, row.withdrawn
    )
    book: RateBook = client_rates(_COUNTRY, own_rates(session))
    try:
        first, months = countries.income_report_months(person, absence, book)
        paid = list(_paid(session, person, absence, row.employee_id, months))
        ended = tuple(_ended(session, row))
        employer, rates = employer_facts(session), book.on(first)
        return countries.income_report(person, employer, absence, paid, rates, answers, ended)
    except MissingRate as missing:
        raise no_rate(missing) from missing


def _person(session: Session, employee_id: int) -> PersonFacts:
    number = session.get_one(people.Employee, employee_id).number
    [found] = [each for each in persons(session, balances_of(session), None, {}, {}) if each.number == number]
    return found


def _paid(
    session: Session, person: PersonFacts, absence: Absence, employee_id: int, months: list[Month]
) -> Iterator[PaidMonth]:
    """What the approved runs paid in each month; a month without any was paid elsewhere, and is not known."""
    types = wage_types(_COUNTRY)
    jobs = [job for job in person.employments if absence.employment in ("", job.id) and absence.first in job.span]
    units = {job.establishment for job in jobs[:1]}
    everywhere = len({job.establishment for job in person.employments}) <= 1
    for month in months:
        runs = [run for run in runs_paid(session, month, month) if run.approved_at is not None]
        is_new = all(job.start > month.last for job in person.employments)
        lines = [
            line
            for run in runs
            for slip in slips_of(session, run.id, [employee_id])
            for line in _lines(slip, types, month, None if everywhere else units, absence.employment)
        ]
        yield PaidMonth(month, tuple(lines), is_known=bool(runs) or is_new)


def _lines(
    slip: Payslip, types: WageTypes, month: Month, units: set[str] | None, employment: str
) -> Iterator[PaidLine]:
    """The cash lines of a slip with their descriptions, of some sub-units alone where the person has several, and of
    one employment where the absence is from that alone.
    """
    for line in slip.lines:
        wage_type = types[line.type]
        report = wage_type.report
        if wage_type.operation is Operation.DEDUCT or report is None or report.benefit != "kontantytelse":
            continue
        if units is not None and line.establishment not in units:
            continue
        if employment and line.employment not in ("", employment):
            continue
        if wage_type.report_hourly is not None:
            jobs = [job for job in slip.person.employments if job.id == line.employment]
            if jobs and _is_hourly(jobs[0], month):
                report = wage_type.report_hourly
        yield PaidLine(line.type, report.description, line.amount.value)


def _is_hourly(job: Employment, month: Month) -> bool:
    """Whether an employment is paid by the hour at the end of a month."""
    begun = [terms for since, terms in job.terms.entries if since <= month.last]
    return bool(begun) and begun[-1].pay == "hourly"


def _ended(session: Session, row: AbsenceRecord) -> Iterator[EndedBenefit]:
    """The fixed benefits in kind whose last day lies in the absence."""
    types = wage_types(_COUNTRY)
    columns: Any = people.FixedLine.__table__.c
    wanted = select(columns.line, columns.to_day).where(
        columns.employee_id == row.employee_id, columns.to_day >= row.first
    )
    for kept, last in session.execute(wanted.order_by(columns.to_day, columns.id)):
        line = read_line(kept)
        report = types[line.type].report
        if report is None or report.benefit != _IN_KIND or (row.last is not None and last > row.last):
            continue
        if line.amount is not None and line.amount > ZERO:
            yield EndedBenefit(report.description.upper(), line.amount, last)
