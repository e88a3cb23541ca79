"""A second person's approval as it lies in the client file: what a run is known by, who may approve, what was answered.

A run is named by a digest of all that it pays and why. An answer counts for that very state of the run and no other.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employee import Employee
from models.values.finding import Place, refuse
from models.values.message import Message
from services.desk.gather import head_of
from services.desk.payslip_notes import notes_of
from services.desk.settings import flag_setting, setting, table_setting
from services.files.approval import APPROVED, fingerprint
from services.files.approval import SENT_BACK as SENT_BACK

TWO: Final = "two_approve"
APPROVERS: Final = "approvers"
ASKED: Final = "approval_requests"


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody whose signature is known: the public key in hexadecimal, and the name at first use."""

    key: str
    name: str
    since: str  # the day, ISO 8601

    @property
    def fingerprint(self) -> str:
        return fingerprint(bytes.fromhex(self.key))


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was saved: for which run, when and by whom, and what its answer is sealed with."""

    id: str
    run_id: int
    digest: str
    key: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was taken in. `holds` says that the run is still as it was looked at."""

    decision: str
    by: str
    at: datetime
    remark: str
    taken_in_at: datetime
    fingerprint: str
    holds: bool

    @property
    def accepts(self) -> bool:
        """Whether it approves the run as it stands."""
        return self.decision == APPROVED and self.holds


def needs_two(session: Session) -> bool:
    """Whether a run of this client is approved only with a second person's answer."""
    return flag_setting(session, TWO)


def approvers(session: Session) -> tuple[Approver, ...]:
    """Those whose signatures are known, in the order of their first use."""
    kept = setting(session, APPROVERS)
    known = [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
    return tuple(Approver(each["key"], each["name"], each["since"]) for each in known if _is_approver(each))


def asked(session: Session) -> Mapping[str, Asked]:
    """The requests that were saved, by their ids."""
    return {
        number: Asked(number, each["run"], each["digest"], each["key"], each["at"], each["by"])
        for number, each in table_setting(session, ASKED).items()
        if isinstance(each, dict) and {"run", "digest", "key", "at", "by"} <= each.keys()
    }


def digest_of(session: Session, run: runs.PayRun) -> str:
    """What names the run as it is computed: SHA-256 over its head, each payslip with facts and traces, the journal, and
    the messages on payslips.
    """
    digest = sha256(repr(head_of(run)).encode())
    wanted = (
        select(Employee.number, runs.Payslip.content)
        .join(Employee, Employee.id == runs.Payslip.employee_id)
        .where(runs.Payslip.run_id == run.id)
        .order_by(Employee.number)
    )
    for number, content in session.execute(wanted):
        _add(digest, f"payslip {number}".encode(), zlib.decompress(content))
    for whole in (run.facts, run.voucher):
        _add(digest, b"run", zlib.decompress(whole) if whole else b"")
    notes = notes_of(session, run.id)
    for number, text in ((0, notes.everybody), *sorted(notes.own.items())):
        _add(digest, f"note {number}".encode(), text.encode())
    return digest.hexdigest()


def answers_of(session: Session, run: runs.PayRun) -> tuple[Answered, ...]:
    """What was answered about a run, the newest last."""
    rows = session.scalars(
        select(runs.RunApproval).where(runs.RunApproval.run_id == run.id).order_by(runs.RunApproval.id)
    ).all()
    if not rows:
        return ()
    now = digest_of(session, run)
    return tuple(
        Answered(
            row.decision,
            row.answered_by,
            row.answered_at,
            row.remark,
            row.taken_in_at,
            fingerprint(bytes.fromhex(row.key)),
            row.digest == now,
        )
        for row in rows
    )


def refuse_without_second(session: Session, run: runs.PayRun) -> None:
    """Raises Refused where the client has two people approve, and the second has not approved the run as it stands."""
    if not needs_two(session):
        return
    found = answers_of(session, run)
    where = Place("pay_run", run.id, "approve")
    if not found:
        what = Message("Two people approve pay runs here. Ask the second person for approval, and take in the answer")
        raise refuse(what, where)
    last = found[-1]
    if not last.holds:
        what = Message("The run was changed after {who} looked at it. Ask for approval again", who=last.by)
        raise refuse(what, where)
    if not last.accepts:
        raise refuse(Message("{who} has sent the run back. Correct it, and ask for approval again", who=last.by), where)


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are of the same person, however they are written."""
    return bool(one.strip()) and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _is_approver(each: dict[str, Any]) -> bool:
    key = each.get("key")
    return (
        isinstance(key, str)
        and len(key) == 64
        and set(key) <= set("0123456789abcdef")
        and isinstance(each.get("name"), str)
        and isinstance(each.get("since"), str)
    )


def _add(digest: Any, name: bytes, content: bytes) -> None:
    digest.update(name + b" " + str(len(content)).encode() + b"\n" + content)
