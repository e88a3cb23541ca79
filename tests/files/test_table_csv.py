"""Rows as CSV: the one form of these files, and text that no spreadsheet takes for a formula."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.table import Column, Kind, Table
from services.files import table_csv


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Åse", "Åse"),
        (Money.kr("1234567.5"), "1234567,50"),
        (Money.kr("-0.05"), "-0,05"),
        (Percent.of("14.1"), "14,1"),
        (Decimal("162.50"), "162,50"),
        (Decimal("1E+2"), "100"),
        (7, "7"),
        (date(2026, 11, 3), "03.11.2026"),
        (Month(2026, 11), "2026-11"),
        (Span(date(2026, 11, 1), date(2026, 11, 30)), "01.11.2026–30.11.2026"),
        (Span(date(2026, 11, 1)), "01.11.2026–"),
    ],
)
def test_each_kind_of_value_has_one_form(value, text):
    assert table_csv.cell(value) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
        ("+47 900 00 000", "'+47 900 00 000"),
        ("-", "'-"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-1250", "-1250"),  # a number is no formula
        ("+12,5", "+12,5"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_text_is_never_a_formula(text, safe):
    assert table_csv.cell(text) == safe


def test_a_table_with_its_headings_in_the_readers_language():
    words = {"Name": "Navn", "Amount": "Beløp"}
    table = Table(
        Message("Payment list"),
        (Column("name", Message("Name")), Column("amount", Message("Amount"), Kind.MONEY, summed=True)),
        (("Berg; Åse", Money.kr("31250")), ('Per "Pelle" Nærø', Money.kr("-28117.10")), ("To\nlinjer", None)),
    )
    assert table_csv.write(table, lambda message: words[message.text]) == (
        "\ufeffNavn;Beløp\r\n"
        '"Berg; Åse";31250,00\r\n'
        '"Per ""Pelle"" Nærø";-28117,10\r\n'
        '"To\nlinjer";\r\n'
    ).encode()  # fmt: skip


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4), max_size=5))
def test_any_text_comes_back(rows):
    text = table_csv.write_rows(rows).decode("utf-8-sig")
    back = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")]
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
