"""Take people over from the last report of another payroll program: employments with their ids, dates and codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.records import employee as people
from models.records import employer as firm
from models.records.absence import Absence
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_around import LONGEST, surroundings_in
from services.desk.employee_form import FREELANCER, PENSION, has_control_signs, one_line
from services.desk.moving_in import FULL_WEEK, PAGE, Newcomer, missing_units, newcomers, pay_of, percent_of
from services.engine.moving_in import ReportedEmployment, ReportedLeave, ReportedMonth


def take_over(desk: Desk, content: bytes, names: Mapping[str, str]) -> int:
    """Make employees of the people of a report, those for whom a name is given by their key, in one change that can be
    undone. Sub-units that are missing come along. Pay, bank account, tax card and balances are filled in afterwards.

    Returns how many came. Raises Refused, and then nobody came: for another employer's report, a person who cannot
    come, and a name that is missing or wrong.
    """
    report = countries.country(desk.client.country).read_people(content)
    with desk.change("employees.take_over") as session:
        around = surroundings_in(session, desk)
        if around.employer is None:
            raise refuse(Message("Enter the employer first: an employee works at one of its sub-units"))
        if report.employer != around.employer.orgnr:
            what = Message(
                "The report is of employer {theirs}, and this client is {ours}",
                theirs=report.employer,
                ours=around.employer.orgnr,
            )
            raise refuse(what, Place(PAGE, None, "file"))
        everybody = {each.key: each for each in newcomers(around, report)}
        chosen = [everybody[key] for key in names if key in everybody]
        findings = [found for each in chosen for found in _faults(each, names[each.key])]
        if findings:
            raise Refused(findings)
        if not chosen:
            raise refuse(Message("Nobody is chosen"), Place(PAGE))
        used = {job.establishment for each in chosen for job in each.jobs}
        for orgnr in missing_units(report, around):
            if orgnr in used:
                session.add(_unit(orgnr, report))
        for each in chosen:
            row = people.Employee(**_person(each, one_line(names[each.key]), around.language))
            session.add(row)
            session.flush()
            for job in each.jobs:
                employment = people.Employment(employee_id=row.id, **_employment(job))
                session.add(employment)
                session.flush()
                session.add(people.EmploymentTerms(employment_id=employment.id, **_terms(job)))
                for leave in job.leaves:
                    session.add(Absence(employee_id=row.id, **_leave(leave, job, each)))
        return len(chosen)


def _faults(each: Newcomer, name: str) -> list[Finding]:
    where = Place(PAGE, each.key, "name")
    if not each.can_come:
        stops = [found for found in each.findings if found.severity is Severity.STOP]
        here = Message("Works here already")
        return stops or [Finding(Severity.STOP, here, where)]
    if not one_line(name):
        return [Finding(Severity.STOP, Message("The report has no names. Enter the name"), where)]
    if len(name) > LONGEST["name"] or has_control_signs(name):
        return [Finding(Severity.STOP, Message("This is not a name"), where)]
    return []


def _unit(orgnr: str, report: ReportedMonth) -> firm.Establishment:
    return firm.Establishment(
        orgnr=orgnr, zone=report.zones.get(orgnr, "1"), name="", calculation_code="generelleNaeringer", municipality=""
    )


def _person(each: Newcomer, name: str, language: str) -> dict[str, Any]:
    foreign = each.person.international_id or ("", "", "")
    return {
        "number": each.number,
        "name": name,
        "national_id": each.national_id,
        "born": each.born,
        "international_id": foreign[0],
        "international_type": foreign[1],
        "international_country": foreign[2],
        "address": "",
        "language": language,
        "bank_account": "",
        "small_payments": False,
    }


def _employment(job: ReportedEmployment) -> dict[str, Any]:
    vessel = job.vessel or ("", "", "")
    return {
        "employment_id": job.id,
        "establishment": job.establishment,
        "type": job.type,
        "start": job.start,
        "end": None,
        "end_reason": "",
        "occupation": job.occupation,
        "work_schedule": job.work_schedule,
        "form": job.form,
        "zone": "",
        "vessel_register": vessel[0],
        "vessel_type": vessel[1],
        "vessel_area": vessel[2],
        "main_employer": True,
        "seniority": job.seniority,
    }


def _leave(leave: ReportedLeave, job: ReportedEmployment, each: Newcomer) -> dict[str, Any]:
    """A leave with the id by which it was reported. Whether it is paid no report tells: one with fixed pay in the month
    is. A layoff has its own days of pay.
    """
    return {
        "employment_id": job.id if len(each.jobs) > 1 else "",
        "kind": leave.kind,
        "first": leave.first,
        "last": leave.last,
        "grade": leave.percent,
        "paid": leave.kind == "layoff" or bool(job.fixed_salary),
        "leave_id": leave.id,
        "withdrawn": None,
        "note": "",
    }


def _terms(job: ReportedEmployment) -> dict[str, Any]:
    """One entry from the first day. Since when pay and percentage have been these, the report tells by itself."""
    pay = pay_of(job)
    form = pay[0] if pay is not None else "fee" if job.type in (FREELANCER, PENSION) else "hourly"
    return {
        "from_day": job.start,
        "percent": percent_of(job),
        "full_time_hours": job.full_time_hours if job.full_time_hours is not None else FULL_WEEK,
        "pay": form,
        "monthly_salary": pay[1] if pay is not None and form == "monthly" else None,
        "hourly_rate": pay[1] if pay is not None and form == "hourly" else None,
        "hours_divisor": None,
        "period": "MND",
        "pay_since": _later(job.pay_changed, job.start),
        "percent_since": _later(job.percent_changed, job.start),
        "pay_step": job.pay_step,
    }


def _later(changed: date | None, start: date | None) -> date | None:
    """The day of a change after the first day; None where nothing has changed."""
    return changed if changed is not None and changed != start else None
