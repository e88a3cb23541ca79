"""The inntektsmelding of an absence in a client file: what it is made from, what was answered, and its worksheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records.absence import Absence as AbsenceRecord
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO
from models.values.progress import Progress, no_progress
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
_SICK = ("self_certified", "sick_note")
_PARENTAL = "leave_parental"
_LEAVES = (_PARENTAL, "leave_other_statutory")


def subject(absence_id: int) -> str:
    """What an absence's inntektsmelding is called among the marks."""
    return f"inntektsmelding:{absence_id}"


def marks_about(session: Session, absence_id: int) -> dict[str, Marked]:
    """What was said about it: that it was sent, and what was answered."""
    return dict(marks_of(session, subject(absence_id)).get(subject(absence_id), {}))


def sent_on(told: Marked) -> date:
    """The day on which it was sent, as it was told; without one the day on which that was told."""
    try:
        return date.fromisoformat(told.note)
    except ValueError:
        return told.at.date()


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


@dataclass(frozen=True, slots=True)
class Asked:
    """An absence about which NAV asks for an inntektsmelding: whose, from which day NAV pays or the leave runs, and
    what was told of it. Notes that go straight on from one another are one sickness, and stand here once.
    """

    id: int
    number: int
    name: str
    kind: Message
    first: date
    last: date | None
    since: date
    sent: Marked | None

    @property
    def key(self) -> int:
        return self.id


def asked_for(session: Session, today: date, progress: Progress = no_progress) -> list[Asked]:
    """Every absence that there is, or will be, an inntektsmelding about: sickness and care beyond what the employer
    pays, parental leave, and other leave of which somebody said which benefit NAV pays. The newest first.
    """
    columns: Any = AbsenceRecord.__table__.c
    wanted = select(columns.employee_id, columns.id).order_by(columns.employee_id, columns.first, columns.id)
    ids: dict[int, list[int]] = {}
    for employee_id, absence_id in session.execute(wanted):
        ids.setdefault(employee_id, []).append(absence_id)
    numbers = dict(session.execute(select(people.Employee.number, people.Employee.id)).all())
    told = marks_of(session, "inntektsmelding:")
    book: RateBook = client_rates(_COUNTRY, own_rates(session))
    everybody = [each for each in persons(session, {}, None, {}, {}) if each.absences]
    found: list[Asked] = []
    for place, person in enumerate(everybody):
        progress(place, len(everybody), Message("Looking through the absences"))
        found += _asked_of(person, ids[numbers[person.number]], told, book, today)
    return sorted(found, key=lambda each: (each.since, each.id), reverse=True)


def _asked_of(
    person: PersonFacts,
    ids: list[int],
    told: Mapping[str, Mapping[str, Marked]],
    book: RateBook,
    today: date,
) -> Iterator[Asked]:
    words, asks = countries.absence_words(), countries.income_report_words().nav_benefits
    outcomes = countries.country(_COUNTRY).expected_refunds(person, person.absences, today)
    spells: dict[tuple[date, str], Asked] = {}  # one for each employment: NAV asks every sub-unit
    for absence, absence_id, outcome in zip(person.absences, ids, outcomes, strict=True):
        if absence.withdrawn is not None:
            continue
        marks = told.get(subject(absence_id), {})
        since = outcome.nav_days[0] if outcome.nav_days else None
        possible = {code for code, _ in asks.get(absence.kind, ())}
        if absence.kind in _LEAVES:
            answered = read_answers(marks[ANSWERED].note).benefit if ANSWERED in marks else ""
            since = absence.first if absence.kind == _PARENTAL or answered in possible else None
        if not possible or since is None:
            continue
        asked = Asked(
            absence_id,
            person.number,
            person.name,
            words[absence.kind],
            absence.first,
            absence.last,
            since,
            marks.get(SENT),
        )
        if absence.kind not in _SICK:
            yield asked
            continue
        try:
            began, _ = countries.income_report_months(person, absence, book)
        except MissingRate:
            began = absence.first
        spell = (began, absence.employment)
        known = spells.get(spell)
        if known is None:
            spells[spell] = asked
        else:
            last = None if known.last is None or asked.last is None else max(known.last, asked.last)
            spells[spell] = replace(known, last=last, sent=known.sent or asked.sent)
    yield from spells.values()


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
