"""A year of a client file: the approved runs that its reports say, and the newest report of each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.employer import Employer
from models.records.movement import Movement
from models.records.stored_file import StoredFile
from models.values.money import Money
from models.values.span import Month
from services.desk import countries
from services.desk.gather import head_of
from services.desk.keep import stored_result
from services.desk.refund_lines import refunds_alone
from services.desk.refunds import sums_alone
from services.desk.reporting import KeptReport, beside_newest, content_of, kept_reports, runs_paid, said_apart
from services.engine.facts import EmployerFacts, Refund
from services.engine.result import Payslip, RunResult
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class PaidRun:
    """An approved run: its number in the file, its result, and when it was approved."""

    id: int
    result: RunResult
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """What the year holds. `open_runs` are drafts that belong to it; `reports` the newest of each month; `since` is
    the first month that was paid here, where another system paid the year's first ones to the people of `brought`.
    """

    year: int
    runs: tuple[PaidRun, ...]
    open_runs: tuple[int, ...]
    reports: Mapping[Month, tuple[KeptReport, bytes]]
    since: Month | None = None
    brought: frozenset[int] = frozenset()
    refunds: Mapping[Month, Mapping[str, Money]] = field(default_factory=dict)  # those of no run, by month and sum
    refunded: tuple[Refund, ...] = ()  # the same, one by one
    beside: Mapping[Month, tuple[bytes, ...]] = field(default_factory=dict)  # what counts together with the newest
    apart: Mapping[Month, Sequence[frozenset[str]]] = field(default_factory=dict)  # the runs that additional ones say

    def contents(self, month: Month) -> tuple[bytes, ...]:
        """The reports of a month that count together; none where none was kept."""
        return (self.reports[month][1], *self.beside.get(month, ())) if month in self.reports else ()

    def slips(self) -> Mapping[int, Sequence[Payslip]]:
        """Everybody's slips by number, in the order of payment."""
        found: dict[int, list[Payslip]] = {}
        for run in self.runs:
            for slip in run.result.payslips:
                found.setdefault(slip.person.number, []).append(slip)
        return dict(sorted(found.items()))


def year_of(session: Session, country: str, year: int) -> Year:
    """Read a year: a few statements for each run."""
    rows = runs_paid(session, Month(year, 1), Month(year, 12))
    kind = countries.country(country).report_kind
    everything = kept_reports(session, kind, Month(year, 1), Month(year, 12))
    kept = {each.month: each for each in everything}
    return Year(
        year,
        tuple(
            PaidRun(row.id, stored_result(session, row), row.approved_at) for row in rows if row.approved_at is not None
        ),
        tuple(row.id for row in rows if row.approved_at is None),
        {month: (each, content_of(session, each)) for month, each in kept.items()},
        _since(session, year),
        _brought(session, year),
        sums_alone(session, country, Month(year, 1), Month(year, 12)),
        tuple(refunds_alone(session, Month(year, 1), Month(year, 12))),
        _beside(session, country, everything),
        _apart(session, country, everything, {row.id: head_of(row).name for row in rows}),
    )


def _beside(session: Session, country: str, kept: Sequence[KeptReport]) -> Mapping[Month, tuple[bytes, ...]]:
    """Of each month the reports that count together with the newest."""
    found = {}
    for month in dict.fromkeys(each.month for each in kept if not each.is_whole):
        some = beside_newest(session, country, [each for each in kept if each.month == month])
        found[month] = tuple(content_of(session, each) for each in some)
    return found


def _apart(
    session: Session, country: str, kept: Sequence[KeptReport], names: Mapping[int, str]
) -> Mapping[Month, Sequence[frozenset[str]]]:
    """Of each month the names of the runs that its additional reports say."""
    months = dict.fromkeys(each.month for each in kept if not each.is_whole)
    return {
        month: said_apart(session, country, [each for each in kept if each.month == month], names) for month in months
    }


def _brought(session: Session, year: int) -> frozenset[int]:
    """The numbers of those who bring something of the year from another system."""
    wanted = (
        select(Employee.number)
        .join(Movement, Movement.employee_id == Employee.id)
        .where(Movement.run_id.is_(None), Movement.vintage == str(year), Movement.hundredths != 0)
    )
    return frozenset(session.scalars(wanted))


def _since(session: Session, year: int) -> Month | None:
    """The month in which this program began to pay, where that is inside the year."""
    employer = session.get(Employer, 1)
    start = employer.start_month if employer is not None else None
    return start if start is not None and start.year == year and start.number > 1 else None


STATEMENT = "statement"


def statement_files(session: Session, year: int) -> Mapping[int, tuple[int, datetime]]:
    """By employee number: the newest statement that was kept of the year, and when it was made."""
    wanted = (
        select(StoredFile.id, StoredFile.name, StoredFile.made_at)
        .where(StoredFile.kind == STATEMENT, StoredFile.month == Month(year, 12))
        .order_by(StoredFile.id)
    )
    return {int(name.split("-")[1]): (number, made_at) for number, name, made_at in session.execute(wanted)}


def statement_pdf(held: Year, number: int, employer: EmployerFacts, country: str) -> bytes:
    """Somebody's annual statement as PDF, in their language. Raises KeyError for whoever was not paid."""
    from services.reports.payslip_pdf import payslip_pdf  # drawing is slow to import
    from services.reports.statement_of import statement_document

    types, slips = wage_types(country), held.slips()[number]
    pack = countries.country(country)
    statement = pack.year_statement(number, held.year, slips, types)
    since = held.since if number in held.brought else None
    return payslip_pdf(
        statement_document(statement, slips[-1].person, employer, types, since, pack.employer_numbers(employer))
    )
