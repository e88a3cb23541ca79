"""What a month's reports owe besides what its runs booked: the krone between their whole-kroner contribution and
the øre of the payslips (norway-payroll 7.6), and refunds that no run holds (norway-payroll 16).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.values.message import Message
from models.values.money import ZERO, Money
from services.engine.month import MonthFacts
from services.engine.posting import Voucher, VoucherBook
from services.engine.result import ContributionPart
from services.norway.amelding.build import owed_for


def month_voucher(
    month: MonthFacts, parts: Sequence[ContributionPart], finance_tax: Money, plan: Mapping[str, str]
) -> Voucher | None:
    """The month's own voucher, dated its last day; None where the runs have booked all of it.

    `parts` are the refunds that no run holds, `finance_tax` what they come to. The runs' own vouchers stay as they are.
    """
    contribution, tax = _owed(month, parts, finance_tax)
    book = VoucherBook(plan)
    refunded, on_refunds = -Money.total(part.base for part in parts), _contribution_on(parts)
    book.enter("bank", "refund", refunded, Message("Refund from NAV"))
    text, owed = Message("Employer's contribution"), Message("Employer's contribution owed")
    book.enter("aga_cost", "aga_payable", on_refunds, text, owed)
    booked = _booked(month, "aga") + _booked(month, "aga_extra") + on_refunds
    book.enter("aga_cost", "aga_payable", contribution - booked, Message("Employer's contribution, rounding"))
    book.enter("finance_tax_cost", "finance_tax_payable", finance_tax, Message("Finance tax"))
    rounding = tax - _booked(month, "finance_tax") - finance_tax
    book.enter("finance_tax_cost", "finance_tax_payable", rounding, Message("Finance tax, rounding"))
    voucher = book.voucher(month.month.last, Message("Report of {month}", month=month.month))
    return voucher if voucher.lines else None


def _owed(month: MonthFacts, parts: Sequence[ContributionPart], finance_tax: Money) -> tuple[Money, Money]:
    """What the month's reports say is owed, together: the authority adds them up, and each of them is rounded once."""
    contribution, tax = ZERO, ZERO
    left = month.runs
    for names in month.apart:
        said = replace(month, runs=tuple(run for run in left if run.head.name in names))
        left = tuple(run for run in left if run.head.name not in names)
        of_report, tax_of_report = owed_for(said)
        contribution, tax = contribution + of_report, tax + tax_of_report
    whole, tax_of_whole = owed_for(replace(month, runs=left), parts, finance_tax)
    return contribution + whole, tax + tax_of_whole


def _booked(month: MonthFacts, name: str) -> Money:
    """What the month's runs booked, to the øre."""
    return Money.total(slip[name] for run in month.runs for slip in run.payslips if name in slip.figures)


def _contribution_on(parts: Sequence[ContributionPart]) -> Money:
    return Money.total(part.base.times(part.percent) for part in parts) if parts else ZERO
