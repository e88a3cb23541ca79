"""Withholding (forskuddstrekk): which card, which bases, how much (norway-payroll 3–5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from models.values.money import ZERO, Money, Rounding
from models.values.percent import Percent
from models.values.why import Figure, figure
from services.engine.accounts import Movement
from services.engine.facts import BalanceKey, PersonFacts, RunHead, TaxCard
from services.engine.rates import RatesOn
from services.engine.result import TaxUsed
from services.norway.rules.tax_table import Table, UnknownTable, table

CARDS = ("table", "percent", "exempt", "exempt_unlimited", "none", "not_liable")
NO_CARD = TaxCard(year=0, kind="none")
RELIEF_MONTHS = (11, 12)


@dataclass(frozen=True, slots=True)
class TaxBases:
    """Taxable pay by method, after deductions that the law takes first. `free` is holiday pay, free of withholding
    where the card allows it.
    """

    table: Figure[Money]
    percent: Figure[Money]
    free: Money = ZERO


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


def gives_relief(card: TaxCard) -> bool:
    """Whether the card has the reliefs for holiday pay and December: table or percentage with 10.5 months.

    Months that are not given are treated as 10.5 (norway-payroll 3, inferred).
    """
    return card.kind in ("table", "percent") and card.months != 12


def by_percent(base: Money, percent: Percent) -> Money:
    """Percentage withholding, cut down to whole kroner (norway-payroll 5.2); nothing of a base of zero or less."""
    return base.times(percent, Rounding.CUT).whole_kroner(Rounding.CUT) if base.ore > 0 else ZERO


def withhold(person: PersonFacts, bases: TaxBases, head: RunHead, rates: RatesOn) -> Withheld:
    """The withholding of one person in one run.

    `head.pay_date` decides the year of tables and card. Raises Refused for a table that the year does not have.
    """
    card = card_of(person)
    match card.kind:
        case "table" | "percent":
            return _ordinary(person, card, bases, head, rates)
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


def _ordinary(person: PersonFacts, card: TaxCard, bases: TaxBases, head: RunHead, rates: RatesOn) -> Withheld:
    table_base, percent_base = _positive(bases.table.value), _positive(bases.percent.value)
    findings: list[Finding] = []
    if card.kind == "table":
        kroner = table_base.ore // 100
        withheld = Money.kr(_table(card, head, rates, person.number)(kroner))
        by_table = figure(
            "no.withholding.table",
            withheld,
            base=bases.table,
            table=card.table,
            period=head.period,
            year=rates.day.year,
        )
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
    relieved = head.december_relief and gives_relief(card) and head.pay_date.month in RELIEF_MONTHS
    if relieved:
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
        head.period,
        table_base=table_base if card.kind == "table" else ZERO,
        percent_base=percent_base if card.kind == "table" else base_value,
        free=bases.free,
        relief=relieved,
    )
    return Withheld(amount, base, used, findings=tuple(findings))


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
