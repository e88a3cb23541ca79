"""Compensation for store bededag: a part of ordinary, foreseeable pay, saved and paid (denmark 3.11).

A row on the position category says that the people's working time grew, and when it is paid: with every pay, or with
that of May (September to May) and August (June to August); the rest when somebody leaves. Hourly paid have none: they
are paid for the hours instead.
"""

from __future__ import annotations

from typing import Final

from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules.bases import lowers_fixed_pay, pension_bases
from services.denmark.rules.case import HOURLY, Case, Entry, total
from services.denmark.rules.lines import put, take
from services.denmark.rules.pension import pensions
from services.engine.result import PayLine

BEDEDAG: Final = "BEDEDAG"
LOWERED_BY: Final = "7550"
"""The list of types (lønartstype) that lowers the basis: absence 77 to 79 where the employer says so."""

_EVERY_PAY: Final = "with_run"
_MONTHS: Final = "months:"


def compensate(case: Case) -> None:
    """Save and pay the supplement of everybody whose category has a row for it. Comes after absence and before what
    bears holiday money is summed up.
    """
    entry = next((each for each in case.active("ACCRUE") if each.row.account == BEDEDAG), None)
    if entry is None or case.pay == HOURLY or not case.work.pays_period:
        return
    if case.employed_days:
        base = foreseeable_pay(case)
        rate = case.work.rates.percent("great_prayer_day") if case.work.rates.has("great_prayer_day") else None
        if rate is not None and base.value.ore > 0:
            amount = figure("pay.percent_of", base.value.times(rate.value), percent=rate, basis=base)
            case.book(BEDEDAG, "", amount.value.ore, entry.type.slug)
            case.lines.append(PayLine(entry.type.slug, amount, employment=case.job.id))
    if is_paid(case, entry):
        _pay(case, entry)


def foreseeable_pay(case: Case) -> Figure[Money]:
    """Fixed pay and fixed supplements less leave at own expense, with the employer's share of the pension, less what
    the employer's list 7550 takes out; neither bonus, overtime nor holiday supplements.
    """
    parts: list[tuple[str, Figure[Money]]] = []
    for line in case.lines:
        row = case.work.types[line.type].row
        if row is None or line.tax == "none":
            continue
        if (row.kind == "fixed" and row.op in ("PAY", "BASIS")) or lowers_fixed_pay(line, row):
            parts.append((line.type, line.amount))
    firm = _firm_pension(case)
    if firm.value:
        parts.append(("pension", firm))
    parts += case.set_parts(LOWERED_BY)
    return total(BEDEDAG, parts)


def _firm_pension(case: Case) -> Figure[Money]:
    """The employer's share of the pension of the pay so far; the run is left as it was."""
    if next(case.active("PENSION"), None) is None:
        return figure("pay.nothing", ZERO)
    lines, findings, movements = len(case.lines), len(case.findings), len(case.movements)
    bases, balances = {name: list(parts) for name, parts in case.bases.items()}, dict(case.balances)
    pension_bases(case)
    _, firm = pensions(case)
    case.bases, case.balances = bases, balances
    del case.lines[lines:], case.findings[findings:], case.movements[movements:]
    return firm


def is_paid(case: Case, entry: Entry) -> bool:
    """Whether what is saved is paid in this run."""
    last = case.job.end is not None and case.job.end <= case.period.last
    words = entry.row.control.split(" ")
    if last or _EVERY_PAY in words:
        return True
    months = {month for word in words if word.startswith(_MONTHS) for month in word.removeprefix(_MONTHS).split(",")}
    return str(case.period.month.number) in months


def _pay(case: Case, entry: Entry) -> None:
    there = case.balance(BEDEDAG)
    number = entry.row.posting.removeprefix("post:")
    if there > 0:
        paid = take(case, BEDEDAG, there, number)
        put(case, case.work.types[number], figure("dk.balance", Money(paid), account=BEDEDAG))
