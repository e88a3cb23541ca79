"""What is kept of a file of decentral registrering that was taken in: the rows that it wrote, by which it is taken
back, and its receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.imported_file import ImportedFile
from models.records.pay_run import PayRun
from models.values.message import Message
from services.desk.decentral_book import Changed, packed, still_so, unpacked
from services.desk.stored_form import read_kept, write_kept
from services.files.decentral_receipt import Receipt


@dataclass(frozen=True, slots=True)
class Kept:
    """Both."""

    changes: tuple[Changed, ...]
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class _Stored:
    changes: bytes
    receipt: Receipt


def write_kept_import(kept: Kept) -> bytes:
    """As it lies in the file."""
    return write_kept(_Stored(packed(kept.changes), kept.receipt))


def read_kept_import(content: bytes) -> Kept:
    """Back. Raises NotAsWritten."""
    stored = read_kept(content, _Stored)
    return Kept(unpacked(stored.changes), stored.receipt)


def held(session: Session, row: ImportedFile, changes: Sequence[Changed]) -> Message | None:
    """Why an import cannot be taken back; None where it can."""
    later = (PayRun.approved_at.is_not(None), PayRun.computed_at >= row.imported_at)
    if changes and session.scalar(select(PayRun.id).where(*later).limit(1)) is not None:
        return Message("Pay is approved that was computed with what the file loaded, so it stays")
    if not still_so(session, changes):
        return Message("Something that the file loaded was changed since, so it stays. Change it by hand")
    return None
