"""Backwards: what must be changed for the net pay of somebody to be the wanted one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.progress import Progress, no_progress
from services.desk.desk import Desk
from services.desk.employee_around import MOST
from services.desk.sandbox import HOURLY
from services.desk.what_if import (
    PayRise,
    with_position,
    with_rise,
)
from services.desk.who_is_paid import is_hourly
from services.engine.facts import LineInput, PersonFacts, RunHead, RunKind
from services.engine.result import Payslip
from services.engine.solve import NoSolution, Solution, solve
from services.engine.wage_types import Operation
from services.queries.what_if.runs import facts_of, person_of, slip_of
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class Backwards:
    """What gives the wanted net pay: kroner a month, percent, or hours (by `unit`), and the slip that it gives.

    `exact` is False where withholding's steps skip the wanted amount; the slip's net pay is then the next above. `now`
    is the slip as it is today.
    """

    unit: str
    value: Decimal
    slip: Payslip
    exact: bool
    now: Payslip | None = None


def ways_back(desk: Desk, run: int | RunHead, number: int) -> tuple[str, ...]:
    """What may be changed for somebody to get another net pay in a run: gross, percent, hours, amount."""
    facts = facts_of(desk, run)
    person = person_of(facts, number)
    found = []
    if _is_monthly(person, facts.head):
        found += ["gross", "percent"]
    if is_hourly(person, facts.head):
        found.append("hours")
    return (*found, "amount")


def _is_monthly(person: PersonFacts, head: RunHead) -> bool:
    return head.kind is not RunKind.EXTRA and any(
        terms.pay == "monthly" and terms.monthly_salary is not None and terms.period == head.period
        for job in person.employments
        if (employed := job.span.overlap(head.days)) is not None
        for _, terms in job.terms.pieces(employed)
    )


def backwards(
    desk: Desk,
    run: int | RunHead,
    number: int,
    unit: str,
    wanted: Money,
    wage_type: str = "bonus",
    progress: Progress = no_progress,
) -> Backwards:
    """What must be changed for somebody's net pay in a run to be the wanted one.

    `unit` is gross (kroner a month in the terms), percent (of a full position), hours (at the person's rate), or
    amount (of a line of `wage_type` beside everything else). Raises Refused where nothing gives it.
    """
    facts = facts_of(desk, run)
    person = person_of(facts, number)
    since = facts.head.days.first
    made: dict[int, Payslip | None] = {}

    def with_value(hundredths: int) -> PersonFacts:
        value = Decimal(hundredths).scaleb(-2)
        match unit:
            case "gross":
                return with_rise(person, PayRise(since, new=Money(hundredths)))
            case "percent":
                return with_position(person, since, Percent(value))
            case "hours":
                lines = tuple(line for line in person.lines if line.type != HOURLY or line.fixed)
                return replace(person, lines=(*lines, LineInput(HOURLY, quantity=value, employment=job)))
            case _:
                return replace(person, lines=(*person.lines, LineInput(wage_type, amount=Money(hundredths))))

    by_hour = [
        each.id
        for each in person.employments
        if (employed := each.span.overlap(facts.head.days)) is not None
        and any(terms.pay == "hourly" for _, terms in each.terms.pieces(employed))
    ]
    job = by_hour[0] if by_hour and len(person.employments) > 1 else ""
    takes_away = unit == "amount" and wage_types(facts.country)[wage_type].operation is Operation.DEDUCT
    sign = -1 if takes_away else 1

    def net(hundredths: int) -> Money:
        progress(len(made), 0, Message("Looking for the amount"))
        slip = made[sign * hundredths] = slip_of(facts, with_value(sign * hundredths))
        return slip["net_pay"] if slip is not None else ZERO

    least, most = {"gross": (0, MOST.ore), "percent": (1, 100_00), "hours": (0, 744_00)}.get(unit, (0, MOST.ore))
    if takes_away:
        least, most = -most, 0
    try:
        found: Solution = solve(net, wanted, least, most)
    except NoSolution as beyond:
        what = Message(
            "No value gives {wanted}: net pay would be between {least} and {most}",
            wanted=wanted,
            least=beyond.least,
            most=beyond.most,
        )
        raise refuse(what, Place("what_if", number, unit)) from None
    slip = made[sign * found.input]
    if slip is None:
        raise refuse(Message("Nothing is paid in this run"), Place("what_if", number, unit))
    return Backwards(unit, Decimal(sign * found.input).scaleb(-2), slip, found.exact, slip_of(facts, person))
