"""The user's own remarks: “warn me if overtime passes 25 hours”. Each looks at one measure of everybody's slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.values.money import Money
from services.engine.result import Payslip, RunResult

MEASURES = ("quantity", "amount", "figure", "figure_change")
COMPARISONS = ("above", "below")


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. `measure` says what is looked at: the quantity or the amount of some wage types together, a sum of
    the slip (`figure`: net_pay, gross_cash, withholding …), or by how many percent that sum differs from the run
    before (`figure_change`).

    `limit` is in the unit of the measure: hours (or km, days), kroner, percent. Nobody named means everybody.
    """

    id: int
    text: str
    measure: str
    limit: Decimal
    comparison: str = "above"
    types: tuple[str, ...] = ()
    figure: str = ""
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Noticed:
    """A remark that is true of somebody: what was measured. `line` is a line of the slip that it concerns."""

    remark: Remark
    number: int
    name: str
    measured: Decimal
    line: int | None = None


def notice(result: RunResult, before: RunResult | None, remarks: Iterable[Remark]) -> Iterator[Noticed]:
    """What of the run the remarks are true of, remark by remark, by employee number."""
    earlier = {slip.person.number: slip for slip in before.payslips} if before is not None else {}
    for remark in remarks:
        for slip in result.payslips:
            if remark.numbers and slip.person.number not in remark.numbers:
                continue
            measured = _measured(remark, slip, earlier)
            if measured is None:
                continue
            is_true = measured > remark.limit if remark.comparison == "above" else measured < remark.limit
            if is_true:
                yield Noticed(remark, slip.person.number, slip.person.name, measured, _line(remark, slip))


def _measured(remark: Remark, slip: Payslip, earlier: Mapping[int, Payslip]) -> Decimal | None:
    """The measure of a slip; None where it has none: no line of the types, no run before."""
    match remark.measure:
        case "quantity":
            found = [line.quantity for line in slip.lines if line.type in remark.types and line.quantity is not None]
            return sum(found, Decimal(0)) if found else None
        case "amount":
            amounts = [line.amount.value for line in slip.lines if line.type in remark.types]
            return Money.total(amounts).kroner if amounts else None
        case "figure":
            figure = slip.figures.get(remark.figure)
            return None if figure is None else figure.value.kroner
        case _:
            return _change(remark.figure, slip, earlier.get(slip.person.number))


def _change(name: str, slip: Payslip, before: Payslip | None) -> Decimal | None:
    """By how many percent a sum differs from the slip before, up or down."""
    if before is None or name not in slip.figures or name not in before.figures:
        return None
    was, now = before[name], slip[name]
    if not was.ore:
        return None
    return abs(Decimal(now.ore - was.ore) * 100 / Decimal(was.ore)).quantize(Decimal("0.1"))


def _line(remark: Remark, slip: Payslip) -> int | None:
    return next((place for place, line in enumerate(slip.lines) if line.type in remark.types), None)
