"""What the authority answered to the reports of a client file: every answer as it came, and what follows from all.

An answer is kept as it came, with what was read of it: one of 40 MB takes a second to read, and the tiles of the months
need it whenever a client is opened. What was read by another edition of this reading is read anew, and remembered only
while the file is open. The newest answer about a month replaces what was known of it, and the others stay
(amelding 10.1).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employer import Employer, Establishment
from models.records.imported_file import ImportedContent, ImportedFile
from models.values.span import Month
from services.desk import countries
from services.desk.marks import marks_of
from services.desk.stored_form import NotAsWritten, read_kept, write_kept
from services.engine.feedback import (
    NO_SUMS,
    DeliveryState,
    Feedback,
    FeedbackFinding,
    FeedbackFor,
    FeedbackMonth,
    FeedbackPayment,
    FeedbackReport,
    FeedbackSums,
    UnknownPart,
)

KIND: Final = "amelding_feedback"
"""The kind of an answer among the files that were taken in."""

ABOUT: Final = "about"
"""The mark that says which kept report a refused file was: its number is the note."""


@dataclass(frozen=True, slots=True)
class KeptFeedback:
    """An answer that was taken in: its number among the imports, when and by whom, and what it says."""

    id: int
    sha256: str
    name: str
    taken_at: datetime
    by: str
    feedback: Feedback

    @property
    def at(self) -> datetime:
        """When it was given: the latest moment that it names, else when it was taken in."""
        return self.feedback.at or self.taken_at


@dataclass(frozen=True, slots=True)
class ToldReport:
    """The last that is known of one report, the month in which it was told, and by which answer."""

    report: FeedbackReport
    month: Month | None
    by: int


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding of the authority, and the answer that it stands in."""

    finding: FeedbackFinding
    by: int


@dataclass(frozen=True, slots=True)
class ToldMonth:
    """What is known of one month. `files` are the answers that speak of it, the newest last; `sums_by` is the one that
    the sums stand in, `payments_by` the one with how to pay.
    """

    month: Month | None
    files: tuple[int, ...] = ()
    sums: FeedbackSums = NO_SUMS
    sums_by: int | None = None
    payments: tuple[FeedbackPayment, ...] = ()
    payments_by: int | None = None
    findings: tuple[ToldFinding, ...] = ()
    unknown: tuple[UnknownPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that the authority told, from all answers. `refused` are answers that refuse a file without saying
    which, each with the number of the kept report that somebody said it was; None until then. `replaced` are the ids
    that a delivered report took the place of.
    """

    files: tuple[KeptFeedback, ...] = ()
    reports: Mapping[str, ToldReport] = field(default_factory=dict)
    months: Mapping[Month | None, ToldMonth] = field(default_factory=dict)
    refused: Mapping[int, int | None] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()


NOTHING: Final = Told()

_EDITION: Final = 1
"""Of what is read of an answer: one more whenever the same answer is read as something else than before."""

_memory: Final[WeakKeyDictionary[Any, dict[str, Feedback]]] = WeakKeyDictionary()
"""What was read of each open file's answers, by their checksums."""


def kept_feedback(session: Session, country: str) -> list[KeptFeedback]:
    """Every answer that was taken in and stands, the oldest first by what they say themselves."""
    wanted = select(ImportedFile).where(ImportedFile.kind == KIND, ImportedFile.undone_at.is_(None))
    wanted = wanted.join(ImportedContent, ImportedContent.import_id == ImportedFile.id)  # else it was erased
    rows = session.scalars(wanted.order_by(ImportedFile.id)).all()
    found = [
        KeptFeedback(row.id, row.sha256, row.name, row.imported_at, row.by, _read(session, country, row))
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.at, each.id))


def _read(session: Session, country: str, row: ImportedFile) -> Feedback:
    memory = _memory.setdefault(session.get_bind().engine, {})
    if row.sha256 not in memory:
        written = session.scalar(select(ImportedContent.reading).where(ImportedContent.import_id == row.id))
        memory[row.sha256] = _as_written(written) or _read_anew(session, country, row)
    return memory[row.sha256]


def _read_anew(session: Session, country: str, row: ImportedFile) -> Feedback:
    content = zlib.decompress(session.get_one(ImportedContent, row.id).content)
    return countries.country(country).read_feedback(content)


def written(feedback: Feedback) -> bytes:
    """What was read of an answer, to be kept beside it."""
    return write_kept((_EDITION, feedback))


def _as_written(reading: bytes | None) -> Feedback | None:
    """What was kept; None for nothing, and for what another edition has read."""
    if reading is None:
        return None
    try:
        edition, feedback = read_kept(reading, tuple[int, Feedback])
    except NotAsWritten:
        return None
    return feedback if edition == _EDITION else None


def told(session: Session, country: str, months: Mapping[str, Month] | None = None) -> Told:
    """What all answers say together. `months` are those of our own reports by their ids: where an answer does not say
    its month, the reports that it names do.
    """
    files = kept_feedback(session, country)
    if not files:
        return NOTHING
    about = {
        int(subject.removeprefix("feedback:")): verbs[ABOUT].note
        for subject, verbs in marks_of(session, "feedback:").items()
        if ABOUT in verbs
    }
    reports: dict[str, ToldReport] = {}
    by_month: dict[Month | None, ToldMonth] = {}
    refused: dict[int, int | None] = {}
    for file in files:
        for part in file.feedback.months:
            month = part.month or _month_of(part, reports, months or {})
            for report in part.reports:
                reports[report.id] = ToldReport(report, month, file.id)
            by_month[month] = _added(by_month.get(month, ToldMonth(month)), part, file.id)
            if part.refused_file:
                note = about.get(file.id, "")
                refused[file.id] = int(note) if note.isdecimal() else None
    for name in _replaced(reports.values()) & reports.keys():
        was = reports[name]
        if was.report.state is DeliveryState.RECEIVED:
            reports[name] = replace(was, report=replace(was.report, state=DeliveryState.REPLACED))
    return Told(tuple(files), reports, by_month, refused, _replaced(reports.values()))


def _replaced(reports: Iterable[ToldReport]) -> frozenset[str]:
    """The ids that a delivered report names as replaced; the answer may tell of the newer one alone."""
    delivered = (DeliveryState.RECEIVED, DeliveryState.REPLACED)
    return frozenset(
        each.report.replaces for each in reports if each.report.replaces and each.report.state in delivered
    )


def _month_of(part: FeedbackMonth, known: Mapping[str, ToldReport], months: Mapping[str, Month]) -> Month | None:
    """The month of the reports that are named; of one that is not known, the month of the one that it replaces."""
    for name in [name for report in part.reports for name in (report.id, report.replaces) if name]:
        if name in months:
            return months[name]
        if name in known and known[name].month is not None:
            return known[name].month
    return None


def _added(known: ToldMonth, part: FeedbackMonth, by: int) -> ToldMonth:
    """What is known of a month after one more answer. One that tells of the month as a whole replaces the findings;
    one about a single delivery adds to them.
    """
    findings = tuple(ToldFinding(found, by) for found in part.findings)
    after = replace(
        known,
        files=known.files if known.files[-1:] == (by,) else (*known.files, by),
        findings=findings if part.is_summed else (*known.findings, *findings),
        unknown=part.unknown if part.is_summed else (*known.unknown, *part.unknown),
    )
    if part.sums.named():
        after = replace(after, sums=part.sums, sums_by=by)
    if part.payments:
        after = replace(after, payments=part.payments, payments_by=by)
    return after


def awaited(session: Session, reports: Iterable[str]) -> FeedbackFor | None:
    """Whose answer can be taken in here; None before the employer is entered. `reports` are the ids of ours."""
    employer = session.get(Employer, 1)
    if employer is None:
        return None
    return FeedbackFor(employer.orgnr, frozenset(session.scalars(select(Establishment.orgnr))), frozenset(reports))


def subject(import_id: int) -> str:
    """What an answer is called among the marks."""
    return f"feedback:{import_id}"


@dataclass(frozen=True, slots=True)
class HowToPay:
    """Account and reference of one kind of payment for a month, as the authority told them; empty where it did not."""

    account: str
    reference: str


def how_to_pay(session: Session, country: str) -> Mapping[tuple[str, Month], HowToPay]:
    """How to pay, by the kind of payment (`withholding`, `aga`, `finance_tax`, `attachments`) and the month. What
    cannot be right is left out: no account number, or a reference with a wrong last digit.
    """
    return {(kind, month): way for month, kind, way in _ways(told(session, country))}


def _ways(told: Told) -> Iterator[tuple[Month, str, HowToPay]]:
    for month, known in told.months.items():
        for payment in known.payments if month is not None else ():
            for kind, reference in payment.references.items():
                if countries.is_payment_reference(reference) and countries.is_account(payment.account):
                    assert month is not None
                    yield month, kind, HowToPay(payment.account, reference)
