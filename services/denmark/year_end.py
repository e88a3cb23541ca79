"""What a Danish year comes to: a person's own statement with the sums of the fields of eIndkomst, and holiday by its
year in days and in money.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.why import figure
from services.denmark.rules.accounts import FERIE_D, FERIE_T, FERIEPENGE, shown_vintage, working_time_of
from services.denmark.rules.case import HUNDREDTHS, counted
from services.denmark.rules.counters import BASIS, EARNED, TAKEN
from services.engine.accounts import after
from services.engine.facts import PersonFacts
from services.engine.holiday import HolidayDays, HolidayOwed
from services.engine.rates import RatesOn
from services.engine.result import Payslip
from services.engine.slip_words import Listed, Value
from services.engine.year_end import HolidaySetAside, StatementLine, YearStatement
from services.reference.codes import code_lists

_TAKEN: Final = (
    ("pension_employee", Message("Pension, employee's share")),
    ("atp_employee", Message("ATP, employee's share")),
)
_COUNTED: Final = frozenset({"200", "203"})
_NOT_SUMS: Final = frozenset({"45", "209"})
_TO: Final = Decimal("0.01")


def statement(number: int, year: int, slips: Sequence[Payslip]) -> YearStatement:
    """One person's year: pay and what was taken of it, and beside it what was reported. Taxes of holiday money that was
    settled are in the fields and not in what was withheld of the pay.
    """

    def total(name: str) -> Money:
        return Money.total(slip.figures[name].value for slip in slips if name in slip.figures)

    lines = [StatementLine("cash", Message("Gross pay"), total("gross_cash"))]
    lines += [StatementLine("deducted", label, amount) for name, label in _TAKEN if (amount := total(name))]
    person = slips[-1].person
    balances = after(person.balances, slips[-1].movements)
    return YearStatement(
        number,
        year,
        tuple(lines),
        total("withholding"),
        ZERO,
        total("holiday_basis"),
        Money(sum(amount for key, amount in balances.items() if key.account == FERIEPENGE)),
        total("pension_employer"),
        total("net_pay"),
        blocks=tuple(_blocks(slips, person.language)),
        withholding=Message("AM contribution and A-tax"),
        about=Message(
            "These are the sums that your employer reported for {year}. The tax authority has them in your annual "
            "statement (årsopgørelse); compare them with it, and say so if something differs.",
            year=str(year),
        ),
    )


def _blocks(slips: Sequence[Payslip], language: str) -> Iterator[Listed]:
    names = code_lists("dk/eincome")["field"]
    fields: dict[str, int] = {}
    for slip in slips:
        for name, value in slip.reported.items():
            fields[name] = fields.get(name, 0) + value.ore
    entries: list[tuple[Message, Value]] = []
    for name, amount in sorted(fields.items(), key=lambda each: (len(each[0]), each[0])):
        if name in names and name not in _NOT_SUMS and amount:
            label = Message("{field}: {name}", field=name, name=names[name].more[f"name_{language}"])
            entries.append((label, counted(amount) if name in _COUNTED else Money(amount)))
    if entries:
        yield Message("Reported to eIndkomst, by field"), tuple(entries)


# ── holiday ──


def days_of(person: PersonFacts, year: int, rates: RatesOn) -> HolidayDays:
    """A holiday year in days: earned, taken, and what else lowered what is left, such as what was paid out or settled.
    Holiday that is earned in hours is told in days of the person's working time. Raises MissingRate.
    """
    keys = {key: amount for key, amount in person.balances.items() if shown_vintage(key.vintage) == str(year)}
    by_hours = any(key.account == FERIE_T for key in keys)
    account = FERIE_T if by_hours else FERIE_D
    day = Decimal(1)
    if by_hours:
        share = max((working_time_of(key.vintage) for key in keys if key.account == FERIE_T), default=HUNDREDTHS)
        day = rates.number("holiday.hours.day").value * (share or HUNDREDTHS) / HUNDREDTHS

    def of(code: str) -> Decimal:
        return (counted(sum(amount for key, amount in keys.items() if key.account == code)) / day).quantize(_TO)

    earned, taken = of(EARNED), of(TAKEN)
    entitled = figure("dk.holiday.earned_in_year", earned, year=str(year))
    return HolidayDays(year, entitled, of(account) - earned + taken, taken)


def owed_to(person: PersonFacts) -> Iterator[HolidayOwed]:
    """Holiday money of each holiday year of which something is left, the oldest first; gross."""
    owed = _by_year(person, FERIEPENGE)
    basis = _by_year(person, BASIS)
    for year in sorted(year for year, amount in owed.items() if amount):
        yield HolidayOwed(int(year), Money(basis.get(year, 0)), ZERO, ZERO, Money(owed[year]), ZERO, ZERO)


def _by_year(person: PersonFacts, account: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, amount in person.balances.items():
        if key.account == account:
            year = shown_vintage(key.vintage)
            found[year] = found.get(year, 0) + amount
    return found


def set_aside(slips: Iterable[Payslip]) -> HolidaySetAside:
    """What slips moved of the holiday money that is owed."""
    return HolidaySetAside(
        Money(sum(each.hundredths for slip in slips for each in slip.movements if each.key.account == FERIEPENGE))
    )
