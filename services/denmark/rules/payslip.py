"""One person's pay in one run, in the order of a Danish run (denmark 1.6): what comes before, pay, absence, bases,
earning, payouts, pension, ATP, AM-bidrag, A-skat, net pay, and what is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import Figure, figure
from services.denmark.rules import (
    atp,
    bededag,
    corrections,
    counters,
    fritvalg,
    holiday,
    holiday_earning,
    holiday_money,
    holiday_payouts,
    leaving,
    provisions,
    so_far,
    taxes,
)
from services.denmark.rules.accounts import FERIEPENGE_LB, is_fritvalg
from services.denmark.rules.bases import complete, passed, pension_bases
from services.denmark.rules.calendar import holiday_year, split_by_holiday_year, working_days, years_old
from services.denmark.rules.case import (
    ADVANCE,
    FORTNIGHTLY,
    HOURLY,
    Case,
    Entry,
    Period,
    Work,
    counted,
    hundredths,
    period_of,
    two,
)
from services.denmark.rules.expressions import hours_a_day, not_yet
from services.denmark.rules.identity import born_of
from services.denmark.rules.lines import OPERATIONS, pay_by_code
from services.denmark.rules.pension import pensions
from services.denmark.rules.settle import am_rate
from services.engine.facts import Absence, BalanceKey, Employment, LineInput, PersonFacts, TaxCard
from services.engine.numbered import NumberedLine, NumberedTerms
from services.engine.result import Payslip, TaxUsed

_EARLY, _PAY, _PRIMO, _ABSENCE, _ULTIMO, _LATE = range(6)
_FIRST = frozenset({"GRANT", "ADJUST", "SET"})
_PAYING = frozenset({"PAY", "BASIS"})
_ABSENT = frozenset({"TAKE", "DEDUCT", "COUNT"})
_ELSEWHERE = frozenset({"ACCRUE", "PENSION"})


def earn(person: PersonFacts, work: Work, absence_codes: Mapping[str, Sequence[str]]) -> Payslip | None:
    """The person's slip; None for somebody whom the run does nothing for. Raises Refused for what a rule forbids."""
    case = _case(person, work, absence_codes)
    if case is None:
        return None
    corrections.check(case)
    for stage in (_EARLY, _PAY, _PRIMO, _ABSENCE, _ULTIMO):
        for entry in case.entries:
            if _stage(entry) == stage and not _is_setup(entry):
                _do(case, entry)
    _part_of_period(case)
    away = fritvalg.leave(case)
    bededag.compensate(case)
    holiday_earning.bases(case)
    seen = pension_bases(case)
    first = fritvalg.bears_holiday_money(case)
    if first:  # what it pays earns holiday money in the same run
        fritvalg.run(case, away)
        seen = passed(case)
    earned = holiday_earning.earn(case)
    if earned.settled is not None:
        case.add("PENS_2", FERIEPENGE_LB, earned.money)
    if not first:
        fritvalg.run(case, away)
        seen = passed(case)
    _payouts(case)
    counters.cover(case)
    dues = leaving.leave(case)
    complete(case, seen)
    if not case.lines and not case.movements:
        return None
    return _slip(case, earned, dues)


def _part_of_period(case: Case) -> None:
    """Fixed pay is what was entered, also for somebody who begins or leaves inside the period: said, not guessed."""
    if case.work.is_ordinary and 0 < case.employed_days < case.period.days.days and case.basis("MDR_FAST").value:
        what = Message(
            "Employee {number} is employed for {days} of {total} days, and the fixed pay is paid as it was entered",
            number=str(case.person.number),
            days=case.employed_days,
            total=case.period.days.days,
        )
        case.warn(what)


# ── who, and what concerns them ──


def _case(person: PersonFacts, work: Work, absence_codes: Mapping[str, Sequence[str]]) -> Case | None:
    job = _job(person, work)
    if job is None:
        if not any(work.is_ordinary or not line.fixed for line in person.lines):
            return None
        raise refuse(
            Message("Employee {number} has no employment to be paid for", number=str(person.number)),
            Place("employees", person.number, "employments"),
        )
    terms = job.terms.on(max(job.start, min(work.head.days.last or work.head.pay_date, job.end or date.max)))
    assert terms is not None
    period = period_of(work.head, terms.pay)
    if period is None or (_is_of_others(work, terms.pay, period) and all(line.fixed for line in person.lines)):
        return None
    numbered = terms.numbered or NumberedTerms()
    case = Case(
        work,
        person,
        job,
        terms.pay,
        numbered,
        period,
        (),
        person.born or born_of(person.national_id),
        dict(person.balances),
        salary=terms.monthly_salary,
        hourly=terms.hourly_rate,
    )
    case.entries = tuple(_entries(case, absence_codes))
    case.codes = run_codes(case)
    return case


def _is_of_others(work: Work, pay: str, period: Period) -> bool:
    """Whether an ordinary run is for other people, where nothing is entered for somebody: of a calendar month, for
    those with 14 days of their own (unless everybody has those); of a shorter period, for those paid by the hour.
    """
    if not work.is_ordinary:
        return False
    if pay == FORTNIGHTLY:
        return work.is_mixed and work.head.period == "MND" and work.head.span is None
    return pay == HOURLY and period.kind != "month"


def _job(person: PersonFacts, work: Work) -> Employment | None:
    """The employment of the period; after it has ended, the last one."""
    days = work.head.days
    now = [each for each in person.employments if each.span.overlap(days) is not None]
    if len(now) > 1:
        what = Message(
            "Employee {number} has two employments at once: not in the program yet", number=str(person.number)
        )
        raise refuse(what, Place("employees", person.number, "employments"))
    if now:
        return now[0]
    before = [each for each in person.employments if each.start <= (days.last or days.first)]
    if before:
        return max(before, key=lambda each: each.start)
    soon = [each for each in person.employments if each.start <= Month.of(days.first).plus(2).first]
    return min(soon, key=lambda each: each.start) if soon else None


def _entries(case: Case, absence_codes: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    """What concerns the person now: the lines of the position category, fixed lines, absence, and those of the run."""
    work, person = case.work, case.person
    saves = any(not line.fixed for line in person.lines)
    for each in work.setup.categories.get(case.terms.category, ()):
        if each.holds(case.period.first, case.period.last):
            entry = _entry(case, LineInput(each.type)) if work.pays_period or saves else None
            if entry is not None and (work.pays_period or _is_saved_of_pay(entry)):
                yield entry
    fixed = [line for line in person.lines if line.fixed]
    employed = case.employed_days > 0
    if employed and work.is_ordinary and case.salary is not None:
        for wage_type in work.of_terms:
            if not any(line.type == wage_type.slug for line in fixed):
                yield _entry(case, LineInput(wage_type.slug, amount=case.salary, fixed=True))
    for line in fixed if employed and work.is_ordinary else ():
        yield _entry(case, line)
    for line in fixed if saves and not work.is_ordinary else ():
        if _is_saved_of_pay(entry := _entry(case, line)):
            yield entry
    if work.pays_period:
        yield from _absences(case, absence_codes)
    for line in person.lines:
        if not line.fixed:
            yield _entry(case, line)


def _is_saved_of_pay(entry: Entry) -> bool:
    """Whether it saves a part of every holiday-bearing pay, or says that nothing is saved: so in an extra run as well,
    which otherwise pays what is entered alone (denmark 1.4 ACCRUE, 6.1 "each run").
    """
    if entry.row.op == "ACCRUE":
        return entry.row.basis.startswith(("FERIEB", "FRITVALG"))
    return entry.row.op in ("MARK", "STOP")


def _entry(case: Case, line: LineInput) -> Entry:
    """A line with its row; a misprinted number stands for the right one."""
    wage_type = case.work.types[line.type]
    row = wage_type.row
    assert row is not None
    if row.op == "ALIAS":
        wage_type = case.work.types[row.control.removeprefix("alias:")]
        row = wage_type.row
        assert row is not None
    if row.status == "off":
        what = Message("“{name}”: its meaning is not public, so it computes nothing", name=wage_type.name("da"))
        raise case.refusal(what, wage_type.slug)
    return Entry(wage_type, row, line)


def _parts(case: Case, absence: Absence) -> Iterator[Absence]:
    """The absence, or one for each holiday year that it touches; said in the run of its first day."""
    last = absence.last or absence.first
    if holiday_year(absence.first) == holiday_year(last):
        yield absence
        return
    units = absence.units if absence.units is not None else Decimal(working_days(absence.first, last))
    parts = split_by_holiday_year(absence.first, last, units)
    if case.period.first <= absence.first <= case.period.last:
        before = parts[0][2] or Decimal(0)
        what = Message(
            "Employee {number}: an absence over 31 August belongs to two holiday years and is taken as two: {units} "
            "until {end}, {rest} from {begin}",
            number=str(case.person.number),
            units=before,
            end=parts[0][1],
            rest=units - before,
            begin=parts[1][0],
        )
        case.warn(what)
    for first, end, part in parts:
        yield replace(absence, first=first, last=end, units=part)


def _as_earned(case: Case, code: str, number: str, units: Decimal) -> Decimal:
    """Holiday in the unit in which the person earns it, where the absence code counts the other one."""
    row, unit = case.work.types[number].row, case.work.absence_units.get(code, "")
    if row is None or row.op != "TAKE" or row.account != holiday.ORDER or case.switch("FEFRAV") == 1:
        return units
    earned = "hours" if case.switch("FEENH") == 1 else "days"
    if unit == earned or unit not in ("hours", "days"):
        return units
    if earned == "days":
        return two(units / hours_a_day(case).value)
    return two(units * two(case.norm_hours * 12 / 52 / 5))


def _is_late(case: Case, absence: Absence) -> bool:
    """Whether an absence of an earlier month was entered after the month had been run, and no run has taken it."""
    month = absence.first.replace(day=1)
    if not case.balances.get(BalanceKey("holiday_earned", f"{holiday_year(month)} {month}")):
        return False
    return not any(
        amount and key.account == "absence_taken" and key.vintage.startswith(f"{absence.first} ")
        for key, amount in case.balances.items()
    )


def _absences(case: Case, codes: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    """Each absence that begins in the period, once, as a line of the type that its code leads to; with those of earlier
    months that were entered too late (denmark 1.6). One that crosses into a new holiday year is taken as two (4.6).
    """
    happened = (each for each in case.person.absences if each.withdrawn is None)
    for absence in (part for each in happened for part in _parts(case, each)):
        late = absence.first < case.period.first
        if absence.first > case.period.last or (late and not _is_late(case, absence)):
            continue
        allowed = codes.get(absence.kind, ())
        number = absence.type or (allowed[0] if len(allowed) == 1 else "")
        if number not in allowed:
            what = (
                Message(
                    "absence code {code} needs the salary type: {types}", code=absence.kind, types=" · ".join(allowed)
                )
                if allowed
                else Message("absence code {code} is not known", code=absence.kind)
            )
            raise case.refusal(what)
        mark = f"{absence.first} {absence.kind} {number}"
        days = working_days(absence.first, absence.last or absence.first)
        units = absence.units if absence.units is not None else Decimal(days)
        if units < 0:
            raise case.refusal(Message("it needs units above zero; a correction has types of its own"), number)
        if case.balance("absence_taken", mark):
            continue
        if late:
            what = Message(
                "Employee {number}: the absence from {first} was entered after the run of its month, and is taken now",
                number=str(case.person.number),
                first=absence.first,
            )
            case.warn(what, number)
        case.book("absence_taken", mark, hundredths(units), number)
        yield _entry(
            case,
            LineInput(
                number, quantity=_as_earned(case, absence.kind, number, units), numbered=NumberedLine(day=absence.first)
            ),
        )


# ── the order of the run ──


def _stage(entry: Entry) -> int:
    op = entry.row.op
    if op in _FIRST:
        return _EARLY
    if op in _PAYING:
        return _PAY
    words = entry.row.control.split(" ")
    if "primo" in words or "ultimo" in words:
        return _PRIMO if "primo" in words else _ULTIMO
    return _ABSENCE if op in _ABSENT else _LATE


def _is_setup(entry: Entry) -> bool:
    """Whether it says how something is done, and does nothing by itself."""
    row = entry.row
    return (
        row.op in _ELSEWHERE
        or is_fritvalg(row)
        or row.kind == "chain_step"
        or (row.kind == "job_category" and row.op == "DEDUCT")
    )


def _do(case: Case, entry: Entry) -> None:
    op = entry.row.op
    if entry.row.kind == "posting":
        raise case.refusal(Message("the program makes it itself, and it is not entered"), entry.type.slug)
    if op in ("SET", "ADJUST") and corrections.correct(case, entry):
        return
    if holiday_payouts.pay(case, entry):
        return
    if op == "TAKE":
        holiday.take_leave(case, entry)
    elif op == "DEDUCT":
        holiday.deduct_leave(case, entry)
    elif op in OPERATIONS:
        OPERATIONS[op](case, entry)
    else:
        raise not_yet(case, entry)


def _payouts(case: Case) -> None:
    """What codes of the run order pay, then what was entered; what a day, a month or leaving starts comes later."""
    for code in case.codes:
        for wage_type in case.work.by_code.get(code, ()):
            assert wage_type.row is not None
            pay_by_code(case, wage_type, wage_type.row.account)
    for entry in case.entries:
        if _stage(entry) == _LATE and not _is_setup(entry):
            if entry.row.kind == "job_category" and entry.row.op.startswith("PAYOUT"):
                if entry.row.trigger != "leaving":
                    raise not_yet(case, entry)
                continue
            _do(case, entry)


def run_codes(case: Case) -> tuple[str, ...]:
    """The codes that a run order carries by the calendar (denmark 4.10): T and E with the pay of May and August, U with
    the run of April; not T for somebody who leaves then. Its own codes come besides; one after a minus is taken away.
    """
    if not case.work.pays_period:
        return ()
    own = case.work.head.codes
    codes = [each for each in _calendar_codes(case) if f"-{each}" not in own]
    return tuple(dict.fromkeys((*codes, *(each for each in own if not each.startswith("-")))))


def _calendar_codes(case: Case) -> list[str]:
    month, days = case.period.month, case.period.days.days
    if case.period.kind != "month" and Month.of(case.period.last + timedelta(days=days)) == month:
        return []  # another period of the month follows
    april = month.plus(-1).number if case.pay == ADVANCE else month.number
    codes = []
    if month.number in (5, 8):
        leaving = case.job.end is not None and case.job.end <= case.period.last
        codes += ["E"] if leaving else ["T", "E"]
    if april == 4:
        codes.append("U")
    return codes


# ── pension, taxes, net ──


@dataclass(frozen=True, slots=True)
class _Taxed:
    base: Figure[Money]
    am: Figure[Money]
    income: Figure[Money]
    withheld: taxes.Withheld


def _slip(case: Case, earned: holiday_earning.Earned, dues: Sequence[leaving.Due]) -> Payslip:
    own_pension, firm_pension = pensions(case)
    gross = case.basis("AM + A + NET")
    contribution = _atp(case, gross.value)
    taxed = _taxes(case, own_pension, contribution.employee)
    settled = _settled(case, earned, dues)
    cash = holiday_money.in_cash(settled)
    if cash is not None:
        gross = figure("dk.gross_with_holiday", gross.value + cash.gross.value, pay=gross, holiday=cash.gross)
    net = _net(gross, own_pension, contribution.employee, taxed, cash)
    if net.value.ore < 0 and not case.person.reverses:
        what = Message("Net pay for employee {number} is {amount}", number=str(case.person.number), amount=net.value)
        case.findings.append(Finding(Severity.STOP, what, Place("pay_run", case.person.number, "net_pay")))
    am, tax = taxed.am, taxed.withheld.amount
    if cash is None:
        withholding = figure("dk.withholding", am.value + tax.value, am=am, tax=tax)
    else:
        taken = am.value + tax.value + cash.am.value + cash.tax.value
        withholding = figure(
            "dk.withholding_with_holiday", taken, am=am, tax=tax, holiday_am=cash.am, holiday_tax=cash.tax
        )
    deductions = figure(
        "dk.deductions", own_pension.value + contribution.employee.value, pension=own_pension, atp=contribution.employee
    )
    case.reported = _reported(case, taxed, contribution, own_pension, firm_pension, settled)
    provisions.complete(case, earned.money)
    so_far.count(case, gross.value)
    figures = {
        "gross_cash": gross,
        "am_base": taxed.base,
        "am_contribution": taxed.am,
        "a_income": taxed.income,
        "a_tax": taxed.withheld.amount,
        "atp_employee": contribution.employee,
        "atp_employer": contribution.employer,
        "pension_employee": own_pension,
        "pension_employer": firm_pension,
        "withholding": withholding,
        "deductions": deductions,
        "net_pay": net,
        "holiday_basis": case.basis("FERIEB_LOV"),
        "holiday_days_earned": earned.units,
        "holiday_money_earned": earned.money,
        **case.sums,
    }
    card = _card(case)
    used = TaxUsed(card.kind if card else "none", percent=card.percent if card else None, period=case.work.head.period)
    return Payslip(
        case.person,
        tuple(case.lines),
        figures,
        used,
        movements=tuple(case.movements),
        findings=tuple(case.findings),
        reported=case.reported,
    )


def _atp(case: Case, gross: Money) -> atp.Atp:
    """ATP by all paid hours of the period, less what earlier runs of it took; casual work by the hour."""
    rates, mark = case.work.rates, str(case.period.first)
    age = rates.number("atp.age").value
    if not gross or (case.born is not None and years_old(case.born, case.period.last) < age):
        return atp.nothing()
    hours = holiday_earning.paid_hours(case)
    if any(each.row.account == "FERIE_D" for each in case.active("MARK")):
        return atp.casual(hours, rates)
    before = counted(case.balance("atp_hours", mark))
    paid = Money(case.balance("atp_employee", mark)), Money(case.balance("atp_employer", mark))
    found = atp.of_period(case.period.kind, before + hours, rates, paid)
    case.book("atp_hours", mark, hundredths(hours), "ATP")
    case.book("atp_employee", mark, found.employee.value.ore, "ATP")
    case.book("atp_employer", mark, found.employer.value.ore, "ATP")
    return found


def _taxes(case: Case, own_pension: Figure[Money], own_atp: Figure[Money]) -> _Taxed:
    method, rates, year = case.work.setup.rounding, case.work.rates, str(case.work.head.pay_date.year)
    pay, free_of_am = case.basis("AM"), case.basis("A")
    base = figure(
        "dk.am_base", pay.value - own_pension.value - own_atp.value, pay=pay, pension=own_pension, atp=own_atp
    )
    am = taxes.am_contribution(base, method, am_rate(case))
    income = figure("dk.a_income", base.value - am.value + free_of_am.value, base=base, am=am)
    mark = str(case.period.first)
    used = Money(case.balance("allowance_used", mark))
    allowance = _allowance(case, used)
    exempt_used = Money(case.balance("exempt_used", year))
    withheld = taxes.a_tax(income, _card(case), allowance, exempt_used, method, rates)
    case.book("allowance_used", mark, withheld.allowance_used.ore, "A-skat")
    case.book("exempt_used", year, withheld.exempt_used.ore, "A-skat")
    return _Taxed(base, am, income, withheld)


def _card(case: Case) -> TaxCard | None:
    """The tax card of the run: after the employment has ended a main card holds no longer."""
    return taxes.card_in_force(case.person.tax_card, case.job.end, case.period.first)


def _allowance(case: Case, used: Money) -> Figure[Money]:
    """What the main card leaves free in the period: of a year a twelfth, 1/26 or 1/52, less what it had before."""
    card = _card(case)
    if card is None or card.allowance_month is None:
        return figure("pay.nothing", ZERO)
    monthly = card.allowance_month
    if case.period.kind == "month":
        amount = figure("dk.allowance", monthly, card=monthly)
    else:
        months = case.work.rates.number("withholding.periods.month")
        periods = case.work.rates.number(f"withholding.periods.{case.period.kind}")
        amount = figure(
            "dk.allowance.part", monthly.part(months.value, periods.value), card=monthly, months=months, periods=periods
        )
    return figure("dk.allowance.rest", amount.value - used, of=amount, used=used) if used else amount


def _settled(case: Case, earned: holiday_earning.Earned, dues: Sequence[leaving.Due]) -> list[holiday_money.Settled]:
    """All holiday money that is settled in the run, each taxed alone."""
    left = _allowance(case, Money(case.balance("allowance_used", str(case.period.first))))
    days = Money(earned.settled_units)
    return [
        *holiday_money.running(case, earned.settled, earned.money, days),
        *leaving.tax(case, dues),
        *holiday_money.requested(case, left),
        *holiday_money.special(case),
    ]


def _net(
    gross: Figure[Money], pension: Figure[Money], own_atp: Figure[Money], taxed: _Taxed, cash: holiday_money.Cash | None
) -> Figure[Money]:
    """What is paid: the pay, and holiday money in cash, less what is taken from them."""
    am, tax = taxed.am, taxed.withheld.amount
    value = gross.value - pension.value - own_atp.value - am.value - tax.value
    if cash is None:
        return figure("dk.net", value, gross_cash=gross, pension=pension, atp=own_atp, am=am, tax=tax)
    return figure(
        "dk.net_with_holiday",
        value - cash.am.value - cash.tax.value,
        gross_cash=gross,
        pension=pension,
        atp=own_atp,
        am=am,
        tax=tax,
        holiday_am=cash.am,
        holiday_tax=cash.tax,
    )


def _reported(
    case: Case,
    taxed: _Taxed,
    contribution: atp.Atp,
    own: Figure[Money],
    firm: Figure[Money],
    settled: Sequence[holiday_money.Settled],
) -> dict[str, Money]:
    """The fields of eIndkomst (denmark 3.6), with settled holiday money."""
    pay = {
        "13": taxed.base.value,
        "14": case.basis("A").value,
        "15": taxed.withheld.amount.value,
        "16": taxed.am.value,
        "46": contribution.employee.value + contribution.employer.value,
        "147": own.value,
        "148": firm.value,
        "200": Money(hundredths(holiday_earning.paid_hours(case))),
    }
    fields = holiday_money.fields(case, settled, pay)
    for name, value in case.besides.items():
        fields[name] = value if name == "209" else fields.get(name, ZERO) + value
    return {name: value for name, value in fields.items() if value or name in ("13", "15", "16", "46", "200")}
