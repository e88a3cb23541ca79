"""Each month of a year reconciled: what the runs paid, what the report said, what the journal has, to the øre."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import at_hand
from services.desk.calculate import steady_memory
from services.desk.desk import Desk
from services.desk.year_end import PaidRun, Year, year_of
from services.engine.result import Payslip, RunResult
from services.engine.year_end import ReportSums

_KRONE: Final = Money(50)  # the report's contribution is rounded to a krone once

OF_PEOPLE: Final = {"taxable": "taxable", "withholding": "withheld", "attachments": "attachments"}
"""Sums that the report tells of each person, and what they are called there."""
BOOKED: Final = {"withholding": ("withholding",), "aga": ("aga_payable",)}
"""Sums that the journal has on accounts of their own."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One sum of one month, seen from three sides; None where a side does not tell it.

    `rounding` is what the sums may differ by for a known reason: the report's contribution is in whole kroner.
    """

    name: str
    title: Message
    runs: Money
    report: Money | None
    journal: Money | None
    rounding: Money = ZERO

    @property
    def difference(self) -> Money:
        """The largest difference from what the runs say that no rounding explains; 0 where all agree."""
        gaps = [abs(side - self.runs) for side in (self.report, self.journal) if side is not None]
        worst = max(gaps, default=ZERO)
        return worst if worst > self.rounding else ZERO


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month reconciled. `has_report` says whether one was kept."""

    month: Month
    measures: tuple[Measure, ...]
    has_report: bool
    where: Place

    @property
    def agrees(self) -> bool:
        """Whether everything that can be compared says the same."""
        return all(not measure.difference for measure in self.measures)


def held_year(desk: Desk, year: int) -> Year:
    def read() -> Year:
        with steady_memory(), desk.reading() as session:
            return year_of(session, desk.client.country, year)

    return at_hand.unchanged(desk, ("year_end.held", year), read)


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
) -> MonthOfYear:
    kept = held.reports.get(month)
    told = sums_of(kept[1]) if kept is not None else None

    def measure(name: str, title: Message, report: Money | None, rounding: Money = ZERO) -> Measure:
        accounts = {plan[purpose] for purpose in BOOKED.get(name, ())}
        alone = held.refunds.get(month, {}).get(name, ZERO)  # in the month's own journal
        runs = Money.total(of_run(result, name) for result in results) + alone
        return Measure(name, title, runs, report, booked(results, accounts) + alone if accounts else None, rounding)

    measures = (
        measure("taxable", Message("Taxable pay"), told.taxable if told else None),
        measure("withholding", Message("Withheld tax"), told.withheld if told else None),
        measure("attachments", Message("Attachments"), told.attachments if told else None),
        measure("aga_base", Message("Contribution basis"), told.contribution_base if told else None),
        measure("aga", Message("Employer's contribution"), told.contribution if told else None, _KRONE),
    )
    kept_measures = tuple(each for each in measures if each.runs or each.report or each.journal)
    return MonthOfYear(month, kept_measures, kept is not None, Place("reporting", str(month)))


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
    return -Money.total(line.amount for result in results for line in result.voucher.lines if line.account in accounts)
