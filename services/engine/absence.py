"""Absence as plain values, for any country: what each day is, how days are counted and why, what is to be refunded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import Figure

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class AbsenceKind:
    """A kind of absence of one country: what it is called, how its bar is drawn, and what is asked about it.

    `units` are what may be counted of it (days, hours), the usual one first; nothing where it is a share of the
    working time. `types` are the wage types that it may lead to, the usual one first. `word` stands on a bar where the
    title is too long. `beside` says what holds for days on which another kind stands too, where the calendar has no
    rule; `late` and `changed` what is said of a new and of a changed one whose pay is approved already, where no
    later run takes up every difference.
    """

    kind: str
    title: Message
    group: str
    group_title: Message
    pattern: str
    help: Message
    paid: bool = True
    asks_pay: bool = False
    pay_label: Message | None = None
    may_be_open: bool = False
    has_grade: bool = True
    asks_employment: bool = False
    country: str = "NO"
    units: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    word: Message | None = None
    beside: Message | None = None
    late: Message | None = None
    changed: Message | None = None


@dataclass(frozen=True, slots=True)
class AbsenceKinds:
    """The kinds of absence of one country in the order of a list, what its patterns mean, and the kind that each key
    of the timeline begins with, with a line that says so. `withdrawn` is said where one that was paid is taken away.
    """

    kinds: Mapping[str, AbsenceKind]
    legend: tuple[tuple[str, Message], ...]
    letters: Mapping[str, str]
    keys: Message
    withdrawn: Message


@dataclass(frozen=True, slots=True)
class AbsencePart:
    """What one absence takes of a day. `place` is its place among the person's absences; `share` is of the day, with
    what the other absences of the day left.
    """

    place: int
    kind: str
    share: Decimal
    paid: bool


@dataclass(frozen=True, slots=True)
class AbsenceDay:
    """One day of one employment: its absences, and whether it would have been worked."""

    day: date
    parts: tuple[AbsencePart, ...]
    is_working_day: bool
    is_public_holiday: bool

    @property
    def share(self) -> Decimal:
        """How much of the day is absence, from 0 to 1."""
        return sum((part.share for part in self.parts), NOTHING)


@dataclass(frozen=True, slots=True)
class AbsenceCalendar:
    """The days of a span on which somebody is absent from an employment, in order, and what is to be said of absences
    that stand on the same days.
    """

    employment: str
    days: tuple[AbsenceDay, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day that a counter looked at: how much of it counts, and why."""

    day: date
    counts: Decimal
    why: Message


@dataclass(frozen=True, slots=True)
class AbsenceCounter:
    """A count that shows its work: the days, what they add up to, and the limit (None: there is none)."""

    name: str
    title: Message
    used: Decimal
    limit: Decimal | None
    days: tuple[CountedDay, ...]
    rule: Message

    @property
    def left(self) -> Decimal | None:
        """What may still be used; below nought where more was."""
        return None if self.limit is None else self.limit - self.used


@dataclass(frozen=True, slots=True)
class MonthRefund:
    """What is to be refunded for the days of an absence in a month."""

    month: Month
    days: int
    amount: Figure[Money]


@dataclass(frozen=True, slots=True)
class AbsenceOutcome:
    """What follows from one absence: until when the employer pays by itself, which days the authority pays, at which
    rate, and what of it comes back to the employer. `last_paid_day` is the last day for which there is pay.
    """

    place: int
    employer_days: tuple[date, ...] = ()
    employer_period_end: date | None = None
    nav_days: tuple[date, ...] = ()
    limit: Money | None = None  # six times the basic amount on the first day
    yearly: Figure[Money] | None = None  # income a year, before the limit
    daily: Figure[Money] | None = None
    daily_refund: Money = ZERO
    refunds: tuple[MonthRefund, ...] = ()
    last_paid_day: date | None = None

    @property
    def expected(self) -> Money:
        """What is to be refunded in all."""
        return Money.total(refund.amount.value for refund in self.refunds)
