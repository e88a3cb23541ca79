"""Tables as spreadsheets: types, text that is no formula, one form, and an independent reader gets the same back."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.table import Column, Kind, Table
from services.files import table_xlsx
from services.reference.texts import texts

COLUMNS = (Column("name", Message("Name")), Column("amount", Message("Amount"), Kind.MONEY, summed=True))
HOSTILE = (
    '=HYPERLINK("http://x";"y")',
    "=1+1",
    "+47 900 00 000",
    "-1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "#N/A",
    "=",
)


def table(*rows: tuple[Any, ...], columns: tuple[Column, ...] = COLUMNS, title: str = "Wage journal") -> Table:
    return Table(Message("{name}", name=title), columns, rows)


def written(*tables: Table, about: Any = ()) -> Any:
    content = table_xlsx.write(tables, texts("nb"), about, "Åse & sønn AS", date(2026, 11, 22))
    return load_workbook(io.BytesIO(content))


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("value", "read", "form"),
    [
        ("Åse", "Åse", "General"),
        (Money.kr("1234567.5"), 1234567.5, "#,##0.00"),
        (Money.kr("-0.05"), -0.05, "#,##0.00"),
        (Money(0), 0, "#,##0.00"),
        (Percent.of("14.1"), 0.141, "0.0%"),
        (Percent.of("30"), 0.3, "0%"),
        (Decimal("162.50"), 162.5, "#,##0.0"),
        (Decimal("1E+2"), 100, "0"),
        (7, 7, "0"),
        (2026, 2026, "0"),
        (date(2026, 11, 3), datetime(2026, 11, 3), "dd\\.mm\\.yyyy"),  # noqa: DTZ001  as a spreadsheet has it
        (date(1900, 1, 1), "1900-01-01", "General"),  # days that spreadsheets do not agree on
        (Month(2026, 11), datetime(2026, 11, 1), "yyyy\\-mm"),  # noqa: DTZ001
        (Span(date(2026, 11, 1), date(2026, 11, 30)), "01.11.2026–30.11.2026", "General"),
        (Span(date(2026, 11, 1)), "01.11.2026–", "General"),
    ],
)
def test_each_kind_of_value_has_its_type(value: Any, read: Any, form: str) -> None:
    cell = written(table((value,), columns=COLUMNS[:1])).active["A2"]
    assert (cell.value, cell.number_format) == (read, form)
    assert cell.data_type == ("s" if isinstance(read, str) else "d" if isinstance(read, datetime) else "n")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_and_unchanged(text: str) -> None:
    """Neither a formula nor an error, and it stays text when somebody edits the cell."""
    book = written(table((text, Money(1)), title=text))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is (text[0] in "=+-@\t'")
    assert not any(cell.data_type in "fe" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_no_formula_anywhere_in_the_file() -> None:
    content = table_xlsx.write(
        [table(*((text, Money(1)) for text in HOSTILE))], texts("nb"), [(HOSTILE[0], "@x")], "=1"
    )
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert not any(b"<f>" in zipped.read(name) or b"<f " in zipped.read(name) for name in zipped.namelist())


def test_headings_sums_filter_and_frozen_row() -> None:
    sheet = written(table(("Berg; Åse", Money.kr(31250)), ("Per", Money.kr("-28117.10")), ("To\nlinjer", None))).active
    assert values(sheet) == [
        ["Navn", "Beløp"],
        ["Berg; Åse", 31250],
        ["Per", -28117.1],
        ["To\nlinjer", None],
        ["Sum", 3132.9],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B4", "$1:$1")
    assert sheet["A1"].font.bold
    assert sheet["B5"].font.bold
    assert sheet.column_dimensions["A"].width >= len("Berg; Åse")


def test_an_empty_table_has_only_its_headings() -> None:
    sheet = written(table()).active
    assert values(sheet) == [["Navn", "Beløp"]]
    assert sheet.auto_filter.ref is None


def test_several_tables_are_several_sheets_and_the_last_says_whose() -> None:
    book = written(table(), table(), about=[("Lønnsjournal", ""), ("Åse & sønn AS", "Org.nr. 310 000 019")])
    assert book.sheetnames == ["Wage journal", "Wage journal (2)", "Om filen"]
    assert values(book["Om filen"])[1] == ["Åse & sønn AS", "Org.nr. 310 000 019"]
    assert book.properties.creator == "Åse & sønn AS"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lønn / avdeling: [10] *?\\", "Lønn   avdeling   10"),
        ("'Sitat'", "Sitat"),
        ("History", "History (2)"),  # a name that spreadsheets keep for themselves
        ("", "1"),
        ("a" * 40, "a" * 31),
    ],
)
def test_the_name_of_a_sheet_is_allowed(title: str, name: str) -> None:
    assert written(table(title=title)).sheetnames == [name]


def test_the_same_table_gives_the_same_bytes() -> None:
    one = table(("Åse", Money(5)))
    first, second = (table_xlsx.write([one], texts("nb"), [], "X", date(2026, 1, 2)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_tables_are_no_spreadsheet() -> None:
    with pytest.raises(ValueError, match="no tables"):
        table_xlsx.write([], texts("nb"))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_\ufffe\uffff"), max_size=20)


@settings(max_examples=25)
@given(st.lists(st.tuples(TEXT, st.integers(-(10**11), 10**11)), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, int]]) -> None:
    sheet = written(table(*((text, Money(ore)) for text, ore in rows))).active
    back = [
        (row[0].value or "", round(row[1].value * 100)) for row in sheet.iter_rows(min_row=2, max_row=len(rows) + 1)
    ]
    assert back == rows
    assert round(sheet.cell(len(rows) + 2, 2).value * 100) == sum(ore for _, ore in rows)
