"""The monthly report: saved where the user says, told as uploaded, and what was looked at and found right."""

from __future__ import annotations

from pathlib import Path

from models.records.stored_file import StoredFile
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.span import Month
from services.actions.exports import export_month, export_month_journal
from services.actions.marks import mark, unmark
from services.actions.save_files import save_as
from services.desk import countries
from services.desk.desk import Desk
from services.desk.marks import file as file_subject
from services.desk.reporting import ACCEPTED, UPLOADED, kept_reports
from services.engine.report_chain import ReportKind


def save_report(desk: Desk, month: Month, target: Path, kind: str = "") -> int:
    """Keep the month's report with its own journal, and write it where the user chose, and has said may be overwritten.

    `kind` is `first`, `additional`, `replacement` or `withdrawal`; empty is what is proposed. The same report gives the
    same bytes every time. Returns the number of the kept file. Raises Refused where the report cannot be made, and
    where nothing can be written; what was kept stays kept.
    """
    made = export_month(desk, month, ReportKind(kind) if kind else None)
    export_month_journal(desk, month)
    with desk.reading() as session:
        kept = next(
            each for each in reversed(kept_reports(session, _kind(desk), month, month)) if each.sha256 == made.sha256
        )
    save_as(desk, kept.id, target)
    return kept.id


def mark_uploaded(desk: Desk, file_id: int) -> None:
    """Somebody uploaded a kept report by hand. Raises Refused for a file that is no report."""
    _refuse_others(desk, file_id)
    mark(desk, file_subject(file_id), UPLOADED)


def mark_not_uploaded(desk: Desk, file_id: int) -> None:
    """It was not uploaded after all. Raises Refused for a file that is no report."""
    _refuse_others(desk, file_id)
    unmark(desk, file_subject(file_id), UPLOADED)


def accept(desk: Desk, subject: str, reason: str) -> None:
    """Somebody looked at a finding and found it right. Raises Refused without a reason."""
    if not reason.strip():
        raise refuse(Message("Say in a few words why it is right"), Place("reporting", subject.split(":")[1]))
    mark(desk, subject, ACCEPTED, reason.strip())


def look_again(desk: Desk, subject: str) -> None:
    """A finding that was found right is to be looked at again."""
    unmark(desk, subject, ACCEPTED)


def _kind(desk: Desk) -> str:
    return countries.country(desk.client.country).report_kind


def _refuse_others(desk: Desk, file_id: int) -> None:
    with desk.reading() as session:
        file = session.get(StoredFile, file_id)
        if file is None or file.kind != _kind(desk):
            raise refuse(Message("There is no kept report with the number {number}", number=str(file_id)))
