"""Mileage and subsistence: what is free of tax, what is taxable (norway-payroll 10.1–10.2)."""

from datetime import date
from decimal import Decimal

import pytest

from services.norway.rules.allowances import by_unit, subsistence
from services.reference.year_files import rate_book
from tests.builders import kr

BOOK = rate_book("NO")


@pytest.mark.parametrize(
    ("year", "km", "rate", "paid", "taxable"),
    [
        (2026, "320", None, "1696.00", "576.00"),  # NO-11
        (2025, "320", None, "1600.00", "480.00"),
        (2024, "320", None, "1568.00", "448.00"),
        (2026, "320", "3.50", "1120.00", "0"),
        (2026, "320", "2.00", "640.00", "0"),  # below the free rate: nothing is taxable, nothing is left over
        (2026, "10.5", "6", "63.00", "26.25"),
        (2026, "-320", None, "-1696.00", "-576.00"),  # taken back as it was paid
        (2026, "0", None, "0", "0"),
    ],
)
def test_mileage(year: int, km: str, rate: str | None, paid: str, taxable: str) -> None:
    rates = BOOK.on(date(year, 9, 18))
    given = None if rate is None else Decimal(rate)
    split = by_unit(Decimal(km), given, None, "mileage.state", "mileage.free", rates)
    assert (split.paid.value, split.taxable.value) == (kr(paid), kr(taxable))


@pytest.mark.parametrize(
    ("days", "rate", "meals", "paid", "taxable"),
    [
        ("2", None, ["breakfast"], "1619.20", "511.20"),  # NO-11: free 693 × 80 % = 554.40 → 554 a day
        ("2", None, [], "2024.00", "638.00"),
        ("1", None, ["breakfast", "lunch", "dinner"], "0.00", "0.00"),
        ("1", None, ["lunch"], "708.40", "223.40"),  # free 485.10 → 485
        ("3", "500", [], "1500.00", "0.00"),
        ("3", "700", [], "2100.00", "21.00"),
        ("-2", None, ["breakfast"], "-1619.20", "-511.20"),
    ],
)
def test_hotel_subsistence(days: str, rate: str | None, meals: list[str], paid: str, taxable: str) -> None:
    rates = BOOK.on(date(2026, 9, 18))
    given = None if rate is None else Decimal(rate)
    split = subsistence(Decimal(days), given, None, meals, "subsistence.state_night", "subsistence.free_hotel", rates)
    assert (split.paid.value, split.taxable.value) == (kr(paid), kr(taxable))


def test_an_amount_that_was_paid_counts_instead_of_the_rate() -> None:
    rates = BOOK.on(date(2026, 9, 18))
    split = by_unit(Decimal(100), None, kr(400), "mileage.state", "mileage.free", rates)
    assert (split.paid.value, split.taxable.value) == (kr(400), kr(50))
    day = subsistence(Decimal(1), None, kr(650), [], "subsistence.state_night", "subsistence.free_hotel", rates)
    assert (day.paid.value, day.taxable.value) == (kr(650), kr(0))
