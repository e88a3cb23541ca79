"""Holiday days: how many a person is entitled to, has brought, has taken and has left, and whether they agree with what
was paid (norway-payroll 6).

Days are those of the employer's method: Monday to Friday, with 26ths Monday to Saturday. Taken are the days that were
deducted from a salary; the account has the calendar year in which they were deducted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Span
from models.values.why import Figure, Rate, figure
from services.engine.facts import BalanceKey, EmployerFacts, PersonFacts
from services.engine.holiday import HolidayDays
from services.engine.rates import RatesOn
from services.norway.rules import holiday_pay

BROUGHT = "holiday_days"  # days by holiday year: what was left on the day that the program took over
TAKEN = "holiday_days_taken"  # days by holiday year
_NOUGHT = Decimal(0)
_HALF_A_DAY = Decimal("0.5")


def entitled(person: PersonFacts, holiday_year: int, employer: EmployerFacts, rates: RatesOn) -> Figure[Decimal]:
    """The days of the plan, and the extra week for those who turn 60 in the year or earlier (ferieloven § 5)."""
    usual = holiday_pay.usual_days(employer.holiday_plan, employer.holiday_deduction, rates)
    more: Rate[Decimal] | None = None
    if holiday_pay.is_over_60(person, holiday_year, rates):
        more = rates.number("holiday_days.over_60_26" if employer.holiday_deduction == "26" else "holiday_days.over_60")
    days = usual.value + (more.value if more else 0)
    return figure("no.holiday_days.entitled", days, usual=usual, over_60=more)


def balance(person: PersonFacts, holiday_year: int, employer: EmployerFacts, rates: RatesOn) -> HolidayDays:
    """The days of a holiday year. What is left of the year before is brought, where that year was kept in days.

    An opening balance is all that was left on the day that it was entered: what is more than a year's days was brought,
    what is less was taken before.
    """
    right = entitled(person, holiday_year, employer, rates)
    taken = _days(person.balances, TAKEN, holiday_year)
    if BalanceKey(BROUGHT, str(holiday_year)) in person.balances:
        more = _days(person.balances, BROUGHT, holiday_year) - right.value
        return HolidayDays(holiday_year, right, max(_NOUGHT, more), taken + max(_NOUGHT, -more))
    kept = any(BalanceKey(account, str(holiday_year - 1)) in person.balances for account in (BROUGHT, TAKEN))
    brought = balance(person, holiday_year - 1, employer, rates).left if kept else _NOUGHT
    return HolidayDays(holiday_year, right, brought, taken)


def earned(person: PersonFacts, holiday_year: int, employer: EmployerFacts, rates: RatesOn) -> Figure[Decimal]:
    """The days for which holiday pay was earned: the usual days × the employed part of the earning year, whole days.

    For new staff it is what is proposed to be deducted: a deduction for days without holiday pay is not mandatory
    (norway-payroll 6.3). Somebody without an employment in the earning year, whose basis was brought, has all.
    """
    usual = holiday_pay.usual_days(employer.holiday_plan, employer.holiday_deduction, rates)
    year = Span(date(holiday_year - 1, 1, 1), date(holiday_year - 1, 12, 31))
    parts = [part for each in person.employments if (part := each.span.overlap(year)) is not None]
    worked = sum(any(day in part for part in parts) for day in year) if len(parts) > 1 else sum(p.days for p in parts)
    if not worked:
        worked = year.days
    days = (usual.value * worked / year.days).to_integral_value(ROUND_DOWN)
    return figure("no.holiday_days.earned", days, usual=usual, days=worked, total=year.days)


def deducted(lines: Mapping[str, Decimal]) -> int:
    """The days that a run deducts, in hundredths: with several employments the same days are off in all of them."""
    if not lines:
        return 0
    return int((max(lines.values(), key=abs) * 100).to_integral_value())


def mismatch(
    person: PersonFacts, holiday_year: int, employer: EmployerFacts, rates: RatesOn, now: Decimal = _NOUGHT
) -> Finding | None:
    """Holiday pay that was paid for a year, and the days deducted in it, that do not hang together (user-demands S45).

    `person` stands with the balances after the run, `now` is what the run itself deducts. Right is anything from the
    days for which holiday pay was earned and paid, up to all that the person may take.
    """
    whole = person.money(holiday_pay.BASIS, str(holiday_year - 1)).times(
        holiday_pay.plan_rate(employer.holiday_plan, rates).value
    )
    paid = person.money(holiday_pay.PAID, str(holiday_year))
    if whole.ore <= 0 or paid.ore <= 0:
        return None
    days = balance(person, holiday_year, employer, rates)
    worth = earned(person, holiday_year, employer, rates)
    expected = min(worth.value, worth.value * min(paid, whole).ore / whole.ore)
    place = Place("pay_run", person.number, "holiday_deduction")
    number, at = str(person.number), str(holiday_year)
    if days.taken < expected - _HALF_A_DAY:
        what = Message(
            "Employee {number}: holiday pay of {paid} is paid in {year}, which is {expected} days of holiday, "
            "but {taken} days are deducted",
            number=number,
            paid=paid,
            year=at,
            expected=_short(expected),
            taken=_short(days.taken),
        )
        return Finding(Severity.WARNING, what, place)
    if days.left < 0:
        what = Message(
            "Employee {number}: {taken} days of holiday are deducted in {year}, of {right} that the employee may take",
            number=number,
            taken=_short(days.taken),
            year=at,
            right=_short(days.entitled.value + days.brought),
        )
        return Finding(Severity.WARNING, what, place)
    if now > worth.value + _HALF_A_DAY and worth.value < days.entitled.value - _HALF_A_DAY and _is_new(person, at):
        what = Message(
            "Employee {number} earned holiday pay for {earned} days of {year} and is deducted {now}: "
            "fewer days may be entered",
            number=number,
            earned=_short(worth.value),
            year=at,
            now=_short(now),
        )
        return Finding(Severity.NOTE, what, place)
    return None


def _is_new(person: PersonFacts, holiday_year: str) -> bool:
    """Whether nobody employed the person on the first day of the earning year."""
    first = date(int(holiday_year) - 1, 1, 1)
    return bool(person.employments) and all(each.start > first for each in person.employments)


def _days(balances: Mapping[BalanceKey, int], account: str, year: int) -> Decimal:
    return Decimal(balances.get(BalanceKey(account, str(year)), 0)).scaleb(-2)


def _short(days: Decimal) -> Decimal:
    """Days as people write them: at most one decimal, and none where it is nought."""
    rounded = days.quantize(Decimal("0.1"))
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded
