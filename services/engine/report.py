"""A monthly report as a person reads it: its parts in plain words, what its controls say, what is to be paid for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from models.values.message import Message, Plain
from models.values.money import Money

Words: TypeAlias = "Message | str"
"""What is said in the reader's language, or stands the same in every language: a name, a number, a code."""


@dataclass(frozen=True, slots=True)
class ReportAround:
    """What a report alone does not tell; whatever is empty is not checked.

    `last_month` are the reports of the month before that count, `replaced` the ids that another report replaces
    already, `establishments` the employer's own sub-units.
    """

    last_month: Sequence[bytes] = ()
    replaced: frozenset[str] = frozenset()
    establishments: frozenset[str] = frozenset()
    today: date | None = None


ALONE = ReportAround()


@dataclass(frozen=True, slots=True)
class ReportControl:
    """One control of reports: what it finds, in words, and where in the client file that is mended.

    `name` is ours and never changes, `code` the authority's, empty for a control of ours. `topic` names the help about
    it. `page` is empty where nothing in the client file can mend it.
    """

    name: str
    code: str
    level: str
    topic: str
    title: Message
    verb: Message | None
    page: str
    field: str


@dataclass(frozen=True, slots=True)
class ReportNode:
    """One part of a report: what it is called, what stands in it, what it holds.

    `path` and `line` say where it stands in the file, `name` what the authority calls it. `person` is the number of the
    person that the part is, where it is one. `secret` marks a value that is not shown before it is asked for.
    """

    path: str
    line: int
    name: str
    title: Words
    value: Plain | None = None
    children: tuple[ReportNode, ...] = ()
    person: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class ReportPayment:
    """A sum that is to be paid because of a report: `withholding` and `attachments` by pay date where the report tells
    it, `aga` and `finance_tax` for the month.
    """

    kind: str
    amount: Money
    paid_on: date | None = None
