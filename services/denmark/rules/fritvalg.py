"""Fritvalg, the free-choice account (denmark 6): saved untaxed every run, moved to pension or taxed when it is paid.

One order holds for every run (6.6): changes and saving · amounts that are paid · what goes to pension though the
balance does not cover it · what goes to pension as far as it does · what empties the account. Inside a step the day
decides, then the number, never the order of entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules import expressions
from services.denmark.rules.accounts import is_fritvalg
from services.denmark.rules.case import Case, Entry, total
from services.denmark.rules.fritvalg_saving import (
    BALANCES,
    FRITVALG,
    LOCAL,
    SAVED,
    FritvalgRun,
    fritvalg_basis,
    in_hours,
    is_net,
    lower_balance,
    numbers_after,
    ordered,
    raise_balance,
    save,
    stopped_types,
    tax_local,
    warn,
)
from services.denmark.rules.fritvalg_settle import Settlement, settle
from services.denmark.rules.lines import put, take
from services.denmark.rules.pension import basis_of
from services.engine.result import PayLine

CASH, BEARING = "fritvalg_cash", "holiday_base"
"""By calendar year what 4111 paid, and what bore holiday money."""

CARRIER: Final = "14008"
"""Posts what is paid where it bears holiday money by FRITVF, and says how much."""

QUARTERS: Final = (3, 6, 9, 12)
_APART: Final = 3  # months between two emptyings, counted around the year
_ABSENT: Final = frozenset({"TAKE", "DEDUCT"})
_CHANGE, _SAVE, _AMOUNT, _MOVE, _MOVE_COVERED, _EMPTY = range(6)


@dataclass(frozen=True, slots=True)
class Away:
    """A family day (77 to 79): what it is worth, and its units."""

    entry: Entry
    amount: Figure[Money]


# ── absence with pay from the account (denmark 6.7) ──


def leave(case: Case) -> list[Away]:
    """The family days: each lowers the pay, what bears holiday money, and the paid hours. What the account pays of them
    follows in the sequence. The pension bases are as before, unless the employer has lists that say otherwise.
    """
    found = []
    for entry in case.entries:
        row = entry.row
        if row.kind != "absence" or row.op not in _ABSENT or not is_fritvalg(row):
            continue
        if "uncovered" in row.trigger.split(" "):
            raise case.refusal(Message("the program makes it itself, and it is not entered"), entry.type.slug)
        units = entry.line.quantity
        if units is None:
            raise case.refusal(Message("it needs units"), entry.type.slug)
        amount = expressions.worth(case, entry, row.rate, case.basis(row.basis) if row.basis else None)
        if not amount.value:
            warn(case, Message("it comes to nothing: there is no pay to take it from"), entry.type.slug)
        lowered = figure("dk.deducted", -abs(amount.value), amount=amount)
        put(case, entry, lowered, units, None, deducted=True)
        if "fp-" in row.flags and row.op == "TAKE":  # put() has done the same for what only deducts
            case.add("OWN_LEAVE", entry.type.slug, lowered)
        if "atp-" in row.flags:
            case.unpaid_hours += in_hours(case, entry)
        if row.op == "TAKE":
            found.append(Away(entry, amount))
    return found


# ── the sequence (denmark 6.6) ──


def bears_holiday_money(case: Case) -> bool:
    """Whether something is paid from the account that raises what bears holiday money: then it comes first."""
    return any("fp" in each.row.flags and is_fritvalg(each.row) for each in case.entries)


def run(case: Case, away: Sequence[Away]) -> None:
    """Everything of fritvalg in the run. Raises Refused for what a rule forbids."""
    mine = [entry for entry in case.entries if entry.row.op not in ("STOP", "DEDUCT") and is_fritvalg(entry.row)]
    if mine:
        _sequence(case, mine, away)
    base = case.basis("FERIEB").value
    case.book(BEARING, str(case.period.month.year), base.ore, "FERIEB")


def _sequence(case: Case, mine: list[Entry], away: Sequence[Away]) -> None:
    steps: dict[int, list[Entry]] = {}
    for entry in mine:
        steps.setdefault(_step(case, entry), []).append(entry)
    now = FritvalgRun(case)
    for entry in ordered(steps.get(_CHANGE, ())):
        raise_balance(case, entry)
    save(now, steps.get(_SAVE, ()))
    for entry in ordered(steps.get(_CHANGE, ())):
        lower_balance(case, entry)
    tax_local(now, steps.get(_CHANGE, ()))
    paid_for = {id(each.entry): each for each in away}
    for entry in ordered(steps.get(_AMOUNT, ())):
        if id(entry) in paid_for:
            _pay_leave(case, paid_for[id(entry)])
        else:
            _pay_amount(now, entry)
    for entry in ordered(steps.get(_MOVE, ())):
        _move(case, entry, covered=False)
    for entry in ordered(steps.get(_MOVE_COVERED, ())):
        _move(case, entry, covered=True)
    for entry in sorted(ordered(steps.get(_EMPTY, ())), key=_emptying):
        _empty(now, entry)
    _holiday_of_payouts(now)
    settle(case, now.settled)
    _trim(case)
    if _leaves(case) and case.work.pays_period and (left := case.balance(FRITVALG)) > 0:
        what = Message("{amount} stands on the fritvalg account of somebody who leaves", amount=Money(left))
        warn(case, what, mine[0].type.slug)


def _step(case: Case, entry: Entry) -> int:
    row = entry.row
    op, target = row.op, row.account.partition(" > ")[2]
    if row.kind == "posting" or op in ("RATE", "POST", "REFUSE", "BASIS"):
        raise case.refusal(Message("the program makes it itself, and it is not entered"), entry.type.slug)
    if op in ("GRANT", "ADJUST") or target == FRITVALG:
        return _CHANGE
    if op == "ACCRUE":
        return _SAVE
    if op == "TRANSFER":
        return _MOVE if "may_go_negative" in row.control else _MOVE_COVERED if row.rate else _EMPTY
    if op in ("PAYOUT_AMT", "PAYOUT_CALC", *_ABSENT) or row.rate == "run_saving":
        return _AMOUNT
    return _EMPTY


def _emptying(entry: Entry) -> int:
    """Pension goes first, then a part that has its own name, then the rest."""
    return 0 if entry.row.op == "TRANSFER" else 1 if entry.row.rate.startswith("saved:") else 2


def _leaves(case: Case) -> bool:
    return case.job.end is not None and case.job.end in case.period.days


# ── 2: amounts that are paid ──


def _asked(now: FritvalgRun, entry: Entry) -> Figure[Money]:
    """What a payout of an amount is worth before the balance is asked."""
    case, row = now.case, entry.row
    if row.rate == "run_saving":
        return total("fritvalg_saving", now.saved.get(row.account, []))
    if row.rate.startswith("pct:"):
        if row.basis.startswith("FERIEB@KY"):
            return _of_last_year(case, entry)
        if entry.line.amount is None and entry.line.percent is None and entry.line.rate is None:
            raise case.refusal(Message("it needs a percentage"), entry.type.slug)
        return expressions.percent_of(case, entry, row.rate.removeprefix("pct:"), fritvalg_basis(case))
    amount = expressions.worth(case, entry, row.rate if "*" in row.rate else "amount")
    if amount.value < ZERO:
        raise case.refusal(Message("it needs an amount above zero"), entry.type.slug)
    return amount


def _of_last_year(case: Case, entry: Entry) -> Figure[Money]:
    """A percentage of what bore holiday money in the calendar year before; an amount that was typed goes before it."""
    if entry.line.amount is not None:
        return expressions.worth(case, entry, "amount")
    year = case.period.month.year - 1
    basis = figure("dk.fritvalg.last_year", Money(case.balance(BEARING, str(year))), year=str(year))
    if not basis.value:
        warn(
            case,
            Message("nothing is known of the pay that earned holiday pay in {year}", year=str(year)),
            entry.type.slug,
        )
    return expressions.percent_of(case, entry, entry.row.rate.removeprefix("pct:"), basis)


def _pay_amount(now: FritvalgRun, entry: Entry) -> None:
    case, row, slug = now.case, entry.row, entry.type.slug
    if not row.account:
        _pay_cash(now, entry)
        return
    if row.trigger.startswith("code:") and not _has_code(case, entry):
        return
    asked = _asked(now, entry)
    line = entry.line
    if "may_go_negative" in row.control:
        case.book(row.account, "", -asked.value.ore, slug)
        put(case, entry, asked, line.quantity, line.rate)
        return
    covered = Money(take(case, row.account, max(0, asked.value.ore), slug))
    short = asked.value - covered
    if "take_back" in row.control:
        put(case, entry, asked, line.quantity, line.rate)
        if short > ZERO:
            _take_back(case, entry, asked, covered)
        return
    if short > ZERO and row.trigger != "every_run":
        warn(
            case,
            Message("{asked} was asked for, and the balance covers {covered}", asked=asked.value, covered=covered),
            slug,
        )
    paid = figure("dk.covered", covered, asked=asked, covered=covered) if short else asked
    if not paid.value and line.fixed:
        return
    put(case, entry, paid, line.quantity, line.rate)
    if "FRITVF" in row.flags:
        now.bearing.append((slug, paid))


def _take_back(case: Case, entry: Entry, asked: Figure[Money], covered: Money) -> None:
    """What the balance does not cover is taken back: on the type that the row names, else on its own."""
    named = numbers_after(entry.row.control, "take_back")
    wage_type = case.work.types[named[0]] if named else entry.type
    lowered = figure("dk.taken_back", covered - asked.value, asked=asked, covered=covered)
    put(case, wage_type, lowered, deducted=True)


def _pay_leave(case: Case, away: Away) -> None:
    """A family day that lowered the pay: the same amount is paid from the account by the partner of its type."""
    row, slug = away.entry.row, away.entry.type.slug
    asked = figure("dk.fritvalg.leave", abs(away.amount.value), amount=away.amount)
    partner = case.work.types[numbers_after(row.control, "pays")[0]]
    covered = Money(take(case, row.account, asked.value.ore, slug))
    put(case, partner, asked, away.entry.line.quantity, None)
    if covered < asked.value:
        _take_back(case, away.entry, asked, covered)


def _pay_cash(now: FritvalgRun, entry: Entry) -> None:
    """Fritvalg in cash by the pay of the year before (denmark I13): on the position category once a year, with the
    first run that pays supplements.
    """
    case, slug, year = now.case, entry.type.slug, str(now.case.period.month.year)
    if entry.row.trigger.startswith("code:"):
        if not _has_code(case, entry) or case.balance(CASH, year):
            return
        amount = _asked(now, entry)
        case.book(CASH, year, amount.value.ore, slug)
    else:
        amount = _asked(now, entry)
    if amount.value:
        put(case, entry, amount)


def _has_code(case: Case, entry: Entry) -> bool:
    """Whether the run order carries the code of a row; one that was entered on the run needs none."""
    if entry.line.numbered is not None and not entry.line.fixed:
        return True
    return entry.row.trigger.removeprefix("code:") in case.codes


# ── 3 and 4: to pension ──


def _move(case: Case, entry: Entry, *, covered: bool) -> None:
    """To the pension of the employer, never taxed; a percentage is of the pension basis."""
    row, slug, line = entry.row, entry.type.slug, entry.line
    account = row.account.partition(" > ")[0]
    if account == LOCAL and is_net(case):
        raise case.refusal(Message("what was taxed as it was saved cannot go to pension"), slug)
    if row.rate.startswith("pct:") and line.amount is None:
        if line.percent is None and line.rate is None:
            raise case.refusal(Message("it needs a percentage"), slug)
        basis = case.basis(basis_of(case, entry))
        asked = expressions.percent_of(case, entry, row.rate.removeprefix("pct:"), basis)
    else:
        asked = expressions.worth(case, entry, "amount")
    if asked.value < ZERO:
        raise case.refusal(Message("it needs an amount above zero"), slug)
    if not covered:
        case.book(account, "", -asked.value.ore, slug)
        _moved(case, entry, asked)
        return
    there = Money(take(case, account, asked.value.ore, slug))
    _moved(case, entry, asked if there == asked.value else figure("dk.covered", there, asked=asked, covered=there))


def _moved(case: Case, entry: Entry, amount: Figure[Money]) -> None:
    if not amount.value:
        return
    if "pension_scheme" not in entry.row.inputs and not any(case.active("PENSION")):
        warn(case, Message("there is no pension that it could go to"), entry.type.slug)
    case.lines.append(PayLine(entry.type.slug, amount, employment=case.job.id))
    case.add("PENSION_MOVED", entry.type.slug, amount)


# ── 5: what empties the account ──


def _empty(now: FritvalgRun, entry: Entry) -> None:
    case, row, slug = now.case, entry.row, entry.type.slug
    if not _is_due(case, entry):
        return
    account = row.account.partition(" > ")[0]
    left = max(0, case.balance(account))
    if row.rate.startswith("saved:"):
        left = min(left, max(0, case.balance(SAVED, row.rate.removeprefix("saved:"))))
    if not left:
        if row.trigger == "manual":
            put(case, entry, figure("pay.nothing", ZERO))
        return
    amount = figure(BALANCES[account], Money(left))
    case.book(account, "", -left, slug)
    if row.op == "TRANSFER":
        _moved(case, entry, amount)
        return
    if row.op == "SETTLE":
        case.lines.append(PayLine(slug, amount, employment=case.job.id))
        now.settled.append(Settlement(slug, amount, 0 if "|" not in row.account else min(case.switch("FEAFR"), 2)))
        return
    put(case, entry, amount)
    if "FRITVF" in row.flags:
        now.bearing.append((slug, amount))
    if "fp" in row.flags:  # put() has raised FERIEB; what is made of it was made before
        for basis in ("FERIEB_LOV", "FERIEB_OK"):
            case.add(basis, slug, amount)


def _is_due(case: Case, entry: Entry) -> bool:
    """Whether something that empties the account fires in this run."""
    words = entry.row.trigger.split(" ")
    kind, _, more = words[0].partition(":")
    if kind == "leaving":
        return _leaves(case)
    if kind == "dated":
        day = entry.more.day
        if day is None:
            raise case.refusal(Message("it needs a date"), entry.type.slug)
        return day in case.period.days
    if kind == "code":
        return _has_code(case, entry)
    if kind == "months":
        months = emptying_months(case, entry, more.split(","))
        return entry.type.slug not in stopped_types(case) and case.period.month.number in months
    return kind != "every_run" or entry.row.account != FRITVALG or not _leaves(case)


def emptying_months(case: Case, entry: Entry, tables: Sequence[str]) -> tuple[int, ...]:
    """The months in which an account is emptied: those of two tables, at least three apart counted around the year, or
    four a year where the third says so. Raises Refused for months that cannot be.
    """
    *chosen, quarterly = tables
    if case.switch(quarterly) == 1:
        return QUARTERS
    given = [value for table in chosen if (value := case.table(table))]
    months = tuple(int(value) for value in given)
    if any(not 1 <= value <= 12 or value % 1 for value in given):
        raise case.refusal(
            Message("{tables}: a month is a number from 1 to 12", tables=" · ".join(chosen)), entry.type.slug
        )
    if len(months) > 1:
        apart = abs(months[0] - months[1])
        if min(apart, 12 - apart) < _APART:
            what = Message("{tables}: there must be three months or more between them", tables=" · ".join(chosen))
            raise case.refusal(what, entry.type.slug)
    return months


# ── after ──


def _holiday_of_payouts(now: FritvalgRun) -> None:
    """Holiday money of payouts that bear it by FRITVF: taxed to FerieKonto (1), or gross on a Feriekort (2)."""
    case, where = now.case, now.case.switch("FRITVF")
    if where not in (1, 2) or not now.bearing:
        return
    carrier = case.work.types[CARRIER]
    assert carrier.row is not None
    entry = next(each for each in case.entries if each.type.slug == now.bearing[0][0])
    basis = total("fritvalg_paid", now.bearing)
    gross = expressions.percent_of(case, entry, carrier.row.rate.removeprefix("pct:"), basis)
    case.lines.append(PayLine(carrier.slug, basis, employment=case.job.id))
    now.settled.append(Settlement(carrier.slug, gross, 0 if where == 1 else 2, earned=True))


def _trim(case: Case) -> None:
    """What a type saved is never more than what stands on the account."""
    left = max(0, case.balance(FRITVALG))
    for key in case.keys(SAVED):
        if case.balances[key] > left:
            case.book(SAVED, key.vintage, left - case.balances[key], key.vintage)
