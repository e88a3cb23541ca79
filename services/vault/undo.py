"""Taking a change back: its rows get their old values again, as a new change, or nothing happens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2 as sqlcipher

from models.records.base import APPROVED, Record
from models.values.finding import Refused, refuse
from models.values.message import Message
from services.vault import history
from services.vault.change import Change, changing, key_is, key_values, quoted, read_row
from services.vault.history import Entry, Row, RowChange
from services.vault.store import Store


def undo(store: Store, seq: int, *, by: str, why: str | None, at: datetime) -> tuple[str, ...]:
    """Take back one change. Returns the kinds of records that it touched."""
    try:
        with changing(store, "undo", by=by, why=why, at=at, undoes=seq) as change:
            change.connection()  # begins the transaction
            entry = _entry(change, seq)
            change.driver.execute("PRAGMA defer_foreign_keys = ON")  # rows come back in any order
            with change.telling_rows() as told:
                for row in reversed(entry.rows):
                    _take_back(change.driver, row, seq)
                    told.append(RowChange(row.kind, row.row, row.new, row.old))
            return entry.touched
    except (IntegrityError, sqlcipher.IntegrityError):
        raise refuse(
            Message("Change {seq} cannot be taken back: something that came later builds on it.", seq=seq)
        ) from None
    except Refused as refusal:
        if [finding.code for finding in refusal.findings] != [APPROVED]:
            raise
        raise refuse(
            Message("Change {seq} cannot be taken back: part of it is approved since. Make a correction.", seq=seq),
            code=APPROVED,
        ) from None


def _entry(change: Change, seq: int) -> Entry:
    entry = next(iter(history.read(change.driver, seq=seq, reveal=True)), None)
    if entry is None:
        raise refuse(Message("There is no change {seq}.", seq=seq))
    if entry.undone:
        raise refuse(Message("Change {seq} is taken back already.", seq=seq))
    if entry.at_once or not entry.rows or any(_is_lost(row.old) for row in entry.rows):
        raise refuse(Message("Change {seq} is of a kind that cannot be taken back in one step.", seq=seq))
    return entry


def _is_lost(row: Row | None) -> bool:
    """Whether the log does not have the whole of it: bytes are told by their hash."""
    return any(isinstance(value, dict) for value in (row or {}).values())


def _take_back(driver: Any, change: RowChange, seq: int) -> None:
    """Set one row back, if it is still as the change left it."""
    table = Record.metadata.tables.get(change.kind)
    if table is None or not _has_columns(table, change):
        raise refuse(Message("Change {seq} was made with an older version of Lønnsom and stays as it is.", seq=seq))
    now = read_row(driver, table, change.row)
    is_as_left = now == change.new if now is None or change.new is None else _is_part(change.new, now)
    if not is_as_left:
        raise refuse(
            Message(
                "Change {seq} cannot be taken back: what it wrote was changed again. Take back the later change first.",
                seq=seq,
            )
        )
    name, key = quoted([change.kind])[0], key_values(change.row)
    if change.old is None:
        driver.execute(f"DELETE FROM {name} WHERE {key_is(table)}", key)
    elif change.new is None:
        columns = ", ".join(quoted(change.old))
        marks = ", ".join("?" * len(change.old))
        driver.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", tuple(change.old.values()))
    else:
        columns = ", ".join(f"{column} = ?" for column in quoted(change.old))
        driver.execute(f"UPDATE {name} SET {columns} WHERE {key_is(table)}", (*change.old.values(), *key))


def _is_part(some: Row, whole: Row) -> bool:
    return all(whole[name] == value for name, value in some.items())


def _has_columns(table: Table, change: RowChange) -> bool:
    return {*(change.old or ()), *(change.new or ())} <= {column.name for column in table.columns}
