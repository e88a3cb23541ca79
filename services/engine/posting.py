"""A result becomes a voucher that balances by construction: every entry is booked with its counter-entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.values.message import Message
from models.values.money import Money


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One line: debit positive, credit negative. `purpose` is why (net pay, withholding …) in the reader's words."""

    account: str
    amount: Money
    text: Message
    department: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Voucher:
    """The journal entry of one run, dated the pay date. Its lines always add up to zero øre."""

    day: date
    text: Message
    lines: tuple[VoucherLine, ...]

    def __post_init__(self) -> None:
        if (off := Money.total(line.amount for line in self.lines)).ore:
            raise ValueError(f"a voucher is {off} off balance")


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """Whom something is booked on: a department, a project, both, or (empty) nobody."""

    department: str = ""
    project: str = ""


NOBODY = Unit()


class Spread:
    """An amount by department and project, in øre; what is added up here always comes out whole."""

    def __init__(self) -> None:
        self.parts: dict[Unit, int] = {}

    def add(self, amount: Money, weights: Sequence[tuple[Unit, int]]) -> None:
        """Add an amount split by weights, by largest remainder, so that not an øre is lost. The weights are not
        negative; none at all leaves it with nobody.
        """
        if len(weights) < 2 or not amount:
            shares = [(weights[0][0] if weights else NOBODY, amount)]
        else:
            units = [unit for unit, _ in weights]
            shares = list(zip(units, amount.split([weight for _, weight in weights]), strict=True))
        for unit, part in shares:
            self.parts[unit] = self.parts.get(unit, 0) + part.ore

    def merge(self, other: Spread, sign: int = 1) -> None:
        """Add everything of another, or take it away."""
        for unit, ore in other.parts.items():
            self.parts[unit] = self.parts.get(unit, 0) + sign * ore

    @property
    def total(self) -> Money:
        return Money(sum(self.parts.values()))


class VoucherBook:
    """Collects entries in pairs and merges them by account, text and department, so that the voucher cannot be off
    balance.
    """

    def __init__(self, plan: Mapping[str, str], by_unit: frozenset[str] = frozenset()) -> None:
        """The plan gives the account number of each purpose; those of `by_unit` are kept by department and project."""
        self._plan = plan
        self._by_unit = by_unit
        self._sums: dict[tuple[str, Message, Unit], int] = {}

    def enter(
        self, debit: str, credit: str, amount: Money | Spread, debit_text: Message, credit_text: Message | None = None
    ) -> None:
        """Debit one purpose and credit another with the same amount; a negative amount turns the sides round.

        Raises KeyError for a purpose that the plan has no account for.
        """
        parts = amount.parts if isinstance(amount, Spread) else {NOBODY: amount.ore}
        for unit, ore in parts.items():
            if ore:
                self._add(debit, debit_text, unit, ore)
                self._add(credit, credit_text or debit_text, unit, -ore)

    def _add(self, purpose: str, text: Message, unit: Unit, ore: int) -> None:
        key = (self._plan[purpose], text, unit if purpose in self._by_unit else NOBODY)
        self._sums[key] = self._sums.get(key, 0) + ore

    def voucher(self, day: date, text: Message) -> Voucher:
        """The voucher, by account; entries that cancelled out are left out."""
        lines = [
            VoucherLine(account, Money(ore), why, unit.department, unit.project)
            for (account, why, unit), ore in self._sums.items()
            if ore
        ]
        order = sorted(lines, key=lambda line: (line.account, line.department, line.project, -line.amount.ore))
        return Voucher(day, text, tuple(order))
