"""What a monthly report says of people by numbered fields, as plain values (Denmark, eIndkomst)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.span import Span

NO_NUMBER: Final = "income.no_number"
"""The code of a refusal: somebody has no number under which they can be reported."""


@dataclass(frozen=True, slots=True)
class ReportedPart:
    """One person in one report: of the pay period `period`, at the person's disposal on `paid`. `key` names the report
    within its month, and stays what it is when the report is corrected.

    `fields` are amounts by field, hours and days in the same hundredths, codes as whole numbers; a settlement of
    somebody who left stands there by its record and holiday year (`6102 2025`), with its days (`6102 2025 days`).
    """

    key: str
    employee: int
    name: str
    cpr: str
    period: Span
    paid: date
    in_advance: bool
    left: date | None
    fields: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class ReportOfMonth:
    """A month as it is to be reported: everybody's part in the order of the reports, and what is found about it."""

    parts: tuple[ReportedPart, ...]
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> bool:
        """Whether something must be mended before there can be a file."""
        return any(each.severity is Severity.STOP for each in self.findings)


@dataclass(frozen=True, slots=True)
class NextFile:
    """The file that is to be sent next for a month: its bytes, and what it holds in a few words. `kind` is first ·
    zero · correction.
    """

    kind: str
    content: bytes
    holds: Sequence[Message] = ()
