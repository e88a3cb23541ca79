"""Absences from a table: entered in one change, and taken back while nothing counts on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.absence import Absence
from models.records.imported_file import ImportedFile
from models.records.stored_file import Mark
from models.values.message import Message
from models.values.progress import Progress
from services.actions.absences import new_id
from services.actions.table_writer import Keep, Writer
from services.desk.absence_form import PAGE
from services.desk.desk import Desk
from services.desk.inntektsmelding import subject
from services.desk.table_absences import AbsencesPlan, imported, told_of
from services.desk.table_kind import TablePreview


def _take_in(desk: Desk, seen: TablePreview, keep: Keep, progress: Progress) -> None:
    plan = seen.plan
    assert isinstance(plan, AbsencesPlan)  # its judge made it
    progress(0, 1, Message("Storing the absences"))
    with desk.change("absences.take_in") as session:
        rows = [
            Absence(
                employee_id=each.employee_id,
                employment_id=each.write.absence.employment,
                kind=each.write.absence.kind,
                first=each.write.absence.first,
                last=each.write.absence.last,
                grade=each.write.absence.grade,
                paid=each.write.absence.paid,
                leave_id=new_id(),
                withdrawn=None,
                note=each.write.note,
            )
            for each in plan.entries
        ]
        session.add_all(rows)
        session.flush()
        keep(session, {"made": [told_of(row) for row in rows]})


def _undo(desk: Desk, session: Session, row: ImportedFile, note: Mapping[str, Any]) -> int:  # noqa: ARG001
    """What came goes, with what was noted beside it, but for what somebody changed since."""
    rows = imported(session, note)
    beside = {name for each in rows for name in (subject(each.id), f"{PAGE}:{each.id}")}
    for mark in session.scalars(select(Mark)):
        if mark.subject in beside:
            session.delete(mark)
    for each in rows:
        session.delete(each)
    return len(rows)


WRITER: Final = Writer(_take_in, _undo)
