"""Column types: how a value lies in the file. Amounts are whole øre; everything else that is no number is plain text.

Every table is STRICT, so each type is one of SQLite's own: INTEGER, TEXT or BLOB. Months, dates and moments sort right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month

SECRET: Final = {"secret": True}
"""`mapped_column(info=SECRET)`: a national id and the like, shown only where somebody asks for it."""


class Kept(TypeDecorator[Any]):
    """A value that is kept as a plainer one: `write` makes the plain one, `read` the value. NULL stays None."""

    impl: type[TypeEngine[Any]] = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], int | str], read: Callable[[Any], Any]) -> None:
        self.write = write
        self.read = read
        super().__init__()

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | str | None:  # noqa: ARG002
        return None if value is None else self.write(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        read = self.read  # one call a value, not the two of process_result_value
        return lambda kept: None if kept is None else read(kept)


class KeptAsInteger(Kept):
    """The same in an INTEGER column."""

    impl = Integer
    cache_ok = True


def _utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def enum_column(kind: type[Enum]) -> Kept:
    """The values of an enum, which are text. A new member needs no migration."""
    return Kept(attrgetter("value"), {member.value: member for member in kind}.__getitem__)


MONEY: Final = KeptAsInteger(attrgetter("ore"), Money)
YES_NO: Final = KeptAsInteger(int, bool)
MONTH: Final = Kept(str, lru_cache(maxsize=1200)(Month.parse))  # 2026-03
PERCENT: Final = Kept(str, lru_cache(maxsize=1000)(Percent.of))  # the digits of the law
DECIMAL: Final = Kept("{:f}".format, Decimal)  # the digits as they were given
DATE: Final = Kept(date.isoformat, date.fromisoformat)  # 2026-03-31
MOMENT: Final = Kept(_utc, datetime.fromisoformat)  # in UTC; one without a time zone is refused
