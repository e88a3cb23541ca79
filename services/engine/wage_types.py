"""A wage type is a row of data: what it does, which bases it belongs to, how it is taxed, reported and posted.

Adding one, official or a user's own, is adding a row. The engine knows the closed set of operations; a country pack
knows the formulas that a row may name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.engine.numbered import Row


class Operation(Enum):
    """What a line of the type does."""

    PAY = "pay"  # paid out in cash
    BENEFIT = "benefit"  # has a value, is not paid out
    ALLOWANCE = "allowance"  # paid out; free of tax up to a rate
    DEDUCT = "deduct"  # taken from the pay
    EMPLOYER = "employer"  # concerns the employer alone and stands on no payslip


@dataclass(frozen=True, slots=True)
class Report:
    """How the monthly report names a type: benefit kind (fordel), description, unit of the count, extra information."""

    benefit: str
    description: str
    count: str = ""  # unit of `antall` where it is demanded
    free_description: str = ""  # of the part of an allowance that is free of tax


@dataclass(frozen=True, slots=True)
class WageType:
    """One row. `bases` are the named sums it belongs to; `tax` is table, percent, holiday or none."""

    slug: str
    number: int
    names: Mapping[str, str]
    operation: Operation
    formula: str = "amount"
    factor: Decimal = Decimal(1)
    unit: str = ""
    tax: str = "none"
    bases: frozenset[str] = frozenset()
    sign: int = 1
    order: int = 0  # of deductions: the lower is taken first
    account: str = ""  # purpose in the account plan, debited (credited for a deduction)
    contra: str = ""  # purpose credited, for benefits
    report: Report | None = None
    report_hourly: Report | None = None  # instead, for people paid by the hour
    rate: str = ""  # name of the law's rate that the formula needs
    free_rate: str = ""
    row: Row | None = None  # of a numbered type: what the engine of numbered types reads

    def name(self, language: str) -> str:
        """The type's name on a payslip in that language, Norwegian where it has none."""
        return self.names.get(language) or self.names["nb"]


class WageTypes(Mapping[str, WageType]):
    """The wage types of a country and client, by slug."""

    def __init__(self, rows: Mapping[str, WageType]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, slug: str) -> WageType:
        return self._rows[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
