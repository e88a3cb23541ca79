"""Company cars, loans and the division of pay: entered, changed and taken away. What was paid is not touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import CompanyCar, CostShare, FixedLine, StaffLoan
from models.values.finding import Finding, Place, Refused, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED
from services.desk.arrangements import (
    CarPart,
    LoanPart,
    SharePart,
    car_findings,
    loan_findings,
    registration_of,
    share_findings,
)
from services.desk.desk import Desk
from services.desk.employee_around import PAGE
from services.desk.employee_use import employee_of
from services.desk.instalments import LOAN_REPAID, instalment_lines
from services.desk.stored_form import read_line, write_line
from services.engine.facts import LineInput

__all__ = [
    "CarPart",
    "LoanPart",
    "SharePart",
    "remove_car",
    "remove_loan",
    "remove_shares",
    "save_car",
    "save_loan",
    "save_shares",
]


def save_car(desk: Desk, number: int, part: CarPart, row_id: int | None = None) -> int:
    """Enter a car, or change one by its row. Returns its row. Raises Refused."""
    _refuse(car_findings(part, number, desk.today))
    values = {
        "list_price": part.list_price,
        "first_registered": part.first_registered,
        "since": part.since,
        "until": part.until,
        "over_40000_km": part.over_40000_km,
        "vehicle": part.vehicle,
        "own_payment": part.own_payment or ZERO,
        "registration": registration_of(part.registration),
    }
    with desk.change("car.save") as session:
        return _save(session, CompanyCar, number, row_id, values)


def remove_car(desk: Desk, number: int, row_id: int) -> None:
    """Take a car away that was entered by mistake; one that is given back gets a last day. Raises Refused."""
    with desk.change("car.remove") as session:
        session.delete(_row(session, CompanyCar, number, row_id))


def save_loan(desk: Desk, number: int, part: LoanPart, row_id: int | None = None) -> int:
    """Enter a loan, or change one by its row, with the instalment of every run. Returns its row. Raises Refused."""
    _refuse(loan_findings(part, number))
    values = {"balance": part.balance, "rate": part.rate, "since": part.since, "until": part.until}
    with desk.change("loan.save") as session:
        saved = _save(session, StaffLoan, number, row_id, values)
        if part.instalment is not None:
            _set_instalment(session, number, part.instalment, part.since)
        return saved


def _set_instalment(session: Session, number: int, amount: Money, since: date | None) -> None:
    """The fixed line that repays the person's loans: changed, added, or taken away where nothing is repaid any more."""
    employee_id = employee_of(session, number).id
    lines = instalment_lines(session, employee_id)
    if len(lines) > 1:
        what = Message("There are several fixed lines that repay loans. Change the amount there")
        raise refuse(what, Place(PAGE, number, "lines"))
    if not lines and amount:
        line = LineInput(LOAN_REPAID, amount=amount)
        session.add(FixedLine(employee_id=employee_id, from_day=since, to_day=None, line=write_line(line)))
    elif lines and not amount:
        session.delete(lines[0])
    elif lines and (line := read_line(lines[0].line)).amount != amount:
        lines[0].line = write_line(replace(line, amount=amount))


def remove_loan(desk: Desk, number: int, row_id: int) -> None:
    """Take a loan away that was entered by mistake. Raises Refused."""
    with desk.change("loan.remove") as session:
        session.delete(_row(session, StaffLoan, number, row_id))


def save_shares(desk: Desk, number: int, from_day: date | None, parts: Sequence[SharePart]) -> None:
    """How pay is divided from a day on, in place of what was entered for that day; no shares: it is not divided from
    then on. Raises Refused unless they add up to a hundred.
    """
    _refuse(share_findings(parts, from_day, number))
    assert from_day is not None
    with desk.change("shares.save") as session:
        row = employee_of(session, number)
        _forget_shares(session, row.id, from_day)
        session.flush()
        for part in parts or (SharePart(),):
            session.add(
                CostShare(
                    employee_id=row.id,
                    from_day=from_day,
                    percent=part.percent if part.percent is not None else HUNDRED,
                    department=part.department,
                    project=part.project,
                )
            )


def remove_shares(desk: Desk, number: int, from_day: date) -> None:
    """Take the division of a day away: the one before it goes on. Raises Refused where there is none."""
    with desk.change("shares.remove") as session:
        row = employee_of(session, number)
        if not _forget_shares(session, row.id, from_day):
            raise refuse(Message("This is gone"), Place(PAGE, number, "shares"))


def _forget_shares(session: Session, employee_id: int, from_day: date) -> int:
    old = session.scalars(
        select(CostShare).where(CostShare.employee_id == employee_id, CostShare.from_day == from_day)
    ).all()
    for each in old:
        session.delete(each)
    return len(old)


def _save(session: Session, record: type[Any], number: int, row_id: int | None, values: dict[str, Any]) -> int:
    if row_id is None:
        row = record(employee_id=employee_of(session, number).id, **values)
        session.add(row)
        session.flush()
    else:
        row = _row(session, record, number, row_id)
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    return int(row.id)


def _row(session: Session, record: type[Any], number: int, row_id: int) -> Any:
    row = session.get(record, row_id)
    if row is None or row.employee_id != employee_of(session, number).id:
        raise refuse(Message("This is gone"), Place(PAGE, number))
    return row


def _refuse(findings: Iterable[Finding]) -> None:
    if found := list(findings):
        raise Refused(found)
