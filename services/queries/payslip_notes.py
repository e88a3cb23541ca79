"""The messages on the payslips of a run, and whom one can write to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from models.records import employee as people
from models.records import pay_run as runs
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.payslip_notes import MOST, notes_of
from services.queries.runs import RunRow, all_runs

__all__ = ["MOST", "NotesOfRun", "notes_of_run", "open_runs"]


@dataclass(frozen=True, slots=True)
class NotesOfRun:
    """The messages of a run. `own` and `people` are (number, name, text or nothing), by number."""

    name: str
    is_approved: bool
    everybody: str
    people: tuple[tuple[int, str, str], ...]

    @property
    def count(self) -> int:
        """How many messages there are."""
        return bool(self.everybody) + sum(1 for _, _, text in self.people if text)

    def to(self, number: int | None) -> str:
        """What is written to somebody, or to all."""
        if number is None:
            return self.everybody
        return next((text for who, _, text in self.people if who == number), "")


def notes_of_run(desk: Desk, run_id: int) -> NotesOfRun | None:
    """The messages of a run; None where there is no such run. Of a run that is not computed everybody can get one."""
    with desk.reading() as session:
        run = session.get(runs.PayRun, run_id)
        if run is None:
            return None
        notes = notes_of(session, run_id)
        wanted = select(people.Employee.number, people.Employee.name).order_by(people.Employee.number)
        if run.computed_at is not None:
            paid = select(runs.Payslip.employee_id).where(runs.Payslip.run_id == run_id)
            wanted = wanted.where(people.Employee.id.in_(paid) | people.Employee.number.in_(list(notes.own)))
        found = tuple((number, name, notes.own.get(number, "")) for number, name in session.execute(wanted))
        return NotesOfRun(head_of(run).name, run.approved_at is not None, notes.everybody, found)


def open_runs(desk: Desk) -> tuple[RunRow, ...]:
    """The runs that are not approved: a message can be written on their payslips."""
    return tuple(run for run in all_runs(desk) if not run.is_approved)
