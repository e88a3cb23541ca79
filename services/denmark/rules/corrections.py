"""Corrections and opening balances of holiday, each with its own rule (denmark 4.16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import figure
from services.denmark.rules.accounts import FERIE_D, FERIE_T, FERIEPENGE, FERIEPENGE_LB, RET, shown_vintage, vintage_of
from services.denmark.rules.calendar import holiday_year
from services.denmark.rules.case import HUNDREDTHS, Case, Entry, counted, hundredths, two
from services.denmark.rules.counters import EARNED, by_hand
from services.denmark.rules.lines import take
from services.engine.facts import BalanceKey, RunKind
from services.engine.result import PayLine

RESET = "holiday_reset"
_CORRECTED = "44763"
_HOLIDAY = frozenset({FERIE_D, FERIE_T, FERIEPENGE, FERIEPENGE_LB})
_PAID = frozenset({"year_gross", "atp_hours", "allowance_used"})
"""What every paid run leaves among the program's own counters."""


def check(case: Case) -> None:
    """What may not be entered in this run. Raises Refused."""
    _after_reset(case)
    _one_way(case)
    for entry in case.entries:
        control = entry.row.control.split(" ")
        if entry.row.op == "SET" and "before_first_run" in control and was_paid(case):
            what = Message("an opening balance is entered before the first pay; a correction has types of its own")
            raise case.refusal(what, entry.type.slug)
        if entry.row.op == "ADJUST" and _of_holiday(entry) and not was_paid(case):
            what = Message("a correction is for somebody who was paid before; an opening balance has types of its own")
            raise case.refusal(what, entry.type.slug)
        if "month_earning" in control and entry.more.working_time and case.work.pays_period and _earns_units(case):
            what = Message("the working time is 0 where the run earns holiday by itself")
            raise case.refusal(what, entry.type.slug)
        if "override" in control and not case.leaves:
            what = Message("it holds for somebody who leaves in the period")
            raise case.refusal(what, entry.type.slug)


def _one_way(case: Case) -> None:
    """Holiday money is kept on a balance, or settled in every run: never both (denmark 4.1)."""
    ways = {
        code: entry.type.slug
        for entry in case.active("ACCRUE")
        for code in entry.row.account.split(" + ")
        if code in (FERIEPENGE, FERIEPENGE_LB)
    }
    if len(ways) > 1:
        what = Message("holiday pay is kept or settled in every run: {types} are not set up together", types=_and(ways))
        raise case.refusal(what)
    for entry in case.active("GRANT"):
        if f"{RET}_KR" in entry.row.account.split(" + ") and FERIEPENGE_LB not in ways:
            what = Message("it is for somebody whose holiday pay is settled in every run")
            raise case.refusal(what, entry.type.slug)


def _and(ways: Mapping[str, str]) -> str:
    return " · ".join(sorted(ways.values()))


def _of_holiday(entry: Entry) -> bool:
    """Whether a line changes holiday, or a supplement, of the act of 2020."""
    codes = (part.strip().partition("@")[0] for part in entry.row.account.split("+"))
    return any(code in _HOLIDAY or code.startswith(("TILLAEG_", "EKSTRA_")) for code in codes)


def _earns_units(case: Case) -> bool:
    return case.employed_days > 0 and any(
        "earned_days" in entry.row.rate and not case.is_stopped(FERIE_D) for entry in case.active("ACCRUE")
    )


def was_paid(case: Case) -> bool:
    """Whether an earlier run has paid the person."""
    return any(amount and key.account in _PAID for key, amount in case.person.balances.items())


def _after_reset(case: Case) -> None:
    """After a balance was reset, nothing of holiday changes up to and with that run (F35.4)."""
    last = max((key.vintage for key, amount in case.balances.items() if key.account == RESET and amount), default="")
    if not last:
        return
    what = Message("the holiday balance was set anew on {day}: nothing of holiday can change before", day=last)
    if case.work.head.kind is RunKind.CORRECTION and str(case.period.last) <= last:
        said = Message("Employee {number}: {reason}", number=str(case.person.number), reason=what)
        raise refuse(said, Place("pay_run", case.person.number, "corrects"))
    for entry in case.entries:
        day = entry.more.day
        back = "retro" in entry.row.flags or entry.row.op == "TAKE"
        if back and day is not None and str(day) <= last and day < case.period.first:
            raise case.refusal(what, entry.type.slug)


def correct(case: Case, entry: Entry) -> bool:
    """Do a correction that has a rule of its own; says whether it was one."""
    control, codes = entry.row.control.split(" "), entry.row.account.split(" + ")
    if "blocks_retro" in control:
        _reset(case, entry, codes[0])
    elif "notice" in control:
        _earlier(case, entry, codes[0].partition("@")[0])
    elif "month_earning" in control:
        _this_year(case, entry, codes[0])
    elif FERIEPENGE_LB in codes and entry.row.op == "ADJUST":
        _running(case, entry)
    elif "override" not in control:  # that replaces what is computed when somebody leaves
        return False
    return True


def _shown(case: Case, entry: Entry, units: Decimal | None = None) -> None:
    counted_now = entry.line.quantity if units is None else units
    said = figure("pay.nothing", ZERO) if counted_now is None else figure("pay.counted", ZERO, quantity=counted_now)
    case.lines.append(PayLine(entry.type.slug, said, quantity=counted_now))


def _units(case: Case, entry: Entry) -> int:
    if entry.line.quantity is None:
        raise case.refusal(Message("it needs units"), entry.type.slug)
    return hundredths(entry.line.quantity)


def _day(case: Case, entry: Entry) -> date:
    more = entry.more
    if more.day is not None:
        return more.day
    return case.period.last if more.year is None else Month(more.year, more.month or 12).last


def _reset(case: Case, entry: Entry, account: str) -> None:
    """The balance of a holiday year becomes what is entered, whatever it was."""
    code, _, year = account.partition("@")
    rest = _units(case, entry)
    if rest < 0:
        raise case.refusal(Message("the balance would be below zero"), entry.type.slug)
    for key in case.keys(code):
        if shown_vintage(key.vintage) == year:
            case.book(code, key.vintage, -case.balances[key], entry.type.slug)
    percent = entry.more.working_time or case.working_time
    case.book(code, f"{year} {year}-09 {percent:f}", rest, entry.type.slug)
    if case.balance(EARNED, year) < rest:
        case.book(EARNED, year, rest - case.balance(EARNED, year), entry.type.slug)
    case.book(RESET, str(case.period.last), 100, entry.type.slug)
    _shown(case, entry)


def _earlier(case: Case, entry: Entry, code: str) -> None:
    """Days or hours and money of an earlier holiday year, never below what is left of them."""
    more = entry.more
    if more.year is None and more.day is None:
        raise case.refusal(Message("it needs a holiday year"), entry.type.slug)
    year = str(more.year) if more.year is not None and more.month is None else str(holiday_year(_day(case, entry)))
    if int(year) >= int(case.period.holiday_year):
        raise case.refusal(Message("it holds for earlier holiday years alone"), entry.type.slug)
    percent = entry.more.working_time or case.working_time
    asked = _units(case, entry)
    money = entry.line.amount.ore if entry.line.amount is not None else 0
    done = _down(case, entry, code, year, asked) if asked < 0 else asked
    if asked > 0:
        case.book(code, f"{year} {year}-12 {percent:f}", asked, entry.type.slug)
    by_hand(case, entry, code, year, done)
    paid = _down(case, entry, FERIEPENGE, year, money) if money < 0 else money
    if money > 0:
        case.book(FERIEPENGE, year, money, entry.type.slug)
    by_hand(case, entry, FERIEPENGE, year, paid)
    _shown(case, entry, counted(done))
    if paid:
        posted = figure("pay.entered", Money(paid), entered=Money(money))
        case.lines.append(PayLine(_CORRECTED, posted, employment=case.job.id))


def _down(case: Case, entry: Entry, code: str, year: str, amount: int) -> int:
    taken = take(case, code, -amount, entry.type.slug, year)
    if taken < -amount:
        what = Message(
            "{asked} was to be taken from {account} of {year}, and {covered} was left",
            asked=counted(-amount),
            account=code,
            year=year,
            covered=counted(taken),
        )
        case.warn(what, entry.type.slug)
    return -taken


def _this_year(case: Case, entry: Entry, code: str) -> None:
    """Days or hours of the month of the date; down by no more than the month earned."""
    amount, day = _units(case, entry), _day(case, entry)
    vintage = vintage_of(code, day, entry.more.working_time or case.working_time)
    year, slug = shown_vintage(vintage), entry.type.slug
    if amount < 0:
        most = _earned_in(case, code, day)
        here = case.work.pays_period and Month.of(day) == case.period.month and case.employed_days > 0
        if case.balance(code, year) + amount + (most if here else 0) < 0:
            raise case.refusal(Message("the balance would be below zero"), slug)
        if -amount > most:
            what = Message("at most {most} can be taken back: what the month earned", most=counted(most))
            raise case.refusal(what, slug)
        there = max(0, case.balances.get(BalanceKey(code, vintage), 0))
        own = min(-amount, there)
        case.book(code, vintage, -own, slug)
        rest = -amount - own
        rest -= take(case, code, rest, slug, year)
        case.book(code, vintage, -rest, slug)  # what the run earns covers it
    else:
        case.book(code, vintage, amount, slug)
    if amount < 0:
        case.book(EARNED, f"{_mark(day)} back", amount, slug)
    else:
        by_hand(case, entry, code, vintage, amount)
    _shown(case, entry)


def _mark(day: date) -> str:
    """Under which the program counts what the month of a day earned."""
    return f"{holiday_year(day)} {day.replace(day=1)}"


def _earned_in(case: Case, code: str, day: date) -> int:
    """What a month earned, in hundredths: by its run, or else the whole of a month; less what was taken back of it."""
    by_run = case.balances.get(BalanceKey(EARNED, _mark(day)), 0)
    back = case.balance(EARNED, _mark(day)) - by_run
    if by_run:
        return max(0, by_run + back)
    if code == FERIE_T:
        hours = case.work.rates.number("holiday.hours.month").value
        return max(0, hundredths(two(hours * case.working_time / HUNDREDTHS)) + back)
    return max(0, hundredths(case.work.rates.number("holiday.days.month").value) + back)


def _running(case: Case, entry: Entry) -> None:
    """Days and money of somebody whose holiday money is settled in every run: settled and reported with this one."""
    amount, day = _units(case, entry) if entry.line.quantity is not None else 0, _day(case, entry)
    money = entry.line.amount.ore if entry.line.amount is not None else 0
    if not amount and not money:
        raise case.refusal(Message("it needs units"), entry.type.slug)
    year = str(holiday_year(day))
    if case.balance(FERIE_D, year) + amount < 0:
        raise case.refusal(Message("the balance would be below zero"), entry.type.slug)
    if amount < 0:
        take(case, FERIE_D, -amount, entry.type.slug, year)
    else:
        case.book(FERIE_D, vintage_of(FERIE_D, day, case.working_time), amount, entry.type.slug)
    by_hand(case, entry, FERIE_D, year, amount)
    case.book(FERIEPENGE_LB, year, money, entry.type.slug)
    case.settled_days += amount
    _shown(case, entry)
