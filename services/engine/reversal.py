"""Reversing copies: every line, sum and movement of an earlier slip with the opposite sign, never computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from models.values.money import ZERO, Money
from models.values.why import Figure, figure
from services.engine.accounts import Movement
from services.engine.result import PayLine, Payslip

_NUMBERS: Final = frozenset({"209"})
"""Of what is reported, that which is no amount: an SE number says who, and has no opposite."""


def reverse(slip: Payslip) -> Payslip:
    """The slip's opposite. Balances return exactly to what they were before it."""
    return replace(
        slip,
        lines=tuple(_opposite(line) for line in slip.lines),
        figures={name: figure("pay.reversed", -amount.value, of=amount) for name, amount in slip.figures.items()},
        contributions=tuple(replace(part, base=-part.base) for part in slip.contributions),
        movements=tuple(Movement(each.key, -each.hundredths, f"reversed {each.reason}") for each in slip.movements),
        findings=(),
        union_dues_deducted=-slip.union_dues_deducted,
        reported={name: amount if name in _NUMBERS else -amount for name, amount in slip.reported.items()},
    )


def _opposite(line: PayLine) -> PayLine:
    return replace(
        line,
        amount=figure("pay.reversed", -line.amount.value, of=line.amount),
        taxable=-line.taxable,
        quantity=None if line.quantity is None else -line.quantity,
        asked=None,
    )


def together(reversed_slip: Payslip, new: Payslip | None) -> Payslip:
    """A correction: the reversed slip and what stands in its place, on one slip."""
    if new is None:
        return reversed_slip
    return replace(
        new,
        lines=reversed_slip.lines + new.lines,
        figures=_added(reversed_slip.figures, new.figures),
        contributions=reversed_slip.contributions + new.contributions,
        movements=reversed_slip.movements + new.movements,
        union_dues_deducted=reversed_slip.union_dues_deducted + new.union_dues_deducted,
        reported={
            name: new.reported.get(name, ZERO) + _taken_back(name, reversed_slip, new)
            for name in (*new.reported, *(name for name in reversed_slip.reported if name not in new.reported))
        },
    )


def _taken_back(name: str, reversed_slip: Payslip, new: Payslip) -> Money:
    said_again = name in _NUMBERS and name in new.reported
    return ZERO if said_again else reversed_slip.reported.get(name, ZERO)


def _added(old: Mapping[str, Figure[Money]], new: Mapping[str, Figure[Money]]) -> dict[str, Figure[Money]]:
    names = dict.fromkeys(name for pair in zip_longest(new, old) for name in pair if name is not None)
    nothing = figure("pay.nothing", ZERO)
    pairs = {name: (old.get(name, nothing), new.get(name, nothing)) for name in names}
    return {
        name: figure("pay.difference", was.value + now.value, reversed=was, now=now)
        for name, (was, now) in pairs.items()
    }
