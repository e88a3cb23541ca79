"""The pay of an ordinary month of somebody who is being employed, as the engine computes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.timeline import Timeline
from services.desk import countries
from services.desk.calculate import calculate
from services.desk.employee_around import Surroundings as Surroundings
from services.desk.employee_around import surroundings as surroundings
from services.desk.employee_form import (
    LATER,
    EmployeeForm,
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
from services.engine.result import Payslip
from services.engine.wage_types import Operation
from services.queries.trace import Named, Title, Trace
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
    person, says = _person(form, month)
    head = RunHead(month, pay_date, period=form.terms.period)
    try:
        result = calculate(RunFacts(around.country, head, around.employer, (person,)))
    except Refused as refusal:
        return PayPreview(month, stops=refusal.findings)
    if not result.payslips:
        return PayPreview(month, says=says)
    slip = result.payslips[0]
    whose = Message("An ordinary month, {month}", month=month)
    return PayPreview(month, tuple(_lines(around, slip, whose)), tuple(_besides(slip, whose)), says)


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


def _person(form: EmployeeForm, month: Month) -> tuple[PersonFacts, tuple[Message, ...]]:
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
    )
    lines = []
    if terms.pay == "hourly":
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
        )
    else:
        says.append(Message("No tax card yet: 50% is withheld until there is one"))
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


def _hours_a_month(terms: Terms) -> Decimal:
    """The hours of an average month at the percentage, in halves."""
    hours = terms.full_time_hours * terms.percent.share * 52 / 12
    return (hours * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2


def _lines(around: Surroundings, slip: Payslip, whose: Message) -> Iterator[PreviewLine]:
    types = wage_types(around.country)

    def named(slug: str, text: str) -> Title:
        return text or Named(tuple(types[slug].names.items()))

    for line in slip.lines:
        if types[line.type].operation in (Operation.PAY, Operation.ALLOWANCE):
            title = named(line.type, line.text)
            yield PreviewLine(title, line.amount.value, trace_of(line.amount, title, whose))
    yield _figure(slip, "gross_cash", Message("Gross"), whose, is_sum=True)
    withheld = Message("Tax withheld")
    yield PreviewLine(withheld, -slip["withholding"], trace_of(slip.figures["withholding"], withheld, whose))
    for line in slip.lines:
        if types[line.type].operation is Operation.DEDUCT:
            title = named(line.type, line.text)
            yield PreviewLine(title, -line.amount.value, trace_of(line.amount, title, whose))
    yield _figure(slip, "net_pay", Message("Paid out"), whose, is_sum=True)


def _besides(slip: Payslip, whose: Message) -> Iterator[PreviewLine]:
    """What the employer pays besides."""
    for name, what in (
        ("aga", Message("Employer's contribution")),
        ("holiday_accrual", Message("Holiday pay earned")),
        ("otp", Message("Occupational pension")),
    ):
        if name in slip.figures and slip[name]:
            yield _figure(slip, name, what, whose)


def _figure(slip: Payslip, name: str, what: Message, whose: Message, *, is_sum: bool = False) -> PreviewLine:
    return PreviewLine(what, slip[name], trace_of(slip.figures[name], what, whose), is_sum)
