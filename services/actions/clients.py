"""A client file: new, open, filled from a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from models.records import employee as people
from models.records import employer as firm
from models.records import numbered as own
from models.records.absence import Absence
from models.records.base import Record
from models.records.movement import Movement
from models.values.finding import Refused, Severity
from models.values.money import Money
from models.values.span import Month
from services.desk import countries
from services.desk.calculate import opening
from services.desk.desk import Clock, Desk, create_client, open_client
from services.desk.keep import add
from services.desk.stored_form import write_choices, write_line, write_numbered
from services.engine.accounts import Movement as Booked
from services.engine.facts import Absence as Away
from services.engine.facts import (
    CompanyCar,
    CostShare,
    EmployerFacts,
    Employment,
    OwnRate,
    PersonFacts,
    RunFacts,
    RunHead,
    StaffLoan,
)
from services.engine.numbered import NumberedSetup, NumberedTerms
from services.files.scenario import Scenario, ScenarioPerson

__all__ = ["create_client", "fill", "new_client", "open_client"]

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def new_client(
    path: Path,
    passphrase: str,
    scenario: Scenario,
    user: str,
    now: Clock,
    category_names: Mapping[str, str] = _NONE,
) -> tuple[Desk, str]:
    """A new client file with the employer and the people of a scenario, without its runs; and its recovery key.
    `category_names` are those of its position categories.

    Raises Refused, and then there is no file.
    """
    _refuse_faults(scenario)
    desk, recovery_key = create_client(path, passphrase, scenario.country, user, now)
    try:
        fill(desk, scenario, category_names)
    except BaseException:
        desk.close()
        raise
    return desk, recovery_key


def fill(desk: Desk, scenario: Scenario, category_names: Mapping[str, str] = _NONE) -> None:
    """Enter the employer, the people and their opening balances into an empty client file, in one change."""
    _refuse_faults(scenario)
    with desk.change("client.fill") as session:
        session.add(_employer(scenario))
        units = scenario.employer.establishments
        add(
            session,
            firm.Establishment,
            [
                {
                    "orgnr": unit.orgnr,
                    "zone": unit.zone,
                    "name": unit.name,
                    "calculation_code": unit.calculation_code,
                    "municipality": unit.municipality,
                }
                for unit in units
            ],
        )
        accounts = [{"purpose": purpose, "number": number} for purpose, number in scenario.employer.accounts.items()]
        add(session, firm.AccountNumber, accounts)
        add(session, firm.OwnRate, [_fields(rate) for rate in scenario.own_rates])
        _people(session, scenario)
        if scenario.employer.numbered is not None:
            _numbered(session, scenario.employer.numbered, category_names)


def _refuse_faults(scenario: Scenario) -> None:
    """Stop before anything is written where a number, a date or a choice is wrong, or a year has no rates."""
    head = scenario.runs[0].head if scenario.runs else RunHead(scenario.start, scenario.start.first)
    facts = RunFacts(
        scenario.country,
        head,
        scenario.employer,
        tuple(each.person for each in scenario.people),
        own_rates=scenario.own_rates,
    )
    if stops := [
        found for found in countries.country(scenario.country).check(facts) if found.severity is Severity.STOP
    ]:
        raise Refused(stops)
    for each in scenario.people:
        opening(scenario.country, _opening(each), scenario.start, scenario.employer)


def _employer(scenario: Scenario) -> firm.Employer:
    facts: EmployerFacts = scenario.employer
    return firm.Employer(
        id=1,
        name=facts.name,
        orgnr=facts.orgnr,
        address="\n".join(facts.address),
        contact=facts.contact,
        bank_account=facts.bank_account,
        pension_percent=facts.pension_percent,
        pension_provider=facts.pension_provider,
        holiday_plan=facts.holiday_plan,
        holiday_deduction=facts.holiday_deduction,
        part_month=facts.part_month,
        finance_tax=facts.finance_tax,
        sector=facts.sector,
        test_client=facts.test_client,
        start_month=scenario.start,
        pay_day=scenario.runs[0].head.pay_date.day if scenario.runs else 25,
        choices=write_choices(facts.choices),
        se=facts.numbered.se if facts.numbered is not None and facts.numbered.se != facts.orgnr else "",
        numbered=write_numbered(facts.numbered) if facts.numbered is not None else "{}",
    )


def _numbered(session: Any, setup: NumberedSetup, names: Mapping[str, str]) -> None:
    """Position categories with their types, and the steps of the result tables."""
    lines: list[dict[str, Any]] = []
    categories: list[dict[str, Any]] = []
    for number, (category, types) in enumerate(setup.categories.items(), 1):
        categories.append({"id": number, "number": category, "name": names.get(category, "")})
        lines += [
            {"category_id": number, **{field.name: getattr(one, field.name) for field in fields(one)}} for one in types
        ]
    add(session, own.PositionCategory, categories)
    add(session, own.CategoryLine, lines)
    forms = ("arrears", "advance", "hourly", "fortnightly")
    add(
        session,
        own.RateStep,
        [
            {
                "table_number": step.table,
                "since": step.since,
                "pay_group": step.group,
                **{form: step.values.get(form) for form in forms},
            }
            for step in setup.steps
        ],
    )


def _people(session: Any, scenario: Scenario) -> None:
    """Everybody with employments, terms, cards, fixed lines and opening balances, in one statement a table."""
    pack = countries.country(scenario.country)
    rows: dict[type[Record], list[dict[str, Any]]] = {
        people.Employee: [],
        people.Employment: [],
        people.EmploymentTerms: [],
        people.TaxCard: [],
        people.FixedLine: [],
        people.CompanyCar: [],
        people.StaffLoan: [],
        people.PersonalRate: [],
        people.CostShare: [],
        Absence: [],
        Movement: [],
    }
    employment_number = 0
    for employee_id, each in enumerate(scenario.people, 1):
        rows[people.Employee].append({"id": employee_id, **_employee(each.person)})
        for employment in each.person.employments:
            employment_number += 1
            rows[people.Employment].append(
                {"id": employment_number, "employee_id": employee_id, **_employment(employment)}
            )
            for day, terms in employment.terms.entries:
                kept = {field.name: getattr(terms, field.name) for field in fields(terms)}
                numbered = kept.pop("numbered") or NumberedTerms()
                kept |= {
                    "category": numbered.category,
                    "pay_group": numbered.group,
                    "norm_hours": numbered.norm_hours,
                    "agreement_hours": numbered.agreement_hours,
                }
                rows[people.EmploymentTerms].append({"employment_id": employment_number, "from_day": day, **kept})
        for card in each.cards:
            kept = {field.name: getattr(card, field.name) for field in fields(card)}
            kept["table_number"] = kept.pop("table")
            rows[people.TaxCard].append({"employee_id": employee_id, **kept})
        for fixed in each.fixed:
            days = {"from_day": fixed.days.first, "to_day": fixed.days.last}
            rows[people.FixedLine].append({"employee_id": employee_id, "line": write_line(fixed.line), **days})
        for car in each.person.cars:
            rows[people.CompanyCar].append({"employee_id": employee_id, **_fields(car)})
        for loan in each.person.loans:
            rows[people.StaffLoan].append({"employee_id": employee_id, **_fields(loan)})
        for own_rate in each.person.own_rates:
            kept = {field.name: getattr(own_rate, field.name) for field in fields(own_rate)}
            rows[people.PersonalRate].append({"employee_id": employee_id, **kept})
        for absence in each.person.absences:
            rows[Absence].append({"employee_id": employee_id, **_absence(absence)})
        for share in each.person.shares:
            rows[people.CostShare].append({"employee_id": employee_id, "from_day": date.min, **_fields(share)})
        for booked in opening(scenario.country, _opening(each), scenario.start, scenario.employer):
            rows[Movement].append(_movement(booked, employee_id))
    for booked in pack.opening_of_employer(scenario.allowance_used, scenario.start):
        rows[Movement].append(_movement(booked, None))
    aid = scenario.employer.other_aid
    rows[firm.OtherAid] = [{"month": Month.parse(when), "amount": amount} for when, amount in aid.items()]
    for record, some in rows.items():
        add(session, record, some)


def _absence(absence: Away) -> dict[str, Any]:
    return {
        "employment_id": absence.employment,
        "kind": absence.kind,
        "first": absence.first,
        "last": absence.last,
        "grade": absence.grade,
        "paid": absence.paid,
        "leave_id": absence.id,
        "withdrawn": absence.withdrawn,
        "note": "",
        "units": absence.units,
        "type": absence.type,
    }


def _fields(thing: CompanyCar | StaffLoan | CostShare | OwnRate) -> dict[str, Any]:
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def _opening(each: ScenarioPerson) -> dict[str, Money]:
    return {field.name: getattr(each.opening, field.name) for field in fields(each.opening)}


def _employee(person: PersonFacts) -> dict[str, Any]:
    foreign = person.international_id
    return {
        "number": person.number,
        "name": person.name,
        "national_id": person.national_id,
        "born": person.born,
        "international_id": foreign.value if foreign else "",
        "international_type": foreign.type if foreign else "",
        "international_country": foreign.country if foreign else "",
        "address": "\n".join(person.address),
        "language": person.language,
        "bank_account": person.bank_account,
        "small_payments": person.small_payments,
        "bank_bic": person.bank_bic,
        "tax_home": person.tax_home,
    }


def _employment(employment: Employment) -> dict[str, Any]:
    vessel = employment.vessel
    return {
        "employment_id": employment.id,
        "establishment": employment.establishment,
        "type": employment.type,
        "start": employment.start,
        "end": employment.end,
        "end_reason": employment.end_reason,
        "occupation": employment.occupation,
        "work_schedule": employment.work_schedule,
        "form": employment.form,
        "zone": employment.zone,
        "vessel_register": vessel.register if vessel else "",
        "vessel_type": vessel.type if vessel else "",
        "vessel_area": vessel.area if vessel else "",
        "main_employer": employment.main_employer,
        "seniority": employment.seniority,
        "earned_in": employment.earned_in,
    }


def _movement(booked: Booked, employee_id: int | None) -> dict[str, Any]:
    return {
        "employee_id": employee_id,
        "run_id": None,
        "account": booked.key.account,
        "vintage": booked.key.vintage,
        "hundredths": booked.hundredths,
        "reason": booked.reason,
    }
