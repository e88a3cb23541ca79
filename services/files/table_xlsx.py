"""Tables → a spreadsheet, with types: text stays text whatever it begins with, amounts and days can be reckoned with.

Row 1 is the headings, so that the sheet can be filtered, pivoted and read in again; whose table it is stands on a sheet
of its own at the end. There are no formulas: sums are values. The same tables give the same bytes, and nothing is
written outside memory (files 0.10).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.table import Column, Kind, Table
from models.values.why import Value

if TYPE_CHECKING:
    from openpyxl import Workbook

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_AMOUNT: Final = "#,##0.00"
_WHOLE: Final = "0"
_DAY: Final = "dd\\.mm\\.yyyy"
_MONTH: Final = "yyyy\\-mm"
_TEXT: Final = "General"
_FIRST_SERIAL: Final = date(1900, 3, 1)  # before it the count of days has a day that never was
_DAY_ZERO: Final = date(1899, 12, 30)
_FIRST_DAY: Final = date(1980, 1, 1)  # the earliest that a zip can say
_FIRST_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "'")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which a spreadsheet would read as a sign
_LONGEST_TEXT: Final = 32_767
_NOT_IN_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31
_MOST_DECIMALS: Final = 8
_MEASURED: Final = 500  # rows by which a column is as wide as it is
_WIDTHS: Final = (7, 56)


def write(
    tables: Sequence[Table],
    render: Callable[[Message], str],
    about: Sequence[tuple[str, str]] = (),
    owner: str = "",
    day: date | None = None,
) -> bytes:
    """Tables as sheets of one spreadsheet, each under its title.

    `render` puts headings and titles into the user's language. `about` are the lines of the last sheet, a label and a
    text each, already in the language; `owner` (whose figures they are) stands over every printed page; `day` is the
    file's. Raises ValueError where there is no table.
    """
    from openpyxl import Workbook

    if not tables:
        raise ValueError("a spreadsheet of no tables")
    book = Workbook(write_only=True)
    stamp = datetime.combine(day or _FIRST_DAY, time())
    book.properties.creator = _clean(owner)
    book.properties.title = _clean(render(tables[0].title))
    book.properties.created = book.properties.modified = stamp
    names: list[str] = []
    for table in tables:
        title = render(table.title)
        names.append(_name(title, names))
        _Sheet(book, names[-1], table.columns, render).write(table.rows, f"{owner} – {title}" if owner else title)
    if about:
        names.append(_name(render(Message("About this file")), names))
        plain = (Column("label", Message("{name}", name="")), Column("text", Message("{name}", name="")))
        _Sheet(book, names[-1], plain, render, has_head=False).write(about, owner)
    return _packed(book)


class _Sheet:
    """One sheet being written: a cell for each look, used again and again, because making them is most of the work."""

    def __init__(
        self,
        book: Workbook,
        name: str,
        columns: Sequence[Column],
        render: Callable[[Message], str],
        *,
        has_head: bool = True,
    ) -> None:
        self.sheet: Any = book.create_sheet(name)
        self.columns = columns
        self.render = render
        self.heads = [render(column.heading) for column in columns] if has_head else []
        self.looks: dict[tuple[str, str, str], Any] = {}
        self.formats: list[str] = []

    def write(self, rows: Sequence[Sequence[Value]], printed: str) -> None:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet._writer import WorksheetWriter

        sheet, last = self.sheet, get_column_letter(max(len(self.columns), 1))
        self.formats = [_number_format(row[place] for row in rows) for place in range(len(self.columns))]
        sums = self.summed(rows)
        self.dress(rows, sums, printed)
        writer: Any = WorksheetWriter(sheet, out=BytesIO())  # in memory: pay is not left in a temporary folder
        sheet._writer = writer
        if self.heads:
            sheet.print_title_rows = "1:1"
            if rows:
                sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
        writer.write_top()
        out = writer.xf.send(True)
        with out.element("sheetData"):
            number = 0
            if self.heads:
                number += 1
                writer.write_row(out, self.head_cells(), number)
            for row in rows:
                number += 1
                writer.write_row(out, self.cells(row, number), number)
            if sums is not None:
                writer.write_row(out, self.cells(sums, number + 1, "sum"), number + 1)
        writer.xf.send(None)
        writer.write_tail()
        writer.close()
        sheet._WriteOnlyWorksheet__saved = True

    def dress(self, rows: Sequence[Sequence[Value]], sums: Sequence[Value] | None, printed: str) -> None:
        """Widths, the heading that stays, and how the sheet is printed."""
        from openpyxl.utils import get_column_letter

        sheet = self.sheet
        sheet.sheet_view.showGridLines = bool(self.heads)
        for place in range(len(self.columns)):
            head = len(self.heads[place]) + 3 if self.heads else 0  # the arrow of the filter takes room
            texts = [_shown(row[place]) for row in islice(rows, _MEASURED)]
            if sums is not None:
                texts.append(_shown(sums[place]))
            width = min(max(head, max(texts, default=0) + 2, _WIDTHS[0]), _WIDTHS[1])
            sheet.column_dimensions[get_column_letter(place + 1)].width = width
        if self.heads:
            sheet.freeze_panes = "A2"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape" if len(self.columns) > 5 else "portrait"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.HeaderFooter.oddHeader.left.text = _clean(printed)[:200].replace("&", "&&")
        sheet.HeaderFooter.oddFooter.right.text = "&P / &N"

    def summed(self, rows: Sequence[Sequence[Value]]) -> list[Value] | None:
        if not rows or not any(column.summed for column in self.columns):
            return None
        sums = [
            _total([row[place] for row in rows]) if column.summed else None for place, column in enumerate(self.columns)
        ]
        if sums[0] is None:
            sums[0] = self.render(Message("Total"))
        return sums

    # --- cells -------------------------------------------------------------------------------------------------------

    def head_cells(self) -> Iterator[Any]:
        for place, text in enumerate(self.heads):
            figures = self.columns[place].kind in (Kind.MONEY, Kind.NUMBER)
            cell = self.look("s", _TEXT, "figure_head" if figures else "head")
            cell._value, cell.row, cell.column = _clean(text), 1, place + 1
            yield cell

    def cells(self, row: Sequence[Value], number: int, style: str = "") -> Iterator[Any]:
        """The cells of a row; what is missing is no cell, but in the row of sums, which has its line everywhere."""
        looks, formats = self.looks, self.formats
        for place, value in enumerate(row):
            if isinstance(value, Money):
                kind, form, content = "n", _AMOUNT, _kroner(value.ore)
            elif isinstance(value, str):
                content = _clean(value)
                kind, form = "s", "text" if content.startswith(_STARTS_A_FORMULA) else _TEXT
            elif value is None:
                if not style:
                    continue
                kind, form, content = "n", _TEXT, None
            else:
                kind, form, content = _typed(value, formats[place])
            cell = looks.get((kind, form, style)) or self.look(kind, form, style)
            cell._value, cell.row, cell.column = content, number, place + 1
            yield cell

    def look(self, kind: str, form: str, style: str) -> Any:
        """The one cell of a look: what it holds, how it is shown, and whether it is a heading or a sum."""
        key = (kind, form, style)
        if key not in self.looks:
            from openpyxl.cell import WriteOnlyCell
            from openpyxl.styles import Alignment, Border, Font, Side

            cell: Any = WriteOnlyCell(self.sheet)
            if form == "text":  # so that it stays text when somebody edits the cell
                cell.quotePrefix = True
            elif form != _TEXT:
                cell.number_format = form
            if style:
                cell.font = Font(bold=True)
            if style == "sum":
                cell.border = Border(top=Side(style="thin"))
            elif style:
                cell.border = Border(bottom=Side(style="thin"))
                cell.alignment = Alignment(horizontal="right" if style == "figure_head" else "left")
            cell.data_type = kind
            self.looks[key] = cell
        return self.looks[key]


def _typed(value: Value, form: str) -> tuple[str, str, str]:
    """What a cell holds, as the file says it: its kind, its form, and the digits or the text."""
    match value:
        case Decimal():
            return "n", form, f"{value:f}"
        case int():
            return "n", form, str(value)
        case date() if value >= _FIRST_SERIAL:
            return "n", _DAY, str(value.toordinal() - _DAY_ZERO.toordinal())
        case date():
            return "s", _TEXT, value.isoformat()
        case Month() if value.first >= _FIRST_SERIAL:
            return "n", _MONTH, str(value.first.toordinal() - _DAY_ZERO.toordinal())
        case Percent():
            return "n", form, f"{value.share:f}"
        case Span(first=first, last=last):
            return "s", _TEXT, f"{_day(first)}–{_day(last) if last else ''}"
        case _:
            return "s", _TEXT, _clean(str(value))


def _number_format(values: Iterable[Value]) -> str:
    """A column of numbers has as many decimals everywhere as the one with most of them."""
    decimals, is_percent = 0, False
    for value in values:
        if isinstance(value, Percent):
            is_percent = True
            decimals = max(decimals, _decimals(value.value))
        elif isinstance(value, Decimal):
            decimals = max(decimals, _decimals(value))
    places = f".{'0' * min(decimals, _MOST_DECIMALS)}" if decimals else ""
    if is_percent:
        return f"0{places}%"
    return f"#,##0{places}" if places else _WHOLE


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return 0
    shown = value.normalize().as_tuple().exponent
    return max(-shown, 0) if isinstance(shown, int) else 0


def _kroner(ore: int) -> str:
    digits = f"{abs(ore):03d}"
    return f"{'-' if ore < 0 else ''}{digits[:-2]}.{digits[-2:]}"


def _total(values: Sequence[Value]) -> Value:
    """The sum of what can be summed; nothing gives nothing."""
    amounts = [value for value in values if isinstance(value, Money)]
    if amounts:
        return Money.total(amounts)
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return sum(numbers, start=Decimal(0)) if numbers else None


def _shown(value: Value) -> int:
    """About how many signs a value takes."""
    match value:
        case None:
            return 0
        case str():
            return max(map(len, value.splitlines()), default=0)
        case Money():
            whole = len(str(abs(value.ore) // 100))
            return whole + (whole - 1) // 3 + 4
        case date():
            return 10
        case Span():
            return 21
        case Percent():
            return len(str(value)) + 1
        case _:
            return len(str(value)) + 1


def _day(day: date) -> str:
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def _clean(text: str) -> str:
    """Text as a cell can hold it: unchanged but for signs that no XML can carry, and what a cell has no room for."""
    text = _NOT_IN_XML.sub("", text) if not text.isprintable() else text
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return text[:_LONGEST_TEXT]


def _name(title: str, taken: Sequence[str]) -> str:
    """A name that a sheet can have: short, without the signs that are not allowed, and one of its own."""
    name = _NOT_IN_NAME.sub(" ", _clean(title)).strip().strip("'").strip()[:_LONGEST_NAME].rstrip("' ") or "1"
    found, number, used = name, 1, {each.casefold() for each in taken} | {"history"}  # that one is the program's own
    while found.casefold() in used:
        number += 1
        found = f"{name[: _LONGEST_NAME - len(str(number)) - 3].rstrip()} ({number})"
    return found


# --- the file --------------------------------------------------------------------------------------------------------


class _Archive(ZipFile):
    """A zip that says nothing of when it was made."""

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = ZipInfo(name, _FIRST_STAMP)
        info.compress_type = ZIP_DEFLATED
        info.create_system = 3  # the same on every system
        super().writestr(info, data, compress_type, compresslevel)


def _packed(book: Workbook) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):
        """Takes the sheets from memory, where they were written."""

        def write_worksheet(self, ws: Any) -> None:
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            ws._drawing = SpreadsheetDrawing()
            ws._rels = ws._writer._rels
            archive.writestr(ws.path[1:], ws._writer.out.getvalue())
            self.manifest.append(ws)

    out = BytesIO()
    archive = _Archive(out, "w", ZIP_DEFLATED)
    Writer(book, archive).save()
    return out.getvalue()
