"""A file from outside, kept as it came: its place in the log, and its very bytes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.imported_file import ImportedContent, ImportedFile
from models.values.money import Money
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


def release_tables(session: Session, desk: Desk, run_id: int) -> None:
    """Tables whose lines went into a draft that is going to be deleted go with it: they count as undone."""
    wanted = select(ImportedFile).where(ImportedFile.run_id == run_id, ImportedFile.kind.startswith("table_"))
    for row in session.scalars(wanted):
        row.undone_at, row.undone_by, row.run_id = desk.now(), desk.user, None
