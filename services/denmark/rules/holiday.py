"""Holiday under the act of 2020: earning, the order of taking, own account, the supplements (denmark 4.1 to 4.10).

What is earned is an ACCRUE row: days or hours by the period, money and supplements as a percentage of what bears
holiday money. What is taken goes down a chain: the oldest earned first, then holiday in advance, then the pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, Rate, figure
from services.denmark.rules import expressions
from services.denmark.rules.accounts import (
    FERIE_D,
    FERIE_T,
    FERIEPENGE,
    FERIEPENGE_LB,
    GAELD,
    RET,
    shown_vintage,
    vintage_of,
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
FORMER = {FERIE_D: ("TIDL_AG_D", "4866"), FERIE_T: ("TIDL_AG_T", "4867")}
NOTHING_REDUCES, LAST_SWITCH = 3, 2
_EARNED = Mapping[str, str]
_OLD_ACT = 2020  # the first holiday year of the new act
_AUGUST = 8


# ── taking ──


def per_days(case: Case, table: str, days: Decimal) -> Figure[Money]:
    """What days are worth by FEREDU or FEEGEN: 4.8 % of the fixed pay, hours by the hourly pay, or 1/260 of a year."""
    how, pay = case.switch(table), case.basis("MDR_FAST")
    if not pay.value and case.switch("DAGTIM") == 1:  # hourly paid with holiday pay (denmark 4.8)
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
    rate: Rate[Any]
    if percent is None:
        rate = case.work.rates.percent("holiday.reduction")
        share = rate.value.share
    else:
        rate, share = percent, percent.value / HUNDREDTHS
    return figure(
        "dk.holiday.by_percent", Money.rounded(pay.value.kroner * share * days), days=days, percent=rate, pay=pay
    )


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
        taken, slices, _ = _earned(case, account, left, entry.type.slug)
        if account == FERIE_D:
            _difference(case, [each for each in slices if int(each.year) >= _OLD_ACT])
        covered += taken
        left -= taken
        former = _former(case, account, left)
        left -= former
        ahead = _ahead(case, account, left, entry.type.slug)
        covered += ahead
        left -= ahead
    case.lines.append(PayLine(entry.type.slug, figure("pay.nothing", ZERO), quantity=units, employment=case.job.id))
    if covered:
        _reduce(case, account, counted(covered))
    if left:
        own_leave(case, _days(case, account, counted(left)), own or OWN_LEAVE[min(case.switch("FEEGEN"), LAST_SWITCH)])


def _days(case: Case, account: str, units: Decimal) -> Decimal:
    return units if account == FERIE_D else units / hours_a_day(case).value


@dataclass(frozen=True, slots=True)
class _Slice:
    """Days of one vintage that were taken, and at which percentage they were earned."""

    year: str
    working_time: Decimal
    units: int


def _earned(case: Case, account: str, amount: int, reason: str) -> tuple[int, list[_Slice], Money]:
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
    code, number = FORMER[account]
    steps = [each for each in case.active("TAKE") if each.row.account == code]
    taken = take(case, code, amount, number) if steps and amount else 0
    if taken:
        own_leave(case, _days(case, account, counted(taken)), number)
    return taken


def _ahead(case: Case, account: str, amount: int, reason: str) -> int:
    """Holiday in advance: what was granted becomes what is owed."""
    unit = account[-1]
    left = amount
    for key in case.keys(f"{RET}_{unit}"):
        part = min(left, max(0, case.balances[key]))
        case.book(key.account, key.vintage, -part, reason)
        case.book(f"{GAELD}_{unit}", key.vintage, part, reason)
        left -= part
    return amount - left


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
    put(case, wage_type, lowered, days, None, deducted=True)
    row = wage_type.row
    if row is not None and "fp-" not in row.flags:
        case.add("OWN_LEAVE", number, lowered)
    carriers = row.posting.removeprefix("post:").split("|") if row is not None and "post:" in row.posting else []
    if carriers:  # by percentage, or by hours
        posted = figure("dk.deducted", value, amount=amount)
        case.lines.append(PayLine(carriers[min(case.switch("FEEGEN"), 1)], posted, employment=case.job.id))
    case.unpaid_hours += days * hours_a_day(case).value


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
        table = expressions.chain(case, entry.row.rate) if entry.row.rate.startswith("t") else None
        if table is None:
            raise not_yet(case, entry)
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
    take(case, account, hundredths(units), entry.type.slug)
    put(case, entry.type, figure("dk.deducted", -abs(amount.value), amount=amount), units, None, deducted=True)


def pay_out(case: Case, entry: Entry) -> None:
    """PAYOUT_CALC of earned days or hours, no more than there are (denmark 4.14): by the hourly pay, where days are
    hours of a day at the person's working time; or their share of the money that was earned with them.
    """
    account = entry.row.account.split(" + ")[0]
    units = entry.line.quantity
    if units is None or units <= 0:
        raise case.refusal(Message("it needs units above zero; a correction has types of its own"), entry.type.slug)
    taken, _, money = _earned(case, account, hundredths(units), entry.type.slug)
    covered = counted(taken)
    if covered < units:
        case.warn(
            Message("{asked} was asked for, and the balance covers {covered}", asked=units, covered=covered),
            entry.type.slug,
        )
    if entry.row.rate.endswith("balance/rest"):
        amount = figure("dk.balance", money, account=FERIEPENGE)
    else:
        hours = hours_a_day(case).value * case.working_time / HUNDREDTHS if account == FERIE_D else Decimal(1)
        rate = hourly_pay(case)
        value = Money.rounded(covered * hours * rate.value)
        amount = figure("dk.holiday.by_hours", value, days=covered, hours=hours, rate=rate)
    put(case, entry.type, amount, covered, None)
    for word in entry.row.posting.split():
        carrier = case.work.types.get(word.removeprefix("post:")) if word.startswith("post:") else None
        if carrier is not None:
            case.lines.append(PayLine(carrier.slug, amount, employment=case.job.id))


PAID_OUT = frozenset({FERIE_D, FERIE_T, f"{FERIE_D} + {FERIEPENGE}", f"{FERIE_T} + {FERIEPENGE}"})
"""The accounts of payouts of earned holiday; those of another year are paid when somebody leaves."""


# ── earning ──


def bases(case: Case) -> None:
    """What bears holiday money by law, and by agreement (denmark 1.5)."""
    for name, parts in (
        ("FERIEB_LOV", ("FERIEB", "OWN_LEAVE", "REDUCTION")),
        ("FERIEB_OK", ("FERIEB", "OWN_LEAVE")),
    ):
        for part in parts:
            if case.bases.get(part):
                case.add(name, part, case.basis(part))


@dataclass(slots=True)
class Earned:
    """What the run earned: days and hours in hundredths, money, and what of it is settled at once."""

    units: Figure[Money]
    money: Figure[Money]
    settled: Entry | None = None


def earn(case: Case) -> Earned:
    """Every ACCRUE row of the person, in order."""
    earned = Earned(figure("pay.nothing", ZERO), figure("pay.nothing", ZERO))
    for entry in case.active("ACCRUE"):
        codes, rates = entry.row.account.split(" + "), expressions.parts(entry.row.rate)
        if len(codes) != len(rates) or case.is_stopped(entry.row.basis, *codes):
            if len(codes) != len(rates):
                raise not_yet(case, entry)
            continue
        kept = Decimal(1)  # of the money: the share of the days that is not debt
        for code, rate in zip(codes, rates, strict=True):
            if rate.startswith("earned_"):
                choice = case.switch("FEENH") if "|" in code else 0
                account = code.split("|")[choice]
                earned.units, kept = _earn_units(case, entry, account)
            elif code in (FERIEPENGE, FERIEPENGE_LB) or code.startswith(("TILLAEG_", "EKSTRA_")):
                amount = expressions.worth(case, entry, rate, case.basis(entry.row.basis))
                _earn_money(case, entry, code, amount, kept)
                if code in (FERIEPENGE, FERIEPENGE_LB):
                    earned.money = amount
                    earned.settled = entry if code == FERIEPENGE_LB and amount.value else None
            else:
                raise not_yet(case, entry)
    return earned


def _earn_money(case: Case, entry: Entry, code: str, amount: Figure[Money], kept: Decimal) -> None:
    value = amount.value.times(kept) if code == FERIEPENGE and kept != 1 else amount.value
    case.book(code, vintage_of(code, case.period.last, case.working_time), value.ore, entry.type.slug)
    if not code.startswith("FERIEPENGE") and value:
        case.lines.append(PayLine(entry.type.slug, amount, employment=case.job.id))


def _earn_units(case: Case, entry: Entry, account: str) -> tuple[Figure[Money], Decimal]:
    """Days or hours of the period, and the August rise to a whole year; debt of advance holiday is paid first. Gives
    what was earned, and the share of it that is no debt.
    """
    nothing = figure("pay.nothing", ZERO), Decimal(1)
    year, mark = case.period.holiday_year, f"{case.period.holiday_year} {case.period.first}"
    if not case.work.is_ordinary or not case.employed_days or case.balance("holiday_earned", mark):
        return nothing
    amount = earned_units(case, account)
    if not amount.value:
        return nothing
    rise = _whole_year(case, account, case.balance("holiday_earned", year) + amount.value.ore)
    case.book("holiday_earned", mark, amount.value.ore + rise, entry.type.slug)
    vintage = vintage_of(account, case.period.last, case.working_time)
    debt = case.balance(f"{GAELD}_{account[-1]}", year)
    paid = min(debt, amount.value.ore)
    if paid:
        case.book(f"{GAELD}_{account[-1]}", year, -paid, entry.type.slug)
    case.book(account, vintage, amount.value.ore - paid, entry.type.slug)
    case.book(account, vintage, rise, f"{entry.type.slug} year")
    if rise:
        amount = figure("dk.holiday.whole_year", Money(amount.value.ore + rise), earned=amount, rise=counted(rise))
    return amount, Decimal(amount.value.ore - paid) / Decimal(amount.value.ore)


def earned_units(case: Case, account: str) -> Figure[Money]:
    """The days (or hours) of a period: whole, in part, by casual work, or by an own number a year (denmark 4.2, 4.3).

    As Money in hundredths.
    """
    rates, days = case.work.rates, case.employed_days
    if account == FERIE_T:
        month = rates.number("holiday.hours.month")
        share = case.working_time / HUNDREDTHS
        whole = two(month.value * case.norm_hours / case.agreement_hours)
        if case.is_whole_period:
            return figure("dk.holiday.hours", _units(whole), month=month, working_time=case.working_time)
        daily, hours = rates.number("holiday.days.day"), rates.number("holiday.hours.day")
        part = min(whole, two(daily.value * days * hours.value * share))
        return figure("dk.holiday.hours_part", _units(part), days=days, daily=daily, hours=hours)
    for mark in case.active("MARK"):
        if mark.row.account == FERIE_D:
            factor = rates.number("holiday.casual")
            hours_paid = paid_hours(case)
            return figure("dk.holiday.casual", _units(two(hours_paid * factor.value)), hours=hours_paid, factor=factor)
    month = rates.number(f"holiday.days.{case.period.kind}")
    daily = rates.number("holiday.days.day")
    own = expressions.personal(case, "9980")
    if own is not None:
        share_of_year = rates.number(f"withholding.periods.{case.period.kind}")
        whole = two(own.value / share_of_year.value)
        if case.is_whole_period:
            return figure("dk.holiday.own_days", _units(whole), days=own, periods=share_of_year)
        part = min(whole, two(daily.value * days * own.value / rates.number("holiday.days.year").value))
        return figure("dk.holiday.days_part", _units(part), days=days, daily=daily, most=whole)
    if case.is_whole_period:
        return figure("dk.holiday.days", _units(month.value), month=month)
    part = min(month.value, two(daily.value * days))
    return figure("dk.holiday.days_part", _units(part), days=days, daily=daily, most=month)


def _units(number: Decimal) -> Money:
    return Money(hundredths(number))


def _whole_year(case: Case, account: str, earned: int) -> int:
    """In August: how much a year that was earned in whole rises, so that 24.96 becomes 25 and 184.92 becomes 185."""
    if case.period.month.number != _AUGUST or not case.is_whole_period:
        return 0
    rates, kind = case.work.rates, case.period.kind
    periods = rates.number(f"withholding.periods.{kind}").value
    if account == FERIE_T:
        whole = rates.number("holiday.hours.year").value
        usual = rates.number("holiday.hours.month").value * 12
        return hundredths(whole) - hundredths(usual) if earned == hundredths(usual) else 0
    own = expressions.personal(case, "9980")
    whole = own.value if own is not None else rates.number("holiday.days.year").value
    each = two(own.value / periods) if own is not None else rates.number(f"holiday.days.{kind}").value
    usual = each * periods
    return hundredths(whole) - hundredths(usual) if earned == hundredths(usual) else 0


def paid_hours(case: Case) -> Decimal:
    """The paid hours of the period (felt 200): of monthly pay the hours of the position, less what is not paid."""
    if case.basis("MDR_FAST").value and case.work.is_ordinary:
        usual = case.norm_hours
        if case.period.kind != "month":
            usual = two(usual * 12 / case.work.rates.number(f"withholding.periods.{case.period.kind}").value)
        if not case.is_whole_period:
            usual = two(usual * case.employed_days / case.period.days.days)
        return max(NOTHING, two(usual + case.hours - case.unpaid_hours))
    return max(NOTHING, two(case.hours - case.unpaid_hours))
