"""What sick pay is reckoned from: income of the three calendar months before, six times the basic amount, the daily
rate (norway-payroll 9.3, 9.4b).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import Figure, Rate, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, Employment, PersonFacts, Terms
from services.engine.rates import RatesOn
from services.engine.result import PayLine
from services.engine.wage_types import WageTypes
from services.norway.rules.absence.sickness import years_before
from services.norway.rules.holiday_pay import born

BASIS: Final = "sick_basis"  # kroner of pay for work, by month
MONTHS: Final = 3
_A_YEAR: Final = 12
_WEEKS: Final = 52
_NOT: Final = frozenset({"absence_deduction", "holiday_deduction", "overtime_50", "overtime_100", "back_pay"})
"""Pay for work that does not count: what is taken for absence, and overtime that is not agreed as regular."""


@dataclass(frozen=True, slots=True)
class SickRate:
    """What a day of sickness is worth: the income of a year, the limit of six times the basic amount, and NAV's rate
    for a whole day, in whole kroner.
    """

    yearly: Figure[Decimal]
    limit: Money
    daily: Figure[Money]

    def on_part(self, share: Decimal) -> Money:
        """NAV's rate for a part of a day, in whole kroner."""
        return _whole(self.daily.value.kroner * share)


def basis_movements(lines: Sequence[PayLine], month: Month, types: WageTypes) -> list[Movement]:
    """What a slip adds to the income of its month: regular pay for work, and nothing that is taken from it."""
    ore = 0
    is_pay = False
    for line in lines:
        wage_type = types[line.type]
        counts = "holiday" in wage_type.bases and wage_type.tax == "table" and line.type not in _NOT
        if counts and line.earned is None:
            ore += line.amount.value.ore
            is_pay = True
    return [Movement(BalanceKey(BASIS, str(month)), ore, "pay")] if is_pay and ore else []


def first_month(person: PersonFacts) -> str:
    """The first month of which the accounts know the income; empty for none."""
    return min((key.vintage for key in person.balances if key.account == BASIS), default="")


def yearly_income(person: PersonFacts, began: date) -> Figure[Decimal]:
    """Kroner a year: the average of the three calendar months before × 12, by the accounts, or by the terms for months
    before the program and for those without a run of somebody with a monthly salary. Who has been employed for a
    shorter time has the whole months there are, or else the terms.
    """
    known = first_month(person)
    by_account: list[Money] = []
    by_terms: list[Money] = []
    hourly = any(terms.pay == "hourly" for job in person.employments for _, terms in job.terms.entries)
    for step in range(MONTHS, 0, -1):
        month = Month.of(began).plus(-step)
        jobs = [job for job in person.employments if job.start <= month.first and month.first in job.span]
        if not jobs:
            continue
        paid = person.money(BASIS, str(month))
        if known and str(month) >= known and (paid or not _is_monthly(jobs, month.first)):
            by_account.append(paid)
        else:
            by_terms.append(Money.total(_by_terms(job, min(month.last, job.end or month.last)) for job in jobs))
    found = by_account if by_account and hourly else [*by_terms, *by_account]
    if not found:
        jobs = [job for job in person.employments if began in job.span] or list(person.employments[:1])
        found = [Money.total(_by_terms(job, began) for job in jobs)]
    total = Money.total(found)
    yearly = total.kroner * _A_YEAR / len(found)
    return figure("no.sick_pay.yearly", yearly, total=total, months=len(found))


def _of_one(person: PersonFacts, yearly: Figure[Decimal], day: date, employment: str) -> Figure[Decimal]:
    """What of an income comes from one employment: all but the pay of the others by their terms."""
    others = Money.total(
        _by_terms(job, day) for job in person.employments if employment and job.id != employment and day in job.span
    )
    if not others:
        return yearly
    mine = max(Decimal(0), yearly.value - others.kroner * _A_YEAR)
    return figure("no.sick_pay.of_this_job", mine, yearly=yearly, others=others)


def _is_monthly(jobs: Sequence[Employment], day: date) -> bool:
    """Whether one of the employments has a salary that is paid every month."""
    return any((terms := _on(job, day)) is not None and terms.pay == "monthly" for job in jobs)


def _by_terms(job: Employment, day: date) -> Money:
    """A month's pay by the terms of a day."""
    terms = _on(job, day)
    if terms is None:
        return ZERO
    if terms.monthly_salary is not None and terms.pay == "monthly":
        return terms.monthly_salary
    if terms.hourly_rate is not None:
        hours = terms.full_time_hours * terms.percent.share * _WEEKS
        return Money.rounded(terms.hourly_rate.kroner * hours / _A_YEAR)
    return ZERO


def _on(job: Employment, day: date) -> Terms | None:
    entries = job.terms.entries
    if not entries:
        return None
    return entries[0][1] if day < entries[0][0] else job.terms.on(day)


def basic_amount(day: date, rates: RatesOn) -> Rate[Money]:
    """G on a day; of a day before the first year file, that of its first day. Raises MissingRate."""
    years = rates.book.years
    if day.year not in years and years and day.year < min(years):
        day = date(min(years), 1, 1)
    return rates.book.on(day).amount("basic_amount")


def sick_rate(person: PersonFacts, began: date, rates: RatesOn, employment: str = "") -> SickRate:
    """The rate of sickness that began on a day; from one employment alone where one is named. Raises MissingRate."""
    total = yearly_income(person, began)
    yearly = _of_one(person, total, began, employment)
    g = basic_amount(began, rates)
    limit = g.value.times(rates.number("absence.cap_g").value)
    is_old = (birth := born(person)) is not None and birth <= years_before(
        began, int(rates.number("absence.old_age").value)
    )
    least = g.value.times(rates.number("absence.least_g_old" if is_old else "absence.least_g").value)
    days = rates.number("absence.days_a_year")
    if total.value < least.kroner:
        none = figure("no.sick_pay.too_little", ZERO, yearly=Money.rounded(total.value), least=least)
        return SickRate(yearly, limit, none)
    counted = min(yearly.value, limit.kroner)
    daily = _whole(counted / days.value)
    return SickRate(yearly, limit, figure("no.sick_pay.daily", daily, yearly=yearly, limit=limit, days=days))


def _whole(kroner: Decimal) -> Money:
    """Whole kroner, half up, rounded once."""
    return Money.kr(int(kroner.quantize(Decimal(1), ROUND_HALF_UP)))
