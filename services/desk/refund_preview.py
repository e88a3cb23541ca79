"""A report of refunds before it is taken in: what it says, whom and what each row may belong to, what would happen.

Nothing is stored here, and nothing that a file holds can stop it: what is wrong is a finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Final, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.refund_lines import months_alone
from services.desk.refunds import (
    AbsenceRow,
    Absent,
    Before,
    absence_rows,
    absences_of,
    before,
    candidates,
    employer_of,
    everybody,
    maps_of,
    people_of,
    posted,
    received_for,
)
from services.desk.reporting import kept_reports, runs_paid
from services.engine.facts import PersonFacts, RunKind
from services.files.column_map import ColumnMap
from services.files.recognise import Kind, recognise
from services.files.refund_proposals import By, Employer, Person, Proposal
from services.files.refund_report import PAGE, TARGETS, RefundReport, RefundRow, known_names
from services.files.sheet import as_text
from services.files.text_table import Encoding, open_table

IMPORTED_BEFORE: Final = "imported_before"
_SAMPLE: Final = 8  # rows that are shown while columns are chosen


@dataclass(frozen=True, slots=True)
class Reading:
    """How the user says that a file is read; what is not said is found out.

    `columns` are target → column, counted from 0. `choices`: unit (ore, kroner), decimal (`,` or `.`), dates
    (day_first, month_first).
    """

    columns: Mapping[str, int] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""


AS_IT_IS: Final = Reading()


@dataclass(frozen=True, slots=True)
class ColumnTarget:
    """What a column can be, and which one it is read as now."""

    name: str
    label: Message
    required: bool
    column: int | None


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody who may be meant: known by `number`, or only by `name`."""

    number: int
    name: str
    by: str
    why: Message


@dataclass(frozen=True, slots=True)
class AbsenceChoice:
    """An absence that may be meant; the higher score fits better."""

    id: int
    employee: int
    kind: str
    first: date
    last: date | None
    score: int
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """An absence's money with this row: expected in all, received before, this row, and what is missing when the whole
    file is taken in. `expected` and `missing` are None where nothing can be reckoned.
    """

    expected: Money | None
    received: Money
    this: Money
    missing: Money | None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row with its proposals. `held` says that it will wait for somebody's word; `against` is about `absence`."""

    line: int
    name: str
    national_id: str
    benefit: str
    benefit_names: tuple[tuple[str, str], ...]
    is_holiday: bool
    first: date | None
    last: date | None
    last_day: date | None
    amount: Money
    establishment: str
    account: str
    is_ours: bool
    held: bool
    doubts: tuple[str, ...]
    findings: tuple[Finding, ...]
    people: tuple[PersonChoice, ...]
    absences: tuple[AbsenceChoice, ...]
    employee: int | None
    absence: int | None
    against: Against | None = None

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.line

    @property
    def is_reclaim(self) -> bool:
        """Whether NAV takes back."""
        return self.amount < ZERO

    def benefit_name(self, language: str) -> str:
        """The benefit in words; its code where it is not known."""
        return dict(self.benefit_names).get(language, self.benefit)


@dataclass(frozen=True, slots=True)
class RunChoice:
    """A draft that refunds can go into. `why` says what to think of."""

    id: int
    name: str
    kind: str
    pay_date: date
    is_in_month: bool
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class MonthChoice:
    """The month of the payment, whose report alone holds what goes into no run."""

    month: Month
    has_run: bool = False
    is_reported: bool = False  # its report was uploaded: a new one has to replace it
    has_others: bool = False  # other refunds without a run


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be taken in. Where it is `refused`, nothing of it may be."""

    name: str
    sha256: str
    size: int
    refused: bool
    findings: tuple[Finding, ...]
    assumed: tuple[Message, ...]
    other_kind: str
    receiver: str
    is_for_us: bool
    payment_date: date | None
    payment_date_known: bool
    count: int
    total: Money
    persons: int
    establishments: int
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    targets: tuple[ColumnTarget, ...]
    needs_columns: bool
    needs: frozenset[str]
    signature: str
    rows: tuple[PreviewRow, ...]
    runs: tuple[RunChoice, ...]
    run_id: int | None
    month_alone: MonthChoice | None
    columns: ColumnMap | None = None

    @property
    def held(self) -> int:
        """How many rows wait for somebody's word."""
        return sum(row.held for row in self.rows)

    @property
    def taken_total(self) -> Money:
        """The sum of the rows that are taken as they are proposed."""
        return Money.total(row.amount for row in self.rows if not row.held)


def preview(
    desk: Desk, content: bytes, name: str, reading: Reading = AS_IT_IS, progress: Progress = no_progress
) -> Preview:
    """What taking a file in would do. Never raises for the file; `progress` may stop it (Cancelled)."""
    digest = sha256(content).hexdigest()
    with desk.reading() as session:
        maps = maps_of(session)
    report, other = _read(maps, content, name, reading, desk.today, progress)  # a while: the file is free meanwhile
    progress(0, 1, Message("Rows are matched"))
    with desk.reading() as session:
        client = _Around.read(session, bool(report.rows))
        runs = run_choices(session, report.payment_date)
        alone = _month_alone(session, desk, report.payment_date) if report.payment_date is not None else None
    employer, known = client.employer, client.known
    rows: tuple[PreviewRow, ...] = ()
    findings = list(report.findings)
    if other is None:
        findings += countries.refunds_against(
            report.rows, employer, known.imports, digest, report.payment_date, known.benefits
        )
        rows, more = _rows(client, desk, report, digest)
        findings += more
    findings.sort(key=lambda found: (found.severity is not Severity.STOP, _line(found)))
    return Preview(
        name,
        digest,
        len(content),
        any(found.severity is Severity.STOP for found in findings),
        tuple(findings),
        report.assumed,
        "" if other is None else other.value,
        report.receiver,
        not report.receiver or report.receiver == employer.orgnr,
        report.payment_date,
        report.payment_date_known,
        report.count,
        report.total,
        report.persons,
        report.establishments,
        report.header,
        _sample(content, reading) if other is None else (),
        _targets(report, reading),
        "columns" in report.asks,
        report.asks - {"columns"},
        report.columns.signature if report.columns is not None else "",
        rows,
        runs,
        _proposed(runs),
        alone,
        report.columns,
    )


def redated(desk: Desk, seen: Preview, day: date) -> Preview:
    """The same file, paid on another day than it says: where it can go then."""
    with desk.reading() as session:
        runs, alone = run_choices(session, day), _month_alone(session, desk, day)
    return replace(seen, runs=runs, run_id=_proposed(runs), month_alone=alone)


def _proposed(runs: Sequence[RunChoice]) -> int | None:
    return next((choice.id for choice in runs if choice.is_in_month and choice.kind != "correction"), None)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the client file knows that the rows are judged by."""

    employer: Employer
    known: Before
    people: Sequence[Person]
    facts: Mapping[int, PersonFacts]
    absences: Mapping[int, Sequence[AbsenceRow]]
    received: Mapping[int, Money]

    @classmethod
    def read(cls, session: Session, has_rows: bool) -> _Around:
        """Everybody is read only where there is something to match."""
        employer, known = employer_of(session), before(session)
        if not has_rows:
            return cls(employer, known, (), {}, {}, {})
        facts, absences = everybody(session), absence_rows(session)
        return cls(employer, known, people_of(session), facts, absences, received_for(session))


def _line(found: Finding) -> int:
    return found.where.thing if found.where is not None and isinstance(found.where.thing, int) else 0


def _read(
    maps: Sequence[ColumnMap], content: bytes, name: str, reading: Reading, today: date, progress: Progress
) -> tuple[RefundReport, Kind | None]:
    """The report, and what the file is where it is another (files 0.2)."""
    if not content.strip():
        return RefundReport(findings=(Finding(Severity.STOP, Message("The file is empty"), Place(PAGE)),)), Kind.UNKNOWN
    verdict = recognise(content, len(content), name)
    said = reading.columns is not None
    if verdict.kind is not Kind.K27 and not (verdict.kind is Kind.TABLE or (said and verdict.kind is Kind.UNKNOWN)):
        stops = verdict.findings or (Finding(Severity.STOP, Message("This is not a report of refunds (K27)")),)
        placed = tuple(replace(found, severity=Severity.STOP, where=found.where or Place(PAGE)) for found in stops)
        return RefundReport(findings=placed), verdict.kind
    columns = ColumnMap(dict(reading.columns), "", dict(reading.choices)) if reading.columns is not None else None
    encodings = {each: each for each in get_args(Encoding)}
    report = _with_choices(maps, content, name, reading, columns, encodings.get(reading.encoding), today, progress)
    return report, None


def _with_choices(
    maps: Sequence[ColumnMap],
    content: bytes,
    name: str,
    reading: Reading,
    columns: ColumnMap | None,
    encoding: str | None,
    today: date,
    progress: Progress,
) -> RefundReport:
    """The report by what was said. Choices without columns are laid over the columns that are found."""

    def read(by: ColumnMap | None) -> RefundReport:
        return countries.read_refund_report(
            content,
            name,
            columns=by,
            maps=maps,
            encoding=cast("Encoding | None", encoding),
            delimiter=reading.delimiter or None,
            today=today,
            progress=progress,
        )

    report = read(columns)
    if columns is None and reading.choices and report.columns is not None:
        by = replace(report.columns, choices={**report.columns.choices, **reading.choices})
        report = read(by)
    return report


def _sample(content: bytes, reading: Reading) -> tuple[tuple[str, ...], ...]:
    """The first rows as they stand."""
    encodings = {each: each for each in get_args(Encoding)}
    try:
        table = open_table(
            as_text(content, known_names),
            encoding=cast("Encoding | None", encodings.get(reading.encoding)),
            delimiter=reading.delimiter or None,
        )
        return tuple(tuple(row.cells) for row in islice(table.rows(), _SAMPLE))
    except Refused:
        return ()


def _targets(report: RefundReport, reading: Reading) -> tuple[ColumnTarget, ...]:
    found = report.columns.columns if report.columns is not None else reading.columns or {}
    return tuple(ColumnTarget(each.name, each.label, each.required, found.get(each.name)) for each in TARGETS)


# --- its rows --------------------------------------------------------------------------------------------------------


def _rows(
    client: _Around, desk: Desk, report: RefundReport, digest: str
) -> tuple[tuple[PreviewRow, ...], list[Finding]]:
    first = countries.match_refunds(report.rows, client.people, ())
    meant = {each.person for proposal in first for each in proposal.people}
    some = {number: rows for number, rows in client.absences.items() if number in meant}
    absences = absences_of(some, client.facts, desk.client.country, desk.today)
    proposals = countries.match_refunds(report.rows, client.people, candidates(absences.values()))
    is_same = any(each.sha256 == digest for each in client.known.imports)  # that is told of the file
    twice, stops = ({}, []) if is_same else _again(report.rows, client.known)
    told: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if (line := _line(finding)) and finding.severity is not Severity.STOP:
            told[line].append(finding)
    names = {person.number: person for person in client.people}
    rows = [
        _row(row, proposal, names, absences, client.employer.units, told[row.line], twice.get(row.line))
        for row, proposal in zip(report.rows, proposals, strict=True)
    ]
    more = [found for proposal in proposals for found in proposal.findings]
    more += list(twice.values())
    return _with_sums(rows, absences, client.received), [*stops, *more]


def _again(rows: Sequence[RefundRow], known: Before) -> tuple[dict[int, Finding], list[Finding]]:
    """The rows that stand in a report that was taken in before, by line; and a stop where the whole of it is one."""
    mine = Counter(map(posted, rows))
    for import_id, theirs in known.postings.items():
        if rows and mine == theirs:
            what = Message("This report was imported on {day}, from another file", day=known.days[import_id])
            return {}, [Finding(Severity.STOP, what, Place(PAGE))]
    left = {import_id: Counter(theirs) for import_id, theirs in known.postings.items()}
    found = {}
    for row in rows:
        said = posted(row)
        for import_id, theirs in left.items():
            if theirs[said]:
                theirs[said] -= 1
                what = Message("The same posting was imported on {day}, from another file", day=known.days[import_id])
                found[row.line] = Finding(Severity.WARNING, what, Place(PAGE, row.line, "amount"))
                break
    return found, []


def _row(
    row: RefundRow,
    proposal: Proposal,
    people: Mapping[int, Person],
    absences: Mapping[int, Absent],
    units: frozenset[str],
    told: Iterable[Finding],
    twice: Finding | None,
) -> PreviewRow:
    doubts = [doubt.value for doubt in row.doubts] + ([IMPORTED_BEFORE] if twice is not None else [])
    code = countries.refund_benefits().get(row.benefit)
    names = (
        {key.removeprefix("name_"): text for key, text in code.more.items() if key.startswith("name_")} if code else {}
    )
    return PreviewRow(
        row.line,
        row.name,
        row.national_id,
        row.benefit,
        tuple(names.items()),
        code is not None and code.more["holiday"] == "yes",
        row.first,
        row.last,
        row.last_day,
        row.amount,
        row.establishment,
        row.account,
        not row.establishment or row.establishment in units,
        proposal.person is None or bool(doubts),
        tuple(doubts),
        (*told, *proposal.findings, *([twice] if twice is not None else [])),
        tuple(
            PersonChoice(each.person, people[each.person].name, "number" if each.by is By.NUMBER else "name", each.why)
            for each in proposal.people
        ),
        tuple(
            AbsenceChoice(of.id, of.employee, of.kind, of.first, of.last, each.score, each.why)
            for each in proposal.absences
            if (of := absences[int(each.key)])
        ),
        proposal.person,
        int(proposal.absence) if proposal.absence is not None else None,
    )


def _with_sums(
    rows: Sequence[PreviewRow], absences: Mapping[int, Absent], received: Mapping[int, Money]
) -> tuple[PreviewRow, ...]:
    """The rows with what stands on the absence that is proposed for each."""
    here: dict[int, Money] = {}
    for row in rows:
        if row.absence is not None and not row.held:
            here[row.absence] = here.get(row.absence, ZERO) + row.amount
    found = []
    for row in rows:
        if row.absence is None:
            found.append(row)
            continue
        outcome = absences[row.absence].outcome
        expected = outcome.expected if outcome is not None and outcome.refunds else None
        had = received.get(row.absence, ZERO)
        missing = expected - had - here.get(row.absence, ZERO) if expected is not None else None
        found.append(replace(row, against=Against(expected, had, row.amount, missing)))
    return tuple(found)


# --- where it can go -------------------------------------------------------------------------------------------------


def run_choices(session: Session, payment_date: date | None) -> tuple[RunChoice, ...]:
    """The drafts that refunds can go into: those that are paid in the month of the payment first, by pay date."""
    month = Month.of(payment_date) if payment_date is not None else None
    found = []
    for run in session.scalars(select(PayRun).where(PayRun.approved_at.is_(None)).order_by(PayRun.pay_date, PayRun.id)):
        is_in_month = month is not None and Month.of(run.pay_date) == month
        why = None
        if month is not None and not is_in_month:
            why = Message(
                "The money came in {received}, and the run is paid in {paid}: the basis is lowered in the run's month",
                paid=Month.of(run.pay_date),
                received=month,
            )
        elif run.kind == RunKind.CORRECTION.value:
            why = Message("This run corrects another; take an ordinary or an extra run where there is one")
        found.append(RunChoice(run.id, head_of(run).name, run.kind, run.pay_date, is_in_month, why))
    return tuple(sorted(found, key=lambda each: not each.is_in_month))


def _month_alone(session: Session, desk: Desk, day: date) -> MonthChoice:
    month = Month.of(day)
    kept = kept_reports(session, countries.country(desk.client.country).report_kind, month, month)
    return MonthChoice(
        month,
        bool(runs_paid(session, month, month)),
        any(each.uploaded is not None for each in kept),
        month in months_alone(session, month, month),
    )
