"""What a correction would do before anything is done: the slips, the sums, the journal and the payment of the run that
makes it, computed in memory with and without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk.calculate import calculate, steady_memory, told_in_its_month
from services.desk.countries import country
from services.desk.gather import Balances, facts_for, find_run, head_of, run_facts
from services.engine.facts import LineInput, RunHead
from services.engine.posting import VoucherLine
from services.engine.recalculate import Change, changed_employments
from services.engine.result import Payslip, RunResult

SUMS = ("gross_cash", "withholding", "deductions", "net_pay")


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """One person's slip in the run: what comes to it, and what the net pay would be without and with it."""

    number: int
    name: str
    gross: Money
    withholding: Money
    deductions: Money
    net: Money
    net_before: Money | None
    net_after: Money

    @property
    def owes(self) -> Money:
        """What the employee has to pay back, where the run comes out below zero."""
        return -self.net_after if self.net_after.ore < 0 else ZERO


@dataclass(frozen=True, slots=True)
class Effect:
    """What a run would be more with a correction than without it: people, sums by name, journal by account.

    `head` is the run that would pay it. `choices` are the months among which its report may be chosen; none where there
    is only one.
    """

    head: RunHead
    people: tuple[PersonEffect, ...]
    totals: Mapping[str, Money]
    journal: tuple[VoucherLine, ...]
    choices: tuple[str, ...] = ()

    @property
    def report_month(self) -> Month:
        """The month whose report tells of it."""
        return self.head.report_month

    @property
    def payment(self) -> Money:
        """What is paid out more than otherwise."""
        return Money.total(each.net for each in self.people)

    @property
    def owed(self) -> Money:
        """What employees have to pay back."""
        return Money.total(each.owes for each in self.people)

    @property
    def cost(self) -> Money:
        """What it costs the employer: pay, holiday pay set aside, the contribution on both, pension, finance tax."""
        names = ("gross_cash", "holiday_accrual", "aga", "aga_on_holiday_accrual", "otp", "aga_extra", "finance_tax")
        return Money.total(self.totals.get(name, ZERO) for name in names)


def of_lines(
    session: Session,
    into: int | RunHead,
    lines: Mapping[int, Iterable[LineInput]],
    changes: Iterable[Change] = (),
    balances: Balances | None = None,
) -> Effect:
    """The effect of lines by employee number, and of what is mended, on a draft or on a new run. Raises Refused."""
    if isinstance(into, RunHead):
        facts, earlier = facts_for(session, into, {}, (), balances), {}
    else:
        facts, known = run_facts(session, into)
        earlier = dict(known)
    changes = tuple(changes)
    concerned = set(lines) | {change.number for change in changes}
    people = tuple(person for person in facts.people if person.number in concerned)
    more = tuple(
        replace(
            person,
            lines=(*person.lines, *lines.get(person.number, ())),
            employments=changed_employments(person, changes),
        )
        for person in people
    )
    earlier = {number: slip for number, slip in earlier.items() if number in concerned}
    with steady_memory():
        without = calculate(replace(facts, people=people), earlier)
        result = calculate(replace(facts, people=more), earlier)
    return _between(facts.head, without, result)


def of_reversal(
    session: Session,
    head: RunHead,
    earlier: Mapping[int, Payslip],
    lines: Mapping[int, Iterable[LineInput]] | None = None,
    balances: Balances | None = None,
    choice: str = "",
) -> Effect:
    """The effect of taking slips back, by employee number, with what is paid instead. `head` names their run in
    `corrects`; `choice` is the month of the report, where there is a choice. Raises Refused.
    """
    facts = facts_for(session, head, {}, earlier, balances)
    people = tuple(
        replace(person, lines=(*person.lines, *(lines or {}).get(person.number, ())))
        for person in facts.people
        if person.number in earlier
    )
    with steady_memory():
        result = calculate(replace(facts, people=people), earlier)
    run = find_run(session, head.corrects)
    if run is None:
        return _between(head, None, result)
    corrected = head_of(run)
    result = told_in_its_month(result, corrected, choice)
    cash = result.totals.get("gross_cash", ZERO)
    choices = country(facts.country).report_choices(corrected, cash, head.pay_date)
    return replace(_between(result.head, None, result), choices=tuple(choices))


def _between(head: RunHead, without: RunResult | None, result: RunResult) -> Effect:
    before = {slip.person.number: slip for slip in without.payslips} if without is not None else {}
    names = [name for name in result.totals if name != "aga_allowance_used"]
    was = without.totals if without is not None else {}
    return Effect(
        head,
        tuple(_person(slip, before.get(slip.person.number)) for slip in result.payslips),
        {name: result.totals[name] - was.get(name, ZERO) for name in names},
        tuple(_journal(without, result)),
    )


def _person(slip: Payslip, before: Payslip | None) -> PersonEffect:
    gross, withholding, deductions, net = (slip[name] - (before[name] if before is not None else ZERO) for name in SUMS)
    person = slip.person
    return PersonEffect(
        person.number,
        person.name,
        gross,
        withholding,
        deductions,
        net,
        before["net_pay"] if before is not None else None,
        slip["net_pay"],
    )


def _journal(without: RunResult | None, result: RunResult) -> Iterable[VoucherLine]:
    """The lines of the journal by which the runs differ."""
    sums: dict[VoucherLine, int] = defaultdict(int)
    for sign, some in ((-1, without), (1, result)):
        for line in some.voucher.lines if some is not None else ():
            sums[replace(line, amount=ZERO)] += sign * line.amount.ore
    return (replace(line, amount=Money(ore)) for line, ore in sums.items() if ore)
