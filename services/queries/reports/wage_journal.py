"""The wage journal: what everybody was paid, by wage type; or the same by wage type, or by run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import pay_run as records
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.engine.wage_types import Operation, WageType, WageTypes
from services.queries.reports.around import (
    PaidRun,
    SlipSums,
    Who,
    approved_runs,
    chosen,
    everybody,
    slip_sums,
)
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row, Why
from services.queries.trace import Link, Trace, TraceNode
from services.reference.texts import texts
from services.reference.wage_type_rows import wage_types

PEOPLE, TYPES, RUNS = "people", "types", "runs"
WAYS: Final = ((PEOPLE, Message("By employee")), (TYPES, Message("By wage type")), (RUNS, Message("By run")))

TITLE: Final = Message("Wage journal")
SUMS: Final = ("gross", "withholding", "deductions", "net")
HEADS: Final = {
    "gross": Message("Gross"),
    "withholding": Message("Withheld tax"),
    "deductions": Message("Deductions"),
    "net": Message("Net pay"),
}
_FIGURES: Final = {"gross": "gross_cash", "withholding": "withholding", "deductions": "deductions", "net": "net_pay"}
"""What the sums are called on a payslip."""
_MOST_ON_PAPER: Final = 12  # columns


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a payslip, by its place on it."""

    run: int
    employee: int
    place: int
    type: str
    quantity: Decimal | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything that the journal is made from: three statements, whatever the number of people."""

    runs: tuple[PaidRun, ...]
    people: Mapping[int, Who]
    slips: tuple[SlipSums, ...]
    lines: tuple[Line, ...]
    types: WageTypes
    language: str
    by_id: Mapping[int, PaidRun] = field(default_factory=dict)

    def used(self) -> list[WageType]:
        """The wage types that occur, in the order of their numbers."""
        slugs = dict.fromkeys(line.type for line in self.lines)
        return sorted((self.types[slug] for slug in slugs if slug in self.types), key=lambda each: each.number)


def wage_journal(asked: Asked) -> Report:
    """The journal of the period. Only approved runs count."""
    asked.progress(0, 2, Message("Reading the payslips"))
    with asked.desk.reading() as session:
        journal = _read(asked, session)
        drafts = _drafts(session, asked)
    asked.progress(1, 2, Message("Adding up"))
    make = {TYPES: _by_type, RUNS: _by_run}.get(asked.choices.by, _by_person)
    columns, rows, why, explained = make(journal)
    return Report(
        "wage_journal",
        TITLE,
        asked.choices.words,
        columns,
        tuple(rows),
        _picture(asked, journal),
        tuple((HEADS[name], _total(journal.slips, name)) for name in ("gross", "withholding", "net")) if rows else (),
        notes(drafts),
        explained,
        why,
        paper=_on_paper(journal) if len(columns) > _MOST_ON_PAPER else None,
    )


def notes(drafts: int) -> tuple[Message, ...]:
    """Which runs count."""
    found = [Message("Approved runs only")]
    if drafts:
        found.append(
            Message("1 run of the period is not approved yet and not in it")
            if drafts == 1
            else Message("{count} runs of the period are not approved yet and not in it", count=drafts)
        )
    return tuple(found)


def _drafts(session: Session, asked: Asked) -> int:
    run = records.PayRun
    wanted = select(func.count()).where(
        run.approved_at.is_(None), run.month.between(asked.choices.first, asked.choices.last)
    )
    return session.scalar(wanted) or 0 if asked.choices.run is None else 0


def _read(asked: Asked, session: Session) -> Journal:
    runs = approved_runs(session, asked.choices)
    people = chosen(everybody(session, asked.choices.last.last), asked.choices)
    slips = tuple(slip_sums(session, runs, people))
    line = records.PayLine
    rows = session.execute(
        select(line.run_id, line.employee_id, line.type, line.quantity, line.amount)
        .where(line.run_id.in_([run.id for run in runs]))
        .order_by(line.id)
    )
    lines: list[Line] = []
    places: dict[tuple[int, int], int] = defaultdict(int)
    for run_id, employee, slug, quantity, amount in rows:
        place = places[run_id, employee]
        places[run_id, employee] = place + 1
        if employee in people:
            lines.append(Line(run_id, employee, place, slug, quantity, amount))
    types = wage_types(asked.desk.client.country)
    return Journal(runs, people, slips, tuple(lines), types, asked.language, {run.id: run for run in runs})


def _total(slips: Sequence[SlipSums], name: str) -> Money:
    return Money.total(getattr(slip, name) for slip in slips)


def amount_columns() -> tuple[Column, ...]:
    """The four sums of a payslip."""
    return tuple(Column(name, HEADS[name], Kind.MONEY, summed=True) for name in SUMS)


Made = tuple[tuple[Column, ...], list[Row], Why, frozenset[str]]

# --- by employee -----------------------------------------------------------------------------------------------------


def _by_person(journal: Journal) -> Made:
    used = journal.used()
    has_departments = any(who.department for who in journal.people.values())
    slips: dict[int, list[SlipSums]] = defaultdict(list)
    for slip in journal.slips:
        slips[slip.employee].append(slip)
    lines: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in journal.lines:
        lines[line.employee, line.type].append(line)
    columns = (
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Name")),
        *((Column("department", Message("Department")),) if has_departments else ()),
        *amount_columns(),
        *(Column(each.slug, Message("{name}", name=each.name(journal.language)), Kind.MONEY, True) for each in used),
    )
    rows = []
    for employee, some in sorted(slips.items(), key=lambda pair: _by_name(journal.people[pair[0]])):
        who = journal.people[employee]
        amounts = [
            Money.total(line.amount for line in lines[employee, each.slug]) if (employee, each.slug) in lines else None
            for each in used
        ]
        values: tuple[Value, ...] = (
            who.number,
            who.name,
            *((who.department or None,) if has_departments else ()),
            *(_total(some, name) for name in SUMS),
            *amounts,
        )
        rows.append(Row(who.number, values, Place("employees", who.number, "history")))
    numbers = {who.number: id for id, who in journal.people.items()}

    def why(key: int, column: str) -> Trace | None:
        who = journal.people[numbers[key]]
        if column in _FIGURES:
            nodes = tuple(_slip_node(slip, who, column) for slip in slips[who.id])
            return _trace(HEADS[column], _total(slips[who.id], column), _whose(who), nodes)
        some = lines.get((who.id, column), [])
        if not some:
            return None
        title = Message("{name}", name=journal.types[column].name(journal.language))
        nodes = tuple(_line_node(line, who, journal, title) for line in some)
        return _trace(title, Money.total(line.amount for line in some), _whose(who), nodes)

    return columns, rows, why, frozenset((*SUMS, *(each.slug for each in used)))


def _by_name(who: Who) -> tuple[str, int]:
    return who.name.casefold(), who.number


def _trace(title: Message, amount: Money, whose: Message, nodes: tuple[TraceNode, ...]) -> Trace:
    words = Message("The sum of the payslips of the period")
    return Trace(title, amount, whose, TraceNode(title, amount, children=nodes), words)


def _whose(who: Who) -> Message:
    return Message("{name}", name=who.name)


def _slip_node(slip: SlipSums, who: Who, column: str, label: str | Message = "") -> TraceNode:
    amount: Money = getattr(slip, column)
    link = Link(HEADS[column], amount, slip.run.id, who.number, figure=_FIGURES[column])
    return TraceNode(label or _run_label(slip.run), amount, Message("Pay date {day}", day=slip.run.pay_date), link=link)


def _line_node(line: Line, who: Who, journal: Journal, title: Message) -> TraceNode:
    run = journal.by_id[line.run]
    link = Link(title, line.amount, line.run, who.number, line=line.place)
    return TraceNode(_run_label(run), line.amount, Message("Pay date {day}", day=run.pay_date), link=link)


def _run_label(run: PaidRun) -> Message:
    words = run.words
    return words if isinstance(words, Message) else Message("{month}", month=words)


def _on_paper(journal: Journal) -> Table:
    """The same with a line for each wage type of a person, as there is no room on paper for a column for each. What
    was paid less what was taken is the net pay, which stands at the person's last line.
    """
    columns = (
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Name")),
        Column("type", Message("Wage type")),
        Column("quantity", Message("Quantity"), Kind.NUMBER),
        Column("paid", Message("Paid"), Kind.MONEY, summed=True),
        Column("benefit", Message("Not paid out"), Kind.MONEY, summed=True),
        Column("deducted", Message("Deducted"), Kind.MONEY, summed=True),
        Column("net", Message("Net pay"), Kind.MONEY, summed=True),
    )
    lines: dict[int, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in journal.lines:
        lines[line.employee][line.type].append(line)
    slips: dict[int, list[SlipSums]] = defaultdict(list)
    for slip in journal.slips:
        slips[slip.employee].append(slip)
    withheld = texts(journal.language)(HEADS["withholding"])
    rows: list[tuple[Value, ...]] = []
    for id, some in sorted(slips.items(), key=lambda pair: _by_name(journal.people[pair[0]])):
        who, first = journal.people[id], len(rows)
        for each in journal.used():
            if each.slug in lines[id] and each.operation is not Operation.EMPLOYER:
                rows.append((None, None, each.name(journal.language), *_amounts(each, lines[id][each.slug]), None))
        rows.append((None, None, withheld, None, None, None, _total(some, "withholding"), _total(some, "net")))
        rows[first] = (who.number, who.name, *rows[first][2:])
    return Table(TITLE, columns, tuple(rows))


def _amounts(wage_type: WageType, some: Sequence[Line]) -> tuple[Value, ...]:
    """What lines of a type come to: how many, and the amount where its kind stands: paid, not paid out, or deducted."""
    amount, operation = Money.total(line.amount for line in some), wage_type.operation
    counted = [line.quantity for line in some if line.quantity is not None]
    return (
        sum(counted, Decimal(0)) if counted and wage_type.unit else None,
        amount if operation in (Operation.PAY, Operation.ALLOWANCE) else None,
        amount if operation is Operation.BENEFIT else None,
        amount if operation is Operation.DEDUCT else None,
    )


# --- by wage type ----------------------------------------------------------------------------------------------------


def _by_type(journal: Journal) -> Made:
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in journal.lines:
        lines[line.type].append(line)
    used = [each for each in journal.used() if each.operation is not Operation.EMPLOYER]
    columns = (
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Wage type")),
        Column("people", Message("People"), Kind.NUMBER),
        Column("quantity", Message("Quantity"), Kind.NUMBER),
        Column("paid", Message("Paid"), Kind.MONEY, summed=True),
        Column("benefit", Message("Not paid out"), Kind.MONEY, summed=True),
        Column("deducted", Message("Deducted"), Kind.MONEY, summed=True),
    )
    rows = []
    for each in used:
        some = lines[each.slug]
        people = len({line.employee for line in some})
        values = (each.number, each.name(journal.language), people, *_amounts(each, some))
        rows.append(Row(each.number, values, Place("settings", each.slug, "wage_types")))
    slugs = {each.number: each for each in used}

    def why(key: int, _column: str) -> Trace | None:
        each = slugs[key]
        some = lines[each.slug]
        title = Message("{name}", name=each.name(journal.language))
        by_person: dict[int, list[Line]] = defaultdict(list)
        for line in some:
            by_person[line.employee].append(line)
        nodes = tuple(
            TraceNode(
                journal.people[id].name,
                Money.total(line.amount for line in own),
                children=tuple(_line_node(line, journal.people[id], journal, title) for line in own)
                if len(own) > 1
                else (),
                link=Link(title, own[0].amount, own[0].run, journal.people[id].number, line=own[0].place)
                if len(own) == 1
                else None,
            )
            for id, own in sorted(by_person.items(), key=lambda pair: _by_name(journal.people[pair[0]]))
        )
        return _trace(title, Money.total(line.amount for line in some), Message("Everybody"), nodes)

    return columns, rows, why, frozenset({"paid", "benefit", "deducted"})


# --- by run ----------------------------------------------------------------------------------------------------------


def _by_run(journal: Journal) -> Made:
    columns = (
        Column("run", Message("Run")),
        Column("pay_date", Message("Pay date"), Kind.DATE),
        Column("people", Message("People"), Kind.NUMBER),
        *amount_columns(),
    )
    slips: dict[int, list[SlipSums]] = defaultdict(list)
    for slip in journal.slips:
        slips[slip.run.id].append(slip)
    rows = []
    for run in journal.runs:
        some = slips[run.id]
        if some:
            values: tuple[Value, ...] = (
                run_name(run, journal.language),
                run.pay_date,
                len(some),
                *(_total(some, name) for name in SUMS),
            )
            rows.append(Row(run.id, values, Place("pay_run", run.id, "files")))

    def why(key: int, column: str) -> Trace | None:
        some = slips[key]
        nodes = tuple(
            _slip_node(slip, journal.people[slip.employee], column, journal.people[slip.employee].name) for slip in some
        )
        return _trace(HEADS[column], _total(some, column), _run_label(journal.by_id[key]), nodes)

    return columns, rows, why, frozenset(SUMS)


def run_name(run: PaidRun, language: str) -> str:
    """A run in words, with a capital where it begins a line."""
    say = texts(language)
    words = say(_run_label(run))
    return words[:1].upper() + words[1:]


# --- the picture -----------------------------------------------------------------------------------------------------


def _picture(asked: Asked, journal: Journal) -> Picture:
    return Picture(
        Message("What gross pay became, by month"),
        (Message("Net pay"), Message("Withheld tax"), Message("Deductions")),
        tuple(_pillars(asked, journal.slips)),
    )


def _pillars(asked: Asked, slips: Sequence[SlipSums]) -> Iterator[Pillar]:
    formats = asked.say.formats
    by_month: dict[object, list[SlipSums]] = defaultdict(list)
    for slip in slips:
        by_month[slip.run.month].append(slip)
    month = asked.choices.first
    while month <= asked.choices.last:
        some = by_month.get(month, [])
        amounts = (_total(some, "net"), _total(some, "withholding"), _total(some, "deductions"))
        yield Pillar(
            formats.month_name(month.number)[:3], formats.month(month), amounts if some else (ZERO, ZERO, ZERO)
        )
        month = month.plus(1)
