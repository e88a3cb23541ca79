"""Entries that are not finished: kept as they were typed, unseen by every run, until somebody is employed."""

from __future__ import annotations

from models.records.employee import EmployeeDraft
from models.values.finding import Place, refuse
from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_form import EmployeeForm, write_form

__all__ = ["EmployeeForm", "discard_draft", "save_draft"]


def save_draft(desk: Desk, form: EmployeeForm, draft_id: int | None = None) -> int:
    """Keep what was typed, in a new draft or in place of what the draft held. Returns its number."""
    text = write_form(form)
    with desk.change("employee.draft") as session:
        row = session.get(EmployeeDraft, draft_id) if draft_id is not None else None
        if row is None:
            row = EmployeeDraft(changed_at=desk.now(), form=text)
            session.add(row)
            session.flush()
        elif row.form != text:
            row.form, row.changed_at = text, desk.now()
        return row.id


def discard_draft(desk: Desk, draft_id: int) -> None:
    """Throw a draft away; undo brings it back. Raises Refused where there is none."""
    with desk.change("employee.draft_discard") as session:
        row = session.get(EmployeeDraft, draft_id)
        if row is None:
            raise refuse(Message("This draft is gone"), Place("employees"))
        session.delete(row)
