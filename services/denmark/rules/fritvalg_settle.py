"""Fritvalg that leaves the payroll as holiday money: to FerieKonto or a fund net of tax, on a Feriekort gross."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from models.values.money import ZERO, Money
from models.values.why import Figure
from services.denmark.rules.case import Case
from services.denmark.rules.settle import FERIEKONTO, say_settled, taxed_alone
from services.engine.result import PayLine

SETTLED_AM, SETTLED_TAX = "8325", "8356"
HOLIDAY_GROSS: Final = {0: "4705", 1: "4706", 2: "4708"}
"""By destination the type that posts gross holiday money; that of a Feriekort is all there is."""

_NET: Final = {0: "4930", 1: "4934"}
_KORT, _FERIEKORT = 2, "4986"


@dataclass(frozen=True, slots=True)
class Settlement:
    """An amount and where it goes: 0 FerieKonto · 1 a fund (Feriekasse) · 2 a Feriekort. `earned` says that it is
    holiday money of something that was paid; else the account itself is settled, and its own line posts it.
    """

    reason: str
    gross: Figure[Money]
    where: int
    earned: bool = False


def settle(case: Case, settlements: Iterable[Settlement]) -> None:
    """The lines that post them, and the fields of eIndkomst (denmark 3.6)."""
    for each in settlements:
        if not each.gross.value:
            continue
        if each.where == _KORT:
            case.book("FERIEKORT", case.period.holiday_year, each.gross.value.ore, each.reason)
            _post(case, HOLIDAY_GROSS[_KORT] if each.earned else _FERIEKORT, each.gross)
            _field(case, "198", each.gross.value)
            _say(case, "kort", each.gross.value)
            case.besides["209"] = Money.kr(int(case.work.setup.se or "0"))
            continue
        if each.earned:
            _post(case, HOLIDAY_GROSS[each.where], each.gross)
        taxed = taxed_alone(case, each.gross)
        for number, amount in ((SETTLED_AM, taxed.am), (SETTLED_TAX, taxed.tax), (_NET[each.where], taxed.net)):
            _post(case, number, amount)
        for name, amount in (("13", taxed.gross), ("15", taxed.tax), ("16", taxed.am), ("202", taxed.net)):
            _field(case, name, amount.value)
        _say(case, "konto" if each.where == 0 else "kasse", taxed.gross.value, taxed.am.value, taxed.tax.value)
        case.besides["209"] = Money.kr(FERIEKONTO if each.where == 0 else int(case.work.setup.se or "0"))


def _field(case: Case, name: str, amount: Money) -> None:
    case.besides[name] = case.besides.get(name, Money(0)) + amount


def _say(case: Case, to: str, gross: Money, am: Money = ZERO, tax: Money = ZERO) -> None:
    say_settled(case.besides, "running", to, case.period.holiday_year, gross, am, tax, ZERO)


def _post(case: Case, number: str, amount: Figure[Money]) -> None:
    case.lines.append(PayLine(number, amount, employment=case.job.id))
