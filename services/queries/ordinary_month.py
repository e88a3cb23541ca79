"""The pay of an ordinary month of somebody who is being employed, as the engine computes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import Timeline
from services.desk import countries
from services.desk.calculate import calculate
from services.desk.employee_around import Surroundings as Surroundings
from services.desk.employee_around import surroundings as surroundings
from services.desk.employee_form import (
    LATER,
    EmployeeForm,
    TermsPart,
    numbered_line,
)
from services.engine.facts import (
    Employment,
    InternationalId,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    TaxCard,
    Terms,
)
from services.engine.numbered import NumberedTerms
from services.engine.result import Payslip
from services.engine.wage_types import Operation, WageTypes
from services.queries.employee_page import type_name
from services.queries.trace import Title, Trace
from services.queries.why import trace_of
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A figure of the month, with what explains it."""

    what: Title
    amount: Money
    trace: Trace | None
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class PayPreview:
    """The pay of an ordinary month. `says` tells what it assumes; `stops` say why there is none."""

    month: Month
    lines: tuple[PreviewLine, ...] = ()
    besides: tuple[PreviewLine, ...] = ()
    says: tuple[Message, ...] = ()
    stops: tuple[Finding, ...] = ()

    @property
    def net(self) -> Money | None:
        return next((line.amount for line in self.lines[::-1] if line.is_sum), None)


def preview(around: Surroundings, form: EmployeeForm) -> PayPreview:
    """From gross to net in an ordinary whole month, computed by the engine with one person."""
    form = form.tidy()
    month = _ordinary_month(around, form.employment.start)
    if around.employer is None or form.employment.start is None:
        return PayPreview(month)
    pay_date = countries.country(around.country).bank_day(
        date(month.year, month.number, min(around.pay_day, month.last.day))
    )
    person, says = _person(around, form, month)
    head = _head(form, month, pay_date)
    try:
        result = calculate(RunFacts(around.country, head, around.employer, (person,)))
    except Refused as refusal:
        return PayPreview(month, stops=refusal.findings)
    if not result.payslips:
        return PayPreview(month, says=says)
    slip = result.payslips[0]
    whose = Message("An ordinary month, {month}", month=month)
    besides = (*_besides(slip, whose), *saved_up(wage_types(around.country), slip, whose))
    return PayPreview(month, tuple(_lines(around, slip, whose)), besides, says)


def _head(form: EmployeeForm, month: Month, pay_date: date) -> RunHead:
    """A run of the month; of fourteen days in it for somebody who is paid so."""
    if form.terms.pay != "fortnightly":
        return RunHead(month, pay_date, period=form.terms.period)
    days = Span(month.first, month.first + timedelta(days=13))
    return RunHead(month, days.last or pay_date, period="14D", span=days)


def _ordinary_month(around: Surroundings, start: date | None) -> Month:
    """The first whole month with work that is neither June nor December, and whose year has rates."""
    begin = start or around.today
    month = Month.of(begin) if begin.day == 1 else Month.of(begin).plus(1)
    month = max(month, Month.of(around.today), around.start_month or month)
    years = rate_book(around.country).years
    if month.year not in years:
        last = max(years)
        month = Month(last, min(month.number, 11)) if month.year > last else Month(min(years), 1)
    while month.number in (6, 12):
        later = month.plus(1)
        month = later if later.year in years else month.plus(-1)
    return month


def _person(around: Surroundings, form: EmployeeForm, month: Month) -> tuple[PersonFacts, tuple[Message, ...]]:
    """The person as a run would see them, at work in the whole month; and what is assumed."""
    terms, job = form.terms, form.employment
    assert job.start is not None
    says = []
    first = min(job.start, month.first)
    kept = Terms(
        terms.percent or Percent.of(100),
        terms.full_time_hours or Decimal("37.5"),
        terms.pay,
        terms.monthly_salary,
        terms.hourly_rate,
        terms.hours_divisor,
        terms.period,
        numbered=_numbered(terms),
    )
    lines = []
    questions = around.questions
    if questions.has("category"):
        if "hourly_rate" in questions.brings("pay", terms.pay) and terms.monthly_salary is None:
            hours = terms.norm_hours or (_TWO_WEEKS if terms.pay == "fortnightly" else _STANDARD_HOURS)
            lines += [LineInput(slug, quantity=hours) for slug in _paid_by_terms(around)]
            says.append(Message("With {hours} hours", hours=hours))
    elif terms.pay == "hourly":
        hours = _hours_a_month(kept)
        lines.append(LineInput("hourly_pay", quantity=hours))
        says.append(Message("With {hours} hours, which is {percent} of a month", hours=hours, percent=kept.percent))
    elif terms.pay == "fee":
        fee = Money.kr(10_000)
        slug = "board_fee" if form.template == "board" or job.occupation == "1210160" else "fee"
        lines.append(LineInput(slug, amount=fee))
        says.append(Message("Of a fee of {amount}", amount=fee))
    for line in form.lines:
        lines.append(
            LineInput(
                line.type,
                line.quantity,
                line.rate,
                line.amount,
                line.percent,
                claim=line.claim,
                text=line.text,
                at_most=line.at_most,
                fixed=questions.has("category"),
                numbered=numbered_line(line),
            )
        )
    card = None
    if form.card.kind != LATER:
        card = TaxCard(
            month.year,
            form.card.kind,
            form.card.table,
            form.card.percent,
            form.card.exempt_amount,
            form.card.months,
            form.card.issued,
            form.card.allowance_month,
        )
    else:
        says.append(questions.helps["no_card_yet"])
    employment = Employment(
        "1",
        job.establishment,
        first,
        Timeline(((first, kept),)),
        job.type,
        occupation=job.occupation,
        work_schedule=job.work_schedule,
        form=job.form,
    )
    foreign = form.person
    person = PersonFacts(
        form.person.number or 1,
        form.person.name,
        form.person.national_id,
        form.person.born,
        InternationalId(foreign.international_id, foreign.international_type, foreign.international_country)
        if foreign.international_id
        else None,
        bank_account=form.person.bank_account,
        tax_card=card,
        employments=(employment,),
        lines=tuple(lines),
    )
    return person, tuple(says)


_STANDARD_HOURS = Decimal("160.33")  # a month, of 37 hours a week
_TWO_WEEKS = Decimal(74)


def _numbered(terms: TermsPart) -> NumberedTerms | None:
    """What numbered wage types ask of the terms; nothing where they ask nothing."""
    found = NumberedTerms(terms.category, terms.pay_group, terms.norm_hours, terms.agreement_hours)
    return found if found != NumberedTerms() else None


def _paid_by_terms(around: Surroundings) -> tuple[str, ...]:
    """The numbered type by which hours are paid at the rate of the terms."""
    types = wage_types(around.country).values()
    found = (of.slug for of in types if of.row is not None and of.row.is_entered and _BY_TERMS in of.row.rate)
    return tuple(sorted(found))[:1]


_BY_TERMS = "terms"


def _hours_a_month(terms: Terms) -> Decimal:
    """The hours of an average month at the percentage, in halves."""
    hours = terms.full_time_hours * terms.percent.share * 52 / 12
    return (hours * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2


def _lines(around: Surroundings, slip: Payslip, whose: Message) -> Iterator[PreviewLine]:
    types = wage_types(around.country)

    def named(slug: str, text: str) -> Title:
        return text or type_name(types[slug])

    for line in slip.lines:
        if types[line.type].row is not None and not line.amount.value:
            continue
        if types[line.type].operation in (Operation.PAY, Operation.ALLOWANCE):
            title = named(line.type, line.text)
            yield PreviewLine(title, line.amount.value, trace_of(line.amount, title, whose))
    yield _figure(slip, "gross_cash", Message("Gross"), whose, is_sum=True)
    taken = [(name, words) for name, words in _TAKEN if name in slip.figures and slip[name]]
    for name, words in taken or [("withholding", Message("Tax withheld"))]:
        yield PreviewLine(words, -slip[name], trace_of(slip.figures[name], words, whose))
    for line in slip.lines:
        if types[line.type].operation is Operation.DEDUCT and types[line.type].row is None:
            title = named(line.type, line.text)
            yield PreviewLine(title, -line.amount.value, trace_of(line.amount, title, whose))
    yield _figure(slip, "net_pay", Message("Paid out"), whose, is_sum=True)


_TAKEN = (
    ("pension_employee", Message("Own pension")),
    ("atp_employee", Message("ATP, own share")),
    ("am_contribution", Message("AM contribution")),
    ("a_tax", Message("A-tax")),
)
"""What is taken of the pay where it is more than one tax."""


def _besides(slip: Payslip, whose: Message) -> Iterator[PreviewLine]:
    """What the employer pays besides."""
    for name, what in (
        ("aga", Message("Employer's contribution")),
        ("holiday_accrual", Message("Holiday pay earned")),
        ("otp", Message("Occupational pension")),
        ("pension_employer", Message("Employer's pension")),
        ("atp_employer", Message("ATP, the employer's share")),
        ("holiday_money_earned", Message("Holiday pay earned")),
    ):
        if name in slip.figures and slip[name]:
            yield _figure(slip, name, what, whose)


_SAVED = ("FRITVALG", "FRITVALG_LOKAL", "SH")


def saved_up(types: WageTypes, slip: Payslip, whose: Message) -> Iterator[PreviewLine]:
    """What the employer saves up of the pay by numbered types: fritvalg and SH. Shares of pension are not in it: they
    stand there already.
    """
    for line in slip.lines:
        row = types[line.type].row
        if row is None or row.op != "ACCRUE" or row.account not in _SAVED or row.basis.startswith("PENS"):
            continue
        if line.tax == "none" and line.amount.value:
            title: Title = line.text or type_name(types[line.type])
            yield PreviewLine(title, line.amount.value, trace_of(line.amount, title, whose))


def _figure(slip: Payslip, name: str, what: Message, whose: Message, *, is_sum: bool = False) -> PreviewLine:
    return PreviewLine(what, slip[name], trace_of(slip.figures[name], what, whose), is_sum)
