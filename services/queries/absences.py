"""The page of absence, read: the timeline, the kinds, an entry checked while it is typed, the plain table, and what was
forgotten. One absence in full is in absence_detail.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sqlalchemy.orm import Session

from models.values.finding import Finding, Refused, Severity
from models.values.message import Message
from models.values.percent import HUNDRED, Percent
from models.values.span import Month, Span
from services.desk import countries
from services.desk.absence_allowed import allowed_codes
from services.desk.absence_form import (
    AbsenceForm,
    KindChoice,
    Overlap,
    Resolve,
    Way,
    Where,
    kind_choices,
    of_absence,
    pattern_of,
    title_of,
)
from services.desk.absence_plan import Known, Plan, known_in, plan_change, plan_new, resized
from services.desk.absence_table import Pasted, PastedRow, read_table, write_table
from services.desk.absences import (
    Around,
    absence_of,
    around,
    is_told,
    months_told,
    told_in,
)
from services.desk.absences import usual_units as units_of
from services.desk.at_hand import everybody
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.engine.absence import AbsenceCounter, CountedDay
from services.engine.facts import Absence
from services.engine.leave_advice import Proposal
from services.engine.rates import MissingRate
from services.queries.absence_detail import (
    AbsenceDetail,
    Counters,
    PassedOn,
    PayEffect,
    RefundMonth,
    TracedAmount,
    absence_detail,
    counters_of,
    counters_on,
    working_days,
)
from services.queries.absence_open import ACCEPTED, OpenPoint, OpenPoints, open_points
from services.queries.absence_timeline import Bar, PersonRow, Timeline, people_with_absences, timeline

__all__ = [
    "ACCEPTED",
    "AbsenceCounter",
    "AbsenceDetail",
    "AbsenceForm",
    "AbsenceRow",
    "Bar",
    "Check",
    "CountedDay",
    "CounterChange",
    "Counters",
    "KindChoice",
    "OpenPoint",
    "OpenPoints",
    "Overlap",
    "PassedOn",
    "Pasted",
    "PastedRow",
    "PayEffect",
    "PersonRow",
    "Preview",
    "Proposal",
    "RefundMonth",
    "Resolve",
    "Timeline",
    "TracedAmount",
    "Way",
    "absence_detail",
    "absence_form",
    "absence_kinds",
    "absence_table",
    "check_absence",
    "counters_of",
    "grade_of_hours",
    "open_points",
    "read_pasted",
    "table_text",
    "timeline",
]

_AHEAD: Final = timedelta(days=60)  # of an open end: longer than the employer's period
_WORKING_DAYS: Final = 5
_CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal(0)


def absence_kinds(desk: Desk, on: date | None = None, whom: int | None = None) -> tuple[KindChoice, ...]:
    """The kinds to choose from on a day, today where none is said; for somebody those that are allowed them."""
    choices = kind_choices(on or desk.today, desk.client.country)
    if whom is None or not countries.country(desk.client.country).numbered:
        return choices
    with desk.reading() as session:
        codes = allowed_codes(session, desk.client.country, [whom]).codes_of(whom, on or desk.today)
    return choices if codes is None else tuple(each for each in choices if each.kind in codes)


def absence_letters(desk: Desk) -> Mapping[str, str]:
    """The kind that each key of the timeline begins with."""
    return countries.country(desk.client.country).absence_kinds.letters


def absence_keys(desk: Desk) -> Message:
    """The same in words."""
    return countries.country(desk.client.country).absence_kinds.keys


def absence_legend(desk: Desk) -> tuple[tuple[str, Message], ...]:
    """What the patterns of the timeline mean."""
    return countries.country(desk.client.country).absence_kinds.legend


def withdrawn_words(desk: Desk) -> Message:
    """What is said where an absence that was paid is taken away."""
    return countries.country(desk.client.country).absence_kinds.withdrawn


def absence_word(kind: str) -> Message | None:
    """What stands on a bar in place of a long title."""
    known = countries.absence_kind(kind)
    return known.word if known is not None else None


def moved_form(form: AbsenceForm, span: Span) -> AbsenceForm:
    """The same absence on other days."""
    return resized(form, span.first, span.last)


def usual_units(desk: Desk, form: AbsenceForm) -> Decimal | None:
    """The days or hours that are proposed for an entry, by the hours of the person's employment."""
    person = next((each for each in everybody(desk) if each.number == form.employee), None)
    jobs = person.employments if person is not None else ()
    found = [job for job in jobs if job.terms.entries and (form.first is None or form.first in job.span)]
    terms = None
    if found and form.first is not None:
        since, usual = found[0].terms.entries[0]
        terms = found[0].terms.on(form.first) if since <= form.first else usual
    return units_of(desk.client.country, form, terms)


def absence_form(desk: Desk, absence_id: int) -> AbsenceForm:
    """A stored absence as a form. Raises Refused where it is gone."""
    with desk.reading() as session:
        row, person = absence_of(session, absence_id)
        [kept] = [each for each in person.kept if each.id == row.id]
        return kept.form(person.number)


def grade_of_hours(desk: Desk, number: int, day: date, hours: Decimal, employment: str = "") -> Percent | None:
    """Which share of a day some hours are, by the agreed hours; None where those are not known."""
    person = next((each for each in everybody(desk) if each.number == number), None)
    jobs = [
        job
        for job in (person.employments if person is not None else ())
        if employment in ("", job.id) and day in job.span and job.terms.entries and job.terms.entries[0][0] <= day
    ]
    if not jobs or hours <= 0:
        return None
    terms = jobs[0].terms.on(day)
    a_day = terms.full_time_hours * terms.percent.share / _WORKING_DAYS
    if not a_day:
        return None
    share = min(HUNDRED.value, (hours / a_day * 100).quantize(_CENT, ROUND_HALF_UP))
    return Percent(share.normalize() if share != share.to_integral_value() else share.quantize(Decimal(1)))


# --- an entry while it is typed --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CounterChange:
    """A counter as it would be, and what stood on it before."""

    counter: AbsenceCounter
    before: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What an entry would do. Days are None while the end is open."""

    calendar_days: int | None
    working_days: Decimal | None
    counters: tuple[CounterChange, ...]
    employer_days: tuple[date, ...]
    nav_from: date | None
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Check:
    """What is said of an entry, which absences are on the same days, and what it would do."""

    findings: tuple[Finding, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    preview: Preview | None = None

    @property
    def can_save(self) -> bool:
        return not any(each.severity is Severity.STOP for each in self.findings)

    def problem(self, field: str) -> Finding | None:
        """What is said about one field, the worst first."""
        here = [each for each in self.findings if each.where is not None and each.where.field == field]
        return next((each for each in here if each.severity is Severity.STOP), here[0] if here else None)


def check_absence(
    desk: Desk,
    form: AbsenceForm,
    absence_id: int | None = None,
    resolve: Resolve = Resolve.REFUSE,
    since: date | None = None,
) -> Check:
    """What would be said of an entry, or of a change, if it were saved as it stands."""
    with desk.reading() as session:
        person = around(session, form.employee) if form.employee is not None else None
        if person is None:
            return Check(tuple(_nobody(form, absence_id)))
        known = known_in(session, desk.client.country, desk.today)
        if absence_id is None:
            plan = plan_new(person, form, known, resolve)
        else:
            kept = next((each for each in person.kept if each.id == absence_id), None)
            if kept is None:
                gone = of_absence(absence_id).stop(Message("This absence is gone"), "employee")
                return Check((gone,))
            told = countries.is_leave(kept.absence.kind) and bool(
                months_told(session, desk.client.country, person.number, kept.absence, desk.today)
            )
            plan = plan_change(person, kept, form, known, resolve, since=since, told=told)
        if plan.stops or not plan.writes:
            return Check(plan.findings, plan.overlaps)
        preview = _preview(desk, session, person, plan, known)
        where = Where() if absence_id is None else of_absence(absence_id)
        not_earned = _not_earned(plan.writes[plan.main].absence.units, preview, where)
        return Check((*plan.findings, *not_earned), plan.overlaps, preview)


def _not_earned(units: Decimal | None, preview: Preview, at: Where) -> Iterator[Finding]:
    """Holiday with pay beyond what is left: how much of the entry that is, and what becomes of it."""
    for moved in preview.counters:
        over = moved.counter.used - moved.before
        if units is None or over <= 0 or not moved.counter.name.endswith("_over"):
            continue
        what = Message(
            "{left} of it is earned. {over} is taken in advance where that is agreed, else from the pay",
            left=max(_NOTHING, units - over),
            over=over,
        )
        yield at.warn(what, "units")


def _nobody(form: AbsenceForm, absence_id: int | None) -> Iterator[Finding]:
    at = Where() if absence_id is None else of_absence(absence_id)
    if form.employee is None:
        yield at.stop(Message("Choose who is absent"), "employee")
    else:
        yield at.stop(Message("There is no employee {number}", number=str(form.employee)), "employee")


def _preview(desk: Desk, session: Session, before: Around, plan: Plan, known: Known) -> Preview:
    mine = plan.writes[plan.main].absence
    place = plan.after.person.absences.index(mine)
    rates = known.rates
    employer: Sequence[date] = ()
    nav: Sequence[date] = ()
    until = mine.last or max(mine.first, desk.today) + _AHEAD
    if rates is not None:
        try:
            pack = countries.country(desk.client.country)
            outcome = pack.expected_refunds(plan.after.person, plan.after.person.absences, until)[place]
            employer, nav = outcome.employer_days, outcome.nav_days
        except MissingRate:
            pass
    return Preview(
        mine.span.days if mine.last is not None else None,
        working_days(mine.span, desk.client.country) * min(Decimal(1), mine.grade.share)
        if mine.last is not None
        else None,
        tuple(_changes(desk, session, before, plan.after, _day_of(plan, mine, desk.today))),
        tuple(employer),
        nav[0] if nav else None,
        countries.leave_proposal(mine, "", plan.after.person.absences) if mine.units is None else None,
    )


def _day_of(plan: Plan, mine: Absence, today: date) -> date:
    """The day of the counters: the last that the entry touches, in the year in which it ends."""
    last = mine.last or max(mine.first, today)
    touched = [each.absence.last for each in plan.writes if each.absence.last is not None]
    return max(last, min(max(touched, default=last), date(last.year, 12, 31)))


def _changes(desk: Desk, session: Session, before: Around, after: Around, day: date) -> Iterator[CounterChange]:
    """The counters that would move."""
    try:
        employer = employer_facts(session)
    except Refused:
        return
    was, _ = counters_on(desk, before, day, employer)
    now, _ = counters_on(desk, after, day, employer)
    before_it = {each.name: each.used for each in was}
    for new in now:
        if before_it.get(new.name, _NOTHING) != new.used:
            yield CounterChange(new, before_it.get(new.name, _NOTHING))


# --- the plain table --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence as a row of a table."""

    id: int
    number: int
    name: str
    kind: str
    title: Message
    first: date
    last: date | None
    grade: Percent
    working_days: Decimal | None
    paid: bool
    employment: str
    note: str
    withdrawn: date | None
    reported: bool
    pattern: str
    units: Decimal | None = None
    type: str = ""


def absence_table(desk: Desk, first: date, last: date, number: int | None = None) -> tuple[AbsenceRow, ...]:
    """The absences of a span, of everybody or of one, by name and then by day."""
    span = Span(first, last)
    people = people_with_absences(desk)
    with desk.reading() as session:
        told = told_in(session, desk.client.country, Month.of(first), Month.of(last))
    ids = frozenset().union(*told.values()) if told else frozenset()
    found = [
        AbsenceRow(
            kept.id,
            each.number,
            each.person.name,
            kept.absence.kind,
            title_of(kept.absence.kind),
            kept.absence.first,
            kept.absence.last,
            kept.absence.grade,
            working_days(kept.span, desk.client.country) * min(Decimal(1), kept.absence.grade.share)
            if kept.absence.last
            else None,
            kept.absence.paid,
            kept.absence.employment,
            kept.note,
            kept.absence.withdrawn,
            countries.is_leave(kept.absence.kind) and is_told(kept.absence, each.number, ids),
            pattern_of(kept.absence.kind),
            kept.absence.units,
            kept.absence.type,
        )
        for each in people.values()
        for kept in each.kept
        if number in (None, each.number) and kept.span.overlap(span) is not None
    ]
    return tuple(sorted(found, key=lambda row: (row.name.casefold(), row.number, row.first, row.id)))


def table_text(rows: Iterable[AbsenceRow], language: str, country: str = "NO") -> str:
    """Rows as text for a spreadsheet, without those that are withdrawn; pasted it comes in again."""
    forms = [
        (
            row.name,
            AbsenceForm(
                row.number,
                row.kind,
                row.first,
                row.last,
                row.grade,
                row.paid,
                row.employment,
                row.note,
                row.units,
                row.type,
            ),
        )
        for row in rows
        if row.withdrawn is None
    ]
    return write_table(forms, language, country)


def read_pasted(desk: Desk, text: str, language: str = "nb", resolve: Resolve = Resolve.REFUSE) -> Pasted:
    """What was pasted, row by row, with what is wrong beside the cells."""
    with desk.reading() as session:
        return read_table(session, text, language, known_in(session, desk.client.country, desk.today), resolve)
