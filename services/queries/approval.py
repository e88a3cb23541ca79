"""A second person's approval of a run: whether one is needed, what was asked and answered, and who is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.records import pay_run as runs
from services.desk import approvals
from services.desk.approvals import Answered, Approver
from services.desk.desk import Desk

__all__ = ["Answered", "ApprovalOfRun", "Approver", "approval_of", "approvers", "two_approve"]


@dataclass(frozen=True, slots=True)
class ApprovalOfRun:
    """How far it has come. `asked_at` is when the last request about the run was saved."""

    is_needed: bool
    asked_at: datetime | None
    asked_by: str
    answers: tuple[Answered, ...]
    approvers: tuple[Approver, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the last answer approves the run as it stands."""
        return bool(self.answers) and self.answers[-1].accepts


def approval_of(desk: Desk, run_id: int) -> ApprovalOfRun:
    """What is known of the second person's approval of a run."""
    with desk.reading() as session:
        run = session.get(runs.PayRun, run_id)
        about = [each for each in approvals.asked(session).values() if each.run_id == run_id]
        last = max(about, key=lambda each: each.at, default=None)
        return ApprovalOfRun(
            approvals.needs_two(session),
            datetime.fromisoformat(last.at) if last is not None else None,
            last.by if last is not None else "",
            approvals.answers_of(session, run) if run is not None else (),
            approvals.approvers(session),
        )


def two_approve(desk: Desk) -> bool:
    """Whether two people approve the runs of this client."""
    with desk.reading() as session:
        return approvals.needs_two(session)


def approvers(desk: Desk) -> tuple[Approver, ...]:
    """Those whose signatures are known here."""
    with desk.reading() as session:
        return approvals.approvers(session)
