"""The packaged table of numbered rows and the codes around them: every row with its names, parsed and checked in form.

The words of a row are data; `codes/dk/row_words` names them for people. Where a row computes, the pack reads it.
Raises RowError for a row that cannot be used, naming the row and the column.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from services.reference import packaged
from services.reference.codes import code_lists
from services.reference.row_error import RowError

TYPES: Final = "wage_type"
"""The table of the numbered types; every other table holds codes."""

STATUSES: Final = ("computed", "off", "alias", "refused")
LANGUAGES: Final = ("da", "nb", "en")

_COLUMNS: Final = (
    *("table", "number", *(f"name_{language}" for language in LANGUAGES), "kind", "inputs", "op", "account", "basis"),
    *("rate", "trigger", "control", "flags", "posting", "chapter", "status"),
)
_POSTING: Final = re.compile(r"(?:(?P<side>[DK]):(?P<purposes>[a-z_|]+)|post:(?P<rows>[\d|]+))(?:@(?P<when>[a-z]+))?")
_ACCOUNT: Final = re.compile(r"(?P<code>[A-Z_*]+)(?:@(?:0|-1|past|input|\d{4}))?")


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting of a row: a side ("D" or "K") with its purposes, or the rows that post for it (`rows`).

    More than one purpose or row: the setup decides. `when` names the case in which it holds; empty = always.
    """

    side: str = ""
    purposes: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class DanishRow:
    """One row. `table` and `number` are its key; `names` by language. Every other field is a column as it stands, split
    into its words where it holds several; the head of the file says what they mean.
    """

    table: str
    number: str
    names: Mapping[str, str]
    kind: str
    inputs: tuple[str, ...]
    op: str
    account: str
    basis: str
    rate: str
    trigger: tuple[str, ...]
    control: tuple[str, ...]
    flags: frozenset[str]
    posting: tuple[PostingRow, ...]
    chapters: tuple[str, ...]
    status: str

    def name(self, language: str) -> str:
        """The row's name in that language, Danish where there is none."""
        return self.names.get(language) or self.names["da"]

    def label(self, language: str) -> str:
        """What a list shows: the number and the name. Names that end in the number, as they are not public, lose it."""
        return f"{self.number} {self.name(language).removesuffix(f' {self.number}')}"

    def accounts(self) -> tuple[str, ...]:
        """The accounts and places the row names, without their years; a `*` still stands for every one that fits."""
        return tuple(match["code"] for match in _ACCOUNT.finditer(self.account))


class DanishRows(Mapping[tuple[str, str], DanishRow]):
    """Every row by table and number, in the order of the file."""

    def __init__(self, rows: Iterable[DanishRow]) -> None:
        self._rows = {(row.table, row.number): row for row in rows}

    def __getitem__(self, key: tuple[str, str]) -> DanishRow:
        return self._rows[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def table(self, name: str) -> dict[str, DanishRow]:
        """The rows of one table, by number."""
        return {row.number: row for row in self.values() if row.table == name}

    def name(self, table: str, number: str, language: str) -> str:
        """What people call a number of a table; the number itself where no row has it."""
        row = self.get((table, number))
        return row.name(language) if row else number


@cache
def danish_rows() -> DanishRows:
    """The packaged rows."""
    return read_danish_rows(packaged.read_text("wage_types/dk_lonarter.csv"))


def read_danish_rows(text: str) -> DanishRows:
    """Rows from a table with `;` between the columns; lines that begin with `#` are remarks. Raises RowError."""
    table = csv.reader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";")
    head = next(table, [])
    if missing := [column for column in _COLUMNS if column not in head]:
        raise RowError(f"there is no column {missing[0]}")
    rows: dict[tuple[str, str], DanishRow] = {}
    for values in table:
        if len(values) != len(head):
            raise RowError(f"{' '.join(values[:2])}: {len(values)} columns instead of {len(head)}")
        row = _row(dict(zip(head, values, strict=True)))
        if (row.table, row.number) in rows:
            raise RowError(f"{row.table} {row.number}: number: stands twice")
        rows[row.table, row.number] = row
    return DanishRows(rows.values())


def _row(cells: Mapping[str, str]) -> DanishRow:
    key = f"{cells['table']} {cells['number']}"
    for column in ("table", "number", *(f"name_{language}" for language in LANGUAGES), "kind", "status"):
        if not cells[column].strip():
            raise RowError(f"{key}: {column}: is empty")
    if cells["status"] not in STATUSES:
        raise RowError(f"{key}: status: {cells['status']} is none of {', '.join(STATUSES)}")
    if cells["table"] == TYPES and not (cells["number"].isdecimal() and cells["op"]):
        raise RowError(f"{key}: {'op: is empty' if cells['number'].isdecimal() else 'number: is no number'}")
    return DanishRow(
        table=cells["table"],
        number=cells["number"],
        names={language: cells[f"name_{language}"] for language in LANGUAGES},
        kind=cells["kind"],
        inputs=tuple(cells["inputs"].split()),
        op=cells["op"],
        account=cells["account"],
        basis=cells["basis"],
        rate=cells["rate"],
        trigger=tuple(cells["trigger"].split()),
        control=tuple(cells["control"].split()),
        flags=frozenset(cells["flags"].split()),
        posting=tuple(_posting(key, word) for word in cells["posting"].split()),
        chapters=tuple(cells["chapter"].split()),
        status=cells["status"],
    )


def _posting(key: str, word: str) -> PostingRow:
    match = _POSTING.fullmatch(word)
    if match is None:
        raise RowError(f"{key}: posting: {word} is no posting")
    purposes, rows = ((match[part] or "").split("|") if match[part] else () for part in ("purposes", "rows"))
    return PostingRow(match["side"] or "", tuple(purposes), tuple(rows), match["when"] or "")


def expanded(codes: Iterable[str], known: Iterable[str]) -> list[str]:
    """The codes with every `*` replaced by the known codes that fit. Raises RowError for one that fits none."""
    every = list(known)
    found: list[str] = []
    for code in codes:
        fit = [each for each in every if fnmatchcase(each, code)]
        if not fit:
            raise RowError(f"{code}: there is no such code")
        found.extend(fit)
    return found


def word_name(kind: str, word: str, language: str) -> str:
    """What people call a word of a row ("kind", "fixed"), what follows a colon left out; the word where it has no name.

    Lists: table, kind, status, trigger, control, flag, input.
    """
    entry = code_lists("dk/row_words")[kind].get(word.partition(":")[0])
    return entry.more[f"name_{language}"] if entry else word
