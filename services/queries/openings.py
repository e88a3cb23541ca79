"""The opening balances of everybody in a table: what was brought, who may still be changed, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select

from models.records.employee import Employee, Employment
from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.desk.desk import Desk
from services.desk.employee_around import Surroundings, surroundings_in
from services.desk.employee_form import OpeningPart
from services.desk.employee_openings import locked_words, openings_of, paid_employees
from services.desk.employee_pay_checks import opening_findings
from services.reference.formats import Formats, Unreadable

__all__ = [
    "FIELDS",
    "OpeningField",
    "OpeningPart",
    "OpeningRow",
    "OpeningTable",
    "openings",
    "read_value",
    "with_value",
]


@dataclass(frozen=True, slots=True)
class OpeningField:
    """One thing that can be brought along: its name, its heading in a table and on a form, and what it counts."""

    key: str
    heading: Message
    label: Message
    unit: str = "kroner"  # kroner · days · hours
    of_last_year: bool = False


FIELDS: Final = (
    OpeningField("taxable_this_year", Message("Taxable"), Message("Taxable pay so far in {year}")),
    OpeningField("withheld_this_year", Message("Withheld"), Message("Tax withheld so far in {year}")),
    OpeningField(
        "holiday_basis_this_year", Message("Holiday basis {year}"), Message("Holiday pay basis so far in {year}")
    ),
    OpeningField(
        "holiday_basis_last_year",
        Message("Holiday basis {year}"),
        Message("Holiday pay basis of {year}"),
        of_last_year=True,
    ),
    OpeningField("holiday_paid_this_year", Message("Holiday pay paid"), Message("Holiday pay paid in {year}")),
    OpeningField("holiday_paid_60_this_year", Message("Of it over 60"), Message("Of it extra over 60")),
    OpeningField("holiday_days_left", Message("Holiday days left"), Message("Holiday days left of {year}"), "days"),
    OpeningField("time_bank", Message("Time bank"), Message("Hours in the time bank"), "hours"),
    OpeningField("advance", Message("Advance"), Message("Advance not repaid")),
    OpeningField("exempt_used", Message("Exemption card"), Message("Used of the exemption card")),
    OpeningField("aga_base_this_year", Message("Contribution basis"), Message("Contribution basis {year}")),
)
"""Everything that can be brought, in the order of a table that one fills in."""


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One employee. `locked` says why nothing can be changed any more; `findings` are about what stands there."""

    number: int
    name: str
    part: OpeningPart
    locked: Message | None
    findings: tuple[Finding, ...] = ()

    def finding(self, key: str) -> Finding | None:
        """What is said about one value."""
        return next((each for each in self.findings if each.where is not None and each.where.field == key), None)


@dataclass(frozen=True, slots=True)
class OpeningTable:
    """Everybody, by name, in the year of the first month here. `refused` says why nothing can be entered at all."""

    start: Month | None
    rows: tuple[OpeningRow, ...]
    refused: Message | None
    around: Surroundings

    def year_of(self, field: OpeningField) -> str:
        """The year that a heading speaks of."""
        assert self.start is not None
        return str(self.start.year - 1 if field.of_last_year else self.start.year)

    def total(self, key: str) -> Money | Decimal | None:
        """The sum of a column; None where nothing stands in it."""
        values = [value for row in self.rows if (value := getattr(row.part, key))]
        if not values:
            return None
        if isinstance(values[0], Money):
            return Money.total(values)
        return sum(values, Decimal(0))


def openings(desk: Desk) -> OpeningTable:
    """Read everybody who has not left before the year of the first month here."""
    with desk.reading() as session:
        around = surroundings_in(session, desk)
        if around.start_month is None:
            return OpeningTable(None, (), Message("Set up the firm first"), around)
        stored, paid = openings_of(session, around), paid_employees(session)
        people = session.execute(select(Employee.id, Employee.number, Employee.name)).all()
        last = {
            employee_id: end
            for employee_id, end, count, ended in session.execute(
                select(
                    Employment.employee_id,
                    func.max(Employment.end),
                    func.count(Employment.id),
                    func.count(Employment.end),
                ).group_by(Employment.employee_id)
            )
            if count == ended
        }
    first = around.start_month.first.replace(month=1, day=1)
    gone = {row_id for row_id, end in last.items() if end is not None and end < first}
    rows = [
        _row(around, number, name, stored.get(row_id, OpeningPart()), locked=row_id in paid)
        for row_id, number, name in people
        if row_id in stored or row_id not in gone
    ]
    rows.sort(key=lambda row: (row.name.casefold(), row.number))
    return OpeningTable(around.start_month, tuple(rows), None, around)


def _row(around: Surroundings, number: int, name: str, part: OpeningPart, *, locked: bool) -> OpeningRow:
    found = tuple(each for each in opening_findings(around, part, number) if each.severity is not Severity.NOTE)
    return OpeningRow(number, name, part, locked_words() if locked else None, found)


def with_value(table: OpeningTable, row: OpeningRow, key: str, value: Money | Decimal | None) -> OpeningRow:
    """A row with another value in it, and what is said about that."""
    changed: dict[str, Any] = {key: value}
    part = replace(row.part, **changed)
    return _row(table.around, row.number, row.name, part, locked=row.locked is not None)


def read_value(field: OpeningField, text: str, formats: Formats) -> Money | Decimal | None:
    """What somebody typed into a cell; None for nothing. Raises Unreadable."""
    if not text.strip():
        return None
    value: Money | Decimal
    value = formats.read_amount(text) if field.unit == "kroner" else formats.read_number(text)
    if abs(value.kroner if isinstance(value, Money) else value) > _MOST:
        raise Unreadable(Message("“{text}” is too much", text=text))
    return value or None


_MOST: Final = Decimal(1_000_000_000)
