"""Table: a list as columns and rows; the screen, the clipboard, the print and the spreadsheet show the same one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from models.values.message import Message
from models.values.why import Value


class Kind(Enum):
    """What a column holds, which decides form and alignment."""

    TEXT = "text"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a stable name, its heading, what it holds, and whether the last line sums it."""

    name: str
    heading: Message
    kind: Kind = Kind.TEXT
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows that will not change. A missing value is None and shown empty."""

    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} values in a table of {len(self.columns)} columns")
