"""Balances laid out as people read them: which accounts a column of a ledger holds, and which of their movements."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.message import Message


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column of a ledger: the sum of some accounts, or of those of their movements that came of rows with one of the
    operations. `counted` says that the sum is days or hours and not kroner; `taken` that what lowers an account is
    shown without its minus; `rest` that it holds what no other column with operations of the same accounts does.
    `against` are accounts of what is owed back: what lowers the debt was earned, what raised it was taken.
    """

    name: str
    heading: Message
    accounts: tuple[str, ...]
    operations: frozenset[str] = frozenset()
    counted: bool = False
    taken: bool = False
    rest: bool = False
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger: a row for each person and year, in so many columns. `hours` are accounts that are kept in hours."""

    title: Message
    columns: tuple[LedgerColumn, ...]
    hours: frozenset[str] = frozenset()

    @property
    def accounts(self) -> frozenset[str]:
        """Every account that it looks at."""
        return frozenset(code for column in self.columns for code in (*column.accounts, *column.against))
