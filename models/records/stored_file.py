"""Every file that the program made, byte for byte."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.records.base import Keep, Record
from models.values.span import Month


class StoredFile(Record):
    """A file as it was written, with its checksum. Never changed, never deleted; a new version is a new row."""

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("name", "version"),)
    __keep__ = Keep("1", refused="0")

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("pay_run.id"), index=True)
    month: Mapped[Month | None]
    kind: Mapped[str]  # payslip · amelding · bank · payment_list · journal
    name: Mapped[str]
    version: Mapped[int]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime]
    parts: Mapped[str]  # the hashes of its parts, in order


class FilePart(Record):
    """A part of kept files, compressed. What many files share, such as the fonts of payslips, lies there once."""

    __tablename__ = "file_part"
    __keep__ = Keep("1", refused="0")

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class Mark(Record):
    """Something that was done outside the program, and told to it: a file uploaded, a sum paid, a finding looked at."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("subject", "verb"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]  # what: `file:12`, `due:withholding:2026-11`
    verb: Mapped[str]  # saved · uploaded · paid · accepted
    at: Mapped[datetime]
    by: Mapped[str]
    note: Mapped[str]
