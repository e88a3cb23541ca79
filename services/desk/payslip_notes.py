"""Messages on the payslips of a run: to everybody whom it pays, and to one employee each.

They are written in the language in which somebody typed them, change no figure, and are locked with the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.pay_run import PayslipNote
from services.desk.payslip_choices import payslip_choices
from services.reports.payslip import SlipOptions

MOST: Final = 600
"""The longest message, in characters: as the note that stands on every payslip of the client."""


@dataclass(frozen=True, slots=True)
class PayslipNotes:
    """The messages of one run; `own` by employee number."""

    everybody: str = ""
    own: Mapping[int, str] = field(default_factory=dict)


def notes_of(session: Session, run_id: int) -> PayslipNotes:
    """The messages of a run."""
    wanted = (
        select(Employee.number, PayslipNote.text)
        .select_from(PayslipNote)
        .join(Employee, Employee.id == PayslipNote.employee_id, isouter=True)
        .where(PayslipNote.run_id == run_id)
        .order_by(Employee.number)
    )
    found: dict[int | None, str] = dict(session.execute(wanted).all())
    everybody = found.pop(None, "")
    return PayslipNotes(everybody, {number: text for number, text in found.items() if number is not None})


def paper_options(session: Session, run_id: int) -> SlipOptions:
    """What is drawn on the payslips of a run besides the pay: the client's choices, and the messages of the run."""
    notes = notes_of(session, run_id)
    return replace(payslip_choices(session).paper, run_note=notes.everybody, own_notes=notes.own)
