"""The change log as people read it: who changed what of whom, when, from what to what, and whether it still stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.absence import Absence
from models.records.audit import ChangeEntry
from models.records.base import Record
from models.records.columns import YES_NO, Kept
from models.records.imported_file import RefundPosting
from models.records.stored_file import StoredFile
from models.values.message import Message, Plain
from models.values.money import Money
from models.values.span import Month
from services.desk.desk import Desk
from services.desk.stored_form import read_line
from services.engine.facts import LineInput
from services.reference import change_words
from services.reference.change_words import action_words, field_words
from services.reference.occupations import occupation_name
from services.reference.wage_type_rows import wage_types

HIDDEN: Final = "•••"
_MOST: Final = 500
_SCANNED: Final = 5000  # entries that are looked through for those that somebody asks for
_NEVER: Final = frozenset({"file.create", "run.approve", "file.password", "files.keep", "run.draft", "client.fill"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record: what it was and what it became. `record` says of what, where there are several."""

    label: Message
    old: Plain | None
    new: Plain | None
    record: Message | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change. `old` and `new` stand where a single field was changed; `fields` are all of them.

    `kind` is people, pay, files or settings. `undoes` is the number of the change that it took back.
    """

    seq: int
    at: datetime
    who: str
    what: Message
    kind: str
    old: Plain | None = None
    new: Plain | None = None
    why: str = ""
    undone: bool = False
    undoes: int | None = None
    can_undo: bool = False
    people: tuple[tuple[int, str], ...] = ()
    fields: tuple[FieldChange, ...] = ()
    notes: tuple[Message, ...] = ()
    about: Message | None = None  # the run or the report that it is about


def changes(
    desk: Desk,
    *,
    employee: int | None = None,
    month: Month | None = None,
    until: Month | None = None,
    kind: str | None = None,
    limit: int = _MOST,
    language: str = "nb",
) -> tuple[ChangeRow, ...]:
    """Changes, the newest first: of an employee (by number), made in a month or from it until another, of a kind; at
    most so many.

    Secrets are masked. Wage types are named in the language.
    """
    since = before = None
    if month is not None:
        zone = desk.now().tzinfo or UTC
        since = datetime.combine(month.first, time(), zone)
        before = datetime.combine((until or month).plus(1).first, time(), zone)
    is_all = employee is None and kind is None
    with desk.reading() as session:
        entries = desk.client.history(since=since, until=before, limit=limit if is_all else max(limit, _SCANNED))
        known = _Known.read(session, desk.client.country, language)
        known.tell_kept(session, entries)
    found: list[ChangeRow] = []
    actions = {entry.seq: entry.action for entry in entries}
    undone_undos = {entry.undoes for entry in entries if entry.action == "undo" and entry.undoes in actions}
    for entry in entries:
        group = _group(entry.touched)
        if kind is not None and group != kind:
            continue
        whom = known.whom(entry.rows)
        if employee is not None and all(number != employee for number, _ in whom):
            continue
        found.append(_row(entry, group, whom, known, actions, is_taken_back=entry.seq in undone_undos))
        if len(found) == limit:
            break
    return tuple(found)


def months_with_changes(desk: Desk) -> tuple[Month, ...]:
    """The months from the first change to now, the newest first."""
    with desk.reading() as session:
        first = session.scalar(select(ChangeEntry.at).order_by(ChangeEntry.seq).limit(1))
    if first is None:
        return ()
    month, oldest = Month.of(desk.today), Month.of(first.astimezone(desk.now().tzinfo).date())
    found = [month]
    while month > oldest:
        month = month.plus(-1)
        found.append(month)
    return tuple(found)


def log_is_whole(desk: Desk) -> tuple[bool, int]:
    """Whether every entry of the log is as it was written, each sealed by the one before; and how many there are."""
    return desk.client.log_is_whole()


# --- one entry -------------------------------------------------------------------------------------------------------


def _row(
    entry: Any,
    group: str,
    whom: tuple[tuple[int, str], ...],
    known: _Known,
    actions: Mapping[int, str],
    *,
    is_taken_back: bool,
) -> ChangeRow:
    fields = tuple(_fields(entry.rows, known))
    what = action_words(entry.action)
    if entry.action == "undo" and entry.undoes in actions:
        what = Message("Taken back: {what}", what=action_words(actions[entry.undoes]))
    changed = [each for each, row in _changed_only(entry.rows, known)]
    old: Plain | None = None
    new: Plain | None = None
    if len(changed) == 1 and entry.action != "undo":
        only = changed[0]
        old, new = only.old, only.new
        if not _is_the_same(entry.action):
            what = Message("{what}: {field}", what=what, field=only.label)
    is_bare = bool(entry.at_once) or not entry.rows or any(_is_lost(row) for row in entry.rows)
    return ChangeRow(
        entry.seq,
        entry.at,
        entry.by,
        what,
        group,
        old,
        new,
        entry.why or "",
        entry.undone,
        entry.undoes,
        not entry.undone
        and not is_bare
        and entry.action not in _NEVER
        and not is_taken_back
        and not known.runs_of(entry.rows) & known.approved,
        whom,
        fields,
        tuple(_notes(entry)),
        known.about(entry),
    )


def _is_the_same(action: str) -> bool:
    """Whether the action already says which field it is about."""
    return action.startswith(("setting.", "settings.", "mark.", "unmark.", "report.", "account."))


def _is_lost(row: Any) -> bool:
    return any(isinstance(value, dict) for value in (row.old or {}).values())


def _group(touched: Iterable[str]) -> str:
    kinds = set(touched)
    for name, (_, some) in change_words.GROUPS.items():
        if kinds & some:
            return name
    return "settings"


def _changed_only(rows: Iterable[Any], known: _Known) -> Iterator[tuple[FieldChange, Any]]:
    """The fields that were changed in rows that were there before and after."""
    for row in rows:
        if row.old is not None and row.new is not None:
            for each in _fields([row], known):
                yield each, row


def _fields(rows: Iterable[Any], known: _Known) -> Iterator[FieldChange]:
    some = list(rows)
    kinds = {(row.kind, str(row.row)) for row in some}
    for row in some:
        record = _record_words(row, known) if len(kinds) > 1 else None
        for name in row.new or row.old or {}:
            label = field_words(row.kind, name)
            if label is None:
                continue
            old = known.value(row.kind, name, (row.old or {}).get(name))
            new = known.value(row.kind, name, (row.new or {}).get(name))
            if old is None and new is None:
                continue
            yield FieldChange(label, old, new, record)


def _record_words(row: Any, known: _Known) -> Message:
    kind = change_words.KINDS.get(row.kind, Message("Changed"))
    whom = known.whom([row])
    return Message("{kind}, {name}", kind=kind, name=whom[0][1]) if whom else kind


def _notes(entry: Any) -> Iterator[Message]:
    """What an action said itself, and statements that wrote many rows."""
    for note in entry.notes:
        what = note.what
        if isinstance(what, dict) and "payslips" in what:
            yield Message("{count} payslips", count=int(what["payslips"]))
    told: dict[tuple[str, str], int] = {}
    for some in entry.at_once:
        if some.kind in _COUNTED:
            told[some.kind, some.verb] = told.get((some.kind, some.verb), 0) + some.rows
    for (kind, verb), count in told.items():
        one, many = _COUNTED[kind]
        words = one if count == 1 else Message(many.text, count=count)
        yield Message("{what} removed", what=words) if verb == "delete" else words


_COUNTED: Final = {
    "employee": (Message("1 employee"), Message("{count} employees")),
    "employment": (Message("1 employment"), Message("{count} employments")),
    "employment_terms": (Message("1 set of terms"), Message("{count} sets of terms")),
    "tax_card": (Message("1 tax card"), Message("{count} tax cards")),
    "fixed_line": (Message("1 fixed line"), Message("{count} fixed lines")),
    "entered_line": (Message("1 line in the basis"), Message("{count} lines in the basis")),
    "stored_file": (Message("1 file"), Message("{count} files")),
    "mark": (Message("1 mark"), Message("{count} marks")),
}
"""What is counted where a statement wrote many rows: one, and several."""


# --- what is known around it -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """Who and what the numbers in the log are."""

    country: str
    language: str
    names: dict[int, tuple[int, str]] = field(default_factory=dict)  # employee record → number, name
    owners: dict[tuple[str, int], int] = field(default_factory=dict)  # kind and record → employee record
    runs: dict[int, Month] = field(default_factory=dict)
    approved: set[int] = field(default_factory=set)
    files: dict[int, str] = field(default_factory=dict)
    kept: dict[int, Message] = field(default_factory=dict)  # number of the change → what its files are of

    @classmethod
    def read(cls, session: Session, country: str, language: str) -> _Known:
        """A statement a table."""
        known = cls(country, language)
        who = people.Employee
        for number, shown, name in session.execute(select(who.id, who.number, who.name)):
            known.names[number] = shown, name
        benefits = (people.CompanyCar, people.StaffLoan, people.CostShare)
        for record in (people.Employment, people.TaxCard, people.FixedLine, *benefits, Absence, runs.EnteredLine):
            columns: Any = record.__table__.c
            for row, employee in session.execute(select(columns.id, columns.employee_id)):
                known.owners[record.__tablename__, row] = employee
        posting = RefundPosting
        for row, owner in session.execute(select(posting.id, posting.employee_id)):
            if owner is not None:
                known.owners["refund_posting", row] = owner
        terms = people.EmploymentTerms
        for row, job in session.execute(select(terms.id, terms.employment_id)):
            known.owners["employment_terms", row] = known.owners.get(("employment", job), 0)
        for number, month, approved in session.execute(
            select(runs.PayRun.id, runs.PayRun.month, runs.PayRun.approved_at)
        ):
            known.runs[number] = month
            if approved is not None:
                known.approved.add(number)
        known.files.update(session.execute(select(StoredFile.id, StoredFile.name)).all())
        return known

    def tell_kept(self, session: Session, entries: Iterable[Any]) -> None:
        """What the files of each change are of. Kept files are told by number only, but lie in the order of the log."""
        of = StoredFile
        rows = session.execute(select(of.month, of.run_id, of.kind, of.made_at).order_by(of.id.desc())).all()
        at = 0
        for entry in entries:  # the newest first
            if entry.action != "files.keep":
                continue
            while at < len(rows) and rows[at].made_at > entry.at:
                at += 1  # kept later, by a change that is not among these
            count = sum(some.rows for some in entry.at_once if some.kind == "stored_file")
            made = {_of_file(row.month, row.run_id, row.kind) for row in rows[at : at + count]}
            at += count
            if len(made) == 1 and (what := made.pop()) is not None:
                self.kept[entry.seq] = what

    def whom(self, rows: Iterable[Any]) -> tuple[tuple[int, str], ...]:
        """Whom the rows of a change are about."""
        found: dict[int, str] = {}
        for row in rows:
            values = {**(row.old or {}), **(row.new or {})}
            if row.kind == "employee":
                record = row.row
            elif "employee_id" in values:
                record = values["employee_id"]
            elif row.kind == "employment_terms" and "employment_id" in values:
                record = self.owners.get(("employment", values["employment_id"]), 0)
            else:
                record = self.owners.get((row.kind, row.row), 0) if isinstance(row.row, int) else 0
            if isinstance(record, int) and record in self.names:
                number, name = self.names[record]
                found[number] = name
            elif row.kind == "employee" and isinstance(values.get("name"), str) and "number" in values:
                found[int(values["number"])] = str(values["name"])  # deleted since
        return tuple(found.items())

    def runs_of(self, rows: Iterable[Any]) -> set[int]:
        """The runs that the rows of a change are about."""
        found = {row.row for row in rows if row.kind == "pay_run"}
        found |= {
            value for row in rows if isinstance(value := {**(row.old or {}), **(row.new or {})}.get("run_id"), int)
        }
        return found

    def about(self, entry: Any) -> Message | None:
        """The month of the run or of the report that a change is about, where it is one."""
        if entry.seq in self.kept:
            return self.kept[entry.seq]
        found = {self.runs[number] for number in self.runs_of(entry.rows) if number in self.runs}
        for note in entry.notes:
            if isinstance(note.what, dict) and isinstance(run := note.what.get("run"), str):
                found.add(Month.parse(run[:7]))
        return Message("Pay for {month}", month=found.pop()) if len(found) == 1 else None

    def value(self, kind: str, name: str, kept: Any) -> Plain | None:
        """A value of the log as a person reads it; None for nothing."""
        if kept is None or kept == "":
            return change_words.VALUES.get(f"{kind}.{name}", {}).get("") if kept == "" else None
        if isinstance(kept, dict):
            return Message("changed")
        if kept == HIDDEN:
            return HIDDEN
        words = change_words.VALUES.get(f"{kind}.{name}", {}).get(str(kept))
        if words is not None:
            return words
        match kind, name:
            case _, "line":
                return self._line(str(kept))
            case "setting", "value":
                return _setting(str(kept))
            case "mark", "subject":
                return self._subject(str(kept))
            case "employment", "occupation":
                return occupation_name(self.country, str(kept)) or str(kept)
            case "movement", "hundredths":
                return Money(int(kept))
        return _typed(kind, name, kept)

    def _line(self, text: str) -> Plain:
        try:
            line = read_line(text)
        except ValueError:
            return text
        wage_type = wage_types(self.country).get(line.type)
        label = wage_type.name(self.language) if wage_type is not None else line.type
        return Message("{line}: {amount}", line=label, amount=_how_much(line)) if _how_much(line) else label

    def _subject(self, subject: str) -> Plain:
        """What a mark is about."""
        what, _, rest = subject.partition(":")
        first, _, second = rest.partition(":")
        if what == "file" and first.isdigit():
            return self.files.get(int(first), subject)
        if what == "run" and first.isdigit() and int(first) in self.runs:
            return Message("Pay for {month}", month=self.runs[int(first)])
        if what == "due":
            words = _DUE.get(first)
            if words is not None and second.isdigit() and int(second) in self.runs:
                return Message("{what}, {month}", what=words, month=self.runs[int(second)])
            try:
                return Message("{what}, due {day}", what=words or first, day=date.fromisoformat(second))
            except ValueError:
                return Message("{what}, {when}", what=words or first, when=second)
        if what == "report":
            return Message("A-melding for {month}", month=Month.parse(first)) if len(first) == 7 else subject
        return subject


def _of_file(month: Month | None, run: int | None, kind: str) -> Message | None:
    """What a kept file is of; nothing for one of a year or of a person."""
    if month is None:
        return None
    if run is not None or kind == "journal":
        return Message("Pay for {month}", month=month)
    return Message("A-melding for {month}", month=month) if kind == "amelding" else None


_DUE: Final = {
    "pay": Message("Net pay"),
    "withholding": Message("Withheld tax"),
    "attachment": Message("Attachments of earnings"),
    "aga": Message("Employer's contribution"),
    "finance_tax": Message("Finance tax"),
    "holiday_pay": Message("Holiday pay"),
}


def _how_much(line: LineInput) -> Plain:
    if line.amount is not None:
        return line.amount
    if line.percent is not None:
        return line.percent
    if line.quantity is not None and line.rate is not None:
        return Message("{quantity} × {rate}", quantity=line.quantity, rate=line.rate)
    return line.quantity if line.quantity is not None else ""


def _setting(text: str) -> Plain:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, bool):
        return change_words.YES if value else change_words.NO
    return str(value) if isinstance(value, str | int) else Message("changed")


def _typed(kind: str, name: str, kept: Any) -> Plain:
    """A value as its column reads it."""
    table = Record.metadata.tables.get(kind)
    column = table.columns.get(name) if table is not None else None
    if column is None or not isinstance(column.type, Kept):
        return str(kept)
    if column.type is YES_NO:
        return change_words.YES if kept else change_words.NO
    try:
        value = column.type.read(kept)
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return str(kept)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, Money | Decimal | Month | date) or not isinstance(value, int) else str(value)
