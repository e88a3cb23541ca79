"""The month to eIndkomst: its next file kept and saved where the user says, and told as sent by hand."""

from __future__ import annotations

from pathlib import Path

from models.records.stored_file import StoredFile
from models.values.finding import Place, Refused, refuse
from models.values.message import Message
from models.values.span import Month
from services.actions.exports import keep_files
from services.actions.made_file import TEXT, MadeFile
from services.actions.marks import mark, unmark
from services.actions.save_files import save_as
from services.desk import countries
from services.desk.desk import Desk
from services.desk.income_report import kept_of, month_at_hand
from services.desk.marks import file as file_subject
from services.desk.reporting import UPLOADED, KeptReport, content_of, report_name

PAGE = "income_report"


def make(desk: Desk, month: Month) -> int:
    """Keep the file that is to be sent next, and give its number: the same one again while nothing was changed. Raises
    Refused where something must be mended first, and where everything was said.
    """
    with desk.reading() as session:
        found = month_at_hand(session, desk, month)
        last = found.kept[-1] if found.kept else None
        before = content_of(session, last) if last is not None and last.uploaded is None and last.parts else b""
    if found.refused:
        raise Refused(found.refused)
    if found.next is None:
        raise refuse(Message("Everything that was paid in {month} is reported", month=month), Place(PAGE, str(month)))
    if last is not None and _alike(before, found.next.content):
        return last.id
    kind = countries.country(desk.client.country).report_kind
    keep_files(desk, [MadeFile(report_name(kind, month), kind, TEXT, found.next.content)], run_id=None, month=month)
    with desk.reading() as session:
        return kept_of(session, desk.client.country, month, month)[-1].id


def save(desk: Desk, month: Month, target: Path) -> int:
    """The same, written where the user chose, and has said may be overwritten. What was kept stays kept where it cannot
    be written.
    """
    number = make(desk, month)
    save_as(desk, number, target)
    return number


def mark_sent(desk: Desk, file_id: int) -> None:
    """Somebody sent a kept file by hand. Raises Refused for one that is no such file, and where a newer one of its
    month is kept.
    """
    file, later = _file(desk, file_id)
    if later:
        raise refuse(Message("A newer file of the month is kept: send that one"), Place(PAGE, str(file.month)))
    mark(desk, file_subject(file_id), UPLOADED)


def mark_not_sent(desk: Desk, file_id: int) -> None:
    """It was not sent after all. Raises Refused as `mark_sent`, and where a later file says what differs from it."""
    file, later = _file(desk, file_id)
    if any(each.uploaded is not None for each in later):
        what = Message("A later file of the month was sent, and says what differs from this one")
        raise refuse(what, Place(PAGE, str(file.month)))
    unmark(desk, file_subject(file_id), UPLOADED)


def _file(desk: Desk, file_id: int) -> tuple[KeptReport, list[KeptReport]]:
    """A kept file, and those that were kept after it for the month."""
    with desk.reading() as session:
        file = session.get(StoredFile, file_id)
        month = file.month if file is not None else None
        kept = kept_of(session, desk.client.country, month, month) if month is not None else []
    for place, each in enumerate(kept):
        if each.id == file_id:
            return each, kept[place + 1 :]
    raise refuse(Message("There is no kept report with the number {number}", number=str(file_id)))


_FIRST_LINE = b"\r\n"


def _alike(one: bytes, other: bytes) -> bool:
    """Whether two files say the same: all but their first line, which says when they were made."""
    return bool(one) and one.partition(_FIRST_LINE)[2] == other.partition(_FIRST_LINE)[2]
