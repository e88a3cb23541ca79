"""Small payments: who is below the yearly limit of what must be told, and the basis of the employer's contribution that
nobody is named for (amelding 4.1, norway-payroll 11.1).

Pay and allowances that are free of tax are looked at each for itself. Only people marked as paid little are; everybody
else is told from the first krone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from models.values.money import Money
from services.engine.facts import EmployerFacts, PersonFacts
from services.engine.month import MonthFacts
from services.engine.rates import MissingRate
from services.engine.result import Payslip, RunResult
from services.engine.wage_types import Operation, WageType, WageTypes
from services.norway.rules.payslip import ASSOCIATION, reporting_threshold
from services.reference.year_files import rate_book


class Told(NamedTuple):
    """What the month's message tells of somebody: their pay, their allowances free of tax, and whether what earlier
    runs of the year paid comes now.
    """

    pay: bool
    allowances: bool
    earlier_pay: bool
    earlier_allowances: bool


_EXPENSES = "utgiftsgodtgjoerelse"
_EVERYTHING = Told(pay=True, allowances=True, earlier_pay=False, earlier_allowances=False)


@dataclass(slots=True)
class _Sum:
    """What was paid in the year until now, in øre, and whether that was ever above the limit."""

    pay: int = 0
    allowances: int = 0
    pay_passed: bool = False
    allowances_passed: bool = False
    is_open: bool = True  # nothing is known yet
    parts: list[tuple[str, int]] = field(default_factory=list)  # of the contribution's basis from pay, by sub-unit


class SmallPayments:
    """Everybody who is marked as paid little, as the year stands at the end of the month."""

    def __init__(self, month: MonthFacts, types: WageTypes) -> None:
        marked = [*month.people, *(slip.person for run in month.runs for slip in run.payslips)]
        self._keys = {each.number: _key(each) for each in marked if each.small_payments}
        self._at_once = frozenset[int]()
        if is_told_at_once(month.employer):
            self._at_once, self._keys = frozenset(self._keys), {}
        self.is_needed = bool(self._keys)
        self._told: Mapping[str, Told] = {}
        self._unnamed: Mapping[str, int] = {}
        if self.is_needed:
            self._judge(month, types)

    def told(self, person: PersonFacts) -> Told:
        """What is told of somebody."""
        key = self._keys.get(person.number)
        return _EVERYTHING if key is None else self._told[key]

    def is_told_at_once(self, person: PersonFacts) -> bool:
        """Whether somebody's small payments are told as they come, under the rule of associations: the authority then
        sees itself whether the limit is passed, so the rule stays through the year (amelding 4.1).
        """
        return person.number in self._at_once

    def unnamed(self) -> Mapping[str, Money]:
        """What of the month's basis from pay stands on nobody, by sub-unit. Negative where somebody passed the limit:
        what was paid to them before is told now, and its basis was in earlier messages.
        """
        return {orgnr: Money(ore) for orgnr, ore in self._unnamed.items() if ore}

    def _judge(self, month: MonthFacts, types: WageTypes) -> None:
        try:
            limit = reporting_threshold(month.employer, rate_book("NO").on(month.month.last)).value.ore
        except MissingRate:
            self._keys, self.is_needed = {}, False  # nobody is left out by a limit that is not known
            return
        sums = {key: _Sum() for key in self._keys.values()}
        year = str(month.month.year)
        self._add(month.earlier, sums, year, limit, types)
        before = {key: (each.pay_passed, each.allowances_passed, list(each.parts)) for key, each in sums.items()}
        for each in sums.values():
            each.parts.clear()
        self._add(month.runs, sums, year, limit, types)
        apart = month.employer.sector == ASSOCIATION
        told, unnamed = {}, dict[str, int]()
        for key, now in sums.items():
            pay_before, allowances_before, parts_before = before[key]
            allowances_before = allowances_before or (pay_before and not apart)
            allowances_now = now.allowances_passed or (now.pay_passed and not apart)
            told[key] = Told(
                now.pay_passed,
                allowances_now,
                now.pay_passed and not pay_before,
                allowances_now and not allowances_before,
            )
            if not now.pay_passed:
                for orgnr, ore in now.parts:
                    unnamed[orgnr] = unnamed.get(orgnr, 0) + ore
            elif not pay_before:
                for orgnr, ore in parts_before:
                    unnamed[orgnr] = unnamed.get(orgnr, 0) - ore
        self._told, self._unnamed = told, unnamed

    def _add(
        self, runs: Iterable[RunResult], sums: Mapping[str, _Sum], year: str, limit: int, types: WageTypes
    ) -> None:
        for run in runs:
            for slip in run.payslips:
                key = self._keys.get(slip.person.number)
                if key is not None:
                    _add_slip(slip, sums[key], year, limit, types)


def is_allowance(of: WageType) -> bool:
    """Whether what is free of tax of a type covers expenses, and so has a limit for itself."""
    report = of.report
    return of.operation is Operation.ALLOWANCE or (report is not None and report.benefit == _EXPENSES)


def is_told_at_once(employer: EmployerFacts) -> bool:
    """Whether an association chose to tell small payments as they come, not first when the limit is passed."""
    return employer.sector == ASSOCIATION and employer.choices.below_limit == "at_once"


def _add_slip(slip: Payslip, so_far: _Sum, year: str, limit: int, types: WageTypes) -> None:
    if so_far.is_open:  # what was brought along, or paid by runs that were not handed in
        so_far.pay = slip.person.money("taxable", year).ore
        so_far.pay_passed = so_far.pay > limit
        so_far.is_open = False
    for line in slip.lines:
        so_far.pay += line.taxable.ore
        if is_allowance(types[line.type]):
            so_far.allowances += line.amount.value.ore - line.taxable.ore
    so_far.pay_passed = so_far.pay_passed or so_far.pay > limit
    so_far.allowances_passed = so_far.allowances_passed or so_far.allowances > limit
    so_far.parts += [
        (part.establishment, part.base.ore) for part in slip.contributions if not part.pension and not part.refund
    ]


def _key(person: PersonFacts) -> str:
    return person.national_id or str(person.number)
