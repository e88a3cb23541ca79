"""Balances by vintage: always the sum of movements, used oldest first.

The Norwegian exemption card, holiday pay and zone allowance and the Danish holiday and free-choice (fritvalg) accounts
are all rows of this shape: an account, its unit, its vintage axis, and a floor below which it may not go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from services.engine.facts import BalanceKey


class Unit(Enum):
    """What a balance counts; movements are in hundredths of it."""

    KRONER = "kroner"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Account:
    """One account as the country declares it. `floor` is None where it may go negative.

    `by_hand` says that a person may change it besides the runs, with a reason.
    """

    code: str
    unit: Unit
    vintage: str  # calendar_year · holiday_year · month · none
    floor: int | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of a balance: append-only, in hundredths of the account's unit. `reason` names what made it."""

    key: BalanceKey
    hundredths: int
    reason: str


def sums(movements: Iterable[Movement]) -> dict[BalanceKey, int]:
    """Balances: the movements added up."""
    balances: dict[BalanceKey, int] = {}
    for movement in movements:
        balances[movement.key] = balances.get(movement.key, 0) + movement.hundredths
    return balances


def after(balances: Mapping[BalanceKey, int], movements: Iterable[Movement]) -> dict[BalanceKey, int]:
    """The balances when the movements have been booked."""
    result = dict(balances)
    for movement in movements:
        result[movement.key] = result.get(movement.key, 0) + movement.hundredths
    return result


def take_oldest(
    balances: Mapping[BalanceKey, int], chain: Iterable[str], hundredths: int, reason: str
) -> tuple[list[Movement], int]:
    """Take from the accounts of the chain in order, in each the oldest vintage first; never below zero.

    Gives the movements and what no account covered, both in hundredths.
    """
    left = hundredths
    taken: list[Movement] = []
    for code in chain:
        for key in sorted(key for key in balances if key.account == code):
            part = min(left, max(0, balances[key]))
            if part:
                taken.append(Movement(key, -part, reason))
                left -= part
    return taken, left
