"""What a kind of table is: its columns, how its rows are judged, and what is chosen for it.

A kind is one value of `TableKind`, named in `table_kinds.py`. The engine (`table_import.py`) finds the table in the
file, its header and its columns, and reads the cells; the kind says of each row what would happen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from sqlalchemy.orm import Session

from models.records.imported_file import ImportedFile
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.progress import Progress
from services.desk.desk import Desk
from services.files.column_reading import Reading, Value

PAGE: Final = "table_import"
"""The page of every finding about a table. `thing` is the line of the file, `field` the name of the target."""

NEW, CHANGED, SAME, HELD, LEFT_OUT, OPEN = "new", "changed", "same", "held", "left_out", "open"
"""What would become of a row. OPEN: nobody can say before a question about the file is answered."""


@dataclass(frozen=True, slots=True)
class TableTarget:
    """What a column can be.

    `headers` are other names by which it is known, as people write them: accents, case, spaces and signs do not count,
    and the label in every language is known by itself. `required`: no row can be read without the column. Of targets
    that have a word of `one_of` in common one is enough. `example` stands in our own template; `note` says what belongs
    in the column. `secret` is shown masked.
    """

    name: str
    label: Message
    reading: Reading = Reading.TEXT
    headers: tuple[str, ...] = ()
    required: bool = False
    one_of: str = ""
    example: str | Message = ""
    note: Message | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """A layout that is known without a header: the columns from the left (empty: nothing that we take).

    `fits` says of a row with as many cells whether it can be one.
    """

    name: str
    label: Message
    columns: tuple[str, ...]
    fits: Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user says of a table; what is not said is found out.

    `columns` are target → column, counted from 0; None: as known by their headers or remembered. `answers` are those to
    the questions, by the question's name. `options` are the kind's own. `header` is the line of the header, 0 for none.
    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: int | None = None
    columns: Mapping[str, int] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


AS_FOUND: Final = Choices()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user says of one row: left out; whose it is (the employee's number); other texts for some cells."""

    leave_out: bool = False
    employee: int | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID: Final[Mapping[int, Decision]] = {}


@dataclass(slots=True)
class ReadRow:
    """A row as it was read: the cells as they stand and their values, both by target; and what is wrong with cells.

    `values` holds no target whose cell is empty or cannot be read.
    """

    line: int
    cells: dict[str, str]
    values: dict[str, Value]
    findings: list[Finding] = field(default_factory=list)

    def tell(self, severity: Severity, what: Message, target: str) -> None:
        """Say something beside a cell. A STOP keeps the row from being taken in."""
        self.findings.append(Finding(severity, what, Place(PAGE, self.line, target)))

    @property
    def stops(self) -> bool:
        return any(each.severity is Severity.STOP for each in self.findings)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """All rows of a table as they were read, and which targets have a column. `answers` are those to the kind's own
    questions, by the question's name.
    """

    rows: Sequence[ReadRow]
    targets: frozenset[str]
    preset: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the preview. `what` is a sentence of what would happen, or why nothing does; `findings` are beside the
    cell that their place's `field` names. `subject` is whom or what the row is about. `employee` is the number of whom
    it was matched with.
    """

    line: int
    cells: Mapping[str, str]
    state: str
    what: Message | None = None
    findings: tuple[Finding, ...] = ()
    subject: str = ""
    employee: int | None = None

    @property
    def key(self) -> int:
        """By what it is known again, and by what decisions are given."""
        return self.line

    @property
    def is_taken(self) -> bool:
        """Whether something is stored because of it."""
        return self.state in (NEW, CHANGED)

    def finding(self, target: str) -> Finding | None:
        """What is said beside one cell, the worst first."""
        here = [each for each in self.findings if each.where is not None and each.where.field == target]
        return next((each for each in here if each.severity is Severity.STOP), here[0] if here else None)


@dataclass(frozen=True, slots=True)
class OptionValue:
    """One of the answers to an option."""

    value: str
    label: Message
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """Something that is chosen for the whole table, such as the run that it goes into. `chosen` is what holds now;
    empty where somebody must choose. Where there is nothing to choose from, `missing` says what to do first.
    """

    name: str
    label: Message
    values: tuple[OptionValue, ...]
    chosen: str
    missing: Finding | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a kind says of a table. `plan` is what its writer stores, and nobody else looks into it. `tells` are
    sentences about the whole: sums, how many people. `questions` are the kind's own, such as what a word of another
    program means here; their answers are remembered with the columns.
    """

    rows: tuple[TableRow, ...]
    findings: tuple[Finding, ...] = ()
    tells: tuple[Message, ...] = ()
    questions: tuple[Question, ...] = ()
    plan: object = None


class Judge(Protocol):
    """Says of each row what would happen. Stores nothing and never raises for what stands in a file. Reads in bulk."""

    def __call__(
        self,
        desk: Desk,
        table: ReadTable,
        options: Mapping[str, str],
        decisions: Mapping[int, Decision],
        progress: Progress,
    ) -> Judged:
        """`options` are the chosen values by name."""


class OptionsOf(Protocol):
    """The options of a kind as they stand in a client file."""

    def __call__(self, desk: Desk, said: Mapping[str, str]) -> tuple[Option, ...]:
        """`said` are the user's choices, which may be out of date."""


class MoreTargets(Protocol):
    """Columns that are targets of their own by what their header says, such as one for each wage type."""

    def __call__(self, header: Sequence[str], used: Mapping[str, int]) -> Mapping[int, TableTarget]:
        """By their columns. `used` are the targets that are known by their headers; what is given here goes before."""


class Hindrance(Protocol):
    """Why an import cannot be undone any more; None where it can."""

    def __call__(self, session: Session, row: ImportedFile) -> Message | None: ...


def no_more(header: Sequence[str], used: Mapping[str, int]) -> Mapping[int, TableTarget]:  # noqa: ARG001
    """For a kind whose columns are all known ahead."""
    return {}


def no_options(desk: Desk, said: Mapping[str, str]) -> tuple[Option, ...]:  # noqa: ARG001
    """For a kind for which nothing is chosen."""
    return ()


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table. `takes_some`: rows that are held back do not keep the others from being taken in."""

    name: str
    title: Message
    about: Message
    targets: tuple[TableTarget, ...]
    judge: Judge
    hindrance: Hindrance
    options: OptionsOf = no_options
    presets: tuple[Preset, ...] = ()
    takes_some: bool = True
    more: MoreTargets = no_more

    def target(self, name: str) -> TableTarget:
        """Raises KeyError."""
        return next(each for each in self.targets if each.name == name)


# --- the preview -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column of the file: its header (or its letter), some of its cells, and what it is taken for; empty for
    nothing.
    """

    index: int
    header: str
    sample: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class TargetUse:
    """What a column can be, and which one it is now. `missing`: there must be one, and there is none."""

    target: TableTarget
    column: int | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be said of a column before it can be read. `answer` is what was said; empty: it is open. Where
    `is_required` is False the table can be taken in without an answer: rows that need it are held back.
    """

    name: str
    target: str
    what: Message
    answers: tuple[OptionValue, ...]
    answer: str = ""
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A table as it would be taken in. Where it is `refused`, nothing of it may be."""

    kind: str
    name: str
    sha256: str
    size: int
    form: str  # xlsx · text
    sheet: str
    sheets: tuple[str, ...]
    encoding: str  # empty for xlsx
    delimiter: str
    header_line: int  # 0: there is none
    preset: str
    signature: str  # of the header, under which the choice of columns is remembered
    is_remembered: bool  # whether the columns are as somebody chose them before
    assumed: tuple[Message, ...]
    first_lines: tuple[tuple[int, tuple[str, ...]], ...]  # as they stand, for choosing another header
    columns: tuple[ColumnUse, ...]
    targets: tuple[TargetUse, ...]
    questions: tuple[Question, ...]
    options: tuple[Option, ...]
    rows: tuple[TableRow, ...]
    findings: tuple[Finding, ...]
    tells: tuple[Message, ...]
    imported_on: date | None  # when the same bytes were taken in before
    other_kind: str = ""  # a kind of `recognise`, or another kind of table, that it seems to be
    takes_some: bool = True
    plan: object = None

    @property
    def refused(self) -> bool:
        """Whether the whole file is refused."""
        return any(found.severity is Severity.STOP for found in self.findings)

    @property
    def is_open(self) -> bool:
        """Whether something must be said first: columns, questions, options."""
        return (
            any(each.missing for each in self.targets)
            or any(each.is_required and not each.answer for each in self.questions)
            or any(not each.chosen for each in self.options)
        )

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each state."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.state] = found.get(row.state, 0) + 1
        return found

    @property
    def taken(self) -> int:
        """How many rows would be taken in."""
        return sum(row.is_taken for row in self.rows)

    @property
    def can_take(self) -> bool:
        """Whether it can be taken in as it stands."""
        if self.refused or self.is_open or not self.taken:
            return False
        return self.takes_some or not self.counts.get(HELD, 0)
