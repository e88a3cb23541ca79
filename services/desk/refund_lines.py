"""Refunds that were taken in from NAV's reports, where they count: as lines of a run, or in a month's report alone.

A posting that is taken counts in its run. Without a run it counts in the month in which its report was paid, and gives
back what it must of the employer's own balances there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.records.employee import Employee, Employment
from models.records.imported_file import ImportedFile, RefundLink, RefundPosting
from models.records.movement import Movement
from models.records.pay_run import PayRun
from models.values.span import Month
from services.engine.facts import LineInput, Refund, RunKind

K27: Final = "k27"
TAKEN, HELD, LEFT_OUT = "taken", "held", "left_out"
OF_REFUND: Final = "refund"
_FIRST_OF_MONTH: Final = frozenset({RunKind.ORDINARY.value, RunKind.HOLIDAY.value, RunKind.EXTRA.value})


OF_REPORT: Final = ImportedFile.id == RefundPosting.import_id


def standing() -> tuple[ColumnElement[bool], ...]:
    """The condition that a posting counts: it is taken, and its import was not undone."""
    return RefundPosting.state == TAKEN, ImportedFile.undone_at.is_(None)


def refund_lines(session: Session, run_id: int) -> Iterator[tuple[int, LineInput]]:
    """The refunds of a run as its lines, by the record of the employee, in the order in which they were taken in."""
    posting = RefundPosting
    wanted = (
        select(posting.employee_id, posting.type, posting.amount, posting.employment_id)
        .join(ImportedFile, OF_REPORT)
        .where(posting.run_id == run_id, *standing())
    )
    for employee_id, slug, amount, employment in session.execute(wanted.order_by(posting.id)):
        if employee_id is not None:
            yield employee_id, LineInput(slug, amount=amount, employment=employment)


def refunds_alone(session: Session, first: Month, last: Month) -> list[Refund]:
    """What was refunded in the months and stands in no run, in the order in which it was taken in."""
    posting, report, job = RefundPosting, ImportedFile, Employment
    its_job = (job.employee_id == posting.employee_id) & (job.employment_id == posting.employment_id)
    wanted = (
        select(Employee.number, report.payment_date, posting.amount, job.establishment)
        .select_from(posting)
        .join(report, OF_REPORT)
        .join(Employee, Employee.id == posting.employee_id)
        .join(job, its_job, isouter=True)
        .where(posting.run_id.is_(None), *_paid(first.first, last.last), *standing())
    )
    return [
        Refund(number, Month.of(day), amount, unit or "")
        for number, day, amount, unit in session.execute(wanted.order_by(posting.id))
        if day is not None
    ]


@dataclass(frozen=True, slots=True)
class Alone:
    """That something was refunded in a month without a run: when it was last taken in or undone, and whether any of it
    stands.
    """

    at: datetime
    stands: bool


def months_alone(session: Session, first: Month, last: Month) -> dict[Month, Alone]:
    """The months in which something was refunded that stands, or stood, in no run."""
    posting, report = RefundPosting, ImportedFile
    wanted = (
        select(report.payment_date, report.imported_at, report.undone_at)
        .select_from(posting)
        .join(report, OF_REPORT)
        .where(posting.run_id.is_(None), posting.state == TAKEN, *_paid(first.first, last.last))
    )
    found: dict[Month, Alone] = {}
    for day, taken, undone in session.execute(wanted.distinct()):
        if day is not None:
            month, now = Month.of(day), Alone(undone or taken, undone is None)
            before = found.get(month, now)
            found[month] = Alone(max(now.at, before.at), now.stands or before.stands)
    return found


def _paid(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return ImportedFile.payment_date >= first, ImportedFile.payment_date <= last


# --- keeping it so ---------------------------------------------------------------------------------------------------


def take_waiting(session: Session, run: PayRun) -> set[int]:
    """Put what was refunded in the month of a new run into it, where it is the first that is paid in the month.

    Returns the years whose refunds without a run are fewer now.
    """
    month = Month.of(run.pay_date)
    if run.kind not in _FIRST_OF_MONTH:
        return set()
    others = select(PayRun.id).where(PayRun.pay_date.between(month.first, month.last), PayRun.id != run.id)
    if session.scalar(others.limit(1)) is not None:
        return set()
    wanted = (
        select(RefundPosting, ImportedFile)
        .join(ImportedFile, OF_REPORT)
        .where(RefundPosting.run_id.is_(None), *_paid(month.first, month.last), *standing())
    )
    found = False
    for posting, report in session.execute(wanted):
        posting.run_id, found = run.id, True
        if report.run_id is None:
            report.run_id = run.id
    return {month.year} if found else set()


def release(session: Session, run_id: int) -> set[int]:
    """Take the refunds out of a draft that is going to be deleted: what was received was received.

    Returns the years in which they count without a run from now on.
    """
    years = set()
    for report in session.scalars(select(ImportedFile).where(ImportedFile.run_id == run_id)):
        report.run_id = None
    for posting in session.scalars(select(RefundPosting).where(RefundPosting.run_id == run_id)):
        posting.run_id = None
        paid = session.get_one(ImportedFile, posting.import_id).payment_date
        if paid is not None:
            years.add(paid.year)
    return years


def forget_employee(session: Session, employee_id: int) -> set[int]:
    """Put the postings of somebody who is going to be deleted back among those of nobody.

    Returns the years whose refunds without a run are fewer now.
    """
    years = set()
    for posting in session.scalars(select(RefundPosting).where(RefundPosting.employee_id == employee_id)):
        paid = session.get_one(ImportedFile, posting.import_id).payment_date
        if paid is not None:
            years.add(paid.year)
        posting.employee_id, posting.employment_id, posting.run_id = None, "", None
        if posting.state == TAKEN:
            posting.state = HELD
        if (link := session.get(RefundLink, posting.id)) is not None:
            session.delete(link)
    session.flush()
    return years


def own_movements(session: Session, years: Iterable[int]) -> list[Movement]:
    """What refunds without a run moved of the employer's own balances in the years."""
    return list(
        session.scalars(
            select(Movement).where(
                Movement.run_id.is_(None),
                Movement.employee_id.is_(None),
                Movement.reason == OF_REFUND,
                Movement.vintage.in_([str(year) for year in years]),
            )
        )
    )
