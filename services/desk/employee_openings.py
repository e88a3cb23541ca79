"""Opening balances as they lie in the file: read back as they were entered, and set anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.message import Message
from models.values.money import Money
from services.desk import countries
from services.desk.calculate import opening
from services.desk.employee_around import Surroundings
from services.desk.employee_form import OpeningPart
from services.engine.accounts import Unit

OPENING: Final = "opening"
"""The reason of movements that are opening balances; see norway/rules/opening.py."""

_NAMES: Final = {
    ("taxable", 0): "taxable_this_year",
    ("withheld", 0): "withheld_this_year",
    ("holiday_basis", 0): "holiday_basis_this_year",
    ("holiday_basis", -1): "holiday_basis_last_year",
    ("holiday_paid", 0): "holiday_paid_this_year",
    ("holiday_paid_60", 0): "holiday_paid_60_this_year",
    ("exempt_used", 0): "exempt_used",
    ("aga_wage_base", 0): "aga_base_this_year",
    ("holiday_days", 0): "holiday_days_left",
    ("time_bank", 0): "time_bank",
    ("advance", 0): "advance",
}
"""By account and the year counted from that of the first month: what it was entered as."""


def opening_of(session: Session, employee_id: int, around: Surroundings) -> OpeningPart:
    """The opening balances of one employee as they were entered."""
    wanted = _wanted().where(Movement.employee_id == employee_id)
    return openings_in(session.execute(wanted).all(), around).get(employee_id, OpeningPart())


def openings_of(session: Session, around: Surroundings) -> Mapping[int, OpeningPart]:
    """Those of everybody who has some, by the record of the employee."""
    return openings_in(session.execute(_wanted()).all(), around)


def _wanted() -> Any:
    columns = (Movement.employee_id, Movement.account, Movement.vintage, Movement.hundredths)
    return select(*columns).where(Movement.run_id.is_(None), Movement.reason == OPENING)


def openings_in(rows: Iterable[Any], around: Surroundings) -> dict[int, OpeningPart]:
    """Movements put together, by employee."""
    if around.start_month is None:
        return {}
    units = {account.code: account.unit for account in countries.country(around.country).accounts}
    found: dict[int, OpeningPart] = {}
    for employee_id, account, vintage, hundredths in rows:
        year = int(vintage[:4]) - around.start_month.year if vintage[:4].isdigit() else 0
        if employee_id is None or (name := _NAMES.get((account, year))) is None:
            continue
        is_money = units.get(account, Unit.KRONER) is Unit.KRONER
        value: Any = Money(hundredths) if is_money else Decimal(hundredths).scaleb(-2)
        found[employee_id] = replace(found.get(employee_id, OpeningPart()), **{name: value})
    return found


def set_opening(session: Session, around: Surroundings, employee_id: int, part: OpeningPart) -> None:
    """Put these in place of what was entered before. Raises Refused for a year without rates."""
    set_openings(session, around, {employee_id: part})


def set_openings(session: Session, around: Surroundings, parts: Mapping[int, OpeningPart]) -> None:
    """The same for many, by the record of the employee: what is as it was is not touched."""
    wanted = select(Movement).where(Movement.run_id.is_(None), Movement.reason == OPENING)
    if len(parts) == 1:
        wanted = wanted.where(Movement.employee_id.in_(parts))
    stored = {
        (each.employee_id, each.account, each.vintage): each
        for each in session.scalars(wanted)
        if each.employee_id in parts
    }
    for employee_id, part in parts.items():
        for (account, vintage), hundredths in _booked(around, part).items():
            movement = stored.pop((employee_id, account, vintage), None)
            if movement is None:
                session.add(
                    Movement(
                        employee_id=employee_id,
                        run_id=None,
                        account=account,
                        vintage=vintage,
                        hundredths=hundredths,
                        reason=OPENING,
                    )
                )
            elif movement.hundredths != hundredths:
                movement.hundredths = hundredths
    for movement in stored.values():
        session.delete(movement)


def _booked(around: Surroundings, part: OpeningPart) -> dict[tuple[str, str], int]:
    """What a part is as movements, by account and vintage."""
    if not part:
        return {}
    assert around.employer is not None
    assert around.start_month is not None
    found: dict[tuple[str, str], int] = {}
    for booked in opening(around.country, part.amounts(), around.start_month, around.employer):
        key = (booked.key.account, booked.key.vintage)
        found[key] = found.get(key, 0) + booked.hundredths
    return found


def paid_employees(session: Session) -> frozenset[int]:
    """The records of everybody whom an approved run has paid: their opening balances stand."""
    wanted = (
        select(runs.Payslip.employee_id)
        .join(runs.PayRun, runs.PayRun.id == runs.Payslip.run_id)
        .where(runs.PayRun.approved_at.is_not(None))
        .distinct()
    )
    return frozenset(session.scalars(wanted))


def locked_words() -> Message:
    """Why the opening balances of somebody who was paid here stand."""
    return Message(
        "Pay is approved that counts on the opening balances, so they stand. What was wrong is corrected by a run with "
        "the difference"
    )
