"""What an employee has besides pay: company cars, loans, and on which departments and projects pay is booked. As typed
in a form; what is None is not filled in, or could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from services.desk.employee_around import MOST, PAGE

VEHICLES: Final = ("car", "van")
_OLDEST: Final = 1950  # no car in use was registered earlier
_HUNDRED: Final = Decimal(100)
_PLATE: Final = re.compile("[A-ZÆØÅ0-9]{2,8}")


@dataclass(frozen=True, slots=True)
class CarPart:
    """A car or van that may be used privately. `own_payment` is what the employee pays a month, in kroner."""

    list_price: Money | None = None
    first_registered: date | None = None
    since: date | None = None
    until: date | None = None
    over_40000_km: bool = False
    vehicle: str = "car"
    own_payment: Money | None = None
    registration: str = ""


@dataclass(frozen=True, slots=True)
class LoanPart:
    """A loan from the employer; `balance` is what was owed on `since`, the rate is a year's.

    `instalment` is what every ordinary run takes off the person's loans: a fixed line. None leaves that as it is.
    """

    balance: Money | None = None
    rate: Percent | None = None
    since: date | None = None
    until: date | None = None
    instalment: Money | None = None


@dataclass(frozen=True, slots=True)
class SharePart:
    """A part of the pay on a department and a project."""

    percent: Percent | None = None
    department: str = ""
    project: str = ""


def car_findings(part: CarPart, number: int, today: date) -> Iterator[Finding]:
    """What is wrong with a car, by field."""
    where = _Where(number, "car")
    yield from _amount(part.list_price, where, "list_price")
    if part.first_registered is None:
        yield where.stop(Message("Enter the day on which the car was registered first"), "first_registered")
    elif part.first_registered > today or part.first_registered.year < _OLDEST:
        yield where.stop(Message("A car in use cannot have been registered on this day"), "first_registered")
    yield from _days(part.since, part.until, where)
    if part.vehicle not in VEHICLES:
        yield where.stop(Message("Choose a car or a van"), "vehicle")
    if part.own_payment is not None and part.own_payment < ZERO:
        yield where.stop(Message("What the employee pays is 0 or more"), "own_payment")
    if part.registration and not _PLATE.fullmatch(registration_of(part.registration)):
        yield where.stop(Message("A registration number has two to eight letters and digits"), "registration")


def registration_of(written: str) -> str:
    """A registration number as it is reported: capitals and digits without spaces."""
    return "".join(written.split()).upper()


def loan_findings(part: LoanPart, number: int) -> Iterator[Finding]:
    """What is wrong with a loan, by field."""
    where = _Where(number, "loan")
    yield from _amount(part.balance, where, "balance")
    if part.rate is None:
        yield where.stop(Message("Enter the rate of interest a year; 0 where there is none"), "rate")
    elif not 0 <= part.rate.value <= _HUNDRED:
        yield where.stop(Message("The rate of interest is between 0% and 100%"), "rate")
    yield from _days(part.since, part.until, where)
    if part.instalment is not None and part.instalment < ZERO:
        yield where.stop(Message("An instalment is 0 or more"), "instalment")
    elif part.instalment is not None and part.balance is not None and part.instalment > part.balance:
        yield where.stop(Message("The instalment is more than the whole loan"), "instalment")


def share_findings(parts: Sequence[SharePart], from_day: date | None, number: int) -> Iterator[Finding]:
    """What is wrong with a division; none at all means that pay is not divided any more."""
    where = _Where(number, "shares")
    if from_day is None:
        yield where.stop(Message("Enter the day from which it applies"), "from_day")
    if not parts:
        return
    wrong = False
    seen: set[tuple[str, str]] = set()
    for place, part in enumerate(parts, 1):
        if part.percent is None or part.percent.value <= 0:
            yield where.stop(Message("Each share is more than 0%"), f"percent_{place}")
            wrong = True
        if not part.department and not part.project:
            yield where.stop(Message("Choose a department or a project for each share"), f"department_{place}")
            wrong = True
        elif (part.department, part.project) in seen:
            yield where.stop(Message("This department and project have a share already"), f"department_{place}")
            wrong = True
        seen.add((part.department, part.project))
    total = shared(parts)
    if total.value != _HUNDRED and not wrong:
        what = Message("The shares add up to {total} and should be {whole}", total=total, whole=Percent(_HUNDRED))
        yield where.stop(what, "sum")


def shared(parts: Sequence[SharePart]) -> Percent:
    """What the shares add up to."""
    return Percent(sum((part.percent.value for part in parts if part.percent is not None), Decimal(0)))


@dataclass(frozen=True, slots=True)
class _Where:
    number: int
    kind: str

    def stop(self, what: Message, field: str) -> Finding:
        return Finding(Severity.STOP, what, Place(PAGE, self.number, f"{self.kind}.{field}"))


def _amount(amount: Money | None, where: _Where, field: str) -> Iterator[Finding]:
    if amount is None or amount <= ZERO:
        yield where.stop(Message("Enter an amount above 0"), field)
    elif amount > MOST:
        yield where.stop(Message("{amount} is more than the program takes", amount=amount), field)


def _days(since: date | None, until: date | None, where: _Where) -> Iterator[Finding]:
    if since is None:
        yield where.stop(Message("Enter the first day"), "since")
    elif until is not None and until < since:
        yield where.stop(Message("The end, {end}, is before the start, {start}", end=until, start=since), "until")
