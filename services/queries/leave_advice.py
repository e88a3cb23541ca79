"""Which leave an absence is: what may be said of it, and what the program proposes. The user decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.records.absence import Absence as AbsenceRecord
from models.records.employee import Employee
from models.values.finding import Place, refuse
from models.values.message import Message
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import persons
from services.engine.facts import Absence
from services.engine.leave_advice import Alternative, Proposal, Situation

__all__ = ["Alternative", "Proposal", "Situation", "leave_proposal", "proposal_for", "situations"]


def situations() -> Sequence[Situation]:
    """What a leave may be for, in plain words, in the order of a list to choose from."""
    return countries.leave_situations()


def leave_proposal(
    desk: Desk, absence_id: int, situation: str = "", other_parent_until: date | None = None
) -> Proposal:
    """How a stored absence is told in the a-melding, and why. Raises Refused for one that does not exist."""
    with desk.reading() as session:
        row = session.get(AbsenceRecord, absence_id)
        if row is None:
            what = Message("There is no absence with the number {number}", number=str(absence_id))
            raise refuse(what, Place("absence", absence_id))
        number = session.get_one(Employee, row.employee_id).number
        asked = Absence(
            row.kind, row.first, row.last, row.grade, row.paid, row.employment_id, row.leave_id, row.withdrawn
        )
    return proposal_for(desk, number, asked, situation, other_parent_until)


def proposal_for(
    desk: Desk, number: int, absence: Absence, situation: str = "", other_parent_until: date | None = None
) -> Proposal:
    """The same for one that is being entered for an employee."""
    with desk.reading() as session:
        around = [
            each for person in persons(session, {}, None, {}, {}) if person.number == number for each in person.absences
        ]
    return countries.leave_proposal(absence, situation, around, other_parent_until)
