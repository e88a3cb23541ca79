"""The months of a year of the monthly report, at a glance: what is done, what is due, what waits.

A month's state is read from the file: its runs, its kept reports, what was told about them. Nothing is built for it;
what the last build of a month found is remembered while the program runs, until something changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.records.audit import ChangeEntry
from models.records.employee import Employment
from models.records.employer import Employer
from models.records.pay_run import PayRun
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.refund_lines import Alone, months_alone
from services.desk.reporting import KeptReport, kept_reports, runs_paid, with_answers
from services.desk.run_state import COUNTED
from services.engine.country import Country
from services.engine.feedback import DeliveryState

STATES: Final = (
    "before",  # reported by another program: before the client's first month
    "nothing",  # nobody was employed, and nothing was paid
    "future",  # the month is not there yet
    "open",  # the month goes on, and no run of it is begun
    "missing",  # the month is over, people are employed, and there is no run
    "draft",  # a run is begun, and not approved
    "ready",  # approved; the report is not saved
    "findings",  # the last build found what must be mended
    "saved",
    "uploaded",
    "changed",  # approved runs came after the report was saved or uploaded
)
DONE: Final = frozenset({"before", "nothing", "uploaded"})
"""States in which nothing more is to be done."""


@dataclass(frozen=True, slots=True)
class MonthTile:
    """One month at a glance. `day` is when it was saved or uploaded; `stops` is what the last build found that must be
    mended; `version` counts the reports that were kept, `employed` those whom a report would tell of without pay.
    `answer` is what the authority said of the newest: `received`, `findings` where something must be mended,
    `rejected`, `replaced`; empty where it said nothing. A rejected one was never delivered: the month is ready again.
    """

    month: Month
    state: str
    due: date
    day: date | None = None
    stops: int = 0
    version: int = 0
    is_late: bool = False
    employed: int = 0
    answer: str = ""

    @property
    def is_done(self) -> bool:
        return self.state in DONE and self.answer not in ("findings", "rejected")


# --- the year --------------------------------------------------------------------------------------------------------


def months(desk: Desk, year: int) -> tuple[MonthTile, ...]:
    """The twelve months of a year. Nothing is built for it."""
    return _tiles(desk, Month(year, 1), Month(year, 12))


def months_between(desk: Desk, first: Month, last: Month) -> tuple[MonthTile, ...]:
    """The months from the first to the last, read at one moment."""
    return _tiles(desk, first, last)


def years(desk: Desk) -> tuple[int, int]:
    """The first and the last year that there is something to see of."""
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        first, last = session.execute(select(func.min(PayRun.pay_date), func.max(PayRun.pay_date))).one()
    days = [desk.today.year, *(day.year for day in (first, last) if day is not None)]
    if employer is not None:
        days.append(employer.start_month.year)
    return min(days), max(days)


@dataclass(frozen=True, slots=True)
class YearOfReports:
    """The twelve months of a year, and those of which something can be due now: from the year before today's on."""

    tiles: tuple[MonthTile, ...]
    near: tuple[MonthTile, ...]

    @property
    def due(self) -> MonthTile | None:
        """As `next_due`."""
        return next((tile for tile in self.near if not tile.is_done), None)

    def with_tile(self, tile: MonthTile) -> YearOfReports:
        """The same with what is known of one month by now."""
        tiles, near = (
            tuple(tile if each.month == tile.month else each for each in some) for some in (self.tiles, self.near)
        )
        return YearOfReports(tiles, near)


def year_of_reports(desk: Desk, year: int) -> YearOfReports:
    """A year with what is due, read at one moment. Nothing is built for it."""
    today = Month.of(desk.today)
    since = Month(today.year - 1, 1)
    first, last = min(since, Month(year, 1)), max(today, Month(year, 12))
    found = _tiles(desk, first, last)
    return YearOfReports(
        tuple(tile for tile in found if tile.month.year == year),
        tuple(tile for tile in found if since <= tile.month <= today),
    )


def next_due(desk: Desk) -> MonthTile | None:
    """The first month that something is still to be done for, from the year before today's on; None for none."""
    today = Month.of(desk.today)
    tiles = _tiles(desk, Month(today.year - 1, 1), today)
    return next((tile for tile in tiles if not tile.is_done), None)


def _tiles(desk: Desk, first: Month, last: Month) -> tuple[MonthTile, ...]:
    pack = countries.country(desk.client.country)
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        start = employer.start_month if employer is not None else Month.of(desk.today)
        runs = runs_paid(session, first, last)
        kept, answers = with_answers(session, desk.client.country, kept_reports(session, pack.report_kind, first, last))
        job = Employment
        jobs = session.execute(select(job.employee_id, job.type, job.start, job.end)).all()
        known = _remembered(desk, session)
        refunded = months_alone(session, first, last)
    by_month = _Year(
        start,
        Month.of(desk.today),
        pack,
        runs,
        kept,
        _alike(jobs),
        known,
        refunded,
        answers,
    )
    found = []
    month = first
    while month <= last:
        found.append(by_month.tile(month, desk.today))
        month = month.plus(1)
    return tuple(found)


_Jobs: TypeAlias = "Mapping[tuple[str, date, date | None], frozenset[int]]"
"""Whose employments are of a type and run from a day to a day: most of a firm's have few such."""


def _alike(jobs: Iterable[Row[int, str, date, date | None]]) -> _Jobs:
    found: dict[tuple[str, date, date | None], set[int]] = {}
    for person, kind, start, end in jobs:
        found.setdefault((kind, start, end), set()).add(person)
    return {alike: frozenset(people) for alike, people in found.items()}


class _Year:
    """What the states of months follow from."""

    def __init__(
        self,
        start: Month,
        now: Month,
        pack: Country,
        runs: Sequence[PayRun],
        kept: Sequence[KeptReport],
        jobs: _Jobs,
        built: Mapping[Month, Built],
        refunded: Mapping[Month, Alone],
        answers: Mapping[Month, str],
    ) -> None:
        self._start, self._now, self._pack = start, now, pack
        self._runs, self._kept, self._jobs, self._built = runs, kept, jobs, built
        self._refunded, self._answers = refunded, answers

    def tile(self, month: Month, today: date) -> MonthTile:
        kept = [each for each in self._kept if each.month == month]
        employed = self._employed(month)
        state = self._state(month, kept, employed)
        last = self._pack.month_deadlines(month)["due"]
        built = self._built.get(month)
        stops = built.stops if built is not None else 0
        if stops and state in ("draft", "ready", "missing"):
            state = "findings"
        elif built is not None and built.is_changed and state in ("saved", "uploaded"):
            state = "changed"
        told = (kept[-1].uploaded or kept[-1].saved) if kept and state in ("saved", "uploaded") else None
        day = told.at.date() if told else None
        is_late = state not in DONE and last < today
        return MonthTile(month, state, last, day, stops, len(kept), is_late, employed, self._answers.get(month, ""))

    def _state(self, month: Month, kept: Sequence[KeptReport], employed: int) -> str:
        runs = [run for run in self._runs if (run.reported_in or Month.of(run.pay_date)) == month]
        approved = [run.approved_at for run in runs if run.approved_at is not None]
        refunded = self._refunded.get(month)  # without a run
        if kept and refunded is not None:
            approved.append(refunded.at)
        if kept:
            return self._state_of_kept(kept, approved)
        if approved:
            return "ready"
        if runs:
            return "draft"
        if month > self._now:
            return "future"
        if month < self._start:
            return "before"
        if month == self._now:
            return "open"
        if employed:
            return "missing"
        return "ready" if refunded is not None and refunded.stands else "nothing"

    def _employed(self, month: Month) -> int:
        report = self._pack.must_be_reported
        return len(frozenset[int]().union(*(people for alike, people in self._jobs.items() if report(*alike, month))))

    @staticmethod
    def _state_of_kept(kept: Sequence[KeptReport], approved: Iterable[datetime]) -> str:
        newest = kept[-1]
        if newest.answer is DeliveryState.REJECTED:
            return "ready"
        was_told = any(each.saved or each.is_sent for each in kept)
        if any(at > newest.made_at for at in approved):
            return "changed" if was_told else "ready"
        if newest.is_sent:
            return "uploaded"
        if any(each.is_sent and each.answer is not DeliveryState.REJECTED for each in kept):
            return "changed"
        return "saved" if newest.saved else "ready"


# --- what was found, remembered --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Built:
    """What the last build of a month found: how much must be mended, whether a report that was kept says something
    else, and the last change that it knew.
    """

    stops: int
    is_changed: bool
    seq: int


_LOOKED_AT: Final = COUNTED | {"stored_file", "imported_file"}
_memory: Final[WeakKeyDictionary[object, dict[Month, Built]]] = WeakKeyDictionary()
"""By client, by month."""


def _remembered(desk: Desk, session: Session) -> Mapping[Month, Built]:
    """What is remembered and still holds: nothing that a report is made from was changed since."""
    known = _memory.get(desk.client, {})
    if not known:
        return {}
    oldest = min(built.seq for built in known.values())
    later = session.execute(select(ChangeEntry.seq, ChangeEntry.touched).where(ChangeEntry.seq > oldest)).all()
    last = max((seq for seq, touched in later if _LOOKED_AT & set(touched.split())), default=0)
    return {month: built for month, built in known.items() if built.seq >= last}


def remember(desk: Desk, month: Month, built: Built) -> None:
    """What the build of a month found is known of its tile until something changes."""
    _memory.setdefault(desk.client, {})[month] = built
