"""What was changed back in time and is not paid yet: approved months that do not fit today's terms and days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.values.finding import Place, Refused
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk.corrections import PaidRun, PersonDifference, paid_runs, person_of, work_out
from services.desk.desk import Desk
from services.desk.marks import Marked, marks_of
from services.desk.run_state import last_change
from services.engine.facts import LineInput, Terms
from services.engine.recalculate import Difference
from services.engine.wage_types import Operation, WageTypes
from services.reference.wage_type_rows import wage_types

_DATES: Final = frozenset({"start", "end", "employee_id"})
_TERMS: Final = frozenset(
    {"from_day", "percent", "full_time_hours", "pay", "monthly_salary", "hourly_rate", "hours_divisor", "period"}
)
ACCEPTED: Final = "accepted"


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Somebody whose approved pay is not what today's terms and days give: how much, of which months, and why.

    `amount` is still to be put into a run, negative where too much was paid. `subject` names it among the marks;
    `accepted` says that somebody looked at it and found it right.
    """

    number: int
    name: str
    first: Month
    last: Month
    amount: Money
    differences: tuple[Difference, ...]
    since: date
    subject: str
    accepted: Marked | None
    what: Message
    where: Place


_known: Final[WeakKeyDictionary[object, tuple[int, tuple[Unpaid, ...]]]] = WeakKeyDictionary()
"""What was noticed, by client, with the last change that it knew."""


def noticed(desk: Desk) -> tuple[Unpaid, ...]:
    """Approved months that do not fit the terms and days as they are today, the largest sum first.

    Only those are computed again whose terms or days were changed after the months were approved.
    """
    with desk.reading() as session:
        now = last_change(session)
        known = _known.get(desk.client)
        if known is not None and known[0] == now:
            return known[1]
        since = _changed_since(desk, session)
        told = marks_of(session, "correction:") if since else {}
        found = tuple(_found(desk, session, since, told)) if since else ()
    found = tuple(sorted(found, key=lambda each: (-abs(each.amount).ore, each.number)))
    _known[desk.client] = (now, found)
    return found


def _found(
    desk: Desk, session: Session, since: Mapping[int, date], told: Mapping[str, Mapping[str, Marked]]
) -> Iterator[Unpaid]:
    """What comes of it; where somebody's months cannot be computed again, each by themselves, with the reason."""
    try:
        correction = work_out(session, since=since, paid_in=desk.today)
    except Refused as refusal:
        if len(since) > 1:
            for number, day in since.items():
                yield from _found(desk, session, {number: day}, told)
            return
        ((number, day),) = since.items()
        name = person_of(session, number).name
        yield _not_known(number, name, day, refusal.findings[0].what)
        return
    for person in correction.people:
        yield _unpaid(person, since[person.number], told)


def _not_known(number: int, name: str, since: date, reason: Message) -> Unpaid:
    month = Month.of(since)
    what = Message("{name}: {first} cannot be recalculated: {reason}", name=name, first=month, reason=reason)
    where = Place("employees", number, "terms")
    return Unpaid(number, name, month, month, ZERO, (), since, f"correction:{number}:{month}", None, what, where)


def _unpaid(person: PersonDifference, since: date, told: Mapping[str, Mapping[str, Marked]]) -> Unpaid:
    months = person.months
    subject = f"correction:{person.number}:{months[0]}:{months[-1]}:{person.amount.ore}"
    words = {
        "name": person.name,
        "first": months[0],
        "last": months[-1],
        "amount": abs(person.amount),
    }
    if len(months) == 1:
        del words["last"]
    return Unpaid(
        person.number,
        person.name,
        months[0],
        months[-1],
        person.amount,
        person.differences,
        since,
        subject,
        told.get(subject, {}).get(ACCEPTED),
        _noticed_words(person, words),
        Place("corrections", None, f"noticed:{person.number}"),
    )


def _noticed_words(person: PersonDifference, words: dict[str, Any]) -> Message:
    if not person.amount:
        return Message(
            "{name}: {first} was paid by the old terms, and other lines come instead", **_without_last(words)
        )
    if len(person.months) == 1:
        if person.is_overpaid:
            return Message("{name}: {first} was paid by the old terms: {amount} too much", **words)
        return Message("{name}: {first} was paid by the old terms: {amount} to pay", **words)
    if person.is_overpaid:
        return Message("{name}: {first} to {last} were paid by the old terms: {amount} too much", **words)
    return Message("{name}: {first} to {last} were paid by the old terms: {amount} to pay", **words)


def _without_last(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if name in ("name", "first")}


def _changed_since(desk: Desk, session: Session) -> dict[int, date]:
    """Whose terms or days were changed after runs that pay for the same days were computed; from which day on."""
    run = runs.PayRun
    columns = (run.computed_after, run.month, run.last_day)
    approved = [
        (seen or 0, last or month.last)
        for seen, month, last in session.execute(select(*columns).where(run.approved_at.is_not(None)))
    ]
    if not approved:
        return {}
    first = min(seen for seen, _ in approved)
    numbers = dict(session.execute(select(people.Employee.id, people.Employee.number)).all())
    found: dict[int, date] = {}
    for employee_id, day, seq in _changes_in_log(desk, session):
        number = numbers.get(employee_id)
        if seq <= first or number is None:
            continue
        if any(seen < seq and day <= last for seen, last in approved):
            found[number] = min(day, found.get(number, date.max))
    return found


def _changes_in_log(desk: Desk, session: Session) -> Iterator[tuple[int, date, int]]:
    """Each change of terms or days that the log tells: whose record, from which day, the number of the change."""
    job = people.Employment
    jobs = dict(session.execute(select(job.id, job.employee_id)).all())
    terms = people.EmploymentTerms
    days = {row: (of, day) for row, of, day in session.execute(select(terms.id, terms.employment_id, terms.from_day))}
    for entry in desk.client.history(kind="employment_terms"):
        for row in entry.rows:
            if row.kind != "employment_terms" or not _TERMS & {*(row.old or {}), *(row.new or {})}:
                continue
            told = [some for some in (row.old, row.new) if some]
            known = days.get(int(str(row.row)))
            said = next((some["employment_id"] for some in told if "employment_id" in some), None)
            of = int(str(said)) if said is not None else known[0] if known is not None else 0
            starts = [date.fromisoformat(str(some["from_day"])) for some in told if "from_day" in some]
            starts += [known[1]] if known is not None else []
            if of in jobs and starts:
                yield jobs[of], min(starts), entry.seq
    for entry in desk.client.history(kind="employment"):
        for row in entry.rows:
            told = [some for some in (row.old, row.new) if some and row.kind == "employment"]
            if not told or not _DATES & set().union(*told):
                continue
            whose = jobs.get(int(str(row.row)))
            dates = [str(some[name]) for some in told for name in ("start", "end") if some.get(name)]
            if whose is not None and dates:
                yield whose, min(map(date.fromisoformat, dates)), entry.seq


# --- the months, where the mistake is --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One line as it was paid. `entered` is the line as it was entered, for a LineChange; None where a rule made it,
    or the terms.
    """

    type: str
    name: str
    quantity: Decimal | None
    rate: Decimal | None
    amount: Money
    employment: str
    entered: LineInput | None

    @property
    def is_entered(self) -> bool:
        return self.entered is not None


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What somebody was paid by one run, and on which terms: those at the end of its days."""

    run_id: int
    run: str
    month: Month
    pay_date: date
    kind: str
    terms: tuple[tuple[str, Terms], ...]  # by employment
    lines: tuple[PaidLine, ...]
    gross: Money
    is_taken_back: bool


def paid_months(desk: Desk, number: int, first: Month, last: Month, language: str = "nb") -> tuple[PaidMonth, ...]:
    """A range of months as they were paid, ready to be corrected line by line. Raises Refused for an unknown person."""
    types = wage_types(desk.client.country)
    with desk.reading() as session:
        found = [run for run in paid_runs(session, number, first.first) if first <= run.head.month <= last]
    return tuple(
        PaidMonth(
            run.id,
            run.head.name,
            run.head.month,
            run.head.pay_date,
            run.head.kind.value,
            tuple(_terms(run)),
            tuple(_lines(run, types, language)),
            run.slip["gross_cash"],
            not run.counts,
        )
        for run in found
    )


def _terms(run: PaidRun) -> Iterator[tuple[str, Terms]]:
    for employment in run.slip.person.employments:
        if (employed := employment.span.overlap(run.head.days)) is not None:
            pieces = [terms for _, terms in employment.terms.pieces(employed)]
            if pieces:
                yield employment.id, pieces[-1]


def _lines(run: PaidRun, types: WageTypes, language: str) -> Iterator[PaidLine]:
    """The lines with what was entered for each: of a type the last ones, in their order; the first the rules made."""
    waiting: dict[str, list[LineInput]] = defaultdict(list)
    for entered in run.slip.person.lines:
        if not entered.difference:
            waiting[entered.type].append(entered)
    left = Counter(line.type for line in run.lines)
    for line in run.lines:
        if types[line.type].operation in (Operation.DEDUCT, Operation.EMPLOYER):
            continue
        mine = waiting[line.type]
        entered_line = mine.pop(0) if mine and len(mine) >= left[line.type] else None
        left[line.type] -= 1
        yield PaidLine(
            line.type,
            types[line.type].name(language),
            line.quantity,
            line.rate,
            line.amount.value,
            line.employment,
            entered_line,
        )
