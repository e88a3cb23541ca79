"""One employment as the month's message tells it: in which months it stands, and its fields at the end of the month."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from models.values.money import Money
from services.engine.facts import Employment, Terms
from services.norway.amelding.message import Arbeidsforhold, Fartoey, Permisjon
from services.reference.codes import code_facts

FREELANCER = "frilanserOppdragstakerHonorarPersonerMm"
PENSION = "pensjonOgAndreTyperYtelserUtenAnsettelsesforhold"
MARITIME = "maritimtArbeidsforhold"
ORDINARY = ("ordinaertArbeidsforhold", MARITIME)
_WHEN_PAID = (FREELANCER, PENSION)
_NEVER = code_facts("no/amelding_names")["employment"]["never"]
_NOTHING = Decimal(0)
_CENT = Decimal("0.01")
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


def is_told_late(employment: Employment, first: date, before: tuple[bool, date | None] | None) -> bool:
    """Whether the message of a month that begins on the day still tells of an employment that had ended by then.

    `before` is whether an earlier message told of it, and the end that the last one told; None without any message. An
    end that no message has told comes with its real date in the next one, and so does an end that was another (amelding
    6.1). One that should not have been there is deleted: by the first message of ours, or by the next one.
    """
    if employment.type not in ORDINARY or employment.end is None or employment.end >= first:
        return False
    if before is None:
        return is_deletion(employment) and employment.end == employment.start
    was_told, end_told = before
    return was_told and end_told != told_end(employment)


def is_deletion(employment: Employment) -> bool:
    """Whether an employment is told as one that never was, or never of its type: end = start, and 0 per cent of a
    position (amelding 6.1).
    """
    if employment.end is None or employment.type not in ORDINARY:
        return False
    if employment.end_reason == _NEVER:
        return True
    return employment.end == employment.start and not terms_on(employment, employment.end).percent.value


def told_end(employment: Employment) -> date | None:
    """The end as messages tell it. Of an employment that never was, `end` is the day on which that came up, and the
    start is told.
    """
    return employment.start if is_deletion(employment) else employment.end


def arbeidsforhold(employment: Employment, last: date, leave: tuple[Permisjon, ...] = ()) -> Arbeidsforhold:
    """The employment with the fields of its type (amelding 2.4): as it is on the month's last day, or on its own.

    The end is told once it has come, not before. One that never was is told with end = start and 0 per cent.
    """
    if employment.type == PENSION:
        return Arbeidsforhold(employment.type)
    ended = employment.end if employment.end is not None and employment.end <= last else None
    if employment.type == FREELANCER:
        return Arbeidsforhold(
            employment.type, employment.id, employment.start, ended, yrke=employment.occupation or None
        )  # fmt: skip
    deleted = ended is not None and is_deletion(employment)
    ended = told_end(employment) if ended else None
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
        _NOTHING if deleted else _position(terms),
        last_change_of_pay(employment, day),
        employment.seniority,
        terms.pay_step or None,
        Fartoey(vessel.register, vessel.type, vessel.area) if vessel else None,
        () if deleted else leave,
        last_change_of_percentage(employment, day),
        (employment.end_reason or None) if ended else None,
        employment.form or None,
    )


def _position(terms: Terms) -> Decimal:
    """The percentage of a full post with at most two decimals: 20 of 37.5 hours are 53.33 (amelding 2.4)."""
    percent = terms.percent.value
    rounded = percent.quantize(_CENT, ROUND_HALF_UP)
    return percent if rounded == percent else rounded


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
