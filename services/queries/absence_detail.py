"""One absence in full: who and what, the counters with every day and its reason, what is passed on and to whom, what
NAV pays back, and what pay was changed by it. And the counters of one employee.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.absence import Absence as AbsenceRecord
from models.records.movement import Movement
from models.values.finding import Finding, Place, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import HUNDRED
from models.values.span import Month, Span
from models.values.why import Figure
from services.desk import countries
from services.desk.absence_form import PAGE, AbsenceForm, pattern_of, title_of
from services.desk.absence_plan import known_in, plan_change
from services.desk.absences import (
    Around,
    absence_of,
    approved_runs,
    around,
    counted_in,
    is_held,
    months_told,
    rates_on,
)
from services.desk.at_hand import everybody
from services.desk.calculate import no_rate
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.desk.inntektsmelding import SENT, marks_about
from services.desk.marks import Marked
from services.desk.stored_form import read_payslip
from services.engine.absence import AbsenceCounter, AbsenceOutcome
from services.engine.facts import Absence, BalanceKey, EmployerFacts, PersonFacts
from services.engine.leave_advice import Proposal
from services.engine.rates import MissingRate
from services.queries.absence_timeline import Bar, Employer, bars_of, employer_days
from services.queries.trace import Title, Trace
from services.queries.why import trace_of, why_line

_SATURDAY: Final = 5
_AHEAD: Final = timedelta(days=60)
_SICK: Final = frozenset({"self_certified", "sick_note"})
_CARE: Final = frozenset({"sick_child", "care"})
_LINES: Final = ("absence_deduction", "holiday_deduction", "sick_pay")
_LINES_LATER: Final = 12  # months after an absence in which a run may still pay or take what it lacks
_MAIN: Final = {
    "self_certified": "self_certification",
    "sick_note": "employer_period",
    "sick_child": "care",
    "care": "care",
    "holiday": "holiday",
    "layoff": "layoff",
}


@dataclass(frozen=True, slots=True)
class TracedAmount:
    """An amount with its why."""

    amount: Money
    trace: Trace


@dataclass(frozen=True, slots=True)
class RefundMonth:
    """What NAV is to pay back for a month of the absence."""

    month: Month
    days: int
    expected: Money
    trace: Trace


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What is told to somebody because of the absence: `what` is amelding, inntektsmelding or refund; `state` done,
    due, later or none.
    """

    what: str
    state: str
    text: Message
    detail: Message | None = None
    day: date | None = None
    verb: Message | None = None
    where: Place | None = None


@dataclass(frozen=True, slots=True)
class PayEffect:
    """A line of pay that the absence made or changed, in a run."""

    month: Month
    run: int
    run_name: str
    approved: bool
    title: Title
    amount: Money
    trace: Trace


@dataclass(frozen=True, slots=True)
class AbsenceDetail:
    """Everything about one absence; see the names. `main` is the counter to draw, `looked_at` the day of the counters,
    `counted` says that it is withdrawn and not deleted when it is taken away.
    """

    id: int
    number: int
    name: str
    form: AbsenceForm
    kind: str
    title: Message
    pattern: str
    line: Message
    withdrawn: date | None
    leave_id: str
    is_leave: bool
    reported: tuple[Month, ...]
    counters: tuple[AbsenceCounter, ...]
    main: AbsenceCounter | None
    looked_at: date
    employer_until: date | None
    nav_from: date | None
    last_paid_day: date | None
    nav_days: int
    daily: TracedAmount | None
    yearly: TracedAmount | None
    refunds: tuple[RefundMonth, ...]
    expected: Money
    received: Money
    passed_on: tuple[PassedOn, ...]
    proposal: Proposal
    pay: tuple[PayEffect, ...]
    findings: tuple[Finding, ...]
    can_end: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of an employee on a day, and all their absences, the newest first. `missing` says which rate is not
    known where there are no counters.
    """

    day: date
    counters: tuple[AbsenceCounter, ...]
    bars: tuple[Bar, ...]
    missing: Finding | None = None


def working_days(span: Span, country: str = "NO") -> Decimal:
    """How many days of a span are working days. Raises ValueError while the end is open."""
    assert span.last is not None
    free = sum(
        day in span and day.weekday() < _SATURDAY
        for year in range(span.first.year, span.last.year + 1)
        for day in countries.public_holidays(year, country)
    )
    return Decimal(span.weekdays - free)


def counters_on(
    desk: Desk, person: Around, day: date, employer: EmployerFacts
) -> tuple[tuple[AbsenceCounter, ...], Finding | None]:
    """Every counter of a person on a day; none, and which rate is missing, where it is not known."""
    pack = countries.country(desk.client.country)
    facts = person.person
    if pack.numbered:
        with desk.reading() as session:
            facts = replace(facts, balances=_balances(session, person.row))
    try:
        return tuple(pack.absence_counters(facts, facts.absences, day, employer)), None
    except MissingRate as missing:
        return (), no_rate(missing).findings[0]


def counters_of(desk: Desk, number: int, day: date | None = None) -> Counters:
    """What stands on an employee on a day, today where none is said; nothing for one who is not there."""
    on = day or desk.today
    with desk.reading() as session:
        person = around(session, number)
        if person is None:
            return Counters(on, (), ())
        paid = _employer_days(desk, session, person)
        try:
            employer = employer_facts(session)
        except Refused as refusal:
            return Counters(on, (), _newest(person, paid), refusal.findings[0])
    found, missing = counters_on(desk, person, on, employer)
    return Counters(on, found, _newest(person, paid), missing)


def _newest(person: Around, paid: Employer) -> tuple[Bar, ...]:
    return tuple(reversed(bars_of(person, (), paid)))


def _employer_days(desk: Desk, session: Session, person: Around) -> Employer:
    try:
        return employer_days(person, desk.today, rates_on(session, desk.client.country, desk.today))
    except MissingRate:
        return {}


def absence_detail(desk: Desk, absence_id: int) -> AbsenceDetail:
    """One absence in full. Raises Refused where it is gone."""
    full = {each.number: each for each in everybody(desk)}
    with desk.reading() as session:
        row, person = absence_of(session, absence_id)
        place = next(at for at, each in enumerate(person.kept) if each.id == row.id)
        kept = person.kept[place]
        absence = kept.absence
        told = months_told(session, desk.client.country, person.number, absence, desk.today)
        sent = marks_about(session, absence_id).get(SENT)
        outcome, missing = _outcome(desk, session, full[person.number], row.employee_id, place)
        day = _looked_at(absence, desk.today)
        counters: tuple[AbsenceCounter, ...] = ()
        try:
            counters, lacks = counters_on(desk, person, day, employer_facts(session))
            missing = missing or lacks
        except Refused as refusal:
            missing = refusal.findings[0]
        held = is_held(session, row, person.number, desk.client.country, desk.today)
        pay = tuple(_pay(desk, session, row, absence, person.number))
        run = _in_run(session, row, absence)
        received = _received(desk, absence_id)
        findings = tuple(_findings(desk, session, person, absence_id, bool(told)))
    name = person.person.name
    whose = Message("{name}, {title}", name=name, title=title_of(absence.kind))
    nav_from = outcome.nav_days[0] if outcome.nav_days else None
    return AbsenceDetail(
        absence_id,
        person.number,
        name,
        kept.form(person.number),
        absence.kind,
        title_of(absence.kind),
        pattern_of(absence.kind),
        line_of(absence),
        absence.withdrawn,
        absence.id,
        countries.is_leave(absence.kind),
        told,
        counters,
        _main(absence, counters),
        day,
        outcome.employer_period_end,
        nav_from,
        outcome.last_paid_day,
        sum(1 for day in outcome.nav_days if absence.last is not None or day <= desk.today),
        _traced(outcome.daily, Message("NAV's rate for a day"), whose),
        _traced(outcome.yearly, Message("Income a year"), whose),
        tuple(
            RefundMonth(each.month, each.days, each.amount.value, _refund_trace(each.amount, each.month, whose))
            for each in outcome.refunds
        ),
        outcome.expected,
        received,
        (*run, *_passed_on(desk, person, absence, absence_id, told, sent, outcome, received)),
        countries.leave_proposal(absence, "", person.person.absences),
        pay,
        (*findings, *((missing,) if missing is not None else ())),
        absence.last is None and absence.withdrawn is None,
        held,
    )


def line_of(absence: Absence) -> Message:
    """What and when, on one line."""
    title: Message = title_of(absence.kind)
    if absence.units is not None:
        title = Message("{kind}: {units}", kind=title, units=_plain(absence.units))
    if absence.grade != HUNDRED:
        title = Message("{kind} {grade}", kind=title, grade=absence.grade)
    if absence.last is None:
        return Message("{kind} from {day}, no end date", kind=title, day=absence.first)
    if absence.last == absence.first:
        return Message("{kind} on {day}", kind=title, day=absence.first)
    return Message("{kind} from {first} to {last}", kind=title, first=absence.first, last=absence.last)


def _plain(units: Decimal) -> Decimal:
    """Without decimals that say nothing."""
    return units.quantize(Decimal(1)) if units == units.to_integral_value() else units.normalize()


def _looked_at(absence: Absence, today: date) -> date:
    """The day of the counters: today while the absence lasts; its last day when it is over, and before it begins, so
    that one sees what it will have used.
    """
    if absence.first > today:
        return absence.last or absence.first
    return min(today, absence.last or today)


def _main(absence: Absence, counters: Sequence[AbsenceCounter]) -> AbsenceCounter | None:
    name = "leave" if absence.kind.startswith("leave_") else _MAIN.get(absence.kind, "")
    return next((each for each in counters if each.name == name), None)


def _traced(figure: Figure[Money] | None, title: Message, whose: Message) -> TracedAmount | None:
    return TracedAmount(figure.value, trace_of(figure, title, whose)) if figure is not None else None


def _refund_trace(figure: Figure[Money], month: Month, whose: Message) -> Trace:
    return trace_of(figure, Message("Refund for {month}", month=month), whose)


def _outcome(
    desk: Desk, session: Session, person: PersonFacts, employee_id: int, place: int
) -> tuple[AbsenceOutcome, Finding | None]:
    """What follows from the absence, with the balances that the income is read from. Of an open end the days that NAV
    pays are told ahead, and what comes back as far as today.
    """
    absence = person.absences[place]
    if absence.withdrawn is not None:
        return AbsenceOutcome(place), None
    facts = replace(person, balances=_balances(session, employee_id))
    pack = countries.country(desk.client.country)
    now = absence.last or max(absence.first, desk.today)
    try:
        ahead = pack.expected_refunds(facts, facts.absences, now if absence.last else now + _AHEAD)[place]
        if absence.last is not None:
            return ahead, None
        return replace(ahead, refunds=pack.expected_refunds(facts, facts.absences, now)[place].refunds), None
    except MissingRate as missing:
        return AbsenceOutcome(place), no_rate(missing).findings[0]


def _balances(session: Session, employee_id: int) -> dict[BalanceKey, int]:
    """What stands on one person's accounts by approved runs and opening balances."""
    counted = (
        select(Movement.account, Movement.vintage, func.sum(Movement.hundredths))
        .join(runs.PayRun, runs.PayRun.id == Movement.run_id, isouter=True)
        .where(
            Movement.employee_id == employee_id,
            or_(Movement.run_id.is_(None), runs.PayRun.approved_at.is_not(None)),
        )
        .group_by(Movement.account, Movement.vintage)
        .order_by(Movement.account, Movement.vintage)
    )
    return {BalanceKey(account, vintage): ore for account, vintage, ore in session.execute(counted)}


def _received(desk: Desk, absence_id: int) -> Money:
    """What NAV paid for the absence, of the reports that were taken in."""
    from services.queries.refunds import postings  # the page of refunds is not needed for most absences

    return Money.total(each.amount for each in postings(desk, absence=absence_id, state="taken"))


def _findings(desk: Desk, session: Session, person: Around, absence_id: int, is_told: bool) -> Iterator[Finding]:
    """What is to be said of it as it is stored."""
    kept = next(each for each in person.kept if each.id == absence_id)
    if kept.absence.withdrawn is not None:
        return
    known = known_in(session, desk.client.country, desk.today)
    plan = plan_change(person, kept, kept.form(person.number), replace(known, runs=()), told=is_told)
    yield from plan.findings


# --- what is passed on -----------------------------------------------------------------------------------------------


def _passed_on(
    desk: Desk,
    person: Around,
    absence: Absence,
    absence_id: int,
    told: Sequence[Month],
    sent: Marked | None,
    outcome: AbsenceOutcome,
    received: Money,
) -> Iterator[PassedOn]:
    if countries.country(desk.client.country).numbered:
        return
    yield _in_report(desk, person, absence, absence_id, told)
    yield _income_report(desk, absence, absence_id, sent, outcome)
    yield _refund(absence, absence_id, outcome, received)


def _in_run(session: Session, row: AbsenceRecord, absence: Absence) -> tuple[PassedOn, ...]:
    """Of an absence that is counted: which run took it, or will."""
    if absence.units is None:
        return ()
    if (run := counted_in(session, row)) is not None:
        what = Message("Taken in the run of {month}", month=run.month)
        return (PassedOn("run", "done", what, verb=Message("Open the run"), where=Place("pay_run", run.id)),)
    if absence.withdrawn is not None:
        return ()
    if any(run.days.overlap(absence.span) is not None for run in approved_runs(session)):
        return (PassedOn("run", "later", Message("Goes with the next run")),)
    return (PassedOn("run", "later", Message("Goes with the pay of {month}", month=Month.of(absence.first))),)


def _in_report(desk: Desk, person: Around, absence: Absence, absence_id: int, told: Sequence[Month]) -> PassedOn:
    if absence.withdrawn is not None:
        if told:
            next_month = told[-1].plus(1)
            what = Message("The a-melding of {month} deletes it", month=next_month)
            return PassedOn("amelding", "due", what, where=Place("reporting", str(next_month)))
        return PassedOn("amelding", "none", Message("Not in the a-melding"))
    is_leave = countries.is_leave(absence.kind)
    if not is_leave:
        if absence.kind in _SICK:
            return _sickness_in_report(desk, person, absence, absence_id)
        return PassedOn("amelding", "none", Message("Not in the a-melding"))
    month = Month.of(max(absence.first, min(desk.today, absence.last or desk.today)))
    code = countries.leave_description(absence.kind, month)
    if told:
        what = Message("Reported in the a-melding of {month}", month=told[-1])
        return PassedOn(
            "amelding", "done", what, Message("as {code}", code=code), where=Place("reporting", str(told[-1]))
        )
    if countries.is_reportable(person.person, absence, max(absence.first, desk.today)):
        what = Message("The a-melding of {month} reports it", month=month)
        return PassedOn("amelding", "due", what, Message("as {code}", code=code), where=Place("reporting", str(month)))
    what = Message("Not in the a-melding yet")
    return PassedOn(
        "amelding", "none", what, Message("Reported when leave comes to 14 days or more within twelve months")
    )


def _sickness_in_report(desk: Desk, person: Around, absence: Absence, absence_id: int) -> PassedOn:
    """Sickness is not told, but for what of it lasts longer than twelve months."""
    ends = countries.sick_pay_ends(absence, person.person.absences)
    if absence.last is not None and absence.last < ends:
        return PassedOn("amelding", "none", Message("Not in the a-melding (sickness)"))
    if ends > desk.today and absence.last is None:
        what = Message("Not in the a-melding (sickness)")
        later = Message("Reported as leave from {day} if it lasts that long", day=ends)
        return PassedOn("amelding", "none", what, later)
    what = Message("Reported as leave from {day}: it has then lasted twelve months", day=ends)
    state = "due" if ends <= desk.today else "later"
    return PassedOn("amelding", state, what, day=ends, where=Place(PAGE, f"absence:{absence_id}", "kind"))


def _income_report(
    desk: Desk, absence: Absence, absence_id: int, sent: Marked | None, outcome: AbsenceOutcome
) -> PassedOn:
    where = Place("inntektsmelding", absence_id)
    if sent is not None:
        what = Message("Inntektsmelding sent on {day}", day=sent.at.date())
        return PassedOn("inntektsmelding", "done", what, day=sent.at.date(), verb=Message("See figures"), where=where)
    none = PassedOn("inntektsmelding", "none", Message("No inntektsmelding"))
    if absence.withdrawn is not None:
        return none
    if absence.kind == "leave_parental":
        day = absence.first - timedelta(weeks=4)
        state = "due" if day <= desk.today else "later"
        what = Message("Inntektsmelding to NAV")
        return PassedOn("inntektsmelding", state, what, day=day, verb=Message("See figures"), where=where)
    if absence.kind not in _SICK:
        return none
    if not outcome.nav_days:
        return replace(none, detail=Message("The employer pays all the days"))
    first = outcome.nav_days[0]
    is_now = first <= desk.today or (absence.last is not None and absence.last >= first) or absence.last is None
    return PassedOn(
        "inntektsmelding",
        "due" if is_now else "later",
        Message("Inntektsmelding to NAV"),
        Message("NAV pays from {day}", day=first),
        first,
        Message("See figures"),
        where,
    )


def _refund(absence: Absence, absence_id: int, outcome: AbsenceOutcome, received: Money) -> PassedOn:
    where = Place("refunds", f"absence:{absence_id}")
    if received and outcome.expected <= received:
        what = Message("{amount} was refunded by NAV", amount=received)
        return PassedOn("refund", "done", what, where=where)
    if outcome.expected:
        detail = Message("{amount} has come so far", amount=received) if received else None
        what = Message("Refund of {amount} is expected from NAV", amount=outcome.expected)
        return PassedOn("refund", "later", what, detail, where=where)
    if outcome.nav_days and absence.paid:
        return PassedOn("refund", "later", Message("The refund from NAV (K27) comes later"), where=where)
    if outcome.nav_days:
        return PassedOn("refund", "none", Message("NAV pays the employee"))
    return PassedOn("refund", "none", Message("No refund"))


# --- pay -------------------------------------------------------------------------------------------------------------


def _pay(desk: Desk, session: Session, row: AbsenceRecord, absence: Absence, number: int) -> Iterator[PayEffect]:
    """The lines of pay for days of the absence, in every run that has some, by run."""
    kind = countries.country(desk.client.country).absence_kinds.kinds.get(absence.kind)
    counted = kind.types if kind is not None else ()
    types = counted or _LINES
    last = Month.of(absence.last or max(desk.today, absence.first)).plus(_LINES_LATER)
    wanted = (
        select(
            runs.PayRun.id,
            runs.PayRun.month,
            runs.PayRun.sequence,
            runs.PayRun.approved_at,
            runs.PayRun.first_day,
            runs.PayRun.last_day,
            runs.Payslip.content,
        )
        .join(runs.Payslip, runs.Payslip.run_id == runs.PayRun.id)
        .where(
            runs.Payslip.employee_id == row.employee_id,
            runs.PayRun.pay_date >= Month.of(absence.first).first,
            runs.PayRun.pay_date <= last.last,
            runs.PayRun.id.in_(
                select(runs.PayLine.run_id).where(
                    runs.PayLine.employee_id == row.employee_id, runs.PayLine.type.in_(types)
                )
            ),
        )
        .order_by(runs.PayRun.pay_date, runs.PayRun.id)
    )
    for run in session.execute(wanted):
        slip = read_payslip(run.content)
        for index, line in enumerate(slip.lines):
            if counted:
                paid = run.month.span if run.first_day is None else Span(run.first_day, run.last_day)
                days = paid if line.type in counted and absence.first in paid else None
            else:
                days = line.days or line.earned if line.type in _LINES else None
            if days is None or days.overlap(absence.span) is None or _other_kind(line.type, absence.kind):
                continue
            trace = why_line(desk, run.id, number, index, slip)
            if trace is not None:
                yield PayEffect(
                    Month.of(days.first),
                    run.id,
                    str(run.month) if run.sequence == 1 else f"{run.month}-{run.sequence}",
                    run.approved_at is not None,
                    trace.title,
                    line.amount.value,
                    trace,
                )


def _other_kind(line: str, kind: str) -> bool:
    """Whether a line cannot be of an absence of the kind, though it lies on its days."""
    if line not in _LINES:
        return False
    if line == "holiday_deduction":
        return kind != "holiday"
    if line == "sick_pay":
        return kind not in _SICK | _CARE
    return kind == "holiday"
