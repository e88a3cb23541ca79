"""Backwards: which input gives the wanted result? For net pay from gross pay, percentage or hours.

Net pay is not a smooth function of pay: withholding goes in steps, so that a krone more can give less, and an amount
may be reached more than once or never. The search finds the crossing by halving, then looks around it for an exact hit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.values.money import Money


@dataclass(frozen=True, slots=True)
class Solution:
    """An input (in hundredths of its unit) and what it gives; `exact` if that is what was wanted."""

    input: int
    result: Money
    exact: bool


class NoSolution(ValueError):
    """The wanted result lies outside what any allowed input gives. `least` and `most` are what they give."""

    def __init__(self, least: Money, most: Money) -> None:
        self.least, self.most = least, most
        super().__init__(f"only {least} to {most} can be reached")


def solve(result: Callable[[int], Money], wanted: Money, least: int, most: int, step: int = 1) -> Solution:
    """An input between `least` and `most`, in steps, that gives the wanted result, or else the first found that gives
    more.

    `result` grows with the input but for small steps back. Raises NoSolution.
    """
    seen: dict[int, Money] = {}

    def of(place: int) -> Money:
        if place not in seen:
            seen[place] = result(least + place * step)
        return seen[place]

    low, high = 0, (most - least) // step
    if not of(low) <= wanted <= of(high):
        raise NoSolution(of(low), of(high))
    while high - low > 1:
        middle = (low + high) // 2
        if of(middle) < wanted:
            low = middle
        else:
            high = middle
    crossing = low if of(low) >= wanted else high
    best = _exact_near(of, wanted, crossing, (most - least) // step)
    place = crossing if best is None else best
    return Solution(least + place * step, of(place), of(place) == wanted)


_ROUNDS = 40


def _exact_near(of: Callable[[int], Money], wanted: Money, crossing: int, last: int) -> int | None:
    """An input near the crossing that gives exactly what is wanted: what is missing is added until nothing is.

    Between two steps of the withholding the result grows as fast as the input, or a fixed share of it; the share is
    measured where one stands.
    """
    hits: list[int] = []
    for start in (crossing, max(0, crossing - 1), min(last, crossing + 1)):
        place, tried = start, set[int]()
        for _ in range(_ROUNDS):
            if place in tried:
                break
            tried.add(place)
            missing = wanted.ore - of(place).ore
            if not missing:
                hits.append(place)
                break
            slope = of(min(last, place + 1)).ore - of(place).ore if place < last else 1
            move = missing // slope if 0 < slope <= abs(missing) else missing
            place = min(last, max(0, place + (move or (1 if missing > 0 else -1))))
    return min(hits, default=None)
