"""The pay runs of a client: which there are and how far they have come, what comes next, and what a run would mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.records.stored_file import Mark, StoredFile
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from services.desk import at_hand
from services.desk.desk import Desk
from services.desk.run_state import is_stale
from services.engine.facts import RunKind

STEPS = ("period", "basis", "control", "approve", "files")
_SUBJECT = "file:"
FULL = (RunKind.ORDINARY.value, RunKind.HOLIDAY.value)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run. `state` is basis (nothing computed), control (computed, as it stands), stale (computed, then something
    was changed), approved, or saved (approved, and files saved outside).
    """

    id: int
    month: Month
    sequence: int
    kind: str
    pay_date: date
    period: str
    days: Span
    december_relief: bool
    corrects: str
    whom: tuple[int, ...]
    state: str
    people: int | None = None  # with a payslip; None before it was computed
    net: Money | None = None
    approved_by: str = ""
    reported_in: Month | None = None
    codes: tuple[str, ...] = ()  # of the run order, where wage types are numbered

    @property
    def report_month(self) -> Month:
        """The month whose report says it, as far as that is known."""
        return self.reported_in or Month.of(self.pay_date)

    @property
    def name(self) -> str:
        """How files and corrections name it: 2026-03, then 2026-03-2 …"""
        return str(self.month) if self.sequence == 1 else f"{self.month}-{self.sequence}"

    @property
    def is_approved(self) -> bool:
        return self.state in ("approved", "saved")

    @property
    def step(self) -> str:
        """The step at which one goes on."""
        return {"basis": "basis", "stale": "basis", "control": "control"}.get(self.state, "files")

    @property
    def own_days(self) -> Span | None:
        """The days that are paid for, where they are not the month's."""
        return None if self.days == self.month.span else self.days

    @property
    def title(self) -> Message:
        """“Pay for November 2026”, and for a run of another kind what it is."""
        match self.kind:
            case "extra":
                return Message("Extra run, {month}", month=self.month)
            case "correction":
                return Message("Correction of {run}", run=run_words(self.corrects))
            case "holiday":
                return Message("Pay and holiday pay for {month}", month=self.month)
            case _ if self.own_days is not None:
                return Message("Pay for {days}", days=self.days)
            case _:
                return Message("Pay for {month}", month=self.month)


@dataclass(frozen=True, slots=True)
class Where:
    """What a place of the pay run page means: a run, a step of it, and in it a person and a field."""

    run_id: int | None = None
    step: str | None = None
    number: int | None = None
    field: str | None = None


def run_words(name: str) -> Month | Message:
    """A run's name in words: “November 2026”, or “November 2026, run 2”."""
    month, number = Month.parse(name[:7]), name[8:]
    return Message("{month}, run {number}", month=month, number=number) if number else month


def kind_words(kind: str) -> Message:
    """What a kind of run is called."""
    match kind:
        case "holiday":
            return Message("With holiday pay")
        case "extra":
            return Message("Extra")
        case "correction":
            return Message("Correction")
        case _:
            return Message("Ordinary")


def all_runs(desk: Desk) -> tuple[RunRow, ...]:
    """Every run, the newest first."""
    return at_hand.unchanged(desk, "runs", lambda: _all(desk))


def _all(desk: Desk) -> tuple[RunRow, ...]:
    with desk.reading() as session:
        return tuple(_rows(session))


def run_row(desk: Desk, run_id: int) -> RunRow | None:
    """One run; None where there is none of the number."""
    return next((row for row in all_runs(desk) if row.id == run_id), None)


_OF_FILES: Final = ("payments", "voucher")
"""Fields of a place that lead into the last step of a run."""


def resolve(desk: Desk, place: Place, shown: int | None = None) -> Where:
    """What a place means. Findings of a run name its employee and a field; the run is the one that is shown, or else
    the newest draft.
    """
    thing, name = place.thing, place.field
    if thing == "new":
        return Where(None, "period", field=name)
    rows = all_runs(desk)
    drafts = [row for row in rows if not row.is_approved]
    known = {row.id: row for row in rows}
    open_run = known.get(shown or 0) or (drafts[0] if drafts else None)
    if isinstance(thing, str):
        named = next((row for row in rows if row.name == thing), None)
        named = named or next((row for row in rows if str(row.month) == thing), None)
        return Where(named.id, "period" if name else None, field=name) if named else Where(None, None)
    if thing is None:
        if name is None:
            return Where()
        if name in _OF_FILES:  # of no run: the newest approved one shows them
            newest = shown or next((row.id for row in rows if row.is_approved), None)
            return Where(newest, "files", field=name) if newest is not None else Where()
        return Where(open_run.id if open_run else None, "period", field=name)
    if name in _OF_FILES:
        return Where(thing if thing in known else None, "files" if thing in known else None, field=name)
    if name is None or name in STEPS or name in ("compute", "corrects", "month", "pay_date", "days", "whom"):
        row = known.get(thing)
        if row is None:
            return Where()
        step = name if name in STEPS else {"compute": "basis", None: row.step}.get(name, "period")
        return Where(row.id, step, field=None if name in STEPS else name)
    if open_run is None:
        return Where()
    is_line = name not in ("withholding", "net_pay", "reported", "lines")
    step = "basis" if is_line or open_run.state in ("basis", "stale") else "control"
    return Where(open_run.id, step, thing, name)


# --- parts -----------------------------------------------------------------------------------------------------------


def _rows(session: Session) -> list[RunRow]:
    run = records.PayRun
    found = session.scalars(select(run).order_by(run.pay_date.desc(), run.id.desc())).all()
    ids = [each.id for each in found]
    slip = records.Payslip
    slips = session.execute(
        select(slip.run_id, func.count(), func.sum(slip.net_pay)).where(slip.run_id.in_(ids)).group_by(slip.run_id)
    )
    sums = {row[0]: (row[1], row[2]) for row in slips}
    whom: Mapping[int, list[int]] = defaultdict(list)
    for of_run, number in session.execute(
        select(records.CorrectedEmployee.run_id, people.Employee.number)
        .join(people.Employee, people.Employee.id == records.CorrectedEmployee.employee_id)
        .where(records.CorrectedEmployee.run_id.in_(ids))
        .order_by(people.Employee.number)
    ):
        whom[of_run].append(number)
    saved = _saved(session)
    return [_row(session, each, sums.get(each.id), tuple(whom.get(each.id, ())), each.id in saved) for each in found]


def _row(
    session: Session, run: records.PayRun, sums: tuple[int, Money] | None, whom: tuple[int, ...], is_saved: bool
) -> RunRow:
    if run.approved_at is not None:
        state = "saved" if is_saved else "approved"
    elif run.computed_at is None:
        state = "basis"
    else:
        state = "stale" if is_stale(session, run) else "control"
    days = run.month.span if run.first_day is None else Span(run.first_day, run.last_day)
    count, net = (sums or (0, Money(0))) if run.computed_at is not None else (None, None)
    return RunRow(
        run.id,
        run.month,
        run.sequence,
        run.kind,
        run.pay_date,
        run.period,
        days,
        run.december_relief,
        run.corrects,
        whom,
        state,
        count,
        net,
        run.approved_by or "",
        run.reported_in,
        tuple(run.codes.split()),
    )


def _saved(session: Session) -> set[int]:
    """The runs of which a file was saved outside."""
    saved = session.scalars(select(Mark.subject).where(Mark.verb == "saved", Mark.subject.startswith(_SUBJECT)))
    ids = {int(subject.removeprefix(_SUBJECT)) for subject in saved}
    return {run for run in session.scalars(select(StoredFile.run_id).where(StoredFile.id.in_(ids))) if run is not None}
