"""Whom a run pays: the people who work in its days and are paid as often as it comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from models.values.span import Span
from services.engine.facts import PersonFacts, RunHead, Terms
from services.engine.wage_types import WageType

_SHORT: Final = "fortnightly"
"""Paid every 14 days or every week, in runs with days of their own."""
_OF_A_MONTH: Final = frozenset({"monthly_arrears", "monthly_advance"})


def is_paid_in(person: PersonFacts, head: RunHead) -> bool:
    """Whether somebody belongs to a run without having a line of their own in it."""
    return any(
        _is_paid_by(terms, head)
        for each in person.employments
        if (employed := each.span.overlap(head.days)) is not None
        for _, terms in each.terms.pieces(employed)
    )


def _is_paid_by(terms: Terms, head: RunHead) -> bool:
    match terms.pay:
        case "monthly":
            return terms.period == head.period
        case "fortnightly":
            return head.period != "MND"
        case pay:
            return pay not in _OF_A_MONTH or head.period == "MND"


def is_of_terms(wage_type: WageType) -> bool:
    """Whether a numbered type pays the fixed pay of the terms."""
    return wage_type.row is not None and "terms" in wage_type.row.trigger.split(" ")


def is_hours(wage_type: WageType) -> bool:
    """Whether lines of a wage type are hours that were worked."""
    row = wage_type.row
    if row is None:
        return wage_type.formula == "hourly" and wage_type.factor == 1
    return row.counts == "hours" and row.basis == "TIMESATS"


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
                    period = terms.period if terms.pay == "monthly" else "14D" if terms.pay == _SHORT else "MND"
                    seen[period] = seen.get(period, 0) + 1
    return tuple(sorted(seen, key=lambda period: (-seen[period], period)))
