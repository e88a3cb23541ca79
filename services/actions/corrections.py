"""What was wrong in the past is put right: the data mended, and the difference put into a run that is still open.

One transaction, row by row, so that it can be taken back in one step. Approved runs are only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from services.actions.runs import open_run, refuse_second_ordinary
from services.desk.corrections import (
    Change,
    Correction,
    DatesChange,
    LineChange,
    PersonDifference,
    TermsChange,
    work_out,
)
from services.desk.corrections_effect import Effect, of_lines
from services.desk.desk import Desk
from services.desk.employee_around import surroundings_in
from services.desk.employee_checks import end_findings
from services.desk.employee_use import employee_of, terms_of
from services.desk.gather import employee_ids, find_run, head_of, persons, reversed_slips, slips_of
from services.desk.reversals import reversed_twice, taken_back_anew
from services.desk.stored_form import write_line
from services.engine.facts import Employment, LineInput, RunHead, RunKind, Terms
from services.engine.numbered import NumberedTerms
from services.engine.recalculate import changed_employments
from services.engine.report_correction import DECEMBER, MISTAKE, PAID

__all__ = [
    "LEAVE",
    "PAGE",
    "TAKE",
    "Applied",
    "Change",
    "Correction",
    "DatesChange",
    "Effect",
    "LineChange",
    "LineInput",
    "Overpaid",
    "PersonDifference",
    "RunHead",
    "TermsChange",
    "apply",
    "effect",
    "mend",
    "preview",
    "take_back",
]

PAGE = "corrections"
"""The page on which this is done; its fields are what refusals name."""

REPORT_CHOICES: Final = frozenset({MISTAKE, DECEMBER, PAID})
"""The months among which the report of a correction may be chosen, where the rules leave a choice."""

_KEPT: Final = frozenset(Terms.__dataclass_fields__) & frozenset(people.EmploymentTerms.__table__.columns.keys())
"""What the client file keeps of terms."""

LEAVE, TAKE = "leave", "take"
"""What happens to what was overpaid: nothing is taken, or it is taken back from the pay of the run."""


@dataclass(frozen=True, slots=True)
class Overpaid:
    """What is agreed with somebody who was paid too much. Taking it needs a written agreement for this very case
    (Working Environment Act section 14-15; norway-payroll 13): `agreed` says which and when. `at_most` is what may be
    taken in this run; the rest stays owed, and is found again by the next correction.
    """

    how: str = LEAVE  # leave · take
    agreed: str = ""
    at_most: Money | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: the run that pays, the difference, and what was put into the run, by employee number."""

    run_id: int
    correction: Correction
    lines: Mapping[int, tuple[LineInput, ...]]

    @property
    def amount(self) -> Money:
        """What was put into the run in all."""
        return _sum(self.lines)


def preview(
    desk: Desk, changes: Iterable[Change] = (), since: Mapping[int, date] | None = None, *, paid_in: date | None = None
) -> Correction:
    """What would come of it; nothing is stored. `paid_in` is the pay date of the run that would pay it, today's where
    none is given. Raises Refused.
    """
    with desk.reading() as session:
        return work_out(session, changes, since, paid_in=paid_in or desk.today)


def effect(
    desk: Desk,
    changes: Iterable[Change] = (),
    since: Mapping[int, date] | None = None,
    *,
    into: int | RunHead,
    overpaid: Mapping[int, Overpaid] | None = None,
) -> Effect:
    """What `apply` would do to the run, with what is agreed; computed by the rules and stored nowhere. Raises Refused
    for what `apply` would refuse.
    """
    changes = tuple(changes)
    with desk.reading() as session:
        pay_date = into.pay_date if isinstance(into, RunHead) else open_run(session, into).pay_date
        lines = _lines(work_out(session, changes, since, paid_in=pay_date), overpaid or {})
        return of_lines(session, into, lines, (each for each in changes if not isinstance(each, LineChange)))


def apply(
    desk: Desk,
    changes: Iterable[Change] = (),
    since: Mapping[int, date] | None = None,
    *,
    into: int | RunHead,
    overpaid: Mapping[int, Overpaid] | None = None,
    why: str | None = None,
    action: str = "correction.apply",
) -> Applied:
    """Mend what was wrong, and put the difference into a draft: an open run by its number, or a new extra run.

    `since` names people whose terms were mended before, with the first day that is looked at. For whoever was paid too
    much `overpaid` must say what is agreed. The run has to be computed (again) afterwards. Raises Refused, and then
    nothing is changed.
    """
    changes = tuple(changes)
    with desk.change(action, why) as session:
        run = _open(session, into)
        correction = work_out(session, changes, since, paid_in=run.pay_date)
        lines = _lines(correction, overpaid or {})
        _mend(session, desk, changes)
        put_lines(session, run.id, lines)
        session.note(
            "entered_line",
            {"run": head_of(run).name, "people": len(lines), "amount": str(_sum(lines)), "of": list(correction.runs)},
        )
        return Applied(run.id, correction, lines)


def mend(desk: Desk, changes: Iterable[Change], *, why: str | None = None, action: str = "correction.mend") -> None:
    """Only put the days and terms right; what was paid stays, and what is owed is told until it is paid. Raises
    Refused.
    """
    wanted = tuple(change for change in changes if not isinstance(change, LineChange))
    if not wanted:
        raise refuse(Message("It is not said yet what it should have been"), Place(PAGE, None, "from_day"))
    with desk.change(action, why) as session:
        work_out(session, wanted, paid_in=desk.today)  # refuses what cannot be
        _mend(session, desk, wanted)


def take_back(
    desk: Desk,
    run: str,
    *,
    pay_date: date,
    whom: Iterable[int] = (),
    lines: Mapping[int, Iterable[LineInput]] | None = None,
    changes: Iterable[Change] = (),
    why: str | None = None,
    report: str = "",
) -> int:
    """Begin a correction that takes an approved run back, for some people or (nobody named) for all, and pays these
    lines instead; the days and terms of the changes are mended with it. Its slips are copied when it is computed.
    `report` is the month that is to tell it, where the rules leave a choice: mistake, december or paid.

    Returns its number in the file. Raises Refused for a run that is not approved, for one that is a correction itself,
    and for slips that are taken back already.
    """
    if report and report not in REPORT_CHOICES:
        raise refuse(Message("Choose one of the ways in the list"), Place(PAGE, None, "report"))
    with desk.change("correction.take_back", why) as session:
        corrected = find_run(session, run)
        if corrected is None or corrected.approved_at is None:
            what = Message("Run {name} is not approved, so there is nothing to correct: change it instead", name=run)
            raise refuse(what, Place(PAGE, None, "run"))
        ids = employee_ids(session)
        chosen = sorted(set(whom))
        slips = {
            slip.person.number: slip
            for slip in slips_of(session, corrected.id, {ids[each] for each in chosen if each in ids})
        }
        if not slips or set(chosen) - slips.keys():
            raise refuse(Message("Choose who the correction concerns"), Place(PAGE, None, "whom"))
        if again := next((number for number, slip in slips.items() if slip.person.reverses), None):
            raise taken_back_anew(again, run)
        for other in session.scalars(select(runs.PayRun).where(runs.PayRun.corrects == run)):
            if twice := sorted(slips.keys() & reversed_slips(session, other).keys()):
                raise reversed_twice(twice[0], run, head_of(other).name)
        head = replace(
            head_of(corrected),
            pay_date=pay_date,
            kind=RunKind.CORRECTION,
            corrects=run,
            december_relief=False,
            reported_in=None,
        )
        made = new_run(session, head)
        made.report_choice = report
        for number in chosen:
            session.add(runs.CorrectedEmployee(run_id=made.id, employee_id=ids[number]))
        put_lines(session, made.id, lines or {})
        _mend(session, desk, tuple(changes))
        return made.id


def _open(session: Session, into: int | RunHead) -> runs.PayRun:
    """The run that pays the difference."""
    run = new_run(session, into) if isinstance(into, RunHead) else open_run(session, into)
    if run.corrects:
        what = Message("A difference is paid in an ordinary or an extra run, not in one that takes another back")
        raise refuse(what, Place(PAGE, None, "into"))
    return run


def new_run(session: Session, head: RunHead) -> runs.PayRun:
    """A new draft, written as a row of its own so that it can be taken back. Raises Refused for a second ordinary run
    of a month.
    """
    refuse_second_ordinary(session, head)
    last = session.scalar(select(func.max(runs.PayRun.sequence)).where(runs.PayRun.month == head.month)) or 0
    run = runs.PayRun(
        month=head.month,
        sequence=last + 1,
        kind=head.kind.value,
        pay_date=head.pay_date,
        period=head.period,
        first_day=head.span.first if head.span else None,
        last_day=head.span.last if head.span else None,
        december_relief=head.december_relief,
        corrects=head.corrects,
    )
    session.add(run)
    session.flush()
    return run


def put_lines(session: Session, run_id: int, lines: Mapping[int, Iterable[LineInput]]) -> None:
    """Enter lines by employee number, row by row."""
    ids = employee_ids(session)
    for number in sorted(lines):
        for line in lines[number]:
            session.add(runs.EnteredLine(run_id=run_id, employee_id=ids[number], line=write_line(line)))
    session.flush()


# --- what was paid too much ------------------------------------------------------------------------------------------


def _lines(correction: Correction, overpaid: Mapping[int, Overpaid]) -> dict[int, tuple[LineInput, ...]]:
    """Whose difference is paid by which lines. Raises Refused for somebody who was overpaid and of whom nothing is
    said, and where it is to be taken without an agreement.
    """
    found: dict[int, tuple[LineInput, ...]] = {}
    stops: list[Finding] = []
    for person in correction.people:
        if not person.is_overpaid:
            found[person.number] = person.lines
            continue
        said = overpaid.get(person.number)
        where = Place(PAGE, None, f"overpaid:{person.number}")
        if said is None:
            what = Message(
                "{name} was paid {amount} too much. It is taken from the pay only by a written agreement about this "
                "very sum: choose what is agreed, or leave it",
                name=person.name,
                amount=-person.amount,
            )
            stops.append(Finding(Severity.STOP, what, where))
        elif said.how == TAKE and not said.agreed.strip():
            what = Message(
                "Say how and when {name} agreed. A general clause in the contract is not enough", name=person.name
            )
            stops.append(Finding(Severity.STOP, what, where))
        elif said.how == TAKE:
            found[person.number] = _at_most(person.lines, said.at_most)
        elif said.how != LEAVE:
            stops.append(Finding(Severity.STOP, Message("Choose one of the ways in the list"), where))
    if stops:
        raise Refused(stops)
    return {number: lines for number, lines in found.items() if lines}


def _at_most(lines: tuple[LineInput, ...], limit: Money | None) -> tuple[LineInput, ...]:
    """The lines, in their order, until as much is taken as may be; the last one only in part. What is owed to the
    employee in the same correction is set off first.
    """
    if limit is None:
        return lines
    given = [line for line in lines if (line.amount or ZERO).ore > 0]
    left = limit.ore + sum((line.amount or ZERO).ore for line in given)
    taken: list[LineInput] = []
    for line in lines:
        ore = (line.amount or ZERO).ore
        if ore >= 0 or left <= 0:
            continue
        part = min(left, -ore)
        taken.append(line if part == -ore else replace(line, amount=Money(-part), quantity=None, rate=None))
        left -= part
    return (*given, *taken)


def _sum(lines: Mapping[int, Iterable[LineInput]]) -> Money:
    return Money.total(line.amount or ZERO for mine in lines.values() for line in mine)


# --- the data --------------------------------------------------------------------------------------------------------


def _mend(session: Session, desk: Desk, changes: tuple[Change, ...]) -> None:
    """Write the days and terms that should have held. Whoever was paid by others keeps the payslip with them."""
    numbers = {change.number for change in changes if not isinstance(change, LineChange)}
    if not numbers:
        return
    around = surroundings_in(session, desk)
    for person in persons(session, {}, None, {}, {}):
        if person.number not in numbers:
            continue
        row = employee_of(session, person.number)
        jobs = {
            job.employment_id: job
            for job in session.scalars(select(people.Employment).where(people.Employment.employee_id == row.id))
        }
        for employment in changed_employments(person, changes):
            job = jobs[employment.id]
            if employment.end is not None and employment.end != job.end:
                found = end_findings(
                    around, employment.start, employment.end, employment.end_reason, job.type, person.number
                )
                if stops := [each for each in found if each.severity is Severity.STOP]:
                    raise Refused(stops)
            put_employment(session, job, employment)
    session.flush()


def put_employment(session: Session, job: people.Employment, employment: Employment) -> None:
    """An employment's days and terms, changed row by row where they differ."""
    for name in ("start", "end", "end_reason"):
        if getattr(job, name) != getattr(employment, name):
            setattr(job, name, getattr(employment, name))
    rows = {row.from_day: row for row in terms_of(session, job.id)}
    wanted = dict(employment.terms.entries)
    for day, row in rows.items():
        if day not in wanted:
            session.delete(row)
    session.flush()
    for day, terms in wanted.items():
        numbered = terms.numbered or NumberedTerms()
        values = {name: getattr(terms, name) for name in _KEPT} | {
            "category": numbered.category,
            "pay_group": numbered.group,
            "norm_hours": numbered.norm_hours,
            "agreement_hours": numbered.agreement_hours,
        }
        if day not in rows:
            session.add(people.EmploymentTerms(employment_id=job.id, from_day=day, **values))
            continue
        for name, value in values.items():
            if getattr(rows[day], name) != value:
                setattr(rows[day], name, value)
