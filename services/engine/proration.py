"""Parts of a month: what of a monthly salary falls on some of its days (norway-payroll 12.1; the methods are general).

`working_days` and `calendar_days` share the month's own days; the others divide by a fixed number of days. Whatever the
method, parts that fill the month add up to the whole salary.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from models.values.money import Money
from models.values.span import Month, Span
from models.values.why import Figure, figure

METHODS = ("working_days", "calendar_days", "260", "21.67", "22", "26", "30")


def counted_days(span: Span, method: str) -> int:
    """The days of the span that the method counts: Monday–Friday, Monday–Saturday (26) or all (calendar days, 30)."""
    if method == "26":
        return sum(day.weekday() < 6 for day in span)
    return span.days if method in ("calendar_days", "30") else span.weekdays


def divisor(month: Month, method: str) -> Decimal:
    """How many of its days make a whole month."""
    if method in ("working_days", "calendar_days"):
        return Decimal(counted_days(month.span, method))
    return Decimal(260) / 12 if method == "260" else Decimal(method)


def part_of_month(salary: Money, days: Decimal | int, month: Month, method: str) -> Figure[Money]:
    """The salary of some counted days: monthly pay × days / the method's days of a month, at most the whole salary."""
    amount = salary.part(12 * days, 260) if method == "260" else salary.part(days, divisor(month, method))
    return figure("pay.part_of_month", min(amount, salary), salary=salary, days=days, month=month, method=method)


def parts_of_full_month(salaries: Sequence[tuple[Money, Span]], method: str) -> list[Figure[Money]]:
    """The salary of a month in which the terms changed: each piece by its share of the month's counted days."""
    days = [counted_days(span, method) for _, span in salaries]
    if not any(days):  # a weekend, where the method counts weekdays
        days = [span.days for _, span in salaries]
    total = sum(days)
    amounts = [salary.part(part, total) for (salary, _), part in zip(salaries, days, strict=True)]
    if len({salary for salary, _ in salaries}) == 1:  # other terms and the same pay: not an øre more or less
        amounts = salaries[0][0].split(days)
    return [
        figure("pay.share_of_month", amount, salary=salary, days=part, total=total, method=method)
        for (salary, _), part, amount in zip(salaries, days, amounts, strict=True)
    ]


def share_of_days(salary: Money, part: Span, whole: Span, method: str) -> Figure[Money]:
    """The part of the pay of a period that is not a calendar month: by the period's own counted days."""
    days, total = counted_days(part, method), counted_days(whole, method)
    if not total:  # a weekend, where the method counts weekdays
        days, total = part.days, whole.days
    amount = salary.part(days, total)
    return figure("pay.share_of_month", amount, salary=salary, days=days, total=total, method=method)
