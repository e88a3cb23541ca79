"""The year's end as it stands. The year is read once, and kept at hand until the client file is changed."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.desk import at_hand, countries
from services.desk.calculate import numbers
from services.desk.desk import Desk
from services.desk.gather import employer_facts, persons
from services.desk.year_end import statement_files
from services.queries.report_months import months
from services.queries.report_months import years as reporting_years
from services.queries.year_end.checks import Check, checks_of
from services.queries.year_end.statements import PersonOfYear
from services.queries.year_end.sums import MonthOfYear, by_month, by_term, held_year, month_of, own_voucher, together
from services.reference.wage_type_rows import wage_types


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The year: its months reconciled, its people, and what is left to do before it is closed. `terms` are the same
    months by the terms of the employer's contribution, `total` is all of them.
    """

    year: int
    months: tuple[MonthOfYear, ...]
    people: tuple[PersonOfYear, ...]
    checks: tuple[Check, ...]
    terms: tuple[MonthOfYear, ...] = ()
    total: MonthOfYear | None = None

    @property
    def left(self) -> int:
        """How many points are open."""
        return sum(1 for check in self.checks if check.state == "open")


def years(desk: Desk) -> tuple[int, int]:
    """The first and the last year that one may look at."""
    return reporting_years(desk)


def year_end(desk: Desk, year: int, progress: Progress = no_progress) -> YearEnd:
    """The year's end as it stands. Raises Refused for a file without an employer."""
    return at_hand.unchanged(desk, ("year_end", year, desk.today), lambda: _year_end(desk, year, progress))


def _year_end(desk: Desk, year: int, progress: Progress) -> YearEnd:
    country = desk.client.country
    progress(0, 4, Message("Reading the year"))
    held = held_year(desk, year)
    with desk.reading() as session:
        employer = employer_facts(session)
        everybody = persons(session, {}, None, {}, {})
        files = statement_files(session, year)
    progress(1, 4, Message("Comparing runs, reports and journal"))
    plan = numbers(country, employer)
    names = {person.number: person.name for person in everybody}
    pack = countries.country(country)
    types = wage_types(country)
    newest = {
        slip.person.number: run.approved_at
        for run in held.runs
        for slip in run.result.payslips
        if run.approved_at is not None
    }
    people = tuple(
        PersonOfYear(
            number,
            names.get(number, slips[-1].person.name),
            pack.year_statement(number, year, slips, types),
            files[number][0] if number in files else None,
            number in files and number in newest and files[number][1] < newest[number],
            held.since if number in held.brought else None,
        )
        for number, slips in held.slips().items()
    )
    paid = by_month(held)
    reconciled = tuple(
        month_of(
            month,
            results := [run.result for run in runs],
            held,
            pack.report_sums,
            plan,
            own_voucher(held, country, employer, everybody, month, results, plan),
        )
        for month, runs in sorted({**dict.fromkeys(held.refunds, ()), **paid}.items())
    )
    terms = by_term(reconciled, lambda month: pack.month_deadlines(month)["aga_due"])
    total = together(reconciled, Month(year, 1), Month(year, 12)) if reconciled else None
    progress(2, 4, Message("Going through the list"))
    tiles = months(desk, year)
    checks = tuple(checks_of(desk, held, tiles, reconciled, everybody, people, employer, plan))
    return YearEnd(year, reconciled, people, checks, terms, total)
