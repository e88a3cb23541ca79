"""A client file: new, open, filled from a scenario."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from models.records import employee as people
from models.records import employer as firm
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
from services.desk.stored_form import write_choices, write_line
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
from services.files.scenario import Scenario, ScenarioPerson

__all__ = ["create_client", "fill", "new_client", "open_client"]


def new_client(path: Path, passphrase: str, scenario: Scenario, user: str, now: Clock) -> tuple[Desk, str]:
    """A new client file with the employer and the people of a scenario, without its runs; and its recovery key.

    Raises Refused, and then there is no file.
    """
    _refuse_faults(scenario)
    desk, recovery_key = create_client(path, passphrase, scenario.country, user, now)
    try:
        fill(desk, scenario)
    except BaseException:
        desk.close()
        raise
    return desk, recovery_key


def fill(desk: Desk, scenario: Scenario) -> None:
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
        own = [{"purpose": purpose, "number": number} for purpose, number in scenario.employer.accounts.items()]
        add(session, firm.AccountNumber, own)
        add(session, firm.OwnRate, [_fields(rate) for rate in scenario.own_rates])
        _people(session, scenario)


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
