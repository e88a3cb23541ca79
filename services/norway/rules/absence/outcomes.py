"""What follows from each absence: until when the employer pays by itself, the days that NAV pays, and what of it comes
back (norway-payroll 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import figure
from services.engine.absence import NOTHING, AbsenceOutcome, MonthRefund
from services.engine.facts import Absence, PersonFacts
from services.engine.rates import RatesOn
from services.norway.rules.absence import care, layoff, sickness
from services.norway.rules.absence.calendar import days_with
from services.norway.rules.absence.kinds import CARE, LAYOFF, PARENTAL, SICK
from services.norway.rules.absence.sick_pay import SickRate, sick_rate
from services.norway.rules.deadlines import is_working_day

_FRIDAY: Final = 4
_LOOK_AHEAD: Final = timedelta(days=800)
"""Beyond it no sick pay that runs today is still paid."""


@dataclass(slots=True)
class _Found:
    """What is gathered of one absence, day by day."""

    employer: list[date] = field(default_factory=list)
    employer_end: date | None = None
    nav: list[tuple[date, Decimal]] = field(default_factory=list)
    began: date | None = None
    last_paid: date | None = None


def outcomes(person: PersonFacts, until: date, rates: RatesOn) -> list[AbsenceOutcome]:
    """One for each absence of the person, in their order, as far as a day; where the end is open it runs to that day.

    Raises MissingRate.
    """
    if not person.absences:
        return []
    found = {place: _Found() for place, _ in enumerate(person.absences)}
    soon = [each for each in person.absences if each.last is not None and each.first <= _far(until)]
    latest = max([until, *(min(each.last, _far(each.first)) for each in soon if each.last is not None)])
    _of_sickness(person, until, latest, rates, found)
    _of_care(person, until, latest, rates, found)
    _of_layoff(person, until, latest, rates, found)
    _of_parental_leave(person, until, latest, found)
    return [_outcome(person, place, absence, found[place], rates) for place, absence in enumerate(person.absences)]


def _far(day: date) -> date:
    """As far after a day as is looked; 31 December 9999 is the last day that there is."""
    return day + _LOOK_AHEAD if day < date.max - _LOOK_AHEAD else date.max


def _of_sickness(person: PersonFacts, until: date, latest: date, rates: RatesOn, found: dict[int, _Found]) -> None:
    is_open = any(each.kind in SICK and each.last is None and each.withdrawn is None for each in person.absences)
    end: date | None = None
    for day, each in sickness.timeline(person, _far(latest) if is_open else latest, rates).items():
        if each.payer == sickness.EMPLOYER:
            end = day
        elif not each.has_period:
            end = None
        for part in each.parts:
            mine = found[part.place]
            is_known = person.absences[part.place].last is not None or day <= until
            if each.payer == sickness.EMPLOYER:
                if is_known:
                    mine.employer.append(day)
                if is_working_day(day):
                    mine.last_paid = day
            elif each.is_nav_day:
                mine.last_paid = day
                if is_known:
                    mine.nav.append((day, part.share))
            if each.payer != sickness.NOBODY and is_known:
                mine.began = mine.began or each.began
                mine.employer_end = end


def _of_care(person: PersonFacts, until: date, latest: date, rates: RatesOn, found: dict[int, _Found]) -> None:
    for day, each in care.timeline(person, latest, rates).items():
        for part in each.parts:
            if person.absences[part.place].last is None and day > until:
                continue
            mine = found[part.place]
            if not is_working_day(day):
                continue
            mine.last_paid = day
            mine.began = mine.began or person.absences[part.place].first
            if each.employer:
                mine.employer.append(day)
            if each.nav:
                mine.nav.append((day, part.share * each.nav / each.share))


def _of_layoff(person: PersonFacts, until: date, latest: date, rates: RatesOn, found: dict[int, _Found]) -> None:
    for employment in [job.id for job in person.employments] or [""]:
        for day, each in layoff.timeline(person, employment, latest, rates).items():
            for part in each.parts:
                mine = found[part.place]
                if each.counts and (person.absences[part.place].last is not None or day <= until):
                    if day not in mine.employer:
                        mine.employer.append(day)
                    mine.employer_end = mine.last_paid = day


def _of_parental_leave(person: PersonFacts, until: date, latest: date, found: dict[int, _Found]) -> None:
    """Days of parental leave from Monday to Friday: NAV's, from the first one. Who is paid on gets no more of NAV."""
    for day, parts in days_with(person, {PARENTAL}, latest):
        for part in parts:
            absence = person.absences[part.place]
            if day.weekday() > _FRIDAY or (absence.last is None and day > until):
                continue
            mine = found[part.place]
            mine.nav.append((day, part.share))
            mine.began = mine.began or day
            mine.last_paid = day


def _outcome(person: PersonFacts, place: int, absence: Absence, found: _Found, rates: RatesOn) -> AbsenceOutcome:
    employer_days = tuple(sorted(found.employer))
    if absence.kind not in SICK | CARE | {PARENTAL}:
        paid_to = found.last_paid if absence.kind == LAYOFF else None
        return AbsenceOutcome(place, employer_days, found.employer_end, last_paid_day=paid_to)
    if found.began is None:
        return AbsenceOutcome(place, employer_days)
    rate = sick_rate(person, found.began, rates, absence.employment)
    refunds = _refunds(found.nav, rate, is_paid=absence.paid)
    share = min(Decimal(1), absence.grade.share)
    return AbsenceOutcome(
        place,
        employer_days,
        found.employer_end,
        tuple(day for day, _ in found.nav),
        rate.limit,
        figure("no.sick_pay.a_year", Money.rounded(rate.yearly.value), yearly=rate.yearly),
        rate.daily,
        rate.on_part(share) if absence.paid else ZERO,
        refunds,
        found.last_paid,
    )


def _refunds(nav: Sequence[tuple[date, Decimal]], rate: SickRate, *, is_paid: bool) -> tuple[MonthRefund, ...]:
    """What comes back to an employer who pays in advance, by month."""
    months: dict[Month, list[Decimal]] = {}
    for day, share in nav if is_paid else ():
        months.setdefault(Month.of(day), []).append(share)
    return tuple(
        MonthRefund(
            month,
            len(shares),
            figure(
                "no.sick_pay.refund",
                Money.total(rate.on_part(share) for share in shares),
                days=sum(shares, NOTHING),
                rate=rate.daily,
            ),
        )
        for month, shares in months.items()
    )
