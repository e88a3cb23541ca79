"""Settling holiday with pay when somebody leaves (denmark 4.11, 4.13): every holiday year to its destination, holiday
that was carried over in cash, supplements paid or set to zero, and what is due of them proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules.accounts import (
    BY_CODE,
    FERIE_D,
    FERIE_T,
    FERIEPENGE,
    GAELD,
    RET,
    named,
    shown_vintage,
    working_time_of,
    years,
)
from services.denmark.rules.calendar import holiday_year
from services.denmark.rules.case import HUNDREDTHS, NOTHING, Case, Entry, counted, hundredths, total, two
from services.denmark.rules.counters import BASIS, EARNED, OLD_MONEY, SUPPLEMENTS, TAKEN, money_percent
from services.denmark.rules.holiday import per_days
from services.denmark.rules.holiday_money import CASH, KASSE, KONTO, KORT, Carriers, Settled, settle, where
from services.denmark.rules.lines import put, take
from services.engine.accounts import Unit
from services.engine.result import PayLine

CODES: Final = frozenset({"", "1", "2", "3", "4", "8", "9"})
_NOT_SETTLED: Final = frozenset({"", "8", "9"})  # no code yet, no holiday, left in an earlier system
_BY_CODE: Final[Mapping[str, str]] = {"1": CASH, "2": KORT}

TRANSFERRED: Final[Mapping[str, str]] = {FERIE_D: "4922", FERIE_T: "4905"}
OLD_ACT: Final = "4082"
DUE: Final[Mapping[str, str]] = {"TILLAEG_LOV_FY": "4788", "TILLAEG_OK_FY": "4789"}
_EXTRA_DUE: Final[Mapping[str, str]] = {"EKSTRA_LOV_FY": "4783", "EKSTRA_OK_FY": "4784"}
_RECOVER: Final[Mapping[str, str]] = {"D": "4796", "T": "4797"}
_NET: Final[Mapping[tuple[str, bool], str]] = {
    (KONTO, False): "4969",
    (KONTO, True): "4974",
    (KASSE, False): "4980",
    (KASSE, True): "4980",
    (KORT, False): "4986",
    (KORT, True): "4987",
}


@dataclass(frozen=True, slots=True)
class Due:
    """Holiday money of one year that is settled: before tax, with its days. `past` is any but the current year."""

    year: str
    gross: Figure[Money]
    days: Decimal
    past: bool
    carriers: Carriers
    where: str


def leave(case: Case) -> list[Due]:
    """Settle what somebody has left. Pays in cash what is paid with the pay, and gives what is taxed alone.

    Raises Refused for a leaving code that is not known.
    """
    if not case.leaves:
        return []
    code = case.job.end_reason
    if code not in CODES:
        raise case.refusal(Message("there is no leaving code {code}", code=code))
    assert case.job.end is not None
    day = max(case.job.end, case.period.first)
    account = FERIE_T if case.switch("FEENH") == 1 else FERIE_D
    overrides = _overrides(case)
    if code in _NOT_SETTLED:
        if overrides or any(case.keys(FERIEPENGE)):
            _not_settled(case, code)
        return []
    case.book(
        "settled_leaving", str(case.job.end), 0 if case.balance("settled_leaving", str(case.job.end)) else 100, ""
    )
    _extra(case)
    _supplements(case)
    _old_act(case)
    _advance(case)
    if not overrides and not any(case.keys(FERIEPENGE)) and not _earns(case):
        return []
    found = {shown_vintage(key.vintage) for name in (FERIE_D, FERIE_T, FERIEPENGE) for key in case.keys(name)}
    to = _BY_CODE.get(code) or _fund(case, code)
    dues = [
        due
        for year in sorted(found | set(overrides))
        if (due := _year(case, account, year, day, to, overrides.get(year))) is not None
    ]
    return _less_debt(case, dues)


def tax(case: Case, dues: Iterable[Due]) -> list[Settled]:
    """What the holiday years come to, each taxed alone, without an allowance, with its record for eIndkomst."""
    made = []
    for due in dues:
        record = {CASH: "", KORT: "6202"}.get(due.where, "6102")
        days = Money(hundredths(due.days))
        made.append(settle(case, due.where, due.gross, due.carriers, record=record, year=due.year, days=days))
        if due.where == KORT:
            case.book("FERIEKORT", due.year, due.gross.value.ore, due.carriers.net)
    return made


def _fund(case: Case, code: str) -> str:
    by_table = where(case)
    return KONTO if code == "3" and by_table == KORT else by_table


def _earns(case: Case) -> bool:
    return any(FERIEPENGE in entry.row.account.split(" + ") for entry in case.active("ACCRUE"))


def _not_settled(case: Case, code: str) -> None:
    what = (
        Message("holiday pay is owed, and leaving code {code} settles none", code=code)
        if code
        else Message("holiday pay is owed, and there is no leaving code: nothing is settled")
    )
    case.warn(_about(case, what))


def _about(case: Case, what: Message) -> Message:
    return Message("Employee {number}: {reason}", number=str(case.person.number), reason=what)


def _overrides(case: Case) -> dict[str, Entry]:
    """Days and amounts that were entered in place of what is computed, by holiday year."""
    found: dict[str, Entry] = {}
    for entry in case.entries:
        if "override" in entry.row.control.split(" "):
            assert case.job.end is not None
            account = next(each for each in named(entry.row.account) if each.code == FERIEPENGE)
            for year in years(FERIEPENGE, max(case.job.end, case.period.first), account.vintage):
                found[year] = entry
    return found


def is_transferred(year: int, day: date) -> bool:
    """Whether what is left of a holiday year on a day was carried over: its time for holiday ended on 31 December of
    the year after it began.
    """
    return day > date(year + 1, 12, 31)


def _year(case: Case, account: str, year: str, day: date, to: str, override: Entry | None) -> Due | None:
    """What is left of one holiday year. Clears its balances."""
    keys = [key for key in case.keys(account) if shown_vintage(key.vintage) == year]
    rest = counted(sum(case.balances[key] for key in keys))
    days = _in_days(case, account, [(working_time_of(key.vintage), counted(case.balances[key])) for key in keys])
    past, carried = int(year) < holiday_year(day), is_transferred(int(year), day)
    balance = Money(case.balance(FERIEPENGE, year))
    gross = figure("dk.balance", balance, account=FERIEPENGE)
    if override is not None:
        if override.line.amount is None:
            raise case.refusal(Message("it needs an amount"), override.type.slug)
        gross = figure("pay.entered", override.line.amount, entered=override.line.amount)
        days = override.line.quantity if override.line.quantity is not None else days
    elif carried or case.work.setup.holiday_average:
        gross = _average(case, year, rest) or gross
    hours = account == FERIE_T
    number = override.type.slug if override is not None else _gross_number(to, past=past, hours=hours)
    reason = TRANSFERRED[account] if carried else number
    for key in keys:
        case.book(account, key.vintage, -case.balances[key], reason)
    case.book(FERIEPENGE, year, -balance.ore, reason)
    if not gross.value and not days:
        return None
    if carried:
        put(case, case.work.types[TRANSFERRED[account]], gross, counted(hundredths(days)))
        if override is not None:
            case.lines.append(PayLine(number, figure("pay.nothing", ZERO), quantity=days, employment=case.job.id))
        return None
    am, tax_number = ("4972", "4973") if past else ("4967", "4968")
    return Due(year, gross, two(days), past, Carriers(number, am, tax_number, _NET.get((to, past), "")), to)


def _gross_number(to: str, *, past: bool, hours: bool) -> str:
    if not past:
        return "4962" if hours else "4966"
    return "4963" if hours and to != KORT else "4971"


def _in_days(case: Case, account: str, parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Hours become days: by 7.4 hours at the percentage at which they were earned."""
    if account == FERIE_D:
        return sum((units for _, units in parts), NOTHING)
    whole = case.work.rates.number("holiday.hours.day").value
    return sum((units / (whole * percent / HUNDREDTHS) for percent, units in parts if percent), NOTHING)


def _average(case: Case, year: str, rest: Decimal) -> Figure[Money] | None:
    """The money of the whole holiday year by what was earned in it, for what is left; None where the year is not
    known.
    """
    earned, pay = counted(case.balance(EARNED, year)), counted(case.balance(BASIS, year))
    if not earned or not pay:
        return None
    percent = money_percent(case)
    value = Money.rounded(pay * percent / HUNDREDTHS / earned * rest)
    return figure("dk.leaving.average", value, percent=percent, pay=Money(hundredths(pay)), earned=earned, rest=rest)


def _less_debt(case: Case, dues: list[Due]) -> list[Due]:
    """What the pay could not cover of holiday in advance is taken from the holiday money; no more can be claimed."""
    left, found = case.owed_back, list[Due]()
    for due in dues:
        part = min(left, max(ZERO, due.gross.value))
        left -= part
        if part:
            gross = figure("dk.leaving.set_off", due.gross.value - part, of=due.gross, owed=part)
            due = Due(due.year, gross, due.days, due.past, due.carriers, due.where)
        found.append(due)
    if left:
        case.warn(_about(case, Message("{amount} of holiday in advance cannot be claimed back", amount=left)))
    return found


# ── supplements ──


def _extra(case: Case) -> None:
    """Extra supplements that the position category pays when somebody leaves; what nothing pays is told."""
    paid: set[str] = set()
    for entry in case.entries:
        row = entry.row
        if row.op != "PAYOUT_ALL" or row.trigger != "leaving":
            continue
        for account in named(row.account):
            paid.add(account.code)
            _pay_extra(case, entry, account.code)
    for code in (each for each in BY_CODE if each.startswith("EKSTRA_") and each not in paid):
        left = sum(case.balances[key] for key in case.keys(code))
        if left:
            what = Message(
                "{amount} is left of {account}, and nothing on the position category pays it at leaving",
                amount=Money(left),
                account=code,
            )
            case.warn(_about(case, what), _EXTRA_DUE.get(code, ""))


def _pay_extra(case: Case, entry: Entry, code: str) -> None:
    this = BY_CODE[code].vintage
    parts: list[tuple[str, Figure[Money]]] = []
    for year in dict.fromkeys(shown_vintage(key.vintage) for key in case.keys(code)):
        there = sum(case.balances[key] for key in case.keys(code) if shown_vintage(key.vintage) == year)
        amount = take(case, code, there, entry.type.slug, year)
        if amount:
            parts.append((year, figure("dk.balance", Money(amount), account=code)))
    if not parts:
        return
    put(case, entry, total("balances", parts))
    numbers = [word.removeprefix("post:") for word in entry.row.posting.split(" ") if word.startswith("post:")]
    for year, amount_of in parts:
        current = str(holiday_year(case.period.last)) if this.startswith("holiday") else str(case.period.last.year)
        wanted = "@0" if year == current else "@-1"
        for number in numbers:
            row = case.work.types[number].row
            if row is not None and row.account == f"{code}{wanted}":
                case.lines.append(PayLine(number, amount_of, employment=case.job.id))


def due_supplement(case: Case, code: str, year: str) -> tuple[Decimal, Figure[Money]] | None:
    """Of an ordinary supplement of a holiday year: the days that were taken and whose supplement is not paid, and their
    share of the year's supplement (denmark 4.11); None where nothing is due. Never below zero, never set off.
    """
    saved, covered = SUPPLEMENTS[code]
    earned, whole = counted(case.balance(EARNED, year)), counted(case.balance(saved, year))
    days = counted(case.balance(TAKEN, year) - case.balance(covered, year))
    if days <= 0 or not earned or whole <= 0:
        return None
    value = min(Money.rounded(whole / earned * days), Money(case.balance(code, year)))
    supplement = Money(hundredths(whole))
    return days, figure("dk.leaving.supplement", value, supplement=supplement, earned=earned, days=days)


def _supplements(case: Case) -> None:
    """The ordinary supplement is set to zero; what is due of it for days taken is proposed, and paid by hand."""
    for code, number in DUE.items():
        for year in dict.fromkeys(shown_vintage(key.vintage) for key in case.keys(code)):
            due = due_supplement(case, code, year)
            if due is not None and due[1].value:
                what = Message(
                    "{type}: supplement of {year} for {days} days taken is due and not paid: {amount}",
                    type=number,
                    year=year,
                    days=due[0],
                    amount=due[1].value,
                )
                case.warn(_about(case, what), number)
    for code in (each for each in BY_CODE if each.startswith("TILLAEG_")):
        for key in case.keys(code):
            case.book(code, key.vintage, -case.balances[key], "fratrædelse")


# ── the old act, and holiday in advance ──


def _old_act(case: Case) -> None:
    """Holiday of the old act is paid in cash: its money by its days, for all that is left."""
    for code in ("GL_FERIE_D", "GL_FERIE_T"):
        for key in case.keys(code):
            rest, money = case.balances[key], case.balance(OLD_MONEY, key.vintage)
            if rest <= 0:
                continue
            case.book(code, key.vintage, -rest, OLD_ACT)
            case.book(OLD_MONEY, key.vintage, -money, OLD_ACT)
            if money:
                amount = figure("dk.balance", Money(money), account=code)
                put(case, case.work.types[OLD_ACT], amount, counted(rest), None, deducted=True)


def _advance(case: Case) -> None:
    """What was granted and not taken lapses; what was taken and not earned is told, to be entered."""
    for unit, number in _RECOVER.items():
        for key in case.keys(f"{RET}_{unit}"):
            case.book(key.account, key.vintage, -case.balances[key], "fratrædelse")
        owed = counted(sum(case.balances[key] for key in case.keys(f"{GAELD}_{unit}")))
        if owed > 0 and BY_CODE[f"{GAELD}_{unit}"].unit is not Unit.KRONER:
            days = owed if unit == "D" else owed / case.work.rates.number("holiday.hours.day").value
            amount = per_days(case, "FEEGEN", days)
            what = Message(
                "{type}: {units} of holiday in advance are owed: {amount} can be taken from the pay",
                type=number,
                units=owed,
                amount=amount.value,
            )
            case.warn(_about(case, what), number)
    for key in case.keys(f"{RET}_KR"):
        case.book(key.account, key.vintage, -case.balances[key], "fratrædelse")
