"""One person's pay in one run, in the order of a Norwegian payslip (norway-payroll 1): lines, bases, dues and own
pension, withholding, deductions, net pay; then what the run earns of holiday pay and costs in pension.

The employer contribution needs the whole run (zone 1a) and is put on afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.why import Figure, Node, Rate, figure
from services.engine.accounts import Movement, after
from services.engine.facts import BalanceKey, EmployerFacts, LineInput, PersonFacts, RunHead, RunKind
from services.engine.rates import RatesOn
from services.engine.result import PayLine, TaxUsed
from services.engine.wage_types import Operation
from services.norway.rules import (
    claims,
    deductions,
    employer_contribution,
    holiday_days,
    holiday_pay,
    line_accounts,
    pension,
)
from services.norway.rules.absence import in_run
from services.norway.rules.pay_lines import (
    HOLIDAY_FORMULAS,
    Work,
    benefit_lines,
    entered_line,
    holiday_lines,
    salary_lines,
    tax_apart,
    tax_method,
    terms_of,
)
from services.norway.rules.withholding import (
    PERIODS_A_YEAR,
    TaxBases,
    Withheld,
    card_of,
    gives_relief,
    is_paye,
    raised,
    withhold,
)

ASSOCIATION = "association"  # a tax-exempt body, as a sector
_THRESHOLDS = {"home": "reporting.threshold_home", ASSOCIATION: "reporting.threshold_association"}
_NOTHING = figure("pay.nothing", ZERO)
MORE_TAX = "extra_withholding"  # what the employee asked in writing to have withheld besides
FULL_TAX = "full_withholding"  # the employee demands full withholding in November and December too
_WISHES = frozenset({MORE_TAX, FULL_TAX})
_MONTHS_PAY = frozenset({"fixed_salary", "fixed_addition"})  # an ordinary month's pay


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
    away = _absence(person, work)
    lines, later = _lines_before_holiday(person, work, away)
    holiday_basis = _sum("holiday_basis", (line for line in lines if "holiday" in work.types[line.type].bases))
    if away.outside is not None:
        less = holiday_basis.value - away.outside.value
        holiday_basis = figure("no.absence.holiday_basis", less, pay=holiday_basis, outside=away.outside)
    lines += holiday_lines(
        person,
        [entered for entered in later if work.types[entered.type].formula in HOLIDAY_FORMULAS],
        holiday_basis,
        work,
    )
    lines = _free_month(person, lines, work)
    asked = [entered for entered in later if work.types[entered.type].operation is Operation.DEDUCT]
    if not lines and all(entered.type in _WISHES for entered in asked):  # more of nothing is nothing
        if not any(work.types[entered.type].operation is Operation.EMPLOYER for entered in person.lines):
            return None
        # Only something that concerns the employer: nothing is paid, so there is nothing to say of card or account.
        return replace(_slip(person, [], [], holiday_basis, work), findings=[])
    earned = _slip(person, lines, asked, holiday_basis, work)
    earned.movements += away.movements
    earned.findings += away.findings
    return earned


def _absence(person: PersonFacts, work: Work) -> in_run.InRun:
    """What absence does to an ordinary run; nothing in other runs."""
    if work.head.kind not in (RunKind.ORDINARY, RunKind.HOLIDAY):
        return in_run.NOTHING_TO_SAY
    return in_run.in_run(
        person,
        work.head,
        work.employer,
        work.rates,
        lambda head: list(salary_lines(person, replace(work, head=head))),
        lambda slug, line: tax_method(work.types[slug], line, person, work),
    )


def _lines_before_holiday(person: PersonFacts, work: Work, away: in_run.InRun) -> tuple[list[PayLine], list[LineInput]]:
    """Pay, benefits and allowances; and the entered lines that must wait for them."""
    pays_terms = work.head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
    lines = [*salary_lines(person, work), *away.lines] if pays_terms else []
    later: list[LineInput] = []
    paid_now = is_paid_in(person, work)
    for entered in [*person.lines, *_holiday_month(person, lines, work)]:
        if entered.fixed and (not paid_now or line_accounts.is_again(entered, person, work.head, work.types)):
            continue
        wage_type = work.types[entered.type]
        if wage_type.operation is Operation.EMPLOYER:  # on no payslip; see refunds.py
            continue
        if wage_type.formula in HOLIDAY_FORMULAS or wage_type.operation is Operation.DEDUCT:
            later.append(entered)
        else:
            lines.append(entered_line(person, entered, work, lines))
    if pays_terms and paid_now:
        lines += benefit_lines(person, work)
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
    if "holiday_deduction" not in own and work.employer.choices.holiday_taken == "at_once":
        days = holiday_pay.usual_days(plan, work.employer.holiday_deduction, work.rates).value
        for employment in _off_in(person, salary):
            added.append(LineInput("holiday_deduction", quantity=days, employment=employment))
    return added


def _off_in(person: PersonFacts, salary: Iterable[PayLine]) -> Iterable[str]:
    """The employments whose salary the usual holiday is taken from: all of them at once, but of two that follow one
    another in the run's days only the earlier, which pays the holiday pay.
    """
    paid = {(line.employment, line.establishment) for line in salary}
    jobs = [each for each in person.employments if (each.id, each.establishment) in paid]
    ended = min((each.end for each in jobs if each.end is not None), default=None)
    return dict.fromkeys(each.id for each in jobs if ended is None or each.start <= ended)


def _free_month(person: PersonFacts, lines: list[PayLine], work: Work) -> list[PayLine]:
    """Where the employer leaves a month's pay free of withholding and not the holiday pay (norway-payroll 5.4): the
    month's salary and running benefits are free in the run that first pays holiday pay, and the holiday pay is withheld
    as pay; for monthly paid people with a full earning year and a card that gives the relief.
    """
    year = work.head.pay_date.year
    if work.employer.choices.holiday_month != "month_free" or not any(line.type == "holiday_pay" for line in lines):
        return lines
    given = bool(person.balance(holiday_pay.FREE_MONTH, str(year)))
    is_first = not person.balance(holiday_pay.PAID, str(year)) and any(line.type == "fixed_salary" for line in lines)
    if not given and not (is_first and _may_have_free_month(person, work)):
        return lines
    changed = []
    for line in lines:
        is_running = line.type in _MONTHS_PAY or work.types[line.type].operation is Operation.BENEFIT
        if line.type == "holiday_pay" and line.tax == "free":
            changed.append(replace(line, tax=tax_apart("table", work.head)))
        elif not given and is_running and line.tax == "table":
            changed.append(replace(line, tax="free"))
        else:
            changed.append(line)
    return changed


def _may_have_free_month(person: PersonFacts, work: Work) -> bool:
    return (
        work.head.period == "MND"
        and gives_relief(card_of(person), work.employer.choices.card_months)
        and holiday_pay.full_earning_year(person, work.head.pay_date.year - 1)
    )


def _slip(
    person: PersonFacts, lines: list[PayLine], asked: list[LineInput], holiday_basis: Figure[Money], work: Work
) -> Earned:
    types = work.types
    cash = _sum("gross_cash", (line for line in lines if "cash" in types[line.type].bases))
    pensionable = _sum("pension_basis", (line for line in lines if "pension" in types[line.type].bases))
    findings: list[Finding] = []

    more_tax = [entered for entered in asked if entered.type == MORE_TAX]
    _refuse_no_wish(person, more_tax)
    in_full = any(entered.type == FULL_TAX for entered in asked)
    asked = [entered for entered in asked if entered.type not in _WISHES]
    before_tax, after_tax, entered_in_order, said = _deductions(person, asked, lines, pensionable, cash, work)
    findings += said
    dues = Money.total(line.amount.value for line in before_tax if line.type == "union_dues")
    own_pension = Money.total(line.amount.value for line in before_tax if line.type == "pension_own")
    dues_deducted = min(dues, _dues_ceiling(work)) if dues.ore > 0 else ZERO
    if is_paye(person, work.rates):  # of the whole pay, without deductions
        dues_deducted = own_pension_first = ZERO
    else:
        own_pension_first = own_pension

    bases = _tax_bases(lines, dues_deducted, own_pension_first)
    withheld = raised(_withheld(person, lines, bases, work, in_full), more_tax)
    findings += [*_short(person, before_tax), *withheld.findings]
    findings += line_accounts.time_bank_findings(person, lines, work.head, work.types)
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
        "otp": pension.otp(
            pensionable,
            _pensionable_before(person, work),
            work.employer.pension_percent,
            work.rates,
            work.employer.choices.pension_cap,
        ),
    }
    if work.employer.choices.over_60 == "accrued" and work.employer.choices.holiday_booking == "accrual":
        accrued_60 = holiday_pay.accrual_60(person, holiday_basis, work.head.pay_date.year, work.rates)
        if accrued_60 is not None:
            figures["holiday_accrual_60"] = accrued_60
    if withheld.exempt_left is not None:
        figures["exempt_left"] = figure("no.exempt_left", withheld.exempt_left, withheld=withheld.amount)
    ordered = sorted(lines, key=lambda line: types[line.type].number) + before_tax + after_tax
    earned = Earned(person, ordered, figures, withheld.used, dues_deducted, list(withheld.movements), findings)
    earned.movements += _movements(earned, work)
    deducted = zip(entered_in_order, [*before_tax, *after_tax], strict=True)
    earned.movements += claims.movements(person, deducted, lines)
    earned.findings += _days_and_pay(earned, work)
    return earned


def _refuse_no_wish(person: PersonFacts, lines: Iterable[LineInput]) -> None:
    """More withholding is asked for with an amount or a percentage. Raises Refused for none, or one below zero."""
    for entered in lines:
        below = (entered.amount or ZERO).ore < 0 or (entered.percent is not None and entered.percent.value < 0)
        if below or (entered.amount is None and entered.percent is None):
            what = Message(
                "{line} for employee {number}: {reason}",
                line=entered.type,
                number=str(person.number),
                reason=Message("it needs an amount or a percentage, not below zero"),
            )
            raise refuse(what, Place("pay_run", person.number, entered.type))


def _pensionable_before(person: PersonFacts, work: Work) -> Money:
    """What earlier runs of the month already counted; with a cap for the year, those of the year."""
    month = work.pension_month(person.number)
    if work.employer.choices.pension_cap == "year":
        return pension.counted_in_year(person, month[:4])
    return person.money(pension.COUNTED, month)


def _days_and_pay(earned: Earned, work: Work) -> list[Finding]:
    """Whether holiday pay, days and deduction hang together, for people with monthly pay who stay."""
    head, person = work.head, earned.person
    if head.kind is RunKind.CORRECTION or not any(
        line.type in ("holiday_pay", "holiday_deduction") for line in earned.lines
    ):
        return []
    last = head.days.last or head.pay_date
    staying = [each for each in person.employments if each.start <= last and (each.end is None or each.end > last)]
    if not any(terms_of(each, head).pay == "monthly" for each in staying):
        return []
    then = replace(person, balances=after(person.balances, earned.movements))
    now = Decimal(holiday_days.deducted(_days_by_employment(earned.lines))).scaleb(-2)
    found = holiday_days.mismatch(then, head.pay_date.year, work.employer, work.rates, now)
    return [found] if found else []


def _days_by_employment(lines: Iterable[PayLine]) -> dict[str, Decimal]:
    days: dict[str, Decimal] = {}
    for line in lines:
        if line.type == "holiday_deduction" and line.quantity is not None:
            days[line.employment] = days.get(line.employment, Decimal(0)) + line.quantity
    return days


def reporting_threshold(employer: EmployerFacts, rates: RatesOn) -> Rate[Money]:
    """The limit of small payments of a year, by what the employer is (norway-payroll 11.1). Raises MissingRate."""
    return rates.amount(_THRESHOLDS.get(employer.sector, "reporting.threshold"))


def _withheld(person: PersonFacts, lines: list[PayLine], bases: TaxBases, work: Work, in_full: bool) -> Withheld:
    """What is withheld: nothing while a person with small payments stays at or below the year's reporting threshold."""
    if person.small_payments:
        limit = reporting_threshold(work.employer, work.rates)
        taxable = person.money("taxable", str(work.head.pay_date.year)) + Money.total(line.taxable for line in lines)
        if taxable <= limit.value:
            none = figure("no.withholding.small_payments", ZERO, taxable=taxable, threshold=limit)
            return Withheld(none, none, TaxUsed(card_of(person).kind, period=work.head.period))
    ordinary = Money.total(line.taxable for line in lines if _is_ordinary(line, work))
    head = replace(work.head, december_relief=False) if in_full else work.head
    return withhold(person, bases, head, work.rates, work.employer, ordinary)


def _is_ordinary(line: PayLine, work: Work) -> bool:
    """Whether a line is the pay of the period itself or a running benefit, and not an extra payment beside it."""
    wage_type = work.types[line.type]
    runs_on = "pension" in wage_type.bases or wage_type.operation is Operation.BENEFIT or wage_type.sign < 0
    return runs_on and line.tax == "table" and line.type != "back_pay"


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
) -> tuple[list[PayLine], list[PayLine], list[LineInput], list[Finding]]:
    """Dues and own pension, which come before tax; and the rest in the order in which the law takes them. Then how they
    were entered, in the same order, and what is to be said of them.
    """
    dues_basis = _sum("dues_basis", (line for line in lines if "dues" in work.types[line.type].bases))
    claim_basis = _sum("claim_basis", (line for line in lines if "cash" in work.types[line.type].bases), _taxable)
    made = [
        (
            work.types[entered.type],
            entered,
            _asked_amount(entered, claim_basis if entered.type in claims.CLAIMS else dues_basis, pensionable, work),
        )
        for entered in asked
    ]
    for wage_type, _, amount in made:
        if amount.value.ore < 0:
            what = Message(
                "{line} of employee {number}: a deduction is written positive; a correction gives it back",
                line=wage_type.slug,
                number=str(person.number),
            )
            raise refuse(what, Place("pay_run", person.number, wage_type.slug))
    in_order, findings = claims.in_order(made, person, lines)
    before, after = [], []
    left = cash.value
    for wage_type, entered, amount in in_order:
        line = PayLine(
            wage_type.slug, amount, quantity=entered.quantity, rate=entered.rate, claim=entered.claim, text=entered.text
        )
        if wage_type.slug in ("union_dues", "pension_own"):
            limited = deductions.take_in_order(left, [(amount, False)])[0]
            left -= limited.value
            before.append(_taken(line, limited))
        else:
            after.append(line)
    return before, after, [entered for _, entered, _ in in_order], findings


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
    days = holiday_days.deducted(_days_by_employment(earned.lines))
    booked.append(Movement(BalanceKey(holiday_days.TAKEN, this), days, "deduction"))
    left_free = sum(line.taxable.ore for line in earned.lines if line.type != "holiday_pay" and line.tax == "free")
    if left_free and work.employer.choices.holiday_month == "month_free":
        booked.append(Movement(BalanceKey(holiday_pay.FREE_MONTH, this), left_free, "month without withholding"))
    booked += line_accounts.line_movements(earned.lines, work.head, work.types)
    month = line_accounts.benefit_month(work.head)
    booked += in_run.line_movements(earned.lines, earned.person.lines, month, work.types)
    paid: dict[str, int] = {}
    paid_60: dict[str, int] = {}
    for line in earned.lines:
        if line.type in ("holiday_pay", "holiday_pay_60") and line.earned is not None:
            vintage = str(line.earned.first.year + 1)
            account, sums = (holiday_pay.PAID, paid) if line.type == "holiday_pay" else (holiday_pay.PAID_60, paid_60)
            booked.append(Movement(BalanceKey(account, vintage), line.amount.value.ore, holiday_pay.PAYOUT))
            sums[vintage] = sums.get(vintage, 0) + line.amount.value.ore
    booked += _set_aside_60(earned, paid_60, following)
    for vintage, ore in paid.items():
        booked.append(Movement(BalanceKey(holiday_pay.OWED, vintage), -ore, holiday_pay.PAYOUT))
        rest = earned.person.balance(holiday_pay.OWED, vintage) - ore
        rest += figures["holiday_accrual"].value.ore if vintage == following else 0
        if rest and abs(rest) < 100:  # all is paid; what is left are parts of an øre from the single accruals
            booked.append(Movement(BalanceKey(holiday_pay.OWED, vintage), -rest, "rounding"))
    return [movement for movement in booked if movement.hundredths]


def _set_aside_60(earned: Earned, paid: dict[str, int], following: str) -> list[Movement]:
    """What the run sets aside of the extra for people over 60, and what it pays out of what was set aside."""
    accrued = earned.figures.get("holiday_accrual_60")
    now = accrued.value.ore if accrued else 0
    booked = [Movement(BalanceKey(holiday_pay.OWED_60, following), now, "accrual")]
    for vintage, ore in paid.items():
        there = earned.person.balance(holiday_pay.OWED_60, vintage) + (now if vintage == following else 0)
        released = max(0, min(ore, there))
        booked.append(Movement(BalanceKey(holiday_pay.OWED_60, vintage), -released, holiday_pay.PAYOUT))
    return booked


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
