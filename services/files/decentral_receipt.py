"""Kvittering for decentral registrering: what became of a file, as plain values, as a table and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.values.finding import Severity
from models.values.message import Message
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.files.decentral import DecentralFile, Remark
from services.files.table_csv import write_rows

Say = Callable[[Message], str]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: received = loaded + rejected. `warnings` stand apart: their lines are loaded, or rejected
    for something else. `file_says` is what was said of the file itself, with its cause code; then nothing was loaded
    where `is_refused`. `rows` are the errors and warnings, in the order of the file.
    """

    name: str
    at: datetime
    user: str
    received: int
    loaded: int
    rejected: int
    warnings: int
    is_refused: bool
    file_says: tuple[tuple[str, Message], ...]
    rows: tuple[Remark, ...]


def receipt(file: DecentralFile, at: datetime, user: str) -> Receipt:
    """The receipt of a file. What loading found is put on the file first: `file.with_remarks`."""
    return Receipt(
        file.name,
        at,
        user,
        file.received,
        file.loaded,
        file.rejected,
        file.warnings,
        file.is_refused,
        tuple((each.code or "", each.what) for each in file.findings),
        file.remarks,
    )


_COLUMNS = (
    Column("line", Message("Line"), Kind.NUMBER),
    Column("record", Message("Record")),
    Column("employee", Message("Employee number")),
    Column("field", Message("Field")),
    Column("value", Message("Value")),
    Column("severity", Message("Result")),
    Column("code", Message("Code")),
    Column("cause", Message("Cause")),
)
_RESULTS = {Severity.STOP: Message("Rejected")}
_WARNING = Message("Warning")


def table(of: Receipt, say: Say) -> Table:
    """The lines with something to say, one remark a row. `say` puts sentences into the reader's language."""
    rows = [_row(each, say) for each in of.rows]
    return Table(Message("Receipt for decentral registrering"), _COLUMNS, tuple(rows))


def _row(remark: Remark, say: Say) -> tuple[Value, ...]:
    field = f"{remark.field} ({remark.column})" if remark.field else ""
    return (
        str(remark.line),
        remark.record,
        str(remark.employee) if remark.employee is not None else "",
        field,
        remark.value,
        say(_RESULTS.get(remark.severity, _WARNING)),
        remark.cause.value,
        say(remark.what),
    )


def heading(of: Receipt, say: Say) -> list[tuple[str, str]]:
    """What stands above the table: file, time, user and counts, each with its word."""
    counts: Mapping[str, str] = {
        say(Message("File")): of.name,
        say(Message("Loaded at")): f"{of.at:%d.%m.%Y %H:%M}",
        say(Message("User")): of.user,
        say(Message("Lines received")): str(of.received),
        say(Message("Lines loaded")): str(of.loaded),
        say(Message("Lines rejected")): str(of.rejected),
        say(Message("Warnings")): str(of.warnings),
    }
    return [*counts.items(), *((code, say(what)) for code, what in of.file_says)]


def receipt_csv(of: Receipt, say: Say) -> bytes:
    """The receipt as CSV for a spreadsheet: the counts, an empty row, and the lines."""
    lines = table(of, say)
    head = [say(column.heading) for column in lines.columns]
    return write_rows([*heading(of, say), (), head, *lines.rows])
