"""What is entered on a run: cells of the grid, and whole lines with all that they can say.

Each verb is one transaction that writes row by row, so that it can be taken back in one step, and brings the preview
up to date: what one sees is what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.employer import Setting
from models.records.pay_run import EnteredLine
from models.values.finding import Finding, Place, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.progress import Progress, no_progress
from models.values.span import Span
from services.actions.runs import open_run
from services.desk.desk import Desk
from services.desk.entry_columns import CellValue, Column, cell_of, line_with, read_cell
from services.desk.gather import employee_ids
from services.desk.line_notes import LineNote, line_notes
from services.desk.preview import Entered, Preview, PreviewRow
from services.desk.run_state import counted_since, last_change
from services.desk.stored_form import write_line
from services.engine.facts import LineInput
from services.engine.numbered import NumberedLine
from services.engine.wage_types import Operation

__all__ = [
    "COLUMNS",
    "Cell",
    "CellValue",
    "Column",
    "Entered",
    "LineNote",
    "LineOutcome",
    "Preview",
    "PreviewRow",
    "amount_of",
    "cell_of",
    "choose_columns",
    "enter",
    "is_long",
    "line_amount",
    "line_outcome",
    "opened",
    "put_line",
    "read_cell",
    "remove_line",
    "store",
    "take_over",
    "tried",
]

COLUMNS = "grid_columns"
"""The setting that remembers the columns of the grid, by kind of run."""

_MANY = 60
TAXES = ("", "table", "percent", "none")
CLAIMS = ("", "tax", "coordinated", "other")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and what it is to hold; None clears it."""

    number: int
    column: Column
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What a line would come to: its amount, notes on it, and what stops it."""

    amount: Money | None
    notes: tuple[LineNote, ...] = ()
    problem: Finding | None = None


def opened(desk: Desk, run_id: int, progress: Progress = no_progress) -> Preview:
    """The run with everybody computed, ready to be typed on. Raises Refused."""
    progress(0, 2, Message("Reading what the run pays for"))
    preview = Preview.of(desk, run_id)
    progress(1, 2, Message("Calculating the pay"))
    preview.compute()
    return preview


def is_long(desk: Desk) -> bool:
    """Whether there are so many people that what is read of a run is read beside the screen's own thread."""
    with desk.reading() as session:
        return (session.scalar(select(func.count()).select_from(Employee)) or 0) > _MANY


def tried(preview: Preview, cell: Cell) -> PreviewRow:
    """Somebody's row as it would be with the cell; nothing is stored."""
    before = preview.entered(cell.number)
    if not cell_of(cell.column, before).is_plain:
        return preview.row(cell.number)
    return preview.with_lines(cell.number, _lines_with(before, cell))


def enter(desk: Desk, run_id: int, preview: Preview, cells: Sequence[Cell], why: str | None = None) -> int:
    """Put values into cells, all of them or none; the answer is how many of them are other ones now.

    Raises Refused for an approved run, and for a cell that holds more than one line or a line that says more.
    """
    wanted: dict[int, tuple[Entered, ...]] = {}
    changed = 0
    for cell in cells:
        before = wanted.get(cell.number, preview.entered(cell.number))
        now = cell_of(cell.column, before)
        if not now.is_plain:
            what = Message(
                "{name} has more than one line, or a line with more to it: open the lines",
                name=preview.person(cell.number).name,
            )
            raise refuse(what, Place("pay_run", cell.number, cell.column.slug))
        if now.value != cell.value:
            changed += 1
            wanted[cell.number] = _lines_with(before, cell)
    if wanted:
        store(desk, run_id, preview, wanted, "run.enter", why)
    return changed


def take_over(desk: Desk, run_id: int, preview: Preview) -> frozenset[int] | None:
    """Bring the preview up to what is stored now; whose lines are other ones. None where more was changed than lines,
    so that the run has to be read anew.
    """
    with desk.reading() as session:
        changed = counted_since(session, preview.seen)
        last = last_change(session)
    if changed - {"entered_line"}:
        return None
    if not changed:
        preview.seen = last
        return frozenset()
    return preview.reread(desk, run_id)


def amount_of(row: PreviewRow, preview: Preview, line: Entered) -> Money | None:
    """What an entered line comes to, a deduction with a minus; None where it cannot be told from others of its type."""
    if row.slip is None:
        return None
    slug = line.line.type
    fixed = sum(each.fixed and each.type == slug for each in preview.person(row.number).lines)
    mine = [each for each in row.entered if each.line.type == slug]
    made = [each for each in row.slip.lines if each.type == slug][-len(mine) :]
    if len(made) < len(mine) or line not in mine or (fixed and len(made) != len(mine)):
        return None
    amount = made[mine.index(line)].amount.value
    return -amount if preview.types[slug].operation is Operation.DEDUCT else amount


def line_outcome(preview: Preview, number: int, row: int, **said: Any) -> LineOutcome:
    """What a line would come to that is not stored yet, what one should know of it, and what stops it."""
    line = Entered(row, _kept_with(preview, number, row, _line(**said)))
    lines = _with_line(preview.entered(number), line)
    shown = preview.with_lines(number, lines)
    known = preview.row(number).problems
    problem = next((found for found in shown.problems if found not in known), None)
    amount = amount_of(shown, preview, line)
    return LineOutcome(amount, line_notes(preview, number, shown, line, amount), problem)


def line_amount(preview: Preview, number: int, row: int, **said: Any) -> Money | None:
    """What a line would come to that is not stored yet; None where it cannot be computed."""
    return line_outcome(preview, number, row, **said).amount


def put_line(desk: Desk, run_id: int, preview: Preview, number: int, row: int, **said: Any) -> None:
    """Add a line of somebody's, or with its row put another in its place: slug, quantity, rate, amount, percent, text,
    tax, earned, employment, meals, claim, department, project, own (see `numbered_line`). Raises Refused for one that
    cannot be.
    """
    line = Entered(row, _as_before(_line(**said), preview.entered(number), row))
    _refuse_impossible(preview, number, line.line)
    lines = _with_line(preview.entered(number), line)
    problems = preview.with_lines(number, lines).problems
    if mine := [found for found in problems if found not in preview.row(number).problems]:
        where = mine[0].where
        is_elsewhere = where is not None and where.page == "settings"  # a rate that has to be entered first
        raise refuse(mine[0].what, where if is_elsewhere else Place("pay_run", number, "line"))
    store(desk, run_id, preview, {number: lines}, "run.line")


def numbered_line(**said: Any) -> NumberedLine | None:
    """What a line of a numbered type says besides: day, company_amount, company_percent, pension_basis, year, month,
    working_time. None where it says nothing.
    """
    kept = {name: value for name, value in said.items() if value is not None and value != ""}
    return NumberedLine(**kept) if kept else None


def remove_line(desk: Desk, run_id: int, preview: Preview, number: int, row: int) -> None:
    """Take a line of somebody's away. Raises Refused for an approved run."""
    lines = tuple(each for each in preview.entered(number) if each.id != row)
    store(desk, run_id, preview, {number: lines}, "run.line")


def choose_columns(desk: Desk, kind: str, slugs: Iterable[str]) -> None:
    """Remember the columns of the grid for a kind of run."""
    with desk.change("settings.columns") as session:
        setting = session.get(Setting, COLUMNS)
        chosen = json.loads(setting.value) if setting is not None else {}
        chosen[kind] = list(dict.fromkeys(slugs))
        if setting is None:
            session.add(Setting(name=COLUMNS, value=json.dumps(chosen)))
        else:
            setting.value = json.dumps(chosen)


def _lines_with(lines: tuple[Entered, ...], cell: Cell) -> tuple[Entered, ...]:
    """A person's lines with the cell's value in place of what stood there."""
    slug = cell.column.slug
    mine = [each for each in lines if each.line.type == slug]
    if cell.value is None:
        return tuple(each for each in lines if each.line.type != slug)
    if not mine:
        return (*lines, Entered(0, line_with(cell.column, cell.value)))
    changed = Entered(mine[0].id, line_with(cell.column, cell.value, mine[0].line))
    return tuple(changed if each is mine[0] else each for each in lines)


def _line(
    *,
    slug: str,
    quantity: Decimal | None = None,
    rate: Decimal | None = None,
    amount: Money | None = None,
    percent: Percent | None = None,
    text: str = "",
    tax: str = "",
    earned: Span | None = None,
    employment: str = "",
    meals: Iterable[str] = (),
    claim: str = "",
    department: str = "",
    project: str = "",
    own: NumberedLine | None = None,
) -> LineInput:
    return LineInput(
        slug,
        quantity,
        rate,
        amount,
        percent,
        employment,
        earned,
        tuple(meals),
        claim,
        text.strip(),
        tax,
        department=department,
        project=project,
        numbered=own,
    )


def _kept_with(preview: Preview, number: int, row: int, line: LineInput) -> LineInput:
    """A line with what stays as it was: which difference of an earlier month it is, and how much is taken in all."""
    before = next((each.line for each in preview.entered(number) if row and each.id == row), None)
    if before is None or before.type != line.type:
        return line
    return replace(line, difference=before.difference, at_most=before.at_most)


def _as_before(line: LineInput, lines: tuple[Entered, ...], row: int) -> LineInput:
    """A line that pays a difference of an earlier month is still one when its amount is changed by hand."""
    for each in lines:
        if each.id == row and (each.line.type, each.line.earned) == (line.type, line.earned):
            return replace(line, difference=each.line.difference)
    return line


def _with_line(lines: tuple[Entered, ...], line: Entered) -> tuple[Entered, ...]:
    """A person's lines with one more, or with one in place of the one of its row."""
    if not line.id:
        return (*lines, line)
    return tuple(line if each.id == line.id else each for each in lines)


def store(
    desk: Desk,
    run_id: int,
    preview: Preview,
    wanted: dict[int, tuple[Entered, ...]],
    action: str,
    why: str | None = None,
    *,
    also: Callable[[Session, list[int]], None] | None = None,
    imported: Callable[[Session], int] | None = None,
) -> None:
    """Write what differs from the preview, row by row, and then tell the preview. `also` is done in the same change,
    and is told the rows of the lines that are new. `imported` writes down the file that the new lines came in, and
    gives its number; a line that is changed afterwards is no longer the file's.
    """
    with desk.change(action, why) as session:
        open_run(session, run_id)
        import_id = imported(session) if imported is not None else None
        ids = employee_ids(session)
        before = {each.id: each.line for number in wanted for each in preview.entered(number)}
        after = {each.id: each.line for lines in wanted.values() for each in lines if each.id}
        touched = [row for row, line in before.items() if after.get(row) != line]
        stored = _stored(session, touched)
        for row in touched:
            if row in after:
                stored[row].line = write_line(after[row])
                stored[row].import_id = None
            else:
                session.delete(stored[row])
        new: dict[int, list[EnteredLine]] = {}
        for number, lines in wanted.items():
            for each in lines:
                if not each.id:
                    text = write_line(each.line)
                    record = EnteredLine(run_id=run_id, employee_id=ids[number], line=text, import_id=import_id)
                    session.add(record)
                    new.setdefault(number, []).append(record)
        session.flush()
        if also is not None:
            also(session, [record.id for records in new.values() for record in records])
    for number, lines in wanted.items():
        made = iter(new.get(number, ()))
        preview.put(number, [each if each.id else Entered(next(made).id, each.line) for each in lines])
    preview.compute()
    with desk.reading() as session:
        preview.seen = last_change(session)


def _stored(session: Session, rows: list[int]) -> dict[int, EnteredLine]:
    found = {row.id: row for row in session.scalars(select(EnteredLine).where(EnteredLine.id.in_(rows)))}
    if len(found) < len(rows):
        raise refuse(Message("The run was changed elsewhere meanwhile: open it again"), Place("pay_run"))
    return found


def _refuse_impossible(preview: Preview, number: int, line: LineInput) -> None:
    where = Place("pay_run", number, "line")
    wage_type = preview.types.get(line.type)
    if wage_type is None:
        raise refuse(Message("Choose a wage type"), Place("pay_run", number, "type"))
    if wage_type.operation is Operation.DEDUCT and line.amount is not None and line.amount.ore < 0:
        raise refuse(Message("A deduction is written without a minus"), Place("pay_run", number, "amount"))
    has_value = line.quantity is not None or line.amount is not None or line.percent is not None
    is_asked = wage_type.row is None or bool(wage_type.row.inputs)
    has_value = has_value or line.numbered is not None
    if is_asked and not has_value and wage_type.formula in ("amount", "whole_kroner", "hourly"):
        raise refuse(Message("Enter an amount, or a quantity and a rate"), Place("pay_run", number, "amount"))
    if line.tax not in TAXES or line.claim not in CLAIMS:
        raise refuse(Message("Choose one of the ways in the list"), where)
