"""What keeps people away from work: sickness, care, holiday, leave, layoff."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Record
from models.records.columns import SECRET
from models.values.percent import Percent


class Absence(Record):
    """One absence, with both its days counted; an open end is None. See engine/facts.py for the words."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    employment_id: Mapped[str]  # the reported id of one of several employments; empty for all
    kind: Mapped[str] = mapped_column(info=SECRET)
    first: Mapped[date] = mapped_column(index=True)
    last: Mapped[date | None]
    grade: Mapped[Percent]  # the share of the working time that is absence
    paid: Mapped[bool]
    leave_id: Mapped[str]  # by which a leave is reported; never used again
    withdrawn: Mapped[date | None]  # the day on which it turned out that it never happened
    note: Mapped[str] = mapped_column(info=SECRET)
    units: Mapped[Decimal | None] = mapped_column(default=None)  # days or hours, where absence is counted by a code
    type: Mapped[str] = mapped_column(default="")  # the wage type, where the code leaves a choice
