"""What the authority answered to the monthly reports (Norway: A03), as plain values.

What an answer does not say is None or empty, never a guess. What nothing here knows is kept as it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Final

from models.values.money import Money
from models.values.span import Month


class DeliveryState(Enum):
    """What the authority says of a report. What is not rejected was delivered; a replaced one counts no more."""

    RECEIVED = "received"
    REJECTED = "rejected"
    REPLACED = "replaced"
    UNKNOWN = "unknown"  # it says something that is not known here, or nothing


@dataclass(frozen=True, slots=True)
class FeedbackSums:
    """What the authority adds up, in kroner, all of them positive where something is to be paid; None: not said."""

    withholding: Money | None = None
    aga: Money | None = None
    finance_tax: Money | None = None
    attachments: Money | None = None

    def named(self) -> Mapping[str, Money]:
        """Those that are said, by name, in their order."""
        said = {
            "withholding": self.withholding,
            "aga": self.aga,
            "finance_tax": self.finance_tax,
            "attachments": self.attachments,
        }
        return {name: amount for name, amount in said.items() if amount is not None}


NO_SUMS: Final = FeedbackSums()


@dataclass(frozen=True, slots=True)
class FeedbackPlace:
    """What a finding stands in, by what the answer says of it: the report's id, the sub-unit's number, the person's
    number and name, the id of the employment and of the leave. `income` are the words of a line of pay; `part` is the
    nearest part that is known, as the authority calls it; `path` leads to it in the file.
    """

    part: str = ""
    report: str = ""
    unit: str = ""
    person: str = ""
    name: str = ""
    employment: str = ""
    leave: str = ""
    income: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackFinding:
    """One finding of the authority: level and code in its own words, its text, where it stands.

    Where `is_level_known` is False, the level is the one that such findings are taken for. `code` is empty where none
    could be found; `rest` is whatever else the finding says. `blocks` as in `ReportFinding`.
    """

    level: str
    is_level_known: bool
    code: str
    text: str
    where: FeedbackPlace
    line: int
    blocks: bool
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """Something that the program does not know: where it stands, what it is called, what it says."""

    path: str
    name: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """One report that the authority knows: ours, or one that came by another way. `by_hand` was entered by hand.

    `status` is the word of the file. `arrived` and `made` are None where they are not said.
    """

    id: str
    state: DeliveryState
    status: str = ""
    replaces: str = ""
    reference: str = ""
    source: str = ""
    arrived: datetime | None = None
    made: datetime | None = None
    people: int | None = None
    sums: FeedbackSums = NO_SUMS
    by_hand: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class FeedbackPayment:
    """How to pay: the account, the day, and the payment reference of each kind of payment (`withholding`, `aga`,
    `finance_tax`, `attachments`).
    """

    account: str = ""
    due: date | None = None
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedbackMonth:
    """What an answer says of one month; `month` is None where the file itself was refused.

    `is_summed` says that it tells of the month as a whole, not of one delivery alone.
    """

    month: Month | None
    sender: str
    employer: str
    reports: tuple[FeedbackReport, ...]
    sums: FeedbackSums
    payments: tuple[FeedbackPayment, ...]
    findings: tuple[FeedbackFinding, ...]
    unknown: tuple[UnknownPart, ...]
    is_summed: bool = False

    @property
    def refused_file(self) -> bool:
        """Whether a file was refused and nothing says which: somebody must tell which report it was."""
        return not self.reports and not self.is_summed and any(found.level == REFUSED for found in self.findings)


REFUSED: Final = "AVVISNING"
"""The level of a finding because of which a report is not delivered."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer of the authority: the months that it speaks of, in the order of the file."""

    months: tuple[FeedbackMonth, ...]
    unknown: tuple[UnknownPart, ...] = ()

    @property
    def reports(self) -> Iterator[FeedbackReport]:
        """Every report that it names."""
        return (report for month in self.months for report in month.reports)

    @property
    def findings(self) -> Iterator[FeedbackFinding]:
        """Every finding."""
        return (found for month in self.months for found in month.findings)

    @property
    def at(self) -> datetime | None:
        """The latest moment that it names: of two answers the one with the later moment is newer."""
        moments = (report.arrived or report.made for report in self.reports)
        return max((each for each in moments if each is not None), default=None)

    def count(self, level: str) -> int:
        """How many findings are of a level."""
        return sum(1 for found in self.findings if found.level == level)


@dataclass(frozen=True, slots=True)
class FeedbackFor:
    """Whose answer is awaited: the employer's number, its sub-units, the ids of the reports that it has sent."""

    employer: str
    units: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
