"""Tax cards: the answers that were taken in, what a card does to the withholding, and whom a request can ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from models.records.imported_file import ImportedFile
from models.records.pay_run import PayRun
from models.records.stored_file import StoredFile
from models.values.finding import Refused
from models.values.message import Message
from models.values.money import Money
from services.desk import countries
from services.desk.calculate import calculate
from services.desk.desk import Desk
from services.desk.gather import head_of, slips_of
from services.desk.marks import file as file_subject
from services.desk.marks import marks_of
from services.desk.stored_form import read_facts
from services.desk.tax_card_preview import CHANGED, NEW, TaxCardRow
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
class CardEffect:
    """What was withheld of somebody in a run, and what would have been with the new card."""

    run: str
    is_approved: bool
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """How much more is withheld; below zero where it is less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A request that was made: the number of the kept file (marks: `file:<id>`), its name, when, and when somebody said
    that it was uploaded; None where nobody did.
    """

    id: int
    name: str
    made_at: datetime
    uploaded_at: datetime | None = None
    uploaded_by: str = ""

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.id


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


def effects(desk: Desk, rows: Iterable[TaxCardRow]) -> Mapping[int, CardEffect]:
    """What the cards of some rows of a preview do to the withholding, by row: the newest computed run of the card's
    year, computed again with the new card. Rows that change nothing are left out, and those whose year has no run.

    It takes as long as computing a run of so many people: ask about the rows that are shown.
    """
    by_year: dict[int, list[TaxCardRow]] = {}
    for row in rows:
        if row.state in _WITH_EFFECT and row.after is not None:
            by_year.setdefault(row.after.year, []).append(row)
    found: dict[int, CardEffect] = {}
    for year, some in by_year.items():
        found.update(_effects(desk, year, {row.employee: row for row in some if row.employee is not None}))
    return found


_WITH_EFFECT = frozenset({NEW, CHANGED})


def _effects(desk: Desk, year: int, rows: Mapping[int, TaxCardRow]) -> Mapping[int, CardEffect]:
    with desk.reading() as session:
        run = session.scalar(
            select(PayRun)
            .where(
                PayRun.pay_date.between(date(year, 1, 1), date(year, 12, 31)),
                PayRun.computed_at.is_not(None),
                PayRun.kind != "correction",
            )
            .order_by(PayRun.pay_date.desc(), PayRun.id.desc())
            .limit(1)
        )
        if run is None or run.facts is None:
            return {}
        ids = [each.id for each in everybody(session, desk.today) if each.number in rows]
        slips = {slip.person.number: slip for slip in slips_of(session, run.id, ids)}
        facts, name, is_approved = read_facts(run.facts), head_of(run).name, run.approved_at is not None
    people = tuple(replace(slip.person, tax_card=rows[number].after) for number, slip in slips.items())
    try:
        again = calculate(replace(facts, people=people))
    except Refused:
        return {}
    return {
        rows[number].row: CardEffect(name, is_approved, slips[number]["withholding"], slip["withholding"])
        for slip in again.payslips
        if (number := slip.person.number) in slips
    }


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
        marks = marks_of(session, "file:")
        found = []
        for number, name, made_at in session.execute(wanted.order_by(StoredFile.id.desc())):
            told = marks.get(file_subject(number), {}).get("uploaded")
            found.append(
                KeptRequest(number, name, made_at, told.at if told else None, told.by if told is not None else "")
            )
        return found
