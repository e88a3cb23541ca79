"""A file from outside before anybody has decided anything: what it is by its content, whether the program can take it,
and whether it was taken in before. And an import taken back, whatever its kind.

Looking stores nothing, and nothing that a file holds can stop it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import select

from models.records.imported_file import ImportedFile
from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.actions import decentral, feedback, payment_status, refunds, table_import, tax_cards
from services.desk.desk import Desk
from services.desk.imported_files import content_of, no_import
from services.desk.table_import import stored_kind
from services.desk.table_kinds import KINDS
from services.files.recognise import HEAD, Kind, Obstacle, Verdict, no_bytes, recognise

WHOLE: Final = 50_000_000
"""Files up to this size are read whole; of larger ones only the beginning."""

MOST: Final = 200
"""So many files are looked at in one go; those that come after are told as too many."""

_LINKS_IN_A_CIRCLE: Final = 40  # errno ELOOP
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody chose or dropped. `kind` is one of `inspect`. `sha256` is empty where not all of it was
    read. `imported_on` is the day on which the very same bytes were taken in, and `import_id` that import.
    """

    path: Path
    name: str
    size: int
    sha256: str
    kind: str
    findings: tuple[Finding, ...] = ()
    imported_on: date | None = None
    import_id: int | None = None

    @property
    def key(self) -> str:
        """By what it is known again."""
        return str(self.path)

    @property
    def accepted(self) -> bool:
        """Whether the program can take it, as far as this look shows."""
        is_known = self.kind != Kind.UNKNOWN.value
        return is_known and not any(each.severity is Severity.STOP for each in self.findings)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Why it cannot be taken."""
        return tuple(each for each in self.findings if each.severity is Severity.STOP)


def shown_name(name: str) -> str:
    """A file's name as it can be shown and kept: without signs that cannot be seen, and not longer than a line."""
    written = name.encode("utf-8", "replace").decode("utf-8")
    seen = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in written).strip()
    if len(seen) > _LONGEST_NAME:
        seen = f"{seen[: _LONGEST_NAME - 21]}…{seen[-20:]}"
    return seen


def look_at(path: Path) -> tuple[bytes, int, Verdict]:
    """The content of a file, its size and the verdict. Pipes and devices are never opened; of a file above `WHOLE` only
    the beginning is read.
    """
    try:
        kind = os.stat(path)
        if stat.S_ISDIR(kind.st_mode):
            return b"", 0, no_bytes(Obstacle.FOLDER)
        if not stat.S_ISREG(kind.st_mode):
            return b"", 0, no_bytes(Obstacle.NO_FILE)
        with path.open("rb") as file:
            content = file.read(kind.st_size if kind.st_size <= WHOLE else HEAD)
    except FileNotFoundError:
        return b"", 0, no_bytes(Obstacle.MISSING)
    except PermissionError:
        return b"", 0, no_bytes(Obstacle.FORBIDDEN)
    except (OSError, ValueError) as wrong:
        circle = isinstance(wrong, OSError) and wrong.errno == _LINKS_IN_A_CIRCLE
        return b"", 0, no_bytes(Obstacle.LINKS_IN_A_CIRCLE if circle else Obstacle.UNREADABLE)
    return content, kind.st_size, recognise(content, kind.st_size, path.name, path.resolve().parent.name)


def look(path: Path, desk: Desk | None = None) -> Incoming:
    """What a file is. With a desk also whether its client took the very same bytes in before. Never raises for the
    file.
    """
    content, size, verdict = look_at(path)
    digest = sha256(content).hexdigest() if content and len(content) == size else ""
    seen = Incoming(path, shown_name(path.name), size, digest, verdict.kind.value, verdict.findings)
    if desk is None or not digest:
        return seen
    return known(desk, [seen])[0]


def look_all(paths: Sequence[Path], desk: Desk | None = None, progress: Progress = no_progress) -> tuple[Incoming, ...]:
    """What several files are, in their order; each once, and at most `MOST`. `progress` may stop it (Cancelled)."""
    once = list(dict.fromkeys(paths))[:MOST]
    found = []
    for place, path in enumerate(once):
        progress(place, len(once), Message("Looking at the files"))
        found.append(look(path, desk))
    return tuple(found)


def known(desk: Desk, files: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """The same files, with whether the client has taken them in by now."""
    digests = {each.sha256 for each in files if each.sha256}
    same = (ImportedFile.sha256.in_(digests), ImportedFile.undone_at.is_(None))
    with desk.reading() as session:
        wanted = select(ImportedFile.sha256, ImportedFile.id, ImportedFile.imported_at).where(*same)
        kept = {digest: (import_id, at.date()) for digest, import_id, at in session.execute(wanted)}
    found = []
    for each in files:
        import_id, day = kept.get(each.sha256, (None, None))
        found.append(Incoming(each.path, each.name, each.size, each.sha256, each.kind, each.findings, day, import_id))
    return tuple(found)


UNDO: Final[Mapping[str, Callable[[Desk, int], object]]] = {
    "k27": refunds.undo_import,
    "tax_cards": tax_cards.undo_import,
    "amelding_feedback": feedback.undo_import,
    "payment_status": payment_status.undo_import,
    "decentral": decentral.undo_import,
    **{stored_kind(name): table_import.undo_import for name in KINDS},
}
"""How an import is taken back, by its kind. Each refuses with the reason where something builds on it."""


def undo(desk: Desk, import_id: int) -> None:
    """Take an import back, whatever its kind; it stays in the log as undone. Raises Refused with the reason where it
    cannot be.
    """
    take_back = UNDO.get(_row(desk, import_id)[0])
    if take_back is None:
        raise refuse(Message("Imports of this kind cannot be taken back"), Place("files", None, "log"))
    take_back(desk, import_id)


def file_of(desk: Desk, import_id: int) -> tuple[str, bytes]:
    """The name and the very bytes of a file that was taken in, whatever its kind. Raises Refused for no such import."""
    _, name = _row(desk, import_id)
    with desk.reading() as session:
        return name, content_of(session, import_id)


def _row(desk: Desk, import_id: int) -> tuple[str, str]:
    with desk.reading() as session:
        row = session.get(ImportedFile, import_id)
        if row is None:
            raise no_import(import_id, Place("files", None, "log"))
        return row.kind, row.name
