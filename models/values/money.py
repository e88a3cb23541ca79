"""Money: whole øre, exact sums, and every rounding said out loud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum
from typing import Self

from models.values.percent import Percent

_HUNDRED = Decimal(100)
_ONE = Decimal(1)
_ORE = Decimal("0.01")


class Rounding(Enum):
    """How parts of an øre (or of a krone) are dropped."""

    HALF_UP = ROUND_HALF_UP  # half goes away from zero: the rule of norway-payroll 17 for money lines
    CUT = ROUND_DOWN  # towards zero
    FLOOR = ROUND_FLOOR
    CEILING = ROUND_CEILING


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in øre. A client file has one currency, so an amount needs no other name.

    >>> Money.kr("45000.50") + Money.kr(10)
    Money(ore=4501050)
    >>> Money.kr(100).times(Percent.of("14.1"))
    Money(ore=1410)
    """

    ore: int

    @classmethod
    def kr(cls, kroner: int | str | Decimal) -> Self:
        """The amount written in kroner (a point as decimal sign).

        Raises ValueError for anything that is not a number of at most two decimals: a third decimal is refused, not
        rounded.
        """
        if isinstance(kroner, int):
            return cls(kroner * 100)
        try:
            ore = Decimal(kroner) * _HUNDRED
        except InvalidOperation:
            raise ValueError(f"“{kroner}” is not an amount") from None
        if not ore.is_finite():
            raise ValueError(f"“{kroner}” is not an amount")
        if ore != (whole := ore.to_integral_value()):
            raise ValueError(f"“{kroner}” has more than two decimals")
        return cls(int(whole))

    @classmethod
    def rounded(cls, kroner: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Self:
        """An exact sum of products, in kroner, rounded to whole øre once."""
        return cls(int((kroner * _HUNDRED).quantize(_ONE, rounding.value)))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Self:
        """The sum; nothing gives 0."""
        return cls(sum([amount.ore for amount in amounts]))

    @property
    def kroner(self) -> Decimal:
        """The amount in kroner, exactly, with two decimals."""
        return Decimal(self.ore).scaleb(-2)

    def __add__(self, other: Money) -> Money:
        return Money(self.ore + other.ore)

    def __sub__(self, other: Money) -> Money:
        return Money(self.ore - other.ore)

    def __neg__(self) -> Money:
        return Money(-self.ore)

    def __abs__(self) -> Money:
        return Money(abs(self.ore))

    def __bool__(self) -> bool:
        return self.ore != 0

    def __str__(self) -> str:
        """The form of scenario files and answers: `-1234.50`."""
        sign = "-" if self.ore < 0 else ""
        kroner, ore = divmod(abs(self.ore), 100)
        return f"{sign}{kroner}.{ore:02d}"

    def times(self, factor: Percent | Decimal | int, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """This amount multiplied, then rounded to whole øre once."""
        share = factor.share if isinstance(factor, Percent) else factor
        return Money(
            int((self.ore * share).quantize(_ONE, rounding.value)) if isinstance(share, Decimal) else self.ore * share
        )

    def part(
        self, numerator: Decimal | int, denominator: Decimal | int, rounding: Rounding = Rounding.HALF_UP
    ) -> Money:
        """This amount × numerator / denominator, rounded to whole øre once."""
        return Money(int((self.ore * Decimal(numerator) / Decimal(denominator)).quantize(_ONE, rounding.value)))

    def whole_kroner(self, rounding: Rounding) -> Money:
        """This amount in whole kroner."""
        return Money(int(self.kroner.quantize(_ONE, rounding.value)) * 100)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Shares that add up to exactly this amount (largest remainder; ties to the largest weight, then the first).

        Raises ValueError where no weight is positive or one is negative.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("the weights of a split must be positive")
        sign = -1 if self.ore < 0 else 1
        shares = [divmod(abs(self.ore) * weight, total) for weight in weights]
        left = abs(self.ore) - sum(share for share, _ in shares)
        by_remainder = sorted(range(len(weights)), key=lambda i: (-shares[i][1], -weights[i], i))
        bonus = set(by_remainder[:left])
        return [Money(sign * (share + (i in bonus))) for i, (share, _) in enumerate(shares)]


ZERO = Money(0)
