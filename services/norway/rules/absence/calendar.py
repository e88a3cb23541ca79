"""What each day is: all absences of a person laid on one another.

Hours, half days and grades on one day add up, and are never more than the whole day. Where absences of different kinds
would be more, one stands before the other, by what they are and when they begin, never by when they were entered:

- a holiday stands before everything else, because its pay is its own (ferieloven § 5); but a whole sick note that
  begins in the holiday stands before it, since the days may then be taken again (ferieloven § 9). Who is sick already
  and takes holiday is on holiday: NAV pays nothing for those days
- leave and layoff stand before sickness: who is not to work loses no pay by being sick (amelding 6.2)
- a sick note stands before a self-certification, both before a sick child, care, other paid and unpaid absence

Two of the same kind that are more than a day together are a mistake, and are refused: end the first one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Span
from services.engine.absence import NOTHING, AbsenceCalendar, AbsenceDay, AbsencePart
from services.engine.facts import Absence, PersonFacts
from services.norway.rules.absence.kinds import AWAY, CARE, HOLIDAY, SICK_NOTE, UNPAID, WORDS, family
from services.norway.rules.deadlines import is_working_day, public_holidays

_DAY = timedelta(days=1)
_LATEST = date(9999, 12, 30)
"""The calendar has no day after 31 December 9999, which some write for an end that is not known."""
_WHOLE = Decimal(1)
_RANKS: Mapping[str, int] = {
    HOLIDAY: 0,
    **dict.fromkeys(AWAY, 1),
    SICK_NOTE: 2,
    "self_certified": 3,
    **dict.fromkeys(CARE, 4),
    "other_paid": 5,
    UNPAID: 6,
}
_IN_HOLIDAY = -1
"""The rank of a whole sick note that begins in a holiday."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same absences hold, with what each takes of a day. `cut` are those that got less than they say,
    by place, with the place of the one that stands before them.
    """

    days: Span
    parts: tuple[AbsencePart, ...]
    cut: tuple[tuple[int, int], ...] = ()
    over: tuple[int, ...] = ()  # of one family, and more than a day together


@lru_cache(maxsize=256)  # the rules about a person each ask for the same
def stretches(absences: tuple[Absence, ...], employment: str | None, until: date) -> Sequence[Stretch]:
    """The days with absence up to a day, in order. `employment` None is for all of them; withdrawn absences never
    happened, and one without an end runs on.
    """
    until = min(until, _LATEST)
    real = [
        (place, each)
        for place, each in enumerate(absences)
        if each.withdrawn is None
        and each.first <= until
        and (employment is None or not each.employment or each.employment == employment)
    ]
    if not real:
        return []
    borders = {each.first for _, each in real}
    borders |= {_end(each, until) + _DAY for _, each in real}
    edges = sorted(borders)
    found = []
    for place, first in enumerate(edges[:-1]):
        there = [(number, each) for number, each in real if each.first <= first <= _end(each, until)]
        if there:
            found.append(_stretch(Span(first, edges[place + 1] - _DAY), there))
    return found


def _end(absence: Absence, until: date) -> date:
    return until if absence.last is None else min(absence.last, until)


def _stretch(days: Span, there: list[tuple[int, Absence]]) -> Stretch:
    left = _WHOLE
    parts: list[AbsencePart] = []
    cut: list[tuple[int, int]] = []
    by_family: dict[str, Decimal] = {}
    over: list[int] = []
    for place, absence in _in_order(there):
        asked = min(_WHOLE, absence.grade.share)
        group = family(absence.kind)
        by_family[group] = by_family.get(group, NOTHING) + asked
        if by_family[group] > _WHOLE:
            over.append(place)
        share = min(asked, left)
        if share < asked and parts:
            cut.append((place, parts[0].place))
        if share > 0:
            parts.append(AbsencePart(place, absence.kind, share, absence.paid))
            left -= share
    return Stretch(days, tuple(parts), tuple(cut), tuple(over))


def _in_order(there: list[tuple[int, Absence]]) -> list[tuple[int, Absence]]:
    """The absences of a day, first the one that stands before the others."""
    holidays = [each.first for _, each in there if each.kind == HOLIDAY]
    is_away = any(each.kind in AWAY for _, each in there)

    def rank(absence: Absence) -> int:
        begins_in_holiday = bool(holidays) and absence.first >= min(holidays) and not is_away
        if absence.kind == SICK_NOTE and absence.grade.share >= 1 and begins_in_holiday:
            return _IN_HOLIDAY
        return _RANKS.get(absence.kind, len(_RANKS))

    return sorted(
        there,
        key=lambda each: (
            rank(each[1]),
            -each[1].grade.value,
            each[1].first,
            each[1].last or date.max,
            each[1].kind,
            each[1].paid,
            each[1].id,
        ),
    )


class Days:
    """The days with absence of one employment, or of all of a person's together: what each takes of a day."""

    def __init__(self, found: Sequence[Stretch]) -> None:
        self.stretches = found
        self._firsts = [each.days.first for each in found]

    def parts(self, day: date) -> tuple[AbsencePart, ...]:
        """The absences of a day; none for one that was worked."""
        place = bisect_right(self._firsts, day) - 1
        if place < 0 or day not in self.stretches[place].days:
            return ()
        return self.stretches[place].parts

    def within(self, span: Span) -> Iterator[tuple[Span, tuple[AbsencePart, ...]]]:
        """The parts of a span with absence, in order, each with what it takes of every day."""
        place = max(0, bisect_right(self._firsts, span.first) - 1)
        for stretch in self.stretches[place:]:
            if span.last is not None and stretch.days.first > span.last:
                return
            if (part := stretch.days.overlap(span)) is not None:
                yield part, stretch.parts

    def of(self, kinds: Iterable[str]) -> Iterator[tuple[date, tuple[AbsencePart, ...]]]:
        """The days on which there is an absence of one of the kinds, with those absences."""
        wanted = frozenset(kinds)
        for stretch in self.stretches:
            if parts := tuple(part for part in stretch.parts if part.kind in wanted):
                for day in stretch.days:
                    yield day, parts

    def share(self, day: date, kinds: Iterable[str]) -> Decimal:
        """How much of a day the kinds take."""
        wanted = frozenset(kinds)
        return sum((part.share for part in self.parts(day) if part.kind in wanted), NOTHING)


def days_of(person: PersonFacts, employment: str | None, until: date) -> Days:
    """The days of one employment; with None those of all, where an absence from one job is an absence of the person."""
    return Days(stretches(person.absences, employment, until))


def calendar(person: PersonFacts, span: Span) -> list[AbsenceCalendar]:
    """The days of a span with absence, for each employment of the person (one without a name where there is none)."""
    until = span.last or span.first
    found = []
    for employment in [each.id for each in person.employments] or [""]:
        days = []
        every = stretches(person.absences, employment, until)
        for stretch in every:
            if (part := stretch.days.overlap(span)) is not None and stretch.parts:
                days += [
                    AbsenceDay(day, stretch.parts, is_working_day(day), day in public_holidays(day.year))
                    for day in part
                ]
        found.append(AbsenceCalendar(employment, tuple(days), tuple(overlaps(person, employment, until))))
    return found


def overlaps(person: PersonFacts, employment: str | None, until: date, within: Span | None = None) -> Iterator[Finding]:
    """What is to be said of absences on the same days (of a span): a stop for two of a kind that are more than a day, a
    note for kinds of which one stands before the other, with the rule.
    """
    told: set[tuple[int, int, bool]] = set()
    for stretch in stretches(person.absences, employment, until):
        if within is not None and stretch.days.overlap(within) is None:
            continue
        for place in stretch.over:
            if (place, place, True) not in told:
                told.add((place, place, True))
                yield _twice(person, place, stretch)
        for place, before in stretch.cut:
            if (place, before, False) not in told and place not in stretch.over:
                told.add((place, before, False))
                yield _stands_before(person, place, before, stretch)


def _twice(person: PersonFacts, place: int, stretch: Stretch) -> Finding:
    what = Message(
        "Employee {number}: from {day} absences of the kind {kind} are together more than a whole day. "
        "End the first one on the day before the next",
        number=str(person.number),
        day=stretch.days.first,
        kind=WORDS[person.absences[place].kind],
    )
    return Finding(Severity.STOP, what, Place("absence", person.number, "from"))


def _stands_before(person: PersonFacts, place: int, before: int, stretch: Stretch) -> Finding:
    less, more = person.absences[place], person.absences[before]
    what = Message(
        "Employee {number}: {less} and {more} are on the same days from {day}: {rule}",
        number=str(person.number),
        less=WORDS[less.kind],
        more=WORDS[more.kind],
        day=stretch.days.first,
        rule=_rule(less.kind, more.kind),
    )
    return Finding(Severity.NOTE, what, Place("absence", person.number, "from"))


def _rule(less: str, more: str) -> Message:
    if more == SICK_NOTE and less == HOLIDAY:
        return Message("who falls sick in the holiday may take the days again, so the sick note counts")
    if more == HOLIDAY:
        return Message("the days count as holiday")
    if more in AWAY:
        return Message("sickness and other absence in a leave or layoff change nothing")
    if more == SICK_NOTE:
        return Message("the sick note counts")
    return Message("only what is left of the day counts")


def rule_on(absences: tuple[Absence, ...], until: date) -> Message | None:
    """The rule by which one of the absences stands before another on the same days; None where there is none."""
    for stretch in stretches(absences, None, until):
        for place, before in stretch.cut:
            if place not in stretch.over:
                return _rule(absences[place].kind, absences[before].kind)
    return None


def days_with(person: PersonFacts, kinds: Iterable[str], until: date) -> list[tuple[date, tuple[AbsencePart, ...]]]:
    """The days up to one on which the person is absent for one of the kinds from any employment, in order. Only days on
    which somebody employs the person count.
    """
    wanted = frozenset(kinds)
    jobs = person.employments
    if len(jobs) <= 1 or not any(each.employment for each in person.absences):
        found = list(days_of(person, jobs[0].id if jobs else None, until).of(wanted))
    else:
        merged: dict[date, dict[int, AbsencePart]] = {}
        for job in jobs:
            for day, parts in days_of(person, job.id, until).of(wanted):
                there = merged.setdefault(day, {})
                for part in parts:
                    if part.place not in there or there[part.place].share < part.share:
                        there[part.place] = part
        found = [(day, tuple(merged[day].values())) for day in sorted(merged)]
    return [(day, parts) for day, parts in found if not jobs or any(day in job.span for job in jobs)]


def employed_days(person: PersonFacts, day: date) -> int:
    """For how many days somebody has been employed without a break before a day."""
    first: date | None = None
    for job in sorted(person.employments, key=lambda each: each.start, reverse=True):
        if first is None:
            first = job.start if day in job.span else None
        elif job.end is None or job.end >= first - _DAY:
            first = min(first, job.start)
    return (day - first).days if first is not None else 0
