"""What a client file knows about tax cards: who may get one, which there are, what was asked for and taken in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records.imported_file import ImportedFile
from models.records.pay_run import PayRun, Payslip
from models.records.stored_file import StoredFile
from models.values.finding import Refused
from services.desk import countries, kept_files
from services.desk.refunds import people_of
from services.desk.stored_form import NotAsWritten
from services.engine.facts import TaxCard

KIND: Final = "tax_cards"
"""The kind of an answer among the files that were taken in."""

REQUEST: Final = "tax_card_request"
"""The kind of a request among the files that were made."""


@dataclass(frozen=True, slots=True)
class CardPerson:
    """Somebody who may get a card: their identity numbers now and before, whether this is their main employer, and
    the days of their employments. `last` is None while one of them has no end.
    """

    id: int
    number: int
    name: str
    national_ids: tuple[str, ...]
    is_main: bool
    first: date | None
    last: date | None

    def works_in(self, year: int) -> bool:
        """Whether they are employed on any day of the year."""
        if self.first is None:
            return False
        return self.first.year <= year and (self.last is None or self.last.year >= year)


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A card of the file, with its id."""

    id: int
    card: TaxCard

    @property
    def rank(self) -> tuple[date, int]:
        """As a run orders them: the one that was issued last holds."""
        return self.card.issued or date.min, self.id


def everybody(session: Session, today: date) -> list[CardPerson]:
    """Everybody of the client, in the order of their numbers."""
    record = people.Employment
    jobs: defaultdict[int, list[tuple[date, date | None, bool]]] = defaultdict(list)
    wanted = select(record.employee_id, record.start, record.end, record.main_employer)
    for employee_id, start, end, is_main in session.execute(wanted):
        jobs[employee_id].append((start, end, is_main))
    ids = dict(session.execute(select(people.Employee.number, people.Employee.id)).all())
    found = []
    for each in people_of(session):
        own = jobs[ids[each.number]]
        now = [job for job in own if job[1] is None or job[1] >= today] or own
        ends = [end for _, end, _ in own if end is not None]
        found.append(
            CardPerson(
                ids[each.number],
                each.number,
                each.name,
                each.national_ids,
                not now or any(is_main for _, _, is_main in now),
                min((start for start, _, _ in own), default=None),
                max(ends) if ends and len(ends) == len(own) else None,
            )
        )
    return found


def cards_of(session: Session) -> Mapping[tuple[int, int], Sequence[KnownCard]]:
    """Every card, by employee and year; the one that holds stands last."""
    found: defaultdict[tuple[int, int], list[KnownCard]] = defaultdict(list)
    columns: Any = people.TaxCard.__table__.c
    for row in session.execute(select(*columns)):
        card = TaxCard(row.year, row.kind, row.table_number, row.percent, row.exempt_amount, row.months, row.issued)
        found[row.employee_id, row.year].append(KnownCard(row.id, card))
    for some in found.values():
        some.sort(key=lambda each: each.rank)
    return found


def asked(session: Session) -> frozenset[str]:
    """The identity numbers of the last request that was made, however many files it took."""
    made = select(func.max(StoredFile.made_at)).where(StoredFile.kind == REQUEST).scalar_subquery()
    wanted = select(StoredFile.parts).where(StoredFile.kind == REQUEST, StoredFile.made_at == made)
    try:
        contents = kept_files.get(session, list(session.scalars(wanted)))
        return frozenset(number for content in contents for number in countries.tax_cards_asked_for(content))
    except (Refused, NotAsWritten):
        return frozenset()


def card_ids(columns: str) -> tuple[int, int] | None:
    """The ids of the first and the last card of an import; None where it added none."""
    try:
        first, last = json.loads(columns)["cards"]
        return int(first), int(last)
    except (ValueError, TypeError, KeyError):
        return None


def card_note(first: int, count: int) -> str:
    """What an import keeps of the cards that it added."""
    return json.dumps({"cards": [first, first + count - 1]}) if count else ""


def is_used(session: Session, row: ImportedFile) -> bool:
    """Whether an approved run has counted with the cards of an import: it pays somebody who got one, in the card's
    year, and was computed after they came.
    """
    ids = card_ids(row.columns)
    if ids is None:
        return False
    card = people.TaxCard
    wanted = (
        select(card.id)
        .join(Payslip, Payslip.employee_id == card.employee_id)
        .join(PayRun, PayRun.id == Payslip.run_id)
        .where(
            card.id.between(*ids),
            PayRun.approved_at.is_not(None),
            PayRun.computed_at >= row.imported_at,
            cast(func.substr(PayRun.pay_date, 1, 4), Integer) == card.year,
        )
    )
    return session.scalar(wanted.limit(1)) is not None
