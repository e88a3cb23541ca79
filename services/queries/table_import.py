"""Tables that were taken in: which kinds there are, the log of imports, the choices of columns that are remembered, and
the runs that lines can go into.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.records.imported_file import ColumnMapping, ImportedFile
from models.records.pay_run import PayRun
from models.values.message import Message
from services.desk import table_hours
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.table_hours import OpenRun
from services.desk.table_import import kind_of, maps_of, stored_kind
from services.desk.table_kind import TableTarget
from services.desk.table_kinds import KINDS

__all__ = ["ColumnsRow", "ImportRow", "KindRow", "OpenRun", "columns_kept", "imports", "kinds", "open_runs"]


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of table that can be taken in."""

    name: str
    title: Message
    about: Message
    targets: tuple[TableTarget, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A table that was taken in. `why_not` says why it cannot be undone; None where it can."""

    id: int
    kind: str
    title: Message
    name: str
    imported_at: datetime
    by: str
    rows: int
    run_id: int | None
    run_name: str
    undone_at: datetime | None
    undone_by: str | None
    why_not: Message | None

    @property
    def can_undo(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class ColumnsRow:
    """A choice of columns that is remembered: which targets have one."""

    kind: str
    signature: str
    targets: tuple[Message, ...]
    used_at: datetime


def kinds() -> tuple[KindRow, ...]:
    """Every kind, in the order in which they are offered."""
    return tuple(KindRow(each.name, each.title, each.about, each.targets) for each in KINDS.values())


def open_runs(desk: Desk) -> tuple[OpenRun, ...]:
    """The drafts that lines can go into, by pay date."""
    with desk.reading() as session:
        return table_hours.open_runs(session)


def imports(desk: Desk, kind: str = "") -> tuple[ImportRow, ...]:
    """The tables that were taken in, of one kind or of all, the newest first."""
    wanted = [stored_kind(each) for each in KINDS if kind in ("", each)]
    with desk.reading() as session:
        rows = session.scalars(
            select(ImportedFile).where(ImportedFile.kind.in_(wanted)).order_by(ImportedFile.id.desc())
        ).all()
        numbers = {row.run_id for row in rows if row.run_id is not None}
        runs = {run.id: head_of(run).name for run in session.scalars(select(PayRun).where(PayRun.id.in_(numbers)))}
        return tuple(
            ImportRow(
                row.id,
                kind_of(name).name,
                kind_of(name).title,
                row.name,
                row.imported_at,
                row.by,
                row.rows,
                row.run_id,
                runs.get(row.run_id, "") if row.run_id is not None else "",
                row.undone_at,
                row.undone_by,
                Message("It is undone already") if row.undone_at is not None else kind_of(name).hindrance(session, row),
            )
            for row in rows
            if (name := row.kind.removeprefix("table_"))
        )


def columns_kept(desk: Desk) -> tuple[ColumnsRow, ...]:
    """The choices of columns that are remembered, kind by kind."""
    found = []
    with desk.reading() as session:
        used = {
            (row.kind, row.signature): row.used_at
            for row in session.execute(select(ColumnMapping.kind, ColumnMapping.signature, ColumnMapping.used_at))
        }
        for kind in KINDS.values():
            for each in maps_of(session, kind.name):
                labels = tuple(target.label for target in kind.targets if target.name in each.columns)
                when = used.get((stored_kind(kind.name), each.signature))
                if when is not None:
                    found.append(ColumnsRow(kind.name, each.signature, labels, when))
    return tuple(found)
