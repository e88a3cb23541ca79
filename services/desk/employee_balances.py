"""A balance that is changed by hand, with a reason: which balances may be, and what is wrong with a change as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.desk import countries
from services.desk.employee_around import MOST, PAGE
from services.desk.employee_form import has_control_signs, one_line
from services.engine.accounts import Account, Unit

BY_HAND: Final = "by hand"
"""How the reason of a movement begins that somebody made by hand; their own words follow after a colon."""
_LONGEST: Final = 200
_MOST_UNITS: Final = 5_000 * 100
_YEARS_BACK: Final = 3


@dataclass(frozen=True, slots=True)
class AdjustPart:
    """A balance as it should be: which one, of which year (or month), how much, and why."""

    account: str = ""
    vintage: str = ""
    value: Money | Decimal | None = None
    reason: str = ""


def accounts_by_hand(country: str) -> Mapping[str, Account]:
    """The accounts that a person may change, by code."""
    return {each.code: each for each in countries.country(country).accounts if each.by_hand}


def vintages(account: Account, today: date) -> tuple[str, ...]:
    """The years (or months) of an account that may be changed, the usual one first."""
    match account.vintage:
        case "none":
            return ("",)
        case "month":
            return tuple(str(Month.of(today).plus(-back)) for back in range(12))
        case _:
            years = (today.year, today.year + 1, *(today.year - back for back in range(1, _YEARS_BACK)))
            return tuple(map(str, years))


def counted(value: Money | Decimal) -> int:
    """A value in the hundredths that balances are kept in."""
    return value.ore if isinstance(value, Money) else int((value * 100).to_integral_value())


def standing(session: Session, employee_id: int, account: str, vintage: str) -> int:
    """What stands on a balance now, in hundredths; drafts do not count."""
    total = session.scalar(
        select(func.sum(Movement.hundredths))
        .join(runs.PayRun, runs.PayRun.id == Movement.run_id, isouter=True)
        .where(
            Movement.employee_id == employee_id,
            Movement.account == account,
            Movement.vintage == vintage,
            or_(Movement.run_id.is_(None), runs.PayRun.approved_at.is_not(None)),
        )
    )
    return int(total or 0)


def adjust_findings(country: str, today: date, part: AdjustPart, now: int, number: int) -> Iterator[Finding]:
    """What is wrong with a change by hand of a balance on which `now` stands."""

    def stop(what: Message, field: str) -> Finding:
        return Finding(Severity.STOP, what, Place(PAGE, number, f"balance.{field}"))

    known = {each.code for each in countries.country(country).accounts}
    account = accounts_by_hand(country).get(part.account)
    if account is None:
        what = Message("Choose the balance")
        if part.account in known:
            what = Message("Only pay runs change this balance: it is reported from them. Correct it by a run")
        yield stop(what, "account")
        return
    if part.vintage not in vintages(account, today):
        yield stop(Message("Choose the year"), "vintage")
    yield from (stop(what, "value") for what in _value_findings(part.value, now))
    reason = one_line(part.reason)
    if not reason:
        yield stop(Message("Write why. It stands in the log of changes and beside the balance"), "reason")
    elif len(reason) > _LONGEST:
        what = Message("At most {most} characters, and here are {count}", most=_LONGEST, count=len(reason))
        yield stop(what, "reason")
    elif has_control_signs(reason):
        yield stop(Message("There is an invisible character in it. Type it again by hand"), "reason")


def _value_findings(value: Money | Decimal | None, now: int) -> Iterator[Message]:
    if value is None:
        yield Message("Write what should stand here")
    elif isinstance(value, Money):
        if value < Money(0):
            yield Message("An amount on a balance is 0 or more")
        elif value > MOST:
            yield Message("{amount} is more than the program takes", amount=value)
        elif value.ore == now:
            yield Message("It is that already")
    elif value != value.quantize(Decimal("0.01")):
        yield Message("Write it with two decimals at most")
    elif abs(counted(value)) > _MOST_UNITS:
        yield Message("The figure is larger than the program takes")
    elif counted(value) == now:
        yield Message("It is that already")


def shown(account: Account, hundredths: int) -> Money | Decimal:
    """What stands on an account, in its unit."""
    return Money(hundredths) if account.unit is Unit.KRONER else Decimal(hundredths).scaleb(-2)
