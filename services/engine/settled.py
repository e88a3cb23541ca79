"""Holiday money that left the payroll for somebody else to pay it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.money import Money


@dataclass(frozen=True, slots=True)
class SettledHoliday:
    """One settlement of a slip. `to` is konto (FerieKonto), kasse (a holiday fund) or kort (the employer keeps it until
    it is asked for, before tax). `year` is the holiday year; `due` the last day of paying it, none for a card; `left`
    the last day of somebody who left, none where it is settled with each pay.
    """

    to: str
    year: str
    days: Decimal
    gross: Money
    am: Money
    tax: Money
    due: date | None
    left: date | None = None

    @property
    def net(self) -> Money:
        """What is handed on: after tax, and all of it for a card."""
        return self.gross - self.am - self.tax
