"""Who and which absence a refund belongs to: proposals with reasons, from plain values (files 1.4).

A person is certain by identity number, an earlier one (a D-number) included; a name is only ever a proposal. An absence
is one of the benefit's kinds that shares days with the row; it is chosen where one fits better than all others, else
somebody picks. Nothing is forced: a row may stay without an absence, and holiday pay and deductions have none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Span
from services.files.refund_proposals import (
    Absence,
    AbsenceProposal,
    By,
    Employer,
    Imported,
    Person,
    PersonProposal,
    Proposal,
)
from services.files.refund_report import PAGE, RefundRow
from services.norway.files.k27 import benefits, is_holiday_pay
from services.norway.rules.identity import normalise

NAME_LENGTH: Final = 25  # NAV cuts names there (files 1.2)
_WHOLE, _PART, _EMPLOYERS_OWN, _SECOND_KIND = 100, 50, 60, 5
_WORDS: Final = re.compile(r"[^\W_]+")


def match(rows: Iterable[RefundRow], people: Sequence[Person], absences: Iterable[Absence]) -> list[Proposal]:
    """A proposal for each row, in their order. Equal rows get equal proposals: both are postings."""
    known = _Known(people, absences)
    return [_proposal(row, known) for row in rows]


class _Known:
    """People and absences of the client, to be found by number and name."""

    def __init__(self, people: Sequence[Person], absences: Iterable[Absence]) -> None:
        self.by_id: dict[str, Person] = {}
        self.by_name: defaultdict[str, list[Person]] = defaultdict(list)
        self.by_words: defaultdict[frozenset[str], list[Person]] = defaultdict(list)
        self.absences: defaultdict[int, list[Absence]] = defaultdict(list)
        for person in people:
            for number in person.national_ids:
                self.by_id.setdefault(normalise(number), person)
            self.by_name[_plain(person.name[:NAME_LENGTH])].append(person)
            self.by_words[_words(person.name)].append(person)
        for absence in absences:
            self.absences[absence.person].append(absence)


def _proposal(row: RefundRow, known: _Known) -> Proposal:
    people = _people(row, known)
    certain = people[0].person if people and people[0].by is By.NUMBER else None
    person = known.by_id.get(row.national_id) if certain is not None else None
    findings: list[Finding] = []

    def tell(severity: Severity, what: Message, target: str) -> None:
        findings.append(Finding(severity, what, Place(PAGE, row.line, target)))

    if certain is None:
        what = (
            Message("Nobody here has this identity number; the name fits. Say who it is")
            if people
            else Message("Nobody here has this identity number or this name. Say who it is")
        )
        tell(Severity.WARNING, what, "national_id")
    found: list[AbsenceProposal] = []
    days = _days(row)
    for each in people:
        found += [
            proposal
            for absence in known.absences[each.person]
            if (proposal := _absence(row, days, absence)) is not None
        ]
    found.sort(key=lambda proposal: -proposal.score)
    begins = row.first or row.last
    if person is not None and person.last_employed and begins and person.last_employed < begins:
        what = Message("The employment ended on {day}, before the period", day=person.last_employed)
        tell(Severity.WARNING, what, "first")
    if certain is not None and not found and _kinds(row):
        tell(Severity.WARNING, Message("There is no absence of this kind in the period"), "first")
    best = found[0] if certain is not None and found else None
    alone = best is not None and (len(found) == 1 or found[1].score < best.score)
    return Proposal(
        line=row.line,
        people=people,
        absences=tuple(found),
        person=certain,
        absence=best.key if best is not None and alone else None,
        findings=tuple(findings),
    )


def _people(row: RefundRow, known: _Known) -> tuple[PersonProposal, ...]:
    """Who a row is about: the one with its number, or else those whose names could be its name."""
    if person := known.by_id.get(row.national_id):
        return (PersonProposal(person.number, By.NUMBER, Message("The identity number is the same")),)
    if not row.name:
        return ()
    cut = Message("The name is the same, as far as NAV writes it")
    whole = Message("The name has the same words")
    proposals = {
        each.number: PersonProposal(each.number, By.NAME, cut)
        for each in known.by_name.get(_plain(row.name[:NAME_LENGTH]), ())
    }
    for each in known.by_words.get(_words(row.name), ()):
        proposals.setdefault(each.number, PersonProposal(each.number, By.NAME, whole))
    return tuple(proposals.values())


def _kinds(row: RefundRow) -> Sequence[str]:
    """The kinds of absence that the row's benefit can belong to; none for holiday pay, deductions, travel grants."""
    code = benefits().get(row.benefit)
    return () if code is None or is_holiday_pay(row.benefit) else code.more["absences"].split()


def _days(row: RefundRow) -> Span | None:
    """The row's days; where one end is missing, the day that is there; None where nothing can be said."""
    first, last = row.first or row.last, row.last or row.first
    return Span(first, last) if first is not None and last is not None and first <= last else None


def _absence(row: RefundRow, days: Span | None, absence: Absence) -> AbsenceProposal | None:
    """How well an absence fits a row; None where it is of another kind or shares no day."""
    kinds = _kinds(row)
    if days is None or absence.kind not in kinds or (absence.last is not None and absence.last < absence.first):
        return None
    shared = days.overlap(Span(absence.first, absence.last))
    if shared is None:
        return None
    if row.first is None or row.last is None:
        score, why = _PART, [Message("The one day in the row is in the absence")]
    elif shared == days:
        score, why = _WHOLE, [Message("All days of the row are in the absence")]
    else:
        score = _PART + 40 * shared.days // days.days
        why = [Message("{count} of {all} days are in the absence", count=shared.days, all=days.days)]
    after = benefits()[row.benefit].more["period"] == "after"
    if after and absence.employer_until is not None and days.last is not None and days.last <= absence.employer_until:
        score -= _EMPLOYERS_OWN
        why.append(Message("But the days are the employer's own 16, which NAV does not pay"))
    score -= _SECOND_KIND * kinds.index(absence.kind)
    return AbsenceProposal(absence.key, max(score, 1), tuple(why))


def _plain(name: str) -> str:
    """A name as names are compared: small letters, words by one space, no accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(_WORDS.findall("".join(sign for sign in apart if not unicodedata.combining(sign))))


def _words(name: str) -> frozenset[str]:
    return frozenset(_plain(name).split())


# --- against a client ----------------------------------------------------------------------------------------------


def against(
    rows: Sequence[RefundRow],
    employer: Employer,
    imports: Iterable[Imported],
    sha256: str,
    payment_date: date | None = None,
    benefit_before: Mapping[str, str] | None = None,
) -> list[Finding]:
    """What a client says to a report (files 1.4): another employer, imported before (stop); another account, another
    sub-unit, the same payment date with other bytes, another benefit than last time (warnings).

    `benefit_before` is the benefit of each identity number in the last report.
    """
    found: list[Finding] = []

    def tell(severity: Severity, what: Message, line: int | None = None, target: str | None = None) -> None:
        found.append(Finding(severity, what, Place(PAGE, line, target)))

    foreign = next((row for row in rows if row.receiver and row.receiver != employer.orgnr), None)
    if foreign is not None:
        what = Message("The report is for employer {number}, not for this client", number=foreign.receiver)
        tell(Severity.STOP, what, foreign.line, "receiver")
    for before in imports:
        if before.sha256 == sha256:
            what = (
                Message("This file was imported on {day}, into {run}", day=before.on, run=before.into)
                if before.into
                else Message("This file was imported on {day}", day=before.on)
            )
            tell(Severity.STOP, what)
        elif payment_date and before.payment_date == payment_date and before.receiver == employer.orgnr:
            what = Message("Another report for the same payment date was imported on {day}", day=before.on)
            tell(Severity.WARNING, what)
    told: set[str] = set()
    for row in rows:
        if row.establishment and row.establishment not in employer.units and row.establishment not in told:
            told.add(row.establishment)
            what = Message("Sub-unit {number} is not one of this client's", number=row.establishment)
            tell(Severity.WARNING, what, row.line, "establishment")
        if employer.account and row.account and row.account != employer.account and row.account not in told:
            told.add(row.account)
            tell(
                Severity.WARNING, Message("The money went to another account than the one on file"), row.line, "account"
            )
        last = (benefit_before or {}).get(row.national_id, row.benefit)
        if last != row.benefit and not is_holiday_pay(row.benefit) and row.national_id not in told:
            told.add(row.national_id)
            tell(Severity.WARNING, Message("The benefit is another one than last time"), row.line, "benefit")
    return found
