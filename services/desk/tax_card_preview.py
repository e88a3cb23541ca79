"""An answer about tax cards before it is taken in: person by person the card today, the card in the file, and what
would happen (files 2.4).

Nothing is stored here, and nothing that a file holds can stop it: what is wrong is a finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import select

from models.records.employer import Employer, Establishment
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.percent import HUNDRED
from models.values.progress import Progress, no_progress
from services.desk import countries
from services.desk.desk import Desk
from services.desk.employee_around import Surroundings, surroundings_in
from services.desk.employee_form import CardPart
from services.desk.employee_pay_checks import card_findings
from services.desk.imported_files import same_bytes
from services.desk.tax_cards import KIND, CardPerson, KnownCard, asked, cards_of, everybody
from services.engine.facts import TaxCard
from services.files.recognise import Kind, recognise
from services.files.tax_cards import PAGE, TaxCardAnswer, TaxCardFile

NEW, CHANGED, CONFIRMED, OLDER = "new", "changed", "confirmed", "older"
UNCHANGED, NOTHING, UNMATCHED, HELD, LEFT_OUT = "unchanged", "nothing", "unmatched", "held", "left_out"
TAKEN: Final = frozenset({NEW, CHANGED, CONFIRMED, OLDER})
"""What becomes of an answer whose card is added: the first of its year; another one than today's; the same as today's,
whose day of issue is told now; one that was issued before today's and so only belongs to the history. The others add
nothing: unchanged, an answer that leaves the card as it is, nobody's, one that cannot be used, one that is left out.
"""

_HARSH: Final = {"not_liable": 0, "exempt_unlimited": 0, "exempt": 1, "table": 2, "percent": 2, "none": 3}
_STEP: Final = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user said of one answer: whose it is, by employee number, or that it is left out."""

    employee: int | None = None
    leave_out: bool = False


NOTHING_SAID: Final[Mapping[int, Decision]] = {}


@dataclass(frozen=True, slots=True)
class TaxCardRow:
    """One answer and what would become of it. `row` is its name; `before` is the card that holds today for that year,
    `after` the card that would be added or is there already. `is_worse`: more is withheld than before.
    """

    row: int
    line: int
    national_id: str
    employee: int | None
    name: str
    year: int | None
    result: str
    result_names: tuple[tuple[str, str], ...]
    state: str
    before: TaxCard | None
    after: TaxCard | None
    why: Message
    findings: tuple[Finding, ...] = ()
    is_worse: bool = False
    additions: tuple[str, ...] = ()

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.row

    @property
    def is_taken(self) -> bool:
        """Whether a card is added."""
        return self.state in TAKEN

    def result_name(self, language: str) -> str:
        """The authority's answer in words."""
        return dict(self.result_names).get(language, self.result)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Somebody who was asked about in the last request, has no card of the file's year, and is not in the file."""

    employee: int
    name: str


@dataclass(frozen=True, slots=True)
class TaxCardPreview:
    """A file as it would be taken in. Where it is `refused`, nothing of it may be. `other_kind` is what the file is
    where it is another one.
    """

    name: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    other_kind: str = ""
    version: str = ""
    receiver: str = ""
    years: tuple[int, ...] = ()
    rows: tuple[TaxCardRow, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    imported_on: date | None = None
    file: TaxCardFile = field(default=TaxCardFile(), repr=False)

    @property
    def refused(self) -> bool:
        """Whether the whole file is refused."""
        return any(found.severity is Severity.STOP for found in self.findings)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many answers there are of each state."""
        return Counter(row.state for row in self.rows)

    @property
    def taken(self) -> int:
        """How many cards would be added."""
        return sum(row.is_taken for row in self.rows)

    @property
    def told(self) -> tuple[Finding, ...]:
        """Everything that is to be said, of the file and of its rows."""
        return (*self.findings, *(found for row in self.rows for found in row.findings))


def preview(
    desk: Desk,
    content: bytes,
    name: str,
    decisions: Mapping[int, Decision] = NOTHING_SAID,
    progress: Progress = no_progress,
) -> TaxCardPreview:
    """What taking a file in would do. Never raises for the file; `progress` may stop it (Cancelled)."""
    digest = sha256(content).hexdigest()
    verdict = recognise(content, len(content), name)
    if verdict.kind is not Kind.TAX_CARDS:
        stops = verdict.findings or (Finding(Severity.STOP, Message("This is no answer about tax cards")),)
        placed = tuple(replace(found, severity=Severity.STOP, where=Place(PAGE)) for found in stops)
        return TaxCardPreview(name, digest, len(content), placed, verdict.kind.value)
    file = countries.read_tax_cards(content, progress)  # a while: the client file is free meanwhile
    with desk.reading() as session:
        around = surroundings_in(session, desk)
        people = everybody(session, desk.today)
        cards = cards_of(session)
        before = same_bytes(session, digest, KIND)
        on = before.imported_at.date() if before is not None else None
        employer = session.get(Employer, 1)
        orgnr = employer.orgnr if employer is not None else ""
        units = frozenset(session.scalars(select(Establishment.orgnr)))
        wanted = asked(session)
    findings = list(file.findings)
    if not file.refused:
        findings += _against(file, orgnr, units, around, on)
    rows = _Matching(around, people, cards, {orgnr, *units}, decisions).rows(file, progress)
    return TaxCardPreview(
        name,
        digest,
        len(content),
        tuple(sorted(findings, key=lambda found: found.severity is not Severity.STOP)),
        "",
        file.version,
        next((each for each in file.employers if each in {orgnr, *units}), next(iter(file.employers), "")),
        file.years,
        rows,
        tuple(_unanswered(file, people, cards, wanted)),
        on,
        file,
    )


def _against(
    file: TaxCardFile, orgnr: str, units: frozenset[str], around: Surroundings, on: date | None
) -> Iterator[Finding]:
    if not orgnr:
        yield Finding(Severity.STOP, Message("Enter the employer first"), Place("settings", None, "employer"))
        return
    yield from countries.tax_cards_against(file, orgnr, units, around.today.year)
    if on is not None:
        yield Finding(Severity.STOP, Message("This file was imported on {day}", day=on), Place(PAGE))


def _unanswered(
    file: TaxCardFile,
    people: Sequence[CardPerson],
    cards: Mapping[tuple[int, int], Sequence[KnownCard]],
    wanted: frozenset[str],
) -> Iterator[Unanswered]:
    answered = {each.national_id for each in file.answers}
    for person in people if file.answers else ():
        if not wanted.intersection(person.national_ids) or answered.intersection(person.national_ids):
            continue
        if not any((person.id, year) in cards for year in file.years):
            yield Unanswered(person.number, person.name)


class _Matching:
    """The answers of a file beside the people and cards of a client."""

    def __init__(
        self,
        around: Surroundings,
        people: Sequence[CardPerson],
        cards: Mapping[tuple[int, int], Sequence[KnownCard]],
        ours: set[str],
        decisions: Mapping[int, Decision],
    ) -> None:
        self._around, self._cards, self._ours, self._decisions = around, cards, ours, decisions
        self._by_number = {person.number: person for person in people}
        self._by_id: dict[str, CardPerson] = {}
        for person in reversed(people):
            for number in reversed(person.national_ids):
                self._by_id[number] = person
        for person in people:  # a number of today is stronger than somebody's earlier one
            if person.national_ids:
                self._by_id[person.national_ids[0]] = person

    def rows(self, file: TaxCardFile, progress: Progress) -> tuple[TaxCardRow, ...]:
        """Every answer, in the order of the file; of several cards for one person and year only the newest is taken."""
        found: list[TaxCardRow] = []
        taken: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for place, answer in enumerate(file.answers):
            if place % _STEP == 0:
                progress(place, len(file.answers), Message("Tax cards are compared"))
            row = self._row(answer)
            if row.is_taken and row.employee is not None and row.year is not None:
                taken[row.employee, row.year].append(place)
            found.append(row)
        for places in taken.values():
            newest = max(places, key=lambda place: self._age(file.answers[place]))
            for place in places:
                if place != newest:
                    what = Message("There are several cards for the person; the newest one counts")
                    found[place] = replace(found[place], state=LEFT_OUT, why=what, is_worse=False)
        return tuple(found)

    @staticmethod
    def _age(answer: TaxCardAnswer) -> tuple[date, int, int]:
        card = answer.card
        return (card.issued or date.min, card.identifier, answer.row) if card else (date.min, -1, answer.row)

    def _row(self, answer: TaxCardAnswer) -> TaxCardRow:
        said = self._decisions.get(answer.row, Decision())
        person = self._by_number.get(said.employee) if said.employee is not None else None
        person = person or self._by_id.get(answer.national_id)
        known = self._cards.get((person.id, answer.year), ()) if person and answer.year is not None else ()
        row = TaxCardRow(
            answer.row,
            answer.line,
            answer.national_id,
            person.number if person else None,
            person.name if person else "",
            answer.year,
            answer.result,
            countries.tax_card_result(answer.result),
            LEFT_OUT,
            known[-1].card if known else None,
            None,
            Message("Left out"),
            answer.findings,
            additions=answer.additions,
        )
        if said.leave_out:
            return row
        if answer.employer and answer.employer not in self._ours:
            return replace(row, why=Message("It is for employer {number}", number=answer.employer))
        if answer.is_surplus:
            return replace(row, why=Message("There are several cards for the person; the newest one counts"))
        if person is None:
            what = Message("Nobody here has this identity number")
            told = Finding(Severity.WARNING, what, Place(PAGE, answer.line or None, "national_id"))
            return replace(row, state=UNMATCHED, why=what, findings=(*row.findings, told))
        if answer.takes in ("", "nothing"):
            return replace(row, state=NOTHING, why=Message("The answer brings no card: the one of today stays"))
        read = countries.tax_card_of(answer, person.is_main)
        row = replace(row, findings=(*row.findings, *read.findings))
        if read.card is None:
            return replace(row, state=HELD, why=Message("The card cannot be used: enter it by hand"))
        return self._with_card(row, answer, read.card, known)

    def _with_card(
        self, row: TaxCardRow, answer: TaxCardAnswer, card: TaxCard, known: Sequence[KnownCard]
    ) -> TaxCardRow:
        """What a card that can be used would do, beside those of the same year."""
        holds = known[-1].card if known else None
        if answer.takes in ("none", "not_liable") and holds is not None:
            card = replace(card, issued=holds.issued)  # such an answer has no day: from now on it holds, until a newer
        same_day = next((each.card for each in known if each.card.issued == card.issued), None)
        if card.months is None and same_day is not None and replace(same_day, months=None) == card:
            card = same_day  # the file leaves the months out, which were told before
        findings = list(row.findings)
        said = {found.what for found in findings}
        stops = []
        for found in card_findings(self._around, _part(card), answer.row):
            field_name = found.where.field if found.where is not None else None
            placed = replace(found, where=Place(PAGE, answer.line or None, field_name))
            if found.severity is Severity.STOP:
                stops.append(found.what)
                placed = replace(placed, severity=Severity.WARNING)
            if found.what not in said:
                findings.append(placed)
        row = replace(row, after=card, findings=tuple(findings))
        if stops:
            return replace(row, state=HELD, why=stops[0])
        if holds is None:
            return replace(row, state=NEW, why=Message("The first card of the year"))
        if card == holds:
            return replace(row, state=UNCHANGED, why=Message("It is here already"))
        if holds.issued is None and replace(card, issued=None) == holds:
            return replace(row, state=CONFIRMED, why=Message("The same as today, now with its day of issue"))
        if card.issued is None and holds.issued is not None:
            what = Message("Its day of issue cannot be read, so nobody knows which card is newer: enter it by hand")
            return replace(row, state=HELD, why=what)
        if (card.issued or date.min) < (holds.issued or date.min):
            if any(each.card == card for each in known):
                return replace(row, state=UNCHANGED, why=Message("It is here already, and a newer one holds"))
            return replace(row, state=OLDER, why=Message("Issued before the card of today: kept, and not used"))
        what = Message("It takes the place of the card of today")
        return replace(row, state=CHANGED, why=what, is_worse=_is_worse(holds, card))


def _part(card: TaxCard) -> CardPart:
    return CardPart(card.year, card.kind, card.table, card.percent, card.exempt_amount, card.months, card.issued)


def _is_worse(before: TaxCard, after: TaxCard) -> bool:
    """Whether more is withheld by the new card, as far as the cards alone can tell."""
    old, new = _HARSH.get(before.kind, 2), _HARSH.get(after.kind, 2)
    if old != new:
        return new > old
    if before.kind == after.kind == "exempt":
        return (after.exempt_amount is not None) and (
            before.exempt_amount is None or after.exempt_amount < before.exempt_amount
        )
    return (after.percent or HUNDRED) > (before.percent or HUNDRED)
