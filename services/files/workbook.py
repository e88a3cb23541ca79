"""A workbook (xlsx) → rows of texts, as a spreadsheet shows them, without trusting anything in it.

Nothing is computed: a formula is the result that was stored with it, and one without a result is told. Numbers are
taken as they are written, to the fifteen digits that spreadsheets show, never through a binary float: 7.1 is 7.1. Days
become `2026-11-05`, times `7:30`, shares `50 %`. Only the parts that are needed are unpacked, bounded, as a stream;
no name inside is used as a path. ECMA-376, in both its namespaces.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any, Final

from lxml import etree

from models.values.finding import Refused, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.files import safe_xml
from services.files.text_table import LARGEST, MOST_ROWS, Row, too_large
from services.files.zip_list import ENCRYPTED, WRONG, has_end, is_long

MOST_COLUMNS: Final = 500
_MOST_PARTS: Final = 5_000
_LARGEST_LIST: Final = 1_000_000  # bytes of the list of parts at the end
_LARGEST_SHEET: Final = 400_000_000  # bytes unpacked; 200 000 rows of 20 cells have 200 million
_LONGEST_TEXT: Final = 100_000_000  # signs of all texts together
_HEAD: Final = 1 << 16

_FIFTEEN: Final = Context(prec=15)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_FIGURE: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_FORMAT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DAY_ZERO: Final = date(1899, 12, 30)  # a leap day that never was is counted in 1900; later days come out right
_DAY_ZERO_1904: Final = date(1904, 1, 1)
_LAST_SERIAL: Final = 2_958_465  # 31.12.9999

_GENERAL, _DAY, _MOMENT, _TIME, _ELAPSED_TIME, _PERCENT, _ZEROS = range(7)
_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), _PERCENT),
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), _DAY),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), _TIME),
    22: _MOMENT,
    46: _ELAPSED_TIME,
}
_WRONG: Final = (*WRONG, IndexError, etree.XMLSyntaxError, UnicodeError)


class Exact(str):
    """The text of a cell that is a number in the workbook: with a comma before its decimals, and nothing between
    thousands. It can be read in one way only.
    """

    __slots__ = ()

    @property
    def number(self) -> Decimal:
        return Decimal(self.replace(",", "."))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with a table in it. Made by `Workbook`."""

    name: str
    part: str
    is_hidden: bool


@dataclass(slots=True)
class Workbook:
    """A workbook that was opened: its sheets in order. `rows` reads one of them."""

    content: bytes
    sheets: tuple[Sheet, ...]
    _texts: tuple[str, ...] = ()
    _formats: tuple[tuple[int, int], ...] = ()
    _since: date = _DAY_ZERO
    without_result: list[str] = field(default_factory=list)
    """The cells with a formula of which no result is stored, as they were met in the sheet that was read last."""

    def rows(self, sheet: Sheet, progress: Progress = no_progress) -> Iterator[Row]:
        """Every row of a sheet that is not empty. Raises Refused for one that is damaged or too large."""
        self.without_result = []
        try:
            with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
                _check_part(archive, sheet.part, _LARGEST_SHEET)
                with archive.open(sheet.part) as head:
                    if safe_xml.peek(head.read(_HEAD)) is None:
                        raise _damaged()
                with archive.open(sheet.part) as file:
                    yield from self._rows(file, progress)
        except _WRONG:
            raise _damaged() from None

    def _rows(self, file: Any, progress: Progress) -> Iterator[Row]:
        line = count = 0
        read, widest = self._cell, MOST_COLUMNS
        parser: Any = etree.iterparse(
            file,
            events=("end",),
            tag="{*}row",
            load_dtd=False,
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, row in parser:
            said = row.get("r")
            before, line = line, int(said) if said and said.isdecimal() and len(said) < 8 else line + 1
            if line <= before:
                raise _damaged()
            cells: list[str] = []
            place = -1
            for each in row:
                attributes = each.attrib
                reference = attributes.get("r")
                place = _column(reference) if reference else place + 1
                if (text := read(each, attributes, reference)) == "":
                    continue
                if place >= widest:
                    raise refuse(Message("The sheet has more than {count} columns", count=widest))
                if place > len(cells):
                    cells.extend([""] * (place - len(cells)))
                if place == len(cells):
                    cells.append(text)
                else:
                    cells[place] = text  # a cell that stands twice: the last one holds
            row.clear()
            while (done := row.getprevious()) is not None:
                row.getparent().remove(done)
            if any(not each.isspace() for each in cells):
                count += 1
                if count > MOST_ROWS:
                    raise refuse(Message("The file has more than {count} rows. Divide it", count=MOST_ROWS))
                if count % 5_000 == 0:
                    progress(0, 1, Message("Reading the workbook"))
                yield Row(line, cells)

    def _cell(self, cell: Any, attributes: Any, reference: str | None) -> str:
        kind = attributes.get("t", "n")
        value = None
        has_formula = False
        for child in cell:
            tag = child.tag
            if tag.endswith("}v"):
                value = child.text
            elif tag.endswith("}f"):
                has_formula = True
            elif kind == "inlineStr" and tag.endswith("}is"):
                return _unescaped(_text_in(child))
        if value is None or value == "":
            if has_formula and kind != "str" and len(self.without_result) < 1_000:
                self.without_result.append(reference or "?")
            return ""
        if kind == "n":
            style = attributes.get("s")
            sort, digits = self._formats[int(style)] if style and int(style) < len(self._formats) else (_GENERAL, 0)
            return self._number(value, sort, digits)
        if kind == "s":
            return self._texts[int(value)]
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        return _unescaped(value)

    def _number(self, text: str, sort: int, digits: int) -> str:
        if not _FIGURE.fullmatch(text):
            return text
        number = _FIFTEEN.create_decimal(text)
        if not -20 < number.adjusted() < 20:
            return Exact("0") if number == 0 else text
        if sort in (_DAY, _MOMENT, _TIME, _ELAPSED_TIME) and 0 <= number <= _LAST_SERIAL:
            return self._moment(number, sort)
        if sort == _PERCENT:
            return f"{_plain(number * 100)} %"
        if sort == _ZEROS and number == number.to_integral_value() and number >= 0:
            return _plain(number).zfill(digits)
        return Exact(_plain(number))

    def _moment(self, serial: Decimal, sort: int) -> str:
        seconds = int((serial * 86_400).to_integral_value())
        days, rest = divmod(seconds, 86_400)
        if sort == _ELAPSED_TIME:
            return _clock(seconds)
        if sort == _TIME:
            return _clock(rest)
        if days == 0 and self._since == _DAY_ZERO and rest:
            return _clock(rest)  # a time in a column of days
        if days < 60 and self._since == _DAY_ZERO:
            days += 1
        if days > _LAST_SERIAL:
            return Exact(_plain(serial))
        day = (self._since + timedelta(days)).isoformat()
        return f"{day}T{_clock(rest).zfill(5)}" if sort == _MOMENT and rest else day


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin like a zip that holds a workbook."""
    return content.startswith(b"PK\x03\x04") and (b"xl/" in content[:_HEAD] or b"xl/" in content[-_HEAD:])


def open_workbook(content: bytes) -> Workbook:
    """The workbook with the names of its sheets, its texts and its formats.

    Raises Refused for one with a password, macros or a binary form, one that is damaged or too large, and one without
    a sheet.
    """
    if len(content) > LARGEST:
        raise refuse(too_large())
    _refuse_long_list(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _opened(content, archive)
    except _WRONG:
        raise _damaged() from None


def why_no_workbook(content: bytes) -> Message | None:
    """What is said of a workbook that is none that can be read, by what it holds; None for one that seems right."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return Message("This workbook has a password. Take the password away and save it again, or save it as CSV")
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _why_not(set(archive.namelist()))
    except _WRONG:
        return None


def _why_not(names: set[str]) -> Message | None:
    if any(each.lower().endswith("vbaproject.bin") for each in names):
        return Message("This workbook has macros (.xlsm). Save it as .xlsx, which has none, or as CSV")
    if "xl/workbook.bin" in names:
        return Message("This is a binary workbook (.xlsb). Save it as .xlsx or as CSV")
    return None


def _opened(content: bytes, archive: zipfile.ZipFile) -> Workbook:
    names = set(archive.namelist())
    if any(each.flag_bits & ENCRYPTED for each in archive.infolist()):
        raise refuse(
            Message("This workbook has a password. Take the password away and save it again, or save it as CSV")
        )
    if (what := _why_not(names)) is not None:
        raise refuse(what)
    book_part = _book_part(archive, names)
    book = _part(archive, book_part)
    folder = posixpath.dirname(book_part)
    links = _links(archive, names, book_part)
    sheets = []
    for each in book.iterfind(".//{*}sheets/{*}sheet"):
        kind, part = links.get(_relation(each), ("", ""))
        if kind == "worksheet" and part in names:
            sheets.append(Sheet(each.get("name") or "?", part, each.get("state", "visible") != "visible"))
    if not sheets:
        raise refuse(Message("The workbook has no sheet with cells"))
    properties = book.find("{*}workbookPr")
    is_1904 = properties is not None and properties.get("date1904", "0").lower() in ("1", "true", "on")
    by_kind = {kind: part for kind, part in links.values() if part in names}
    texts = by_kind.get("sharedStrings", f"{folder}/sharedStrings.xml")
    styles = by_kind.get("styles", f"{folder}/styles.xml")
    return Workbook(
        content,
        tuple(sheets),
        _shared_texts(archive, texts) if texts in names else (),
        _cell_formats(_part(archive, styles)) if styles in names else (),
        _DAY_ZERO_1904 if is_1904 else _DAY_ZERO,
    )


def _book_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    for kind, part in _links(archive, names, "").values():
        if kind == "officeDocument" and part in names:
            return part
    return "xl/workbook.xml"


def _links(archive: zipfile.ZipFile, names: set[str], part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: by id, the last word of the kind, and the name of the other part."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in names:
        return {}
    found = {}
    for each in _part(archive, where):
        if each.get("TargetMode") != "External":
            target = each.get("Target") or ""
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[each.get("Id") or ""] = ((each.get("Type") or "").rpartition("/")[2], target)
    return found


def _relation(element: Any) -> str:
    return next((str(value) for name, value in element.attrib.items() if name.endswith("}id")), "")


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    _check_part(archive, name, safe_xml.LARGEST)
    content = archive.read(name)
    safe_xml.peek(content[:_HEAD])  # a document type is refused by its name
    try:
        return safe_xml.read(content)
    except Refused:
        raise _damaged() from None


def _check_part(archive: zipfile.ZipFile, name: str, most: int) -> None:
    """What it says of its size bounds what is unpacked: beyond it, nothing is given out."""
    entry = archive.getinfo(name)
    if entry.file_size > most:
        raise refuse(Message("The workbook is too large unpacked. Divide it, or save it as CSV"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()


def _shared_texts(archive: zipfile.ZipFile, name: str) -> tuple[str, ...]:
    found: list[str] = []
    signs = 0
    for each in _part(archive, name).iterchildren("{*}si"):
        found.append(_unescaped(_text_in(each)))
        signs += len(found[-1])
        if signs > _LONGEST_TEXT:
            raise refuse(Message("The workbook is too large unpacked. Divide it, or save it as CSV"))
    return tuple(found)


def _text_in(element: Any) -> str:
    """A text with its parts in different letters put together; what only helps to pronounce it is left out."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or ""
    parts = []
    for child in element:
        if child.tag.endswith("}t"):
            parts.append(child.text or "")
        elif child.tag.endswith("}r"):
            parts += [inner.text or "" for inner in child if inner.tag.endswith("}t")]
    return "".join(parts)


def _unescaped(text: str) -> str:
    """Signs that XML cannot carry are written `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _cell_formats(styles: Any) -> tuple[tuple[int, int], ...]:
    """What each format of the workbook makes of a number, and to how many digits zeros are put before it."""
    codes = {each.get("numFmtId"): each.get("formatCode") or "" for each in styles.iterfind("{*}numFmts/{*}numFmt")}
    found = []
    for each in styles.iterfind("{*}cellXfs/{*}xf"):
        number = each.get("numFmtId") or "0"
        code = codes.get(number)
        found.append(_sort(code) if code is not None else (_BUILT_IN.get(int(number), _GENERAL), 0))
    return tuple(found)


def _sort(code: str) -> tuple[int, int]:
    first = code.split(";", 1)[0]
    bare = _NO_FORMAT.sub("", first).lower()
    if _ELAPSED.search(bare):
        return _ELAPSED_TIME, 0
    if "general" in bare or "standard" in bare or "@" in bare:
        return _GENERAL, 0
    has_time = "h" in bare or "s" in bare
    if "y" in bare or "d" in bare or "å" in bare or ("m" in bare and not has_time):
        return (_MOMENT if has_time else _DAY), 0
    if has_time:
        return _TIME, 0
    if "%" in bare:
        return _PERCENT, 0
    digits = bare.replace(" ", "").replace("-", "").replace(".", "")
    if len(digits) > 1 and set(digits) == {"0"} and "." not in bare:
        return _ZEROS, len(digits)
    return _GENERAL, 0


def _plain(number: Decimal) -> str:
    """The number as a spreadsheet shows it here: 7,1."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".").replace(".", ",") if "." in text else text


def _clock(seconds: int) -> str:
    minutes, left = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if left else f"{hours}:{minutes:02d}"


def _column(reference: str, _known: dict[str, int] = {}) -> int:  # noqa: B006  (a table of names, made as it is used)
    """The column of a cell's name, counted from 0."""
    letters = reference.rstrip("0123456789")
    if letters not in _known:
        if not _REFERENCE.fullmatch(reference):
            raise _damaged()
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        _known[letters] = place - 1
    return _known[letters]


def letter(column: int) -> str:
    """What a spreadsheet calls a column that is counted from 0."""
    found, rest = "", column + 1
    while rest:
        rest, sign = divmod(rest - 1, 26)
        found = chr(65 + sign) + found
    return found


def _refuse_long_list(content: bytes) -> None:
    if not has_end(content) or is_long(content, _MOST_PARTS, _LARGEST_LIST):
        raise _damaged()


def _damaged() -> Refused:
    return refuse(Message("The workbook is damaged, or it is none. Open it in a spreadsheet and save it again"))
