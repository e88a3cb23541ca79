"""What is due when: working days, the a-melding, withheld tax, the employer contribution; which months may be reported.

A working day is Monday to Friday that is no public holiday. A deadline that falls on another day moves to the next
working day; a pay day moves to the one before (norway-payroll 2; amelding 4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

from models.values.span import Month
from models.values.timeline import Timeline

_DAY = timedelta(days=1)


_FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))  # month and day
_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)  # Maundy Thursday … Easter Monday, Ascension Day, Whit Sunday and Monday


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year (norway-payroll 2). Ordinary Sundays are not among them."""
    sunday = easter(year)
    fixed = [date(year, month, day) for month, day in _FIXED]
    return frozenset([*fixed, *(sunday + timedelta(days=days) for days in _FROM_EASTER)])


def is_working_day(day: date) -> bool:
    """Whether it is Monday to Friday and no public holiday. 24 and 31 December are working days."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def working_day_from(day: date) -> date:
    """The day itself, or else the next working day: what a deadline becomes."""
    while not is_working_day(day):
        day += _DAY
    return day


def working_day_until(day: date) -> date:
    """The day itself, or else the last working day before it: what a pay day becomes."""
    while not is_working_day(day):
        day -= _DAY
    return day


def next_working_day(day: date) -> date:
    """The first working day after the day."""
    return working_day_from(day + _DAY)


def previous_working_day(day: date) -> date:
    """The last working day before the day."""
    return working_day_until(day - _DAY)


def amelding_due(month: Month) -> date:
    """The last day for the a-melding of a month: the 5th of the month after it (amelding 4)."""
    return working_day_from(month.plus(1).first.replace(day=5))


def term(month: Month) -> tuple[Month, Month]:
    """The two-month term that holds the month: January and February, March and April, …"""
    first = month.plus(-((month.number - 1) % 2))
    return first, first.plus(1)


def employer_contribution_due(month: Month) -> date:
    """The last day for the employer contribution of the month's term: the 15th after the term (norway-payroll 7.6)."""
    return working_day_from(term(month)[1].plus(1).first.replace(day=15))


def withholding_due(pay_date: date) -> date:
    """The last day for tax withheld, and attachments, on a pay date (norway-payroll 5.6).

    Pay dates from 1 January 2026: the first working day after. Before that: with the two-month term. Raises
    NothingInForce for pay dates before the a-ordning of 2015.
    """
    return _WITHHOLDING_DUE.on(pay_date)(pay_date)


def _with_the_term(pay_date: date) -> date:
    return employer_contribution_due(Month.of(pay_date))


_WITHHOLDING_DUE: Timeline[Callable[[date], date]] = Timeline(
    ((date(2015, 1, 1), _with_the_term), (date(2026, 1, 1), next_working_day))
)


def latest_reportable_month(on: date) -> Month:
    """The last month that may be reported on a day: two months ahead, but not into another year (amelding 4)."""
    return min(Month.of(on).plus(2), Month(on.year, 12))


def may_be_reported(month: Month, on: date) -> bool:
    """Whether a message for the month may be sent on the day. Past months may, back to the first one, 2015-01."""
    return Month(2015, 1) <= month <= latest_reportable_month(on)
