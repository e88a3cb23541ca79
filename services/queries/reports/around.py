"""What several reports stand on: the approved runs of a period with their slips, who the people are, and their
departments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.queries.reports.model import Choices
from services.queries.runs import run_words


@dataclass(frozen=True, slots=True)
class PaidRun:
    """An approved run."""

    id: int
    month: Month
    sequence: int
    kind: str
    pay_date: date
    reported_in: Month | None

    @property
    def words(self) -> Month | Message:
        """“November 2026”, or “November 2026, run 2”."""
        return run_words(str(self.month) if self.sequence == 1 else f"{self.month}-{self.sequence}")

    @property
    def report_month(self) -> Month:
        """The month whose report says it."""
        return self.reported_in or Month.of(self.pay_date)


@dataclass(frozen=True, slots=True)
class Who:
    """A person, and the department that most of the pay is booked on."""

    id: int
    number: int
    name: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class SlipSums:
    """The sums of a payslip."""

    run: PaidRun
    employee: int  # the record's id
    gross: Money
    withholding: Money
    deductions: Money
    net: Money


def approved_runs(session: Session, choices: Choices, *, by_pay_date: bool = False) -> tuple[PaidRun, ...]:
    """The approved runs of the period, in the order of payment; only the chosen one where one is. A run belongs to the
    month that it pays, or to that of its pay date.
    """
    run = records.PayRun
    wanted: list[ColumnElement[bool]] = [run.approved_at.is_not(None)]
    if by_pay_date:
        wanted.append(run.pay_date.between(choices.first.first, choices.last.last))
    else:
        wanted.append(run.month.between(choices.first, choices.last))
    if choices.run is not None:
        wanted.append(run.id == choices.run)
    rows = session.execute(
        select(run.id, run.month, run.sequence, run.kind, run.pay_date, run.reported_in)
        .where(*wanted)
        .order_by(run.pay_date, run.id)
    )
    return tuple(PaidRun(*row) for row in rows)


def everybody(session: Session, on: date) -> dict[int, Who]:
    """Everybody by the record's id, with the department of a day."""
    departments = departments_on(session, on)
    person = people.Employee
    return {
        id: Who(id, number, name, departments.get(id, ""))
        for id, number, name in session.execute(select(person.id, person.number, person.name))
    }


def departments_on(session: Session, on: date) -> Mapping[int, str]:
    """By the employee's id the department with the largest share of the pay on a day: of two equal ones the first by
    name.
    """
    share = people.CostShare
    rows = session.execute(
        select(share.employee_id, share.from_day, share.percent, share.department)
        .where(share.from_day <= on)
        .order_by(share.employee_id, share.from_day, share.id)
    ).all()
    newest: dict[int, tuple[date, dict[str, Percent]]] = {}
    for id, day, percent, department in rows:
        if id not in newest or newest[id][0] != day:
            newest[id] = (day, {})
        parts = newest[id][1]
        before = parts.get(department)
        parts[department] = percent if before is None else Percent(before.value + percent.value)
    return {id: min(parts, key=lambda name: (-parts[name].value, name.casefold())) for id, (_, parts) in newest.items()}


def chosen(everyone: Mapping[int, Who], choices: Choices) -> dict[int, Who]:
    """Those whom the choices are about."""
    return {
        id: who
        for id, who in everyone.items()
        if (choices.person is None or who.number == choices.person)
        and (choices.department is None or who.department == choices.department)
    }


def slip_sums(session: Session, runs: Sequence[PaidRun], wanted: Mapping[int, Who]) -> list[SlipSums]:
    """The slips of the runs, of the people: one statement."""
    slip, by_id = records.Payslip, {run.id: run for run in runs}
    rows = session.execute(
        select(slip.run_id, slip.employee_id, slip.gross_cash, slip.withholding, slip.deductions, slip.net_pay).where(
            slip.run_id.in_(by_id)
        )
    )
    order = {run.id: place for place, run in enumerate(runs)}
    found = [SlipSums(by_id[run], employee, *sums) for run, employee, *sums in rows if employee in wanted]
    return sorted(found, key=lambda each: (order[each.run.id], wanted[each.employee].number))


def totals(session: Session, runs: Iterable[PaidRun], names: Iterable[str]) -> dict[int, dict[str, Money]]:
    """Named sums of the runs: one statement."""
    total, ids = records.RunTotal, [run.id for run in runs]
    found: dict[int, dict[str, Money]] = {number: {} for number in ids}
    rows = session.execute(
        select(total.run_id, total.name, total.amount).where(total.run_id.in_(ids), total.name.in_(list(names)))
    )
    for run_id, name, amount in rows:
        found[run_id][name] = amount
    return found
