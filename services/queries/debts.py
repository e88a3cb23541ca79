"""What is owed and when: tax, contribution, holiday pay, pension; and payments that nobody told as paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk.countries import country
from services.desk.desk import Desk
from services.queries.deadlines import PAYMENTS, Deadline, deadlines
from services.queries.month_at_work import State, read_state

_PENSION: Final = ("otp", "pension_employee", "pension_employer")
_WARNED: Final = timedelta(days=3)  # before a payment is due


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is owed: until when, or else what it waits for."""

    kind: str
    what: Message
    detail: Message
    amount: Money
    day: date | None
    when: Message | None = None
    subject: str = ""
    where: Place | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Debts:
    """What is owed: what falls due first, and everything by kind."""

    next_amount: Money | None
    next_day: date | None
    rows: tuple[Owed, ...]
    is_late: bool = False


def debts(desk: Desk) -> Debts:
    """What is owed and when: withheld tax, contribution, holiday pay, pension of the newest month; a row a kind."""
    return debts_of(desk, read_state(desk))


def debts_of(desk: Desk, state: State) -> Debts:
    """The same, from what was read."""
    open_ones = [each for each in state.dues if not each.done and each.amount and each.kind != "pay"]
    taxes = [each for each in open_ones if each.kind in PAYMENTS]
    rows: list[Owed] = []
    for subject in dict.fromkeys(_of_kind(each) for each in taxes):
        rows += _one_row([each for each in taxes if _of_kind(each) == subject], desk.today)
    holiday = [each for each in open_ones if each.kind == "holiday_pay"][:1]
    rows += [replace(_owed(each), where=Place("holiday", each.day.year)) for each in holiday]
    with desk.reading() as session:
        pension = _pension(session)
    if pension is not None and state.pension is not None:
        month, amount, is_draft = pension
        what, when = Message("Pension (OTP)"), Message("when invoiced")
        detail = Message("{percent} for {month}", percent=state.pension, month=month)
        if not country(desk.client.country).questions.has("pension_percent"):
            what, when = Message("Pension, both shares"), Message("as the fund says")
            detail = Message("For {month}", month=month)
        rows.append(Owed("pension", what, detail, amount, None, when, is_draft=is_draft))
    late = [each for each in taxes if each.day < desk.today and not each.is_draft]
    if late:
        return Debts(total_of(late), late[0].day, tuple(rows), True)
    first = min((each.day for each in taxes), default=None)
    amount_first = total_of(each for each in taxes if each.day == first) if first is not None else None
    return Debts(amount_first, first, tuple(rows))


def _of_kind(each: Deadline) -> str:
    """What kind of payment it is: `withholding`, `attachment`, `aga`, `finance_tax`."""
    return each.subject.split(":")[1]


def _one_row(some: Sequence[Deadline], today: date) -> Iterator[Owed]:
    """The payments of a kind as one row: those that are overdue together, or else the next one."""
    late = [each for each in some if each.day < today and not each.is_draft]
    if len(late) > 1:
        first = late[0]
        detail = Message("{count} payments are overdue", count=len(late))
        yield Owed(first.kind, first.what, detail, total_of(late), first.day, subject="payments", where=first.where)
        return
    yield _owed(some[0])


def _owed(each: Deadline) -> Owed:
    detail = each.detail
    if each.is_draft and each.kind != "holiday_pay":
        detail = Message("{detail}, so far", detail=each.detail)
    return Owed(
        each.kind,
        each.what,
        detail,
        each.amount or ZERO,
        each.day,
        subject=each.subject,
        where=each.where,
        is_draft=each.is_draft,
    )


def _pension(session: Session) -> tuple[Month, Money, bool] | None:
    """Pension of the newest month that was computed; and whether a draft is part of it."""
    run, total = runs.PayRun, runs.RunTotal
    by_month: dict[Month, tuple[int, bool]] = {}
    for month, amount, approved in session.execute(
        select(run.month, total.amount, run.approved_at)
        .join(total, total.run_id == run.id)
        .where(total.name.in_(_PENSION))
        .order_by(run.month)
    ):
        ore, is_draft = by_month.get(month, (0, False))
        by_month[month] = ore + amount.ore, is_draft or approved is None
    if not by_month:
        return None
    newest = max(by_month)
    ore, is_draft = by_month[newest]
    return (newest, Money(ore), is_draft) if ore > 0 else None


def deadline_of(desk: Desk, subject: str) -> Deadline | None:
    """The deadline of a name among the marks."""
    return next((each for each in _ahead(desk) if each.subject == subject), None)


def unpaid(desk: Desk) -> tuple[Deadline, ...]:
    """Every payment of approved runs that is due now and not told as paid."""
    return tuple(due_now(deadlines(desk, desk.today + _WARNED), desk.today))


def due_now(dues: Iterable[Deadline], today: date) -> list[Deadline]:
    """Payments of approved runs that are due within days, or were, and are not told as paid."""
    kinds = ("pay", *PAYMENTS)
    return [
        each
        for each in dues
        if each.kind in kinds
        and each.day <= today + _WARNED
        and not each.done
        and not each.is_draft
        and each.amount is not None
    ]


def _ahead(desk: Desk) -> tuple[Deadline, ...]:
    return deadlines(desk, desk.today + timedelta(days=400))


def total_of(some: Iterable[Deadline]) -> Money:
    """What they come to."""
    return Money.total(each.amount or ZERO for each in some)
