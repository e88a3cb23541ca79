"""The proven copies of every client that is known, as a list: whose, when, why, how big, where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from models.values.message import Message
from services.desk.copies import CopyContents
from services.desk.desk import Desk
from services.queries.client_cards import ClientCard
from services.queries.clients import copies_of

__all__ = ["BackupRow", "CopyContents", "backup_rows", "is_copy_of"]

_REASONS: Final = {
    "hand": Message("Made by hand"),
    "approval": Message("Before an approval"),
    "close": Message("When the client was closed"),
    "update": Message("Before an update of the program"),
    "password": Message("Before a new password"),
    "erasure": Message("Before people were erased"),
}
_OTHER: Final = Message("Made by the program")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A copy that was read back when it was made."""

    path: Path
    client: str
    color: str
    file: Path  # the client's file
    file_id: str
    at: datetime
    changes: int
    reason: Message
    size: int
    is_newest: bool

    @property
    def key(self) -> str:
        return str(self.path)


def backup_rows(cards: Iterable[ClientCard]) -> tuple[BackupRow, ...]:
    """Every copy of every client, the newest first."""
    rows = [
        BackupRow(
            copy.path,
            card.name,
            card.color,
            card.path,
            card.file_id,
            copy.at,
            copy.seq,
            _REASONS.get(copy.reason, _OTHER),
            copy.size,
            number == 0,
        )
        for card in cards
        for number, copy in enumerate(copies_of(card))
    ]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def is_copy_of(desk: Desk, row: BackupRow) -> bool:
    """Whether it is a copy of the open file."""
    return row.file_id == desk.client.file_id
