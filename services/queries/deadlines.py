"""What is due and when: pay dates, the report, withheld tax, the employer's contribution, holiday pay.

The days are the country's. The amounts are those of the runs that were computed: approved ones, and drafts as they
stand. What was told as paid is done; a day before the client's first month is not asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employer import Employer
from models.records.movement import Movement
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.feedback import HowToPay, how_to_pay
from services.desk.marks import Marked, due, is_marked, marks_of
from services.desk.refunds import sums_alone
from services.engine.country import Country
from services.queries.report_months import MonthTile, months_between

AHEAD: Final = timedelta(days=120)
BACK: Final = timedelta(days=120)
"""How far back something that nobody told as done is still asked about."""
PAID: Final = "paid"
HOLIDAY_OWED: Final = "holiday_pay"
"""The account of holiday pay that is set aside, by the year in which it is paid."""

_TOTALS: Final = (
    *("net_pay", "withholding", "aga", "aga_extra", "finance_tax", "otp", "holiday_accrual"),
    *("atp_employee", "atp_employer", "holiday_fund", "holiday_fund_left", "other_taxes"),
)
PAYMENTS: Final = ("withholding", "aga", "holiday_fund", "atp")
"""The kinds that the employer pays to authorities and funds."""
_ATTACHMENT: Final = "attachment"
_NOT_EXPLAINED: Final = (_ATTACHMENT, "holiday_fund", "holiday_fund_left", "other_taxes")
"""Sums of lines and fields, without a figure of their own."""
_HOLIDAY_MONTH: Final = 6


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due. `subject` is its name among the marks; with `is_draft` the amount may still change.

    `account` and `reference` are how to pay it, as the authority's answer to the report says; empty where none does.
    """

    subject: str
    kind: str  # pay · report · withholding · aga · atp · holiday_fund · pension · holiday_pay
    what: Message
    detail: Message
    day: date
    amount: Money | None
    done: bool
    where: Place | None
    is_draft: bool = False
    parts: tuple[Part, ...] = ()
    told: Marked | None = None  # who said that it is paid, and when
    account: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What a run adds to an amount that is due; `total` is the named sum of the run, to ask why."""

    run_id: int
    month: Month
    amount: Money
    total: str = ""


@dataclass(frozen=True, slots=True)
class PaidRun:
    """A run as far as deadlines know it."""

    id: int
    month: Month
    pay_date: date
    is_approved: bool
    is_computed: bool
    totals: Mapping[str, Money]
    reported_in: Month | None = None
    last_day: date | None = None  # of what it pays

    @property
    def report_month(self) -> Month:
        """The month whose report says it."""
        return self.reported_in or Month.of(self.pay_date)

    def total(self, *names: str) -> Money:
        """The sum of some named totals."""
        return Money.total(self.totals.get(name, ZERO) for name in names)


def deadlines(desk: Desk, until: date | None = None, tiles: Sequence[MonthTile] | None = None) -> tuple[Deadline, ...]:
    """Everything from four months back until the day (without one: four months ahead), in the order of the days.

    `tiles` are the months of the report, where they were read already.
    """
    today = desk.today
    last = until or today + AHEAD
    first = today - BACK
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        if employer is None:
            return ()
        start, pay_day = employer.start_month, employer.pay_day
        paid = _runs(session, first - timedelta(days=62))
        marks = marks_of(session, "due:")
        owed = _holiday_owed(session, [run.id for run in paid if not run.is_approved])
        ways = how_to_pay(session, desk.client.country)
        alone = _refunds(session, desk.client.country, Month.of(first).plus(-2), Month.of(last))
    if tiles is None:
        tiles = months_between(desk, Month.of(first).plus(-1), Month.of(last))
    pack = country(desk.client.country)
    found = [
        *_pay(pack, paid, marks, start, pay_day, last),
        *_withheld(pack, paid, marks),
        *_contribution(pack, [*paid, *alone], marks),
        *_funds(pack, paid, marks),
        *_quarterly(pack, paid, marks),
        *(_reports(tiles, first, last) if "reporting" not in pack.questions.pages else ()),
        *_holiday(pack, owed, marks, pay_day, today),
    ]
    kept = [_with_way(each, ways, pack) for each in found if first <= each.day <= last]
    return tuple(sorted(kept, key=lambda each: (each.day, _ORDER.index(each.kind))))


_KINDS: Final = {_ATTACHMENT: "attachments"}  # where the authority's answer has another name for a payment


def _with_way(each: Deadline, ways: Mapping[tuple[str, Month], HowToPay], pack: Country) -> Deadline:
    """The same with account and payment reference, as the answer to its month's report tells them; both months of a
    term have the same (amelding 10.1).
    """
    if each.kind not in ("withholding", "aga") or each.where is None or not _has_amelding(pack):
        return each
    name = each.subject.split(":")[1]
    month = Month.parse(str(each.where.thing))
    due = pack.month_deadlines(month).get("aga_due")
    months = [month]
    if each.kind == "aga":
        months += [
            other for other in (month.plus(-1), month.plus(1)) if pack.month_deadlines(other).get("aga_due") == due
        ]
    way = next((way for one in months if (way := ways.get((_KINDS.get(name, name), one))) is not None), None)
    return replace(each, account=way.account, reference=way.reference) if way is not None else each


_ORDER: Final = ("pay", "withholding", "report", "aga", "holiday_fund", "atp", "pension", "holiday_pay")


# --- what is read ----------------------------------------------------------------------------------------------------


def _runs(session: Session, since: date) -> list[PaidRun]:
    """The runs from a pay date on, with the totals that something is due for: three statements."""
    run = runs.PayRun
    rows = session.execute(
        select(run.id, run.month, run.pay_date, run.approved_at, run.computed_at, run.reported_in, run.last_day)
        .where(run.pay_date >= since)
        .order_by(run.pay_date, run.id)
    ).all()
    ids = [row.id for row in rows]
    totals: dict[int, dict[str, Money]] = {number: {} for number in ids}
    total = runs.RunTotal
    for run_id, name, amount in session.execute(
        select(total.run_id, total.name, total.amount).where(total.run_id.in_(ids), total.name.in_(_TOTALS))
    ):
        totals[run_id][name] = amount
    line = runs.PayLine
    for run_id, amount in session.execute(
        select(line.run_id, func.sum(line.amount))
        .where(line.run_id.in_(ids), line.type == _ATTACHMENT)
        .group_by(line.run_id)
    ):
        totals[run_id][_ATTACHMENT] = amount
    return [
        PaidRun(
            row.id,
            row.month,
            row.pay_date,
            row.approved_at is not None,
            row.computed_at is not None,
            totals[row.id],
            row.reported_in,
            row.last_day or row.month.last,
        )
        for row in rows
    ]


def _holiday_owed(session: Session, drafts: list[int]) -> Mapping[int, tuple[Money, bool]]:
    """Holiday pay that is set aside, by the year of payment; and whether a draft is part of it."""
    book = Movement
    found: dict[int, int] = {}
    with_draft: set[int] = set()
    for vintage, run_id, hundredths in session.execute(
        select(book.vintage, book.run_id, func.sum(book.hundredths))
        .where(book.account == HOLIDAY_OWED)
        .group_by(book.vintage, book.run_id)
    ):
        if not vintage.isdigit():
            continue
        found[int(vintage)] = found.get(int(vintage), 0) + hundredths
        if run_id in drafts:
            with_draft.add(int(vintage))
    return {year: (Money(ore), year in with_draft) for year, ore in found.items()}


# --- what follows ----------------------------------------------------------------------------------------------------


def _pay(
    pack: Country,
    paid: Iterable[PaidRun],
    marks: Mapping[str, Mapping[str, Marked]],
    start: Month,
    pay_day: int,
    last: date,
) -> Iterator[Deadline]:
    """The pay dates of the runs that there are, and the usual ones of the months after."""
    seen: set[Month] = set()
    for run in paid:
        seen.add(run.month)
        subject = due("pay", str(run.id))
        yield Deadline(
            subject,
            "pay",
            Message("Pay for {month}", month=run.month),
            Message("Net pay to the bank"),
            pack.bank_day(run.pay_date),
            run.total("net_pay") if run.is_computed else None,
            is_marked(marks, subject, PAID),
            Place("pay_run", run.id, "files" if run.is_approved else None),
            not run.is_approved,
            (Part(run.id, run.month, run.total("net_pay"), "net_pay"),) if run.is_computed else (),
            marks.get(subject, {}).get(PAID),
        )
    month = max(seen).plus(1) if seen else start
    while month.first <= last:
        day = pack.bank_day(month.first.replace(day=min(pay_day, month.last.day)))
        what = Message("Pay for {month}", month=month)
        yield Deadline(
            due("pay", str(month)), "pay", what, Message("Not begun"), day, None, False, Place("pay_run", "new")
        )
        month = month.plus(1)


def _refunds(session: Session, code: str, first: Month, last: Month) -> list[PaidRun]:
    """The months in which refunds stand in no run, as runs that owe less than nothing."""
    found = sums_alone(session, code, first, last)
    return [PaidRun(0, month, month.last, True, True, sums) for month, sums in sorted(found.items())]


def _withheld(pack: Country, paid: Iterable[PaidRun], marks: Mapping[str, Mapping[str, Marked]]) -> Iterator[Deadline]:
    """Withheld tax and attachments: what the pay dates with the same last day come to. Where a correction gave back
    more than was withheld, the next payment is so much less.
    """
    by_day: dict[date, list[PaidRun]] = {}
    for run in paid:
        if run.is_computed:
            by_day.setdefault(pack.run_deadlines(run.pay_date)["tax_due"], []).append(run)
    left: dict[str, list[PaidRun]] = {}  # what gave back more than there was, until a payment follows
    for day, on_day in sorted(by_day.items()):
        for name, names, what in (
            ("withholding", ("withholding", "other_taxes"), _withheld_words(pack)),
            (_ATTACHMENT, (_ATTACHMENT,), Message("Attachments of earnings")),
        ):
            some = [*left.pop(name, ()), *on_day]
            amount = Money.total(run.total(*names) for run in some)
            if amount.ore < 0 and day != max(by_day):
                left[name] = some
                continue
            if not amount and (name != "withholding" or not any(run.totals for run in some)):
                continue
            found = _payment("withholding", name, day, what, _paid_on(on_day), names, some, marks)
            yield found if _has_amelding(pack) else replace(found, where=Place("pay_run", some[-1].id, "files"))


def _withheld_words(pack: Country) -> Message:
    return Message("Withheld tax") if _has_amelding(pack) else Message("A-tax and AM contribution")


def _has_amelding(pack: Country) -> bool:
    """Whether what is due stands on the page of the monthly report, and its answer says how to pay it."""
    return "reporting" not in pack.questions.pages


def _funds(pack: Country, paid: Iterable[PaidRun], marks: Mapping[str, Mapping[str, Marked]]) -> Iterator[Deadline]:
    """Holiday money that is settled with the runs and goes to funds, in a country that has them."""
    for deadline, name, what in (
        ("holiday_due", "holiday_fund", Message("Holiday money to FerieKonto and funds")),
        ("holiday_left_due", "holiday_fund_left", Message("Holiday money of people who left")),
    ):
        by_day: dict[date, list[PaidRun]] = {}
        for run in paid:
            day = pack.run_deadlines(run.pay_date, run.last_day).get(deadline)
            if run.is_computed and day is not None and run.total(name):
                by_day.setdefault(day, []).append(run)
        for day, some in by_day.items():
            found = _payment("holiday_fund", name, day, what, _paid_on(some), (name,), some, marks)
            yield replace(found, where=Place("pay_run", some[-1].id, "files"))


def _quarterly(pack: Country, paid: Iterable[PaidRun], marks: Mapping[str, Mapping[str, Marked]]) -> Iterator[Deadline]:
    """What is paid to ATP for a quarter, in a country that has it: both shares of its runs."""
    by_day: dict[date, list[PaidRun]] = {}
    for run in paid:
        day = pack.month_deadlines(Month.of(run.pay_date)).get("atp_due")
        if run.is_computed and day is not None:
            by_day.setdefault(day, []).append(run)
    for day, some in by_day.items():
        names = ("atp_employee", "atp_employer")
        if any(run.total(*names) for run in some):
            found = _payment("atp", "atp", day, Message("ATP in all"), _paid_on(some), names, some, marks)
            yield replace(found, where=Place("pay_run", some[-1].id, "files"))


def _contribution(
    pack: Country, paid: Iterable[PaidRun], marks: Mapping[str, Mapping[str, Marked]]
) -> Iterator[Deadline]:
    """The employer's contribution, and finance tax: what the runs that the reports of a term say come to."""
    by_day: dict[date, list[PaidRun]] = {}
    for run in paid:
        day_of_month = pack.month_deadlines(run.report_month).get("aga_due")
        if run.is_computed and day_of_month is not None:
            by_day.setdefault(day_of_month, []).append(run)
    for day, some in by_day.items():
        for name, names, what in (
            ("aga", ("aga", "aga_extra"), Message("Employer's contribution")),
            ("finance_tax", ("finance_tax",), Message("Finance tax")),
        ):
            if any(run.total(*names) for run in some):
                yield _payment("aga", name, day, what, _months_of(some), names, some, marks)


def _payment(
    kind: str,
    name: str,
    day: date,
    what: Message,
    detail: Message,
    names: tuple[str, ...],
    some: list[PaidRun],
    marks: Mapping[str, Mapping[str, Marked]],
) -> Deadline:
    subject = due(name, day.isoformat())
    parts = tuple(
        Part(run.id, run.month, run.total(each), "" if each in _NOT_EXPLAINED or not run.id else each)
        for run in some
        for each in names
        if run.total(each)
    )
    amount = Money.total(part.amount for part in parts)
    month = some[-1].report_month if kind == "aga" else Month.of(some[-1].pay_date)
    is_draft = any(not run.is_approved for run in some)
    done = is_marked(marks, subject, PAID) or not amount
    return Deadline(
        subject,
        kind,
        what,
        detail,
        day,
        amount,
        done and not is_draft,
        Place("reporting", str(month)),
        is_draft,
        parts,
        marks.get(subject, {}).get(PAID),
    )


def _paid_on(some: list[PaidRun]) -> Message:
    days = sorted({run.pay_date for run in some})
    if len(days) == 1:
        return Message("Of the pay on {day}", day=days[0])
    return Message("Of the pay from {first} to {last}", first=days[0], last=days[-1])


def _months_of(some: list[PaidRun]) -> Message:
    found = sorted({run.report_month for run in some})
    if len(found) == 1:
        return Message("For {month}", month=found[0])
    if len({(month.year, (month.number + 1) // 2) for month in found}) == 1:
        return Message("Term {number}, {year}", number=str((found[0].number + 1) // 2), year=str(found[0].year))
    return Message("For {first} and {last}", first=found[0], last=found[-1])


def _reports(tiles: Iterable[MonthTile], first: date, last: date) -> Iterator[Deadline]:
    """The report of each month whose day is in sight."""
    for tile in tiles:
        if tile.state in ("before", "nothing") or not first <= tile.due <= last:
            continue
        yield Deadline(
            due("report", str(tile.month)),
            "report",
            Message("A-melding for {month}", month=tile.month),
            _ANSWERS.get(tile.answer) or _REPORT.get(tile.state, Message("Not sent yet")),
            tile.due,
            None,
            tile.is_done,
            Place("reporting", str(tile.month)),
            tile.state in ("future", "open", "missing", "draft"),
        )


_ANSWERS: Final = {
    "received": Message("Received"),
    "findings": Message("Received, and something must be mended"),
    "rejected": Message("Rejected: it must be sent again"),
}
_REPORT: Final = {
    "future": Message("Not begun"),
    "open": Message("Can be made when the pay is approved"),
    "missing": Message("There is no pay run in the month"),
    "draft": Message("Can be made when the pay is approved"),
    "ready": Message("Ready to be saved and sent"),
    "findings": Message("Something must be corrected first"),
    "saved": Message("Saved, not marked as uploaded"),
    "uploaded": Message("Uploaded"),
    "changed": Message("Changed after it was saved"),
}


def _holiday(
    pack: Country,
    owed: Mapping[int, tuple[Money, bool]],
    marks: Mapping[str, Mapping[str, Marked]],
    pay_day: int,
    today: date,
) -> Iterator[Deadline]:
    """Holiday pay that is set aside, in June of the year of payment."""
    for year, (amount, is_draft) in sorted(owed.items()):
        if amount.ore <= 0 or year < today.year:
            continue
        day = holiday_day(pack, year, pay_day)
        subject = due(HOLIDAY_OWED, str(year))
        yield Deadline(
            subject,
            "holiday_pay",
            Message("Holiday pay"),
            Message("Earned in {year}", year=str(year - 1)),
            day,
            amount,
            is_marked(marks, subject, PAID),
            Place("pay_run", None),
            is_draft,
            told=marks.get(subject, {}).get(PAID),
        )


def holiday_day(pack: Country, year: int, pay_day: int) -> date:
    """When holiday pay is usually paid: on the pay day of June."""
    month = Month(year, _HOLIDAY_MONTH)
    return pack.bank_day(month.first.replace(day=min(pay_day, month.last.day)))
