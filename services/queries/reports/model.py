"""What a report is: its name and question, what one chooses, and rows with where they come from and why they are so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from models.values.span import Month, Span
from models.values.table import Column, Table
from models.values.why import Value
from services.desk.desk import Desk
from services.queries.client_cards import ClientCard
from services.queries.trace import Trace
from services.reference.texts import Texts, texts

YEAR: Final = "year"
PERIOD: Final = "period"
RUN: Final = "run"
DEPARTMENT: Final = "department"
PERSON: Final = "person"


@dataclass(frozen=True, slots=True)
class Choices:
    """What one chose. None of run, department and person is all of them; the department "" is that of those without.

    `by` is how the rows are made, of the ways that the report has.
    """

    first: Month
    last: Month
    run: int | None = None
    department: str | None = None
    person: int | None = None
    by: str = ""

    @property
    def year(self) -> int:
        """The year that is looked at."""
        return self.last.year

    @property
    def span(self) -> Span:
        """From the first day of the period to its last."""
        return Span(self.first.first, self.last.last)

    @property
    def words(self) -> Message:
        """The period in words: the year, one month, or from month to month."""
        if self.first == self.last:
            return Message("{month}", month=self.first)
        if (self.first.number, self.last.number) == (1, 12) and self.first.year == self.last.year:
            return Message("{year}", year=str(self.year))
        return Message("{first} to {last}", first=self.first, last=self.last)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is made from: whose file, what was chosen, in which language, who waits; and the other clients as
    they were when they were last open.
    """

    desk: Desk
    choices: Choices
    language: str = "nb"
    progress: Progress = no_progress
    cards: tuple[ClientCard, ...] = ()

    @property
    def say(self) -> Texts:
        return texts(self.language)


@dataclass(frozen=True, slots=True)
class Pillar:
    """A bar of the picture: an amount for each part of it."""

    short: str
    name: str
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures as stacked bars; `parts` are the names of the amounts in each, from below. The amounts are kroner, or
    whatever `unit` says, of which each amount is so many as it has kroner.
    """

    title: Message
    parts: tuple[Message, ...]
    pillars: tuple[Pillar, ...]
    unit: Message | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to compare: one bar alone, or bars of nothing, are no picture."""
        return sum(1 for each in self.pillars if any(each.amounts)) > 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values in the order of the columns, and where one goes from it."""

    key: int
    values: tuple[Value, ...]
    where: Place | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """The paper of a row: whose, of which run, and the kept file; 0 where none was made."""

    run_id: int
    number: int
    name: str
    file: int = 0


Why = Callable[[int, str], Trace | None]
"""From a row's key and a column's name to why the figure is so."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was made. `facts` are the sums above it, `notes` what one should know of it, `explained`
    are the columns whose figures say why, `slips` the papers that it is a list of, a row each. `sums` is the
    last row, where it is not the sums of the columns; `spare` are the columns that a narrow screen leaves out first,
    `paper` is another form of it for paper, where there are too many columns.
    """

    name: str
    title: Message
    period: Message
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    picture: Picture | None = None
    facts: tuple[tuple[Message, Value], ...] = ()
    notes: tuple[Message, ...] = ()
    explained: frozenset[str] = frozenset()
    why: Why | None = None
    slips: tuple[Slip, ...] = ()
    sums: tuple[Value, ...] | None = None
    spare: tuple[str, ...] = ()
    paper: Table | None = None

    @property
    def table(self) -> Table:
        """The same as a list for paper, spreadsheet and clipboard."""
        return Table(self.title, self.columns, tuple(row.values for row in self.rows))

    def sum_of(self, name: str) -> Money:
        """The sum of a column of amounts; 0 for one that the report does not have."""
        for place, column in enumerate(self.columns):
            if column.name == name:
                values = [row.values[place] for row in self.rows]
                return Money.total(value for value in values if isinstance(value, Money))
        return Money(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in the catalogue: in which group, what it is called, the question that it answers, what one may choose.

    `ways` are the ways in which its rows can be made, the usual one first; `empty` says what there is nothing of and
    `begin` where that begins. `words` are what one may also look for.
    """

    name: str
    group: Message
    title: Message
    question: Message
    make: Callable[[Asked], Report]
    choices: frozenset[str]
    empty: Message
    begin: tuple[Message, Place] | None = None
    ways: tuple[tuple[str, Message], ...] = ()
    words: str = ""
