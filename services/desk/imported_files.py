"""A file from outside, kept as it came: its place in the log, and its very bytes."""

from __future__ import annotations

from datetime import date

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
    session.add(ImportedContent(import_id=row.id, content=packed))
    session.flush()
    return row.id
