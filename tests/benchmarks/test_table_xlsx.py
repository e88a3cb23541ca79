"""12,000 rows of 12 columns to a spreadsheet, against the library's own write-only mode with the same values."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl

from models.values.message import Message
from models.values.money import Money
from models.values.table import Column, Kind, Table
from services.files import table_xlsx
from services.reference.texts import texts
from tests.benchmarks.measure import say, times

ROWS = 12_000
ROUNDS = 7
COLUMNS = (
    Column("number", Message("No."), Kind.NUMBER),
    Column("name", Message("Name")),
    Column("department", Message("Department")),
    Column("day", Message("Date"), Kind.DATE),
    *(Column(f"amount{place}", Message("Amount"), Kind.MONEY, summed=True) for place in range(8)),
)


def test_twelve_thousand_rows() -> None:
    rows = tuple(_row(place) for place in range(ROWS))
    table = Table(Message("Wage journal"), COLUMNS, rows)
    plain = [[value.ore / 100 if isinstance(value, Money) else value for value in row] for row in rows]

    def floor() -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("1")
        for row in plain:
            sheet.append(row)
        book.save(io.BytesIO())

    def ours() -> None:
        table_xlsx.write([table], texts("nb"))

    least, taken = [], []
    for _ in range(ROUNDS):  # by turns, because the machine is not always as quick
        least += times(floor, 1)
        taken += times(ours, 1)
    say(f"{ROWS:,} × {len(COLUMNS)} cells to xlsx", min(taken), min(least), "1.3")


def _row(place: int) -> tuple[Any, ...]:
    day = date(2026, 1, 1) + timedelta(days=place % 365)
    return place, f"Person nummer {place}", "Avdeling", day, *(Money(place * 100 + part) for part in range(8))
