"""Each month, term and year reconciled: what the runs paid, what the report said, what the journal has, to the øre."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import at_hand, countries
from services.desk.calculate import steady_memory
from services.desk.desk import Desk
from services.desk.year_end import PaidRun, Year, year_of
from services.engine.facts import EmployerFacts, PersonFacts
from services.engine.month import MonthFacts
from services.engine.posting import Voucher
from services.engine.rates import MissingRate
from services.engine.result import Payslip, RunResult
from services.engine.year_end import ReportSums

_KRONE: Final = Money(50)  # the report's contribution is rounded to a krone once

OF_PEOPLE: Final = {"taxable": "taxable", "withholding": "withheld", "attachments": "attachments"}
"""Sums that the report tells of each person, and what they are called there."""
BOOKED: Final = {
    "withholding": ("withholding",),
    "aga": ("aga_payable",),
    "finance_tax": ("finance_tax_payable",),
}
"""Sums that the journal has on accounts of their own."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One sum of one month, or of several, seen from three sides; None where a side does not tell it.

    `rounding` is what report and journal may differ from the runs by for a known reason: the report's contribution is
    in whole kroner, and the month's own voucher books the øre that are between. Report and journal agree to the øre.
    """

    name: str
    title: Message
    runs: Money
    report: Money | None
    journal: Money | None
    rounding: Money = ZERO

    @property
    def difference(self) -> Money:
        """The largest difference that no rounding explains; 0 where all agree."""
        gaps = [abs(side - self.runs) for side in (self.report, self.journal) if side is not None]
        worst = max(gaps, default=ZERO)
        if worst > self.rounding:
            return worst
        if self.report is not None and self.journal is not None:
            return abs(self.report - self.journal)
        return ZERO


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month reconciled, or several to `until`. `has_report` says whether one was kept, of several for each."""

    month: Month
    measures: tuple[Measure, ...]
    has_report: bool
    where: Place
    until: Month | None = None

    @property
    def agrees(self) -> bool:
        """Whether everything that can be compared says the same."""
        return all(not measure.difference for measure in self.measures)


def held_year(desk: Desk, year: int) -> Year:
    def read() -> Year:
        with steady_memory(), desk.reading() as session:
            return year_of(session, desk.client.country, year)

    return at_hand.unchanged(desk, ("year_end.held", year), read)


def own_voucher(
    held: Year,
    country: str,
    employer: EmployerFacts,
    everybody: Sequence[PersonFacts],
    month: Month,
    results: Sequence[RunResult],
    plan: Mapping[str, str],
) -> Voucher | None:
    """The month's own voucher; None where its runs have booked all of it, and in a year without rates."""
    alone = tuple(each for each in held.refunded if each.month == month)
    apart = held.apart.get(month, ())
    facts = MonthFacts(country, employer, month, tuple(everybody), tuple(results), alone, apart=apart)
    with suppress(MissingRate):
        return countries.country(country).month_voucher(facts, plan)
    return None


def by_month(held: Year) -> Mapping[Month, list[PaidRun]]:
    found: dict[Month, list[PaidRun]] = {}
    for run in held.runs:
        found.setdefault(run.result.head.report_month, []).append(run)
    return found


def month_of(
    month: Month,
    results: Sequence[RunResult],
    held: Year,
    sums_of: Callable[[bytes], ReportSums],
    plan: Mapping[str, str],
    own: Voucher | None = None,
) -> MonthOfYear:
    """One month. `own` is the month's own voucher: refunds without a run, and what its report rounds."""
    kept = held.reports.get(month)
    told = sum(map(sums_of, held.contents(month)), ReportSums()) if kept is not None else None

    def measure(name: str, title: Message, report: Money | None, rounding: Money = ZERO) -> Measure:
        accounts = {plan[purpose] for purpose in BOOKED.get(name, ())}
        alone = held.refunds.get(month, {}).get(name, ZERO)  # booked in the month's own voucher
        runs = Money.total(of_run(result, name) for result in results) + alone
        journal = booked(results, accounts) + booked_by(own, accounts) if accounts else None
        return Measure(name, title, runs, report, journal, rounding)

    measures = (
        measure("taxable", Message("Taxable pay"), told.taxable if told else None),
        measure("withholding", Message("Withheld tax"), told.withheld if told else None),
        measure("attachments", Message("Attachments"), told.attachments if told else None),
        measure("aga_base", Message("Contribution basis"), told.contribution_base if told else None),
        measure("aga", Message("Employer's contribution"), told.contribution if told else None, _KRONE),
        measure("finance_tax", Message("Finance tax"), told.finance_tax if told else None, _KRONE),
    )
    kept_measures = tuple(each for each in measures if each.runs or each.report or each.journal)
    return MonthOfYear(month, kept_measures, kept is not None, Place("reporting", str(month)))


def together(months: Sequence[MonthOfYear], first: Month, last: Month) -> MonthOfYear:
    """Several months as one, each side added up; a side that one of the months lacks is not told of all of them."""
    rows: dict[str, list[Measure]] = {}
    for month in months:
        for each in month.measures:
            rows.setdefault(each.name, []).append(each)
    has_report = all(month.has_report for month in months)
    measures = [
        Measure(
            name,
            some[0].title,
            Money.total(each.runs for each in some),
            Money.total(each.report or ZERO for each in some) if has_report else None,
            Money.total(each.journal or ZERO for each in some) if name in BOOKED else None,
            Money.total(each.rounding for each in some),
        )
        for name, some in rows.items()
    ]
    return MonthOfYear(first, tuple(measures), has_report, months[0].where, last)


def by_term(months: Sequence[MonthOfYear], term_of: Callable[[Month], date]) -> tuple[MonthOfYear, ...]:
    """The months of each term as one. `term_of` is the day on which a month's contribution is due, one for a term."""
    terms: dict[date, list[MonthOfYear]] = {}
    for month in months:
        terms.setdefault(term_of(month.month), []).append(month)
    found = []
    for day, some in sorted(terms.items()):
        first = last = some[0].month
        while term_of(first.plus(-1)) == day:
            first = first.plus(-1)
        while term_of(last.plus(1)) == day:
            last = last.plus(1)
        found.append(together(some, first, last))
    return tuple(found)


def of_run(result: RunResult, name: str) -> Money:
    """One of the sums, from a run."""
    match name:
        case "taxable" | "attachments":
            return of_slips(result.payslips, name)
        case "aga":
            return Money.total(result.totals.get(each, ZERO) for each in ("aga", "aga_extra"))
        case _:
            return result.totals.get(name, ZERO)


def of_slips(slips: Iterable[Payslip], name: str) -> Money:
    lines = [(slip, line) for slip in slips for line in slip.lines]
    match name:
        case "taxable":
            return Money.total(line.taxable for _, line in lines)
        case "attachments":
            return Money.total(
                line.amount.value
                for _, line in lines
                if line.type == "attachment" and line.claim in ("tax", "coordinated")
            )
        case _:
            return Money.total(slip[name] for slip in slips if name in slip.figures)


def booked(results: Iterable[RunResult], accounts: Collection[str]) -> Money:
    """What the journals have on some accounts; credit is positive."""
    return Money.total(booked_by(result.voucher, accounts) for result in results)


def booked_by(voucher: Voucher | None, accounts: Collection[str]) -> Money:
    """What one voucher has on some accounts; credit is positive."""
    lines = voucher.lines if voucher is not None else ()
    return -Money.total(line.amount for line in lines if line.account in accounts)
