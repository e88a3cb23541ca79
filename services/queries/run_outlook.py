"""What a run would mean before it is begun: which one comes next, who is in it, what is due, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.records.employer import Employer
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.questions import Choosable
from models.values.span import Month, Span
from services.desk import at_hand
from services.desk.calculate import no_rate
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import employer_facts, find_run
from services.desk.who_is_paid import is_paid_in, periods_of
from services.engine.facts import PersonFacts, RunFacts, RunHead, RunKind
from services.engine.rates import MissingRate
from services.queries.runs import FULL, RunRow, all_runs
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book


@dataclass(frozen=True, slots=True)
class Plan:
    """The head of a run as somebody thinks of it, before or while it exists."""

    month: Month
    pay_date: date
    kind: str = "ordinary"
    period: str = "MND"
    days: Span | None = None
    december_relief: bool = False
    corrects: str = ""
    whom: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()  # of the run order, where wage types are numbered


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due because of a run."""

    kind: str  # bank · withholding · report · aga
    what: Message
    day: date


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a run concerns."""

    number: int
    name: str
    day: date | None = None  # when they started, or leave


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would be: what is due, who is paid, and what speaks against it."""

    dues: tuple[Due, ...] = ()
    members: tuple[Member, ...] = ()
    started: tuple[Member, ...] = ()
    leaving: tuple[Member, ...] = ()
    others: tuple[Member, ...] = ()  # employed in these days, but paid at other times
    findings: tuple[Finding, ...] = ()  # `where.field` is the field of the form
    has_relief: bool = False  # reduced withholding is possible on this pay date
    bank_day: date | None = None
    periods: tuple[str, ...] = field(default=("MND",))
    moved: Message | None = None  # the pay day of the month is no bank day
    pays_out: tuple[Message, ...] = ()  # what it pays by the calendar besides the pay
    choices: tuple[Choosable, ...] = ()  # codes of the run order that one may choose
    taxed: tuple[Message, ...] = ()  # how tax is withheld in a run of the kind, where that is not as usual

    def problem(self, name: str, severity: Severity = Severity.STOP) -> Message | None:
        """What is wrong with a field; with WARNING, what should be looked at."""
        for found in self.findings:
            if found.severity is severity and found.where is not None and found.where.field == name:
                return found.what
        return None

    @property
    def is_possible(self) -> bool:
        return not any(found.severity is Severity.STOP for found in self.findings)


def proposal(desk: Desk, kind: str = "ordinary", *, corrects: str = "") -> Plan:
    """The run that comes next: the first month that is not paid, on the employer's pay day or the bank day before it.

    An extra run is proposed for the newest month that was paid; a correction for the month of the newest run.
    """
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        start = employer.start_month if employer else Month.of(desk.today)
        pay_day = employer.pay_day if employer else 25
    rows = all_runs(desk)
    full = [row for row in rows if row.kind in FULL]
    if kind == "correction":
        target = next((row for row in rows if row.is_approved and (not corrects or row.name == corrects)), None)
        month = target.month if target else start
        day = _next_bank_day(desk, max(desk.today, target.pay_date if target else start.first))
        return Plan(month, day, kind, target.period if target else "MND", corrects=target.name if target else "")
    if kind == "extra":
        paid = [row.month for row in full if row.is_approved]
        month = max([start, *paid])
        return Plan(month, _next_bank_day(desk, max(desk.today, month.first)), kind)
    monthly = [row.month for row in full if row.period == "MND" and row.own_days is None]
    month = max(monthly).plus(1) if monthly else start
    periods = periods_of(at_hand.everybody(desk), month.span) or ("MND",)
    if "MND" not in periods:
        return _shorter(desk, rows, periods[0], kind, start)
    pay_date = _bank_day(desk, month.first.replace(day=min(pay_day, month.last.day)))
    is_relief = month.number == 12 and not any(
        row.december_relief and row.pay_date.year == pay_date.year for row in rows
    )
    return Plan(month, pay_date, kind, december_relief=is_relief and _has_relief(desk, pay_date))


def pay_date_of(desk: Desk, month: Month) -> date:
    """The usual pay date of a month: the employer's pay day, or the bank day before it."""
    with desk.reading() as session:
        employer = session.get(Employer, 1)
    day = employer.pay_day if employer else 25
    return _bank_day(desk, month.first.replace(day=min(day, month.last.day)))


def next_days(desk: Desk, period: str) -> Span:
    """The days after the last run of so many weeks, or the first ones of the month that comes next."""
    plan = proposal(desk)
    return _shorter(desk, all_runs(desk), period, "ordinary", plan.month).days or plan.month.span


def outlook(desk: Desk, plan: Plan, run_id: int | None = None) -> Outlook:
    """What the run would mean. `run_id` is its own number, where it exists already."""
    days = plan.days or plan.month.span
    head = RunHead(
        plan.month,
        plan.pay_date,
        RunKind(plan.kind),
        plan.period,
        plan.days,
        plan.december_relief,
        codes=plan.codes,
    )
    pack = country(desk.client.country)
    with desk.reading() as session:
        corrected = _corrected(session, plan)
        start = session.scalar(select(Employer.start_month))
    everybody, rows = at_hand.everybody(desk), all_runs(desk)
    employed = [person for person in everybody if _employed(person, days)]
    if plan.kind == "correction":
        members = [person for person in everybody if person.number in corrected]
        others: list[PersonFacts] = []
    elif plan.kind == "extra":
        members, others = employed, []
    else:
        members = [person for person in employed if is_paid_in(person, head)]
        others = [person for person in employed if not is_paid_in(person, head)]
    is_full = plan.kind in FULL
    findings = [*_against(rows, plan, run_id, start), *_against_pay_date(desk, plan)]
    if not members:
        findings.append(_stop(_nobody(plan), "whom" if plan.kind == "correction" else "members"))
    return Outlook(
        _dues(desk, plan) if not any(_is_at(found, "pay_date") for found in findings) else (),
        tuple(Member(person.number, person.name) for person in members),
        tuple(_started(members, days)) if is_full else (),
        tuple(_leaving(members, days)) if is_full else (),
        tuple(Member(person.number, person.name) for person in others),
        tuple(findings),
        is_full and _has_relief(desk, plan.pay_date),
        _bank_day(desk, plan.pay_date),
        tuple(dict.fromkeys(["MND", *periods_of(everybody, days)])),
        _moved(desk, plan) if is_full and plan.days is None else None,
        tuple(pack.pays_out(head, _forms(members, days))),
        tuple(_choices(desk, plan, pack.run_choices(head), everybody)) if pack.numbered else (),
        () if pack.numbered else _taxed(plan),
    )


def _choices(
    desk: Desk, plan: Plan, choices: Iterable[Choosable], everybody: Iterable[PersonFacts]
) -> Iterator[Choosable]:
    """The codes of the run order that mean something here: somebody's wage type waits for it, or it is chosen."""
    with desk.reading() as session:
        setup = employer_facts(session).numbered
    used = {line.type for person in everybody for line in person.lines}
    used |= {line.type for lines in (setup.categories.values() if setup is not None else ()) for line in lines}
    types = wage_types(desk.client.country)
    rows = [types[slug].row for slug in used if slug in types]
    waits = {word for row in rows if row is not None for word in row.trigger.split()}
    for each in choices:
        if each.code.startswith("-") or each.code in plan.codes or f"code:{each.code}" in waits:
            yield each


def kinds(desk: Desk) -> tuple[Choosable, ...]:
    """The kinds of run that there are, each with a sentence about when it is the right one."""
    return country(desk.client.country).run_words.kinds


def correctable(desk: Desk) -> tuple[RunRow, ...]:
    """The runs that a correction can correct, the newest first."""
    return tuple(row for row in all_runs(desk) if row.is_approved)


def paid_people(desk: Desk, name: str) -> tuple[Member, ...]:
    """Who has a payslip in a run, by name; of those whose slip was taken back already, nobody."""
    with desk.reading() as session:
        run = find_run(session, name)
        if run is None:
            return ()
        found = session.execute(
            select(people.Employee.id, people.Employee.number, people.Employee.name)
            .join(records.Payslip, records.Payslip.employee_id == people.Employee.id)
            .where(records.Payslip.run_id == run.id)
        ).all()
        taken: set[int] = set()
        for other in session.scalars(
            select(records.PayRun).where(records.PayRun.corrects == name, records.PayRun.approved_at.is_not(None))
        ):
            whom = set(
                session.scalars(
                    select(records.CorrectedEmployee.employee_id).where(records.CorrectedEmployee.run_id == other.id)
                )
            )
            taken |= whom or {row.id for row in found}
    members = [Member(row.number, row.name) for row in found if row.id not in taken]
    return tuple(sorted(members, key=lambda member: member.name.casefold()))


# --- parts ---------------------------------------------------------------------------------------------------------


def _shorter(desk: Desk, rows: Iterable[RunRow], period: str, kind: str, start: Month) -> Plan:
    """The next run of so many days, after the last one of the same period."""
    length = {"14D": 14, "UKE": 7, "4D": 4, "3D": 3, "2D": 2, "1D": 1}.get(period, 14)
    ends = [row.days.last for row in rows if row.period == period and row.kind in FULL and row.days.last is not None]
    first = max(ends) + timedelta(days=1) if ends else start.first
    last = first + timedelta(days=length - 1)
    return Plan(Month.of(last), _bank_day(desk, last), kind, period, Span(first, last))


def _bank_day(desk: Desk, day: date) -> date:
    return country(desk.client.country).bank_day(day)


def _moved(desk: Desk, plan: Plan) -> Message | None:
    """Why the pay date is another one than the employer's pay day of the month."""
    with desk.reading() as session:
        employer = session.get(Employer, 1)
    if employer is None:
        return None
    usual = plan.month.first.replace(day=min(employer.pay_day, plan.month.last.day))
    if usual == plan.pay_date or _bank_day(desk, usual) != plan.pay_date:
        return None
    return Message("{usual} is not a bank day, so it is paid on the last one before", usual=usual)


def _taxed(plan: Plan) -> tuple[Message, ...]:
    """How tax is withheld where it is not the month's table for the month's pay."""
    match plan.kind:
        case "extra":
            return (
                Message(
                    "Pay such as a bonus, commission or overtime is withheld by the percentage of the tax card, since "
                    "it belongs to no period of the table"
                ),
                Message("Holiday pay is free of withholding as in June, where the tax card gives that"),
                Message("Expenses with a receipt are paid in full, mileage and subsistence within the free rates too"),
            )
        case "ordinary" | "holiday" if plan.period != "MND":
            return (Message("Tax is looked up in the table for the period that is paid, not in that for a month"),)
        case _:
            return ()


def _next_bank_day(desk: Desk, day: date) -> date:
    """The day, or the first bank day after it: what is paid besides the usual pay day is not paid before today."""
    while _bank_day(desk, day) != day:
        day += timedelta(days=1)
    return day


def _has_relief(desk: Desk, pay_date: date) -> bool:
    """Whether the country knows reduced withholding on such a pay date: it stops a run that has it where it may not."""
    with desk.reading() as session:
        if session.get(Employer, 1) is None or country(desk.client.country).numbered:
            return False
        head = RunHead(Month.of(pay_date), pay_date, december_relief=True)
        facts = RunFacts(desk.client.country, head, employer_facts(session), ())
    return not any(_is_at(found, "december_relief") for found in country(desk.client.country).check(facts))


def _dues(desk: Desk, plan: Plan) -> tuple[Due, ...]:
    pack = country(desk.client.country)
    month = Month.of(plan.pay_date)
    last = plan.days.last if plan.days is not None else plan.month.last
    days = {**pack.month_deadlines(month), **pack.run_deadlines(plan.pay_date, last)}
    dues = [Due("bank", Message("The money must be in the bank"), pack.bank_day(plan.pay_date))]
    for kind, name, what in pack.run_words.dues:
        said = Message(what.text, month=month) if "{month}" in what.text else what
        dues.append(Due(kind, said, days[name]))
    return tuple(sorted(dues, key=lambda due: due.day))


def _against(rows: Sequence[RunRow], plan: Plan, run_id: int | None, start: Month | None) -> Iterable[Finding]:
    """What other runs say against it."""
    others = [row for row in rows if row.id != run_id]
    if plan.kind == "correction":
        if not plan.corrects:
            yield _stop(Message("Choose the run that is corrected"), "corrects")
        return
    if start is not None and plan.month < start:
        yield _stop(Message("Pay in this program begins with {month}", month=start), "month")
    if plan.kind not in FULL:
        return
    same = [row for row in others if row.kind in FULL and row.period == plan.period]
    if plan.days is None:
        for row in same:
            if row.month == plan.month and row.own_days is None:
                if row.is_approved:
                    what = Message("{month} is already approved. Use an extra run or a correction", month=row.month)
                else:
                    what = Message("There is a draft for {month} already. Continue with that one", month=row.month)
                yield Finding(Severity.STOP, what, Place("pay_run", row.id, "month"))
                return
        return
    for row in same:
        if row.days.overlap(plan.days) is not None:
            what = Message("Another run pays for {days} already", days=row.days)
            yield Finding(Severity.STOP, what, Place("pay_run", row.id, "days"))
            return


def _against_pay_date(desk: Desk, plan: Plan) -> Iterable[Finding]:
    try:
        rate_book(desk.client.country).on(plan.pay_date)
    except MissingRate as missing:
        yield from (replace(found, where=Place("pay_run", None, "pay_date")) for found in no_rate(missing).findings)
        return
    before = _bank_day(desk, plan.pay_date)
    if before != plan.pay_date:
        what = Message("{day} is not a bank day: the bank pays on {before}", day=plan.pay_date, before=before)
        yield Finding(Severity.WARNING, what, Place("pay_run", None, "pay_date"))
    elif plan.pay_date < desk.today:
        what = Message("The pay date {day} has passed", day=plan.pay_date)
        yield Finding(Severity.WARNING, what, Place("pay_run", None, "pay_date"))


def _corrected(session: Session, plan: Plan) -> set[int]:
    """Whom a correction concerns: the chosen ones, or everybody in the run."""
    if plan.kind != "correction" or not plan.corrects:
        return set()
    if plan.whom:
        return set(plan.whom)
    run = find_run(session, plan.corrects)
    wanted = select(people.Employee.number).join(records.Payslip, records.Payslip.employee_id == people.Employee.id)
    return set(session.scalars(wanted.where(records.Payslip.run_id == run.id))) if run else set()


def _employed(person: PersonFacts, days: Span) -> bool:
    return any(each.span.overlap(days) is not None for each in person.employments)


def _started(members: list[PersonFacts], days: Span) -> Iterable[Member]:
    for person in members:
        first = min(each.start for each in person.employments)
        if first in days and first > days.first:
            yield Member(person.number, person.name, first)


def _leaving(members: list[PersonFacts], days: Span) -> Iterable[Member]:
    for person in members:
        ends = [each.end for each in person.employments]
        last = max((end for end in ends if end is not None), default=None)
        if None not in ends and last is not None and last in days:
            yield Member(person.number, person.name, last)


def _forms(members: Iterable[PersonFacts], days: Span) -> frozenset[str]:
    """How the people are paid in the days."""
    return frozenset(
        terms.pay
        for person in members
        for each in person.employments
        if (employed := each.span.overlap(days)) is not None
        for _, terms in each.terms.pieces(employed)
    )


def _nobody(plan: Plan) -> Message:
    if plan.kind == "correction":
        return Message("Choose who the correction concerns")
    return Message("Nobody is employed and paid in these days")


def _stop(what: Message, name: str) -> Finding:
    return Finding(Severity.STOP, what, Place("pay_run", None, name))


def _is_at(found: Finding, name: str) -> bool:
    return found.severity is Severity.STOP and found.where is not None and found.where.field == name
