"""What the program counts beside the balances of holiday: earned and taken days, pay behind them, saved supplements.

A balance says what is left; what somebody has when they leave follows from the whole holiday year (denmark 4.11, 4.13).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.denmark.rules.accounts import FERIE_D, FERIE_T, FERIEPENGE, shown_vintage
from services.denmark.rules.case import HUNDREDTHS, Case, Entry, counted, hundredths
from services.denmark.rules.expressions import chain

EARNED, TAKEN, BASIS, OLD_MONEY = "holiday_earned", "holiday_taken", "holiday_basis", "old_act_money"
SUPPLEMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "TILLAEG_LOV_FY": ("supplement_lov", "covered_lov"),
    "TILLAEG_OK_FY": ("supplement_ok", "covered_ok"),
}
"""Of each ordinary supplement of the holiday year: what was saved in it, and the days whose supplement is paid."""

_OLD_UNITS: Final = frozenset({"GL_FERIE_D", "GL_FERIE_T"})


def money_percent(case: Case) -> Decimal:
    """The percentage of holiday money: 9907 → 4002 → that of the law."""
    found = chain(case, "p9907>t4002")
    return case.work.rates.percent("holiday.money").value.value if found is None else found.value


def by_hand(case: Case, entry: Entry, code: str, vintage: str, amount: int) -> None:
    """An opening balance or a correction changed an account by so many hundredths: what stands behind it follows."""
    year, reason = shown_vintage(vintage), entry.type.slug
    if code in (FERIE_D, FERIE_T):
        case.book(EARNED, year, amount, reason)
    elif code == FERIEPENGE:
        percent = money_percent(case)
        if percent:
            case.book(BASIS, year, hundredths(counted(amount) * HUNDREDTHS / percent), reason)
    elif code in SUPPLEMENTS:
        case.book(SUPPLEMENTS[code][0], year, amount, reason)
    elif code in _OLD_UNITS and entry.line.amount is not None:
        case.book(OLD_MONEY, year, entry.line.amount.ore, reason)


def cover(case: Case) -> None:
    """What the run paid of the ordinary supplements covers days: all that were earned where the year's balance was
    emptied, those before the run where only its own saving is left, else the days that the amount is worth.
    """
    if not any(move.hundredths < 0 and move.key.account in SUPPLEMENTS for move in case.movements):
        return
    for code, (saved, covered) in SUPPLEMENTS.items():
        paid: dict[str, int] = {}
        everything: set[str] = set()
        for move in case.movements:
            row = case.work.types[move.reason].row if move.reason in case.work.types else None
            if move.key.account != code or move.hundredths >= 0 or row is None or not row.op.startswith("PAYOUT"):
                continue
            year = shown_vintage(move.key.vintage)
            paid[year] = paid.get(year, 0) - move.hundredths
            if row.op == "PAYOUT_ALL":
                everything.add(year)
        for year, amount in paid.items():
            earned, before = case.balance(EARNED, year), case.balance(covered, year)
            whole = case.balance(saved, year)
            if year in everything:
                here = case.balance(EARNED, f"{year} {case.period.first}") if case.balance(code, year) else 0
                days = earned - here - before
            else:
                days = hundredths(counted(amount) * counted(earned) / counted(whole)) if whole else 0
            case.book(covered, year, max(0, min(days, earned - before)), code)
