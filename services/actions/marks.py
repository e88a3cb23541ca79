"""Marks: somebody says that something was done outside the program, or takes that back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.stored_file import Mark
from services.desk.desk import Desk


def mark(desk: Desk, subject: str, verb: str, note: str = "") -> None:
    """Say that something was done. Said again it is the same mark, with the new note. Raises Refused."""
    mark_all(desk, [subject], verb, note)


def mark_all(desk: Desk, subjects: Iterable[str], verb: str, note: str = "") -> None:
    """The same of many things, as one change. Raises Refused for a file that is open for reading only."""
    with desk.change(f"mark.{verb}") as session:
        for subject in subjects:
            found = _found(session, subject, verb)
            if found is None:
                session.add(Mark(subject=subject, verb=verb, at=desk.now(), by=desk.user, note=note))
            elif note and found.note != note:
                found.note = note


def unmark(desk: Desk, subject: str, verb: str) -> None:
    """Take it back. What was never said stays unsaid. Raises Refused for a file that is open for reading only."""
    with desk.change(f"unmark.{verb}") as session:
        found = _found(session, subject, verb)
        if found is not None:
            session.delete(found)


def _found(session: Session, subject: str, verb: str) -> Mark | None:
    return session.scalar(select(Mark).where(Mark.subject == subject, Mark.verb == verb))
