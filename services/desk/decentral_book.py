"""The rows of a client that a file of decentral registrering can touch, in memory: changed line by line, each line as
a whole or not at all, and written to the client file at the end, many rows in a statement.

What was changed is a list of rows with their old and new values as they lie in the file. It is what is written, what
the change log tells, and what takes the import back.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Table as SqlTable
from sqlalchemy import select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from models.records.absence import Absence
from models.records.base import Record
from models.records.employee import (
    CostShare,
    Employee,
    Employment,
    EmploymentTerms,
    FixedLine,
    PersonalRate,
)
from models.records.employer import CostUnit
from models.records.numbered import RateStep, Registered
from models.records.pay_run import EnteredLine
from services.vault.change import Change
from services.vault.history import RowChange

Row = dict[str, Any]

_TOLD: Final = 2_000
"""So many rows are told one by one in the change log; of more, how many of each kind."""

_DIALECT: Final = sqlite.dialect()


class Rows:
    """The rows of one table, by id, and by what they are found with."""

    def __init__(self, record: type[Record], rows: Sequence[Row], found_by: tuple[str, ...], journal: Journal) -> None:
        self.record = record
        self._found_by = found_by
        self._journal = journal
        self.rows: dict[int, Row] = {}
        self._index: dict[tuple[Any, ...], dict[int, Row]] = {}
        self.before: dict[int, Row | None] = {}
        for row in rows:
            self._put(row)
        self._next = max(self.rows, default=0) + 1

    def of(self, *key: Any) -> list[Row]:
        """The rows of a key, in the order in which they came."""
        return list(self._index.get(key, {}).values())

    def one(self, *key: Any) -> Row | None:
        """The first row of a key."""
        return next(iter(self._index.get(key, {}).values()), None)

    def add(self, **values: Any) -> Row:
        """One more row."""
        row = {"id": self._next, **values}
        self._next += 1
        self.before.setdefault(row["id"], None)
        self._put(row)
        self._journal.append(lambda: self._drop(row))
        return row

    def set(self, row: Row, **values: Any) -> None:
        """Other values in a row. Those by which rows are found never change."""
        if all(row[name] == value for name, value in values.items()):
            return
        old = dict(row)
        self.before.setdefault(row["id"], old)
        row.update(values)
        self._journal.append(lambda: row.update(old))

    def remove(self, row: Row) -> None:
        """Take a row away."""
        self.before.setdefault(row["id"], dict(row))
        self._drop(row)
        self._journal.append(lambda: self._put(row))

    def _put(self, row: Row) -> None:
        self.rows[row["id"]] = row
        self._index.setdefault(tuple(row[name] for name in self._found_by), {})[row["id"]] = row

    def _drop(self, row: Row) -> None:
        del self.rows[row["id"]]
        del self._index[tuple(row[name] for name in self._found_by)][row["id"]]

    def changes(self) -> Iterator[tuple[int, Row | None, Row | None]]:
        """What differs from before: the id, the row as it was, and as it is."""
        for row_id, old in self.before.items():
            new = self.rows.get(row_id)
            if old != new:
                yield row_id, old, new


Journal = list[Callable[[], Any]]

_TABLES: Final[tuple[tuple[str, type[Record], tuple[str, ...]], ...]] = (
    ("units", CostUnit, ("kind", "code")),
    ("steps", RateStep, ("table_number", "since", "pay_group")),
    ("people", Employee, ("number",)),
    ("jobs", Employment, ("employee_id",)),
    ("terms", EmploymentTerms, ("employment_id",)),
    ("rates", PersonalRate, ("employee_id", "type")),
    ("fixed", FixedLine, ("employee_id",)),
    ("shares", CostShare, ("employee_id",)),
    ("absences", Absence, ("employee_id",)),
    ("entered", EnteredLine, ("run_id",)),
    ("registered", Registered, ("employee_id", "record")),
)
"""By the names they have here; a table stands after those that it refers to."""


class Book:
    """All of them. A line that fails in `trying` leaves no trace."""

    units: Rows
    steps: Rows
    people: Rows
    jobs: Rows
    terms: Rows
    rates: Rows
    fixed: Rows
    shares: Rows
    absences: Rows
    entered: Rows
    registered: Rows

    def __init__(self, session: Session) -> None:
        self._journal: Journal = []
        for name, record, found_by in _TABLES:
            columns: Any = _table(record).c
            rows = [dict(row) for row in session.execute(select(*columns).order_by(columns.id)).mappings()]
            setattr(self, name, Rows(record, rows, found_by, self._journal))

    @contextmanager
    def trying(self) -> Iterator[None]:
        """A savepoint: what is done in the block is taken back where it raises."""
        start = len(self._journal)
        try:
            yield
        except BaseException:
            while len(self._journal) > start:
                self._journal.pop()()
            raise
        self._journal.clear()

    def changes(self) -> tuple[Changed, ...]:
        """Everything that differs from the client file, as it lies there, in an order in which it can be written."""
        found = []
        for name, record, _ in _TABLES:
            rows: Rows = getattr(self, name)
            for row_id, old, new in rows.changes():
                found.append(
                    Changed(record.__tablename__, row_id, old and _plain(record, old), new and _plain(record, new))
                )
        return tuple(found)


# --- what was changed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """One row with its values as they lie in the file: no `old` where it is new, no `new` where it is gone."""

    table: str
    id: int
    old: Row | None
    new: Row | None

    @property
    def employee_id(self) -> int | None:
        """Whose row it is; None for what belongs to nobody, and for an employment's terms."""
        row = self.new or self.old or {}
        found = row.get("id") if self.table == "employee" else row.get("employee_id")
        return found if isinstance(found, int) else None

    @property
    def turned(self) -> Changed:
        """The same the other way round."""
        return Changed(self.table, self.id, self.new, self.old)


def write_changes(session: Change, changes: Sequence[Changed]) -> None:
    """Write rows, many in a statement: first what goes, the last table first; then what is new and what is changed.

    Up to two thousand are told one by one in the change log, so that it says what became of whom.
    """
    order = [record.__tablename__ for _, record, _ in _TABLES]
    by_table: dict[str, list[Changed]] = {name: [] for name in order}
    for each in changes:
        by_table[each.table].append(each)
    driver = session.connection()
    if len(changes) <= _TOLD:
        with session.telling_rows() as told:
            _write(driver, by_table, order)
            told += [RowChange(each.table, each.id, *_told(each)) for each in changes]
    else:
        _write(driver, by_table, order)


def _told(each: Changed) -> tuple[Row | None, Row | None]:
    """What the log tells: of a changed row what differs."""
    if each.old is None or each.new is None:
        return each.old, each.new
    names = [name for name, value in each.old.items() if each.new[name] != value]
    return {name: each.old[name] for name in names}, {name: each.new[name] for name in names}


def _write(driver: Any, by_table: Mapping[str, Sequence[Changed]], order: Sequence[str]) -> None:
    for name in reversed(order):
        gone = [(each.id,) for each in by_table[name] if each.new is None]
        if gone:
            driver.exec_driver_sql(f'DELETE FROM "{name}" WHERE id = ?', gone)
    for name in order:
        added = [each.new for each in by_table[name] if each.old is None and each.new is not None]
        if added:
            names = tuple(added[0])
            columns, marks = ", ".join(f'"{each}"' for each in names), ", ".join("?" * len(names))
            rows = [tuple(row[each] for each in names) for row in added]
            driver.exec_driver_sql(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows)
        changed = [each.new for each in by_table[name] if each.old is not None and each.new is not None]
        if changed:
            names = tuple(each for each in changed[0] if each != "id")
            values = ", ".join(f'"{each}" = ?' for each in names)
            rows = [(*(row[each] for each in names), row["id"]) for row in changed]
            driver.exec_driver_sql(f'UPDATE "{name}" SET {values} WHERE id = ?', rows)


def packed(changes: Sequence[Changed]) -> bytes:
    """Changes as they are kept with the import."""
    told = [[each.table, each.id, each.old, each.new] for each in changes]
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode())


def unpacked(content: bytes | None) -> tuple[Changed, ...]:
    """Changes back; none where nothing was kept."""
    if not content:
        return ()
    return tuple(Changed(*each) for each in json.loads(zlib.decompress(content)))


def still_so(session: Session, changes: Sequence[Changed]) -> bool:
    """Whether every row still is as the changes left it."""
    driver = session.connection()
    wanted: dict[str, dict[int, Row | None]] = {}
    for each in changes:
        wanted.setdefault(each.table, {})[each.id] = each.new
    for name, rows in wanted.items():
        names = [column.name for column in Record.metadata.tables[name].columns]
        found = driver.exec_driver_sql(
            f'SELECT {", ".join(f"{chr(34)}{each}{chr(34)}" for each in names)} FROM "{name}"'
        )
        now = {row[0]: row for row in found if row[0] in rows}
        for row_id, row in rows.items():
            is_there = dict(zip(names, now[row_id], strict=True)) if row_id in now else None
            if is_there != row:
                return False
    return True


# --- rows as they lie in the file ------------------------------------------------------------------------------------


def _table(record: type[Record]) -> SqlTable:
    return Record.metadata.tables[record.__tablename__]


@cache
def _columns(record: type[Record]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple(
        (column.name, column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)) for column in _table(record).columns
    )


def _plain(record: type[Record], row: Row) -> Row:
    return {name: write(row[name]) if write else row[name] for name, write in _columns(record)}
