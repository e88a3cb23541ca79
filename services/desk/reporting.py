"""The monthly report of a client file: what it is made from, which of its files count, and how it is made anew.

A report that was uploaded is never sent beside itself: the next one of its month replaces it, because the authority
adds up everything that was received. Until it is uploaded the same report is made again. One that was rejected was
never delivered: it is sent again under a new id, and not named (amelding 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.records.stored_file import StoredFile
from models.values.span import Month
from services.desk import countries, kept_files, marks
from services.desk.feedback import NOTHING, Told, told
from services.desk.gather import employer_facts, persons
from services.desk.keep import stored_result
from services.desk.marks import Marked
from services.desk.refund_lines import refunds_alone
from services.engine.facts import PersonFacts
from services.engine.feedback import DeliveryState
from services.engine.month import MonthFacts, ReportedAbsence, ReportedPerson
from services.engine.report_chain import ReportKind, ReportState, SentReport, counting
from services.engine.result import RunResult

SAVED, UPLOADED, ACCEPTED = "saved", "uploaded", "accepted"
ENDINGS: Mapping[str, str] = {"eindkomst": "txt"}
"""How the files of a kind of report end that are not XML."""
SAYS = "says"
"""The mark that notes what a kept report says; see report_next.py."""
_RECENT = 3  # months: how far back an end may have been told as another
_YEAR = 12  # months back: leave is counted together within twelve


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report that was kept: its number in the file, its version of the month, and what became of it.

    `says` is the note on what it says: its kind, whether it is whole, the runs.
    """

    id: int
    month: Month
    name: str
    version: int
    made_at: datetime
    sha256: str
    parts: str
    saved: Marked | None
    uploaded: Marked | None
    answer: DeliveryState | None = None
    says: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it tells of everybody who is employed."""
        return not self.says or self.says.split()[1] == "whole"

    @property
    def is_sent(self) -> bool:
        """Whether it has left the house: somebody said so, or the authority knows it."""
        return self.uploaded is not None or self.answer is not None


@dataclass(frozen=True, slots=True)
class PaidRun:
    """A run of the month: its number, and when it was approved."""

    id: int
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MonthMaterial:
    """What a month's report is made from: the facts, the runs behind them in the same order, the reports that were
    kept, and the bytes of those that can be the month's report still, by their numbers in the file.

    `sent` is what the authority was sent of the month, the oldest first: our own reports, and what others sent in the
    place of them. `ids` are the ids of ours by their numbers in the file, each with the one that it replaces.
    """

    facts: MonthFacts
    kept: tuple[KeptReport, ...]
    contents: Mapping[int, bytes]
    sent: tuple[SentReport, ...]
    ids: Mapping[int, tuple[str, str]]
    runs: tuple[PaidRun, ...]


def report_name(kind: str, month: Month) -> str:
    """The file name of a month's report."""
    return f"{kind}-{month}.{ENDINGS.get(kind, 'xml')}"


def runs_paid(session: Session, first: Month, last: Month) -> Sequence[PayRun]:
    """Every run that the reports of the months say: those with a pay date in them, less the corrections that belong to
    another month, and those that belong to one of these (amelding 7.1). In the order of the pay dates.
    """
    own, other = PayRun.pay_date.between(first.first, last.last), PayRun.reported_in.between(first, last)
    wanted = or_(and_(PayRun.reported_in.is_(None), own), other)
    return session.scalars(select(PayRun).where(wanted).order_by(PayRun.pay_date, PayRun.id)).all()


def month_material(session: Session, country: str, month: Month, runs: Iterable[PayRun]) -> MonthMaterial:
    """Everybody, what those runs of the month paid, and what was reported of it. Raises Refused without an employer."""
    runs = list(runs)
    results = tuple(stored_result(session, run) for run in runs)
    people = tuple(persons(session, {}, None, {}, {}))
    pack = countries.country(country)
    back = _YEAR if any(each.absences for each in people) else 1
    leaves = reported_absences(session, country, month.plus(-back), month.plus(-1))
    refunds = tuple(refunds_alone(session, month, month))
    known = _told_before(session, country, month, people)
    earlier = _earlier(session, month) if any(each.small_payments for each in people) else ()
    kept = kept_reports(session, pack.report_kind, month, month)
    names = {run.id: result.head.name for run, result in zip(runs, results, strict=True)}
    apart = said_apart(session, country, kept, names)
    facts = MonthFacts(country, employer_facts(session), month, people, results, refunds, leaves, known, earlier, apart)
    ids = ids_of(session, country, kept)
    said = told(session, country) if kept else NOTHING
    kept = answered(kept, ids, said)
    paid = tuple(PaidRun(run.id, run.approved_at) for run in runs)
    live = [each for each in kept if each.is_sent or each is kept[-1]]
    contents = {each.id: content_of(session, each) for each in live}
    return MonthMaterial(facts, tuple(kept), contents, _sent(kept, ids, said), ids, paid)


def _told_before(
    session: Session, country: str, month: Month, people: Iterable[PersonFacts]
) -> Sequence[ReportedPerson] | None:
    """Whom the reports that were kept of earlier months told of, the oldest first; None where there is none of the last
    year. The newest alone is read, and those since the last day of anybody who left not long ago.
    """
    pack, people = countries.country(country), tuple(people)
    newest = newest_whole(kept_reports(session, pack.report_kind, month.plus(-_YEAR), month.plus(-1)))
    if not newest:
        return None
    ends = {Month.of(each.end) for person in people for each in person.employments if each.end is not None}
    since = min((end for end in ends if month.plus(-_RECENT) <= end < month), default=month)
    return [
        person
        for when, kept in newest.items()
        if when >= min(since, max(newest))
        for person in pack.reported_people(content_of(session, kept), people, month)
    ]


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
    newest = newest_whole(kept_reports(session, pack.report_kind, first, last))
    return {each.month: pack.reported_absences(content_of(session, each)) for each in newest.values()}


_HEAD = 4096  # bytes of a report in which its ids stand
_ids: dict[str, tuple[str, str]] = {}  # by the checksum of a report


def ids_of(session: Session, country: str, kept: Iterable[KeptReport]) -> dict[int, tuple[str, str]]:
    """The id of each kept report with the id of the one that it replaces, by its number in the file."""
    pack = countries.country(country)
    found = {}
    for each in kept:
        if not each.parts:
            found[each.id] = (f"erased-{each.id}", "")  # its content, with the id, was erased
            continue
        if each.sha256 not in _ids:
            _ids[each.sha256] = pack.report_ids(kept_files.head(session, each.parts, _HEAD))
        found[each.id] = _ids[each.sha256]
    return found


def with_answers(
    session: Session, country: str, kept: Sequence[KeptReport]
) -> tuple[list[KeptReport], Mapping[Month, str]]:
    """Kept reports with what the authority answered to each, and the answer to the newest of each month: `received`,
    `findings` where something must be mended, `rejected` or `replaced`.
    """
    said = told(session, country) if kept else NOTHING
    if not said.files:
        return list(kept), {}
    ids = ids_of(session, country, kept)
    found = answered(kept, ids, said)
    words = {}
    for each in {each.month: each for each in found}.values():
        if each.answer is not None and each.answer is not DeliveryState.UNKNOWN:
            words[each.month] = each.answer.value
            month = said.months.get(each.month)
            some = [row.finding for row in month.findings] if month is not None else []
            mend = any(row.blocks and row.where.report in ("", ids[each.id][0]) for row in some)
            if mend and each.answer is DeliveryState.RECEIVED:
                words[each.month] = "findings"
    return found, words


def answered(kept: Iterable[KeptReport], ids: Mapping[int, tuple[str, str]], said: Told) -> list[KeptReport]:
    """The same, from what was read. Where an answer refuses a file without saying which, somebody may have said it."""
    refused = set(said.refused.values())
    found = []
    for each in kept:
        answer = said.reports.get(ids[each.id][0])
        if answer is not None:
            found.append(replace(each, answer=answer.report.state))
        elif each.id in refused:
            found.append(replace(each, answer=DeliveryState.REJECTED))
        else:
            found.append(replace(each, answer=DeliveryState.REPLACED) if ids[each.id][0] in said.replaced else each)
    return found


def _sent(kept: Sequence[KeptReport], ids: Mapping[int, tuple[str, str]], said: Told) -> tuple[SentReport, ...]:
    """What the authority was sent of a month: ours, then what others sent that replaces any of it."""
    sent = [_as_sent(*ids[each.id], each.answer) for each in kept if each.is_sent]
    names = {each.id for each in sent}
    others = [each.report for each in said.reports.values() if each.report.id not in names]
    while found := [each for each in others if each.id not in names and each.replaces in names]:
        sent += [_as_sent(each.id, each.replaces, each.state) for each in found]
        names |= {each.id for each in found}
    return tuple(sent)


def _as_sent(name: str, replaces: str, answer: DeliveryState | None) -> SentReport:
    kind = ReportKind.REPLACEMENT if replaces else ReportKind.FIRST
    return SentReport(name, kind, replaces, (), is_whole=True, state=_STATES.get(answer, ReportState.SENT))


_STATES: Mapping[DeliveryState | None, ReportState] = {
    DeliveryState.RECEIVED: ReportState.RECEIVED,
    DeliveryState.REPLACED: ReportState.RECEIVED,  # what replaced it is in the chain, or else the next one names it
    DeliveryState.REJECTED: ReportState.REJECTED,
}


def kept_reports(session: Session, kind: str, first: Month, last: Month) -> list[KeptReport]:
    """The reports that were kept for the months, the oldest version of each month first."""
    wanted = select(StoredFile).where(StoredFile.kind == kind, StoredFile.month >= first, StoredFile.month <= last)
    files = list(session.scalars(wanted.order_by(StoredFile.month, StoredFile.version)))
    done = marks.marks_of(session, "file:") if files else {}
    found = []
    for file in files:
        marked = done.get(marks.file(file.id), {})
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
                marked.get(SAVED),
                marked.get(UPLOADED),
                says=marked[SAYS].note if SAYS in marked else "",
            )
        )
    return found


def newest_whole(kept: Iterable[KeptReport]) -> dict[Month, KeptReport]:
    """The newest of each month that tells of everybody: an additional one beside it tells only of some."""
    return {each.month: each for each in kept if each.is_whole and each.parts}  # without parts it was erased


def counted_contents(session: Session, country: str, month: Month) -> tuple[bytes, ...]:
    """The reports of a month that count, as far as they are ours; before any was sent, the newest that was kept."""
    kept = kept_reports(session, countries.country(country).report_kind, month, month)
    if not kept:
        return ()
    ids = ids_of(session, country, kept)
    said = told(session, country)
    kept = answered(kept, ids, said)
    names = {each.id for each in counting(_sent(kept, ids, said))}
    counted = [each for each in kept if each.is_sent and ids[each.id][0] in names] or kept[-1:]
    return tuple(content_of(session, each) for each in counted)


def beside_newest(session: Session, country: str, kept: Sequence[KeptReport]) -> list[KeptReport]:
    """Of a month's kept reports those that count together with the newest: where one says only some of the month."""
    if all(each.is_whole for each in kept):
        return []
    ids = ids_of(session, country, kept)
    said = told(session, country)
    kept = answered(kept, ids, said)
    newest, replaced = ids[kept[-1].id]
    names = {each.id for each in counting(_sent(kept, ids, said))} - {newest, replaced}
    return [each for each in kept if each.is_sent and ids[each.id][0] in names]


def said_apart(
    session: Session, country: str, kept: Sequence[KeptReport], names: Mapping[int, str]
) -> list[frozenset[str]]:
    """The runs that additional reports of a month say, for each of those that count and the newest. `names` are those
    of the runs by their numbers in the file.
    """
    some = [each for each in (*beside_newest(session, country, kept), *kept[-1:]) if not each.is_whole]
    said = [frozenset(names[int(run)] for run in each.says.split()[2:] if int(run) in names) for each in some]
    return [each for each in said if each]


def content_of(session: Session, kept: KeptReport) -> bytes:
    """The bytes of a kept report."""
    return kept_files.get(session, [kept.parts])[0]
