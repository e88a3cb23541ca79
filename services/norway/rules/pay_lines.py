"""From what was entered to lines of pay: what each line is worth, how it is taxed, whose employment it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month, Span
from models.values.why import Figure, figure
from services.engine.facts import EmployerFacts, Employment, LineInput, PersonFacts, RunHead, RunKind, Terms
from services.engine.proration import counted_days, divisor, part_of_month, parts_of_full_month, share_of_days
from services.engine.rates import RatesOn
from services.engine.result import PayLine
from services.engine.wage_types import Operation, WageType, WageTypes
from services.norway.rules import allowances, company_car, holiday_pay, line_accounts, staff_loan
from services.norway.rules.opening import TIME_BANK
from services.norway.rules.withholding import PERIODS_A_YEAR, card_of, gives_relief

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
HOLIDAY_FORMULAS = frozenset({"holiday_pay", "holiday_pay_60"})
BY_THEMSELVES = ("car_benefit", "van_benefit", "loan_benefit")
"""Benefits that follow from what is known of the employee: they come in every ordinary run without being entered."""
_OF_THE_HOURLY = frozenset({"hourly_pay", "time_bank_earned", "time_off", "time_bank_paid"})


@dataclass(frozen=True, slots=True)
class Work:
    """What every rule about a run's lines needs: the run, the employer, the rates of the pay date, the wage types."""

    head: RunHead
    employer: EmployerFacts
    rates: RatesOn
    types: WageTypes
    pension_months: Mapping[int, str] = field(default_factory=dict)  # of those whose earlier run is taken back

    def pension_month(self, number: int) -> str:
        """The month whose cap the person's pensionable pay counts in: that of payment, of a correction the first."""
        return self.pension_months.get(number) or str(Month.of(self.head.pay_date))


def salary_lines(person: PersonFacts, work: Work) -> Iterator[PayLine]:
    """Monthly pay in force on the run's days: the whole salary, or a part for each of the month's terms."""
    wage_type = work.types["fixed_salary"]
    for employment in person.employments:
        employed = employment.span.overlap(work.head.days)
        if employed is None:
            continue
        pieces = [
            (terms.monthly_salary, span)
            for span, terms in employment.terms.pieces(employed)
            if terms.pay == "monthly" and terms.monthly_salary is not None and terms.period == work.head.period
        ]
        for span, amount in _shares(pieces, work):
            whole = span == work.head.days
            yield PayLine(
                wage_type.slug,
                amount,
                amount.value,
                tax_method(wage_type, LineInput(wage_type.slug), person, work),
                Decimal(1) if whole else None,
                amount.value.kroner if whole else None,
                employment=employment.id,
                establishment=employment.establishment,
                days=None if whole else span,
            )


def _shares(pieces: list[tuple[Money, Span]], work: Work) -> Iterator[tuple[Span, Figure[Money]]]:
    head, method = work.head, work.employer.part_month
    # Other days than a calendar month's are divided by their own number, unless the method names a month's days.
    own_days = head.span is not None and (head.period != "MND" or method in ("working_days", "calendar_days"))
    counted = sum(counted_days(span, method) for _, span in pieces)
    if len(pieces) == 1 and pieces[0][1] == head.days:
        salary, span = pieces[0]
        yield span, figure("pay.salary", salary, salary=salary)
    elif sum(span.days for _, span in pieces) == head.days.days or (
        not own_days and len(pieces) > 1 and counted > divisor(head.month, method)
    ):
        for (_, span), amount in zip(pieces, parts_of_full_month(pieces, method), strict=True):
            yield span, amount
    elif own_days:
        for salary, span in pieces:
            yield span, share_of_days(salary, span, head.days, method)
    else:
        for salary, span in pieces:
            yield span, part_of_month(salary, counted_days(span, method), head.month, method)


def benefit_lines(person: PersonFacts, work: Work) -> Iterator[PayLine]:
    """Benefits of the month that follow from what is known of the person: company cars and cheap loans.

    Once a month, and not where a line was entered in their place. Raises MissingRate.
    """
    if not person.cars and not person.loans:
        return
    own = {line.type for line in person.lines if line.earned is None and not line.difference}
    for slug in BY_THEMSELVES:
        if slug in own or line_accounts.is_counted(slug, person, work.head):
            continue
        if _known_benefits(person, work.types[slug].formula, work):
            line = entered_line(person, LineInput(slug), work)
            if line.amount.value:
                yield line


def entered_line(person: PersonFacts, entered: LineInput, work: Work, earlier: Sequence[PayLine] = ()) -> PayLine:
    """One entered line of pay, benefit or allowance; `earlier` are the lines of the run before it.

    Raises Refused for one that cannot be worked out.
    """
    wage_type = work.types[entered.type]
    employment = employment_of(person, entered, work)
    if wage_type.formula == line_accounts.LIMITED and not entered.difference:
        before = line_accounts.worth_before(entered.type, person, work.head, earlier)
        taxed = _above_limit(person, entered, wage_type, before, work)
        amount, taxable, quantity, rate = taxed, taxed.value, None, None
    else:
        amount, taxable, quantity, rate = _worth(person, entered, wage_type, employment, work)
    is_taxed = wage_type.tax != "none"
    return PayLine(
        wage_type.slug,
        amount,
        taxable if is_taxed else ZERO,
        tax_method(wage_type, entered, person, work),
        quantity,
        rate,
        wage_type.factor if wage_type.factor != 1 else None,
        employment.id if employment else "",
        employment.establishment if employment else work.employer.establishments[0].orgnr,
        earned=entered.earned,
        claim=entered.claim,
        text=entered.text,
        department=entered.department,
        project=entered.project,
    )


def _worth(
    person: PersonFacts, entered: LineInput, wage_type: WageType, employment: Employment | None, work: Work
) -> tuple[Figure[Money], Money, Decimal | None, Decimal | None]:
    """Amount, taxable part, quantity and rate of a line."""
    formula = wage_type.formula
    if wage_type.operation is Operation.ALLOWANCE:
        if entered.quantity is None:
            raise _refusal(person, wage_type, Message("it needs a quantity"))
        if formula == "subsistence":
            split = allowances.subsistence(
                entered.quantity,
                entered.rate,
                entered.amount,
                entered.meals,
                wage_type.rate,
                wage_type.free_rate,
                work.rates,
            )
        else:
            split = allowances.by_unit(
                entered.quantity, entered.rate, entered.amount, wage_type.rate, wage_type.free_rate, work.rates
            )
        return split.paid, split.taxable.value, entered.quantity, split.rate
    amount, quantity, rate = _amount(person, entered, wage_type, employment, work)
    if wage_type.sign < 0:  # an entered amount may have either sign; a negative quantity gives back
        if entered.difference and entered.amount is not None:  # a correction's has the sign that it has
            return amount, amount.value, quantity, rate
        taken = abs(amount.value) if entered.amount is not None else amount.value
        amount = figure("pay.deducted", -taken, amount=amount)
    return amount, amount.value, quantity, rate


def _amount(
    person: PersonFacts, entered: LineInput, wage_type: WageType, employment: Employment | None, work: Work
) -> tuple[Figure[Money], Decimal | None, Decimal | None]:
    quantity, rate = entered.quantity, entered.rate
    if wage_type.formula == "count_only":
        if entered.amount or rate is not None or quantity is None:
            raise _refusal(person, wage_type, Message("it is only counted: give it a number, and no rate or amount"))
        return figure("pay.counted", ZERO, quantity=quantity), quantity, None
    if wage_type.formula in line_accounts.HOURS and not entered.difference:
        quantity = _hours(person, entered, wage_type, employment, work.head)
    if entered.amount is not None:
        return figure("pay.entered", entered.amount, entered=entered.amount), quantity, rate
    if quantity is not None and rate is not None:
        return _multiplied(quantity, figure("pay.entered_rate", rate, entered=rate), wage_type.factor), quantity, rate
    match wage_type.formula:
        case "hourly" if quantity is not None:
            hourly = hourly_rate(person, employment, work)
            return _multiplied(quantity, hourly, wage_type.factor), quantity, hourly.value
        case "salary" | "holiday_deduction" | "absence_deduction":
            monthly = _monthly(person, wage_type, employment, work)
            if wage_type.formula == "salary":
                return figure("pay.salary", monthly, salary=monthly), Decimal(1), monthly.kroner
            if quantity is not None:
                if wage_type.formula == "absence_deduction":
                    return part_of_month(monthly, quantity, work.head.month, work.employer.part_month), quantity, None
                method = work.employer.holiday_deduction
                if employment is not None:
                    monthly = month_of_pay(monthly, terms_of(employment, work.head).period)
                return (
                    holiday_pay.deduction(monthly, quantity, method),
                    quantity,
                    holiday_pay.day_rate(monthly, method).kroner,
                )
        case "rate_amount":
            law = work.rates.amount(wage_type.rate)
            months = quantity if quantity is not None else Decimal(1)
            return figure("pay.by_law", law.value.times(months), units=months, rate=law), months, law.value.kroner
        case "rate_quantity" if quantity is not None:
            price = work.rates.number(wage_type.rate)
            return (
                figure("pay.by_law", Money.rounded(quantity * price.value), units=quantity, rate=price),
                quantity,
                price.value,
            )
        case "time_bank_in" if quantity is not None:
            return figure("no.time_bank.hours", ZERO, quantity=quantity), quantity, None
        case "time_off" | "time_bank_out" if quantity is not None:
            if wage_type.formula == "time_off" and _runs_on(employment, work.head):
                return figure("no.time_bank.time_off", ZERO, quantity=quantity), quantity, None
            hourly = hourly_rate(person, employment, work)
            return _multiplied(quantity, hourly, wage_type.factor), quantity, hourly.value
        case "company_car" | "company_van" | "cheap_loan":
            known = _known_benefits(person, wage_type.formula, work)
            if not known:
                raise _refusal(person, wage_type, _NOTHING_KNOWN[wage_type.formula])
            return _together(wage_type.slug, known), None, None
        case _:
            pass
    raise _refusal(person, wage_type, Message("it needs an amount, or a quantity and a rate"))


_NOTHING_KNOWN = {
    "company_car": Message("there is no company car in the month, so the line needs an amount"),
    "company_van": Message("there is no company car in the month, so the line needs an amount"),
    "cheap_loan": Message("there is no loan in the month, so the line needs an amount"),
}


def _known_benefits(person: PersonFacts, formula: str, work: Work) -> list[Figure[Money]]:
    """The month's benefit of each car, van or loan of the person."""
    month = line_accounts.benefit_month(work.head)
    if formula == "cheap_loan":
        return staff_loan.month_benefits(person.loans, line_accounts.repaid(person), month, work.rates)
    vans = formula == "company_van"
    return [
        company_car.month_benefit(car, work.head.pay_date.year, work.rates)
        for car in company_car.used_in(person.cars, month)
        if (car.vehicle == company_car.VAN) is vans
    ]


def _together(slug: str, parts: list[Figure[Money]]) -> Figure[Money]:
    if len(parts) == 1:
        return parts[0]
    inputs = {f"part{place}": part for place, part in enumerate(parts, 1)}
    return Figure(Money.total(part.value for part in parts), f"sum.{slug}", dict(inputs))


def _above_limit(
    person: PersonFacts, entered: LineInput, wage_type: WageType, before: Money, work: Work
) -> Figure[Money]:
    """The taxable part of a benefit that is free up to a limit a year; what is taken back is free again first."""
    value = entered.amount
    if value is None and entered.quantity is not None and entered.rate is not None:
        value = Money.rounded(entered.quantity * entered.rate)
    if value is None:
        raise _refusal(person, wage_type, Message("it needs an amount, or a quantity and a rate"))
    limit = work.rates.amount(wage_type.rate)
    taxable = max(ZERO, before + value - limit.value) - max(ZERO, before - limit.value)
    return figure("no.benefit.above_limit", taxable, worth=value, before=before, limit=limit)


def _hours(
    person: PersonFacts, entered: LineInput, wage_type: WageType, employment: Employment | None, head: RunHead
) -> Decimal:
    """The hours of a time bank line; of a payment without hours all that the bank holds.

    Raises Refused for money where only hours are moved.
    """
    is_unpaid = wage_type.formula == "time_bank_in" or (wage_type.formula == "time_off" and _runs_on(employment, head))
    if is_unpaid and (entered.amount is not None or entered.rate is not None):
        raise _refusal(person, wage_type, Message("it moves hours and pays nothing: leave out rate and amount"))
    if entered.quantity is not None:
        return entered.quantity
    bank = Decimal(person.balance(TIME_BANK)).scaleb(-2)
    if wage_type.formula == "time_bank_out" and entered.amount is None and bank > 0:
        return bank
    raise _refusal(person, wage_type, Message("it needs the number of hours"))


def _runs_on(employment: Employment | None, head: RunHead) -> bool:
    """Whether the pay runs on through time off: it does for everybody who is not paid by the hour."""
    return employment is None or terms_of(employment, head).pay != "hourly"


def _multiplied(quantity: Decimal, rate: Figure[Decimal], factor: Decimal) -> Figure[Money]:
    amount = Money.rounded(quantity * rate.value * factor)
    if factor == 1:
        return figure("pay.quantity", amount, quantity=quantity, rate=rate)
    return figure("pay.quantity_factor", amount, quantity=quantity, rate=rate, factor=factor)


def hourly_rate(person: PersonFacts, employment: Employment | None, work: Work) -> Figure[Decimal]:
    """Kroner an hour, two decimals: the hourly terms', or full-time monthly pay divided by a month's hours.

    Raises Refused where the terms give neither.
    """
    terms = terms_of(employment, work.head) if employment else None
    if terms is not None and terms.hourly_rate is not None:
        return figure("pay.hourly_terms", terms.hourly_rate.kroner, rate=terms.hourly_rate)
    if terms is None or terms.monthly_salary is None:
        raise _refusal(
            person, work.types["hourly_pay"], Message("the employment has no hourly rate and no monthly pay")
        )
    if not terms.percent.value:
        raise _refusal(
            person, work.types["hourly_pay"], Message("the position is 0%, so there is no full-time pay to divide")
        )
    full_time = month_of_pay(terms.monthly_salary, terms.period).kroner * 100 / terms.percent.value
    divided_by = terms.hours_divisor or work.employer.choices.hours_divisor
    if divided_by is not None:
        hourly = Money.rounded(full_time / divided_by)
        return figure("pay.hourly_from_divisor", hourly.kroner, full_time=Money.rounded(full_time), hours=divided_by)
    hours = terms.full_time_hours * WEEKS_A_YEAR
    hourly = Money.rounded(full_time * MONTHS_A_YEAR / hours)
    return figure("pay.hourly_from_year", hourly.kroner, full_time=Money.rounded(full_time), hours=hours)


def month_of_pay(pay: Money, period: str) -> Money:
    """What the fixed pay of a period is in a month: of two-weekly pay 26 twelfths, of weekly pay 52."""
    periods = PERIODS_A_YEAR.get(period, MONTHS_A_YEAR)
    return pay if periods == MONTHS_A_YEAR else pay.part(periods, MONTHS_A_YEAR)


def holiday_lines(
    person: PersonFacts, entered: list[LineInput], basis_now: Figure[Money], work: Work
) -> Iterator[PayLine]:
    """Holiday pay: an entered amount or percentage, or all that is owed: last year's, and in the month of leaving or
    later this year's and what was carried over from earlier years too. An earning year that the line names is paid
    alone: that of holiday carried over.

    A line a vintage, because tax differs: free in the holiday year, the card's percentage in the earning year and of
    what is above the free limit.
    """
    paid: dict[tuple[str, int], Money] = {}
    for line in entered:
        wage_type = work.types[line.type]
        employment = employment_of(person, line, work)
        for year, amount in _holiday_amounts(person, line, basis_now, work, paid):
            key = (line.type, year)
            before = paid.get(key, ZERO)
            paid[key] = before + amount.value
            method = (
                "percent"
                if year > work.head.pay_date.year and wage_type.tax == "holiday"
                else tax_method(wage_type, line, person, work)
            )
            for part, tax in _free_and_above(person, line, year, amount, before, method, work):
                yield PayLine(
                    wage_type.slug,
                    part,
                    part.value,
                    tax,
                    employment=employment.id if employment else "",
                    establishment=employment.establishment if employment else work.employer.establishments[0].orgnr,
                    earned=Span(date(year - 1, 1, 1), date(year - 1, 12, 31)),
                    text=line.text,
                )


def _free_and_above(
    person: PersonFacts,
    line: LineInput,
    holiday_year: int,
    amount: Figure[Money],
    before: Money,
    method: str,
    work: Work,
) -> Iterator[tuple[Figure[Money], str]]:
    """Holiday pay that is free of withholding, up to the limit; what is above it belongs to no pay period, so it is
    withheld by the percentage (norway-payroll 5.3, 5.4). `before` is what earlier lines of the run pay.
    """
    room = None
    if method == "free" and line.type == "holiday_pay" and not line.tax and amount.value.ore > 0:
        room = holiday_pay.free_left(person, holiday_year, work.rates, before)
    if room is None or amount.value <= room.value:
        yield amount, method
        return
    if room.value:
        yield figure("no.holiday_pay.free_part", room.value, of=amount, left=room), method
    yield figure("no.holiday_pay.above_free", amount.value - room.value, of=amount, left=room), "percent"


def _holiday_amounts(
    person: PersonFacts, line: LineInput, basis_now: Figure[Money], work: Work, paid: dict[tuple[str, int], Money]
) -> Iterator[tuple[int, Figure[Money]]]:
    """What a holiday-pay line pays, by holiday year. `paid` is what earlier lines of the run already paid."""
    head, plan, rates = work.head, work.employer.holiday_plan, work.rates
    year = head.pay_date.year
    ends = [each.end for each in person.employments]
    left = bool(ends) and all(
        end is not None and (end.year, end.month) <= (head.month.year, head.month.number) for end in ends
    )
    left_on = max((end for end in ends if end is not None), default=None) if left else None

    def of(holiday_year: int) -> Figure[Money]:
        more = basis_now.value if holiday_year == year + 1 else ZERO
        already = paid.get((line.type, holiday_year), ZERO)
        if line.type == "holiday_pay_60":
            if not holiday_pay.is_over_60(person, holiday_year, rates):
                return figure("no.holiday_pay.not_over_60", ZERO, born=holiday_pay.born(person))
            return holiday_pay.extra_60(person, holiday_year, rates, more, left_on, already)
        return holiday_pay.owed(person, holiday_year, plan, rates, more, already, line.percent)

    if line.earned is not None and line.type == "holiday_pay":
        named = line.earned.first.year + 1
        amount = of(named) if line.amount is None else figure("pay.entered", line.amount, entered=line.amount)
        if amount.value.ore > 0 or line.amount is not None:
            yield named, amount
        return
    years = [year, year + 1] if left else [year]
    if left and line.type == "holiday_pay" and line.amount is None and line.percent is None:
        carried = {int(key.vintage) for key in person.balances if key.account == holiday_pay.OWED}
        years = sorted(each for each in carried if each < year and person.money(holiday_pay.OWED, str(each))) + years
    rest = {each: of(each) for each in years}
    if line.amount is None:
        for each, owed in rest.items():
            if owed.value.ore > 0:
                yield each, owed
        return
    # An entered amount uses up what is owed from last year first; somebody who has not left has no other year.
    first = min(line.amount, max(ZERO, rest[year].value)) if left else line.amount
    for each, part in ((year, first), (year + 1, line.amount - first)):
        if part:
            yield each, figure("pay.entered", part, entered=line.amount)


def tax_method(wage_type: WageType, entered: LineInput, person: PersonFacts, work: Work) -> str:
    """How a line is taxed: table, percent, free (holiday pay where the card gives the relief) or none (norway-payroll
    5.3–5.4).
    """
    method = entered.tax or wage_type.tax
    head = work.head
    if method == "holiday":
        method = "free" if gives_relief(card_of(person), work.employer.choices.card_months) else "table"
    if entered.tax:  # the user's own choice stands
        return method
    # What was earned in an earlier year belongs to no period of this one.
    is_old = entered.earned is not None and entered.earned.first.year < head.pay_date.year
    if is_old and wage_type.tax == "table" and wage_type.operation is Operation.PAY:
        method = "percent"
    return tax_apart(method, head)


def tax_apart(method: str, head: RunHead) -> str:
    """The method in this run: what is paid apart from the pay of a period is not looked up in its table."""
    apart = head.kind is RunKind.EXTRA or (head.kind is RunKind.CORRECTION and not head.corrects)
    return "percent" if method == "table" and apart else method


def employment_of(person: PersonFacts, entered: LineInput, work: Work) -> Employment | None:
    """The employment that a line belongs to: the named one, else the first in force (for hours, the first paid by the
    hour). Where several have the name, the first of them in force.

    Someone who has left keeps the last one's sub-unit. None for a person without any employment. Raises Refused for an
    unknown name.
    """
    if entered.employment:
        named = [each for each in person.employments if entered.employment in (each.id, name_in(person, each))]
        if named:  # after a move the same id may stand in two sub-units
            return next((each for each in named if each.span.overlap(work.head.days)), named[-1])
        what = Message("Employee {number} has no employment {id}", number=str(person.number), id=entered.employment)
        raise refuse(what, Place("employees", person.number, "employment"))
    if not person.employments:
        return None
    running = [each for each in person.employments if each.span.overlap(work.head.days)]
    if not running:
        return person.employments[-1]
    if entered.type in _OF_THE_HOURLY:
        running.sort(key=lambda each: terms_of(each, work.head).pay != "hourly")
    return running[0]


def name_in(person: PersonFacts, employment: Employment) -> str:
    """What a line names an employment by: its id, and with its sub-unit where the id stands in another one as well."""
    same = [each for each in person.employments if each.id == employment.id]
    return f"{employment.id}@{employment.establishment}" if len(same) > 1 else employment.id


def terms_of(employment: Employment, head: RunHead) -> Terms:
    """The terms at the end of the run's days, or on the employment's last day; before the first terms, those."""
    day = head.days.last or head.pay_date
    if employment.end is not None:
        day = min(day, employment.end)
    first, terms = employment.terms.entries[0]
    return terms if day < first else employment.terms.on(day)


def _monthly(person: PersonFacts, wage_type: WageType, employment: Employment | None, work: Work) -> Money:
    terms = terms_of(employment, work.head) if employment else None
    if terms is None or terms.monthly_salary is None:
        raise _refusal(person, wage_type, Message("the employment has no monthly pay, so the line needs an amount"))
    return terms.monthly_salary


def _refusal(person: PersonFacts, wage_type: WageType, reason: Message) -> Refused:
    what = Message(
        "{line} for employee {number}: {reason}", line=wage_type.slug, number=str(person.number), reason=reason
    )
    return refuse(what, Place("pay_run", person.number, wage_type.slug))
