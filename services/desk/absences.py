"""Absences as they lie in the client file: whose they are, what they are checked against, and what already counts on
them. A person is read with two statements, everybody with three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.absence import Absence as AbsenceRecord
from models.records.base import Record
from models.records.employee import Employee
from models.records.employee import Employment as EmploymentRecord
from models.records.stored_file import Mark
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.desk import countries
from services.desk.absence_form import PAGE, AbsenceForm
from services.desk.gather import away, own_rates
from services.desk.inntektsmelding import SENT, marks_about, subject
from services.desk.reporting import content_of, kept_reports, newest_whole
from services.desk.stored_form import read_choices, read_payslip
from services.engine.facts import Absence, Employment, PersonFacts, Terms
from services.engine.rates import RatesOn
from services.reference.year_files import client_rates

SICK: Final = ("sick_note", "self_certified")
_ORDINARY: Final = ("ordinary", "holiday")
_MOST_MONTHS: Final = 36  # of reports that are looked at for what was told of a leave
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptAbsence:
    """A stored absence. `id` is its row; below nought for one that is not stored yet."""

    id: int
    absence: Absence
    note: str = ""

    @property
    def span(self) -> Span:
        return self.absence.span

    def form(self, number: int) -> AbsenceForm:
        """The same as a form."""
        each = self.absence
        return AbsenceForm(
            number,
            each.kind,
            each.first,
            each.last,
            each.grade,
            each.paid,
            each.employment,
            self.note,
            each.units,
            each.type,
        )


@dataclass(frozen=True, slots=True)
class Around:
    """Somebody with all their absences: `person` has them in the order of `kept`. Of the person only the number, the
    name, the birth date and the employments are known, without terms.
    """

    row: int
    person: PersonFacts
    kept: tuple[KeptAbsence, ...]

    @property
    def number(self) -> int:
        return self.person.number

    def with_absences(self, kept: Iterable[KeptAbsence]) -> Around:
        """The same person with other absences."""
        there = tuple(sorted(kept, key=lambda each: (each.absence.first, each.id if each.id > 0 else _LAST - each.id)))
        return Around(self.row, _with(self.person, there), there)


_LAST: Final = 1 << 60


def _with(person: PersonFacts, kept: tuple[KeptAbsence, ...]) -> PersonFacts:
    return PersonFacts(
        person.number,
        person.name,
        person.national_id,
        person.born,
        employments=person.employments,
        absences=tuple(each.absence for each in kept),
    )


def everybody_around(session: Session, numbers: Iterable[int] | None = None) -> dict[int, Around]:
    """Everybody, or some, by number. Three statements for any number of people."""
    columns: Any = Employee.__table__.c
    wanted = select(columns.id, columns.number, columns.name, columns.national_id, columns.born)
    if numbers is not None:
        wanted = wanted.where(columns.number.in_(sorted(set(numbers))))
    people = session.execute(wanted.order_by(columns.number)).all()
    only = None if numbers is None else [row.id for row in people]
    jobs, kept = _jobs(session, only), kept_absences(session, only)
    return {
        row.number: Around(
            row.id,
            PersonFacts(
                row.number,
                row.name,
                row.national_id,
                row.born,
                employments=tuple(jobs.get(row.id, ())),
                absences=tuple(each.absence for each in kept.get(row.id, ())),
            ),
            tuple(kept.get(row.id, ())),
        )
        for row in people
    }


def around(session: Session, number: int) -> Around | None:
    """One person; None where there is no such employee."""
    return everybody_around(session, [number]).get(number)


def _jobs(session: Session, only: list[int] | None) -> Mapping[int, list[Employment]]:
    columns: Any = EmploymentRecord.__table__.c
    wanted = select(
        columns.employee_id,
        columns.employment_id,
        columns.establishment,
        columns.start,
        columns.end,
        columns.type,
    ).order_by(columns.id)
    if only is not None:
        wanted = wanted.where(columns.employee_id.in_(only))
    found: dict[int, list[Employment]] = defaultdict(list)
    for row in session.execute(wanted):
        found[row.employee_id].append(
            Employment(row.employment_id, row.establishment, row.start, Timeline(()), row.type, row.end)
        )
    return found


def kept_absences(session: Session, only: list[int] | None = None) -> Mapping[int, list[KeptAbsence]]:
    """The absences of everybody, or of some, by the record of the employee, in the order in which a run reads them."""
    columns: Any = AbsenceRecord.__table__.c
    wanted = select(*columns).order_by(columns.first, columns.id)
    if only is not None:
        wanted = wanted.where(columns.employee_id.in_(only))
    found: dict[int, list[KeptAbsence]] = defaultdict(list)
    for row in session.execute(wanted):
        found[row.employee_id].append(_kept(row))
    return found


def _kept(row: Any) -> KeptAbsence:
    return KeptAbsence(row.id, away(row), row.note)


def absence_of(session: Session, absence_id: int) -> tuple[AbsenceRecord, Around]:
    """A stored absence with its person. Raises Refused where it is gone."""
    row = session.get(AbsenceRecord, absence_id)
    if row is None:
        raise refuse(Message("This absence is gone"), Place(PAGE))
    number = session.get_one(Employee, row.employee_id).number
    found = around(session, number)
    assert found is not None
    return row, found


def usual_units(country: str, form: AbsenceForm, terms: Terms | None = None) -> Decimal | None:
    """The days or hours that are proposed for an entry; None where it is not counted so, or its days are not known."""
    if form.first is None or form.last is None or form.last < form.first:
        return None
    return countries.country(country).absence_units(form.kind, form.span, terms)


# --- rates -----------------------------------------------------------------------------------------------------------


def rates_on(session: Session, country: str, day: date) -> RatesOn:
    """The rates of a day; of one before or after the years that the program knows, those of the nearest."""
    book = client_rates(country, own_rates(session))
    years = sorted(book.years)
    if years and day.year < years[0]:
        day = date(years[0], 1, 1)
    elif years and day.year > years[-1]:
        day = date(years[-1], 12, 31)
    return book.on(day)


def scheme_of(session: Session) -> str:
    """How the employer lets people certify sickness themselves."""
    from models.records.employer import Employer

    row = session.get(Employer, 1)
    return read_choices(row.choices).self_certification if row is not None else ""


# --- what counts on an absence already -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaidRun:
    """An approved run of ordinary pay: the days that it paid for."""

    id: int
    name: str
    month: Month
    days: Span


def approved_runs(session: Session) -> list[PaidRun]:
    """Every approved run of ordinary pay, in order, without what they are kept with."""
    run = runs.PayRun
    wanted = select(run.id, run.month, run.sequence, run.first_day, run.last_day).where(
        run.approved_at.is_not(None), run.kind.in_(_ORDINARY)
    )
    return [
        PaidRun(
            row.id,
            str(row.month) if row.sequence == 1 else f"{row.month}-{row.sequence}",
            row.month,
            row.month.span if row.first_day is None else Span(row.first_day, row.last_day),
        )
        for row in session.execute(wanted.order_by(run.pay_date, run.id))
    ]


def counted_in(session: Session, row: AbsenceRecord) -> PaidRun | None:
    """The first approved run that knew the absence when it paid its days; None where no pay counted on it."""
    for run in approved_runs(session):
        if run.days.last is not None and run.days.last < row.first:
            continue
        wanted = select(runs.Payslip.content).where(
            runs.Payslip.run_id == run.id, runs.Payslip.employee_id == row.employee_id
        )
        content = session.scalar(wanted)
        if content is not None and any(_is_it(each, row) for each in read_payslip(content).person.absences):
            return run
    return None


def _is_it(absence: Absence, row: AbsenceRecord) -> bool:
    """Whether an absence that a run knew is this one: by its id, else by its kind and days."""
    if absence.id and absence.id == row.leave_id:
        return True
    if not absence.id:
        return absence.kind == row.kind and absence.span.overlap(Span(row.first, row.last)) is not None
    return absence.kind == row.kind and absence.first == row.first


def told_in(session: Session, country: str, first: Month, last: Month) -> Mapping[Month, frozenset[str]]:
    """The ids of the leaves that the newest kept report of each month holds, those that it deletes left out. A report
    never changes, so each is opened once.
    """
    first = max(first, last.plus(-_MOST_MONTHS))
    if first > last:
        return {}
    pack = countries.country(country)
    known = _TOLD.setdefault(session.connection().engine, {})
    newest = newest_whole(kept_reports(session, pack.report_kind, first, last))
    for report in newest.values():
        if report.parts not in known:
            told = pack.reported_absences(content_of(session, report))
            known[report.parts] = frozenset(each.id for each in told if each.percent.value > 0)
    return {month: known[report.parts] for month, report in newest.items()}


_TOLD: Final[WeakKeyDictionary[object, dict[str, frozenset[str]]]] = WeakKeyDictionary()
"""What was found in the kept reports of each file that is open, by the hashes of their parts."""


def is_told(absence: Absence, number: int, ids: Iterable[str]) -> bool:
    """Whether a leave is among the ids of a report: its own, that of one of several employments, or the one that is
    made of the employee's number and the first day where it has none.
    """
    own = countries.leave_id(absence.id) or f"{number}-{absence.first:%Y%m%d}"
    return any(each == own or each.startswith(f"{own}-") for each in ids)


def months_told(session: Session, country: str, number: int, absence: Absence, today: date) -> tuple[Month, ...]:
    """The months whose kept report holds the absence as leave."""
    if not (countries.is_leave(absence.kind) or absence.kind in SICK):
        return ()
    last = Month.of(max(today, absence.first)).plus(1)
    told = told_in(session, country, Month.of(absence.first), last)
    return tuple(month for month, ids in sorted(told.items()) if is_told(absence, number, ids))


def is_held(session: Session, row: AbsenceRecord, number: int, country: str, today: date) -> bool:
    """Whether anything counts on an absence, so that it stays in the history: pay that was approved, a report of
    leave, an inntektsmelding that was sent, or another record that names it.
    """
    absence = _kept(row).absence
    return (
        counted_in(session, row) is not None
        or bool(months_told(session, country, number, absence, today))
        or SENT in marks_about(session, row.id)
        or any(_names_it(session, row.id))
    )


def _names_it(session: Session, absence_id: int) -> Iterator[bool]:
    """For each kind of record that can name an absence, whether one does."""
    for table in Record.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "absence.id" for key in column.foreign_keys):
                found = session.execute(select(column).where(column == absence_id).limit(1)).first()
                yield found is not None


def marks_beside(session: Session, absence_id: int) -> list[Mark]:
    """What was told beside an absence: the answers of its inntektsmelding, and that it was looked at."""
    return list(session.scalars(select(Mark).where(Mark.subject.in_((subject(absence_id), f"{PAGE}:{absence_id}")))))


def day_before(day: date) -> date:
    return day - _DAY


def day_after(day: date) -> date:
    return day + _DAY
