"""Earning holiday under the act of 2020: days or hours by the period, money and supplements as a percentage of what
bears holiday money (denmark 4.2 to 4.5, 4.10).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules import counters, expressions
from services.denmark.rules.accounts import (
    FERIE_D,
    FERIE_T,
    FERIEPENGE,
    FERIEPENGE_LB,
    GAELD,
    is_fritvalg,
    vintage_of,
)
from services.denmark.rules.case import (
    EARNED_ELSEWHERE,
    HUNDREDTHS,
    NOTHING,
    Case,
    Entry,
    counted,
    hundredths,
    two,
)
from services.denmark.rules.expressions import not_yet
from services.denmark.rules.holiday import POOL, SET_OFF, set_off
from services.engine.result import PayLine

SPECIAL = "SAERLIGT_TILLAEG"
_AUGUST = 8


def bases(case: Case) -> None:
    """What bears holiday money by law, and by agreement (denmark 1.5); list 1109 of the employer goes before the usual
    one (F24).
    """
    if case.members("1109"):
        own = case.set_parts("1109")
        only_less = all(each.sign < 0 for each in case.members("1109"))
        case.bases["FERIEB"] = [*(case.bases.get("FERIEB", ()) if only_less else ()), *own]
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
    settled_units: int = 0  # hundredths of what was earned beyond what was granted in advance


def earn(case: Case) -> Earned:
    """Every ACCRUE row of the person, in order."""
    earned = Earned(figure("pay.nothing", ZERO), figure("pay.nothing", ZERO))
    for entry in case.active("ACCRUE"):
        if entry.row.account in EARNED_ELSEWHERE or is_fritvalg(entry.row):
            continue
        codes, rates = entry.row.account.split(" + "), expressions.parts(entry.row.rate)
        if entry.row.account in (POOL, SPECIAL):
            _earn_apart(case, entry)
            continue
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
                earned.settled_units = hundredths(counted(earned.units.value.ore) * kept)
            elif code in (FERIEPENGE, FERIEPENGE_LB) or code.startswith(("TILLAEG_", "EKSTRA_")):
                amount = expressions.worth(case, entry, rate, case.basis(entry.row.basis))
                _earn_money(case, entry, code, amount, kept)
                if code in (FERIEPENGE, FERIEPENGE_LB):
                    earned.money = amount
                    earned.settled = entry if code == FERIEPENGE_LB and amount.value else earned.settled
            else:
                raise not_yet(case, entry)
    return earned


def _earn_money(case: Case, entry: Entry, code: str, amount: Figure[Money], kept: Decimal) -> None:
    value, year, slug = amount.value, case.period.holiday_year, entry.type.slug
    if code == FERIEPENGE:
        value = value.times(kept) if kept != 1 else value
        case.book(counters.BASIS, year, case.basis(entry.row.basis).value.ore, slug)
    elif code == FERIEPENGE_LB:
        paid = min(case.balance(f"{GAELD}_KR", year), max(0, value.ore))
        if paid:
            case.book(f"{GAELD}_KR", year, -paid, slug)
            value -= Money(paid)
            written_off = figure("dk.balance", Money(paid), account=f"{GAELD}_KR")
            case.lines.append(PayLine(SET_OFF, written_off, employment=case.job.id))
    elif code in counters.SUPPLEMENTS:
        case.book(counters.SUPPLEMENTS[code][0], year, value.ore, slug)
    case.book(code, vintage_of(code, case.period.last, case.working_time), value.ore, slug)
    if not code.startswith("FERIEPENGE") and value:
        case.lines.append(PayLine(entry.type.slug, amount, employment=case.job.id))


def _earn_apart(case: Case, entry: Entry) -> None:
    """What is saved outside the act, of a list of types or of what bears holiday money: the holiday pool, and special
    supplements (denmark 4.18).
    """
    listed = entry.row.basis.removeprefix("set:")
    basis = case.type_set(listed) if case.members(listed) else case.basis("FERIEB")
    amount = expressions.worth(case, entry, entry.row.rate, basis)
    if amount.value:
        code = entry.row.account
        case.book(code, "", amount.value.ore, entry.type.slug)
        case.lines.append(PayLine(entry.type.slug, amount, employment=case.job.id))
        if code == SPECIAL:
            case.add(SPECIAL, entry.type.slug, amount)


def _earn_units(case: Case, entry: Entry, account: str) -> tuple[Figure[Money], Decimal]:
    """Days or hours of the period, and the August rise to a whole year; debt of advance holiday is paid first. Gives
    what was earned, and the share of it that is no debt.
    """
    nothing = figure("pay.nothing", ZERO), Decimal(1)
    year, mark = case.period.holiday_year, f"{case.period.holiday_year} {case.period.first}"
    if not case.work.pays_period or not case.employed_days or _has_earned(case, year):
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
        running = FERIEPENGE_LB in entry.row.account
        if running:  # its money has a balance of its own
            case.book(f"{GAELD}_{account[-1]}", year, -paid, entry.type.slug)
        else:
            value = set_off(case, account[-1], year, paid, entry.type.slug)
            case.book(counters.TAKEN, year, paid, entry.type.slug)
            if value:
                written_off = figure("dk.balance", value, account=f"{GAELD}_KR")
                case.lines.append(PayLine(SET_OFF, written_off, employment=case.job.id))
    case.book(account, vintage, amount.value.ore - paid, entry.type.slug)
    case.book(account, vintage, rise, f"{entry.type.slug} year")
    if rise:
        amount = figure("dk.holiday.whole_year", Money(amount.value.ore + rise), earned=amount, rise=counted(rise))
    return amount, Decimal(amount.value.ore - paid) / Decimal(amount.value.ore)


def _has_earned(case: Case, year: str) -> bool:
    """Whether a period that begins in this one has earned its days already: this one, or a shorter one of a month."""
    first, last = str(case.period.first), str(case.period.last)
    return any(
        amount > 0 and key.account == counters.EARNED and first <= key.vintage.removeprefix(f"{year} ") <= last
        for key, amount in case.balances.items()
        if key.vintage.startswith(f"{year} ")
    )


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
    if case.basis("MDR_FAST").value and case.work.pays_period:
        usual = case.norm_hours
        if case.period.kind != "month":
            usual = two(usual * 12 / case.work.rates.number(f"withholding.periods.{case.period.kind}").value)
        if not case.is_whole_period:
            usual = two(usual * case.employed_days / case.period.days.days)
        return max(NOTHING, two(usual + case.hours - case.unpaid_hours))
    return max(NOTHING, two(case.hours - case.unpaid_hours))
