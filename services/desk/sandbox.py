"""A sandbox: the client's year in memory, played from its first pay date to its last as often as one likes.

What was paid and what is planned are computed with the same rules from what the client says today, so that a changed
copy can be set beside an unchanged one. Nothing is ever stored.

People who are paid by the hour have no pay of their own in a month that nobody entered: a run that is planned, or begun
without their hours, gives them the hours that they usually have, or those of their position.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.employer import Employer
from models.records.movement import Movement
from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Progress, no_progress
from models.values.span import Month, Span
from services.desk import countries
from services.desk.calculate import calculate
from services.desk.desk import Desk
from services.desk.gather import (
    employer_facts,
    entered_lines,
    head_of,
    own_rates,
    persons,
)
from services.desk.stored_form import read_line
from services.desk.who_is_paid import is_hourly, is_paid_in
from services.engine.accounts import after
from services.engine.facts import (
    BalanceKey,
    CostShare,
    EmployerFacts,
    Employment,
    LineInput,
    OwnRate,
    PersonFacts,
    RunFacts,
    RunHead,
    RunKind,
    TaxCard,
)
from services.engine.rates import MissingRate
from services.engine.result import RunResult
from services.reference.year_files import client_rates

PERIODS = {"MND": 0, "14D": 14, "UKE": 7}  # days of a pay period that is not a month
HOLIDAY_MONTH, RELIEF_MONTH = 6, 12  # when a planned year pays holiday pay, and withholds less
RELIEVED = {"14D": 1, "UKE": 2}  # of how many of the last short periods before Christmas nothing is withheld
HOURLY = "hourly_pay"
ASSUMED = "the last one that is known"  # the source of a rate that a plan assumes


@dataclass(frozen=True, slots=True)
class FixedLine:
    """A line of every ordinary run between two days."""

    line: LineInput
    first: date | None = None
    last: date | None = None

    def holds_in(self, days: Span) -> bool:
        """Whether it belongs to a run that pays for the days."""
        return (days.last is None or self.first is None or self.first <= days.last) and (
            self.last is None or self.last >= days.first
        )


@dataclass(frozen=True, slots=True)
class UsualHours:
    """The hours that somebody usually has in a pay period, and the position in which they had them."""

    hours: Decimal
    period: str = "MND"
    percent: Percent | None = None


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """One employee with everything that a run of any date could need, and the balances at the start of the year.

    `shares` are where the pay is booked, by the day from which it holds.
    """

    person: PersonFacts
    cards: tuple[TaxCard, ...] = ()
    fixed: tuple[FixedLine, ...] = ()
    shares: tuple[tuple[date, CostShare], ...] = ()
    hours: Mapping[str, UsualHours] = field(default_factory=dict)  # by employment, where there were some

    def in_run(
        self,
        head: RunHead,
        entered: tuple[LineInput, ...],
        balances: Mapping[BalanceKey, int],
        *,
        is_planned: bool = False,
    ) -> PersonFacts:
        """The person as a run sees them; in one that is planned or open with the usual hours, if none are entered."""
        ordinary = head.kind in (RunKind.ORDINARY, RunKind.HOLIDAY)
        fixed = tuple(replace(each.line, fixed=True) for each in self.fixed if ordinary and each.holds_in(head.days))
        of_year = [card for card in self.cards if card.year == head.pay_date.year]
        known = [card for card in of_year if card.issued is None or card.issued <= head.pay_date] or of_year[-1:]
        lines = (*fixed, *entered)
        if is_planned and ordinary:
            lines = (*lines, *self.planned_hours(head, lines))
        return replace(
            self.person,
            tax_card=known[-1] if known else None,
            lines=lines,
            balances=dict(balances),
            shares=self._shares(head),
        )

    def planned_hours(self, head: RunHead, lines: tuple[LineInput, ...] = ()) -> Iterator[LineInput]:
        """The hours that a planned run counts on, for each employment that is paid by the hour; none where they are
        among the lines already.
        """
        if any(line.type == HOURLY for line in lines) or not is_hourly(self.person, head):
            return
        for job in self.person.employments:
            usual = self.hours.get(job.id)
            if head.period == (usual.period if usual is not None else "MND"):
                hours = (_hours(job, usual, head) * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2
                if hours:
                    several = len(self.person.employments) > 1
                    yield LineInput(HOURLY, quantity=hours, employment=job.id if several else "")

    def _shares(self, head: RunHead) -> tuple[CostShare, ...]:
        """Where the pay of a run is booked: the rows of the newest day until its last."""
        day = head.days.last or head.pay_date
        newest = max((since for since, _ in self.shares if since <= day), default=None)
        return tuple(share for since, share in self.shares if since == newest)


def _hours(job: Employment, usual: UsualHours | None, head: RunHead) -> Decimal:
    """The hours of an employment in a pay period: the usual ones or else those of the position, for the days in which
    it is paid by the hour.
    """
    whole, hours = head.days, Decimal(0)
    employed = job.span.overlap(whole)
    if employed is None or whole.last is None:
        return hours
    for days, terms in job.terms.pieces(employed):
        if terms.pay != "hourly" or days.last is None:
            continue
        full = terms.full_time_hours * terms.percent.share * 52 / 12
        if usual is not None:
            then = usual.percent.value if usual.percent is not None else Decimal(0)
            full = usual.hours * (terms.percent.value / then if then else 1)
        hours += full * days.days / whole.days
    return hours


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run of the year: its head and the lines entered on it; `is_planned` if the client has no such run yet,
    `is_open` if it is begun and not approved.
    """

    head: RunHead
    lines: Mapping[int, tuple[LineInput, ...]]
    is_planned: bool
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A year of a client in memory. Copy it with `dataclasses.replace` and change what you like."""

    country: str
    year: int
    employer: EmployerFacts
    people: tuple[SandboxPerson, ...]
    runs: tuple[PlannedRun, ...]
    balances: Mapping[BalanceKey, int]  # the employer's own, on 1 January
    own_rates: tuple[OwnRate, ...] = ()
    left_out: int = 0  # corrections, which have no place in a year that is played anew

    def play(self, progress: Progress = no_progress) -> tuple[RunResult, ...]:
        """Every run in the order of payment. Raises Refused for what a rule refuses."""
        return self._played(progress)[0]

    def after_all(self) -> Sandbox:
        """The sandbox with the balances as they stand when every run is paid. Raises Refused."""
        _, standing, own = self._played(no_progress)
        people = tuple(
            replace(each, person=replace(each.person, balances=standing[each.person.number])) for each in self.people
        )
        return replace(self, people=people, balances=own)

    def _played(
        self, progress: Progress
    ) -> tuple[tuple[RunResult, ...], Mapping[int, dict[BalanceKey, int]], dict[BalanceKey, int]]:
        standing = {each.person.number: dict(each.person.balances) for each in self.people}
        own = dict(self.balances)
        results = []
        for done, planned in enumerate(self.runs):
            progress(done, len(self.runs), Message("Calculating the year"))
            crew = tuple(
                each.in_run(
                    planned.head,
                    planned.lines.get(number, ()),
                    standing[number],
                    is_planned=planned.is_planned or planned.is_open,
                )
                for each in self.people
                if (number := each.person.number) in planned.lines or _belongs(each.person, planned.head)
            )
            facts = RunFacts(self.country, planned.head, self.employer, crew, own, self.own_rates)
            result = _foreseen(facts) if planned.is_planned or planned.is_open else calculate(facts)
            for slip in result.payslips:
                standing[slip.person.number] = after(standing[slip.person.number], slip.movements)
            own = after(own, result.movements)
            results.append(result)
        return tuple(results), standing, own


def _foreseen(facts: RunFacts) -> RunResult:
    """A run that lies ahead. A rate that nobody knows yet is the last one that is known: a plan is no pay, and what it
    assumed is among the own rates of the result's facts.
    """
    while True:
        try:
            return calculate(facts)
        except Refused as refusal:
            missing = refusal.__cause__
            if not isinstance(missing, MissingRate) or not missing.name:
                raise
            assumed = _last_known(facts, missing.name)
            if assumed is None or assumed in facts.own_rates:
                raise
            facts = replace(facts, own_rates=(*facts.own_rates, assumed))


def _last_known(facts: RunFacts, name: str) -> OwnRate | None:
    """The newest value of a rate from before a run's pay date, as if it held then too."""
    day = facts.head.pay_date
    book = client_rates(facts.country, facts.own_rates)
    known = [rate for year in book.years.values() for rate in year.values.get(name, ()) if rate.since < day]
    newest = max(known, key=lambda rate: rate.since, default=None)
    since = book.on(day).begins(name)
    match newest.value if newest is not None else None:
        case Percent() as percent:
            return OwnRate(name, "percent", str(percent.value), since, ASSUMED)
        case Money() as amount:
            return OwnRate(name, "amount", str(amount.kroner), since, ASSUMED)
        case Decimal() as number:
            return OwnRate(name, "number", str(number), since, ASSUMED)
    return None


def _belongs(person: PersonFacts, head: RunHead) -> bool:
    return head.kind is not RunKind.EXTRA and is_paid_in(person, head)


def sandbox_of(desk: Desk, year: int) -> Sandbox:
    """The client's year: the runs that it has, and for the rest of the year the usual ones. A year that comes begins
    with what the runs that are left of this one will have earned.

    Raises Refused for a file without an employer.
    """
    box = _sandbox(desk, year)
    if year != desk.today.year + 1:
        return box
    this = _sandbox(desk, year - 1)
    ahead = tuple(run for run in this.runs if run.is_open or (run.is_planned and run.head.pay_date >= desk.today))
    carried = replace(this, people=box.people, runs=ahead, balances=box.balances).after_all()
    return replace(box, people=carried.people, balances=carried.balances)


def _sandbox(desk: Desk, year: int) -> Sandbox:
    """The year with the balances of what is approved."""
    with desk.reading() as session:
        employer = employer_facts(session)
        row = session.get(Employer, 1)
        assert row is not None
        balances = _balances_before(session, date(year, 1, 1))
        kept, left_out = _runs_of(session, year)
        worked = [*_runs_of(session, year - 1)[0], *kept]
        everybody = tuple(_with_hours(each, worked) for each in _people(session, balances))
        before = _last_before(session, year)
        own = own_rates(session)
    heads = [run.head for run in kept]
    pack = countries.country(desk.client.country)
    planned = [
        replace(run, head=replace(run.head, pay_date=pack.bank_day(run.head.pay_date)))
        for run in _planned(everybody, heads, before, year, row.pay_day, row.start_month)
    ]
    in_order = sorted([*kept, *planned], key=lambda run: (run.head.pay_date, run.head.month, run.head.sequence))
    return Sandbox(
        desk.client.country, year, employer, everybody, tuple(in_order), balances.get(None, {}), own, left_out
    )


def _balances_before(session: Session, day: date) -> Mapping[int | None, dict[BalanceKey, int]]:
    """What stands on every account before a day: opening balances and approved runs paid earlier."""
    counted = (
        select(Movement.employee_id, Movement.account, Movement.vintage, func.sum(Movement.hundredths))
        .join(runs.PayRun, runs.PayRun.id == Movement.run_id, isouter=True)
        .where(
            or_(
                Movement.run_id.is_(None),
                runs.PayRun.approved_at.is_not(None) & (runs.PayRun.pay_date < day),
            )
        )
        .group_by(Movement.employee_id, Movement.account, Movement.vintage)
        .order_by(Movement.employee_id, Movement.account, Movement.vintage)
    )
    found: dict[int | None, dict[BalanceKey, int]] = defaultdict(dict)
    for employee_id, account, vintage, hundredths in session.execute(counted):
        found[employee_id][BalanceKey(account, vintage)] = hundredths
    return found


def _people(session: Session, balances: Mapping[int | None, dict[BalanceKey, int]]) -> tuple[SandboxPerson, ...]:
    bare = persons(session, defaultdict(dict, balances), None, {}, {})
    ids = dict(session.execute(select(people.Employee.number, people.Employee.id)).all())
    cards: dict[int, list[TaxCard]] = defaultdict(list)
    columns: Any = people.TaxCard.__table__.c
    for row in session.execute(select(*columns).order_by(columns.issued, columns.id)):
        cards[row.employee_id].append(
            TaxCard(row.year, row.kind, row.table_number, row.percent, row.exempt_amount, row.months, row.issued)
        )
    fixed: dict[int, list[FixedLine]] = defaultdict(list)
    columns = people.FixedLine.__table__.c
    for row in session.execute(select(*columns).order_by(columns.id)):
        fixed[row.employee_id].append(FixedLine(read_line(row.line), row.from_day, row.to_day))
    shares: dict[int, list[tuple[date, CostShare]]] = defaultdict(list)
    columns = people.CostShare.__table__.c
    for row in session.execute(select(*columns).order_by(columns.from_day, columns.id)):
        shares[row.employee_id].append((row.from_day, CostShare(row.percent, row.department, row.project)))
    return tuple(
        SandboxPerson(person, tuple(cards[number]), tuple(fixed[number]), tuple(shares[number]))
        for person in bare
        for number in (ids[person.number],)
    )


_USUAL = 3  # runs: what somebody usually works is the average of so many


def _with_hours(person: SandboxPerson, kept: Sequence[PlannedRun]) -> SandboxPerson:
    """The person with the hours that they had in the last runs, on average."""
    found = {job.id: usual for job in person.person.employments if (usual := _usual(person.person, job, kept))}
    return replace(person, hours=found) if found else person


def _usual(person: PersonFacts, job: Employment, kept: Sequence[PlannedRun]) -> UsualHours | None:
    had: list[tuple[RunHead, Decimal]] = []
    for run in kept:
        if run.head.kind is RunKind.EXTRA or (employed := job.span.overlap(run.head.days)) is None:
            continue
        if not any(terms.pay == "hourly" for _, terms in job.terms.pieces(employed)):
            continue
        lines = [
            line
            for line in run.lines.get(person.number, ())
            if line.type == HOURLY and line.earned is None and line.employment in ("", job.id)
        ]
        if lines:
            had.append((run.head, sum((line.quantity or Decimal(0) for line in lines), Decimal(0))))
    if not had:
        return None
    newest = had[-1][0]
    last = [hours for head, hours in had if head.period == newest.period][-_USUAL:]
    employed = job.span.overlap(newest.days)
    assert employed is not None
    [*_, (_, terms)] = job.terms.pieces(employed)
    return UsualHours(sum(last, Decimal(0)) / len(last), newest.period, terms.percent)


def _last_before(session: Session, year: int) -> list[RunHead]:
    """The last run of each pay period that was paid before the year."""
    wanted = (
        select(runs.PayRun)
        .where(
            runs.PayRun.pay_date < date(year, 1, 1),
            runs.PayRun.kind.in_((RunKind.ORDINARY.value, RunKind.HOLIDAY.value)),
        )
        .order_by(runs.PayRun.pay_date, runs.PayRun.id)
    )
    return list({run.period: head_of(run) for run in session.scalars(wanted)}.values())


def _runs_of(session: Session, year: int) -> tuple[list[PlannedRun], int]:
    """The runs that are paid in the year, with the lines that were entered; and how many corrections were left out."""
    numbers = dict(session.execute(select(people.Employee.id, people.Employee.number)).all())
    found = []
    left_out = 0
    wanted = select(runs.PayRun).where(runs.PayRun.pay_date.between(date(year, 1, 1), date(year, 12, 31)))
    for run in session.scalars(wanted.order_by(runs.PayRun.pay_date, runs.PayRun.id)):
        if run.kind == RunKind.CORRECTION.value:
            left_out += 1
            continue
        lines = {numbers[each]: tuple(some) for each, some in entered_lines(session, run.id).items()}
        found.append(PlannedRun(head_of(run), lines, is_planned=False, is_open=run.approved_at is None))
    return found, left_out


def _planned(
    everybody: Sequence[SandboxPerson],
    heads: list[RunHead],
    before: list[RunHead],
    year: int,
    pay_day: int,
    start: Month,
) -> Iterator[PlannedRun]:
    """The runs that the year still lacks, for every pay period that somebody has."""
    periods = {
        terms.period if terms.pay == "monthly" else each.hours[job.id].period if job.id in each.hours else "MND"
        for each in everybody
        for job in each.person.employments
        for _, terms in job.terms.entries
    }
    regular = [head for head in heads if head.kind is not RunKind.EXTRA]
    if "MND" in periods or not periods:
        yield from _months(regular, year, pay_day, start)
    for period in sorted(periods & {"14D", "UKE"}):
        yield from _short_periods([*before, *regular], regular, year, period, start)


def _months(heads: list[RunHead], year: int, pay_day: int, start: Month) -> Iterator[PlannedRun]:
    paid = {head.month for head in heads if head.period == "MND"}
    after_this = max(paid, default=start.plus(-1))
    has_holiday = any(head.kind is RunKind.HOLIDAY for head in heads if head.period == "MND")
    for number in range(1, 13):
        month = Month(year, number)
        if month in paid or month <= after_this:
            continue
        kind = RunKind.HOLIDAY if number == HOLIDAY_MONTH and not has_holiday else RunKind.ORDINARY
        day = min(pay_day, month.last.day)
        yield PlannedRun(
            RunHead(month, date(year, number, day), kind, december_relief=_has_relief(heads, number)),
            {},
            is_planned=True,
        )


def _has_relief(heads: list[RunHead], month: int) -> bool:
    """Whether a planned month has the relief before Christmas: December, unless November had it."""
    return month == RELIEF_MONTH and not any(head.december_relief for head in heads if head.period == "MND")


def _short_periods(
    earlier: list[RunHead], heads: list[RunHead], year: int, period: str, start: Month
) -> Iterator[PlannedRun]:
    """Periods of seven or fourteen days, on from the last one that was paid, also in the year before, and paid as many
    days after their end. The first that is paid in June pays the holiday pay; of the last ones before Christmas nothing
    is withheld.
    """
    length = timedelta(days=PERIODS[period])
    like = [(head.days.last, head.pay_date) for head in earlier if head.period == period and head.days.last is not None]
    last_paid = max(like, default=None)
    wait = last_paid[1] - last_paid[0] if last_paid is not None else timedelta(0)
    first = last_paid[0] + timedelta(days=1) if last_paid is not None else max(date(year, 1, 1), start.first)
    own = [head for head in heads if head.period == period]
    has_holiday = any(head.kind is RunKind.HOLIDAY for head in own)
    sequences: dict[Month, int] = {}
    planned: list[RunHead] = []
    while (paid := (last := first + length - timedelta(days=1)) + wait).year <= year:
        if paid.year == year and first >= start.first:
            month = Month.of(paid)
            sequences[month] = sequences.get(month, 50) + 1  # behind the client's own runs of the month
            is_holiday = not has_holiday and paid.month == HOLIDAY_MONTH
            has_holiday = has_holiday or is_holiday
            kind = RunKind.HOLIDAY if is_holiday else RunKind.ORDINARY
            planned.append(RunHead(month, paid, kind, period, Span(first, last), sequence=sequences[month]))
        first += length
    before_christmas = [head for head in planned if head.pay_date <= date(year, RELIEF_MONTH, 24)]
    missing = RELIEVED[period] - sum(head.december_relief for head in own)
    relieved = before_christmas[-missing:] if missing > 0 else []
    for head in planned:
        is_relieved = head in relieved and head.pay_date.month == RELIEF_MONTH
        yield PlannedRun(replace(head, december_relief=is_relieved), {}, is_planned=True)
