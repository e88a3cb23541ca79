"""Rows that are kept as they are, taken out all the same, where the law no longer asks for them.

It is done in a copy: its guards are taken away, the rows rewritten, the change log sealed anew, the guards put back,
and every page written anew so that nothing is left between the rows. The copy is compared with the file row by row;
then it takes the place of the file. Whenever the program is stopped, there is the file as before or as afterwards.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from models.records.audit import FIRST, SEALED, seal
from models.records.base import Record
from models.values.finding import Finding, Refused, Severity, refuse
from models.values.message import Message
from services.vault import history, trouble
from services.vault.backup import prove
from services.vault.change import key_is, quoted
from services.vault.history import Detail, Note
from services.vault.integrity import fingerprint
from services.vault.store import Store, connect, remove

_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
_GUARDS: Final = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_LOG: Final = "change_log"
_NAMES: Final = ", ".join(f'"{name}"' for name in SEALED)
_WHY, _DETAIL, _PREVIOUS = (SEALED.index(name) for name in ("why", "detail", "previous"))
_MOST: Final = 200_000_000  # bytes that one packed content may come to, where it is looked through
_DEEPEST: Final = 3

Key = tuple[Any, ...]
"""The primary key of a row, as it lies in the file."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of the change log: the first entry that was sealed anew, the last, and the last one's seals."""

    since: int
    until: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What is written. Values are as they lie in the file.

    `changed` are columns with their new values by table and key, `gone` are rows that are deleted, `log` are the
    reasons and details of entries of the change log that are told otherwise, by their numbers. `added` makes the rows
    that come to it when the log is sealed. `words` may stand nowhere afterwards but in the columns of `exempt`.
    `until` is the last entry of the log that was known when all this was made up.
    """

    changed: Mapping[tuple[str, Key], Mapping[str, Any]]
    gone: frozenset[tuple[str, Key]]
    log: Mapping[int, tuple[str | None, str]]
    added: Callable[[Sealed], Sequence[tuple[str, Mapping[str, Any]]]]
    words: tuple[str, ...]
    until: int
    exempt: frozenset[str] = frozenset()


def write_erased(
    store: Store, rows: Rows, *, action: str, by: str, at: datetime, check: Callable[[Path], None]
) -> Sealed:
    """Take the rows out of the file. `check` is given the finished copy, and may refuse it: then nothing has happened.

    Raises Refused, also where a word would be left anywhere; then everything is as it was.
    """
    if store.read_only:
        raise trouble.opened_for_reading(store.path)
    part = store.path.with_name(store.path.name + ".part")
    with store.alone() as driver:
        if history.head(driver)[0] != rows.until:
            raise refuse(Message("The file was changed meanwhile. Nothing was erased. Look at it again"))
        remove(part)
        try:
            driver.execute("VACUUM INTO ?", (str(part),))
            prove(part, store.key, fingerprint(driver))
            copy = connect(part, store.key)
            try:
                sealed = _rewrite(copy, rows, action=action, by=by, at=at)
                copy.execute("VACUUM")
                _compare(driver, copy, rows)
                if left := list(words_left(copy, rows.words, rows.exempt)):
                    raise Refused(
                        Finding(
                            Severity.STOP,
                            Message("A text in {table} still names the person. Nothing was erased.", table=table),
                            code="erase.left",
                        )
                        for table in sorted(set(left))
                    )
                expected = fingerprint(copy)
                if expected.schema != fingerprint(driver).schema:
                    raise RuntimeError("the guards of the file were not put back as they were")
            finally:
                copy.close()
            prove(part, store.key, expected)
            check(part)
            store.become(part, store.key)
        except BaseException:
            remove(part)
            raise
    return sealed


def words_left(driver: Any, words: Sequence[str], exempt: frozenset[str] = frozenset()) -> Iterator[str]:
    """The tables in which one of the words stands: in a text, or in bytes however they are packed. Once for each row.

    `exempt` are columns that may have them: `change_log.by`.
    """
    wanted = forms(words)
    if not wanted:
        return
    for (table,) in driver.execute(_TABLES).fetchall():
        names, _ = _shape(driver, table)
        for row in driver.execute(f'SELECT * FROM "{table}"'):
            if any(
                f"{table}.{name}" not in exempt and isinstance(value, str | bytes) and holds(value, wanted)
                for name, value in zip(names, row, strict=True)
            ):
                yield table


def forms(words: Sequence[str]) -> tuple[bytes, ...]:
    """The words as bytes that are looked for: small letters, as they are and as JSON may write them."""
    found: dict[bytes, None] = {}
    for word in words:
        small = word.lower()
        found[small.encode()] = None
        for ascii_only in (False, True):
            found[json.dumps(small, ensure_ascii=ascii_only)[1:-1].encode()] = None
            found[json.dumps(word, ensure_ascii=ascii_only)[1:-1].lower().encode()] = None
    return tuple(found)


def holds(value: str | bytes, wanted: Sequence[bytes], depth: int = 0) -> bool:
    """Whether one of the forms stands in a text, or in bytes: as they are, unpacked, or in the files of an archive."""
    if isinstance(value, str):
        small = value.lower().encode()
        return any(word in small for word in wanted)
    with suppress(UnicodeDecodeError):
        if any(word in value.decode().lower().encode() for word in wanted):
            return True
    small = value.lower()  # letters beyond ASCII stay as they are
    if any(word in small for word in wanted):
        return True
    return depth < _DEEPEST and any(holds(content, wanted, depth + 1) for content in _unpacked(value))


def _unpacked(value: bytes) -> Iterator[bytes]:
    if value[:1] == b"\x78":
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(value, _MOST)
    if value[:4] == b"PK\x03\x04":
        bad = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
        with suppress(*bad), zipfile.ZipFile(io.BytesIO(value)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as inside:
                    yield inside.read(_MOST)


def _rewrite(copy: Any, rows: Rows, *, action: str, by: str, at: datetime) -> Sealed:
    """Everything that is written, in one transaction."""
    copy.execute("BEGIN IMMEDIATE")
    copy.execute("PRAGMA defer_foreign_keys = ON")
    guards = copy.execute(_GUARDS).fetchall()
    for name, _ in guards:
        copy.execute(f'DROP TRIGGER "{name}"')
    for (table, key), values in rows.changed.items():
        columns = ", ".join(f"{name} = ?" for name in quoted(values))
        _one(copy, f'UPDATE "{table}" SET {columns} WHERE {_key_is(table)}', (*values.values(), *key))
    for table, key in rows.gone:
        _one(copy, f'DELETE FROM "{table}" WHERE {_key_is(table)}', key)
    sealed = _seal_anew(copy, rows.log)
    for table, row in rows.added(sealed):
        columns, marks = ", ".join(quoted(row)), ", ".join("?" * len(row))
        copy.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', tuple(row.values()))
    for _, sql in guards:
        copy.execute(sql)
    note = {"since": sealed.since, "until": sealed.until, "before": sealed.before, "after": sealed.after}
    history.append(copy, Detail([], [Note("erasure", note)], []), at=at, by=by, action=action)
    copy.execute("COMMIT")
    return sealed


def _seal_anew(copy: Any, log: Mapping[int, tuple[str | None, str]]) -> Sealed:
    """Write the entries that are told otherwise, and seal them and all that come after."""
    until, before = history.head(copy)
    since = min(log, default=until + 1)
    last = FIRST
    if since > 1:
        (last,) = copy.execute("SELECT hash FROM change_log WHERE seq = ?", (since - 1,)).fetchone()
    found = copy.execute(f"SELECT {_NAMES} FROM change_log WHERE seq >= ? ORDER BY seq", (since,)).fetchall()
    for columns in found:
        entry = list(columns)
        if entry[0] in log:
            entry[_WHY], entry[_DETAIL] = log[entry[0]]
        entry[_PREVIOUS] = last
        last = seal(tuple(entry))
        copy.execute(
            "UPDATE change_log SET why = ?, detail = ?, previous = ?, hash = ? WHERE seq = ?",
            (entry[_WHY], entry[_DETAIL], entry[_PREVIOUS], last, entry[0]),
        )
    return Sealed(since, until, before, last)


def _compare(driver: Any, copy: Any, rows: Rows) -> None:
    """Every row is as it was, byte for byte, but those that were to be written. Raises RuntimeError."""
    for (table,) in driver.execute(_TABLES).fetchall():
        names, keys = _shape(driver, table)
        order = ", ".join(f'"{names[place]}"' for place in keys) or "rowid"
        ask = f'SELECT * FROM "{table}" ORDER BY {order}'
        after = iter(copy.execute(ask))
        now = next(after, None)
        for was in driver.execute(ask):
            key = tuple(was[place] for place in keys)
            if (table, key) in rows.gone:
                continue
            expected = was
            if values := rows.changed.get((table, key)):
                expected = tuple(values.get(name, value) for name, value in zip(names, was, strict=True))
            if table == _LOG:
                is_same = now is not None and _is_entry(names, was, now, rows.log)
            else:
                while now is not None and now != expected and _is_new(table, tuple(now[at] for at in keys), driver):
                    now = next(after, None)  # a row that was added, whose key sorts before
                is_same = now == expected
            if not is_same:
                raise RuntimeError(f"a row of {table} was not written as it should be")
            now = next(after, None)
        while now is not None:
            is_entry = table == _LOG and now[0] == history.head(driver)[0] + 1
            if not is_entry and not _is_new(table, tuple(now[place] for place in keys), driver):
                raise RuntimeError(f"a row of {table} stands there twice")
            now = next(after, None)


def _is_new(table: str, key: Key, driver: Any) -> bool:
    return driver.execute(f'SELECT 1 FROM "{table}" WHERE {_key_is(table)}', key).fetchone() is None


def _is_entry(names: Sequence[str], was: Sequence[Any], now: Sequence[Any], log: Mapping[int, Any]) -> bool:
    """Whether an entry is as it was but for its seals, and for what it tells where that is told otherwise."""
    free = {"previous", "hash"} if was[0] >= min(log, default=was[0] + 1) else set[str]()
    if was[0] in log:
        free |= {"why", "detail"}
    return all(name in free or old == new for name, old, new in zip(names, was, now, strict=True))


def _shape(driver: Any, table: str) -> tuple[list[str], list[int]]:
    """The columns of a table, and the places of those of its primary key."""
    columns = driver.execute(f'PRAGMA table_info("{table}")').fetchall()
    keyed = sorted((column[5], place) for place, column in enumerate(columns) if column[5])
    return [column[1] for column in columns], [place for _, place in keyed]


def _key_is(table: str) -> str:
    return key_is(Record.metadata.tables[table])


def _one(copy: Any, sql: str, values: Key) -> None:
    if copy.execute(sql, values).rowcount != 1:
        raise RuntimeError("a row that was to be erased is not there")
