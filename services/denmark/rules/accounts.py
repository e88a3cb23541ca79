"""The balances of Denmark (denmark 1.4), how a row names them, and which vintage something belongs to.

Day and hour accounts are kept by holiday year, month of earning and working-time percentage together
(`2025 2025-10 81.08`), so that the oldest goes first and each day knows at which percentage it was earned; supplements
by year and month (`2025 2026-05`), so that those up to a day can be paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

from services.denmark.rules.calendar import holiday_year
from services.engine.accounts import Account, Unit
from services.engine.numbered import Row

HOLIDAY_YEAR, CALENDAR_YEAR, NONE, DETAIL = "holiday_year", "calendar_year", "none", "holiday_year month percent"
OF_HOLIDAY_YEAR, OF_CALENDAR_YEAR = "holiday_year month", "calendar_year month"
FERIE_D, FERIE_T, FERIEPENGE, FERIEPENGE_LB = "FERIE_D", "FERIE_T", "FERIEPENGE", "FERIEPENGE_LB"
RET, GAELD = "FORSKUD_RET", "FORSKUD_GAELD"

_SUPPLEMENTS = [f"{kind}_{basis}" for kind in ("TILLAEG", "EKSTRA") for basis in ("LOV", "OK")]
_REPORTED = ["gross", "13", "14", "15", "16", "46", "147", "148"]
_YEARS = ["FERIEFRI_D", "FERIEFRI_T", "AFSPADS_T", "OMSORG_D", "OMSORG_T", "AFTALEFRI_D", "AFTALEFRI_T"]


def _unit(code: str) -> Unit:
    return Unit.DAYS if code.endswith("_D") else Unit.HOURS if code.endswith("_T") else Unit.KRONER


ACCOUNTS = (
    Account(FERIE_D, Unit.DAYS, DETAIL, 0),
    Account(FERIE_T, Unit.HOURS, DETAIL, 0),
    Account(FERIEPENGE, Unit.KRONER, HOLIDAY_YEAR, 0),
    Account(FERIEPENGE_LB, Unit.KRONER, HOLIDAY_YEAR, 0),
    Account("FERIEKORT", Unit.KRONER, HOLIDAY_YEAR, 0),
    *(Account(f"{name}_{unit}", _unit(f"_{unit}"), HOLIDAY_YEAR, 0) for name in (RET, GAELD) for unit in "DT"),
    *(Account(f"{name}_KR", Unit.KRONER, HOLIDAY_YEAR, 0) for name in (RET, GAELD)),
    Account("TIDL_AG_D", Unit.DAYS, NONE, 0),
    Account("TIDL_AG_T", Unit.HOURS, NONE, 0),
    *(Account(f"{name}_FY", Unit.KRONER, OF_HOLIDAY_YEAR, 0) for name in _SUPPLEMENTS),
    *(Account(f"{name}_KY", Unit.KRONER, OF_CALENDAR_YEAR, 0) for name in _SUPPLEMENTS),
    Account("GL_FERIE_D", Unit.DAYS, CALENDAR_YEAR, 0),
    Account("GL_FERIE_T", Unit.HOURS, CALENDAR_YEAR, 0),
    Account("GL_FERIEKORT", Unit.KRONER, CALENDAR_YEAR, 0),
    Account("FERIEPULJE", Unit.KRONER, NONE),
    Account("HENSAT", Unit.KRONER, NONE),
    Account("SAERLIGT_TILLAEG", Unit.KRONER, NONE, 0),
    Account("FRITVALG", Unit.KRONER, NONE),
    Account("FRITVALG_LOKAL", Unit.KRONER, NONE, 0),
    Account("FRITVALG_LOKAL_NET", Unit.KRONER, NONE, 0),
    *(Account(code, _unit(code), CALENDAR_YEAR, 0) for code in _YEARS),
    Account("FERIEFRI_KR", Unit.KRONER, CALENDAR_YEAR, 0),
    Account("SH", Unit.KRONER, CALENDAR_YEAR, 0),
    Account("BEDEDAG", Unit.KRONER, NONE, 0),
    # what the program itself counts
    Account("holiday_base", Unit.KRONER, CALENDAR_YEAR),
    Account("fritvalg_saved", Unit.KRONER, "type"),
    Account("fritvalg_cash", Unit.KRONER, CALENDAR_YEAR),
    Account("holiday_earned", Unit.DAYS, HOLIDAY_YEAR),
    Account("holiday_basis", Unit.KRONER, HOLIDAY_YEAR),  # what bore the money of holiday with pay
    Account("holiday_taken", Unit.DAYS, HOLIDAY_YEAR),
    *(Account(f"supplement_{name}", Unit.KRONER, HOLIDAY_YEAR) for name in ("lov", "ok")),  # saved, paid or not
    *(Account(f"covered_{name}", Unit.DAYS, HOLIDAY_YEAR) for name in ("lov", "ok")),  # days whose supplement is paid
    Account("holiday_reset", Unit.DAYS, "day"),
    Account("old_act_money", Unit.KRONER, CALENDAR_YEAR, 0),  # of GL_FERIE_*
    Account("settled_leaving", Unit.DAYS, "day"),
    Account("absence_taken", Unit.DAYS, "absence"),
    Account("allowance_used", Unit.KRONER, "period"),
    Account("exempt_used", Unit.KRONER, CALENDAR_YEAR, by_hand=True),
    Account("atp_hours", Unit.HOURS, "period"),
    Account("atp_employee", Unit.KRONER, "period"),
    Account("atp_employer", Unit.KRONER, "period"),
    *(Account(f"year_{name}", Unit.KRONER, CALENDAR_YEAR) for name in _REPORTED),
    *(
        Account(f"{name}_{unit}", _unit(f"_{unit.upper()}"), HOLIDAY_YEAR)
        for name in ("advance_granted", "advance_used")
        for unit in "dt"
    ),
)
BY_CODE = {account.code: account for account in ACCOUNTS}
OWN = frozenset(code for code in BY_CODE if code.islower())
"""What the program counts for itself, and no balance of the person."""


def is_fritvalg(row: Row) -> bool:
    """Whether a row belongs to the sequence of fritvalg (denmark 6): its accounts, the saving for public holidays that
    may be moved there, the family days, and what is paid by the pay of the year before.
    """
    return "FRITVALG" in row.account or row.account == "SH" or "IL27" in row.flags or row.basis.startswith("FERIEB@KY")


@dataclass(frozen=True, slots=True)
class Named:
    """One account as a row names it, and which of its vintages: empty for all or the usual one, else what follows @."""

    code: str
    vintage: str = ""


def named(written: str) -> list[Named]:
    """The accounts of a row: `A + B@-1`, with * for every account that begins and ends so."""
    found: list[Named] = []
    for part in written.split("+"):
        code, _, vintage = part.strip().partition("@")
        if "*" in code:
            found += [Named(each, vintage) for each in BY_CODE if fnmatchcase(each, code) and each not in OWN]
        elif code in BY_CODE:
            found.append(Named(code, vintage))
        elif code:
            raise LookupError(code)
    return found


def vintage_of(code: str, day: date, working_time: Decimal) -> str:
    """The vintage of an account for something that was earned on a day."""
    axis = BY_CODE[code].vintage
    month = f"{day.year}-{day.month:02d}"
    if axis == DETAIL:
        return f"{holiday_year(day)} {month} {working_time:f}"
    if axis in (OF_HOLIDAY_YEAR, OF_CALENDAR_YEAR):
        return f"{holiday_year(day) if axis == OF_HOLIDAY_YEAR else day.year} {month}"
    if axis == HOLIDAY_YEAR:
        return str(holiday_year(day))
    return str(day.year) if axis == CALENDAR_YEAR else ""


def shown_vintage(vintage: str) -> str:
    """The year that a vintage belongs to."""
    return vintage.partition(" ")[0]


def month_of(vintage: str) -> str:
    """The month of earning that a vintage knows, as 2026-05; empty for one that knows none."""
    _, _, rest = vintage.partition(" ")
    return rest.partition(" ")[0]


def working_time_of(vintage: str) -> Decimal:
    """At which percentage the days of a vintage were earned."""
    *_, percent = vintage.split(" ")
    return Decimal(percent) if vintage.count(" ") == 2 else Decimal(100)


def years(code: str, day: date, written: str) -> Iterator[str]:
    """The years that a named vintage means on a day: @0 this year, @-1 the last, @2020 that one."""
    this = holiday_year(day) if BY_CODE[code].vintage.startswith(HOLIDAY_YEAR) else day.year
    if written in ("0", "-1"):
        yield str(this + int(written))
    elif written.isdecimal():
        yield written
