"""What a column of the input grid is: a wage type, entered as a quantity or as an amount; and what stands in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import Money
from services.desk.preview import Entered
from services.engine.facts import LineInput
from services.engine.wage_types import Operation, WageType, WageTypes
from services.reference.formats import Formats, Unreadable

_BY_QUANTITY: Final = frozenset(
    {"hourly", "mileage", "subsistence", "rate_quantity", "holiday_deduction", "absence_deduction"}
    | {"time_bank_in", "time_off", "time_bank_out"}
)
_CLOCK: Final = re.compile(r"(-?)(\d{1,3}):([0-5]\d)")
_MOST: Final = Decimal(100_000_000)
OPENING: Final = "balance"
"""The kind of rows that bring what somebody has from another system: entered on their first run here."""


@dataclass(frozen=True, slots=True)
class Column:
    """A wage type in the grid. `unit` is hours, days, nights or km for a quantity, kr for an amount."""

    slug: str
    names: tuple[tuple[str, str], ...]
    number: int
    operation: str
    is_quantity: bool
    unit: str
    takes: bool  # what stands there lowers what is paid out, and is shown with a minus where it is an amount

    def name(self, language: str) -> str:
        """What it is called in a language, Norwegian where it has no name in it."""
        names = dict(self.names)
        return names.get(language) or names["nb"]


@dataclass(frozen=True, slots=True)
class CellValue:
    """What was entered in a cell: the sum of its lines. `is_plain` says that typing may replace it."""

    value: Decimal | None
    count: int
    is_plain: bool


def column_of(wage_type: WageType) -> Column:
    """The column of a wage type."""
    row = wage_type.row
    is_quantity = wage_type.formula in _BY_QUANTITY if row is None else bool(row.counts)
    takes = wage_type.operation is Operation.DEDUCT or wage_type.sign < 0
    return Column(
        wage_type.slug,
        tuple(wage_type.names.items()),
        wage_type.number,
        wage_type.operation.value,
        is_quantity,
        (wage_type.unit or ("pieces" if row is not None else "")) if is_quantity else "kr",
        takes,
    )


def columns_of(types: WageTypes) -> tuple[Column, ...]:
    """Everything that can be entered on a run, by number; refunds too, which stand on no payslip."""
    entered = [each for each in types.values() if each.row is None or each.row.is_entered or each.row.kind == OPENING]
    return tuple(column_of(each) for each in sorted(entered, key=lambda each: each.number))


def cell_of(column: Column, lines: Iterable[Entered]) -> CellValue:
    """What the lines of a column's wage type come to."""
    own = [each.line for each in lines if each.line.type == column.slug]
    if not own:
        return CellValue(None, 0, True)
    values = [_value(column, line) for line in own]
    known = [value for value in values if value is not None]
    is_plain = len(own) == 1 and bool(known) and _is_plain(column, own[0])
    return CellValue(sum(known, Decimal(0)) if known else None, len(own), is_plain)


def line_with(column: Column, value: Decimal, before: LineInput | None = None) -> LineInput:
    """The line that a cell's value stands for; what else the line says is kept."""
    line = before or LineInput(column.slug)
    if column.is_quantity:
        return replace(line, quantity=value)
    amount = Money.kr(value)
    return replace(line, amount=abs(amount) if column.takes else amount)


def read_cell(column: Column, text: str, formats: Formats) -> Decimal | None:
    """What was typed or pasted into a cell, `7:30` as hours too; nothing is None. Raises Unreadable."""
    text = text.strip()
    if not text:
        return None
    clock = _CLOCK.fullmatch(text) if column.unit == "hours" else None
    if clock is not None:
        minutes = Decimal(int(clock[2]) * 60 + int(clock[3]))
        value = (minutes / 60).quantize(Decimal("0.01")) * (-1 if clock[1] else 1)
    elif column.is_quantity:
        value = formats.read_number(_without_unit(text))
    else:
        value = formats.read_amount(text).kroner
    if abs(value) >= _MOST:
        raise Unreadable(Message("“{text}” is too much", text=text))
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise Unreadable(Message("“{text}” has more than two decimals", text=text))
    return -abs(value) if column.takes and not column.is_quantity else value


def _value(column: Column, line: LineInput) -> Decimal | None:
    if column.is_quantity:
        return line.quantity
    if line.amount is None:
        return None
    return -abs(line.amount.kroner) if column.takes else line.amount.kroner


def _is_plain(column: Column, line: LineInput) -> bool:
    """Whether the line says nothing but the value of its cell, and whose employment it is."""
    only = LineInput(line.type, employment=line.employment)
    only = replace(only, quantity=line.quantity) if column.is_quantity else replace(only, amount=line.amount)
    return line == only


def _without_unit(text: str) -> str:
    """The number without a unit behind it, as spreadsheets show it."""
    return re.sub(r"(?i)(?<=\d)\s*(?:t|timer?|h|hours?|km|d|dager?|days?|stk\.?)$", "", text)


def in_order(columns: Sequence[Column], slugs: Iterable[str]) -> list[Column]:
    """The columns of these wage types, in the order of the types given; unknown ones are left out."""
    known = {column.slug: column for column in columns}
    return [known[slug] for slug in dict.fromkeys(slugs) if slug in known]
