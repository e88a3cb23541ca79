"""Tables before they are taken in: the table in the file, its columns, what is asked, and what each row would do.

Nothing is stored here, and nothing that a file holds can stop it: what is wrong is a finding. What a kind of table is
stands in `table_kind.py`, which kinds there are in `table_kinds.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.imported_file import ColumnMapping
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.desk.calculate import steady_memory
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.imported_files import same_bytes
from services.desk.table_kind import (
    AS_FOUND,
    LEFT_OUT,
    NOTHING_SAID,
    OPEN,
    PAGE,
    Choices,
    ColumnUse,
    Decision,
    Judged,
    Option,
    OptionValue,
    Preset,
    Question,
    ReadRow,
    ReadTable,
    TableKind,
    TablePreview,
    TableRow,
    TableTarget,
    TargetUse,
)
from services.desk.table_kinds import KINDS
from services.desk.table_note import note_of as note_of
from services.files.cells import plain_header, text_of
from services.files.column_map import ColumnMap, Target, from_plain, known_columns, signature
from services.files.column_reading import ANSWERS, Ask, Reader, Unreadable, reader_of
from services.files.recognise import Kind, recognise
from services.files.sheet import SourceTable, first_lines, read_source
from services.files.text_table import LARGEST, Row
from services.files.workbook import is_workbook, why_no_workbook
from services.reference.formats import LANGUAGES
from services.reference.texts import texts

_SAMPLE: Final = 5  # cells of each column that are shown
_FIRST_LINES: Final = 15
_STEP: Final = 1_000  # rows between two words to whoever waits
_ENOUGH: Final = 2  # known columns by which a kind is guessed
_ANSWER_WORDS: Final = {
    ",": Message("Comma before the decimals: {example}", example="7,5"),
    ".": Message("Point before the decimals: {example}", example="7.5"),
    "day_first": Message("Day first: {example} is 1 February", example="1/2"),
    "month_first": Message("Month first: {example} is 2 January", example="1/2"),
    "percent": Message("Per cent: {example} is a half", example="50"),
    "share": Message("Parts of one: {example} is a half", example="0,5"),
}

_OTHER_FILES: Final = {
    Kind.K27: Message("This is NAV's report of refunds (K27). Import it under Refunds"),
    Kind.TAX_CARDS: Message("This is the answer about tax cards. Import it under Tax cards"),
    Kind.PAYMENT_STATUS: Message("This is a bank's answer to a payment file, not a table"),
    Kind.AMELDING: Message("This is an a-melding, not a table"),
    Kind.AMELDING_FEEDBACK: Message("This is the answer to an a-melding. Import it under A-melding"),
    Kind.DECENTRAL: Message("This is a file of decentral registrering (Denmark), not a table"),
    Kind.BACKUP: Message("This is a copy of a client file, not a table"),
    Kind.CLIENT: Message("This is a client file, not a table"),
    Kind.SCENARIO: Message("This is a scenario file, not a table"),
}
"""What is said of a file that the program knows, where a table is asked for."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind of table that a file may be; the higher score fits better."""

    kind: str
    title: Message
    score: int


@dataclass(frozen=True, slots=True)
class TableLook:
    """What a table says of itself, without a client file: the kind that it seems to be (empty: none), its columns with
    what each is taken for, how many rows there are below the header, and what is wrong with their cells.
    """

    kind: str
    form: str
    rows: int
    columns: tuple[ColumnUse, ...]
    delimiter: str
    sheet: str
    header_line: int
    questions: tuple[Question, ...]
    assumed: tuple[Message, ...]
    findings: tuple[Finding, ...]


def look(content: bytes) -> TableLook:
    """A table as it is, judged by nothing but itself. Raises Refused for what is none."""
    kinds = guess(content)
    kind = kind_of(kinds[0].kind) if kinds else None
    source = read_source(content, lambda cells: len(columns_by_name(kind, cells)[0]) if kind is not None else 0)
    warnings = [Finding(Severity.WARNING, what, Place(PAGE)) for what in source.warnings]
    if kind is None:
        table, columns = None, tuple(ColumnUse(place, source.title(place), (), "") for place in range(source.width))
    else:
        table = _Table(kind, source, AS_FOUND, (), NOTHING_SAID)
        columns = table.columns
        warnings += [found for row in table.read(no_progress) for found in row.findings]
    return TableLook(
        kind.name if kind is not None else "",
        source.form,
        len(source.body),
        columns,
        source.delimiter,
        source.sheet,
        source.header_line,
        table.questions if table is not None else (),
        (*source.assumed, *(table.assumed if table is not None else ())),
        tuple(warnings),
    )


_NO_TABLES: Final = Message(
    "This client takes no tables in. Employees come as decentral registrering; hours are pasted into the basis of the "
    "pay run, and absence on its own page"
)


def kind_of(name: str) -> TableKind:
    """The kind of a name. Raises KeyError."""
    return KINDS[name]


def guess(content: bytes) -> tuple[KindGuess, ...]:
    """The kinds that a table may be, the likeliest first; none where its columns are unknown. Never raises for it."""
    try:
        rows = first_lines(content)
    except Refused:
        return ()
    found = [KindGuess(kind.name, kind.title, score) for kind in KINDS.values() if (score := _score(kind, rows))]
    return tuple(sorted(found, key=lambda each: -each.score))


def _score(kind: TableKind, rows: Sequence[Row]) -> int:
    """How many columns are known; those that there must be count twice. 0 where one of these is missing."""
    if _preset_of(kind, rows) is not None:
        return 100
    best = 0
    for row in rows:
        columns, whole = columns_by_name(kind, row.cells)
        if len(columns) >= _ENOUGH and not _missing(whole, columns):
            best = max(best, len(columns) + sum(whole.target(each).required for each in columns))
    return best


def columns_by_name(kind: TableKind, header: Sequence[str]) -> tuple[dict[str, int], TableKind]:
    """The columns that are known by their headers, and the kind with those targets that only this header has."""
    used = dict(known_columns(header, plain_targets(kind)).columns)
    if not (more := kind.more(header, used)):
        return used, kind
    used = {target: place for target, place in used.items() if place not in more}
    used |= {target.name: place for place, target in more.items()}
    return used, replace(kind, targets=(*kind.targets, *more.values()))


def preview(
    desk: Desk,
    kind_name: str,
    content: bytes,
    name: str = "",
    choices: Choices = AS_FOUND,
    decisions: Mapping[int, Decision] = NOTHING_SAID,
    progress: Progress = no_progress,
) -> TablePreview:
    """What taking a table in would do. Never raises for the file; `progress` may stop it (Cancelled)."""
    kind = kind_of(kind_name)
    digest = sha256(content).hexdigest()
    nothing = _nothing(kind, name, digest, len(content))
    other = _other_kind(content, name)
    if other is not None:
        return replace(nothing, other_kind=other[0], findings=other[1])
    if not country(desk.client.country).questions.has("files.table"):
        return replace(nothing, findings=(Finding(Severity.STOP, _NO_TABLES, Place(PAGE)),))
    try:
        source = read_source(
            content,
            lambda cells: len(columns_by_name(kind, cells)[0]),
            sheet=choices.sheet,
            encoding=choices.encoding,
            delimiter=choices.delimiter,
            header=choices.header,
            progress=progress,
        )
    except Refused as refusal:
        return replace(nothing, findings=tuple(_placed(each) for each in refusal.findings))
    with desk.reading() as session:
        before = same_bytes(session, digest, stored_kind(kind_name))
        maps = maps_of(session, kind.name)
    table = _Table(kind, source, choices, maps, decisions)
    findings = [Finding(Severity.WARNING, what, Place(PAGE)) for what in source.warnings]
    if before is not None:
        what = Message("This file was imported on {day}", day=before.imported_at.date())
        findings.append(Finding(Severity.STOP, what, Place(PAGE)))
    elif not source.body:
        findings.append(Finding(Severity.STOP, Message("There are no rows under the headings"), Place(PAGE)))
    options = kind.options(desk, choices.options)
    findings += [each.missing for each in options if each.missing is not None and not each.values]
    shown = replace(
        nothing,
        form=source.form,
        sheet=source.sheet,
        sheets=source.sheets,
        encoding=source.encoding,
        delimiter=source.delimiter,
        header_line=source.header_line,
        preset=table.preset.name if table.preset is not None else "",
        signature=table.signature,
        is_remembered=table.is_remembered,
        assumed=(*source.assumed, *table.assumed),
        first_lines=tuple((row.line, tuple(row.cells)) for row in source.lines[:_FIRST_LINES]),
        columns=table.columns,
        targets=table.targets,
        questions=table.questions,
        options=options,
        findings=tuple(findings),
        imported_on=before.imported_at.date() if before is not None else None,
    )
    with steady_memory():
        rows = table.read(progress)
        if shown.is_open or shown.refused:
            return replace(shown, rows=tuple(_open(row) for row in rows))
        judged = _judged(desk, table, rows, options, decisions, progress)
    return replace(
        shown,
        rows=judged.rows,
        findings=(*findings, *judged.findings),
        tells=(*table.tells, *judged.tells),
        questions=(*shown.questions, *judged.questions),
        plan=judged.plan,
    )


def _open(row: ReadRow) -> TableRow:
    """A row of which nobody can say yet what becomes of it."""
    return TableRow(row.line, row.cells, OPEN, None, tuple(row.findings))


def _judged(
    desk: Desk,
    table: _Table,
    rows: Sequence[ReadRow],
    options: Sequence[Option],
    decisions: Mapping[int, Decision],
    progress: Progress,
) -> Judged:
    """What the kind says of the rows, with those among them that are left out by the user."""
    left = {line for line, said in decisions.items() if said.leave_out}
    mine = [row for row in rows if row.line not in left] if left else rows
    chosen = {each.name: each.chosen for each in options}
    preset = table.preset.name if table.preset is not None else ""
    read = ReadTable(mine, frozenset(table.used), preset, table.answers)
    judged = table.kind.judge(desk, read, chosen, decisions, progress)
    if not left:
        return judged
    out = [
        TableRow(row.line, row.cells, LEFT_OUT, Message("Left out by you"), tuple(row.findings))
        for row in rows
        if row.line in left
    ]
    return replace(judged, rows=tuple(sorted([*judged.rows, *out], key=lambda each: each.line)))


# --- its columns -----------------------------------------------------------------------------------------------------


class _Table:
    """A table with its columns as they are taken, each with the way it is read."""

    def __init__(
        self,
        kind: TableKind,
        source: SourceTable,
        choices: Choices,
        maps: Sequence[ColumnMap],
        decisions: Mapping[int, Decision],
    ) -> None:
        self.kind, self._source, self._decisions = kind, source, decisions
        self._body = source.body
        self.preset = _preset_of(kind, source.lines) if source.header_place < 0 else None
        self.is_remembered = False
        self.signature = look_of(source)
        answers = dict(choices.answers)
        by_name, self.kind = columns_by_name(kind, source.header)
        if choices.columns is not None:
            self.used = self._as_said(choices.columns)
        elif (before := next((each for each in reversed(maps) if each.signature == self.signature), None)) is not None:
            self.used, self.is_remembered = self._as_said(before.columns), True
            answers = {**before.choices, **answers}
        elif source.header_place >= 0:
            self.used = by_name
        else:
            names = self.preset.columns if self.preset is not None else ()
            self.used = {each: place for place, each in enumerate(names) if each and place < source.width}
        cells = {target: [_cell(row, place) for row in self._body] for target, place in self.used.items()}
        for line, said in decisions.items():  # what is written in place of a cell counts for the column as well
            for target, text in said.cells.items():
                if line and target in cells:
                    cells[target].append(text)
        self._readers = {
            target: reader_of(self.kind.target(target).reading, texts_of, _answers_for(target, answers))
            for target, texts_of in cells.items()
        }
        self.answers = answers

    def _as_said(self, columns: Mapping[str, int]) -> dict[str, int]:
        """The columns as somebody says, without those that are not there; a column is one thing only."""
        known = {each.name for each in self.kind.targets}
        found: dict[str, int] = {}
        for target, place in columns.items():
            if target in known and 0 <= place < self._source.width and place not in found.values():
                found[target] = place
        return found

    @property
    def assumed(self) -> tuple[Message, ...]:
        if self.preset is not None:
            return (Message("Read as {layout}, which has no header", layout=self.preset.label),)
        if self.is_remembered:
            return (Message("The columns are as they were chosen for a table of the same look"),)
        return ()

    @property
    def tells(self) -> tuple[Message, ...]:
        """How columns were read that could be written in more than one way."""
        return tuple(dict.fromkeys(what for reader in self._readers.values() for what in reader.tells))

    @property
    def columns(self) -> tuple[ColumnUse, ...]:
        by_place = {place: target for target, place in self.used.items()}
        some = [row.cells for row in self._body[: _SAMPLE * 4]]
        found = []
        for place in range(self._source.width):
            sample = [row[place] for row in some if place < len(row) and row[place].strip()]
            target = by_place.get(place, "")
            found.append(ColumnUse(place, self._source.title(place), tuple(sample[:_SAMPLE]), target))
        return tuple(found)

    @property
    def targets(self) -> tuple[TargetUse, ...]:
        missing = _missing(self.kind, self.used)
        return tuple(TargetUse(each, self.used.get(each.name), each.name in missing) for each in self.kind.targets)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(self._question(target, ask) for target, reader in self._readers.items() for ask in reader.asks)

    def _question(self, target: str, ask: Ask) -> Question:
        name = f"{target}.{ask.about}"
        column = self._source.title(self.used[target])
        what = _asked(ask.about, column, text_of(ask.example)[:40])
        values = tuple(OptionValue(value, _ANSWER_WORDS[value]) for value in ANSWERS[ask.about])
        said = self.answers.get(name, "")
        return Question(name, target, what, values, said if said in ANSWERS[ask.about] else "")

    def read(self, progress: Progress) -> list[ReadRow]:
        """Every row with its cells and values. A cell that cannot be read is told beside it."""
        columns = [
            (target, place, _Memory(self._readers[target], self.kind.target(target)))
            for target, place in self.used.items()
        ]
        total = len(self._body)
        found = []
        for count, (line, cells) in enumerate(self._body):
            if count % _STEP == 0:
                progress(count, total, Message("Rows are read"))
            width = len(cells)
            said = self._decisions.get(line)
            texts_of: dict[str, str] = {}
            row = ReadRow(line, texts_of, {})
            for target, place, memory in columns:
                cell = cells[place] if place < width else ""
                if said is not None:
                    cell = said.cells.get(target, cell)
                texts_of[target] = cell.strip()
                if cell and not cell.isspace():
                    memory.into(row, target, cell)
            found.append(row)
        progress(total, total, Message("Rows are read"))
        return found


def _asked(about: str, column: str, example: str) -> Message:
    match about:
        case "dates":
            return Message(
                "Which comes first in {column}, the day or the month? {example} can be both",
                column=column,
                example=example,
            )
        case "share":
            return Message(
                "What do the numbers of {column} mean? {example} can be per cent or a part of one",
                column=column,
                example=example,
            )
        case _:
            return Message(
                "How are the numbers of {column} written? {example} can be read in two ways",
                column=column,
                example=example,
            )


class _Memory:
    """What each text of a column was read as: a column says the same over and over."""

    def __init__(self, reader: Reader, target: TableTarget) -> None:
        self._read, self._target = reader.read, target
        self._known: dict[tuple[type, str], tuple[Any, tuple[Severity, Message] | None]] = {}

    def into(self, row: ReadRow, target: str, cell: str) -> None:
        key = (type(cell), str(cell))
        if (found := self._known.get(key)) is None:
            try:
                value, note = self._read(cell)
                found = (value, (Severity.WARNING, note) if note is not None else None)
            except Unreadable as wrong:
                found = (None, (Severity.STOP, wrong.what))
            self._known[key] = found
        value, told = found
        if value is not None and value != "":
            row.values[target] = value
        if told is not None:
            row.tell(*told, target)


def _answers_for(target: str, answers: Mapping[str, str]) -> dict[str, str]:
    start = f"{target}."
    return {name.removeprefix(start): value for name, value in answers.items() if name.startswith(start)}


def _missing(kind: TableKind, used: Mapping[str, int]) -> frozenset[str]:
    """The targets that lack a column: required ones, and all of those of which one must have one."""
    groups = {group for each in kind.targets for group in each.one_of.split()}
    still_open = groups - {group for name in used for group in kind.target(name).one_of.split()}
    return frozenset(
        each.name
        for each in kind.targets
        if (each.required and each.name not in used) or not still_open.isdisjoint(each.one_of.split())
    )


def _preset_of(kind: TableKind, rows: Sequence[Row]) -> Preset | None:
    """The layout without a header that a table has, by nearly every one of its first rows."""
    for preset in kind.presets:
        some = [row.cells for row in rows[:50]]
        if not some:
            return None
        like = sum(len(cells) == len(preset.columns) and preset.fits(cells) for cells in some)
        if like * 10 >= len(some) * 9:
            return preset
    return None


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


@cache
def plain_targets(kind: TableKind) -> tuple[Target, ...]:
    """The targets of a kind with every name by which they are known, in all languages."""
    told = [texts(language) for language in LANGUAGES]
    return tuple(
        Target(
            each.name,
            each.label,
            frozenset(
                filter(
                    None,
                    (plain_header(name) for name in (*each.headers, each.name, *(say(each.label) for say in told))),
                )
            ),
            each.required,
        )
        for each in kind.targets
    )


def look_of(source: SourceTable) -> str:
    """The look of a table, under which its columns are remembered: its header and the sign between its cells, or how
    many columns it has.
    """
    return signature(source.header or ("", str(source.width)), source.delimiter)


# --- what was before -------------------------------------------------------------------------------------------------


def stored_kind(name: str) -> str:
    """What the kind is called in the log of imports."""
    return f"table_{name}"


def maps_of(session: Session, kind_name: str) -> list[ColumnMap]:
    """The choices of columns that were remembered for a kind, the oldest first; one that cannot be read is as none."""
    found = []
    rows = select(ColumnMapping.mapping).where(ColumnMapping.kind == stored_kind(kind_name))
    for kept in session.scalars(rows.order_by(ColumnMapping.used_at)):
        try:
            found.append(from_plain(json.loads(kept)))
        except (ValueError, Refused):
            continue
    return found


def columns_of(seen: TablePreview) -> ColumnMap:
    """The choice of columns of a table, as it is remembered and handed on."""
    used = {each.target.name: each.column for each in seen.targets if each.column is not None}
    answers = {each.name: each.answer for each in seen.questions if each.answer}
    return ColumnMap(used, seen.signature, answers)


# --- what it is ------------------------------------------------------------------------------------------------------


def _other_kind(content: bytes, name: str) -> tuple[str, tuple[Finding, ...]] | None:
    """What the file is where it is no table at all (files 0.2). One column, or text that looks like nothing, may be."""
    if not content.strip():
        return Kind.UNKNOWN.value, (Finding(Severity.STOP, Message("The file is empty"), Place(PAGE)),)
    if (what := why_no_workbook(content) if content[:2] in (b"PK", b"\xd0\xcf") else None) is not None:
        return Kind.UNKNOWN.value, (Finding(Severity.STOP, what, Place(PAGE)),)
    if is_workbook(content) and len(content) <= LARGEST:
        return None
    verdict = recognise(content, len(content), name)
    if verdict.kind is Kind.TABLE:
        stops = tuple(_placed(each) for each in verdict.findings if each.severity is Severity.STOP)
        return (verdict.kind.value, stops) if stops else None
    if verdict.kind is Kind.UNKNOWN:
        if _may_be_rows(content):
            return None
        return verdict.kind.value, tuple(_placed(each) for each in verdict.findings)
    what = _OTHER_FILES.get(verdict.kind, Message("This is another file that the program knows, not a table"))
    return verdict.kind.value, (Finding(Severity.STOP, what, Place(PAGE)),)


def _may_be_rows(content: bytes) -> bool:
    """Whether text of no known kind may still be a small table: a header and one row, or a single column."""
    try:
        rows = first_lines(content)
    except Refused:
        return False
    return len(rows) > 0 and content.lstrip()[:1] not in (b"{", b"[", b"<", b"%")


def _placed(found: Finding) -> Finding:
    return replace(found, severity=Severity.STOP, where=found.where or Place(PAGE, _line_in(found.what)))


def _line_in(what: Message) -> int | None:
    said = dict(what.values).get("line")
    return int(said) if isinstance(said, str) and said.isdecimal() else None


def _nothing(kind: TableKind, name: str, digest: str, size: int) -> TablePreview:
    return TablePreview(
        kind=kind.name,
        name=name,
        sha256=digest,
        size=size,
        form="text",
        sheet="",
        sheets=(),
        encoding="",
        delimiter="",
        header_line=0,
        preset="",
        signature="",
        is_remembered=False,
        assumed=(),
        first_lines=(),
        columns=(),
        targets=(),
        questions=(),
        options=(),
        rows=(),
        findings=(),
        tells=(),
        imported_on=None,
        takes_some=kind.takes_some,
    )
