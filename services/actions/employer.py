"""The employer of the file: entered once in the set-up guide, changed in the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employment
from models.records.employer import Employer, Establishment, OtherAid, Setting
from models.records.movement import Movement
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employer_form import (
    DRAFT,
    EmployerForm,
    UnitForm,
    allowance_opening,
    conflicts_of,
    findings_of,
    has_approved,
    is_test_client,
    tidy_of,
)
from services.desk.stored_form import read_numbered, write_choices, write_numbered
from services.engine.facts import PayChoices
from services.engine.numbered import NumberedSetup

__all__ = ["EmployerForm", "UnitForm", "remove_aid", "save_aid", "save_allowance_used", "save_employer"]


_ANSWERS = {"en": "engelsk"}  # where it is not bokmål, by the language of the window


def save_employer(
    desk: Desk, form: EmployerForm, *, page: str = "settings", language: str = "nb"
) -> tuple[Finding, ...]:
    """Enter the employer and its sub-units, or change them: all of it or nothing. A new employer gets its answers from
    the authority in the `language` of the window, or the nearest that there is.

    Returns what is worth a look and stops nothing. Raises Refused with the places on the page that asked.
    """
    form = tidy_of(desk.client.country, form)
    questions = countries.country(desk.client.country).questions
    with desk.change("employer.save") as session:
        row = session.get(Employer, 1)
        test_client = is_test_client(session)
        found = findings_of(desk.client.country, form, page, test_client=test_client, today=desk.today)
        found += conflicts_of(session, form, page)
        if stops := [each for each in found if each.severity is Severity.STOP]:
            raise Refused(stops)
        assert form.pension_percent is not None
        assert form.start_month is not None
        assert form.pay_day is not None
        values = {
            "name": form.name,
            "orgnr": form.orgnr,
            "address": form.address,
            "contact": form.contact,
            "bank_account": form.bank_account,
            "pension_percent": form.pension_percent,
            "pension_provider": form.pension_provider,
            "holiday_plan": form.holiday_plan,
            "holiday_deduction": form.holiday_deduction,
            "part_month": form.part_month,
            "finance_tax": form.finance_tax,
            "sector": form.sector,
            "start_month": form.start_month,
            "pay_day": form.pay_day,
            "se": form.se if form.se != form.orgnr else "",
            "numbered": _numbered(row, form),
        }
        if row is None:
            choices = PayChoices(answer_language=_ANSWERS.get(language, "bokmaal"))
            session.add(Employer(id=1, test_client=test_client, choices=write_choices(choices), **values))
        else:
            for name, value in values.items():
                if getattr(row, name) != value:
                    setattr(row, name, value)
        units = form.units
        if not questions.has("establishments"):  # people belong to the employer itself
            was = session.scalar(select(Establishment.orgnr))
            units = (UnitForm(form.orgnr, "", form.name, was=was or ""),)
        _save_units(session, units)
        if (draft := session.get(Setting, DRAFT)) is not None and page == "setup":
            session.delete(draft)
    return tuple(found)


def _numbered(row: Employer | None, form: EmployerForm) -> str:
    """The choices of the form, with what else is stored."""
    setup = read_numbered(row.numbered) if row is not None else NumberedSetup()
    return write_numbered(replace(setup, rounding=form.rounding, provisions=form.provisions))


# --- the allowance of the employer's contribution --------------------------------------------------------------------

_MOST_AID = Money.kr(100_000_000)


def save_aid(desk: Desk, month: Month | None, amount: Money | None) -> None:
    """Enter de minimis aid that the employer got from elsewhere in a month; it counts from that month on. A second
    amount of the same month comes on top. Raises Refused.
    """
    if month is None:
        raise refuse(
            Message("Choose the month in which the aid was granted"), Place("settings", "aid_month", "allowance")
        )
    if amount is None or not 0 < amount.ore <= _MOST_AID.ore:
        raise refuse(Message("Enter an amount above 0"), Place("settings", "aid_amount", "allowance"))
    with desk.change("aid.save") as session:
        row = session.get(OtherAid, month)
        if row is None:
            session.add(OtherAid(month=month, amount=amount))
        else:
            row.amount += amount


def remove_aid(desk: Desk, month: Month) -> None:
    """Take the aid of a month away that was entered by mistake. Raises Refused where there is none."""
    with desk.change("aid.remove") as session:
        row = session.get(OtherAid, month)
        if row is None:
            raise refuse(Message("This is gone"), Place("settings", "aid_month", "allowance"))
        session.delete(row)


def save_allowance_used(desk: Desk, used: Money | None) -> None:
    """What earlier months of the first year used of the allowance in another program. Raises Refused once a run is
    approved: then it has been counted.
    """
    where = Place("settings", "allowance_used", "allowance")
    if used is not None and not 0 <= used.ore <= _MOST_AID.ore:
        raise refuse(Message("Enter an amount above 0"), where)
    with desk.change("allowance_used.save") as session:
        row = session.get(Employer, 1)
        if row is None:
            raise refuse(Message("The employer is not entered yet"), Place("settings", None, "employer"))
        if has_approved(session):
            raise refuse(Message("Pay is approved with what was used, so it stands"), where)
        for old in allowance_opening(session):
            session.delete(old)
        session.flush()
        pack = countries.country(desk.client.country)
        for booked in pack.opening_of_employer(used or ZERO, row.start_month):
            session.add(
                Movement(
                    employee_id=None,
                    run_id=None,
                    account=booked.key.account,
                    vintage=booked.key.vintage,
                    hundredths=booked.hundredths,
                    reason=booked.reason,
                )
            )


def _save_units(session: Session, units: Sequence[UnitForm]) -> None:
    """Change the sub-units that stand, take away those that are gone, add the new ones."""
    rows = list(session.scalars(select(Establishment).order_by(Establishment.id)))
    _move_people(session, {unit.was: unit.orgnr for unit in units if unit.was and unit.was != unit.orgnr})
    stay, come = _rows_of(rows, units)
    for row in rows:
        if row not in stay.values():
            session.delete(row)
    session.flush()
    for place, unit in enumerate(units):
        values = {
            "orgnr": unit.orgnr,
            "zone": unit.zone,
            "name": unit.name,
            "calculation_code": unit.calculation_code,
            "municipality": unit.municipality,
        }
        if place in come:
            session.add(Establishment(**values))
            continue
        for name, value in values.items():
            if getattr(stay[place], name) != value:
                setattr(stay[place], name, value)


def _move_people(session: Session, moved: Mapping[str, str]) -> None:
    """A corrected number goes along to the employments that have it; all at once, for two may change places."""
    for employment in session.scalars(select(Employment).where(Employment.establishment.in_(moved))).all():
        employment.establishment = moved[employment.establishment]


def _rows_of(rows: Sequence[Establishment], units: Sequence[UnitForm]) -> tuple[dict[int, Establishment], set[int]]:
    """The row that each sub-unit lies in, by its place, and the places of those that are new.

    A number stays in the row that has it, so that no two rows have the same one on the way when numbers change places.
    """
    by_number = {row.orgnr: row for row in rows}
    stay = {place: by_number[unit.orgnr] for place, unit in enumerate(units) if unit.orgnr in by_number}
    free = {row.orgnr: row for row in rows if row not in stay.values()}
    for place, unit in enumerate(units):
        if place not in stay and unit.was and free:
            stay[place] = free.pop(unit.was) if unit.was in free else free.pop(next(iter(free)))
    return stay, set(range(len(units))) - stay.keys()
