"""The wage types that can be the same every month: what each means, and which figures it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.values.message import Message
from services.desk.desk import Desk
from services.desk.employee_pay_checks import asks, fixed_types
from services.engine.wage_types import Operation, WageType
from services.queries.trace import Named


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


def line_kinds(desk: Desk) -> tuple[LineKind, ...]:
    """What a fixed line can be, in the order of the wage types' numbers."""
    country = desk.client.country
    return tuple(
        LineKind(
            of.slug,
            of.number,
            Named(tuple(of.names.items())),
            of.operation.value,
            tuple(_about(of)),
            asks(of),
            of.unit,
            of.formula != "rate_amount",
        )
        for of in fixed_types(country)
    )


def _about(of: WageType) -> Iterator[Message]:
    """What a wage type means, in a few sentences."""
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
