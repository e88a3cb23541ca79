"""What an authority asks an employer about somebody's absence, as plain values: what it is made from, the answers, and
what lies behind them (Norway: the inntektsmelding to NAV).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month, Span
from models.values.why import Figure
from services.engine.facts import Absence, PersonFacts

SICK_PAY, PARENTAL, PREGNANCY = "SYKEPENGER", "FORELDREPENGER", "SVANGERSKAPSPENGER"
NURSING, TRAINING, CARE_DAYS = "PLEIEPENGER", "OPPLAERINGSPENGER", "OMSORGSPENGER"
"""Benefits without an API for payroll systems: their figures are typed on nav.no."""


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line of pay of a month: the wage type, the a-melding's description, the amount."""

    type: str
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What was paid in a calendar month, by pay date. `is_known` is False for a month without an approved run."""

    month: Month
    lines: tuple[PaidLine, ...] = ()
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class EndedBenefit:
    """A benefit in kind that the absence takes away: NAV's code, what it is worth a month, its last day."""

    code: str
    value: Money
    last: date

    @property
    def first_without(self) -> date:
        """The first day on which it has fallen away."""
        return self.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the income is not the mean of the months: NAV's word, and the days or the day that belong to it."""

    name: str
    spans: tuple[Span, ...] = ()
    since: date | None = None
    known: date | None = None  # of a collective agreement: when it became known


@dataclass(frozen=True, slots=True)
class IncomeReportWords:
    """What can be chosen in the form, the authority's own word first. `needs` says what belongs to a reason: nothing,
    the day since when it holds, or days.
    """

    reasons: tuple[tuple[str, Message], ...]
    parental_reasons: tuple[tuple[str, Message], ...]
    reduced: tuple[tuple[str, Message], ...]
    benefits: tuple[tuple[str, Message], ...]
    needs: Mapping[str, str]
    nav_benefits: Mapping[str, tuple[tuple[str, Message], ...]] = field(default_factory=dict)  # by kind of absence


@dataclass(frozen=True, slots=True)
class RefundChange:
    """From a day on another refund a month; 0 is a stop."""

    since: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user says; None and empty are not answered. `benefit` chooses between the kinds of benefit of a leave.

    What is answered stands before what is worked out.
    """

    reference: str = ""  # navReferanseId, or forespoerselId
    contact: str = ""
    phone: str = ""
    is_change: bool = False  # of an inntektsmelding that was sent before
    period_not_asked: bool = False  # NAV's request does not ask for the employer's period
    benefit: str = ""
    income: Money | None = None
    reasons: tuple[Reason, ...] | None = None
    reduced_reason: str = ""
    reduced_amount: Money | None = None
    refund: Money | None = None
    no_refund: bool | None = None
    refund_changes: tuple[RefundChange, ...] | None = None
    benefits: tuple[EndedBenefit, ...] | None = None


NOT_ANSWERED = Answers()

Value: TypeAlias = "Money | date | Span | Message | str | None"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer of the form: its name in NAV's API, what it is called, the answer (None: there is none), why, and
    whether it must be asked for.
    """

    name: str
    title: Message
    value: Value
    why: Message | None = None
    is_asked: bool = False


class Counts(Enum):
    """Whether a line of pay is part of the monthly income."""

    REGULAR = "regular"  # part of the income
    REPORTED = "reported"  # seen in the a-ordning, but no regular pay
    NOT = "not"  # no part of it


@dataclass(frozen=True, slots=True)
class LineBehind:
    """A line of pay of one of the months before: whether it counts, and why."""

    line: PaidLine
    counts: Counts
    why: Message


@dataclass(frozen=True, slots=True)
class MonthBehind:
    """One of the months before: what the a-ordning has of it, and how much of that is regular pay; None: not known."""

    month: Month
    reported: Money | None
    regular: Money | None
    lines: tuple[LineBehind, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """Every answer, in the order of the form, and what lies behind the income.

    `mean` is that of the months as reported, `income` the one that is proposed or was chosen.
    """

    benefit: str
    person: PersonFacts
    absence: Absence
    orgnr: str
    first_day: date  # inntektsdato, or startdato
    employer_days: int  # of the whole employer's period
    periods: tuple[Span, ...]
    reduced: tuple[Money | None, str] | None
    months: tuple[MonthBehind, ...]
    mean: Figure[Money] | None
    income: Figure[Money]
    reasons: tuple[Reason, ...]
    refund: Figure[Money] | None
    changes: tuple[RefundChange, ...]
    benefits: tuple[EndedBenefit, ...]
    answers: Answers
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    nav_days: tuple[Span, ...] = ()  # of care: the days beyond those that the employer pays

    @property
    def asked(self) -> tuple[Entry, ...]:
        """What the user must say before it can be sent."""
        return tuple(entry for entry in self.entries if entry.is_asked)
