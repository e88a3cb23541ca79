"""Holiday that is paid out, and holiday in advance that is settled at once (denmark 4.12, 4.14, 4.15)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules import counters, expressions
from services.denmark.rules.accounts import FERIE_D, FERIE_T, FERIEPENGE, FERIEPENGE_LB, GAELD, RET, shown_vintage
from services.denmark.rules.case import HUNDREDTHS, Case, Entry, counted, hundredths, two
from services.denmark.rules.expressions import hourly_pay, hours_a_day
from services.denmark.rules.holiday import take_earned
from services.denmark.rules.lines import put, still_to_earn, take
from services.engine.facts import BalanceKey
from services.engine.result import PayLine

_EARNED = frozenset({FERIE_D, FERIE_T, f"{FERIE_D} + {FERIEPENGE}", f"{FERIE_T} + {FERIEPENGE}"})
"""The accounts of payouts of earned holiday; those of another year are paid when somebody leaves."""

_OLD_ACT = frozenset({"GL_FERIE_D", "GL_FERIE_T"})


def pay(case: Case, entry: Entry) -> bool:
    """Pay or grant what a row of holiday says; whether it was one of them. Raises Refused for what a rule forbids."""
    op, account = entry.row.op, entry.row.account
    if op == "GRANT" and "settle" in entry.row.flags:
        _grant_settled(case, entry)
    elif op == "PAYOUT_AMT" and account == "FERIEKORT":
        _pay_feriekort(case, entry)
    elif op == "PAYOUT_CALC" and account in _OLD_ACT:
        _pay_out_old(case, entry)
    elif op == "PAYOUT_CALC" and account in _EARNED:
        _pay_out(case, entry)
    else:
        return False
    return True


def _pay_out(case: Case, entry: Entry) -> None:
    """PAYOUT_CALC of earned days or hours, no more than there are (denmark 4.14): by the hourly pay, where days are
    hours of a day at the person's working time; or their share of the money that was earned with them.
    """
    account = entry.row.account.split(" + ")[0]
    units = entry.line.quantity
    if units is None or units <= 0:
        raise case.refusal(Message("it needs units above zero; a correction has types of its own"), entry.type.slug)
    before = {key: amount for key, amount in case.balances.items() if key.account in (account, FERIEPENGE)}
    taken, slices, money = take_earned(case, account, hundredths(units), entry.type.slug)
    covered = counted(taken)
    if covered < units:
        case.warn(
            Message("{asked} was asked for, and the balance covers {covered}", asked=units, covered=covered),
            entry.type.slug,
        )
    if entry.row.rate.endswith("balance/rest"):
        amount = _share(before, account, {each.year for each in slices}, covered, money)
    elif account == FERIE_T:
        rate = hourly_pay(case)
        amount = figure("pay.quantity", Money.rounded(covered * rate.value), quantity=covered, rate=rate)
    else:
        hours, rate = hours_a_day(case).value * case.working_time / HUNDREDTHS, hourly_pay(case)
        value = Money.rounded(covered * hours * rate.value)
        amount = figure("dk.holiday.by_hours", value, days=covered, hours=hours, rate=rate)
    put(case, entry, amount, covered, None)
    for word in entry.row.posting.split():
        carrier = case.work.types.get(word.removeprefix("post:")) if word.startswith("post:") else None
        if carrier is not None:
            case.lines.append(PayLine(carrier.slug, amount, employment=case.job.id))


def _share(
    before: Mapping[BalanceKey, int], account: str, years: set[str], units: Decimal, paid: Money
) -> Figure[Money]:
    """Days or hours by what was kept for them: the share of one holiday year; of several, what was kept for each."""
    if len(years) != 1:
        return figure("dk.balance", paid, account=FERIEPENGE)
    (year,) = years
    rest, kept = (
        sum(ore for key, ore in before.items() if key.account == code and shown_vintage(key.vintage) == year)
        for code in (account, FERIEPENGE)
    )
    return figure("dk.holiday.share", paid, units=units, rest=counted(rest), money=Money(kept))


def _pay_out_old(case: Case, entry: Entry) -> None:
    """Days or hours of the old act are paid (denmark 4.14): by their own money, or by the hourly pay."""
    row, units = entry.row, entry.line.quantity
    control, _, table = row.control.partition(":")
    if control == "needs" and case.switch(table) != 1:
        raise case.refusal(Message("it needs result table {table}", table=table), entry.type.slug)
    if units is None or units <= 0:
        raise case.refusal(Message("it needs units above zero; a correction has types of its own"), entry.type.slug)
    left, money = hundredths(units), 0
    for key in case.keys(row.account):
        there = case.balances[key]
        part = min(left, max(0, there))
        if part:
            share = Money(case.balance(counters.OLD_MONEY, key.vintage)).part(part, there).ore
            case.book(key.account, key.vintage, -part, entry.type.slug)
            case.book(counters.OLD_MONEY, key.vintage, -share, entry.type.slug)
            money, left = money + share, left - part
    covered = units - counted(left)
    if left:
        case.warn(
            Message("{asked} was asked for, and the balance covers {covered}", asked=units, covered=covered),
            entry.type.slug,
        )
    if row.rate.endswith("balance/rest"):
        amount = figure("dk.balance", Money(money), account=row.account)
    else:
        rate = hourly_pay(case)
        if "norm_hours" in row.rate:
            hours = two(case.norm_hours * 12 / 52 / 5)
            value = Money.rounded(covered * hours * rate.value)
            amount = figure("dk.holiday.by_hours", value, days=covered, hours=hours, rate=rate)
        else:
            amount = figure("pay.quantity", Money.rounded(covered * rate.value), quantity=covered, rate=rate)
    put(case, entry, amount, covered, None)


def _pay_feriekort(case: Case, entry: Entry) -> None:
    """Money that the employer keeps on a Feriekort, on request (denmark 4.15): taxed with the run, apart from the pay.

    Raises Refused for more than there is.
    """
    if entry.line.amount is None:
        raise case.refusal(Message("it needs an amount"), entry.type.slug)
    amount = expressions.worth(case, entry, "amount")
    there = sum(case.balances[key] for key in case.keys("FERIEKORT"))
    if not ZERO < amount.value <= Money(there):
        what = Message(
            "{amount} is asked for, and the Feriekort holds {there}", amount=amount.value, there=Money(there)
        )
        raise case.refusal(what, entry.type.slug)
    current, left = case.period.holiday_year, amount.value.ore
    by_year = {False: 0, True: 0}
    for key in case.keys("FERIEKORT"):
        part = min(left, max(0, case.balances[key]))
        case.book(key.account, key.vintage, -part, entry.type.slug)
        by_year[key.vintage == current] += part
        left -= part
    if entry.line.quantity is not None and any(FERIEPENGE_LB in each.row.account for each in case.active("ACCRUE")):
        take(case, FERIE_D, hundredths(entry.line.quantity), entry.type.slug)
    case.lines.append(PayLine(entry.type.slug, amount, amount.value, "am", entry.line.quantity, employment=case.job.id))
    for word in entry.row.posting.split(" "):
        for number in word.removeprefix("post:").split("|"):
            row = case.work.types[number].row
            part = by_year[row.account.endswith("@0")] if row is not None and "@" in row.account else 0
            if part:
                posted = figure("dk.balance", Money(part), account="FERIEKORT")
                case.lines.append(PayLine(number, posted, employment=case.job.id))
    case.add("FERIEKORT", entry.type.slug, amount)


def _grant_settled(case: Case, entry: Entry) -> None:
    """Holiday in advance of somebody whose holiday money is settled in every run: days and their value are reported and
    settled at once, and owed until they are earned (denmark 4.12).
    """
    amount = entry.line.amount
    if amount is None or entry.line.quantity is None:
        raise case.refusal(Message("it needs days and an amount"), entry.type.slug)
    year, days = case.period.holiday_year, hundredths(entry.line.quantity)
    still_to_earn(case, entry, f"{RET}_D", year, days)
    case.book(f"{GAELD}_D", year, days, entry.type.slug)
    case.book(f"{GAELD}_KR", year, amount.ore, entry.type.slug)
    case.granted += amount
    case.settled_days += days
    granted = figure("pay.entered", amount, entered=amount)
    case.lines.append(PayLine(entry.type.slug, granted, quantity=entry.line.quantity, employment=case.job.id))
