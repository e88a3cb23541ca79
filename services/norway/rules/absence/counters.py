"""Counters that show their work: each is a list of days, with the reason for each (norway-payroll 9, 12.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.message import Message
from services.engine.absence import NOTHING, AbsenceCounter, CountedDay
from services.engine.facts import PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence import care, layoff, self_certification, sickness
from services.norway.rules.absence.calendar import days_with
from services.norway.rules.absence.kinds import HOLIDAY, LEAVES, UNPAID, WORDS
from services.norway.rules.deadlines import is_working_day

_ONE: Final = Decimal(1)


def counters(person: PersonFacts, day: date, scheme: str, rates: RatesOn) -> list[AbsenceCounter]:
    """Every counter of a person as it stands on a day. Raises MissingRate."""
    return [
        *_sickness(person, day, rates),
        *self_certification.counters(person, day, scheme, rates),
        _care(person, day, rates),
        *_layoff(person, day, rates),
        _leave(person, day),
        _holiday(person, day),
    ]


def _sickness(person: PersonFacts, day: date, rates: RatesOn) -> Iterator[AbsenceCounter]:
    every = sickness.timeline(person, day, rates)
    most = rates.number("absence.employer_days").value
    gap = int(rates.number("absence.employer_gap").value)
    shown: list[CountedDay] = []
    last: date | None = None
    for at, each in every.items():
        if each.number == 1 or (last is not None and (at - last).days - 1 >= gap):
            shown = []  # a new period
        shown.append(CountedDay(at, _ONE if each.number else NOTHING, each.why))
        last = at
    if last is not None and (day - last).days >= gap:  # the next day of sickness begins a new one
        shown = []
    rule = Message(
        "{most} calendar days; less than {gap} days without sickness continue the period", most=most, gap=gap
    )
    used = sum((each.counts for each in shown), NOTHING)
    yield AbsenceCounter("employer_period", Message("The employer's period"), used, most, tuple(shown), rule)

    longest = rates.number("absence.nav_days_most").value
    years = int(rates.number("absence.nav_days_years").value)
    since = sickness.years_before(day, years)
    nav = [CountedDay(at, _ONE, each.why) for at, each in every.items() if each.is_nav_day and at > since]
    rule = Message("{most} days Monday to Friday in {years} years", most=longest, years=years)
    title = Message("Days of sick pay from NAV")
    yield AbsenceCounter("nav_days", title, Decimal(len(nav)), longest, tuple(nav), rule)

    a_year = sickness.years_before(day, 1)
    days = [
        CountedDay(at, each.share, Message("{kind}", kind=WORDS[each.parts[0].kind]))
        for at, each in every.items()
        if at > a_year and each.parts and is_working_day(at)
    ]
    used = sum((each.counts for each in days), NOTHING)
    rule = Message("Working days of the last twelve months, parts of days added up")
    yield AbsenceCounter("sickness", Message("Sickness in twelve months"), used, None, tuple(days), rule)


def _care(person: PersonFacts, day: date, rates: RatesOn) -> AbsenceCounter:
    most = rates.number("absence.care_days_employer").value
    rights = rates.numbers("absence.care_days").value
    days = [
        CountedDay(at, each.share, each.why)
        for at, each in care.timeline(person, day, rates).items()
        if each.counts and at.year == day.year
    ]
    rule = Message(
        "{most} days a calendar year that the employer pays. The right is {one} days with one or two children, {more} "
        "with three or more; alone with the care {alone} or {alone_more}",
        most=most,
        one=rights[0],
        more=rights[1],
        alone=rights[2],
        alone_more=rights[3],
    )
    used = sum((each.counts for each in days), NOTHING)
    title = Message("Days with a sick child in {year}", year=str(day.year))
    return AbsenceCounter("care", title, used, most, tuple(days), rule)


def _layoff(person: PersonFacts, day: date, rates: RatesOn) -> Iterator[AbsenceCounter]:
    most = rates.number("absence.layoff_employer_days").value
    gap = int(rates.number("absence.layoff_break_weeks").value)
    rule = Message(
        "{most} working days, partial layoff added up; back at work for more than {weeks} weeks begins a new one",
        most=most,
        weeks=gap,
    )
    weeks_free = rates.number("absence.layoff_free_weeks").value
    months = int(rates.number("absence.layoff_months").value)
    for job in person.employments:
        shown: list[CountedDay] = []
        last: date | None = None
        every = layoff.timeline(person, job.id, day, rates)
        for at, each in every.items():
            if last is not None and (at - last).days - 1 > gap * 7:
                shown = []
            shown.append(CountedDay(at, each.counts, each.why))
            last = at
        used = sum((each.counts for each in shown), NOTHING)
        title = Message("Layoff days that the employer pays")
        yield AbsenceCounter("layoff", title, used, most, tuple(shown), rule)
        since = layoff.months_before(day, months)
        free = [CountedDay(at, _ONE, each.why) for at, each in every.items() if each.free and at > since]
        if free:
            told = Message("{weeks} weeks free of pay in {months} months", weeks=weeks_free, months=months)
            name = Message("Layoff days free of pay")
            yield AbsenceCounter("layoff_free", name, Decimal(len(free)), weeks_free * 7, tuple(free), told)


def _leave(person: PersonFacts, day: date) -> AbsenceCounter:
    """Calendar days of leave of the last twelve months: from 14 on it is reported (amelding 6.2)."""
    since = sickness.years_before(day, 1)
    days = [
        CountedDay(at, _ONE, Message("{kind}", kind=WORDS[parts[0].kind]))
        for at, parts in days_with(person, LEAVES | {UNPAID}, day)  # unpaid absence is reported as agreed leave
        if at > since
    ]
    rule = Message("Calendar days, whole or part, both ends counted, also those that are not in a row")
    title = Message("Leave in twelve months")
    return AbsenceCounter("leave", title, Decimal(len(days)), None, tuple(days), rule)


def _holiday(person: PersonFacts, day: date) -> AbsenceCounter:
    days = []
    for at, parts in days_with(person, {HOLIDAY}, day):
        if at.year == day.year:
            share = sum((part.share for part in parts), NOTHING)
            is_work = is_working_day(at)
            why = Message("holiday") if is_work else Message("not a working day")
            days.append(CountedDay(at, share if is_work else NOTHING, why))
    used = sum((each.counts for each in days), NOTHING)
    rule = Message("Working days, half days added up; a holiday in which one is wholly sick is not used")
    title = Message("Holiday taken in {year}", year=str(day.year))
    return AbsenceCounter("holiday", title, used, None, tuple(days), rule)
