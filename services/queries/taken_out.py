"""What left the client file as a whole: everything in open formats, and the file handed over to somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.desk.desk import Desk

EXPORT, HAND_OVER = "file.export", "file.hand_over"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """One time. `kind` is EXPORT or HAND_OVER; `to` says to whom, where somebody said so; `files` how many it made."""

    kind: str
    at: datetime
    by: str
    to: str = ""
    files: int = 0


def taken_out(desk: Desk) -> tuple[TakenOut, ...]:
    """Every time, the newest first."""
    found = []
    for entry in desk.client.history(kind="file_meta"):
        if entry.action not in (EXPORT, HAND_OVER):
            continue
        said = entry.notes[0].what if entry.notes and isinstance(entry.notes[0].what, dict) else {}
        to, files = str(said.get("to", "")), said.get("files", 0)
        count = files if isinstance(files, int) else 0
        found.append(TakenOut(entry.action, entry.at, entry.by, "" if to == "–" else to, count))
    return tuple(found)
