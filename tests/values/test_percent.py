"""Percent: a rate as the law writes it, with its digits kept."""

from decimal import Decimal

import pytest

from models.values.percent import HUNDRED, Percent


@pytest.mark.parametrize(
    ("written", "share"),
    [("14.1", "0.141"), ("2", "0.02"), (100, "1.00"), ("0", "0.00"), ("-5.10", "-0.0510"), (Decimal("10.2"), "0.102")],
)
def test_a_percentage_as_it_is_written(written: str | int | Decimal, share: str) -> None:
    percent = Percent.of(written)
    assert str(percent.share) == share
    assert str(percent) == str(written)


def test_its_digits_are_kept_and_it_has_an_order() -> None:
    assert str(Percent.of("5.10")) == "5.10"
    assert str(Percent.of("1E+2")) == "100"  # never in powers of ten
    assert Percent.of("5.10") == Percent.of("5.1")
    assert Percent.of("5") < Percent.of("14.1") < HUNDRED


@pytest.mark.parametrize("text", ["", "14,1", "14.1 %", "%", "NaN", "Infinity", "one", "1/3"])
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a percentage"):
        Percent.of(text)
