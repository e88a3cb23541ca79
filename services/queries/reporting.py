"""One month of the monthly report in detail: the report as it would be sent, its findings, what is to be paid.

It is built only for the month that is looked at; the months at a glance are in report_months.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

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
from services.desk.report_next import NextReport, next_report
from services.desk.reporting import (
    ACCEPTED,
    KeptReport,
    MonthMaterial,
    counted_contents,
    month_material,
    report_name,
    runs_paid,
)
from services.desk.run_state import is_stale, last_change
from services.engine.country import Country, ReadReport, ReportFinding
from services.engine.facts import PersonFacts
from services.engine.feedback import DeliveryState
from services.engine.month import MonthFacts
from services.engine.report import ReportAround, ReportControl, ReportNode, ReportPayment
from services.engine.report_chain import ReportKind
from services.queries.report_months import Built, MonthTile, months_between, remember

TreeNode = ReportNode
"""One part of a report in plain words: path, line, name, title, value, children, person, secret."""

REJECTION, IMMEDIATE, GUIDELINE = "AVVISNING", "OEYEBLIKKELIG", "RETNINGSLINJE"
LEVELS: Final = (REJECTION, IMMEDIATE, GUIDELINE)

_PREFIX: Final = "MAGNET_EDAG-"


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
        remember(desk, month, Built(stops, was_told and report.kept is None and not known.is_trial, known.seq))
    told = _Findings(pack, material.facts, read, known)
    return MonthDetail(
        months_between(desk, month, month)[0],
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
    remember(desk, month, Built(len(rows), False, known.seq))
    tile = months_between(desk, month, month)[0]
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
