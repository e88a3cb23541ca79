"""A table from outside, whatever it came in: CSV and TSV, a workbook (xlsx), or text that was pasted (files 0.3).

The header may stand below a title, and the columns need not begin at the left. What nobody says is found out and told;
all of it can be said instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, cast, get_args

from models.values.finding import refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.files.text_table import Encoding, Row, open_table
from services.files.workbook import Sheet, Workbook, is_workbook, letter, open_workbook

ENCODINGS: Final = get_args(Encoding)
_WHERE_HEADERS_ARE: Final = 30  # rows from the top in which a header is looked for
_ENOUGH: Final = 2  # known names in a row, by which it is a header
_SAMPLE: Final = 40

KnownNames = Callable[[Sequence[str]], int]
"""How many cells of a row are names of columns that somebody knows."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table as it stands. `lines` are all its rows; `header_place` is that of the header among them, -1 for none."""

    form: Literal["xlsx", "text"]
    lines: Sequence[Row]
    header_place: int
    width: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    assumed: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The names over the columns, as many as there are columns; empty where the table has none."""
        if self.header_place < 0:
            return ()
        cells = [" ".join(cell.split()) for cell in self.lines[self.header_place].cells]
        return (*cells, *[""] * (self.width - len(cells)))

    @property
    def header_line(self) -> int:
        """The line of the file on which the header stands; 0 for none."""
        return self.lines[self.header_place].line if self.header_place >= 0 else 0

    @property
    def body(self) -> Sequence[Row]:
        """The rows below the header, without those that only say the header again, and without remarks, which begin
        with `# `.
        """
        header = self.lines[self.header_place].cells if self.header_place >= 0 else None
        rows = self.lines[self.header_place + 1 :]
        return [row for row in rows if row.cells != header and not row.cells[0].startswith("# ")]

    def title(self, column: int) -> str:
        """What a column is called: its name, or its letter."""
        header = self.header
        return (header[column] if column < len(header) else "") or letter(column)


def read_source(
    content: bytes,
    known: KnownNames,
    *,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    header: int | None = None,
    progress: Progress = no_progress,
) -> SourceTable:
    """The table in a file, by what the user says, or else by what it looks like.

    `known` finds the header, and the sheet of a workbook that has one; `header` is the line that the user says, 0 for
    none. Raises Refused for what is no table, with the line where there is one; Cancelled from `progress`.
    """
    if is_workbook(content):
        return _from_workbook(content, known, sheet, header, progress)
    table = open_table(
        content,
        encoding=cast("Encoding", encoding) if encoding in ENCODINGS else None,
        delimiter=delimiter or None,
    )
    lines: list[Row] = []
    for row in table.rows():
        lines.append(row)
        if len(lines) % 20_000 == 0:
            progress(0, 1, Message("Reading the table"))
    if not lines:
        raise refuse(Message("The file is empty"))
    place = _header_place(lines, known, header)
    return SourceTable("text", lines, place, _width(lines), table.encoding, table.delimiter, assumed=table.assumed)


def first_lines(content: bytes) -> list[Row]:
    """The first rows of a table, of a workbook those of its first sheets one after the other; for guessing what it is.

    Raises Refused like `read_source`.
    """
    if not is_workbook(content):
        return list(islice(open_table(content).rows(), _SAMPLE))
    book = open_workbook(content)
    found: list[Row] = []
    for each in book.sheets[:5]:
        found += islice(book.rows(each), _SAMPLE)
    return found


def as_text(content: bytes, known: KnownNames) -> bytes:
    """A workbook's table as text with semicolons, for readers of text; any other file as it is.

    What stands above its header is left out; rows stand on the lines that they have in the workbook. Raises Refused
    for a workbook that cannot be read.
    """
    if not is_workbook(content):
        return content
    book = open_workbook(content)
    lines = list(book.rows(_first_table(book, known)))
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\n")
    written = 0
    for row in lines[max(_header_place(lines, known, None), 0) :]:
        out.writerows([[]] * (row.line - written - 1))
        out.writerow([" ".join(cell.split("\n")) for cell in row.cells])
        written = row.line
    return text.getvalue().encode()


def _from_workbook(
    content: bytes, known: KnownNames, sheet: str, header: int | None, progress: Progress
) -> SourceTable:
    progress(0, 1, Message("Reading the workbook"))
    book = open_workbook(content)
    chosen = next((each for each in book.sheets if each.name == sheet), None) or _first_table(book, known)
    lines = list(book.rows(chosen, progress))
    warnings = []
    if missing := book.without_result:
        what = Message(
            "Formulas whose result is not stored in the workbook: {count}, the first in {cell}. They are read as "
            "empty. Open the workbook in a spreadsheet and save it again",
            count=len(missing),
            cell=missing[0],
        )
        warnings.append(what)
    if not lines:
        raise refuse(Message("The sheet {sheet} is empty", sheet=chosen.name))
    shown = [each for each in book.sheets if not each.is_hidden or each is chosen]
    assumed = (Message("Read from the sheet {sheet}", sheet=chosen.name),)
    return SourceTable(
        "xlsx",
        lines,
        _header_place(lines, known, header),
        _width(lines),
        sheet=chosen.name,
        sheets=tuple(each.name for each in shown),
        assumed=assumed,
        warnings=tuple(warnings),
    )


def _first_table(book: Workbook, known: KnownNames) -> Sheet:
    """The first sheet with a header that is known; else the first with more than one row of more than one cell."""
    shown = [each for each in book.sheets if not each.is_hidden] or list(book.sheets)
    if len(shown) == 1:
        return shown[0]
    table = None
    for each in shown:
        rows = list(islice(book.rows(each), _WHERE_HEADERS_ARE))
        if max((known(row.cells) for row in rows), default=0) >= _ENOUGH:
            return each
        if table is None and sum(sum(map(bool, row.cells)) > 1 for row in rows) > 1:
            table = each
    return table or shown[0]


def _header_place(lines: Sequence[Row], known: KnownNames, said: int | None) -> int:
    """Where the header stands: as it is said; the row with most known names; else a row of words over rows with
    figures.
    """
    if said is not None:
        return next((place for place, row in enumerate(lines) if row.line == said), -1) if said else -1
    top = lines[:_WHERE_HEADERS_ARE]
    scores = [known(row.cells) for row in top]
    best = max(scores, default=0)
    if best >= _ENOUGH:
        return scores.index(best)
    most = max((sum(map(bool, row.cells)) for row in top), default=0)
    for place, row in enumerate(top[:-1]):
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) < 2 or len(filled) * 2 < most:
            continue
        words = not any(sign.isdigit() for cell in filled for sign in cell)
        return place if words and any(sign.isdigit() for cell in top[place + 1].cells for sign in cell) else -1
    return -1


def _width(lines: Sequence[Row]) -> int:
    return max((len(row.cells) for row in lines), default=0)
