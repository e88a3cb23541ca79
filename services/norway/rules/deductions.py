"""Deductions after tax in the legal order, never below zero net (norway-payroll 13)."""

from __future__ import annotations

from collections.abc import Sequence

from models.values.money import ZERO, Money, Rounding
from models.values.why import Figure, figure


def take_in_order(left: Money, asked: Sequence[tuple[Figure[Money], bool]]) -> list[Figure[Money]]:
    """What of each deduction can be taken, the first ones first; the flag says that only whole kroner are taken."""
    taken = []
    for wanted, whole in asked:
        amount = min(wanted.value, max(left, ZERO))
        if whole:
            amount = amount.whole_kroner(Rounding.CUT)
        taken.append(
            wanted if amount == wanted.value else figure("pay.deduction_limited", amount, asked=wanted, left=left)
        )
        left -= amount
    return taken
