"""Messages on the payslips of a run that is not approved: write one, change it, take it away."""

from __future__ import annotations

from sqlalchemy import select

from models.records.pay_run import PayslipNote
from models.values.finding import Place, refuse
from models.values.message import Message
from services.actions.runs import open_run
from services.desk.desk import Desk
from services.desk.employee_form import has_control_signs
from services.desk.employee_use import employee_of
from services.desk.payslip_notes import MOST

__all__ = ["MOST", "save_note"]


def save_note(desk: Desk, run_id: int, text: str, number: int | None = None) -> None:
    """Write a message to the employee with the number, or to everybody whom the run pays. An empty one is taken away.

    Nothing has to be calculated again. Raises Refused for an approved run, an unknown employee, and a text that is too
    long or cannot be printed.
    """
    where = Place("pay_run", run_id, "note")
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(text) > MOST:
        what = Message("The note is {count} characters long, and there is room for {most}", count=len(text), most=MOST)
        raise refuse(what, where)
    if has_control_signs(text.replace("\n", " ")):
        raise refuse(Message("The message has a character in it that cannot be printed. Type it again by hand."), where)
    with desk.change("run.note") as session:
        open_run(session, run_id)
        employee_id = None if number is None else employee_of(session, number).id
        whose = PayslipNote.employee_id.is_(None) if number is None else PayslipNote.employee_id == employee_id
        row = session.scalar(select(PayslipNote).where(PayslipNote.run_id == run_id, whose))
        if not text:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(PayslipNote(run_id=run_id, employee_id=employee_id, text=text))
        elif row.text != text:
            row.text = text
