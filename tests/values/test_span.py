"""Month and Span: first day and last day, both counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.span import Month, Span

days = st.dates(date(2023, 1, 1), date(2028, 12, 31))


def spans(longest: int = 400) -> st.SearchStrategy[Span]:
    return st.builds(lambda first, more: Span(first, first + timedelta(more)), days, st.integers(0, longest))


@pytest.mark.parametrize(
    ("text", "last"),
    [("2026-02", date(2026, 2, 28)), ("2024-02", date(2024, 2, 29)), ("2026-12", date(2026, 12, 31))],
)
def test_a_month_as_it_is_written(text: str, last: date) -> None:
    month = Month.parse(text)
    assert (month.first.day, month.last) == (1, last)
    assert str(month) == text
    assert month.span == Span(month.first, last)
    assert Month.of(last) == month


@pytest.mark.parametrize(
    "text", ["2026-3", "26-03", "2026/03", "2026-13", "2026-00", "202603", "2026-03-01", "", "april"]
)
def test_another_form_of_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month"):
        Month.parse(text)


@given(days, st.integers(-60, 60))
def test_months_forward_and_back(day: date, months: int) -> None:
    month = Month.of(day)
    later = month.plus(months)
    assert later.plus(-months) == month
    assert (later.year - month.year) * 12 + later.number - month.number == months
    assert (later > month) is (months > 0)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before the start"):
        Span(date(2026, 1, 2), date(2026, 1, 1))


@given(spans())
def test_a_span_counts_its_days(span: Span) -> None:
    every = list(span)
    assert span.days == len(every)
    assert span.weekdays == sum(day.weekday() < 5 for day in every)
    assert (every[0], every[-1]) == (span.first, span.last)
    assert all(day in span for day in every)
    assert every[0] - timedelta(1) not in span
    assert every[-1] + timedelta(1) not in span


@given(spans(40), spans(40))
def test_an_overlap_is_the_days_of_both(a: Span, b: Span) -> None:
    both = {day for day in a if day in b}
    overlap = a.overlap(b)
    assert (set(overlap) if overlap else set()) == both
    assert b.overlap(a) == overlap


def test_a_span_without_an_end() -> None:
    since = Span(date(2026, 3, 1))
    assert date(2099, 1, 1) in since
    assert date(2026, 2, 28) not in since
    assert since.overlap(Span(date(2026, 2, 1), date(2026, 3, 15))) == Span(date(2026, 3, 1), date(2026, 3, 15))
    assert since.overlap(Span(date(2026, 6, 1))) == Span(date(2026, 6, 1))
    assert since.overlap(Span(date(2025, 1, 1), date(2025, 12, 31))) is None
    with pytest.raises(ValueError, match="has no end"):
        _ = since.days
