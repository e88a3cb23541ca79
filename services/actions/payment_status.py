"""A bank's answer to a payment file (pain.002): looked at first, then kept as it came, and nothing else."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

from models.values.finding import Place, Refused, Severity
from services.actions.chosen_file import read_chosen
from services.desk.desk import Desk
from services.desk.imported_files import keep_import, same_bytes, standing_import, write_undone
from services.desk.payment_answers import note_of
from services.desk.payment_preview import PAGE, PAYMENTS, StatusPreview, StatusRow, preview
from services.files.payment_status import KIND

__all__ = ["StatusPreview", "StatusRow", "TakenStatus", "preview", "read_file", "take_in", "undo_import"]


@dataclass(frozen=True, slots=True)
class TakenStatus:
    """What became of an answer: its number among the imports, whether it is new here, and where it is seen."""

    import_id: int
    is_new: bool
    place: Place


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    return read_chosen(path, PAGE)


def take_in(desk: Desk, content: bytes, name: str) -> TakenStatus:
    """Keep an answer, byte for byte. The same bytes again change nothing. Raises Refused for what the preview stops."""
    seen = preview(desk, content, name)
    with desk.reading() as session:
        before = same_bytes(session, seen.sha256, KIND)
        if before is not None:
            return TakenStatus(before.id, False, seen.place)
    if stops := [found for found in seen.findings if found.severity is Severity.STOP]:
        raise Refused(stops)
    with desk.change("payment_status.take_in") as session:
        import_id = keep_import(
            session,
            desk,
            KIND,
            name,
            seen.sha256,
            seen.size,
            zlib.compress(content),
            receiver="",
            rows=len(seen.rows),
            columns=note_of(seen.message_id),
        )
    return TakenStatus(import_id, True, Place(PAGE, seen.run_id, PAYMENTS))


def undo_import(desk: Desk, import_id: int) -> None:
    """Take an answer back: it stays in the log as undone, and what it said counts no more. Raises Refused."""
    with desk.change("payment_status.undo") as session:
        write_undone(desk, standing_import(session, import_id, KIND, Place(PAGE)))
