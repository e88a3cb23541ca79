"""One person's pay in one run, in the order of a Danish run (denmark 1.6): what comes before, pay, absence, bases,
earning, payouts, pension, ATP, AM-bidrag, A-skat, net pay, and what is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.why import Figure, Rate, figure
from services.denmark.rules import atp, holiday, taxes
from services.denmark.rules.accounts import FERIEPENGE_LB
from services.denmark.rules.calendar import years_old
from services.denmark.rules.case import ADVANCE, Case, Entry, Work, counted, hundredths, period_of
from services.denmark.rules.expressions import not_yet
from services.denmark.rules.identity import born_of
from services.denmark.rules.lines import OPERATIONS, pay_by_code
from services.denmark.rules.pension import pensions
from services.engine.facts import Employment, LineInput, PersonFacts
from services.engine.numbered import NumberedTerms
from services.engine.result import PayLine, Payslip, TaxUsed

FERIEKONTO = 33088566
"""The SE number of FerieKonto (denmark 3.6)."""

_SETTLED_TO = {0: ("4705", "4930"), 1: ("4706", "4934"), 2: ("4708", "")}
"""By FEAFR the types of settled holiday money: gross, and net. A Feriekort is gross alone."""

SETTLED_AM, SETTLED_TAX = "8325", "8356"
_LEAVING_CODES = frozenset({"1", "2", "3"})

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
    _refuse_leaving(case)
    for stage in (_EARLY, _PAY, _PRIMO, _ABSENCE, _ULTIMO):
        for entry in case.entries:
            if _stage(entry) == stage and not _is_setup(entry):
                _do(case, entry)
    _part_of_period(case)
    holiday.bases(case)
    _pension_bases(case)
    earned = holiday.earn(case)
    if earned.settled is not None:
        case.add("PENS_2", FERIEPENGE_LB, earned.money)
    _payouts(case)
    if not case.lines and not case.movements:
        return None
    return _slip(case, earned)


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
        if not person.lines:
            return None
        raise refuse(
            Message("Employee {number} has no employment to be paid for", number=str(person.number)),
            Place("employees", person.number, "employments"),
        )
    terms = job.terms.on(max(job.start, min(work.head.days.last or work.head.pay_date, job.end or date.max)))
    assert terms is not None
    period = period_of(work.head, terms.pay)
    if period is None:
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
    )
    case.entries = tuple(_entries(case, absence_codes))
    return case


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
    if work.is_ordinary:
        for each in work.setup.categories.get(case.terms.category, ()):
            if each.holds(case.period.first, case.period.last):
                yield _entry(case, LineInput(each.type))
    fixed = [line for line in person.lines if line.fixed]
    employed = case.employed_days > 0
    for line in fixed if employed and work.is_ordinary else ():
        yield _entry(case, line)
    if work.is_ordinary:
        yield from _absences(case, absence_codes)
    for line in person.lines:
        if not line.fixed:
            yield _entry(case, line)


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


def _absences(case: Case, codes: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    """Each absence that begins in the period, once, as a line of the type that its code leads to. One that crosses into
    a new holiday year is entered as two (denmark 4.6).
    """
    for absence in case.person.absences:
        if not case.period.first <= absence.first <= case.period.last:
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
        last = absence.last or absence.first
        if absence.first.month <= 8 and (last.year, last.month) >= (absence.first.year, 9):
            what = Message(
                "an absence over 31 August belongs to two holiday years: enter it as two, {first} to 31 August and "
                "1 September to {last}",
                first=absence.first,
                last=last,
            )
            raise case.refusal(what, number)
        mark = f"{absence.first} {absence.kind} {number}"
        units = absence.units if absence.units is not None else Decimal(absence.span.weekdays)
        if case.balance("absence_taken", mark):
            continue
        case.book("absence_taken", mark, hundredths(units), number)
        yield _entry(case, LineInput(number, quantity=units))


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
    return row.op in _ELSEWHERE or row.kind == "chain_step" or (row.kind == "job_category" and row.op == "DEDUCT")


def _do(case: Case, entry: Entry) -> None:
    op = entry.row.op
    if op == "TAKE":
        holiday.take_leave(case, entry)
    elif op == "DEDUCT":
        holiday.deduct_leave(case, entry)
    elif op == "PAYOUT_CALC" and entry.row.account in holiday.PAID_OUT:
        holiday.pay_out(case, entry)
    elif op in OPERATIONS:
        OPERATIONS[op](case, entry)
    else:
        raise not_yet(case, entry)


def _payouts(case: Case) -> None:
    """What codes of the run order pay, then what was entered; what a day, a month or leaving starts comes later."""
    for code in run_codes(case):
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
    the run of April; not T for somebody who leaves then.
    """
    if not case.work.is_ordinary or case.period.kind != "month":
        return ()
    month = case.period.month
    april = month.plus(-1).number if case.pay == ADVANCE else month.number
    codes = []
    if month.number in (5, 8):
        leaving = case.job.end is not None and case.job.end <= case.period.last
        codes += ["E"] if leaving else ["T", "E"]
    if april == 4:
        codes.append("U")
    return tuple(codes)


def _refuse_leaving(case: Case) -> None:
    """What is owed of holiday with pay when somebody leaves is not settled yet: said, and not forgotten."""
    job, days = case.job, case.period.days
    if job.end is None or job.end not in days or job.end_reason not in _LEAVING_CODES or not case.work.is_ordinary:
        return
    if any("FERIEPENGE" in entry.row.account.split(" + ") for entry in case.active("ACCRUE")):
        raise case.refusal(Message("settling holiday with pay when somebody leaves is not in the program yet"))


# ── pension, taxes, net ──


def _pension_bases(case: Case) -> None:
    """The pension bases that are known (denmark 3.4); 4 to 6, 10 and 11 are the employer's own and empty."""
    for name, parts in (
        ("PENS_1", ("MDR_FAST", "TIMESATS", "OWN_LEAVE")),
        ("PENS_2", ("AM", "A")),
        ("PENS_3", ("FERIEB",)),
    ):
        seen: set[int] = set()
        for part in parts:
            for label, amount in case.bases.get(part, ()):
                if id(amount) not in seen:
                    seen.add(id(amount))
                    case.add(name, label, amount)


@dataclass(frozen=True, slots=True)
class _Taxed:
    base: Figure[Money]
    am: Figure[Money]
    income: Figure[Money]
    withheld: taxes.Withheld


def _slip(case: Case, earned: holiday.Earned) -> Payslip:
    own_pension, firm_pension = pensions(case)
    gross = case.basis("AM + A + NET")
    contribution = _atp(case, gross.value)
    taxed = _taxes(case, own_pension, contribution.employee)
    settled = _settle(case, earned)
    net = figure(
        "dk.net",
        gross.value - own_pension.value - contribution.employee.value - taxed.am.value - taxed.withheld.amount.value,
        gross_cash=gross,
        pension=own_pension,
        atp=contribution.employee,
        am=taxed.am,
        tax=taxed.withheld.amount,
    )
    if net.value.ore < 0 and not case.person.reverses:
        what = Message("Net pay for employee {number} is {amount}", number=str(case.person.number), amount=net.value)
        case.findings.append(Finding(Severity.STOP, what, Place("pay_run", case.person.number, "net_pay")))
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
        "net_pay": net,
        "holiday_basis": case.basis("FERIEB_LOV"),
        "holiday_days_earned": earned.units,
        "holiday_money_earned": earned.money,
    }
    card = case.person.tax_card
    used = TaxUsed(card.kind if card else "none", percent=card.percent if card else None, period=case.work.head.period)
    return Payslip(
        case.person,
        tuple(case.lines),
        figures,
        used,
        movements=tuple(case.movements),
        findings=tuple(case.findings),
        reported=_reported(case, taxed, contribution, own_pension, firm_pension, earned, settled),
    )


def _atp(case: Case, gross: Money) -> atp.Atp:
    """ATP by all paid hours of the period, less what earlier runs of it took; casual work by the hour."""
    rates, mark = case.work.rates, str(case.period.first)
    age = rates.number("atp.age").value
    if not gross or (case.born is not None and years_old(case.born, case.period.last) < age):
        return atp.nothing()
    hours = holiday.paid_hours(case)
    if any(each.row.account == "FERIE_D" for each in case.active("MARK")):
        return atp.casual(hours, rates)
    before = counted(case.balance("atp_hours", mark))
    paid = Money(case.balance("atp_employee", mark)), Money(case.balance("atp_employer", mark))
    found = atp.of_period(case.period.kind, before + hours, rates, paid)
    case.book("atp_hours", mark, hundredths(hours), "ATP")
    case.book("atp_employee", mark, found.employee.value.ore, "ATP")
    case.book("atp_employer", mark, found.employer.value.ore, "ATP")
    return found


def _am_rate(case: Case) -> Rate[Percent] | None:
    """The rate of AM-bidrag; None for somebody below the age from which it is due."""
    rates, day = case.work.rates, case.work.head.pay_date
    floor = rates.number("am.age_floor").value if rates.has("am.age_floor") else None
    if floor is not None and case.born is not None and years_old(case.born, day) < floor:
        return None
    return rates.percent("am.percent")


def _taxes(case: Case, own_pension: Figure[Money], own_atp: Figure[Money]) -> _Taxed:
    method, rates, year = case.work.setup.rounding, case.work.rates, str(case.work.head.pay_date.year)
    pay, free_of_am = case.basis("AM"), case.basis("A")
    base = figure(
        "dk.am_base", pay.value - own_pension.value - own_atp.value, pay=pay, pension=own_pension, atp=own_atp
    )
    am = taxes.am_contribution(base, method, _am_rate(case))
    income = figure("dk.a_income", base.value - am.value + free_of_am.value, base=base, am=am)
    mark = str(case.period.first)
    used = Money(case.balance("allowance_used", mark))
    allowance = _allowance(case, used)
    exempt_used = Money(case.balance("exempt_used", year))
    withheld = taxes.a_tax(income, case.person.tax_card, allowance, exempt_used, method, rates)
    case.book("allowance_used", mark, withheld.allowance_used.ore, "A-skat")
    case.book("exempt_used", year, withheld.exempt_used.ore, "A-skat")
    return _Taxed(base, am, income, withheld)


def _allowance(case: Case, used: Money) -> Figure[Money]:
    """What the main card leaves free in the period: of a year a twelfth, 1/26 or 1/52, less what it had before."""
    card = case.person.tax_card
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


@dataclass(frozen=True, slots=True)
class _Settled:
    gross: Money
    am: Money
    tax: Money
    net: Money
    where: int


def _settle(case: Case, earned: holiday.Earned) -> _Settled | None:
    """Holiday money that leaves the payroll at once: to FerieKonto or a fund net of tax without allowance, to a
    Feriekort gross (denmark 4.9).
    """
    if earned.settled is None:
        return None
    where = min(case.switch("FEAFR"), 2)
    gross_type, net_type = _SETTLED_TO[where]
    gross, vintage = earned.money, case.period.holiday_year
    case.book(FERIEPENGE_LB, vintage, -gross.value.ore, gross_type)
    _post(case, gross_type, gross)
    if not net_type:
        case.book("FERIEKORT", vintage, gross.value.ore, gross_type)
        return _Settled(gross.value, ZERO, ZERO, gross.value, where)
    method = case.work.setup.rounding
    am = taxes.am_contribution(gross, method, _am_rate(case))
    income = figure("dk.a_income", gross.value - am.value, base=gross, am=am)
    card, nothing = case.person.tax_card, figure("pay.nothing", ZERO)
    year = str(case.work.head.pay_date.year)
    withheld = taxes.a_tax(income, card, nothing, Money(case.balance("exempt_used", year)), method, case.work.rates)
    case.book("exempt_used", year, withheld.exempt_used.ore, "A-skat")
    tax = withheld.amount
    net = figure("dk.holiday.net", gross.value - am.value - tax.value, gross=gross, am=am, tax=tax)
    for number, amount in ((SETTLED_AM, am), (SETTLED_TAX, tax), (net_type, net)):
        _post(case, number, amount)
    return _Settled(gross.value, am.value, tax.value, net.value, where)


def _post(case: Case, number: str, amount: Figure[Money]) -> None:
    case.lines.append(PayLine(number, amount, employment=case.job.id))


def _reported(
    case: Case,
    taxed: _Taxed,
    contribution: atp.Atp,
    own: Figure[Money],
    firm: Figure[Money],
    earned: holiday.Earned,
    settled: _Settled | None,
) -> dict[str, Money]:
    """The fields of eIndkomst (denmark 3.6), with settled holiday money."""
    taken = settled if settled is not None and settled.where != 2 else None
    fields = {
        "13": taxed.base.value + (taken.gross if taken else ZERO),
        "14": case.basis("A").value,
        "15": taxed.withheld.amount.value + (taken.tax if taken else ZERO),
        "16": taxed.am.value + (taken.am if taken else ZERO),
        "46": contribution.employee.value + contribution.employer.value,
        "147": own.value,
        "148": firm.value,
        "200": Money(hundredths(holiday.paid_hours(case))),
    }
    if settled is not None:
        fields["202" if taken else "198"] = settled.net
        fields["203"] = earned.units.value
        fields["209"] = Money.kr(FERIEKONTO if settled.where == 0 else int(case.work.setup.se or "0"))
    return {name: value for name, value in fields.items() if value or name in ("13", "15", "16", "46", "200")}
