"""Sickness day by day: who pays for it, and why (norway-payroll 9.1 and 9.3).

The employer pays the first 16 calendar days, weekends and days off inside counted; sickness that begins less than 16
days after the last continues them. Then NAV pays, Monday to Friday, for at most 248 days in three years.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from models.values.message import Message
from services.engine.absence import NOTHING, AbsencePart
from services.engine.facts import PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence.calendar import days_with, employed_days
from services.norway.rules.absence.kinds import HOLIDAY, SICK, SICK_NOTE
from services.norway.rules.deadlines import is_working_day

EMPLOYER: Final = "employer"
NAV: Final = "nav"
ENDED: Final = "ended"
NOBODY: Final = "nobody"
_DAY = timedelta(days=1)
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class SickDay:
    """A day of sickness, or a day off inside it (no parts). `number` is its number in the employer's period, 0 outside
    it; `began` the first counted day of the sickness that it is part of.
    """

    day: date
    parts: tuple[AbsencePart, ...]
    payer: str  # employer · nav · ended · nobody
    number: int
    is_nav_day: bool
    began: date
    why: Message
    has_period: bool = True  # whether the employer has a period to pay in this sickness

    @property
    def share(self) -> Decimal:
        return sum((part.share for part in self.parts), NOTHING)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    if day.year <= years:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def timeline(person: PersonFacts, until: date, rates: RatesOn) -> dict[date, SickDay]:
    """Every day of sickness up to a day, in order. Raises MissingRate."""
    if not any(each.kind in SICK and each.withdrawn is None for each in person.absences):
        return {}
    employer_days = int(rates.number("absence.employer_days").value)
    gap_of_new = int(rates.number("absence.employer_gap").value)
    weeks = int(rates.number("absence.employed_weeks").value)
    least = rates.percent("absence.grade_least").value.share
    most, years = int(rates.number("absence.nav_days_most").value), int(rates.number("absence.nav_days_years").value)
    found: dict[date, SickDay] = {}
    nav_days: list[date] = []
    counted = 0
    last: date | None = None
    for spell in _spells(person, until):
        first = next((place for place, (day, parts) in enumerate(spell) if _starts(day, parts)), len(spell))
        for day, parts in spell[:first]:
            found[day] = SickDay(day, parts, NOBODY, 0, False, day, _why_not_yet(parts))
        if first == len(spell):
            continue
        began = spell[first][0]
        if last is None or (began - last).days - 1 >= gap_of_new:
            counted = 0
        has_right = employed_days(person, began) >= weeks * 7 or not person.employments
        if not has_right:
            counted = 0
        has_ended = False  # it does not begin again while the sickness lasts
        for day, parts in spell[first:]:
            share = sum((part.share for part in parts), NOTHING)
            if has_right and counted < employer_days:
                counted += 1
                why = _in_period(counted, employer_days, bool(parts))
                found[day] = SickDay(day, parts, EMPLOYER, counted, False, began, why)
                continue
            is_nav_day = bool(parts) and day.weekday() <= _FRIDAY and share >= least
            used = len(nav_days) - bisect_right(nav_days, years_before(day, years))
            has_ended = has_ended or used >= most
            if has_ended:
                why = Message("sick pay has ended: {most} days in {years} years are paid", most=most, years=years)
                found[day] = SickDay(day, parts, ENDED, 0, False, began, why, has_right)
                continue
            if is_nav_day:
                nav_days.append(day)
            told = _by_nav(is_nav_day, share < least, has_right)
            found[day] = SickDay(day, parts, NAV, 0, is_nav_day, began, told, has_right)
        last = spell[-1][0]
    return found


def _spells(person: PersonFacts, until: date) -> Iterator[list[tuple[date, tuple[AbsencePart, ...]]]]:
    """Sickness without a working day between. Weekends, public holidays and holiday between two days of sickness are
    inside it, without parts.
    """
    holidays = {
        day for day, parts in days_with(person, {HOLIDAY}, until) if sum((part.share for part in parts), NOTHING) >= 1
    }
    spell: list[tuple[date, tuple[AbsencePart, ...]]] = []
    for day, parts in days_with(person, SICK, until):
        if spell:
            between = _days_off(spell[-1][0], day, holidays)
            if between is None:
                yield spell
                spell = []
            else:
                spell += [(off, ()) for off in between]
        spell.append((day, parts))
    if spell:
        yield spell


def _days_off(last: date, following: date, holidays: set[date]) -> list[date] | None:
    """The days between two; None where one of them is a working day that was not holiday."""
    between = []
    day = last + _DAY
    while day < following:
        if is_working_day(day) and day not in holidays:
            return None
        between.append(day)
        day += _DAY
    return between


def _starts(day: date, parts: tuple[AbsencePart, ...]) -> bool:
    """Whether the employer's period can begin on a day: the first whole day of absence, or of a graded sick note the
    first day that would have been worked.
    """
    if sum((part.share for part in parts), NOTHING) >= 1:
        return True
    return any(part.kind == SICK_NOTE for part in parts) and is_working_day(day)


def _why_not_yet(parts: tuple[AbsencePart, ...]) -> Message:
    if any(part.kind == SICK_NOTE for part in parts):
        return Message("a graded sick note counts from the first day that would have been worked")
    return Message("a part of a day: the days count from the first whole day")


def _in_period(number: int, most: int, is_sick: bool) -> Message:
    if is_sick:
        return Message("day {number} of {most} that the employer pays", number=number, most=most)
    return Message("day {number} of {most}: a day off inside the absence counts", number=number, most=most)


def _by_nav(is_nav_day: bool, too_little: bool, has_right: bool) -> Message:
    if is_nav_day and not has_right:
        return Message("employed too short a time: NAV pays from the first day")
    if is_nav_day:
        return Message("after the employer's period: NAV pays")
    if too_little:
        return Message("NAV pays nothing for so small a part of the day, or for a day off")
    return Message("NAV pays Monday to Friday")
