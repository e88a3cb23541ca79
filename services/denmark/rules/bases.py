"""The pension bases of a run (denmark 3.4): three that are known, and those that are the employer's own lists of types.

Basis 1 to 6 can be raised and lowered by the lists 6000 to 6005, one for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.values.money import Money
from models.values.why import Figure, figure
from services.denmark.rules.case import Case
from services.denmark.rules.holiday import OWN_LEAVE
from services.engine.numbered import Row
from services.engine.result import PayLine

PENS_1, PENS_2, PENS_3 = "PENS_1", "PENS_2", "PENS_3"
OWN_BASES: Final = ("4", "5", "6", "10", "11")
"""Pension bases whose content is not public: empty until the employer makes a list."""

DAYS_OFF: Final = ("FERIEFRI_", "AFSPADS_", "OMSORG_", "AFTALEFRI_", "SH")
"""The accounts of days off whose payout is not in basis 2."""

_SAVED_SH: Final = "SH"
_ADJUSTED: Final = {str(number): f"600{number - 1}" for number in range(1, 7)}
_OWN_LEAVE: Final = frozenset(OWN_LEAVE.values())


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the parts of the run were when the bases were made: lines, pay with AM-bidrag, and without."""

    lines: int = 0
    with_am: int = 0
    without_am: int = 0


def pension_bases(case: Case) -> Seen:
    """Fill the pension bases of the person from pay and absence.

    1 = fixed and hourly pay − own-account leave and holiday that a former employer pays (every type with the word
    pen-). 2 = A-income + running holiday money and saving for public holidays − payout of days off. 3 = pay that bears
    holiday money, not lowered by holiday.
    """
    for part in ("MDR_FAST", "TIMESATS"):
        _join(case, PENS_1, part)
    _join(case, PENS_3, "FERIEB")
    sets = case.work.setup.sets
    for number in OWN_BASES if sets else ():
        for name, amount in case.set_parts(number):
            case.add(f"PENS_{number}", name, amount)
    for number, adjusted in _ADJUSTED.items() if sets else ():
        for name, amount in case.set_parts(adjusted):
            case.add(f"PENS_{number}", name, amount)
    return complete(case, Seen())


def complete(case: Case, seen: Seen) -> Seen:
    """What came since: payouts are A-income of the period too, and what is earned for public holidays is saved."""
    _join(case, PENS_2, "AM", seen.with_am)
    _join(case, PENS_2, "A", seen.without_am)
    for line in case.lines[seen.lines :]:
        row = case.work.types[line.type].row
        if row is None or not line.amount.value:
            continue
        if row.op == "ACCRUE" and row.account == _SAVED_SH:
            case.add(PENS_2, line.type, line.amount)
        if line.tax == "none":
            continue
        if lowers_fixed_pay(line, row):
            case.add(PENS_1, line.type, line.amount)
        if "IL27" in row.flags and "pen-" not in row.flags:  # family days lower a basis by a list alone
            case.add(PENS_2, line.type, _less(line.amount))
        if row.op.startswith("PAYOUT") and row.account.startswith(DAYS_OFF):
            case.add(PENS_2, line.type, _less(line.amount))
    return Seen(len(case.lines), len(case.bases.get("AM", ())), len(case.bases.get("A", ())))


def passed(case: Case) -> Seen:
    """Where the parts of the run are now: what came before is in no pension basis unless it is there already."""
    return Seen(len(case.lines), len(case.bases.get("AM", ())), len(case.bases.get("A", ())))


def lowers_fixed_pay(line: PayLine, row: Row) -> bool:
    """Whether a line takes from the fixed pay: leave at own expense, and holiday that a former employer pays."""
    return line.tax != "none" and ("pen-" in row.flags or line.type in _OWN_LEAVE)


def _join(case: Case, name: str, part: str, since: int = 0) -> None:
    for label, amount in case.bases.get(part, [])[since:]:
        case.add(name, label, amount)


def _less(amount: Figure[Money]) -> Figure[Money]:
    return figure("dk.set.less", -amount.value, amount=amount)
