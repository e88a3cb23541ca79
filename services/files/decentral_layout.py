"""The layout of decentral registrering: which records there are, and their fields, made of rows of data.

The rows are resources/codes/dk/decentral.csv and decentral_fields.csv; what their words mean is said there. Names of
records and fields are the Danish ones of the format: a payroll clerk looks them up in the guide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Final, Protocol

COMMON: Final = "common"  # fields 1 to 3, which every record has
DEPARTMENT, PAY_OFFICE, STEP = "MLE-05-AFDE", "MLE-10-UDBE", "MLE-15-REST"
EMPLOYEE, EMPLOYMENT, ACCOUNT = "MLE-25-MEDA", "MLE-30-ANSF", "MLE-35-REGK"
PAY, REMINDER, STATISTICS = "MLE-40-LONA", "MLE-45-ERIN", "MLE-50-ANSO"
ABSENCE, EINCOME, TAX_CARD = "MLE-55-FRAV", "MLE-60-EIND", "MLE-65-GREK"


class CodedRow(Protocol):
    """A row of a code list, as services/reference/codes.py reads it."""

    @property
    def more(self) -> Mapping[str, str]: ...


Rows = Mapping[str, CodedRow]


class LayoutError(ValueError):
    """A row of the layout cannot be used. The text names the record and the field."""


class FieldType(Enum):
    """The type letters of the format. A length of time is printed as a number: YYMMDD, no date."""

    NUMBER = "N"
    TEXT = "X"
    DAY = "D"
    YEAR = "Y"
    LENGTH = "L"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `number` counts from 1, which is column A. `longest` is in signs, without a minus sign. `low` and `high` bound a
    number; its decimals are those of `high`. `choices` are all that may stand there. `not_before` names the day that
    this one may not come before. `weights` are those of a check digit. `check` names a check of the reader.
    """

    name: str
    number: int
    names: Mapping[str, str]
    type: FieldType
    longest: int
    is_key: bool = False
    is_compulsory: bool = False  # where the line creates something
    can_change: bool = False
    can_clear: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    decimals: int = 0
    choices: tuple[str, ...] = ()
    not_before: str = ""
    weights: tuple[int, ...] = ()
    check: str = ""

    @property
    def column(self) -> str:
        """The column of a spreadsheet: A, B … AA."""
        tens, ones = divmod(self.number - 1, 26)
        return (chr(64 + tens) if tens else "") + chr(65 + ones)

    @property
    def title(self) -> str:
        """The Danish name of the field."""
        return self.names["da"]


@dataclass(frozen=True, slots=True)
class RecordType:
    """One of the twelve records. `place` is its turn when a file is loaded; `fields` begin with the common three.

    `gives` names the field that other records may refer to. `day` is the field by which lines of a person stand in
    order, empty for none.
    """

    code: str
    place: int
    names: Mapping[str, str]
    does: frozenset[str]
    gives: str
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    compulsory: tuple[str, ...] = ()
    day: str = ""
    is_of_a_person: bool = False


@dataclass(frozen=True, slots=True)
class SalaryType:
    """What the reader must know of a lønart: where it is set up, and what stands for it where no file may name it."""

    kind: str
    instead: tuple[int, ...] = ()

    @property
    def is_additive(self) -> bool:
        """Whether every line of it counts: a variable type, which belongs to the run of its day."""
        return self.kind.startswith("variable")

    @property
    def is_refused(self) -> bool:
        """Whether no file may name it."""
        return self.kind == "not_by_file"

    @property
    def is_made_by_the_program(self) -> bool:
        """Whether nobody types it."""
        return self.kind in ("posting", "payslip", "basis")


@dataclass(frozen=True, slots=True)
class Layout:
    """All records by their code, the salary types by number (none: they are not checked), and the causes' names."""

    records: Mapping[str, RecordType]
    salary_types: Mapping[int, SalaryType]
    causes: Mapping[str, Mapping[str, str]]


def layout(
    lists: Mapping[str, Rows], fields: Mapping[str, Rows], salary_types: Mapping[int, SalaryType] | None = None
) -> Layout:
    """The layout from its code lists. Raises LayoutError."""
    common = _fields(COMMON, fields[COMMON])
    records: dict[str, RecordType] = {}
    for place, (code, row) in enumerate(lists["record"].items()):
        if code not in fields:
            raise LayoutError(f"{code}: there are no fields")
        records[code] = _record(code, place, row, (*common, *_fields(code, fields[code])))
    causes = {code: _names(row) for code, row in lists["cause"].items()}
    return Layout(records, salary_types or {}, causes)


def _record(code: str, place: int, row: CodedRow, fields: tuple[Field, ...]) -> RecordType:
    numbers = [each.number for each in fields]
    if numbers != list(range(1, len(fields) + 1)):
        raise LayoutError(f"{code}: the fields are not numbered from 1 without a gap")
    own = fields[3:]
    return RecordType(
        code,
        place,
        _names(row),
        frozenset(row.more["does"].split()),
        row.more["names"],
        fields,
        {each.name: each for each in fields},
        tuple(each.name for each in own if each.is_key),
        tuple(each.name for each in own if each.is_compulsory),
        next((each.name for each in own if each.is_key and each.type is FieldType.DAY), ""),
        any(each.name == "employee" for each in own),
    )


def _fields(record: str, rows: Rows) -> tuple[Field, ...]:
    return tuple(_field(record, name, row.more) for name, row in rows.items())


def _field(record: str, name: str, more: Mapping[str, str]) -> Field:
    try:
        number, longest, kind = int(more["number"]), int(more["max"]), FieldType(more["type"])
        domain = _domain(more["domain"])
    except (KeyError, ValueError, InvalidOperation) as wrong:
        raise LayoutError(f"{record}, {name}: {wrong}") from wrong
    return Field(
        name,
        number,
        {language: more[f"name_{language}"] for language in ("da", "nb", "en")},
        kind,
        longest,
        is_key=more["presence"] == "K",
        is_compulsory=more["presence"] == "M",
        can_change=more["change"] == "x",
        can_clear=more["clear"] == "%",
        **domain,  # type: ignore[arg-type]
    )


def _domain(text: str) -> dict[str, object]:
    """`0..999.99`, `in:1 2`, `from:from_date`, `mod11:4 3 2`, `check:cpr`; several with `|` between."""
    found: dict[str, object] = {}
    for part in filter(None, (each.strip() for each in text.split("|"))):
        word, colon, rest = part.partition(":")
        if colon:
            name, read = _WORDS[word]
            found[name] = read(rest)
        else:
            low, high = (Decimal(end) for end in part.split(".."))
            found |= {"low": low, "high": high, "decimals": max(0, -int(high.as_tuple().exponent))}
    return found


_WORDS: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "in": ("choices", lambda text: tuple(text.split())),
    "from": ("not_before", str),
    "mod11": ("weights", lambda text: tuple(map(int, text.split()))),
    "check": ("check", str),
}


def _names(row: CodedRow) -> Mapping[str, str]:
    return {language: row.more[f"name_{language}"] for language in ("da", "nb", "en")}
