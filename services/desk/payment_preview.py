"""A bank's answer before it is taken in: which file it is about, and what it says of each payment (files 4.3).

Nothing is stored here, and nothing that a file holds can stop it: what is wrong is a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.desk.desk import Desk
from services.desk.imported_files import same_bytes
from services.desk.payment_answers import SentFile, payments_of, sent_files
from services.files.payment_status import KIND, Reason, StatusReport, read

PAGE: Final = "pay_run"
PAYMENTS: Final = "payments"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One payment of our file and what the bank says of it. `state`: accepted · pending · rejected · unknown."""

    reference: str
    name: str
    account: str
    amount: Money
    state: str
    code: str
    reasons: tuple[Reason, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class StatusPreview:
    """What an answer says, and what stands in the way of taking it in. `place` is where it is seen afterwards."""

    sha256: str
    size: int
    findings: tuple[Finding, ...] = ()
    report: StatusReport | None = None
    imported_on: date | None = None
    run_id: int | None = None
    file_name: str = ""
    rows: tuple[StatusRow, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether it cannot be taken in."""
        return any(found.severity is Severity.STOP for found in self.findings)

    @property
    def message_id(self) -> str:
        """The payment file that it is about, by its id."""
        return self.report.message_id if self.report is not None else ""

    @property
    def created(self) -> datetime | None:
        """When the bank made it, as it says."""
        return self.report.created if self.report is not None else None

    @property
    def version(self) -> str:
        """Which form it has: `pain.002.001.03`."""
        return self.report.version if self.report is not None else ""

    @property
    def place(self) -> Place:
        """Where it is seen."""
        return Place(PAGE, self.run_id, PAYMENTS)


def preview(desk: Desk, content: bytes, name: str = "") -> StatusPreview:  # noqa: ARG001  as every preview is asked
    """What an answer says, read against the client. What the file is called tells nothing."""
    digest, size = sha256(content).hexdigest(), len(content)
    try:
        report = read(content)
    except Refused as refusal:
        return StatusPreview(digest, size, tuple(_placed(refusal.findings)))
    with desk.reading() as session:
        known = same_bytes(session, digest, KIND)
        files = [each for each in sent_files(session) if each.message_id == report.message_id]
        found = list(_placed(report.findings))
        if known is not None:
            what = Message("This file was imported on {day}", day=known.imported_at.date())
            found.insert(0, Finding(Severity.STOP, what, Place(PAGE)))
        if not files:
            what = Message(
                "The answer is about the payment file {id}, which is not of this client. Open the client that sent it",
                id=report.message_id,
            )
            found.insert(0, Finding(Severity.STOP, what, Place(PAGE)))
        file = files[-1] if files else None
        rows = tuple(_rows(session, file, report)) if file is not None else ()
        found += _against(session, file, report) if file is not None else []
    return StatusPreview(
        digest,
        size,
        tuple(found),
        report,
        known.imported_at.date() if known is not None else None,
        file.run_id if file is not None else None,
        file.name if file is not None else "",
        rows,
        dict(Counter(row.state for row in rows)),
    )


def _placed(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    for found in findings:
        yield Finding(found.severity, found.what, found.where or Place(PAGE))


def _rows(session: Session, file: SentFile, report: StatusReport) -> Iterator[StatusRow]:
    lines = {each.reference: each.line for each in report.payments}
    for payment in payments_of(session, file):
        status = report.status_of(payment.reference, payment.block, payment.instruction)
        yield StatusRow(
            payment.reference,
            payment.name,
            payment.account,
            payment.amount,
            status.state,
            status.code,
            status.reasons,
            lines.get(payment.reference, 0),
        )


def _against(session: Session, file: SentFile, report: StatusReport) -> list[Finding]:
    """What is worth a look beside our file: payments that it does not have, and amounts that are others."""
    ours = {each.reference: each for each in payments_of(session, file)}
    found = []
    for each in report.payments:
        mine = ours.get(each.reference) if each.reference else None
        where = Place(PAGE, each.line)
        if each.reference and mine is None:
            what = Message("The payment {reference} is not in the file that was sent", reference=each.reference)
            found.append(Finding(Severity.WARNING, what, where))
        elif mine is not None and each.amount is not None and each.amount != mine.amount:
            what = Message(
                "The payment {reference} is {ours} here and {theirs} in the answer",
                reference=each.reference,
                ours=mine.amount,
                theirs=each.amount,
            )
            found.append(Finding(Severity.WARNING, what, where))
    return found
