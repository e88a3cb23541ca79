"""Timeline: what holds from a date until something else does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.span import Span
from models.values.timeline import NothingInForce, Timeline

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
timelines = st.lists(days, min_size=1, max_size=6, unique=True).map(
    lambda some: Timeline(tuple((day, number) for number, day in enumerate(sorted(some))))
)
spans = st.builds(lambda first, more: Span(first, first + timedelta(more)), days, st.integers(0, 500))


@given(timelines, spans)
def test_the_pieces_fill_the_span(timeline: Timeline[int], span: Span) -> None:
    """Every day of the span that something holds on is in exactly one piece, with what holds on it."""
    pieces = list(timeline.pieces(span))
    found = {day: value for part, value in pieces for day in part}
    assert sum(part.days for part, _ in pieces) == len(found)
    assert set(found) == {day for day in span if day >= timeline.entries[0][0]}
    assert all(timeline.on(day) == value for day, value in found.items())
    assert [part.first for part, _ in pieces] == sorted(part.first for part, _ in pieces)


@given(timelines, days)
def test_what_holds_on_a_day(timeline: Timeline[int], day: date) -> None:
    started = [(since, value) for since, value in timeline.entries if since <= day]
    if started:
        assert timeline.entry(day) == started[-1]
        assert timeline.on(day) == started[-1][1]
    else:
        with pytest.raises(NothingInForce, match=str(day)):
            timeline.on(day)


def test_one_value_a_day_in_order() -> None:
    first, second = date(2026, 1, 1), date(2026, 3, 1)
    assert Timeline(((first, "a"), (second, "b"))).on(date(2026, 2, 28)) == "a"
    for wrong in (((first, "a"), (first, "b")), ((second, "b"), (first, "a"))):
        with pytest.raises(ValueError, match="one value a day, in order"):
            Timeline(wrong)
    assert not Timeline(())
    assert list(Timeline(()).pieces(Span(first, second))) == []
