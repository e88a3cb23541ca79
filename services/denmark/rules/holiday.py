"""Holiday under the act of 2020: the order of taking, own account, holiday in advance (denmark 4.6 to 4.8, 4.12).

What is taken goes down a chain: the oldest earned first, then holiday in advance, then the pay. What is earned is in
holiday_earning.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules import counters, expressions
from services.denmark.rules.accounts import (
    FERIE_D,
    FERIE_T,
    FERIEPENGE,
    GAELD,
    RET,
    shown_vintage,
    working_time_of,
)
from services.denmark.rules.case import (
    ADVANCE,
    ARREARS,
    HUNDREDTHS,
    NOTHING,
    Case,
    Entry,
    counted,
    hundredths,
    two,
)
from services.denmark.rules.expressions import hourly_pay, hours_a_day, not_yet
from services.denmark.rules.lines import put, take
from services.engine.result import PayLine

ORDER = "FERIEORDEN"
OWN_LEAVE = {0: "4871", 1: "4872", 2: "4873"}
"""By FEEGEN: the type that takes own-account leave from the pay."""

DIFFERENCE = "4923"
FORMER, FORMER_LINES = "TIDL_AG_D", {FERIE_D: "4866", FERIE_T: "4867"}
"""Days that a former employer pays, and the type that takes them from the pay of somebody who earns days or hours."""

AHEAD_LINES = {"D": "4953", "T": "4954"}
SET_OFF = "4958"
POOL, POOL_DOWN = "FERIEPULJE", "9871"
NOTHING_REDUCES, LAST_SWITCH = 3, 2
_OLD_ACT = 2020  # the first holiday year of the new act


# ── taking ──


def per_days(case: Case, table: str, days: Decimal) -> Figure[Money]:
    """What days are worth by FEREDU or FEEGEN: 4.8 % of the fixed pay, hours by the hourly pay, or 1/260 of a year."""
    how, pay = case.switch(table), case.basis("MDR_FAST")
    if case.members("4750"):  # of hourly paid with holiday pay, the employer's own (F19.1)
        pay = case.type_set("4750")
    elif not pay.value and case.switch("DAGTIM") == 1:  # hourly paid with holiday pay (denmark 4.8)
        pay = case.basis("TIMESATS")
    if how == 1:
        hourly, hours = hourly_pay(case), hours_a_day(case)
        amount = Money.rounded(hourly.value * hours.value * days)
        return figure("dk.holiday.by_hours", amount, days=days, hours=hours, rate=hourly)
    if how == LAST_SWITCH:
        divisor = case.work.rates.number("holiday.divisor")
        amount = Money.rounded(pay.value.kroner * 12 / divisor.value * days)
        return figure("dk.holiday.by_year", amount, days=days, pay=pay, divisor=divisor)
    if how == NOTHING_REDUCES:
        return figure("pay.nothing", ZERO)
    percent = expressions.chain(case, "p9909>t4004")
    rate = case.work.rates.percent("holiday.reduction") if percent is None else expressions.as_percent(percent)
    amount = Money.rounded(pay.value.kroner * rate.value.share * days)
    return figure("dk.holiday.by_percent", amount, days=days, percent=rate, pay=pay)


def take_leave(case: Case, entry: Entry) -> None:
    """TAKE: an absence goes down the order of holiday; days of own account where nothing covers."""
    if entry.row.account != ORDER:
        raise not_yet(case, entry)
    if entry.line.quantity is None:
        raise case.refusal(Message("it needs units"), entry.type.slug)
    account = FERIE_T if case.switch("FEENH") == 1 else FERIE_D
    units = entry.line.quantity
    if account == FERIE_D and case.switch("FEFRAV") == 1:
        units = two(units / hours_a_day(case).value)
    own = next((each.type.slug for each in case.active("DEDUCT") if each.row.control == "no_chain"), "")
    left = hundredths(units)
    covered = 0
    if not own:
        left -= _steps(case, account, left, first=True)
        taken, slices, _ = take_earned(case, account, left, entry.type.slug)
        for each in slices:
            case.book(counters.TAKEN, each.year, each.units, entry.type.slug)
        if account == FERIE_D:
            _difference(case, [each for each in slices if int(each.year) >= _OLD_ACT])
        covered += taken
        left -= taken
        left -= _steps(case, account, left, first=False)
        former = _former(case, account, left)
        left -= former
        ahead = _ahead(case, account, left, entry.type.slug)
        covered += ahead
        left -= ahead
    said = figure("pay.counted", ZERO, quantity=units)
    case.lines.append(PayLine(entry.type.slug, said, quantity=units, employment=case.job.id))
    if covered:
        _reduce(case, account, counted(covered))
        pool_down(case, _days(case, account, counted(covered)))
    if left:
        own_leave(case, _days(case, account, counted(left)), own or OWN_LEAVE[min(case.switch("FEEGEN"), LAST_SWITCH)])


def _steps(case: Case, account: str, amount: int, *, first: bool) -> int:
    """Steps of an order of holiday of the employer's own, before earned holiday (`first`) or after it: days off that
    are paid as they are, as F9 has extra days off. Gives what they covered.
    """
    left = amount
    for entry in case.active("TAKE"):
        code = entry.row.account
        if entry.row.kind != "chain_step" or code == FORMER or ("first" in entry.row.control.split(" ")) != first:
            continue
        if code.endswith(account[-2:]):
            left -= take(case, code, left, entry.type.slug)
    return amount - left


def _days(case: Case, account: str, units: Decimal) -> Decimal:
    return units if account == FERIE_D else units / hours_a_day(case).value


@dataclass(frozen=True, slots=True)
class _Slice:
    """Days of one vintage that were taken, and at which percentage they were earned."""

    year: str
    working_time: Decimal
    units: int


def take_earned(case: Case, account: str, amount: int, reason: str) -> tuple[int, list[_Slice], Money]:
    """Earned holiday, the oldest year and month first; the money goes in proportion. Gives what was there, of which
    vintages, and its money.
    """
    rest = {shown_vintage(key.vintage): 0 for key in case.keys(account)}
    rest = {year: case.balance(account, year) for year in rest}
    slices: list[_Slice] = []
    left = amount
    for key in case.keys(account):
        part = min(left, max(0, case.balances[key]))
        if part:
            slices.append(_Slice(shown_vintage(key.vintage), working_time_of(key.vintage), part))
            case.book(account, key.vintage, -part, reason)
            left -= part
    drawn = 0
    for year in dict.fromkeys(each.year for each in slices):
        taken = sum(each.units for each in slices if each.year == year)
        money = Money(case.balance(FERIEPENGE, year))
        if money and rest[year]:
            drawn += take(case, FERIEPENGE, money.part(taken, rest[year]).ore, reason, year)
    return amount - left, slices, Money(drawn)


def _difference(case: Case, slices: list[_Slice]) -> None:
    """The difference in holiday pay where days were earned at another percentage than is worked now (denmark 4.7)."""
    now = case.working_time
    if case.pay not in (ARREARS, ADVANCE) or all(each.working_time == now for each in slices):
        return
    hours = two(case.norm_hours * 12 / 52 / 5)
    days = sum((counted(each.units) for each in slices), NOTHING)
    earned = NOTHING
    for percent in dict.fromkeys(each.working_time for each in slices):
        part = sum((counted(each.units) for each in slices if each.working_time == percent), NOTHING)
        earned += two(hours * (percent / now) * part)
    units = two(-hours * days) + earned
    rate = hourly_pay(case)
    amount = figure(
        "dk.holiday.difference",
        Money.rounded(units * rate.value),
        days=days,
        now=two(hours * days),
        earned=earned,
        rate=rate,
    )
    put(case, case.work.types[DIFFERENCE], amount, units, None)


def _former(case: Case, account: str, amount: int) -> int:
    """Days from a former employer, where the order has such a step: somebody else pays them, so the pay is lowered."""
    number = FORMER_LINES[account]
    if not amount or not any(each.row.account == FORMER for each in case.active("TAKE")):
        return 0
    asked = amount if account == FERIE_D else hundredths(counted(amount) / hours_a_day(case).value)
    taken = take(case, FORMER, asked, number)
    if taken:
        own_leave(case, counted(taken), number)
    return (
        amount
        if taken == asked
        else taken
        if account == FERIE_D
        else hundredths(counted(taken) * hours_a_day(case).value)
    )


def _ahead(case: Case, account: str, amount: int, reason: str) -> int:
    """Holiday in advance: what was granted becomes what is owed."""
    unit = account[-1]
    left = amount
    for key in case.keys(f"{RET}_{unit}"):
        part = min(left, max(0, case.balances[key]))
        case.book(key.account, key.vintage, -part, reason)
        case.book(f"{GAELD}_{unit}", key.vintage, part, reason)
        worth = per_days(case, "FEEGEN", _days(case, account, counted(part)))
        case.book(f"{GAELD}_KR", key.vintage, worth.value.ore, AHEAD_LINES[unit])
        if worth.value:
            case.lines.append(PayLine(AHEAD_LINES[unit], worth, quantity=counted(part), employment=case.job.id))
        left -= part
    return amount - left


def set_off(case: Case, unit: str, year: str, units: int, reason: str) -> Money:
    """Debt of advance holiday goes down by so many units, and its value in proportion; gives the value."""
    code = f"{GAELD}_{unit}"
    owed, value = case.balance(code, year), Money(case.balance(f"{GAELD}_KR", year))
    case.book(code, year, -units, reason)
    part = value.part(units, owed) if owed else ZERO
    case.book(f"{GAELD}_KR", year, -part.ore, reason)
    return part


def pool_down(case: Case, days: Decimal) -> None:
    """The holiday pool goes down by a percentage of the pay of days off (denmark 4.18)."""
    if not any(entry.row.account == POOL for entry in case.active("ACCRUE")):
        return
    percent = expressions.chain(case, "t9871")
    if percent is None:
        return
    pay = per_days(case, "FEEGEN", days)
    amount = figure("dk.pool", Money.rounded(pay.value.kroner * percent.value / HUNDREDTHS), percent=percent, pay=pay)
    case.book(POOL, "", -amount.value.ore, POOL_DOWN)
    case.lines.append(PayLine(POOL_DOWN, amount, employment=case.job.id))


def _reduce(case: Case, account: str, units: Decimal) -> None:
    """Holiday with pay lowers what bears statutory holiday money (FEREDU), not the pay."""
    amount = per_days(case, "FEREDU", _days(case, account, units))
    if amount.value:
        case.add("REDUCTION", "FEREDU", figure("dk.deducted", -amount.value, amount=amount))


def own_leave(case: Case, days: Decimal, number: str) -> None:
    """Leave at own expense: the pay of the days is taken, never more than the fixed pay of the month."""
    amount = per_days(case, "FEEGEN", days)
    before = -case.basis("OWN_LEAVE").value
    most = max(ZERO, case.basis("MDR_FAST").value - before)
    value = min(amount.value, most) if case.basis("MDR_FAST").value else amount.value
    lowered = figure("dk.deducted", -value, amount=amount)
    wage_type = case.work.types[number]
    put(case, wage_type, lowered, two(days), None, deducted=True)
    row = wage_type.row
    if row is not None and "fp-" not in row.flags:
        case.add("OWN_LEAVE", number, lowered)
    carriers = row.posting.removeprefix("post:").split("|") if row is not None and "post:" in row.posting else []
    if carriers:  # by percentage, or by hours
        posted = figure("dk.deducted", value, amount=amount)
        case.lines.append(PayLine(carriers[min(case.switch("FEEGEN"), 1)], posted, employment=case.job.id))
    case.unpaid_hours += days * hours_a_day(case).value
    pool_down(case, days)


def deduct_leave(case: Case, entry: Entry) -> None:
    """DEDUCT by FEEGEN or a result table: days of own account without the chain."""
    if entry.line.quantity is None:
        return  # on the position category: it says how absence is met
    if entry.line.amount is None and entry.line.rate is None and entry.row.rate == "tFEEGEN":
        own_leave(case, entry.line.quantity, entry.type.slug)
        return
    if entry.row.account.startswith(GAELD):
        _recover(case, entry, entry.line.quantity)
        return
    days = entry.line.quantity
    if entry.line.amount is not None or entry.line.rate is not None:
        amount = expressions.worth(case, entry, "amount")
    else:
        table = (
            expressions.chain(case, entry.row.rate)
            if entry.row.rate.startswith("t")
            else expressions.personal(case, entry.type.slug)
        )
        if table is None:
            raise case.refusal(Message("it needs a rate"), entry.type.slug)
        amount = figure("pay.quantity", Money.rounded(days * table.value), quantity=days, rate=table)
    put(
        case, entry.type, figure("dk.deducted", -abs(amount.value), amount=amount), days, entry.line.rate, deducted=True
    )
    case.unpaid_hours += days * hours_a_day(case).value if "atp-" in entry.row.flags else NOTHING


def _recover(case: Case, entry: Entry, units: Decimal) -> None:
    """Holiday in advance that was taken and not earned is taken from the pay before tax, never more of it than is owed
    (denmark 4.12).
    """
    account = entry.row.account
    owed = sum(case.balances[key] for key in case.keys(account))
    if hundredths(units) > owed:
        raise case.refusal(Message("the balance would be below zero"), entry.type.slug)
    if entry.line.amount is not None:
        amount = expressions.worth(case, entry, "amount")
    else:
        amount = per_days(case, "FEEGEN", _days(case, FERIE_T if account.endswith("_T") else FERIE_D, units))
    left, value = hundredths(units), ZERO
    for key in case.keys(account):
        part = min(left, max(0, case.balances[key]))
        value += set_off(case, account[-1], key.vintage, part, entry.type.slug)
        left -= part
    asked = abs(amount.value)
    most = max(ZERO, case.basis("AM").value)
    case.owed_back += max(ZERO, asked - most)
    put(case, entry, figure("dk.deducted", -min(asked, most), amount=amount), units, None, deducted=True)
    if value:
        written_off = figure("dk.balance", value, account=f"{GAELD}_KR")
        case.lines.append(PayLine(SET_OFF, written_off, employment=case.job.id))
