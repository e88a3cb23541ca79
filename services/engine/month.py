"""One calendar month as the authority sees it: everybody who was employed, and every run that was paid in it."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.span import Month
from services.engine.facts import EmployerFacts, PersonFacts, Refund
from services.engine.result import RunResult


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What a monthly report is made from. `people` is everybody the client has, also those without pay; `runs` are
    those whose pay date lies in the month, in order.
    """

    country: str
    employer: EmployerFacts
    month: Month
    people: tuple[PersonFacts, ...]
    runs: tuple[RunResult, ...]
    refunds: tuple[Refund, ...] = ()  # those that no run of the month holds
