"""Leave and layoff as the a-melding tells them: which absences, from when, at what percentage, under which id.

A month's message says what follows from the absences that were known when the month ended: those that had begun, less
those of which it had turned out that they never happened. What earlier messages said is taken from those that were
kept, and for the other months it is worked out by the same rule, month by month. So a leave that becomes reportable
late comes with its real dates, one that was told is told on until its end, and one that was wrong is deleted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from models.values.span import Month, Span
from services.engine.facts import Absence, Employment, PersonFacts
from services.engine.month import ReportedAbsence
from services.norway.amelding.message import Permisjon
from services.norway.rules.absence.kinds import HOLIDAY, LAYOFF, SICK
from services.norway.rules.deadlines import is_working_day
from services.reference.codes import code_facts, code_lists

NOT_AWAY = SICK | {HOLIDAY}
"""Absences in which somebody counts as at work: going straight from a leave into one of them ends the leave."""

_ONE_ORDINARY = ("ordinaertArbeidsforhold", "maritimtArbeidsforhold")
_DAY = timedelta(days=1)
_CENT = Decimal("0.01")
_DELETED = Decimal(0)
_NOT_IN_AN_ID = re.compile(r"[^0-9a-zA-Z_.-]")

Earlier = Mapping[Month, Sequence[ReportedAbsence]]
"""The leaves of the messages that were kept, by month; a month that is not there has no kept message."""

NOTHING_KEPT: Earlier = {}


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave of an employment at one percentage. `kind` is that of the absence it began with."""

    id: str
    kind: str
    first: date
    last: date | None
    percent: Decimal

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)


class _Told(NamedTuple):
    """What the last message that held a leave said of it. 0 % says that it was deleted."""

    first: date
    last: date | None
    percent: Decimal
    kind: str  # ours, or the message's own description


@dataclass(frozen=True, slots=True)
class _Row:
    """An absence that is leave, with the id that it would have on its own."""

    id: str
    kind: str
    first: date
    last: date | None
    percent: Decimal
    withdrawn: date | None


def leaves_told(
    person: PersonFacts, employment: Employment, month: Month, earlier: Earlier = NOTHING_KEPT
) -> tuple[Permisjon, ...]:
    """What the month's message says of an employment's leave, in the order of the first days (amelding 6.2, 6.3)."""
    rows = _rows(person, employment)
    mine = _of(earlier, person, employment)
    if not rows and not any(mine.values()):
        return ()
    told: dict[str, _Told] = {}
    begun = [Month.of(row.first) for row in rows if row.first <= month.last] + list(mine)
    now = min(begun, default=month)
    while now < month:
        if now in mine:
            for each in mine[now]:
                told[each.id] = _Told(each.first, each.last, each.percent.value, each.description)
        else:
            for leave in _said(rows, person, now, told):
                told[leave.id] = _Told(leave.first, _end_told(leave, now), leave.percent, leave.kind)
        now = now.plus(1)
    return tuple(
        Permisjon(
            leave.first,
            leave.percent,
            leave.id,
            description(leave.kind, month),
            _end_told(leave, month),
        )
        for leave in _said(rows, person, month, told)
    )


def _end_told(leave: Leave, month: Month) -> date | None:
    """The end of a leave is told once it has come, as that of an employment is."""
    return leave.last if leave.last is not None and leave.last <= month.last else None


def leaves_known(person: PersonFacts, employment: Employment, day: date) -> tuple[Leave, ...]:
    """The leaves of an employment as they are known on a day, also those that are too short to be told."""
    return tuple(_chains(_rows(person, employment), person, day))


def reportable(leaves: Sequence[Leave]) -> frozenset[str]:
    """The ids of those that must be told: layoffs always; leave of 14 days or more, in a row or together within twelve
    months. Part leave counts from its first day to its last; one without an end counts as long.
    """
    found = {leave.id for leave in leaves if leave.kind == LAYOFF or leave.last is None}
    counted = [leave for leave in leaves if leave.kind != LAYOFF]
    for start in {leave.first for leave in counted}:
        year = Span(start, _a_year_after(start) - _DAY)
        inside = [leave for leave in counted if leave.span.overlap(year)]
        if days_together(inside, year) >= _limit("reportable_days"):
            found |= {leave.id for leave in inside}
    return frozenset(found)


def days_together(leaves: Iterable[Leave], within: Span) -> int:
    """How many calendar days of a span some leave holds, each day once."""
    parts = sorted(part for leave in leaves if (part := leave.span.overlap(within)))
    days, reached = 0, within.first - _DAY
    for part in parts:
        last = part.last if part.last is not None else within.last
        assert last is not None
        first = max(part.first, reached + _DAY)
        if first <= last:
            days += (last - first).days + 1
            reached = last
    return days


def description(kind: str, month: Month) -> str:
    """The code of a kind of leave in a month: the lists changed in 2018 and 2023. A code stands for itself."""
    codes = code_lists("no/amelding_codes")["permisjon.beskrivelse"]
    choice: Sequence[str] = _names().get(kind, (kind,))
    return next((code for code in choice if codes[code].is_valid(month)), choice[0])


def kind_of(code: str) -> str:
    """The kind of absence that a code of a message is, the first that has it; empty for none."""
    return next((kind for kind, codes in _names().items() if code in codes), "")


def is_leave(kind: str) -> bool:
    """Whether an absence of the kind is leave or layoff from its first day."""
    return kind in _names()


def written_id(own: str) -> str:
    """An absence's own id as the message writes it."""
    return _NOT_IN_AN_ID.sub("_", own)


@cache
def _limit(name: str) -> int:
    """A number of the rules for leave."""
    return int(code_facts("no/amelding_limits")["leave"][name])


@cache
def _names() -> Mapping[str, Sequence[str]]:
    return code_facts("no/amelding_names")["leave"]  # type: ignore[no-any-return]


# --- absences → leaves -----------------------------------------------------------------------------------------------


def _rows(person: PersonFacts, employment: Employment) -> list[_Row]:
    """The person's absences that are leave from this employment, within its days, with ids of their own."""
    if employment.type not in _ONE_ORDINARY:
        return []
    rows = []
    for absence, name in zip(person.absences, _ids(person), strict=True):
        for kind, span in _as_leave(absence, person):
            inside = span.overlap(employment.span)
            percent = _percent(absence)
            if inside is None or percent <= 0 or absence.employment not in ("", employment.id):
                continue
            own = f"{name}-{place}" if (place := _place(person, employment, absence)) > 1 else name
            rows.append(_Row(own, kind, inside.first, inside.last, percent, absence.withdrawn))
    return sorted(rows, key=lambda row: row.first)


def _percent(absence: Absence) -> Decimal:
    """The share of the agreed position with at most two decimals, written without zeros behind."""
    rounded = absence.grade.value.quantize(_CENT, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _ids(person: PersonFacts) -> list[str]:
    """The id of each absence: its own, or one of the employee's number and the first day. None comes twice."""
    own = [_NOT_IN_AN_ID.sub("_", absence.id) for absence in person.absences]
    used, found = set(), []
    for absence, name in zip(person.absences, own, strict=True):
        base = f"{person.number}-{absence.first:%Y%m%d}"
        chosen, count = (name, 1) if name and name not in used else (base, 1)
        while chosen in used or (chosen != name and chosen in own):
            count += 1
            chosen = f"{base}.{count}"
        used.add(chosen)
        found.append(chosen)
    return found


def _place(person: PersonFacts, employment: Employment, absence: Absence) -> int:
    """Which of the employments that an absence concerns this one is, counted from 1."""
    concerned = [
        each
        for each in person.employments
        if each.type in _ONE_ORDINARY
        and absence.employment in ("", each.id)
        and each.span.overlap(absence.span) is not None
    ]
    return concerned.index(employment) + 1 if employment in concerned else 1


def _as_leave(absence: Absence, person: PersonFacts) -> list[tuple[str, Span]]:
    """What of an absence is leave: all of a leave, of sickness what lies beyond twelve months."""
    if is_leave(absence.kind):
        return [(absence.kind, absence.span)]
    if absence.kind not in SICK:
        return []
    beyond = Span(sick_pay_ends(absence, person.absences), None).overlap(absence.span)
    for other in person.absences:
        if beyond is not None and is_leave(other.kind) and other.withdrawn is None and other.span.overlap(beyond):
            before = other.first - _DAY  # entered as leave by hand: that counts
            beyond = Span(beyond.first, before) if beyond.first <= before else None
    return [("leave_other", beyond)] if beyond is not None else []


def sick_pay_ends(absence: Absence, absences: Sequence[Absence]) -> date:
    """The first day of a sickness on which it has lasted twelve months: from then on it is leave (amelding 3.2)."""
    first = absence.first
    for other in sorted(absences, key=lambda each: each.first, reverse=True):
        same = other.kind in SICK and other.withdrawn is None and other.first <= first
        if same and (other.last is None or not _is_at_work_between(other.last, first, absences)):
            first = min(first, other.first)
    return _a_year_after(first)


def _is_at_work_between(last: date, first: date, absences: Sequence[Absence]) -> bool:
    """Whether a working day lies between two days of sickness that was no holiday: holiday is no end of a sickness."""
    if _working_days_between(last, first) == 0:
        return False
    holidays = [each.span for each in absences if each.kind == HOLIDAY and each.withdrawn is None]
    day = last + _DAY
    while day < first:
        if is_working_day(day) and not any(day in span for span in holidays):
            return True
        day += _DAY
    return False


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)


def _chains(rows: Iterable[_Row], person: PersonFacts, day: date) -> list[Leave]:
    """The leaves known on a day: absences of one kind and percentage that go on into each other are one."""
    found: list[Leave] = []
    for row in rows:
        if row.first > day or (row.withdrawn is not None and row.withdrawn <= day):
            continue
        for place, leave in enumerate(found):
            if _goes_on(leave, row, person, day) and not _is_away_between(found, leave, row):
                last = None if row.last is None or leave.last is None else max(leave.last, row.last)
                found[place] = replace(leave, last=last)
                break
        else:
            found.append(Leave(row.id, row.kind, row.first, row.last, row.percent))
    return found


def _goes_on(leave: Leave, row: _Row, person: PersonFacts, day: date) -> bool:
    """Whether an absence goes on with a leave: the same description and percentage, and nothing that ended it between.

    Paid leave that becomes unpaid is one leave, so is one with a single day at work inside, and a layoff with up to six
    weeks of work. What follows straight on a leave as holiday or sickness ends it.
    """
    if _names()[leave.kind][0] != _names()[row.kind][0] or leave.percent != row.percent or leave.last is None:
        return False
    if row.first <= leave.last:
        return False  # beside it, not after it
    if any(_ends(leave.last, row.first, other, day) for other in person.absences):
        return False
    if leave.kind == LAYOFF:
        return (row.first - leave.last).days - 1 <= _limit("days_back_at_work")
    return _working_days_between(leave.last, row.first) <= _limit("working_days_inside")


def _is_away_between(leaves: Iterable[Leave], before: Leave, row: _Row) -> bool:
    """Whether another leave lies between: then nobody was back at work."""
    assert before.last is not None
    return any(
        each is not before and each.first < row.first and (each.last is None or each.last > before.last)
        for each in leaves
    )


def _ends(last: date, first: date, other: Absence, day: date) -> bool:
    """Whether another absence follows straight on a leave's last day, before the next one begins."""
    return (
        other.kind in NOT_AWAY
        and (other.withdrawn is None or other.withdrawn > day)
        and last < other.first < first
        and _working_days_between(last, other.first) == 0
    )


def _working_days_between(last: date, first: date) -> int:
    """Working days after one day and before another; more than the limit are not counted on."""
    days, day, most = 0, last + _DAY, _limit("working_days_inside")
    while day < first and days <= most:
        days += is_working_day(day)
        day += _DAY
    return days


# --- what a month says -----------------------------------------------------------------------------------------------


def _said(rows: Sequence[_Row], person: PersonFacts, month: Month, told: Mapping[str, _Told]) -> list[Leave]:
    """What the message of a month says, after what the messages before it said."""
    known = _chains(rows, person, month.last)
    must = reportable(known)
    found = [leave for leave in known if _is_said(leave, told.get(leave.id), month, must=leave.id in must)]
    present = {leave.id for leave in known}
    gone = [
        Leave(name, before.kind, before.first, before.first, _DELETED)
        for name, before in told.items()
        if name not in present and before.percent != _DELETED
    ]
    return sorted([*gone, *found], key=lambda leave: leave.first)


def _is_said(leave: Leave, before: _Told | None, month: Month, *, must: bool) -> bool:
    """Whether a leave stands in the month: while it runs, and once more where it or its end was not told in time."""
    if not must and before is None:
        return False
    if leave.last is None or leave.last >= month.first:
        return True
    return before is None or before.last is None or before.last != leave.last or before.first != leave.first


def _of(earlier: Earlier, person: PersonFacts, employment: Employment) -> dict[Month, list[ReportedAbsence]]:
    """What the kept messages said of one employment."""
    who = person.national_id or (person.international_id.value if person.international_id else "")
    return {
        month: [
            each
            for each in told
            if (each.person, each.establishment, each.employment) == (who, employment.establishment, employment.id)
        ]
        for month, told in earlier.items()
    }
