"""Tables taken in: looked at first, then stored in one change, and taken back while nothing depends on them.

Which kinds there are stands in services/desk/table_kinds.py; what each of them writes, here in `_WRITERS`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from models.records.imported_file import ImportedFile
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.actions import table_absences, table_employees, table_hours
from services.actions.chosen_file import read_chosen
from services.actions.kept_columns import forget, keep_columns, no_columns, read_columns, write_columns
from services.actions.made_file import MadeFile
from services.actions.table_template import template_file
from services.actions.table_writer import Writer
from services.desk.desk import Desk
from services.desk.imported_files import content_of, keep_import, no_import, same_bytes, write_undone
from services.desk.table_import import (
    KindGuess,
    columns_of,
    guess,
    kind_of,
    note_of,
    preview,
    stored_kind,
)
from services.desk.table_kind import (
    AS_FOUND,
    CHANGED,
    HELD,
    LEFT_OUT,
    NEW,
    NOTHING_SAID,
    OPEN,
    PAGE,
    SAME,
    Choices,
    ColumnUse,
    Decision,
    Option,
    OptionValue,
    Question,
    TablePreview,
    TableRow,
    TargetUse,
)
from services.desk.table_kinds import KINDS
from services.files.column_map import from_plain

__all__ = [
    "AS_FOUND",
    "CHANGED",
    "HELD",
    "LEFT_OUT",
    "NEW",
    "NOTHING_SAID",
    "OPEN",
    "PAGE",
    "SAME",
    "Choices",
    "ColumnUse",
    "Decision",
    "KindGuess",
    "Option",
    "OptionValue",
    "Question",
    "TablePreview",
    "TableRow",
    "Taken",
    "TargetUse",
    "export_columns",
    "file_of",
    "forget_columns",
    "guess",
    "import_columns",
    "pasted",
    "preview",
    "read_file",
    "take_in",
    "template",
    "undo_import",
]

_WRITERS: Final[Mapping[str, Writer]] = {
    "hours": table_hours.WRITER,
    "employees": table_employees.WRITER,
    "absences": table_absences.WRITER,
}
"""What each kind of table writes, by its name."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a table: its number among the imports, and how many rows were taken, held back, left out, and the
    same as before.
    """

    import_id: int
    taken: int
    held: int
    left_out: int
    same: int


# --- a file ----------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    return read_chosen(path, PAGE)


def pasted(text: str) -> bytes:
    """What was pasted, as the content of a file: it takes the same road."""
    return text.encode("utf-8", "replace")


def take_in(
    desk: Desk,
    kind_name: str,
    content: bytes,
    name: str = "",
    choices: Choices = AS_FOUND,
    decisions: Mapping[int, Decision] = NOTHING_SAID,
    progress: Progress = no_progress,
) -> Taken:
    """Take a table in, in one change: the rows that its preview shows as new or changed, and nothing else.

    Until it is stored it can be stopped, and then nothing is stored. The choice of columns is remembered. Raises
    Refused for what the preview refuses, while something must be said first, and where no row can be taken.
    """
    seen = preview(desk, kind_name, content, name, choices, decisions, progress)
    _refuse_what_cannot(seen)
    lines = {row.line for row in seen.rows}
    if unknown := sorted(decisions.keys() - lines):
        what = Message("There is no row on line {line} of the file", line=str(unknown[0]))
        raise refuse(what, Place(PAGE, unknown[0]))
    packed = zlib.compress(content)
    progress(0, 1, Message("Storing the table"))
    made: list[int] = []

    def keep(session: Session, note: Mapping[str, Any], run_id: int | None = None) -> int:
        if (before := same_bytes(session, seen.sha256, stored_kind(kind_name))) is not None:
            raise refuse(Message("This file was imported on {day}", day=before.imported_at.date()), Place(PAGE))
        columns = columns_of(seen)
        keep_columns(session, desk, stored_kind(kind_name), columns)
        made.append(
            keep_import(
                session,
                desk,
                stored_kind(kind_name),
                name,
                seen.sha256,
                seen.size,
                packed,
                receiver="",
                rows=len(seen.rows),
                run_id=run_id,
                columns=json.dumps({"columns": columns.as_plain(), "made": note}, sort_keys=True),
            )
        )
        return made[0]

    _WRITERS[kind_name].take_in(desk, seen, keep, progress)
    counts = seen.counts
    return Taken(made[0], seen.taken, counts.get(HELD, 0), counts.get(LEFT_OUT, 0), counts.get(SAME, 0))


def _refuse_what_cannot(seen: TablePreview) -> None:
    if stops := [found for found in seen.findings if found.severity is Severity.STOP]:
        raise Refused(stops)
    for target in seen.targets:
        if target.missing:
            what = Message("Say which column holds {what}", what=target.target.label)
            raise refuse(what, Place(PAGE, None, target.target.name))
    for question in seen.questions:
        if question.is_required and not question.answer:
            raise refuse(question.what, Place(PAGE, None, question.target))
    for option in seen.options:
        if not option.chosen:
            raise refuse(Message("Choose: {what}", what=option.label), Place(PAGE, None, option.name))
    if not seen.takes_some and (held := [row for row in seen.rows if row.state == HELD]):
        stops = [each for row in held for each in row.findings if each.severity is Severity.STOP]
        raise Refused(stops or [Finding(Severity.STOP, Message("Some rows cannot be taken in"), Place(PAGE))])
    if not seen.taken:
        raise refuse(Message("No row of the table can be taken in"), Place(PAGE))


# --- afterwards ------------------------------------------------------------------------------------------------------


def undo_import(desk: Desk, import_id: int) -> int:
    """Take an import back; it stays in the log as undone, and the same file can be taken in again. How much went.

    Raises Refused where something depends on it, and for one that is undone already.
    """
    with desk.reading() as session:
        kind_name = _import(session, import_id).kind.removeprefix("table_")
    with desk.change(f"{kind_name}.undo") as session:
        row = _import(session, import_id)
        if (what := kind_of(kind_name).hindrance(session, row)) is not None:
            raise refuse(what, Place(PAGE))
        gone = _WRITERS[kind_name].undo(desk, session, row, note_of(row))
        write_undone(desk, row)
        return gone


def file_of(desk: Desk, import_id: int) -> tuple[str, bytes]:
    """The name and the very bytes of a table that was taken in. Raises Refused where there is none."""
    with desk.reading() as session:
        return _import(session, import_id).name, content_of(session, import_id)


def _import(session: Session, import_id: int) -> ImportedFile:
    row = session.get(ImportedFile, import_id)
    if row is None or row.kind.removeprefix("table_") not in KINDS or not row.kind.startswith("table_"):
        raise no_import(import_id, Place(PAGE))
    return row


# --- templates and choices of columns --------------------------------------------------------------------------------


def template(kind_name: str, language: str, form: str) -> MadeFile:
    """A table to begin with: the headings of a kind in a language; `form` is xlsx, with an example on a second sheet,
    or csv. Filled in and read back, its columns are known.
    """
    return template_file(kind_of(kind_name), language, form)


def export_columns(desk: Desk, kind_name: str, signature: str) -> bytes:
    """A choice of columns, to hand on. Raises Refused where there is none."""
    return write_columns(desk, stored_kind(kind_name), signature, PAGE, {"kind": kind_name})


def import_columns(desk: Desk, content: bytes) -> tuple[str, str]:
    """Remember a choice of columns that was handed on. Returns the kind and the signature of its header.

    Raises Refused for what is none, or of a kind that is unknown.
    """
    plain = read_columns(content)
    kind_name = plain.get("kind")
    if not isinstance(kind_name, str) or kind_name not in KINDS:
        raise no_columns(PAGE)
    columns = from_plain(plain)
    known = {each.name for each in kind_of(kind_name).targets}
    if not columns.signature or columns.columns.keys() - known:
        raise no_columns(PAGE)
    with desk.change("columns.save") as session:
        keep_columns(session, desk, stored_kind(kind_name), columns)
    return kind_name, columns.signature


def forget_columns(desk: Desk, kind_name: str, signature: str) -> None:
    """Forget a choice of columns; where there is none, nothing happens."""
    forget(desk, stored_kind(kind_name), signature)
