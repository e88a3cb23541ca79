"""Feriepenger: earning, what is owed, the extra for people over 60, and the deduction for holiday taken (norway-payroll
6).

Vintages: the basis has the earning year; the holiday pay that it gives has the holiday year, the year after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, Rate, figure
from services.engine.facts import PersonFacts
from services.engine.holiday import HolidayOwed
from services.engine.rates import RatesOn
from services.norway.rules.identity import person_number

BASIS = "holiday_basis"  # kroner by earning year
OWED = "holiday_pay"  # kroner by holiday year: what has been set aside
PAID = "holiday_paid"  # kroner by holiday year
PAID_60 = "holiday_paid_60"
OWED_60 = "holiday_pay_60"  # kroner by holiday year: what has been set aside of the extra for people over 60
CONTRIBUTION = "holiday_pay_aga"  # kroner by holiday year: the employer's contribution that was set aside
FREE_MONTH = "holiday_free_month"  # kroner by holiday year: the month's pay left free in place of the holiday pay
PAYOUT = "holiday pay"  # the reason of a movement that pays out what was set aside
PLANS = ("agreement", "statutory")
DEDUCTIONS = ("260", "26", "21.67", "22")


def plan_rate(plan: str, rates: RatesOn) -> Rate[Percent]:
    """The percentage of the employer's plan: agreement (five weeks) or statutory."""
    return rates.percent(f"holiday_pay.{plan}")


def accrual(basis: Figure[Money], plan: str, rates: RatesOn) -> Figure[Money]:
    """Holiday pay earned on the basis of one run (ferieloven § 10). A deduction for holiday makes the basis smaller
    before.
    """
    percent = plan_rate(plan, rates)
    return figure("no.holiday_pay.accrual", basis.value.times(percent.value), basis=basis, percent=percent)


def owed(
    person: PersonFacts,
    holiday_year: int,
    plan: str,
    rates: RatesOn,
    more_basis: Money = ZERO,
    paid_now: Money = ZERO,
    own_percent: Percent | None = None,
) -> Figure[Money]:
    """What is still to be paid for a holiday year: basis of the year before × rate, less what was paid.

    `more_basis` is what the run itself adds to the basis, `paid_now` what earlier lines of the run pay; `own_percent`
    stands in place of the plan's.
    """
    percent = own_percent or plan_rate(plan, rates)
    basis = person.money(BASIS, str(holiday_year - 1)) + more_basis
    paid = person.money(PAID, str(holiday_year)) + paid_now
    amount = basis.times(percent if isinstance(percent, Percent) else percent.value) - paid
    return figure("no.holiday_pay.owed", amount, basis=basis, percent=percent, paid=paid, earned_in=holiday_year - 1)


def free_left(person: PersonFacts, holiday_year: int, rates: RatesOn, paid_now: Money = ZERO) -> Figure[Money] | None:
    """How much more may be paid for a holiday year without withholding: agreed holiday pay is free while it is at most
    a percentage above the statutory (norway-payroll 5.4). None where the basis is not known.
    """
    basis = person.money(BASIS, str(holiday_year - 1))
    if basis.ore <= 0:
        return None
    statutory, above = rates.percent("holiday_pay.statutory"), rates.percent("holiday_pay.relief_limit")
    paid = person.money(PAID, str(holiday_year)) + paid_now
    limit = Money.rounded(basis.kroner * statutory.value.share * (1 + above.value.share))
    left = max(ZERO, limit - paid)
    return figure("no.holiday_pay.free_left", left, basis=basis, statutory=statutory, above=above, paid=paid)


def accrual_60(person: PersonFacts, basis: Figure[Money], earning_year: int, rates: RatesOn) -> Figure[Money] | None:
    """What a run sets aside of the extra for people over 60, from the year in which the person turns 59
    (norway-payroll 6.1, 6.4); None for somebody younger.

    The whole year's basis counts up to 6 G of the pay date, so that what a rise of G adds comes with the next run.
    """
    vintage = str(earning_year + 1)
    if not is_over_60(person, earning_year + 1, rates):
        return None
    g = rates.amount("basic_amount")
    cap = g.value.times(rates.number("holiday_pay.over_60_cap_g").value)
    percent = rates.percent("holiday_pay.over_60")
    year = person.money(BASIS, str(earning_year)) + basis.value
    before = person.money(OWED_60, vintage) + person.money(PAID_60, vintage)
    amount = min(year, cap).times(percent.value) - before
    return figure("no.holiday_pay.accrual_60", amount, basis=year, cap=cap, percent=percent, before=before)


def full_earning_year(person: PersonFacts, year: int) -> bool:
    """Whether the person was employed the whole calendar year."""
    return any(
        each.start <= date(year, 1, 1) and (each.end is None or each.end >= date(year, 12, 31))
        for each in person.employments
    )


def liability(person: PersonFacts) -> Iterator[HolidayOwed]:
    """A row for each holiday year in which something was earned, set aside or paid, the oldest first."""
    years = {int(key.vintage) for key in person.balances if key.account in (OWED, OWED_60, PAID, PAID_60, CONTRIBUTION)}
    years |= {int(key.vintage) + 1 for key in person.balances if key.account == BASIS}
    for year in sorted(years):
        at = str(year)
        yield HolidayOwed(
            year,
            person.money(BASIS, str(year - 1)),
            person.money(PAID, at),
            person.money(PAID_60, at),
            person.money(OWED, at),
            person.money(OWED_60, at),
            person.money(CONTRIBUTION, at),
        )


def born(person: PersonFacts) -> date | None:
    """The person's birth date; where only the number was entered, the one that it tells."""
    number = person_number(person.national_id) if person.born is None else None
    return number.born if number else person.born


def is_over_60(person: PersonFacts, holiday_year: int, rates: RatesOn) -> bool:
    """Whether the person turns 60 in the holiday year or earlier (ferieloven § 5)."""
    day = born(person)
    return day is not None and day.year + int(rates.number("holiday_pay.over_60_age").value) <= holiday_year


def extra_60(
    person: PersonFacts,
    holiday_year: int,
    rates: RatesOn,
    more_basis: Money = ZERO,
    left_on: date | None = None,
    paid_now: Money = ZERO,
) -> Figure[Money]:
    """The extra for people over 60: on the basis up to 6 G, G of 31 December of the earning year or of the leaving
    date.

    G changes on 1 May, so G of the 31 December before the first year file is that of the following 1 January.
    """
    basis = person.money(BASIS, str(holiday_year - 1)) + more_basis
    known = holiday_year - 1 in rates.book.years
    day = date(holiday_year - 1, 12, 31) if known else date(holiday_year, 1, 1)
    if left_on is not None and left_on.year == holiday_year - 1:
        day = left_on
    g = rates.book.on(day).amount("basic_amount")
    cap = g.value.times(rates.number("holiday_pay.over_60_cap_g").value)
    percent = rates.percent("holiday_pay.over_60")
    paid = person.money(PAID_60, str(holiday_year)) + paid_now
    amount = min(basis, cap).times(percent.value) - paid
    return figure("no.holiday_pay.over_60", amount, basis=basis, cap=cap, g=g, percent=percent, paid=paid)


def deduction(monthly: Money, days: Decimal, method: str) -> Figure[Money]:
    """What is taken from a monthly salary for holiday, as a positive amount (norway-payroll 6.2)."""
    amount = monthly.part(days * 12, 260) if method == "260" else monthly.part(days, Decimal(method))
    return figure("no.holiday_pay.deduction", amount, monthly=monthly, days=days, method=method)


def day_rate(monthly: Money, method: str) -> Money:
    """The amount of one holiday day, for the slip."""
    return monthly.part(12, 260) if method == "260" else monthly.part(1, Decimal(method))


def usual_days(plan: str, method: str, rates: RatesOn) -> Rate[Decimal]:
    """How many days a whole year's holiday takes from a monthly salary: 25 or 21, with 26ths 30 or 25."""
    return rates.number(f"holiday_days.{plan}_26" if method == "26" else f"holiday_days.{plan}")
