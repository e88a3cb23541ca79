"""People from a table: employed, kept as drafts, or filled in where something was empty; in one change, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, get_type_hints

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employee import Employee, EmployeeDraft, Employment, EmploymentTerms, TaxCard
from models.records.imported_file import ImportedFile
from models.records.movement import Movement
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.progress import Progress
from services.actions.table_writer import Keep, Writer
from services.desk.desk import Desk
from services.desk.employee_around import surroundings_in
from services.desk.employee_form import LATER, CardPart, EmploymentPart, OpeningPart, PersonPart, TermsPart, write_form
from services.desk.employee_openings import openings_of, set_openings
from services.desk.gather import employee_ids
from services.desk.table_employees import Change, EmployeesPlan, Newcomer
from services.desk.table_kind import PAGE, TablePreview

_PARTS: Final = ("person", "employment", "terms", "opening")


def _take_in(desk: Desk, seen: TablePreview, keep: Keep, progress: Progress) -> None:
    plan = seen.plan
    assert isinstance(plan, EmployeesPlan)  # its judge made it
    progress(0, 1, Message("Storing the people"))
    with desk.change("employees.take_in") as session:
        ids = employee_ids(session)
        for number in (each.form.person.number for each in plan.new):
            if number in ids:
                raise _changed_meanwhile()
        new, openings = _employ(session, plan.new)
        drafts = [EmployeeDraft(changed_at=desk.now(), form=write_form(form)) for form in plan.drafts]
        session.add_all(drafts)
        changed = _change(session, plan.changed, ids, openings)
        session.flush()
        if openings:
            set_openings(session, surroundings_in(session, desk), openings)
        note = {
            "new": [[row.id, row.number] for row in new],
            "drafts": [row.id for row in drafts],
            "changed": changed,
        }
        keep(session, note)


def _employ(session: Session, new: Iterable[Newcomer]) -> tuple[list[Employee], dict[int, OpeningPart]]:
    """Everybody at once, stage by stage, so that nothing is asked for one at a time."""
    forms = list(new)
    people = [Employee(**_values(each.form.person)) for each in forms]
    session.add_all(people)
    session.flush()
    jobs = [
        Employment(
            employee_id=row.id,
            employment_id="1",
            **_values(each.form.employment),
            end=each.end,
            end_reason=each.end_reason,
        )
        for row, each in zip(people, forms, strict=True)
    ]
    session.add_all(jobs)
    session.flush()
    openings = {}
    for row, job, each in zip(people, jobs, forms, strict=True):
        session.add(EmploymentTerms(employment_id=job.id, **_values(each.form.terms)))
        if each.form.card.kind != LATER:
            session.add(_card(row.id, each.form.card))
        if each.form.opening:
            openings[row.id] = each.form.opening
    return people, openings


def _change(
    session: Session, changes: Iterable[Change], ids: Mapping[int, int], openings: dict[int, OpeningPart]
) -> list[dict[str, Any]]:
    """Write what differs of people who are here, and tell what was before."""
    told: list[dict[str, Any]] = []
    records = _Records(session)
    for each in changes:
        if each.number not in ids:
            raise _changed_meanwhile()
        row = ids[each.number]
        _set(records.people[row], each.was.person, each.now.person)
        card = None
        if each.now.employment != each.was.employment or each.now.terms != each.was.terms:
            job = records.jobs.get((row, each.was.job))
            if job is None:
                raise _changed_meanwhile()
            _set(job, each.was.employment, each.now.employment)
            terms = records.terms.get((job.id, each.was.terms.from_day))
            if terms is None:
                raise _changed_meanwhile()
            _set(terms, each.was.terms, each.now.terms)
        if each.card is not None:
            card = _card(row, each.card)
            session.add(card)
            session.flush()
        if each.now.opening != each.was.opening:
            openings[row] = each.now.opening
        told.append(
            {
                "id": row,
                "job": each.was.job,
                "from_day": each.was.terms.from_day.isoformat() if each.was.terms.from_day is not None else None,
                **{name: _differences(getattr(each.was, name), getattr(each.now, name)) for name in _PARTS},
                "card": card.id if card is not None else None,
                "counts": card is not None or (each.was.terms, each.was.opening) != (each.now.terms, each.now.opening),
            }
        )
    return told


class _Records:
    """The records of people, employments and terms, read once."""

    def __init__(self, session: Session) -> None:
        self.people = {row.id: row for row in session.scalars(select(Employee))}
        self.jobs = {(row.employee_id, row.employment_id): row for row in session.scalars(select(Employment))}
        self.terms: dict[tuple[int, date | None], EmploymentTerms] = {
            (row.employment_id, row.from_day): row for row in session.scalars(select(EmploymentTerms))
        }


def _values(part: PersonPart | EmploymentPart | TermsPart | OpeningPart) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def _set(row: Any, was: Any, now: Any) -> None:
    """Write the fields in which two parts differ. Raises Refused where the record is no longer as it was."""
    for name, value in _values(now).items():
        old = getattr(was, name)
        if value == old:
            continue
        if getattr(row, name) != old:
            raise _changed_meanwhile()
        setattr(row, name, value)


def _differences(was: Any, now: Any) -> dict[str, list[Any]]:
    """The fields in which two parts differ, before and after; nothing else of a person is written down."""
    return {
        name: [msgspec.to_builtins(getattr(was, name)), msgspec.to_builtins(value)]
        for name, value in _values(now).items()
        if value != getattr(was, name)
    }


def _card(employee_id: int, part: CardPart) -> TaxCard:
    return TaxCard(
        employee_id=employee_id,
        year=part.year,
        kind=part.kind,
        table_number=part.table,
        percent=part.percent,
        exempt_amount=part.exempt_amount,
        months=part.months,
        issued=part.issued,
    )


def _changed_meanwhile() -> Exception:
    return refuse(Message("The people were changed meanwhile: look at the table again"), Place(PAGE))


# --- back again ------------------------------------------------------------------------------------------------------


def _undo(desk: Desk, session: Session, row: ImportedFile, note: Mapping[str, Any]) -> int:
    """Those who came go, and what was filled in is empty again, but for what somebody changed since."""
    gone = _dismiss(session, note.get("new", ()))
    drafts = session.scalars(select(EmployeeDraft).where(EmployeeDraft.id.in_(note.get("drafts", ()))))
    for draft in drafts:
        if draft.changed_at <= row.imported_at:
            session.delete(draft)
            gone += 1
    return gone + _put_back(desk, session, note.get("changed", ()))


def _dismiss(session: Session, new: Iterable[tuple[int, int]]) -> int:
    """Take people away with all that a table brings, and out of what open runs computed; these are computed again."""
    numbers = dict(new)
    people = [each for each in session.scalars(select(Employee)) if numbers.get(each.id) == each.number]
    ids = {each.id for each in people}
    if not ids:
        return 0
    for computed in (runs.PayLine, runs.Payslip):
        session.execute(delete(computed).where(computed.employee_id.in_(ids)))
    session.execute(delete(Movement).where(Movement.employee_id.in_(ids), Movement.run_id.is_not(None)))
    jobs = session.scalars(select(Employment).where(Employment.employee_id.in_(ids))).all()
    terms = session.scalars(select(EmploymentTerms).where(EmploymentTerms.employment_id.in_([job.id for job in jobs])))
    parts: list[Any] = [*terms]
    for record in (TaxCard, Movement):
        parts += session.scalars(select(record).where(record.employee_id.in_(ids)))
    for stage in (parts, jobs, people):
        for each in stage:
            session.delete(each)
        session.flush()
    return len(people)


def _put_back(desk: Desk, session: Session, changed: Iterable[Mapping[str, Any]]) -> int:
    told = list(changed)
    if not told:
        return 0
    records = _Records(session)
    around = surroundings_in(session, desk)
    stored = openings_of(session, around)
    openings: dict[int, OpeningPart] = {}
    cards = []
    count = 0
    for each in told:
        row = each["id"]
        person = records.people.get(row)
        if person is None:
            continue
        count += 1
        _restore(person, PersonPart, each["person"])
        job = records.jobs.get((row, each["job"]))
        if job is not None:
            _restore(job, EmploymentPart, each["employment"])
            day = date.fromisoformat(each["from_day"]) if each["from_day"] is not None else None
            terms = records.terms.get((job.id, day))
            if terms is not None:
                _restore(terms, TermsPart, each["terms"])
        if each["card"] is not None:
            cards.append(each["card"])
        before = _before(stored.get(row, OpeningPart()), OpeningPart, each["opening"])
        if before:
            openings[row] = replace(stored.get(row, OpeningPart()), **before)
    for card in session.scalars(select(TaxCard).where(TaxCard.id.in_(cards))):
        session.delete(card)
    if openings:
        set_openings(session, around, openings)
    return count


def _before(now: Any, part: type[Any], told: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What was before, by field, where it still is what came."""
    kinds = get_type_hints(part)
    found = {}
    for name, values in told.items():
        old, new = (msgspec.convert(value, kinds[name]) for value in values)
        if getattr(now, name) == new:
            found[name] = old
    return found


def _restore(row: Any, part: type[Any], told: Mapping[str, Sequence[Any]]) -> None:
    for name, value in _before(row, part, told).items():
        setattr(row, name, value)


WRITER: Final = Writer(_take_in, _undo)
