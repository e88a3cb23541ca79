"""What leaves the payroll with a tax of its own: no allowance is used for it (denmark 3.1, 4.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Figure, Rate, figure
from services.denmark.rules import taxes
from services.denmark.rules.calendar import years_old
from services.denmark.rules.case import Case

FERIEKONTO: Final = 33088566
"""The SE number of FerieKonto (denmark 3.6)."""

SETTLED: Final = "settled"
"""What begins the names under which a slip says its settlements, beside the fields of eIndkomst."""


@dataclass(frozen=True, slots=True)
class TaxedAlone:
    """An amount with its AM-bidrag, its A-skat, and what is left."""

    gross: Figure[Money]
    am: Figure[Money]
    tax: Figure[Money]
    net: Figure[Money]


def am_rate(case: Case) -> Rate[Percent] | None:
    """The rate of AM-bidrag; None for somebody below the age from which it is due."""
    rates, day = case.work.rates, case.work.head.pay_date
    floor = rates.number("am.age_floor").value if rates.has("am.age_floor") else None
    if floor is not None and case.born is not None and years_old(case.born, day) < floor:
        return None
    return rates.percent("am.percent")


def taxed_alone(case: Case, gross: Figure[Money]) -> TaxedAlone:
    """AM-bidrag and A-skat of an amount that is not paid with the pay. An exemption card is used, an allowance not."""
    method, rates, year = case.work.setup.rounding, case.work.rates, str(case.work.head.pay_date.year)
    am = taxes.am_contribution(gross, method, am_rate(case))
    income = figure("dk.a_income", gross.value - am.value, base=gross, am=am)
    used = Money(case.balance("exempt_used", year))
    card = taxes.card_in_force(case.person.tax_card, case.job.end, case.period.first)
    withheld = taxes.a_tax(income, card, figure("pay.nothing", Money(0)), used, method, rates)
    case.book("exempt_used", year, withheld.exempt_used.ore, "A-skat")
    tax = withheld.amount
    return TaxedAlone(
        gross, am, tax, figure("dk.holiday.net", gross.value - am.value - tax.value, gross=gross, am=am, tax=tax)
    )


def say_settled(
    found: dict[str, Money], record: str, to: str, year: str, gross: Money, am: Money, tax: Money, days: Money
) -> None:
    """Add what is settled to what a slip says to eIndkomst: `settled running konto 2026 gross`, `settled 6102 kasse
    2025 days`. It is no field: settlements.py reads it for the lists and for the report's own part of somebody who
    left. `to` is konto, kasse or kort; `record` running, 6102 or 6202; days in hundredths.
    """
    for name, value in (("gross", gross), ("am", am), ("tax", tax), ("days", days)):
        key = f"{SETTLED} {record} {to} {year} {name}"
        found[key] = found.get(key, Money(0)) + value
