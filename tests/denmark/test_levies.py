"""Levies of an employer as estimates (denmark 3.9)."""

from __future__ import annotations

from datetime import date

from models.values.money import Money
from services.denmark.rules.levies import LEVIES, estimate, unknown
from services.engine.rates import RatesOn
from services.reference.year_files import rate_book


def rates(year: int) -> RatesOn:
    return rate_book("DK").on(date(year, 10, 30))


def test_p06_barsel_dk_of_a_quarter() -> None:
    """2,556.00 ATP / 852.00 a unit = 3 units × 337.50 = 1,012.50."""
    (levy,) = estimate(Money.kr("2556"), rates(2024))
    assert (levy.name, levy.amount.value) == ("barsel_dk", Money.kr("1012.50"))


def test_part_units_are_not_rounded_before_the_amount() -> None:
    """891.00, the full ATP of a quarter since 2024, is 1.0457… units of 852.00: × 337.50 = 352.9489… → 352.95."""
    (levy,) = estimate(Money.kr("891"), rates(2024))
    assert levy.amount.value == Money.kr("352.95")


def test_a_quarter_without_atp_owes_nothing() -> None:
    (levy,) = estimate(Money.kr(0), rates(2024))
    assert levy.amount.value == Money.kr(0)


def test_a_year_without_a_public_rate_has_no_estimate_and_says_so() -> None:
    """Barsel.dk was found for 2022 to 2024 alone; of the others no rate was found for any year."""
    assert list(estimate(Money.kr("2556"), rates(2026))) == []
    assert unknown(rates(2026)) == LEVIES
    assert unknown(rates(2024)) == LEVIES[1:]


def test_each_estimate_says_what_it_is_made_of() -> None:
    (levy,) = estimate(Money.kr("2556"), rates(2024))
    assert set(levy.amount.inputs) == {"paid", "unit", "rate"}
    assert rates(2024).amount("levies.unit").status == "inferred"
