"""Table withholding against the tax administration's own figures: every row of three years, not one krone off."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.engine.rates import MissingRate
from services.norway.rules.tax_table import UnknownTable, table, tables_of
from services.reference.year_files import rate_book

BOOK = rate_book("NO")
PERIODS = ("MND", "14D", "UKE", "4D", "3D", "2D", "1D")
ROWS = {2024: 39368, 2025: 45819, 2026: 46053}  # of the official files
TABLES = {2024: 83, 2025: 96, 2026: 96}


def tables(year: int) -> Callable[[str, str], Callable[[int], int]]:
    return tables_of(BOOK.years[year])


@pytest.mark.parametrize("year", ROWS)
def test_every_official_figure(year: int, shared: Path) -> None:
    file = shared / "reference" / "tax" / f"tabelltrekk-{year}-sample.csv.gz"
    if not file.is_file():
        pytest.skip(f"{file.name} does not lie beside the tree")
    find = tables(year)
    header, *rows = gzip.decompress(file.read_bytes()).decode().splitlines()
    assert header == "table;period;base;withholding"
    wrong = [
        (row, ours)
        for row in rows
        for code, period, base, theirs in [row.split(";")]
        if (ours := find(code, period)(int(base))) != int(theirs)
    ]
    assert wrong == []
    assert len(rows) == ROWS[year]
    assert len({row.split(";")[0] for row in rows}) == TABLES[year]


SMOKE = {  # norway-payroll 4.4
    ("8000", 2026): (2713, 10305, 18088, 38766, 65880),
    ("8120", 2026): (1786, 7791, 15573, 36252, 63366),
    ("9010", 2026): (2923, 10515, 18297, 38976, 66090),
    ("7300", 2026): (2138, 9313, 16993, 37398, 64229),
    ("6300", 2026): (1765, 7714, 14594, 33399, 58230),
    ("0101", 2026): (1544, 6356, 13076, 30930, 54408),
    ("8000", 2025): (2944, 10586, 18649, 39460, 66628),
    ("7100", 2024): (3178, 10872, 19204, 40028, 67028),
}
BASES = (20000, 40000, 60000, 100000, 150000)


@pytest.mark.parametrize(
    ("code", "year", "base", "withheld"),
    [
        (code, year, base, cell)
        for (code, year), cells in SMOKE.items()
        for base, cell in zip(BASES, cells, strict=True)
    ],
)
def test_smoke_values_of_the_month_tables(code: str, year: int, base: int, withheld: int) -> None:
    assert tables(year)(code, "MND")(base) == withheld


@pytest.mark.parametrize(
    ("period", "base", "withheld"),
    [
        ("UKE", 9480, 2400),
        ("14D", 20330, 5315),
        ("1D", 1985, 495),
        ("2D", 3970, 985),
    ],
)
def test_other_periods(period: str, base: int, withheld: int) -> None:
    """NO-17 of the worked examples, table 8010 of 2026."""
    assert tables(2026)("8010", period)(base) == withheld


@pytest.mark.parametrize(
    ("code", "base", "withheld"),
    [
        ("8010", 7870, 1943),
        ("8030", 19670, 7364),
        ("8050", 20170, 7546),
        ("8060", 36210, 16139),
        ("8200", 36970, 15970),
    ],
)
def test_half_a_krone_is_what_doubles_make_of_it(code: str, base: int, withheld: int) -> None:
    """On paper the quotient is exactly half a krone and would go up; the official doubles are a hair below."""
    assert tables(2026)(code, "4D")(base) == withheld


@pytest.mark.parametrize(("base", "withheld"), [(0, 0), (-1, 0), (-45000, 0), (1, 0)])
def test_nothing_of_nothing(base: int, withheld: int) -> None:
    assert tables(2026)("8000", "MND")(base) == withheld


@pytest.mark.parametrize("code", ["9400", "9010", "8000"])
@pytest.mark.parametrize("period", PERIODS)
def test_never_more_than_the_base(code: str, period: str) -> None:
    """An addition of 400 000 to the income would take more than a small pay."""
    find = tables(2026)(code, period)
    assert all(0 <= find(base) <= base for base in range(0, 3000, 7))


def test_above_the_printed_table_of_2024() -> None:
    """A flat 54 % of what lies above 99 800; from 2025 the formula holds at any amount."""
    find = tables(2024)("7100", "MND")
    assert [find(base + 100) - find(base) for base in (99_800, 150_000, 900_000)] == [54, 54, 54]


def test_every_table_has_every_period() -> None:
    for year, rates in BOOK.years.items():
        find = tables_of(rates)
        for code in ("7300", "6700", "0100", "0101", "7170", "8400" if year > 2024 else "7119"):
            for period in PERIODS:
                assert find(code, period)(30000) > 0


@given(
    st.sampled_from([(2024, "7100"), (2024, "7110P"), (2025, "8200"), (2026, "8000"), (2026, "9100"), (2026, "0101")]),
    st.sampled_from(PERIODS),
    st.integers(0, 3_000_000),
    st.integers(0, 5_000),
)
def test_more_pay_is_never_less_withholding(table_of: tuple[int, str], period: str, base: int, more: int) -> None:
    """True of every table and band: measured over all of 2024–2026 up to twice the printed tables."""
    year, code = table_of
    find = tables(year)(code, period)
    assert find(base) <= find(base + more)


@pytest.mark.parametrize("code", ["8005", "7100", "9000", "8410", "9410", "100", "", "8000 ", "7100P", "x"])
def test_a_table_that_the_year_does_not_have(code: str) -> None:
    with pytest.raises(UnknownTable, match=f"2026 has no table {code}"):
        tables(2026)(code, "MND")


def test_pensioners_tables_are_gone_from_2025() -> None:
    assert tables(2024)("7133P", "MND")(30000) > 0
    with pytest.raises(UnknownTable):
        tables(2025)("7133P", "MND")


@pytest.mark.parametrize("period", ["mnd", "5D", "", "MONTH"])
def test_a_period_that_there_is_not(period: str) -> None:
    with pytest.raises(UnknownTable, match=f"there is no period {period}"):
        tables(2026)("8000", period)


@pytest.mark.parametrize("year", [2023, 2027])
def test_a_year_without_tables_stops(year: int) -> None:
    with pytest.raises(MissingRate, match=f"rates for {year}-01-20"):
        table(BOOK.on(date(year, 1, 20)), "8000", "MND")
