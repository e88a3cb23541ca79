"""What the kinds of tables have in common when they are taken in: who writes, and how an import is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from models.records.imported_file import ImportedFile
from models.values.progress import Progress
from services.desk.desk import Desk
from services.desk.table_kind import TablePreview


class Keep(Protocol):
    """Writes an import down. A writer calls it once, inside its change, before or after what it writes."""

    def __call__(self, session: Session, note: Mapping[str, Any], run_id: int | None = None) -> int:
        """`note` is what `undo` will need, as plain values for JSON; the answer is the import's number. Raises Refused
        where the same bytes were taken in meanwhile.
        """


@dataclass(frozen=True, slots=True)
class Writer:
    """What a kind writes.

    `take_in` stores what the preview's plan says, in one change of its own. `undo` takes it back inside a change, and
    answers how much went; nothing depends on it when it is called.
    """

    take_in: Callable[[Desk, TablePreview, Keep, Progress], None]
    undo: Callable[[Desk, Session, ImportedFile, Mapping[str, Any]], int]
