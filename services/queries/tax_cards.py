"""Tax cards: the answers that were taken in, and who can be asked about in a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.records.imported_file import ImportedFile
from models.records.stored_file import StoredFile
from models.values.message import Message
from services.desk import countries
from services.desk.desk import Desk
from services.desk.tax_cards import KIND, REQUEST, card_ids, cards_of, everybody, is_used


@dataclass(frozen=True, slots=True)
class TaxCardImport:
    """A file that was taken in. `added` counts its cards; `why_not` says why it cannot be undone, None where it can."""

    id: int
    name: str
    sha256: str
    size: int
    imported_at: datetime
    by: str
    receiver: str
    answers: int
    added: int
    undone_at: datetime | None
    undone_by: str | None
    why_not: Message | None


@dataclass(frozen=True, slots=True)
class CardCandidate:
    """Somebody whom a request can ask about. `why_not` says why it cannot, None where it can."""

    employee: int
    name: str
    is_active: bool
    has_card: bool
    why_not: Message | None = None

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.employee


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A request that was made: the number of the kept file (marks: `file:<id>`), its name, and when."""

    id: int
    name: str
    made_at: datetime


_UNDONE = Message("It is undone already")
_USED = Message("Pay is approved with cards of this file, so they stay. Add the right card: the newest applies")


def imports(desk: Desk) -> list[TaxCardImport]:
    """The files that were taken in, the newest first, also those that were undone."""
    with desk.reading() as session:
        wanted = select(ImportedFile).where(ImportedFile.kind == KIND).order_by(ImportedFile.id.desc())
        found = []
        for row in session.scalars(wanted).all():
            ids = card_ids(row.columns)
            why_not = _UNDONE if row.undone_at is not None else _USED if is_used(session, row) else None
            found.append(
                TaxCardImport(
                    row.id,
                    row.name,
                    row.sha256,
                    row.size,
                    row.imported_at,
                    row.by,
                    row.receiver,
                    row.rows,
                    ids[1] - ids[0] + 1 if ids is not None else 0,
                    row.undone_at,
                    row.undone_by,
                    why_not,
                )
            )
        return found


def candidates(desk: Desk, year: int) -> list[CardCandidate]:
    """Everybody who is employed in the year or has no end, with whether there is a card of that year. A request for
    everyone takes `is_active`, one for those without a card those of them without `has_card` (files 2.2).
    """
    with desk.reading() as session:
        people, cards = everybody(session, desk.today), cards_of(session)
    found = []
    for person in people:
        number = person.national_ids[0] if person.national_ids else ""
        wrong = countries.tax_card_can_be_asked(number)
        why_not = wrong[0].what if wrong and number else Message("The identity number is missing") if wrong else None
        found.append(
            CardCandidate(person.number, person.name, person.works_in(year), (person.id, year) in cards, why_not)
        )
    return found


def requests(desk: Desk) -> list[KeptRequest]:
    """The requests that were made, the newest first."""
    with desk.reading() as session:
        wanted = select(StoredFile.id, StoredFile.name, StoredFile.made_at).where(StoredFile.kind == REQUEST)
        return [KeptRequest(*row) for row in session.execute(wanted.order_by(StoredFile.id.desc()))]
