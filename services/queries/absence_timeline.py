"""The timeline of absence: everybody who is employed in a span, each with their absences as bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from weakref import WeakKeyDictionary

from models.values.message import Message
from models.values.percent import Percent
from models.values.span import Month, Span
from services.desk import countries
from services.desk.absence_form import pattern_of, title_of
from services.desk.absences import Around, KeptAbsence, everybody_around, is_told, rates_on, told_in
from services.desk.at_hand import unchanged
from services.desk.calculate import steady_memory
from services.desk.desk import Desk
from services.engine.rates import MissingRate, RatesOn

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_SICK: Final = frozenset({"self_certified", "sick_note"})


@dataclass(frozen=True, slots=True)
class Bar:
    """An absence on the timeline. `employer_days` are those of the employer's own period, `lane` keeps bars of the same
    days apart, and `reported` says that a report that was made holds it as leave.
    """

    id: int
    number: int
    kind: str
    title: Message
    first: date
    last: date | None
    grade: Percent
    pattern: str
    paid: bool
    employment: str
    lane: int = 0
    employer_days: tuple[Span, ...] = ()
    withdrawn: date | None = None
    reported: bool = False
    units: Decimal | None = None  # days or hours, of a kind that is counted so
    counted: str = ""  # days or hours, where the kind says which

    @property
    def is_open(self) -> bool:
        return self.last is None

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the timeline: who, when they are employed, and their bars by day."""

    number: int
    name: str
    jobs: tuple[Span, ...]
    bars: tuple[Bar, ...]
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everybody by name; `days_off` are the Saturdays, Sundays and public holidays of the span, the last with names."""

    first: date
    last: date
    today: date
    people: tuple[PersonRow, ...]
    days_off: frozenset[date]
    holidays: Mapping[date, Message]


def timeline(desk: Desk, first: date, last: date) -> Timeline:
    """Everybody who is employed or absent on some day of the span."""
    span = Span(first, last)
    read = _read(desk)
    told = unchanged(desk, ("absence.told", Month.of(first), Month.of(last)), lambda: _told(desk, read, span))
    rows = [_row(each, span, read, told) for each in read.people.values() if _is_there(each, span)]
    rows.sort(key=lambda row: (row.name.casefold(), row.number))
    holidays = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in countries.public_holidays(year, desk.client.country).items()
        if day in span
    }
    weekends = {day for day in span if day.weekday() >= _SATURDAY}
    return Timeline(first, last, desk.today, tuple(rows), frozenset(weekends | holidays.keys()), holidays)


def people_with_absences(desk: Desk) -> Mapping[int, Around]:
    """Everybody with their absences, by number, as they were read last."""
    return _read(desk).people


def _read(desk: Desk) -> _Read:
    return unchanged(desk, ("absence.everybody", desk.today), lambda: _Read.of(desk))


def bars_of(person: Around, told: Iterable[str], employer: Employer) -> tuple[Bar, ...]:
    """All of a person's absences as bars, by day; each place has the days that the employer pays by itself."""
    ids = frozenset(told)
    places = range(len(person.kept))
    return _laned([_bar(person, place, ids, employer) for place in places])[0]


@dataclass(frozen=True, slots=True)
class _Read:
    """Everybody with their absences, and the days of each that are in the employer's period."""

    people: Mapping[int, Around]
    employer: Mapping[int, Employer]

    @classmethod
    def of(cls, desk: Desk) -> _Read:
        with steady_memory(), desk.reading() as session:
            people = everybody_around(session)
            try:
                rates = rates_on(session, desk.client.country, desk.today)
            except MissingRate:
                return cls(people, {})
        before = _BEFORE.get(desk.client, {})
        now = {}
        for number, each in people.items():
            key = (desk.today, each.person.employments, each.person.absences)
            is_same = number in before and before[number][0] == key
            now[number] = before[number] if is_same else (key, employer_days(each, desk.today, rates))
        _BEFORE[desk.client] = now
        return cls(people, {number: found for number, (_, found) in now.items()})


Employer = Mapping[int, tuple[Span, ...]]
_Key = tuple[object, ...]
_BEFORE: Final[WeakKeyDictionary[object, dict[int, tuple[_Key, Employer]]]] = WeakKeyDictionary()
"""The employer's days of each person as they were last found: a change of one person finds the others again."""


def employer_days(person: Around, today: date, rates: RatesOn) -> Employer:
    """The days of each absence, by place, in the employer's period; of an open end as far as that period may last."""
    sick = [each for each in person.person.absences if each.kind in _SICK and each.withdrawn is None]
    if not sick:
        return {}
    until = max(each.last or max(each.first, today) + _AHEAD for each in sick)
    try:
        found = countries.employer_days(person.person, until, rates)
        return {place: tuple(_in_rows(days)) for place, days in found.items()}
    except MissingRate:
        return {}


_AHEAD: Final = timedelta(days=31)


def _told(desk: Desk, read: _Read, span: Span) -> frozenset[str]:
    """The ids of leave that the kept reports of the span hold; no report is opened where nobody has leave."""
    has_leave = any(
        countries.is_leave(kept.absence.kind) and kept.span.overlap(span) is not None
        for each in read.people.values()
        for kept in each.kept
    )
    if not has_leave:
        return frozenset()
    assert span.last is not None
    with desk.reading() as session:
        told = told_in(session, desk.client.country, Month.of(span.first), Month.of(span.last))
    return frozenset().union(*told.values())


def _is_there(person: Around, span: Span) -> bool:
    return any(job.span.overlap(span) is not None for job in person.person.employments) or any(
        each.span.overlap(span) is not None for each in person.kept
    )


def _row(person: Around, span: Span, read: _Read, told: frozenset[str]) -> PersonRow:
    employer = read.employer.get(person.number, {})
    there = [place for place, kept in enumerate(person.kept) if kept.span.overlap(span) is not None]
    bars, lanes = _laned([_bar(person, place, told, employer) for place in there])
    jobs = tuple(job.span for job in person.person.employments)
    return PersonRow(person.number, person.person.name, jobs, bars, lanes)


def _bar(person: Around, place: int, told: frozenset[str], employer: Employer) -> Bar:
    kept: KeptAbsence = person.kept[place]
    each = kept.absence
    return Bar(
        kept.id,
        person.number,
        each.kind,
        title_of(each.kind),
        each.first,
        each.last,
        each.grade,
        pattern_of(each.kind),
        each.paid,
        each.employment,
        0,
        employer.get(place, ()),
        each.withdrawn,
        bool(told) and countries.is_leave(each.kind) and is_told(each, person.number, told),
        each.units,
        _counted(each.kind),
    )


def _counted(kind: str) -> str:
    known = countries.absence_kind(kind)
    return known.units[0] if known is not None and len(known.units) == 1 else ""


def _in_rows(days: Sequence[date]) -> list[Span]:
    """Days in a row as spans."""
    found: list[Span] = []
    for day in days:
        if found and found[-1].last == day - _DAY:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


def _laned(bars: list[Bar]) -> tuple[tuple[Bar, ...], int]:
    """Bars of the same days under each other, each in the first lane that is free."""
    ends: list[date] = []  # of each lane
    found = []
    for bar in bars:
        lane = next((place for place, end in enumerate(ends) if end < bar.first), len(ends))
        end = bar.last or date.max
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        found.append(_in_lane(bar, lane) if lane else bar)
    return tuple(found), max(1, len(ends))


def _in_lane(bar: Bar, lane: int) -> Bar:
    return Bar(
        bar.id,
        bar.number,
        bar.kind,
        bar.title,
        bar.first,
        bar.last,
        bar.grade,
        bar.pattern,
        bar.paid,
        bar.employment,
        lane,
        bar.employer_days,
        bar.withdrawn,
        bar.reported,
        bar.units,
        bar.counted,
    )
