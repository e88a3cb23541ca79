"""The fixed line that repays somebody's loans from the employer."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import FixedLine
from services.desk.stored_form import read_line

LOAN_REPAID: Final = "loan_repaid"
"""The wage type, and the account of what was repaid; see norway/rules/staff_loan.py."""


def instalment_lines(session: Session, employee_id: int) -> list[FixedLine]:
    """The fixed lines of the wage type that have no last day."""
    rows = session.scalars(select(FixedLine).where(FixedLine.employee_id == employee_id).order_by(FixedLine.id))
    return [row for row in rows if read_line(row.line).type == LOAN_REPAID and row.to_day is None]
