"""Rows → CSV as spreadsheets and accounting systems here read it: semicolon, decimal comma, UTF-8 with its mark, CRLF.

Text that a spreadsheet would take for a formula gets an apostrophe in front, which our own import strips (files 0.10).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Span
from models.values.table import Table
from models.values.why import Value

_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table, render: Callable[[Message], str]) -> bytes:
    """A table with its headings; sums are left to the reader. `render` puts the headings into the user's language."""
    return write_rows([[render(column.heading) for column in table.columns], *table.rows])


def write_rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """Any rows, each value in the one form of these files."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([[cell(value) for value in row] for row in rows])
    return codecs.BOM_UTF8 + text.getvalue().encode()


def cell(value: Value) -> str:
    """A value as text: `1234,50`, `14,1`, `20.11.2026`, `2026-11`; a missing one is empty."""
    match value:
        case None:
            return ""
        case str():
            return harmless(value)
        case Money():
            return str(value).replace(".", ",")
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case Percent():
            return str(value).replace(".", ",")
        case date():
            return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
        case Span(first=first, last=last):
            return f"{cell(first)}–{cell(last)}"
        case _:
            return str(value)


def harmless(text: str) -> str:
    """Text that is no formula in a spreadsheet; a number such as `-1250` stays as it is."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) and not _NUMBER.fullmatch(text) else text
