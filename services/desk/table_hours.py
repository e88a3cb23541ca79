"""Hours and pay lines from a table: each row is somebody's, of a wage type, on a day or in a month, and goes into an
open run as a line that was entered (files 6, "Hours and variable lines").

Rows are judged all at once: whose, of which type, on a day that the run pays for, and not more hours than a day has.
What cannot be used is held back with the reason, and the rest can be taken in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employer import CostUnit
from models.records.imported_file import ImportedFile
from models.records.pay_run import PayRun
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.progress import Progress
from models.values.span import Month, Span
from services.desk.desk import Desk
from services.desk.entry_columns import Column, column_of
from services.desk.gather import head_of
from services.desk.preview import Entered, read_entered
from services.desk.table_hours_columns import PAY, PRESETS, TARGETS, VISMA, pay_columns, slug_of
from services.desk.table_kind import (
    CHANGED,
    HELD,
    NEW,
    SAME,
    Decision,
    Judged,
    Option,
    OptionValue,
    Question,
    ReadRow,
    ReadTable,
    TableKind,
    TableRow,
)
from services.desk.table_people import People
from services.engine.facts import LineInput, RunHead, RunKind
from services.engine.wage_types import Operation, WageType, WageTypes
from services.files.cells import plain_header
from services.reference.wage_type_rows import wage_types

RUN, MODE, TOGETHER = "run", "mode", "lines"
ADD, REPLACE = "add", "replace"
SUMMED, EACH = "summed", "each"
_HOURS_OF_A_DAY: Final = Decimal(24)
_MOST_QUESTIONS: Final = 40
_STEP: Final = 1_000


# --- the run that it goes into ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A draft that lines can go into."""

    id: int
    month: Month
    pay_date: date
    kind: str
    days: Span

    @property
    def label(self) -> Message:
        if self.kind == RunKind.EXTRA.value:
            return Message("{month}, extra run, paid {day}", month=self.month, day=self.pay_date)
        return Message("{month}, paid {day}", month=self.month, day=self.pay_date)


def open_runs(session: Session) -> tuple[OpenRun, ...]:
    """The drafts that lines can go into, by pay date. What corrects another run takes no table."""
    rows = session.scalars(select(PayRun).where(PayRun.approved_at.is_(None)).order_by(PayRun.pay_date, PayRun.id))
    return tuple(
        OpenRun(row.id, row.month, row.pay_date, row.kind, head_of(row).days)
        for row in rows
        if row.kind != RunKind.CORRECTION.value
    )


def _options(desk: Desk, said: Mapping[str, str]) -> tuple[Option, ...]:
    with desk.reading() as session:
        runs = open_runs(session)
    ids = [str(run.id) for run in runs]
    run = said.get(RUN, "")
    chosen = run if run in ids else ids[0] if len(ids) == 1 else ""
    missing = None
    if not runs:
        what = Message("No pay run is open. Start the run that the lines are for, and come back")
        missing = Finding(Severity.STOP, what, Place("pay_run"))
    mode, lines = said.get(MODE, ADD), said.get(TOGETHER, SUMMED)
    return (
        Option(
            RUN,
            Message("Pay run"),
            tuple(OptionValue(str(each.id), each.label) for each in runs),
            chosen,
            missing,
        ),
        Option(
            MODE,
            Message("What stands in the run already"),
            (
                OptionValue(ADD, Message("Add to it")),
                OptionValue(
                    REPLACE,
                    Message("Replace it"),
                    Message("Lines of the same person and wage type give way to those of the table"),
                ),
            ),
            mode if mode in (ADD, REPLACE) else ADD,
        ),
        Option(
            TOGETHER,
            Message("Lines"),
            (
                OptionValue(SUMMED, Message("One line for each person and wage type")),
                OptionValue(EACH, Message("One line for each row")),
            ),
            lines if lines in (SUMMED, EACH) else SUMMED,
        ),
    )


# --- its rows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HoursPlan:
    """What is written: the lines that each person gets, and those of whom some of what stands there gives way."""

    run_id: int
    lines: Mapping[int, tuple[LineInput, ...]]
    gone: Mapping[int, frozenset[int]]
    """Rows of lines that give way, by employee number."""


@dataclass(slots=True)
class _Read:
    """A line of a row while it is judged; a row has one, or one for each of its columns that is a wage type. `target`
    is the column that says how much.
    """

    row: ReadRow
    number: int | None
    span: Span | None
    type: WageType | None = None
    line: LineInput | None = None
    target: str = "quantity"


@dataclass(slots=True)
class _Judging:
    """What all rows are judged by, read once."""

    country: str
    head: RunHead
    people: People
    types: WageTypes
    units: Mapping[str, frozenset[str]]
    answers: Mapping[str, str]
    zeros_are_nothing: bool
    decisions: Mapping[int, Decision]
    pay: tuple[str, ...]
    unknown: dict[str, str] = field(default_factory=dict)
    meant: dict[str, WageType | None] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    month: Span = field(init=False)

    def __post_init__(self) -> None:
        self.month = self.head.month.span

    def read(self, row: ReadRow) -> list[_Read]:
        """The lines of a row, at least one; where it cannot be used the row says why."""
        number = self.people.find(row, self.decisions.get(row.line))
        span = self._span(row, number)
        found = self._by_columns(row, number, span) if self.pay else [self._by_row(row, number, span)]
        for name in ("department", "project"):
            code = row.values.get(name)
            if isinstance(code, str) and self.units[name] and code not in self.units[name]:
                row.tell(Severity.WARNING, Message("{code} is not in the list", code=code), name)
        return found

    def _by_row(self, row: ReadRow, number: int | None, span: Span | None) -> _Read:
        found = _Read(row, number, span, self._type(row))
        if found.type is not None and number is not None:
            found.line = self._line(row, found.type)
        return found

    def _by_columns(self, row: ReadRow, number: int | None, span: Span | None) -> list[_Read]:
        """A line for each column that is a wage type and that says more than nought."""
        found = []
        rate = _decimal(row, "rate") if len(self.pay) == 1 else None
        for target in self.pay:
            value = row.values.get(target)
            if not value or not isinstance(value, Decimal | Money):
                continue
            wage_type = self.types[target.removeprefix(PAY)]
            quantity, amount = (value, None) if isinstance(value, Decimal) else (None, value)
            if amount is not None and self._column(wage_type).takes:
                amount = abs(amount)
            line = self._said(row, wage_type, quantity, rate, amount)
            found.append(_Read(row, number, span, wage_type, line, target))
        return found or [_Read(row, number, span)]

    def _said(
        self, row: ReadRow, wage_type: WageType, quantity: Decimal | None, rate: Decimal | None, amount: Money | None
    ) -> LineInput:
        return LineInput(
            wage_type.slug,
            quantity,
            rate,
            amount,
            text=_text(row, "comment"),
            department=_text(row, "department"),
            project=_text(row, "project"),
        )

    def _column(self, wage_type: WageType) -> Column:
        if (column := self.columns.get(wage_type.slug)) is None:
            column = self.columns[wage_type.slug] = column_of(wage_type)
        return column

    def _type(self, row: ReadRow) -> WageType | None:
        text = row.values.get("type")
        if not isinstance(text, str):
            row.tell(Severity.STOP, Message("The row names no wage type"), "type")
            return None
        if text not in self.meant:
            name = question_of(text)
            slug = self.answers.get(name) or slug_of(text, self.country)
            self.meant[text] = self.types.get(slug) if slug is not None else None
            if self.meant[text] is None:
                self.unknown.setdefault(name, text)
        found = self.meant[text]
        if found is None:
            row.tell(Severity.STOP, Message("There is no wage type {type}", type=text), "type")
        return found

    def _span(self, row: ReadRow, number: int | None) -> Span | None:
        span, days = row.values.get("date"), self.head.days
        if not isinstance(span, Span):
            if "date" in row.cells and not row.cells["date"]:
                row.tell(Severity.STOP, Message("The row has no date"), "date")
                return None
            if row.stops and "date" in row.cells:
                return None
            span = days
        last = span.last or span.first
        until = days.last or days.first
        whole_month = span == self.month
        if not whole_month and (span.first < days.first or last > until):
            what = Message("The run pays for {first} to {last}", first=days.first, last=until)
            row.tell(Severity.STOP, what, "date")
            return None
        if number is not None and not self.people.is_employed(number, span.first, last):
            what = Message("{name} does not work here then", name=self.people.name(number))
            row.tell(Severity.STOP, what, "date" if "date" in row.cells else "number")
        return span

    def _line(self, row: ReadRow, wage_type: WageType) -> LineInput | None:
        quantity, rate = _decimal(row, "quantity"), _decimal(row, "rate")
        said = row.values.get("amount")
        amount = said if isinstance(said, Money) else None
        column = self._column(wage_type)
        if self.zeros_are_nothing:
            rate = rate or None
            if quantity or rate:
                amount = amount or None
            if amount:
                quantity = quantity or None
        elif quantity and column.is_quantity:  # exports write 0 where nothing was said
            for target, value in (("rate", rate), ("amount", amount)):
                if value is not None and not value:
                    row.tell(Severity.WARNING, Message("0 is read as not given: pay follows from the quantity"), target)
            rate, amount = rate or None, amount or None
        if quantity is None and amount is None:
            if not row.stops:
                row.tell(Severity.STOP, Message("The row has neither quantity nor amount"), _how_much(row))
            return None
        if amount is None and rate is None and not column.is_quantity:
            what = Message("This wage type needs an amount, or a quantity and a rate")
            row.tell(Severity.STOP, what, "quantity")
            return None
        if amount is not None and column.takes:
            amount = abs(amount)
        if rate is not None and amount is None and wage_type.factor != 1:
            what = Message(
                "The rate is multiplied by {factor}: it is that of an ordinary hour", factor=wage_type.factor
            )
            row.tell(Severity.WARNING, what, "rate")
        if None not in (quantity, rate, amount):
            self._compare(row, quantity or Decimal(0), rate or Decimal(0), amount or ZERO, wage_type.factor)
        return self._said(row, wage_type, quantity, rate, amount)

    def _compare(self, row: ReadRow, quantity: Decimal, rate: Decimal, amount: Money, factor: Decimal) -> None:
        """An amount that is given holds, also where quantity and rate would give another; then that is told."""
        made = {abs(Money.rounded(quantity * rate)), abs(Money.rounded(quantity * rate * factor))}
        if abs(amount) not in made:
            what = Message("Quantity times rate is {amount}; the amount of the row holds", amount=min(made))
            row.tell(Severity.WARNING, what, "amount")


def _judge(
    desk: Desk,
    table: ReadTable,
    options: Mapping[str, str],
    decisions: Mapping[int, Decision],
    progress: Progress,
) -> Judged:
    run_id = int(options[RUN])
    with desk.reading() as session:
        head = head_of(session.get_one(PayRun, run_id))
        judging = _Judging(
            desk.client.country,
            head,
            People.of(session),
            wage_types(desk.client.country),
            _units(session),
            table.answers,
            table.preset == VISMA,
            decisions,
            tuple(each for each in (table.rows[0].cells if table.rows else ()) if each.startswith(PAY)),
        )
        entered = read_entered(desk, run_id)
    total = len(table.rows)
    by_row = []
    for count, row in enumerate(table.rows):
        if count % _STEP == 0:
            progress(count, total, Message("Rows are matched"))
        by_row.append(judging.read(row))
    found = [each for reads in by_row for each in reads]
    _hold_long_days(found)
    replaces = options[MODE] == REPLACE
    summed = options[TOGETHER] == SUMMED
    plan, same = _plan(run_id, found, entered, replaces=replaces, summed=summed)
    rows = tuple(_row(reads, judging.people, entered, same, replaces=replaces) for reads in by_row)
    tells = _tells(found, plan, judging)
    return Judged(rows, (), tells, _questions(judging), plan)


def _units(session: Session) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {"department": set(), "project": set()}
    for kind, code in session.execute(select(CostUnit.kind, CostUnit.code)):
        found.setdefault(kind, set()).add(code)
    return {kind: frozenset(codes) for kind, codes in found.items()}


def _decimal(row: ReadRow, name: str) -> Decimal | None:
    value = row.values.get(name)
    return value if isinstance(value, Decimal) else None


def _text(row: ReadRow, name: str) -> str:
    value = row.values.get(name)
    return value[:100] if isinstance(value, str) else ""


def _short(number: Decimal) -> Decimal:
    """Without zeros that say nothing."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _how_much(row: ReadRow) -> str:
    return "quantity" if "quantity" in row.cells else "amount"


def _hold_long_days(found: Iterable[_Read]) -> None:
    """More hours for one person than the day has: all rows of that day wait, because nobody can tell which is wrong."""
    by_day: defaultdict[tuple[int, date], list[_Read]] = defaultdict(list)
    sums: defaultdict[tuple[int, date], Decimal] = defaultdict(Decimal)
    for each in found:
        if each.line is None or each.type is None or each.span is None or each.number is None:
            continue
        if each.type.unit != "hours" or each.line.quantity is None:
            continue
        first = each.span.first
        if each.span.last == first:
            by_day[each.number, first].append(each)
            sums[each.number, first] += each.line.quantity
        elif each.line.quantity > _HOURS_OF_A_DAY * (days := each.span.days):
            what = Message("{hours} hours are more than there are in {days} days", hours=each.line.quantity, days=days)
            each.row.tell(Severity.STOP, what, each.target)
    for key, hours in sums.items():
        if hours > _HOURS_OF_A_DAY:
            what = Message("Together {hours} hours on {day}: a day has 24", hours=_short(hours), day=key[1])
            for each in by_day[key]:
                each.row.tell(Severity.STOP, what, each.target)


def _plan(
    run_id: int,
    found: Sequence[_Read],
    entered: Mapping[int, Sequence[Entered]],
    *,
    replaces: bool,
    summed: bool,
) -> tuple[HoursPlan, frozenset[tuple[int, str]]]:
    """What is written; and the people and wage types of whom the same lines stand there already."""
    made: defaultdict[int, list[LineInput]] = defaultdict(list)
    for each in found:
        if not each.row.stops and each.line is not None and each.number is not None:
            made[each.number].append(each.line)
    lines = {number: tuple(_summed(own) if summed else own) for number, own in made.items()}
    gone: dict[int, frozenset[int]] = {}
    same: set[tuple[int, str]] = set()
    if replaces:
        for number, own in lines.items():
            stand = [each for each in entered.get(number, ()) if not each.line.difference]
            kept: list[LineInput] = []
            rows: set[int] = set()
            for slug in dict.fromkeys(line.type for line in own):
                new = [line for line in own if line.type == slug]
                old = [each for each in stand if each.line.type == slug]
                if _alike(new, [each.line for each in old]):
                    same.add((number, slug))
                else:
                    kept += new
                    rows |= {each.id for each in old}
            lines[number], gone[number] = tuple(kept), frozenset(rows)
    return HoursPlan(run_id, {number: own for number, own in lines.items() if own}, gone), frozenset(same)


def _alike(new: Sequence[LineInput], old: Sequence[LineInput]) -> bool:
    return len(new) == len(old) and sorted(map(repr, new)) == sorted(map(repr, old))


def _summed(lines: Iterable[LineInput]) -> list[LineInput]:
    """Lines that say the same but for how much, put together."""
    together: dict[tuple[object, ...], list[LineInput]] = {}
    for line in lines:
        has = (line.quantity is None, line.amount is None)
        key = (line.type, line.rate, line.text, line.department, line.project, *has)
        together.setdefault(key, []).append(line)
    return [_sum(own[0], own) if len(own) > 1 else own[0] for own in together.values()]


def _sum(said: LineInput, lines: Sequence[LineInput]) -> LineInput:
    quantities = [line.quantity for line in lines if line.quantity is not None]
    amounts = [line.amount for line in lines if line.amount is not None]
    return replace(
        said,
        quantity=sum(quantities, Decimal(0)) if quantities else None,
        amount=Money.total(amounts) if amounts else None,
    )


def _row(
    reads: Sequence[_Read],
    people: People,
    entered: Mapping[int, Sequence[Entered]],
    same: frozenset[tuple[int, str]],
    *,
    replaces: bool,
) -> TableRow:
    row, number = reads[0].row, reads[0].number
    name = people.name(number) if number is not None else row.cells.get("name", "")
    findings = tuple(row.findings)
    lines = [each.line for each in reads if each.line is not None]
    if not lines and not row.stops:  # a timesheet has a row for everybody
        return TableRow(row.line, row.cells, SAME, Message("Nothing is entered on the row"), findings, name, number)
    if row.stops or number is None:
        why = next((found.what for found in findings if found.severity is Severity.STOP), None)
        return TableRow(row.line, row.cells, HELD, why, findings, name, number)
    if all((number, line.type) in same for line in lines):
        return TableRow(row.line, row.cells, SAME, Message("Stands in the run already"), findings, name, number)
    if replaces:
        standing = {each.line.type for each in entered.get(number, ()) if not each.line.difference}
        if any(line.type in standing and (number, line.type) not in same for line in lines):
            what = Message("Replaces what stands in the run")
            return TableRow(row.line, row.cells, CHANGED, what, findings, name, number)
    adds = _adds(reads[0], lines[0]) if len(lines) == 1 else Message("Lines into the run: {count}", count=len(lines))
    return TableRow(row.line, row.cells, NEW, adds, findings, name, number)


def _adds(each: _Read, line: LineInput) -> Message:
    """What a row brings, in a sentence."""
    if line.amount is not None:
        return Message("{amount} into the run", amount=line.amount)
    quantity = line.quantity or Decimal(0)
    match each.type.unit if each.type is not None else "":
        case "hours":
            return Message("{quantity} hours into the run", quantity=quantity)
        case "km":
            return Message("{quantity} km into the run", quantity=quantity)
        case "days":
            return Message("{quantity} days into the run", quantity=quantity)
        case _:
            return Message("{quantity} into the run", quantity=quantity)


def _tells(found: Sequence[_Read], plan: HoursPlan, judging: _Judging) -> tuple[Message, ...]:
    taken = [each for each in found if not each.row.stops and each.line is not None]
    hours = sum(
        (
            each.line.quantity
            for each in taken
            if each.line is not None and each.type is not None and each.type.unit == "hours" and each.line.quantity
        ),
        Decimal(0),
    )
    amounts = Money.total(each.line.amount for each in taken if each.line is not None and each.line.amount is not None)
    people = len({each.number for each in taken})
    told = [
        Message(
            "Rows: {rows} · employees: {people} · lines in the run: {lines}",
            rows=len({each.row.line for each in taken}),
            people=people,
            lines=sum(map(len, plan.lines.values())),
        )
    ]
    if hours:
        told.append(Message("Hours in all: {hours}", hours=_short(hours)))
    if amounts:
        told.append(Message("Amounts in all: {amount}", amount=amounts))
    if taken and "date" not in taken[0].row.cells:
        told.append(Message("There is no date: all of it is taken for {month}", month=judging.head.month))
    return tuple(told)


# --- wage types ------------------------------------------------------------------------------------------------------


def question_of(text: str) -> str:
    """The name of the question what a word of another program means."""
    return f"type={plain_header(text)}"


def _questions(judging: _Judging) -> tuple[Question, ...]:
    """What every word that is no wage type here means; those that were answered stay, so that one can change them."""
    asked = dict(judging.unknown)
    for name in judging.answers:
        if name.startswith("type="):
            asked.setdefault(name, name.removeprefix("type="))
    if not asked:
        return ()
    values = tuple(
        OptionValue(each.slug, Message("{number} {name}", number=str(each.number), name=each.names["nb"]))
        for each in sorted(judging.types.values(), key=lambda each: each.number)
        if each.operation is not Operation.EMPLOYER
    )
    return tuple(
        Question(
            name,
            "type",
            Message("Which wage type is “{text}”?", text=text[:60]),
            values,
            judging.answers.get(name, ""),
            is_required=False,
        )
        for name, text in list(asked.items())[:_MOST_QUESTIONS]
    )


# --- the kind --------------------------------------------------------------------------------------------------------


def _hindrance(session: Session, row: ImportedFile) -> Message | None:
    if row.undone_at is not None:
        return Message("It is undone already")
    run = session.get(PayRun, row.run_id) if row.run_id is not None else None
    if run is None or run.approved_at is not None:
        return Message("The run is approved. Put it right in a new run")
    return None


KIND: Final = TableKind(
    "hours",
    Message("Hours and pay lines"),
    Message("Timesheets and lists of overtime, kilometres and additions, into a pay run that is open"),
    TARGETS,
    _judge,
    _hindrance,
    _options,
    PRESETS,
    more=pay_columns,
)
