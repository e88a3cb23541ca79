"""Pay runs: start one, compute the draft as often as one likes, approve what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.desk import decentral_waiting
from services.desk.approvals import refuse_without_second
from services.desk.calculate import calculate, steady_memory, told_in_its_month
from services.desk.desk import Desk
from services.desk.gather import employee_ids, find_run, findings_of, head_of, run_facts
from services.desk.keep import add, keep, stored_result
from services.desk.rate_editions import keep_editions
from services.desk.refund_lines import take_waiting
from services.desk.refunds import settle
from services.desk.run_state import is_stale, last_change
from services.desk.stored_form import write_line
from services.engine.facts import LineInput, RunHead
from services.engine.result import RunResult


def start(
    desk: Desk, head: RunHead, lines: Mapping[int, Iterable[LineInput]] | None = None, corrects: Iterable[int] = ()
) -> int:
    """Start a run with its entered lines by employee number; for a correction of some people, their numbers.

    Returns the run's number in the file. Raises Refused for an ordinary run of a month that has an approved one, and
    for an unknown employee.
    """
    with desk.change("run.start") as session:
        refuse_second_ordinary(session, head)
        ids = employee_ids(session)
        sequence = 1 + (
            session.scalar(select(func.max(runs.PayRun.sequence)).where(runs.PayRun.month == head.month)) or 0
        )
        run = runs.PayRun(
            month=head.month,
            sequence=sequence,
            kind=head.kind.value,
            pay_date=head.pay_date,
            period=head.period,
            first_day=head.span.first if head.span else None,
            last_day=head.span.last if head.span else None,
            december_relief=head.december_relief,
            corrects=head.corrects,
            codes=" ".join(head.codes),
        )
        session.add(run)
        session.flush()
        entered = [
            {"run_id": run.id, "employee_id": _known(ids, number), "line": write_line(line)}
            for number, some in (lines or {}).items()
            for line in some
        ]
        whom = [{"run_id": run.id, "employee_id": _known(ids, number)} for number in corrects]
        add(session, runs.EnteredLine, entered)
        add(session, runs.CorrectedEmployee, whom)
        settle(session, desk.client.country, take_waiting(session, run))
        decentral_waiting.take_waiting(session, run)
        return run.id


def draft(desk: Desk, run_id: int, progress: Progress = no_progress) -> RunResult:
    """Compute the run from what the file holds now and keep the draft in place of the one before.

    Nothing is locked while it computes. Raises Refused for facts that have a stop, and for an approved run. Until it
    is stored it can be cancelled, and then everything is as it was.
    """
    progress(0, 3, Message("Reading what the run pays for"))
    with steady_memory():
        with desk.reading() as session:
            open_run(session, run_id)
            known = last_change(session)
            facts, earlier = run_facts(session, run_id)
            corrected = find_run(session, facts.head.corrects) if facts.head.corrects else None
            choice = open_run(session, run_id).report_choice
        progress(1, 3, Message("Calculating the pay"))
        result = calculate(facts, earlier)
        result = told_in_its_month(result, head_of(corrected) if corrected is not None else None, choice)
        progress(2, 3, Message("Storing the draft"))
        with desk.change("run.draft") as session:
            keep(session, open_run(session, run_id), result, desk.now(), known)
            session.note("pay_run", {"run": result.head.name, "payslips": len(result.payslips)})
    return result


def approve(desk: Desk, run_id: int, *, prove: bool = True, seen_at: datetime | None = None) -> None:
    """Lock the run as it was shown. Nothing is computed again; a proven copy of the file is made first.

    `seen_at` is when the draft that was looked at was computed. Raises Refused for a run that was never computed, whose
    facts were changed afterwards, that has a stop, whose month already has an approved ordinary run, or that was
    computed again since it was looked at.
    """
    with desk.reading() as session:
        _refuse_unready(session, open_run(session, run_id))
        seen = last_change(session)
    if prove:
        desk.client.prove_copy("approval")
    with desk.change("run.approve") as session:
        run = open_run(session, run_id)
        if last_change(session) != seen:
            _refuse_unready(session, run)
        if seen_at is not None and run.computed_at != seen_at:
            what = Message("The run was recalculated after you looked at it: look at it once more")
            raise refuse(what, Place("pay_run", run.id, "control"))
        keep_editions(session, run, desk.now())
        run.approved_at, run.approved_by = desk.now(), desk.user


def refuse_unready(desk: Desk, run_id: int) -> None:
    """Raises Refused with everything that stands in the way of approving the run."""
    with desk.reading() as session:
        _refuse_unready(session, open_run(session, run_id))


def refuse_unready_as_computed(desk: Desk, run_id: int) -> None:
    """The same without a second person's answer: raises Refused for a run that one cannot be asked to approve."""
    with desk.reading() as session:
        _refuse_wrong(session, open_run(session, run_id))


def result_of(desk: Desk, run_id: int) -> RunResult:
    """The run as it was computed and kept. Raises Refused for one that was not."""
    with desk.reading() as session:
        run = run_of(session, run_id)
        if run.computed_at is None:
            raise _not_computed(run)
        return stored_result(session, run)


def approved(session: Session) -> list[runs.PayRun]:
    """The approved runs of the file, in the order of their pay dates."""
    order = (runs.PayRun.pay_date, runs.PayRun.id)
    return list(session.scalars(select(runs.PayRun).where(runs.PayRun.approved_at.is_not(None)).order_by(*order)))


def refuse_second_ordinary(session: Session, head: RunHead) -> None:
    """A month is paid in full once: then come extra runs and corrections. Raises Refused."""
    if head.kind.value not in ("ordinary", "holiday") or head.span is not None:
        return
    wanted = select(runs.PayRun.id).where(
        runs.PayRun.month == head.month,
        runs.PayRun.kind.in_(("ordinary", "holiday")),
        runs.PayRun.first_day.is_(None),
        runs.PayRun.period == head.period,
        runs.PayRun.approved_at.is_not(None),
    )
    if session.scalar(wanted) is not None:
        what = Message("{month} is already approved. Use an extra run or a correction", month=head.month)
        raise refuse(what, Place("pay_run", str(head.month), "month"))


def _refuse_unready(session: Session, run: runs.PayRun) -> None:
    _refuse_wrong(session, run)
    refuse_without_second(session, run)


def _refuse_wrong(session: Session, run: runs.PayRun) -> None:
    if run.computed_at is None or run.computed_after is None:
        raise _not_computed(run)
    if is_stale(session, run):
        what = Message("Something that the run was calculated from was changed afterwards: recalculate it")
        raise refuse(what, Place("pay_run", run.id, "compute"))
    refuse_second_ordinary(session, head_of(run))
    if stops := [found for found in findings_of(session, run.id) if found.severity is Severity.STOP]:
        raise Refused(stops)


def run_of(session: Session, run_id: int) -> runs.PayRun:
    """The record of a run. Raises Refused where there is none."""
    run = session.get(runs.PayRun, run_id)
    if run is None:
        raise refuse(Message("There is no run with the number {number}", number=str(run_id)), Place("pay_run"))
    return run


def open_run(session: Session, run_id: int) -> runs.PayRun:
    """The record of a draft. Raises Refused for an approved run."""
    run = run_of(session, run_id)
    if run.approved_at is not None:
        what = Message("The run of {month} is approved. Approved runs are corrected by a new run", month=run.month)
        raise refuse(what, Place("pay_run", run.id))
    return run


def _not_computed(run: runs.PayRun) -> Refused:
    return Refused(
        [Finding(Severity.STOP, Message("The run is not calculated yet"), Place("pay_run", run.id, "compute"))]
    )


def _known(ids: Mapping[int, int], number: int) -> int:
    if number not in ids:
        raise refuse(Message("There is no employee {number}", number=str(number)), Place("employees", number))
    return ids[number]
