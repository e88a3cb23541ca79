"""A list out of the program: on paper as PDF, or as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.values.message import Message
from models.values.table import Table
from services.actions.save_files import write_file
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.files import table_csv
from services.reference.formats import organisation
from services.reference.texts import texts

__all__ = ["save_table"]


def save_table(desk: Desk, table: Table, target: Path, language: str, notes: Sequence[Message] = ()) -> Path:
    """Write a list under the name that the user chose, and has said may be overwritten: CSV where the name ends so,
    else PDF. Raises Refused where it cannot be written.
    """
    say = texts(language)
    if target.suffix.lower() == ".csv":
        content = table_csv.write(table, say)
    else:
        from services.reports.table_pdf import table_pdf  # drawing is slow to import

        if target.suffix.lower() != ".pdf":
            target = target.with_name(f"{target.name}.pdf")
        with desk.reading() as session:
            employer = employer_facts(session)
        number = say(Message("Org. no. {number}", number=organisation(employer.orgnr)))
        lines = [say(note) for note in notes]
        content = table_pdf(table, language, employer.name, (number,), lines, desk.today)
    return write_file(content, target)
