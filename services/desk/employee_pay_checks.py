"""What is wrong with a tax card, a fixed line or opening balances as typed, and what should be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED
from models.values.span import Month
from services.desk import countries
from services.desk.employee_around import MOST, At, Surroundings, text_findings
from services.desk.employee_form import LATER, CardPart, LinePart, OpeningPart
from services.engine.numbered import FIXED
from services.engine.rates import MissingRate
from services.engine.wage_types import Operation, WageType
from services.files.tax_cards import GIVEN_AWAY
from services.reference.wage_type_rows import wage_types
from services.reference.year_files import rate_book

CLAIMS: Final = ("tax", "coordinated", "other")
NOT_FIXED: Final = frozenset(
    {"salary", "holiday_pay", "holiday_pay_60", "holiday_deduction", "absence_deduction"}
    | {"time_bank_in", "time_off", "time_bank_out", "free_up_to_limit"}
)
"""Formulas of lines that follow from terms or days, and are never the same every month."""
NEVER_FIXED: Final = frozenset(
    {"hourly_pay", "back_pay", "severance", "sick_pay", "advance", "overtime_50", "overtime_100"}
)
"""Wage types that are entered when they happen."""
ENDING: Final = frozenset({"attachment", "maintenance", "other_deduction"})
"""Deductions that can end at a sum. Advances and loans end by their own balances."""


_MOST_DAYS: Final = Decimal(200)
_LOOK_DAYS: Final = Decimal(60)
_MOST_HOURS: Final = Decimal(5_000)


def card_findings(
    around: Surroundings, part: CardPart, thing: int | str, others: Sequence[CardPart] = ()
) -> list[Finding]:
    """A tax card; `others` are those that the person has."""
    return around.questions.of(_card(around, part.tidy(), At(thing), others))


def _card(around: Surroundings, part: CardPart, at: At, others: Sequence[CardPart]) -> Iterator[Finding]:
    questions = around.questions
    brings = questions.brings("tax_card", part.kind)
    if part.kind == LATER:
        yield at.look(questions.helps["no_card_yet"], "tax_card")
        return
    if part.kind not in questions.codes("tax_card"):
        yield at.stop(Message("“{word}” is not a kind of tax card", word=part.kind), "tax_card")
        return
    if part.year is None:
        yield at.stop(Message("For which year is the card?"), "card_year")
    elif not around.today.year - 5 <= part.year <= around.today.year + 1:
        what = Message("A card of {year} is used by no run", year=str(part.year))
        yield at.stop(what, "card_year")
    if part.kind == "table":
        yield from _table(around, part, at)
    if "card_percent" in brings:
        yield from _card_percent(part, at)
    if "months" in brings and part.months is not None and part.months not in (Decimal("10.5"), Decimal(12)):
        yield at.stop(Message("The card is made for 10.5 or 12 months"), "months")
    if part.kind == "exempt":
        if part.exempt_amount is None:
            yield at.stop(Message("The amount of the exemption card is missing"), "exempt_amount")
        elif part.exempt_amount < ZERO or part.exempt_amount > MOST:
            yield at.stop(Message("The amount of an exemption card is above 0"), "exempt_amount")
        elif part.exempt_amount == ZERO:
            yield at.look(GIVEN_AWAY, "exempt_amount")
    if part.kind == "none":
        yield at.look(questions.helps["no_card"], "tax_card")
    if "allowance_month" in brings:
        if part.allowance_month is None:
            yield at.look(Message("The card has no allowance. Is that right?"), "allowance_month")
        elif not ZERO <= part.allowance_month <= MOST:
            yield at.stop(Message("The allowance of a month is 0 or more"), "allowance_month")
    if part.issued is not None and part.issued > around.today:
        yield at.look(Message("{day} has not been yet", day=part.issued), "issued")
    if part in (other.tidy() for other in others):
        yield at.stop(Message("This card is here already"), "tax_card")


def _table(around: Surroundings, part: CardPart, at: At) -> Iterator[Finding]:
    if not part.table:
        yield at.stop(Message("The table number is missing: four digits, like 8000"), "table")
    elif not re.fullmatch(r"\d{4}P?", part.table):
        yield at.stop(Message("A table number has four digits, like 8000"), "table")
    elif part.year is not None:
        known = countries.has_tax_table(around.country, part.year, part.table)
        if known is False:
            what = Message("There is no table {table} in {year}", table=part.table, year=str(part.year))
            yield at.stop(what, "table")
        elif known is None:
            what = Message("The tables of {year} are not in the program yet", year=str(part.year))
            yield at.look(what, "table")


def _card_percent(part: CardPart, at: At) -> Iterator[Finding]:
    if part.percent is None:
        if part.kind != "table":
            yield at.stop(Message("The percentage is missing"), "card_percent")
        else:
            what = Message("Bonus and fees are withheld by the percentage beside the table. It stands on the card")
            yield at.look(what, "card_percent")
    elif not 0 <= part.percent.value <= HUNDRED.value:
        yield at.stop(Message("A percentage is from 0 to 100"), "card_percent")
    elif part.percent.value > 60:
        yield at.look(Message("{percent} is a lot. Look at the card again", percent=part.percent), "card_percent")


def fixed_types(country: str) -> list[WageType]:
    """The wage types that can be the same every month, in the order of their numbers."""
    types = wage_types(country).values()
    return sorted(
        (
            each
            for each in types
            if (each.row.is_entered and each.row.kind == FIXED if each.row is not None else _can_be_fixed(each))
        ),
        key=lambda each: each.number,
    )


@cache
def _fixed_types(country: str) -> Mapping[str, WageType]:
    return {each.slug: each for each in fixed_types(country)}


def _can_be_fixed(of: WageType) -> bool:
    return of.operation is not Operation.EMPLOYER and of.formula not in NOT_FIXED and of.slug not in NEVER_FIXED


_OF_ROW: Final = {
    "days": "quantity",
    "hours": "quantity",
    "units": "quantity",
    "km": "quantity",
    "rate": "rate",
    "amount": "amount",
    "percent": "percent",
    "own_percent": "percent",
    "firm_percent": "company_percent",
    "firm_amount": "amount",
    "gross": "amount",
    "net": "amount",
    "pension_basis": "pension_basis",
}
"""What the inputs of a numbered type are called on a line."""


def asks(of: WageType) -> tuple[str, ...]:
    """What must (or may) be filled in for a line of the type: amount, percent, quantity, rate, claim."""
    if of.row is not None:
        return tuple(dict.fromkeys(_OF_ROW[each] for each in of.row.inputs if each in _OF_ROW))
    match of.formula:
        case "percent_of_dues" | "percent_of_pension":
            return ("percent", "amount")
        case "extra_withholding":
            return ("amount", "percent")
        case "full_withholding":  # a mark
            return ()
        case "rate_amount":
            return ("amount",)
        case "rate_quantity":
            return ("quantity", "rate", "amount")
        case "mileage" | "subsistence":
            return ("quantity", "rate")
        case "hourly":
            return ("quantity", "rate")
        case "count_only":
            return ("quantity",)
    if of.slug == "attachment":
        return ("amount", "percent", "claim", "at_most")
    if of.slug in ENDING:
        return ("amount", "at_most")
    return ("quantity", "rate", "amount") if of.unit else ("amount",)


def line_findings(around: Surroundings, part: LinePart, thing: int | str) -> Iterator[Finding]:
    """A fixed line."""
    at = At(thing)
    of = _fixed_types(around.country).get(part.type)
    if of is None:
        yield at.stop(Message("Choose what the line is for"), "line_type")
        return
    values = (part.amount, part.percent, part.quantity, part.rate, part.company_amount, part.company_percent)
    needs_none = of.formula in ("rate_amount", "full_withholding") or (of.row is not None and not asks(of))
    if not needs_none and all(value is None for value in values):
        yield at.stop(Message("How much? An amount or another figure is missing"), "line_amount")
    counted = ("rate_quantity", "mileage", "subsistence", "hourly", "count_only")
    is_rated = of.formula == "amount" and of.row is None and bool(of.unit)
    counts = of.formula in counted or part.rate is not None
    if counts and part.quantity is None and part.amount is None:
        yield at.stop(Message("The quantity is missing"), "line_quantity")
    elif is_rated and part.quantity is not None and part.rate is None and part.amount is None:
        yield at.stop(Message("The rate is missing, or an amount instead"), "line_rate")
    if part.amount is not None and part.percent is not None:
        yield at.stop(Message("Either an amount or a percentage, not both"), "line_percent")
    if part.amount is not None and not -MOST <= part.amount <= MOST:
        yield at.stop(Message("{amount} is more than the program takes", amount=part.amount), "line_amount")
    elif part.amount is not None and part.amount < ZERO and of.operation is Operation.DEDUCT:
        yield at.stop(Message("A deduction is entered without a minus: it lowers the pay by itself"), "line_amount")
    if part.company_percent is not None and not 0 <= part.company_percent <= HUNDRED.value:
        yield at.stop(Message("A percentage is from 0 to 100"), "line_company_percent")
    is_firms_alone = part.percent is not None and part.percent.value == 0 and bool(part.company_percent)
    if part.percent is not None and not is_firms_alone and not 0 < part.percent.value <= HUNDRED.value:
        yield at.stop(Message("A percentage is above 0 and at most 100"), "line_percent")
    for figure, field in ((part.quantity, "line_quantity"), (part.rate, "line_rate")):
        if figure is not None and not -100_000 <= figure <= 1_000_000:
            yield at.stop(Message("The figure is larger than the program takes"), field)
    if "claim" in asks(of) and part.claim not in CLAIMS:
        yield at.stop(Message("Choose whose claim it is: it decides where the money is sent"), "line_claim")
    if part.at_most is not None and not ZERO < part.at_most <= MOST:
        yield at.stop(Message("The total must be above 0"), "line_at_most")
    elif part.at_most is not None and part.amount is not None and part.amount > part.at_most:
        yield at.look(Message("The first time takes all of it already"), "line_at_most")
    if part.from_day is not None and part.to_day is not None and part.to_day < part.from_day:
        yield at.stop(Message("The last day is before the first"), "line_to")
    yield from text_findings(part.text, "text", at, "line_text")


def opening_findings(around: Surroundings, part: OpeningPart, thing: int | str) -> Iterator[Finding]:
    """What somebody brings from another program."""
    at = At(thing)
    for name, value in part.given().items():
        yield from _opening_value(name, value, at)
    taxable, withheld = part.taxable_this_year or ZERO, part.withheld_this_year or ZERO
    if withheld > taxable:
        what = Message("More is withheld than there was taxable pay")
        yield at.look(what, "withheld_this_year")
    if part.exempt_used and part.exempt_used > taxable:
        what = Message("More of the exemption card is used than there was taxable pay")
        yield at.look(what, "exempt_used")
    if part and around.start_month is not None:
        yield from _opening_year(around, part, at, around.start_month)


def _opening_value(name: str, value: Money | Decimal, at: At) -> Iterator[Finding]:
    """One value: an amount, days or hours. Holiday that was taken ahead and a time bank may be below zero."""
    if isinstance(value, Money):
        if value < ZERO:
            yield at.stop(Message("Opening balances are 0 or more"), name)
        elif value > MOST:
            yield at.stop(Message("{amount} is more than the program takes", amount=value), name)
        return
    if value != value.quantize(Decimal("0.01")):
        yield at.stop(Message("Write it with two decimals at most"), name)
    elif name == "holiday_days_left" and abs(value) > _MOST_DAYS:
        yield at.stop(Message("{days} days of holiday are more than the program takes", days=value), name)
    elif name == "holiday_days_left" and value > _LOOK_DAYS:
        yield at.look(Message("{days} days of holiday left. Is that right?", days=value), name)
    elif abs(value) > _MOST_HOURS:
        yield at.stop(Message("{hours} hours are more than the program takes", hours=value), name)
    elif value < 0:
        yield at.look(Message("Below zero: more was taken than there was"), name)


def _opening_year(around: Surroundings, part: OpeningPart, at: At, start: Month) -> Iterator[Finding]:
    """Holiday pay is owed by the plan's percentage, which the year must know; more cannot have been paid."""
    assert around.employer is not None
    try:
        percent = rate_book(around.country).on(start.first).percent(f"holiday_pay.{around.employer.holiday_plan}").value
    except MissingRate:
        yield at.stop(Message("There are no rates for {year} in the program", year=str(start.year)), "opening")
        return
    paid = part.holiday_paid_this_year or ZERO
    earned = (part.holiday_basis_last_year or ZERO).times(percent)
    if paid > earned + Money(100):
        what = Message(
            "More holiday pay is paid than {percent} of the basis of {year}, {amount}",
            percent=percent,
            year=str(start.year - 1),
            amount=earned,
        )
        yield at.look(what, "holiday_paid_this_year")
