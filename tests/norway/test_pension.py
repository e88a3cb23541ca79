"""Occupational pension: pay counts up to 12 G a year, a twelfth of that a month (norway-payroll 8.2)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import Money
from models.values.why import figure
from services.norway.rules.pension import otp
from services.reference.year_files import rate_book
from tests.builders import kr, pct

BOOK = rate_book("NO")
APRIL = BOOK.on(date(2026, 4, 20))  # a twelfth of 12 G is G: 130 160


@pytest.mark.parametrize(
    ("pay", "before", "contribution"),
    [
        ("45000", "0", "900"),
        ("130160", "0", "2603.20"),
        ("150000", "0", "2603.20"),
        ("150000", "100000", "603.20"),  # a second run of the month: 30 160 are left
        ("1000", "140000", "0"),
        ("-1000", "45000", "-20"),
        ("-20000", "150000", "-3.20"),  # of what is taken back only 160 had counted
        ("-5000", "150000", "0"),
        ("0", "0", "0"),
    ],
)
def test_the_contribution(pay: str, before: str, contribution: str) -> None:
    assert otp(figure("sum.pension_basis", kr(pay)), kr(before), pct(2), APRIL).value == kr(contribution)


@pytest.mark.parametrize(
    ("day", "most"),
    [
        (date(2026, 4, 30), "2603.20"),
        (date(2026, 5, 1), "2730.98"),
        (date(2025, 4, 30), "2480.56"),
        (date(2024, 6, 1), "2480.56"),
    ],
)
def test_the_cap_follows_g_of_the_pay_date(day: date, most: str) -> None:
    assert otp(figure("sum.pension_basis", kr(500000)), kr(0), pct(2), BOOK.on(day)).value == kr(most)


@given(st.lists(st.integers(-(10**7), 2 * 10**7).map(Money), max_size=6))
def test_several_runs_of_a_month_make_what_one_would(parts: list[Money]) -> None:
    before, paid = Money(0), Money(0)
    for part in parts:
        paid += otp(figure("sum.pension_basis", part), before, pct(2), APRIL).value
        before += part
    once = otp(figure("sum.pension_basis", before), Money(0), pct(2), APRIL).value
    assert abs((paid - once).ore) <= len(parts)  # each was rounded by itself
