"""A client handed over to somebody else: one encrypted file with everything in it and a password of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from models.records.employer import Employer
from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.actions.open_file import file_name, strength
from services.desk.desk import SUFFIX, Desk
from services.desk.employee_form import has_control_signs, one_line
from services.reference.texts import texts

__all__ = ["HandedOver", "hand_over", "offered_name"]

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The file that was made, and what opens it besides the password. `changes` is the last entry of its log."""

    path: Path
    at: datetime
    size: int
    sha256: str
    changes: int
    recovery_key: str


def offered_name(desk: Desk, language: str) -> str:
    """What the file is called if nobody says otherwise: the employer and the day; of a test client it says so."""
    say = texts(language)
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        name = employer.name if employer is not None else desk.client.path.stem
        is_test = employer is not None and employer.test_client
    words = [say(Message("TEST")), name] if is_test else [name]
    return file_name(" ".join([*words, say(Message("handed over")), desk.today.isoformat()]))


def hand_over(desk: Desk, target: Path, password: str, to: str = "", progress: Progress = no_progress) -> HandedOver:
    """Make the file, read it back and compare it, and note in both change logs when, by whom and to whom (`to`).

    It holds the whole history, every payslip and every report. Raises Refused for a weak password or the client's own,
    and where the file cannot be made; then there is none.
    """
    if not password:
        raise refuse(Message("Choose a password for whoever receives the file"), Place("files", None, "password"))
    if (found := strength(password)) and found.severity is Severity.STOP:
        raise Refused([found])
    to = one_line(to)
    if len(to) > _LONGEST or has_control_signs(to):
        raise refuse(Message("Say in a few words who receives the client"), Place("files", None, "to"))
    if target.suffix.lower() != SUFFIX:
        target = target.with_name(target.name + SUFFIX)
    progress(0, 1, Message("Making the file and reading it back"))
    copy, recovery_key = desk.client.hand_over(target, password, by=desk.user, to=to)
    return HandedOver(copy.path, copy.at, copy.size, copy.sha256, copy.seq, recovery_key)
