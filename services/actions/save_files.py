"""Files out into the user's folders: nothing there is overwritten, and the client file remembers where they went.

Payslips leave locked with the password that the employee has agreed to. What is kept in the client file stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from models.records.stored_file import StoredFile
from models.values.finding import refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from services.actions.exports import save
from services.actions.made_file import MadeFile
from services.actions.marks import mark_all
from services.actions.payslip_locks import handed_out
from services.desk import kept_files
from services.desk.desk import Desk
from services.desk.marks import file as file_subject
from services.desk.payment_controls import refuse_unready
from services.reference.disk_words import disk_words
from services.reference.file_names import offered_name


@dataclass(frozen=True, slots=True)
class Saved:
    """Where files went, and how many."""

    folder: Path
    files: tuple[Path, ...]


def in_the_way(desk: Desk, ids: Iterable[int], folder: Path, language: str = "en") -> tuple[str, ...]:
    """The names of files that lie in the folder already, and would have to be overwritten."""
    with desk.reading() as session:
        kept = session.scalars(select(StoredFile.name).where(StoredFile.id.in_(list(ids))).order_by(StoredFile.id))
        names = (offered_name(name, language) for name in kept)
        return tuple(name for name in names if (folder / name).exists())


def free_folder(folder: Path, name: str) -> Path:
    """A folder of the name that does not exist yet: with a number behind where one does."""
    found, number = folder / name, 1
    while found.exists():
        number += 1
        found = folder / f"{name} ({number})"
    return found


def save_files(
    desk: Desk,
    ids: Iterable[int],
    folder: Path,
    *,
    new: bool = False,
    language: str = "en",
    progress: Progress = no_progress,
) -> Saved:
    """Save kept files into a folder, all or none, named in the language; with `new` the folder is made for them.

    Raises Refused where a file of the name exists, where the folder cannot be written to, for payslips that must be
    locked and cannot be, and for a bank file that must be seen to first. Stopped on the way it leaves nothing behind.
    """
    wanted = list(ids)
    progress(0, len(wanted), Message("Reading the files"))
    leaving = [replace(file, name=offered_name(file.name, language)) for file in _leaving(desk, wanted)]
    made = False
    if new:
        try:
            folder.mkdir()
        except OSError as wrong:
            what = Message("{file} could not be written: {reason}", file=str(folder), reason=disk_words(wrong))
            raise refuse(what) from wrong
        made = True
    try:
        paths = save(leaving, folder, progress)
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise
    mark_all(desk, [file_subject(number) for number in wanted], "saved", str(folder))
    return Saved(folder, tuple(paths))


def save_as(desk: Desk, file_id: int, target: Path) -> Path:
    """Save one kept file under the name that the user chose, and has said may be overwritten. Raises Refused."""
    [file] = _leaving(desk, [file_id])
    write_file(file.content, target)
    mark_all(desk, [file_subject(file_id)], "saved", str(target.parent))
    return target


def write_file(content: bytes, target: Path) -> Path:
    """Write bytes under the name that the user chose, all or nothing. Raises Refused."""
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as wrong:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        what = Message("{file} could not be written: {reason}", file=str(target), reason=disk_words(wrong))
        raise refuse(what) from wrong
    return target


def with_ending(target: Path, ending: str) -> Path:
    """The name with the ending that says what the file is. Raises Refused where that makes it the name of another file
    that is there: nobody was asked about that one.
    """
    if target.suffix.lower() == ending:
        return target
    whole = target.with_name(f"{target.name}{ending}")
    if whole.exists():
        raise refuse(Message("{file} is there already. Choose another name", file=whole.name))
    return whole


def _leaving(desk: Desk, ids: list[int]) -> list[MadeFile]:
    """The kept files as they leave the client file. Raises Refused."""
    with desk.reading() as session:
        rows = session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)).order_by(StoredFile.id)).all()
        refuse_unready(desk, session, rows)
        contents = kept_files.get(session, [row.parts for row in rows])
        kept = [
            MadeFile(row.name, row.kind, row.media_type, content) for row, content in zip(rows, contents, strict=True)
        ]
    return handed_out(desk, kept)
