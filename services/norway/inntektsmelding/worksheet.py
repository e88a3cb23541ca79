"""An absence → every answer that nav.no asks for in its inntektsmelding, in the order of the form (files 3.2, 3.3).

Pure: a person's facts, what was paid in the months before, and what the user has answered. What follows from them is
worked out and says why; what does not is asked for, and never guessed. Nothing is sent from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month, Span
from models.values.why import Figure, figure
from services.engine.facts import Absence, EmployerFacts, Employment, PersonFacts, Terms
from services.engine.income_report import (
    CARE_DAYS,
    NOT_ANSWERED,
    SICK_PAY,
    Answers,
    Counts,
    EndedBenefit,
    LineBehind,
    MonthBehind,
    PaidLine,
    PaidMonth,
    Reason,
    RefundChange,
    Worksheet,
)
from services.engine.rates import RatesOn
from services.norway.amelding.employment import terms_on
from services.norway.inntektsmelding.form import entries_of, findings_of
from services.norway.inntektsmelding.known import benefits_of, facts, needs_a_reason
from services.norway.rules import company_car
from services.norway.rules.absence import care, sick_pay, sickness
from services.norway.rules.absence.kinds import AWAY, HOLIDAY, LAYOFF, SICK, UNPAID
from services.norway.rules.deadlines import is_working_day

_DAY = timedelta(days=1)
_A_YEAR, _WEEKS = 12, 52  # months, weeks
_LOOK_AHEAD = 60  # days of an absence without an end that are looked at: longer than the employer's period


def first_days(person: PersonFacts, absence: Absence, rates: RatesOn) -> date:
    """The day from which the income is reckoned: the first of the sickness that an absence is part of, or of the leave.
    Raises MissingRate.
    """
    if absence.kind not in SICK:
        return absence.first
    found = sickness.timeline(person, _until(absence), rates).get(absence.first)
    return found.began if found is not None else absence.first


def months_before(day: date) -> list[Month]:
    """The three calendar months before, the oldest first."""
    count = int(facts()["income"]["months"])
    return [Month.of(day).plus(-step) for step in range(count, 0, -1)]


def worksheet(
    person: PersonFacts,
    employer: EmployerFacts,
    absence: Absence,
    paid: Sequence[PaidMonth],
    rates: RatesOn,
    answers: Answers = NOT_ANSWERED,
    ended: Sequence[EndedBenefit] = (),
) -> Worksheet:
    """The worksheet of an absence. `paid` are the months that `months_before` names, `rates` those of its first day,
    `ended` the benefits with an end that the facts do not hold.

    Raises Refused for an absence that NAV has no inntektsmelding about, MissingRate.
    """
    benefit = _benefit(absence, answers)
    job = _job(person, absence)
    first = first_days(person, absence, rates)
    periods = _employer_periods(person, absence, rates) if benefit == SICK_PAY else ()
    reduced = _reduced(person, absence, periods, answers, rates) if benefit == SICK_PAY else None
    behind = tuple(_behind(month) for month in paid)
    mean = _mean(behind)
    jobs = _jobs(person, absence, job, first)
    income = _income(jobs, first, behind, paid, answers)
    reasons = _reasons(person, jobs, first, paid, mean, income, answers)
    end = _end(person, absence, job)
    nav_days = _nav_days(person, absence, rates) if benefit == CARE_DAYS else ()
    refund, changes = _refund(absence, employer, income, first, periods, end, answers, rates)
    if benefit == CARE_DAYS and answers.refund_changes is None:
        changes = ()  # what is claimed are days
    benefits = answers.benefits
    if benefits is None:
        benefits = (*_ended_benefits(person, first, end, rates), *ended)
    sheet = Worksheet(
        benefit,
        person,
        absence,
        job.establishment,
        first,
        int(rates.number("absence.employer_days").value),
        periods,
        reduced,
        behind,
        mean,
        income,
        reasons,
        refund,
        changes,
        tuple(benefits),
        answers,
        nav_days=nav_days,
    )
    entries = entries_of(sheet, employer)
    return replace(sheet, entries=entries, findings=tuple(findings_of(sheet, entries)))


# --- which, whose, when ----------------------------------------------------------------------------------------------


def _benefit(absence: Absence, answers: Answers) -> str:
    if absence.withdrawn is not None:
        raise refuse(Message("The absence never happened, so there is no inntektsmelding about it"), _place())
    possible = benefits_of(absence.kind)
    if not possible:
        raise refuse(
            Message(
                "NAV asks for an inntektsmelding about sickness, care, parental leave, pregnancy, nursing and training "
                "alone"
            ),
            _place(),
        )
    if answers.benefit in possible:
        return answers.benefit
    if absence.kind == "leave_other_statutory":
        raise refuse(
            Message("Say which benefit NAV pays: pregnancy, nursing or training benefit. For other leave it pays none"),
            _place(),
        )
    return possible[0]


def _place() -> Place:
    return Place("absence", None, "inntektsmelding")


def _job(person: PersonFacts, absence: Absence) -> Employment:
    """The employment that the absence is from: the named one, or the first that runs on its first day."""
    jobs = [each for each in person.employments if absence.employment in ("", each.id)]
    running = [each for each in jobs if absence.first in each.span]
    if not running:
        raise refuse(
            Message("Employee {number} is not employed on {day}", number=str(person.number), day=absence.first),
            _place(),
        )
    return running[0]


def _jobs(person: PersonFacts, absence: Absence, job: Employment, first: date) -> list[Employment]:
    """The employments that the answer is about: those in the same sub-unit that the absence is from."""
    return [
        each
        for each in person.employments
        if each == job
        or (each.establishment == job.establishment and absence.employment in ("", each.id) and first in each.span)
    ]


def _until(absence: Absence) -> date:
    return absence.last if absence.last is not None else absence.first + timedelta(days=_LOOK_AHEAD)


def _spell(person: PersonFacts, absence: Absence) -> list[Absence]:
    """The absence and those of its kind that go straight on from it, in order."""
    same = SICK if absence.kind in SICK else {absence.kind}
    found = [absence]
    for other in sorted(person.absences, key=lambda each: each.first):
        last = found[-1].last
        if (
            other.kind in same
            and other.withdrawn is None
            and last is not None
            and other.first > last
            and not any(is_working_day(day) for day in _between(last, other.first))
        ):
            found.append(other)
    return found


def _between(last: date, first: date) -> Iterator[date]:
    """The days between two; of a longer time the first ones, a working day among them."""
    day = last + _DAY
    while day < first and (day - last).days < _LOOK_AHEAD:
        yield day
        day += _DAY


def _end(person: PersonFacts, absence: Absence, job: Employment) -> date | None:
    """The last day for which the employer pays; None while it is open. `paid` that stops ends it, and so does the
    employment.
    """
    spell = _spell(person, absence)
    last = absence.last
    for each in spell[1:]:
        if not each.paid:
            break
        last = each.last
    ends = [day for day in (last, job.end) if day is not None]
    return min(ends) if ends else None


# --- the employer's period -------------------------------------------------------------------------------------------


def _employer_periods(person: PersonFacts, absence: Absence, rates: RatesOn) -> tuple[Span, ...]:
    """The days of the employer's period that this sickness belongs to, earlier sickness joined (norway-payroll 9.1)."""
    days: list[date] = []
    for day, sick in sickness.timeline(person, _until(absence), rates).items():
        if sick.payer == sickness.EMPLOYER:
            if sick.number == 1:
                days = []
            days.append(day)
        elif sick.payer == sickness.NAV and sick.began == day and days and not _continues(days[-1], day, rates):
            days = []  # NAV pays from the first day: somebody employed for too short a time
    return tuple(_spans(days))


def _nav_days(person: PersonFacts, absence: Absence, rates: RatesOn) -> tuple[Span, ...]:
    """The days of care that NAV pays: those beyond the employer's own. Raises Refused where there are none."""
    place = person.absences.index(absence)
    days = [
        day
        for day, each in care.timeline(person, _until(absence), rates).items()
        if each.nav and is_working_day(day) and any(part.place == place for part in each.parts)
    ]
    if not days:
        what = Message("The employer pays these days of care by itself, so NAV asks for no inntektsmelding")
        raise refuse(what, _place())
    return tuple(_spans(days))


def _continues(last: date, began: date, rates: RatesOn) -> bool:
    return (began - last).days - 1 < int(rates.number("absence.employer_gap").value)


def _spans(days: Iterable[date]) -> Iterator[Span]:
    """Days in a row as spans."""
    first = last = None
    for day in days:
        if last is not None and day == last + _DAY:
            last = day
            continue
        if first is not None:
            yield Span(first, last)
        first = last = day
    if first is not None:
        yield Span(first, last)


def _reduced(
    person: PersonFacts, absence: Absence, periods: Sequence[Span], answers: Answers, rates: RatesOn
) -> tuple[Money | None, str] | None:
    """What was paid of the employer's period, and why not all of it; None where all of it is paid.

    A shorter period than the law's needs a reason. That somebody has not been employed for four weeks is known.
    """
    if answers.reduced_reason or answers.reduced_amount is not None:
        return answers.reduced_amount, answers.reduced_reason
    if sum(period.days for period in periods) >= rates.number("absence.employer_days").value:
        return None
    if _are_treatment_days(periods):
        return None
    found = sickness.timeline(person, _until(absence), rates).get(absence.first)
    if not periods and found is not None and found.payer == sickness.NAV:
        return ZERO, "ManglerOpptjening"
    return None, ""


def _are_treatment_days(periods: Sequence[Span]) -> bool:
    """Whether the period is single days of treatment, each in a week of its own: fewer of them are enough."""
    weeks = {period.first.isocalendar()[:2] for period in periods}
    is_single = all(period.first == period.last for period in periods)
    return is_single and len(weeks) == len(periods) >= int(facts()["reduced"]["treatment_days"])


# --- the income ------------------------------------------------------------------------------------------------------


def _behind(month: PaidMonth) -> MonthBehind:
    if not month.is_known:
        return MonthBehind(month.month, None, None)
    codes = facts()["income"]
    counted = [line for line in month.lines if line.description in codes["descriptions"]]
    regular = [line for line in counted if not {line.type, line.description} & set(codes["not_regular"])]
    return MonthBehind(
        month.month,
        Money.total(line.amount for line in counted),
        Money.total(line.amount for line in regular),
        tuple(LineBehind(line, *_counts(line)) for line in month.lines),
    )


def _counts(line: PaidLine) -> tuple[Counts, Message]:
    """Whether a line is part of the monthly income, and why."""
    codes = facts()["income"]
    if line.description not in codes["descriptions"]:
        return Counts.NOT, Message("Not part of the monthly income that NAV reckons with")
    if {line.type, line.description} & set(codes["not_regular"]):
        return Counts.REPORTED, Message("NAV sees it in the a-melding, but it is not regular pay")
    return Counts.REGULAR, Message("Regular pay")


def _mean(behind: Sequence[MonthBehind]) -> Figure[Money] | None:
    """The mean of the months as NAV sees them; None where one of them is not known."""
    amounts = [month.reported for month in behind if month.reported is not None]
    if not behind or len(amounts) < len(behind):
        return None
    total = Money.total(amounts)
    return figure("no.inntektsmelding.mean", total.part(1, len(amounts)), total=total, months=len(amounts))


def _income(
    jobs: Sequence[Employment],
    first: date,
    behind: Sequence[MonthBehind],
    paid: Sequence[PaidMonth],
    answers: Answers,
) -> Figure[Money]:
    """What somebody earns a month: the mean of the regular pay of the whole months there are; after a lasting change
    the pay that holds, with the mean of what varies; by the terms for somebody who has no whole month.
    """
    if answers.income is not None:
        return figure("no.inntektsmelding.chosen", answers.income)
    since = min(job.start for job in jobs)
    whole = [month for month in behind if since <= month.month.first and month.regular is not None]
    terms = [terms_on(job, first) for job in jobs]
    if not whole:
        return figure("no.inntektsmelding.by_terms", Money.total(_by_terms(each) for each in terms), day=first)
    salaries = [each.monthly_salary for each in terms if each.pay == "monthly" and each.monthly_salary is not None]
    if salaries and _changed(jobs, behind[0].month.first, first):
        known = {month.month for month in whole}
        fixed = {"fixed_salary"} | (set() if any(each.pay == "hourly" for each in terms) else {"hourly_pay"})
        varying = Money.total(
            line.amount for month in paid if month.month in known for line in month.lines if _varies(line, fixed)
        ).part(1, len(whole))
        salary = Money.total(salaries)
        return figure("no.inntektsmelding.changed", salary + varying, salary=salary, varying=varying)
    total = Money.total(month.regular for month in whole if month.regular is not None)
    return figure("no.inntektsmelding.income", total.part(1, len(whole)), total=total, months=len(whole))


def _varies(line: PaidLine, fixed: set[str]) -> bool:
    """Whether a line is regular pay beside what the terms give now."""
    codes = facts()["income"]
    is_regular = line.description in codes["descriptions"] and not {line.type, line.description} & set(
        codes["not_regular"]
    )
    return is_regular and line.type not in fixed


def _by_terms(terms: Terms) -> Money:
    if terms.monthly_salary is not None and terms.pay == "monthly":
        return terms.monthly_salary
    if terms.hourly_rate is not None:
        hours = terms.full_time_hours * terms.percent.share * _WEEKS
        return Money.rounded(terms.hourly_rate.kroner * hours / _A_YEAR)
    return ZERO


def _changed(jobs: Sequence[Employment], since: date, until: date) -> tuple[date, Employment] | None:
    """The last day in a time on which the pay or the percentage of one of them changed; None for none."""
    days = [
        (day, place)
        for place, job in enumerate(jobs)
        for (_, before), (day, terms) in pairwise(job.terms.entries)
        if since < day <= until and _pay(before) != _pay(terms)
    ]
    if not days:
        return None
    day, place = max(days)
    return day, jobs[place]


def _pay(terms: Terms) -> tuple[object, ...]:
    return terms.pay, terms.monthly_salary, terms.hourly_rate, terms.percent


def _reasons(
    person: PersonFacts,
    jobs: Sequence[Employment],
    first: date,
    paid: Sequence[PaidMonth],
    mean: Figure[Money] | None,
    income: Figure[Money],
    answers: Answers,
) -> tuple[Reason, ...]:
    """Why the income is more than a little off the mean of the months: what happened in them. Each reason once."""
    if answers.reasons is not None:
        return answers.reasons
    if mean is None or not needs_a_reason(mean, income):
        return ()
    months = Span(paid[0].month.first, paid[-1].month.last)
    found = []
    lines = [line for month in paid for line in month.lines]
    if any(line.description == "bonus" for line in lines):
        found.append(Reason("Bonus"))
    holiday = tuple(_away(person, jobs, {HOLIDAY}, months))
    if any(line.description == "trekkILoennForFerie" for line in lines):
        found.append(Reason("Ferietrekk"))
    elif holiday:
        found.append(Reason("Ferie", holiday))
    if min(job.start for job in jobs) > months.first:
        found.append(Reason("Nyansatt"))
    changed = _changed(jobs, months.first, first)
    if changed is not None:
        day, job = changed
        is_other = terms_on(job, day).percent != terms_on(job, day - _DAY).percent
        found.append(Reason("NyStillingsprosent" if is_other else "VarigLoennsendring", since=day))
    for name, kinds in (
        ("Permisjon", (AWAY - {LAYOFF}) | {UNPAID}),
        ("Permittering", frozenset({LAYOFF})),
        ("Sykefravaer", SICK),
    ):
        if spans := tuple(_away(person, jobs, kinds, months)):
            found.append(Reason(name, spans))
    return tuple(found)


def _away(person: PersonFacts, jobs: Sequence[Employment], kinds: Iterable[str], within: Span) -> Iterator[Span]:
    """The parts of absences of some kinds that lie in a time."""
    wanted, names = set(kinds), {"", *(job.id for job in jobs)}
    for each in person.absences:
        inside = each.span.overlap(within)
        if each.kind in wanted and each.withdrawn is None and inside and each.employment in names:
            yield inside


# --- refund and benefits ---------------------------------------------------------------------------------------------


def _refund(
    absence: Absence,
    employer: EmployerFacts,
    income: Figure[Money],
    first: date,
    periods: Sequence[Span],
    end: date | None,
    answers: Answers,
    rates: RatesOn,
) -> tuple[Figure[Money] | None, tuple[RefundChange, ...]]:
    """What the employer claims a month while it pays in advance, and from when it stops; None for no claim.

    Nothing is claimed for what ended in the employer's period. An employer that pays only up to six times the basic
    amount claims no more than that.
    """
    unpaid = not absence.paid if answers.no_refund is None else answers.no_refund
    own_period_last = periods[-1].last if periods else None
    only_own = end is not None and own_period_last is not None and end <= own_period_last
    if unpaid or (only_own and answers.refund is None):
        return None, ()
    if answers.refund is not None:
        refund = figure("no.inntektsmelding.chosen", answers.refund)
    else:
        refund = income
        if employer.choices.beyond_six_g == "no":
            g, times = sick_pay.basic_amount(first, rates), rates.number("absence.cap_g")
            most = g.value.times(times.value).part(1, _A_YEAR)
            if most < income.value:
                refund = figure("no.inntektsmelding.six_g", most, g=g, times=times)
    if answers.refund_changes is not None:
        return refund, answers.refund_changes
    return refund, (RefundChange(end + _DAY, ZERO),) if end is not None else ()


def _ended_benefits(person: PersonFacts, first: date, end: date | None, rates: RatesOn) -> Iterator[EndedBenefit]:
    """The company cars whose use ends during the absence."""
    for car in person.cars:
        if car.until is not None and car.until >= first and (end is None or car.until <= end):
            value = company_car.month_benefit(car, car.until.year, rates.book.on(car.until)).value
            if value > ZERO:
                yield EndedBenefit("BIL", value, car.until)
