"""Pay runs: what was entered, what came out, and the facts that it was made from. Approved ones are never changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record
from models.records.columns import SECRET
from models.values.money import Money
from models.values.span import Month

_OF_APPROVED_RUN = Keep(
    "EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL)",
    joining=True,
)


class PayRun(Record):
    """One run. A draft is computed again as often as one likes; approving it locks what was seen."""

    __tablename__ = "pay_run"
    __table_args__ = (UniqueConstraint("month", "sequence"),)
    __keep__ = Keep("OLD.approved_at IS NOT NULL")

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[Month]
    sequence: Mapped[int]
    kind: Mapped[str]
    pay_date: Mapped[date] = mapped_column(index=True)
    period: Mapped[str]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    december_relief: Mapped[bool]
    corrects: Mapped[str]
    reported_in: Mapped[Month | None]  # the month whose report says it; none: that of the pay date
    report_choice: Mapped[str] = mapped_column(default="")  # what the user chose of it, where there is a choice
    codes: Mapped[str] = mapped_column(default="")  # of the run order, apart by blanks, where types are numbered
    computed_at: Mapped[datetime | None]
    computed_after: Mapped[int | None]  # the last entry of the change log that the computation knew
    editions: Mapped[str] = mapped_column(default="")  # the rate files that it was computed from, by their digests
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    facts: Mapped[bytes | None]  # head, employer and the employer's balances, in the stored form
    voucher: Mapped[bytes | None]


class EnteredLine(Record):
    """A line that was entered on a run, in JSON."""

    __tablename__ = "entered_line"
    __keep__ = _OF_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imported_file.id"), index=True, default=None)
    """The table that it came in, while nobody has changed it since."""
    line: Mapped[str]


class CorrectedEmployee(Record):
    """Whom a correction concerns, where it is not everybody."""

    __tablename__ = "corrected_employee"
    __keep__ = _OF_APPROVED_RUN

    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)


class Payslip(Record):
    """What one person got in one run: the sums that lists ask for, and the whole slip with facts and traces."""

    __tablename__ = "payslip"
    __table_args__ = (UniqueConstraint("run_id", "employee_id"),)
    __keep__ = _OF_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    gross_cash: Mapped[Money]
    withholding: Mapped[Money]
    deductions: Mapped[Money]
    net_pay: Mapped[Money]
    content: Mapped[bytes]


class PayLine(Record):
    """One line of a payslip, for lists and comparisons."""

    __tablename__ = "pay_line"
    __keep__ = _OF_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"), index=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    type: Mapped[str]
    quantity: Mapped[Decimal | None]
    rate: Mapped[Decimal | None]
    amount: Mapped[Money]


class RunTotal(Record):
    """A named sum of a run."""

    __tablename__ = "run_total"
    __keep__ = _OF_APPROVED_RUN

    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Money]


class PayslipNote(Record):
    """A message on the payslips of a run: to one employee, or to all where none is named. No figure knows of it."""

    __tablename__ = "payslip_note"
    __keep__ = _OF_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"), index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    text: Mapped[str] = mapped_column(info=SECRET)


class RunApproval(Record):
    """What a second person answered about a computed run, with the signed file as it came.

    It speaks of one state of the run, which `digest` names; `key` is the public key that the answer is signed with.
    """

    __tablename__ = "run_approval"
    __keep__ = _OF_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("pay_run.id"), index=True)
    taken_in_at: Mapped[datetime]
    taken_in_by: Mapped[str]
    answered_at: Mapped[datetime]
    answered_by: Mapped[str]
    decision: Mapped[str]  # approved · sent_back
    remark: Mapped[str]
    digest: Mapped[str]
    key: Mapped[str]
    content: Mapped[bytes]
