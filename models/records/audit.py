"""What a client file says about itself: what it is, and who changed what, when and why.

Each entry of the change log is sealed with the one before it, so that a row that was mended afterwards shows. The form
of both tables is for ever: an old copy is proven by it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record

FORMAT: Final = "lonnsom"


class FileMeta(Record):
    """The one row that says what this file is."""

    __tablename__ = "file_meta"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str]  # always FORMAT
    country: Mapped[str]  # the code of a country pack
    file_id: Mapped[str]  # 32 hexadecimal digits: copies have the same
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ChangeEntry(Record):
    """One change: everything that one action wrote. Entries are only ever added, one number after the other."""

    __tablename__ = "change_log"
    __table_args__ = ({"sqlite_autoincrement": True},)  # the file remembers the last number by itself
    __keep__ = Keep("1", refused="NEW.seq <> 1 + coalesce((SELECT max(seq) FROM change_log), 0)")

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]  # "employee.hire"
    why: Mapped[str | None]
    touched: Mapped[str]  # the kinds of records, with spaces between
    detail: Mapped[str]  # JSON: each row with old and new, and the notes
    undoes: Mapped[int | None]  # the number of the entry that this one takes back
    previous: Mapped[str]  # the hash of the entry before; FIRST for the first
    hash: Mapped[str]


FIRST: Final = "0" * 64

SEALED: Final = ("seq", "at", "by", "action", "why", "touched", "detail", "undoes", "previous")
"""The columns under the seal, in their order."""


def seal(entry: tuple[int | str | None, ...]) -> str:
    """The hash of an entry, given the columns of SEALED as they lie in the file; the last is the seal before."""
    return hashlib.sha256(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
