"""An employer with as many people as one likes, all made up: nobody has the same number, pay or table."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.engine.facts import (
    EmployerFacts,
    Employment,
    Establishment,
    LineInput,
    PersonFacts,
    RunHead,
    TaxCard,
    Terms,
)
from services.files.scenario import FixedLine, Opening, Scenario, ScenarioPerson, ScenarioRun

FIRST = Month(2026, 1)
UNITS = (Establishment("315000017", "1", "Bergen"), Establishment("315001013", "4a", "Bodø"))
EMPLOYER = EmployerFacts(
    "Storbakeriet AS",
    "310000019",
    UNITS,
    ("Kaigata 14", "5003 Bergen"),
    bank_account="15032001006",
    pension_percent=Percent.of(3),
    test_client=True,
)
_BORN = date(1960, 1, 1)
_TABLES = 40  # of the ordinary ones, 8000 to 8390


def crowd(people: int, months: int = 1) -> Scenario:
    """The employer, its people, and an ordinary run in each month from January 2026."""
    everybody = tuple(map(_person, range(1, people + 1)))
    runs = tuple(_run(FIRST.plus(number), people) for number in range(months))
    return Scenario("", "NO", EMPLOYER, ZERO, FIRST, everybody, runs)


def _run(month: Month, people: int) -> ScenarioRun:
    """Every fourth is paid by the hour, and every fifth of the others has worked overtime."""
    lines = {
        number: (LineInput("hourly_pay", quantity=Decimal(80 + number % 70)),)
        if number % 4 == 0
        else (LineInput("overtime_50", quantity=Decimal(1 + number % 9)),)
        for number in range(1, people + 1)
        if number % 4 == 0 or number % 5 == 0
    }
    return ScenarioRun(RunHead(month, date(month.year, month.number, 20)), lines, None)


def _person(number: int) -> ScenarioPerson:
    born = _BORN + timedelta(days=number)
    hourly = number % 4 == 0
    terms = Terms(
        percent=Percent.of(100 if number % 3 else 60),
        pay="hourly" if hourly else "monthly",
        monthly_salary=None if hourly else Money.kr(30_000 + number % 3001 * 13),
        hourly_rate=Money.kr(200 + number % 90) if hourly else None,
    )
    since = date(2015, 1, 1) + timedelta(days=number % 3650)
    employment = Employment(
        "1", UNITS[number % 10 == 0].orgnr, since, Timeline(((since, terms),)), occupation="5223108"
    )
    person = PersonFacts(
        number,
        f"Ansatt Nummer {number}",
        _national_id(born),
        born,
        address=(f"Storgata {number}", "5003 Bergen"),
        bank_account=_account(number),
        employments=(employment,),
    )
    card = TaxCard(2026, "table", f"{8000 + 10 * (number % _TABLES)}", Percent.of(36), months=Decimal("10.5"))
    dues = FixedLine(LineInput("union_dues", percent=Percent.of("1.2"), fixed=True), Span(date.min))
    basis = Money.kr(350_000 + number % 997 * 100)
    opening = Opening(basis, ZERO, ZERO, ZERO, ZERO, ZERO)
    return ScenarioPerson(person, (card,), (dues,), opening)


def _national_id(born: date) -> str:
    """The first synthetic number of the day (month + 80) whose check digits exist."""
    for serial in range(500):
        digits = _checked(f"{born:%d}{born.month + 80}{born:%y}{serial:03d}", (3, 7, 6, 1, 8, 9, 4, 5, 2))
        digits = _checked(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
        if len(digits) == 11:
            return digits
    raise ValueError(born)


def _account(number: int) -> str:
    """An account of the person's own; a group of accounts in which no check digit fits is passed over."""
    digits = (_checked(f"1234{group}{number % 10_000:04d}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) for group in (11, 12))
    return next(account for account in digits if len(account) == 11)


def _checked(digits: str, weights: tuple[int, ...]) -> str:
    """The digits with their check digit by modulus 11; as they are where they have none."""
    check = -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return f"{digits}{check}" if check < 10 else digits
