"""Provisions for owed holiday pay, and the types that post what a run booked on the balances (denmark 4.19 and 5).

Running: 4703 what was earned, 4911 or 4914 what was taken, each payout and resignation its counter-posting, 4951 and
4952 what was earned and went to pay off holiday in advance. Concrete, for holiday with pay: what the rest is worth at
today's pay, of which the change since last month is booked (19883 in days, 19884 in hours). Never both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules.accounts import FERIE_D, FERIE_T, FERIEPENGE, GAELD, shown_vintage
from services.denmark.rules.calendar import holiday_year
from services.denmark.rules.case import Case, Entry, counted, total
from services.engine.numbered import Row
from services.engine.result import PayLine

NONE, RUNNING, CONCRETE = "none", "running", "concrete"
HENSAT: Final = "HENSAT"
ADVANCE_OFFSET: Final = "4958"
EARNED_OFFSET: Final = {"D": "4951", "T": "4952"}
REST: Final = {FERIE_D: "19883", FERIE_T: "19884"}
BONUS: Final = "7500"
"""The list of types (lønartstype) that corrects the basis of the concrete method: variable bonus with a minus."""

_PROVISION: Final = "@provision"
_BOOKED: Final = frozenset({"ADJUST", "GRANT"})


def complete(case: Case, earned: Figure[Money]) -> None:
    """Add the posting lines of the run's movements. `earned` is the holiday money that the run earned. Comes last, when
    the fields of eIndkomst are known. Raises Refused for both methods at once.
    """
    method = _method(case)
    if case.movements:
        _advance(case, earned, method)
        _paid_cards(case)
        if method == RUNNING:
            _running(case, earned)
    if method != NONE:
        _supplements(case)
    if method == CONCRETE:
        _concrete(case)


def _method(case: Case) -> str:
    """How the person's holiday pay is provided for: by the employer's choice, or a row of the concrete method."""
    chosen = case.work.setup.provisions
    row = next((each for each in case.active("ACCRUE") if each.row.account == HENSAT), None)
    if row is not None and chosen == RUNNING:
        what = Message("the concrete method and running provisions are not used together")
        raise case.refusal(what, row.type.slug)
    return CONCRETE if row is not None else chosen


def _row(case: Case, number: str) -> Row | None:
    wage_type = case.work.types.get(number)
    return wage_type.row if wage_type is not None else None


def _has(case: Case, number: str) -> bool:
    return any(line.type == number and line.amount.value for line in case.lines)


def _post(case: Case, number: str, amount: Figure[Money]) -> None:
    """One posting line; none where there is nothing, or somebody has made it."""
    if amount.value and not _has(case, number):
        case.lines.append(PayLine(number, amount, employment=case.job.id))


def _moved(case: Case, *accounts: str) -> dict[str, int]:
    """What the run moved on accounts, in hundredths, by the type that moved it."""
    moved: dict[str, int] = {}
    for each in case.movements:
        if each.key.account in accounts:
            moved[each.reason] = moved.get(each.reason, 0) + each.hundredths
    return moved


# ── holiday in advance ──


def _advance(case: Case, earned: Figure[Money], method: str) -> None:
    """4958: what was earned and paid off holiday in advance, at the value at which that was taken; 4951 and 4952: the
    money that was earned with it, where it is set aside. What is taken is posted when it is.
    """
    for reason, amount in _moved(case, f"{GAELD}_KR").items():
        row = _row(case, reason)
        if row is not None and row.op == "ACCRUE" and amount < 0:
            _post(case, ADVANCE_OFFSET, _movement(Money(-amount), f"{GAELD}_KR"))
    for unit in "DT" if method == RUNNING else "":
        for reason, amount in _moved(case, f"{GAELD}_{unit}").items():
            row = _row(case, reason)
            if row is not None and row.op == "ACCRUE" and amount < 0:
                offset = earned.value - Money(_moved(case, FERIEPENGE).get(reason, 0))
                _post(case, EARNED_OFFSET[unit], figure("dk.provision.offset", offset, earned=earned))


def _movement(amount: Money, account: str) -> Figure[Money]:
    return figure("dk.provision.moved", amount, account=account)


def _paid_cards(case: Case) -> None:
    """A payout of one amount whose posting types the run has not made: by the year of the balance (`@0`, `@-1`)."""
    for line in list(case.lines):
        row = _row(case, line.type)
        if row is None or row.op != "PAYOUT_AMT" or not line.amount.value or line.tax == "none":
            continue
        words = row.posting.split()
        numbers = [number for word in words if word.startswith("post:") for number in _alternatives(word)]
        if any(not word.startswith("post:") for word in words) or any(_has(case, number) for number in numbers):
            continue
        for number in numbers:
            target = _row(case, number)
            if target is not None and target.account:
                _post(case, number, _of_year(case, line, target))


def _alternatives(word: str) -> list[str]:
    return word.removeprefix("post:").partition("@")[0].split("|")


def _of_year(case: Case, line: PayLine, target: Row) -> Figure[Money]:
    """The part of a payout that came from the vintages of a posting type."""
    code, _, year = target.account.partition("@")
    if not year:
        return line.amount
    this = holiday_year(case.period.last)
    moved = sum(
        -each.hundredths
        for each in case.movements
        if each.reason == line.type
        and each.key.account == code
        and (shown_vintage(each.key.vintage) == str(this)) == (year == "0")
    )
    return _movement(Money(moved), code)


# ── the running method ──


def _provides(row: Row | None) -> bool:
    return row is not None and _PROVISION in row.posting


def _lowers(row: Row) -> bool:
    """Whether a posting type takes from what is owed: it debits it."""
    debits = [word for word in row.posting.split() if word.startswith("D:") and word.endswith(_PROVISION)]
    return bool(debits) and debits[0].removesuffix(_PROVISION).endswith("_owed")


def _carriers(case: Case, row: Row) -> Iterator[str]:
    """The types that post a row's provision: chosen by days or hours where there are two."""
    choice = case.switch("FEENH") == 1
    for word in row.posting.split():
        if word.startswith("post:"):
            numbers = _alternatives(word)
            number = numbers[-1 if choice else 0]
            if _provides(_row(case, number)):
                yield number


def _running(case: Case, earned: Figure[Money]) -> None:
    """What the run moved on the holiday money that is owed, by the posting types that its rows name."""
    for entry in case.active("ACCRUE"):
        if FERIEPENGE in entry.row.account.split(" + "):
            for number in _carriers(case, entry.row):
                _post(case, number, earned)
    for reason, amount in _moved(case, FERIEPENGE).items():
        row = _row(case, reason)
        if row is None or row.op == "ACCRUE":
            continue
        for number in _carriers(case, row):
            target = _row(case, number)
            assert target is not None
            _post(case, number, _movement(Money(-amount if _lowers(target) else amount), FERIEPENGE))
        if row.op in _BOOKED and _provides(row) and "D:" in row.posting:
            _booked(case, reason, Money(-amount if _lowers(row) else amount), FERIEPENGE)


def _supplements(case: Case) -> None:
    """Corrections of supplement balances: the line gets the amount that its provision is posted with. What the program
    sets to zero when somebody leaves is taken back by the type that saved it.
    """
    for move in list(case.movements):
        code = move.key.account
        if not code.startswith(("TILLAEG_", "EKSTRA_")):
            continue
        row, amount = _row(case, move.reason), _movement(Money(move.hundredths), code)
        if row is not None and row.op in _BOOKED and _provides(row):
            _booked(case, move.reason, amount.value, code)
        elif row is None:
            saved = next((each for each in case.active("ACCRUE") if each.row.account == code), None)
            if saved is not None:
                case.lines.append(PayLine(saved.type.slug, amount, employment=case.job.id))


def _booked(case: Case, number: str, amount: Money, account: str) -> None:
    for place, line in enumerate(case.lines):
        if line.type == number and not line.amount.value:
            case.lines[place] = replace(line, amount=_movement(amount, account))
            return


# ── the concrete method ──


def _concrete(case: Case) -> None:
    """The change since last month of what the rest of holiday with pay is worth; in ordinary runs alone."""
    earns = [each for each in case.active("ACCRUE") if FERIEPENGE in each.row.account.split(" + ")]
    if not earns or not case.work.is_ordinary or not case.employed_days:
        return
    account = FERIE_T if case.switch("FEENH") == 1 else FERIE_D
    basis = concrete_basis(case)
    if basis.value.ore <= 0:
        return
    rates = case.work.rates
    whole = concrete(
        basis,
        _norm(case),
        case.norm_hours,
        counted(sum(amount for key, amount in case.balances.items() if key.account == account)),
        None if account == FERIE_T else (rates.number("holiday.hours.day").value, rates.number("hours.month").value),
    )
    before = Money(case.balance(HENSAT))
    change = figure("dk.provision.change", whole.value - before, now=whole, before=before)
    number = _number(case, account)
    case.book(HENSAT, "", change.value.ore, number)
    _post(case, number, change)


def _number(case: Case, account: str) -> str:
    own: list[Entry] = [each for each in case.active("ACCRUE") if each.row.account == HENSAT]
    return own[0].type.slug if len(own) == 1 else REST[account]


def _norm(case: Case) -> Decimal:
    """The hours that the pay of the period is for."""
    if case.period.kind == "month":
        return case.norm_hours
    return case.norm_hours * 12 / case.work.rates.number(f"withholding.periods.{case.period.kind}").value


def concrete_basis(case: Case) -> Figure[Money]:
    """KONKRET: fields 13, 148, 46 and 147 of eIndkomst, and the employer's list of bonus types."""
    fields = [
        (name, figure("dk.provision.field", case.reported.get(name, ZERO))) for name in ("13", "148", "46", "147")
    ]
    return total("KONKRET", [*((name, amount) for name, amount in fields if amount.value), *case.set_parts(BONUS)])


def concrete(
    basis: Figure[Money], hours: Decimal, norm: Decimal, rest: Decimal, day: tuple[Decimal, Decimal] | None
) -> Figure[Money]:
    """What the rest is worth: the basis by the hours that it is for is an hour; a day is `day[0]` of them at the share
    of `day[1]` hours a month that the person works. Only the result is rounded (denmark B22.1).
    """
    hourly = basis.value.kroner / hours
    each = hourly if day is None else hourly * day[0] * norm / day[1]
    rule = "dk.provision.hours" if day is None else "dk.provision.days"
    return figure(rule, Money.rounded(each * rest), basis=basis, hours=hours, rest=rest)
