"""Cheap loans from the employer: the benefit of interest below the norm rate (norway-payroll 10.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from models.values.money import ZERO, Money
from models.values.span import Month, Span
from models.values.why import Figure, figure
from services.engine.facts import StaffLoan
from services.engine.rates import RatesOn

MONTHS = 12
NORM = "benefit.loan_norm_rate"
REPAID = "loan_repaid"  # what the pay repaid, by the month of payment


def owed(loans: Sequence[StaffLoan], repaid: Mapping[Month, Money]) -> list[Money]:
    """What is left of each loan after what was repaid from its start on, by month; the oldest loan is repaid first."""
    left = [loan.balance for loan in loans]
    for month, amount in sorted(repaid.items()):
        running = [place for place, loan in enumerate(loans) if Month.of(loan.since) <= month]
        rest = amount
        for place in sorted(running, key=lambda place: loans[place].since):
            part = min(rest, left[place])  # what is given back is owed again, on the oldest loan
            left[place] -= part
            rest -= part
    return left


def month_benefits(
    loans: Sequence[StaffLoan], repaid: Mapping[Month, Money], month: Month, rates: RatesOn
) -> list[Figure[Money]]:
    """The benefit of each loan of the month. Raises MissingRate where the norm rate of the pay date is not known."""
    return [
        month_benefit(loan, balance, rates)
        for loan, balance in zip(loans, owed(loans, repaid), strict=True)
        if Span(loan.since, loan.until).overlap(month.span) is not None
    ]


def month_benefit(loan: StaffLoan, balance: Money, rates: RatesOn) -> Figure[Money]:
    """Balance × (norm rate − own rate) / 12, never below zero; small loans for a short time are free."""
    if balance.ore <= 0:
        return figure("no.loan.repaid", ZERO, balance=balance)
    limit = _small(rates)
    if loan.balance <= limit.value and _is_short(loan, rates):
        return figure("no.loan.small", ZERO, balance=loan.balance, limit=limit)
    norm = rates.percent(NORM)  # set for two months at a time
    if norm.value <= loan.rate:
        return figure("no.loan.not_cheap", ZERO, norm=norm, own=loan.rate)
    amount = Money.rounded(balance.kroner * (norm.value.share - loan.rate.share) / MONTHS)
    return figure("no.loan.month", amount, balance=balance, norm=norm, own=loan.rate)


def _small(rates: RatesOn) -> Figure[Money]:
    g, part = rates.amount("basic_amount"), rates.number("benefit.loan_small_g")
    return figure("no.loan.small_limit", g.value.times(part.value), g=g, part=part)


def _is_short(loan: StaffLoan, rates: RatesOn) -> bool:
    if loan.until is None:
        return False
    years = int(rates.number("benefit.loan_short_years").value)
    month = Month.of(loan.since).plus(MONTHS * years)
    return loan.until <= date(month.year, month.number, min(loan.since.day, month.last.day))


def paid_back(amounts: Mapping[str, int]) -> dict[Month, Money]:
    """What was repaid, by month, from the vintages of the account."""
    return {Month.parse(vintage): Money(ore) for vintage, ore in amounts.items()}
