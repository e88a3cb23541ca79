"""Loading a file of decentral registrering into a client: the lines in their order, each as a whole or not at all. The
preview and the import are the same work; only the import is written.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.employer import Setting
from models.records.imported_file import ImportedFile
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Span
from services.desk import decentral
from services.desk.absence_plan import known_in
from services.desk.decentral_book import Book
from services.desk.decentral_kept import NUMBERS
from services.desk.decentral_more import MORE, absence_codes
from services.desk.decentral_one import Loading, Rejected, remark
from services.desk.decentral_pay import line_of, pay, pays_terms
from services.desk.decentral_people import DEPARTMENTS, LOADERS, OFFICES
from services.desk.decentral_waiting import open_runs
from services.desk.desk import Desk
from services.desk.employee_around import surroundings_in
from services.desk.settings import table_setting
from services.files.decentral import PAGE, DecentralFile, Entry, Key, Known, Line
from services.files.decentral_layout import (
    ABSENCE,
    ACCOUNT,
    DEPARTMENT,
    EINCOME,
    EMPLOYEE,
    PAY,
    PAY_OFFICE,
    REMINDER,
    STATISTICS,
    STEP,
    TAX_CARD,
)

KIND: Final = "decentral"
"""The kind of such a file among those that were taken in."""

_STEP: Final = 250  # lines between two words to whoever waits
_LOADERS: Final[Mapping[str, Callable[[Loading, Line, Entry], Message]]] = {**LOADERS, PAY: pay, **MORE}
Numbers = tuple[int, int]
"""Customer and employer."""


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """A line with what becomes of it: what it does, empty where it is rejected, and whom it is about."""

    line: Line
    does: Message | None
    name: str = ""

    @property
    def key(self) -> int:
        """By what it is known again: its number in the file."""
        return self.line.number


@dataclass(frozen=True, slots=True)
class DecentralPreview:
    """What a file would do. `numbers` are the customer and employer that the client is, `asks` those of the file among
    which one has to be chosen, where the client has none yet.
    """

    file: DecentralFile
    lines: tuple[LoadedLine, ...]
    numbers: Numbers | None
    is_known: bool
    asks: tuple[Numbers, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is said of the file as a whole."""
        return self.file.findings


@dataclass(slots=True)
class Loaded:
    """A file that was loaded into the rows in memory."""

    file: DecentralFile
    does: dict[int, Message] = field(default_factory=dict)
    book: Book | None = None
    numbers: Numbers | None = None
    is_known: bool = False
    asks: tuple[Numbers, ...] = ()


def preview(
    desk: Desk, content: bytes, name: str, numbers: Numbers | None = None, progress: Progress = no_progress
) -> DecentralPreview:
    """What taking a file in would do, line by line. `numbers` are the customer and employer that the client is, where
    it does not know yet. Never raises for the file; `progress` may stop it (Cancelled).
    """
    with desk.reading() as session:
        loaded = load(session, desk, content, name, numbers, progress)
    names = {row["number"]: row["name"] for row in loaded.book.people.rows.values()} if loaded.book else {}
    lines = tuple(
        LoadedLine(
            each,
            None if each.is_rejected or loaded.file.is_refused else loaded.does.get(each.number),
            names.get(each.entry.employee, "") if each.entry is not None and each.entry.employee is not None else "",
        )
        for each in loaded.file.lines
    )
    return DecentralPreview(loaded.file, lines, loaded.numbers, loaded.is_known, loaded.asks)


def numbers_of(session: Session) -> Numbers | None:
    """Which customer and employer the client is in these files; None where nobody has said."""
    kept = table_setting(session, NUMBERS)
    customer, employer = kept.get("customer"), kept.get("employer")
    return (customer, employer) if isinstance(customer, int) and isinstance(employer, int) else None


def remember_numbers(session: Session, numbers: Numbers) -> None:
    """Keep them."""
    value = json.dumps({"customer": numbers[0], "employer": numbers[1]})
    row = session.get(Setting, NUMBERS)
    if row is None:
        session.add(Setting(name=NUMBERS, value=value))
    elif row.value != value:
        row.value = value


def files_loaded(session: Session) -> dict[str, str]:
    """The files that were taken in and stand, name → SHA-256."""
    wanted = select(ImportedFile.name, ImportedFile.sha256).where(
        ImportedFile.kind == KIND, ImportedFile.undone_at.is_(None)
    )
    return dict(session.execute(wanted).all())


def load(
    session: Session,
    desk: Desk,
    content: bytes,
    name: str,
    numbers: Numbers | None = None,
    progress: Progress = no_progress,
) -> Loaded:
    """Load a file into the rows in memory; nothing is written."""
    progress(0, 1, Message("Reading the file"))
    around = surroundings_in(session, desk)
    files = files_loaded(session)
    kept = numbers_of(session)
    first = decentral.read(content, name, Known(files=files)) if kept is None else None
    in_file = _numbers_in(first) if first is not None else ()
    said = kept or (numbers if numbers in in_file else None) or (in_file[0] if in_file else None)
    asks = in_file if kept is None and len(in_file) > 1 else ()
    is_taken = around.questions.has("files.decentral")
    if around.employer is None or not is_taken:
        what = Message("Enter the employer first: an employee works at one of its sub-units")
        if not is_taken:
            what = Message("Files of decentral registrering are for Danish clients")
        file = first or decentral.read(content, name, Known(files=files))
        stop = Finding(Severity.STOP, what, Place(PAGE))
        return Loaded(replace(file, findings=(*file.findings, stop)), numbers=said, is_known=kept is not None)
    book = Book(session)
    file = decentral.read(content, name, _known(book, files, said))
    loaded = Loaded(file, {}, book, said, kept is not None, asks)
    if not file.is_refused:
        _load(session, desk, loaded, around, progress)
    return loaded


def _numbers_in(file: DecentralFile) -> tuple[Numbers, ...]:
    """The customers and employers that a file names, the most frequent first."""
    counts: dict[Numbers, int] = defaultdict(int)
    for each in file.lines:
        if each.entry is not None and each.entry.customer and each.entry.employer:
            counts[each.entry.customer, each.entry.employer] += 1
    return tuple(sorted(counts, key=lambda pair: (-counts[pair], pair)))


def _load(session: Session, desk: Desk, loaded: Loaded, around: Any, progress: Progress) -> None:
    book = loaded.book
    assert book is not None
    light = replace(
        around, people=(), employer=replace(around.employer, numbered=None, choices=around.employer.choices)
    )
    loading = Loading(
        book,
        around,
        light,
        known_in(session, desk.client.country, desk.today),
        _paid(session),
        open_runs(session),
        cprs={row["national_id"]: row["number"] for row in book.people.rows.values() if row["national_id"]},
    )
    for line in loaded.file.lines:
        if line.is_rejected:
            _failed(loading, line)
    lines = loaded.file.to_load
    found = []
    for place, line in enumerate(lines):
        if place % _STEP == 0:
            progress(place, len(lines), Message("Going through the lines"))
        assert line.entry is not None
        try:
            with book.trying():
                loaded.does[line.number] = _LOADERS[line.record](loading, line, line.entry)
        except Rejected as rejected:
            found.append(remark(line, rejected.cause, rejected.what, rejected.field))
            _failed(loading, line)
    loaded.file = loaded.file.with_remarks([*found, *loading.warned])


_GIVES: Final = {DEPARTMENT: "department", PAY_OFFICE: "pay_office", EMPLOYEE: "employee"}


def _failed(loading: Loading, line: Line) -> None:
    if line.entry is not None and line.record in _GIVES:
        loading.failed.setdefault((line.record, line.entry.values.get(_GIVES[line.record])), line.number)


def _paid(session: Session) -> dict[int, list[Span]]:
    """The days of approved pay, by the record of the employee."""
    wanted = (
        select(runs.Payslip.employee_id, runs.PayRun.month, runs.PayRun.first_day, runs.PayRun.last_day)
        .join(runs.PayRun, runs.PayRun.id == runs.Payslip.run_id)
        .where(runs.PayRun.approved_at.is_not(None))
        .order_by(runs.PayRun.pay_date, runs.PayRun.id)
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for employee_id, month, first, last in session.execute(wanted):
        found[employee_id].append(month.span if first is None else Span(first, last))
    return found


# --- what the client has ---------------------------------------------------------------------------------------------


def _known(book: Book, files: Mapping[str, str], numbers: Numbers | None) -> Known:
    people = {row["id"]: row["number"] for row in book.people.rows.values()}
    groups = {row["pay_group"] for row in book.steps.rows.values()} | {
        row["pay_group"] for row in book.terms.rows.values()
    }
    groups |= {row["key"].split("|")[2] for row in book.registered.of(None, STEP)}
    groups.discard("")
    return Known(
        employers=None if numbers is None else {numbers},
        employees=set(people.values()),
        employed={people[row["employee_id"]] for row in book.jobs.rows.values()},
        departments={row["code"] for row in book.units.rows.values() if row["kind"] == DEPARTMENTS},
        pay_offices={row["code"] for row in book.units.rows.values() if row["kind"] == OFFICES},
        groups=groups or None,
        absence_codes=absence_codes(),
        keys=_keys(book, people),
        files=files,
    )


def _keys(book: Book, people: Mapping[int, int]) -> Mapping[str, set[Key]]:
    """The rows that are there, by record: the values of the key fields in their order."""
    found: dict[str, set[Key]] = {
        DEPARTMENT: {(row["code"],) for row in book.units.rows.values() if row["kind"] == DEPARTMENTS},
        PAY_OFFICE: {(row["code"],) for row in book.units.rows.values() if row["kind"] == OFFICES},
        STEP: {(row["table_number"], row["since"], row["pay_group"]) for row in book.steps.rows.values()},
        ABSENCE: {
            (people[row["employee_id"]], row["first"], int(row["kind"]))
            for row in book.absences.rows.values()
            if row["kind"].isdecimal() and row["withdrawn"] is None
        },
    }
    pay_keys: set[Key] = {
        (people[row["employee_id"]], row["since"], int(row["type"])) for row in book.rates.rows.values()
    }
    for row in book.fixed.rows.values():
        kind = line_of(row["line"]).type
        if row["from_day"] is not None and kind.isdecimal():
            pay_keys.add((people[row["employee_id"]], row["from_day"], int(kind)))
    owner = {row["id"]: row["employee_id"] for row in book.jobs.rows.values()}
    salary = next((number for number in decentral.layout().salary_types if pays_terms(str(number))), None)
    for row in book.terms.rows.values():
        if salary is not None and row["monthly_salary"] is not None:
            pay_keys.add((people[owner[row["employment_id"]]], row["from_day"], salary))
    kept: dict[str, set[Key]] = {record: set() for record in (ACCOUNT, REMINDER, STATISTICS, EINCOME, TAX_CARD)}
    for row in book.registered.rows.values():
        number = people.get(row["employee_id"], 0)
        parts = row["key"].split("|")
        if row["record"] == STEP:
            found[STEP].add((parts[0], row["since"], parts[2]))
        if not number:
            continue
        match row["record"]:
            case "MLE-35-REGK":
                kept[ACCOUNT].add((number, row["since"]))
            case "MLE-40-LONA" if len(parts) > 1:
                pay_keys.add((number, row["since"], int(parts[0])))
            case "MLE-45-ERIN":
                kept[REMINDER].add((number, row["since"], int(parts[1])))
            case "MLE-50-ANSO":
                kept[STATISTICS].add((number, int(parts[0]), int(parts[1]), row["since"]))
            case "MLE-55-FRAV":
                found[ABSENCE].add((number, row["since"], int(parts[1])))
            case "MLE-60-EIND":
                kept[EINCOME].add((number, int(parts[0]), int(parts[1]), row["since"]))
            case "MLE-65-GREK":
                kept[TAX_CARD].add((number, row["since"], parts[1]))
    return {**found, PAY: pay_keys, **kept}
