"""Percent: a rate as the law writes it, with its digits kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """A percentage such as 14.1. It is never summed, so a file keeps it as text.

    >>> Percent.of("14.1").share
    Decimal('0.141')
    """

    value: Decimal

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """The percentage written with a point. Raises ValueError for anything that is not a number."""
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"“{text}” is not a percentage") from None
        if not value.is_finite():
            raise ValueError(f"“{text}” is not a percentage")
        return cls(value)

    @property
    def share(self) -> Decimal:
        """The percentage as a share of one: 14.1 gives 0.141."""
        return self.value.scaleb(-2)

    def __str__(self) -> str:
        return f"{self.value:f}"


HUNDRED = Percent(Decimal(100))
