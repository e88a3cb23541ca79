"""The year's end: each person's annual statement, made from what was approved and kept in the client file."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from models.records.stored_file import StoredFile
from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.actions.exports import keep_files
from services.actions.made_file import PDF, MadeFile
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.desk.year_end import STATEMENT, Year, statement_pdf, year_of
from services.engine.facts import EmployerFacts


def statements(desk: Desk, year: int, progress: Progress = no_progress) -> list[MadeFile]:
    """Make everybody's annual statement of a year as PDF and keep them, as new versions where something has changed.

    Raises Refused for a year in which nothing was paid, and while a run of the year is a draft.
    """
    with desk.reading() as session:
        held = year_of(session, desk.client.country, year)
        employer = employer_facts(session)
    if held.open_runs:
        what = Message("A run of {year} is a draft. Approve it or discard it first", year=str(year))
        raise refuse(what, Place("pay_run", held.open_runs[0]))
    if not held.runs:
        raise refuse(Message("Nothing was paid in {year}", year=str(year)), Place("year_end", year))
    made = list(_made(held, employer, desk.client.country, progress))
    with desk.reading() as session:
        kept = select(StoredFile.sha256).where(StoredFile.kind == STATEMENT, StoredFile.month == Month(year, 12))
        known = set(session.scalars(kept))
    keep_files(desk, [file for file in made if file.sha256 not in known], run_id=None, month=Month(year, 12))
    return made


def _made(held: Year, employer: EmployerFacts, country: str, progress: Progress) -> Iterator[MadeFile]:
    everybody = held.slips()
    for done, number in enumerate(everybody):
        progress(done, len(everybody), Message("Making annual statements"))
        content = statement_pdf(held, number, employer, country)
        yield MadeFile(f"statement-{number}-{held.year}.pdf", STATEMENT, PDF, content, number)
