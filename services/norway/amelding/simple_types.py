"""Whether a text is a value of one of the a-melding's simple types, exactly as the official schema takes it.

The judge in the tests is libxml2 with the official schema. It takes outer space around numbers and truth values and
behind the time zone of a point in time, but not around dates, months and years; so do we.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Mapping

from models.values.message import Message
from models.values.span import Month

_SPACE = "[ \t\n\r]*"
_ZONE = r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_YEAR = r"-?(?P<year>[0-9]{4}|[1-9][0-9]{4,17})"
_DAY = r"(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"

_DECIMAL = re.compile(rf"{_SPACE}[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){_SPACE}")
_INTEGER = re.compile(rf"{_SPACE}[+-]?[0-9]+{_SPACE}")
_BOOLEAN = re.compile(rf"{_SPACE}(?:true|false|1|0){_SPACE}")
_ID = re.compile(r"[0-9a-zA-Z_.-]{0,150}")
_DATE = re.compile(f"{_YEAR}-{_DAY}{_ZONE}")
_DATE_TIME = re.compile(f"{_YEAR}-{_DAY}T{_TIME}(?:{_ZONE[:-1]}{_SPACE})?")
_YEAR_MONTH = re.compile(rf"{_YEAR}-(?P<month>0[1-9]|1[0-2]){_ZONE}")
_YEAR_ALONE = re.compile(f"{_YEAR}{_ZONE}")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_TEXT = 255


def _fits(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        return pattern.fullmatch(text) is not None

    return fits


def _with_year(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        match = pattern.fullmatch(text)
        return match is not None and int(match["year"]) != 0

    return fits


def _with_day(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        match = pattern.fullmatch(text)
        if match is None or not int(match["year"]) or not 1 <= int(match["month"]) <= 12:
            return False
        month, day = int(match["month"]), int(match["day"])
        return 1 <= day <= _DAYS[month - 1] or (month == 2 and day == 29 and isleap(int(match["year"])))

    return fits


def _short(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT


def _anything(_text: str) -> bool:
    return True


FITS: Mapping[str, Callable[[str], bool]] = {
    "string": _anything,
    "code": _anything,
    "text": _short,
    "id": _fits(_ID),
    "dec": _fits(_DECIMAL),
    "int": _fits(_INTEGER),
    "kr": _fits(_INTEGER),
    "bool": _fits(_BOOLEAN),
    "date": _with_day(_DATE),
    "datetime": _with_day(_DATE_TIME),
    "month": _with_year(_YEAR_MONTH),
    "year": _with_year(_YEAR_ALONE),
}
"""By the name of the type: whether a text is one of its values."""

EXPECTED: Mapping[str, Message] = {
    "text": Message("at most 255 characters"),
    "id": Message("at most 150 characters, only letters a–z, digits, and _ . -"),
    "dec": Message("a number with a point before the decimals"),
    "int": Message("a whole number"),
    "kr": Message("whole kroner"),
    "bool": Message("true or false"),
    "date": Message("a date like 2026-01-31"),
    "datetime": Message("a date and time like 2026-01-31T12:00:00+01:00"),
    "month": Message("a month like 2026-01"),
    "year": Message("a year like 2026"),
}
"""By the name of the type: what would have been right, for a finding's text."""


def in_months(text: str, least: Month, most: Month) -> bool:
    """Whether a month that fits its type lies between the two, both counted.

    With a time zone the bounds are in doubt: libxml2 takes the first only east, the last only west of Greenwich.
    """
    match = _YEAR_MONTH.fullmatch(text)
    if match is None or text.startswith("-") or len(match["year"]) > 4:
        return False
    month, zone = Month(int(match["year"]), int(match["month"])), match["zone"]
    if zone is None:
        return least <= month <= most
    away = zone != "Z" and not zone.endswith("00:00")
    east, west = away and zone[0] == "+", away and zone[0] == "-"
    return least < month < most or (month == least and east) or (month == most and west)
