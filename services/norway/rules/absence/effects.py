"""What absence does to the pay of a month: what is deducted from a monthly salary, and what the hourly paid get
(norway-payroll 6.2, 9.1, 9.3, 9.4b, 9.6, 12.3).

Each month is reckoned as the absences are known now; what earlier runs made of it is taken off by pay_lines.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.money import ZERO, Money
from models.values.span import Span
from models.values.why import Figure, figure
from services.engine.absence import NOTHING, AbsencePart
from services.engine.facts import Employment, PersonFacts, RunHead, Terms
from services.engine.proration import counted_days, divisor, part_of_month
from services.engine.rates import RatesOn
from services.engine.result import PayLine
from services.norway.rules import holiday_pay
from services.norway.rules.absence import care, layoff, sick_pay, sickness
from services.norway.rules.absence.calendar import Days, days_of
from services.norway.rules.absence.kinds import CARE, HOLIDAY, LAYOFF, LEAVES, SICK, UNPAID
from services.norway.rules.deadlines import is_working_day, public_holidays

DEDUCTION: Final = "absence_deduction"
SICK_PAY: Final = "sick_pay"
HOLIDAY_DEDUCTION: Final = "holiday_deduction"
ABOVE: Final = "above_six_g"
"""The reason of a deduction for what is above six times the basic amount."""
OUTSIDE: Final = "outside_basis"
"""Not a line: pay for days that NAV refunds and that gives no holiday pay here."""

_SATURDAY: Final = 5
_DAYS_A_WEEK: Final = 5
_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Effect:
    """One line's worth: what one absence does to the pay of one employment, for one reason. `amount` is positive;
    `days` are those that the method counts, `every` all of them, by which a change is known.
    """

    slug: str
    employment: Employment
    place: int
    reason: str
    days: Decimal
    span: Span
    amount: Figure[Money]
    every: Decimal
    hours: Decimal | None = None


@dataclass(slots=True)
class _Group:
    """Days of one absence that are treated alike."""

    days: Decimal = NOTHING
    every: Decimal = NOTHING
    first: date | None = None
    last: date | None = None
    shares: list[Decimal] = field(default_factory=list)

    def add(self, day: date, share: Decimal, *, counts: bool = True) -> None:
        self.every += share
        self.days += share if counts else 0
        self.first = self.first or day
        self.last = day
        self.shares.append(share)

    @property
    def span(self) -> Span:
        return Span(self.first or date.min, self.last)


class Known:
    """Who pays for which day of a person, reckoned once for all the months that a run looks at."""

    def __init__(self, person: PersonFacts, until: date, rates: RatesOn) -> None:
        self.person, self.until, self.rates = person, until, rates
        self.sick = sickness.timeline(person, until, rates)
        self.care = care.timeline(person, until, rates)
        self.layoffs: dict[str, Mapping[date, layoff.LayoffDay]] = {}
        self._days: dict[str, Days] = {}
        self._rates: dict[date, sick_pay.SickRate] = {}
        self._nav_number = _numbered(self.sick)

    def days(self, employment: str) -> Days:
        if employment not in self._days:
            self._days[employment] = days_of(self.person, employment, self.until)
        return self._days[employment]

    def layoff(self, employment: str) -> Mapping[date, layoff.LayoffDay]:
        if employment not in self.layoffs:
            self.layoffs[employment] = layoff.timeline(self.person, employment, self.until, self.rates)
        return self.layoffs[employment]

    def rate(self, began: date) -> sick_pay.SickRate:
        if began not in self._rates:
            self._rates[began] = sick_pay.sick_rate(self.person, began, self.rates)
        return self._rates[began]

    def nav_number(self, day: date) -> int:
        """How many days of the calendar year NAV has paid, up to and with the day."""
        return self._nav_number.get(day, 0)


def _numbered(sick: Mapping[date, sickness.SickDay]) -> dict[date, int]:
    counts: dict[int, int] = {}
    found = {}
    for day, each in sick.items():
        counts[day.year] = counts.get(day.year, 0) + each.is_nav_day
        found[day] = counts[day.year]
    return found


def month_effects(
    person: PersonFacts, salary: Sequence[PayLine], head: RunHead, employer: EmployerRules, known: Known
) -> Iterator[Effect]:
    """Everything that absence does to the pay of the run's days. `salary` are the lines of monthly pay of those days.

    Raises MissingRate.
    """
    for job in person.employments:
        days = known.days(job.id)
        if not any(days.within(head.days)):
            continue
        for line in salary:
            if (line.employment, line.establishment) == (job.id, job.establishment):  # an id is its sub-unit's own
                yield from _of_salary(job, line, days, head, employer, known)
        employed = job.span.overlap(head.days)
        for span, terms in job.terms.pieces(employed) if employed else ():
            if terms.pay == "hourly" and terms.period == head.period:
                yield from _of_hours(person, job, terms, span, days, employer, known)


@dataclass(frozen=True, slots=True)
class EmployerRules:
    """The employer's choices that absence asks for."""

    part_month: str
    holiday_deduction: str
    holiday_taken: str
    beyond_six_g: str
    in_holiday_basis: str


# --- monthly pay -----------------------------------------------------------------------------------------------------


def _of_salary(
    job: Employment, line: PayLine, days: Days, head: RunHead, employer: EmployerRules, known: Known
) -> Iterator[Effect]:
    span = line.days or head.days
    salary = _terms(job, span).monthly_salary or ZERO
    paid = line.amount.value
    groups: dict[tuple[str, int, str], _Group] = {}
    for part, there in days.within(span):
        for day in part:
            for each in there:
                for slug, reason, share in _treated(each, day, job, employer, known):
                    counts = slug == HOLIDAY_DEDUCTION or _counts(day, _method(reason, employer.part_month))
                    groups.setdefault((slug, each.place, reason), _Group()).add(day, share, counts=counts)
    plain = {key: group for key, group in groups.items() if key[0] == DEDUCTION and key[2] != ABOVE}
    for key, amount in _worth(plain, salary, span, paid, head, employer.part_month).items():
        yield _effect(key, job, plain[key], amount)
    method = employer.holiday_deduction
    holidays = {key: group for key, group in groups.items() if key[0] == HOLIDAY_DEDUCTION}
    for key, amount in _together(holidays, lambda days: holiday_pay.deduction(salary, days, method)).items():
        yield _effect(key, job, holidays[key], amount)
    outside = {key: group for key, group in groups.items() if key[0] == OUTSIDE}
    for key, amount in _worth_by(employer.part_month, outside, salary, span, paid, head).items():
        yield _effect(key, job, outside[key], amount)
    above: dict[Money, dict[tuple[str, int, str], _Group]] = {}
    for key, group in groups.items():
        if key[2] == ABOVE:
            began = known.sick[group.first].began if group.first else span.first
            limit = known.rate(began).limit.part(1, _A_YEAR)
            if not known.person.absences[key[1]].employment and (others := _others(known.person, job, span)):
                limit = limit.part(salary.ore, (salary + others).ore)  # one limit for all the employments
            above.setdefault(limit, {})[key] = group
    for limit, some in above.items():
        if salary > limit:
            too_much = salary - limit
            most = paid.part(too_much.ore, salary.ore)  # of what is paid for these days
            for key, amount in _worth_by(employer.part_month, some, too_much, span, most, head).items():
                yield _effect(key, job, some[key], amount)


def _effect(key: tuple[str, int, str], job: Employment, group: _Group, amount: Figure[Money]) -> Effect:
    return Effect(key[0], job, key[1], key[2], group.days, group.span, amount, group.every)


def _treated(
    part: AbsencePart, day: date, job: Employment, employer: EmployerRules, known: Known
) -> Iterator[tuple[str, str, Decimal]]:
    """What an absence does to the monthly pay of a day: the kind of line, the reason, and how much of the day."""
    if part.kind == HOLIDAY:
        if employer.holiday_taken == "when_taken" and _is_holiday_day(day, employer.holiday_deduction):
            yield HOLIDAY_DEDUCTION, "holiday", part.share
        return
    if part.kind in SICK and (sick := known.sick.get(day)) is not None:
        if sick.payer == sickness.ENDED:
            yield DEDUCTION, "sick_ended", part.share
        elif sick.payer == sickness.NAV and not part.paid:
            yield DEDUCTION, "sick_unpaid", part.share
        elif sick.payer in (sickness.EMPLOYER, sickness.NAV):
            if employer.beyond_six_g == "no":
                yield DEDUCTION, ABOVE, part.share
            if sick.payer == sickness.NAV and _is_outside(day, employer, known):
                yield OUTSIDE, "nav", part.share
    elif part.kind in CARE and (cared := known.care.get(day)) is not None:
        if cared.nav and not part.paid:
            yield DEDUCTION, "care", part.share * cared.nav / cared.share
    elif part.kind == LAYOFF and (laid_off := known.layoff(job.id).get(day)) is not None:
        if laid_off.free:
            whole = laid_off.employer + laid_off.free
            yield DEDUCTION, "layoff", part.share * laid_off.free / whole
    elif part.kind == UNPAID:
        yield DEDUCTION, "unpaid", part.share
    elif part.kind in LEAVES and not part.paid:
        yield DEDUCTION, "leave", part.share


def _is_outside(day: date, employer: EmployerRules, known: Known) -> bool:
    most = int(known.rates.number("absence.nav_days_in_holiday_basis").value)
    return employer.in_holiday_basis == "no" or known.nav_number(day) > most


def _counts(day: date, method: str) -> bool:
    return counted_days(Span(day, day), method) > 0


def _is_holiday_day(day: date, method: str) -> bool:
    """Whether a day of holiday is one of the days that the method deducts; public holidays are none."""
    if day in public_holidays(day.year):
        return False
    return day.weekday() <= _SATURDAY if method == "26" else is_working_day(day)


def _method(reason: str, part_month: str) -> str:
    """How days are counted for a reason: a layoff by the working days of the month (norway-payroll 12.3), all else by
    the employer's method for parts of months.
    """
    return "working_days" if reason == LAYOFF else part_month


_Worth = dict[tuple[str, int, str], Figure[Money]]


def _worth(
    groups: Mapping[tuple[str, int, str], _Group], salary: Money, span: Span, paid: Money, head: RunHead, method: str
) -> _Worth:
    """What each group of days is worth; together never more than what is paid for the days, and all of it where they
    are all of the days.
    """
    laid_off = {key: group for key, group in groups.items() if key[2] == LAYOFF}
    others = {key: group for key, group in groups.items() if key[2] != LAYOFF}
    if not laid_off or not others:
        counted = _method(LAYOFF, method) if laid_off else method
        return _worth_by(counted, groups, salary, span, paid, head)
    found = {
        **_worth_by(method, others, salary, span, paid, head),
        **_worth_by(_method(LAYOFF, method), laid_off, salary, span, paid, head),
    }
    all_days = counted_days(span, "calendar_days")
    is_all = sum((group.every for group in groups.values()), NOTHING) >= all_days
    total = Money.total(each.value for each in found.values())
    if total and (total > paid or (is_all and total != paid)):
        shares = min(salary, paid).split([each.value.ore for each in found.values()])
        for (key, amount), share in zip(found.items(), shares, strict=True):
            found[key] = figure("pay.deduction_limited", share, asked=amount, left=paid)
    return found


def _worth_by(
    method: str,
    groups: Mapping[tuple[str, int, str], _Group],
    salary: Money,
    span: Span,
    paid: Money,
    head: RunHead,
) -> _Worth:
    return _together(groups, lambda days: of_days(salary, days, span, paid, head, method))


def _together(groups: Mapping[tuple[str, int, str], _Group], worth: Callable[[Decimal], Figure[Money]]) -> _Worth:
    """What each group of days is worth, so that two absences cost to the øre what one with all their days would."""
    found = {key: worth(group.days) for key, group in groups.items()}
    total = sum((group.days for group in groups.values()), NOTHING)
    if len(found) <= 1 or not total:
        return found
    whole = worth(total)
    shares = whole.value.split([int(group.days * 10_000) for group in groups.values()])
    for (key, group), share in zip(groups.items(), shares, strict=True):
        if share != found[key].value:
            found[key] = figure("no.absence.share", share, of=whole, days=plain(group.days), total=plain(total))
    return found


def of_days(salary: Money, days: Decimal, span: Span, paid: Money, head: RunHead, method: str) -> Figure[Money]:
    """What some days of a span are worth of the monthly salary, by the employer's method for parts of months: at most
    what is paid for the span, and all of it for all of its days.

    Where a method divides by fewer days than were absent, the month's own days divide, so that days that were worked
    are paid.
    """
    total = counted_days(span, method)
    if total and days >= total:
        whole = min(salary, paid)
        return figure("pay.share_of_month", whole, salary=whole, days=total, total=total, method=method)
    if head.span is not None and (head.period != "MND" or method in ("working_days", "calendar_days")):
        of = counted_days(head.days, method)
    elif days > divisor(head.month, method):
        of = counted_days(head.month.span, method)
    else:
        part = part_of_month(salary, plain(days), head.month, method)
        return part if part.value <= paid else figure("pay.deduction_limited", paid, asked=part, left=paid)
    amount = min(paid, salary.part(days, of))
    return figure("pay.share_of_month", amount, salary=salary, days=plain(days), total=of, method=method)


# --- hourly pay ------------------------------------------------------------------------------------------------------


def _of_hours(
    person: PersonFacts, job: Employment, terms: Terms, span: Span, days: Days, employer: EmployerRules, known: Known
) -> Iterator[Effect]:
    """Sick pay of the hourly paid: in the employer's period and the first days of care the average of a working day ×
    the days that would have been worked; in advance of NAV its rate for each of its days.
    """
    groups: dict[tuple[int, str, date], _Group] = {}
    for part, there in days.within(span):
        for day in part:
            for each in there:
                for reason, began, share in _paid_hours(person, each, day, known):
                    groups.setdefault((each.place, reason, began), _Group()).add(day, share)
    others = _others(person, job, span)
    for (place, reason, began), group in groups.items():
        rate = known.rate(began)
        yearly = _of_this_job(rate.yearly, others)
        a_year = known.rates.number("absence.days_a_year").value
        hours = group.days * terms.full_time_hours * terms.percent.share / _DAYS_A_WEEK
        if reason == "employer":
            counted = min(yearly.value, rate.limit.kroner) if employer.beyond_six_g == "no" else yearly.value
            amount = figure(
                "no.sick_pay.employer",
                Money.rounded(counted * group.days / a_year),
                yearly=figure("no.sick_pay.counted", counted, yearly=yearly, limit=rate.limit),
                days=plain(group.days),
                total=a_year,
            )
        else:
            total = Money.total(rate.on_part(share) for share in group.shares)
            amount = figure("no.sick_pay.nav", total, days=plain(group.days), rate=rate.daily)
        if amount.value:
            told = hours.quantize(Decimal("0.01"))
            yield Effect(SICK_PAY, job, place, reason, group.days, group.span, amount, group.every, told)
            outside = [day for day in _each(group, days, place) if _is_outside(day, employer, known)]
            if reason == "nav" and outside:
                part_of_it = amount.value.part(len(outside), len(group.shares))
                days_of_it = Decimal(len(outside))
                share_of_it = figure(
                    "no.absence.share", part_of_it, of=amount, days=days_of_it, total=len(group.shares)
                )
                yield Effect(OUTSIDE, job, place, reason, days_of_it, group.span, share_of_it, days_of_it)


def _paid_hours(person: PersonFacts, part: AbsencePart, day: date, known: Known) -> Iterator[tuple[str, date, Decimal]]:
    if part.kind in SICK and (sick := known.sick.get(day)) is not None:
        if sick.payer == sickness.EMPLOYER and is_working_day(day):
            yield "employer", sick.began, part.share
        elif sick.payer == sickness.NAV and sick.is_nav_day and part.paid:
            yield "nav", sick.began, part.share
    elif part.kind in CARE and (cared := known.care.get(day)) is not None and is_working_day(day):
        began = person.absences[part.place].first
        if cared.employer:
            yield "employer", began, part.share * cared.employer / cared.share
        if cared.nav and part.paid:
            yield "nav", began, part.share * cared.nav / cared.share


def _each(group: _Group, days: Days, place: int) -> Iterable[date]:
    """The days of NAV in a group."""
    if group.first is None:
        return ()
    return (
        day for day in group.span if day.weekday() < _DAYS_A_WEEK and any(p.place == place for p in days.parts(day))
    )


def _others(person: PersonFacts, job: Employment, span: Span) -> Money:
    """What the person's monthly paid employments beside this one give a month."""
    return Money.total(
        terms.monthly_salary
        for other in person.employments
        if (other.id, other.establishment) != (job.id, job.establishment)
        if span.first in other.span and (terms := _terms(other, span)).pay == "monthly"
        if terms.monthly_salary is not None
    )


def _of_this_job(yearly: Figure[Decimal], others: Money) -> Figure[Decimal]:
    if not others:
        return yearly
    mine = max(NOTHING, yearly.value - others.kroner * _A_YEAR)
    return figure("no.sick_pay.of_this_job", mine, yearly=yearly, others=others)


def _terms(job: Employment, span: Span) -> Terms:
    first, terms = job.terms.entries[0]
    return terms if span.first < first else job.terms.on(span.first)


def plain(days: Decimal) -> Decimal:
    """Days without noughts behind the point."""
    return days.quantize(Decimal(1)) if days == days.to_integral_value() else days.normalize()
