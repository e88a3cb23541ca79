"""A small travel claim: one trip as the employee tells it, and the lines that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from models.values.message import Message
from models.values.money import Money
from services.engine.facts import LineInput

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TravelClaim:
    """One trip as the employee tells it; times are local, without a zone.

    `meals` are the meals that were covered, by day of the trip (each 24 hours from the departure): the first entry is
    the first day's. `nights_without_receipt` are nights that the employee found and paid for without a receipt.
    """

    departure: datetime
    arrival: datetime  # home again
    night: str = ""  # hotel · boarding · private; empty for a trip without a night
    is_far: bool = True  # more than 15 km
    meals: tuple[tuple[str, ...], ...] = ()
    nights_without_receipt: int = 0
    car_km: Decimal = Decimal(0)
    passenger_km: Decimal = Decimal(0)  # kilometres × passengers
    text: str = ""
    employment: str = ""
    trailer_km: Decimal = Decimal(0)  # of the kilometres, those with a trailer
    expenses: tuple[tuple[str, Money], ...] = ()  # what was laid out, with receipts: what for, and how much

    @property
    def length(self) -> timedelta:
        return self.arrival - self.departure

    @property
    def nights(self) -> int:
        """Midnights between departure and arrival: so many nights there were at most."""
        return (self.arrival.date() - self.departure.date()).days

    @property
    def days(self) -> int:
        """The days of the trip, each 24 hours from the departure; the last may be shorter."""
        if self.arrival <= self.departure:
            return 0
        return -((self.departure - self.arrival) // DAY)


@dataclass(frozen=True, slots=True)
class TravelLines:
    """What a claim gives: lines to be entered on a run, and what was not paid and why."""

    lines: tuple[LineInput, ...]
    reasons: tuple[Message, ...] = ()
