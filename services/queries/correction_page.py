"""What the page “Put a mistake right” shows: the situations in groups, who was paid what and when, the months beside
each other as they were paid and as they should have been, and the runs that a difference can go into.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from models.records import employee as people
from models.records import pay_run as records
from models.values.message import Message, Plain
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.why import Figure
from services.desk.corrections import Change, Correction, PersonDifference, may_be_paid, work_out
from services.desk.desk import Desk
from services.desk.employee_pay_checks import asks
from services.desk.employee_use import employee_of, terms_of
from services.desk.gather import slips_of
from services.engine.facts import LineInput
from services.engine.recalculate import BACK_PAY, Difference, LineChange
from services.engine.wage_types import Operation, WageTypes
from services.queries.correction_advice import SITUATIONS
from services.queries.correction_words import CHOICES
from services.queries.corrections import PaidLine, Unpaid, noticed, paid_months
from services.queries.run_entry import unit_words
from services.queries.runs import RunRow, all_runs
from services.reference.wage_type_rows import wage_types

GROUPS: Final[tuple[tuple[Message, tuple[str, ...]], ...]] = (
    (Message("Pay"), ("too_little", "too_much", "terms", "forgotten")),
    (Message("Hours and absence"), ("hours", "absence")),
    (Message("People and dates"), ("dates", "left", "person")),
    (Message("Tax card and account"), ("card", "account")),
    (Message("The whole month"), ("run", "report")),
)
"""What can have happened, as one looks for it."""

REPORT_MONTHS: Final = CHOICES
"""The months among which the report may be chosen, as they are asked for."""

WHOLE: Final = frozenset({"run", "report"})
"""Situations that concern everybody on the run."""

TERMS, LINE, DATES = "terms", "line", "dates"
_ASPECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "too_little": (TERMS, LINE, DATES),
    "too_much": (TERMS, LINE, DATES),
    "terms": (TERMS,),
    "forgotten": (LINE,),
    "hours": (LINE,),
    "absence": (LINE,),
    "dates": (DATES,),
    "left": (DATES,),
}


def situation_words(kind: str) -> Message:
    """What happened, in words."""
    return SITUATIONS[kind]


def aspects(kind: str) -> tuple[str, ...]:
    """What can be said to be right in a situation: terms, a line of a run, days; nothing where the pay simply is not
    right, or was right.
    """
    return _ASPECTS.get(kind, ())


# --- who was paid ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paid:
    """Somebody with a payslip in a run."""

    number: int
    name: str


def runs_to_correct(desk: Desk, number: int | None = None) -> tuple[RunRow, ...]:
    """The approved runs, the newest first; of one person, those with a payslip of theirs."""
    rows = [row for row in all_runs(desk) if row.is_approved]
    if number is None:
        return tuple(rows)
    with desk.reading() as session:
        theirs = set(
            session.scalars(
                select(records.Payslip.run_id)
                .join(people.Employee, people.Employee.id == records.Payslip.employee_id)
                .where(people.Employee.number == number)
            )
        )
    return tuple(row for row in rows if row.id in theirs)


def paid_in(desk: Desk, run_id: int) -> tuple[Paid, ...]:
    """Who has a payslip in a run, by name."""
    with desk.reading() as session:
        found = session.execute(
            select(people.Employee.number, people.Employee.name)
            .join(records.Payslip, records.Payslip.employee_id == people.Employee.id)
            .where(records.Payslip.run_id == run_id)
        ).all()
    return tuple(sorted((Paid(*row) for row in found), key=lambda each: (each.name.casefold(), each.number)))


def name_of(desk: Desk, number: int) -> str:
    """Somebody's name; empty for nobody."""
    with desk.reading() as session:
        return session.scalar(select(people.Employee.name).where(people.Employee.number == number)) or ""


def names_of(desk: Desk, numbers: Collection[int]) -> tuple[tuple[int, str], ...]:
    """Names by number, in the order of the names."""
    with desk.reading() as session:
        rows = session.execute(select(people.Employee.number, people.Employee.name)).all()
    wanted = set(numbers)
    found = [(number, name) for number, name in rows if number in wanted]
    return tuple(sorted(found, key=lambda each: (each[1].casefold(), each[0])))


def drafts(desk: Desk) -> tuple[RunRow, ...]:
    """The runs that are open and can pay a difference, the first first."""
    rows = [row for row in all_runs(desk) if not row.is_approved and not row.corrects]
    return tuple(sorted(rows, key=lambda row: (row.pay_date, row.id)))


def noticed_of(desk: Desk, number: int) -> Unpaid | None:
    """What was changed back in time for somebody and is not paid yet."""
    return next((each for each in noticed(desk) if each.number == number), None)


def waiting(desk: Desk) -> tuple[Unpaid, ...]:
    """What was changed back in time, is not paid, and was not found right by anybody."""
    return tuple(each for each in noticed(desk) if each.accepted is None)


def first_run(desk: Desk, found: Unpaid) -> RunRow | None:
    """The run in which somebody was first paid by what does not hold any more."""
    rows = {row.name: row for row in all_runs(desk) if row.is_approved}
    named = [rows[name] for each in found.differences for name in each.runs if name in rows]
    if not named:
        named = [row for row in rows.values() if row.month == found.first]
    return min(named, key=lambda row: (row.month.first, row.sequence), default=None)


# --- what can be said ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobTerms:
    """What holds from a day."""

    from_day: date
    percent: Percent
    pay: str
    monthly_salary: Money | None
    hourly_rate: Money | None


@dataclass(frozen=True, slots=True)
class Job:
    """An employment as the file has it today."""

    id: str
    start: date
    end: date | None
    end_reason: str
    terms: tuple[JobTerms, ...]

    def on(self, day: date) -> JobTerms:
        """What holds on a day; before the first terms, those."""
        return next((each for each in reversed(self.terms) if each.from_day <= day), self.terms[0])

    @property
    def words(self) -> Message:
        if self.end is not None:
            return Message("Employment {id}, {start} to {end}", id=self.id, start=self.start, end=self.end)
        return Message("Employment {id}, from {day}", id=self.id, day=self.start)


def jobs(desk: Desk, number: int) -> tuple[Job, ...]:
    """Somebody's employments. Raises Refused for somebody who is not there."""
    with desk.reading() as session:
        row = employee_of(session, number)
        found = []
        for job in session.scalars(
            select(people.Employment).where(people.Employment.employee_id == row.id).order_by(people.Employment.start)
        ):
            terms = tuple(
                JobTerms(each.from_day, each.percent, each.pay, each.monthly_salary, each.hourly_rate)
                for each in sorted(terms_of(session, job.id), key=lambda each: each.from_day)
            )
            if terms:
                found.append(Job(job.employment_id, job.start, job.end, job.end_reason, terms))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class PayKind:
    """A wage type that a difference can be paid as, and which figures a line of it asks for."""

    slug: str
    number: int
    name: str
    asks: tuple[str, ...]  # of quantity, rate, amount
    unit: Message | None


def pay_kinds(desk: Desk, language: str) -> tuple[PayKind, ...]:
    """What may have been forgotten or wrong: pay, benefits and allowances, by number."""
    types = wage_types(desk.client.country)
    return tuple(
        PayKind(
            each.slug,
            each.number,
            each.name(language),
            ("quantity",)
            if each.formula in ("absence_deduction", "holiday_deduction")
            else tuple(name for name in asks(each) if name in ("quantity", "rate", "amount")),
            unit_words(each.unit) if each.unit else None,
        )
        for each in sorted(types.values(), key=lambda each: each.number)
        if may_be_paid(LineInput(each.slug), types) and each.slug != BACK_PAY and "holiday_pay" not in each.slug
    )


def mends(changes: Iterable[Change]) -> bool:
    """Whether terms or days in the file are put right by them."""
    return any(not isinstance(change, LineChange) for change in changes)


# --- the months beside each other ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One kind of pay in one month of somebody: what was paid, what should have been, what was put right before."""

    number: int
    name: str
    month: Month
    what: str
    paid: Money
    should: Money | None = None  # not said yet
    earlier: Money | None = None
    amount: Money | None = None
    figure: Figure[Money] | None = None
    causes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody is owed of all months together, or owes where it is negative."""

    number: int
    name: str
    amount: Money
    waiting: Money

    @property
    def is_overpaid(self) -> bool:
        return self.amount.ore < 0


@dataclass(frozen=True, slots=True)
class Beside:
    """The months of a correction beside each other."""

    rows: tuple[MonthRow, ...]
    owed: tuple[Owed, ...]
    runs: tuple[str, ...]

    @property
    def amount(self) -> Money:
        return Money.total(each.amount for each in self.owed)


def beside(
    desk: Desk, changes: Iterable[Change], since: Mapping[int, date] | None = None, *, language: str = "nb"
) -> Beside:
    """What was paid and what should have been, month by month. Nothing is stored. Raises Refused."""
    with desk.reading() as session:
        found = work_out(session, tuple(changes), since, paid_in=desk.today)
    return beside_of(found, wage_types(desk.client.country), language)


def beside_of(found: Correction, types: WageTypes, language: str) -> Beside:
    """A correction as rows."""
    return Beside(
        tuple(row for person in found.people for row in rows_of(person, types, language)),
        tuple(Owed(person.number, person.name, person.amount, person.waiting) for person in found.people),
        found.runs,
    )


def rows_of(person: PersonDifference, types: WageTypes, language: str) -> tuple[MonthRow, ...]:
    """One person's differences as rows, month by month."""
    ordered = sorted(person.differences, key=lambda each: (each.month.first, each.of))
    return tuple(_row(person.name, each, types, language) for each in ordered)


def _row(name: str, each: Difference, types: WageTypes, language: str) -> MonthRow:
    return MonthRow(
        each.number,
        name,
        each.month,
        types[each.of].name(language) if each.of in types else each.of,
        each.was,
        each.should,
        each.earlier,
        each.amount.value,
        each.amount,
        tuple(_named(cause, types, language) for cause in each.causes),
    )


def as_paid(desk: Desk, run_id: int, numbers: Collection[int], language: str = "nb") -> tuple[MonthRow, ...]:
    """The lines of a run's slips, of these people or (nobody named) of all, before anything else is said."""
    types = wage_types(desk.client.country)
    rows: list[MonthRow] = []
    with desk.reading() as session:
        run = session.get(records.PayRun, run_id)
        if run is None:
            return ()
        for slip in slips_of(session, run_id):
            if numbers and slip.person.number not in numbers:
                continue
            for line in slip.lines:
                if types[line.type].operation not in (Operation.DEDUCT, Operation.EMPLOYER):
                    name = types[line.type].name(language)
                    month = Month.of(line.earned.first) if line.earned is not None else run.month
                    rows.append(MonthRow(slip.person.number, slip.person.name, month, name, line.amount.value))
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.number, row.month.first)))


def as_entered(desk: Desk, run_id: int, number: int, language: str = "nb") -> tuple[PaidLine, ...]:
    """Somebody's lines of a run that were entered and can be other ones, as they were paid. Raises Refused."""
    row = next((each for each in all_runs(desk) if each.id == run_id), None)
    if row is None:
        return ()
    return tuple(
        line
        for month in paid_months(desk, number, row.month, row.month, language)
        if month.run_id == run_id
        for line in month.lines
        if line.is_entered
    )


def _named(cause: Message, types: WageTypes, language: str) -> Message:
    """A cause with the wage type by its name."""
    values: dict[str, Plain] = dict(cause.values)
    line = values.get("line")
    if isinstance(line, str) and line in types:
        values["line"] = types[line].name(language)
    return Message(cause.text, **values)
