"""What lies behind one sum of a month: runs, people, journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import countries
from services.desk.calculate import numbers
from services.desk.desk import Desk
from services.desk.gather import employer_facts, persons
from services.engine.country import Country
from services.engine.facts import RunHead, RunKind
from services.engine.result import Payslip
from services.engine.year_end import ReportSums
from services.queries.year_end.page import year_end
from services.queries.year_end.sums import (
    BOOKED,
    OF_PEOPLE,
    Measure,
    booked,
    held_year,
    of_run,
    of_slips,
    own_voucher,
)


@dataclass(frozen=True, slots=True)
class RunPart:
    """What one run says of a sum: from its slips, and from the lines of its voucher."""

    run_id: int
    title: Message
    runs: Money
    journal: Money | None


@dataclass(frozen=True, slots=True)
class PersonPart:
    """What one person's slips and the report say of a sum; `report` is None where there is no report."""

    number: int
    name: str
    runs: Money
    report: Money | None

    @property
    def difference(self) -> Money:
        return abs(self.runs - self.report) if self.report is not None else ZERO


@dataclass(frozen=True, slots=True)
class JournalPart:
    """A line of a voucher: the account, its text, and the amount as it stands in the sum (credit is positive)."""

    run_id: int
    account: str
    text: Message
    amount: Money


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind one sum of a month: run by run, person by person (where the report tells of people), and the
    lines of the journal.
    """

    month: Month
    measure: Measure
    runs: tuple[RunPart, ...]
    people: tuple[PersonPart, ...]
    journal: tuple[JournalPart, ...]


def behind(desk: Desk, year: int, month: Month, name: str) -> Behind:
    """What lies behind one sum of a month. Raises Refused where the month has no such sum."""
    found = [
        (each, measure)
        for each in year_end(desk, year).months
        if each.month == month
        for measure in each.measures
        if measure.name == name
    ]
    if not found:
        raise refuse(Message("There is nothing behind this"), Place("year_end", year, "months"))
    held, country = held_year(desk, year), desk.client.country
    pack = countries.country(country)
    with desk.reading() as session:
        employer = employer_facts(session)
        everybody = persons(session, {}, None, {}, {}) if held.refunded else []
    plan = numbers(country, employer)
    runs = [run for run in held.runs if run.result.head.report_month == month]
    accounts = {plan[purpose] for purpose in BOOKED.get(name, ())}
    kept = held.reports.get(month)
    told = _together(pack, held.contents(month)) if kept is not None and name in OF_PEOPLE else None
    slips: dict[int, list[Payslip]] = {}
    for run in runs:
        for slip in run.result.payslips:
            slips.setdefault(slip.person.number, []).append(slip)
    people = []
    for number, some in slips.items() if name in OF_PEOPLE else ():
        who = some[-1].person
        ident = who.national_id or (who.international_id.value if who.international_id is not None else "")
        report = getattr(told.get(ident, ReportSums()), OF_PEOPLE[name]) if told is not None else None
        people.append(PersonPart(number, who.name, of_slips(some, name), report))
    parts = tuple(
        RunPart(
            run.id,
            _run_words(run.result.head),
            of_run(run.result, name),
            booked([run.result], accounts) if accounts else None,
        )
        for run in runs
    )
    if alone := held.refunds.get(month, {}).get(name):
        parts = (*parts, RunPart(0, Message("Refunds from NAV in no run"), alone, alone if accounts else None))
    journal = tuple(
        JournalPart(run.id, line.account, line.text, -line.amount)
        for run in runs
        for line in run.result.voucher.lines
        if line.account in accounts
    )
    own = own_voucher(held, country, employer, everybody, month, [run.result for run in runs], plan)
    journal += tuple(
        JournalPart(0, line.account, line.text, -line.amount)
        for line in (own.lines if own is not None and accounts else ())
        if line.account in accounts
    )
    shown = sorted((each for each in people if each.runs or each.report), key=lambda each: each.name.casefold())
    return Behind(month, found[0][1], parts, tuple(shown), journal)


def _together(pack: Country, contents: Iterable[bytes]) -> Mapping[str, ReportSums]:
    """What the reports that count together say of each person."""
    found: dict[str, ReportSums] = {}
    for content in contents:
        for who, sums in pack.report_people(content).items():
            found[who] = found.get(who, ReportSums()) + sums
    return found


def _run_words(head: RunHead) -> Message:
    """A run as it is called in a list."""
    match head.kind:
        case RunKind.EXTRA:
            return Message("Extra run, paid {day}", day=head.pay_date)
        case RunKind.CORRECTION:
            return Message("Correction, paid {day}", day=head.pay_date)
        case _:
            return Message("Pay run, paid {day}", day=head.pay_date)
