"""What a Norwegian payslip says besides its lines: card and table, holiday pay, this year's totals (norway-payroll
12.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.why import Figure, Rate
from services.engine.accounts import after
from services.engine.facts import BalanceKey, RunFacts, RunKind
from services.engine.holiday import HolidayDays
from services.engine.proration import divisor
from services.engine.result import PayLine, Payslip, TaxUsed
from services.engine.slip_words import SlipWords
from services.engine.wage_types import Operation, WageTypes
from services.norway.rules import holiday_pay
from services.norway.rules.opening import TIME_BANK
from services.norway.rules.pay_lines import terms_of
from services.reference.formats import organisation

_PLANS = {"agreement": Message("{percent}, five weeks"), "statutory": Message("{percent}, four weeks and a day")}
_COST = (
    ("aga", Message("Employer's contribution")),
    ("aga_extra", Message("Extra contribution on high pay")),
    ("otp", Message("Occupational pension")),
    ("holiday_accrual", Message("Holiday pay set aside")),
    ("holiday_accrual_60", Message("Extra holiday pay over 60 set aside")),
    ("aga_on_holiday_accrual", Message("Employer's contribution on it")),
    ("aga_on_holiday_accrual_60", Message("Employer's contribution on the extra")),
    ("finance_tax", Message("Finance tax on pay")),
)
_SET_ASIDE = frozenset({"holiday_accrual", "holiday_accrual_60", "aga_on_holiday_accrual", "aga_on_holiday_accrual_60"})
_PARTS = {
    "working_days": Message("{days}, {percent} position. {part} of {total} working days"),
    "calendar_days": Message("{days}, {percent} position. {part} of {total} calendar days"),
    "260": Message("{days}, {percent} position. {part} working days, of 260 in a year"),
    "26": Message("{days}, {percent} position. {part} days from Monday to Saturday, of 26 in a month"),
    "30": Message("{days}, {percent} position. {part} calendar days, of 30 in a month"),
    "21.67": Message("{days}, {percent} position. {part} working days, of 21.67 in a month"),
    "22": Message("{days}, {percent} position. {part} working days, of 22 in a month"),
}
_SHARES = {
    "26": Message("{days}, {percent} position. {part} of {total} days from Monday to Saturday"),
    "30": Message("{days}, {percent} position. {part} of {total} calendar days"),
}
_PERIODS = {
    "MND": Message("Monthly table, of taxable pay"),
    "14D": Message("Two-weekly table, of taxable pay"),
    "UKE": Message("Weekly table, of taxable pay"),
}


def slip_words(
    slip: Payslip, facts: RunFacts, types: WageTypes, plan_percent: Percent, days: HolidayDays | None = None
) -> SlipWords:
    """The words of one slip. `plan_percent` is the holiday-pay percentage of the employer's plan, `days` the holiday
    days of the year after the run.
    """
    return SlipWords(
        tuple(_facts(slip, facts, plan_percent)),
        _withholding(slip.tax),
        _withholding_note(slip.tax),
        tuple(_blocks(slip, facts, types, days)),
        tuple(_note(line, slip, facts, types) for line in slip.lines),
        _cost(slip, facts),
        tuple(_explained(slip, facts)),
        employer=(Message("Org. no. {number}", number=organisation(facts.employer.orgnr)),),
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
    if "+" in tax.period:
        return Message("Tables of the days that you were employed, of taxable pay")
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
    if line.type == "holiday_pay" and line.amount.rule == "no.holiday_pay.above_free":
        return Message("Above what is free of withholding: taxed by the percentage")
    if line.type == "holiday_pay" and line.earned is not None and (found := _basis_of(line)):
        year = str(line.earned.first.year)
        return Message("{percent} of {basis}, earned in {year}", percent=found[1], basis=found[0], year=year)
    if line.type == "holiday_pay_60" and "cap" in line.amount.inputs:
        basis, cap, rate = (line.amount.inputs[name] for name in ("basis", "cap", "percent"))
        if isinstance(basis, Money) and isinstance(cap, Money) and isinstance(rate, Rate):
            return Message("{percent} of {basis}, at most {cap}", percent=rate.value, basis=basis, cap=cap)
    value = line.amount.inputs.get("worth")
    if line.amount.rule == "no.benefit.above_limit" and isinstance(value, Money):
        return Message("Worth {value}, of this {free} is free of tax", value=value, free=value - line.amount.value)
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
            return _part_note(line, days, percent) or Message("{days}, {percent} position", days=days, percent=percent)
    return Message("{days}", days=days)


def _part_note(line: PayLine, days: Span, percent: Percent) -> Message | None:
    """How a part of a month's pay was found: by which method, and how many of its days; None for a whole month."""
    inputs = line.amount.inputs
    method, part, total = inputs.get("method"), inputs.get("days"), inputs.get("total")
    if line.days is None or not isinstance(method, str) or part is None:
        return None
    if total is not None:  # the days share the period between them
        template = _SHARES.get(method) or _PARTS["calendar_days" if method == "calendar_days" else "working_days"]
    elif method in ("working_days", "calendar_days"):
        month = inputs.get("month")
        total = divisor(month, method) if isinstance(month, Month) else None
        template = _PARTS[method]
    else:
        template = _PARTS[method]
    return Message(template.text, days=days, percent=percent, part=str(part), total=str(total))


def _explained(slip: Payslip, facts: RunFacts) -> Iterator[Message]:
    """The slip on which holiday pay is paid, in words: what it is, of which year, what is deducted, and the tax."""
    if facts.head.kind is RunKind.CORRECTION:
        return
    year = facts.head.pay_date.year
    paid = [line for line in slip.lines if line.type == "holiday_pay" and line.earned is not None]
    last = [line for line in paid if line.earned is not None and line.earned.first.year == year - 1]
    if last:
        yield Message(
            "You earned this holiday pay in {earned}. It stands in place of your pay while you are on holiday.",
            earned=str(year - 1),
        )
        inputs = _basis_of(last[0])
        if inputs is not None:
            basis, percent = inputs
            yield Message(
                "It is {percent} of {basis}, the pay of {earned} that holiday pay is counted of.",
                percent=percent,
                basis=basis,
                earned=str(year - 1),
            )
    if any(line.type == "holiday_pay_60" for line in slip.lines):
        yield Message("You also get the extra week of those who turn 60 this year or are older.")
    yield from _deduction_explained(slip, facts)
    if any(line.earned is not None and line.earned.first.year == year for line in paid):
        yield Message(
            "The holiday pay that you earned in {year} is paid too, because you leave. "
            "Tax is withheld of it by the percentage of your card.",
            year=str(year),
        )
    if last:
        yield _tax_explained(slip, last)


def _basis_of(line: PayLine) -> tuple[Money, Percent] | None:
    whole = line.amount.inputs.get("of", line.amount)
    inputs = whole.inputs if isinstance(whole, Figure) else {}
    basis, percent = inputs.get("basis"), inputs.get("percent")
    percent = percent.value if isinstance(percent, Rate) else percent
    return (basis, percent) if isinstance(basis, Money) and isinstance(percent, Percent) else None


_DAY_OF = {
    "260": Message("a day is a year's pay divided by 260"),
    "26": Message("a day, Saturdays too, is a month's pay divided by 26"),
    "21.67": Message("a day is a month's pay divided by 21.67"),
    "22": Message("a day is a month's pay divided by 22"),
}


def _deduction_explained(slip: Payslip, facts: RunFacts) -> Iterator[Message]:
    deducted = [line for line in slip.lines if line.type == "holiday_deduction" and line.amount.value.ore < 0]
    days = [line.quantity for line in deducted if line.quantity is not None]
    if not deducted:
        return
    amount = -Money.total(line.amount.value for line in deducted)
    if not days:
        yield Message("Your pay is lower by {amount} for the days off.", amount=amount)
        return
    yield Message(
        "Your pay is lower by {amount} for {days} days of holiday: {method}.",
        amount=amount,
        days=f"{max(days).normalize():f}",
        method=_DAY_OF[facts.employer.holiday_deduction],
    )


def _tax_explained(slip: Payslip, last: list[PayLine]) -> Message:
    free = Money.total(line.amount.value for line in last if line.tax == "free")
    if slip.tax.card == "none":
        return Message("Without a tax card half of the holiday pay too is withheld as tax.")
    if slip.tax.card in ("exempt", "exempt_unlimited", "not_liable"):
        return Message("Your tax card decides the withholding, and holiday pay counts in it as pay does.")
    if free:
        return Message(
            "No tax is withheld of {amount}: the tax of the year is taken in the other months. "
            "That is why the tax is lower now.",
            amount=free,
        )
    if slip.tax.free:
        return Message("Tax is withheld of the holiday pay, and not of a month's pay, {amount}.", amount=slip.tax.free)
    return Message("Your tax card is for twelve months, so tax is withheld of the holiday pay as of pay.")


def _cost(slip: Payslip, facts: RunFacts) -> tuple[Message, tuple[tuple[Message, Money | Decimal | str], ...]] | None:
    """What the employer pays or sets aside besides the pay."""
    by_cash = facts.employer.choices.holiday_booking == "cash"
    entries = tuple(
        (label, slip[name])
        for name, label in _COST
        if name in slip.figures and slip[name] and not (by_cash and name in _SET_ASIDE)
    )
    return (Message("The employer pays besides"), entries) if entries else None


def _holiday_paid(balances: Mapping[BalanceKey, int], year: int) -> Money:
    """All holiday pay paid in the year: of this holiday year, and on leaving of the next one."""
    keys = [
        BalanceKey(account, str(of)) for account in (holiday_pay.PAID, holiday_pay.PAID_60) for of in (year, year + 1)
    ]
    return Money(sum(balances.get(key, 0) for key in keys))


def _blocks(
    slip: Payslip, facts: RunFacts, types: WageTypes, days: HolidayDays | None
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
    if days is not None and (days.taken or days.brought):
        holiday.append((Message("Days deducted in {year}", year=str(year)), f"{days.taken.normalize():f}"))
        holiday.append((Message("Days left in {year}", year=str(year)), f"{days.left.normalize():f}"))
    yield Message("Holiday pay"), tuple(holiday)

    benefits = [line for line in slip.lines if types[line.type].operation is Operation.BENEFIT and line.amount.value]
    if benefits:
        language = slip.person.language
        yield (
            Message("Benefits in kind, taxable but not paid out"),
            tuple((Message("{name}", name=types[line.type].name(language)), line.amount.value) for line in benefits),
        )
    hours = BalanceKey(TIME_BANK)
    if balances.get(hours) or any(each.key == hours for each in slip.movements):
        left = Decimal(balances.get(hours, 0)).scaleb(-2)
        yield Message("Time bank"), ((Message("Hours left"), left),)
    if "exempt_left" in slip.figures:
        yield Message("Exemption card"), ((Message("Left of the amount"), slip["exempt_left"]),)
