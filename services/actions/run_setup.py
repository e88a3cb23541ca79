"""Setting a run up: begin one, revise its head while it is a draft, discard it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.movement import Movement
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.span import Month, Span
from services.actions.runs import open_run, refuse_second_ordinary, start
from services.desk import decentral_waiting
from services.desk.calculate import no_rate
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import employee_ids, find_run, slips_of
from services.desk.imported_files import release_tables
from services.desk.refund_lines import release
from services.desk.refunds import settle
from services.desk.reversals import lines_again, taken_back_anew
from services.desk.stored_form import write_line
from services.desk.travel import write_claims
from services.engine.facts import LineInput, RunHead, RunKind
from services.engine.rates import MissingRate
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

_COMPUTED = (runs.PayLine, Movement, runs.RunTotal, runs.Payslip)


def begin(
    desk: Desk,
    *,
    month: Month,
    pay_date: date,
    kind: str = "ordinary",
    period: str = "MND",
    days: Span | None = None,
    december_relief: bool = False,
    corrects: str = "",
    whom: Iterable[int] = (),
    codes: Iterable[str] = (),
) -> int:
    """Start a run; a correction begins with the lines of the slips that it corrects, ready to be changed.

    `whom` are the numbers of those whom a correction concerns; nobody named means everybody. `codes` are those of the
    run order that the country lets one choose; one that does not fit the run is left out. Returns the run's number
    in the file. Raises Refused.
    """
    head = _coded(desk, _head(desk, month, pay_date, kind, period, days, december_relief, corrects), codes)
    chosen = sorted(set(whom))
    return start(desk, head, _earlier_lines(desk, corrects, chosen) if corrects else None, chosen)


def revise(
    desk: Desk,
    run_id: int,
    *,
    month: Month,
    pay_date: date,
    kind: str = "ordinary",
    period: str = "MND",
    days: Span | None = None,
    december_relief: bool = False,
    whom: Iterable[int] = (),
    codes: Iterable[str] | None = None,
) -> None:
    """Change the head of a draft. Entered lines stay; which run a correction corrects stays too, but it can concern
    others: they bring the lines of their slips, and who is left out takes theirs along. Without `codes` they stay.

    Raises Refused for an approved run, and for what `begin` refuses.
    """
    with desk.reading() as session:
        run = open_run(session, run_id)
        corrects = run.corrects
        before = _whom(session, run)
    head = _head(desk, month, pay_date, kind, period, days, december_relief, corrects)
    head = _coded(desk, head, run.codes.split() if codes is None else codes)
    chosen = set(whom) if corrects else set()
    added = sorted(chosen - before)
    lines = _earlier_lines(desk, corrects, added) if added else {}
    with desk.change("run.revise") as session:
        run = open_run(session, run_id)
        if (corrects and kind != run.kind) or (not corrects and kind == RunKind.CORRECTION.value):
            what = Message("A correction cannot become another kind of run. Delete the draft, and start a new one")
            raise refuse(what, Place("pay_run", run_id, "kind"))
        refuse_second_ordinary(session, head)
        if run.month != month:
            run.month = month
            run.sequence = 1 + (
                session.scalar(
                    select(func.max(runs.PayRun.sequence)).where(runs.PayRun.month == month, runs.PayRun.id != run_id)
                )
                or 0
            )
        run.kind, run.pay_date, run.period = kind, pay_date, period
        run.first_day, run.last_day = (days.first, days.last) if days else (None, None)
        run.december_relief = december_relief
        run.codes = " ".join(head.codes)
        if chosen and chosen != before:
            _set_whom(session, run_id, before, chosen, lines)


def discard(desk: Desk, run_id: int) -> None:
    """Delete a draft with what was entered on it. It can be undone: then it has to be computed again.

    Raises Refused for an approved run.
    """
    with desk.change("run.uncompute") as session:
        run = open_run(session, run_id)
        if run.computed_at is not None:
            for part in _COMPUTED:
                session.execute(delete(part).where(part.run_id == run_id))
            run.computed_at = run.computed_after = run.facts = run.voucher = None
    with desk.change("run.discard") as session:
        for line in session.scalars(select(runs.EnteredLine).where(runs.EnteredLine.run_id == run_id)):
            session.delete(line)
        for whom in session.scalars(select(runs.CorrectedEmployee).where(runs.CorrectedEmployee.run_id == run_id)):
            session.delete(whom)
        for note in session.scalars(select(runs.PayslipNote).where(runs.PayslipNote.run_id == run_id)):
            session.delete(note)
        for answer in session.scalars(select(runs.RunApproval).where(runs.RunApproval.run_id == run_id)):
            session.delete(answer)
        write_claims(session, run_id, ())
        release_tables(session, desk, run_id)
        years = release(session, run_id)
        decentral_waiting.release(session, run_id)
        session.flush()
        settle(session, desk.client.country, years)
        session.delete(open_run(session, run_id))


def _head(
    desk: Desk,
    month: Month,
    pay_date: date,
    kind: str,
    period: str,
    days: Span | None,
    december_relief: bool,
    corrects: str,
) -> RunHead:
    """The head, if such a run can be paid at all."""
    if kind == RunKind.CORRECTION.value and not corrects:
        raise refuse(Message("Choose the run that is corrected"), Place("pay_run", None, "corrects"))
    if days is not None and days.last is None:
        raise refuse(Message("The days that are paid for need a last day"), Place("pay_run", None, "days"))
    try:
        rate_book(desk.client.country).on(pay_date)
    except MissingRate as missing:
        raise no_rate(missing) from missing
    return RunHead(month, pay_date, RunKind(kind), period, days, december_relief, corrects)


def _coded(desk: Desk, head: RunHead, codes: Iterable[str]) -> RunHead:
    """The head with those codes that may be chosen for it."""
    may = {each.code for each in country(desk.client.country).run_choices(head)}
    return replace(head, codes=tuple(each for each in dict.fromkeys(codes) if each in may))


def _whom(session: Session, run: runs.PayRun) -> set[int]:
    """The numbers of those whom a correction concerns: the chosen ones, or everybody in the run that it corrects."""
    wanted = select(people.Employee.number).join(
        runs.CorrectedEmployee, runs.CorrectedEmployee.employee_id == people.Employee.id
    )
    if chosen := set(session.scalars(wanted.where(runs.CorrectedEmployee.run_id == run.id))):
        return chosen
    corrected = find_run(session, run.corrects) if run.corrects else None
    everybody = select(people.Employee.number).join(runs.Payslip, runs.Payslip.employee_id == people.Employee.id)
    return set(session.scalars(everybody.where(runs.Payslip.run_id == corrected.id))) if corrected else set()


def _set_whom(
    session: Session, run_id: int, before: set[int], chosen: set[int], lines: Mapping[int, list[LineInput]]
) -> None:
    ids = employee_ids(session)
    for number in sorted(before - chosen):
        own = runs.EnteredLine.employee_id == ids[number]
        for row in session.scalars(select(runs.EnteredLine).where(runs.EnteredLine.run_id == run_id, own)):
            session.delete(row)
        if (marked := session.get(runs.CorrectedEmployee, (run_id, ids[number]))) is not None:
            session.delete(marked)
    for number in sorted(chosen):
        if number not in ids:
            what = Message("There is no employee {number}", number=str(number))
            raise refuse(what, Place("employees", number))
        if session.get(runs.CorrectedEmployee, (run_id, ids[number])) is None:
            session.add(runs.CorrectedEmployee(run_id=run_id, employee_id=ids[number]))
        for line in lines.get(number, ()):
            session.add(runs.EnteredLine(run_id=run_id, employee_id=ids[number], line=write_line(line)))


def _earlier_lines(desk: Desk, name: str, whom: list[int]) -> dict[int, list[LineInput]]:
    """What the corrected slips were made from, as lines to enter anew. Raises Refused where there is no such run."""
    with desk.reading() as session:
        run = find_run(session, name)
        if run is None or run.approved_at is None:
            what = Message("Run {name} is not approved, so there is nothing to correct: change it instead", name=name)
            raise refuse(what, Place("pay_run", None, "corrects"))
        ids = employee_ids(session)
        wanted = {ids[number] for number in whom if number in ids}
        if whom and not wanted:
            raise refuse(Message("Choose who the correction concerns"), Place("pay_run", None, "whom"))
        slips = slips_of(session, run.id, wanted)
    if again := next((slip.person.number for slip in slips if slip.person.reverses), None):
        raise taken_back_anew(again, name)
    types = wage_types(desk.client.country)
    return {slip.person.number: list(lines_again(slip, types)) for slip in slips}
