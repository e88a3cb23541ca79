"""Holiday money that left the payroll with a slip: where to, of which holiday year, before and after tax, with its days
and the last day of paying it (denmark 3.8, 4.9, 4.13).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.money import ZERO, Money
from services.denmark.rules import calendar
from services.denmark.rules.case import counted
from services.denmark.rules.holiday_money import KORT
from services.denmark.rules.settle import SETTLED
from services.engine.facts import PersonFacts, RunHead
from services.engine.result import Payslip
from services.engine.settled import SettledHoliday

RUNNING: Final = "running"


def settlements(slip: Payslip, head: RunHead) -> tuple[SettledHoliday, ...]:
    """What a slip settled, running settlements first. Of a correction: what it adds and takes back."""
    parts: dict[tuple[str, str, str], dict[str, Money]] = {}
    for name, value in slip.reported.items():
        if name.startswith(f"{SETTLED} "):
            _, record, to, year, part = name.split(" ")
            parts.setdefault((record, to, year), {})[part] = value
    left = last_day(slip.person)
    return tuple(
        _settled(record, to, year, found, head, left)
        for (record, to, year), found in sorted(parts.items(), key=lambda each: (each[0][0] != RUNNING, each[0]))
        if any(found.values())
    )


def fields_of(reported: Mapping[str, Money]) -> dict[str, Money]:
    """The fields of eIndkomst alone, without what tells of settlements."""
    return {name: value for name, value in reported.items() if not name.startswith(f"{SETTLED} ")}


def last_day(person: PersonFacts) -> date | None:
    """The last day of somebody who leaves; None for one who stays."""
    ends: Iterable[date] = (job.end for job in person.employments if job.end is not None)
    return max(ends, default=None)


def settled_sums(slips: Iterable[Payslip]) -> dict[str, Money]:
    """What a run settles, as far as it comes to anything: net to FerieKonto and funds with the pay (`holiday_fund`) and
    because somebody left (`holiday_fund_left`); and the taxes that are reported and were not withheld of the pay
    (`other_taxes`): of settled holiday money, and of what is saved after tax.
    """
    sums = dict.fromkeys(("holiday_fund", "holiday_fund_left", "other_taxes"), ZERO)
    for slip in slips:
        sums["other_taxes"] += slip.reported.get("15", ZERO) + slip.reported.get("16", ZERO) - slip["withholding"]
        for name, value in slip.reported.items():
            if name.startswith(f"{SETTLED} "):
                _, record, to, _, part = name.split(" ")
                if to == KORT or part == "days":
                    continue
                fund = "holiday_fund" if record == RUNNING else "holiday_fund_left"
                sums[fund] += value if part == "gross" else -value
    return {name: value for name, value in sums.items() if value}


def _settled(
    record: str, to: str, year: str, parts: Mapping[str, Money], head: RunHead, left: date | None
) -> SettledHoliday:
    gross, am, tax = (parts.get(name, ZERO) for name in ("gross", "am", "tax"))
    days: Decimal = counted(parts.get("days", ZERO).ore)
    leaving = record != RUNNING
    due = None
    if to != KORT:
        last = head.days.last or head.pay_date
        due = calendar.holiday_due_after_leaving(left) if leaving and left is not None else calendar.holiday_due(last)
    return SettledHoliday(to, year, days, gross, am, tax, due, left if leaving else None)
