"""The authority's answer to the monthly reports (A03): taken into the client file as it came, and nothing else."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from models.records.stored_file import StoredFile
from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.span import Month
from services.actions.chosen_file import read_chosen
from services.actions.marks import mark, unmark
from services.desk import countries
from services.desk.desk import Desk
from services.desk.feedback import ABOUT, KIND, awaited, subject, written
from services.desk.imported_files import import_of, keep_import, same_bytes, standing_import, write_undone
from services.desk.reporting import ids_of, kept_reports
from services.engine.feedback import Feedback

PAGE: Final = "reporting"
_FIRST, _LAST = Month(2014, 1), Month(2099, 12)


@dataclass(frozen=True, slots=True)
class TakenFeedback:
    """What became of an answer: its number among the imports, whether it is new here, and what it says."""

    import_id: int
    is_new: bool
    feedback: Feedback

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that it speaks of, in the order of the file."""
        return tuple(dict.fromkeys(part.month for part in self.feedback.months if part.month is not None))


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    return read_chosen(path, PAGE)


def look(desk: Desk, content: bytes) -> Feedback:
    """What a file says, before it is taken in; nothing is stored. Raises Refused like `take_in`."""
    with desk.reading() as session:
        return _read(desk, session, content)


def against(desk: Desk, content: bytes, feedback: Feedback) -> list[Finding]:
    """What is worth a look in an answer beside the client file: that it lies there already, and each report that it
    names and the file does not have.
    """
    with desk.reading() as session:
        before = same_bytes(session, sha256(content).hexdigest(), KIND)
        own = _own_ids(desk, session)
        found = []
        if before is not None:
            day = before.imported_at.date()
            found.append(Message("This file was taken in on {day}; taking it in again changes nothing", day=day))
        for name in dict.fromkeys(report.id for report in feedback.reports):
            if name not in own:
                found.append(Message("The report {id} came by another way: the client file does not have it", id=name))
    return [Finding(Severity.WARNING, what, Place(PAGE)) for what in found]


def take_in(desk: Desk, content: bytes, name: str) -> TakenFeedback:
    """Keep an answer, byte for byte. The same bytes again change nothing.

    Raises Refused, with the reason, for what is no feedback on a-meldinger, and for that of another employer.
    """
    digest = sha256(content).hexdigest()
    with desk.reading() as session:
        feedback = _read(desk, session, content)
        if (before := same_bytes(session, digest, KIND)) is not None:
            return TakenFeedback(before.id, False, feedback)
    with desk.change("feedback.take_in") as session:
        import_id = keep_import(
            session,
            desk,
            KIND,
            name,
            digest,
            len(content),
            zlib.compress(content),
            receiver=next((part.employer or part.sender for part in feedback.months), ""),
            rows=len({report.id for report in feedback.reports}),
            reading=written(feedback),
        )
        return TakenFeedback(import_id, True, feedback)


def undo_import(desk: Desk, import_id: int) -> None:
    """Take an answer back: from then on nothing is known of it, and the same file can be taken in again.

    Raises Refused for one that is not there, and for one that is undone already.
    """
    with desk.change("feedback.undo") as session:
        write_undone(desk, standing_import(session, import_id, KIND, Place(PAGE)))


def say_which(desk: Desk, import_id: int, file_id: int | None) -> None:
    """Somebody says which kept report it was that an answer refuses without naming it; None takes that back.

    Raises Refused for an answer or a report that is not there.
    """
    with desk.reading() as session:
        import_of(session, import_id, KIND, Place(PAGE))
        file = session.get(StoredFile, file_id) if file_id is not None else None
        if file_id is not None and (file is None or file.kind != _report_kind(desk)):
            raise refuse(Message("There is no kept report with the number {number}", number=str(file_id)), Place(PAGE))
    if file_id is None:
        unmark(desk, subject(import_id), ABOUT)
    else:
        mark(desk, subject(import_id), ABOUT, str(file_id))


def _read(desk: Desk, session: Session, content: bytes) -> Feedback:
    pack = countries.country(desk.client.country)
    whose = awaited(session, _own_ids(desk, session))
    if whose is None:
        raise refuse(Message("Enter the employer first"), Place("settings", None, "employer"))
    return pack.read_feedback(content, whose)


def _own_ids(desk: Desk, session: Session) -> frozenset[str]:
    """The ids of all reports that the client file has."""
    kept = kept_reports(session, _report_kind(desk), _FIRST, _LAST)
    return frozenset(own for own, _ in ids_of(session, desk.client.country, kept).values())


def _report_kind(desk: Desk) -> str:
    return countries.country(desk.client.country).report_kind
