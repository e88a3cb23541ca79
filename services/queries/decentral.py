"""What was taken in of decentral registrering: which imports stay, the receipt of each, and who the client is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from models.records.imported_file import ImportedContent, ImportedFile
from models.values.finding import refuse
from models.values.message import Message
from services.desk import kept_files
from services.desk.decentral import layout
from services.desk.decentral_load import KIND, Numbers, numbers_of
from services.desk.decentral_receipts import held, read_kept_import
from services.desk.desk import Desk
from services.desk.stored_form import NotAsWritten
from services.files.decentral import Length, Line, Value, masked
from services.files.decentral_layout import PAY
from services.files.decentral_receipt import Receipt
from services.reference.wage_type_rows import wage_types

__all__ = ["Receipt", "fields_of", "line_name", "numbers", "receipt_of", "record_name", "why_not"]


def why_not(desk: Desk) -> Mapping[int, Message]:
    """Which imports cannot be taken back, and why, by their numbers."""
    found = {}
    with desk.reading() as session:
        wanted = (
            select(ImportedFile, ImportedContent.reading)
            .join(ImportedContent, ImportedContent.import_id == ImportedFile.id)
            .where(ImportedFile.kind == KIND, ImportedFile.undone_at.is_(None))
        )
        for row, reading in session.execute(wanted):
            try:
                changes = read_kept_import(reading or b"").changes
            except NotAsWritten:
                changes = ()
            if why := held(session, row, changes):
                found[row.id] = why
    return found


def receipt_of(desk: Desk, import_id: int) -> Receipt:
    """The receipt of an import, as it was. Raises Refused where it was erased."""
    with desk.reading() as session:
        row = session.get(ImportedContent, import_id)
        try:
            return read_kept_import((row.reading or b"") if row is not None else b"").receipt
        except NotAsWritten:
            raise refuse(kept_files.ERASED, code=kept_files.ERASED_CODE) from None


def numbers(desk: Desk) -> Numbers | None:
    """The customer and employer number of the client; None where nobody has said."""
    with desk.reading() as session:
        return numbers_of(session)


def record_name(code: str, language: str) -> str:
    """What a record is called."""
    known = layout().records.get(code)
    return known.names.get(language, known.names["en"]) if known is not None else ""


def line_name(line: Line, language: str) -> str:
    """What a line is about: its record, of pay the wage type by number and name."""
    number = line.entry.whole("type") if line.entry is not None and line.record == PAY else None
    of = wage_types("DK").get(str(number)) if number is not None else None
    return f"{number} {of.name(language)}" if of is not None else record_name(line.record, language)


def fields_of(line: Line) -> Sequence[tuple[str, Value | None]]:
    """The fields of a line that stand there, with their Danish names: None is emptied. An identity number is masked."""
    entry, record = line.entry, layout().records.get(line.record)
    if entry is None or record is None:
        return ()
    found: list[tuple[str, Value | None]] = []
    for each in record.fields:
        if each.name in entry.clears:
            found.append((each.title, None))
        elif (value := entry.values.get(each.name)) is not None:
            told = f"{value.years}/{value.months}/{value.days}" if isinstance(value, Length) else value
            found.append((each.title, masked(str(told), is_secret=True) if each.check == "cpr" else told))
    return found
