"""Opening balances: what a person brings from another payroll program, as movements (norway-payroll 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey
from services.engine.rates import RatesOn
from services.norway.rules import employer_contribution, holiday_days, holiday_pay, withholding

REASON = "opening"
HOLIDAY_DAYS = holiday_days.BROUGHT  # days by holiday year
TIME_BANK = "time_bank"  # hours
ADVANCE = "advance"  # kroner that the employee owes


def opening_movements(
    amounts: Mapping[str, Money], start: Month, plan: str, rates: RatesOn, contribution: Percent | None = None
) -> Iterator[Movement]:
    """The movements of named opening amounts in kroner, at the first month in the program.

    A holiday basis also gives the holiday pay that is owed on it, by the employer's plan, and at `contribution`, the
    rate of the employer's zone, the contribution that was set aside on it (None: nothing was).
    """
    this, last = str(start.year), str(start.year - 1)
    percent = holiday_pay.plan_rate(plan, rates).value
    basis_last, basis_this = amounts.get("holiday_basis_last_year", ZERO), amounts.get("holiday_basis_this_year", ZERO)
    paid = amounts.get("holiday_paid_this_year", ZERO)  # of what the year before gave
    owed, owed_next = basis_last.times(percent) - paid, basis_this.times(percent)
    on_it = contribution or Percent.of(0)
    months = Money.kr(start.number - 1 if amounts.get("taxable_this_year", ZERO) else 0)
    booked = (
        (HOLIDAY_DAYS, this, amounts.get("holiday_days_left", ZERO)),
        (TIME_BANK, "", amounts.get("time_bank", ZERO)),
        (ADVANCE, "", amounts.get("advance", ZERO)),
        (holiday_pay.BASIS, last, basis_last),
        (holiday_pay.OWED, this, owed),
        (holiday_pay.CONTRIBUTION, this, owed.times(on_it)),
        (holiday_pay.PAID, this, paid),
        (holiday_pay.PAID_60, this, amounts.get("holiday_paid_60_this_year", ZERO)),
        (holiday_pay.BASIS, this, basis_this),
        (holiday_pay.OWED, str(start.year + 1), owed_next),
        (holiday_pay.CONTRIBUTION, str(start.year + 1), owed_next.times(on_it)),
        (withholding.MONTHS_BEFORE, this, months),  # hundredths of a month, as kroner are of øre
        ("taxable", this, amounts.get("taxable_this_year", ZERO)),
        ("gross_cash", this, amounts.get("taxable_this_year", ZERO)),  # the nearest to it that is known
        ("withheld", this, amounts.get("withheld_this_year", ZERO)),
        ("exempt_used", this, amounts.get("exempt_used", ZERO)),
        (employer_contribution.WAGE_BASE, this, amounts.get("aga_base_this_year", ZERO)),
    )
    for account, vintage, amount in booked:
        if amount:
            yield Movement(BalanceKey(account, vintage), amount.ore, REASON)


def opening_allowance(used: Money, start: Month) -> Iterator[Movement]:
    """What the employer had used of the zone 1a allowance on 1 January."""
    if used:
        yield Movement(BalanceKey(employer_contribution.ALLOWANCE_USED, str(start.year)), used.ore, REASON)
