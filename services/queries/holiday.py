"""Holiday: what is owed to whom for which year, as it stands on the accounts, and everybody's days of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from models.values.finding import Finding
from models.values.message import Message
from models.values.span import Span
from models.values.table import Column, Kind, Table
from services.desk import countries
from services.desk.calculate import no_rate
from services.desk.desk import Desk
from services.desk.gather import balances_of, employer_facts, own_rates, persons
from services.engine.facts import PersonFacts
from services.engine.rates import MissingRate, RatesOn
from services.reference.year_files import client_rates

__all__ = ["HolidayDaysOfYear", "holiday_days", "holiday_owed"]

_WHO: Final = (Column("number", Message("No."), Kind.NUMBER), Column("name", Message("Name")))


@dataclass(frozen=True, slots=True)
class HolidayDaysOfYear:
    """Everybody's days of a holiday year, and where they do not agree with what was paid."""

    table: Table
    findings: tuple[Finding, ...]


def holiday_owed(desk: Desk, year: int | None = None, until: date | None = None) -> Table:
    """What is owed of holiday pay, a row for each person and holiday year of which something is left; of one holiday
    year where it is given. Approved runs and opening balances count; with a day, the runs that were paid until then.
    """
    country = countries.country(desk.client.country)
    rows = [
        (
            person.number,
            person.name,
            str(each.holiday_year),
            each.basis,
            each.paid + each.paid_60,
            each.owed,
            each.over_60,
            each.contribution,
            each.total + each.contribution,
        )
        for person in _everybody(desk, until)
        for each in country.holiday_owed(person)
        if not each.is_settled and year in (None, each.holiday_year)
    ]
    columns = (
        *_WHO,
        Column("holiday_year", Message("Holiday year")),
        Column("basis", Message("Basis"), Kind.MONEY, summed=True),
        Column("paid", Message("Paid"), Kind.MONEY, summed=True),
        Column("owed", Message("Holiday pay owed"), Kind.MONEY, summed=True),
        Column("over_60", Message("Extra over 60"), Kind.MONEY, summed=True),
        Column("contribution", Message("Employer's contribution"), Kind.MONEY, summed=True),
        Column("total", Message("Total"), Kind.MONEY, summed=True),
    )
    return Table(Message("Holiday pay owed"), columns, tuple(rows))


def holiday_days(desk: Desk, year: int) -> HolidayDaysOfYear:
    """The days of everybody who is employed in the year. Raises Refused for a year whose rates are not known."""
    country = countries.country(desk.client.country)
    in_year = Span(date(year, 1, 1), date(year, 12, 31))
    with desk.reading() as session:
        employer, own = employer_facts(session), own_rates(session)
    rows, findings = [], []
    try:
        rates: RatesOn = client_rates(desk.client.country, own).on(in_year.last or in_year.first)
        for person in _everybody(desk):
            if not any(each.span.overlap(in_year) for each in person.employments):
                continue
            days = country.holiday_days(person, year, employer, rates)
            rows.append((person.number, person.name, days.entitled.value, days.brought, days.taken, days.left))
            if days.finding is not None:
                findings.append(days.finding)
    except MissingRate as missing:
        raise no_rate(missing) from missing
    columns = (
        *_WHO,
        Column("entitled", Message("Entitled"), Kind.NUMBER),
        Column("brought", Message("Carried over"), Kind.NUMBER),
        Column("taken", Message("Taken"), Kind.NUMBER),
        Column("left", Message("Left"), Kind.NUMBER),
    )
    title = Message("Holiday days {year}", year=str(year))
    return HolidayDaysOfYear(Table(title, columns, tuple(rows)), tuple(findings))


def _everybody(desk: Desk, until: date | None = None) -> list[PersonFacts]:
    with desk.reading() as session:
        return persons(session, balances_of(session, until), None, {}, {})
