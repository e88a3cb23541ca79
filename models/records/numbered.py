"""What an employer sets up where wage types are numbered: position categories with their types, result tables; and
what a file registered that has no place of its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Record
from models.records.columns import SECRET


class PositionCategory(Record):
    """A position category (stillingskategori): what is the same for everybody in it."""

    __tablename__ = "position_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    absence_codes: Mapped[str] = mapped_column(default="")  # that are allowed, apart by blanks; empty: all of them


class CategoryLine(Record):
    """A numbered wage type on a position category; no day means no limit."""

    __tablename__ = "category_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("position_category.id"), index=True)
    type: Mapped[str]
    since: Mapped[date | None]
    until: Mapped[date | None]


class RateStep(Record):
    """A step of a result table (resultattrin): from a day, for a pay group, up to four values by form of pay."""

    __tablename__ = "rate_step"
    __table_args__ = (UniqueConstraint("table_number", "since", "pay_group"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_number: Mapped[str]
    since: Mapped[date]
    pay_group: Mapped[str]
    arrears: Mapped[Decimal | None]
    advance: Mapped[Decimal | None]
    hourly: Mapped[Decimal | None]
    fortnightly: Mapped[Decimal | None]


class Registered(Record):
    """What came in a file of decentral registrering and has no place of its own: kept as it was said, so that it comes
    out again the same way. A line of a variable wage type waits here for the run of its day.
    """

    __tablename__ = "registered"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)  # None: of the firm
    record: Mapped[str]  # MLE-25-MEDA …
    key: Mapped[str]  # by what it is known within the record
    since: Mapped[date | None]
    until: Mapped[date | None]
    said: Mapped[str] = mapped_column(info=SECRET)  # by the names of the fields, in JSON
    run_id: Mapped[int | None] = mapped_column(ForeignKey("pay_run.id"), index=True, default=None)
    """The run that took the line in; None while it waits, and for what no run pays."""
