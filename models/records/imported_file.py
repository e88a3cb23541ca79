"""Files from outside that were taken in: the file itself, what became of it, and the postings of a report of refunds.

An import that is undone stays in the log: `undone_at` says when, and from then on its postings count no more.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record
from models.records.columns import SECRET
from models.values.money import Money

_IN_APPROVED_RUN = Keep(
    "EXISTS (SELECT 1 FROM pay_run r WHERE r.id = OLD.run_id AND r.approved_at IS NOT NULL)",
    joining=True,
)


class ImportedFile(Record):
    """A file from outside, whatever its kind: where it came from, what it said, and where it went."""

    __tablename__ = "imported_file"
    __keep__ = _IN_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)  # k27 · …
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    name: Mapped[str] = mapped_column(info=SECRET)  # as it was called where it came from
    imported_at: Mapped[datetime]
    by: Mapped[str]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("pay_run.id"), index=True)  # the run that it went into
    receiver: Mapped[str]  # whom it is for, as it says itself; empty where it does not
    payment_date: Mapped[date | None]
    rows: Mapped[int]
    total: Mapped[Money | None]
    columns: Mapped[str]  # the choice of columns by which it was read, in JSON; empty for none
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class ImportedContent(Record):
    """The bytes of a file from outside, as they came, compressed; apart from the rest, which lists read."""

    __tablename__ = "imported_content"
    __keep__ = Keep(
        "EXISTS (SELECT 1 FROM imported_file f JOIN pay_run r ON r.id = f.run_id\n"
        "WHERE f.id = OLD.import_id AND r.approved_at IS NOT NULL)",
        joining=True,
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"), primary_key=True)
    content: Mapped[bytes]
    reading: Mapped[bytes | None]  # what was read of a large one, so that it need not be read anew; none: it is


class RefundPosting(Record):
    """One posting of a report of refunds. Two equal ones are two postings: the line of the file is its name.

    One that is taken counts in its run; without a run it counts in the report of the month of its import's payment
    date.
    """

    __tablename__ = "refund_posting"
    __keep__ = _IN_APPROVED_RUN

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"), index=True)
    line: Mapped[int]
    benefit: Mapped[str] = mapped_column(info=SECRET)  # NAV's code
    establishment: Mapped[str]
    national_id: Mapped[str] = mapped_column(info=SECRET)
    name: Mapped[str] = mapped_column(info=SECRET)
    first: Mapped[date | None]
    last: Mapped[date | None]
    last_day: Mapped[date | None]  # of the right to sick pay
    amount: Mapped[Money]  # negative where it was taken back
    state: Mapped[str]  # taken · held · left_out
    note: Mapped[str] = mapped_column(info=SECRET)  # why it was decided so
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    employment_id: Mapped[str]  # the reported id of the employment that it lowers the basis of; empty for the run's own
    type: Mapped[str]  # the wage type of its line in a run
    run_id: Mapped[int | None] = mapped_column(ForeignKey("pay_run.id"), index=True)
    opposite_of: Mapped[int | None] = mapped_column(ForeignKey("refund_posting.id"), index=True)
    """The posting of an approved run that this one takes back, because it was wrong: it is in no file."""


class RefundLink(Record):
    """Which absence a posting is for. It is about the ledger alone, so it may change when the run is locked too."""

    __tablename__ = "refund_link"

    posting_id: Mapped[int] = mapped_column(ForeignKey("refund_posting.id"), primary_key=True)
    absence_id: Mapped[int] = mapped_column(ForeignKey("absence.id"), index=True)


class ColumnMapping(Record):
    """Which column is what in tables of one look, as somebody chose it: remembered for the next one."""

    __tablename__ = "column_mapping"

    signature: Mapped[str] = mapped_column(primary_key=True)  # of the header and the sign between the cells
    kind: Mapped[str] = mapped_column(primary_key=True)  # of the file that was read by it
    mapping: Mapped[str]  # in JSON
    used_at: Mapped[datetime]
