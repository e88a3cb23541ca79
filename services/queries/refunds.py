"""Refunds from NAV: the reports that were taken in, the postings that wait, and the ledger of every absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, case, func, select

from models.records.absence import Absence
from models.records.employee import Employee
from models.records.imported_file import ColumnMapping, ImportedFile, RefundPosting
from models.records.pay_run import PayRun
from models.values.message import Message
from models.values.money import ZERO, Money
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.refund_lines import HELD, K27, LEFT_OUT, OF_REPORT, TAKEN
from services.desk.refund_preview import RunChoice, run_choices
from services.desk.refund_rows import PostingRow, posting_rows
from services.desk.refunds import people_of
from services.queries.refund_ledger import (
    BARRED,
    LATE,
    SOON,
    Claim,
    Ledger,
    LedgerMonth,
    LedgerRow,
    PersonSum,
    ledger,
)

__all__ = [
    "AbsenceRow",
    "Claim",
    "ColumnsRow",
    "Counts",
    "ImportRow",
    "Ledger",
    "LedgerMonth",
    "LedgerRow",
    "PersonRow",
    "PersonSum",
    "PostingRow",
    "RunChoice",
    "absences_of",
    "benefits",
    "columns_kept",
    "counts",
    "held_postings",
    "imports",
    "ledger",
    "open_postings",
    "people",
    "postings",
    "targets_of_import",
    "waiting",
]

_LOCKED: Final = Message("Part of it stands in an approved run")
_UNDONE: Final = Message("It is undone already")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A report that was taken in. `run_name` is the run it went into, `run_state` draft or approved; both are empty
    where its month's report alone holds it.
    """

    id: int
    name: str
    sha256: str
    size: int
    imported_at: datetime
    by: str
    receiver: str
    payment_date: date | None
    run_id: int | None
    run_name: str
    run_state: str
    rows: int
    total: Money
    taken: int
    taken_total: Money
    held: int
    held_total: Money
    left_out: int
    left_out_total: Money
    undone_at: datetime | None
    undone_by: str | None
    why_not: Message | None  # why it cannot be undone

    @property
    def can_undo(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody whom a posting can be said to be for. `left` is the last day that they were employed."""

    number: int
    name: str
    left: date | None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence that a posting can be said to be for."""

    id: int
    employee: int
    kind: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class ColumnsRow:
    """A choice of columns that is remembered."""

    signature: str
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for somebody: postings of nobody, claims that are soon or already too late, payments that are late."""

    held: int
    soon: int
    barred: int
    late: int

    @property
    def total(self) -> int:
        """For the sidebar: what something can still be done about."""
        return self.held + self.soon + self.late


# --- reports and postings --------------------------------------------------------------------------------------------


def imports(desk: Desk) -> tuple[ImportRow, ...]:
    """Every report that was taken in, the newest first; the undone ones too."""
    posting, report = RefundPosting, ImportedFile
    locked = func.sum(case((PayRun.approved_at.is_not(None), 1), else_=0))
    sums = (
        select(posting.import_id, posting.state, func.count(), func.sum(posting.amount), locked)
        .join(PayRun, PayRun.id == posting.run_id, isouter=True)
        .where(posting.opposite_of.is_(None))
        .group_by(posting.import_id, posting.state)
    )
    with desk.reading() as session:
        by_state: dict[tuple[int, str], tuple[int, Money]] = {}
        held_fast: set[int] = set()
        for import_id, state, count, amount, fast in session.execute(sums):
            by_state[import_id, state] = count, amount if isinstance(amount, Money) else Money(amount or 0)
            if fast:
                held_fast.add(import_id)
        rows = session.execute(
            select(report, PayRun)
            .join(PayRun, PayRun.id == report.run_id, isouter=True)
            .where(report.kind == K27)
            .order_by(report.id.desc())
        ).all()
        found = []
        for row, run in rows:
            taken, held, left = (by_state.get((row.id, state), (0, ZERO)) for state in (TAKEN, HELD, LEFT_OUT))
            why_not = _UNDONE if row.undone_at is not None else _LOCKED if row.id in held_fast else None
            found.append(
                ImportRow(
                    row.id,
                    row.name,
                    row.sha256,
                    row.size,
                    row.imported_at,
                    row.by,
                    row.receiver,
                    row.payment_date,
                    row.run_id,
                    head_of(run).name if run is not None else "",
                    "" if run is None else "draft" if run.approved_at is None else "approved",
                    row.rows,
                    row.total or ZERO,
                    *taken,
                    *held,
                    *left,
                    row.undone_at,
                    row.undone_by,
                    why_not,
                )
            )
        return tuple(found)


def postings(
    desk: Desk,
    *,
    import_id: int | None = None,
    run_id: int | None = None,
    employee: int | None = None,
    absence: int | None = None,
    state: str | None = None,
) -> tuple[PostingRow, ...]:
    """The postings of imports that stand: all, or those of an import, a run, an employee, an absence, in a state."""
    conditions: list[ColumnElement[bool]] = []
    if import_id is not None:
        conditions.append(RefundPosting.import_id == import_id)
    if run_id is not None:
        conditions.append(RefundPosting.run_id == run_id)
    if employee is not None:
        conditions.append(Employee.number == employee)
    if state is not None:
        conditions.append(RefundPosting.state == state)
    with desk.reading() as session:
        found = posting_rows(session, *conditions)
        return tuple(row for row in found if absence is None or row.absence == absence)


def open_postings(desk: Desk) -> tuple[PostingRow, ...]:
    """The postings that wait for somebody's word."""
    return postings(desk, state=HELD)


def waiting(desk: Desk) -> tuple[PostingRow, ...]:
    """The postings that stand in no run: they count in the report of their month alone."""
    with desk.reading() as session:
        return tuple(posting_rows(session, RefundPosting.state == TAKEN, RefundPosting.run_id.is_(None)))


# --- to choose from --------------------------------------------------------------------------------------------------


def people(desk: Desk) -> tuple[PersonRow, ...]:
    """Everybody, by name."""
    with desk.reading() as session:
        found = [PersonRow(each.number, each.name, each.last_employed) for each in people_of(session)]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.number)))


def absences_of(desk: Desk, employee: int) -> tuple[AbsenceRow, ...]:
    """The absences of an employee that a posting can be for, the newest first."""
    row = Absence
    wanted = (
        select(row.id, Employee.number, row.kind, row.first, row.last)
        .join(Employee, Employee.id == row.employee_id)
        .where(Employee.number == employee, row.withdrawn.is_(None))
        .order_by(row.first.desc(), row.id.desc())
    )
    with desk.reading() as session:
        return tuple(AbsenceRow(*found) for found in session.execute(wanted))


def targets_of_import(desk: Desk, payment_date: date | None) -> tuple[RunChoice, ...]:
    """The drafts that refunds of a day can go into, those of its month first."""
    with desk.reading() as session:
        return run_choices(session, payment_date)


def benefits(language: str) -> tuple[tuple[str, str], ...]:
    """NAV's benefits, code and name, for a posting whose code is not known."""
    return tuple((code, each.more[f"name_{language}"]) for code, each in countries.refund_benefits().items())


def columns_kept(desk: Desk) -> tuple[ColumnsRow, ...]:
    """The choices of columns that are remembered, the newest first."""
    row = ColumnMapping
    wanted = select(row.signature, row.used_at).where(row.kind == K27).order_by(row.used_at.desc())
    with desk.reading() as session:
        return tuple(ColumnsRow(*found) for found in session.execute(wanted))


def held_postings(desk: Desk) -> int:
    """How many postings wait for somebody's word. Quick."""
    held = select(func.count()).select_from(RefundPosting).join(ImportedFile, OF_REPORT)
    with desk.reading() as session:
        return session.scalar(held.where(RefundPosting.state == HELD, ImportedFile.undone_at.is_(None))) or 0


def counts(desk: Desk) -> Counts:
    """What waits, for the sidebar. The ledger is reckoned for it, so it runs beside the window."""
    waits = held_postings(desk)
    states = [month.state for row in ledger(desk).rows for month in row.months]
    return Counts(waits, states.count(SOON), states.count(BARRED), states.count(LATE))
