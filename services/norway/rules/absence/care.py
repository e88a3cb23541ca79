"""Days with a sick child and other care: the employer pays the first ten of a calendar year, then NAV (norway-payroll
9.6). Hours and half days add up; only days that would have been worked count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.values.message import Message
from services.engine.absence import NOTHING, AbsencePart
from services.engine.facts import PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence.calendar import days_with, employed_days
from services.norway.rules.absence.kinds import CARE
from services.norway.rules.deadlines import is_working_day


@dataclass(frozen=True, slots=True)
class CareDay:
    """A day of care: how much of it the employer pays by itself, and how much NAV."""

    day: date
    parts: tuple[AbsencePart, ...]
    employer: Decimal
    nav: Decimal
    counts: bool
    why: Message

    @property
    def share(self) -> Decimal:
        return self.employer + self.nav


def timeline(person: PersonFacts, until: date, rates: RatesOn) -> dict[date, CareDay]:
    """Every day of care up to a day, in order. Raises MissingRate."""
    if not any(each.kind in CARE and each.withdrawn is None for each in person.absences):
        return {}
    most = rates.number("absence.care_days_employer").value
    weeks = int(rates.number("absence.employed_weeks").value)
    found: dict[date, CareDay] = {}
    used: dict[int, Decimal] = {}
    for day, parts in days_with(person, CARE, until):
        share = sum((part.share for part in parts), NOTHING)
        if not is_working_day(day):  # as the day before it; it counts nothing
            before = found.get(day - timedelta(days=1))
            nav = share if before is not None and before.nav else NOTHING
            found[day] = CareDay(day, parts, share - nav, nav, False, Message("not a working day"))
            continue
        if person.employments and employed_days(person, day) < weeks * 7:
            what = Message("employed too short a time: the employer does not pay")
            found[day] = CareDay(day, parts, NOTHING, share, False, what)
            continue
        before_it = used.get(day.year, NOTHING)
        own = min(share, max(NOTHING, most - before_it))
        used[day.year] = before_it + share
        why = Message("day {number} of {most} that the employer pays", number=used[day.year], most=most)
        if own < share:
            why = Message("more than the {most} days that the employer pays: NAV pays", most=most)
        found[day] = CareDay(day, parts, own, share - own, True, why)
    return found
