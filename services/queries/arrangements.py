"""What an employee has besides pay, as it stands: cars and loans with what they are worth this month, the division of
pay; and the departments and projects that there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employee import CompanyCar, CostShare, Employee, StaffLoan
from models.records.employer import CostUnit
from models.records.movement import Movement
from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.why import Figure
from services.desk import countries
from services.desk.arrangements import (
    CarPart,
    LoanPart,
    SharePart,
    car_findings,
    loan_findings,
    share_findings,
    shared,
)
from services.desk.calculate import no_rate
from services.desk.desk import Desk
from services.desk.gather import own_rates
from services.desk.instalments import LOAN_REPAID, instalment_lines
from services.desk.stored_form import read_line
from services.engine import facts
from services.engine.country import Country
from services.engine.rates import MissingRate, RatesOn
from services.queries.trace import Trace
from services.queries.why import trace_of
from services.reference.year_files import client_rates

__all__ = [
    "Arrangements",
    "CarPart",
    "CarRow",
    "Division",
    "Instalment",
    "LoanPart",
    "LoanRow",
    "SharePart",
    "Unit",
    "Worth",
    "arrangements",
    "check_car",
    "check_loan",
    "check_shares",
    "cost_units",
    "shared",
    "worth_of_car",
    "worth_of_loan",
]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a benefit is worth in a month, with its why. No amount: it does not count then, or `missing` says why it
    cannot be computed.
    """

    month: Month
    amount: Money | None = None
    trace: Trace | None = None
    missing: Finding | None = None


@dataclass(frozen=True, slots=True)
class CarRow:
    """A car by its row in the file; `state` is past, now or coming."""

    id: int
    part: CarPart
    state: str
    worth: Worth

    @property
    def is_now(self) -> bool:
        return self.state == "now"


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan by its row in the file, what is left of it by approved runs, and what it is worth this month."""

    id: int
    part: LoanPart
    left: Money
    state: str
    worth: Worth

    @property
    def is_now(self) -> bool:
        return self.state == "now"

    @property
    def repaid(self) -> Money:
        assert self.part.balance is not None
        return self.part.balance - self.left


@dataclass(frozen=True, slots=True)
class Instalment:
    """What every ordinary run takes off the loans; `lines` are how many fixed lines do that."""

    amount: Money | None = None
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Division:
    """How pay is divided from a day on; no shares: it is not divided. `state` is past, now or coming."""

    from_day: date
    shares: tuple[SharePart, ...]
    state: str = "now"


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or a project; a closed one is not offered any more."""

    kind: str
    code: str
    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Arrangements:
    """What one employee has, the newest first."""

    cars: tuple[CarRow, ...]
    loans: tuple[LoanRow, ...]
    divisions: tuple[Division, ...]
    instalment: Instalment = Instalment()


def arrangements(desk: Desk, number: int) -> Arrangements:
    """Read them; nothing for an employee who is not there."""
    with desk.reading() as session:
        employee_id = session.scalar(select(Employee.id).where(Employee.number == number))
        if employee_id is None:
            return Arrangements((), (), ())
        around = _Month.of(desk, session)
        lines = instalment_lines(session, employee_id)
        amount = read_line(lines[0].line).amount if len(lines) == 1 else None
        return Arrangements(
            tuple(_cars(session, employee_id, around)),
            tuple(_loans(session, employee_id, around)),
            tuple(_divisions(session, employee_id, desk.today)),
            Instalment(amount, len(lines)),
        )


# --- what they are worth ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Month:
    """The month of today with its rates."""

    today: date
    country: Country
    rates: RatesOn | None
    missing: Finding | None

    @classmethod
    def of(cls, desk: Desk, session: Session) -> _Month:
        country = countries.country(desk.client.country)
        try:
            return cls(desk.today, country, client_rates(country.code, own_rates(session)).on(desk.today), None)
        except MissingRate as missing:
            return cls(desk.today, country, None, no_rate(missing).findings[0])

    @property
    def month(self) -> Month:
        return Month.of(self.today)

    def worth(self, figure: Figure[Money] | None, title: Message) -> Worth:
        if figure is None:
            return Worth(self.month, missing=self.missing)
        whose = Message("{month}", month=self.month)
        return Worth(self.month, figure.value, trace_of(figure, title, whose))

    def missed(self, missing: MissingRate) -> Worth:
        return Worth(self.month, missing=no_rate(missing).findings[0])


def worth_of_car(desk: Desk, part: CarPart) -> Worth | None:
    """What a car would be worth this month, while it is typed; None as long as it is not filled in."""
    if any(car_findings(part, 0, desk.today)):
        return None
    with desk.reading() as session:
        around = _Month.of(desk, session)
    return _worth_of_cars([_car(part)], around)[0]


def worth_of_loan(desk: Desk, part: LoanPart, left: Money | None = None) -> Worth | None:
    """What a loan would be worth this month, while it is typed; None as long as it is not filled in."""
    if any(loan_findings(part, 0)):
        return None
    assert part.balance is not None
    with desk.reading() as session:
        around = _Month.of(desk, session)
    return _worth_of_loan(_loan(part), part.balance if left is None else left, around)


def _worth_of_cars(cars: list[facts.CompanyCar], around: _Month) -> list[Worth]:
    title = Message("Company car in {month}", month=around.month)
    if around.rates is None:
        return [around.worth(None, title) for _ in cars]
    try:
        return [around.worth(each, title) for each in around.country.car_benefits(cars, around.month, around.rates)]
    except MissingRate as missing:
        return [around.missed(missing) for _ in cars]


def _worth_of_loan(loan: facts.StaffLoan, left: Money, around: _Month) -> Worth:
    if around.rates is None or _state(loan.since, loan.until, around.today) != "now":
        return around.worth(None, Message("Cheap loan"))
    try:
        title = Message("Cheap loan in {month}", month=around.month)
        return around.worth(around.country.loan_benefit(loan, left, around.rates), title)
    except MissingRate as missing:
        return around.missed(missing)


def _car(part: CarPart) -> facts.CompanyCar:
    assert part.list_price is not None
    assert part.first_registered is not None
    assert part.since is not None
    return facts.CompanyCar(
        part.list_price,
        part.first_registered,
        part.since,
        part.until,
        part.over_40000_km,
        part.vehicle,
        part.own_payment or Money(0),
        part.registration,
    )


def _loan(part: LoanPart) -> facts.StaffLoan:
    assert part.balance is not None
    assert part.rate is not None
    assert part.since is not None
    return facts.StaffLoan(part.balance, part.rate, part.since, part.until)


# --- reading ----------------------------------------------------------------------------------------------------------


def _cars(session: Session, employee_id: int, around: _Month) -> Iterator[CarRow]:
    columns: Any = CompanyCar.__table__.c
    wanted = select(*columns).where(columns.employee_id == employee_id)
    rows = session.execute(wanted.order_by(columns.since.desc(), columns.id.desc())).all()
    parts = [
        CarPart(
            row.list_price,
            row.first_registered,
            row.since,
            row.until,
            row.over_40000_km,
            row.vehicle,
            row.own_payment or None,
            row.registration,
        )
        for row in rows
    ]
    worths = _worth_of_cars([_car(part) for part in parts], around)
    for row, part, worth in zip(rows, parts, worths, strict=True):
        yield CarRow(row.id, part, _state(row.since, row.until, around.today), worth)


def _loans(session: Session, employee_id: int, around: _Month) -> list[LoanRow]:
    columns: Any = StaffLoan.__table__.c
    wanted = select(*columns).where(columns.employee_id == employee_id)
    rows = session.execute(wanted.order_by(columns.since, columns.id)).all()
    if not rows:
        return []
    parts = [LoanPart(row.balance, row.rate, row.since, row.until) for row in rows]
    loans = [_loan(part) for part in parts]
    left = around.country.loans_left(loans, _repaid(session, employee_id))
    found = [
        LoanRow(row.id, part, rest, _state(row.since, row.until, around.today), _worth_of_loan(loan, rest, around))
        for row, part, loan, rest in zip(rows, parts, loans, left, strict=True)
    ]
    return found[::-1]


def _repaid(session: Session, employee_id: int) -> Mapping[str, int]:
    """What approved runs have taken off loans, in øre by month."""
    wanted = (
        select(Movement.vintage, func.sum(Movement.hundredths))
        .join(runs.PayRun, runs.PayRun.id == Movement.run_id, isouter=True)
        .where(
            Movement.employee_id == employee_id,
            Movement.account == LOAN_REPAID,
            or_(Movement.run_id.is_(None), runs.PayRun.approved_at.is_not(None)),
        )
        .group_by(Movement.vintage)
    )
    return {vintage: int(ore) for vintage, ore in session.execute(wanted)}


def _divisions(session: Session, employee_id: int, today: date) -> list[Division]:
    columns: Any = CostShare.__table__.c
    found: dict[date, list[SharePart]] = {}
    for row in session.execute(
        select(*columns).where(columns.employee_id == employee_id).order_by(columns.from_day.desc(), columns.id)
    ):
        shares = found.setdefault(row.from_day, [])
        if row.department or row.project:
            shares.append(SharePart(Percent(row.percent.value), row.department, row.project))
    held = next((day for day in found if day <= today), None)
    return [
        Division(day, tuple(shares), "coming" if day > today else "now" if day == held else "past")
        for day, shares in found.items()
    ]


def _state(since: date, until: date | None, today: date) -> str:
    if since > today:
        return "coming"
    return "now" if until is None or today <= until else "past"


def cost_units(desk: Desk, *, closed: bool = False) -> tuple[Unit, ...]:
    """Departments, then projects, by code; with `closed` also those that are not offered any more."""
    columns: Any = CostUnit.__table__.c
    wanted = select(*columns).order_by(columns.kind, columns.code)
    with desk.reading() as session:
        rows = session.execute(wanted if closed else wanted.where(columns.closed.is_(False))).all()
    return tuple(Unit(row.kind, row.code, row.name, row.closed) for row in rows)


# --- what is wrong while it is typed ----------------------------------------------------------------------------------


def check_car(desk: Desk, number: int, part: CarPart) -> list[Finding]:
    """What is wrong with a car."""
    return list(car_findings(part, number, desk.today))


def check_loan(number: int, part: LoanPart) -> list[Finding]:
    """What is wrong with a loan."""
    return list(loan_findings(part, number))


def check_shares(number: int, from_day: date | None, parts: tuple[SharePart, ...]) -> list[Finding]:
    """What is wrong with a division of pay."""
    return list(share_findings(parts, from_day, number))
