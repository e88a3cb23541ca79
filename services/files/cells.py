"""Cells of a table → numbers and dates, in the forms that people and programs write (files 0.4, 0.5).

What could be read in two ways is never guessed row by row: a column is looked at as a whole, and where all of it could
be both, the answer says so and somebody is asked, once. Numbers are Decimal, never a binary float.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final, Literal

DecimalSign = Literal[",", "."]

_LONGEST: Final = 40  # signs of a number or a date with all that may stand around it
_DIGITS: Final = 18
_SPACES: Final = "\\s\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}"
_MINUS: Final = "\\-\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{FULLWIDTH HYPHEN-MINUS}"
_AROUND: Final = re.compile(
    rf"(?i)^(?:kr\.?|nok)(?=[{_SPACES}0-9{_MINUS}])|(?:,-|(?<=[{_SPACES}0-9{_MINUS}])(?:kr\.?|nok))$"
)
_SIGNED: Final = re.compile(rf"([+{_MINUS}])?[{_SPACES}]*([^+{_MINUS}]*?)[{_SPACES}]*([{_MINUS}])?")
_GROUP: Final = {
    ",": rf"[{_SPACES}'\N{{RIGHT SINGLE QUOTATION MARK}}.]",
    ".": rf"[{_SPACES}'\N{{RIGHT SINGLE QUOTATION MARK}},]",
}
_NUMBER: Final = {
    sign: re.compile(
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<group>{_GROUP[sign]})[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)?"
        rf"(?:[{sign}](?P<decimals>[0-9]+))?"
    )
    for sign in (",", ".")
}
_NOT_DIGITS: Final = re.compile(r"[^0-9]")

_KEPT_TEXT: Final = re.compile(r'="([^"]*)"')
_FORMULA_STARTS: Final = ("'=", "'+", "'-", "'@", "'\t")
_PLAIN_DATE: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?", re.ASCII)
_POINTED_DATE: Final = re.compile(
    r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?: \d{1,2}[:.]\d{2}(?::\d{2})?)?", re.ASCII
)
_SLASHED_DATE: Final = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_CENTURY_TURNS: Final = 70  # 70 is 1970, 69 is 2069


def text_of(cell: str) -> str:
    """The cell as text: without spaces around it, and without the apostrophe that keeps a text from being a formula.

    Such texts are text and nothing else: nothing in a file is ever computed (files 0.10). `="0123"`, by which some
    programs keep a spreadsheet from taking zeros, is the text inside.
    """
    text = cell.strip()
    if text.startswith('="') and (kept := _KEPT_TEXT.fullmatch(text)):
        return kept[1]
    return text[1:] if text.startswith(_FORMULA_STARTS) else text


# --- numbers -------------------------------------------------------------------------------------------------------


def read_number(cell: str, decimal: DecimalSign) -> Decimal | None:
    """The number in a cell where it is known which sign stands before the decimals; None for what is none.

    Between thousands there may be any space, an apostrophe, or the other sign, the same all through; the minus may
    stand in front or behind, in any of its forms; `kr`, `NOK` and `,-` around it are passed over.
    """
    text = text_of(cell)
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Decimal(text) if len(text) <= _DIGITS else None
    text = _AROUND.sub("", text).strip()
    parts = _SIGNED.fullmatch(text)
    if not parts or (parts[1] and parts[3]):
        return None
    number = _NUMBER[decimal].fullmatch(parts[2])
    if not number or not (number["whole"] or number["decimals"]):
        return None
    whole, decimals = _NOT_DIGITS.sub("", number["whole"] or ""), number["decimals"] or ""
    if len(whole) + len(decimals) > _DIGITS:
        return None
    negative = parts[3] or (parts[1] and parts[1] != "+")
    return (
        Decimal(f"{'-' if negative else ''}{whole or '0'}.{decimals or '0'}")
        if decimals
        else Decimal(f"{'-' if negative else ''}{whole}")
    )


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """How the numbers of a column are written.

    `decimal` is the sign before the decimals; None where the column can be read in two ways, of which `example` is a
    cell. `unreadable` counts the cells that are no number in that reading; empty ones are not counted.
    """

    decimal: DecimalSign | None
    example: str = ""
    unreadable: int = 0
    decimals: bool = False  # whether any cell has a decimal sign in that reading


def number_column(cells: Iterable[str]) -> NumberColumn:
    """What a column as a whole says of its numbers. Where both readings give the same, it is the Norwegian one."""
    only: dict[DecimalSign, int] = {",": 0, ".": 0}
    fractions: dict[DecimalSign, bool] = {",": False, ".": False}
    neither, example = 0, ""
    for cell in cells:
        text = text_of(cell)
        if not text or (text.isascii() and text.isdigit()):
            neither += len(text) > _DIGITS
            continue
        comma, point = read_number(cell, ","), read_number(cell, ".")
        if comma is None and point is None:
            neither += 1
        elif point is None or comma is None:
            only["," if point is None else "."] += 1
        elif comma != point:
            example = example or text
        fractions[","] |= comma is not None and _has_decimals(comma)
        fractions["."] |= point is not None and _has_decimals(point)
    if only[","] and only["."]:  # the rows contradict each other; only cells that can be both need an answer
        if example:
            return NumberColumn(None, example, neither)
        most: DecimalSign = "," if only[","] >= only["."] else "."
        return NumberColumn(most, "", neither + min(only.values()), fractions[most])
    if example and not only[","] and not only["."]:
        return NumberColumn(None, example, neither)
    sign: DecimalSign = "." if only["."] else ","
    return NumberColumn(sign, "", neither, fractions[sign])


def _has_decimals(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent < 0


def says_kroner(cell: str) -> bool:
    """Whether a number names its unit, as `1250 kr` and `1250,-` do."""
    return bool(_AROUND.search(text_of(cell)))


# --- dates ---------------------------------------------------------------------------------------------------------


class DateOrder(Enum):
    """Which comes first where the signs do not tell: `1/2/2026`, `1-2-2026`."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@lru_cache(maxsize=4096)  # a column has few different days
def read_date(cell: str, order: DateOrder = DateOrder.DAY_FIRST) -> date | None:
    """The day in a cell, in any of the forms `2026-11-05`, `20261105`, `05.11.2026`, `5.11.26`, `5/11/2026`, `5-11-26`.

    With points the day is always first, in Norway and Denmark as in Germany; `order` is for the others. None for what
    is no day, and for a year outside 1900 to 2199.
    """
    text = text_of(cell)
    if len(text) > _LONGEST:
        return None
    if plain := _PLAIN_DATE.fullmatch(text):
        return _day(plain[1], plain[2], plain[3])
    if pointed := _POINTED_DATE.fullmatch(text):
        return _day(pointed[3], pointed[2], pointed[1])
    if slashed := _SLASHED_DATE.fullmatch(text):
        first, second, year = slashed[1], slashed[3], slashed[4]
        if order is DateOrder.DAY_FIRST:
            return _day(year, second, first)
        return _day(year, first, second)
    return None


def date_column(cells: Iterable[str]) -> DateOrder | None:
    """Which comes first in a column of dates, the day or the month; None where every one of its values could be both.

    A column in which the signs tell, or in which both give the same days, is read with the day first.
    """
    day_first = month_first = differ = 0
    for cell in cells:
        as_day, as_month = read_date(cell, DateOrder.DAY_FIRST), read_date(cell, DateOrder.MONTH_FIRST)
        if as_day == as_month:
            continue
        if as_day is None:
            month_first += 1
        elif as_month is None:
            day_first += 1
        else:
            differ += 1
    if day_first == month_first == 0:
        return None if differ else DateOrder.DAY_FIRST
    return DateOrder.DAY_FIRST if day_first >= month_first else DateOrder.MONTH_FIRST


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _CENTURY_TURNS else 2000
    if not 1900 <= number < 2200:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def plain_header(text: str) -> str:
    """A header as it is compared: small letters and digits only, accents gone, æ as ae, ø as o, å as a (files 0.6)."""
    small = text.casefold().replace("æ", "ae").replace("ø", "o").replace("ß", "ss")
    apart = unicodedata.normalize("NFKD", small[:200])
    return "".join(sign for sign in apart if sign.isalnum() and not unicodedata.combining(sign))
