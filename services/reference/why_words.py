"""The words of a trace: what every rule, every input and every named sum is called when a figure is explained.

Names of inputs are written as they stand inside a sentence, in small letters. A rule has its words, and where it is
arithmetic a formula, into which the values are put.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from models.values.message import Message

FIGURES: Final[Mapping[str, Message]] = {
    "gross_cash": Message("Pay before tax"),
    "withholding_base": Message("Basis of the withholding"),
    "withholding": Message("Withheld tax"),
    "deductions": Message("Deductions from net pay"),
    "net_pay": Message("Net pay"),
    "holiday_basis": Message("Basis of holiday pay"),
    "holiday_accrual": Message("Holiday pay earned"),
    "pension_basis": Message("Pay that counts for pension"),
    "otp": Message("Occupational pension"),
    "exempt_left": Message("Left of the exemption card"),
    "aga_base": Message("Basis of the employer's contribution"),
    "aga": Message("Employer's contribution"),
    "aga_on_holiday_accrual": Message("Employer's contribution on holiday pay earned"),
    "aga_extra": Message("Extra employer's contribution on high pay"),
    "finance_tax": Message("Finance tax"),
    "aga_base_low": Message("Basis at the low rate of zone 1a"),
    "aga_base_high": Message("Basis at the full rate"),
    "aga_allowance_used": Message("Used of the allowance of zone 1a"),
}
"""The named sums of a payslip and of a run."""

INPUTS: Final[Mapping[str, Message]] = {
    "accrual": Message("holiday pay earned"),
    "allowance": Message("allowance of the year"),
    "amount": Message("amount"),
    "asked": Message("what should be deducted"),
    "base": Message("basis"),
    "basis": Message("basis"),
    "before": Message("earlier this year"),
    "born": Message("born"),
    "breakfast": Message("covered breakfast"),
    "by_percent": Message("by percentage"),
    "by_table": Message("by table"),
    "cap": Message("upper limit"),
    "card": Message("tax card"),
    "cash": Message("paid in cash"),
    "days": Message("days"),
    "deductions": Message("deductions from net pay"),
    "dinner": Message("covered dinner"),
    "earned_in": Message("earned in"),
    "entered": Message("entered amount"),
    "excess": Message("above the exemption card"),
    "factor": Message("overtime factor"),
    "free": Message("free of tax"),
    "full": Message("withholding in full"),
    "full_time": Message("monthly pay of a full position"),
    "g": Message("basic amount (G)"),
    "gross_cash": Message("pay before tax"),
    "high_rate": Message("full rate"),
    "holiday": Message("holiday pay"),
    "hours": Message("hours"),
    "left": Message("left"),
    "low_rate": Message("low rate"),
    "lunch": Message("covered lunch"),
    "method": Message("method"),
    "month": Message("month"),
    "monthly": Message("monthly pay"),
    "now": Message("instead"),
    "of": Message("earlier amount"),
    "own_pension": Message("own share of the pension"),
    "paid": Message("paid before"),
    "pay": Message("pay"),
    "pension": Message("pension paid by the employer"),
    "pensionable": Message("pay that counts for pension"),
    "percent": Message("percentage"),
    "period": Message("period"),
    "quantity": Message("quantity"),
    "rate": Message("rate"),
    "relief": Message("less withholding"),
    "reversed": Message("taken back"),
    "room": Message("left of the allowance"),
    "run": Message("contribution of the whole run"),
    "salary": Message("monthly pay"),
    "saving": Message("saved by the low rate"),
    "table": Message("tax table"),
    "taxable": Message("taxable pay this year"),
    "threshold": Message("limit"),
    "total": Message("days in all"),
    "union_dues": Message("union dues"),
    "units": Message("quantity"),
    "used": Message("used before"),
    "withheld": Message("withheld tax"),
    "withholding": Message("withheld tax"),
    "year": Message("year"),
    "zone": Message("zone"),
    "pay.quantity_factor.quantity": Message("hours"),
    "pay.quantity_factor.rate": Message("hourly pay"),
    "pay.hourly_terms.rate": Message("hourly pay"),
    "pay.hourly_from_year.hours": Message("hours a year"),
    "pay.hourly_from_divisor.hours": Message("hours a month"),
    "pay.entered_rate.entered": Message("entered rate"),
    "pay.deduction_limited.left": Message("left of the pay"),
    "pay.difference.now": Message("instead"),
    "pay.percent_of.basis": Message("basis"),
    "no.aga.rate": Message("rate of the zone"),
    "no.aga.on_accrual.rate": Message("rate of the zone"),
    "no.aga.share.base": Message("basis of the employee"),
    "no.aga.extra_base.before": Message("pay earlier this year"),
    "no.aga.extra_base.now": Message("pay in this run"),
    "no.allowance.by_unit.rate": Message("rate for each"),
    "no.allowance.subsistence.rate": Message("rate for a day"),
    "no.allowance.free_days.rate": Message("rate for a day"),
    "no.allowance.taxable.paid": Message("paid"),
    "no.holiday_pay.over_60.cap": Message("six times the basic amount"),
    "no.pension.otp_capped.before": Message("counted earlier this month"),
    "no.pension.otp_capped.cap": Message("limit of a month"),
    "no.pension.otp_capped.left": Message("what counts now"),
    "no.withholding_base.exempt_excess.amount": Message("amount of the card"),
    "no.withholding_base.exempt_excess.left": Message("left of the card"),
    "no.withholding_base.exempt_excess.pay": Message("pay in this run"),
    "no.withholding_base.sum.table": Message("by table"),
    "no.withholding_base.sum.percent": Message("by percentage"),
}
"""The inputs of rules, in small letters; under the rule's own name where it means something else by the word."""

WORDS: Final[Mapping[str, Message]] = {
    "pay.salary": Message("The monthly pay of the terms"),
    "pay.entered": Message("Entered as an amount"),
    "pay.entered_rate": Message("Entered as a rate"),
    "pay.deducted": Message("Taken from the pay"),
    "pay.nothing": Message("Nothing to count"),
    "pay.quantity": Message("Quantity × rate"),
    "pay.quantity_factor": Message("Hours × hourly pay × overtime factor"),
    "pay.hourly_terms": Message("The hourly pay of the terms"),
    "pay.hourly_from_year": Message("Monthly pay of a full position × 12 / hours a year"),
    "pay.hourly_from_divisor": Message("Monthly pay of a full position / hours a month"),
    "pay.part_of_month": Message("The part of the monthly pay that falls on the days"),
    "pay.share_of_month": Message("Monthly pay × days / days in all"),
    "pay.by_law": Message("Quantity × rate"),
    "pay.percent_of": Message("Basis × percentage"),
    "pay.deduction_limited": Message("No more is deducted than what is left of the pay"),
    "pay.net": Message("Pay before tax − withheld tax − deductions"),
    "pay.reversed": Message("The earlier amount with the opposite sign"),
    "pay.difference": Message("What is taken back + what comes instead"),
    "no.withholding.table": Message("Looked up in the withholding table of the year"),
    "no.withholding.percent": Message("Basis × percentage, cut to whole kroner"),
    "no.withholding.sum": Message("By table + by percentage"),
    "no.withholding.zero": Message("Nothing is withheld by table"),
    "no.withholding.none": Message("The tax card says that nothing is withheld"),
    "no.withholding.no_card": Message("Without a tax card a fixed percentage is withheld of everything"),
    "no.withholding.exempt": Message("What is above the exemption card × percentage"),
    "no.withholding.december": Message("Withholding in full, less the reduction in November or December"),
    "no.withholding.small_payments": Message("Nothing is withheld while the year's pay is within the limit"),
    "no.withholding.limited": Message("No more is withheld than what is paid in cash"),
    "no.withholding_base.none": Message("The tax card says that nothing is withheld"),
    "no.withholding_base.sum": Message("By table + by percentage"),
    "no.withholding_base.less": Message("Pay − union dues − own share of the pension"),
    "no.withholding_base.exempt_excess": Message("Pay in this run − what is left of the card"),
    "no.exempt_left": Message("What the exemption card still lets through"),
    "no.holiday_pay.accrual": Message("Basis × percentage"),
    "no.holiday_pay.owed": Message("Basis of the earning year × percentage − paid before"),
    "no.holiday_pay.over_60": Message("Basis, at most six times the basic amount, × percentage − paid before"),
    "no.holiday_pay.not_over_60": Message("The extra holiday pay is for people over 60"),
    "no.holiday_pay.deduction": Message("The monthly pay of the holiday days"),
    "no.pension.otp": Message("Pay that counts for pension × percentage"),
    "no.pension.otp_capped": Message("What is within the limit of the month × percentage"),
    "no.allowance.by_unit": Message("Quantity × rate"),
    "no.allowance.subsistence": Message("Days × rate, less covered meals"),
    "no.allowance.free": Message("Quantity × rate that is free of tax"),
    "no.allowance.free_days": Message("Days × rate that is free of tax, less covered meals"),
    "no.allowance.taxable": Message("What is paid above the rate that is free of tax"),
    "no.aga": Message("(Pay + pension) × rate of the zone"),
    "no.aga.share": Message("The employee's share of the run's contribution, by basis"),
    "no.aga.zone_1a": Message("The low rate until the allowance of the year is used, then the full one"),
    "no.aga.zone_1a_low": Message("What is within the allowance of the year"),
    "no.aga.zone_1a_high": Message("What is above the allowance of the year"),
    "no.aga.zone_1a_used": Message("Used of the allowance after the run"),
    "no.aga.on_accrual": Message("Holiday pay earned × rate of the zone"),
    "no.aga.extra": Message("Basis × percentage"),
    "no.aga.extra_base": Message("What is above the limit of the year, per person"),
    "no.finance_tax": Message("Basis × percentage"),
}
"""Each rule, in words."""

SUM: Final = Message("The sum of what stands below")
OF_NOTHING: Final = Message("Nothing is taken of a basis below zero")
ENTERED_INSTEAD: Final = Message("An amount was entered instead of quantity × rate")

FORMULAS: Final[Mapping[str, str]] = {
    "pay.quantity": "{quantity} × {rate}",
    "pay.quantity_factor": "{quantity} × {rate} × {factor}",
    "pay.hourly_from_year": "{full_time} × 12 / {hours}",
    "pay.hourly_from_divisor": "{full_time} / {hours}",
    "pay.part_of_month": "{salary} × {days} / {method}",
    "pay.part_of_month.260": "{salary} × 12 × {days} / 260",
    "pay.share_of_month": "{salary} × {days} / {total}",
    "pay.by_law": "{units} × {rate}",
    "pay.percent_of": "{basis} × {percent}",
    "no.withholding.percent": "{base} × {percent}",
    "no.withholding.no_card": "{base} × {percent}",
    "no.withholding.exempt": "{excess} × {percent}",
    "no.withholding.december": "{full} × (1 − {relief})",
    "no.withholding_base.exempt_excess": "{pay} − {left}",
    "no.holiday_pay.accrual": "{basis} × {percent}",
    "no.holiday_pay.owed": "{basis} × {percent} − {paid}",
    "no.holiday_pay.deduction": "{monthly} × {days} / {method}",
    "no.holiday_pay.deduction.260": "{monthly} × 12 × {days} / 260",
    "no.pension.otp": "{pensionable} × {percent}",
    "no.pension.otp_capped": "{left} × {percent}",
    "no.allowance.by_unit": "{units} × {rate}",
    "no.allowance.free": "{units} × {rate}",
    "no.allowance.subsistence": "{days} × {rate}",
    "no.allowance.taxable": "{paid} − {free}",
    "no.aga": "({pay} + {pension}) × {rate}",
    "no.aga.on_accrual": "{accrual} × {rate}",
    "no.aga.extra": "{base} × {percent}",
    "no.finance_tax": "{base} × {percent}",
}
"""The formulas of the rules that are arithmetic: signs and names only, so they are the same in every language."""

METHODS: Final[Mapping[str, Message]] = {
    "working_days": Message("working days of the month"),
    "calendar_days": Message("calendar days of the month"),
}
CARDS: Final[Mapping[str, Message]] = {
    "table": Message("table card"),
    "percent": Message("percentage card"),
    "exempt": Message("exemption card"),
    "exempt_unlimited": Message("exemption card without a limit"),
    "none": Message("no tax card"),
    "not_liable": Message("not liable to tax here"),
}
PERIODS: Final[Mapping[str, Message]] = {
    "MND": Message("month"),
    "14D": Message("two weeks"),
    "UKE": Message("week"),
    "4D": Message("4 days"),
    "3D": Message("3 days"),
    "2D": Message("2 days"),
    "1D": Message("1 day"),
}

_PART: Final = re.compile(r"(?:part|base)(\d+)")


def input_words(rule: str, name: str) -> Message | None:
    """What an input of a rule is called; None for one that is called by its data, such as a wage type."""
    if found := INPUTS.get(f"{rule}.{name}"):
        return found
    if rule == "sum.aga_base" and name == "base1":
        return Message("pay and pension")
    if part := _PART.fullmatch(name):
        return Message("part {number}", number=part[1])
    return None if rule.startswith("sum.") else INPUTS.get(name)


def figure_words(name: str) -> Message | None:
    """What a named sum is called; None for one that is not known."""
    return FIGURES.get(name)


def rule_words(rule: str) -> Message | None:
    """A rule in words; None for one that is not known."""
    return SUM if rule.startswith("sum.") else WORDS.get(rule)


def formula(rule: str, variant: str = "") -> str:
    """The formula of a rule, or of its variant; empty where it is not arithmetic."""
    return FORMULAS.get(f"{rule}.{variant}") or FORMULAS.get(rule, "")
