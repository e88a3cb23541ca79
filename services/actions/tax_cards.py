"""Tax cards from Skatteetaten's answer: looked at first, then taken in, all or nothing; and the request for them.

Cards are added, never overwritten. An import can be undone while no approved run has counted with its cards.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from models.records.base import Record
from models.records.employee import TaxCard
from models.records.employer import Employer
from models.records.imported_file import ImportedFile
from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.actions.chosen_file import read_chosen
from services.actions.exports import keep_files, save
from services.actions.made_file import XML, MadeFile
from services.desk import countries
from services.desk.desk import Desk
from services.desk.imported_files import content_of, import_of, keep_import, same_bytes, standing_import, write_undone
from services.desk.keep import add
from services.desk.tax_card_preview import (
    NOTHING_SAID,
    Decision,
    TaxCardPreview,
    TaxCardRow,
    Unanswered,
    preview,
)
from services.desk.tax_cards import KIND, REQUEST, card_ids, card_note, everybody, is_used
from services.files.tax_cards import PAGE
from services.reference.file_names import offered_name

__all__ = [
    "Decision",
    "SavedRequest",
    "TakenCards",
    "TaxCardPreview",
    "TaxCardRow",
    "Unanswered",
    "file_of",
    "preview",
    "read_file",
    "save_request",
    "take_in",
    "undo_import",
]

_ONE_BY_ONE: Final = 2_000
"""So many cards are told one by one in the log, so that it says whose card came and went."""


@dataclass(frozen=True, slots=True)
class TakenCards:
    """What became of an answer: its number among the imports, how many cards were added, and of how many answers."""

    import_id: int
    added: int
    answers: int


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """Where a request went, for how many people, and who could not be asked about: employee number, and why."""

    files: tuple[Path, ...]
    persons: int
    left_out: tuple[tuple[int, Message], ...] = ()


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    return read_chosen(path, PAGE)


def take_in(
    desk: Desk,
    content: bytes,
    name: str,
    decisions: Mapping[int, Decision] = NOTHING_SAID,
    progress: Progress = no_progress,
) -> TakenCards:
    """Take an answer in, in one change: what its preview says would happen, and nothing else.

    `decisions` are by the row of the preview. Until it is stored it can be stopped, and then nothing is stored. Raises
    Refused for what the preview refuses, and for a decision about nobody or about a row that is not there.
    """
    seen = preview(desk, content, name, decisions, progress)
    if stops := [found for found in seen.findings if found.severity is Severity.STOP]:
        raise Refused(stops)
    if unknown := sorted(decisions.keys() - {row.row for row in seen.rows}):
        what = Message("There is no answer {row} in the file", row=str(unknown[0]))
        raise refuse(what, Place(PAGE))
    packed = zlib.compress(content)
    progress(0, 1, Message("Storing the tax cards"))
    with desk.change("tax_cards.take_in") as session:
        if (before := same_bytes(session, seen.sha256, KIND)) is not None:
            what = Message("This file was imported on {day}", day=before.imported_at.date())
            raise refuse(what, Place(PAGE))
        ids = {each.number: each.id for each in everybody(session, desk.today)}
        _refuse_nobody(ids, decisions)
        first = (session.scalar(select(func.max(TaxCard.id))) or 0) + 1
        rows = [_values(row, ids) for row in seen.rows if row.is_taken]
        numbered = [{"id": first + place, **row} for place, row in enumerate(rows)]
        import_id = keep_import(
            session,
            desk,
            KIND,
            name,
            seen.sha256,
            seen.size,
            packed,
            receiver=seen.receiver,
            rows=len(seen.rows),
            columns=card_note(first, len(rows)),
        )
        if len(numbered) <= _ONE_BY_ONE:
            session.add_all(TaxCard(**row) for row in numbered)
        else:
            session.flush()
            add(session, TaxCard, numbered)
        return TakenCards(import_id, len(rows), len(seen.rows))


def _refuse_nobody(ids: Mapping[int, int], decisions: Mapping[int, Decision]) -> None:
    for said in decisions.values():
        if said.employee is not None and said.employee not in ids:
            what = Message("There is no employee {number}", number=str(said.employee))
            raise refuse(what, Place(PAGE))


def _values(row: TaxCardRow, ids: Mapping[int, int]) -> dict[str, object]:
    card, number = row.after, row.employee
    assert card is not None  # a row that is taken has both
    assert number is not None
    return {
        "employee_id": ids[number],
        "year": card.year,
        "kind": card.kind,
        "table_number": card.table,
        "percent": card.percent,
        "exempt_amount": card.exempt_amount,
        "months": card.months,
        "issued": card.issued,
    }


def undo_import(desk: Desk, import_id: int) -> int:
    """Take an import back: its cards go, it stays in the log as undone, and the same file can be taken in again. How
    many cards went.

    Raises Refused where an approved run has counted with one of them, and for one that is undone already.
    """
    with desk.change("tax_cards.undo") as session:
        row = standing_import(session, import_id, KIND, Place(PAGE))
        if is_used(session, row):
            what = Message(
                "Pay is approved with cards of this file, so they stay. Add the right card: the newest applies"
            )
            raise refuse(what, Place(PAGE))
        cards = _cards(session, row)
        if len(cards) <= _ONE_BY_ONE:
            for card in session.scalars(select(TaxCard).where(TaxCard.id.in_(cards))).all():
                session.delete(card)
        else:
            table = Record.metadata.tables[TaxCard.__tablename__]
            gone = delete(table).where(table.c.id == bindparam("gone"))
            session.execute(gone, [{"gone": card} for card in cards])
        write_undone(desk, row)
        return len(cards)


def _cards(session: Session, row: ImportedFile) -> list[int]:
    """The ids of the cards that an import added and that are there still. An id can be given out again after a card was
    taken away by hand, so each must be one that the file has.
    """
    ids = card_ids(row.columns)
    if ids is None:
        return []
    file = countries.read_tax_cards(content_of(session, row.id))
    reads = [countries.tax_card_of(each, is_main).card for each in file.answers for is_main in (True, False)]
    of_file = {(card.year, card.kind) for card in reads if card is not None}
    wanted = select(TaxCard.id, TaxCard.year, TaxCard.kind).where(TaxCard.id.between(*ids)).order_by(TaxCard.id)
    return [card for card, year, kind in session.execute(wanted) if (year, kind) in of_file]


def file_of(desk: Desk, import_id: int) -> tuple[str, bytes]:
    """The name and the very bytes of a file that was taken in. Raises Refused where there is none."""
    with desk.reading() as session:
        return import_of(session, import_id, KIND, Place(PAGE)).name, content_of(session, import_id)


# --- the request -----------------------------------------------------------------------------------------------------


def save_request(desk: Desk, employees: Iterable[int], folder: Path, language: str = "nb") -> SavedRequest:
    """Write a request for the tax cards of some employees into a folder, for upload in Skatteetaten's portal, and keep
    it: who is asked about is remembered, so that a missing answer can be told. One file, or more where the portal's
    limit of a megabyte asks for it; none that lies there is overwritten.

    Who has no right identity number is left out and named. Raises Refused for nobody, and where nothing can be written.
    """
    chosen = set(employees)
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        people = [each for each in everybody(session, desk.today) if each.number in chosen]
    numbers: list[str] = []
    left_out: list[tuple[int, Message]] = []
    for person in people:
        number = person.national_ids[0] if person.national_ids else ""
        if wrong := countries.tax_card_can_be_asked(number):
            missing = Message("The identity number is missing")
            left_out.append((person.number, wrong[0].what if number else missing))
        else:
            numbers.append(number)
    orgnr = employer.orgnr if employer is not None else ""
    made = countries.tax_card_requests(orgnr, numbers, desk.today)
    stem = f"tax-card-request-{orgnr}-{desk.today.isoformat()}"
    names = [f"{stem}.xml"] if len(made) == 1 else [f"{stem}-{place}.xml" for place in range(1, len(made) + 1)]
    files = [MadeFile(name, REQUEST, XML, each.content) for name, each in zip(names, made, strict=True)]
    leaving = [MadeFile(offered_name(each.name, language), each.kind, XML, each.content) for each in files]
    for each in leaving:
        if (folder / each.name).exists():
            raise refuse(Message("{file} exists already and was not overwritten", file=str(folder / each.name)))
    keep_files(desk, files, run_id=None, month=Month.of(desk.today))
    written = save(leaving, folder)
    return SavedRequest(tuple(written), sum(each.persons for each in made), tuple(left_out))
