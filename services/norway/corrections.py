"""Correcting what was sent (amelding 7): the matrices are data (resources/codes/no/corrections.toml), read here.

A mistake is looked at with the month in which it was made and the day on which it is put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from models.values.money import Money
from models.values.span import Month
from services.engine.facts import RunHead, RunKind
from services.engine.report_correction import (
    AFTER_DUE,
    BEFORE_DUE,
    JANUARY,
    LATER,
    MISTAKE,
    PAID,
    CorrectionRule,
    month_meant,
)
from services.norway.rules.deadlines import employer_contribution_due
from services.reference.codes import code_facts

_ORDER: Final = {BEFORE_DUE: "this_year", AFTER_DUE: "this_year", JANUARY: "next_year", LATER: "next_year"}


def time_of(mistake: Month, on: date) -> str:
    """How late the day is for a mistake of the month (amelding 7.1, 7.3): before or after its term's contribution is
    due, in what is left of January once the year's last term is due, or later.
    """
    if on <= employer_contribution_due(mistake):
        return BEFORE_DUE
    if on <= employer_contribution_due(Month(mistake.year, 12)):
        return AFTER_DUE
    month, day = map(int, _matrix(mistake)["closes"].split("-"))
    return JANUARY if on <= date(mistake.year + 1, month, day) else LATER


def rule(kind: str, mistake: Month, on: date) -> CorrectionRule:
    """What is to be done about a kind of mistake of the month, on the day. Raises KeyError for an unknown kind."""
    return cell(kind, time_of(mistake, on), mistake)


def cell(kind: str, time: str, mistake: Month) -> CorrectionRule:
    """One cell of the matrices, by its names. Kinds are those of 7.1, and of 7.2 with `withholding.` before them."""
    matrix = _matrix(mistake)
    table, _, name = kind.rpartition(".")
    row: Mapping[str, Any] = matrix[table or "pay"][name]
    found: Mapping[str, Any] = row[time]
    contribution: Sequence[str] = ()
    if "contribution" in row:
        contribution = matrix["contribution"][row["contribution"]][_ORDER[time]]
    return CorrectionRule(
        kind,
        time,
        tuple(found["months"]),
        found.get("repaid", ""),
        found.get("withholding", ""),
        tuple(contribution),
        tuple(found["send"]),
    )


def contribution_months(kind: str, time: str, mistake: Month) -> tuple[str, ...]:
    """In which months the employer's contribution may be corrected: a cell of 7.3."""
    return tuple(_matrix(mistake)["contribution"][kind][_ORDER[time]])


def kinds() -> tuple[str, ...]:
    """The kinds of mistake that the newest matrices know."""
    newest = code_facts("no/corrections")["rules"][-1]
    return (*newest["pay"], *(f"withholding.{name}" for name in newest["withholding"]))


def _matrix(mistake: Month) -> Mapping[str, Any]:
    """The matrices in force for the income year of the mistake."""
    rules: list[Mapping[str, Any]] = code_facts("no/corrections")["rules"]
    return next((each for each in reversed(rules) if each["since"].year <= mistake.year), rules[0])


def kind_of(cash: Money) -> str:
    """The kind of mistake that a correction puts right, by what it pays in all: less than nothing was paid too much,
    nothing was a mistake of the report, more than nothing is back pay (amelding 7.1).
    """
    return "paid_too_much" if cash.ore < 0 else "back_pay" if cash.ore > 0 else "typing_mistake"


def reported_in(head: RunHead, corrected: RunHead, cash: Money, choice: str = "") -> Month | None:
    """The month whose report says a correction; None for the month of its pay date.

    `cash` is what it pays in all, `choice` the month that the user chose where the matrix leaves one. What was paid too
    much and is repaid after 31 January has two months to go to; where nobody chose it goes with its pay date, because
    what was withheld can be told in no month of the year that is closed.
    """
    if head.kind is not RunKind.CORRECTION:
        return None
    mistake = corrected.report_month
    of = rule(kind_of(cash), mistake, head.pay_date)
    if choice == PAID and of.time == LATER:
        return None
    usual = PAID if len(of.months) > 1 else of.months[0]
    return month_meant(choice if choice in of.months else usual, mistake, Month.of(head.pay_date))


def choices(corrected: RunHead, cash: Money, on: date) -> tuple[str, ...]:
    """The months among which somebody may choose for a correction; none where there is only one."""
    of = rule(kind_of(cash), corrected.report_month, on)
    if len(of.months) < 2:
        return ()
    return (*of.months, PAID) if MISTAKE in of.months else of.months
