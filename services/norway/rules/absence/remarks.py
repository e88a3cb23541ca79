"""What is to be said of absences in a run's days: what the employer pays no longer or again, what NAV does not pay,
what needs a sick note, and what cannot be as it was entered (norway-payroll 9, 12.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Span
from services.engine.facts import Absence, EmployerFacts, PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence import self_certification, sickness
from services.norway.rules.absence.calendar import overlaps
from services.norway.rules.absence.effects import Known, plain
from services.norway.rules.absence.kinds import LAYOFF, LEAVES, SICK_NOTE, UNPAID, WORDS
from services.norway.rules.deadlines import is_working_day

_DAY: Final = timedelta(days=1)
_WHOLE: Final = 100


def findings(
    person: PersonFacts, days: Span, pay_date: date, employer: EmployerFacts, rates: RatesOn, known: Known
) -> Iterator[Finding]:
    """Everything about the absences in the days of a run. Raises MissingRate."""
    here = [each for each in person.absences if each.withdrawn is None and each.span.overlap(days)]
    told = set()
    for job in person.employments if is_any_beside(person.absences) else ():
        for finding in overlaps(person, job.id, days.last or pay_date, days):
            if finding.severity is Severity.NOTE and finding not in told:
                told.add(finding)
                yield finding
    yield from _outside_the_employment(person, here)
    yield from self_certification.findings(person, days, employer.choices.self_certification, rates, known.sick)
    yield from _too_small(person, here, rates)
    yield from _no_sick_pay(person, days, known)
    yield from _more_care(person, days, rates, known)
    yield from _layoff(person, days, known)
    yield from _ids_used_twice(person, here, rates)


def is_any_beside(absences: Sequence[Absence]) -> bool:
    """Whether any two stand on the same days."""
    latest = date.min
    for each in sorted(absences, key=lambda each: each.first):
        if each.withdrawn is None:
            if each.first <= latest:
                return True
            latest = max(latest, each.last or date.max)
    return False


def _place(person: PersonFacts, field: str = "from") -> Place:
    return Place("absence", person.number, field)


def _warn(what: Message, person: PersonFacts, field: str = "from") -> Finding:
    return Finding(Severity.WARNING, what, _place(person, field))


def _outside_the_employment(person: PersonFacts, here: Sequence[Absence]) -> Iterator[Finding]:
    for each in here:
        jobs = [job for job in person.employments if each.employment in ("", job.id)]
        if not any(job.span.overlap(each.span) for job in jobs):
            what = Message(
                "Employee {number}: {kind} from {day}: nobody is employed on these days, so nothing follows from it. "
                "Correct the days of the absence or of the employment",
                number=str(person.number),
                kind=WORDS[each.kind],
                day=each.first,
            )
            yield _warn(what, person)


def _too_small(person: PersonFacts, here: Sequence[Absence], rates: RatesOn) -> Iterator[Finding]:
    """A sick note of less than NAV pays for."""
    least = rates.percent("absence.grade_least").value
    for each in here:
        if each.kind == SICK_NOTE and each.grade.value < least.value:
            what = Message(
                "Employee {number}: the sick note from {day} is {grade}%: NAV pays from {least}% on",
                number=str(person.number),
                day=each.first,
                grade=plain(each.grade.value),
                least=plain(least.value),
            )
            yield _warn(what, person, "grade")


def _no_sick_pay(person: PersonFacts, days: Span, known: Known) -> Iterator[Finding]:
    ended = next((day for day, each in known.sick.items() if each.payer == sickness.ENDED and day in days), None)
    if ended is not None:
        what = Message(
            "Employee {number}: sick pay has ended on {day}, so the pay stops: agree on leave, or end the employment",
            number=str(person.number),
            day=ended,
        )
        yield _warn(what, person)


def _more_care(person: PersonFacts, days: Span, rates: RatesOn, known: Known) -> Iterator[Finding]:
    """Days of care beyond those that everybody with a child has a right to: NAV pays some parents for more."""
    first = next((day for day, each in known.care.items() if each.nav and each.counts and day in days), None)
    if first is None:
        return
    own, more = rates.numbers("absence.care_days").value[:2]
    what = Message(
        "Employee {number}: from {day} there are more than {own} days of care this year. NAV pays for more only with "
        "three or more children ({more} days), alone with the care (twice as many), or with a chronically ill child",
        number=str(person.number),
        day=first,
        own=own,
        more=more,
    )
    yield _warn(what, person)


def _layoff(person: PersonFacts, days: Span, known: Known) -> Iterator[Finding]:
    for job in person.employments:
        laid_off = [each for day, each in known.layoff(job.id).items() if day in days]
        again = next((each.day for each in laid_off if each.is_duty_again), None)
        if again is not None:
            what = Message(
                "Employee {number}: the weeks free of pay are used on {day}, so the layoff is paid again",
                number=str(person.number),
                day=again,
            )
            yield _warn(what, person)
        hourly = [terms.pay == "hourly" for since, terms in job.terms.entries if since <= (days.last or days.first)]
        own = sum((each.employer for each in laid_off if is_working_day(each.day)), Decimal(0))
        if own and hourly and hourly[-1]:
            what = Message(
                "Employee {number} is paid by the hour: the employer pays {days} days of the layoff, so enter their "
                "hours as a line",
                number=str(person.number),
                days=plain(own),
            )
            yield _warn(what, person)


def _ids_used_twice(person: PersonFacts, here: Sequence[Absence], rates: RatesOn) -> Iterator[Finding]:
    """A leave that has the id of another one before it: the register would write over the first."""
    weeks = int(rates.number("absence.layoff_break_weeks").value)
    by_id: dict[str, list[Absence]] = {}
    for each in sorted(person.absences, key=lambda each: each.first):
        if each.id and each.kind in LEAVES | {LAYOFF, UNPAID}:
            by_id.setdefault(each.id, []).append(each)
    for name, some in by_id.items():
        for before, after in pairwise(some):
            if after in here and not _is_the_same_leave(before, after, weeks * 7):
                what = Message(
                    "Employee {number}: the leave id {id} stands on two leaves, and an id is never used again. The one "
                    "from {day} is reported under another",
                    number=str(person.number),
                    id=name,
                    day=after.first,
                )
                yield _warn(what, person, "id")


def _told_as(absence: Absence) -> str:
    """Unpaid absence with nothing said of why is agreed leave."""
    return "leave_other" if absence.kind == UNPAID else absence.kind


def _is_the_same_leave(before: Absence, after: Absence, break_days: int) -> bool:
    """Whether a leave goes on after a break that does not end it."""
    same = (_told_as(before), before.grade, before.employment) == (_told_as(after), after.grade, after.employment)
    if not same or before.last is None or before.withdrawn is not None:
        return False
    between = Span(before.last + _DAY, after.first - _DAY) if after.first > before.last + _DAY else None
    if between is None or before.kind == LAYOFF:
        return after.first > before.last and (after.first - before.last).days - 1 <= break_days
    return sum(is_working_day(day) for day in between) <= 1
