"""How tables from outside and what becomes of their rows are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.values.finding import Place, Severity
from models.values.message import Message
from services.actions.table_import import CHANGED, HELD, LEFT_OUT, NEW, OPEN, SAME, TablePreview, TableRow, TargetUse
from views.pages.files.words import masked
from views.shell.seat import Seat

STATES: Final[Mapping[str, tuple[Message, str]]] = {
    NEW: (Message("New"), "ok"),
    CHANGED: (Message("Changed"), "info"),
    SAME: (Message("Unchanged"), "muted"),
    HELD: (Message("Held back"), "warn"),
    LEFT_OUT: (Message("Left out"), "muted"),
    OPEN: (Message("Not decided"), "muted"),
}
"""What becomes of a row, in a word or two, and how it looks."""

ORDER: Final = (HELD, OPEN, CHANGED, NEW, SAME, LEFT_OUT)
"""What waits for somebody first."""

WHO: Final = ("name", "first_name", "last_name", "number", "national_id")
"""The targets that say whom a row is about: they stand in one column."""

WIDE_NUMBERS: Final = frozenset({"WHOLE", "NUMBER", "HOURS", "KRONER", "PERCENT"})
"""How columns are read whose figures stand at the right."""

_SHOWN: Final = 4  # the last signs of an account number

LOOKS: Final = {Severity.STOP: "err", Severity.WARNING: "warn", Severity.NOTE: "info"}

LANDS: Final[Mapping[str, Place]] = {
    "employees": Place("employees"),
    "absences": Place("absence"),
}
"""Where one sees what a table brought, for the kinds that go into no pay run."""


def file_words(seat: Seat, name: str) -> str:
    """What a table is called: its file, or that it was pasted."""
    return name or seat.t("Pasted table")


def cell_words(use: TargetUse, row: TableRow) -> str:
    """What stands in a cell, as far as it may be shown."""
    text = " ".join(row.cells.get(use.target.name, "").split())
    if not use.target.secret or not text:
        return text
    plain = "".join(text.split())
    if use.target.reading.name == "IDENTITY":
        return masked(plain)
    return f"***** {plain[-_SHOWN:]}" if len(plain) > 2 * _SHOWN else "*****"


def shown_cell(text: str) -> str:
    """A cell of the file as it may be shown: what looks like an identity number shows the day of birth alone."""
    plain = "".join(text.split())
    return masked(plain) if len(plain) == 11 and plain.isdecimal() else text.strip()


def rows_words(seat: Seat, count: int) -> str:
    """How many rows."""
    return seat.t("1 row") if count == 1 else seat.t("{count} rows", count=count)


def has_remarks(row: TableRow) -> bool:
    """Whether something is said of a row beyond what becomes of it."""
    return any(each.severity is not Severity.NOTE for each in row.findings)


def used(seen: TablePreview) -> tuple[TargetUse, ...]:
    """The targets that have a column, in the order of the file."""
    found = [each for each in seen.targets if each.column is not None]
    return tuple(sorted(found, key=lambda each: each.column or 0))
