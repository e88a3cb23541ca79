"""The month that one works on, and what of the file is read once for all that the front page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from models.records import employee as people
from models.records import pay_run as runs
from models.records.employer import Employer
from models.values.finding import Place
from models.values.message import Message
from models.values.percent import Percent
from models.values.span import Month
from services.desk import at_hand
from services.desk.countries import country
from services.desk.desk import Desk
from services.queries.deadlines import Deadline, deadlines, holiday_day
from services.queries.report_months import MonthTile, months_between
from services.queries.run_outlook import proposal
from services.queries.runs import RunRow, all_runs

SOON: Final = timedelta(days=7)
_FULL: Final = ("ordinary", "holiday")
_TILES_BACK: Final = 6  # months before the year that are still looked at


@dataclass(frozen=True, slots=True)
class AtWork:
    """The month that one works on. `state` is none (no employer), nobody (no employees), todo (no run yet), draft, or
    approved; `pay_date` is the run's own, or the usual one.
    """

    month: Month
    state: str
    pay_date: date | None = None
    run_id: int | None = None
    verb: Message | None = None
    where: Place | None = None


def at_work(desk: Desk) -> AtWork:
    """The month of the oldest draft; else the one that was paid last while something of it is left to do; else the
    month that comes next.
    """
    return work_of(desk, read_state(desk))


@dataclass(frozen=True, slots=True)
class State:
    """What is read once for everything."""

    employer: bool
    people: int
    rows: tuple[RunRow, ...] = ()
    tiles: tuple[MonthTile, ...] = ()
    dues: tuple[Deadline, ...] = ()
    start: Month | None = None
    pay_day: int = 25
    pension: Percent | None = None
    is_untouched: bool = False
    is_reported: bool = True  # whether there is a monthly report

    def draft(self) -> RunRow | None:
        """The oldest run that is not approved."""
        return next((row for row in reversed(self.rows) if not row.is_approved), None)

    def last_full(self) -> RunRow | None:
        """The newest approved run of a whole month."""
        return next((row for row in self.rows if row.is_approved and row.kind in _FULL), None)

    def tile(self, month: Month) -> MonthTile | None:
        return next((tile for tile in self.tiles if tile.month == month), None)


def read_state(desk: Desk) -> State:
    """Read it, unless nothing was changed since it was read."""
    return at_hand.unchanged(desk, ("month at work", desk.today), lambda: _read(desk))


def _read(desk: Desk) -> State:
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        count = session.scalar(select(func.count()).select_from(people.Employee)) or 0
        if employer is None:
            return State(False, count, is_untouched=True)
        start, pay_day, percent = employer.start_month, employer.pay_day, employer.pension_percent
        others = sum(
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (people.EmployeeDraft, runs.PayRun)
        )
    today = desk.today
    far = _holiday_ahead(desk, pay_day) + timedelta(days=40)
    tiles = months_between(desk, Month(today.year, 1).plus(-_TILES_BACK), Month.of(far))
    rows, dues = all_runs(desk), deadlines(desk, far, tiles)
    reported = "reporting" not in country(desk.client.country).questions.pages
    return State(True, count, rows, tiles, dues, start, pay_day, percent, not count and not others, reported)


def _holiday_ahead(desk: Desk, pay_day: int) -> date:
    """The next day on which holiday pay is paid."""
    pack, today = country(desk.client.country), desk.today
    this_year = holiday_day(pack, today.year, pay_day)
    return this_year if today <= this_year else holiday_day(pack, today.year + 1, pay_day)


def work_of(desk: Desk, state: State) -> AtWork:
    """The month at work, from what was read."""
    today = desk.today
    if not state.employer:
        return AtWork(Month.of(today), "none", verb=Message("Set up the firm"), where=Place("setup"))
    if (draft := state.draft()) is not None:
        where = Place("pay_run", draft.id, draft.step)
        return AtWork(draft.month, "draft", draft.pay_date, draft.id, Message("Continue pay run"), where)
    if not state.people:
        return AtWork(state.start or Month.of(today), "nobody")
    last = state.last_full()
    if last is not None and _is_unfinished(last, state, today):
        where = Place("pay_run", last.id, "files")
        return AtWork(last.month, "approved", last.pay_date, last.id, Message("Files of the run"), where)
    plan = proposal(desk)
    verb = Message("Start pay for {month}", month=plan.month)
    return AtWork(plan.month, "todo", plan.pay_date, None, verb, Place("pay_run", "new"))


def _is_unfinished(run: RunRow, state: State, today: date) -> bool:
    """Whether a paid month is still the one at work: it is not paid out yet, or its report is due."""
    tile = state.tile(Month.of(run.pay_date)) if state.is_reported else None
    return run.pay_date >= today or (tile is not None and not tile.is_done and today <= tile.due)
