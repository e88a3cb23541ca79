"""Fixed lines, terms and cards in a few words, as rows and lists show them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.actions.employees import LinePart, TermsPart
from services.queries.employee_page import BalanceView
from services.queries.employees import EmployeeRow
from views.shell.seat import Seat


def line_amount(seat: Seat, line: LinePart) -> str:
    """How much a fixed line is: an amount, a percentage, or so many at a rate."""
    formats = seat.formats
    if line.amount is not None:
        return formats.amount(line.amount)
    if line.percent is not None and line.company_percent is not None:
        return f"{formats.percent(line.percent)} / {formats.percent(Percent(line.company_percent))}"
    if line.percent is not None:
        return formats.percent(line.percent)
    if line.company_percent is not None:
        return formats.percent(Percent(line.company_percent))
    if line.quantity is not None and line.rate is not None:
        return f"{formats.number(line.quantity)} × {formats.number(line.rate, 2)}"
    if line.quantity is not None:
        return formats.number(line.quantity)
    return seat.t("by the law's rate") if seat.questions.has("percent") else ""


def pay_words(seat: Seat, part: TermsPart) -> str:
    """What is paid: “41 200 kr a month”."""
    t = seat.t
    if part.pay == "hourly" and part.hourly_rate is not None:
        return t("{amount} kr an hour", amount=plain_money(seat, part.hourly_rate))
    if part.pay == "fortnightly" and part.monthly_salary is None and part.hourly_rate is not None:
        return t("{amount} kr an hour", amount=plain_money(seat, part.hourly_rate))
    if part.pay == "fortnightly" and part.monthly_salary is not None:
        return t("{amount} kr every second week", amount=plain_money(seat, part.monthly_salary))
    if part.pay.startswith("monthly") and part.monthly_salary is not None:
        amount = plain_money(seat, part.monthly_salary)
        if part.period == "14D":
            return t("{amount} kr every second week", amount=amount)
        if part.period == "UKE":
            return t("{amount} kr a week", amount=amount)
        return t("{amount} kr a month", amount=amount)
    return t(_OPEN.get(part.pay, Message("Fee")))


_OPEN: Final = {
    "monthly_arrears": Message("Pay from lines"),
    "monthly_advance": Message("Pay from lines"),
    "fortnightly": Message("Entered on each run"),
    "hourly": Message("Hourly pay"),
}
"""What is said of terms without an amount, by the form of pay."""


def position_words(seat: Seat, part: TermsPart) -> str:
    """The position: “100 %, 37,5 hours”."""
    if seat.questions.has("category"):
        return " · ".join(words for words in (part.category, part.pay_group) if words)
    if part.pay == "fee" or part.percent is None or part.full_time_hours is None:
        return ""
    hours: Decimal = part.full_time_hours
    return seat.t("{percent}, {hours} hours", percent=part.percent, hours=hours)


def plain_money(seat: Seat, amount: Money) -> str:
    """Kroner without øre where there are none."""
    return seat.formats.amount(amount) if amount.ore % 100 else seat.formats.kroner(amount)


def card_cell(seat: Seat, row: EmployeeRow) -> str:
    """The tax card in the list: “Table 8010”, “Percent 28”, “Exempt”, or that it is missing."""
    t = seat.t
    match row.card:
        case "table":
            return t("Table {table}", table=row.card_table)
        case "percent" if row.card_percent is not None:
            return t("Percent {number}", number=row.card_percent.value)
        case "exempt" | "exempt_unlimited":
            return t("Exemption card")
        case "not_liable":
            return t("Not liable")
        case "main" | "secondary" | "gross" if row.card_percent is not None:
            kind = {"main": t("Main card"), "secondary": t("Secondary card"), "gross": t("Gross card")}[row.card]
            return f"{kind} {seat.formats.percent(row.card_percent)}"
    return t("Missing")


def with_unit(seat: Seat, balance: BalanceView) -> str:
    """What stands on a balance, with its unit: kroner, days or hours."""
    return amount_with_unit(seat, balance.amount, balance.unit)


def amount_with_unit(seat: Seat, amount: Money | Decimal, unit: str) -> str:
    """An amount of kroner, or so many days or hours."""
    t = seat.t
    if isinstance(amount, Money):
        return t("{amount} kr", amount=amount)
    return t("{number} days", number=amount) if unit == "days" else t("{number} hours", number=amount)
