"""Self-certified sickness (egenmelding): how many days are used and left (norway-payroll 9.2).

By law three calendar days at a time, four times in twelve months, after two months' employment; extended by agreement
eight days in a period of 16, 24 in twelve months. Weekends between two days of it are days of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Month, Span
from services.engine.absence import AbsenceCounter, CountedDay
from services.engine.facts import PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence.calendar import days_with, employed_days
from services.norway.rules.absence.kinds import SELF_CERTIFIED
from services.norway.rules.absence.sickness import SickDay, years_before
from services.norway.rules.deadlines import is_working_day

_DAY = timedelta(days=1)
NOT_ASKED: Final[Mapping[date, SickDay]] = {}


@dataclass(frozen=True, slots=True)
class Time:
    """One time that somebody certified sickness themselves: the first day, the last, weekends inside counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def times(person: PersonFacts, until: date) -> list[Time]:
    """Each time up to a day, in order."""
    found: list[Time] = []
    for day, _ in days_with(person, {SELF_CERTIFIED}, until):
        if found and not any(is_working_day(off) for off in _between(found[-1].last, day)):
            found[-1] = Time(found[-1].first, day)
        else:
            found.append(Time(day, day))
    return found


def counters(person: PersonFacts, day: date, scheme: str, rates: RatesOn) -> Iterator[AbsenceCounter]:
    """What is used on a day: times and days of the twelve months before it. Raises MissingRate."""
    since = years_before(day, 1)
    recent = [each for each in times(person, day) if each.last > since]
    days = [
        CountedDay(at, Decimal(1), Message("self-certified, time {number}", number=number))
        for number, each in enumerate(recent, 1)
        for at in Span(each.first, each.last)
        if at > since
    ]
    if scheme == "extended":
        most = rates.number("absence.self_days_extended_year").value
        rule = Message(
            "At most {days} days in a period of 16, and {most} in twelve months",
            days=rates.number("absence.self_days_extended").value,
            most=most,
        )
        title = Message("Self-certified days in twelve months")
        yield AbsenceCounter("self_certification", title, Decimal(len(days)), most, tuple(days), rule)
        return
    most = rates.number("absence.self_times").value
    rule = Message(
        "{days} calendar days at a time, {most} times in twelve months",
        days=rates.number("absence.self_days").value,
        most=most,
    )
    title = Message("Self-certified times in twelve months")
    yield AbsenceCounter("self_certification", title, Decimal(len(recent)), most, tuple(days), rule)


def findings(
    person: PersonFacts, span: Span, scheme: str, rates: RatesOn, sick: Mapping[date, SickDay] = NOT_ASKED
) -> Iterator[Finding]:
    """Self-certified days in a span that are more than the scheme gives: a sick note is needed. `sick` are the days of
    sickness, where those beyond the employer's period are to be told. Raises MissingRate.
    """
    until = span.last or span.first
    now = [each for each in person.absences if each.kind == SELF_CERTIFIED and each.span.overlap(span)]
    every = times(person, until) if now else []
    for number, each in enumerate(every):
        if each.last < span.first:
            continue
        reason = _too_many(person, every[: number + 1], scheme, rates) or _not_for(person, each, sick)
        if reason is not None:
            what = Message(
                "Employee {number}: self-certified from {day}: {reason}. A sick note is needed for the rest",
                number=str(person.number),
                day=each.first,
                reason=reason,
            )
            yield Finding(Severity.WARNING, what, Place("absence", person.number, "from"))


def _not_for(person: PersonFacts, this: Time, sick: Mapping[date, SickDay]) -> Message | None:
    """What cannot be self-certified at all: a grade of several days, and days that NAV pays."""
    days = Span(this.first, this.last)
    for each in person.absences:
        shared = each.span.overlap(days) if each.kind == SELF_CERTIFIED and each.withdrawn is None else None
        if shared is not None and each.grade.share < 1 and sum(is_working_day(day) for day in shared) > 1:
            return Message("a part of the working time for several days is not self-certified")
    if any(day in sick and sick[day].is_nav_day for day in days):
        return Message("the employer's period is used up")
    return None


def _too_many(person: PersonFacts, every: list[Time], scheme: str, rates: RatesOn) -> Message | None:
    this = every[-1]
    if (too_new := _too_new(person, this.first, rates)) is not None:
        return too_new
    if scheme == "extended":
        at_a_time, most = (
            rates.number("absence.self_days_extended").value,
            rates.number("absence.self_days_extended_year").value,
        )
        period = int(rates.number("absence.employer_days").value)
        if _days_since(every, this.last - timedelta(days=period)) > at_a_time:
            return Message("more than {days} days in a period of 16", days=at_a_time)
        if _days_since(every, years_before(this.last, 1)) > most:
            return Message("more than {days} days in twelve months", days=most)
        return None
    at_a_time, most = rates.number("absence.self_days").value, rates.number("absence.self_times").value
    if this.days > at_a_time:
        return Message("more than {days} days at a time", days=at_a_time)
    if sum(each.last > years_before(this.first, 1) for each in every) > most:
        return Message("more than {times} times in twelve months", times=most)
    return None


def _days_since(every: list[Time], day: date) -> int:
    """How many days there are after a day."""
    return sum((each.last - max(each.first, day + _DAY)).days + 1 for each in every if each.last > day)


def _too_new(person: PersonFacts, day: date, rates: RatesOn) -> Message | None:
    """Why somebody has not been employed long enough on a day: two months, or four weeks for whoever had earned it in
    an employment before.
    """
    if not person.employments:
        return None
    months = int(rates.number("absence.self_employed_months").value)
    start = day - timedelta(days=employed_days(person, day))
    if day >= _plus_months(start, months):
        return None
    earned_before = any(
        job.end is not None and job.end < start and job.end >= _plus_months(job.start, months)
        for job in person.employments
    )
    if not earned_before:
        return Message("employed less than {months} months", months=months)
    weeks = int(rates.number("absence.employed_weeks").value)
    if (day - start).days < weeks * 7:
        return Message("back for less than {weeks} weeks", weeks=weeks)
    return None


def _plus_months(day: date, months: int) -> date:
    month = Month.of(day).plus(months)
    return month.first.replace(day=min(day.day, month.last.day))


def _between(last: date, following: date) -> Iterator[date]:
    day = last + _DAY
    while day < following:
        yield day
        day += _DAY
