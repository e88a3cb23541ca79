"""A result becomes a voucher that balances by construction: every entry is booked with its counter-entry."""

from __future__ import annotations

from collections.abc import Mapping
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


class VoucherBook:
    """Collects entries in pairs and merges them by account and text, so that the voucher cannot be off balance."""

    def __init__(self, plan: Mapping[str, str]) -> None:
        """The plan gives the account number of each purpose."""
        self._plan = plan
        self._sums: dict[tuple[str, Message], int] = {}

    def enter(
        self, debit: str, credit: str, amount: Money, debit_text: Message, credit_text: Message | None = None
    ) -> None:
        """Debit one purpose and credit another with the same amount; a negative amount turns the sides round.

        Raises KeyError for a purpose that the plan has no account for.
        """
        if not amount.ore:
            return
        credit_text = credit_text or debit_text
        debit_key, credit_key = (self._plan[debit], debit_text), (self._plan[credit], credit_text)
        self._sums[debit_key] = self._sums.get(debit_key, 0) + amount.ore
        self._sums[credit_key] = self._sums.get(credit_key, 0) - amount.ore

    def voucher(self, day: date, text: Message) -> Voucher:
        """The voucher, by account; entries that cancelled out are left out."""
        lines = [VoucherLine(account, Money(ore), why) for (account, why), ore in self._sums.items() if ore]
        return Voucher(day, text, tuple(sorted(lines, key=lambda line: (line.account, -line.amount.ore))))
