"""Position categories, result tables and own lists of types: set up where wage types are numbered. Each is one
transaction. What approved pay was computed from stands; a change holds from a later day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from models.records.employer import Employer
from models.records.numbered import CategoryLine, PositionCategory, RateStep
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_form import one_line
from services.desk.numbered_setup import (
    CATEGORIES,
    LISTS,
    PAGE,
    TABLES,
    CategoryForm,
    LineForm,
    StepForm,
    categories_in,
    category_findings,
    category_held,
    people_of,
    set_findings,
    step_clashes,
    step_findings,
    step_held,
)
from services.desk.stored_form import read_numbered, write_numbered
from services.engine.numbered import SetMember

__all__ = [
    "CategoryForm",
    "LineForm",
    "SetMember",
    "StepForm",
    "remove_category",
    "remove_step",
    "reset_set",
    "save_category",
    "save_set",
    "save_step",
]

_GONE = Message("This is gone")


def save_category(desk: Desk, form: CategoryForm) -> None:
    """Enter a position category with its wage types, or change one. Its number stands once somebody is in it.

    Raises Refused; places name a field, or a line from 0.
    """
    form = replace(form, number=form.number.strip().upper(), name=one_line(form.name))
    with desk.change("category.save") as session:
        stored = categories_in(session)
        if form.was and form.was not in stored:
            raise refuse(_GONE, Place(PAGE, "number", CATEGORIES))
        taken = [number for number in stored if number != form.was]
        found = list(category_findings(desk.client.country, form, taken))
        if form.was and form.number != form.was and people_of(session).get(form.was):
            what = Message(
                "There are people in {number}, so the number stands. Its name can be changed", number=form.was
            )
            found += refuse(what, Place(PAGE, "number", CATEGORIES)).findings
        if form.was:
            found += category_held(session, form, stored[form.was].lines)
        if found:
            raise Refused(found)
        row = session.scalar(select(PositionCategory).where(PositionCategory.number == form.was))
        if row is None:
            row = PositionCategory(number=form.number, name=form.name)
            session.add(row)
            session.flush()
        codes = " ".join(dict.fromkeys(form.absence))
        for name, value in (("number", form.number), ("name", form.name), ("absence_codes", codes)):
            if getattr(row, name) != value:
                setattr(row, name, value)
        kept = [LineForm(each.type, each.since, each.until) for each in form.lines]
        for line in session.scalars(select(CategoryLine).where(CategoryLine.category_id == row.id)):
            plain = LineForm(line.type, line.since, line.until)
            if plain in kept:
                kept.remove(plain)
            else:
                session.delete(line)
        session.flush()
        for each in kept:
            session.add(CategoryLine(category_id=row.id, type=each.type, since=each.since, until=each.until))


def remove_category(desk: Desk, number: str) -> None:
    """Take a position category away that nobody is in. Raises Refused."""
    with desk.change("category.remove") as session:
        row = session.scalar(select(PositionCategory).where(PositionCategory.number == number))
        if row is None:
            raise refuse(_GONE, Place(PAGE, "number", CATEGORIES))
        if count := people_of(session).get(number):
            what = Message("1 employee is, or was, in position category {number}. It stands", number=number)
            if count > 1:
                what = Message(
                    "{count} employees are, or were, in position category {number}. It stands",
                    count=count,
                    number=number,
                )
            raise refuse(what, Place(PAGE, "number", CATEGORIES))
        for line in session.scalars(select(CategoryLine).where(CategoryLine.category_id == row.id)):
            session.delete(line)
        session.flush()
        session.delete(row)


def save_step(desk: Desk, form: StepForm) -> int:
    """Enter a step of a result table, or change one; the id of it. Raises Refused; places name a field."""
    form = form.tidy()
    with desk.change("rate_step.save") as session:
        country = desk.client.country
        found = [*step_findings(country, form), *step_clashes(session, country, form), *step_held(session, form)]
        row = session.get(RateStep, form.id) if form.id else None
        if form.id and row is None:
            raise refuse(_GONE, Place(PAGE, "table", TABLES))
        same = select(RateStep.id).where(
            RateStep.table_number == form.table,
            RateStep.since == form.since,
            RateStep.pay_group == form.group,
            RateStep.id != form.id,
        )
        if not found and session.scalar(same) is not None:
            what = Message("There is a step of the table for the group from this day already")
            found += refuse(what, Place(PAGE, "since", TABLES)).findings
        if found:
            raise Refused(found)
        assert form.since is not None
        if row is None:
            row = RateStep(table_number=form.table, since=form.since, pay_group=form.group)
            session.add(row)
        values = {"table_number": form.table, "since": form.since, "pay_group": form.group}
        for name in ("arrears", "advance", "hourly", "fortnightly"):
            values[name] = form.values.get(name)
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        session.flush()
        return row.id


def remove_step(desk: Desk, step_id: int) -> None:
    """Take a step away that no approved pay was computed from. Raises Refused."""
    with desk.change("rate_step.remove") as session:
        row = session.get(RateStep, step_id)
        if row is None:
            raise refuse(_GONE, Place(PAGE, "table", TABLES))
        if found := list(step_held(session, StepForm(row.table_number, row.since, row.pay_group, id=row.id))):
            raise Refused(found)
        session.delete(row)


def save_set(desk: Desk, number: str, members: Sequence[SetMember]) -> None:
    """Keep a list of types of the employer's own, in place of that of the program; it may be empty.

    Holds for runs that are computed from now on. Raises Refused; places name a member from 0.
    """
    if found := list(set_findings(desk.client.country, number, members)):
        raise Refused(found)
    _keep_set(desk, "type_set.save", number, tuple(members))


def reset_set(desk: Desk, number: str) -> None:
    """Back to the list that comes with the program. Raises Refused."""
    _keep_set(desk, "type_set.reset", number, None)


def _keep_set(desk: Desk, action: str, number: str, members: tuple[SetMember, ...] | None) -> None:
    with desk.change(action) as session:
        row = session.get(Employer, 1)
        if row is None:
            raise refuse(Message("The employer is not entered yet"), Place("settings", None, "employer"))
        setup = read_numbered(row.numbered)
        sets = {name: value for name, value in setup.sets.items() if name != number}
        if members is not None:
            sets[number] = members
        elif number not in setup.sets:
            raise refuse(_GONE, Place(PAGE, "number", LISTS))
        row.numbered = write_numbered(replace(setup, sets=sets))
