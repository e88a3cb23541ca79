"""The monthly report: the months of a year at a glance, and one month in detail.

A month's state is read from the file: its runs, its kept reports, what was told about them. A report is built only for
the month that is looked at; what its controls found is remembered while the program runs, until something changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from models.records.audit import ChangeEntry
from models.records.employee import Employment
from models.records.employer import Employer
from models.records.pay_run import PayRun
from models.values.finding import Finding, Place, Refused
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.marks import Marked, due, marks_of
from services.desk.refund_lines import Alone, months_alone
from services.desk.report_next import NextReport, next_report
from services.desk.reporting import (
    ACCEPTED,
    KeptReport,
    MonthMaterial,
    counted_contents,
    kept_reports,
    month_material,
    report_name,
    runs_paid,
    with_answers,
)
from services.desk.run_state import COUNTED, is_stale, last_change
from services.engine.country import Country, ReadReport, ReportFinding
from services.engine.facts import PersonFacts
from services.engine.feedback import DeliveryState
from services.engine.month import MonthFacts
from services.engine.report import ReportAround, ReportControl, ReportNode, ReportPayment
from services.engine.report_chain import ReportKind

TreeNode = ReportNode
"""One part of a report in plain words: path, line, name, title, value, children, person, secret."""

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

REJECTION, IMMEDIATE, GUIDELINE = "AVVISNING", "OEYEBLIKKELIG", "RETNINGSLINJE"
LEVELS: Final = (REJECTION, IMMEDIATE, GUIDELINE)

_PREFIX: Final = "MAGNET_EDAG-"


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


Told = Marked
"""What somebody told the program: when, who, and why."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report that was kept: its number in the client file, its version, and what became of it."""

    id: int
    version: int
    name: str
    made_at: datetime
    saved: Told | None
    uploaded: Told | None


@dataclass(frozen=True, slots=True)
class RunOfMonth:
    """A run that was paid in the month."""

    id: int
    name: str
    pay_date: date
    is_approved: bool
    is_computed: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing that a control found: what, about whom, and where it is mended. `subject` names it among the marks,
    `topic` the help about it, and `accepted` says that somebody looked at it and found it right. `said` is what the
    authority wrote, of one of its own.
    """

    level: str
    code: str
    control: str
    title: Message
    who: str
    what: Message
    verb: Message | None
    place: Place | None
    path: str
    line: int
    subject: str
    topic: str
    accepted: Told | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control that found nothing."""

    code: str
    title: Message


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """What is to be paid for the month, until when, and whether somebody told that it is."""

    kind: str
    what: Message
    amount: Money
    due: date
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class MonthDetail:
    """One month: the report as it would be sent, what the controls find, what is to be paid.

    `is_trial` says that it was built from a draft. `text` is empty where nothing could be built; then `findings` say
    why. `name` is that of the file, `file` the kept report that says the very same, `last` the newest of the month.
    `kind` is what the report is to those that were sent, `kinds` what it could be, `target` the one that it takes the
    place of, where that is ours; `is_whole` whether it tells of everybody.
    """

    tile: MonthTile
    name: str
    runs: tuple[RunOfMonth, ...]
    is_trial: bool
    text: str
    tree: tuple[TreeNode, ...]
    findings: tuple[FindingRow, ...]
    fine: tuple[ControlRow, ...]
    payments: tuple[PaymentRow, ...]
    replaces: str
    file: ReportFile | None
    last: ReportFile | None
    kind: str = "first"
    kinds: tuple[str, ...] = ()
    target: ReportFile | None = None
    is_whole: bool = True

    @property
    def month(self) -> Month:
        return self.tile.month

    def count(self, level: str) -> int:
        """How many findings of a level are not accepted."""
        return sum(1 for found in self.findings if found.level == level and found.accepted is None)

    @property
    def stops(self) -> int:
        return self.count(REJECTION) + self.count(IMMEDIATE)

    @property
    def can_be_saved(self) -> bool:
        """Whether the authority would take the report: approved, built, and nothing that makes it refuse."""
        return bool(self.text) and not self.is_trial and not self.count(REJECTION)


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
        built: Mapping[Month, _Built],
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
class _Built:
    """What the last build of a month found: how much must be mended, whether a report that was kept says something
    else, and the last change that it knew.
    """

    stops: int
    is_changed: bool
    seq: int


_LOOKED_AT: Final = COUNTED | {"stored_file", "imported_file"}
_memory: Final[WeakKeyDictionary[object, dict[Month, _Built]]] = WeakKeyDictionary()
"""By client, by month."""


def _remembered(desk: Desk, session: Session) -> Mapping[Month, _Built]:
    """What is remembered and still holds: nothing that a report is made from was changed since."""
    known = _memory.get(desk.client, {})
    if not known:
        return {}
    oldest = min(built.seq for built in known.values())
    later = session.execute(select(ChangeEntry.seq, ChangeEntry.touched).where(ChangeEntry.seq > oldest)).all()
    last = max((seq for seq, touched in later if _LOOKED_AT & set(touched.split())), default=0)
    return {month: built for month, built in known.items() if built.seq >= last}


def _remember(desk: Desk, month: Month, built: _Built) -> None:
    _memory.setdefault(desk.client, {})[month] = built


# --- one month -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What the file says of the month, beside what the report is made from."""

    runs: tuple[RunOfMonth, ...]
    is_trial: bool
    seq: int
    accepted: Mapping[str, Marked]
    paid: frozenset[str] = frozenset()
    last_month: tuple[bytes, ...] = ()
    replaced: Mapping[int, str] = field(default_factory=dict)


def month(desk: Desk, month: Month, progress: Progress = no_progress, kind: str = "") -> MonthDetail:
    """One month with its report built and checked. It takes a moment, so it does not run on the window's thread.

    `kind` is one of those that it offers, where another than the proposed one is to be seen.

    It is built from approved runs where there are any, else from the draft, and then it is a trial. What stops the
    building is a finding like any other.
    """
    progress(0, 3, Message("Reading what was paid"))
    known, material, stopped = _read(desk, month)
    if material is None:
        return _unbuilt(desk, month, known, None, stopped)
    progress(1, 3, Message("Building the report"))
    last = _file(material.kept[-1]) if material.kept else None
    try:
        report = _next(material, kind)
    except Refused as refusal:
        return _unbuilt(desk, month, known, last, refusal.findings)
    progress(2, 3, Message("Checking the report"))
    pack = countries.country(desk.client.country)
    around = ReportAround(
        known.last_month if report.is_whole else (),
        frozenset(of for id, of in known.replaced.items() if of and (report.kept is None or id != report.kept.id)),
        frozenset(unit.orgnr for unit in material.facts.employer.establishments),
        desk.today,
    )
    read = pack.read_report(report.content, _names(material.facts), around)
    was_told = any(kept.saved or kept.uploaded for kept in material.kept)
    stops = sum(1 for found in read.findings if found.blocks)
    if not kind:
        _remember(desk, month, _Built(stops, was_told and report.kept is None and not known.is_trial, known.seq))
    told = _Findings(pack, material.facts, read, known)
    return MonthDetail(
        _tiles(desk, month, month)[0],
        report_name(pack.report_kind, month),
        known.runs,
        known.is_trial,
        report.content.decode(),
        read.parts,
        told.rows,
        told.fine,
        tuple(_payments(pack, read.payments, material.facts, known.paid)),
        read.replaces,
        _file(report.kept) if report.kept else None,
        last,
        report.kind.value,
        tuple(each.value for each in report.offered),
        _file(report.replaced) if report.replaced else None,
        report.is_whole,
    )


def _next(material: MonthMaterial, kind: str) -> NextReport:
    """The report of the kind that is asked for, as long as it can be; else what is proposed."""
    if kind:
        with suppress(Refused):
            return next_report(material, ReportKind(kind))
    return next_report(material)


def _accepted(session: Session, month: Month) -> Mapping[str, Marked]:
    """What was looked at in the month's report and found right."""
    told = marks_of(session, f"report:{month}:")
    return {subject: verbs[ACCEPTED] for subject, verbs in told.items() if ACCEPTED in verbs}


def _read(desk: Desk, month: Month) -> tuple[_Known, MonthMaterial | None, Sequence[Finding]]:
    """Everything that is needed from the file, at one moment; no material, and why, where something is missing."""
    with desk.reading() as session:
        runs = runs_paid(session, month, month)
        used = [run for run in runs if run.approved_at is not None]
        is_trial = bool(runs) and not used
        known = _Known(
            tuple(_run(session, run) for run in runs),
            is_trial,
            last_change(session),
            _accepted(session, month),
            frozenset(subject for subject, verbs in marks_of(session, "due:").items() if "paid" in verbs),
        )
        try:
            material = month_material(
                session,
                desk.client.country,
                month,
                [run for run in runs if run.computed_at is not None] if is_trial else used,
            )
        except Refused as refusal:
            return known, None, refusal.findings
        delivered = [kept for kept in material.kept if kept.is_sent and kept.answer is not DeliveryState.REJECTED]
        replaced = {kept.id: material.ids[kept.id][1] for kept in delivered}
        before = counted_contents(session, desk.client.country, month.plus(-1))
        return replace(known, last_month=before, replaced=replaced), material, ()


def _unbuilt(
    desk: Desk, month: Month, known: _Known, last: ReportFile | None, stopped: Sequence[Finding]
) -> MonthDetail:
    """A month whose report cannot be built, with the reasons."""
    title, verb = Message("The report cannot be built"), Message("Correct it")
    rows = tuple(
        FindingRow(
            REJECTION, "", "", title, "", each.what, verb if each.where else None, each.where, "", 0, "", "build"
        )
        for each in stopped
    )
    _remember(desk, month, _Built(len(rows), False, known.seq))
    tile = _tiles(desk, month, month)[0]
    name = report_name(countries.country(desk.client.country).report_kind, month)
    return MonthDetail(tile, name, known.runs, known.is_trial, "", (), rows, (), (), "", None, last)


class _Findings:
    """What the controls found, put to people and places."""

    def __init__(self, pack: Country, facts: MonthFacts, read: ReadReport, known: _Known) -> None:
        self._month = facts.month
        self._known = known
        self._controls = {control.name: control for control in pack.report_controls()}
        self._numbers = {_identity(person): person.number for person in facts.people}
        self._people: dict[str, ReportNode] = {}
        self._units: dict[str, ReportNode] = {}
        for node in _all(read.parts):
            if node.person:
                self._people[node.path] = node
            elif any(child.person for child in node.children):
                self._units[node.path] = node
        self.rows = tuple(self._row(found) for found in read.findings)
        names = {found.control for found in read.findings}
        self.fine = tuple(
            ControlRow(_short(control.code), control.title)
            for control in self._controls.values()
            if control.name not in names
        )

    def _row(self, found: ReportFinding) -> FindingRow:
        control = self._controls[found.control]
        person, unit = (self._holding(found.path, parts) for parts in (self._people, self._units))
        number = self._numbers.get(person.person) if person is not None else None
        holder = person or unit
        who = holder.title if holder is not None and isinstance(holder.title, str) else ""
        place = self._place(control, number)
        digest = sha256(str(found.what).encode()).hexdigest()[:8]
        subject = f"report:{self._month}:{_short(found.code) or found.control}:{number or '-'}:{digest}"
        done = self._known.accepted.get(subject)
        return FindingRow(
            found.level,
            _short(found.code),
            found.control,
            control.title,
            who,
            found.what,
            control.verb if place is not None else None,
            place,
            found.path,
            found.line,
            subject,
            control.topic,
            done if not found.blocks else None,
        )

    @staticmethod
    def _holding(path: str, parts: Mapping[str, ReportNode]) -> ReportNode | None:
        steps = path.split("/")
        return next((node for end in range(len(steps), 0, -1) if (node := parts.get("/".join(steps[:end])))), None)

    def _place(self, control: ReportControl, number: int | None) -> Place | None:
        match control.page:
            case "employees":
                return Place("employees", number, control.field if number is not None else None)
            case "pay_run":
                run = next((run for run in self._known.runs if not run.is_approved), None)
                if run is None and self._known.runs:
                    run = self._known.runs[-1]
                return Place("pay_run", run.id if run is not None else None, control.field if run is not None else None)
            case "settings":
                return Place("settings", None, control.field)
        return None


def _all(nodes: Iterable[ReportNode]) -> Iterable[ReportNode]:
    """The delivery, its sub-units and its people; nothing deeper names anybody."""
    for node in nodes:
        yield node
        if not node.person:
            yield from _all(node.children)


_PAYMENTS: Final[Mapping[str, Message]] = {
    "withholding": Message("Withheld tax, paid {day}"),
    "attachments": Message("Attachments"),
    "aga": Message("Employer's contribution"),
    "finance_tax": Message("Finance tax"),
}
_MARKED_AS: Final = {"attachments": "attachment"}  # where the marks have another word for a payment


def _payments(
    pack: Country, payments: Iterable[ReportPayment], facts: MonthFacts, paid: frozenset[str]
) -> Iterable[PaymentRow]:
    """What is to be paid: withheld tax first, each with its last day."""
    last_paid = max((run.head.pay_date for run in facts.runs), default=facts.month.last)
    of_month = pack.month_deadlines(facts.month)["aga_due"]
    order = list(_PAYMENTS)
    for each in sorted(payments, key=lambda payment: order.index(payment.kind)):
        if not each.amount:
            continue
        what, last = _PAYMENTS[each.kind], of_month
        if each.kind in ("withholding", "attachments"):
            paid_on = each.paid_on or last_paid
            last = pack.run_deadlines(paid_on)["tax_due"]
            what = Message(what.text, day=paid_on) if each.kind == "withholding" else what
        subject = due(_MARKED_AS.get(each.kind, each.kind), last.isoformat())
        yield PaymentRow(each.kind, what, each.amount, last, subject in paid)


def _names(facts: MonthFacts) -> Mapping[str, str]:
    """The names of people and sub-units, by the numbers that a report knows them by."""
    names = {_identity(person): person.name for person in facts.people}
    return names | {unit.orgnr: unit.name for unit in facts.employer.establishments if unit.name}


def _identity(person: PersonFacts) -> str:
    abroad = person.international_id
    if person.national_id or abroad is None:
        return person.national_id or f"employee {person.number}"
    return f"{abroad.country} {abroad.value}"


def _run(session: Session, run: PayRun) -> RunOfMonth:
    is_approved, is_computed = run.approved_at is not None, run.computed_at is not None
    stale = is_computed and not is_approved and is_stale(session, run)
    return RunOfMonth(run.id, head_of(run).name, run.pay_date, is_approved, is_computed, stale)


def _file(kept: KeptReport) -> ReportFile:
    return ReportFile(kept.id, kept.version, kept.name, kept.made_at, kept.saved, kept.uploaded)


def _short(code: str) -> str:
    """An official code as it is spoken of."""
    return code.removeprefix(_PREFIX)
