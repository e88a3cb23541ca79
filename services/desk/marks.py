"""What was done outside the program and told to it, read: by what it concerns, who said so, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.stored_file import Mark


@dataclass(frozen=True, slots=True)
class Marked:
    """One thing that was told: when, by whom, and what they wrote to it."""

    at: datetime
    by: str
    note: str = ""


def due(kind: str, period: str) -> str:
    """What a payment is called among the marks: `due:aga:2026-6`."""
    return f"due:{kind}:{period}"


def file(number: int) -> str:
    """What a kept file is called among the marks."""
    return f"file:{number}"


def slips(run_id: int) -> str:
    """What the payslips of a run are called among the marks."""
    return f"run:{run_id}:slips"


def marks_of(session: Session, prefix: str = "") -> Mapping[str, Mapping[str, Marked]]:
    """The marks of everything whose name begins so, by verb: `marks_of(session, "file:")["file:12"]["saved"]`."""
    found: dict[str, dict[str, Marked]] = {}
    wanted = select(Mark.subject, Mark.verb, Mark.at, Mark.by, Mark.note).order_by(Mark.subject, Mark.at)
    if prefix:
        wanted = wanted.where(Mark.subject.startswith(prefix, autoescape=True))
    for subject, verb, at, by, note in session.execute(wanted):
        found.setdefault(subject, {})[verb] = Marked(at, by, note)
    return found


def is_marked(marks: Mapping[str, Mapping[str, Marked]], subject: str, verb: str) -> bool:
    """Whether the verb was said of the subject."""
    return verb in marks.get(subject, {})
