"""What banks answered to the payment files of a client: every answer as it came, and what follows from all (files 4.3).

Nothing of an answer is stored but its bytes; each time it is read again, and remembered only while the file is open.
Later answers overrule earlier ones by the moment that they name. One thing does not: that a file was sent before says
nothing of the one that was, so what is known of that stays.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.imported_file import ImportedContent, ImportedFile
from models.records.stored_file import StoredFile
from services.desk import kept_files
from services.files.payment_file import SentPayment, message_id, payments_in
from services.files.payment_status import KIND, REJECTED, Status, StatusReport, read

BANK_FILE, PAYMENT_FILE = "bank", "payments"
"""The kinds of kept files that a bank is sent: the pay of a run, and tax and deductions."""

_HEAD: Final = 1000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A kept payment file. Versions of one run's file have the same message id."""

    id: int
    kind: str
    run_id: int | None
    name: str
    message_id: str
    parts: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was taken in."""

    id: int
    name: str
    taken_at: datetime
    by: str
    report: StatusReport

    @property
    def at(self) -> datetime:
        """When it was given: the moment that it names, else when it was taken in."""
        return self.report.created or self.taken_at.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """The last that is known of a payment, and by which answer."""

    status: Status
    at: datetime
    by: int

    @property
    def goes_back(self) -> bool:
        """Whether it is to be paid in another way: rejected, and not because it was sent before."""
        return self.status.state == REJECTED and not self.status.is_sent_before


_memory: Final[WeakKeyDictionary[Any, dict[str, StatusReport]]] = WeakKeyDictionary()
_sent: Final[WeakKeyDictionary[Any, dict[str, tuple[SentPayment, ...]]]] = WeakKeyDictionary()
"""What was read of each open file's answers and payment files, by their checksums."""


def sent_files(session: Session) -> list[SentFile]:
    """Every kept payment file, the oldest first."""
    is_kept = StoredFile.parts != ""  # else it was erased
    wanted = select(StoredFile).where(StoredFile.kind.in_((BANK_FILE, PAYMENT_FILE)), is_kept).order_by(StoredFile.id)
    return [
        SentFile(
            row.id,
            row.kind,
            row.run_id,
            row.name,
            message_id(kept_files.head(session, row.parts, _HEAD)),
            row.parts,
            row.made_at,
        )
        for row in session.scalars(wanted)
    ]


def payments_of(session: Session, file: SentFile) -> tuple[SentPayment, ...]:
    """Whom a kept file pays."""
    return read_payments(session, file.parts)


def read_payments(session: Session, parts: str) -> tuple[SentPayment, ...]:
    """Whom a kept file pays, by its parts; a kept file never changes, so it is read once."""
    memory = _sent.setdefault(session.get_bind().engine, {})
    if parts not in memory:
        memory[parts] = payments_in(kept_files.get(session, [parts])[0])
    return memory[parts]


def kept_answers(session: Session) -> list[KeptAnswer]:
    """Every answer that was taken in and stands, the oldest first by what they say themselves."""
    wanted = select(ImportedFile).where(ImportedFile.kind == KIND, ImportedFile.undone_at.is_(None))
    wanted = wanted.join(ImportedContent, ImportedContent.import_id == ImportedFile.id)  # else it was erased
    memory = _memory.setdefault(session.get_bind().engine, {})
    found = []
    for row in session.scalars(wanted.order_by(ImportedFile.id)).all():
        if row.sha256 not in memory:
            memory[row.sha256] = read(zlib.decompress(session.get_one(ImportedContent, row.id).content))
        found.append(KeptAnswer(row.id, row.name, row.imported_at, row.by, memory[row.sha256]))
    return sorted(found, key=lambda each: (each.at, each.id))


def told(session: Session, files: Sequence[SentFile]) -> Mapping[tuple[str, str], ToldPayment]:
    """The last that is known of each payment of some files, by message id and reference."""
    answers: dict[str, list[KeptAnswer]] = {}
    for answer in kept_answers(session):
        answers.setdefault(answer.report.message_id, []).append(answer)
    found: dict[tuple[str, str], ToldPayment] = {}
    for file in files:
        for answer in answers.get(file.message_id, ()):
            for payment in payments_of(session, file):
                key = file.message_id, payment.reference
                status = answer.report.status_of(payment.reference, payment.block, payment.instruction)
                if not status.code or (status.is_sent_before and key in found):
                    continue
                found[key] = ToldPayment(status, answer.at, answer.id)
    return found


def note_of(message: str) -> str:
    """What the log of imports keeps of an answer besides its bytes."""
    return json.dumps({"message": message})
