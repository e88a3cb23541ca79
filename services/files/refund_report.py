"""A report of refunds to an employer (Norway: NAV's K27), as plain values, and how such a file is known (files 1.4).

What its rows mean, and how they are read, the country says: services/norway/files/k27.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.money import Money
from services.files.cells import plain_header
from services.files.column_map import ColumnMap, Target, known_columns

PAGE: Final = "refunds"  # the findings' places: the line of the file, and the target of its column


class Doubt(Enum):
    """Why a row is held back: it needs somebody's word before it can become anything."""

    NUMBER = "number"  # no identity number with right check digits: matched by hand
    BENEFIT = "benefit"  # a code that is not known
    DATES = "dates"  # a day that is none, or an end before the start
    EMPLOYER = "employer"  # another receiver than the other rows


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One posting. Two equal rows are two postings, so the line is its name.

    `amount` is what NAV pays; negative where it takes back. Days are None where the file has none. `last_day` is the
    last day of the right to sick pay (maksdato). `establishment` is the sub-unit; empty where the file does not say it.
    """

    line: int
    receiver: str
    establishment: str
    benefit: str
    national_id: str
    name: str
    first: date | None
    last: date | None
    amount: Money
    last_day: date | None = None
    account: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def held_back(self) -> bool:
        """Whether somebody must say something before the row can be taken."""
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class RefundReport:
    """A report as it was read. Where the file is refused, `rows` are those that could be read; none may be used.

    `count` is how many rows there are, read or not; `receiver` the employer's main unit, of most of them.
    `payment_date` is that of the file's name, or a proposal where `payment_date_known` is False. `assumed` is what the
    file does not say of itself. `columns` is the map by which another layout was read; None for NAV's twelve fields.
    `asks` is what somebody has to say of it: columns, unit, decimal, dates.
    """

    rows: tuple[RefundRow, ...] = ()
    count: int = 0
    receiver: str = ""
    findings: tuple[Finding, ...] = ()
    assumed: tuple[Message, ...] = ()
    payment_date: date | None = None
    payment_date_known: bool = False
    columns: ColumnMap | None = None
    header: tuple[str, ...] = field(default=())
    asks: frozenset[str] = frozenset()

    @property
    def refused(self) -> bool:
        """Whether the whole file is refused."""
        return any(finding.severity is Severity.STOP for finding in self.findings)

    @property
    def total(self) -> Money:
        """The sum of all rows, also of those that are held back: what the bank statement shows."""
        return Money.total(row.amount for row in self.rows)

    @property
    def persons(self) -> int:
        """How many people, by identity number, or by name where a row has none."""
        return len({row.national_id or row.name.casefold() for row in self.rows})

    @property
    def establishments(self) -> int:
        """How many sub-units."""
        return len({row.establishment for row in self.rows if row.establishment})


# --- its columns ---------------------------------------------------------------------------------------------------


def _target(name: str, label: Message, headers: str, required: bool = False) -> Target:
    return Target(name, label, frozenset(headers.split()), required)


TARGETS: Final = (
    _target(
        "national_id",
        Message("Identity number"),
        "fodselsnummer fodselsnr fnr dnr dnummer fnrdnr fodselsnummerdnummer personnummer personnr identitetsnummer "
        "identifikator norskident ansattfnr ansattfodselsnummer personident nationalid identitynumber cpr",
        required=True,
    ),
    _target(
        "amount",
        Message("Amount"),
        "belop belopkr belopikr belopikroner belopore belopiore refusjon refusjonkr refusjonikroner refusjonore "
        "refusjoniore refusjonsbelop refusjonsbelopkr refusjonsbelopore refundertbelop utbetalt utbetaltbelop amount "
        "refund",
        required=True,
    ),
    _target("first", Message("From"), "fra fradato datofra datofraogmed fraogmed fom fomdato fraogmeddato from start"),
    _target("last", Message("To"), "til tildato datotil datotilogmed tilogmed tom tomdato tilogmeddato to slutt"),
    _target(
        "benefit",
        Message("NAV's benefit"),
        "ytelse ytelser ytelseskode ytelsekode ytelsestype stonad stonadstype stonadskode kode benefit typeytelse",
    ),
    _target(
        "establishment",
        Message("Sub-unit"),
        "underenhet virksomhet virksomhetsnummer virksomhetsnr underenhetsnummer underenhetorgnr bedriftsnummer "
        "subunit",
    ),
    _target(
        "receiver",
        Message("Main unit"),
        "overordnetenhet hovedenhet arbeidsgiver juridiskenhet organisasjonsnummer orgnr mainunit",
    ),
    _target("name", Message("Name"), "navn ansatt ansattnavn ansattesnavn navnansatt fulltnavn name employee"),
    _target("last_day", Message("Last day of sick pay"), "maksdato maxdato maksimumsdato sistedagmedsykepenger"),
    _target("account", Message("Account"), "konto kontonummer kontonr bankkonto bankkontonummer account"),
)
"""What a column of another layout can be (files 1.4)."""


# --- how it is known -----------------------------------------------------------------------------------------------

# NAV's twelve fields, each as it may still look after a spreadsheet has taken zeros and padding.
_FIELDS: Final = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"\d{1,4}",
        r"\d{9}",
        r"\d{9}",
        r".?",
        r"\d{9,11}",
        r"\d{8}|0?",
        r"\d{9,11}",
        r".*",
        r"\d{8}|0?",
        r"[-−]?[\d .,]{1,14}[-−]?",
        r"0*",
        r"\d{8}|0?",
    )
)
_LOOSE: Final = (3, 7)  # a code and a name say nothing about a row
_TYPED: Final = tuple(place for place in range(12) if place not in _LOOSE)


def is_refund_report(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows of a table are a report of refunds: NAV's fields, also where some are broken or one is
    missing or too many; or a header that names an identity number and what NAV refunded.
    """
    return any(like_the_twelve(row) for row in rows[:20]) or (bool(rows) and _names_refunds(rows[0]))


def _names_refunds(header: Sequence[str]) -> bool:
    columns = known_columns(header, TARGETS).columns
    if not {"national_id", "amount"} <= columns.keys():
        return False
    names = [plain_header(cell) for cell in header]
    return (
        any(name.startswith(("ytelse", "stonad", "navenhet")) for name in names)
        or "last_day" in columns
        or names[columns["amount"]].startswith("refu")
    )


def known_names(cells: Sequence[str]) -> int:
    """How many cells are names of columns of a report of refunds."""
    return len(known_columns(cells, TARGETS).columns)


def like_the_twelve(row: Sequence[str]) -> bool:
    """Whether a row is one of NAV's, also where it is not whole: it begins like one, or nearly all of it fits."""
    cells = [cell.strip() for cell in row[:14]]
    if len(cells) > 4 and all(_FIELDS[place].fullmatch(cells[place]) for place in range(5)):
        return True
    if not 11 <= len(cells) <= 13:
        return False
    if len(cells) == 12:
        return _misfits(cells) <= 3
    if len(cells) == 11:
        return any(_misfits([*cells[:place], None, *cells[place:]]) <= 1 for place in range(12))
    return any(_misfits([*cells[:place], *cells[place + 1 :]]) <= 1 for place in range(13))


def _misfits(cells: Sequence[str | None]) -> int:
    """How many of twelve cells are not what NAV writes there; None fits everywhere."""
    return sum(
        cell is not None and not _FIELDS[place].fullmatch(cell) for place, cell in enumerate(cells) if place in _TYPED
    )
