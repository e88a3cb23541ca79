"""What a Norwegian payslip says besides its lines: card and table, holiday pay, this year's totals (norway-payroll
12.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Rate
from services.engine.accounts import after
from services.engine.facts import BalanceKey, RunFacts, RunKind
from services.engine.result import PayLine, Payslip, TaxUsed
from services.engine.slip_words import SlipWords
from services.engine.wage_types import Operation, WageTypes
from services.norway.rules import holiday_pay
from services.norway.rules.pay_lines import terms_of

_PLANS = {"agreement": Message("{percent}, five weeks"), "statutory": Message("{percent}, four weeks and a day")}
_COST = (
    ("aga", Message("Employer's contribution")),
    ("aga_extra", Message("Extra contribution on high pay")),
    ("otp", Message("Occupational pension")),
    ("holiday_accrual", Message("Holiday pay set aside")),
    ("aga_on_holiday_accrual", Message("Employer's contribution on it")),
    ("finance_tax", Message("Finance tax on pay")),
)
_PERIODS = {
    "MND": Message("Monthly table, of taxable pay"),
    "14D": Message("Two-weekly table, of taxable pay"),
    "UKE": Message("Weekly table, of taxable pay"),
}


def slip_words(slip: Payslip, facts: RunFacts, types: WageTypes, plan_percent: Percent) -> SlipWords:
    """The words of one slip. `plan_percent` is the holiday-pay percentage of the employer's plan."""
    return SlipWords(
        tuple(_facts(slip, facts, plan_percent)),
        _withholding(slip.tax),
        _withholding_note(slip.tax),
        tuple(_blocks(slip, facts, types)),
        tuple(_note(line, slip, facts, types) for line in slip.lines),
        _cost(slip),
    )


def _facts(slip: Payslip, facts: RunFacts, plan_percent: Percent) -> Iterator[tuple[Message, Message]]:
    yield Message("Employee no."), Message("{number}", number=str(slip.person.number))
    running = [each for each in slip.person.employments if each.span.overlap(facts.head.days)] or list(
        slip.person.employments[-1:]
    )
    if running and running[0].type.startswith(("ordinaert", "maritimt")):
        yield Message("Position"), Message("{percent}", percent=terms_of(running[0], facts.head).percent)
    yield Message("Tax card"), _card(slip.tax)
    yield Message("Holiday pay"), Message(_PLANS[facts.employer.holiday_plan].text, percent=plan_percent)


def _card(tax: TaxUsed) -> Message:
    match tax.card:
        case "table":
            return Message("Table {table}", table=tax.table)
        case "percent":
            return Message("{percent}", percent=tax.percent or Percent.of(0))
        case "exempt":
            return Message("Exemption card with an amount")
        case "exempt_unlimited":
            return Message("Exemption card")
        case "not_liable":
            return Message("Not liable to withholding")
        case _:
            return Message("No tax card")


def _withholding(tax: TaxUsed) -> Message:
    if tax.card == "table" and tax.table_base and tax.percent_base:
        return Message(
            "Tax withheld, table {table} and {percent}", table=tax.table, percent=tax.percent or Percent.of(0)
        )
    if tax.card == "table" and (tax.table_base or not tax.percent_base):
        return Message("Tax withheld, table {table}", table=tax.table)
    if tax.percent is not None:
        return Message("Tax withheld, {percent}", percent=tax.percent)
    return Message("Tax withheld")


def _withholding_note(tax: TaxUsed) -> Message | None:
    if tax.relief:
        return Message("Reduced withholding in November or December")
    if tax.card == "table" and tax.table_base and tax.percent_base:
        return Message(
            "Table on {by_table}, percentage on {by_percent}", by_table=tax.table_base, by_percent=tax.percent_base
        )
    if tax.card == "none":
        return Message("There is no tax card for the year")
    if tax.card == "exempt":
        return Message("Of what is above the exemption card's amount")
    if tax.free:
        return Message("{amount} is free of withholding", amount=tax.free)
    return _PERIODS.get(tax.period) if tax.card == "table" and tax.table_base else None


def _note(line: PayLine, slip: Payslip, facts: RunFacts, types: WageTypes) -> Message | None:
    """The small line under a line of pay: for which days, at which rate, how much of it is taxable."""
    wage_type = types[line.type]
    if line.type == "fixed_salary" and facts.head.kind is not RunKind.CORRECTION:
        return _salary_note(line, slip, facts)
    if line.factor is not None and line.rate is not None:
        return Message("Hourly rate × {factor}", factor=line.factor)
    if line.type == "holiday_pay" and line.earned is not None:
        basis, rate = line.amount.inputs.get("basis"), line.amount.inputs.get("percent")
        if isinstance(basis, Money) and isinstance(rate, Rate):
            year = str(line.earned.first.year)
            return Message("{percent} of {basis}, earned in {year}", percent=rate.value, basis=basis, year=year)
    if line.type == "holiday_pay_60" and "cap" in line.amount.inputs:
        basis, cap, rate = (line.amount.inputs[name] for name in ("basis", "cap", "percent"))
        if isinstance(basis, Money) and isinstance(cap, Money) and isinstance(rate, Rate):
            return Message("{percent} of {basis}, at most {cap}", percent=rate.value, basis=basis, cap=cap)
    if line.earned is not None and line.type not in ("holiday_pay", "holiday_pay_60"):
        return Message("Earned {days}", days=line.earned)
    if wage_type.operation is Operation.ALLOWANCE:
        return (
            Message("Free of tax") if not line.taxable else Message("Of this, {amount} is taxable", amount=line.taxable)
        )
    if line.asked is not None:
        return Message("{asked} was to be deducted", asked=line.asked)
    return None


def _salary_note(line: PayLine, slip: Payslip, facts: RunFacts) -> Message | None:
    days = line.days or facts.head.days
    for employment in slip.person.employments:
        if employment.id == line.employment and employment.terms.entries[0][0] <= days.first:
            percent = employment.terms.on(days.first).percent
            return Message("{days}, {percent} position", days=days, percent=percent)
    return Message("{days}", days=days)


def _cost(slip: Payslip) -> tuple[Message, tuple[tuple[Message, Money | Decimal | str], ...]] | None:
    """What the employer pays or sets aside besides the pay."""
    entries = tuple((label, slip[name]) for name, label in _COST if name in slip.figures and slip[name])
    return (Message("The employer pays besides"), entries) if entries else None


def _holiday_paid(balances: Mapping[BalanceKey, int], year: int) -> Money:
    """All holiday pay paid in the year: of this holiday year, and on leaving of the next one."""
    keys = [
        BalanceKey(account, str(of)) for account in (holiday_pay.PAID, holiday_pay.PAID_60) for of in (year, year + 1)
    ]
    return Money(sum(balances.get(key, 0) for key in keys))


def _blocks(
    slip: Payslip, facts: RunFacts, types: WageTypes
) -> Iterator[tuple[Message, tuple[tuple[Message, Money | Decimal | str], ...]]]:
    year = facts.head.pay_date.year
    balances = after(slip.person.balances, slip.movements)

    def on(account: str, vintage: int) -> Money:
        return Money(balances.get(BalanceKey(account, str(vintage)), 0))

    totals: list[tuple[Message, Money | Decimal | str]] = [
        (Message("Gross pay"), on("gross_cash", year)),
        (Message("Taxable"), on("taxable", year)),
        (Message("Tax withheld"), -on("withheld", year)),
    ]
    if dues := on("union_dues", year):
        totals.append((Message("Union dues"), -dues))
    yield Message("So far in {year}", year=str(year)), tuple(totals)

    holiday: list[tuple[Message, Money | Decimal | str]] = [
        (Message("Basis {year}", year=str(year)), on(holiday_pay.BASIS, year)),
        (
            Message("Earned in {year}, paid in {next}", year=str(year), next=str(year + 1)),
            on(holiday_pay.OWED, year + 1),
        ),
    ]
    if last := on(holiday_pay.OWED, year):
        holiday.append((Message("Owed from {year}", year=str(year - 1)), last))
    if paid := _holiday_paid(balances, year):
        holiday.append((Message("Paid in {year}", year=str(year)), paid))
    yield Message("Holiday pay"), tuple(holiday)

    benefits = [line for line in slip.lines if types[line.type].operation is Operation.BENEFIT]
    if benefits:
        language = slip.person.language
        yield (
            Message("Benefits in kind, taxable but not paid out"),
            tuple((Message("{name}", name=types[line.type].name(language)), line.amount.value) for line in benefits),
        )
    if "exempt_left" in slip.figures:
        yield Message("Exemption card"), ((Message("Left of the amount"), slip["exempt_left"]),)
