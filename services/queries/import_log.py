"""Every file that was taken in, of any kind: what, when, by whom, how much, where it went, and whether it can be taken
back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from models.records.imported_file import ImportedFile
from models.records.pay_run import PayRun
from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.table_import import stored_kind
from services.desk.table_kinds import KINDS
from services.desk.tax_cards import KIND as TAX_CARDS
from services.queries import decentral, refunds, table_import, tax_cards


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A file that was taken in. `rows` counts what was read, `total` is the sum of a file that has one, `added` how
    many things it made where that is known. `why_not` says why it cannot be taken back, None where it can. `place` is
    where one sees what it did.
    """

    id: int
    kind: str
    name: str
    sha256: str
    size: int
    imported_at: datetime
    by: str
    receiver: str
    payment_date: date | None
    run_name: str
    run_id: int | None
    rows: int
    total: Money | None
    added: int | None
    undone_at: datetime | None
    undone_by: str | None
    why_not: Message | None
    place: Place | None

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.id

    @property
    def can_undo(self) -> bool:
        return self.why_not is None


_UNDONE: Final = Message("It is undone already")


def _refunds_held(desk: Desk) -> Mapping[int, Message]:
    return {row.id: row.why_not for row in refunds.imports(desk) if row.why_not is not None}


def _cards_held(desk: Desk) -> Mapping[int, Message]:
    return {row.id: row.why_not for row in tax_cards.imports(desk) if row.why_not is not None}


def _tables_held(desk: Desk) -> Mapping[int, Message]:
    return {row.id: row.why_not for row in table_import.imports(desk) if row.why_not is not None}


WHY_NOT: Final[Mapping[str, Callable[[Desk], Mapping[int, Message]]]] = {
    "k27": _refunds_held,
    "tax_cards": _cards_held,
    "amelding_feedback": lambda _: {},
    "payment_status": lambda _: {},
    "decentral": decentral.why_not,
    **{stored_kind(name): _tables_held for name in KINDS},
}
"""Which imports of a kind cannot be taken back, and why, by their numbers. A kind that is not here cannot be."""

_PLACES: Final[Mapping[str, Callable[[int], Place]]] = {
    "k27": lambda number: Place("refunds", f"report:{number}", "log"),
    "tax_cards": lambda _: Place("employees"),
    "amelding_feedback": lambda _: Place("reporting"),
    "table_employees": lambda _: Place("employees"),
    "table_absences": lambda _: Place("absence"),
    "payment_status": lambda _: Place("pay_run", None, "payments"),
    "decentral": lambda number: Place("files", f"decentral:receipt{number}", "in"),
}


def import_log(desk: Desk) -> tuple[ImportedRow, ...]:
    """Everything that was taken in, the newest first, also what was undone."""
    with desk.reading() as session:
        wanted = (
            select(ImportedFile, PayRun)
            .join(PayRun, PayRun.id == ImportedFile.run_id, isouter=True)
            .order_by(ImportedFile.id.desc())
        )
        rows = session.execute(wanted).all()
        runs = {row.id: head_of(run).name for row, run in rows if run is not None}
    kinds = {row.kind for row, _ in rows}
    held = {kind: WHY_NOT[kind](desk) for kind in kinds if kind in WHY_NOT}
    added = {row.id: row.added for row in tax_cards.imports(desk)} if TAX_CARDS in kinds else {}
    never = Message("Imports of this kind cannot be taken back")
    return tuple(
        ImportedRow(
            row.id,
            row.kind,
            row.name,
            row.sha256,
            row.size,
            row.imported_at,
            row.by,
            row.receiver,
            row.payment_date,
            runs.get(row.id, ""),
            row.run_id,
            row.rows,
            row.total,
            added.get(row.id),
            row.undone_at,
            row.undone_by,
            _UNDONE if row.undone_at is not None else held[row.kind].get(row.id) if row.kind in held else never,
            _PLACES[row.kind](row.id) if row.kind in _PLACES and row.undone_at is None else None,
        )
        for row, _ in rows
    )
