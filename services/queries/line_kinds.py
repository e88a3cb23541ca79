"""The wage types that can be the same every month: what each means, and which figures it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_pay_checks import asks, fixed_types
from services.engine.numbered import COMPUTED
from services.engine.wage_types import Operation, WageType
from services.queries.employee_page import type_name
from services.queries.trace import Named
from services.reference.codes import code_lists


@dataclass(frozen=True, slots=True)
class LineKind:
    """A wage type that can be the same every month: its name, what it means, and which figures it asks for."""

    slug: str
    number: int
    name: Named
    group: str  # pay · benefit · allowance · deduct
    about: tuple[Message, ...]
    asks: tuple[str, ...]
    unit: str
    required: bool  # whether a figure must be given; else the law's rate is used
    numbered: bool = False  # whether people know it by its number
    bases: tuple[tuple[str, Named], ...] = ()  # of a pension: what its percentages can be of


_OF_ROW: Final = {
    "PENSION": Message("Own share is taken from the pay, the firm's share is paid besides"),
    "STOP": Message("Stops what the position category would do"),
    "RATE": Message("Supplies a rate"),
    "MARK": Message("Switches something on"),
    "ACCRUE": Message("Adds to a balance in every run"),
    "TRANSFER": Message("Moves from one balance to another"),
}


def _of_row(of: WageType) -> Iterator[Message]:
    """What a numbered type means, by its operation and the bases that it belongs to."""
    assert of.row is not None
    if of.row.op in _OF_ROW:
        yield _OF_ROW[of.row.op]
    elif of.operation is Operation.PAY:
        yield Message("Is paid out with the salary")
    elif of.operation is Operation.DEDUCT:
        yield Message("Is taken from the pay, after tax")
    if of.row.op not in _OF_ROW and {"AM", "A"} <= of.row.flags:
        yield Message("Labour market contribution and A-tax are withheld")
    if "fp" in of.row.flags or "MDR_FAST" in of.row.basis:
        yield Message("Gives holiday pay")


def line_kinds(desk: Desk) -> tuple[LineKind, ...]:
    """What a fixed line can be, in the order of the wage types' numbers."""
    country = desk.client.country
    return tuple(
        LineKind(
            of.slug,
            of.number,
            type_name(of),
            of.operation.value,
            tuple(_about(of)),
            asks(of),
            of.unit,
            of.formula != "rate_amount" and (of.row is None or bool(asks(of))),
            of.row is not None,
            _bases(country) if "pension_basis" in asks(of) else (),
        )
        for of in fixed_types(country)
    )


def _bases(country: str) -> tuple[tuple[str, Named], ...]:
    """The pension bases that a line can name."""
    bases = code_lists(f"{country.lower()}/pension")["basis"]
    return tuple(
        (code, Named(tuple((language, each.more[f"name_{language}"]) for language in ("nb", "da", "en"))))
        for code, each in bases.items()
        if each.more["status"] == COMPUTED
    )


def _about(of: WageType) -> Iterator[Message]:
    """What a wage type means, in a few sentences."""
    if of.row is not None:
        yield from _of_row(of)
        return
    match of.operation:
        case Operation.PAY:
            yield Message("Is paid out with the salary")
        case Operation.BENEFIT:
            yield Message("Has a value and is taxed, but is not paid out")
        case Operation.ALLOWANCE:
            yield Message("Is paid out; free of tax up to the rate of the law")
        case _:
            yield Message("Is taken from the pay, after tax")
    if of.operation is not Operation.DEDUCT:
        match of.tax:
            case "table":
                yield Message("Tax is withheld by the table")
            case "percent":
                yield Message("Tax is withheld by the percentage of the card")
            case "none" if of.operation is Operation.PAY:
                yield Message("No tax is withheld")
        if "holiday" in of.bases:
            yield Message("Gives holiday pay")
        if "aga" in of.bases:
            yield Message("Employer's contribution is paid of it")
    elif of.formula == "percent_of_dues":
        yield Message("A percentage of the pay, or an amount. It makes the taxable pay smaller")
    elif of.formula == "percent_of_pension":
        yield Message("A percentage of the pensionable pay, or an amount. It makes the taxable pay smaller")
