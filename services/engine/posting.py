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


@dataclass(frozen=True, slots=True)
class PostedLine:
    """A line of a voucher as far as one wage type made it; an empty slug for what no wage type did."""

    line: VoucherLine
    wage_type: str = ""


def account_key(purpose: str, wage_type: str = "", department: str = "", project: str = "") -> str:
    """The name in an account plan of a purpose's account for one wage type, department or project alone, such as
    `salary type:bonus department:10`. A project goes before a department; only one of them stands in a key.
    """
    unit = f" project:{project}" if project else f" department:{department}" if department else ""
    return f"{purpose}{f' type:{wage_type}' if wage_type else ''}{unit}"


def purpose_of(key: str) -> str:
    """The purpose that a name in an account plan is about."""
    return key.partition(" ")[0]


def wage_type_of(key: str) -> str:
    """The slug of the wage type that a name in an account plan is about; empty for all."""
    return next((word.removeprefix("type:") for word in key.split(" ") if word.startswith("type:")), "")


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
        """The plan gives the account number of each purpose, and where the client wants it of a wage type, department
        or project alone (`account_key`); those of `by_unit` are kept by department and project.
        """
        self._plan = plan
        self._by_unit = by_unit
        self._has_more = any(" " in key for key in plan)
        self._sums: dict[tuple[str, Message, Unit, str], int] = {}

    def enter(
        self, debit: str, credit: str, amount: Money | Spread, debit_text: Message, credit_text: Message | None = None
    ) -> None:
        """Debit one purpose and credit another with the same amount; a negative amount turns the sides round. A purpose
        may name its wage type, as `account_key` does.

        Raises KeyError for a purpose that the plan has no account for.
        """
        parts = amount.parts if isinstance(amount, Spread) else {NOBODY: amount.ore}
        for unit, ore in parts.items():
            if ore:
                self._add(debit, debit_text, unit, ore)
                self._add(credit, credit_text or debit_text, unit, -ore)

    def _add(self, key: str, text: Message, unit: Unit, ore: int) -> None:
        purpose = purpose_of(key)
        where = unit if purpose in self._by_unit else NOBODY
        entry = (self._account(key, purpose, where), text, where, wage_type_of(key))
        self._sums[entry] = self._sums.get(entry, 0) + ore

    def _account(self, key: str, purpose: str, unit: Unit) -> str:
        """The account that says most about the entry: of the wage type before the purpose, of the project before the
        department.
        """
        if self._has_more:
            for name in dict.fromkeys((key, purpose)):
                for each in ((unit.project, "project"), (unit.department, "department")):
                    if each[0] and (found := self._plan.get(f"{name} {each[1]}:{each[0]}")):
                        return found
                if found := self._plan.get(name):
                    return found
        return self._plan[purpose]

    def voucher(self, day: date, text: Message) -> Voucher:
        """The voucher, by account; entries that cancelled out are left out."""
        sums: dict[tuple[str, Message, Unit], int] = {}
        for (account, why, unit, _), ore in self._sums.items():
            sums[account, why, unit] = sums.get((account, why, unit), 0) + ore
        lines = [
            VoucherLine(account, Money(ore), why, unit.department, unit.project)
            for (account, why, unit), ore in sums.items()
            if ore
        ]
        order = sorted(lines, key=lambda line: (line.account, line.department, line.project, -line.amount.ore))
        return Voucher(day, text, tuple(order))

    def posted(self) -> list[PostedLine]:
        """The entries by wage type, where they were entered so; together they are the voucher. Not in order."""
        return [
            PostedLine(VoucherLine(account, Money(ore), why, unit.department, unit.project), wage_type)
            for (account, why, unit, wage_type), ore in self._sums.items()
            if ore
        ]
