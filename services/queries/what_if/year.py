"""A year as it is beside the same year with something changed, in kroner and person by person.

The year as it is is played once and kept until something is changed in the client file; each question plays the changed
one. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.desk import at_hand
from services.desk.calculate import numbers
from services.desk.desk import Desk
from services.desk.sandbox import ASSUMED, Sandbox
from services.desk.what_if import (
    Change,
    changed,
)
from services.desk.who_is_paid import is_hourly
from services.engine.facts import RunHead
from services.engine.posting import purpose_of
from services.engine.result import Payslip, RunResult
from services.queries.what_if.runs import box_of, run_words
from services.reference.rate_names import name_of
from services.reference.wage_type_rows import account_plan

_CONTRIBUTION = ("aga_cost", "aga_holiday_cost", "finance_tax_cost")
_HOLIDAY, _PENSION = "holiday_cost", "pension_cost"


@dataclass(frozen=True, slots=True)
class YearCost:
    """What the employer's year costs, in kroner: pay (allowances too), contribution, holiday pay earned, pension.

    Everything that the journal books on a cost account; what only passes through the balance sheet is no cost.
    """

    pay: Money
    contribution: Money
    holiday_pay: Money
    pension: Money

    @property
    def total(self) -> Money:
        return self.pay + self.contribution + self.holiday_pay + self.pension

    def __sub__(self, other: YearCost) -> YearCost:
        return YearCost(
            self.pay - other.pay,
            self.contribution - other.contribution,
            self.holiday_pay - other.holiday_pay,
            self.pension - other.pension,
        )


_NOTHING = YearCost(ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person's year: gross pay in cash and net pay, today and changed; None where they are not paid."""

    number: int
    name: str
    gross_now: Money | None
    gross_then: Money | None
    net_now: Money | None
    net_then: Money | None


@dataclass(frozen=True, slots=True)
class RunIf:
    """One run of the year, today and changed, with everybody's slip. `is_planned`: the client has no such run yet."""

    head: RunHead
    is_planned: bool
    now: Mapping[int, Payslip]
    then: Mapping[int, Payslip]

    @property
    def words(self) -> Message:
        """The run as it is called in a list."""
        return run_words(self.head)


@dataclass(frozen=True, slots=True)
class YearIf:
    """A year as it is and as it would be. `months` are the costs by month of payment, now and then.

    `planned_from` is the first month that the client has not paid yet (None: all are paid); `left_out` is how many
    correction runs the comparison does without; `by_the_hour` is how many people get the hours that they usually have
    in the runs that are planned; `assumed` are the rates that nobody knows yet, of which the last known is used.
    """

    year: int
    now: YearCost
    then: YearCost
    months: tuple[tuple[Month, YearCost, YearCost], ...]
    people: tuple[PersonYear, ...]
    planned_from: Month | None
    left_out: int
    runs: tuple[RunIf, ...] = ()
    by_the_hour: int = 0
    assumed: tuple[Message, ...] = ()

    @property
    def difference(self) -> YearCost:
        """How much more the changed year costs."""
        return self.then - self.now


def year_if(desk: Desk, year: int, changes: Sequence[Change], progress: Progress = no_progress) -> YearIf:
    """The client's year beside the same year with the changes made. Nothing is stored.

    Raises Refused for a year without rates and for what a rule refuses.
    """
    today, now = _today(desk, year, progress)
    other = changed(today, changes)
    then = other.play(progress) if changes else now
    by_month_now, by_month_then = _by_month(now, today), _by_month(then, other)
    months = tuple(
        (month, by_month_now.get(month, _NOTHING), by_month_then.get(month, _NOTHING))
        for month in sorted(by_month_now.keys() | by_month_then.keys())
    )
    planned = [Month.of(run.head.pay_date) for run in today.runs if run.is_planned]
    heads = [run.head for run in today.runs if run.is_planned or run.is_open]
    return YearIf(
        year,
        _total(by_month_now.values()),
        _total(by_month_then.values()),
        months,
        _people(now, then, other),
        min(planned, default=None),
        today.left_out,
        tuple(
            RunIf(run.head, run.is_planned, _slips(before), _slips(after))
            for run, before, after in zip(today.runs, now, then, strict=True)
        ),
        sum(1 for each in today.people if any(is_hourly(each.person, head) for head in heads)),
        tuple(
            dict.fromkeys(
                name_of(rate.name)
                for result in (*now, *then)
                for rate in result.facts.own_rates
                if rate.source == ASSUMED
            )
        ),
    )


def _today(desk: Desk, year: int, progress: Progress) -> tuple[Sandbox, tuple[RunResult, ...]]:
    """The year as it is, played once as long as nothing is changed."""

    def play() -> tuple[Sandbox, tuple[RunResult, ...]]:
        box = box_of(desk, year)
        return box, box.play(progress)

    return at_hand.unchanged(desk, ("what_if", year), play)


def _slips(result: RunResult) -> Mapping[int, Payslip]:
    return {slip.person.number: slip for slip in result.payslips}


def _by_month(results: Iterable[RunResult], box: Sandbox) -> Mapping[Month, YearCost]:
    """What was booked on cost accounts, by month of payment."""
    plan = numbers(box.country, box.employer)
    ready = account_plan(box.country)
    kinds: dict[str, str] = {}
    for key, number in plan.items():
        purpose = purpose_of(key)  # an account of one wage type or department is of the same kind
        if purpose not in ready or ready[purpose].number[0] in "12":  # the balance sheet, as in the standard plan
            continue
        kind = (
            "contribution"
            if purpose in _CONTRIBUTION
            else "holiday_pay"
            if purpose == _HOLIDAY
            else "pension"
            if purpose == _PENSION
            else "pay"
        )
        kinds.setdefault(number, kind)
    found: dict[Month, dict[str, int]] = {}
    for result in results:
        sums = found.setdefault(Month.of(result.head.pay_date), {})
        for line in result.voucher.lines:
            if line.account in kinds:
                booked = kinds[line.account]
                sums[booked] = sums.get(booked, 0) + line.amount.ore
    return {
        month: YearCost(*(Money(sums.get(kind, 0)) for kind in ("pay", "contribution", "holiday_pay", "pension")))
        for month, sums in found.items()
    }


def _total(costs: Iterable[YearCost]) -> YearCost:
    total = _NOTHING
    for cost in costs:
        total = YearCost(
            total.pay + cost.pay,
            total.contribution + cost.contribution,
            total.holiday_pay + cost.holiday_pay,
            total.pension + cost.pension,
        )
    return total


def _people(now: Sequence[RunResult], then: Sequence[RunResult], box: Sandbox) -> tuple[PersonYear, ...]:
    names = {each.person.number: each.person.name for each in box.people}
    before, after = _sums(now), _sums(then)
    nobody: tuple[None, None] = (None, None)
    return tuple(
        PersonYear(
            number,
            name,
            before.get(number, nobody)[0],
            after.get(number, nobody)[0],
            before.get(number, nobody)[1],
            after.get(number, nobody)[1],
        )
        for number, name in sorted(names.items())
        if number in before or number in after
    )


def _sums(results: Iterable[RunResult]) -> dict[int, tuple[Money, Money]]:
    found: dict[int, tuple[Money, Money]] = {}
    for result in results:
        for slip in result.payslips:
            gross, net = found.get(slip.person.number, (ZERO, ZERO))
            found[slip.person.number] = (gross + slip["gross_cash"], net + slip["net_pay"])
    return found
