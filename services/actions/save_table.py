"""A list out of the program: on paper as PDF, as a spreadsheet, or as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.values.message import Message
from models.values.table import Table
from services.actions.save_files import with_ending, write_file
from services.desk import countries
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.files import table_csv, table_xlsx
from services.reference.texts import texts

__all__ = ["save_table"]


def save_table(
    desk: Desk, table: Table, target: Path, language: str, notes: Sequence[Message] = (), more: Sequence[Table] = ()
) -> Path:
    """Write a list under the name that the user chose, and has said may be overwritten: CSV or a spreadsheet where the
    name ends so, else PDF. The notes say what the list is of; `more` are further sheets of a spreadsheet. Raises
    Refused where it cannot be written.
    """
    say = texts(language)
    if target.suffix.lower() == ".csv":
        return write_file(table_csv.write(table, say), target)
    with desk.reading() as session:
        employer = employer_facts(session)
    numbers = countries.country(desk.client.country).employer_numbers(employer)
    number = ", ".join(say(each) for each in numbers)
    lines = [say(note) for note in notes]
    if target.suffix.lower() == ".xlsx":
        about = [(say(table.title), ""), (employer.name, number), *((line, "") for line in lines)]
        about.append((say(Message("Made on {day}", day=desk.today)), ""))
        content = table_xlsx.write([table, *more], say, about, employer.name, desk.today)
    else:
        from services.reports.table_pdf import table_pdf  # drawing is slow to import

        target = with_ending(target, ".pdf")
        content = table_pdf(table, language, employer.name, (number,), lines, desk.today)
    return write_file(content, target)
