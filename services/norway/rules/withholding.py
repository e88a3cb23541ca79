"""Withholding (forskuddstrekk): which card, which bases, how much (norway-payroll 3–5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.percent import Percent
from models.values.why import Figure, Node, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, EmployerFacts, LineInput, PersonFacts, RunHead, TaxCard
from services.engine.rates import RatesOn
from services.engine.result import TaxUsed
from services.norway.rules.pension import COUNTED
from services.norway.rules.tax_table import Table, UnknownTable, table

CARDS = ("table", "percent", "exempt", "exempt_unlimited", "none", "not_liable")
NO_CARD = TaxCard(year=0, kind="none")
RELIEF_MONTHS = (11, 12)
NOT_GIVEN = ("10.5", "12")  # what a card that does not name its months is treated as
MONTHS_BEFORE = "months_before"  # months of the year that were paid before the program took over, by calendar year
PERIODS_A_YEAR = {"MND": 12, "14D": 26, "UKE": 52}
_ORDINARY_TABLES = ("8", "9", "71")  # the tables whose days are working days (norway-payroll 4.2)
_WORKING_DAYS = ((10, "14D"), (5, "UKE"), (4, "4D"), (3, "3D"), (2, "2D"), (1, "1D"))
_ALL_DAYS = ((14, "14D"), (7, "UKE"), (4, "4D"), (3, "3D"), (2, "2D"), (1, "1D"))


@dataclass(frozen=True, slots=True)
class TaxBases:
    """Taxable pay by method, after deductions that the law takes first. `free` is holiday pay, free of withholding
    where the card allows it.
    """

    table: Figure[Money]
    percent: Figure[Money]
    free: Money = ZERO


@dataclass(frozen=True, slots=True)
class _Relief:
    """What November/December relief needs to know: the pay of the period itself and running benefits, and the average
    of the year so far, where there is one.
    """

    ordinary: Money
    average: Figure[Money] | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is withheld, on which base, and how."""

    amount: Figure[Money]
    base: Figure[Money]
    used: TaxUsed
    movements: tuple[Movement, ...] = ()
    findings: tuple[Finding, ...] = ()
    exempt_left: Money | None = None


def card_of(person: PersonFacts) -> TaxCard:
    """The person's card; without one, the law's “no card”."""
    return person.tax_card or NO_CARD


def gives_relief(card: TaxCard, not_given: str = "10.5") -> bool:
    """Whether the card has the reliefs for holiday pay and December: table or percentage with 10.5 months.

    Months that are not given are what the employer chose (norway-payroll 3, inferred: 10.5).
    """
    months = card.months if card.months is not None else Decimal(not_given)
    return card.kind in ("table", "percent") and months != 12


def is_paye(person: PersonFacts, rates: RatesOn) -> bool:
    """Whether the card is that of a foreign worker under PAYE (kildeskatt på lønn): the fixed percentage, 12 months
    (norway-payroll 3). It is of the whole pay, without deductions and reliefs.
    """
    card = card_of(person)
    return (
        card.kind == "percent"
        and card.months == 12
        and card.percent is not None
        and card.percent == rates.percent("withholding.paye").value
    )


def by_percent(base: Money, percent: Percent) -> Money:
    """Percentage withholding, cut down to whole kroner (norway-payroll 5.2); nothing of a base of zero or less."""
    return base.times(percent, Rounding.CUT).whole_kroner(Rounding.CUT) if base.ore > 0 else ZERO


def withhold(
    person: PersonFacts,
    bases: TaxBases,
    head: RunHead,
    rates: RatesOn,
    employer: EmployerFacts | None = None,
    ordinary: Money | None = None,
) -> Withheld:
    """The withholding of one person in one run.

    `head.pay_date` decides the year of tables and card. `employer` has the choices, by default the usual ones;
    `ordinary` is what of the table basis is the pay of the period and running benefits, by default all of it. Raises
    Refused for a table that the year does not have.
    """
    card = card_of(person)
    match card.kind:
        case "table" | "percent":
            average = average_of_year(person, head) if head.december_relief else None
            relief = _Relief(bases.table.value if ordinary is None else ordinary, average)
            return _ordinary(person, card, bases, head, rates, employer, relief)
        case "exempt" if card.exempt_amount is not None:
            return _exemption_card(person, card, bases, head, rates)
        case "none":
            return _no_card(person, bases, head, rates)
        case _:  # exempt_unlimited, also a frikort that names no amount, and not_liable
            return Withheld(
                figure("no.withholding.none", ZERO, card=card.kind),
                figure("no.withholding_base.none", ZERO, card=card.kind),
                TaxUsed(card.kind, period=head.period, free=bases.free),
            )


def _table(card: TaxCard, head: RunHead, rates: RatesOn, number: int) -> Table:
    try:
        return table(rates, card.table, head.period)
    except UnknownTable:
        what = Message(
            "There is no withholding table “{table}” for {year}", table=card.table, year=str(head.pay_date.year)
        )
        raise refuse(what, Place("employees", number, "tax_card")) from None


def _positive(money: Money) -> Money:
    return money if money.ore > 0 else ZERO


def average_of_year(person: PersonFacts, head: RunHead) -> Figure[Money] | None:
    """The average taxable pay of a period, of the months of the year that were paid before the run's; None where there
    were none, and for pay of single days.
    """
    year, now = str(head.pay_date.year), str(head.pay_date)[:7]
    months = {
        key.vintage
        for key, amount in person.balances.items()
        if key.account == COUNTED and amount and key.vintage.startswith(year) and key.vintage != now
    }
    number = len(months) + person.balance(MONTHS_BEFORE, year) // 100
    periods = PERIODS_A_YEAR.get(head.period)
    if not number or periods is None:
        return None
    taxable = person.money("taxable", year)
    average = taxable.part(12, number * periods)
    return figure("no.withholding.average", average, taxable=taxable, months=number, period=head.period)


def day_tables(card: TaxCard, person: PersonFacts, head: RunHead) -> list[tuple[int, str]]:
    """The tables for a month that the person was employed a part of: two weeks, weeks and single days that make up the
    employed days (norway-payroll 4.5); none for a whole month.

    Ordinary tables count working days, the others every day, as their year factors do (4.2).
    """
    parts = [part for each in person.employments if (part := each.span.overlap(head.days)) is not None]
    if not parts or head.period != "MND":
        return []
    days = sorted({day for part in parts for day in part})
    if len(days) == head.days.days:
        return []
    is_ordinary = card.table.startswith(_ORDINARY_TABLES)
    left = sum(day.weekday() < 5 for day in days) if is_ordinary else len(days)
    made: list[tuple[int, str]] = []
    for size, period in _WORKING_DAYS if is_ordinary else _ALL_DAYS:
        while left >= size:
            made.append((size, period))
            left -= size
    return made


def _by_table(
    person: PersonFacts, card: TaxCard, base: Figure[Money], head: RunHead, rates: RatesOn, parts: list[tuple[int, str]]
) -> Figure[Money]:
    """The tables' withholding of a basis: of the month's, or of the basis shared on the tables of its days."""
    if not parts:
        kroner = _positive(base.value).ore // 100
        withheld = Money.kr(_table(card, head, rates, person.number)(kroner))
        return figure(
            "no.withholding.table", withheld, base=base, table=card.table, period=head.period, year=rates.day.year
        )
    shares = _positive(base.value).split([days for days, _ in parts])
    found: dict[str, Node] = {}
    total = ZERO
    for place, ((days, period), share) in enumerate(zip(parts, shares, strict=True), 1):
        looked_up = _table(card, replace(head, period=period), rates, person.number)
        withheld = Money.kr(looked_up(share.ore // 100))
        total += withheld
        found[f"part{place}"] = figure(
            "no.withholding.table_days",
            withheld,
            base=share,
            days=days,
            table=card.table,
            period=period,
            year=rates.day.year,
        )
    return Figure(total, "sum.withholding_by_days", found)


def raised(withheld: Withheld, asked: Iterable[LineInput]) -> Withheld:
    """The withholding with what the employee asked in writing to have withheld besides, an amount or a percentage of
    the basis (norway-payroll 3), in whole kroner.
    """
    amount = withheld.amount
    for line in asked:
        if line.percent is not None:
            more = figure(
                "no.withholding.percent",
                by_percent(withheld.base.value, line.percent),
                base=withheld.base,
                percent=line.percent,
            )
        else:
            entered = line.amount if line.amount is not None else ZERO
            more = figure("pay.entered", _positive(entered).whole_kroner(Rounding.CUT), entered=entered)
        amount = figure("no.withholding.raised", amount.value + more.value, card=amount, more=more)
    return withheld if amount is withheld.amount else replace(withheld, amount=amount)


def _ordinary(
    person: PersonFacts,
    card: TaxCard,
    bases: TaxBases,
    head: RunHead,
    rates: RatesOn,
    employer: EmployerFacts | None,
    relief: _Relief,
) -> Withheld:
    table_base, percent_base = _positive(bases.table.value), _positive(bases.percent.value)
    findings: list[Finding] = []
    parts: list[tuple[int, str]] = []
    if card.kind == "table":
        if employer is not None and employer.choices.part_month_table == "days":
            parts = day_tables(card, person, head)
        by_table = _by_table(person, card, bases.table, head, rates, parts)
        if card.percent is None and percent_base:
            findings.append(
                Finding(
                    Severity.STOP,
                    Message("The tax card has no percentage, and this pay needs one"),
                    Place("employees", person.number, "tax_card"),
                )
            )
        percent = card.percent or Percent(Decimal(0))
        by_card = figure(
            "no.withholding.percent", by_percent(percent_base, percent), base=bases.percent, percent=percent
        )
    else:
        percent = card.percent or Percent(Decimal(0))
        by_table = figure("no.withholding.zero", ZERO)
        whole = figure(
            "no.withholding_base.sum",
            _positive(bases.table.value + bases.percent.value),
            table=bases.table,
            percent=bases.percent,
        )
        by_card = figure("no.withholding.percent", by_percent(whole.value, percent), base=whole, percent=percent)

    base_value = (
        table_base + percent_base if card.kind == "table" else _positive(bases.table.value + bases.percent.value)
    )
    base = figure("no.withholding_base.sum", base_value, table=bases.table, percent=bases.percent)
    not_given = employer.choices.card_months if employer is not None else "10.5"
    relieved = head.december_relief and gives_relief(card, not_given) and head.pay_date.month in RELIEF_MONTHS
    if relieved:
        covered = _covered(bases, relief)
        if covered is not None and covered.value < bases.table.value:
            by_table = _partly_relieved(person, card, bases, covered, by_table, percent, head, rates, parts)
            if card.kind == "percent":
                by_card = figure(
                    "no.withholding.percent", by_percent(percent_base, percent), base=bases.percent, percent=percent
                )
        else:
            by_table, by_card = _december(card, bases, by_table, by_card, percent, head, rates)
    amount = (
        by_table
        if not by_card.value
        else by_card
        if not by_table.value
        else figure("no.withholding.sum", by_table.value + by_card.value, by_table=by_table, by_percent=by_card)
    )
    used = TaxUsed(
        card.kind,
        card.table,
        card.percent,
        "+".join(period for _, period in parts) or head.period,
        table_base=table_base if card.kind == "table" else ZERO,
        percent_base=percent_base if card.kind == "table" else base_value,
        free=bases.free,
        relief=relieved,
    )
    return Withheld(amount, base, used, findings=tuple(findings))


def _covered(bases: TaxBases, relief: _Relief) -> Figure[Money] | None:
    """What of the pay the relief covers: the pay of the period with running benefits, and extra payments beside it as
    far as the total does not exceed the average of the year (norway-payroll 5.5). None where the year has no average.
    Payments that belong to no period are never covered.
    """
    if relief.average is None:
        return None
    extra = bases.table.value - relief.ordinary
    room = max(ZERO, relief.average.value - relief.ordinary)
    covered = relief.ordinary + min(extra, room) if extra.ore > 0 else bases.table.value
    return figure("no.withholding.relief_covers", covered, pay=relief.ordinary, extra=extra, average=relief.average)


def _partly_relieved(
    person: PersonFacts,
    card: TaxCard,
    bases: TaxBases,
    covered: Figure[Money],
    by_table: Figure[Money],
    percent: Percent,
    head: RunHead,
    rates: RatesOn,
    parts: list[tuple[int, str]],
) -> Figure[Money]:
    """Relief on the covered part; what the rest adds is withheld in full."""
    share = rates.percent(f"withholding.december_relief.{head.period}")
    if card.kind == "table":
        of_covered, full = _by_table(person, card, covered, head, rates, parts), by_table
    else:
        of_covered = figure("no.withholding.percent", by_percent(covered.value, percent), base=covered, percent=percent)
        full = figure(
            "no.withholding.percent", by_percent(bases.table.value, percent), base=bases.table, percent=percent
        )
    kept = Decimal(1) - share.value.share
    reduced = figure(
        "no.withholding.december",
        of_covered.value.times(kept, Rounding.CUT).whole_kroner(Rounding.CUT),
        full=of_covered,
        relief=share,
    )
    amount = reduced.value + full.value - of_covered.value
    return figure("no.withholding.december_part", amount, reduced=reduced, full=full, covered=covered)


def _december(
    card: TaxCard,
    bases: TaxBases,
    by_table: Figure[Money],
    by_card: Figure[Money],
    percent: Percent,
    head: RunHead,
    rates: RatesOn,
) -> tuple[Figure[Money], Figure[Money]]:
    """November/December relief on the pay of the period; payments that belong to no period are withheld in full."""
    relief = rates.percent(f"withholding.december_relief.{head.period}")
    kept = Decimal(1) - relief.value.share

    def reduced(full: Figure[Money]) -> Figure[Money]:
        return figure(
            "no.withholding.december",
            full.value.times(kept, Rounding.CUT).whole_kroner(Rounding.CUT),
            full=full,
            relief=relief,
        )

    if card.kind == "table":
        return reduced(by_table), by_card
    if (
        bases.table.value.ore < 0
    ):  # no pay of the period is left: nothing to reduce, and what is missing lowers the rest
        return by_table, by_card
    period_part = figure(
        "no.withholding.percent", by_percent(bases.table.value, percent), base=bases.table, percent=percent
    )
    rest = figure(
        "no.withholding.percent",
        by_percent(_positive(bases.percent.value), percent),
        base=bases.percent,
        percent=percent,
    )
    return reduced(period_part), rest


def _exemption_card(person: PersonFacts, card: TaxCard, bases: TaxBases, head: RunHead, rates: RatesOn) -> Withheld:
    """Frikort with an amount: nothing until it is used, then a percentage of the excess (norway-payroll 3.1)."""
    key = BalanceKey("exempt_used", str(head.pay_date.year))
    used_before = person.money(key.account, key.vintage)
    limit = card.exempt_amount or ZERO
    now = bases.table.value + bases.percent.value + bases.free
    left = _positive(limit - used_before)
    excess = figure(
        "no.withholding_base.exempt_excess", _positive(now - left), pay=now, amount=limit, used=used_before, left=left
    )
    percent = rates.percent("withholding.exempt_excess")
    amount = figure("no.withholding.exempt", by_percent(excess.value, percent.value), excess=excess, percent=percent)
    left_after = _positive(limit - used_before - now)
    findings = []
    if excess.value:
        what = Message(
            "The exemption card is used up: {percent} is withheld of {excess}",
            percent=percent.value,
            excess=excess.value,
        )
        findings.append(Finding(Severity.WARNING, what, Place("employees", person.number, "tax_card")))
    return Withheld(
        amount,
        excess,
        TaxUsed(
            "exempt", percent=percent.value, period=head.period, percent_base=excess.value, free=now - excess.value
        ),
        (Movement(key, now.ore, "withholding"),),
        tuple(findings),
        left_after,
    )


def _no_card(person: PersonFacts, bases: TaxBases, head: RunHead, rates: RatesOn) -> Withheld:
    """No card: a percentage of everything, holiday pay too, and no relief."""
    percent = rates.percent("withholding.no_card")
    whole = _positive(bases.table.value + bases.percent.value + bases.free)
    base = figure("no.withholding_base.sum", whole, table=bases.table, percent=bases.percent, holiday=bases.free)
    amount = figure("no.withholding.no_card", by_percent(whole, percent.value), base=base, percent=percent)
    what = Message("No tax card for {year}: {percent} is withheld", year=str(head.pay_date.year), percent=percent.value)
    finding = Finding(Severity.WARNING, what, Place("employees", person.number, "tax_card"))
    return Withheld(
        amount,
        base,
        TaxUsed("none", percent=percent.value, period=head.period, percent_base=whole),
        findings=(finding,),
    )
