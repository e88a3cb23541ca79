"""Official codes and formats, read from data: dated code lists, and the descriptions of official messages.

A code list is a table with `;` between the columns; lines that begin with `#` are remarks. Needed columns: list, code,
from and to (months, both counted; empty = always), source and note; every other column is kept as it stands.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.values.span import Month
from services.reference import packaged

_NEEDED = ("list", "code", "from", "to", "source", "note")


class CodeFileError(ValueError):
    """A code list says something that cannot be used. The text names the list and the code."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code and the months in which it is valid, both counted.

    `source` is the letter of who says so; `more` are the other columns of the table.
    """

    code: str
    first: Month | None
    last: Month | None
    source: str
    note: str
    more: Mapping[str, str]

    def is_valid(self, month: Month) -> bool:
        """Whether the code may be used for that month."""
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


class CodeList(Mapping[str, Code]):
    """One list, by code. It also holds the codes that are not in use any more, so that old files can be read."""

    def __init__(self, name: str, codes: Mapping[str, Code]) -> None:
        self.name = name
        self._codes = dict(codes)

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def valid(self, month: Month) -> list[Code]:
        """The codes to choose from in that month, in the order of the file."""
        return [code for code in self._codes.values() if code.is_valid(month)]


@cache
def code_lists(name: str) -> Mapping[str, CodeList]:
    """The packaged code lists of one file ("no/amelding_codes"), by name."""
    return read_code_lists(packaged.read_text(f"codes/{name}.csv"))


def read_code_lists(text: str) -> dict[str, CodeList]:
    """Code lists from a table.

    Raises CodeFileError for a missing column, a month that is none, a code that stands twice.
    """
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";")
    if missing := set(_NEEDED) - set(rows.fieldnames or ()):
        raise CodeFileError(f"there is no column {min(missing)}")
    lists: dict[str, dict[str, Code]] = {}
    for row in rows:
        codes = lists.setdefault(row["list"], {})
        if row["code"] in codes:
            raise CodeFileError(f"{row['list']}: {row['code']} stands twice")
        codes[row["code"]] = _code(row)
    return {name: CodeList(name, codes) for name, codes in lists.items()}


def _code(row: dict[str, str]) -> Code:
    try:
        first, last = (Month.parse(row[end]) if row[end] else None for end in ("from", "to"))
    except ValueError as wrong:
        raise CodeFileError(f"{row['list']}: {row['code']}: {wrong}") from None
    more = {column: value for column, value in row.items() if column not in _NEEDED}
    return Code(row["code"], first, last, row["source"], row["note"], more)


@cache
def code_facts(name: str) -> Mapping[str, Any]:
    """A packaged table of facts beside the code lists ("no/amelding_limits"), as it stands."""
    return tomllib.loads(packaged.read_text(f"codes/{name}.toml"))


@cache
def message_formats(family: str) -> tuple[Mapping[str, Any], ...]:
    """The packaged descriptions of an official message ("amelding"), a version each, the oldest first."""
    files = [name for name in packaged.names("formats", ".toml") if name.startswith(f"{family}_")]
    formats = [tomllib.loads(packaged.read_text(f"formats/{name}")) for name in files]
    return tuple(sorted(formats, key=lambda each: [int(part) for part in each["about"]["version"].split(".")]))
