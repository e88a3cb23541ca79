"""Who can be erased, who must be kept and why, and who was erased; nothing is ever written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from models.records.erasure import Erasure
from models.values.message import Message
from services.desk import at_hand, erasures, kept_files
from services.desk.copies import copies_folder, copies_in
from services.desk.desk import Desk

__all__ = [
    "ErasedRow",
    "ErasureRow",
    "HoldingCopy",
    "Retained",
    "copies_with",
    "erased_count",
    "erased_rows",
    "retention",
    "rows",
]

ERASED: Final = kept_files.ERASED_CODE
"""The code of a refusal to open a file whose content was erased."""
CAN, KEPT, DONE = "can", "kept", "done"


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """Somebody who left. `until` is the last day on which the pay must be kept; `why` is what is in the way."""

    number: int
    name: str
    last_year: int | None
    until: date | None
    why: tuple[Message, ...]

    @property
    def can(self) -> bool:
        """Whether nothing is in the way."""
        return not self.why


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """One erasure: the numbers of the persons, when, by whom."""

    id: int
    numbers: tuple[int, ...]
    at: datetime
    by: str
    last_year: int
    until: int  # the last change before it


@dataclass(frozen=True, slots=True)
class HoldingCopy:
    """A proven copy in which somebody still is: when it was made, and the folder."""

    at: datetime
    folder: Path


@dataclass(frozen=True, slots=True)
class Retained:
    """How many years pay is kept after its own: as the firm chose, and as the law asks for at least; the source."""

    years: int
    least: int
    source: str


def rows(desk: Desk) -> tuple[ErasureRow, ...]:
    """Everybody who has left, by number. Who is employed is not asked about."""

    def read() -> tuple[ErasureRow, ...]:
        with desk.reading() as session:
            found = erasures.candidates(session, desk.client.country, desk.today)
        return tuple(
            ErasureRow(each.number, each.name, each.last_year, each.until, tuple(why.what for why in each.reasons))
            for each in found
            if not any(why.code == erasures.EMPLOYED for why in each.reasons)
        )

    return at_hand.unchanged(desk, ("erasures", desk.today), read)


def erased_rows(desk: Desk) -> tuple[ErasedRow, ...]:
    """What was erased, the newest first."""
    with desk.reading() as session:
        return tuple(
            ErasedRow(
                row.id, tuple(int(each) for each in row.numbers.split()), row.at, row.by, row.last_year, row.until
            )
            for row in session.scalars(select(Erasure).order_by(Erasure.id.desc()))
        )


def copies_with(desk: Desk, folders: Iterable[Path], until: int | None = None) -> tuple[HoldingCopy, ...]:
    """The proven copies that are known, the newest first; with a change only those that go no further than it."""
    everywhere = dict.fromkeys((copies_folder(desk.client.path), *folders))
    found = [each for folder in everywhere for each in copies_in(folder, desk.client.file_id)]
    found.sort(key=lambda each: (each.at, each.seq), reverse=True)
    return tuple(HoldingCopy(each.at, each.path.parent) for each in found if until is None or each.seq <= until)


def erased_count(desk: Desk) -> int:
    """How many persons were erased from the file."""
    with desk.reading() as session:
        return len(erasures.erased_numbers(session))


def retention(desk: Desk) -> Retained | None:
    """How long pay is kept; None where the program does not know the country's law."""
    with desk.reading() as session:
        found = erasures.years_kept(session, desk.client.country, desk.today)
    return Retained(found[0], found[1].years, found[1].source) if found is not None else None
