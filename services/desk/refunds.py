"""What a client file knows about refunds: whom and what a posting can belong to, and what was taken in before."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.records.absence import Absence as AbsenceRecord
from models.records.employee import Employee, Employment
from models.records.employer import Employer as EmployerRecord
from models.records.employer import Establishment
from models.records.imported_file import ColumnMapping, ImportedFile, RefundLink, RefundPosting
from models.records.movement import Movement
from models.records.pay_run import PayRun
from models.values.finding import Refused
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import countries
from services.desk.calculate import no_rate
from services.desk.gather import balances_of, employer_facts, head_of, persons
from services.desk.refund_lines import K27, LEFT_OUT, OF_REPORT, own_movements, refunds_alone, standing
from services.engine.absence import AbsenceOutcome
from services.engine.facts import PersonFacts, Refund
from services.engine.month import MonthFacts
from services.engine.rates import MissingRate
from services.files.column_map import ColumnMap, from_plain
from services.files.refund_proposals import Absence, Employer, Imported, Person
from services.files.refund_report import RefundRow

_EARLIER_NUMBERS: Final = """
SELECT told.value ->> '$.row', told.value ->> '$.old.national_id'
FROM change_log, json_each(detail, '$.rows') AS told
WHERE instr(' ' || touched || ' ', ' employee ')
AND told.value ->> '$.kind' = 'employee'
AND told.value ->> '$.new.national_id' IS NOT NULL
AND coalesce(told.value ->> '$.old.national_id', '') <> ''"""


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting by what it says itself: two reports that say the same of somebody are alike in this."""

    national_id: str
    benefit: str
    first: date | None
    last: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Before:
    """What was taken in before: each report with its day, its run in words, and its postings."""

    imports: tuple[Imported, ...]
    postings: Mapping[int, Counter[Posted]]  # by import
    days: Mapping[int, date]
    benefits: Mapping[str, str]  # the benefit of each person's last posting, by identity number


# --- people ----------------------------------------------------------------------------------------------------------


def people_of(session: Session) -> list[Person]:
    """Everybody, with their numbers now and before (files 1.4), and the last day that they were employed."""
    ends: dict[int, list[date | None]] = defaultdict(list)
    for employee_id, end in session.execute(select(Employment.employee_id, Employment.end)):
        ends[employee_id].append(end)
    who = select(Employee.id, Employee.number, Employee.name, Employee.national_id).order_by(Employee.number)
    rows = session.execute(who).all()
    in_use = {row.national_id for row in rows}
    before: dict[int, list[str]] = defaultdict(list)
    for employee_id, number in session.execute(text(_EARLIER_NUMBERS)):
        if number not in in_use:
            before[int(employee_id)].append(number)
    return [
        Person(
            row.number,
            row.name,
            tuple(dict.fromkeys([*([row.national_id] if row.national_id else []), *before[row.id]])),
            _last(ends[row.id]),
        )
        for row in rows
    ]


def _last(ends: Sequence[date | None]) -> date | None:
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def everybody(session: Session) -> dict[int, PersonFacts]:
    """The facts of everybody by number, with their balances, from which sick pay is reckoned."""
    return {each.number: each for each in persons(session, balances_of(session), None, {}, {})}


@dataclass(frozen=True, slots=True)
class Absent:
    """An absence of the file beside what follows from it; None for one whose rates are not known."""

    id: int
    employee: int
    kind: str
    first: date
    last: date | None
    paid: bool
    withdrawn: date | None
    outcome: AbsenceOutcome | None


class AbsenceRow(NamedTuple):
    """An absence as it lies in the file."""

    id: int
    kind: str
    first: date
    last: date | None
    paid: bool
    withdrawn: date | None


def absence_rows(session: Session, employee: int | None = None) -> dict[int, list[AbsenceRow]]:
    """The absences of everybody, or of an employee, by number and in the order of the facts."""
    record = AbsenceRecord
    columns = (record.id, record.kind, record.first, record.last, record.paid, record.withdrawn)
    wanted = select(Employee.number, *columns).join(Employee, Employee.id == record.employee_id)
    if employee is not None:
        wanted = wanted.where(Employee.number == employee)
    found: dict[int, list[AbsenceRow]] = defaultdict(list)
    for number, id_, kind, first, last, paid, withdrawn in session.execute(wanted.order_by(record.first, record.id)):
        found[number].append(AbsenceRow(id_, kind, first, last, paid, withdrawn))
    return found


def absences_of(
    rows: Mapping[int, Sequence[AbsenceRow]], people: Mapping[int, PersonFacts], country: str, until: date
) -> dict[int, Absent]:
    """Absences by their id, with what is to be refunded for each. It takes a while with many, and reads nothing."""
    pack = countries.country(country)
    found = {}
    for number, some in rows.items():
        person = people[number]
        outcomes: Sequence[AbsenceOutcome | None]
        try:
            outcomes = pack.expected_refunds(person, person.absences, until)
        except (MissingRate, Refused):
            outcomes = [None] * len(some)
        for row, outcome in zip(some, outcomes, strict=True):
            found[row.id] = Absent(row.id, number, row.kind, row.first, row.last, row.paid, row.withdrawn, outcome)
    return found


def candidates(absences: Iterable[Absent]) -> list[Absence]:
    """The absences that a posting may belong to."""
    return [
        Absence(
            str(each.id),
            each.employee,
            each.kind,
            each.first,
            each.last,
            each.outcome.employer_period_end if each.outcome is not None else None,
        )
        for each in absences
        if each.withdrawn is None
    ]


def employment_for(country: str, person: PersonFacts, month: Month, amount: Money, unit: str) -> str:
    """The id of the employment whose basis a posting lowers; empty leaves it to the run."""
    if not any(job.establishment == unit for job in person.employments):
        return ""
    return countries.country(country).refund_line(Refund(person.number, month, amount, unit), person).employment


# --- the employer and what came before -------------------------------------------------------------------------------


def employer_of(session: Session) -> Employer:
    """The client as a report is judged by it; without one entered, nobody."""
    row = session.get(EmployerRecord, 1)
    units = frozenset(session.scalars(select(Establishment.orgnr)))
    return Employer(row.orgnr, units, row.bank_account, row.name) if row is not None else Employer("", units)


def before(session: Session) -> Before:
    """The reports that were taken in and stand, in two statements."""
    report, posting = ImportedFile, RefundPosting
    wanted = select(report, PayRun).join(PayRun, PayRun.id == report.run_id, isouter=True)
    imports, days = [], {}
    for row, run in session.execute(wanted.where(report.kind == K27, report.undone_at.is_(None)).order_by(report.id)):
        on = row.imported_at.date()
        imports.append(Imported(row.sha256, on, row.receiver, row.payment_date, head_of(run).name if run else ""))
        days[row.id] = on
    postings: dict[int, Counter[Posted]] = defaultdict(Counter)
    benefits: dict[str, str] = {}
    rows = select(
        posting.import_id, posting.national_id, posting.benefit, posting.first, posting.last, posting.amount
    ).join(report, OF_REPORT)
    for import_id, number, benefit, first, last, amount in session.execute(
        rows.where(report.undone_at.is_(None), posting.state != LEFT_OUT, posting.opposite_of.is_(None)).order_by(
            posting.id
        )
    ):
        postings[import_id][Posted(number, benefit, first, last, amount)] += 1
        if countries.refund_type(benefit) == countries.refund_type(""):  # holiday pay says nothing about what follows
            benefits[number] = benefit
    return Before(tuple(imports), postings, days, benefits)


def posted(row: RefundRow) -> Posted:
    """A row of a report by what it says."""
    return Posted(row.national_id, row.benefit, row.first, row.last, row.amount)


def received_for(session: Session) -> dict[int, Money]:
    """What was received for each absence so far, whatever run it stands in."""
    found: dict[int, Money] = {}
    rows = (
        select(RefundLink.absence_id, RefundPosting.amount)
        .join(RefundPosting, RefundPosting.id == RefundLink.posting_id)
        .join(ImportedFile, OF_REPORT)
        .where(*standing())
    )
    for absence, amount in session.execute(rows):
        found[absence] = found.get(absence, ZERO) + amount
    return found


def maps_of(session: Session, kind: str = K27) -> list[ColumnMap]:
    """The choices of columns that were remembered, the oldest first; one that cannot be read is as none."""
    found = []
    rows = select(ColumnMapping.mapping).where(ColumnMapping.kind == kind).order_by(ColumnMapping.used_at)
    for kept in session.scalars(rows):
        try:
            found.append(from_plain(json.loads(kept)))
        except (ValueError, Refused):
            continue
    return found


# --- months without a run -------------------------------------------------------------------------------------


def sums_alone(session: Session, country: str, first: Month, last: Month) -> dict[Month, Mapping[str, Money]]:
    """What the refunds that stand in no run come to in each month, by the names of a run's sums (all below nought).

    A month whose rates are not known is as one without refunds.
    """
    found: dict[Month, Mapping[str, Money]] = {}
    for facts in _months_alone(session, country, refunds_alone(session, first, last)):
        with suppress(MissingRate):
            found[facts.month] = countries.country(country).refund_sums(facts)
    return found


def _months_alone(session: Session, country: str, refunds: Sequence[Refund]) -> Iterator[MonthFacts]:
    """The months of refunds without a run, each as one that was paid in by nobody else."""
    if not refunds:
        return
    employer = employer_facts(session)
    people = tuple(persons(session, {}, None, {}, {}))
    for month in sorted({each.month for each in refunds}):
        of_month = tuple(each for each in refunds if each.month == month)
        yield MonthFacts(country, employer, month, people, (), of_month)


def settle(session: Session, country: str, years: Iterable[int]) -> None:
    """What refunds without a run give back of the employer's own balances, anew for the years. Raises Refused.

    It is found by the month, from all that was refunded in it, so one more or less cannot leave a rest.
    """
    wanted = sorted(set(years))
    if not wanted:
        return
    for row in own_movements(session, wanted):
        session.delete(row)
    refunds = refunds_alone(session, Month(wanted[0], 1), Month(wanted[-1], 12))
    for facts in _months_alone(session, country, [each for each in refunds if each.month.year in wanted]):
        try:
            moved = countries.country(country).refunds_without_a_run(facts)
        except MissingRate as missing:
            raise no_rate(missing) from missing
        for each in moved:
            session.add(
                Movement(
                    employee_id=None,
                    run_id=None,
                    account=each.key.account,
                    vintage=each.key.vintage,
                    hundredths=each.hundredths,
                    reason=each.reason,
                )
            )
