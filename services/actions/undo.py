"""Taking back the last change, and doing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.desk.desk import Desk

_LOOKED_AT = 200
_NEVER = frozenset({"file.create", "run.approve", "file.password", "files.keep", "run.draft", "client.fill"})

_PASSED = frozenset({"setting.setup_draft", "setting.settings_draft"})
"""What was typed and is not saved: it was kept, and nothing was done."""


def last(desk: Desk, since: int = 0) -> int | None:
    """The newest change after `since` that stands as it was made and can be taken back; None where there is none.

    Something that cannot be taken back stops the way: what lies before it is not offered.
    """
    entries = desk.client.history(limit=_LOOKED_AT)
    undos = {entry.seq for entry in entries if entry.action == "undo"}
    for entry in entries:
        if entry.seq <= since:
            return None
        is_redo = entry.action == "undo" and entry.undoes in undos
        if entry.undone or entry.action in _PASSED or (entry.action == "undo" and not is_redo):
            continue
        if entry.action in _NEVER or entry.at_once or not entry.rows:
            return None
        return entry.seq
    return None


def last_undone(desk: Desk, since: int = 0) -> int | None:
    """The newest undo that is not taken back itself, if nothing else was done after it: what redo takes back."""
    entries = desk.client.history(limit=_LOOKED_AT)
    undos = {entry.seq for entry in entries if entry.action == "undo"}
    for entry in entries:
        if entry.seq <= since or entry.action != "undo":
            return None
        if not entry.undone and entry.undoes not in undos:
            return entry.seq
    return None


def newest(desk: Desk) -> int:
    """The number of the last entry of the change log."""
    entries = desk.client.history(limit=1)
    return entries[0].seq if entries else 0


def undo(desk: Desk, seq: int) -> None:
    """Take a change back. Raises Refused where something later builds on it, or it is approved since."""
    desk.client.undo(seq, desk.user)
