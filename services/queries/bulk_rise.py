"""A rise for many: among whom one chooses, the runs that can pay what is owed, and the preview as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from models.records.employer import Establishment
from models.values.money import Money
from models.values.span import Month
from services.desk import at_hand, countries
from services.desk.corrections import PersonDifference
from services.desk.desk import Desk
from services.desk.employee_use import rise_kind
from services.engine.facts import RunHead, RunKind
from services.queries.correction_page import MonthRow, rows_of
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose pay can rise."""

    number: int
    name: str
    units: frozenset[str]
    is_monthly: bool
    is_hourly: bool

    def fits(self, unit: str, pay: str) -> bool:
        """Whether they are among those of a sub-unit and a kind of pay; empty means all."""
        fits_pay = not pay or (self.is_monthly if pay == "monthly" else self.is_hourly)
        return fits_pay and (not unit or unit in self.units)


def candidates(desk: Desk) -> tuple[Candidate, ...]:
    """Everybody who is employed, or will be, with a monthly salary or an hourly rate; by name."""
    today = desk.today
    found = []
    for person in at_hand.everybody(desk):
        jobs = [job for job in person.employments if job.end is None or job.end >= today]
        pays = {rise_kind(terms) for job in jobs for _, terms in job.terms.entries[-1:]}
        if pays & {"monthly", "hourly"}:
            units = frozenset(job.establishment for job in jobs)
            found.append(Candidate(person.number, person.name, units, "monthly" in pays, "hourly" in pays))
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.number)))


def units(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The sub-units: number and name."""
    with desk.reading() as session:
        rows = session.execute(select(Establishment.orgnr, Establishment.name).order_by(Establishment.orgnr)).all()
    return tuple((orgnr, name or orgnr) for orgnr, name in rows)


def extra_run(desk: Desk, day: date | None = None) -> RunHead:
    """The head of an extra run that pays on a day, or on the next one on which the bank pays."""
    if day is None:
        bank_day = countries.country(desk.client.country).bank_day
        day = desk.today + timedelta(days=1)
        while bank_day(day) != day:
            day += timedelta(days=1)
    return RunHead(Month.of(day), day, RunKind.EXTRA)


def months_of(desk: Desk, person: PersonDifference, language: str) -> tuple[MonthRow, ...]:
    """Somebody's back pay month by month."""
    return rows_of(person, wage_types(desk.client.country), language)


def overpaid(people: Collection[PersonDifference]) -> tuple[PersonDifference, ...]:
    """Those who were paid more than even the new pay gives, by something that was put right before."""
    return tuple(person for person in people if person.is_overpaid)


def back_pay(people: Collection[PersonDifference]) -> Money:
    """What is owed to all who were paid too little."""
    return Money.total(person.amount for person in people if not person.is_overpaid)
