"""Whom and what the rows of a report of refunds may belong to, as plain values: what a client knows, what is proposed.

How a row is matched, the country says: services/norway/files/k27_match.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from models.values.finding import Finding
from models.values.message import Message


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the client: all their identity numbers, now and before, and the last day they were employed."""

    number: int
    name: str
    national_ids: tuple[str, ...]
    last_employed: date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence of theirs. `key` is the caller's name for it; `employer_until` the last of the employer's 16 days."""

    key: str
    person: int
    kind: str
    first: date
    last: date | None = None
    employer_until: date | None = None


class By(Enum):
    """How a person was found."""

    NUMBER = "number"
    NAME = "name"  # only a proposal


@dataclass(frozen=True, slots=True)
class PersonProposal:
    """Somebody who may be meant."""

    person: int
    by: By
    why: Message


@dataclass(frozen=True, slots=True)
class AbsenceProposal:
    """An absence that may be meant; of two the higher score fits better. 100 is the whole of the row's days."""

    key: str
    score: int
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one row, the best first, and what the person who controls should see.

    `person` is who is certain, `absence` what fits best of all; None leaves it to somebody.
    """

    line: int
    people: tuple[PersonProposal, ...] = ()
    absences: tuple[AbsenceProposal, ...] = ()
    person: int | None = None
    absence: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A report that was imported before: its bytes' checksum, when, for which employer and payment date."""

    sha256: str
    on: date
    receiver: str
    payment_date: date | None
    into: str = ""  # the run, in words


@dataclass(frozen=True, slots=True)
class Employer:
    """The client: its main unit, its sub-units, and the account that NAV's money goes to, where it is known."""

    orgnr: str
    units: frozenset[str]
    account: str = ""
    name: str = ""
