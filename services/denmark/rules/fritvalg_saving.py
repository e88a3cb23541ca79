"""What raises the fritvalg account: changes, and the savings of the run with their parts (denmark 6.1 to 6.3, 6.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules import expressions
from services.denmark.rules.accounts import vintage_of
from services.denmark.rules.case import HOURLY, NOTHING, Case, Entry, hundredths, total, two
from services.denmark.rules.fritvalg_settle import Settlement
from services.denmark.rules.lines import put, take
from services.denmark.rules.pension import basis_of
from services.denmark.rules.settle import taxed_alone
from services.engine.result import PayLine

FRITVALG, LOCAL, LOCAL_NET, SH = "FRITVALG", "FRITVALG_LOKAL", "FRITVALG_LOKAL_NET", "SH"
SAVED: Final = "fritvalg_saved"
"""What each type saved that has a payout of its own, as the program counts it."""

BALANCES: Final = {
    FRITVALG: "dk.fritvalg.balance",
    LOCAL: "dk.fritvalg.local",
    LOCAL_NET: "dk.fritvalg.local",
    SH: "dk.fritvalg.public_holidays",
}
"""The rule of what is there of each account."""

_LABEL: Final = re.compile(r"[tp](\d{4})")
_OFF: Final = (("off_days", "FERIEFRI_D"), ("off_hours", "FERIEFRI_T"), ("off_amount", "FERIEFRI_KR"))


@dataclass(slots=True)
class FritvalgRun:
    """What the sequence of one person keeps: the savings of the run by account, and payouts that bear holiday money."""

    case: Case
    saved: dict[str, list[tuple[str, Figure[Money]]]] = field(default_factory=dict)
    bearing: list[tuple[str, Figure[Money]]] = field(default_factory=list)  # by FRITVF
    settled: list[Settlement] = field(default_factory=list)


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """By day, then number, then what was typed: whatever the order of entry, the outcome is the same."""

    def place(entry: Entry) -> tuple[date, int, int, Decimal]:
        line = entry.line
        return (
            entry.more.day or date.min,
            int(entry.type.slug),
            line.amount.ore if line.amount is not None else 0,
            line.quantity or NOTHING,
        )

    return sorted(entries, key=place)


def warn(case: Case, what: Message, number: str) -> None:
    """Something to look at, with whose line it is about."""
    case.warn(
        Message("Employee {number}, {type}: {reason}", number=str(case.person.number), type=number, reason=what), number
    )


def in_hours(case: Case, entry: Entry) -> Decimal:
    """The units of an absence in hours."""
    units, rate = entry.line.quantity or NOTHING, entry.row.rate
    if rate.startswith("hours") or (
        not rate.startswith("days") and (case.switch("FEENH") == 1 or case.switch("FEFRAV") == 1)
    ):
        return units
    return units * expressions.hours_a_day(case).value


# ── 1: changes and saving ──


def change(case: Case, entry: Entry) -> Figure[Money]:
    """What a change is worth, with its sign."""
    row = entry.row
    if row.account.startswith(SH):
        there = sum(case.balances[key] for key in case.keys(SH))
        amount = figure(BALANCES[SH], Money(there))
        return amount if entry.line.amount is None else expressions.worth(case, entry, "amount")
    amount = expressions.worth(case, entry, row.rate if "*" in row.rate else "amount")
    if row.op == "ADJUST" and "*" in row.rate:  # lowers by hours and rate, whichever sign was typed
        return figure("dk.deducted", -abs(amount.value), amount=amount)
    return amount


def raise_balance(case: Case, entry: Entry) -> None:
    """What is put on the account: an amount, hours, days off that are given up, or the saving for public holidays."""
    row, slug = entry.row, entry.type.slug
    if row.op == "ADJUST" and row.account == LOCAL and is_net(case):
        return  # taxed with the saving of the run
    amount = change(case, entry)
    if amount.value < ZERO:
        return
    source, moves, target = row.account.partition(" > ")
    if source == SH:
        _written_down(case, entry, SH, amount.value.ore)
    elif moves:
        for name, code in _OFF:
            units = getattr(entry.more, name)
            if units:
                _written_down(case, entry, code, hundredths(units))
    case.book(target or source, "", amount.value.ore, slug)
    case.lines.append(PayLine(slug, amount, quantity=entry.line.quantity, rate=entry.line.rate, employment=case.job.id))


def _written_down(case: Case, entry: Entry, account: str, amount: int) -> None:
    if amount < 0 or take(case, account, amount, entry.type.slug) < amount:
        raise case.refusal(Message("the balance would be below zero"), entry.type.slug)


def lower_balance(case: Case, entry: Entry) -> None:
    """A change below zero, after everything that raises: no lower than zero."""
    if entry.row.op == "ADJUST" and entry.row.account == LOCAL and is_net(case):
        return
    amount = change(case, entry)
    if amount.value < ZERO:
        _take_off(case, entry, entry.row.account.partition(" > ")[2] or entry.row.account, amount)


def _take_off(case: Case, entry: Entry, account: str, amount: Figure[Money]) -> None:
    slug, asked = entry.type.slug, -amount.value
    covered = Money(min(asked.ore, max(0, case.balance(account))))
    case.book(account, "", -covered.ore, slug)
    if covered < asked:
        warn(
            case, Message("{asked} was asked for, and the balance covers {covered}", asked=asked, covered=covered), slug
        )
        amount = figure("dk.covered", -covered, asked=asked, covered=covered)
    case.lines.append(PayLine(slug, amount, quantity=entry.line.quantity, rate=entry.line.rate, employment=case.job.id))


def save(now: FritvalgRun, entries: Iterable[Entry]) -> None:
    """The savings of the run, each once: what the position category saves, the employee does not save again."""
    case = now.case
    stopped = stopped_types(case)
    seen: dict[tuple[str, str, str], str] = {}
    for entry in ordered(entries):
        row, slug = entry.row, entry.type.slug
        if slug in stopped:
            continue
        same = (row.account, row.basis, row.rate)
        if not row.basis.startswith("PENS") and seen.setdefault(same, slug) != slug:
            warn(case, Message("{first} saves already, and nothing is saved twice", first=seen[same]), slug)
            continue
        parts = [(label, amount) for label, amount in _parts(case, entry) if amount.value]
        if parts:
            _book_saving(now, entry, parts)


def stopped_types(case: Case) -> frozenset[str]:
    """The types that the person has a stop for."""
    return frozenset(number for entry in case.active("STOP") for number in numbers_after(entry.row.control, "stops"))


def _book_saving(now: FritvalgRun, entry: Entry, parts: list[tuple[str, Figure[Money]]]) -> None:
    case, row, slug = now.case, entry.row, entry.type.slug
    saved = parts[0][1] if len(parts) == 1 else total("fritvalg_saving", parts)
    account = LOCAL_NET if row.account == LOCAL and is_net(case) else row.account
    if saved.value < ZERO and account != LOCAL_NET and case.balance(account) + saved.value.ore < 0:
        _take_off(case, entry, account, saved)
        return
    now.saved.setdefault(account, []).append((slug, saved))
    if account == SH:
        case.book(SH, vintage_of(SH, case.period.last, case.working_time), saved.value.ore, slug)
        case.add("PENS_2", slug, saved)
    elif account != LOCAL_NET:  # that is booked when it is taxed
        case.book(account, "", saved.value.ore, slug)
    if row.basis.startswith("PENS"):
        case.book(SAVED, slug, saved.value.ore, slug)
    case.lines.append(PayLine(slug, saved, employment=case.job.id))
    for label, amount in parts:
        owner = case.work.types.get(label)
        owned = owner is not None and owner.row is not None and "pay-" in owner.row.flags
        if owner is not None and owned:  # the employee's own share: the pay is lowered before tax
            put(case, owner, figure("dk.deducted", -amount.value, amount=amount), deducted=True)
    _to_pension_basis(case, entry, parts)


def _parts(case: Case, entry: Entry) -> list[tuple[str, Figure[Money]]]:
    """The parts of a saving, each rounded, by the table or personal rate that gives it."""
    row = entry.row
    if row.basis == FRITVALG:
        basis = fritvalg_basis(case)
    elif row.basis.startswith("PENS"):
        basis = case.basis(basis_of(case, entry))
    else:
        basis = case.basis("FERIEB_LOV" if row.basis == "FERIEB" else row.basis)
    found = []
    for part in expressions.parts(row.rate):
        if part.startswith("pct:"):
            amount = expressions.percent_of(case, entry, part.removeprefix("pct:"), basis)
        elif not part.startswith("hours*rate:"):
            amount = expressions.worth(case, entry, part, basis)
        else:
            rate = expressions.chain(case, part.removeprefix("hours*rate:"), entry)
            if rate is None:
                continue
            hours = worked_hours(case)
            amount = figure("pay.quantity", Money.rounded(hours * rate.value), quantity=hours, rate=rate)
        found.append((_label(part) or entry.type.slug, amount))
    return found


@cache
def _label(part: str) -> str:
    found = _LABEL.search(part)
    return found[1] if found else ""


@cache
def numbers_after(control: str, word: str) -> tuple[str, ...]:
    """The numbers after a word of a control: `pays:41587 take_back:41606`."""
    for each in control.split(" "):
        name, _, numbers = each.partition(":")
        if name == word:
            return tuple(numbers.split(",")) if numbers else ()
    return ()


def _to_pension_basis(case: Case, entry: Entry, parts: list[tuple[str, Figure[Money]]]) -> None:
    """Parts that a result table (4490 to 4492) adds to a pension basis: its value is the number of the basis."""
    pairs = numbers_after(entry.row.control, "pensionable")
    tables = dict(zip(pairs[::2], pairs[1::2], strict=True))
    for label, amount in parts:
        number = case.table(tables[label]) if label in tables else None
        if not number:
            continue
        if number not in (1, 2, 3, 4, 5, 6, 10, 11):
            what = Message("result table {table}: there is no pension basis {basis}", table=tables[label], basis=number)
            raise case.refusal(what, entry.type.slug)
        case.add(f"PENS_{int(number)}", entry.type.slug, amount)


def fritvalg_basis(case: Case) -> Figure[Money]:
    """What the percentages are taken of: what bears holiday money by law; by FRITGR the employer's own list 3103, and
    where there is none, what bears holiday money without being lowered by holiday.
    """
    if case.switch("FRITGR") != 1:
        return case.basis("FERIEB_LOV")
    return case.type_set("3103") if case.members("3103") else case.basis("FERIEB_OK")


def worked_hours(case: Case) -> Decimal:
    """The hours of work of the period: those of the position or of the pay lines, less all absence; by FRITGR less the
    types of list 3104 alone.
    """
    hours = case.hours
    if case.basis("MDR_FAST").value and case.pay != HOURLY:
        usual = case.norm_hours
        if case.period.kind != "month":
            usual = two(usual * 12 / case.work.rates.number(f"withholding.periods.{case.period.kind}").value)
        if not case.is_whole_period:
            usual = two(usual * case.employed_days / case.period.days.days)
        hours += usual
    own = {each.type for each in case.members("3104")} if case.switch("FRITGR") == 1 else None
    for entry in case.entries:
        if entry.row.kind == "absence" and (own is None or entry.type.slug in own) and _lessens(case, entry):
            hours -= in_hours(case, entry)
    return max(NOTHING, two(hours))


def _lessens(case: Case, entry: Entry) -> bool:
    """Whether an absence is among the hours: always of a position; of hours that were typed none is."""
    return bool(case.basis("MDR_FAST").value) and case.pay != HOURLY and entry.row.op != "PAYOUT_CALC"


def is_net(case: Case) -> bool:
    """Whether the local account is taxed as it is saved and paid net: where the employer says so, where a net payout
    stands on the position category or the employee, and where there is a net balance.
    """
    return (
        case.work.setup.local_net
        or any(each.row.account == LOCAL_NET and each.row.kind != "variable" for each in case.entries)
        or bool(case.balance(LOCAL_NET))
    )


def tax_local(now: FritvalgRun, changes: Iterable[Entry]) -> None:
    """The local saving in net mode: AM-bidrag and A-skat without allowance at once, and the rest is kept."""
    case = now.case
    if not is_net(case):
        return
    parts = list(now.saved.get(LOCAL_NET, ()))
    for entry in ordered(changes):
        if entry.row.account == LOCAL:
            amount = change(case, entry)
            parts.append((entry.type.slug, amount))
            case.lines.append(PayLine(entry.type.slug, amount, employment=case.job.id))
    if not parts:
        return
    taxed = taxed_alone(case, total("fritvalg_saving", parts))
    if case.balance(LOCAL_NET) + taxed.net.value.ore < 0:
        raise case.refusal(Message("the balance would be below zero"), parts[-1][0])
    case.book(LOCAL_NET, "", taxed.net.value.ore, parts[0][0])
    case.sums["fritvalg_am"], case.sums["fritvalg_tax"] = taxed.am, taxed.tax
    for name, amount in (("13", taxed.gross), ("16", taxed.am), ("15", taxed.tax)):
        case.besides[name] = case.besides.get(name, ZERO) + amount.value
