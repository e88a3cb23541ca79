"""What a country says on a payslip besides the lines: facts, how tax was taken, and the lists at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from models.values.message import Message
from models.values.money import Money

Value: TypeAlias = Money | Decimal | str | Message
Listed: TypeAlias = tuple[Message, tuple[tuple[Message, Value], ...]]
"""A short list: its heading, and what each of its lines is called and worth."""


@dataclass(frozen=True, slots=True)
class SlipTable:
    """A small table at the foot: what its columns are called, and rows of values under the last of them."""

    heading: Message
    columns: tuple[Message, ...]
    rows: tuple[tuple[Message, tuple[Value, ...]], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of what is taken from the pay: positive where it lowers it. `figure` names the sum of the run that it is,
    empty for one that is a line, whose place is `line`.
    """

    label: Message
    amount: Money
    basis: Money | None = None
    note: Message | None = None
    figure: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SlipWords:
    """The country's own words for one payslip; amounts and texts are put into the employee's language later.

    `notes` are the small lines under lines of pay, by the place of the line; an empty place has none. `cost` is what
    the employer pays besides, shown only where the employer wants it. `explained` are whole sentences about a slip that
    looks unlike the others, such as that of the holiday pay; empty for an ordinary one.

    `taken` is everything that is taken from the pay, in order; where it is empty, that is the withholding and the lines
    of deduction. `paid` are the places of the lines that stand as pay; None for those that the wage types say. `units`
    are the units of quantities by the place of the line, where the wage types do not say them, and `rates` the kroner a
    unit where the line does not say them. `employer` is what
    stands under the name, such as its number; `account` the account that is paid to, as the country writes it. `keep`
    is the last line of the foot. With `packed` the lists at the foot fill two columns instead of standing in pairs.
    """

    facts: tuple[tuple[Message, Message], ...]
    withholding: Message
    withholding_note: Message | None
    blocks: tuple[Listed | SlipTable, ...]
    notes: tuple[Message | None, ...] = ()
    cost: Listed | None = None
    explained: tuple[Message, ...] = ()
    taken: tuple[Taken, ...] = ()
    paid: frozenset[int] | None = None
    units: tuple[Message | None, ...] = ()
    rates: tuple[Decimal | None, ...] = ()
    employer: tuple[Message, ...] = ()
    account: str = ""
    keep: Message | None = None
    packed: bool = False
