"""Postings of refund reports as rows for lists, read in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.imported_file import ImportedFile, RefundLink, RefundPosting
from models.records.pay_run import PayRun
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import countries
from services.desk.gather import head_of
from services.desk.refund_lines import HELD, OF_REPORT


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting: what it says, whose it is, and where it counts. `month` is that of the payment; `is_locked` says
    that its run is approved.
    """

    id: int
    import_id: int
    line: int
    state: str
    benefit: str
    benefit_names: tuple[tuple[str, str], ...]
    is_holiday: bool
    establishment: str
    national_id: str
    name: str
    employee: int | None
    employee_name: str
    first: date | None
    last: date | None
    last_day: date | None
    amount: Money
    absence: int | None
    run_id: int | None
    run_name: str
    month: Month | None
    is_locked: bool
    note: str
    opposite_of: int | None = None  # the posting that this one takes back here, in the client file
    is_taken_back: bool = False  # whether another one does so with this

    @property
    def is_reclaim(self) -> bool:
        """Whether NAV took it back."""
        return self.amount < ZERO and self.opposite_of is None

    @property
    def is_held(self) -> bool:
        """Whether it waits for somebody's word."""
        return self.state == HELD

    def benefit_name(self, language: str) -> str:
        """The benefit in words; its code where it is not known."""
        return dict(self.benefit_names).get(language, self.benefit)


def benefit_names(benefit: str) -> tuple[tuple[str, str], ...]:
    """What a benefit is called, by language; none for a code that is not known."""
    code = countries.refund_benefits().get(benefit)
    if code is None:
        return ()
    return tuple((key.removeprefix("name_"), name) for key, name in code.more.items() if key.startswith("name_"))


def is_holiday_pay(benefit: str) -> bool:
    """Whether a posting is holiday pay on a benefit."""
    code = countries.refund_benefits().get(benefit)
    return code is not None and code.more["holiday"] == "yes"


def posting_rows(session: Session, *conditions: ColumnElement[bool]) -> Iterator[PostingRow]:
    """The postings of imports that stand, by the day of their payment and the line."""
    posting = RefundPosting
    wanted = (
        select(posting, ImportedFile.payment_date, Employee.number, Employee.name, RefundLink.absence_id, PayRun)
        .join(ImportedFile, OF_REPORT)
        .join(Employee, Employee.id == posting.employee_id, isouter=True)
        .join(RefundLink, RefundLink.posting_id == posting.id, isouter=True)
        .join(PayRun, PayRun.id == posting.run_id, isouter=True)
        .where(ImportedFile.undone_at.is_(None), *conditions)
    )
    taken_back = set(session.scalars(select(posting.opposite_of).where(posting.opposite_of.is_not(None))))
    for row, day, number, name, absence, run in session.execute(wanted.order_by(ImportedFile.payment_date, posting.id)):
        yield PostingRow(
            row.id,
            row.import_id,
            row.line,
            row.state,
            row.benefit,
            benefit_names(row.benefit),
            is_holiday_pay(row.benefit),
            row.establishment,
            row.national_id,
            row.name,
            number,
            name or "",
            row.first,
            row.last,
            row.last_day,
            row.amount,
            absence,
            row.run_id,
            head_of(run).name if run is not None else "",
            Month.of(day) if day is not None else None,
            run is not None and run.approved_at is not None,
            row.note,
            row.opposite_of,
            row.id in taken_back,
        )
