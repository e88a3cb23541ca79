"""What the payslip says of the year so far, beyond the balances: the program's own counters, booked with each run.

By the calendar year of the pay date what the fields of eIndkomst add up to; by the holiday year the holiday that was
granted and taken in advance.
"""

from __future__ import annotations

from typing import Final

from models.values.money import ZERO, Money
from services.denmark.rules.accounts import BY_CODE, GAELD, RET, shown_vintage
from services.denmark.rules.case import Case
from services.engine.accounts import Unit

YEAR: Final = "year_"
GROSS: Final = f"{YEAR}gross"
FIELDS: Final = ("13", "14", "15", "16", "46", "147", "148")
GRANTED, AHEAD = "advance_granted_", "advance_used_"

_BY_HAND: Final = frozenset({"ADJUST", "SET", "GRANT"})
"""Operations that put a balance right, and use nothing of it."""


def count(case: Case, gross: Money) -> None:
    """Book the counters of a run whose movements are all made. The fields are those of `case.reported`."""
    year = str(case.work.head.pay_date.year)
    case.book(GROSS, year, gross.ore, "gross_cash")
    for name in FIELDS:
        case.book(f"{YEAR}{name}", year, case.reported.get(name, ZERO).ore, name)
    for moved in tuple(case.movements):
        code, amount = moved.key.account, moved.hundredths
        unit, vintage = code.rpartition("_")[2].lower(), shown_vintage(moved.key.vintage)
        wage_type = case.work.types.get(moved.reason)
        op = wage_type.row.op if wage_type is not None and wage_type.row is not None else ""
        if code.startswith(RET) and op == "GRANT" and BY_CODE[code].unit is not Unit.KRONER:
            case.book(f"{GRANTED}{unit}", vintage, amount, moved.reason)
        elif code.startswith(GAELD) and amount > 0 and op not in _BY_HAND and BY_CODE[code].unit is not Unit.KRONER:
            case.book(f"{AHEAD}{unit}", vintage, amount, moved.reason)
