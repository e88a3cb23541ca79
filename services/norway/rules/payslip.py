"""One person's pay in one run, in the order of a Norwegian payslip (norway-payroll 1): lines, bases, dues and own
pension, withholding, deductions, net pay; then what the run earns of holiday pay and costs in pension.

The employer contribution needs the whole run (zone 1a) and is put on afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.why import Figure, Node, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, LineInput, PersonFacts, RunHead, RunKind
from services.engine.result import PayLine, TaxUsed
from services.engine.wage_types import Operation
from services.norway.rules import deductions, employer_contribution, holiday_pay, pension
from services.norway.rules.pay_lines import (
    HOLIDAY_FORMULAS,
    Work,
    entered_line,
    holiday_lines,
    salary_lines,
)
from services.norway.rules.withholding import TaxBases, Withheld, card_of, withhold

PERIODS_A_YEAR = {"MND": 12, "14D": 26, "UKE": 52}
_THRESHOLDS = {"home": "reporting.threshold_home", "association": "reporting.threshold_association"}
_NOTHING = figure("pay.nothing", ZERO)


@dataclass(slots=True)
class Earned:
    """One person's pay before the employer's side is known."""

    person: PersonFacts
    lines: list[PayLine]
    figures: dict[str, Figure[Money]]
    tax: TaxUsed
    dues_deducted: Money = ZERO
    movements: list[Movement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def earn(person: PersonFacts, work: Work) -> Earned | None:
    """The person's lines and what they get; None for somebody whom the run pays nothing. Raises Refused for impossible
    lines.
    """
    lines, later = _lines_before_holiday(person, work)
    holiday_basis = _sum("holiday_basis", (line for line in lines if "holiday" in work.types[line.type].bases))
    lines += holiday_lines(
        person,
        [entered for entered in later if work.types[entered.type].formula in HOLIDAY_FORMULAS],
        holiday_basis,
        work,
    )
    asked = [entered for entered in later if work.types[entered.type].operation is Operation.DEDUCT]
    if not lines and not asked:
        return None
    return _slip(person, lines, asked, holiday_basis, work)


def _lines_before_holiday(person: PersonFacts, work: Work) -> tuple[list[PayLine], list[LineInput]]:
    """Pay, benefits and allowances; and the entered lines that must wait for them."""
    pays_terms = work.head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
    lines = list(salary_lines(person, work)) if pays_terms else []
    later: list[LineInput] = []
    paid_now = is_paid_in(person, work)
    for entered in [*person.lines, *_holiday_month(person, lines, work)]:
        if entered.fixed and not paid_now:
            continue
        wage_type = work.types[entered.type]
        if wage_type.formula in HOLIDAY_FORMULAS or wage_type.operation is Operation.DEDUCT:
            later.append(entered)
        else:
            lines.append(entered_line(person, entered, work))
    return lines, later


def is_paid_in(person: PersonFacts, work: Work) -> bool:
    """Whether fixed lines belong to the run: the person works in its days, and is paid as often as the run is."""
    if not person.employments:
        return True
    return any(
        terms.pay != "monthly" or terms.period == work.head.period
        for each in person.employments
        if (employed := each.span.overlap(work.head.days)) is not None
        for _, terms in each.terms.pieces(employed)
    )


def _holiday_month(person: PersonFacts, salary: list[PayLine], work: Work) -> list[LineInput]:
    """What a holiday run adds for somebody with holiday pay owed from last year: the pay, and the deduction from the
    salary of the run. A line that was entered stands in place of the usual one.
    """
    year, plan = work.head.pay_date.year, work.employer.holiday_plan
    if work.head.kind is not RunKind.HOLIDAY or holiday_pay.owed(person, year, plan, work.rates).value.ore <= 0:
        return []
    own = {line.type for line in person.lines}
    added = [LineInput("holiday_pay")] if "holiday_pay" not in own else []
    if holiday_pay.is_over_60(person, year + 1, work.rates):  # for somebody who leaves, this year's counts too
        added += [LineInput("holiday_pay_60")] if "holiday_pay_60" not in own else []
    # Days that were entered replace the usual ones; without a salary in the run there is nothing to take them from.
    if salary and "holiday_deduction" not in own:
        days = holiday_pay.usual_days(plan, work.employer.holiday_deduction, work.rates).value
        added.append(LineInput("holiday_deduction", quantity=days))
    return added


def _slip(
    person: PersonFacts, lines: list[PayLine], asked: list[LineInput], holiday_basis: Figure[Money], work: Work
) -> Earned:
    types = work.types
    cash = _sum("gross_cash", (line for line in lines if "cash" in types[line.type].bases))
    pensionable = _sum("pension_basis", (line for line in lines if "pension" in types[line.type].bases))
    findings: list[Finding] = []

    before_tax, after_tax = _deductions(person, asked, lines, pensionable, cash, work)
    dues = Money.total(line.amount.value for line in before_tax if line.type == "union_dues")
    own_pension = Money.total(line.amount.value for line in before_tax if line.type == "pension_own")
    dues_deducted = min(dues, _dues_ceiling(work)) if dues.ore > 0 else ZERO

    bases = _tax_bases(lines, dues_deducted, own_pension)
    withheld = _withheld(person, lines, bases, work)
    findings += [*_short(person, before_tax), *withheld.findings]
    left = cash.value - dues - own_pension
    tax = withheld.amount
    if tax.value > left and tax.value.ore > 0:
        tax = figure("no.withholding.limited", max(ZERO, left).whole_kroner(Rounding.CUT), full=tax, cash=left)
        what = Message(
            "The pay in cash does not cover the withholding of {full}: {amount} is withheld",
            full=withheld.amount.value,
            amount=tax.value,
        )
        findings.append(Finding(Severity.WARNING, what, Place("pay_run", person.number, "withholding")))
    left -= tax.value
    after_tax, limited = _limit(person, after_tax, left, work)
    findings += limited

    taken = _total_of("deductions", [*before_tax, *after_tax])
    net = figure("pay.net", cash.value - tax.value - taken.value, gross_cash=cash, withholding=tax, deductions=taken)
    if net.value.ore < 0 and not person.reverses:  # with what is taken back, the pack judges the sum
        findings.append(negative_net(person, net.value, work.head))
    if not person.bank_account and net.value.ore > 0:
        what = Message(
            "Employee {number} has no bank account, so the pay is not in the bank file", number=str(person.number)
        )
        findings.append(Finding(Severity.WARNING, what, Place("employees", person.number, "bank_account")))

    accrued = holiday_pay.accrual(holiday_basis, work.employer.holiday_plan, work.rates)
    figures = {
        "gross_cash": cash,
        "withholding_base": withheld.base,
        "withholding": tax,
        "deductions": taken,
        "net_pay": net,
        "holiday_basis": holiday_basis,
        "holiday_accrual": accrued,
        "pension_basis": pensionable,
        "otp": pension.otp(pensionable, _pensionable_before(person, work), work.employer.pension_percent, work.rates),
    }
    if withheld.exempt_left is not None:
        figures["exempt_left"] = figure("no.exempt_left", withheld.exempt_left, withheld=withheld.amount)
    ordered = sorted(lines, key=lambda line: types[line.type].number) + before_tax + after_tax
    earned = Earned(person, ordered, figures, withheld.used, dues_deducted, list(withheld.movements), findings)
    earned.movements += _movements(earned, work)
    return earned


def _pensionable_before(person: PersonFacts, work: Work) -> Money:
    """What earlier runs of the month already counted."""
    return person.money(pension.COUNTED, work.pension_month(person.number))


def _withheld(person: PersonFacts, lines: list[PayLine], bases: TaxBases, work: Work) -> Withheld:
    """What is withheld: nothing while a person with small payments stays at or below the year's reporting threshold."""
    if person.small_payments:
        limit = work.rates.amount(_THRESHOLDS.get(work.employer.sector, "reporting.threshold"))
        taxable = person.money("taxable", str(work.head.pay_date.year)) + Money.total(line.taxable for line in lines)
        if taxable <= limit.value:
            none = figure("no.withholding.small_payments", ZERO, taxable=taxable, threshold=limit)
            return Withheld(none, none, TaxUsed(card_of(person).kind, period=work.head.period))
    return withhold(person, bases, work.head, work.rates)


def negative_net(person: PersonFacts, net: Money, head: RunHead) -> Finding:
    """Nobody is paid less than nothing; in a correction it is what the employee owes, and is settled by hand."""
    number, place = str(person.number), Place("pay_run", person.number, "net_pay")
    if head.kind is RunKind.CORRECTION:
        return Finding(Severity.WARNING, Message("Employee {number} owes {amount}", number=number, amount=-net), place)
    what = Message("Net pay of employee {number} would be {net}: more is taken than is paid", number=number, net=net)
    return Finding(Severity.STOP, what, place)


def _deductions(
    person: PersonFacts,
    asked: list[LineInput],
    lines: list[PayLine],
    pensionable: Figure[Money],
    cash: Figure[Money],
    work: Work,
) -> tuple[list[PayLine], list[PayLine]]:
    """Dues and own pension, which come before tax; and the rest in the order in which the law takes them."""
    dues_basis = _sum("dues_basis", (line for line in lines if "dues" in work.types[line.type].bases))
    made = [
        (work.types[entered.type], entered, _asked_amount(entered, dues_basis, pensionable, work)) for entered in asked
    ]
    for wage_type, _, amount in made:
        if amount.value.ore < 0:
            what = Message(
                "{line} of employee {number}: a deduction is written positive; a correction gives it back",
                line=wage_type.slug,
                number=str(person.number),
            )
            raise refuse(what, Place("pay_run", person.number, wage_type.slug))
    made.sort(key=lambda item: item[0].order)
    before, after = [], []
    left = cash.value
    for wage_type, entered, amount in made:
        line = PayLine(
            wage_type.slug, amount, quantity=entered.quantity, rate=entered.rate, claim=entered.claim, text=entered.text
        )
        if wage_type.slug in ("union_dues", "pension_own"):
            limited = deductions.take_in_order(left, [(amount, False)])[0]
            left -= limited.value
            before.append(_taken(line, limited))
        else:
            after.append(line)
    return before, after


def _asked_amount(
    entered: LineInput, dues_basis: Figure[Money], pensionable: Figure[Money], work: Work
) -> Figure[Money]:
    """What a deduction should be: an entered amount, or a percentage of its basis."""
    if entered.amount is not None:
        return figure("pay.entered", entered.amount, entered=entered.amount)
    if entered.percent is not None:
        basis = pensionable if work.types[entered.type].formula == "percent_of_pension" else dues_basis
        amount = max(ZERO, basis.value).times(entered.percent)
        return figure("pay.percent_of", amount, basis=basis, percent=entered.percent)
    amount = Money.rounded((entered.quantity or Decimal(0)) * (entered.rate or Decimal(0)))
    return figure("pay.quantity", amount, quantity=entered.quantity, rate=entered.rate)


def _limit(person: PersonFacts, asked: list[PayLine], left: Money, work: Work) -> tuple[list[PayLine], list[Finding]]:
    """The deductions that the pay can carry, and a warning for each that it cannot carry whole."""
    whole = [work.types[line.type].formula == "whole_kroner" for line in asked]
    taken = deductions.take_in_order(left, [(line.amount, cut) for line, cut in zip(asked, whole, strict=True)])
    lines = [_taken(line, amount) for line, amount in zip(asked, taken, strict=True)]
    return lines, _short(person, lines)


def _short(person: PersonFacts, lines: list[PayLine]) -> list[Finding]:
    return [
        Finding(
            Severity.WARNING,
            Message(
                "{line}: {amount} of {asked} can be taken", line=line.type, amount=line.amount.value, asked=line.asked
            ),
            Place("pay_run", person.number, line.type),
        )
        for line in lines
        if line.asked is not None and (line.asked - line.amount.value).ore >= 100
    ]


def _taken(line: PayLine, amount: Figure[Money]) -> PayLine:
    if amount is line.amount:
        return line
    return PayLine(
        line.type,
        amount,
        quantity=line.quantity,
        rate=line.rate,
        claim=line.claim,
        text=line.text,
        asked=line.amount.value,
    )


def _dues_ceiling(work: Work) -> Money:
    """How much of union dues this run may take before tax: a period's part of the year's maximum, nothing in extra
    runs.
    """
    if work.head.kind in (RunKind.EXTRA, RunKind.CORRECTION) and not work.head.corrects:
        return ZERO
    year = work.rates.amount("withholding.union_dues_max")
    return year.value.part(1, PERIODS_A_YEAR.get(work.head.period, 260))


def _tax_bases(lines: Sequence[PayLine], dues: Money, own_pension: Money) -> TaxBases:
    """Taxable pay by method. What the law takes first lowers the table part, and the percentage part where that is not
    enough.
    """
    by_method = {
        method: _sum(f"taxable_{method}", (line for line in lines if line.tax == method and line.taxable), _taxable)
        for method in ("table", "percent", "free")
    }
    table, percent = by_method["table"], by_method["percent"]
    first = dues + own_pension
    if first:
        from_table = min(first, max(ZERO, table.value)) if percent.value.ore > 0 else first
        table = figure(
            "no.withholding_base.less", table.value - from_table, pay=table, union_dues=dues, own_pension=own_pension
        )
        if rest := first - from_table:
            percent = figure(
                "no.withholding_base.less", percent.value - rest, pay=percent, union_dues=dues, own_pension=own_pension
            )
    return TaxBases(table, percent, by_method["free"].value)


def _movements(earned: Earned, work: Work) -> list[Movement]:
    """What the run does to the person's balances."""
    year = work.head.pay_date.year
    this, following = str(year), str(year + 1)
    figures = earned.figures
    booked = [
        Movement(BalanceKey(holiday_pay.BASIS, this), figures["holiday_basis"].value.ore, "basis"),
        Movement(BalanceKey(holiday_pay.OWED, following), figures["holiday_accrual"].value.ore, "accrual"),
        Movement(
            BalanceKey(pension.COUNTED, work.pension_month(earned.person.number)),
            figures["pension_basis"].value.ore,
            "basis",
        ),
        Movement(BalanceKey("gross_cash", this), figures["gross_cash"].value.ore, "pay"),
        Movement(BalanceKey("taxable", this), sum(line.taxable.ore for line in earned.lines), "pay"),
        Movement(BalanceKey("withheld", this), figures["withholding"].value.ore, "withholding"),
        Movement(
            BalanceKey("union_dues", this),
            sum(line.amount.value.ore for line in earned.lines if line.type == "union_dues"),
            "deduction",
        ),
        Movement(
            BalanceKey(employer_contribution.WAGE_BASE, this),
            sum(line.taxable.ore for line in earned.lines if "aga" in work.types[line.type].bases),
            "contribution",
        ),
    ]
    paid: dict[str, int] = {}
    for line in earned.lines:
        if line.type in ("holiday_pay", "holiday_pay_60") and line.earned is not None:
            vintage = str(line.earned.first.year + 1)
            account = holiday_pay.PAID if line.type == "holiday_pay" else holiday_pay.PAID_60
            booked.append(Movement(BalanceKey(account, vintage), line.amount.value.ore, "holiday pay"))
            if line.type == "holiday_pay":
                paid[vintage] = paid.get(vintage, 0) + line.amount.value.ore
    for vintage, ore in paid.items():
        booked.append(Movement(BalanceKey(holiday_pay.OWED, vintage), -ore, "holiday pay"))
        rest = earned.person.balance(holiday_pay.OWED, vintage) - ore
        rest += figures["holiday_accrual"].value.ore if vintage == following else 0
        if rest and abs(rest) < 100:  # all is paid; what is left are parts of an øre from the single accruals
            booked.append(Movement(BalanceKey(holiday_pay.OWED, vintage), -rest, "rounding"))
    return [movement for movement in booked if movement.hundredths]


def _amount(line: PayLine) -> Money:
    return line.amount.value


def _taxable(line: PayLine) -> Money:
    return line.taxable


def _sum(name: str, lines: Iterable[PayLine], of: Callable[[PayLine], Money] = _amount) -> Figure[Money]:
    """A named basis: the sum over lines, with the lines as its why."""
    parts = list(lines)
    if not parts:
        return _NOTHING
    return Figure(Money.total(map(of, parts)), f"sum.{name}", _numbered(parts))


def _total_of(name: str, lines: list[PayLine]) -> Figure[Money]:
    return _sum(name, lines)


def _numbered(lines: list[PayLine]) -> dict[str, Node]:
    inputs: dict[str, Node] = {}
    for line in lines:
        name = line.type
        while name in inputs:
            name += "+"
        inputs[name] = line.amount
    return inputs
