"""Decentral registrering taken in, taken back, and written: each one transaction. What a preview
says is what is done.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.imported_file import ImportedContent
from models.records.movement import Movement
from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.actions.chosen_file import read_chosen
from services.actions.exports import keep_files, save
from services.actions.made_file import CSV, MadeFile
from services.actions.save_files import with_ending, write_file
from services.desk import countries, decentral
from services.desk.decentral_book import Changed, write_changes
from services.desk.decentral_load import (
    KIND,
    DecentralPreview,
    LoadedLine,
    Numbers,
    load,
    numbers_of,
    preview,
    remember_numbers,
)
from services.desk.decentral_out import lines_of
from services.desk.decentral_receipts import Kept, held, read_kept_import, write_kept_import
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.desk.imported_files import keep_import, standing_import, write_undone
from services.files.decentral import PAGE
from services.files.decentral_read import converted
from services.files.decentral_receipt import Receipt, heading, receipt, receipt_csv, table
from services.reference.texts import texts

__all__ = [
    "ClientFile",
    "DecentralPreview",
    "LoadedLine",
    "Numbers",
    "Receipt",
    "Taken",
    "client_file",
    "converted",
    "preview",
    "read_file",
    "save_client",
    "save_numbers",
    "save_receipt",
    "take_in",
    "undo_import",
]

MOST_NUMBER: Final = 999_999
"""The highest customer or employer number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: its number among the imports, and its receipt."""

    import_id: int
    receipt: Receipt


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    return read_chosen(path, PAGE)


def take_in(
    desk: Desk, content: bytes, name: str, numbers: Numbers | None = None, progress: Progress = no_progress
) -> Taken:
    """Load a file in one change: every line that can be, and a receipt that says which cannot and why. Its name is used
    up, also where every line failed. `numbers` are the customer and employer that the client is from now on, where it
    did not know.

    Until it is stored it can be stopped, and then nothing is stored. Raises Refused where the file is refused as a
    whole: its name was used before, it is not in Windows-1252, it is empty.
    """
    with desk.change("decentral.take_in") as session:
        loaded = load(session, desk, content, name, numbers, progress)
        if loaded.file.is_refused:
            raise Refused([each for each in loaded.file.findings if each.severity is Severity.STOP])
        assert loaded.book is not None
        progress(0, 1, Message("Storing what was loaded"))
        if not loaded.is_known and loaded.numbers is not None:
            remember_numbers(session, loaded.numbers)
        told = receipt(loaded.file, desk.now(), desk.user)
        changes = loaded.book.changes()
        counts = {"loaded": told.loaded, "rejected": told.rejected, "warnings": told.warnings}
        import_id = keep_import(
            session,
            desk,
            KIND,
            name,
            loaded.file.sha256,
            len(content),
            zlib.compress(content),
            receiver="/".join(map(str, loaded.numbers or ())),
            rows=told.received,
            columns=json.dumps(counts),
            reading=write_kept_import(Kept(changes, told)),
        )
        write_changes(session, changes)
        session.note(KIND, counts)
    return Taken(import_id, told)


def undo_import(desk: Desk, import_id: int) -> int:
    """Take an import back: every row is as it was before, and the name may be used again. How many rows that is.

    Raises Refused where approved pay was computed with it, where something of it was changed since or is built on, and
    for one that is undone already.
    """
    where = Place(PAGE)
    try:
        with desk.change("decentral.undo") as session:
            row = standing_import(session, import_id, KIND, where)
            kept = session.get(ImportedContent, import_id)
            changes = read_kept_import(kept.reading).changes if kept is not None and kept.reading else ()
            if why := held(session, row, changes):
                raise refuse(why, where)
            _forget_drafts(session, changes)
            write_changes(session, [each.turned for each in changes])
            write_undone(desk, row)
            return len(changes)
    except IntegrityError:
        what = Message("Something that came later builds on what was loaded, so it stays")
        raise refuse(what, where) from None


def _forget_drafts(session: Session, changes: Iterable[Changed]) -> None:
    """Take people who go out of what open runs computed; they are computed again before they are approved."""
    gone = [each.id for each in changes if each.table == "employee" and each.old is None]
    if not gone or session.scalar(select(runs.Payslip.id).limit(1)) is None:
        return
    for record in (runs.PayLine, runs.Payslip):
        session.execute(delete(record).where(record.employee_id.in_(gone)))
    session.execute(delete(Movement).where(Movement.employee_id.in_(gone), Movement.run_id.is_not(None)))


def save_numbers(desk: Desk, customer: int, employer: int) -> None:
    """Say which customer and employer the client is in these files. Raises Refused for a number that cannot be."""
    for number in (customer, employer):
        if not 0 < number <= MOST_NUMBER:
            what = Message("A customer or employer number is a whole number from 1 to {most}", most=str(MOST_NUMBER))
            raise refuse(what, Place(PAGE))
    with desk.change("decentral.numbers") as session:
        if numbers_of(session) != (customer, employer):
            remember_numbers(session, (customer, employer))


# --- out -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A client as a file: its name, its bytes, how many lines, and what to tell: changed or left out."""

    name: str
    content: bytes
    lines: int
    told: tuple[Message, ...]


def client_file(desk: Desk, numbers: Numbers | None = None) -> ClientFile:
    """The whole client as a file that reads back alike. `numbers` are its customer and employer number, where the
    client does not know them. Raises Refused for a client that is not Danish.
    """
    if not countries.country(desk.client.country).questions.has("files.decentral"):
        raise refuse(Message("Files of decentral registrering are for Danish clients"), Place(PAGE))
    with desk.reading() as session:
        found = lines_of(session, numbers_of(session) or numbers or (1, 1), desk.today)
    written = decentral.write(found.entries)
    told = (*found.left_out, *(each.finding.what for each in written.remarks))
    name = f"DR{desk.now():%Y%m%d%H%M}.csv"
    return ClientFile(name, written.content, written.count, told)


def save_client(desk: Desk, folder: Path, numbers: Numbers | None = None) -> tuple[Path, ClientFile]:
    """Write it into a folder, and keep it among the files that were made. Raises Refused where it cannot be written."""
    made = client_file(desk, numbers)
    file = MadeFile(made.name, KIND, CSV, made.content)
    if (folder / made.name).exists():
        raise refuse(Message("{file} exists already and was not overwritten", file=str(folder / made.name)))
    keep_files(desk, [file], run_id=None, month=Month.of(desk.today))
    (path,) = save([file], folder)
    return path, made


def save_receipt(desk: Desk, told: Receipt, target: Path, language: str) -> Path:
    """Write a receipt under the name that the user chose, and has said may be overwritten: as CSV where the name ends
    so, else as PDF. Raises Refused where it cannot be written.
    """
    say = texts(language)
    if target.suffix.lower() == ".csv":
        return write_file(receipt_csv(told, say), target)
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    with desk.reading() as session:
        employer = employer_facts(session)
    details = [say(each) for each in countries.country(desk.client.country).employer_numbers(employer)]
    notes = [f"{word}: {value}" for word, value in heading(told, say)]
    content = table_pdf(table(told, say), language, employer.name, details, notes, desk.today)
    return write_file(content, with_ending(target, ".pdf"))
