"""What of an employee is used by approved runs, and so stands as it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.span import Month, Span
from services.engine.facts import Terms

_DAY = timedelta(days=1)


def employee_of(session: Session, number: int) -> people.Employee:
    """The record of an employee number. Raises Refused where there is none."""
    row = session.scalar(select(people.Employee).where(people.Employee.number == number))
    if row is None:
        raise refuse(Message("There is no employee {number}", number=str(number)), Place("employees"))
    return row


def paid_days(session: Session, employee_id: int) -> list[Span]:
    """The days of each approved run that paid the person, in the order of their pay dates."""
    wanted = (
        select(runs.PayRun.month, runs.PayRun.first_day, runs.PayRun.last_day)
        .join(runs.Payslip, runs.Payslip.run_id == runs.PayRun.id)
        .where(runs.Payslip.employee_id == employee_id, runs.PayRun.approved_at.is_not(None))
        .order_by(runs.PayRun.pay_date, runs.PayRun.id)
    )
    return [_days(*row) for row in session.execute(wanted)]


def pay_years(session: Session, employee_id: int) -> set[int]:
    """The years in which approved runs paid the person: those whose tax card was used."""
    wanted = (
        select(runs.PayRun.pay_date)
        .join(runs.Payslip, runs.Payslip.run_id == runs.PayRun.id)
        .where(runs.Payslip.employee_id == employee_id, runs.PayRun.approved_at.is_not(None))
    )
    return {day.year for day in session.scalars(wanted)}


def terms_of(session: Session, employment_id: int) -> list[people.EmploymentTerms]:
    """The terms of an employment, the first first."""
    wanted = select(people.EmploymentTerms).where(people.EmploymentTerms.employment_id == employment_id)
    return list(session.scalars(wanted.order_by(people.EmploymentTerms.from_day)))


def is_used(entry: Any, after: date | None, paid: list[Span]) -> bool:
    """Whether pay was approved on a day on which the terms held. `after` is the day from which the next ones do."""
    held = Span(entry.from_day, None if after is None else max(after - _DAY, entry.from_day))
    return any(held.overlap(span) for span in paid)


def _days(month: Month, first: date | None, last: date | None) -> Span:
    return month.span if first is None else Span(first, last)


MONTHLY, HOURLY = "monthly", "hourly"


def rise_kind(terms: Terms) -> str:
    """Which pay of the terms rises: the fixed pay of a period (monthly), the rate of an hour (hourly), or none: a fee,
    and terms that name no amount.
    """
    if terms.pay != "fee" and terms.pay != HOURLY and terms.monthly_salary is not None:
        return MONTHLY
    return HOURLY if terms.pay in (HOURLY, "fortnightly") and terms.hourly_rate is not None else ""
