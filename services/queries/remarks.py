"""The user's own remarks, what can be looked at, and remarks that are ready to be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from models.records.employee import Employee
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.desk.desk import Desk
from services.desk.remarks import read_remarks
from services.engine.remarks import Remark
from services.engine.wage_types import Operation, WageTypes
from services.queries.run_entry import unit_words
from services.reference.wage_type_rows import wage_types

__all__ = ["Kind", "Remark", "RemarkRow", "Template", "figures", "kinds", "remarks", "rows", "templates", "unit_of"]

_FIGURES: Final = {
    "net_pay": Message("Net pay"),
    "gross_cash": Message("Gross pay"),
    "withholding": Message("Withholding"),
    "deductions": Message("Deductions"),
    "holiday_basis": Message("Basis of holiday pay"),
    "aga_base": Message("Basis of the employer's contribution"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A wage type that a remark can look at. `unit` is that of its quantity; empty where it has none."""

    slug: str
    number: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark in words: what it looks at, from which limit on, and at whom."""

    remark: Remark
    what: str | Message
    limit: Message
    whom: Message


@dataclass(frozen=True, slots=True)
class Template:
    """A remark that is ready to be taken, and changed before it is kept."""

    key: str
    title: Message
    remark: Remark


def remarks(desk: Desk) -> tuple[Remark, ...]:
    """The remarks, in the order in which they were made."""
    with desk.reading() as session:
        return read_remarks(session)


def rows(desk: Desk, language: str) -> tuple[RemarkRow, ...]:
    """The remarks in words."""
    types, names = wage_types(desk.client.country), people(desk)
    return tuple(
        RemarkRow(each, _what(each, types, language), _limit(each, types), _whom(each, dict(names)))
        for each in remarks(desk)
    )


def kinds(desk: Desk, language: str) -> tuple[Kind, ...]:
    """The wage types that stand on payslips, by number."""
    types = wage_types(desk.client.country)
    shown = (each for each in types.values() if each.operation is not Operation.EMPLOYER)
    return tuple(
        Kind(each.slug, each.number, each.name(language), each.unit)
        for each in sorted(shown, key=lambda each: each.number)
    )


def figures() -> tuple[tuple[str, Message], ...]:
    """The sums of a payslip that a remark can look at."""
    return tuple(_FIGURES.items())


def people(desk: Desk) -> tuple[tuple[int, str], ...]:
    """Everybody whom a remark can be about, by name."""
    with desk.reading() as session:
        found = session.execute(select(Employee.number, Employee.name)).all()
    return tuple(sorted(((number, name) for number, name in found), key=lambda each: each[1].casefold()))


def unit_of(desk: Desk, measure: str, slugs: Sequence[str]) -> Message:
    """The unit of a remark's limit."""
    if measure == "figure_change":
        return Message("%")
    if measure != "quantity":
        return Message("kr")
    return _unit(wage_types(desk.client.country), slugs)


def templates(desk: Desk) -> tuple[Template, ...]:
    """What people most often want to be told."""
    types = wage_types(desk.client.country)
    overtime = tuple(slug for slug in ("overtime_50", "overtime_100") if slug in types)
    return (
        Template("overtime", Message("A lot of overtime"), Remark(0, "", "quantity", Decimal(25), types=overtime)),
        Template(
            "net_change",
            Message("Net pay differs a lot"),
            Remark(0, "", "figure_change", Decimal(20), figure="net_pay"),
        ),
        Template("mileage", Message("A lot of driving"), Remark(0, "", "quantity", Decimal(1000), types=("mileage",))),
        Template(
            "low_net",
            Message("Little is left to be paid out"),
            Remark(0, "", "figure", Decimal(5000), "below", figure="net_pay"),
        ),
        Template(
            "deduction", Message("A large deduction"), Remark(0, "", "figure", Decimal(10000), figure="deductions")
        ),
        Template("own", Message("Something else"), Remark(0, "", "quantity", Decimal(0))),
    )


def _what(remark: Remark, types: WageTypes, language: str) -> str | Message:
    if remark.measure in ("quantity", "amount"):
        return ", ".join(types[slug].name(language) for slug in remark.types if slug in types)
    return _FIGURES.get(remark.figure, Message("{figure}", figure=remark.figure))


def _limit(remark: Remark, types: WageTypes) -> Message:
    limit: Message
    match remark.measure:
        case "quantity":
            limit = Message("{count} {unit}", count=remark.limit, unit=_unit(types, remark.types))
        case "figure_change":
            limit = Message("{percent} from last time", percent=Percent(remark.limit))
        case _:
            limit = Message("{amount}", amount=Money.kr(remark.limit))
    if remark.comparison == "below":
        return Message("below {limit}", limit=limit)
    return Message("above {limit}", limit=limit)


def _unit(types: WageTypes, slugs: Sequence[str]) -> Message:
    units = {types[slug].unit for slug in slugs if slug in types}
    return unit_words(units.pop() or "pieces") if len(units) == 1 else Message("pcs.")


def _whom(remark: Remark, names: dict[int, str]) -> Message:
    if not remark.numbers:
        return Message("Everybody")
    if len(remark.numbers) == 1:
        [number] = remark.numbers
        return Message("{name}", name=names.get(number, str(number)))
    return Message("{count} employees", count=len(remark.numbers))
