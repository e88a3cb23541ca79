"""The result of a run as computed: payslips, sums, movements, voucher.

Slip, report, voucher and payment are readings of it; nothing is computed twice. Amounts carry their trace (`Figure`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from models.values.finding import Finding
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Span
from models.values.why import Figure
from services.engine.accounts import Movement
from services.engine.facts import PersonFacts, RunFacts, RunHead
from services.engine.posting import Voucher


@dataclass(frozen=True, slots=True)
class PayLine:
    """One line of pay, benefit, allowance or deduction.

    `amount` is what the line is worth: negative for what lowers the pay itself (holiday and absence deductions),
    positive for what is taken from it (`Operation.DEDUCT`). `taxable` is the part of the amount that is in the tax
    basis and in the employer contribution's (the whole of it but for allowances); `tax` is the method that was used for
    it: table, percent, free (trekkfri, still reported as taxable), or none.
    """

    type: str
    amount: Figure[Money]
    taxable: Money = ZERO
    tax: str = "none"
    quantity: Decimal | None = None
    rate: Decimal | None = None  # kroner a unit
    factor: Decimal | None = None  # of overtime, shown beside the rate
    employment: str = ""
    establishment: str = ""
    days: Span | None = None  # the days that a part of a month covers
    earned: Span | None = None  # another earning period than the month
    claim: str = ""
    text: str = ""
    asked: Money | None = None  # what a deduction should have been, where less could be taken
    department: str = ""  # whom the line is booked on, where the person's shares do not say it
    project: str = ""


@dataclass(frozen=True, slots=True)
class ContributionPart:
    """A part of the employer-contribution basis: of one sub-unit, zone, code and rate, from pay, from pension, or a
    refund, whose base is negative.
    """

    establishment: str
    zone: str
    code: str
    percent: Percent
    base: Money
    pension: bool = False
    reduced: bool = False  # within a yearly allowance (zone 1a)
    refund: bool = False


@dataclass(frozen=True, slots=True)
class TaxUsed:
    """How tax was withheld: the card that was used and the bases of each method."""

    card: str  # the kind of the card, or "none"
    table: str = ""
    percent: Percent | None = None
    period: str = "MND"
    table_base: Money = ZERO
    percent_base: Money = ZERO
    free: Money = ZERO  # pay free of withholding by rule (holiday pay)
    relief: bool = False  # November/December relief was given


@dataclass(frozen=True, slots=True)
class Payslip:
    """What one person gets in one run, and what it costs the employer. `figures` are the named sums of the scenario's
    answer.
    """

    person: PersonFacts
    lines: tuple[PayLine, ...]
    figures: Mapping[str, Figure[Money]]
    tax: TaxUsed
    contributions: tuple[ContributionPart, ...] = ()
    movements: tuple[Movement, ...] = ()
    findings: tuple[Finding, ...] = ()
    union_dues_deducted: Money = ZERO
    reported: Mapping[str, Money] = field(default_factory=dict)
    """What the monthly report says of the slip by the numbers of its fields, where it has such; hours and days in the
    same hundredths.
    """

    def __getitem__(self, name: str) -> Money:
        """A named sum: `slip["net_pay"]`. Raises KeyError for a name that this country does not have."""
        return self.figures[name].value


@dataclass(frozen=True, slots=True)
class RunResult:
    """One run as computed: everybody's payslip, the sums, the employer's own movements and the voucher."""

    facts: RunFacts
    payslips: tuple[Payslip, ...]
    totals: Mapping[str, Money]
    voucher: Voucher
    movements: tuple[Movement, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def head(self) -> RunHead:
        return self.facts.head
