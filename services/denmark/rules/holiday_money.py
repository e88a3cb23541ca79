"""Holiday money that is settled: what leaves the payroll to FerieKonto, a fund or a Feriekort, and what is paid in cash
besides the pay (denmark 4.9, 4.13, 4.15, 4.18). Each is taxed alone and posted by its own types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.denmark.rules import taxes
from services.denmark.rules.accounts import FERIEPENGE_LB
from services.denmark.rules.case import Case, Entry, counted, total
from services.denmark.rules.settle import FERIEKONTO, am_rate, say_settled
from services.engine.result import PayLine

KONTO, KASSE, KORT, CASH = "konto", "kasse", "kort", "cash"
DESTINATIONS: Final = (KONTO, KASSE, KORT)
"""By FEAFR, from 0."""

_GROSS: Final[Mapping[str, str]] = {KONTO: "4705", KASSE: "4706", KORT: "4708"}
_NET: Final[Mapping[str, str]] = {KONTO: "4930", KASSE: "4934"}
_AM, _TAX = "8325", "8356"
_ADVANCE_NET: Final[Mapping[str, str]] = {KONTO: "4945", KASSE: "4945", KORT: "44767"}
_REQUEST: Final = ("8326", "8357")
_SPECIAL: Final = ("8290", "8295", "8296")


@dataclass(frozen=True, slots=True)
class Settled:
    """One settlement. `record` is that of eIndkomst: running (198, 202), 6102, 6202, 113, or none. `days` in
    hundredths, of the holiday year `year`.
    """

    where: str
    gross: Figure[Money]
    am: Figure[Money]
    tax: Figure[Money]
    record: str = ""
    year: str = ""
    days: Money = ZERO

    @property
    def net(self) -> Figure[Money]:
        value = self.gross.value - self.am.value - self.tax.value
        return figure("dk.holiday.net", value, gross=self.gross, am=self.am, tax=self.tax)


@dataclass(frozen=True, slots=True)
class Carriers:
    """The types that post a settlement; empty for a side that another line has."""

    gross: str
    am: str
    tax: str
    net: str = ""


def where(case: Case) -> str:
    """Where holiday money goes by FEAFR."""
    return DESTINATIONS[min(case.switch("FEAFR"), 2)]


def settle(
    case: Case,
    to: str,
    gross: Figure[Money],
    carriers: Carriers,
    allowance: Figure[Money] | None = None,
    *,
    record: str = "",
    year: str = "",
    days: Money = ZERO,
) -> Settled:
    """Tax an amount alone and write its lines. A Feriekort is gross. Without `allowance` nothing is free of tax."""
    nothing = figure("pay.nothing", ZERO)
    am = tax = nothing
    if to != KORT:
        method, calendar_year = case.work.setup.rounding, str(case.work.head.pay_date.year)
        am = taxes.am_contribution(gross, method, am_rate(case))
        income = figure("dk.a_income", gross.value - am.value, base=gross, am=am)
        used = Money(case.balance("exempt_used", calendar_year))
        card = taxes.card_in_force(case.person.tax_card, case.job.end, case.period.first)
        withheld = taxes.a_tax(income, card, allowance or nothing, used, method, case.work.rates)
        case.book("exempt_used", calendar_year, withheld.exempt_used.ore, "A-skat")
        case.book("allowance_used", str(case.period.first), withheld.allowance_used.ore, "A-skat")
        tax = withheld.amount
    made = Settled(to, gross, am, tax, record, year, days)
    if carriers.gross:
        cash = to == CASH
        taxable = gross.value if cash else ZERO
        job = case.job.id
        units = counted(days.ore) if year else None  # of somebody who leaves
        case.lines.append(PayLine(carriers.gross, gross, taxable, "am" if cash else "none", units, employment=job))
    for number, amount in ((carriers.am, am), (carriers.tax, tax), (carriers.net, made.net)):
        if number and (to != KORT or number == carriers.net):
            case.lines.append(PayLine(number, amount, employment=case.job.id))
    return made


def running(case: Case, entry: Entry | None, earned: Figure[Money], days: Money) -> list[Settled]:
    """What is settled in every run: the holiday money of the run and its corrections, and holiday in advance."""
    to, made = where(case), list[Settled]()
    owed = {key: case.balances[key] for key in case.keys(FERIEPENGE_LB)}
    amount = Money(sum(owed.values()))
    unit_days = Money((days.ore if entry is not None else 0) + case.settled_days)
    for key, ore in owed.items():
        case.book(FERIEPENGE_LB, key.vintage, -ore, _GROSS[to])
    if amount or (unit_days and (entry is not None or case.settled_days)):
        gross = earned if earned.value == amount else figure("dk.balance", amount, account=FERIEPENGE_LB)
        net = _NET.get(to, "")
        carriers = Carriers(_GROSS[to], _AM, _TAX, net) if amount else Carriers("", "", "")
        made.append(settle(case, to, gross, carriers, record="running", days=unit_days))
        if to == KORT:
            case.book("FERIEKORT", case.period.holiday_year, amount.ore, _GROSS[to])
    if case.granted:
        gross = figure("pay.entered", case.granted, entered=case.granted)
        carriers = Carriers("", _AM, _TAX, _ADVANCE_NET[to])
        made.append(settle(case, to, gross, carriers, record="running"))
        if to == KORT:
            case.book("FERIEKORT", case.period.holiday_year, case.granted.ore, _ADVANCE_NET[to])
    return made


def requested(case: Case, allowance: Figure[Money]) -> list[Settled]:
    """The Feriekort that the run pays out, taxed now, with what the pay left of the allowance."""
    parts = case.bases.get("FERIEKORT", [])
    if not parts:
        return []
    gross = total("FERIEKORT", parts)
    return [settle(case, CASH, gross, Carriers("", *_REQUEST), allowance, record="113")]


def special(case: Case) -> list[Settled]:
    """Special supplements outside the holiday act: saved, and taxed at once."""
    parts = case.bases.get("SAERLIGT_TILLAEG", [])
    if not parts:
        return []
    return [settle(case, "special", total("SAERLIGT_TILLAEG", parts), Carriers("", *_SPECIAL))]


@dataclass(frozen=True, slots=True)
class Cash:
    """Holiday money that is paid with the pay, and its taxes."""

    gross: Figure[Money]
    am: Figure[Money]
    tax: Figure[Money]


def in_cash(settled: Sequence[Settled]) -> Cash | None:
    """What of the settlements is paid with the pay; None where nothing is."""
    paid = [each for each in settled if each.where == CASH]
    if not paid:
        return None
    return Cash(
        total("holiday_cash", [("gross", each.gross) for each in paid]),
        total("holiday_cash", [("am", each.am) for each in paid]),
        total("holiday_cash", [("tax", each.tax) for each in paid]),
    )


def fields(case: Case, settled: Iterable[Settled], pay: Mapping[str, Money]) -> dict[str, Money]:
    """The fields of eIndkomst with what is settled: taxed money in 13, 15 and 16, and where it went."""
    found = dict(pay)
    for each in settled:
        if each.where != KORT:
            for name, amount in (("13", each.gross), ("15", each.tax), ("16", each.am)):
                found[name] = found.get(name, ZERO) + amount.value
        told = each.net.value
        if each.record == "running":
            name = "198" if each.where == KORT else "202"
            found[name] = found.get(name, ZERO) + told
            found["203"] = found.get("203", ZERO) + each.days
        elif each.record == "113":
            found["113"] = found.get("113", ZERO) + each.gross.value
        elif each.record:
            name = f"{each.record} {each.year}"
            found[name] = found.get(name, ZERO) + told
            found[f"{name} days"] = found.get(f"{name} days", ZERO) + each.days
        if each.where in DESTINATIONS:
            se = FERIEKONTO if each.where == KONTO else int(case.work.setup.se or "0")
            found["209"] = Money.kr(se)
            year = each.year or case.period.holiday_year
            amounts = (each.gross.value, each.am.value, each.tax.value, each.days)
            say_settled(found, each.record, each.where, year, *amounts)
    return found
