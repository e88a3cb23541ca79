"""A file from outside, kept as it came: its place in the log, and its very bytes."""

from __future__ import annotations

import zlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.imported_file import ImportedContent, ImportedFile
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from models.values.money import Money
from services.desk import kept_files
from services.desk.desk import Desk


def keep_import(
    session: Session,
    desk: Desk,
    kind: str,
    name: str,
    sha256: str,
    size: int,
    packed: bytes,
    *,
    receiver: str,
    rows: int,
    run_id: int | None = None,
    payment_date: date | None = None,
    total: Money | None = None,
    columns: str = "",
    reading: bytes | None = None,
) -> int:
    """Write down that a file was taken in now, with its bytes (`packed` by zlib); `size` is what they unpack to.

    Returns the import's number.
    """
    row = ImportedFile(
        kind=kind,
        sha256=sha256,
        size=size,
        name=name,
        imported_at=desk.now(),
        by=desk.user,
        run_id=run_id,
        receiver=receiver,
        payment_date=payment_date,
        rows=rows,
        total=total,
        columns=columns,
        undone_at=None,
        undone_by=None,
    )
    session.add(row)
    session.flush()
    session.add(ImportedContent(import_id=row.id, content=packed, reading=reading))
    session.flush()
    return row.id


def same_bytes(session: Session, sha256: str, kind: str = "") -> ImportedFile | None:
    """The import of the very same bytes that still stands, of a kind or of any."""
    wanted = select(ImportedFile).where(ImportedFile.sha256 == sha256, ImportedFile.undone_at.is_(None))
    if kind:
        wanted = wanted.where(ImportedFile.kind == kind)
    return session.scalar(wanted.limit(1))


def import_of(session: Session, import_id: int, kind: str, where: Place) -> ImportedFile:
    """An import of a kind by its number, also one that is undone. Raises Refused where there is none."""
    row = session.get(ImportedFile, import_id)
    if row is None or row.kind != kind:
        raise no_import(import_id, where)
    return row


def standing_import(session: Session, import_id: int, kind: str, where: Place) -> ImportedFile:
    """An import that can be taken back or changed. Raises Refused where there is none, and for one that is undone."""
    row = import_of(session, import_id, kind, where)
    if row.undone_at is not None:
        raise refuse(Message("The import was undone on {day}", day=row.undone_at.date()), where)
    return row


def no_import(import_id: int, where: Place) -> Refused:
    """That there is no such import."""
    return refuse(Message("There is no import with the number {number}", number=str(import_id)), where)


def write_undone(desk: Desk, row: ImportedFile) -> None:
    """Write down that an import is taken back now; it stays in the log."""
    row.undone_at, row.undone_by = desk.now(), desk.user


def content_of(session: Session, import_id: int) -> bytes:
    """The very bytes of a file that was taken in. Raises Refused where they were erased."""
    if session.get(ImportedContent, import_id) is None and session.get(ImportedFile, import_id) is not None:
        raise refuse(kept_files.ERASED, code=kept_files.ERASED_CODE)
    return zlib.decompress(session.get_one(ImportedContent, import_id).content)


def release_tables(session: Session, desk: Desk, run_id: int) -> None:
    """Tables whose lines went into a draft that is going to be deleted go with it: they count as undone."""
    wanted = select(ImportedFile).where(ImportedFile.run_id == run_id, ImportedFile.kind.startswith("table_"))
    for row in session.scalars(wanted):
        row.undone_at, row.undone_by, row.run_id = desk.now(), desk.user, None
