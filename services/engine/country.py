"""What a country pack must be able to do: the face that the desk sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from models.values.finding import Finding
from models.values.money import Money
from models.values.span import Month
from services.engine.accounts import Account, Movement
from services.engine.facts import EmployerFacts, RunFacts
from services.engine.rates import RatesOn
from services.engine.result import Payslip, RunResult
from services.engine.wage_types import WageTypes


class Country(Protocol):
    """One country: its rules behind one door."""

    @property
    def code(self) -> str: ...

    @property
    def accounts(self) -> Sequence[Account]:
        """The balances that it keeps."""

    def opening(self, amounts: Mapping[str, Money], start: Month, employer: EmployerFacts) -> Sequence[Movement]:
        """A person's named opening amounts, as movements before the first month. Raises MissingRate."""

    def opening_of_employer(self, used: Money, start: Month) -> Sequence[Movement]:
        """What the employer itself brings, as movements."""

    def check(self, facts: RunFacts) -> list[Finding]:
        """What is wrong with the facts themselves, before anything is computed."""

    def calculate(
        self, facts: RunFacts, rates: RatesOn, types: WageTypes, plan: Mapping[str, str], earlier: Mapping[int, Payslip]
    ) -> RunResult:
        """The run. `earlier` holds the slips that a correction reverses, by employee number. Raises Refused, MissingRate."""
