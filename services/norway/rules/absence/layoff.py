"""Layoff (permittering): the employer pays the first 15 working days, then is free of pay for 26 weeks in 18 months
(norway-payroll 12.3). A partial layoff adds up to the 15 days; back at work for more than six weeks, a new one begins.

A layoff that is entered as not paid is one that fire, accident or nature causes: then the employer pays no days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.message import Message
from models.values.span import Month
from services.engine.absence import NOTHING, AbsencePart
from services.engine.facts import PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence.calendar import days_of
from services.norway.rules.absence.kinds import LAYOFF
from services.norway.rules.deadlines import is_working_day


@dataclass(frozen=True, slots=True)
class LayoffDay:
    """A day of layoff: how much of it the employer pays, how much is free of pay. `counts` is what of it counts
    towards the employer's days.
    """

    day: date
    parts: tuple[AbsencePart, ...]
    employer: Decimal
    free: Decimal
    counts: Decimal
    why: Message
    is_duty_again: bool = False


def timeline(person: PersonFacts, employment: str | None, until: date, rates: RatesOn) -> dict[date, LayoffDay]:
    """Every day of layoff from an employment up to a day, in order. Raises MissingRate."""
    if not any(each.kind == LAYOFF and each.withdrawn is None for each in person.absences):
        return {}
    most = rates.number("absence.layoff_employer_days").value
    free_days = int(rates.number("absence.layoff_free_weeks").value) * 7
    within = int(rates.number("absence.layoff_months").value)
    gap = int(rates.number("absence.layoff_break_weeks").value) * 7
    found: dict[date, LayoffDay] = {}
    used = NOTHING
    free: list[date] = []
    last: date | None = None
    for day, parts in days_of(person, employment, until).of({LAYOFF}):
        if last is not None and (day - last).days - 1 > gap:
            used = NOTHING
        last = day
        share = sum((part.share for part in parts), NOTHING)
        paid = sum((part.share for part in parts if part.paid), NOTHING)
        counts = min(paid, most - used) if is_working_day(day) else NOTHING
        if used >= most or not paid:
            since = months_before(day, within)
            if sum(each > since for each in free) >= free_days:
                why = Message("free of pay for {weeks} weeks already: the employer pays again", weeks=free_days // 7)
                found[day] = LayoffDay(day, parts, share, NOTHING, NOTHING, why, is_duty_again=True)
                continue
            free.append(day)
            why = Message("after the days that the employer pays")
            if used < most:
                why = Message("fire, accident or nature: the employer pays no days")
            found[day] = LayoffDay(day, parts, NOTHING, share, NOTHING, why)
            continue
        used += counts
        if not is_working_day(day):
            found[day] = LayoffDay(day, parts, share, NOTHING, NOTHING, Message("not a working day"))
            continue
        why = Message("{used} of {most} days that the employer pays", used=used, most=most)
        if counts < share:
            free.append(day)
        found[day] = LayoffDay(day, parts, counts, share - counts, counts, why)
    return found


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of a shorter month."""
    month = Month.of(day).plus(-months)
    return month.first.replace(day=min(day.day, month.last.day))
