"""Bytes → rows with the lines they stand on: CSV as people, spreadsheets and authorities make it (files 0.3, 0.11).

What nobody says is found out and told: the character set (a byte order mark decides; else strict UTF-8; else
Windows-1252), the line ends, and the sign between the cells (semicolon, tab, comma, by which of them gives the first 50
rows equally many cells). All of it can be said by the user instead. Rows are read as a stream: the file is held once,
as bytes, and time grows with its size alone.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from models.values.finding import Refused, refuse
from models.values.message import Message

if TYPE_CHECKING:
    import _csv

LARGEST: Final = 50_000_000  # bytes (files 0.11)
MOST_ROWS: Final = 200_000  # (files 0.11)
LONGEST_LINE: Final = 100_000  # characters; the longest that we know has about 2 000
DELIMITERS: Final = (";", "\t", ",")

_MOST_LINES: Final = 1_100_000  # a spreadsheet may write its 1 048 576 rows, most of them empty
_SAMPLE: Final = 50  # rows by which the delimiter is found
_CHUNK: Final = 1 << 20
_NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_IN_CP1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_SAYS_ITS_DELIMITER: Final = re.compile(r"""["']?sep=(.)["']?\s*""", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "cp1252"]

_ENCODING_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 / ISO-8859-1",
}
_DELIMITER_NAMES: Final = {
    ";": Message("semicolon"),
    "\t": Message("tab"),
    ",": Message("comma"),
}


class Row(NamedTuple):
    """The cells of a row, as they stand, and the line of the file on which it begins, counted from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file as a table. Made by `open_table`; `rows` reads it from the start, every time anew."""

    content: bytes
    encoding: Encoding
    delimiter: str  # empty where there is one column
    newline: str  # the first line end: \\r\\n, \\n, \\r; empty where there is one line
    quotes: bool  # whether quotation marks enclose cells; else they are signs like others
    unreadable: bool  # whether some bytes are none of the character set; they are read as U+FFFD
    says_delimiter: bool = False  # whether the first line is `sep=;`, which is no row

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty.

        Raises Refused, which names the line, at a line that is too long and after the last row that is allowed.
        """
        count = 0
        for row in self._read(self.quotes):
            if self.says_delimiter and row.line == 1:
                continue
            count += 1
            if count > MOST_ROWS:
                raise refuse(_too_many_rows())
            yield row

    @property
    def assumed(self) -> tuple[Message, ...]:
        """What was found out and not said, for the user to look at and change."""
        encoding = _ENCODING_NAMES[self.encoding]
        told = [
            Message("Read as {encoding}, with {sign} between the cells", encoding=encoding, sign=name)
            if (name := _DELIMITER_NAMES.get(self.delimiter))
            else Message("Read as {encoding}, as one column", encoding=encoding)
        ]
        if self.unreadable:
            told.append(
                Message("Some characters could not be read; they are shown as {sign}", sign="\N{REPLACEMENT CHARACTER}")
            )
        if not self.quotes and b'"' in self.content:
            told.append(Message("Quotation marks are read as ordinary characters, because not all of them are closed"))
        return tuple(told)

    def _read(self, quotes: bool) -> Iterator[Row]:
        """The rows by one reading of quotation marks. Raises csv.Error where `quotes` do not hold."""
        reader = _reader(self._lines(), self.delimiter, quotes, strict=True)
        before = 0
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cells) and not "".join(cells).isspace():
                yield Row(line, cells)

    def _lines(self) -> Iterator[str]:
        encoding = "utf-8-sig" if self.encoding == "utf-16" else self.encoding  # that one is UTF-8 by now
        with io.TextIOWrapper(io.BytesIO(self.content), encoding, "replace", newline="") as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise refuse(Message("Line {line} is longer than any line of a table", line=str(number)))
                yield line


def open_table(content: bytes, *, encoding: Encoding | None = None, delimiter: str | None = None) -> TextTable:
    """The file as a table, by what the user says, or else by what it looks like.

    Raises Refused, with the line where there is one, for a file that is empty, larger than 50 MB, no text, longer than
    a spreadsheet, or whose quotation marks are not closed where they must be.
    """
    if len(content) > LARGEST:
        raise refuse(too_large())
    if not content.strip():
        raise refuse(Message("The file is empty"))
    if content.startswith(b"PK\x03\x04"):
        raise refuse(Message("This is an Excel workbook or an archive, not text. Save the table as CSV"))
    encoding = encoding or _encoding(content)
    if encoding == "utf-16":  # rare; from here on it is UTF-8 like any other
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
        wrong = "\N{REPLACEMENT CHARACTER}".encode() in content
    else:
        wrong = bool(_NOT_IN_CP1252.search(content)) if encoding == "cp1252" else not _is_utf8(content)
    if found := _NOT_IN_TEXT.search(content):
        line = len(_LINE_END.findall(content, 0, found.start())) + 1
        raise refuse(
            Message("Line {line} has characters that no text has. This is not a table as text", line=str(line))
        )
    if max(content.count(b"\n"), content.count(b"\r")) > _MOST_LINES:
        raise refuse(_too_many_rows())
    end = _LINE_END.search(content)
    table = TextTable(content, encoding, "", end[0].decode() if end else "", b'"' in content, wrong)
    sample = list(islice(table._lines(), _SAMPLE * 4))
    if not "".join(sample).strip():
        sample = [line for line in table._lines() if line.strip()][:_SAMPLE]
    said = _SAYS_ITS_DELIMITER.fullmatch(sample[0]) if sample else None
    sign = delimiter if delimiter is not None else said[1] if said else best_delimiter(sample)
    return _with_quotes(replace(table, delimiter=sign, says_delimiter=bool(said)))


def best_delimiter(lines: Sequence[str]) -> str:
    """The sign that gives most of the first 50 rows equally many cells, and most cells; empty for a single column."""
    best, chosen = (0.0, 0), ""
    for sign in DELIMITERS:
        if not any(sign in line for line in lines):
            continue
        counts = Counter(len(cells) for cells in first_rows(lines, sign))
        (cells, often), *_ = counts.most_common(1) or [(0, 0)]
        share = often / counts.total() if counts else 0.0
        if cells > 1 and share >= 0.5 and (share, cells) > best:
            best, chosen = (share, cells), sign
    return chosen


def first_rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """The first 50 rows that are not empty, whatever their quotation marks do."""
    found: list[list[str]] = []
    try:
        for cells in _reader(lines, delimiter, quotes=True, strict=False):
            if any(cell.strip() for cell in cells):
                found.append(cells)
            if len(found) == _SAMPLE:
                break
    except csv.Error:  # a cell that is far too long: what came before tells enough
        return found
    return found


def too_large() -> Message:
    """What is said of a file above the limit."""
    return Message("The file is larger than {megabytes} MB", megabytes=LARGEST // 1_000_000)


def _too_many_rows() -> Message:
    return Message("The file has more than {count} rows. Divide it", count=MOST_ROWS)


def _reader(lines: Iterable[str], delimiter: str, quotes: bool, *, strict: bool) -> _csv.Reader:
    sign = delimiter or "\x1f"  # which stands in no text: everything is one cell
    if quotes:
        return csv.reader(lines, delimiter=sign, strict=strict)
    return csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_NONE)


def _encoding(content: bytes) -> Encoding:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8-sig" else "utf-16"
    return "utf-8" if _is_utf8(content) else "cp1252"


def _is_utf8(content: bytes) -> bool:
    """Whether all of it is UTF-8; a piece at a time, so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for start in range(0, len(view), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _with_quotes(table: TextTable) -> TextTable:
    """The table with the reading of quotation marks that holds for all of it.

    Where they are not all closed they may be ordinary signs: then every row has equally many cells, and none is
    enclosed. Else it cannot be told where a cell ends, and the file is refused with the line where the trouble begins.
    """
    if not table.quotes:
        return table
    line = 1
    try:
        for row in table._read(quotes=True):
            line = row.line + 1
    except csv.Error:
        pass  # not closed; what that means is decided below
    except Refused:
        raise
    else:
        return table
    plain = replace(table, quotes=False)
    widths: set[int] = set()
    enclosed = False
    for row in plain._read(quotes=False):
        widths.add(len(row.cells))
        enclosed = enclosed or any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in row.cells)
    if enclosed or len(widths) > 1:
        raise refuse(Message("Line {line}: a quotation mark opens here and is not closed", line=str(line)))
    return plain
