"""Rates by name and date. What is missing stops the run and says what it was; nothing is guessed."""

from datetime import date
from decimal import Decimal

import pytest

from models.values.why import Rate
from services.engine.rates import MissingRate, RateBook, RateYear
from tests.builders import kr, pct


def rate(name: str, value: object, since: date = date(2026, 1, 1)) -> tuple[Rate[object], ...]:
    return (Rate(name, value, since, "a test", "official"),)


BOOK = RateBook(
    "NO",
    [
        RateYear(
            2026,
            {
                "percent": rate("percent", pct("14.1")),
                "number": rate("number", Decimal("3.50")),
                "numbers": rate("numbers", (Decimal(1), Decimal(2))),
                "text": rate("text", "pay_date"),
                "g": rate("g", kr(130160)) + rate("g", kr(136549), date(2026, 5, 1)),
                "late": rate("late", pct(1), date(2026, 7, 1)),
            },
        )
    ],
)


@pytest.mark.parametrize(
    ("day", "amount"),
    [(date(2026, 1, 1), 130160), (date(2026, 4, 30), 130160), (date(2026, 5, 1), 136549), (date(2026, 12, 31), 136549)],
)
def test_a_rate_that_changes_within_the_year(day: date, amount: int) -> None:
    found = BOOK.on(day).amount("g")
    assert found.value == kr(amount)
    assert found.since <= day


def test_each_kind_of_rate_is_asked_for_as_what_it_is() -> None:
    rates = BOOK.on(date(2026, 3, 1))
    assert rates.percent("percent").value == pct("14.1")
    assert rates.number("number").value == Decimal("3.50")
    assert rates.numbers("numbers").value == (1, 2)
    assert rates.text("text").value == "pay_date"
    assert rates.names("n") == ["number", "numbers"]
    with pytest.raises(TypeError, match="percent is a Percent, not a Money"):
        rates.amount("percent")


def test_a_missing_rate_says_its_name_and_day() -> None:
    with pytest.raises(MissingRate, match=r"nothing for 2026-03-01 \(NO\)"):
        BOOK.on(date(2026, 3, 1)).percent("nothing")
    with pytest.raises(MissingRate, match="late for 2026-06-30"):
        BOOK.on(date(2026, 6, 30)).percent("late")
    assert BOOK.on(date(2026, 7, 1)).has("late")
    assert not BOOK.on(date(2026, 6, 30)).has("late")


def test_a_missing_year_says_the_day() -> None:
    with pytest.raises(MissingRate, match=r"rates for 2027-01-20 \(NO\)") as missing:
        BOOK.on(date(2027, 1, 20))
    assert (missing.value.name, missing.value.day) == ("", date(2027, 1, 20))


def test_days_share_what_is_looked_up() -> None:
    assert BOOK.on(date(2026, 3, 1)) is BOOK.on(date(2026, 3, 1))
    assert BOOK.on(date(2026, 3, 1)).year is BOOK.on(date(2026, 9, 1)).year
