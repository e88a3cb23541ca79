"""What is wrong with a person's or employer's facts, said before a run computes with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.percent import HUNDRED
from services.engine.facts import PAY_CHOICES, EmployerFacts, Employment, PersonFacts, RunFacts, RunKind
from services.engine.proration import METHODS
from services.norway.rules import deadlines, identity
from services.norway.rules.employer_contribution import ZONES, check_code
from services.norway.rules.holiday_pay import DEDUCTIONS, PLANS
from services.norway.rules.withholding import CARDS, RELIEF_MONTHS

PERIODS = ("MND", "14D", "UKE", "4D", "3D", "2D", "1D")
PAY_FORMS = ("monthly", "hourly", "fee")
CLAIMS = ("", "tax", "coordinated", "other")
_MOST_PENSION = 30


def check_run(facts: RunFacts) -> list[Finding]:
    """All findings of a run's facts; a STOP among them means that it must not be computed."""
    findings = list(check_employer(facts.employer))
    head = facts.head
    if head.period not in PERIODS:
        findings.append(_stop(Message("“{word}” is not a pay period", word=head.period), "pay_run", None, "period"))
    if head.december_relief and head.pay_date.month not in RELIEF_MONTHS:
        findings.append(
            _stop(Message("Reduced withholding is for November and December only"), "pay_run", None, "december_relief")
        )
    if head.kind is not RunKind.CORRECTION and head.corrects:
        findings.append(
            _stop(Message("Only a correction can name a run that it corrects"), "pay_run", None, "corrects")
        )
    if head.pay_date > date.min and not deadlines.is_working_day(head.pay_date):
        what = Message(
            "The pay date {day} is not a bank day: the bank pays on {before}",
            day=head.pay_date,
            before=deadlines.working_day_until(head.pay_date),
        )
        findings.append(Finding(Severity.WARNING, what, Place("pay_run", None, "pay_date")))
    for person in facts.people:
        findings += check_person(person, facts.employer)
    findings += _twice(facts)
    return findings


def _twice(facts: RunFacts) -> Iterator[Finding]:
    """One person under two numbers is told; the same employment twice is stopped: the second would hide the first."""
    seen: dict[str, int] = {}
    held: set[tuple[str | int, str, str]] = set()
    for person in facts.people:
        number = person.number
        if person.national_id:
            first = seen.setdefault(person.national_id, number)
            if first != number:
                what = Message(
                    "Employees {first} and {second} are the same person", first=str(first), second=str(number)
                )
                yield Finding(Severity.WARNING, what, Place("employees", number, "national_id"))
        for employment in person.employments:
            key = (person.national_id or number, employment.establishment, employment.id)
            if key in held:
                yield _stop(
                    Message(
                        "Employment {id} of employee {number} is there twice", id=employment.id, number=str(number)
                    ),
                    "employees",
                    number,
                    "employment",
                )
            held.add(key)


def check_employer(employer: EmployerFacts) -> Iterator[Finding]:
    """The employer's numbers and choices."""
    yield from identity.check_organisation_number(
        employer.orgnr, synthetic_allowed=employer.test_client, where=Place("settings", None, "orgnr")
    )
    if not employer.establishments:
        yield _stop(Message("The employer has no sub-unit (virksomhet)"), "settings", None, "establishments")
    for unit in employer.establishments:
        where = Place("settings", unit.orgnr, "establishments")
        yield from identity.check_organisation_number(unit.orgnr, synthetic_allowed=employer.test_client, where=where)
        if unit.zone not in ZONES:
            yield _stop(
                Message("“{word}” is not a zone for the employer's contribution", word=unit.zone),
                "settings",
                unit.orgnr,
                "zone",
            )
        yield from check_code(unit.calculation_code, unit.zone, Place("settings", unit.orgnr, "calculation_code"))
        if unit.municipality == _SVALBARD:
            yield _stop(_NO_SVALBARD, "settings", unit.orgnr, "municipality")
    if not 0 <= employer.pension_percent.value <= _MOST_PENSION:
        yield _stop(
            Message("The pension percentage {percent} is not possible", percent=employer.pension_percent),
            "settings",
            None,
            "pension_percent",
        )
    if employer.bank_account:
        where = Place("settings", None, "bank_account")
        yield from identity.check_bank_account(employer.bank_account, for_person=False, where=where)
    for field, word, words in (
        ("holiday_plan", employer.holiday_plan, PLANS),
        ("holiday_deduction", employer.holiday_deduction, DEDUCTIONS),
        ("part_month", employer.part_month, METHODS),
        *((name, getattr(employer.choices, name), words) for name, words in PAY_CHOICES.items()),
    ):
        if word not in words:
            yield _stop(
                Message("“{word}” is not one of {words}", word=word, words=" · ".join(words)), "settings", None, field
            )
    divisor = employer.choices.hours_divisor
    if divisor is not None and divisor <= 0:
        yield _stop(Message("The hours of a month must be more than 0"), "settings", None, "hours_divisor")


def check_person(person: PersonFacts, employer: EmployerFacts) -> Iterator[Finding]:
    """One person: numbers, card, employments and their terms."""
    number = person.number
    if person.national_id:
        where = Place("employees", number, "national_id")
        yield from identity.check_person_number(person.national_id, synthetic_allowed=employer.test_client, where=where)
    elif person.international_id is None:
        what = Message("Employee {number} has no national identity number and cannot be reported", number=str(number))
        yield Finding(Severity.WARNING, what, Place("employees", number, "national_id"))
    else:
        what = Message(
            "Employee {number} is reported with a number of {country}: ask for a Norwegian number or a D-number",
            number=str(number),
            country=person.international_id.country,
        )
        yield Finding(Severity.WARNING, what, Place("employees", number, "national_id"))
    if person.bank_account:
        where = Place("employees", number, "bank_account")
        yield from identity.check_pay_account(person.bank_account, person.bank_bic, where)
    if (split := sum((share.percent.value for share in person.shares), Decimal(0))) > HUNDRED.value:
        what = Message("The shares of employee {number} add up to {percent}%", number=str(number), percent=split)
        yield _stop(what, "employees", number, "shares")
    if any(share.percent.value < 0 for share in person.shares):
        yield _stop(Message("A share of the pay cannot be below zero"), "employees", number, "shares")
    yield from _check_car_and_loan(person)
    card = person.tax_card
    if card is not None and card.kind not in CARDS:
        yield _stop(Message("“{word}” is not a kind of tax card", word=card.kind), "employees", number, "tax_card")
    if card is not None and card.kind == "percent" and card.percent is None:
        yield _stop(Message("The tax card has no percentage, and this pay needs one"), "employees", number, "tax_card")
    if card is not None and card.percent is not None and not 0 <= card.percent.value <= HUNDRED.value:
        yield _stop(
            Message("The tax card's percentage {percent} is not between 0 and 100", percent=card.percent),
            "employees",
            number,
            "tax_card",
        )
    for line in person.lines:
        if line.claim not in CLAIMS:
            yield _stop(
                Message("“{word}” is not one of {words}", word=line.claim, words=" · ".join(CLAIMS[1:])),
                "pay_run",
                number,
                "claim",
            )
    units = {unit.orgnr for unit in employer.establishments}
    for employment in person.employments:
        yield from _check_employment(employment, number, units)


def _check_car_and_loan(person: PersonFacts) -> Iterator[Finding]:
    """Company cars and loans from the employer."""
    for field, ends in (
        ("car.until", [(car.since, car.until) for car in person.cars]),
        ("loan.until", [(loan.since, loan.until) for loan in person.loans]),
    ):
        if any(until is not None and until < since for since, until in ends):
            yield _stop(Message("A car or loan ends before it begins"), "employees", person.number, field)
    if any(car.list_price.ore < 0 or car.own_payment.ore < 0 for car in person.cars):
        what = Message("The list price and the own payment of a car are not below 0")
        yield _stop(what, "employees", person.number, "car.list_price")
    if any(loan.balance.ore < 0 or loan.rate.value < 0 for loan in person.loans):
        what = Message("The balance and the rate of a loan are not below 0")
        yield _stop(what, "employees", person.number, "loan.balance")


def _check_employment(employment: Employment, number: int, units: set[str]) -> Iterator[Finding]:
    def stop(what: Message, field: str) -> Finding:
        return _stop(what, "employees", number, field)

    if employment.end is not None and employment.end < employment.start:
        what = Message(
            "The end of the employment, {end}, is before its start, {start}", end=employment.end, start=employment.start
        )
        yield stop(what, "employment_end")
    if employment.establishment not in units:
        yield stop(Message("The employer has no sub-unit {orgnr}", orgnr=employment.establishment), "establishment")
    if employment.zone and employment.zone not in ZONES:
        yield stop(Message("“{word}” is not a zone for the employer's contribution", word=employment.zone), "zone")
    if employment.earned_in == _SVALBARD_AND_JAN_MAYEN:
        yield stop(_NO_SVALBARD, "earned_in")
    if not employment.terms:
        yield stop(Message("Employment {id} has no terms", id=employment.id), "terms")
    elif employment.terms.entries[0][0] > employment.start:
        what = Message(
            "Employee {number} has no terms from {start}, so nothing is paid before {first}",
            number=str(number),
            start=employment.start,
            first=employment.terms.entries[0][0],
        )
        yield Finding(Severity.WARNING, what, Place("employees", number, "terms"))
    for day, terms in employment.terms.entries:
        if not 0 <= terms.percent.value <= HUNDRED.value:
            yield stop(
                Message(
                    "The percentage {percent} of the position is not between 0 and 100", percent=terms.percent.value
                ),
                "percent",
            )
        if terms.pay not in PAY_FORMS:
            yield stop(Message("“{word}” is not a form of pay", word=terms.pay), "terms")
        if terms.pay == "monthly" and terms.monthly_salary is None:
            yield stop(Message("The terms from {day} have no monthly salary", day=day), "monthly_salary")
        if terms.full_time_hours <= 0 or (terms.hours_divisor is not None and terms.hours_divisor <= 0):
            yield stop(Message("The full-time hours from {day} must be more than 0", day=day), "full_time_hours")


_SVALBARD, _SVALBARD_AND_JAN_MAYEN = "2100", "SJ"  # the municipality, and the country of ISO 3166
_NO_SVALBARD = Message(
    "Work on Svalbard and Jan Mayen has rules of its own for tax and contribution, and they are not in the program. "
    "Report that pay with the tax authority's own form"
)


def _stop(what: Message, page: str, thing: int | str | None, field: str) -> Finding:
    return Finding(Severity.STOP, what, Place(page, thing, field))
