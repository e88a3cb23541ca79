"""Absence: entered, changed, moved, divided and taken away, one or several at once, each time all or nothing.

Each absence gets an id of its own that is never used again, by which a leave is told. What was paid or told by an
absence does not vanish: it is withdrawn with the day, and the next run and the next report put the rest right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from models.records.absence import Absence as AbsenceRecord
from models.values.finding import Finding, Refused, Severity, refuse
from models.values.message import Message
from services.desk import countries
from services.desk.absence_form import AbsenceForm, Overlap, Removed, Resolve, Way, Where, of_absence
from services.desk.absence_plan import (
    Known,
    Plan,
    Write,
    known_in,
    plan_change,
    plan_new,
    plan_restore,
    plan_split,
    resized,
)
from services.desk.absence_table import MOST_ROWS, read_table
from services.desk.absences import (
    SICK,
    Around,
    KeptAbsence,
    absence_of,
    around,
    is_held,
    marks_beside,
    months_told,
)
from services.desk.desk import Desk

__all__ = [
    "AbsenceForm",
    "Overlap",
    "Removed",
    "Resolve",
    "Way",
    "change",
    "decide_leave",
    "enter",
    "enter_several",
    "move",
    "remove",
    "remove_several",
    "restore",
    "set_end",
    "split",
    "take_pasted",
    "withdraw",
]


def enter(desk: Desk, form: AbsenceForm, resolve: Resolve = Resolve.REFUSE) -> int:
    """Enter an absence. Returns its row, of several the first. Raises Refused."""
    with desk.change("absence.enter") as session:
        known = known_in(session, desk.client.country, desk.today)
        return _enter(desk, session, form, known, resolve, Where())


def enter_several(desk: Desk, forms: Sequence[AbsenceForm], resolve: Resolve = Resolve.REFUSE) -> tuple[int, ...]:
    """Enter several absences, each on what the ones before it left: all of them or none. Raises Refused."""
    _refuse_too_many(len(forms))
    with desk.change("absence.enter") as session:
        return _enter_each(desk, session, [(form, Where()) for form in forms], resolve)


def take_pasted(desk: Desk, text: str, language: str = "nb", resolve: Resolve = Resolve.REFUSE) -> tuple[int, ...]:
    """Enter the rows of a table that was pasted: all of them or none. Raises Refused with what is wrong in each row."""
    with desk.change("absence.paste") as session:
        known = known_in(session, desk.client.country, desk.today)
        table = read_table(session, text, language, known, resolve)
        found = [*table.findings, *(finding for row in table.rows for finding in row.findings)]
        if stops := [each for each in found if each.severity is Severity.STOP]:
            raise Refused(stops)
        return _enter_each(desk, session, [(row.form, row.where) for row in table.rows], resolve)


def change(
    desk: Desk,
    absence_id: int,
    form: AbsenceForm,
    resolve: Resolve = Resolve.REFUSE,
    since: date | None = None,
) -> int:
    """Change an absence, or from a day on. Returns the row that now is as the form says. Raises Refused."""
    with desk.change("absence.change") as session:
        return _change(desk, session, absence_id, form, resolve, since)


def decide_leave(desk: Desk, absence_id: int, kind: str) -> int:
    """Say which leave an absence is. Of sickness the days from the one on which it is leave, without pay; where a
    report holds them already, they stay under the id that they were reported by. Returns the row that is the leave.
    Raises Refused.
    """
    with desk.change("absence.change") as session:
        row, person = absence_of(session, absence_id)
        kept = _kept(person, row)
        form = replace(kept.form(person.number), kind=kind)
        if row.kind not in SICK or not countries.is_leave(kind):
            return _change(desk, session, absence_id, form, Resolve.REFUSE, None)
        day = countries.sick_pay_ends(kept.absence, person.person.absences)
        if row.last is not None and row.last < day:
            what = Message("Sickness is not leave for the first twelve months, which end before {day}", day=day)
            raise refuse(what, of_absence(absence_id).place("kind"))
        told = months_told(session, desk.client.country, person.number, kept.absence, desk.today)
        since = day if day > row.first else None
        made = _change(desk, session, absence_id, replace(form, paid=False), Resolve.REFUSE, since)
        if told and made != absence_id:
            leave = session.get_one(AbsenceRecord, made)
            row.leave_id, leave.leave_id = leave.leave_id, row.leave_id
        return made


def move(desk: Desk, absence_id: int, first: date, last: date | None, resolve: Resolve = Resolve.REFUSE) -> None:
    """Other days for an absence, as it is dragged or stretched. Raises Refused."""
    with desk.change("absence.move") as session:
        row, person = absence_of(session, absence_id)
        form = resized(_kept(person, row).form(person.number), first, last)
        _change(desk, session, absence_id, form, resolve, None)


def set_end(desk: Desk, absence_id: int, last: date) -> None:
    """The last day of an absence that had no end, or another one. Raises Refused."""
    with desk.change("absence.end") as session:
        row, person = absence_of(session, absence_id)
        form = replace(_kept(person, row).form(person.number), last=last)
        _change(desk, session, absence_id, form, Resolve.REFUSE, None)


def split(desk: Desk, absence_id: int, day: date) -> int:
    """Make two absences of one; the second begins on the day. Returns its row. Raises Refused."""
    with desk.change("absence.split") as session:
        row, person = absence_of(session, absence_id)
        _keep_id(desk, session, row, person)
        plan = plan_split(person, _kept(person, row), day)
        return _carry_out(desk, session, person, plan)


def remove(desk: Desk, absence_id: int) -> Removed:
    """Take an absence away. One by which something was paid or told is withdrawn as of today. Raises Refused."""
    with desk.change("absence.remove") as session:
        return _remove(desk, session, absence_id)


def remove_several(desk: Desk, absence_ids: Iterable[int]) -> tuple[Removed, ...]:
    """Take several away, all of them or none. Raises Refused."""
    with desk.change("absence.remove") as session:
        return tuple(_remove(desk, session, absence_id) for absence_id in dict.fromkeys(absence_ids))


def withdraw(desk: Desk, absence_id: int, day: date | None = None) -> None:
    """Say that an absence never happened; it stays to be seen. The day is when that turned out, today where nothing
    else is said. Raises Refused.
    """
    with desk.change("absence.withdraw") as session:
        row, _ = absence_of(session, absence_id)
        _refuse_withdrawn(row)
        if day is not None and day > desk.today:
            what = Message("Enter the day you learned of it, today or earlier")
            raise refuse(what, of_absence(absence_id).place("withdrawn"))
        row.withdrawn = day or desk.today


def restore(desk: Desk, absence_id: int) -> None:
    """Bring a withdrawn absence back. Raises Refused where another one was entered on its days meanwhile."""
    with desk.change("absence.restore") as session:
        row, person = absence_of(session, absence_id)
        if row.withdrawn is None:
            what = Message("This absence is not withdrawn")
            raise refuse(what, of_absence(absence_id).place("from"))
        _carry_out(desk, session, person, plan_restore(person, _kept(person, row)))


# --- one row ---------------------------------------------------------------------------------------------------------


def _enter_each(
    desk: Desk, session: Session, forms: Iterable[tuple[AbsenceForm, Where]], resolve: Resolve
) -> tuple[int, ...]:
    """Each in turn; everything that is wrong is told together."""
    known = known_in(session, desk.client.country, desk.today)
    made: list[int] = []
    found: list[Finding] = []
    for form, where in forms:
        try:
            made.append(_enter(desk, session, form, known, resolve, where))
        except Refused as refusal:
            found += refusal.findings
    if found:
        raise Refused(found)
    return tuple(made)


def _enter(desk: Desk, session: Session, form: AbsenceForm, known: Known, resolve: Resolve, where: Where) -> int:
    if form.employee is None:
        raise refuse(Message("Choose who is absent"), where.place("employee"))
    person = around(session, form.employee)
    if person is None:
        what = Message("There is no employee {number}", number=str(form.employee))
        raise refuse(what, where.place("employee"))
    return _carry_out(desk, session, person, plan_new(person, form, known, resolve, where))


def _change(
    desk: Desk, session: Session, absence_id: int, form: AbsenceForm, resolve: Resolve, since: date | None
) -> int:
    row, person = absence_of(session, absence_id)
    if form.employee != person.number:
        what = Message("An absence stays with its employee. Delete it, and enter it for the other one")
        raise refuse(what, of_absence(absence_id).place("employee"))
    _keep_id(desk, session, row, person)
    known = known_in(session, desk.client.country, desk.today)
    kept = _kept(person, row)
    told = countries.is_leave(row.kind) and bool(
        months_told(session, desk.client.country, person.number, kept.absence, desk.today)
    )
    plan = plan_change(person, kept, form, known, resolve, since=since, told=told)
    return _carry_out(desk, session, person, plan)


def _remove(desk: Desk, session: Session, absence_id: int) -> Removed:
    row, person = absence_of(session, absence_id)
    _refuse_withdrawn(row)
    return _take_away(desk, session, row, person.number)


def _refuse_withdrawn(row: AbsenceRecord) -> None:
    if row.withdrawn is not None:
        what = Message("This absence was withdrawn on {day} already", day=row.withdrawn)
        raise refuse(what, of_absence(row.id).place("from"))


def _refuse_too_many(count: int) -> None:
    if count > MOST_ROWS:
        what = Message("At most {most} absences are entered at once", most=MOST_ROWS)
        raise refuse(what, Where().place("from"))


def _kept(person: Around, row: AbsenceRecord) -> KeptAbsence:
    """The row as it is now, also where it was changed in this transaction."""
    [found] = [each for each in person.kept if each.id == row.id]
    return replace(found, absence=replace(found.absence, id=row.leave_id))


def _keep_id(desk: Desk, session: Session, row: AbsenceRecord, person: Around) -> None:
    """An absence that came from elsewhere without an id gets one before its days change: the one that it was told by,
    or a new one.
    """
    if row.leave_id:
        return
    absence = next(each.absence for each in person.kept if each.id == row.id)
    told = months_told(session, desk.client.country, person.number, absence, desk.today)
    row.leave_id = f"{person.number}-{absence.first:%Y%m%d}" if told else new_id()
    session.flush()


def new_id() -> str:
    """An id that nobody had and nobody gets again."""
    return str(uuid4())


# --- carrying out ----------------------------------------------------------------------------------------------------


def _carry_out(desk: Desk, session: Session, person: Around, plan: Plan) -> int:
    """Write what is planned. Returns the row that it is about. Raises Refused, and then nothing is written."""
    if plan.stops:
        raise Refused(plan.stops)
    rows = [_write(desk, session, person, write) for write in plan.writes]
    session.flush()
    return rows[plan.main].id


def _write(desk: Desk, session: Session, person: Around, write: Write) -> AbsenceRecord:
    if write.id is None:
        row = AbsenceRecord(employee_id=person.row, leave_id=new_id(), withdrawn=None, **_values(write))
        session.add(row)
        return row
    row = session.get_one(AbsenceRecord, write.id)
    if write.withdrawn:
        row.withdrawn = desk.today
    elif write.gone:
        _take_away(desk, session, row, person.number)
    else:
        for name, value in {**_values(write), "withdrawn": write.absence.withdrawn}.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    return row


def _values(write: Write) -> dict[str, object]:
    each = write.absence
    return {
        "kind": each.kind,
        "first": each.first,
        "last": each.last,
        "grade": each.grade,
        "paid": each.paid,
        "employment_id": each.employment,
        "units": each.units,
        "type": each.type,
        "note": write.note,
    }


def _take_away(desk: Desk, session: Session, row: AbsenceRecord, number: int) -> Removed:
    if is_held(session, row, number, desk.client.country, desk.today):
        row.withdrawn = desk.today
        return Removed.WITHDRAWN
    for mark in marks_beside(session, row.id):
        session.delete(mark)
    session.delete(row)
    return Removed.DELETED
