"""Parts of a month by every method; parts that fill the month add up to the whole salary."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.money import Money
from models.values.span import Month, Span
from services.engine.proration import METHODS, counted_days, divisor, part_of_month, parts_of_full_month, share_of_days
from tests.builders import kr

months = st.builds(Month, st.integers(2024, 2026), st.integers(1, 12))
salaries = st.integers(100, 10**8).map(Money)


def split(month: Month, *starts: int) -> list[Span]:
    """The month in pieces that begin on these days of it."""
    firsts = [date(month.year, month.number, day) for day in starts]
    lasts = [date(month.year, month.number, day - 1) for day in starts[1:]]
    return [Span(first, last) for first, last in zip(firsts, [*lasts, month.last], strict=True)]


@pytest.mark.parametrize(
    ("method", "days", "whole"),
    [
        ("working_days", 15, "23"),
        ("calendar_days", 19, "31"),
        ("260", 15, "21.66666666666666666666666667"),
        ("21.67", 15, "21.67"),
        ("22", 15, "22"),
        ("26", 17, "26"),
        ("30", 19, "30"),
    ],
)
def test_what_a_method_counts(method: str, days: int, whole: str) -> None:
    """13 to 31 July 2026, of a month with 23 weekdays."""
    assert counted_days(Span(date(2026, 7, 13), date(2026, 7, 31)), method) == days
    assert divisor(Month(2026, 7), method) == Decimal(whole)


@given(salaries, months, st.sampled_from(METHODS), st.lists(st.integers(2, 28), max_size=3, unique=True))
def test_the_same_salary_in_pieces_is_the_salary(salary: Money, month: Month, method: str, changes: list[int]) -> None:
    pieces = split(month, 1, *sorted(changes))
    parts = parts_of_full_month([(salary, piece) for piece in pieces], method)
    assert Money.total(part.value for part in parts) == salary


@given(salaries, salaries, months, st.sampled_from(METHODS), st.integers(2, 28))
def test_two_salaries_in_a_month_lie_between_them(
    before: Money, now: Money, month: Month, method: str, day: int
) -> None:
    first, second = split(month, 1, day)
    parts = parts_of_full_month([(before, first), (now, second)], method)
    total = Money.total(part.value for part in parts)
    assert min(before, now).ore - 1 <= total.ore <= max(before, now).ore + 1


@given(salaries, months, st.sampled_from(METHODS), st.integers(1, 28))
def test_a_part_is_never_more_than_the_salary(salary: Money, month: Month, method: str, day: int) -> None:
    days = counted_days(Span(date(month.year, month.number, day), month.last), method)
    part = part_of_month(salary, days, month, method).value
    assert 0 <= part.ore <= salary.ore


def test_a_weekend_is_shared_by_its_days() -> None:
    """The method counts weekdays, and the period has none."""
    weekend = Span(date(2026, 3, 14), date(2026, 3, 15))
    saturday, sunday = (Span(day, day) for day in weekend)
    parts = parts_of_full_month([(kr(1000), saturday), (kr(1001), sunday)], "working_days")
    assert [part.value for part in parts] == [kr(500), kr("500.50")]
    assert share_of_days(kr(1000), saturday, weekend, "working_days").value == kr(500)


def test_the_part_says_how_it_was_made() -> None:
    part = part_of_month(kr(46000), 15, Month(2026, 7), "21.67")
    assert part.value == kr("31841.26")
    assert part.inputs == {"salary": kr(46000), "days": 15, "month": Month(2026, 7), "method": "21.67"}
