"""Whom a run pays: the people who work in its days and are paid as often as it comes."""

from __future__ import annotations

from collections.abc import Iterable

from models.values.span import Span
from services.engine.facts import PersonFacts, RunHead


def is_paid_in(person: PersonFacts, head: RunHead) -> bool:
    """Whether somebody belongs to a run without having a line of their own in it."""
    return any(
        terms.pay != "monthly" or terms.period == head.period
        for each in person.employments
        if (employed := each.span.overlap(head.days)) is not None
        for _, terms in each.terms.pieces(employed)
    )


def is_hourly(person: PersonFacts, head: RunHead) -> bool:
    """Whether somebody is paid by the hour in the days of a run."""
    return any(
        terms.pay == "hourly"
        for each in person.employments
        if (employed := each.span.overlap(head.days)) is not None
        for _, terms in each.terms.pieces(employed)
    )


def periods_of(everybody: Iterable[PersonFacts], days: Span) -> tuple[str, ...]:
    """How often monthly paid people are paid in some days; the most usual first."""
    seen: dict[str, int] = {}
    for person in everybody:
        for each in person.employments:
            if (employed := each.span.overlap(days)) is not None:
                for _, terms in each.terms.pieces(employed):
                    period = terms.period if terms.pay == "monthly" else "MND"
                    seen[period] = seen.get(period, 0) + 1
    return tuple(sorted(seen, key=lambda period: (-seen[period], period)))
