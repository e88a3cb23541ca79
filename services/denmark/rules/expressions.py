"""The small language in which a row says what it is worth: parts for each account, factors, and chains of rates.

`pct:p9908>t4003>=1` is a percentage of the basis, found in a chain of which the first hit wins: p a personal rate, t a
result table, g a general rate, = the number itself, input what was typed. A blank is no hit, 0 is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.why import Figure, Rate, figure
from services.denmark.rules.case import COLUMNS, HUNDREDTHS, NOTHING, Case, Entry, total, two

GENERAL: Mapping[str, str] = {"228": "holiday.hours.day"}
"""General rates (generelle satser) by number: the name of each in the year files."""

_QUANTITIES = frozenset({"units", "days", "hours"})
_NEEDS_AMOUNT = Message("it needs an amount, or units and a rate")


@cache
def parts(rate: str) -> tuple[str, ...]:
    """What a row says for each of its accounts."""
    return tuple(part.strip() for part in rate.split(" + "))


def chain(case: Case, written: str, entry: Entry | None = None) -> Rate[Decimal] | None:
    """The first hit of a chain of rates, with where it was found; None where nothing is set."""
    for link in written.split(">"):
        found = _link(case, link, entry)
        if found is not None:
            return found
    return None


def _link(case: Case, link: str, entry: Entry | None) -> Rate[Decimal] | None:
    if link == "input":
        typed = None if entry is None else _typed(entry)
        return None if typed is None else Rate("row.input", typed, case.period.first, "entered on the line", "own")
    if link == "terms":
        if case.hourly is None:
            return None
        since = case.job.terms.entry(max(case.job.start, min(case.period.last, case.job.end or case.period.last)))[0]
        return Rate("terms.hourly", case.hourly.kroner, since, "the terms of the employment", "own")
    if link == "setup":  # the result table with the number of the type itself
        return None if entry is None else _link(case, f"t{entry.type.slug}", entry)
    kind, number = link[0], link[1:]
    if kind == "w":
        return _rate_of(case, number)
    if kind == "p":
        return personal(case, number)
    if kind == "t":
        step = case.work.setup.step(number, case.terms.group, COLUMNS[case.pay], case.period.first)
        if step is None:
            return None
        return Rate(f"table.{number} {step[0].group}".rstrip(), step[1], step[0].since, f"result table {number}", "own")
    if kind == "g":
        return case.work.rates.number(GENERAL[number])
    if kind == "=":
        return Rate("row.statutory", Decimal(number), date(case.period.first.year, 1, 1), "the row of the type", "page")
    raise LookupError(f"{link} is no rate")


def _rate_of(case: Case, number: str) -> Rate[Decimal] | None:
    """The rate at which a type is paid in the run."""
    line = next((each for each in case.lines if each.type == number and each.quantity and each.amount.value), None)
    if line is None or not line.quantity:
        return None
    rate = line.rate if line.rate is not None else line.amount.value.kroner / line.quantity
    return Rate("row.input", rate, case.period.first, f"type {number} of the run", "own")


def _typed(entry: Entry) -> Decimal | None:
    if entry.line.rate is not None:
        return entry.line.rate
    return None if entry.line.percent is None else entry.line.percent.value


def personal(case: Case, number: str) -> Rate[Decimal] | None:
    """The person's own rate on the first day of the period; on that of the employment where it began later."""
    day = max(case.period.first, min(case.job.start, case.period.last))
    found = [each for each in case.person.own_rates if each.type == number and each.since <= day]
    if not found:
        return None
    newest = max(found, key=lambda each: each.since)
    return Rate(f"personal.{number}", newest.value, newest.since, f"personal rate {number}", "own")


def hourly_pay(case: Case) -> Figure[Decimal]:
    """What an hour is worth: the fixed pay of a month by the person's hours, or the average of the hours paid."""
    fixed = case.basis("MDR_FAST")
    if fixed.value:
        return figure("dk.hourly.fixed", fixed.value.kroner / case.norm_hours, pay=fixed, hours=case.norm_hours)
    paid = case.basis("TIMESATS")
    if paid.value and case.hours:
        return figure("dk.hourly.average", paid.value.kroner / case.hours, pay=paid, hours=case.hours)
    own = chain(case, "p9905>terms>t100")
    if own is not None:
        return figure("pay.hourly_terms", own.value, rate=own)
    return figure("pay.nothing", NOTHING)


def average_pay(case: Case) -> Figure[Decimal]:
    """The average of the hourly rates that the run pays (6515), supplements left out; where there are none, what an
    hour is worth.
    """
    paid, hours = [], NOTHING
    for line in case.lines:
        row = case.work.types[line.type].row
        if line.quantity and row is not None and row.op in ("PAY", "BASIS") and "TIMESATS" in row.basis.split(" + "):
            paid.append((line.type, line.amount))
            hours += line.quantity
    if not hours:
        return hourly_pay(case)
    pay = total("TIMESATS", paid)
    return figure("dk.hourly.average", pay.value.kroner / hours, pay=pay, hours=hours)


def hours_a_day(case: Case) -> Rate[Decimal]:
    """Hours of a day at deductions: 9918 → TRTIM → the general rate (denmark 4.6)."""
    found = chain(case, "p9918>tTRTIM>g228")
    assert found is not None
    return found


def worth(case: Case, entry: Entry, written: str, basis: Figure[Money] | None = None) -> Figure[Money]:
    """What one part of a row is worth, rounded once. An amount that was typed goes before everything.

    Raises Refused where something is missing.
    """
    line = entry.line
    if line.amount is not None:
        return figure("pay.entered", line.amount, entered=line.amount)
    if written.startswith("pct:"):
        return percent_of(case, entry, written.removeprefix("pct:"), basis)
    if line.quantity is not None and line.rate is not None:
        return figure("pay.quantity", _money(line.quantity * line.rate), quantity=line.quantity, rate=line.rate)
    if "*" not in written:
        return _alone(case, entry, written)
    if basis is not None and written.startswith("days*pct:"):
        return _days_of(case, entry, written.removeprefix("days*pct:"), basis)
    return _product(case, entry, written)


def _days_of(case: Case, entry: Entry, written: str, basis: Figure[Money]) -> Figure[Money]:
    """Days × a percentage of a basis: `days*pct:p9909>t4004>=4.8`."""
    days, rate = entry.line.quantity, chain(case, written, entry)
    if days is None or rate is None:
        raise case.refusal(_NEEDS_AMOUNT, entry.type.slug)
    percent = as_percent(rate)
    amount = Money.rounded(basis.value.kroner * rate.value / HUNDREDTHS * days)
    return figure("dk.holiday.by_percent", amount, days=days, percent=percent, pay=basis)


def _alone(case: Case, entry: Entry, written: str) -> Figure[Money]:
    own = personal(case, "9900") if written == "amount" and entry.row.basis == "MDR_FAST" else None
    if own is not None and not any(each.line.amount for each in case.entries if each.type is entry.type):
        return figure("dk.personal_pay", Money.rounded(own.value), rate=own)
    raise case.refusal(_NEEDS_AMOUNT, entry.type.slug)


def as_percent(rate: Rate[Decimal]) -> Rate[Percent]:
    """A rate that is a percentage, so that it is shown as one."""
    return Rate(rate.name, Percent(rate.value), rate.since, rate.source, rate.status)


def percent_of(case: Case, entry: Entry, written: str, basis: Figure[Money] | None) -> Figure[Money]:
    """A percentage of a basis by a chain of rates, with any number of decimals: `t4403*p9910/t4413` is that of a table,
    as many times as a personal rate says, divided by another table. Nothing where one of them is not set.
    """
    divisor, by = None, None
    if "/t" in written:
        written, _, table = written.partition("/t")
        divisor = chain(case, f"t{table}")
    if "*" in written:
        written, _, more = written.partition("*")
        by = chain(case, more)
        if by is None:
            return figure("pay.nothing", ZERO)
    rate = chain(case, written, entry)
    if rate is None or basis is None:
        return figure("pay.nothing", ZERO)
    percent = as_percent(rate)
    if by is None and not (divisor and divisor.value):
        amount = Money.rounded(basis.value.kroner * rate.value / HUNDREDTHS)
        return figure("pay.percent_of", amount, percent=percent, basis=basis)
    value = rate.value * (by.value if by else 1) / (divisor.value if divisor and divisor.value else 1)
    amount = Money.rounded(basis.value.kroner * value / HUNDREDTHS)
    times: Any = by if by is not None else Decimal(1)
    less: Any = divisor if divisor and divisor.value else Decimal(1)
    return figure("dk.percent_times", amount, percent=percent, times=times, divisor=less, basis=basis)


def _product(case: Case, entry: Entry, written: str) -> Figure[Money]:
    amount, inputs, quantity = Decimal(1), dict[str, Any](), False
    for factor in written.split("*"):
        if factor in _QUANTITIES:
            if entry.line.quantity is None:
                raise case.refusal(_NEEDS_AMOUNT, entry.type.slug)
            value: Any = entry.line.quantity
            inputs["quantity"], quantity = value, True
        else:
            value = _factor(case, entry, factor)
            inputs["rate" if "rate" not in inputs else "factor"] = value
        amount *= value.value if isinstance(value, Figure | Rate) else value
    rule = "pay.quantity" if quantity and set(inputs) == {"quantity", "rate"} else "dk.product"
    return Figure(_money(amount), rule, inputs)


def _factor(case: Case, entry: Entry, factor: str) -> Figure[Decimal] | Rate[Decimal]:
    kind, _, rest = factor.partition(":")
    known: Mapping[str, Callable[[], Figure[Decimal] | Rate[Decimal] | None]] = {
        "rate": lambda: chain(case, rest, entry),
        "hourly": lambda: hourly_pay(case),
        "average": lambda: average_pay(case),
        "hours_day": lambda: chain(case, rest, entry),
        "pct": lambda: _share(chain(case, rest, entry)),
        "norm_hours": lambda: figure("pay.entered", two(case.norm_hours * 12 / 52 / 5)),
    }
    if factor.startswith("="):
        return Rate("row.statutory", Decimal(factor[1:]), case.period.first, "the row of the type", "page")
    if kind not in known:
        raise not_yet(case, entry)
    found = known[kind]()
    if found is None:
        raise case.refusal(_NEEDS_AMOUNT, entry.type.slug)
    return found


def _share(rate: Rate[Decimal] | None) -> Rate[Decimal] | None:
    return None if rate is None else Rate(rate.name, rate.value / HUNDREDTHS, rate.since, rate.source, rate.status)


def _money(kroner: Decimal) -> Money:
    return Money.rounded(kroner)


def not_yet(case: Case, entry: Entry) -> Exception:
    """The refusal of a type that the engine cannot compute yet, by its name."""
    return case.refusal(Message("“{name}” is not in the program yet", name=entry.type.name("da")), entry.type.slug)
