"""Countries whose wage types are numbered rows over a small engine: what a row says, and how a client sets them up.

A number (lønart) lives on a position category, on an employee or on one run; what it is worth is found in a chain of
rates: the person's own, the step of a result table for the pay group and pay form, the general one. Adding a numbered
type is adding a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

COMPUTED: Final = "computed"
FIXED: Final = "fixed"
ENTERED: Final = frozenset({FIXED, "variable", "variable_retro"})
"""The kinds of rows that stand on an employee or on a run."""


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered type as the engine reads it. Every word is data; which words there are, the country pack says.

    `kind` is where it lives, `op` which of the closed set of operations it does, `account`, `basis` and `rate` what it
    does it to and by, `trigger` when, `control` what happens where an account does not cover. `flags` are the bases it
    belongs to. `status` says whether its meaning is known; one that is off is shown and computes nothing. `inputs` are
    the figures that are typed on a line of it: units, days, hours, rate, amount, percent …
    """

    kind: str
    op: str
    account: str = ""
    basis: str = ""
    rate: str = ""
    trigger: str = ""
    control: str = ""
    flags: frozenset[str] = frozenset()
    posting: str = ""
    status: str = ""
    inputs: tuple[str, ...] = ()

    @property
    def is_entered(self) -> bool:
        """Whether people enter lines of it."""
        return self.status == COMPUTED and self.kind in ENTERED

    @property
    def counts(self) -> str:
        """What a line of it counts: days, hours or units; empty where it is an amount."""
        return next((each for each in self.inputs if each in ("days", "hours", "units", "km")), "")


@dataclass(frozen=True, slots=True)
class RateStep:
    """One step of a result table (resultattrin): from a day, for a pay group, up to four values by pay form."""

    table: str
    since: date
    group: str
    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class PersonalRate:
    """A rate of one person (personlig sats), from a day until a later one of the same number."""

    type: str
    since: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A numbered type on a position category, within its days."""

    type: str
    since: date | None = None
    until: date | None = None

    def holds(self, first: date, last: date) -> bool:
        """Whether it is in force on any day from the first to the last."""
        return (self.since is None or self.since <= last) and (self.until is None or self.until >= first)


@dataclass(frozen=True, slots=True)
class SetMember:
    """A member of a named list of types (lønartstype): a type, or the name of a basis, with its sign and sequence."""

    type: str
    sign: int = 1  # -1: it lowers
    sequence: int | None = None

    @classmethod
    def read(cls, written: str) -> SetMember:
        """From `1100`, `-41586`, `3950:2` (after the colon the sequence). Raises ValueError for anything else."""
        number, colon, sequence = written.strip().partition(":")
        sign = -1 if number.startswith("-") else 1
        number = number.lstrip("+-").strip()
        if not number or (colon and not sequence.lstrip("-").isdecimal()):
            raise ValueError(written)
        return cls(number, -1 if sequence.startswith("-") else sign, abs(int(sequence)) if colon else None)


@dataclass(frozen=True, slots=True)
class NumberedSetup:
    """What an employer sets up: how taxes are rounded, position categories with their lines, and result tables.

    `sets` are the employer's own lists of types by number, of bases that are the employer's own too (pension basis 4 is
    "4"); one that is not there is as the program has it. `provisions` says how owed holiday pay is provided for: none ·
    running · concrete. `holiday_average` settles holiday at leaving by the average of its whole year, not by the
    balance.
    """

    rounding: str = "2"
    se: str = ""
    categories: Mapping[str, tuple[CategoryLine, ...]] = field(default_factory=dict)
    steps: tuple[RateStep, ...] = ()
    sets: Mapping[str, tuple[SetMember, ...]] = field(default_factory=dict)
    provisions: str = "none"
    holiday_average: bool = False
    local_net: bool = False  # local fritvalg is taxed as it is saved, and kept net

    def step(self, table: str, group: str, pay: str, day: date) -> tuple[RateStep, Decimal] | None:
        """The value of a table for a pay group and pay form on a day; None where it is not set. A step without a group
        holds for the groups that have none.
        """
        for wanted in dict.fromkeys((group, "")):
            found = [each for each in self.steps if (each.table, each.group) == (table, wanted) and each.since <= day]
            if found:
                step = max(found, key=lambda each: each.since)
                value = step.values.get(pay)
                return None if value is None else (step, value)
        return None


@dataclass(frozen=True, slots=True)
class NumberedTerms:
    """What the numbered types ask of an employment: position category, pay group, and the hours of a month, own and of
    a full position.
    """

    category: str = ""
    group: str = ""
    norm_hours: Decimal | None = None
    agreement_hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """What a line of a numbered type may say besides."""

    day: date | None = None
    company_amount: Decimal | None = None  # kroner
    company_percent: Decimal | None = None
    pension_basis: str = ""
    year: int | None = None
    month: int | None = None
    working_time: Decimal | None = None  # percent of a full position
    off_days: Decimal | None = None  # extra days off (feriefri) that are written down with it
    off_hours: Decimal | None = None
    off_amount: Decimal | None = None  # kroner
