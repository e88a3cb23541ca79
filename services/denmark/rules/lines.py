"""The operations of numbered types on lines and accounts (denmark 1.3): pay, deduct, book, pay out.

What a line is worth goes into the bases that its row names: AM and A, net, the fixed pay, the hourly pay, what bears
holiday money, and the paid hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import Figure, figure
from services.denmark.rules.accounts import BY_CODE, month_of, named, shown_vintage, vintage_of, years
from services.denmark.rules.case import HUNDREDTHS, Case, Entry, counted, hundredths, total, two
from services.denmark.rules.counters import by_hand
from services.denmark.rules.expressions import not_yet, parts, personal, worth
from services.engine.accounts import Unit
from services.engine.facts import BalanceKey
from services.engine.result import PayLine
from services.engine.wage_types import WageType

_MEMBERS = ("MDR_FAST", "TIMESATS")


def put(
    case: Case,
    what: WageType | Entry,
    amount: Figure[Money],
    quantity: Decimal | None = None,
    rate: Decimal | None = None,
    *,
    deducted: bool = False,
) -> None:
    """A line of the slip, and what it adds to each basis. `deducted` lowers the pay whatever the row's flags say. Of an
    entry the line keeps its text and whom it is booked on.
    """
    entered, wage_type = (what.line, what.type) if isinstance(what, Entry) else (None, what)
    row = wage_type.row
    assert row is not None
    taxed = "am" if {"AM", "A"} <= row.flags or deducted else "a" if "A" in row.flags else ""
    net = not taxed and "net" in row.flags
    case.lines.append(
        PayLine(
            wage_type.slug,
            amount,
            amount.value if taxed else ZERO,
            taxed or ("net" if net else "none"),
            quantity,
            rate,
            employment=case.job.id,
            text=entered.text if entered is not None else "",
            department=entered.department if entered is not None else "",
            project=entered.project if entered is not None else "",
        )
    )
    slug = wage_type.slug
    if taxed:
        case.add("AM" if taxed == "am" else "A", slug, amount)
    elif net:
        case.add("NET", slug, amount)
    member = row.op in ("PAY", "BASIS") and [each for each in _MEMBERS if each in row.basis.split(" + ")]
    for each in member or ():
        case.add(each, slug, amount)
    if member or "fp" in row.flags:
        case.add("FERIEB", slug, amount)
    elif "fp-" in row.flags and row.op != "TAKE":
        case.add("OWN_LEAVE", slug, amount)
    if quantity is not None and ("atp" in row.flags or "TIMESATS" in (member or ())):
        case.hours += quantity


def pay(case: Case, entry: Entry) -> None:
    """PAY, and BASIS that pays: a line of pay. A type that is only a basis, or counts alone, pays nothing."""
    row, line = entry.row, entry.line
    if not row.flags & {"AM", "A", "net"}:
        if row.op == "PAY":
            case.lines.append(PayLine(entry.type.slug, figure("pay.nothing", ZERO), quantity=line.quantity))
        return
    if row.rate == "difference":
        raise not_yet(case, entry)
    (part,) = parts(row.rate or "amount")
    if line.quantity is None and "*" in part and line.amount is None and not line.fixed:
        raise case.refusal(Message("it needs an amount, or units and a rate"), entry.type.slug)
    put(case, entry, worth(case, entry, part), line.quantity, line.rate)


def deduct(case: Case, entry: Entry) -> None:
    """DEDUCT: the pay is lowered by what the row is worth; no account."""
    amount = worth(case, entry, entry.row.rate)
    lowered = figure("dk.deducted", -abs(amount.value), amount=amount)
    put(case, entry, lowered, entry.line.quantity, entry.line.rate, deducted=True)


def count(case: Case, entry: Entry) -> None:
    """COUNT: registered, and nothing else."""
    case.lines.append(_said(entry))


def _said(entry: Entry) -> PayLine:
    """A line that pays nothing: what was counted."""
    units = entry.line.quantity
    said = figure("pay.nothing", ZERO) if units is None else figure("pay.counted", ZERO, quantity=units)
    return PayLine(entry.type.slug, said, quantity=units)


# ── booking on accounts ──


def _day(case: Case, entry: Entry) -> date:
    """The day of earning that a line is about: its own date, or a year and month that were typed."""
    more = entry.more
    if more.day is not None:
        return more.day
    if more.year is not None:
        return Month(more.year, more.month or 12).last
    return case.period.last


def _amount_for(case: Case, entry: Entry, code: str) -> int:
    """What was typed for one account: units for days and hours, else kroner."""
    line = entry.line
    if BY_CODE[code].unit is not Unit.KRONER:
        if line.quantity is None:
            raise case.refusal(Message("it needs units"), entry.type.slug)
        return hundredths(line.quantity)
    if line.amount is not None:
        return line.amount.ore
    if line.quantity is not None and line.rate is not None:
        return hundredths(line.quantity * line.rate)
    if len(named(entry.row.account)) > 1:
        return 0  # days alone were corrected
    raise case.refusal(Message("it needs an amount"), entry.type.slug)


def book(case: Case, entry: Entry) -> None:
    """GRANT, ADJUST and SET: what was typed goes to the accounts of the row; SET makes the balance what was typed."""
    day, row = _day(case, entry), entry.row
    working_time = entry.more.working_time or case.working_time
    try:
        accounts = named(row.account)
    except LookupError:
        raise not_yet(case, entry) from None
    for account in accounts:
        amount = _amount_for(case, entry, account.code)
        vintage = vintage_of(account.code, day, working_time)
        for year in years(account.code, case.period.last, account.vintage):
            if shown_vintage(vintage) != year:
                vintage = year
        if row.op == "SET":
            amount = _set_to(case, entry, BalanceKey(account.code, vintage), day, amount)
        if row.control == "still_to_earn" and BY_CODE[account.code].unit is not Unit.KRONER:
            still_to_earn(case, entry, account.code, vintage, amount)
        _floor(case, entry, account.code, vintage, amount)
        case.book(account.code, vintage, amount, entry.type.slug)
        by_hand(case, entry, account.code, vintage, amount)
    case.lines.append(_said(entry))


def _set_to(case: Case, entry: Entry, key: BalanceKey, day: date, amount: int) -> int:
    """By how much an opening balance changes an account that knows years alone: what was entered for other months of
    the year stays beside it (F34 takes one for each month), the same month again replaces.
    """
    entered = case.opened.setdefault((entry.type.slug, key), {})
    month = f"{day.year}-{day.month:02d}"
    change = amount - (entered.get(month, 0) if entered else case.balances.get(key, 0))
    entered[month] = amount
    return change


def still_to_earn(case: Case, entry: Entry, code: str, vintage: str, amount: int) -> None:
    """Holiday in advance is at most what is still earned in the holiday year, this month too, less what was granted
    and not yet earned (denmark 4.12). Raises Refused for more.
    """
    hours = BY_CODE[code].unit is Unit.HOURS
    month = case.work.rates.number("holiday.hours.month" if hours else "holiday.days.month").value
    own = personal(case, "9980")
    if hours:
        month = two(month * case.working_time / HUNDREDTHS)
    elif own is not None:
        month = two(own.value / 12)
    left = 12 - (case.period.month.number - 9) % 12
    granted = case.balance(code, vintage) + case.balance(code.replace("RET", "GAELD"), vintage)
    most = hundredths(month * left) - granted
    if amount > most:
        what = Message("at most {most} can be granted in advance this holiday year", most=counted(most))
        raise case.refusal(what, entry.type.slug)


def _floor(case: Case, entry: Entry, code: str, vintage: str, amount: int) -> None:
    floor = BY_CODE[code].floor
    if floor is None or amount >= 0:
        return
    if case.balance(code, shown_vintage(vintage)) + amount < floor:
        raise case.refusal(Message("the balance would be below zero"), entry.type.slug)


# ── paying out ──


def take(case: Case, code: str, amount: int, reason: str, year: str = "", until: str = "") -> int:
    """Take from an account, the oldest vintage first, never below zero; gives what was there, in hundredths. `year` is
    the only one that is meant, `until` the last month of earning.
    """
    left = amount
    for key in case.keys(code):
        if (year and shown_vintage(key.vintage) != year) or (until and month_of(key.vintage) > until):
            continue
        part = min(left, max(0, case.balances[key]))
        case.book(code, key.vintage, -part, reason)
        left -= part
    return amount - left


def pay_amount(case: Case, entry: Entry) -> None:
    """PAYOUT_AMT and PAYOUT_CALC: an amount is paid and the account lowered, as far as its control says."""
    row, slug = entry.row, entry.type.slug
    accounts = named(row.account)
    if len(accounts) != 1 or BY_CODE[accounts[0].code].unit is not Unit.KRONER:
        raise not_yet(case, entry)
    (account,) = accounts
    control = row.control.partition(":")[0].split(" ")[0]
    asked = worth(case, entry, row.rate if "*" in row.rate or row.rate.startswith("pct") else "amount")
    year = str(entry.more.year) if control == "year_chosen" and entry.more.year else ""
    if control == "may_go_negative":
        case.book(account.code, "", -asked.value.ore, slug)
        put(case, entry, asked, entry.line.quantity, entry.line.rate)
        return
    covered = Money(take(case, account.code, max(0, asked.value.ore), slug, year))
    short = asked.value - covered
    if control == "take_back":
        put(case, entry, asked, entry.line.quantity, entry.line.rate)
        if short:
            put(case, entry, figure("dk.taken_back", -short, asked=asked, covered=covered))
        return
    if short:
        case.warn(
            Message("{asked} was asked for, and the balance covers {covered}", asked=asked.value, covered=covered), slug
        )
    paid = figure("dk.covered", covered, asked=asked, covered=covered) if short else asked
    put(case, entry, paid, entry.line.quantity, entry.line.rate)
    _postings(case, entry.type, [(account.code, paid)])


def pay_all(case: Case, entry: Entry) -> None:
    """PAYOUT_ALL: the whole balance of the accounts, of the years that the row names; by its date up to the month
    before it, or with it.
    """
    row, day = entry.row, entry.more.day
    until = ""
    if "dated" in row.trigger.split(" "):
        last = Month.of(day or case.period.first)
        until = str(last if row.control == "with_run" else last.plus(-1))
    _pay_all(case, entry.type, row.account, until=until, always=True)


def pay_by_code(case: Case, wage_type: WageType, account: str) -> None:
    """A payout that a code of the run order starts; no line where there is nothing."""
    _pay_all(case, wage_type, account)


def _pay_all(case: Case, wage_type: WageType, written: str, *, until: str = "", always: bool = False) -> None:
    found: list[tuple[str, Figure[Money]]] = []
    for account in named(written):
        here = 0
        for year in [*years(account.code, case.period.last, account.vintage)] or [""]:
            there = sum(max(0, case.balances[key]) for key in case.keys(account.code))
            here += take(case, account.code, there, wage_type.slug, year, until)
        if here:
            found.append((account.code, figure("dk.balance", Money(here), account=account.code)))
    if found:
        put(case, wage_type, total("balances", found))
        _postings(case, wage_type, found)
    elif always:
        put(case, wage_type, figure("pay.nothing", ZERO))


def _postings(case: Case, wage_type: WageType, found: list[tuple[str, Figure[Money]]]) -> None:
    """The types that post a payout, for the accounts that it emptied."""
    assert wage_type.row is not None
    carriers = [word.removeprefix("post:") for word in wage_type.row.posting.split(" ") if word.startswith("post:")]
    for code, amount in found:
        for number in carriers:
            carrier = case.work.types.get(number)
            row = carrier.row if carrier is not None else None
            if carrier is not None and row is not None and fnmatchcase(code, row.account.partition("@")[0]):
                case.lines.append(PayLine(carrier.slug, amount))
                break


def transfer(case: Case, entry: Entry) -> None:
    """TRANSFER between two accounts of the person: `A@-1 > A`."""
    source, arrow, target = entry.row.account.partition(" > ")
    try:
        (from_,), (to,) = named(source), named(target)
    except (LookupError, ValueError):
        raise not_yet(case, entry) from None
    if not arrow or "*" in source:
        raise not_yet(case, entry)
    year = next(years(from_.code, case.period.last, from_.vintage), "")
    asked = _amount_for(case, entry, from_.code)
    moved = take(case, from_.code, max(0, asked), entry.type.slug, year)
    if moved < asked:
        raise case.refusal(Message("the balance would be below zero"), entry.type.slug)
    case.book(to.code, vintage_of(to.code, case.period.last, case.working_time), moved, entry.type.slug)
    case.lines.append(_said(entry))


def refused(case: Case, entry: Entry) -> None:
    """REFUSE, and types that the program makes itself."""
    if entry.row.op == "REFUSE":
        raise case.refusal(Message("it is not entered; other types stand in its place"), entry.type.slug)
    raise case.refusal(Message("the program makes it itself, and it is not entered"), entry.type.slug)


def nothing(case: Case, entry: Entry) -> None:
    """What only sets up something else: STOP, MARK."""


OPERATIONS: Mapping[str, Callable[[Case, Entry], None]] = {
    "PAY": pay,
    "BASIS": pay,
    "COUNT": count,
    "GRANT": book,
    "ADJUST": book,
    "SET": book,
    "PAYOUT_AMT": pay_amount,
    "PAYOUT_CALC": pay_amount,
    "PAYOUT_ALL": pay_all,
    "TRANSFER": transfer,
    "STOP": nothing,
    "MARK": nothing,
    "RATE": refused,
    "REFUSE": refused,
    "POST": refused,
    "SHOW": refused,
    "SETTLE": refused,
}
