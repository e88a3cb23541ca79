"""Decentral registrering: the import file of a Danish payroll client, as plain values.

A file is lines; a line is one record with values by field name, fields to be emptied, and remarks. A remark that is an
error rejects its line and no other, except for lines that need what the rejected one would have made. Reading is
services/files/decentral_read.py, writing decentral_write.py, the receipt decentral_receipt.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from models.values.finding import Finding, Place, Severity
from models.values.message import Message

PAGE: Final = "decentral"
"""The findings' page: the thing is the line of the file, the field its column in a spreadsheet (A, B … AJ)."""

_LONGEST_SHOWN: Final = 40
_CPR: Final = re.compile(r"(?<!\d)((?:[0-2]\d|3[01]|[6-8]\d|9[01])(?:0[1-9]|1[0-2]|8[1-9]|9[0-2])\d\d)[- ]?\d{4}(?!\d)")


class Cause(Enum):
    """Why a line is rejected, or what it is warned of. Names in three languages: resources/codes/dk/decentral.csv."""

    FILE_NAME = "D01"
    CHARACTER_SET = "D02"
    FORBIDDEN_SIGN = "D03"
    RECORD = "D04"
    EMPLOYER = "D05"
    FIELDS = "D06"
    MISSING = "D07"
    VALUE = "D08"
    DAY = "D09"
    NUMBER = "D10"
    CLEARING = "D11"
    SALARY_TYPE = "D12"
    REFERENCE = "D13"
    CONDITION = "D14"
    DUPLICATE = "D15"
    CHECK_DIGIT = "D16"


class Action(Enum):
    """What a line does. PUT creates or changes: which of them, only the client knows."""

    CREATE = "create"
    CHANGE = "change"
    PUT = "put"
    DELETE = "delete"


class Length(NamedTuple):
    """A length of time (anciennitet): years, months 0 to 11, days 0 to 30."""

    years: int
    months: int
    days: int


Value: TypeAlias = "str | int | Decimal | date | Length"
Key: TypeAlias = "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says, or what is to be written as one.

    `values` are those that are there, by field name (decentral_fields.csv): a field that is not there changes nothing,
    and where the line creates something it has its default. `clears` are the fields that `%` empties. `employer` is
    None in a result table's step, which belongs to the customer. Texts have no blanks around them.
    """

    record: str
    customer: int
    employer: int | None
    values: Mapping[str, Value]
    clears: frozenset[str] = frozenset()

    @property
    def employee(self) -> int | None:
        """The employee number; None for departments, pay offices and result tables."""
        found = self.values.get("employee")
        return found if isinstance(found, int) else None

    def text(self, name: str) -> str:
        """A field as text; empty where it is not there."""
        found = self.values.get(name)
        return found if isinstance(found, str) else ""

    def whole(self, name: str) -> int | None:
        """A field as a whole number: a salary type, a code, a year."""
        found = self.values.get(name)
        return found if isinstance(found, int) else None

    def number(self, name: str) -> Decimal | None:
        """A field as a number with its decimals as they stand."""
        found = self.values.get(name)
        return found if isinstance(found, Decimal) else None

    def day(self, name: str) -> date | None:
        """A field as a day."""
        found = self.values.get(name)
        return found if isinstance(found, date) else None


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say of a line, as the receipt shows it. A STOP rejects the line. `value` is already masked;
    `field` is the Danish name of the field and `column` its letter, both empty where the whole line is meant.
    """

    line: int
    record: str
    employee: int | None
    cause: Cause
    what: Message
    severity: Severity = Severity.STOP
    field: str = ""
    column: str = ""
    value: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it rejects the line."""
        return self.severity is Severity.STOP

    @property
    def finding(self) -> Finding:
        """The same as a finding, with the field in the sentence."""
        what = self.what
        if self.field:
            name = Message("{field} ({column})", field=self.field, column=self.column)
            what = (
                Message("{field} {value}: {what}", field=name, value=self.value, what=self.what)
                if self.value
                else Message("{field}: {what}", field=name, what=self.what)
            )
        return Finding(self.severity, what, Place(PAGE, self.line, self.column or None), self.cause.value)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file that is not blank. `number` counts the lines of the file from 1.

    `record` is what stands in field 3. `entry` is None where the record is not known or cannot be told apart, and may
    lack fields where the line is rejected. `key` is what the record is known by: the values of its key fields in their
    order. `turn` sorts the lines in the order in which they are loaded.
    """

    number: int
    record: str
    entry: Entry | None
    action: Action = Action.PUT
    key: Key = ()
    turn: tuple[int, int, int, int, date, int] = (99, 0, 0, 0, date.min, 0)
    remarks: tuple[Remark, ...] = ()
    is_older_layout: bool = False

    @property
    def is_rejected(self) -> bool:
        """Whether it is not loaded."""
        return any(each.is_error for each in self.remarks)

    def remark(self, cause: Cause, what: Message, severity: Severity = Severity.STOP) -> Remark:
        """A remark on this line: what only the client knows, and said while it is loaded."""
        return Remark(self.number, self.record, self.entry.employee if self.entry else None, cause, what, severity)


@dataclass(frozen=True, slots=True)
class Known:
    """What a client has, for lines that refer to it. None: not known here, so not checked.

    `keys` are the rows that are there, by record: the values of the key fields in their order (customer and employer
    left out); a record that is not named is not checked. `employed` are the employees with a period of employment.
    `files` are the files that were loaded, name → SHA-256 of the content.
    """

    employers: AbstractSet[tuple[int, int]] | None = None
    employees: AbstractSet[int] = frozenset()
    employed: AbstractSet[int] = frozenset()
    departments: AbstractSet[str] | None = None
    pay_offices: AbstractSet[str] | None = None
    groups: AbstractSet[str] | None = None
    categories: AbstractSet[int] | None = None
    charts: AbstractSet[str] | None = None
    absence_codes: AbstractSet[int] | None = None
    keys: Mapping[str, AbstractSet[Key]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecentralFile:
    """A file that was read: its lines in the order of the file, and what is said of the file as a whole.

    A STOP among `findings` refuses the file: nothing of it is loaded.
    """

    name: str
    sha256: str
    lines: tuple[Line, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing is loaded, whatever the lines say."""
        return any(each.severity is Severity.STOP for each in self.findings)

    @property
    def received(self) -> int:
        """Modtaget: the lines that are not blank."""
        return len(self.lines)

    @property
    def rejected(self) -> int:
        """Afvist: the lines with an error; all of them where the file is refused."""
        return self.received if self.is_refused else sum(each.is_rejected for each in self.lines)

    @property
    def loaded(self) -> int:
        """Indlæst: the other lines."""
        return self.received - self.rejected

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything said of lines, in the order of the file."""
        return tuple(remark for each in self.lines for remark in each.remarks)

    @property
    def warnings(self) -> int:
        """The remarks that reject nothing."""
        return sum(not each.is_error for each in self.remarks)

    @property
    def counts(self) -> dict[str, int]:
        """Lines by record, as field 3 has it, in the order in which they are loaded."""
        places = {each.record: each.turn[0] for each in self.lines}
        counts = Counter(each.record for each in self.lines if each.entry is not None)
        return {record: counts[record] for record in sorted(counts, key=lambda record: places[record])}

    @property
    def to_load(self) -> tuple[Line, ...]:
        """The lines to load, in their order: by record, then employee and day, those of the same as in the file."""
        if self.is_refused:
            return ()
        return tuple(sorted((each for each in self.lines if not each.is_rejected), key=lambda each: each.turn))

    def with_remarks(self, remarks: Iterable[Remark]) -> DecentralFile:
        """The same file with more said of its lines: what loading found. A line that it rejects replaces no other
        after all.
        """
        more: dict[int, list[Remark]] = {}
        for each in remarks:
            more.setdefault(each.line, []).append(each)
        lines = tuple(
            replace(each, remarks=_together(each.remarks, more[each.number])) if each.number in more else each
            for each in self.lines
        )
        return replace(self, lines=lines)


def _together(said: tuple[Remark, ...], more: Iterable[Remark]) -> tuple[Remark, ...]:
    found = (*said, *more)
    if any(each.is_error for each in found):
        return tuple(each for each in found if each.cause is not Cause.DUPLICATE)
    return found


def masked(value: str, is_secret: bool = False) -> str:
    """A value as a receipt may show it: cut where it is long, without the last four digits of a CPR number. One that
    is secret loses everything after its sixth sign, whatever it looks like.
    """
    shown = value[: 2 * _LONGEST_SHOWN]  # a number that the cut would halve is masked before it
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in shown)
    if is_secret:
        return shown if len(shown) <= 1 else f"{shown[:6]}****"
    shown = without_cpr(shown)
    return f"{shown[: _LONGEST_SHOWN - 1]}…" if len(shown) > _LONGEST_SHOWN else shown


def without_cpr(text: str) -> str:
    """A text without the last four digits of the CPR numbers in it."""
    return _CPR.sub(r"\1****", text)


# --- the file's name -----------------------------------------------------------------------------------------------

LONGEST_NAME: Final = 20  # signs, without the extension
_BETWEEN_WORDS: Final = "-_"


def name_findings(name: str, digest: str, loaded: Mapping[str, str]) -> list[Finding]:
    """What is to be said of a file's name (D01): it may be 20 letters and digits long, and is loaded once.

    `loaded` are the files that were, name → SHA-256; capital letters make no difference. A hyphen and a low line count
    as letters: the guide's own sample has one.
    """
    stem, _, extension = name.rpartition(".") if "." in name else (name, "", "")
    found = []
    if len(stem) > LONGEST_NAME:
        found.append(_of_the_name(Message("The file's name is longer than {most} characters", most=LONGEST_NAME)))
    elif len(name) > LONGEST_NAME and extension:
        what = Message("With its extension the file's name is longer than {most} characters", most=LONGEST_NAME)
        found.append(_of_the_name(what, Severity.WARNING))
    if not stem:
        found.append(_of_the_name(Message("The file has no name")))
    if strange := next((sign for sign in stem if not sign.isalnum() and sign not in _BETWEEN_WORDS), ""):
        shown = Message("a blank") if strange.isspace() else strange
        what = Message("The file's name may have letters and digits only, and not {sign}", sign=shown)
        found.append(_of_the_name(what))
    plain = {_plain(each): each for each in loaded}
    if _plain(name) in plain:
        what = Message("A file with the name {name} was loaded before. A name can be used once", name=name)
        found.append(_of_the_name(what))
    elif same := next((each for each, known in loaded.items() if known == digest), ""):
        what = Message("The same content was loaded before, as {name}", name=same)
        found.append(_of_the_name(what, Severity.WARNING))
    return found


def _plain(name: str) -> str:
    """A name as names are compared: without its extension and with no capital letters."""
    return (name.rpartition(".")[0] or name).casefold()


def _of_the_name(what: Message, severity: Severity = Severity.STOP) -> Finding:
    return Finding(severity, what, Place(PAGE), Cause.FILE_NAME.value)
