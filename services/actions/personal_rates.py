"""The rates of one person for numbered wage types: set from a day, mended, taken away. What was paid is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import PersonalRate
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_around import PAGE
from services.desk.employee_rates import RatePart, is_used, rate_findings
from services.desk.employee_use import employee_of, paid_days

__all__ = ["RatePart", "remove_rate", "save_rate"]


def save_rate(desk: Desk, number: int, part: RatePart, rate_id: int | None = None) -> None:
    """Set a rate from a day on, or mend the one with the id. Raises Refused; also where approved pay was made with it,
    or would have been.
    """
    with desk.change("personal_rate.save") as session:
        row = employee_of(session, number)
        rows = _rows(session, row.id)
        paid = paid_days(session, row.id)
        old = _one(rows, rate_id, number) if rate_id is not None else None
        if old is not None and is_used(old.since, _after(rows, old), paid):
            raise refuse(_used(old.since), Place(PAGE, number, "rate.since"))
        others = [(each.type, each.since) for each in rows if each is not old]
        if found := list(rate_findings(desk.client.country, part, number, others, paid)):
            raise Refused(found)
        assert part.since is not None
        assert part.value is not None
        if old is None:
            session.add(PersonalRate(employee_id=row.id, type=part.type, since=part.since, value=part.value))
            return
        old.type, old.since, old.value = part.type, part.since, part.value


def remove_rate(desk: Desk, number: int, rate_id: int) -> None:
    """Take a rate away. Raises Refused for one that approved pay was made with."""
    with desk.change("personal_rate.remove") as session:
        row = employee_of(session, number)
        rows = _rows(session, row.id)
        old = _one(rows, rate_id, number)
        if is_used(old.since, _after(rows, old), paid_days(session, row.id)):
            raise refuse(_used(old.since), Place(PAGE, number, "rate.since"))
        session.delete(old)


def _rows(session: Session, employee_id: int) -> Sequence[PersonalRate]:
    return list(session.scalars(select(PersonalRate).where(PersonalRate.employee_id == employee_id)))


def _one(rows: Sequence[PersonalRate], rate_id: int, number: int) -> PersonalRate:
    found = next((each for each in rows if each.id == rate_id), None)
    if found is None:
        raise refuse(Message("This rate is gone"), Place(PAGE, number, "rate"))
    return found


def _after(rows: Sequence[PersonalRate], rate: PersonalRate) -> date | None:
    later = [each.since for each in rows if each.type == rate.type and each.since > rate.since]
    return min(later, default=None)


def _used(since: date) -> Message:
    return Message("Pay is approved with the rate from {day}, so it stands. Add another from a later day", day=since)
