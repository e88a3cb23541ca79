"""A year looked back on: what one person got, and what a monthly report says in sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.message import Message
from models.values.money import ZERO, Money
from services.engine.slip_words import Listed


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a person's year. `kind` is cash (taxable pay), free (of tax), other (paid, and told to nobody),
    benefit (in kind) or deducted; of other and deducted `code` is the wage type.

    `count` is how many hours, kilometres, days … where the report counts them; `code` the report's own description.
    """

    kind: str
    label: Message | str
    amount: Money
    count: Decimal | None = None
    unit: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class YearStatement:
    """One person's year: the lines as the authority has them, and the sums. `holiday` is the basis of the year and what
    it gives next year; `net` is what was paid out.

    `blocks` are the country's own lists at the foot, in place of holiday pay, benefits and pension; `withholding` and
    `about` its own words for what was withheld and for what the statement is; empty for the usual ones.
    """

    number: int
    year: int
    lines: tuple[StatementLine, ...]
    withheld: Money
    dues: Money
    holiday_basis: Money
    holiday_owed: Money
    pension: Money
    net: Money
    blocks: tuple[Listed, ...] = ()
    withholding: Message | None = None
    about: Message | None = None

    def total(self, kind: str) -> Money:
        """The sum of the lines of a kind."""
        return Money.total(line.amount for line in self.lines if line.kind == kind)


@dataclass(frozen=True, slots=True)
class ReportSums:
    """What a month's report adds up to: taxable pay, what was withheld and attached, the employer's contribution with
    the number of its lines, finance tax.
    """

    taxable: Money = ZERO
    withheld: Money = ZERO
    attachments: Money = ZERO
    contribution_base: Money = ZERO
    contribution: Money = ZERO
    contribution_lines: int = 0
    finance_tax: Money = ZERO

    def __add__(self, other: ReportSums) -> ReportSums:
        """What two reports that both count say together."""
        return ReportSums(
            self.taxable + other.taxable,
            self.withheld + other.withheld,
            self.attachments + other.attachments,
            self.contribution_base + other.contribution_base,
            self.contribution + other.contribution,
            self.contribution_lines + other.contribution_lines,
            self.finance_tax + other.finance_tax,
        )


@dataclass(frozen=True, slots=True)
class HolidaySetAside:
    """What slips set aside of holiday pay and of the contribution on it, less what they paid out: what the journal's
    two accounts must have moved by.
    """

    owed: Money = ZERO
    contribution: Money = ZERO
