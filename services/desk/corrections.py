"""What was wrong in the past → what is owed now: the approved runs concerned, computed again in memory.

A handful of statements for any number of people and months; nothing is stored, and approved runs are only read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from services.desk.calculate import calculate, steady_memory
from services.desk.gather import persons
from services.desk.stored_form import read_facts, read_line, read_payslip
from services.engine.facts import Employment, LineInput, PersonFacts, RunFacts, RunHead, RunKind
from services.engine.recalculate import (
    BACK_PAY,
    Again,
    Change,
    DatesChange,
    Difference,
    Earlier,
    LineChange,
    TermsChange,
    as_line,
    as_should_be,
    changed_employments,
    counted,
    differences,
    earlier_of,
    own_lines,
    salary_put_again,
    with_lines,
)
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import Operation, WageTypes
from services.reference.wage_type_rows import wage_types

_FULL: Final = (RunKind.ORDINARY, RunKind.HOLIDAY)


@dataclass(frozen=True, slots=True)
class PersonDifference:
    """What one person is owed, or owes where it is negative, of all months together. `lines` would pay it."""

    number: int
    name: str
    differences: tuple[Difference, ...]
    lines: tuple[LineInput, ...]

    @property
    def amount(self) -> Money:
        return Money.total(each.amount.value for each in self.differences)

    @property
    def waiting(self) -> Money:
        """What of it stands in drafts already."""
        return Money.total(each.waiting for each in self.differences)

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(sorted({each.month for each in self.differences}))

    @property
    def is_overpaid(self) -> bool:
        """Whether more was paid than should have been: to take it needs an agreement (norway-payroll 13)."""
        return self.amount.ore < 0


@dataclass(frozen=True, slots=True)
class Correction:
    """What comes of a correction: by person, and the runs that were computed again for it."""

    people: tuple[PersonDifference, ...]
    runs: tuple[str, ...]

    @property
    def amount(self) -> Money:
        return Money.total(each.amount for each in self.people)

    def person(self, number: int) -> PersonDifference | None:
        """Somebody's difference; None for somebody who is owed nothing."""
        return next((each for each in self.people if each.number == number), None)


@dataclass(frozen=True, slots=True)
class _Run:
    """An approved run of those that concern a correction."""

    id: int
    head: RunHead
    facts: RunFacts  # without people


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A fixed line with its days."""

    line: LineInput
    first: date | None
    last: date | None


def work_out(
    session: Session, changes: Iterable[Change] = (), since: Mapping[int, date] | None = None, *, paid_in: date
) -> Correction:
    """What is owed when what was wrong is put right: the changes, over what the client file says today.

    `since` names people without a change of their own, with the first day that is looked at: whose terms were already
    changed. `paid_in` is the pay date of the run that is to pay it. Raises Refused.
    """
    changes = tuple(changes)
    today = {person.number: person for person in persons(session, {}, None, {}, {})}
    first = _first_days(changes, since or {}, today)
    if not first:
        return Correction((), ())
    country = str(session.connection().exec_driver_sql("SELECT country FROM file_meta").scalar_one())
    types = wage_types(country)
    _refuse_other_lines(changes, types)
    concerned = _runs_since(session, first, changes)
    ids = dict(session.execute(select(people.Employee.id, people.Employee.number)).all())
    wanted = [employee_id for employee_id, number in ids.items() if number in first]
    with steady_memory():
        slips = _slips(session, concerned, wanted, ids)
        fixed = _fixed_lines(session, wanted, ids)
        should = {number: changed_employments(today[number], changes) for number in first}
        again: list[Again] = []
        for number, day in first.items():
            again += _person_again(number, day, concerned, slips.get(number, {}), today, should, fixed, changes, types)
        earlier = [*_paid_before(slips), *_waiting(session, wanted, ids)]
        found = differences(again, earlier, types)
    by_person: dict[int, list[Difference]] = defaultdict(list)
    for each in found:
        by_person[each.number].append(each)
    return Correction(
        tuple(
            PersonDifference(
                number,
                today[number].name,
                tuple(mine),
                tuple(as_line(each, paid_in.year, types) for each in mine),
            )
            for number, mine in by_person.items()
        ),
        tuple(dict.fromkeys(each.head.name for each in again)),
    )


@dataclass(frozen=True, slots=True)
class PaidRun:
    """One person's payslip in an approved run; `counts` is 0 where a later run took it back. `lines` are those that it
    pays itself: neither what it takes back nor earlier differences.
    """

    id: int
    head: RunHead
    slip: Payslip
    counts: int
    lines: tuple[PayLine, ...]


def paid_runs(session: Session, number: int, since: date) -> tuple[PaidRun, ...]:
    """What somebody was paid for days from one on, run by run. Raises Refused for somebody who is not there."""
    ids = dict(session.execute(select(people.Employee.id, people.Employee.number)).all())
    mine = [employee_id for employee_id, each in ids.items() if each == number]
    if not mine:
        raise refuse(Message("There is no employee {number}", number=str(number)), Place("employees", number))
    concerned = _runs_since(session, {number: since}, ())
    with steady_memory():
        slips = _slips(session, concerned, mine, ids).get(number, {})
    counts = counted(slips, {name: slip.person.reverses for name, slip in slips.items()})
    return tuple(
        PaidRun(run.id, run.head, slip, counts[run.head.name], own_lines(slip, slips.get(slip.person.reverses)))
        for run in concerned
        if (slip := slips.get(run.head.name)) is not None
    )


def employments_of(session: Session, number: int) -> tuple[Employment, ...]:
    """Somebody's employments as the file has them today. Raises Refused for somebody who is not there."""
    return person_of(session, number).employments


def person_of(session: Session, number: int) -> PersonFacts:
    """Somebody as the file has them today, without balances. Raises Refused for somebody who is not there."""
    for person in persons(session, {}, None, {}, {}):
        if person.number == number:
            return person
    raise refuse(Message("There is no employee {number}", number=str(number)), Place("employees"))


def _refuse_other_lines(changes: Sequence[Change], types: WageTypes) -> None:
    """A difference is of pay, benefits and allowances: what was taken from the pay is put right in the next run."""
    for change in changes:
        for line in (change.was, change.now) if isinstance(change, LineChange) else ():
            if line is not None and not may_be_paid(line, types):
                what = Message("{line} is not pay: enter what is right in the next run", line=line.type)
                raise refuse(what, Place("corrections", None, "line_type"))


# --- what is read ----------------------------------------------------------------------------------------------------


def _first_days(
    changes: Sequence[Change], since: Mapping[int, date], today: Mapping[int, PersonFacts]
) -> dict[int, date]:
    """From which day on each person's runs are computed again."""
    found = dict(since)
    for change in changes:
        if change.number not in today:
            what = Message("There is no employee {number}", number=str(change.number))
            raise refuse(what, Place("employees", change.number))
        found[change.number] = min(_day_of(change, today[change.number]), found.get(change.number, date.max))
    return found


def _day_of(change: Change, person: PersonFacts) -> date:
    if isinstance(change, TermsChange):
        return change.since
    if isinstance(change, LineChange):
        return Month.parse(change.run[:7]).first
    employment = next((each for each in person.employments if each.id == change.employment), None)
    days = [day for day in (change.start, change.end) if day is not None]
    if employment is not None:
        days += [employment.start] if change.start is not None else []
        days += [employment.end] if employment.end is not None else []
    return min(days, default=date.max)


def _runs_since(session: Session, first: Mapping[int, date], changes: Sequence[Change]) -> list[_Run]:
    """The approved runs that pay for days from the first one on, and those that they take back, in their order."""
    since = min(first.values())
    run = runs.PayRun
    columns: Any = (
        run.id,
        run.month,
        run.pay_date,
        run.kind,
        run.period,
        run.first_day,
        run.last_day,
        run.december_relief,
        run.corrects,
        run.sequence,
        run.facts,
    )
    late = or_(and_(run.last_day.is_(None), run.month >= Month.of(since)), run.last_day >= since, run.pay_date >= since)
    named = {change.run for change in changes if isinstance(change, LineChange)}
    found = []
    for row in session.execute(
        select(*columns).where(run.approved_at.is_not(None), late).order_by(run.pay_date, run.id)
    ):
        span = None if row.first_day is None else Span(row.first_day, row.last_day)
        head = RunHead(
            row.month,
            row.pay_date,
            RunKind(row.kind),
            row.period,
            span,
            row.december_relief,
            row.corrects,
            row.sequence,
        )
        found.append(_Run(row.id, head, read_facts(row.facts)))
    if missing := named - {each.head.name for each in found}:
        what = Message(
            "Run {name} is not approved, so there is nothing to correct: change it instead", name=min(missing)
        )
        raise refuse(what, Place("corrections", None, "run"))
    return found


def _slips(
    session: Session, concerned: Sequence[_Run], wanted: Sequence[int], ids: Mapping[int, int]
) -> dict[int, dict[str, Payslip]]:
    """The stored slips of the people, by number and run."""
    names = {each.id: each.head.name for each in concerned}
    slip = runs.Payslip
    found: dict[int, dict[str, Payslip]] = defaultdict(dict)
    rows = session.execute(
        select(slip.run_id, slip.employee_id, slip.content).where(
            slip.run_id.in_(list(names)), slip.employee_id.in_(wanted)
        )
    ).all()
    by_run = {(run_id, employee_id): content for run_id, employee_id, content in rows}
    for each in concerned:
        for employee_id in wanted:
            content = by_run.get((each.id, employee_id))
            if content is not None:
                found[ids[employee_id]][each.head.name] = read_payslip(content)
    return found


def _fixed_lines(session: Session, wanted: Sequence[int], ids: Mapping[int, int]) -> dict[int, list[_Fixed]]:
    line = people.FixedLine
    found: dict[int, list[_Fixed]] = defaultdict(list)
    for employee_id, text, first, last in session.execute(
        select(line.employee_id, line.line, line.from_day, line.to_day)
        .where(line.employee_id.in_(wanted))
        .order_by(line.id)
    ):
        found[ids[employee_id]].append(_Fixed(replace(read_line(text), fixed=True), first, last))
    return found


def _paid_before(slips: Mapping[int, Mapping[str, Payslip]]) -> Iterable[Earlier]:
    """Differences that approved runs paid; not those that were taken back again."""
    for number, mine in slips.items():
        counts = counted(mine, {name: slip.person.reverses for name, slip in mine.items()})
        for name, slip in mine.items():
            for line in slip.person.lines if counts[name] else ():
                if (each := earlier_of(number, line, name, is_draft=False)) is not None:
                    yield each


def _waiting(session: Session, wanted: Sequence[int], ids: Mapping[int, int]) -> Iterable[Earlier]:
    """Differences that stand in drafts."""
    entered, run = runs.EnteredLine, runs.PayRun
    rows = session.execute(
        select(entered.employee_id, entered.line, run.month, run.sequence)
        .join(run, run.id == entered.run_id)
        .where(run.approved_at.is_(None), entered.employee_id.in_(wanted), func.instr(entered.line, "earned") > 0)
        .order_by(entered.id)
    )
    for employee_id, text, month, sequence in rows:
        name = str(month) if sequence == 1 else f"{month}-{sequence}"
        if (each := earlier_of(ids[employee_id], read_line(text), name, is_draft=True)) is not None:
            yield each


# --- computed again --------------------------------------------------------------------------------------------------


def _person_again(
    number: int,
    since: date,
    concerned: Sequence[_Run],
    slips: Mapping[str, Payslip],
    today: Mapping[int, PersonFacts],
    should: Mapping[int, tuple[Employment, ...]],
    fixed: Mapping[int, Sequence[_Fixed]],
    changes: Sequence[Change],
    types: WageTypes,
) -> Iterable[Again]:
    """One person's runs, those that pay for days since then, each computed again under its own facts and rates."""
    counts = counted(slips, {name: slip.person.reverses for name, slip in slips.items()})
    by_terms: dict[str, tuple[PayLine, ...]] = {}
    for run in concerned:
        name, slip = run.head.name, slips.get(run.head.name)
        lines = [change for change in changes if isinstance(change, LineChange) and _is(change, number, name)]
        if (run.head.days.last or run.head.pay_date) < since and not lines:
            continue
        if lines and name in counts and not counts[name]:
            by = next(other for other, each in slips.items() if each.person.reverses == name)
            what = Message("Run {name} is taken back already, by run {by}", name=name, by=by)
            raise refuse(what, Place("corrections", None, "run"))
        if slip is None and not (run.head.kind in _FULL and not run.head.corrects) and not lines:
            continue
        stored = slip.person if slip is not None else _unknown(today[number], run.head, fixed.get(number, ()))
        back = slips.get(stored.reverses) if stored.reverses else None
        person = as_should_be(stored, should[number])
        if back is not None and (again := by_terms.get(stored.reverses)) is not None:
            person = salary_put_again(person, own_lines(back, slips.get(back.person.reverses)), again, types)
        is_known = slip is not None and person.employments == stored.employments and person.lines == stored.lines
        if is_known and not lines:
            paid = by_terms[name] = own_lines(slip, back)
            yield Again(number, run.head, paid, paid, paid, counts[name], _hourly(person, run.head))
            continue
        now = _lines_of(person, run.facts, back)
        by_terms[name] = now
        yield Again(
            number,
            run.head,
            own_lines(slip, back),
            now,
            _lines_of(with_lines(person, lines), run.facts, back) if lines else now,
            counts.get(name, 1),
            _hourly(person, run.head),
            tuple(_causes(stored, person, run.head)),
            tuple(_line_causes(lines)),
        )


def _is(change: LineChange, number: int, run: str) -> bool:
    return (change.number, change.run) == (number, run)


def _unknown(person: PersonFacts, head: RunHead, fixed: Sequence[_Fixed]) -> PersonFacts:
    """Somebody whom the run did not know: employed in no day of it, with the fixed lines of its days."""
    first, last = head.days.first, head.days.last or head.pay_date
    lines = tuple(
        each.line
        for each in fixed
        if head.kind in _FULL
        and (each.first is None or each.first <= last)
        and (each.last is None or each.last >= first)
    )
    return replace(person, lines=lines)


def _lines_of(person: PersonFacts, facts: RunFacts, back: Payslip | None) -> tuple[PayLine, ...]:
    result = calculate(
        replace(facts, people=(person,)), {person.number: back} if back is not None and person.reverses else {}
    )
    return own_lines(result.payslips[0], back) if result.payslips else ()


def _hourly(person: PersonFacts, head: RunHead) -> frozenset[str]:
    return frozenset(
        each.id
        for each in person.employments
        if (employed := each.span.overlap(head.days)) is not None
        and any(terms.pay == "hourly" for _, terms in each.terms.pieces(employed))
    )


def _causes(stored: PersonFacts, now: PersonFacts, head: RunHead) -> Iterable[Message]:
    """What is other than the run knew, in the days that it pays for."""
    known = {each.id: each for each in stored.employments}
    for each in now.employments:
        was = known.get(each.id)
        if was is None or was.start != each.start:
            yield Message("Employed from {day}", day=each.start)
        if was is not None and was.end != each.end:
            yield (
                Message("Left on {day}", day=each.end)
                if each.end is not None
                else Message("The employment did not end on {day}", day=was.end or head.days.first)
            )
        employed = each.span.overlap(head.days)
        if was is None or employed is None:
            continue
        for span, terms in each.terms.pieces(employed):
            since = each.terms.entry(span.first)[0]
            before = was.terms.on(span.first) if was.terms.entries[0][0] <= span.first else was.terms.entries[0][1]
            if before.percent != terms.percent:
                yield Message(
                    "Position {before}, now {now} from {day}", before=before.percent, now=terms.percent, day=since
                )
            elif before.monthly_salary is not None and terms.monthly_salary not in (None, before.monthly_salary):
                yield Message(
                    "Monthly salary {before}, now {now} from {day}",
                    before=before.monthly_salary,
                    now=terms.monthly_salary or before.monthly_salary,
                    day=since,
                )
            elif before.hourly_rate is not None and terms.hourly_rate not in (None, before.hourly_rate):
                yield Message(
                    "Hourly rate {before}, now {now} from {day}",
                    before=before.hourly_rate,
                    now=terms.hourly_rate or before.hourly_rate,
                    day=since,
                )


def _line_causes(changes: Iterable[LineChange]) -> Iterable[Message]:
    """What was wrong, with the wage type by its slug: whoever shows it says its name in the reader's language."""
    for change in changes:
        line = change.now or change.was
        if line is None:
            continue
        if change.was is None:
            yield Message("{line} was forgotten in {run}", line=line.type, run=change.run)
        elif change.now is None:
            yield Message("{line} in {run} should not have been there", line=line.type, run=change.run)
        else:
            yield Message("{line} in {run} was wrong", line=line.type, run=change.run)


def may_be_paid(line: LineInput, types: WageTypes) -> bool:
    """Whether a line is of a kind that a correction can pay."""
    wage_type = types.get(line.type)
    return wage_type is not None and wage_type.operation not in (Operation.DEDUCT, Operation.EMPLOYER)


__all__ = [
    "BACK_PAY",
    "Change",
    "Correction",
    "DatesChange",
    "Difference",
    "LineChange",
    "PaidRun",
    "PersonDifference",
    "TermsChange",
    "employments_of",
    "may_be_paid",
    "paid_runs",
    "person_of",
    "work_out",
]
