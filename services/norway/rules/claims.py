"""Deductions that end when something is paid back, and the order of attachments (norway-payroll 13).

What an employee owes stands on balances: an advance on its own account, a staff loan as what was repaid of it, a sum
that a deduction is to take in all as what it has taken so far. Nothing takes more than is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.why import Figure, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, LineInput, PersonFacts
from services.engine.result import PayLine
from services.engine.wage_types import WageType
from services.norway.rules import line_accounts, staff_loan
from services.norway.rules.opening import ADVANCE

TAKEN = "taken"  # of deductions with a sum in all, by what they are for
ATTACHMENT, COORDINATED = "attachment", "coordinated"
CLAIMS = frozenset({ATTACHMENT, "maintenance"})  # a percentage of them is of the whole taxable pay in cash
_PRIORITY = {COORDINATED: 0, "tax": 1}  # among attachments; all others come after (norway-payroll 13.3)

Asked: TypeAlias = tuple[WageType, LineInput, Figure[Money]]
"""A deduction before it is known what can be taken: its type, how it was entered, what it should be."""


def rank(wage_type: WageType, entered: LineInput) -> tuple[int, int]:
    """The place of a deduction in the legal order; the oldest comes first among those of one rank."""
    if wage_type.slug != ATTACHMENT:
        return wage_type.order, 0
    return wage_type.order, _PRIORITY.get(entered.claim, len(_PRIORITY))


def in_order(made: Iterable[Asked], person: PersonFacts, lines: Sequence[PayLine]) -> tuple[list[Asked], list[Finding]]:
    """The deductions in the legal order, each at most as large as what is still owed, and what is to be said of them.

    A fixed deduction that has nothing left to take is left out. The coordinated attachment takes the place of the
    older ones (norway-payroll 13.4): they are left out, and the user is told to end them.
    """
    ordered = sorted(made, key=lambda each: rank(each[0], each[1]))
    has_coordinated = any(wage_type.slug == ATTACHMENT and line.claim == COORDINATED for wage_type, line, _ in ordered)
    owed = {"advance_repaid": _advance_owed(person, lines), "loan_repaid": _loans_owed(person)}
    found: list[Asked] = []
    findings: list[Finding] = []
    keys = _keys(line for _, line, _ in ordered)
    for (wage_type, entered, amount), key in zip(ordered, keys, strict=True):
        slug = wage_type.slug
        where = Place("pay_run", person.number, slug)
        if slug == ATTACHMENT and has_coordinated and entered.claim != COORDINATED:
            what = Message(
                "Employee {number} has a coordinated attachment, so the older one of {amount} is not deducted: end it",
                number=str(person.number),
                amount=amount.value,
            )
            findings.append(Finding(Severity.WARNING, what, where))
            continue
        limits: list[Money] = []
        if slug in owed:
            known = owed[slug]
            if known is not None:
                limits.append(known)
            elif slug == "advance_repaid":
                what = Message(
                    "{line}: it is not known what employee {number} owes, so it is deducted as entered",
                    line=slug,
                    number=str(person.number),
                )
                findings.append(Finding(Severity.WARNING, what, where))
        if key:
            limits.append(max(ZERO, (entered.at_most or ZERO) - person.money(TAKEN, key)))
        if limits and (left := min(limits)) < amount.value:
            if wage_type.formula == "whole_kroner":
                left = left.whole_kroner(Rounding.CUT)
            if entered.fixed and not left:
                continue
            if not entered.fixed:
                what = Message(
                    "{line}: employee {number} owes {left}, so no more is deducted",
                    line=slug,
                    number=str(person.number),
                    left=left,
                )
                findings.append(Finding(Severity.WARNING, what, where))
            amount = figure("no.claim.left", left, asked=amount, left=left)
        if slug in owed and (before := owed[slug]) is not None:
            owed[slug] = before - amount.value
        found.append((wage_type, entered, amount))
    return found, findings


def movements(
    person: PersonFacts, taken: Iterable[tuple[LineInput, PayLine]], lines: Sequence[PayLine]
) -> list[Movement]:
    """What the run does to what is owed: advances paid out and repaid, and what deductions with a sum in all took.

    An advance of which the program knows nothing is not booked: a balance below zero would say that it is paid back.
    """
    booked = [
        Movement(BalanceKey(ADVANCE), line.amount.value.ore, "advance") for line in lines if line.type == "advance"
    ]
    pairs = list(taken)
    is_known = _advance_owed(person, lines) is not None
    for (_, line), key in zip(pairs, _keys(entered for entered, _ in pairs), strict=True):
        if line.type == "advance_repaid" and is_known:
            booked.append(Movement(BalanceKey(ADVANCE), -line.amount.value.ore, "repaid"))
        if key:
            booked.append(Movement(BalanceKey(TAKEN, key), line.amount.value.ore, "deduction"))
    return [movement for movement in booked if movement.hundredths]


def _advance_owed(person: PersonFacts, lines: Iterable[PayLine]) -> Money | None:
    """What the employee owes of advances, those of this run among them; None where no advance is known."""
    paid = [line.amount.value for line in lines if line.type == "advance"]
    if BalanceKey(ADVANCE) not in person.balances and not paid:
        return None
    return max(ZERO, person.money(ADVANCE) + Money.total(paid))


def _loans_owed(person: PersonFacts) -> Money | None:
    """What the employee owes of staff loans; None where none is entered."""
    if not person.loans:
        return None
    return max(ZERO, Money.total(staff_loan.owed(person.loans, line_accounts.repaid(person))))


def _keys(entered: Iterable[LineInput]) -> list[str]:
    """What each deduction with a sum in all is known by: type, claim and text, numbered where they are the same.

    Empty for those without such a sum.
    """
    found: list[str] = []
    for line in entered:
        if line.at_most is None:
            found.append("")
            continue
        name = "_".join(part for part in (line.type, line.claim, line.text) if part)
        again = sum(each == name or each.startswith(f"{name}#") for each in found)
        found.append(f"{name}#{again + 1}" if again else name)
    return found
