"""Files out of a client file: made from what is stored, kept byte for byte with their checksum, saved where the user
says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records.pay_run import PayRun
from models.records.stored_file import Mark, StoredFile
from models.values.finding import refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.actions import runs
from services.actions.made_file import XML, MadeFile
from services.actions.run_files import files_of_run, month_rounding
from services.desk import countries, marks
from services.desk import kept_files as kept
from services.desk.bank_choices import USUAL, BankChoices, bank_choices
from services.desk.books import FORMATS, books_of, content_of, file_name, journal_of_run, language_of, month_journal
from services.desk.desk import Desk
from services.desk.keep import add, stored_result
from services.desk.payslip_notes import paper_options
from services.desk.report_next import next_report
from services.desk.reporting import SAYS, month_material, report_name, runs_paid
from services.engine.report_chain import ReportKind
from services.engine.result import RunResult
from services.reference.disk_words import disk_words
from services.reports.payslip import SlipOptions


def export_run(desk: Desk, run_id: int, progress: Progress = no_progress) -> list[MadeFile]:
    """Make every file of an approved run and keep them. Asked again, the very same files come out of the client file.

    Raises Refused for a run that is not approved. Stopped on the way, it keeps nothing.
    """
    if before := kept_files(desk, run_id):
        return before
    with desk.reading() as session:
        run = runs.run_of(session, run_id)
        if run.approved_at is None:
            raise refuse(Message("The run of {month} is not approved, so it has no files yet", month=run.month))
        result = stored_result(session, run)
        options = paper_options(session, run_id)
        bank = bank_choices(session)
        number, for_books = _for_books(session, run, result)
    made = make_files(result, number, options, progress, bank) + for_books
    keep_files(desk, made, run_id=run_id, month=result.head.month)
    return made


def approve_and_export(
    desk: Desk, run_id: int, seen_at: datetime | None = None, progress: Progress = no_progress
) -> list[MadeFile]:
    """Approve a run and keep all its files. They are made first: what stops a file stops the approval.

    `seen_at` is when the draft that was looked at was computed. Until the run is locked it can be stopped, and then
    everything is as it was. Raises Refused as `runs.approve` does, and for a bank file that cannot be made.
    """
    runs.refuse_unready(desk, run_id)
    with desk.reading() as session:
        run = runs.open_run(session, run_id)
        seen_at = seen_at or run.computed_at
        result = stored_result(session, run)
        options = paper_options(session, run_id)
        bank = bank_choices(session)
        number, for_books = _for_books(session, run, result)
    made = make_files(result, number, options, progress, bank) + for_books
    progress(len(made), len(made) + 1, Message("Making a backup and reading it back"))
    runs.approve(desk, run_id, seen_at=seen_at)
    keep_files(desk, made, run_id=run_id, month=result.head.month)
    return made


def _for_books(session: Session, run: PayRun, result: RunResult) -> tuple[int, list[MadeFile]]:
    """The number of a run's voucher, and its file in the form that the client has chosen, besides the plain journal;
    none where that is all, or nothing is posted. Raises Refused for what the form has no room for.
    """
    books = books_of(session)
    form, number = books.choices.format, books.choices.number_of(run.id)
    if form == "generic" or not result.voucher.lines:
        return number, []
    voucher = journal_of_run(
        session, run, result, books, language_of(result.facts.country), by_type=books.choices.by_type
    )
    content = content_of([voucher], form, books, result.facts.employer, result.facts.country)
    name = file_name(result.head.name, form)
    return number, [MadeFile(name, "books", FORMATS[form].media_type, content)]


def make_files(
    result: RunResult,
    number: int,
    options: SlipOptions,
    progress: Progress = no_progress,
    bank: BankChoices = USUAL,
) -> list[MadeFile]:
    """Every file of a run but the accounting system's, in memory, and how far it is. `number` is the voucher's.

    Raises Refused for a bank file that cannot be made.
    """
    slips, made = len(result.payslips), list[MadeFile]()
    progress(0, slips + 1, Message("Making payslips"))
    for file in files_of_run(result, number=number, options=options, bank=bank):
        made.append(file)
        what = Message("Making payslips") if len(made) < slips else Message("Making the payment files")
        progress(min(len(made), slips), slips + 1, what)
    return made


def export_month(desk: Desk, month: Month, kind: ReportKind | None = None) -> MadeFile:
    """Make the month's report from its approved runs and keep it, as a new version where something has changed.

    `kind` is what it is to be to those that were sent, else what is proposed. Raises Refused for one that cannot be.
    """
    with desk.reading() as session:
        paid = [run for run in runs_paid(session, month, month) if run.approved_at is not None]
        material = month_material(session, desk.client.country, month, paid)
    report = next_report(material, kind)
    name = countries.country(desk.client.country).report_kind
    made = MadeFile(report_name(name, month), name, XML, report.content)
    if report.kept is None:
        keep_files(desk, [made], run_id=None, month=month, says=report.note)
    return made


def export_month_journal(desk: Desk, month: Month) -> MadeFile | None:
    """Make the month's own journal and keep it: the krone between the whole-kroner report and the øre of the payslips.

    None where there is nothing to book. A new version is kept only where it says something new.
    """
    with desk.reading() as session:
        paid = [run for run in runs_paid(session, month, month) if run.approved_at is not None]
        facts = month_material(session, desk.client.country, month, paid).facts
        made = month_rounding(facts)
        if made is None:
            return None
        newest = select(StoredFile.sha256).where(StoredFile.name == made.name).order_by(StoredFile.version.desc())
        is_kept = session.scalar(newest.limit(1)) == made.sha256
        books = books_of(session)
    if not is_kept:
        both, form = [made], books.choices.format
        journal = month_journal(facts, language_of(facts.country))
        if form != "generic" and journal is not None:
            content = content_of([journal], form, books, facts.employer, facts.country)
            name = file_name(f"month-{month}", form)
            both.append(MadeFile(name, "month_journal", FORMATS[form].media_type, content))
        keep_files(desk, both, run_id=None, month=month)
    return made


def kept_files(desk: Desk, run_id: int) -> list[MadeFile]:
    """The files of a run as they were made, from the client file."""
    with desk.reading() as session:
        rows = session.scalars(select(StoredFile).where(StoredFile.run_id == run_id).order_by(StoredFile.id)).all()
        contents = kept.get(session, [row.parts for row in rows])
        return [
            MadeFile(row.name, row.kind, row.media_type, content) for row, content in zip(rows, contents, strict=True)
        ]


def keep_files(desk: Desk, made: Iterable[MadeFile], *, run_id: int | None, month: Month, says: str = "") -> None:
    """Keep files as new versions of their names. `says` is noted beside the last of them."""
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
        if says:
            newest = select(StoredFile.id).where(StoredFile.name == files[-1].name).order_by(StoredFile.version.desc())
            subject = marks.file(session.scalars(newest.limit(1)).one())
            session.add(Mark(subject=subject, verb=SAYS, at=at, by=desk.user, note=says))


def save(files: Iterable[MadeFile], folder: Path, progress: Progress = no_progress) -> list[Path]:
    """Write files into a folder, all or none: under temporary names first, then renamed. None there is overwritten.

    Raises Refused where a file of the name exists or the folder cannot be written to. Stopped on the way, or failing,
    it leaves the folder as it was.
    """
    contents = {folder / file.name: file.content for file in files}
    for target in contents:
        if target.exists():
            raise refuse(Message("{file} exists already and was not overwritten", file=str(target)))
    parts = {target: target.with_name(target.name + ".part") for target in contents}
    target, done = folder, list[Path]()
    try:
        for number, (target, content) in enumerate(contents.items()):
            progress(number, len(contents), Message("Saving files"))
            with parts[target].open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        for target, part in parts.items():
            part.rename(target)
            done.append(target)
    except BaseException as wrong:
        for part in (*parts.values(), *done):
            with suppress(OSError):
                part.unlink(missing_ok=True)
        if not isinstance(wrong, OSError):
            raise
        raise refuse(
            Message("{file} could not be written: {reason}", file=str(target), reason=disk_words(wrong))
        ) from wrong
    return list(contents)
