"""Money: whole øre, exact sums, every rounding said out loud. Values have laws, so they are tested as laws."""

from decimal import Decimal, FloatOperation
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.values.money import ZERO, Money, Rounding
from models.values.percent import Percent
from tests.builders import kr, pct

amounts = st.integers(-(10**13), 10**13).map(Money)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("45000.00", 4500000),
        ("45000", 4500000),
        ("45000.5", 4500050),
        ("0.05", 5),
        ("-0.05", -5),
        ("-12.30", -1230),
        ("0", 0),
        ("-0.00", 0),
        ("+7", 700),
        ("007.10", 710),
        ("1e3", 100000),
        (Decimal("12.30"), 1230),
        (12, 1200),
        (-3, -300),
    ],
)
def test_an_amount_as_it_is_written(written: str | int | Decimal, ore: int) -> None:
    assert Money.kr(written) == Money(ore)


@pytest.mark.parametrize(
    "text",
    ["", " ", "kr 5", "5,00", "1.000,00", "4 500", "0x10", "--5", "5-", "NaN", "sNaN", "Infinity", "-inf", "½", "1/2"],
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        Money.kr(text)


@pytest.mark.parametrize("text", ["0.005", "1.001", "-2.999", "1e-3", "33.333333"])
def test_a_third_decimal_is_refused_and_not_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="more than two decimals"):
        Money.kr(text)


@pytest.mark.parametrize("number", [0.1, 45000.0, float("nan")])
def test_a_float_springs_the_trap(number: float) -> None:
    with pytest.raises((FloatOperation, ValueError)):
        Money.kr(number)  # type: ignore[arg-type]
    with pytest.raises(FloatOperation):
        Percent.of(number)  # type: ignore[arg-type]


@given(amounts)
def test_written_and_read_again(amount: Money) -> None:
    assert Money.kr(str(amount)) == amount
    assert Money.kr(amount.kroner) == amount
    assert str(amount)[-3] == "."


@given(amounts, amounts, amounts)
def test_sums_are_exact(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c) == Money.total([c, b, a])
    assert a - a == ZERO
    assert a + ZERO == a
    opposite = -a
    assert -opposite == a
    assert abs(a) == max(a, -a)
    assert bool(a) is (a != ZERO)


def test_the_sum_of_nothing_is_nothing() -> None:
    assert Money.total([]) == ZERO


HALVES = {  # amount in kroner with three decimals → øre by each rounding
    "0.005": (1, 0, 0, 1),
    "-0.005": (-1, 0, -1, 0),
    "0.015": (2, 1, 1, 2),
    "-0.015": (-2, -1, -2, -1),
    "0.0149": (1, 1, 1, 2),
    "2.50": (250, 250, 250, 250),
}


@pytest.mark.parametrize(("kroner", "ore"), HALVES.items())
def test_rounding_says_how(kroner: str, ore: tuple[int, int, int, int]) -> None:
    """Half goes away from zero (norway-payroll 17); the others towards zero, down and up."""
    ways = (Rounding.HALF_UP, Rounding.CUT, Rounding.FLOOR, Rounding.CEILING)
    assert tuple(Money.rounded(Decimal(kroner), way).ore for way in ways) == ore


@pytest.mark.parametrize(
    ("kroner", "way", "whole"),
    [
        ("12244.99", Rounding.CUT, "12244"),
        ("-12244.99", Rounding.CUT, "-12244"),
        ("12244.50", Rounding.HALF_UP, "12245"),
        ("-12244.50", Rounding.HALF_UP, "-12245"),
        ("12244.01", Rounding.CEILING, "12245"),
        ("-12244.01", Rounding.FLOOR, "-12245"),
    ],
)
def test_whole_kroner(kroner: str, way: Rounding, whole: str) -> None:
    assert kr(kroner).whole_kroner(way) == kr(whole)


@pytest.mark.parametrize(
    ("kroner", "percent", "product"),
    [
        ("45900", "14.1", "6471.90"),
        ("4590", "14.1", "647.19"),
        ("0.05", "10.2", "0.01"),
        ("-0.05", "10.2", "-0.01"),
        ("0.03", "50", "0.02"),  # half an øre goes up
        ("100", "0", "0"),
        ("17955", "34", "6104.70"),
    ],
)
def test_a_percentage_of_an_amount(kroner: str, percent: str, product: str) -> None:
    assert kr(kroner).times(pct(percent)) == kr(product)


@given(amounts, st.integers(0, 10_000), st.sampled_from(list(Rounding)))
def test_a_product_is_rounded_once(amount: Money, hundredths: int, way: Rounding) -> None:
    """The result is the nearest øre in the direction that was asked for: never off by more than one."""
    percent = Percent(Decimal(hundredths).scaleb(-2))
    exact = Fraction(amount.ore) * Fraction(hundredths, 10_000)
    off = amount.times(percent, way).ore - exact
    limits = {
        Rounding.HALF_UP: abs(off) <= Fraction(1, 2),
        Rounding.CUT: abs(off) < 1 and (off == 0 or (off < 0) == (exact > 0)),
        Rounding.FLOOR: -1 < off <= 0,
        Rounding.CEILING: 0 <= off < 1,
    }
    assert limits[way]


@given(amounts, st.integers(1, 400), st.integers(1, 400))
def test_a_part_is_the_nearest_ore(amount: Money, numerator: int, denominator: int) -> None:
    exact = Fraction(amount.ore * numerator, denominator)
    assert abs(amount.part(numerator, denominator).ore - exact) <= Fraction(1, 2)


def test_a_part_by_a_fraction_of_days() -> None:
    assert kr(46000).part(15, Decimal("21.67")) == kr("31841.26")
    assert kr(46000).part(15 * 12, 260) == kr("31846.15")
    assert kr(3).times(5) == kr(15)


@given(amounts, weights)
def test_a_split_never_loses_an_ore(amount: Money, parts: list[int]) -> None:
    shares = amount.split(parts)
    assert Money.total(shares) == amount
    assert len(shares) == len(parts)


@given(amounts, weights)
def test_a_split_is_fair(amount: Money, parts: list[int]) -> None:
    """Each share is within an øre of its exact part, nothing of a weight of nothing, and more weight is never less."""
    shares = amount.split(parts)
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share.ore - Fraction(amount.ore * weight, sum(parts))) < 1
        assert weight or not share
    sign = -1 if amount.ore < 0 else 1
    for a, wa in zip(shares, parts, strict=True):
        for b, wb in zip(shares, parts, strict=True):
            assert wa <= wb or a.ore * sign >= b.ore * sign


@given(amounts, weights)
def test_the_opposite_splits_to_the_opposite(amount: Money, parts: list[int]) -> None:
    """So a reversal takes back exactly what each one got."""
    assert [-share for share in amount.split(parts)] == (-amount).split(parts)


def test_the_odd_ore_goes_to_the_largest_weight_then_the_first() -> None:
    assert [share.ore for share in Money(100).split([1, 1, 1])] == [34, 33, 33]
    assert [share.ore for share in Money(1).split([1, 2, 2])] == [0, 1, 0]
    assert [share.ore for share in Money(-100).split([1, 1, 1])] == [-34, -33, -33]


@pytest.mark.parametrize("parts", [[], [0], [0, 0], [-1, 2], [5, -1]])
def test_a_split_needs_positive_weights(parts: list[int]) -> None:
    with pytest.raises(ValueError, match="the weights of a split must be positive"):
        Money(100).split(parts)


@given(amounts, amounts)
def test_money_has_an_order(a: Money, b: Money) -> None:
    assume(a != b)
    assert (a < b) is (a.ore < b.ore)
    assert max(a, b).ore == max(a.ore, b.ore)
    assert len({a, b, Money(a.ore)}) == 2
