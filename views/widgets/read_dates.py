"""How a day and a month are read, in every form that people type.

`010226`, `1.2.26`, `1.2` (this year), `2026-02-01`, `1 Feb 2026`; `11.2026`, `1126`, `nov 2026`, `november`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Final

from models.values.message import Message
from models.values.span import Month
from services.reference.formats import Unreadable
from views.shell.seat import Seat

_SHORT: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})(?:[./ -](\d{2}))?[.]?")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})")
_MONTH_FIGURES: Final = re.compile(r"(\d{1,2})[./ -]?(\d{4}|\d{2})|(\d{4})-(\d{1,2})")
_MONTH_WORD: Final = re.compile(r"([^\W\d]+)\.?\s*(\d{4}|\d{2})?")
_YEARS: Final = range(1900, 2200)  # in which somebody was born or is paid


def today_of(seat: Seat) -> date:
    """The day it is: the desk's, or the seat's while no client is open."""
    return seat.desk.today if seat.has_client else seat.now().date()


def read_day(seat: Seat, written: str, *, past: bool = False) -> date:
    """The day that was typed, in a short form or a full one. Raises Unreadable."""
    today = today_of(seat)
    match = _DIGITS.fullmatch(written) or _SHORT.fullmatch(written)
    try:
        if match is None:
            day = seat.formats.read_date(written)
        elif (year := match[3]) is None:
            day = date(today.year, int(match[2]), int(match[1]))
        else:
            full = int(year) if len(year) == 4 else _century(int(year), today, past)
            day = date(full, int(match[2]), int(match[1]))
        if day.year not in _YEARS:
            raise ValueError(day)
        return day
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(
            Message("“{text}” is not a date. Write it like {example}.", text=written, example=date(2026, 1, 31))
        ) from None


def _century(year: int, today: date, past: bool) -> int:
    """The year that two digits mean: the nearest that is not more than 20 years ahead (or not ahead at all)."""
    full = today.year // 100 * 100 + year
    return full - 100 if full > today.year + (0 if past else 20) else full


def read_month(seat: Seat, written: str) -> Month:
    """The month that was typed: `11.2026`, `1126`, `2026-11`, `nov 2026`, `november`. Raises Unreadable."""
    today = today_of(seat)
    if match := _MONTH_FIGURES.fullmatch(written):
        number, year = (match[4], match[3]) if match[3] else (match[1], match[2])
        with suppress(ValueError):
            return _month(year, int(number))
    elif match := _MONTH_WORD.fullmatch(written.lower()):
        numbers = [n for n in range(1, 13) if seat.formats.month_name(n).lower().startswith(match[1])]
        if len(numbers) == 1:
            year = match[2] or str(today.year)
            with suppress(ValueError):
                return _month(year, numbers[0])
    elif written.isdecimal() and 1 <= int(written) <= 12:
        return Month(today.year, int(written))
    raise Unreadable(Message("“{text}” is not a month. Write it like {example}.", text=written, example=Month(2026, 1)))


def _month(year: str, number: int) -> Month:
    """A month of a year of two or four digits. Raises ValueError for one that nobody is paid in."""
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if full not in _YEARS:
        raise ValueError(year)
    return Month(full, number)
