"""What was forgotten about absence, for the count in the sidebar: cheap, and kept while nothing changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import or_, select

from models.records.absence import Absence as AbsenceRecord
from models.records.employee import Employee
from models.values.finding import Place
from models.values.message import Message
from models.values.span import Span
from services.desk import countries
from services.desk.absence_form import PAGE
from services.desk.absences import Around, KeptAbsence, everybody_around, rates_on, scheme_of
from services.desk.at_hand import unchanged
from services.desk.desk import Desk
from services.desk.inntektsmelding import SENT, subject
from services.desk.marks import Marked, marks_of
from services.engine.rates import MissingRate, RatesOn

ACCEPTED: Final = "accepted"
_STILL_OPEN: Final = timedelta(days=14)  # so long after its end, too long a self-certification is told of
_LEAST_LEAVE: Final = 14  # calendar days from which leave is told


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something about an absence that somebody should look at."""

    kind: str  # open_sick_note · self_certified_out · leave_to_decide
    number: int
    name: str
    absence_id: int
    what: Message
    where: Place


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """All of them, the oldest absence first."""

    points: tuple[OpenPoint, ...] = ()

    @property
    def count(self) -> int:
        return len(self.points)


def open_points(desk: Desk) -> OpenPoints:
    """Sick notes without an end past the employer's period and not passed on, self-certification that ran out, and
    leave that is not called so. One that was marked as accepted (`absence:<id>`) is not told of again.
    """
    return unchanged(desk, ("absence.open", desk.today), lambda: _open_points(desk))


def _open_points(desk: Desk) -> OpenPoints:
    today = desk.today
    with desk.reading() as session:
        columns: Any = AbsenceRecord.__table__.c
        wanted = (
            select(Employee.number)
            .join(AbsenceRecord, AbsenceRecord.employee_id == Employee.id)
            .where(
                columns.withdrawn.is_(None),
                columns.first <= today,
                or_(columns.last.is_(None), columns.last >= today - _STILL_OPEN),
            )
        )
        numbers = set(session.scalars(wanted.distinct()))
        if not numbers:
            return OpenPoints()
        try:
            rates = rates_on(session, desk.client.country, today)
        except MissingRate:
            return OpenPoints()
        seen = _Seen(
            today, scheme_of(session), rates, marks_of(session, "inntektsmelding:"), marks_of(session, "absence:")
        )
        people = everybody_around(session, numbers)
    found = [each for person in people.values() for each in _of(person, seen)]
    return OpenPoints(tuple(point for _, point in sorted(found, key=lambda each: (each[0], each[1].absence_id))))


_Marks = Mapping[str, Mapping[str, Marked]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is read once: the rates and the choices, which inntektsmelding was sent, and what was accepted."""

    today: date
    scheme: str
    rates: RatesOn
    sent: _Marks
    accepted: _Marks


_Said = tuple[str, Message, str]


def _of(person: Around, seen: _Seen) -> Iterator[tuple[date, OpenPoint]]:
    """The points of a person, each with the first day of its absence."""
    try:
        paid = countries.employer_days(person.person, seen.today, seen.rates)
    except MissingRate:
        paid = {}
    for place, kept in enumerate(person.kept):
        each = kept.absence
        is_over = each.last is not None and each.last < seen.today - _STILL_OPEN
        if each.withdrawn is not None or each.first > seen.today or is_over:
            continue
        if ACCEPTED in seen.accepted.get(f"absence:{kept.id}", {}):
            continue
        told = (
            _open_sick_note(kept, paid.get(place, ()), seen)
            or _ran_out(person, kept, seen)
            or _undecided(person, kept, seen)
        )
        if told is not None:
            kind, what, field = told
            where = Place(PAGE, f"absence:{kept.id}", field)
            yield each.first, OpenPoint(kind, person.number, person.person.name, kept.id, what, where)


def _open_sick_note(kept: KeptAbsence, employer: Sequence[date], seen: _Seen) -> _Said | None:
    absence = kept.absence
    if absence.kind != "sick_note" or absence.last is not None or SENT in seen.sent.get(subject(kept.id), {}):
        return None
    last = max(employer, default=None)
    if last is not None and last >= seen.today:
        return None
    if last is None:
        what = Message("Sick note since {first} without an end. NAV pays from its first day", first=absence.first)
    else:
        what = Message(
            "Sick note since {first} without an end. The employer's days ended on {last}, so NAV asks for an "
            "inntektsmelding",
            first=absence.first,
            last=last,
        )
    return "open_sick_note", what, "to"


def _ran_out(person: Around, kept: KeptAbsence, seen: _Seen) -> _Said | None:
    absence = kept.absence
    if absence.kind != "self_certified":
        return None
    span = Span(absence.first, min(absence.last or seen.today, seen.today))
    try:
        found = countries.absence_findings(person.person, span, seen.scheme, seen.rates)
    except MissingRate:
        return None
    return ("self_certified_out", found[0].what, "to") if found else None


def _undecided(person: Around, kept: KeptAbsence, seen: _Seen) -> _Said | None:
    absence = kept.absence
    if absence.kind == "unpaid":
        if ((absence.last or seen.today) - absence.first).days + 1 < _LEAST_LEAVE:
            return None
        what = Message("Unpaid absence since {first}, 14 days or more: choose which leave it is", first=absence.first)
        return "leave_to_decide", what, "kind"
    if absence.kind not in ("sick_note", "self_certified"):
        return None
    if countries.sick_pay_ends(absence, person.person.absences) > seen.today:
        return None
    return "leave_to_decide", countries.leave_proposal(absence, "", person.person.absences).why, "kind"
