"""The control of a run before it is approved: what differs from the run before and why, and what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED
from models.values.span import Month, Span
from services.desk import at_hand
from services.desk.calculate import steady_memory
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.remarks import read_remarks
from services.desk.run_state import is_stale
from services.desk.slip_paper import words_of
from services.engine.causes import Cause
from services.engine.compare import PersonChange, compare
from services.engine.facts import Employment, PersonFacts, RunHead, RunKind, Terms
from services.engine.result import Payslip, RunResult
from services.queries.control_points import Point, Seen, back_in_time, points_of
from services.reference.wage_type_rows import wage_types

_FULL: Final = (RunKind.ORDINARY.value, RunKind.HOLIDAY.value)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a change of net pay, and its part of it. `kind` is its picture; see engine/compare.py.

    `run_id` with `line` or `figure` says which figure explains it. What changes no pay, such as a benefit in kind or
    hours into the time bank, has no part of its own.
    """

    kind: str
    what: Message
    amount: Money | None
    run_id: int
    line: int | None = None
    figure: str = ""
    slug: str = ""  # the wage type of the line


@dataclass(frozen=True, slots=True)
class ControlPerson:
    """One person of the run, against the run before. `status` is new, gone, changed, unchanged or alone (there is
    nothing to compare with).
    """

    number: int
    name: str
    second: Message
    status: str
    before: Money | None
    now: Money | None
    gross: Money
    withholding: Money
    reasons: tuple[Reason, ...] = ()
    note: Message | None = None

    @property
    def change(self) -> Money:
        return (self.now or ZERO) - (self.before or ZERO)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A run to compare with: what it was, whether it is the usual one, or that of the same month last year."""

    id: int
    month: Month
    kind: str
    pay_date: date
    days: Span | None = None
    is_usual: bool = False
    is_year_ago: bool = False


@dataclass(frozen=True, slots=True)
class ControlSum:
    """One sum of the run, and how much it grew."""

    name: str
    what: Message
    amount: Money
    change: Money | None


@dataclass(frozen=True, slots=True)
class Control:
    """Everything that the control shows. `state` is none (not computed), stale, draft or approved.

    `compared` is what the run is compared with: a month, or other words; None where there is nothing.
    """

    run_id: int
    state: str
    kind: str
    month: Month
    compared: Month | Span | Message | None = None
    computed_at: datetime | None = None
    pay_date: date | None = None
    bank_day: date | None = None
    approved_at: datetime | None = None
    approved_by: str = ""
    sums: tuple[ControlSum, ...] = ()
    people: tuple[ControlPerson, ...] = ()
    points: tuple[Point, ...] = ()
    against: int = 0  # the run that it is compared with; 0 for none

    def of_status(self, *wanted: str) -> tuple[ControlPerson, ...]:
        """The people whose pay stands so."""
        return tuple(person for person in self.people if person.status in wanted)

    def of_kind(self, kind: str) -> tuple[Point, ...]:
        """What there is to look at of a kind."""
        return tuple(point for point in self.points if point.kind == kind)

    @property
    def changed(self) -> tuple[ControlPerson, ...]:
        """Everybody who is not paid as before."""
        return self.of_status("new", "gone", "changed")

    @property
    def paid(self) -> tuple[ControlPerson, ...]:
        """Everybody who has a payslip in the run."""
        return tuple(person for person in self.people if person.status != "gone")

    @property
    def has_stop(self) -> bool:
        return any(point.kind == "error" for point in self.points)

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing that one must have seen."""
        return not self.points and not self.changed


def control(desk: Desk, run_id: int, language: str, against: int | None = None) -> Control | None:
    """The control of a run as it was computed; None where there is no such run.

    `against` is the run that it is compared with, one of `comparable`; None means the usual one, 0 none at all.
    """
    return at_hand.unchanged(desk, _key(run_id, language, against), lambda: _read(desk, run_id, language, against))


def is_read(desk: Desk, run_id: int, language: str, against: int | None = None) -> bool:
    """Whether the control is at hand, so that asking for it takes no time."""
    return at_hand.is_at_hand(desk, _key(run_id, language, against))


def comparable(desk: Desk, run_id: int) -> tuple[Earlier, ...]:
    """The approved runs to compare with, the newest first. A correction has only the run that it corrects."""
    with desk.reading() as session:
        run = session.get(records.PayRun, run_id)
        if run is None or run.kind == RunKind.CORRECTION.value:
            return ()
        usual = _run_before(session, run)
        other = records.PayRun
        found = session.scalars(
            select(other)
            .where(other.approved_at.is_not(None), other.id != run_id, other.pay_date <= run.pay_date)
            .where(other.kind != RunKind.CORRECTION.value)
            .order_by(other.pay_date.desc(), other.id.desc())
        )
        year_ago = run.month.plus(-12) if run.kind in _FULL else None
        return tuple(
            Earlier(
                each.id,
                each.month,
                each.kind,
                each.pay_date,
                None if each.first_day is None else Span(each.first_day, each.last_day),
                usual is not None and each.id == usual.id,
                each.month == year_ago and each.kind in _FULL and each.period == run.period,
            )
            for each in found
        )


def _key(run_id: int, language: str, against: int | None) -> tuple[str, int, str, int | None]:
    return "control", run_id, language, against


def _read(desk: Desk, run_id: int, language: str, against: int | None) -> Control | None:
    """Read it, by turns with whoever else reads the file, and compare."""
    with steady_memory():
        with desk.reading() as session:
            run = session.get(records.PayRun, run_id)
            if run is None:
                return None
            if run.computed_at is None:
                return Control(run_id, "none", run.kind, run.month)
            state = "approved" if run.approved_at is not None else "stale" if is_stale(session, run) else "draft"
            result = at_hand.result_of(desk, session, run)
        with desk.reading() as session:
            usual = _run_before(session, run)
            other = usual if against is None else _chosen(session, run, against)
            before = at_hand.result_of(desk, session, other) if other is not None else None
            remarks = read_remarks(session)
            last = before
            if usual is not other:  # a remark on what changed looks at the run before, whatever is shown
                needs = any(each.measure == "figure_change" for each in remarks)
                last = at_hand.result_of(desk, session, usual) if needs and usual is not None else None
            titles = dict(session.execute(_titles()).all())
        everybody = at_hand.everybody(desk) if state != "approved" else ()
    types = wage_types(desk.client.country)
    seen = Seen(result, run_id, before, other.id if other is not None else 0, types, language, titles, last, remarks)
    return Control(
        run_id,
        state,
        run.kind,
        run.month,
        _compared(before, result),
        run.computed_at,
        run.pay_date,
        country(desk.client.country).bank_day(run.pay_date),
        run.approved_at,
        run.approved_by or "",
        tuple(_sums(result, before)),
        tuple(sorted(_people(seen), key=lambda person: (person.name.casefold(), person.number))),
        (*points_of(seen, everybody, state), *(back_in_time(desk) if state != "approved" else ())),
        other.id if other is not None else 0,
    )


def _titles() -> Any:
    return select(people.Employee.number, people.Employment.title).join(
        people.Employment, people.Employment.employee_id == people.Employee.id
    )


def _run_before(session: Session, run: records.PayRun) -> records.PayRun | None:
    """What a run is compared with: the last approved ordinary one before it, paid as often; of a correction, the run
    that it corrects; of an extra run, nothing.
    """
    wanted = select(records.PayRun).where(records.PayRun.approved_at.is_not(None), records.PayRun.id != run.id)
    if run.kind == RunKind.CORRECTION.value:
        month, sequence = run.corrects[:7], run.corrects[8:] or "1"
        return session.scalar(
            wanted.where(records.PayRun.month == Month.parse(month), records.PayRun.sequence == int(sequence))
        )
    if run.kind not in _FULL:
        return None
    wanted = wanted.where(records.PayRun.kind.in_(_FULL), records.PayRun.period == run.period)
    if run.first_day is None:
        wanted = wanted.where(records.PayRun.first_day.is_(None), records.PayRun.month < run.month)
        return session.scalar(wanted.order_by(records.PayRun.month.desc(), records.PayRun.id.desc()).limit(1))
    wanted = wanted.where(records.PayRun.first_day < run.first_day)
    return session.scalar(wanted.order_by(records.PayRun.first_day.desc(), records.PayRun.id.desc()).limit(1))


def _chosen(session: Session, run: records.PayRun, against: int) -> records.PayRun | None:
    """The run that was chosen to compare with, where it can be one."""
    other = session.get(records.PayRun, against)
    if other is None or other.approved_at is None or other.id == run.id:
        return None
    return other


def _compared(before: RunResult | None, result: RunResult) -> Month | Span | Message | None:
    if before is None:
        return None
    if result.head.kind is RunKind.CORRECTION:
        return Message("the run that is corrected")
    if before.head.kind is RunKind.EXTRA:
        return Message("the extra run of {day}", day=before.head.pay_date)
    return before.head.month if before.head.span is None else before.head.span


# --- sums and people ------------------------------------------------------------------------------------------------


def _sums(result: RunResult, before: RunResult | None) -> Iterator[ControlSum]:
    is_alone = before is None or result.head.kind is RunKind.CORRECTION
    for name, what in country(result.facts.country).run_words.sums:
        now = _sum(result, name)
        yield ControlSum(name, what, now, None if is_alone or before is None else now - _sum(before, name))


def _sum(result: RunResult, name: str) -> Money:
    extra = result.totals.get("aga_extra", ZERO) if name == "aga" else ZERO
    return Money.total(result.totals.get(part, ZERO) for part in name.split("+")) + extra


def _people(seen: Seen) -> Iterator[ControlPerson]:
    slips = {slip.person.number: slip for slip in seen.result.payslips}
    head = seen.result.head
    if seen.before is None:
        for number, slip in slips.items():
            second = _position(slip.person, head, seen.titles)
            yield ControlPerson(
                number,
                slip.person.name,
                second,
                "alone",
                None,
                slip["net_pay"],
                slip["gross_cash"],
                slip["withholding"],
            )
        return
    earlier = {slip.person.number: slip for slip in seen.before.payslips}
    for change in compare(
        seen.result, seen.before, seen.types, seen.language, lambda slip, facts: words_of(slip, facts).withholding
    ).people:
        yield _person(change, slips.get(change.number), earlier.get(change.number), seen)


def _person(change: PersonChange, slip: Payslip | None, earlier: Payslip | None, seen: Seen) -> ControlPerson:
    shown = slip or earlier
    assert shown is not None
    return ControlPerson(
        change.number,
        change.name,
        _position(shown.person, seen.result.head if slip or seen.before is None else seen.before.head, seen.titles),
        change.status,
        change.before,
        change.now,
        slip["gross_cash"] if slip else ZERO,
        slip["withholding"] if slip else ZERO,
        tuple(_reason(cause, change.number, seen) for cause in change.causes),
        change.note,
    )


def _reason(cause: Cause, number: int, seen: Seen) -> Reason:
    run_id = seen.before_id if cause.is_earlier else seen.run_id
    slips = (seen.before if cause.is_earlier and seen.before is not None else seen.result).payslips
    slip = next((slip for slip in slips if slip.person.number == number), None)
    slug = slip.lines[cause.line].type if slip is not None and cause.line is not None else ""
    return Reason(cause.kind, cause.what, cause.amount or None, run_id, cause.line, cause.figure, slug)


def _position(person: PersonFacts, head: RunHead, titles: Mapping[int, str]) -> Message:
    """What somebody does, how much of it, and how it is paid: as far as it is not the usual."""
    running = [each for each in person.employments if each.span.overlap(head.days) is not None]
    if not running:
        return Message("Employee {number}", number=str(person.number))
    terms = _terms(running[0], head)
    title = titles.get(person.number, "")
    if terms is None:
        return Message("{title}", title=title) if title else Message("Employee {number}", number=str(person.number))
    is_part = terms.percent != HUNDRED
    match terms.pay:
        case "hourly":
            return Message("{title}, paid by the hour", title=title) if title else Message("Paid by the hour")
        case "fee":
            return Message("{title}, paid a fee", title=title) if title else Message("Paid a fee")
    if not is_part:
        return Message("{title}", title=title) if title else Message("Full position")
    if title:
        return Message("{title} {percent}", title=title, percent=terms.percent)
    return Message("{percent} position", percent=terms.percent)


def _terms(employment: Employment, head: RunHead) -> Terms | None:
    days = employment.span.overlap(head.days)
    if days is None:
        return None
    pieces = list(employment.terms.pieces(days))
    return pieces[-1][1] if pieces else None
