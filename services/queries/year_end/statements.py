"""Everybody's year: the annual statement on the screen and as paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.desk.desk import Desk
from services.desk.gather import employer_facts
from services.desk.year_end import statement_pdf
from services.engine.year_end import YearStatement
from services.queries.year_end.sums import held_year
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class PersonOfYear:
    """One person's year. `file` is the number of the statement that was kept last, `is_old` says that pay was approved
    after it was made; `began` is the first month here, where another system paid the ones before.
    """

    number: int
    name: str
    statement: YearStatement
    file: int | None = None
    is_old: bool = False
    began: Month | None = None

    @property
    def state(self) -> str:
        """Of the statement: none, kept or old."""
        return "none" if self.file is None else "old" if self.is_old else "kept"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line of somebody's year: what, how much, and how many hours or kilometres. `kind` is as of StatementLine, or
    tax, sum or besides.
    """

    what: Message
    amount: Money
    note: Message | None = None
    kind: str = "sum"


_UNITS: Final = {
    "timer": Message("h"),
    "km": Message("km"),
    "dager": Message("days"),
    "doegn": Message("nights"),
}
_HEADS: Final = {"free": Message("Free of tax"), "benefit": Message("Not paid out")}


def statement_paper(desk: Desk, year: int, number: int) -> bytes:
    """Somebody's annual statement as it would be made now, as PDF. Raises Refused for whoever was not paid."""
    held = held_year(desk, year)
    with desk.reading() as session:
        employer = employer_facts(session)
    try:
        return statement_pdf(held, number, employer, desk.client.country)
    except KeyError:
        raise refuse(Message("Nothing was paid in {year}", year=str(year)), Place("year_end", year)) from None


def statement_lines(desk: Desk, person: PersonOfYear, language: str) -> tuple[StatementRow, ...]:
    """Somebody's year line by line, then what was withheld and what they got."""
    types, of = wage_types(desk.client.country), person.statement
    rows = []
    for line in of.lines:
        own = line.kind in ("other", "deducted")
        what = Message("{line}", line=types[line.code].name(language) if own else line.label)
        note = _HEADS.get(line.kind)
        if line.count is not None:
            unit = _UNITS.get(line.unit)
            counted = Message("{count}", count=line.count)
            note = Message("{count} {unit}", count=line.count, unit=unit) if unit is not None else counted
        amount = -line.amount if line.kind == "deducted" else line.amount
        rows.append(StatementRow(what, amount, note, line.kind))
    return (
        *rows,
        StatementRow(Message("Tax withheld"), -of.withheld, kind="tax"),
        StatementRow(Message("Paid out"), of.net),
        StatementRow(Message("Holiday pay basis"), of.holiday_basis, kind="besides"),
        StatementRow(Message("Holiday pay for {year}", year=str(of.year + 1)), of.holiday_owed, kind="besides"),
        *([StatementRow(Message("Occupational pension"), of.pension, kind="besides")] if of.pension else []),
    )
