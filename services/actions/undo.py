"""Taking back the last change, and doing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.desk.desk import Desk

_LOOKED_AT = 200
_NEVER = frozenset({"file.create", "run.approve", "file.password", "files.keep", "run.draft", "client.fill"})

_PASSED = frozenset({"setting.setup_draft", "setting.settings_draft", "file.export", "file.hand_over"})
"""What was typed and is not saved, and what was taken out of the file: nothing in it was changed."""


def last(desk: Desk, since: int = 0) -> int | None:
    """The newest change after `since` that stands as it was made and can be taken back; None where there is none.

    Something that cannot be taken back stops the way: what lies before it is not offered.
    """
    entries = desk.client.history(limit=_LOOKED_AT)
    undos = {entry.seq for entry in entries if entry.action == "undo"}
    for entry in entries:
        if entry.seq <= since:
            return None
        is_redo = entry.action == "undo" and entry.undoes in undos
        if entry.undone or entry.action in _PASSED or (entry.action == "undo" and not is_redo):
            continue
        if entry.action in _NEVER or entry.at_once or not entry.rows:
            return None
        return entry.seq
    return None


def last_undone(desk: Desk, since: int = 0) -> int | None:
    """The newest undo that is not taken back itself, if nothing else was done after it: what redo takes back."""
    entries = desk.client.history(limit=_LOOKED_AT)
    undos = {entry.seq for entry in entries if entry.action == "undo"}
    for entry in entries:
        if entry.seq <= since or entry.action != "undo":
            return None
        if not entry.undone and entry.undoes not in undos:
            return entry.seq
    return None


def newest(desk: Desk) -> int:
    """The number of the last entry of the change log."""
    entries = desk.client.history(limit=1)
    return entries[0].seq if entries else 0


def undo(desk: Desk, seq: int) -> None:
    """Take a change back. Raises Refused where something later builds on it, or it is approved since."""
    _refuse_used_cards(desk, seq)
    desk.client.undo(seq, desk.user)


def _refuse_used_cards(desk: Desk, seq: int) -> None:
    """Tax cards that the change added stay once an approved run has counted with them: it was computed later, pays one
    of the people, and is of the card's year.
    """
    from sqlalchemy import Integer, cast, func, select

    from models.records.pay_run import PayRun, Payslip
    from models.values.finding import Place, refuse
    from models.values.message import Message

    for entry in desk.client.history(seq=seq):
        added = [change.new for change in entry.rows if change.kind == "tax_card" and change.old is None and change.new]
        by_year: dict[int, set[int]] = {}
        for row in added:
            year_of, employee = row["year"], row["employee_id"]
            if isinstance(year_of, int) and isinstance(employee, int):
                by_year.setdefault(year_of, set()).add(employee)
        for year, people in by_year.items():
            used = (
                select(Payslip.id)
                .join(PayRun, PayRun.id == Payslip.run_id)
                .where(
                    Payslip.employee_id.in_(people),
                    PayRun.approved_at.is_not(None),
                    PayRun.computed_at >= entry.at,
                    cast(func.substr(PayRun.pay_date, 1, 4), Integer) == year,
                )
            )
            with desk.reading() as session:
                is_used = session.scalar(used.limit(1)) is not None
            if is_used:
                what = Message(
                    "Pay of {year} is approved, so the cards of the year stay. Add the right card: the newest applies",
                    year=str(year),
                )
                raise refuse(what, Place("files", None, "log"))
