"""What the law leaves to the employer, rates that the program does not know, departments and projects."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sqlalchemy import select

from models.records.employer import CostUnit, Employer, OwnRate
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_form import has_control_signs, one_line
from services.desk.pay_choices import PayChoices, kinds_of_rates, mistakes_in, unknown_names
from services.desk.stored_form import write_choices
from services.engine.facts import OwnRate as Own
from services.reference.year_files import OWN_KINDS, RateFileError, rate_book, read_own

__all__ = [
    "PayChoices",
    "close_cost_unit",
    "remove_own_rate",
    "save_choices",
    "save_cost_unit",
    "save_own_rate",
]

_CODE: Final = re.compile(r"[0-9A-Za-zÆØÅæøå._-]{1,20}")
_LONGEST: Final = {"name": 60, "source": 200}
_KINDS: Final = ("department", "project")


def save_choices(desk: Desk, choices: PayChoices) -> None:
    """How the employer wants the law's choices answered; holds for runs that are computed from now on.

    Raises Refused for an answer that there is not.
    """
    if mistakes := list(mistakes_in(choices)):
        raise Refused(mistakes)
    with desk.change("choices.save") as session:
        row = session.get(Employer, 1)
        if row is None:
            raise refuse(Message("The employer is not entered yet"), Place("settings", None, "employer"))
        if (text := write_choices(choices)) != row.choices:
            row.choices = text


def save_own_rate(desk: Desk, name: str, kind: str, value: str, since: date, source: str) -> None:
    """Keep a rate that the program does not know, with where it was found. `value` has a point as decimal sign.

    Raises Refused for a rate that the program does know, for a value that cannot be read, and without a source.
    """
    where = Place("settings", name, "rates")
    if since.year not in rate_book(desk.client.country).years:
        raise refuse(Message("There are no rates for {year} in the program", year=str(since.year)), where)
    if not (told := one_line(source)) or len(told) > _LONGEST["source"] or has_control_signs(source):
        raise refuse(Message("Say where the rate was found"), where)
    if name not in unknown_names(desk.client.country, since):
        raise refuse(Message("The program knows this rate for {day} itself", day=since), where)
    if kind not in OWN_KINDS:
        raise refuse(Message("“{word}” is not one of {words}", word=kind, words=" · ".join(OWN_KINDS)), where)
    try:
        rate = read_own(Own(name, kind, value, since, told))
    except RateFileError:
        raise refuse(Message("“{text}” is not a rate", text=value), where) from None
    if str(rate.value).startswith("-"):
        raise refuse(Message("A rate is never below zero"), where)
    if kind != kinds_of_rates(desk.client.country)[name]:
        raise refuse(Message("The program looks this rate up as another kind of value"), where)
    with desk.change("rate.save") as session:
        row = session.scalar(select(OwnRate).where(OwnRate.name == name, OwnRate.since == since))
        if row is None:
            row = OwnRate(name=name, since=since, kind=kind, value=value, source=told)
            session.add(row)
        else:
            row.kind, row.value, row.source = kind, value, told


def remove_own_rate(desk: Desk, name: str, since: date) -> None:
    """Take an own rate away. Runs that were computed with it keep it. Raises Refused where there is none."""
    with desk.change("rate.remove") as session:
        row = session.scalar(select(OwnRate).where(OwnRate.name == name, OwnRate.since == since))
        if row is None:
            raise refuse(Message("This is gone"), Place("settings", name, "rates"))
        session.delete(row)


def save_cost_unit(desk: Desk, kind: str, code: str, name: str, *, new: bool = False) -> None:
    """Enter a department or a project by its code, or give it another name. Raises Refused, with `new` also for a code
    that is taken.
    """
    where = Place("settings", code, "cost_units")
    if kind not in _KINDS:
        raise refuse(Message("“{word}” is not one of {words}", word=kind, words=" · ".join(_KINDS)), where)
    if not _CODE.fullmatch(code):
        what = Message("A code has up to 20 letters, digits, points or hyphens")
        raise refuse(what, Place("settings", code, "code"))
    told = one_line(name)
    if not told or len(told) > _LONGEST["name"] or has_control_signs(name):
        raise refuse(Message("Enter the name, of at most {count} characters", count=_LONGEST["name"]), where)
    with desk.change("cost_unit.save") as session:
        row = session.scalar(select(CostUnit).where(CostUnit.kind == kind, CostUnit.code == code))
        if row is None:
            session.add(CostUnit(kind=kind, code=code, name=told, closed=False))
        elif new:
            what = Message("{code} is the code of {name}", code=code, name=row.name)
            raise refuse(what, Place("settings", code, "code"))
        elif row.name != told:
            row.name = told


def close_cost_unit(desk: Desk, kind: str, code: str, *, closed: bool = True) -> None:
    """Offer a department or project no longer, or again; what is booked on it stays. Raises Refused where there is
    none.
    """
    with desk.change("cost_unit.close" if closed else "cost_unit.reopen") as session:
        row = session.scalar(select(CostUnit).where(CostUnit.kind == kind, CostUnit.code == code))
        if row is None:
            raise refuse(Message("This is gone"), Place("settings", code, "cost_units"))
        if row.closed != closed:
            row.closed = closed
