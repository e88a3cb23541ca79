"""A file is whole: every page as it was sealed, every row where it belongs, every entry of the log in its chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlcipher

from models.values.finding import Finding, Severity
from models.values.message import Message
from services.vault import history, migrations

_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
_LISTED: Final = 5  # of each kind of trouble: the rest says no more


def findings(driver: Any) -> list[Finding]:
    """What is wrong with an open file, all of it a reason to stop."""
    return [*is_whole(driver), *has_form(driver)]


def is_whole(driver: Any) -> list[Finding]:
    """What is wrong with what is in the file, whatever form it has. Where pages are damaged nothing else is asked."""
    return list(_pages(driver)) or [*_links(driver), *_seals(driver)]


def has_form(driver: Any) -> list[Finding]:
    """Where the file is not built as this program builds it: a guard that was taken away, a table that was added."""
    found, built = migrations.read_schema(driver), migrations.newest_schema()
    return [
        _stop("file.form", Message("“{name}” in the file is not as Lønnsom makes it.", name=name))
        for name in sorted(found.keys() | built.keys())
        if found.get(name) != built.get(name)
    ]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a copy must have as the file has it."""

    schema: dict[str, str]
    rows: dict[str, int]  # how many, by table
    head: tuple[int, str]  # the end of the change log


def fingerprint(driver: Any) -> Fingerprint:
    """What the file has."""
    tables = [name for (name,) in driver.execute(_TABLES).fetchall()]
    counts = {name: driver.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    return Fingerprint(migrations.read_schema(driver), counts, history.head(driver))


def _pages(driver: Any) -> Iterator[Finding]:
    for check in ("cipher_integrity_check", f"integrity_check({_LISTED})"):  # each sees what the other does not
        try:
            said = [text for (text,) in driver.execute(f"PRAGMA {check}")]
        except sqlcipher.DatabaseError as error:
            said = [str(error)]
        for text in said[:_LISTED]:
            if text != "ok":
                yield _stop("file.pages", Message("A part of the file is damaged: {what}.", what=text))


def _links(driver: Any) -> Iterator[Finding]:
    loose: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in driver.execute("PRAGMA foreign_key_check"):
        loose[table, parent] = loose.get((table, parent), 0) + 1
    for (table, parent), rows in loose.items():
        what = Message("{rows} rows of {table} belong to nothing in {parent}.", rows=rows, table=table, parent=parent)
        yield _stop("file.links", what)


def _seals(driver: Any) -> Iterator[Finding]:
    for seq, _ in zip(history.broken_seals(driver), range(_LISTED), strict=False):
        yield _stop("file.seal", Message("Entry {seq} of the change log is not as it was written.", seq=seq))


def _stop(code: str, what: Message) -> Finding:
    return Finding(Severity.STOP, what, code=code)
