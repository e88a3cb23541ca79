"""The trace behind a figure: the rule, the inputs, the rates and the earlier figures that made it.

A tree of figures *is* the explanation: the panel behind “Why?”, the sentence on the payslip, `--trace` of a scenario
and the explanation of a difference all read it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span

Value: TypeAlias = Money | Percent | Decimal | int | str | date | Month | Span | None
V = TypeVar("V")


class Rate(Generic[V]):
    """A value of the law: what it is called, since when it holds, who says so, and how sure that is.

    `status` is one of official, page, peer, inferred.
    """

    __slots__ = ("name", "since", "source", "status", "value")

    def __init__(self, name: str, value: V, since: date, source: str, status: str) -> None:
        self.name = name
        self.value = value
        self.since = since
        self.source = source
        self.status = status

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rate) and all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash((self.name, self.since))

    def __repr__(self) -> str:
        return f"Rate({self.name!r}, {self.value!r}, since {self.since})"


class Figure(Generic[V]):
    """A value and what made it. `rule` names the rule; `inputs` are its words, each a figure, a rate or a plain value.

    Figures are made by `figure()` and never changed. They are equal when value, rule and inputs are.
    """

    __slots__ = ("inputs", "rule", "value")

    def __init__(self, value: V, rule: str, inputs: dict[str, Node]) -> None:
        self.value = value
        self.rule = rule
        self.inputs = inputs

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Figure)
            and (self.value, self.rule) == (other.value, other.rule)
            and self.inputs == other.inputs
        )

    def __hash__(self) -> int:
        return hash((self.rule, self.value))

    def __repr__(self) -> str:
        return f"Figure({self.value!r}, {self.rule!r})"


Node: TypeAlias = "Figure[Any] | Rate[Any] | Value"


def figure(rule: str, value: V, **inputs: Node) -> Figure[V]:
    """The value with its why: the keyword names are the words of the sentence that explains it."""
    return Figure(value, rule, inputs)
