"""The ledger of refunds: for each absence what is due from NAV, what was claimed, what came, and what is missing.

What is due follows from the absence and the sick pay; what came is the postings that were taken in. A posting over
two months counts in each by its weekdays. A month without a claim is time-barred when three more have gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.imported_file import RefundPosting
from models.records.stored_file import StoredFile
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.progress import Progress, no_progress
from models.values.span import Month, Span
from models.values.why import Figure, figure
from services.desk import countries
from services.desk.desk import Desk
from services.desk.inntektsmelding import ANSWERED, SENT, read_answers, sent_on
from services.desk.marks import Marked, marks_of
from services.desk.refund_lines import TAKEN
from services.desk.refund_rows import PostingRow, posting_rows
from services.desk.refunds import Absent, absence_rows, absences_of, everybody
from services.engine.absence import AbsenceOutcome, MonthRefund
from services.engine.income_report import Answers

UNKNOWN, NOT_DUE, TO_CLAIM, SOON, BARRED = "unknown", "not_due", "to_claim", "soon", "barred"
WAITING, LATE, PARTLY, SETTLED, OVER = "waiting", "late", "partly", "settled", "over"
_URGENT: Final = (BARRED, SOON, LATE, PARTLY, TO_CLAIM, OVER, WAITING, NOT_DUE, UNKNOWN, SETTLED)
"""States by what has to be looked at first; an absence has that of its most urgent month."""

_SOON: Final = timedelta(days=31)
_WORKSHEET: Final = "inntektsmelding"
_UNRECKONED: Final = frozenset({"leave_other_statutory"})
"""Kinds for which NAV may pay back what the program cannot reckon: leave in pregnancy, nursing, training."""


@dataclass(frozen=True, slots=True)
class Claim:
    """How far the claim has come: none, answered, saved, sent, paid (not marked as sent, but NAV has paid), or without
    (sent, and no refund was claimed in it); the day; and what was claimed a month where it is not simply what is due:
    from each day on another amount.
    """

    state: str
    day: date | None = None
    monthly: tuple[tuple[date, Money], ...] = ()

    @property
    def is_sent(self) -> bool:
        return self.state in ("sent", "paid")

    def on(self, day: date) -> Money | None:
        """What was claimed a month on a day; None for what is due."""
        return next((amount for since, amount in reversed(self.monthly) if since <= day), None)


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """An absence in a month. `expected_by` is when NAV pays at the earliest, `claim_by` the last day for a claim."""

    month: Month
    days: int
    due: Figure[Money]
    received: Figure[Money]
    missing: Figure[Money]
    expected_by: date
    claim_by: date
    state: str
    reason: Message | None
    claimed: Figure[Money]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An absence. `claim_by` is the last day for the oldest month that is not claimed; `last_day` that of the right to
    sick pay, as NAV said it last. `reclaimed` is what NAV took back, as a positive amount.
    """

    absence: int
    employee: int
    name: str
    kind: str
    first: date
    last: date | None
    state: str
    months: tuple[LedgerMonth, ...]
    due: Figure[Money]
    received: Figure[Money]
    missing: Figure[Money]
    reclaimed: Money
    claim: Claim
    claim_by: date | None
    last_day: date | None
    postings: tuple[PostingRow, ...]
    claimed: Figure[Money]

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.absence

    @property
    def is_soon(self) -> bool:
        return any(month.state == SOON for month in self.months)

    @property
    def is_barred(self) -> bool:
        return any(month.state == BARRED for month in self.months)

    @property
    def reasons(self) -> tuple[Message, ...]:
        """Why what came is not what was due, each once."""
        return tuple(dict.fromkeys(month.reason for month in self.months if month.reason is not None))


@dataclass(frozen=True, slots=True)
class PersonSum:
    """An employee's absences together."""

    employee: int
    name: str
    due: Money
    received: Money
    missing: Money
    reclaimed: Money
    claimed: Money


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of it. `holiday` is holiday pay on benefits, `unlinked` what came for no absence: both beside the sums."""

    rows: tuple[LedgerRow, ...]
    people: tuple[PersonSum, ...]
    holiday: tuple[PostingRow, ...]
    unlinked: tuple[PostingRow, ...]
    due: Figure[Money]
    received: Figure[Money]
    missing: Figure[Money]
    reclaimed: Money
    holiday_total: Figure[Money]
    unlinked_total: Figure[Money]
    claimed: Figure[Money]


@dataclass(slots=True)
class _Claims:
    """What was said about claims, by absence, and worksheets that were kept, by employee and first day."""

    marks: Mapping[int, Mapping[str, Marked]]
    kept: Mapping[str, date] = field(default_factory=dict)

    def of(self, absent: Absent) -> Claim:
        told = self.marks.get(absent.id, {})
        if SENT in told:
            answers = read_answers(told[ANSWERED].note if ANSWERED in told else "")
            state = "without" if answers.no_refund else "sent"
            return Claim(state, sent_on(told[SENT]), tuple(_monthly(answers)))
        name = f"{_WORKSHEET}-{absent.employee}-"
        first = [day for kept, day in self.kept.items() if kept.startswith(name) and _is_of(kept, name, absent)]
        if first:
            return Claim("saved", max(first))
        return Claim("answered", told[ANSWERED].at.date()) if ANSWERED in told else Claim("none")


def _monthly(answers: Answers) -> Iterator[tuple[date, Money]]:
    """What an inntektsmelding claims a month, from each day on; nothing where it claims what is due."""
    monthly = answers.refund if answers.refund is not None else answers.income
    if monthly is not None:
        yield date.min, monthly
    for change in sorted(answers.refund_changes or (), key=lambda change: change.since):
        yield change.since, change.amount


def _is_of(kept: str, name: str, absent: Absent) -> bool:
    """Whether a kept worksheet begins in the absence: its name ends with the first day that NAV asks about."""
    try:
        day = date.fromisoformat(kept.removeprefix(name)[:10])
    except ValueError:
        return False
    return absent.first <= day and (absent.last is None or day <= absent.last)


def ledger(
    desk: Desk,
    *,
    employee: int | None = None,
    absence: int | None = None,
    today: date | None = None,
    progress: Progress = no_progress,
) -> Ledger:
    """The ledger of everybody, of an employee, or of one absence, as it stands on a day."""
    day = today or desk.today
    progress(0, 2, Message("Reading absences and refunds"))
    with desk.reading() as session:
        people = everybody(session)
        rows = list(posting_rows(session, RefundPosting.state == TAKEN, *_of(employee)))
        linked = {row.absence for row in rows if row.absence is not None}
        stored = absence_rows(session, employee)
        claims = _claims(session)
    progress(1, 2, Message("Reckoning what is due"))
    absences = absences_of(stored, people, desk.client.country, day)  # a while: the file is free meanwhile
    names = {number: person.name for number, person in people.items()}
    by_absence: dict[int, list[PostingRow]] = defaultdict(list)
    for row in rows:
        if row.absence is not None:
            by_absence[row.absence].append(row)
    found = [
        _row(each, names.get(each.employee, ""), by_absence.get(each.id, ()), claims.of(each), day)
        for each in absences.values()
        if (absence is None or each.id == absence) and _belongs(each, linked)
    ]
    found.sort(key=lambda row: (_URGENT.index(row.state), row.first, row.absence))
    loose = [row for row in rows if row.absence is None and absence is None]
    return _whole(found, loose)


def _of(employee: int | None) -> list[ColumnElement[bool]]:
    return [] if employee is None else [Employee.number == employee]


def _belongs(each: Absent, linked: set[int]) -> bool:
    """Whether something is due from NAV for an absence, or came."""
    if each.id in linked:
        return True
    if each.withdrawn is not None or not each.paid:
        return False
    return each.outcome is not None and bool(each.outcome.refunds)


def _claims(session: Session) -> _Claims:
    told: dict[int, Mapping[str, Marked]] = {}
    for subject, verbs in marks_of(session, f"{_WORKSHEET}:").items():
        number = subject.partition(":")[2]
        if number.isdecimal():
            told[int(number)] = verbs
    kept = session.execute(select(StoredFile.name, StoredFile.made_at).where(StoredFile.kind == _WORKSHEET))
    return _Claims(told, {name: at.date() for name, at in kept})


# --- one absence -----------------------------------------------------------------------------------------------------


def _row(absent: Absent, name: str, postings: Sequence[PostingRow], claim: Claim, today: date) -> LedgerRow:
    is_known = absent.kind not in _UNRECKONED and absent.outcome is not None
    if postings and claim.state in ("none", "answered", "saved"):  # NAV pays no employer who has not asked
        claim = Claim("paid", claim.day)
    due = {each.month: each for each in absent.outcome.refunds} if absent.outcome is not None and is_known else {}
    if absent.withdrawn is not None or not absent.paid:
        due = {}
    received = _by_month(postings)
    claimed = {month: _claimed(each, absent.outcome, claim) for month, each in due.items()}
    months = tuple(
        _month(
            month,
            due.get(month),
            received.get(month, ZERO),
            claimed.get(month) or figure("refunds.claimed", ZERO),
            claim,
            today,
            postings,
            is_known=is_known,
        )
        for month in sorted({*due, *received})
    )
    owed = _total("refunds.due", {str(month.month): month.due for month in months})
    came = _total("refunds.received", {str(month.month): month.received for month in months})
    state = min((month.state for month in months), key=_URGENT.index, default=UNKNOWN)
    open_months = [month.claim_by for month in months if month.state in (TO_CLAIM, SOON, NOT_DUE)]
    return LedgerRow(
        absent.id,
        absent.employee,
        name,
        absent.kind,
        absent.first,
        absent.last,
        state,
        months,
        owed,
        came,
        _missing(owed, came, is_known=is_known),
        -Money.total(row.amount for row in postings if row.is_reclaim),
        claim if is_known or claim.state != "none" else Claim("none"),
        min(open_months) if open_months and not claim.is_sent else None,
        next((row.last_day for row in reversed(postings) if row.last_day is not None), None),
        tuple(postings),
        _total("refunds.claimed", {str(month.month): month.claimed for month in months}),
    )


def _claimed(due: MonthRefund, outcome: AbsenceOutcome | None, claim: Claim) -> Figure[Money]:
    """What was claimed for a month: what is due, or the part of it that the amount a month is of the income."""
    days = [day for day in outcome.nav_days if Month.of(day) == due.month] if outcome is not None else []
    if claim.state != "sent":
        return figure("refunds.claimed", ZERO)
    amounts = [claim.on(day) for day in days]
    if outcome is None or outcome.yearly is None or all(amount is None for amount in amounts):
        return figure("refunds.claimed", due.amount.value, due=due.amount)
    yearly = outcome.yearly.value
    full = (min(yearly, outcome.limit) if outcome.limit is not None else yearly).part(1, 12)
    if not full:
        return figure("refunds.claimed", ZERO)
    monthly = Money.total(full if amount is None else amount for amount in amounts).part(1, len(days))
    return figure("refunds.claimed_part", due.amount.value.part(monthly.ore, full.ore), due=due.amount, claim=monthly)


def _month(
    month: Month,
    due: MonthRefund | None,
    received: Money,
    claimed: Figure[Money],
    claim: Claim,
    today: date,
    postings: Sequence[PostingRow],
    *,
    is_known: bool,
) -> LedgerMonth:
    owed: Figure[Money] = due.amount if due is not None else figure("refunds.due", ZERO)
    came = figure("refunds.posted", received, postings=sum(1 for row in postings if month in _months_of(row)))
    missing = _missing(owed, came, is_known=is_known)
    paid_from, claim_by = countries.refund_days(month)
    state, reason = _state(month, owed.value, received, claimed.value, claim, today, is_known=is_known)
    days = due.days if due is not None else 0
    return LedgerMonth(month, days, owed, came, missing, paid_from, claim_by, state, reason, claimed)


def _missing(due: Figure[Money], received: Figure[Money], *, is_known: bool) -> Figure[Money]:
    if not is_known:
        return figure("refunds.unreckoned", ZERO)
    return figure("refunds.missing", due.value - received.value, due=due, received=received)


def _state(
    month: Month, due: Money, received: Money, claimed: Money, claim: Claim, today: date, *, is_known: bool
) -> tuple[str, Message | None]:
    """How a month stands, and why what came is not what is due."""
    paid_from, claim_by = countries.refund_days(month)
    late_from, _ = countries.refund_days(month.plus(1))
    missing = due - received
    if not is_known:
        return (SETTLED if received else UNKNOWN), Message("The program cannot reckon what NAV pays for this leave")
    if not missing:
        return SETTLED, None
    if missing < ZERO:
        what = (
            Message("NAV paid {amount} more than is due here: look at the sick pay and the days", amount=-missing)
            if due
            else Message("NAV paid for days for which nothing is due here")
        )
        return OVER, what
    if received and received == claimed:
        return PARTLY, Message("NAV paid what was claimed, which is {amount} less than is due here", amount=missing)
    if received:
        what = Message("NAV paid {amount} less than is due here: look at NAV's decision and the days", amount=missing)
        return PARTLY, what
    if claim.is_sent:
        if today < paid_from:
            return NOT_DUE, Message("NAV pays from {day} at the earliest", day=paid_from)
        if today < late_from:
            return WAITING, Message("The claim is sent, and NAV has not paid yet")
        return LATE, Message("The claim is sent and the payment is late: look at the case on nav.no")
    if today > claim_by:
        return BARRED, Message("The claim should have been sent by {day}: NAV may not pay any longer", day=claim_by)
    if today + _SOON >= claim_by:
        return SOON, Message("Send the claim by {day}, or NAV does not pay", day=claim_by)
    if claim.state == "without":
        return TO_CLAIM, Message("The inntektsmelding was sent without a claim for refund")
    return TO_CLAIM, Message("The inntektsmelding is not marked as sent")


def _by_month(postings: Iterable[PostingRow]) -> dict[Month, Money]:
    """What came for each month: a posting over several by their weekdays, the rest of an øre in the last."""
    found: dict[Month, Money] = {}
    for row in postings:
        for month, amount in _parts(row):
            found[month] = found.get(month, ZERO) + amount
    return found


def _parts(row: PostingRow) -> Iterator[tuple[Month, Money]]:
    months = _months_of(row)
    if len(months) == 1:
        yield months[0], row.amount
        return
    assert row.first is not None
    assert row.last is not None
    days = [Span(max(row.first, month.first), min(row.last, month.last)).weekdays for month in months]
    left = row.amount
    for month, count in zip(months[:-1], days[:-1], strict=True):
        part = Money(row.amount.ore * count // (sum(days) or 1))
        left -= part
        yield month, part
    yield months[-1], left


def _months_of(row: PostingRow) -> list[Month]:
    """The months of a posting's days; where one end is missing, that of the other; without any, that of the payment."""
    first, last = row.first or row.last, row.last or row.first
    if first is None or last is None or last < first:
        return [row.month or Month.of(date.min)]
    months = [Month.of(first)]
    while months[-1] < Month.of(last) and len(months) < 24:
        months.append(months[-1].plus(1))
    return months


# --- all of them -----------------------------------------------------------------------------------------------------


def _whole(rows: Sequence[LedgerRow], loose: Sequence[PostingRow]) -> Ledger:
    people: dict[int, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        people[row.employee].append(row)
    sums = [
        PersonSum(
            number,
            some[0].name,
            Money.total(row.due.value for row in some),
            Money.total(row.received.value for row in some),
            Money.total(row.missing.value for row in some),
            Money.total(row.reclaimed for row in some),
            Money.total(row.claimed.value for row in some),
        )
        for number, some in people.items()
    ]
    holiday = tuple(row for row in loose if row.is_holiday)
    unlinked = tuple(row for row in loose if not row.is_holiday)
    return Ledger(
        tuple(rows),
        tuple(sorted(sums, key=lambda each: (each.name.casefold(), each.employee))),
        holiday,
        unlinked,
        _total("refunds.due", {_called(row): row.due for row in rows}),
        _total("refunds.received", {_called(row): row.received for row in rows}),
        _total("refunds.all_missing", {_called(row): row.missing for row in rows}),
        Money.total(row.reclaimed for row in rows),
        _posted(holiday),
        _posted(unlinked),
        _total("refunds.claimed", {_called(row): row.claimed for row in rows}),
    )


def _called(row: LedgerRow) -> str:
    """An absence among others, as a trace names it."""
    return f"{row.name} {row.first:%d.%m.%Y} ({row.absence})"


def _total(rule: str, parts: Mapping[str, Figure[Money]]) -> Figure[Money]:
    return figure(rule, Money.total(part.value for part in parts.values()), **parts)


def _posted(rows: Sequence[PostingRow]) -> Figure[Money]:
    return figure("refunds.posted", Money.total(row.amount for row in rows), postings=len(rows))
