"""Everything in a client file in open formats, whole or not at all: tables as CSV and JSON with what each column means,
every file as it was made or came, overviews for people, a reading guide, and a checksum for each file.

No file name says anything about a person. The folder has its content when all of it is written, and not before.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Column as DbColumn
from sqlalchemy import Integer, LargeBinary, Table, func, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import employer as firm
from models.records import pay_run as runs
from models.records.audit import ChangeEntry
from models.records.base import Record
from models.records.columns import DATE, DECIMAL, MOMENT, MONEY, MONTH, PERCENT, YES_NO
from models.records.imported_file import ImportedFile
from models.records.stored_file import StoredFile
from models.values.finding import refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.table import Column, Kind
from models.values.table import Table as List
from services.desk import countries, kept_files
from services.desk.desk import Desk
from services.desk.erasures import erased_imports
from services.desk.gather import employer_facts, head_of
from services.desk.imported_files import content_of
from services.desk.version import VERSION
from services.files import table_csv
from services.files.table_csv import harmless
from services.reference import employment_words
from services.reference.change_words import VALUES
from services.reference.disk_words import disk_words
from services.reference.table_words import UNITS, column_words, reading_guide, table_words
from services.reference.texts import texts

__all__ = ["Exported", "export_all", "is_free"]

_UNFINISHED: Final = ".lonnsom-unfinished"
_KINDS: Final = {
    id(MONEY): "money",
    id(DATE): "date",
    id(MOMENT): "moment",
    id(MONTH): "month",
    id(PERCENT): "percent",
    id(DECIMAL): "decimal",
    id(YES_NO): "yes_no",
}
_JSON: Final = {
    ("change_log", "detail"),
    ("column_mapping", "mapping"),
    ("employee_draft", "form"),
    ("employer", "choices"),
    ("entered_line", "line"),
    ("erasure", "receipt"),
    ("fixed_line", "line"),
    ("imported_file", "columns"),
    ("setting", "value"),
}
_BYTES_ALONE: Final = {"file_part", "imported_content"}  # what is in them lies as files beside the tables
_GUIDES: Final = {"LESMEG.txt": "nb", "README.txt": "en"}
_AT_ONCE: Final = 50  # files that are read with one question


@dataclass(frozen=True, slots=True)
class Exported:
    """Where it lies, how many files that made, and how many bytes."""

    folder: Path
    files: int
    size: int


def is_free(folder: Path) -> bool:
    """Whether everything can be put there: an empty folder, or one that does not exist yet."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def export_all(desk: Desk, folder: Path, language: str = "nb", progress: Progress = no_progress) -> Exported:
    """Write everything into an empty folder, the overviews in the language. Raises Refused where the folder is not
    empty or cannot be written to. Stopped on the way, or failing, it leaves the folder as it was.

    That everything was taken out is noted in the change log, where the file is open for writing.
    """
    if not is_free(folder):
        raise refuse(Message("The folder {folder} is not empty. Choose an empty one", folder=str(folder)))
    made_here = not folder.exists()
    part = folder / _UNFINISHED
    tree, moved = _Tree(part), list[Path]()
    try:
        part.mkdir(parents=True)
        _fill(desk, tree, language, progress)
        for entry in sorted(part.iterdir()):
            entry.rename(folder / entry.name)
            moved.append(folder / entry.name)
        part.rmdir()
    except BaseException as wrong:
        for left in (part, *moved):
            _remove(left)
        if made_here:
            with suppress(OSError):
                folder.rmdir()
        if not isinstance(wrong, OSError):
            raise
        what = Message("{file} could not be written: {reason}", file=str(folder), reason=disk_words(wrong))
        raise refuse(what) from wrong
    if not desk.client.is_read_only:
        with desk.change("file.export") as session:
            session.note("file_meta", {"files": len(tree.sums) + 1})
    return Exported(folder, len(tree.sums) + 1, tree.size)


@dataclass(slots=True)
class _Tree:
    """A folder that is being filled, with the checksum of each file in it."""

    root: Path
    sums: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def put(self, name: str, content: bytes) -> None:
        """One file, whole; its name is relative, with forward slashes, and never taken twice."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            out.write(content)
        self._told(name, sha256(content).hexdigest(), len(content))

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[str]]:
        """One file of text, written as it comes, with the line ends that it is given."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as out:
            yield out
        with path.open("rb") as made:
            digest = sha256(usedforsecurity=True)
            size = 0
            while piece := made.read(1 << 20):
                digest.update(piece)
                size += len(piece)
        self._told(name, digest.hexdigest(), size)

    def _told(self, name: str, digest: str, size: int) -> None:
        self.sums[name] = digest
        self.size += size


def _fill(desk: Desk, tree: _Tree, language: str, progress: Progress) -> None:
    tables = _sheets()
    with desk.reading() as session:
        files: int = session.scalar(select(func.count()).select_from(StoredFile)) or 0
        imports: int = session.scalar(select(func.count()).select_from(ImportedFile)) or 0
        total = len(tables) + files + imports + 2
        _tables(session, tree, lambda done: progress(done, total, Message("Writing the tables")))
        done = len(tables)
        for number in _kept(session, tree):
            progress(done + number, total, Message("Writing the files"))
        done += files
        for number in _imports(session, tree):
            progress(done + number, total, Message("Writing the imported files"))
        _answers(session, tree)
        progress(total - 2, total, Message("Writing the overviews"))
        _dictionary(tree)
        _overviews(session, desk, tree, language)
        _guides(session, desk, tree)
    progress(total - 1, total, Message("Writing the checksums"))
    lines = [f"{digest}  {name}\n" for name, digest in sorted(tree.sums.items())]
    (tree.root / "SHA256SUMS").write_bytes("".join(lines).encode())


# --- tables --------------------------------------------------------------------------------------------------------


def _sheets() -> list[Table]:
    """The tables that are written."""
    return [table for table in Record.metadata.sorted_tables if table.name not in _BYTES_ALONE]


def _columns(table: Table) -> list[DbColumn[Any]]:
    """The columns that an open format can hold; bytes lie as files beside the tables."""
    return [column for column in table.columns if not isinstance(column.type, LargeBinary)]


def _tables(session: Session, tree: _Tree, tell: Callable[[int], None]) -> None:
    """Every table as CSV, and all of them in one JSON file with a row a line, read once and never whole in memory."""
    with tree.stream("tables.json") as everything:
        everything.write('{"format": "lonnsom-tables", "version": 1, "tables": {')
        for number, table in enumerate(_sheets()):
            tell(number)
            columns = _columns(table)
            names = [column.name for column in columns]
            everything.write(f"{',' if number else ''}\n{json.dumps(table.name)}: [")
            with tree.stream(f"tables/{table.name}.csv") as out:
                out.write("\ufeff")
                rows = csv.writer(out, delimiter=";")
                rows.writerow(names)
                order = table.primary_key.columns.values()
                statement = str(select(*columns).select_from(table).order_by(*order))
                for count, row in enumerate(session.connection().exec_driver_sql(statement)):
                    rows.writerow([harmless(value) if isinstance(value, str) else value for value in row])
                    told = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
                    everything.write(f"{',' if count else ''}\n{told}")
                    if count % 1000 == 999:
                        tell(number)
            everything.write("]")
        everything.write("\n}}\n")


def _dictionary(tree: _Tree) -> None:
    """What every table and column is, in both languages of the guide."""
    nb, en = texts("nb"), texts("en")
    rows: list[list[str]] = [["table", "column", "unit_nb", "meaning_nb", "unit_en", "meaning_en"]]
    for table in _sheets():
        words = table_words(table.name)
        rows.append([table.name, "", "", nb(words), "", en(words)])
        for column in _columns(table):
            unit, what = UNITS[_unit(table, column)], column_words(table.name, column.name)
            rows.append([table.name, column.name, nb(unit), nb(what), en(unit), en(what)])
    tree.put("dictionary.csv", table_csv.write_rows(rows))


def _unit(table: Table, column: DbColumn[Any]) -> str:
    if (table.name, column.name) in _JSON:
        return "json"
    if column.name == "hundredths":
        return "hundredths"
    if known := _KINDS.get(id(column.type)):
        return known
    return "number" if isinstance(column.type, Integer) else "text"


# --- files ---------------------------------------------------------------------------------------------------------


def _kept(session: Session, tree: _Tree) -> Iterator[int]:
    """Every file as it was made, by year and run or month. Yields how many there are so far."""
    folders = {run.id: f"{run.month.year}/{head_of(run).name}" for run in session.scalars(select(runs.PayRun))}
    kept = session.execute(
        select(StoredFile.run_id, StoredFile.month, StoredFile.name, StoredFile.version, StoredFile.parts)
        .where(StoredFile.parts != "")  # one that was erased has its name and checksum in the table alone
        .order_by(StoredFile.id)
    ).all()
    for start in range(0, len(kept), _AT_ONCE):
        some = kept[start : start + _AT_ONCE]
        contents = kept_files.get(session, [each.parts for each in some])
        for number, (row, content) in enumerate(zip(some, contents, strict=True), start):
            yield number
            if row.run_id is not None:
                place = folders[row.run_id]
            else:
                place = f"{row.month.year}/{row.month}-month" if row.month is not None else "other"
            tree.put(f"files/{place}/{_versioned(row.name, row.version)}", content)


def _answers(session: Session, tree: _Tree) -> None:
    """What second persons answered about runs, exactly as it came."""
    wanted = select(runs.RunApproval.id, runs.RunApproval.content, runs.PayRun).join(
        runs.PayRun, runs.PayRun.id == runs.RunApproval.run_id
    )
    for number, content, run in session.execute(wanted):
        tree.put(f"files/{run.month.year}/{head_of(run).name}/approval-answer-{number}.json", content)


def _versioned(name: str, version: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return name if version == 1 else f"{stem}-v{version}{dot}{ending}"


def _imports(session: Session, tree: _Tree) -> Iterator[int]:
    """Every file from outside as it came, under its number: what it was called may name a person."""
    erased = erased_imports(session)
    for count, (number, name) in enumerate(session.execute(select(ImportedFile.id, ImportedFile.name)).all()):
        yield count
        if number in erased:
            continue
        ending = "".join(sign for sign in Path(name).suffix[:8] if (sign.isascii() and sign.isalnum()) or sign == ".")
        tree.put(f"imports/{number}{ending if len(ending) > 1 else ''}", content_of(session, number))


# --- for people ----------------------------------------------------------------------------------------------------


def _numbers(session: Session, desk: Desk) -> Sequence[Message]:
    """The employer's numbers in words; none where no employer is entered."""
    if session.get(firm.Employer, 1) is None:
        return ()
    return countries.country(desk.client.country).employer_numbers(employer_facts(session))


def _overviews(session: Session, desk: Desk, tree: _Tree, language: str) -> None:
    """The employees and the runs as lists to read, as PDF and CSV."""
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    say = texts(language)
    name, details = "", tuple(say(each) for each in _numbers(session, desk))
    if (employer := session.get(firm.Employer, 1)) is not None:
        name = employer.name
    for stem, table in (("people", _people(session, language)), ("runs", _runs(session, language))):
        tree.put(f"{stem}.csv", table_csv.write(table, say))
        if table.rows:
            tree.put(f"{stem}.pdf", table_pdf(table, language, name, details, (), desk.today))


def _people(session: Session, language: str) -> List:
    """One row an employment, with its newest terms; who has none has a row as well."""
    say = texts(language)
    newest: dict[int, people.EmploymentTerms] = {}
    for terms in session.scalars(select(people.EmploymentTerms).order_by(people.EmploymentTerms.from_day)):
        newest[terms.employment_id] = terms
    columns = (
        Column("number", Message("No."), Kind.NUMBER),
        Column("name", Message("Name")),
        Column("born", Message("Born"), Kind.DATE),
        Column("title", Message("Title")),
        Column("start", Message("First day"), Kind.DATE),
        Column("end", Message("Last day"), Kind.DATE),
        Column("percent", Message("Position, %"), Kind.NUMBER),
        Column("monthly", Message("Monthly pay"), Kind.MONEY),
        Column("hourly", Message("Hourly pay"), Kind.MONEY),
    )
    wanted = (
        select(people.Employee, people.Employment)
        .join(people.Employment, people.Employment.employee_id == people.Employee.id, isouter=True)
        .order_by(people.Employee.number, people.Employment.start)
    )
    rows = []
    for who, job in session.execute(wanted):
        held = newest.get(job.id) if job is not None else None
        kind = employment_words.TYPES.get(job.type) if job is not None else None
        rows.append(
            (
                str(who.number),
                who.name,
                who.born,
                (job.title or (say(kind.name) if kind else "")) if job is not None else "",
                job.start if job is not None else None,
                job.end if job is not None else None,
                held.percent.value if held is not None else None,
                held.monthly_salary if held is not None else None,
                held.hourly_rate if held is not None else None,
            )
        )
    return List(Message("Employees"), columns, tuple(rows))


def _runs(session: Session, language: str) -> List:
    say = texts(language)
    columns = (
        Column("run", Message("Pay run")),
        Column("kind", Message("Kind")),
        Column("pay_date", Message("Pay date"), Kind.DATE),
        Column("approved", Message("Approved by")),
        Column("people", Message("Payslips"), Kind.NUMBER),
        Column("gross", Message("Gross pay"), Kind.MONEY, summed=True),
        Column("withholding", Message("Tax withheld"), Kind.MONEY, summed=True),
        Column("net", Message("Paid out"), Kind.MONEY, summed=True),
    )
    sums = {
        row.run_id: row
        for row in session.execute(
            select(
                runs.Payslip.run_id,
                func.count().label("slips"),
                func.sum(runs.Payslip.gross_cash).label("gross"),
                func.sum(runs.Payslip.withholding).label("withheld"),
                func.sum(runs.Payslip.net_pay).label("net"),
            ).group_by(runs.Payslip.run_id)
        )
    }
    kinds = VALUES["pay_run.kind"]
    rows = []
    for run in session.scalars(select(runs.PayRun).order_by(runs.PayRun.pay_date, runs.PayRun.id)):
        found = sums.get(run.id)
        rows.append(
            (
                head_of(run).name,
                say(kinds[run.kind]),
                run.pay_date,
                run.approved_by or say(Message("draft")),
                str(found.slips) if found else "0",
                found.gross if found else None,
                found.withheld if found else None,
                found.net if found else None,
            )
        )
    return List(Message("Pay runs"), columns, tuple(rows))


def _guides(session: Session, desk: Desk, tree: _Tree) -> None:
    employer = session.get(firm.Employer, 1)
    change: int = session.scalar(select(func.max(ChangeEntry.seq))) or 0
    at: datetime = desk.now()
    for name, language in _GUIDES.items():
        say = texts(language)
        who, test = "", ""
        if employer is not None:
            who = ", ".join((employer.name, *(say(each) for each in _numbers(session, desk))))
            if employer.test_client:
                test = say(Message("TEST: a client to try the program with. The people in it are made up.")) + "\n"
        text = reading_guide(language).format(
            employer=who, made=say.formats.day(at.date()), version=VERSION, change=change, test=test
        )
        tree.put(name, text.replace("\n", "\r\n").encode("utf-8-sig"))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
