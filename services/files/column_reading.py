"""Cells of a column → values of one sort: numbers, hours, kroner, days, months, yes and no (files 0.4, 0.5).

A column is looked at as a whole. Where all of it could be read in two ways, `asks` says what somebody has to be asked,
once for the column; until there is an answer nothing of it should be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final, cast

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.files.cells import (
    DateOrder,
    DecimalSign,
    date_column,
    number_column,
    plain_header,
    read_date,
    read_number,
    text_of,
)
from services.files.workbook import Exact

Value = str | int | bool | Decimal | Money | Percent | date | Span | None

DECIMAL, DATES, SHARE = "decimal", "dates", "share"
"""What can be asked about a column; the answers are those of `ANSWERS`."""

ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    DECIMAL: (",", "."),
    DATES: (DateOrder.DAY_FIRST.value, DateOrder.MONTH_FIRST.value),
    SHARE: ("percent", "share"),
}

_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_MOST: Final = Decimal(10_000_000_000)
_LONGEST: Final = 60
_CLOCK: Final = re.compile(r"([-\N{MINUS SIGN}]?)(\d{1,5}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_HOURS_AND_MINUTES: Final = re.compile(
    r"(\d{1,4})\s*(?:t|h|timer?|hours?|hrs?)\.?\s*(\d{1,2})\s*(?:m|min|minutter|minutes?)?\.?", re.ASCII | re.IGNORECASE
)
_HOUR_UNIT: Final = re.compile(r"(?<=\d)\s*(?:t|timer?|h|hrs?|hours?|stk|km|dager?|dage|days?)\.?$", re.IGNORECASE)
_ISO_MONTH: Final = re.compile(r"(\d{4})[-./](\d{1,2})", re.ASCII)
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-./](\d{4})", re.ASCII)
_SIX: Final = re.compile(r"(20\d{2})(0[1-9]|1[0-2])", re.ASCII)
_NAMED_MONTH: Final = re.compile(r"(?:(\d{1,2})\.?\s*)?([A-Za-z]{3,12})\.?[\s-]*(\d{4}|'?\d{2})", re.ASCII)
_RANGE: Final = re.compile(r"\s+(?:-|til|to)\s+|\s*[\N{EN DASH}\N{EM DASH}]\s*")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("jan", "feb", "mar", "apr", "mai maj may", "jun"),
            *("jul", "aug", "sep", "okt oct", "nov", "des dec"),
        ),
        1,
    )
    for name in names.split()
}
_TRUE: Final = frozenset({"ja", "yes", "y", "j", "x", "true", "sann", "sand", "1"})
_FALSE: Final = frozenset({"nei", "nej", "no", "n", "false", "usann", "falsk", "falsand", "0"})
_NOT_DIGITS: Final = re.compile(r"[\s.\-\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}]")


class Reading(Enum):
    """What the cells of a column are, and the value that each gives."""

    TEXT = "text"  # str
    WHOLE = "whole"  # int; 7, 0007, 7.0 → 7
    NUMBER = "number"  # Decimal
    HOURS = "hours"  # Decimal hours: 7,5 · 7.5 · 7:30 · 7 t 30 min
    KRONER = "kroner"  # Money
    PERCENT = "percent"  # Percent: 50 % · 50 · 0,5 where the column is one of shares
    DAY = "day"  # date
    PERIOD = "period"  # Span: a day, a month, or from–to
    YES_NO = "yes_no"  # bool
    IDENTITY = "identity"  # eleven digits as text; zeros that a spreadsheet took are put back


class Unreadable(ValueError):
    """A cell is not what its column is. `what` says so."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(str(what))


@dataclass(frozen=True, slots=True)
class Ask:
    """What has to be said of a column: the `about` of the question, and a cell that shows why."""

    about: str
    example: str


@dataclass(frozen=True, slots=True)
class Reader:
    """How the cells of one column are read. `read` gives the value of a cell that is not empty, with a remark where
    something was assumed; it raises Unreadable.
    """

    read: Callable[[str], tuple[Value, Message | None]]
    asks: tuple[Ask, ...] = ()
    tells: tuple[Message, ...] = ()


def reader_of(reading: Reading, cells: Sequence[str], said: Mapping[str, str]) -> Reader:
    """How a column is read. `said` are the answers: decimal, dates, share."""
    match reading:
        case Reading.NUMBER | Reading.KRONER | Reading.HOURS:
            return _numbers(reading, cells, said)
        case Reading.PERCENT:
            return _percents(cells, said)
        case Reading.DAY | Reading.PERIOD:
            return _days(reading, cells, said)
        case Reading.WHOLE:
            return Reader(_whole)
        case Reading.YES_NO:
            return Reader(_yes_no)
        case Reading.IDENTITY:
            return Reader(_identity)
        case Reading.TEXT:
            return Reader(_text)


# --- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(reading: Reading, cells: Sequence[str], said: Mapping[str, str]) -> Reader:
    is_hours = reading is Reading.HOURS
    bare = [cell for cell in _distinct(cells) if not isinstance(cell, Exact)]
    clocks: list[str] = []
    if is_hours:
        clocks = [cell.strip() for cell in bare if _CLOCK.fullmatch(cell.strip())]
        bare = [_without_unit(cell) for cell in bare if ":" not in cell]
    sign, asks = _sign(bare, said)
    other: DecimalSign = "." if sign == "," else ","
    tells: tuple[Message, ...] = ()
    if clocks:
        example, hours = clocks[0], _clock(clocks[0])
        tells = (Message("Hours and minutes are read as hours: {text} is {hours}", text=example, hours=hours),)

    def read(cell: str) -> tuple[Value, Message | None]:
        if is_hours and (time := _time(cell)) is not None:
            return _rounded(cell, time, is_time=True)
        if isinstance(cell, Exact):
            number: Decimal | None = cell.number
        else:
            text = _without_unit(cell) if is_hours else cell
            number = read_number(text, sign)
            if number is None:  # what can be read in the other way alone is no guess
                number = read_number(text, other)
        if number is None:
            raise Unreadable(_no_number(reading, cell))
        if abs(number) >= _MOST:
            raise Unreadable(Message("“{text}” is too much", text=cell[:_LONGEST]))
        value, note = _rounded(cell, number)
        return (Money.kr(value) if reading is Reading.KRONER else value), note

    return Reader(read, asks, tells)


def _no_number(reading: Reading, cell: str) -> Message:
    text = text_of(cell)[:_LONGEST]
    if text.startswith(("=", "+", "@")):
        return Message("“{text}” is a formula as text, and formulas are not computed here", text=text)
    if reading is Reading.HOURS:
        return Message("“{text}” is no number. Write it like 7,5 or 7:30", text=text)
    return Message("“{text}” is no number", text=text)


def _rounded(cell: str, number: Decimal, *, is_time: bool = False) -> tuple[Decimal, Message | None]:
    """To hundredths; what is cut off is told, but of minutes, which hundredths of an hour never hit."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        near = number.quantize(_CENT, ROUND_HALF_UP)
        if near != number:
            note = (
                None if is_time else Message("{text} is rounded to {value}", text=cell.strip()[:_LONGEST], value=near)
            )
            return _short(near), note
    return _short(number), None


def _short(number: Decimal) -> Decimal:
    """The number without zeros that say nothing: 7.50 is 7.5."""
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()


def _sign(cells: Iterable[str], said: Mapping[str, str]) -> tuple[DecimalSign, tuple[Ask, ...]]:
    """The sign before the decimals of a column, and what is asked about it."""
    if said.get(DECIMAL) in (",", "."):
        kept = number_column(cells)
        asks = (Ask(DECIMAL, kept.example),) if kept.decimal is None else ()
        return cast("DecimalSign", said[DECIMAL]), asks
    found = number_column(cells)
    if found.decimal is None:
        return ",", (Ask(DECIMAL, found.example),)
    return found.decimal, ()


def _time(cell: str) -> Decimal | None:
    """Hours from `7:30` and `7 t 30 min`; None for what is neither."""
    text = cell.strip()
    if _CLOCK.fullmatch(text):
        return _clock(text)
    if (parts := _HOURS_AND_MINUTES.fullmatch(text)) and int(parts[2]) < 60:
        return _hundredths(int(parts[1]) * 3600 + int(parts[2]) * 60)
    return None


def _clock(text: str) -> Decimal:
    parts = _CLOCK.fullmatch(text)
    assert parts is not None  # whoever asks has looked
    hours = _hundredths(int(parts[2]) * 3600 + int(parts[3]) * 60 + int(parts[4] or 0))
    return -hours if parts[1] else hours


def _hundredths(seconds: int) -> Decimal:
    return _short((Decimal(seconds) / 3600).quantize(_CENT, ROUND_HALF_UP))


def _without_unit(cell: str) -> str:
    return _HOUR_UNIT.sub("", cell) if cell[-1:].isalpha() or cell[-1:] == "." else cell


def _percents(cells: Sequence[str], said: Mapping[str, str]) -> Reader:
    distinct = list(_distinct(cells))
    bare = [cell.strip().removesuffix("%") for cell in distinct if not isinstance(cell, Exact)]
    sign, asks = _sign(bare, said)

    def number_of(cell: str) -> Decimal | None:
        return cell.number if isinstance(cell, Exact) else read_number(cell.strip().removesuffix("%"), sign)

    plain = [number for cell in distinct if "%" not in cell and (number := number_of(cell)) is not None]
    may_be_shares = bool(plain) and max(plain) <= 1 and any(plain)
    if may_be_shares:
        asks = (*asks, Ask(SHARE, next(cell for cell in distinct if "%" not in cell)))
    are_shares = may_be_shares and said.get(SHARE) == "share"

    def read(cell: str) -> tuple[Value, Message | None]:
        number = number_of(cell)
        if number is None:
            what = Message("“{text}” is no percentage. Write it like 50 %", text=text_of(cell)[:_LONGEST])
            raise Unreadable(what)
        if abs(number) >= _MOST:
            raise Unreadable(Message("“{text}” is too much", text=cell[:_LONGEST]))
        if are_shares and "%" not in cell:
            number *= _HUNDRED
        return Percent(_short(number)), None

    return Reader(read, asks)


def _whole(cell: str) -> tuple[Value, Message | None]:
    text = text_of(cell)
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text), None
    number = cell.number if isinstance(cell, Exact) else read_number(text, "." if "." in text else ",")
    if number is None or number != number.to_integral_value() or abs(number) >= 10**15:
        raise Unreadable(Message("“{text}” is no whole number", text=text[:_LONGEST]))
    return int(number), None


# --- days ------------------------------------------------------------------------------------------------------------


def _days(reading: Reading, cells: Sequence[str], said: Mapping[str, str]) -> Reader:
    distinct = list(_distinct(cells))
    order = date_column(distinct)
    asks = (Ask(DATES, next((cell for cell in distinct if _differs(cell)), "")),) if order is None else ()
    if order is None:
        order = DateOrder(said[DATES]) if said.get(DATES) in ANSWERS[DATES] else DateOrder.DAY_FIRST
    taken = order

    def read(cell: str) -> tuple[Value, Message | None]:
        text = text_of(cell)
        day = _day(text, taken)
        if reading is Reading.DAY:
            if day is None:
                what = Message("“{text}” is no date. Write it like 05.11.2026", text=text[:_LONGEST])
                raise Unreadable(what)
            return day, None
        span = Span(day, day) if day is not None else _period(text, taken)
        if span is None:
            raise Unreadable(
                Message("“{text}” is no date and no month. Write it like 05.11.2026 or 2026-11", text=text[:_LONGEST])
            )
        return span, None

    return Reader(read, asks)


def _differs(cell: str) -> bool:
    return read_date(cell, DateOrder.DAY_FIRST) != read_date(cell, DateOrder.MONTH_FIRST)


def _day(text: str, order: DateOrder) -> date | None:
    if (day := read_date(text, order)) is not None:
        return day
    named = _NAMED_MONTH.fullmatch(text)
    if named and named[1] and (month := _month_number(named[2])):
        return read_date(f"{named[1]}.{month}.{named[3].lstrip(chr(39))}")
    moment, _, rest = text.partition("T")  # the day of a moment in a workbook
    return read_date(moment) if rest and _CLOCK.fullmatch(rest) else None


def _period(text: str, order: DateOrder) -> Span | None:
    if found := _ISO_MONTH.fullmatch(text):
        return _month(found[1], found[2])
    if found := _MONTH_YEAR.fullmatch(text):
        return _month(found[2], found[1])
    if found := _SIX.fullmatch(text):
        return _month(found[1], found[2])
    named = _NAMED_MONTH.fullmatch(text)
    if named and not named[1] and (month := _month_number(named[2])):
        year = named[3].lstrip("'")
        return _month(year if len(year) == 4 else f"20{year}", str(month))
    ends = _RANGE.split(text)
    if len(ends) == 2:
        first, last = _day(ends[0], order), _day(ends[1], order)
        if first is not None and last is not None and first <= last:
            return Span(first, last)
    return None


def _month_number(word: str) -> int:
    return _MONTHS.get(word.casefold()[:3], 0)


def _month(year: str, month: str) -> Span | None:
    if not 1 <= int(month) <= 12 or not 1900 <= int(year) < 2200:
        return None
    return Month(int(year), int(month)).span


# --- the rest --------------------------------------------------------------------------------------------------------


def _text(cell: str) -> tuple[Value, Message | None]:
    return " ".join(text_of(cell).split()), None


def _yes_no(cell: str) -> tuple[Value, Message | None]:
    word = plain_header(cell)
    if word in _TRUE or word in _FALSE:
        return word in _TRUE, None
    raise Unreadable(Message("“{text}” is neither yes nor no", text=text_of(cell)[:_LONGEST]))


def _identity(cell: str) -> tuple[Value, Message | None]:
    digits = _NOT_DIGITS.sub("", text_of(cell))
    if digits.isascii() and digits.isdigit():
        if len(digits) == 11:
            return digits, None
        if len(digits) == 10:
            return f"0{digits}", Message("A zero that a spreadsheet took away is put back in front")
    raise Unreadable(Message("This is no identity number: it has eleven digits"))


def _distinct(cells: Iterable[str]) -> Iterable[str]:
    """Every text once, in order; a number of a workbook and the same text are two."""
    seen: dict[tuple[bool, str], str] = {}
    for cell in cells:
        if cell and not cell.isspace():
            seen.setdefault((isinstance(cell, Exact), cell), cell)
    return seen.values()
