"""The monthly report of a client file: what it is made from, which of its files count, and how it is made anew.

A report that was uploaded is never sent beside itself: the next one of its month replaces it, because the authority
adds up everything that was received. Until it is uploaded the same report is made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.records.stored_file import StoredFile
from models.values.span import Month
from services.desk import countries, kept_files, marks
from services.desk.gather import employer_facts, persons
from services.desk.keep import stored_result
from services.desk.marks import Marked
from services.desk.refund_lines import refunds_alone
from services.desk.version import SOURCE_SYSTEM
from services.engine.country import MonthReport
from services.engine.month import MonthFacts, ReportedAbsence
from services.engine.result import RunResult
from services.reference.wage_type_rows import wage_types

SAVED, UPLOADED, ACCEPTED = "saved", "uploaded", "accepted"
_YEAR = 12  # months back: leave is counted together within twelve


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report that was kept: its number in the file, its version of the month, and what became of it."""

    id: int
    month: Month
    name: str
    version: int
    made_at: datetime
    sha256: str
    parts: str
    saved: Marked | None
    uploaded: Marked | None


@dataclass(frozen=True, slots=True)
class MonthMaterial:
    """What a month's report is made from: the facts, the reports that were kept, and the bytes of the newest.

    `sent` is the id of the last uploaded one before the newest; empty for none.
    """

    facts: MonthFacts
    kept: tuple[KeptReport, ...]
    newest: bytes
    sent: str


@dataclass(frozen=True, slots=True)
class NextReport:
    """What the month's report is now: its bytes, and the kept one that says the same, where there is one."""

    content: bytes
    kept: KeptReport | None


def report_name(kind: str, month: Month) -> str:
    """The file name of a month's report."""
    return f"{kind}-{month}.xml"


def runs_paid(session: Session, first: Month, last: Month) -> Sequence[PayRun]:
    """Every run whose pay date lies in the months, in the order of the pay dates."""
    days = PayRun.pay_date >= first.first, PayRun.pay_date <= last.last
    return session.scalars(select(PayRun).where(*days).order_by(PayRun.pay_date, PayRun.id)).all()


def month_material(session: Session, country: str, month: Month, runs: Iterable[PayRun]) -> MonthMaterial:
    """Everybody, what those runs of the month paid, and what was reported of it. Raises Refused without an employer."""
    results = tuple(stored_result(session, run) for run in runs)
    people = tuple(persons(session, {}, None, {}, {}))
    pack = countries.country(country)
    back = _YEAR if any(each.absences for each in people) else 1
    told = reported_absences(session, country, month.plus(-back), month.plus(-1))
    refunds = tuple(refunds_alone(session, month, month))
    before = _newest_before(session, pack.report_kind, month)
    known = None if before is None else pack.reported_people(content_of(session, before), people, month)
    earlier = _earlier(session, month) if any(each.small_payments for each in people) else ()
    facts = MonthFacts(country, employer_facts(session), month, people, results, refunds, told, known, earlier)
    kept = kept_reports(session, pack.report_kind, month, month)
    sent = [each for each in kept[:-1] if each.uploaded]
    return MonthMaterial(
        facts,
        tuple(kept),
        content_of(session, kept[-1]) if kept else b"",
        pack.report_ids(content_of(session, sent[-1]))[0] if sent else "",
    )


def _newest_before(session: Session, kind: str, month: Month) -> KeptReport | None:
    """The newest report that was kept of an earlier month, within a year; None for none."""
    kept = kept_reports(session, kind, month.plus(-_YEAR), month.plus(-1))
    return kept[-1] if kept else None


def _earlier(session: Session, month: Month) -> tuple[RunResult, ...]:
    """What was approved and paid in the year before the month."""
    if month.number == 1:
        return ()
    runs = runs_paid(session, Month(month.year, 1), month.plus(-1))
    return tuple(stored_result(session, run) for run in runs if run.approved_at is not None)


def reported_absences(
    session: Session, country: str, first: Month, last: Month
) -> Mapping[Month, Sequence[ReportedAbsence]]:
    """What the newest kept report of each of the months said of leave."""
    pack = countries.country(country)
    newest = {each.month: each for each in kept_reports(session, pack.report_kind, first, last)}
    return {each.month: pack.reported_absences(content_of(session, each)) for each in newest.values()}


def next_report(material: MonthMaterial) -> NextReport:
    """The report of the month as it is now. Raises Refused.

    Where the newest kept one still says the same, it is that one, byte for byte. Where that was uploaded and something
    else is to be said, the new one replaces it.
    """
    pack = countries.country(material.facts.country)
    report = _made(material.facts, material.sent)
    if not material.kept:
        return NextReport(report.content, None)
    newest, newest_id = material.kept[-1], pack.report_ids(material.newest)[0]
    if report.id == newest_id:
        return NextReport(material.newest, newest)
    if newest.uploaded:
        report = _made(material.facts, newest_id)
    return NextReport(report.content, None)


def _made(facts: MonthFacts, replaces: str) -> MonthReport:
    """The report of a month: made on the last pay date, its id from its content."""
    last_day = max((run.head.pay_date for run in facts.runs), default=facts.month.last)
    pack = countries.country(facts.country)
    return pack.report(facts, wage_types(facts.country), SOURCE_SYSTEM, last_day, replaces=replaces)


def kept_reports(session: Session, kind: str, first: Month, last: Month) -> list[KeptReport]:
    """The reports that were kept for the months, the oldest version of each month first."""
    wanted = select(StoredFile).where(StoredFile.kind == kind, StoredFile.month >= first, StoredFile.month <= last)
    files = list(session.scalars(wanted.order_by(StoredFile.month, StoredFile.version)))
    done = marks.marks_of(session, "file:") if files else {}
    found = []
    for file in files:
        told = done.get(marks.file(file.id), {})
        assert file.month is not None
        found.append(
            KeptReport(
                file.id,
                file.month,
                file.name,
                file.version,
                file.made_at,
                file.sha256,
                file.parts,
                told.get(SAVED),
                told.get(UPLOADED),
            )
        )
    return found


def content_of(session: Session, kept: KeptReport) -> bytes:
    """The bytes of a kept report."""
    return kept_files.get(session, [kept.parts])[0]
