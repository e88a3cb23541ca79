"""The one door for writing. What goes through it is told in the change log, whole, or did not happen.

A change is a session of SQLAlchemy in one transaction. Each row that is added, changed or deleted through it is told
with its old and its new values. A statement that writes many rows is told by table and number; `note` says the rest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, Final, NoReturn

from sqlalchemy import ClauseElement, Column, Connection, Table, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.base import NO_VALUE
from sqlalchemy.orm.state import InstanceState

from services.vault import history, trouble
from services.vault.history import AtOnce, Detail, Note, Plain, Row, RowChange, RowId
from services.vault.store import Store

_DIALECT: Final = sqlite.dialect()
_WRITES: Final = re.compile(
    r"\s*(?:(?P<insert>INSERT|REPLACE)\b[ \w]*? INTO|(?P<update>UPDATE)(?: OR \w+)?|(?P<delete>DELETE) FROM)"
    r'\s+"?(?P<kind>\w+)',
    re.IGNORECASE,
)


class Change(Session):
    """A session that remembers what was written in it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, expire_on_commit=False)
        self.detail = Detail([], [], [])
        driver: Any = connection.connection.driver_connection
        self.driver = driver
        self._told_by_row = False  # while SQLAlchemy writes out what was changed in memory
        self._before: dict[InstanceState[Any], Row] = {}
        self._written: int = driver.total_changes

    def note(self, kind: str, what: str | dict[str, Any]) -> None:
        """Tell what the rows do not: `session.note("movement", {"rows": 1200, "from": "hours.csv"})`."""
        self.detail.notes.append(Note(kind, what))

    def begin(self, nested: bool = False) -> NoReturn:  # noqa: ARG002
        raise RuntimeError("a change is one transaction, which ends with its block")

    def begin_nested(self) -> NoReturn:
        self.begin(nested=True)

    def commit(self) -> NoReturn:
        self.begin()

    def rollback(self) -> NoReturn:
        self.begin()

    def seal(self, *, at: datetime, by: str, action: str, why: str | None, undoes: int | None) -> None:
        """Write the entry and commit. Where nothing was written there is no entry."""
        self.flush()
        if self.detail:
            self.connection()  # begins the transaction where there are only notes
            history.append(self.driver, self.detail, at=at, by=by, action=action, why=why, undoes=undoes)
            super().commit()

    @contextmanager
    def telling_rows(self) -> Iterator[list[RowChange]]:
        """Meanwhile each written row is put into the list by whoever writes it."""
        self._told_by_row = True
        try:
            yield self.detail.rows
        finally:
            self._told_by_row = False
            self._written = self.driver.total_changes

    def watch(self, statement: str) -> None:
        """Called after each statement: one that wrote rows untold is told here."""
        if self._told_by_row or not (write := _WRITES.match(statement)):
            return
        verb = next(verb for verb in ("insert", "update", "delete") if write[verb])
        if rows := self.driver.total_changes - self._written:
            self.detail.at_once.append(AtOnce(write["kind"], verb, rows))
        self._written = self.driver.total_changes

    def before_flush(self) -> None:
        """Read the rows whose old values are not in memory, while they are still old."""
        self._told_by_row = True
        for things, is_deleted in ((self.dirty, False), (self.deleted, True)):
            for state in map(instance_state, things):
                if _is_unclear(state, is_deleted=is_deleted):
                    self._before[state] = self._read(state)

    def after_flush(self) -> None:
        """Tell the rows that were just written."""
        self._written = self.driver.total_changes
        self._told_by_row = False
        for state in map(instance_state, self.new):
            self._tell(state, None, _values(state))
        for state in map(instance_state, self.dirty):
            if state in self._before:
                old, new = self._before.pop(state), self._read(state)
                changed = [name for name in old if old[name] != new[name]]
                self._tell(state, {name: old[name] for name in changed}, {name: new[name] for name in changed})
            else:
                self._tell(state, *_changed(state))
        for state in map(instance_state, self.deleted):
            self._tell(state, self._before.pop(state, None) or _values(state), None)

    def _tell(self, state: InstanceState[Any], old: Row | None, new: Row | None) -> None:
        if old or new:
            self.detail.rows.append(RowChange(_table(state.mapper).name, _row_id(state), old, new))

    def _read(self, state: InstanceState[Any]) -> Row:
        return read_row(self.driver, _table(state.mapper), _row_id(state)) or {}


@event.listens_for(Change, "before_flush")
def _before_flush(change: Change, *_: object) -> None:
    change.before_flush()


@event.listens_for(Change, "after_flush")
def _after_flush(change: Change, *_: object) -> None:
    change.after_flush()


@contextmanager
def changing(
    store: Store, action: str, *, by: str, why: str | None, at: datetime, undoes: int | None = None
) -> Iterator[Change]:
    """One change: committed with its entry in the log when the block ends, or not at all. Nothing written, no entry."""
    if store.read_only:
        raise trouble.opened_for_reading(store.path)
    with store.connected(writing=True) as connection, Change(connection) as change:
        store.session, store.watch = change, change.watch
        try:
            yield change
            change.seal(at=at, by=by, action=action, why=why, undoes=undoes)
        finally:
            store.session = store.watch = None


@contextmanager
def reading(store: Store) -> Iterator[Session]:
    """A session that cannot write. Inside another reading or a change it is the session of that."""
    if store.is_mine and store.session is not None:
        yield store.session
        return
    with store.connected(writing=False) as connection, Session(connection, autoflush=False) as session:
        store.session = session
        try:
            yield session
        finally:
            store.session = None


def read_row(driver: Any, table: Table, row: RowId) -> Row | None:
    """A row as it lies in the file, given its primary key."""
    names = [column.name for column in table.columns]
    found = driver.execute(
        f"SELECT {', '.join(quoted(names))} FROM {quoted([table.name])[0]} WHERE {key_is(table)}", key_values(row)
    ).fetchone()
    return found and {name: plain(value) for name, value in zip(names, found, strict=True)}


def quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def key_is(table: Table) -> str:
    """The condition for one row, with a question mark for each column of the primary key."""
    return " AND ".join(f"{name} = ?" for name in quoted(column.name for column in table.primary_key.columns))


def key_values(row: RowId) -> tuple[int | str, ...]:
    return tuple(row) if isinstance(row, list) else (row,)


def plain(value: Any) -> Plain:
    """A value as the log keeps it."""
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest(), "bytes": len(value)}
    return value  # type: ignore[no-any-return]


@cache
def _columns(mapper: Mapper[Any]) -> dict[str, tuple[str, Callable[[Any], Any] | None]]:
    """By the name in Python: the name in the file, and what makes the value as it lies in the file."""
    columns = [(attribute.key, attribute.columns[0]) for attribute in mapper.column_attrs]
    return {
        key: (column.name, column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
        for key, column in columns
        if isinstance(column, Column)
    }


@cache
def _foreign(mapper: Mapper[Any]) -> frozenset[str]:
    """The names of the columns that SQLAlchemy may fill in by itself, from a relationship."""
    return frozenset(
        mapper.get_property_by_column(column).key for column in _table(mapper).columns if column.foreign_keys
    )


def _table(mapper: Mapper[Any]) -> Table:
    assert isinstance(mapper.local_table, Table)
    return mapper.local_table


def _row_id(state: InstanceState[Any]) -> RowId:
    key = list(state.mapper.primary_key_from_instance(state.obj()) if state.key is None else state.key[1])
    return key[0] if len(key) == 1 else key


def _lies(write: Callable[[Any], Any] | None, value: Any) -> Plain:
    return plain(write(value) if write else value)


def _values(state: InstanceState[Any]) -> Row:
    """All columns of a row that is in memory."""
    return {name: _lies(write, state.dict.get(key)) for key, (name, write) in _columns(state.mapper).items()}


def _changed(state: InstanceState[Any]) -> tuple[Row, Row]:
    """What was and what is, of the columns that changed."""
    columns = _columns(state.mapper)
    old: Row = {}
    new: Row = {}
    for key, before in state.committed_state.items():
        if key in columns and before != (after := state.dict[key]):
            name, write = columns[key]
            old[name], new[name] = _lies(write, before), _lies(write, after)
    return old, new


def _is_unclear(state: InstanceState[Any], *, is_deleted: bool) -> bool:
    """Whether memory does not have all that the log has to tell of a row that is going to be written."""
    columns = _columns(state.mapper)
    if is_deleted:
        return not columns.keys() <= state.dict.keys() or bool(state.committed_state)
    set_now = state.committed_state.keys() & columns.keys()
    return (
        any(state.committed_state[key] is NO_VALUE or isinstance(state.dict.get(key), ClauseElement) for key in set_now)
        or not _foreign(state.mapper) <= state.dict.keys()
    )
