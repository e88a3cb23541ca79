"""Days that mean something in Denmark: holidays, bank days, deadlines, the holiday year (denmark 3.8, 3.12, 4.1)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from dateutil.easter import easter

from models.values.money import Money
from models.values.span import Month

_DAY = timedelta(days=1)
_FIXED = ((1, 1), (12, 25), (12, 26))  # month and day
_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)  # Maundy Thursday … Easter Monday, Ascension Day, Whit Sunday and Monday
_GREAT_PRAYER_DAY = 26  # days after Easter, to 2023
_LAST_GREAT_PRAYER_DAY = 2023
_BANK_CLOSED = ((6, 5), (12, 24), (12, 31))


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year. Ordinary Sundays are not among them."""
    sunday = easter(year)
    moved = (*_FROM_EASTER, _GREAT_PRAYER_DAY) if year <= _LAST_GREAT_PRAYER_DAY else _FROM_EASTER
    return frozenset([*(date(year, *day) for day in _FIXED), *(sunday + timedelta(days=days) for days in moved)])


def is_working_day(day: date) -> bool:
    """Whether it is Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def working_days(first: date, last: date) -> int:
    """How many working days there are from a day to another, both counted."""
    return sum(is_working_day(first + timedelta(days=each)) for each in range((last - first).days + 1))


def is_bank_day(day: date) -> bool:
    """Whether the banks are open: not on the day after Ascension Day, 5 June, 24 and 31 December either."""
    closed = {date(day.year, *each) for each in _BANK_CLOSED} | {easter(day.year) + timedelta(days=40)}
    return is_working_day(day) and day not in closed


def working_day_from(day: date) -> date:
    """The day itself, or else the next working day."""
    while not is_working_day(day):
        day += _DAY
    return day


def bank_day_until(day: date) -> date:
    """The day itself, or else the last bank day before it."""
    while not is_bank_day(day):
        day -= _DAY
    return day


def tax_due(pay_date: date) -> date:
    """When A-skat and AM-bidrag of a pay date are due for a small employer: the 10th of the next month, for December
    17 January; on a working day.
    """
    after = Month.of(pay_date).plus(1)
    return working_day_from(date(after.year, after.number, 17 if after.number == 1 else 10))


def large_tax_due(pay_date: date) -> date:
    """The same for a large employer: the last bank day of the month."""
    return bank_day_until(Month.of(pay_date).last)


def holiday_due(period_end: date) -> date:
    """When holiday money of a pay period is paid to FerieKonto: the last day of the same month where the period ends on
    day 1 to 15, else the 15th of the next month; on a bank day or the one before.
    """
    if period_end.day <= 15:
        return bank_day_until(Month.of(period_end).last)
    after = Month.of(period_end).plus(1)
    return bank_day_until(date(after.year, after.number, 15))


def holiday_due_after_leaving(last: date) -> date:
    """The same for somebody with holiday with pay who leaves: the last bank day of the month of leaving."""
    return bank_day_until(Month.of(last).last)


def atp_due(quarter: Month) -> date:
    """When the ATP of the quarter that holds a month is due: 1 May, 1 August, 1 November, 1 February."""
    last = quarter.plus(2 - (quarter.number - 1) % 3)
    after = last.plus(2)
    return date(after.year, after.number, 1)


def holiday_year(day: date) -> int:
    """The holiday year (ferieår) that a day belongs to, named by its first year: 1 September to 31 August."""
    return day.year if day.month >= 9 else day.year - 1


def split_by_holiday_year(first: date, last: date, units: Decimal | None) -> list[tuple[date, date, Decimal | None]]:
    """An absence that crosses 31 August as one for each holiday year, because the first day of an absence decides its
    year (denmark 4.6). Its units follow the working days of each part, and all days where there are none.
    """
    parts: list[tuple[date, date]] = []
    while last > (end := date(holiday_year(first) + 1, 8, 31)):
        parts.append((first, end))
        first = end + _DAY
    parts.append((first, last))
    if units is None or len(parts) == 1:
        return [(begin, end, units) for begin, end in parts]
    days = [working_days(begin, end) for begin, end in parts]
    if not sum(days):
        days = [(end - begin).days + 1 for begin, end in parts]
    shared: list[tuple[date, date, Decimal | None]] = []
    left = units
    for place, (begin, end) in enumerate(parts):
        part = (
            left if place == len(parts) - 1 else Decimal(Money.rounded(units * days[place] / sum(days)).ore).scaleb(-2)
        )
        shared.append((begin, end, part))
        left -= part
    return shared


def years_old(born: date, day: date) -> int:
    """Whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
