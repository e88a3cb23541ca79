"""An answer about tax cards (Norway: skattekort), as plain values: what an authority says of each person (files 2.3).

What it means, and how it is read, the country says: services/norway/files/skattekort.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.engine.facts import TaxCard

PAGE: Final = "tax_cards"  # the findings' places: the line of the file

GIVEN_AWAY: Final = Message(
    "The exemption card has the amount 0: the amount was given to another employer. Tax is withheld of everything, "
    "until the employee gives some of it to you"
)


@dataclass(frozen=True, slots=True)
class Deduction:
    """One row of a card: how tax is withheld from one kind of pay.

    `code` is the kind of pay, as it stands. `kind` is table, percent or exempt, and empty for one that is not known.
    `amount` is that of an exemption card: None has no limit, 0 was given to another employer. `months` is None where
    they do not stand there.
    """

    code: str
    kind: str
    table: str = ""
    percent: Percent | None = None
    amount: Money | None = None
    months: Decimal | None = None
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card as it was issued: the day, the authority's number of it, and its rows."""

    issued: date | None
    identifier: int
    deductions: tuple[Deduction, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxCardAnswer:
    """What is said of one person for one year. `row` counts the answers from 1, and is its name in the file.

    `result` is the authority's code, `takes` what that means: card, renewed, none, not_liable, nothing; empty for a
    code that is not known. `national_id` has eleven digits wherever that many can be found. `is_surplus`: another
    answer of the file about the same person and year is newer.
    """

    row: int
    line: int
    employer: str
    national_id: str
    year: int | None
    result: str
    takes: str
    card: IssuedCard | None = None
    additions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_surplus: bool = False


@dataclass(frozen=True, slots=True)
class ReadCard:
    """The card that a run would use, out of an answer: None where the answer gives none, and why in the findings.

    `is_fallback`: the row is for another kind of employer than the one asked for.
    """

    card: TaxCard | None
    is_fallback: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxCardFile:
    """A file as it was read. Where it is refused none of its answers may be used.

    `version` is empty where it is not known; `employers` those that the file is for, in its order.
    """

    answers: tuple[TaxCardAnswer, ...] = ()
    employers: tuple[str, ...] = ()
    version: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the whole file is refused."""
        return any(finding.severity is Severity.STOP for finding in self.findings)

    @property
    def years(self) -> tuple[int, ...]:
        """The income years that it speaks of."""
        return tuple(sorted({each.year for each in self.answers if each.year is not None}))

    @property
    def persons(self) -> int:
        """How many people it speaks of."""
        return len({each.national_id or each.row for each in self.answers})

    @property
    def cards(self) -> int:
        """How many answers bring a card."""
        return sum(each.card is not None for each in self.answers)

    @property
    def results(self) -> Mapping[str, int]:
        """How many answers there are of each result."""
        return Counter(each.result for each in self.answers)

    @property
    def told(self) -> tuple[Finding, ...]:
        """Everything that is to be said of the file and its answers, in the order of the file."""
        return (*self.findings, *(found for each in self.answers for found in each.findings))


@dataclass(frozen=True, slots=True)
class TaxCardRequest:
    """A request for tax cards: one file, and for how many people it asks."""

    content: bytes
    persons: int
