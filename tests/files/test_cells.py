"""Numbers and dates in the forms that people and programs write, and columns that can be read in two ways."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.files.cells import (
    DateOrder,
    NumberColumn,
    date_column,
    number_column,
    plain_header,
    read_date,
    read_number,
    says_kroner,
    text_of,
)

NBSP, THIN, NARROW, MINUS = "\u00a0", "\u2009", "\u202f", "\u2212"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1250", "1250"),
        ("0001250", "1250"),
        ("1250,5", "1250.5"),
        ("1250,50", "1250.50"),
        ("1 250,50", "1250.50"),
        (f"1{NBSP}250,50", "1250.50"),
        (f"1{THIN}250{THIN}000,50", "1250000.50"),
        (f"1{NARROW}250", "1250"),
        ("1'250,50", "1250.50"),
        ("1’250’000", "1250000"),
        ("1.250,50", "1250.50"),
        ("1.250.000", "1250000"),
        ("-1 250,50", "-1250.50"),
        ("1 250,50-", "-1250.50"),
        ("1250 -", "-1250"),
        (f"{MINUS}1250", "-1250"),
        (f"1250,00{MINUS}", "-1250.00"),
        ("- 12", "-12"),
        ("+12", "12"),
        ("kr 1 250,50", "1250.50"),
        ("1250,50 kr", "1250.50"),
        ("1250,-", "1250"),
        ("-NOK 5", None),
        ("0,125", "0.125"),
        (",50", "0.50"),
        ("'-1250", "-1250"),
        ("", None),
        ("-", None),
        (",", None),
        ("12-34", None),
        ("-12-", None),
        ("--12", None),
        ("1 25", None),
        ("1.25.000", None),
        ("1.250 000", None),
        ("1,250,000", None),
        ("1,2,3", None),
        ("O12", None),
        ("1e5", None),
        ("1,25E+08", None),
        ("٣", None),
        ("NaN", None),
        ("Infinity", None),
        ("0x10", None),
        ("=1+1", None),
        ("9" * 19, None),
        ("1" * 50_000, None),
    ],
)
def test_a_norwegian_number(cell, value):
    assert read_number(cell, ",") == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,250.50", "1250.50"),
        ("1,250,000", "1250000"),
        ("1 250.50", "1250.50"),
        ("1250.5", "1250.5"),
        ("-1250.50", "-1250.50"),
        ("1250,50", None),
        ("1.250.000", None),
    ],
)
def test_an_international_number(cell, value):
    assert read_number(cell, ".") == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ([], NumberColumn(",")),
        (["1", "22", ""], NumberColumn(",")),
        (["1 250", "12"], NumberColumn(",")),
        (["1250,5", "1.250"], NumberColumn(",", decimals=True)),
        (["1250.5", "1,250"], NumberColumn(".", decimals=True)),
        (["1.250", "12"], NumberColumn(None, "1.250")),
        (["1,250"], NumberColumn(None, "1,250")),
        (["1.250", "1250,5", "1250.5"], NumberColumn(None, "1.250")),  # its rows contradict each other
        (["1250,5", "12,5", "1250.5"], NumberColumn(",", unreadable=1, decimals=True)),
        (["x", "12"], NumberColumn(",", unreadable=1)),
        (["0,125"], NumberColumn(",", decimals=True)),  # no thousands begin with a zero
        (["1.250.000"], NumberColumn(",")),
    ],
)
def test_a_column_of_numbers(cells, column):
    assert number_column(cells) == column


def test_what_names_its_unit():
    assert [says_kroner(cell) for cell in ("1250,-", "kr 12", "12 kr", "12", "-12", "12-")] == [True] * 3 + [False] * 3


@given(st.integers(-(10**12), 10**12), st.sampled_from([" ", NBSP, THIN, NARROW, "'", ".", ""]), st.booleans())
def test_an_amount_in_any_dress_is_the_same(ore, group, behind):
    kroner, rest = divmod(abs(ore), 100)
    whole = f"{kroner:,}".replace(",", group)
    sign = MINUS if ore < 0 else ""
    text = f"{whole},{rest:02d}{sign}" if behind else f"{sign}{whole},{rest:02d}"
    assert read_number(text, ",") == Decimal(ore).scaleb(-2)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text):
    for sign in (",", "."):
        value = read_number(text, sign)
        assert value is None or value.is_finite()
    number_column([text, "1"])
    read_date(text)
    date_column([text])
    plain_header(text)


# --- dates


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("20261105", date(2026, 11, 5)),
        ("2026-11-05T00:00:00", date(2026, 11, 5)),
        ("05.11.2026", date(2026, 11, 5)),
        ("5.11.26", date(2026, 11, 5)),
        ("5. 11. 2026", date(2026, 11, 5)),
        ("5/11/2026", date(2026, 11, 5)),
        ("5-11-26", date(2026, 11, 5)),
        (" 05.11.2026 ", date(2026, 11, 5)),
        ("2.3.84", date(1984, 3, 2)),
        ("2.3.69", date(2069, 3, 2)),
        ("31.02.2026", None),
        ("2026-13-01", None),
        ("20261301", None),
        ("00000000", None),
        ("1.1.0001", None),
        ("13/13/2026", None),
        ("5/11-2026", None),
        ("46000", None),
        ("٠٥.١١.٢٠٢٦", None),
        ("", None),
        ("i dag", None),
    ],
)
def test_a_day(cell, day):
    assert read_date(cell) == day


def test_the_month_first_only_where_the_signs_do_not_tell():
    assert read_date("11/5/2026", DateOrder.MONTH_FIRST) == date(2026, 11, 5)
    assert read_date("05.11.2026", DateOrder.MONTH_FIRST) == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        ([], DateOrder.DAY_FIRST),
        (["01.10.2026", "02.10.2026"], DateOrder.DAY_FIRST),
        (["2026-01-02", ""], DateOrder.DAY_FIRST),
        (["1/2/2026", "13/2/2026"], DateOrder.DAY_FIRST),
        (["1/2/2026", "2/13/2026"], DateOrder.MONTH_FIRST),
        (["1/2/2026", "3-4-26", "x"], None),
        (["5/5/2026"], DateOrder.DAY_FIRST),  # the same day both ways
    ],
)
def test_a_column_of_days(cells, order):
    assert date_column(cells) is order


# --- texts and headers


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" Ola ", "Ola"),
        ("'=1+1", "=1+1"),
        ("'-hei", "-hei"),
        ("'@x", "@x"),
        ("'nn", "'nn"),
        ('="01810051236"', "01810051236"),
        ('="a"&"b"', '="a"&"b"'),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_a_text(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("Fødselsnummer", "fodselsnummer"),
        (" Dato fra-og-med: ", "datofraogmed"),
        ("BELØP (kr)", "belopkr"),
        ("Årsak/Ærend", "arsakaerend"),
        ("Prénom", "prenom"),
        ("", ""),
    ],
)
def test_a_header_as_it_is_compared(header, plain):
    assert plain_header(header) == plain
