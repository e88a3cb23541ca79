"""The change log of a file: who changed what, when, from what, to what, and why; each entry seals the one before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeAlias

from models.records.audit import FIRST, SEALED, seal
from models.records.base import Record
from models.records.columns import MOMENT

Plain: TypeAlias = "int | str | float | dict[str, int | str] | None"
"""A value as it lies in the file. Of bytes the log has only their number and SHA-256."""
Row: TypeAlias = dict[str, Plain]
RowId: TypeAlias = "int | str | list[int | str]"

HIDDEN: Final = "•••"

_NAMES: Final = ", ".join(f'"{name}"' for name in SEALED)
_APPEND: Final = f'INSERT INTO change_log ({_NAMES}, "hash") VALUES ({", ".join("?" * len(SEALED))}, ?)'
_LAST: Final = "SELECT seq, hash FROM change_log ORDER BY seq DESC LIMIT 1"
_ALL: Final = f'SELECT {_NAMES}, "hash" FROM change_log ORDER BY seq'
_UNDOES: Final = "SELECT seq, undoes FROM change_log WHERE undoes IS NOT NULL ORDER BY seq DESC"
_WRITTEN: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'change_log'"
_ON_ROW: Final = """EXISTS (SELECT 1 FROM json_each(detail, '$.rows') AS told
    WHERE told.value ->> '$.kind' = ? AND told.value -> '$.row' = json(?))"""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row with what changed in it: no `old` where it was added, no `new` where it was deleted."""

    kind: str
    row: RowId
    old: Row | None
    new: Row | None


@dataclass(frozen=True, slots=True)
class Note:
    """What an action said itself."""

    kind: str
    what: str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A statement that wrote many rows, which are not told one by one."""

    kind: str
    verb: str  # insert, update, delete
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `undoes` is the number of the change that it took back; `undone` says that it was itself."""

    seq: int
    at: datetime
    by: str
    action: str
    why: str | None
    touched: tuple[str, ...]
    rows: tuple[RowChange, ...]
    notes: tuple[Note, ...]
    at_once: tuple[AtOnce, ...]
    undoes: int | None
    undone: bool


@dataclass(slots=True)
class Detail:
    """What is told of a change while it goes on."""

    rows: list[RowChange]
    notes: list[Note]
    at_once: list[AtOnce]

    def __bool__(self) -> bool:
        return bool(self.rows or self.notes or self.at_once)

    @property
    def touched(self) -> tuple[str, ...]:
        kinds = (
            {row.kind for row in self.rows} | {note.kind for note in self.notes} | {some.kind for some in self.at_once}
        )
        return tuple(sorted(kinds))

    def text(self) -> str:
        """As JSON, without what is empty."""
        told = {
            "rows": [{"kind": row.kind, "row": row.row, "old": row.old, "new": row.new} for row in self.rows],
            "notes": [{"kind": note.kind, "what": note.what} for note in self.notes],
            "at_once": [{"kind": some.kind, "verb": some.verb, "rows": some.rows} for some in self.at_once],
        }
        return json.dumps({name: parts for name, parts in told.items() if parts}, ensure_ascii=False, default=str)

    @classmethod
    def read(cls, text: str) -> Detail:
        told = json.loads(text)
        return cls(
            [RowChange(**row) for row in told.get("rows", ())],
            [Note(**note) for note in told.get("notes", ())],
            [AtOnce(**some) for some in told.get("at_once", ())],
        )


def append(
    driver: Any,
    detail: Detail,
    *,
    at: datetime,
    by: str,
    action: str,
    why: str | None = None,
    undoes: int | None = None,
) -> int:
    """Write the next entry, sealed. The caller holds the transaction."""
    seq, last = driver.execute(_LAST).fetchone() or (0, FIRST)
    moment = MOMENT.write(at)
    entry = (seq + 1, moment, by, action, why, " ".join(detail.touched), detail.text(), undoes, last)
    driver.execute(_APPEND, (*entry, seal(entry)))
    return int(entry[0])


def head(driver: Any) -> tuple[int, str]:
    """The number and the hash of the last entry."""
    return driver.execute(_LAST).fetchone() or (0, FIRST)


def read(
    driver: Any,
    *,
    seq: int | None = None,
    kind: str | None = None,
    row: RowId | None = None,
    by: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = -1,
    reveal: bool = False,
) -> list[Entry]:
    """Entries, the newest first. Secret columns are hidden unless somebody asked for them."""
    wanted: list[tuple[str, tuple[object, ...]]] = []
    if seq is not None:
        wanted.append(("seq = ?", (seq,)))
    if kind is not None:
        wanted.append(("instr(' ' || touched || ' ', ?)", (f" {kind} ",)))
    if row is not None:
        wanted.append((_ON_ROW, (kind, json.dumps(row))))
    if by is not None:
        wanted.append(('"by" = ?', (by,)))
    if since is not None:
        wanted.append(("at >= ?", (MOMENT.write(since),)))
    if until is not None:
        wanted.append(("at < ?", (MOMENT.write(until),)))
    conditions = " AND ".join(sql for sql, _ in wanted) or "1"
    values = [value for _, some in wanted for value in some]
    found = driver.execute(
        f"SELECT {_NAMES} FROM change_log WHERE {conditions} ORDER BY seq DESC LIMIT ?", (*values, limit)
    )
    gone = undone(driver)
    return [_entry(columns, gone, reveal=reveal) for columns in found.fetchall()]


def undone(driver: Any) -> set[int]:
    """The numbers of the changes that are taken back now. Taking back a taking back makes the change hold again."""
    gone: set[int] = set()
    for seq, undoes in driver.execute(_UNDOES):
        if seq not in gone:
            gone.add(undoes)
    return gone


def broken_seals(driver: Any) -> Iterator[int]:
    """The numbers of the entries that are not as they were written, or do not follow the one before."""
    before, last = 0, FIRST
    for *entry, found in driver.execute(_ALL):
        if entry[0] != before + 1 or entry[-1] != last or seal(tuple(entry)) != found:
            yield entry[0]
        before, last = entry[0], found
    if driver.execute(_WRITTEN).fetchone() != (before,):
        yield before + 1  # the last entries were taken away


@cache
def _secret(kind: str) -> frozenset[str]:
    table = Record.metadata.tables.get(kind)
    return (
        frozenset(column.name for column in table.columns if column.info.get("secret"))
        if table is not None
        else frozenset()
    )


def _shown(kind: str, row: Row | None) -> Row | None:
    hidden = _secret(kind)
    if row is None or hidden.isdisjoint(row):
        return row
    return {name: HIDDEN if name in hidden and value is not None else value for name, value in row.items()}


def _entry(columns: Sequence[Any], gone: set[int], *, reveal: bool) -> Entry:
    seq, at, by, action, why, touched, detail, undoes, _ = columns
    told = Detail.read(detail)
    rows = (
        told.rows
        if reveal
        else [replace(row, old=_shown(row.kind, row.old), new=_shown(row.kind, row.new)) for row in told.rows]
    )
    return Entry(
        seq,
        datetime.fromisoformat(at),
        by,
        action,
        why,
        tuple(touched.split()),
        tuple(rows),
        tuple(told.notes),
        tuple(told.at_once),
        undoes,
        seq in gone,
    )
