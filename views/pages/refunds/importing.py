"""A report on its way in: the file, how it is read, what was said of its rows; kept while it is open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from models.values.finding import Severity
from models.values.money import ZERO, Money
from services.actions.refunds import Decision, Preview, PreviewRow, Reading

TAKEN, HELD, LEFT_OUT = "taken", "held", "left_out"


@dataclass(slots=True)
class Importing:
    """What is on the way in."""

    content: bytes = b""
    name: str = ""
    reading: Reading = field(default_factory=Reading)
    seen: Preview | None = None
    decisions: dict[int, Decision] = field(default_factory=dict)
    payment_date: date | None = None
    run_id: int | None = None
    asked_run: int | None = None  # the run from which one came here
    statement: Money | None = None  # what the bank statement says

    @property
    def is_begun(self) -> bool:
        """Whether there is a file."""
        return bool(self.name)

    def show(self, seen: Preview) -> None:
        """The file was read: proposals that hold until somebody says otherwise."""
        is_first = self.seen is None
        self.seen = seen
        lines = {row.line for row in seen.rows}
        self.decisions = {line: said for line, said in self.decisions.items() if line in lines}
        if is_first or self.payment_date is None:
            self.payment_date = seen.payment_date
        runs = {choice.id for choice in seen.runs}
        if is_first:
            self.run_id = self.asked_run if self.asked_run in runs else seen.run_id
        elif self.run_id is not None and self.run_id not in runs:
            self.run_id = seen.run_id

    def redate(self, seen: Preview, *, proposes: bool = True) -> None:
        """The day of payment is another: it goes where it is proposed then, unless somebody said where."""
        before, self.seen = self.seen, seen
        is_said = before is None or self.run_id != before.run_id or self.run_id == self.asked_run is not None
        if self.run_id not in {None, *(run.id for run in seen.runs)} or (proposes and not is_said):
            self.run_id = seen.run_id

    def decide(self, line: int, **said: Any) -> None:
        """Somebody says something of a row; the rest stays as it is shown."""
        self.decisions[line] = replace(self.decision(self.row(line)), **said)

    def forget(self, line: int) -> None:
        """As it is proposed."""
        self.decisions.pop(line, None)

    def row(self, line: int) -> PreviewRow:
        """A row by its line. Raises StopIteration for a line without one."""
        assert self.seen is not None
        return next(row for row in self.seen.rows if row.line == line)

    def decision(self, row: PreviewRow) -> Decision:
        """What holds for a row now: what was said, or what is proposed."""
        said = self.decisions.get(row.line)
        if said is not None:
            return said
        return Decision(None if row.held else row.employee, None if row.held else row.absence)

    def fate(self, row: PreviewRow) -> str:
        """What happens to a row: taken in, held back, left out."""
        said = self.decisions.get(row.line)
        if said is None:
            return HELD if row.held else TAKEN
        if said.leave_out:
            return LEFT_OUT
        return TAKEN if said.employee is not None and (said.benefit or "benefit" not in row.doubts) else HELD

    def count(self, fate: str) -> int:
        """How many rows have a fate."""
        return sum(self.fate(row) == fate for row in self.seen.rows) if self.seen is not None else 0

    def total(self, fate: str) -> Money:
        """The sum of the rows that have a fate."""
        if self.seen is None:
            return ZERO
        return Money.total(row.amount for row in self.seen.rows if self.fate(row) == fate)

    def needs_a_look(self, row: PreviewRow) -> bool:
        """Whether there is something to be seen before it is taken in."""
        return row.line not in self.decisions and any(each.severity is not Severity.NOTE for each in row.findings)


_KEPT: WeakKeyDictionary[Any, Importing] = WeakKeyDictionary()


def importing_of(client: Any) -> Importing:
    """What is on the way in for a client."""
    return _KEPT.setdefault(client, Importing())


def begin_anew(client: Any) -> Importing:
    """Nothing is on the way in."""
    _KEPT[client] = Importing()
    return _KEPT[client]
