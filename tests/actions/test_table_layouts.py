"""The same lines of hours in any reasonable layout read the same: order of columns, separators, character sets, signs
of numbers, forms of days, headers, titles above, columns that nobody needs; as text and as a workbook.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models.values.money import Money
from models.values.span import Month
from services.actions import run_setup, table_import
from services.actions.table_import import Choices
from services.desk.desk import Desk
from services.desk.table_hours import HoursPlan
from services.desk.table_hours_columns import TARGETS
from services.engine.facts import LineInput
from tests.actions.samples import Made

EACH = Choices(options={"lines": "each"})
TYPES = {"hourly_pay": "Timelønn", "overtime_50": "Overtid 50 %", "mileage": "Kjøregodtgjørelse", "bonus": "Bonus"}
BY_NAME = {target.name: target for target in TARGETS}
SPACES = ("", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "'")
DATES = ("{0:%d.%m.%Y}", "{0:%Y-%m-%d}", "{0.day}.{0.month}.{0:%y}", "{0:%Y%m%d}", "{0:%d/%m/%Y}")
COMMENTS = ("", "Vikar for Åse", "a;b", 'sa "nei"', "=1+1", "+47 22", "-5", "@SUM(A1)", "to\nlinjer", "a,b\tc")


@dataclass(frozen=True)
class Line:
    """One row, as it is meant."""

    number: int
    day: date
    type: str
    value: Decimal
    comment: str

    @property
    def meant(self) -> LineInput:
        text = " ".join(self.comment.split())
        if self.type == "bonus":
            return LineInput(self.type, amount=Money.kr(self.value), text=text)
        value = self.value.quantize(Decimal(1)) if self.value == self.value.to_integral_value() else self.value
        return LineInput(self.type, quantity=value.normalize() if "." in str(value) else value, text=text)


@dataclass(frozen=True)
class Layout:
    """How a table is written."""

    order: tuple[str, ...]
    headers: tuple[str, ...]
    decimal: str
    space: str
    day: str
    title: int
    empty: int
    delimiter: str
    encoding: str
    newline: str
    quote_all: bool
    clock: bool
    harmless: bool  # text that could be a formula has an apostrophe in front, as ours has
    typed: bool  # in a workbook: numbers and days as such


@st.composite
def tables(draw: st.DrawFn) -> list[Line]:
    """At least one day that can be no month, so that nobody has to be asked; never more than a day's hours."""
    found = []
    for place in range(draw(st.integers(2, 6))):
        kind = draw(st.sampled_from(sorted(TYPES)))
        hundredths = draw(st.integers(1, 400)) if kind != "bonus" else draw(st.integers(1, 9_999_999))
        day = date(2026, 3, 13 + place) if place == 0 else date(2026, 3, draw(st.integers(1, 31)))
        value = Decimal(hundredths) / 100
        found.append(Line(draw(st.sampled_from((1, 2, 3))), day, kind, value, draw(st.sampled_from(COMMENTS))))
    return found


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    order = tuple(draw(st.permutations(("number", "date", "type", "quantity", "amount", "comment", "extra"))))
    headers = tuple(draw(header(name)) for name in order)
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")))
    spaces = [space for space in SPACES if encoding != "cp1252" or space != "\N{NARROW NO-BREAK SPACE}"]
    return Layout(
        order,
        headers,
        draw(st.sampled_from(",.")),
        draw(st.sampled_from(spaces)),
        draw(st.sampled_from(DATES)),
        draw(st.integers(0, 2)),
        draw(st.integers(0, 2)),
        draw(st.sampled_from(";\t,")),
        encoding,
        draw(st.sampled_from(("\r\n", "\n", "\r"))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def header(draw: st.DrawFn, name: str) -> str:
    """One of the names of a column, in some case, with or without accents, with signs around it."""
    if name == "extra":
        return draw(st.sampled_from(("Ukedag", "Godkjent av", "")))
    text = draw(st.sampled_from(BY_NAME[name].headers))
    text = draw(st.sampled_from((text, text.upper(), text.title())))
    if draw(st.booleans()):
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return draw(st.sampled_from(("{}", " {} ", "{}:", "{} *", "({})"))).format(text)


def number(value: Decimal, layout: Layout) -> str:
    whole, _, decimals = f"{value:.2f}".partition(".")
    if layout.space and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", layout.space)
    return f"{whole}{layout.decimal}{decimals}"


def clock(value: Decimal) -> str | None:
    """Hours and minutes, where hundredths of an hour come out even."""
    minutes = value * 60
    if minutes != minutes.to_integral_value():
        return None
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d}"


def cell(line: Line, name: str, layout: Layout, *, is_workbook: bool) -> Any:
    typed = is_workbook and layout.typed
    has_amount = line.type == "bonus"
    match name:
        case "number":
            return line.number if typed else str(line.number)
        case "date":
            return line.day if typed else layout.day.format(line.day)
        case "type":
            return TYPES[line.type]
        case "quantity" if not has_amount:
            if typed:
                return float(line.value)
            if layout.clock and line.type != "mileage" and (text := clock(line.value)) is not None:
                return text
            return number(line.value, layout)
        case "amount" if has_amount:
            return float(line.value) if typed else number(line.value, layout)
        case "comment":
            starts = line.comment[:1] in ("=", "+", "-", "@") and line.comment[:1] != ""
            return f"'{line.comment}" if starts and (layout.harmless or is_workbook) else line.comment
        case "extra":
            return "fredag"
    return ""


def grid(lines: list[Line], layout: Layout, *, is_workbook: bool) -> list[list[Any]]:
    aside = [""] * layout.empty
    rows: list[list[Any]] = [["Timer for mars"]] if layout.title else []
    if layout.title > 1:
        rows.append(["", ""])
    rows.append([*aside, *layout.headers])
    for line in lines:
        rows.append([*aside, *(cell(line, name, layout, is_workbook=is_workbook) for name in layout.order)])
    return rows


def as_text(lines: list[Line], layout: Layout) -> bytes:
    out = io.StringIO()
    all_of_it = layout.quote_all or layout.newline == "\r"  # else the writer leaves line ends inside a cell bare
    quoting: Any = csv.QUOTE_ALL if all_of_it else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=layout.delimiter, lineterminator=layout.newline, quoting=quoting)
    writer.writerows(grid(lines, layout, is_workbook=False))
    return out.getvalue().encode(layout.encoding, "replace")


def as_workbook(lines: list[Line], layout: Layout) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ark1")
    for row in grid(lines, layout, is_workbook=True):
        sheet.append([value if value != "" else None for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def march(new: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The bakery with March begun. Nothing is ever stored in it here."""
    path: Path = new.copied_to(tmp_path_factory.mktemp("layouts"))
    with new.desk(path) as desk:
        run_setup.begin(desk, month=Month(2026, 3), pay_date=date(2026, 3, 20))
        yield desk


def taken(desk: Desk, content: bytes) -> dict[int, tuple[LineInput, ...]]:
    """The lines that a table would bring, by employee."""
    seen = table_import.preview(desk, "hours", content, "", EACH)
    assert not seen.is_open, [str(each.what) for each in seen.questions]
    assert not seen.findings
    assert not [str(row.what) for row in seen.rows if not row.is_taken]
    assert isinstance(seen.plan, HoursPlan)
    return dict(seen.plan.lines)


def meant(lines: list[Line]) -> dict[int, tuple[LineInput, ...]]:
    return {each: own for each in (1, 2, 3) if (own := tuple(line.meant for line in lines if line.number == each))}


CHEAP = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@CHEAP
@given(tables(), layouts())
def test_text_in_any_layout_reads_the_same(march: Desk, lines: list[Line], layout: Layout) -> None:
    content = as_text(lines, layout)
    assert taken(march, content) == meant(lines)


@CHEAP
@given(tables(), layouts())
def test_a_workbook_in_any_layout_reads_the_same(march: Desk, lines: list[Line], layout: Layout) -> None:
    assert taken(march, as_workbook(lines, layout)) == meant(lines)


@CHEAP
@given(
    st.binary(max_size=300),
    st.sampled_from((b"", b"Ansattnr;Dato;L\xf8nnsart;Antall\n", b"PK\x03\x04", b"\xef\xbb\xbf")),
)
def test_whatever_the_bytes_are_there_is_a_preview(march: Desk, content: bytes, start: bytes) -> None:
    seen = table_import.preview(march, "hours", start + content)
    assert seen.refused or seen.rows or seen.is_open


@CHEAP
@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), min_size=1, max_size=5))
def test_whatever_stands_in_the_cells_there_is_a_preview(march: Desk, rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("Ansattnr", "Dato", "Lønnsart", "Antall"))
    writer.writerows(rows)
    seen = table_import.preview(march, "hours", out.getvalue().encode("utf-8", "replace"))
    assert not any(row.is_taken for row in seen.rows) or seen.plan
