"""Choices of columns that are remembered, by the header they are for and the kind of file; and handed on as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from models.records.imported_file import ColumnMapping
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.files.column_map import ColumnMap

NOTHING: Final[Mapping[str, str]] = {}
_LARGEST: Final = 1_000_000  # bytes of a choice that is handed on


def keep_columns(session: Session, desk: Desk, kind: str, columns: ColumnMap) -> None:
    """Remember a choice for the next table of the same look; one without a header is not remembered."""
    if not columns.signature:
        return
    row = session.get(ColumnMapping, (columns.signature, kind))
    if row is None:
        row = ColumnMapping(signature=columns.signature, kind=kind, mapping="", used_at=desk.now())
        session.add(row)
    row.mapping, row.used_at = json.dumps(columns.as_plain(), sort_keys=True), desk.now()


def forget(desk: Desk, kind: str, signature: str) -> None:
    """Forget a choice; where there is none, nothing happens."""
    with desk.change("columns.forget") as session:
        if (row := session.get(ColumnMapping, (signature, kind))) is not None:
            session.delete(row)


def write_columns(desk: Desk, kind: str, signature: str, page: str, beside: Mapping[str, str] = NOTHING) -> bytes:
    """A choice, to hand on, and what is said `beside` it. Raises Refused where there is none."""
    with desk.reading() as session:
        row = session.get(ColumnMapping, (signature, kind))
        if row is None:
            raise no_columns(page)
        return json.dumps({**beside, **json.loads(row.mapping)}, indent=2, sort_keys=True).encode()


def read_columns(content: bytes) -> dict[str, Any]:
    """What was handed on, as it stands there; empty for what is none."""
    try:
        plain = json.loads(content) if len(content) < _LARGEST else None
    except (ValueError, UnicodeDecodeError, RecursionError):
        plain = None
    return plain if isinstance(plain, dict) else {}


def no_columns(page: str) -> Refused:
    """That something is no choice of columns."""
    return refuse(Message("This is not a choice of columns that was saved here"), Place(page))
