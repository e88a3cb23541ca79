"""One employment as the month's message tells it: in which months it stands, and its fields at the end of the month."""

from __future__ import annotations

from datetime import date

from models.values.money import Money
from services.engine.facts import Employment, Terms
from services.norway.amelding.message import Arbeidsforhold, Fartoey, Permisjon

FREELANCER = "frilanserOppdragstakerHonorarPersonerMm"
PENSION = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
_WHEN_PAID = (FREELANCER, PENSION)
_ONE_KRONE = Money(100)


def belongs(employment: Employment, first: date, last: date, *, is_paid: bool) -> bool:
    """Whether the message of the month from first to last day holds the employment (amelding 6.1).

    Ordinary and maritime ones in every month in which they ran on any day, paid or not; the others when they are paid.
    """
    if employment.type in _WHEN_PAID:
        return is_paid
    return is_told_unpaid(employment.type, employment.start, employment.end, first, last)


def is_told_unpaid(kind: str, start: date, end: date | None, first: date, last: date) -> bool:
    """Whether the message of the month holds an employment of a type, whether it was paid or not."""
    return kind not in _WHEN_PAID and start <= last and (end is None or first <= end)


def arbeidsforhold(employment: Employment, last: date, leave: tuple[Permisjon, ...] = ()) -> Arbeidsforhold:
    """The employment with the fields of its type (amelding 2.4): as it is on the month's last day, or on its own.

    The end is told once it has come, not before.
    """
    if employment.type == PENSION:
        return Arbeidsforhold(employment.type)
    ended = employment.end if employment.end is not None and employment.end <= last else None
    if employment.type == FREELANCER:
        return Arbeidsforhold(
            employment.type, employment.id, employment.start, ended, yrke=employment.occupation or None
        )  # fmt: skip
    day = ended or last
    terms = terms_on(employment, day)
    vessel = employment.vessel
    return Arbeidsforhold(
        employment.type,
        employment.id,
        employment.start,
        ended,
        terms.full_time_hours,
        employment.occupation or None,
        employment.work_schedule or None,
        terms.percent.value,
        last_change_of_pay(employment, day),
        None,
        None,
        Fartoey(vessel.register, vessel.type, vessel.area) if vessel else None,
        leave,
        last_change_of_percentage(employment, day),
        (employment.end_reason or None) if ended else None,
        employment.form or None,
    )


def terms_on(employment: Employment, day: date) -> Terms:
    """The terms of the day; before the first ones, the first."""
    first, terms = employment.terms.entries[0]
    return terms if day < first else employment.terms.on(day)


def last_change_of_pay(employment: Employment, day: date) -> date:
    """Since when the pay of a full position has been what it is on the day; the start, where it never changed.

    A change of percentage that leaves the rate does not count, nor what rounding to a krone makes of it.
    """
    changed, before = employment.terms.entries[0][1].pay_since or employment.start, None
    for since, terms in employment.terms.entries:
        if since > day:
            break
        if before is not None and not _same_rate(before, terms):
            changed = max(since, employment.start)
        before = terms
    return changed


def last_change_of_percentage(employment: Employment, day: date) -> date:
    """Since when the percentage has been what it is on the day; the start, where it never changed."""
    changed, before = employment.terms.entries[0][1].percent_since or employment.start, None
    for since, terms in employment.terms.entries:
        if since > day:
            break
        if before is not None and before.percent != terms.percent:
            changed = max(since, employment.start)
        before = terms
    return changed


def _same_rate(before: Terms, after: Terms) -> bool:
    if before.pay != after.pay or before.hourly_rate != after.hourly_rate:
        return False
    old, new = before.monthly_salary, after.monthly_salary
    if old is None or new is None or before.percent == after.percent:
        return old == new
    if not before.percent.value:
        return False
    return abs(old.part(after.percent.value, before.percent.value) - new) <= _ONE_KRONE
