"""What loading a line of decentral registrering works with: the rows of the client, what its entries are checked
against, and how a line is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from models.values.finding import Finding, Severity
from models.values.message import Message, Plain
from models.values.span import Span
from services.desk import absence_plan
from services.desk.decentral import layout
from services.desk.decentral_book import Book, Row
from services.desk.employee_around import Surroundings
from services.files.decentral import Cause, Entry, Line, Remark, masked, without_cpr
from services.files.decentral_layout import EMPLOYEE

ONE_DAY: Final = timedelta(days=1)


class Rejected(Exception):
    """A line that cannot be loaded: the cause, why, and the field that it is about."""

    def __init__(self, cause: Cause, what: Message, field: str = "") -> None:
        super().__init__(what.text)
        self.cause, self.what, self.field = cause, what, field


@dataclass(slots=True)
class OpenRun:
    """A run that takes lines: not approved yet."""

    id: int
    first: date
    last: date
    pay_date: date


@dataclass(slots=True)
class Loading:
    """Everything while a file is loaded. `paid` are the days of approved pay by the employee's row; `failed` are the
    lines that would have made something, by record and name.
    """

    book: Book
    around: Surroundings
    person: Surroundings
    """The same without what a person is not checked against, so that thousands are checked at once."""
    absence: absence_plan.Known
    paid: Mapping[int, list[Span]]
    runs: list[OpenRun]
    failed: dict[tuple[str, object], int] = field(default_factory=dict)
    warned: list[Remark] = field(default_factory=list)
    cprs: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.around.today

    def employee(self, entry: Entry) -> Row:
        """The person of a line. Raises Rejected."""
        assert entry.employee is not None
        row = self.book.people.one(entry.employee)
        if row is not None:
            return row
        line = self.failed.get((EMPLOYEE, entry.employee))
        what = Message("There is no such employee")
        if line is not None:
            what = Message("The employee was not created: line {line} is rejected", line=line)
        raise Rejected(Cause.REFERENCE, what, "employee")

    def jobs(self, employee: Row) -> list[Row]:
        """The employments of a person, the first first."""
        return sorted(self.book.jobs.of(employee["id"]), key=lambda row: (row["start"], row["id"]))

    def job_on(self, employee: Row, day: date) -> Row | None:
        """The employment of a day; the last one where there are several."""
        there = (
            row for row in self.jobs(employee) if row["start"] <= day and (row["end"] is None or row["end"] >= day)
        )
        return max(there, key=lambda row: row["start"], default=None)

    def terms(self, job: Row) -> list[Row]:
        """The terms of an employment, the first first."""
        return sorted(self.book.terms.of(job["id"]), key=lambda row: row["from_day"])

    def paid_of(self, employee: Row) -> list[Span]:
        """The days of approved pay of a person."""
        return self.paid.get(employee["id"], [])

    def warn(self, line: Line, cause: Cause, what: Message, name: str = "") -> None:
        """Say something of a line that is loaded all the same."""
        self.warned.append(remark(line, cause, what, name, Severity.WARNING))


def remark(line: Line, cause: Cause, what: Message, name: str = "", severity: Severity = Severity.STOP) -> Remark:
    """A remark on a line, or on a field of it with its value."""
    what = _masked(what)
    plain = line.remark(cause, what, severity)
    record = layout().records.get(line.record)
    if record is None or name not in record.by_name or line.entry is None:
        return plain
    each = record.by_name[name]
    value = line.entry.values.get(name, "")
    shown = f"{value:%d%m%Y}" if isinstance(value, date) else str(value)
    return Remark(
        plain.line,
        plain.record,
        plain.employee,
        cause,
        what,
        severity,
        each.title,
        each.column,
        masked(shown, is_secret=each.check == "cpr"),
    )


def _masked(what: Message) -> Message:
    """A sentence of the screens, which may repeat what was typed, as a receipt may show it."""
    return Message(what.text, **{name: _shown(value) for name, value in what.values})


def _shown(value: Plain) -> Plain:
    if isinstance(value, Message):
        return _masked(value)
    return without_cpr(value) if isinstance(value, str) else value


_CAUSES: Final[Mapping[str, Cause]] = {
    "start": Cause.DAY,
    "from_day": Cause.DAY,
    "from": Cause.DAY,
    "to": Cause.DAY,
    "employment_end": Cause.DAY,
    "rate.since": Cause.DAY,
    "line_to": Cause.DAY,
    "category": Cause.REFERENCE,
    "rate.type": Cause.REFERENCE,
    "line_type": Cause.REFERENCE,
    "table": Cause.REFERENCE,
}
"""By the field of a form; of the others the value is wrong."""


def refuse_stops(findings: Iterable[Finding], fields: Mapping[str, str]) -> None:
    """Reject a line for the first thing that its form would be refused for. `fields` are the fields of the file by
    those of the form.
    """
    for found in findings:
        if found.severity is Severity.STOP:
            where = found.where
            name = "" if where is None else str(where.thing if where.page == "settings" else where.field)
            raise Rejected(_CAUSES.get(name, Cause.VALUE), found.what, fields.get(name, ""))
