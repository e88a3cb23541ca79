"""Which column of a table is what: known headers at once, the rest by hand, and remembered by the look of the header
(files 0.6). Plain values: what is remembered where, its caller decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from models.values.finding import refuse
from models.values.message import Message
from services.files.cells import plain_header

_FORM: Final = 1


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can be. `headers` are the names by which it is known, as `plain_header` leaves them."""

    name: str
    label: Message
    headers: frozenset[str]
    required: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Target → column, counted from 0; and the choices that belong to the table (units, which comes first in a date).

    `signature` is that of the header for which it was made; empty for a table without one.
    """

    columns: Mapping[str, int]
    signature: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def missing(self, targets: Iterable[Target]) -> list[Target]:
        """The targets that must have a column and have none."""
        return [target for target in targets if target.required and target.name not in self.columns]

    def cell(self, target: str, cells: Sequence[str]) -> str:
        """The cell of a target; empty where it has no column, or the row ends before it."""
        column = self.columns.get(target)
        return cells[column] if column is not None and column < len(cells) else ""

    def as_plain(self) -> dict[str, object]:
        """What is remembered and can be handed on as a file."""
        return {
            "form": _FORM,
            "signature": self.signature,
            "columns": dict(self.columns),
            "choices": dict(self.choices),
        }


def from_plain(plain: Mapping[str, object]) -> ColumnMap:
    """A map that was remembered or handed on. Raises Refused where it is not one."""
    columns, choices, signature = plain.get("columns"), plain.get("choices", {}), plain.get("signature", "")
    if (
        plain.get("form") != _FORM
        or not isinstance(columns, Mapping)
        or not isinstance(choices, Mapping)
        or not isinstance(signature, str)
        or not all(type(column) is int and column >= 0 for column in columns.values())
        or len(set(columns.values())) < len(columns)
    ):
        raise refuse(Message("This is not a choice of columns that was saved here"))
    return ColumnMap(
        {str(target): column for target, column in columns.items()},
        signature,
        {str(name): str(value) for name, value in choices.items()},
    )


def signature(header: Sequence[str], delimiter: str) -> str:
    """The look of a header, by which its map is found again: its names as they are compared, and the delimiter."""
    names = "\x1f".join(plain_header(cell) for cell in header)
    return hashlib.sha256(f"{delimiter}\x1e{names}".encode()).hexdigest()


def known_columns(header: Sequence[str], targets: Sequence[Target], delimiter: str = "") -> ColumnMap:
    """The columns whose headers are known, each target once: of two that fit, the first."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(header):
        name = plain_header(cell)
        target = next((each.name for each in targets if each.name not in columns and name in each.headers), None)
        if name and target is not None:
            columns[target] = column
    return ColumnMap(columns, signature(header, delimiter))


def remembered(header: Sequence[str], delimiter: str, maps: Iterable[ColumnMap]) -> ColumnMap | None:
    """The map that was made for a header of this look, the newest (the last) of them."""
    mark = signature(header, delimiter)
    return next((each for each in reversed(list(maps)) if each.signature == mark), None)
