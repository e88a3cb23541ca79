"""Several payslips as one PDF, to print or to file: those of one person, or of everybody in a run."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.stored_file import StoredFile
from models.values.finding import refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.actions.marks import mark_all
from services.actions.save_files import write_file
from services.desk import kept_files
from services.desk.desk import Desk
from services.desk.marks import file as file_subject
from services.desk.payslip_choices import payslip_choices

__all__ = ["needs_password", "save_in_one"]


def needs_password(desk: Desk, ids: Sequence[int]) -> bool:
    """Whether the client wants some of these payslips locked when they leave: then one file of them must be locked."""
    with desk.reading() as session:
        lock = payslip_choices(session).lock
        if lock == "never":
            return False
        return lock == "must" or any(_passwords(session, ids).values())


def save_in_one(
    desk: Desk, ids: Sequence[int], target: Path, password: str = "", progress: Progress = no_progress
) -> Path:
    """Write kept payslips, in the order given, as one PDF under the name that the user chose and has said may be
    overwritten. Those of one person who has agreed to a password are locked with it; those of several with the one
    that is given.

    Raises Refused where they must be locked and there is no password, and where the file cannot be written.
    """
    from pypdf import PdfReader, PdfWriter  # slow to import

    if not ids:
        raise refuse(Message("There are no payslips to save"))
    with desk.reading() as session:
        lock = payslip_choices(session).lock
        agreed = _passwords(session, ids)
        rows = {row.id: row.parts for row in session.scalars(select(StoredFile).where(StoredFile.id.in_(list(ids))))}
        contents = kept_files.get(session, [rows[number] for number in ids])
    if not password and lock != "never":
        if len(agreed) == 1:
            [password] = agreed.values()
        if not password and (lock == "must" or any(agreed.values())):
            raise refuse(Message("These payslips are locked when they leave the client file. Give the file a password"))
    writer = PdfWriter()
    for place, content in enumerate(contents):
        progress(place, len(contents), Message("Putting the payslips together"))
        writer.append(PdfReader(BytesIO(content)), import_outline=False)
    writer.compress_identical_objects()  # the fonts are the same in all of them
    out = BytesIO()
    writer.write(out)
    made = out.getvalue()
    if password:
        from services.reports.pdf_lock import locked

        made = locked(made, password)
    write_file(made, target)
    mark_all(desk, [file_subject(number) for number in ids], "saved", str(target.parent))
    return target


def _passwords(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """By employee number the password that was agreed to; empty for none."""

    names = session.scalars(select(StoredFile.name).where(StoredFile.id.in_(list(ids)))).all()
    numbers = {int(name.split("-")[1]) for name in names}
    wanted = select(Employee.number, Employee.payslip_password).where(Employee.number.in_(numbers))
    return {row.number: row.payslip_password for row in session.execute(wanted)}
