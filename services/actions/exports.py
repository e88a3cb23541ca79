"""Files out of a client file: made from what is stored, kept byte for byte with their checksum, saved where the user
says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import func, select

from models.records.stored_file import StoredFile
from models.values.finding import refuse
from models.values.message import Message
from models.values.span import Month
from services.actions import runs
from services.actions.made_file import MadeFile
from services.actions.run_files import files_of_run, report_of_month
from services.desk import kept_files as kept
from services.desk.desk import Desk
from services.desk.gather import employer_facts, persons
from services.desk.keep import add, stored_result
from services.engine.month import MonthFacts


def export_run(desk: Desk, run_id: int) -> list[MadeFile]:
    """Make every file of an approved run and keep them. Asked again, the very same files come out of the client file.

    Raises Refused for a run that is not approved.
    """
    if before := kept_files(desk, run_id):
        return before
    with desk.reading() as session:
        run = runs.run_of(session, run_id)
        if run.approved_at is None:
            raise refuse(Message("The run of {month} is not approved, so it has no files yet", month=run.month))
        result = stored_result(session, run)
    made = list(files_of_run(result, number=run_id))
    _keep(desk, made, run_id=run_id, month=result.head.month)
    return made


def export_month(desk: Desk, month: Month) -> MadeFile:
    """Make the month's report from its approved runs and keep it, as a new version where something has changed."""
    facts = month_facts(desk, month)
    made, report = report_of_month(facts)
    with desk.reading() as session:
        newest = session.scalar(
            select(StoredFile.sha256).where(StoredFile.name == made.name).order_by(StoredFile.version.desc()).limit(1)
        )
    if newest != made.sha256:
        _keep(desk, [made], run_id=None, month=month)
        assert report.content == made.content
    return made


def month_facts(desk: Desk, month: Month) -> MonthFacts:
    """Everybody, and every approved run that was paid in the month."""
    with desk.reading() as session:
        paid = [run for run in runs.approved(session) if Month.of(run.pay_date) == month]
        results = tuple(stored_result(session, run) for run in paid)
        people = tuple(persons(session, {}, None, {}, {}))
        return MonthFacts(desk.client.country, employer_facts(session), month, people, results)


def kept_files(desk: Desk, run_id: int) -> list[MadeFile]:
    """The files of a run as they were made, from the client file."""
    with desk.reading() as session:
        rows = session.scalars(select(StoredFile).where(StoredFile.run_id == run_id).order_by(StoredFile.id)).all()
        contents = kept.get(session, [row.parts for row in rows])
        return [
            MadeFile(row.name, row.kind, row.media_type, content) for row, content in zip(rows, contents, strict=True)
        ]


def _keep(desk: Desk, made: Iterable[MadeFile], *, run_id: int | None, month: Month) -> None:
    at, files = desk.now(), list(made)
    with desk.change("files.keep") as session:
        parts = kept.put(session, [file.content for file in files])
        versions = dict(
            session.execute(select(StoredFile.name, func.max(StoredFile.version)).group_by(StoredFile.name)).all()
        )
        add(
            session,
            StoredFile,
            [
                {
                    "run_id": run_id,
                    "month": month,
                    "kind": file.kind,
                    "name": file.name,
                    "version": versions.get(file.name, 0) + 1,
                    "media_type": file.media_type,
                    "sha256": file.sha256,
                    "size": len(file.content),
                    "made_at": at,
                    "parts": hashes,
                }
                for file, hashes in zip(files, parts, strict=True)
            ],
        )


def save(files: Iterable[MadeFile], folder: Path) -> list[Path]:
    """Write files into a folder, all or none: under temporary names first, then renamed. None there is overwritten.

    Raises Refused where a file of the name exists or the folder cannot be written to.
    """
    contents = {folder / file.name: file.content for file in files}
    for target in contents:
        if target.exists():
            raise refuse(Message("{file} exists already and was not overwritten", file=str(target)))
    parts = {target: target.with_name(target.name + ".part") for target in contents}
    target = folder
    try:
        for target, content in contents.items():
            with parts[target].open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        for target, part in parts.items():
            part.rename(target)
    except OSError as wrong:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)
        raise refuse(
            Message("{file} could not be written: {reason}", file=str(target), reason=wrong.strerror or str(wrong))
        ) from wrong
    return list(contents)
