"""The people: employ somebody, change who they are and what holds for them, end it. What was paid is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.absence import Absence
from models.records.employee import (
    CompanyCar,
    CostShare,
    Employee,
    EmployeeDraft,
    Employment,
    EmploymentTerms,
    FixedLine,
    PersonalRate,
    StaffLoan,
    TaxCard,
)
from models.records.movement import Movement
from models.records.numbered import Registered
from models.values.finding import Finding, Place, Refused, refuse
from models.values.message import Message
from services.desk.absences import marks_beside
from services.desk.desk import Desk
from services.desk.employee_around import PAGE, Surroundings, stops, surroundings_in
from services.desk.employee_checks import (
    employment_findings,
    end_findings,
    form_findings,
    person_findings,
    plain_person,
    terms_findings,
)
from services.desk.employee_form import (
    LATER,
    CardPart,
    EmployeeForm,
    EmploymentPart,
    LinePart,
    OpeningPart,
    PersonPart,
    TermsPart,
    numbered_line,
)
from services.desk.employee_openings import locked_words, set_opening
from services.desk.employee_pay_checks import card_findings, line_findings, opening_findings
from services.desk.employee_use import employee_of, is_used, paid_days, pay_years, terms_of
from services.desk.refund_lines import forget_employee
from services.desk.refunds import settle
from services.desk.stored_form import write_line
from services.engine.facts import LineInput

__all__ = [
    "CardPart",
    "EmployeeForm",
    "EmploymentPart",
    "LinePart",
    "OpeningPart",
    "PersonPart",
    "TermsPart",
    "add_card",
    "add_employment",
    "delete_employee",
    "end_employment",
    "hire",
    "remove_card",
    "remove_line",
    "remove_terms",
    "reopen_employment",
    "save_employment",
    "save_line",
    "save_opening",
    "save_person",
    "save_terms",
]


def hire(desk: Desk, form: EmployeeForm, draft_id: int | None = None) -> int:
    """Make an employee of the guide's form: person, employment, terms, card, lines and opening balances in one change,
    which takes the draft away. Returns the employee number. Raises Refused with the fields of the guide.
    """
    form = form.tidy()
    form = replace(form, person=plain_person(desk.client.country, form.person))
    thing: int | str = "new" if draft_id is None else f"draft:{draft_id}"
    with desk.change("employee.hire") as session:
        around = surroundings_in(session, desk)
        if around.employer is None:
            what = Message("Enter the employer first: an employee works at one of its sub-units")
            raise refuse(what, Place("settings", None, "employer"))
        _refuse(form_findings(around, form, thing))
        if form.opening:
            _refuse_late_opening(around, thing)
        assert form.person.number is not None
        form = replace(form, employment=_at_the_unit(around, form.employment))
        row = Employee(**_person_values(form.person))
        session.add(row)
        session.flush()
        job = Employment(employee_id=row.id, employment_id="1", **_employment_values(form.employment), **_NOT_ENDED)
        session.add(job)
        session.flush()
        session.add(EmploymentTerms(employment_id=job.id, **_terms_values(form.terms)))
        if form.card.kind != LATER:
            session.add(TaxCard(employee_id=row.id, **_card_values(form.card)))
        for line in form.lines:
            session.add(FixedLine(employee_id=row.id, **_line_values(line)))
        set_opening(session, around, row.id, form.opening)
        if draft_id is not None and (draft := session.get(EmployeeDraft, draft_id)) is not None:
            session.delete(draft)
        return row.number


# --- the person ------------------------------------------------------------------------------------------------------


def save_person(desk: Desk, number: int, part: PersonPart) -> int:
    """Change who somebody is. Returns the employee number, which may be another. Raises Refused."""
    part = plain_person(desk.client.country, part)
    with desk.change("employee.save") as session:
        row = employee_of(session, number)
        around = surroundings_in(session, desk)
        _refuse(person_findings(around, part, number, _person_part(row)))
        if part.number != number and paid_days(session, row.id):
            what = Message("Number {number} stands on approved payslips, so it stays", number=str(number))
            raise refuse(what, Place(PAGE, number, "number"))
        _set(row, _person_values(part))
    assert part.number is not None
    return part.number


def delete_employee(desk: Desk, number: int) -> None:
    """Take an employee away who was never paid, with all that belongs to them; undo brings them back.

    Raises Refused for somebody who was paid in an approved run, or is corrected by one.
    """
    with desk.reading() as session:
        row = employee_of(session, number)
        if paid_days(session, row.id):
            what = Message(
                "{name} was paid, and payslips are kept for five years. End the employment instead", name=row.name
            )
            raise refuse(what, Place(PAGE, number, "employment_end"))
        is_computed = session.scalar(select(runs.Payslip.id).where(runs.Payslip.employee_id == row.id).limit(1))
    if is_computed is not None:
        _forget_drafts(desk, number)
    with desk.change("employee.delete") as session:
        row = employee_of(session, number)
        jobs = list(session.scalars(select(Employment).where(Employment.employee_id == row.id)))
        parts: list[Any] = [terms for job in jobs for terms in terms_of(session, job.id)]
        own = (TaxCard, FixedLine, PersonalRate, CompanyCar, StaffLoan, CostShare, Registered)
        for record in (*own, Movement, runs.EnteredLine, runs.CorrectedEmployee, runs.PayslipNote):
            parts += session.scalars(select(record).where(record.employee_id == row.id))
        settle(session, desk.client.country, forget_employee(session, row.id))
        for absence in session.scalars(select(Absence).where(Absence.employee_id == row.id)):
            parts += [*marks_beside(session, absence.id), absence]
        for stage in (parts, jobs, [row]):
            for each in stage:
                session.delete(each)
            session.flush()


def _forget_drafts(desk: Desk, number: int) -> None:
    """Take the person out of what open runs computed; they are computed again before they are approved."""
    with desk.change("run.forget") as session:
        row = employee_of(session, number)
        for record in (runs.PayLine, runs.Payslip):
            session.execute(delete(record).where(record.employee_id == row.id))
        session.execute(delete(Movement).where(Movement.employee_id == row.id, Movement.run_id.is_not(None)))
        session.note("employee", {"number": number})


# --- employments -----------------------------------------------------------------------------------------------------


def add_employment(desk: Desk, number: int, part: EmploymentPart, terms: TermsPart) -> str:
    """Employ somebody anew, or in a second position. Returns the employment's id. Raises Refused."""
    part = part.tidy()
    terms = replace(terms.tidy(), from_day=part.start)
    with desk.change("employment.add") as session:
        row = employee_of(session, number)
        around = surroundings_in(session, desk)
        part = _at_the_unit(around, part)
        found = [*employment_findings(around, part, number, _person_part(row)), *terms_findings(around, terms, number)]
        jobs = list(session.scalars(select(Employment).where(Employment.employee_id == row.id)))
        found += _collisions(around, jobs, part, number)
        _refuse(found)
        name = str(1 + max((int(job.employment_id) for job in jobs if job.employment_id.isdigit()), default=0))
        job = Employment(employee_id=row.id, employment_id=name, **_employment_values(part), **_NOT_ENDED)
        session.add(job)
        session.flush()
        session.add(EmploymentTerms(employment_id=job.id, **_terms_values(terms)))
        return name


def _at_the_unit(around: Surroundings, part: EmploymentPart) -> EmploymentPart:
    """Where the country knows no sub-units, everybody works at the firm's one."""
    if around.questions.has("establishment"):
        return part
    return replace(part, establishment=around.units[0].orgnr if around.units else "")


def _collisions(around: Surroundings, jobs: Sequence[Employment], part: EmploymentPart, number: int) -> list[Finding]:
    """Two employments at one sub-unit at the same time are one with other terms."""
    if part.start is None:
        return []
    for job in jobs:
        is_same = job.establishment == part.establishment or not around.questions.has("establishment")
        is_same = is_same and job.type == part.type
        if is_same and (job.end is None or job.end >= part.start):
            what = Message(
                "There is an employment at this sub-unit already, from {start}. Change its terms from a date "
                "instead, or end it first",
                start=job.start,
            )
            if not around.questions.has("establishment"):
                what = Message(
                    "There is an employment already, from {start}. Change its terms from a date instead, or end it "
                    "first",
                    start=job.start,
                )
            return list(refuse(what, Place(PAGE, number, "start")).findings)
    return []


def save_employment(desk: Desk, number: int, employment: str, part: EmploymentPart) -> None:
    """Change an employment. Where it starts anew, its first terms start with it. Raises Refused."""
    part = part.tidy()
    with desk.change("employment.save") as session:
        row = employee_of(session, number)
        job = _job(session, row, employment)
        around = surroundings_in(session, desk)
        found = list(employment_findings(around, part, number, _person_part(row), is_new=False))
        entries = terms_of(session, job.id)
        if part.start is not None and part.start != job.start:
            found += _start_findings(job, part.start, entries, number, paid_days(session, row.id))
        _refuse(found)
        if entries and part.start is not None and entries[0].from_day == job.start != part.start:
            entries[0].from_day = part.start
        _set(job, _employment_values(part))


def _start_findings(
    job: Employment, start: date, entries: Sequence[EmploymentTerms], number: int, paid: Sequence[Any]
) -> list[Finding]:
    where = Place(PAGE, number, "start")
    if job.end is not None and job.end < start:
        what = Message("The end of the employment, {end}, is before its start, {start}", end=job.end, start=start)
        return list(refuse(what, where).findings)
    if len(entries) > 1 and start >= entries[1].from_day:
        what = Message("Terms change on {day}. The employment cannot start after that", day=entries[1].from_day)
        return list(refuse(what, where).findings)
    if paid and paid[0].last is not None and start > paid[0].last:
        what = Message(
            "Pay is approved for days before {start}. Correct that run first, then move the start", start=start
        )
        return list(refuse(what, where).findings)
    return []


def end_employment(desk: Desk, number: int, employment: str, end: date | None, reason: str) -> None:
    """End an employment, or mend its end. Raises Refused."""
    with desk.change("employment.end") as session:
        row = employee_of(session, number)
        job = _job(session, row, employment)
        around = surroundings_in(session, desk)
        _refuse(end_findings(around, job.start, end, reason, job.type, number))
        job.end, job.end_reason = end, reason


def reopen_employment(desk: Desk, number: int, employment: str) -> None:
    """Take the end of an employment away. Raises Refused for one whose end was paid."""
    with desk.change("employment.reopen") as session:
        row = employee_of(session, number)
        job = _job(session, row, employment)
        if job.end is not None and any(job.end in span for span in paid_days(session, row.id)):
            what = Message(
                "The last pay is approved. Employ {name} anew from the day after {end} instead",
                name=row.name,
                end=job.end,
            )
            raise refuse(what, Place(PAGE, number, "employment_end"))
        job.end, job.end_reason = None, ""


# --- terms -----------------------------------------------------------------------------------------------------------


def save_terms(desk: Desk, number: int, employment: str, part: TermsPart, was: date | None = None) -> None:
    """Set what holds from a day on; `was` is the day of an entry that is mended. Raises Refused.

    An entry that approved pay was made from stands: then new terms from a later day are added, and back pay is a line.
    """
    part = part.tidy()
    with desk.change("terms.save") as session:
        row = employee_of(session, number)
        job = _job(session, row, employment)
        entries = terms_of(session, job.id)
        paid = paid_days(session, row.id)
        where = Place(PAGE, number, "from_day")
        found = terms_findings(surroundings_in(session, desk), part, number, job.start, job.end)
        old = next((entry for entry in entries if entry.from_day == was), None) if was is not None else None
        if was is not None and old is None:
            raise refuse(Message("These terms are gone"), Place(PAGE, number, "terms"))
        if old is not None and entries[0] is old and part.from_day != job.start:
            what = Message("The first terms apply from the first day, {start}", start=job.start)
            found += refuse(what, where).findings
        if old is not None and is_used(old, _after(entries, old), paid):
            raise _used(old, number)
        if any(entry.from_day == part.from_day and entry is not old for entry in entries):
            what = Message("There are terms from this day already. Correct those, or choose another day")
            found += refuse(what, where).findings
        _refuse(found)
        if old is None:
            session.add(EmploymentTerms(employment_id=job.id, **_terms_values(part)))
        else:
            _set(old, _terms_values(part))


def remove_terms(desk: Desk, number: int, employment: str, from_day: date) -> None:
    """Take terms away that no approved pay was made from. Raises Refused, also for the first ones."""
    with desk.change("terms.remove") as session:
        row = employee_of(session, number)
        job = _job(session, row, employment)
        entries = terms_of(session, job.id)
        old = next((entry for entry in entries if entry.from_day == from_day), None)
        if old is None:
            raise refuse(Message("These terms are gone"), Place(PAGE, number, "terms"))
        if entries[0] is old:
            what = Message("An employment has terms from its first day. Change them instead")
            raise refuse(what, Place(PAGE, number, "terms"))
        if is_used(old, _after(entries, old), paid_days(session, row.id)):
            raise _used(old, number)
        session.delete(old)


def _after(entries: Sequence[EmploymentTerms], entry: EmploymentTerms) -> date | None:
    return next((each.from_day for each in entries if each.from_day > entry.from_day), None)


def _used(entry: EmploymentTerms, number: int) -> Refused:
    what = Message(
        "Pay is approved with the terms from {day}, so they stand. Add new terms from a later day; what is owed from "
        "before is a line of back pay in the next run",
        day=entry.from_day,
    )
    return refuse(what, Place(PAGE, number, "terms"))


# --- tax cards, lines, opening balances ------------------------------------------------------------------------------


def add_card(desk: Desk, number: int, part: CardPart) -> None:
    """Add a tax card. Those that are there stay: a run takes the newest that was issued by its pay date."""
    part = part.tidy()
    with desk.change("tax_card.add") as session:
        row = employee_of(session, number)
        around = surroundings_in(session, desk)
        cards = [_card_part(card) for card in session.scalars(select(TaxCard).where(TaxCard.employee_id == row.id))]
        if part.kind == LATER:
            raise refuse(Message("Choose what kind of tax card it is"), Place(PAGE, number, "tax_card"))
        _refuse(card_findings(around, part, number, cards))
        session.add(TaxCard(employee_id=row.id, **_card_values(part)))


def remove_card(desk: Desk, number: int, card_id: int) -> None:
    """Take a card away that was typed by mistake. Raises Refused once pay of its year is approved."""
    with desk.change("tax_card.remove") as session:
        row = employee_of(session, number)
        card = session.get(TaxCard, card_id)
        if card is None or card.employee_id != row.id:
            raise refuse(Message("This card is gone"), Place(PAGE, number, "tax_card"))
        if card.year in pay_years(session, row.id):
            what = Message(
                "Pay of {year} is approved, so the cards of the year stay. Add the right card: the newest applies",
                year=str(card.year),
            )
            raise refuse(what, Place(PAGE, number, "tax_card"))
        session.delete(card)


def save_line(desk: Desk, number: int, part: LinePart, line_id: int | None = None) -> None:
    """Add a fixed line, or change the one with the id. Runs that are approved keep what they paid."""
    with desk.change("fixed_line.save") as session:
        row = employee_of(session, number)
        _refuse(line_findings(surroundings_in(session, desk), part, number))
        if line_id is None:
            session.add(FixedLine(employee_id=row.id, **_line_values(part)))
        else:
            _set(_line(session, row, line_id), _line_values(part))


def remove_line(desk: Desk, number: int, line_id: int) -> None:
    """Take a fixed line away altogether; to end it from a day, it is changed."""
    with desk.change("fixed_line.remove") as session:
        session.delete(_line(session, employee_of(session, number), line_id))


def save_opening(desk: Desk, number: int, part: OpeningPart) -> None:
    """Set what somebody brings from before the first month here. Raises Refused once they were paid here."""
    with desk.change("opening.save") as session:
        row = employee_of(session, number)
        around = surroundings_in(session, desk)
        _refuse(opening_findings(around, part, number))
        if paid_days(session, row.id):
            raise refuse(locked_words(), Place(PAGE, number, "opening"))
        set_opening(session, around, row.id, part)


def _refuse_late_opening(around: Surroundings, thing: int | str) -> None:
    """Opening balances are of the year of the first month: once another year is paid they would change the past."""
    if (
        around.approved is not None
        and around.start_month is not None
        and around.approved.year > around.start_month.year
    ):
        what = Message("Opening balances belong to {year}, which is over", year=str(around.start_month.year))
        raise refuse(what, Place(PAGE, thing, "opening"))


# --- rows ------------------------------------------------------------------------------------------------------------

_NOT_ENDED: dict[str, Any] = {"end": None, "end_reason": ""}


def _refuse(findings: Any) -> None:
    if wrong := stops(list(findings)):
        raise Refused(wrong)


def _set(row: Any, values: dict[str, Any]) -> None:
    """Change what differs, so that the log tells that alone."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _job(session: Session, row: Employee, employment: str) -> Employment:
    wanted = select(Employment).where(Employment.employee_id == row.id, Employment.employment_id == employment)
    job = session.scalar(wanted)
    if job is None:
        raise refuse(Message("There is no employment {id}", id=employment), Place(PAGE, row.number, "employment"))
    return job


def _line(session: Session, row: Employee, line_id: int) -> FixedLine:
    line = session.get(FixedLine, line_id)
    if line is None or line.employee_id != row.id:
        raise refuse(Message("This line is gone"), Place(PAGE, row.number, "lines"))
    return line


def _person_part(row: Employee) -> PersonPart:
    return PersonPart(**{name: getattr(row, name) for name in PersonPart.__dataclass_fields__})


def _person_values(part: PersonPart) -> dict[str, Any]:
    return {name: getattr(part, name) for name in PersonPart.__dataclass_fields__}


def _employment_values(part: EmploymentPart) -> dict[str, Any]:
    return {name: getattr(part, name) for name in EmploymentPart.__dataclass_fields__}


def _terms_values(part: TermsPart) -> dict[str, Any]:
    return {name: getattr(part, name) for name in TermsPart.__dataclass_fields__}


def _card_part(row: TaxCard) -> CardPart:
    return CardPart(
        row.year,
        row.kind,
        row.table_number,
        row.percent,
        row.exempt_amount,
        row.months,
        row.issued,
        row.allowance_month,
    )


def _card_values(part: CardPart) -> dict[str, Any]:
    return {
        "year": part.year,
        "kind": part.kind,
        "table_number": part.table,
        "percent": part.percent,
        "exempt_amount": part.exempt_amount,
        "months": part.months,
        "issued": part.issued,
        "allowance_month": part.allowance_month,
    }


def _line_values(part: LinePart) -> dict[str, Any]:
    line = LineInput(
        part.type,
        part.quantity,
        part.rate,
        part.amount,
        part.percent,
        claim=part.claim,
        text=part.text.strip(),
        fixed=False,
        at_most=part.at_most,
        numbered=numbered_line(part),
    )
    return {"from_day": part.from_day, "to_day": part.to_day, "line": write_line(line)}
