"""Who may be erased now that the years are over in which their pay must be kept, and what that does to the file.

What stays is the firm's own book-keeping: vouchers, sums and movements under the person's number. What goes is who it
was: name, identity number, address, account, card, absences, the papers that they stand in, and what the change log
told of them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.absence import Absence
from models.records.base import Record
from models.records.columns import MOMENT
from models.records.erasure import Erasure
from models.records.imported_file import ImportedContent, ImportedFile, RefundLink, RefundPosting
from models.records.movement import Movement
from models.records.numbered import Registered
from models.records.stored_file import FilePart, StoredFile
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.span import Month
from services.desk import countries, kept_files
from services.desk.desk import Desk
from services.desk.gather import balances_of, persons
from services.desk.settings import setting
from services.desk.stored_form import read_payslip, write_payslip
from services.engine.facts import PersonFacts
from services.engine.result import Payslip
from services.files.pdf_words import words_of
from services.reference.retention import Retention, pay_is_kept
from services.vault.client import Client
from services.vault.erase import Rows, forms, holds
from services.vault.erase import Sealed as Sealed
from services.vault.history import AtOnce, Detail, Entry, Note, RowChange

RETENTION: Final = "retention_years"
"""The setting by which a firm keeps pay longer than it must."""
LONGEST: Final = 50
ERASED_NAME: Final = "Slettet person {number}"
EMPLOYED: Final = "erase.employed"
"""The code of the reason that somebody has not left yet."""
GONE: Final = "•••"
"""What stands where a name stood in a text."""
_PAGE: Final = "erasures"
_LEAST_LETTERS: Final = 6  # of a word that is looked for everywhere
_PDF: Final = "application/pdf"
_PAYSLIP: Final = "payslip"

_DELETED: Final[tuple[Any, ...]] = (
    people.TaxCard,
    people.FixedLine,
    people.PersonalRate,
    Registered,
    people.CompanyCar,
    people.StaffLoan,
    people.CostShare,
    runs.PayslipNote,
)
_FREE: Final = (
    ("absence", "note"),
    ("employee_draft", "form"),
    ("imported_file", "name"),
    ("mark", "note"),
    ("movement", "reason"),
    ("payslip_note", "text"),
    ("refund_posting", "note"),
    ("run_approval", "remark"),
)
"""Texts that somebody wrote and no figure is computed from: a name in them is taken out."""
EXEMPT: Final = frozenset(
    {
        "change_log.by",
        "erasure.by",
        "file_meta.created_by",
        "imported_file.by",
        "imported_file.undone_by",
        "mark.by",
        "pay_run.approved_by",
        "run_approval.taken_in_by",
        "run_approval.answered_by",
    }
)
"""Columns that say who worked in the program, which is another matter than who was paid."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who left. `until` is the last day on which what was paid must be kept; `reasons` say why not yet."""

    id: int
    number: int
    name: str
    last_year: int | None
    until: date | None
    reasons: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LostFile:
    """A kept file or an import whose bytes go; its name, size and checksum stay."""

    id: int
    name: str
    year: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What an erasure touches, in numbers, and the files whose bytes go."""

    payslips: int
    runs: int
    log_entries: int
    rows_deleted: int
    files: tuple[LostFile, ...]
    imports: tuple[LostFile, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written, and how far it reaches."""

    rows: Rows
    reach: Reach


# --- who ------------------------------------------------------------------------------------------------------------


def years_kept(session: Session, country: str, today: date) -> tuple[int, Retention] | None:
    """The years that hold for this firm, and what the law says; None where the law is not known to the program."""
    law = pay_is_kept(country, today)
    if law is None:
        return None
    own = setting(session, RETENTION)
    return (max(own, law.years) if isinstance(own, int) else law.years), law


def candidates(session: Session, country: str, today: date) -> tuple[Candidate, ...]:
    """Everybody who is not erased already, by number, each with what is in the way."""
    kept = years_kept(session, country, today)
    gone = erased_numbers(session)
    facts = {each.number: each for each in persons(session, balances_of(session), None, {}, {})}
    years = _years(session)
    open_runs = _open_runs(session)
    found = []
    for row in session.scalars(select(people.Employee).order_by(people.Employee.number)):
        if row.number in gone:
            continue
        last = max(years[row.id], default=None)
        until = date(last + kept[0], 12, 31) if last is not None and kept is not None else None
        reasons = tuple(_reasons(session, country, today, row, facts[row.number], until, open_runs.get(row.id)))
        found.append(Candidate(row.id, row.number, row.name, last, until, reasons))
    return tuple(found)


def erased_numbers(session: Session) -> frozenset[int]:
    """The numbers of the persons who are erased."""
    return frozenset(int(each) for some in session.scalars(select(Erasure.numbers)) for each in some.split())


def _years(session: Session) -> Mapping[int, set[int]]:
    """By employee the years of which something is kept: pay, absence, refund, and the end of employment."""
    found: dict[int, set[int]] = defaultdict(set)

    def add(employee_id: int | None, *days: date | Month | None) -> None:
        if employee_id is not None:
            found[employee_id] |= {day.year for day in days if day is not None}

    work, away, refund = people.Employment, Absence, RefundPosting
    for who, start, end in session.execute(select(work.employee_id, work.start, work.end)):
        add(who, end or start)
    when = (runs.PayRun.pay_date, runs.PayRun.month, runs.PayRun.reported_in, runs.PayRun.approved_at)
    parts: tuple[Any, ...] = (runs.Payslip, runs.EnteredLine, Movement, RefundPosting, runs.CorrectedEmployee)
    for part in parts:
        wanted = select(part.employee_id, *when).join(runs.PayRun, runs.PayRun.id == part.run_id).distinct()
        for who, *days in session.execute(wanted):
            add(who, *days)
    for who, first, until in session.execute(select(away.employee_id, away.first, away.last)):
        add(who, until or first)
    for receiver, last, paid, at in session.execute(
        select(refund.employee_id, refund.last, ImportedFile.payment_date, ImportedFile.imported_at).join(
            ImportedFile, ImportedFile.id == refund.import_id
        )
    ):
        add(receiver, last, paid, at)
    return found


def _open_runs(session: Session) -> Mapping[int, int]:
    found: dict[int, int] = {}
    parts: tuple[Any, ...] = (runs.Payslip, runs.EnteredLine, runs.CorrectedEmployee)
    for part in parts:
        wanted = select(part.employee_id, part.run_id).join(runs.PayRun, runs.PayRun.id == part.run_id)
        found.update(session.execute(wanted.where(runs.PayRun.approved_at.is_(None))).all())
    return found


def _reasons(
    session: Session,
    country: str,
    today: date,
    row: people.Employee,
    person: PersonFacts,
    until: date | None,
    open_run: int | None,
) -> Iterator[Finding]:
    def stop(what: Message, where: Place | None = None, code: str = "erase.kept") -> Finding:
        return Finding(Severity.STOP, what, where or Place("employees", row.number), code=code)

    if any(each.end is None or each.end >= today for each in person.employments):
        yield stop(Message("{name} is still employed. End the employment first", name=row.name), code=EMPLOYED)
        return
    if open_run is not None:
        yield stop(Message("{name} stands in an open pay run", name=row.name), Place("pay_run", open_run))
    wanted = select(Absence.id).where(
        Absence.employee_id == row.id, Absence.last.is_(None), Absence.withdrawn.is_(None)
    )
    if session.scalar(wanted.limit(1)) is not None:
        yield stop(Message("{name} has an absence without a last day", name=row.name))
    if until is None:
        what = Message("Nothing was ever paid to {name}. Delete the employee instead", name=row.name)
        if pay_is_kept(country, today) is None:
            what = Message("The program does not know how long pay must be kept in this country")
        yield stop(what)
    elif until >= today:
        yield stop(Message("What was paid to {name} must be kept until {day}", name=row.name, day=until))
    if _is_owed(country, person):
        yield stop(
            Message("A balance of {name} is not settled: holiday pay, an advance, hours or a loan", name=row.name),
            Place("employees", row.number, "balances"),
        )


def _is_owed(country: str, person: PersonFacts) -> bool:
    pack = countries.country(country)
    if any(not each.is_settled for each in pack.holiday_owed(person)):
        return True
    if any(key.account in pack.owed_accounts and amount for key, amount in person.balances.items()):
        return True
    lent = sum(loan.balance.ore for loan in person.loans)
    return lent > sum(value for key, value in person.balances.items() if key.account == "loan_repaid")


# --- what -----------------------------------------------------------------------------------------------------------


def lost_files(session: Session, last_year: int) -> tuple[LostFile, ...]:
    """The kept files of the years until the last one that have their bytes still."""
    wanted = select(StoredFile, runs.PayRun.pay_date).join(
        runs.PayRun, runs.PayRun.id == StoredFile.run_id, isouter=True
    )
    rows = session.execute(wanted.where(StoredFile.parts != "").order_by(StoredFile.id)).all()
    found = [LostFile(file.id, file.name, _year_of(file, paid)) for file, paid in rows]
    return tuple(each for each in found if each.year <= last_year)


def _year_of(file: StoredFile, paid: date | None) -> int:
    """The year that a kept file belongs to: the later of its month and its pay date, else when it was made."""
    years = [each.year for each in (file.month, paid) if each is not None]
    return max(years) if years else file.made_at.year


def lost_imports(session: Session, last_year: int) -> tuple[LostFile, ...]:
    """The files from outside of those years that have their bytes still."""
    wanted = (
        select(ImportedFile, runs.PayRun.pay_date)
        .join(ImportedContent, ImportedContent.import_id == ImportedFile.id)
        .join(runs.PayRun, runs.PayRun.id == ImportedFile.run_id, isouter=True)
        .order_by(ImportedFile.id)
    )
    found = [LostFile(file.id, file.name, _year_of_import(file, paid)) for file, paid in session.execute(wanted)]
    return tuple(each for each in found if each.year <= last_year)


def last_year(session: Session) -> int | None:
    """The last year whose files lost their bytes on purpose; None where nobody was erased."""
    return session.scalar(select(func.max(Erasure.last_year)))


def erased_imports(session: Session) -> frozenset[int]:
    """The imports that have no bytes any more, on purpose."""
    last = last_year(session)
    if last is None:
        return frozenset()
    bare = select(ImportedFile, runs.PayRun.pay_date).join(
        runs.PayRun, runs.PayRun.id == ImportedFile.run_id, isouter=True
    )
    with_bytes = set(session.scalars(select(ImportedContent.import_id)))
    rows = [(file, paid) for file, paid in session.execute(bare) if file.id not in with_bytes]
    return frozenset(file.id for file, paid in rows if _year_of_import(file, paid) <= last)


def _year_of_import(file: ImportedFile, paid: date | None) -> int:
    return max(day.year for day in (file.imported_at, file.payment_date, paid) if day is not None)


def kept_years(session: Session) -> Mapping[int, int]:
    """The year of each kept file, by its number."""
    wanted = select(StoredFile, runs.PayRun.pay_date).join(
        runs.PayRun, runs.PayRun.id == StoredFile.run_id, isouter=True
    )
    return {file.id: _year_of(file, paid) for file, paid in session.execute(wanted)}


def still_named(session: Session, chosen: Sequence[Candidate], last_year: int) -> Iterator[Finding]:
    """Imports and kept files of later years in which somebody still stands."""
    words = forms(words_about(session, [each.id for each in chosen], ()).alone)
    gone = {each.id for each in lost_imports(session, last_year)}
    wanted = select(ImportedFile, ImportedContent.content).join(
        ImportedContent, ImportedContent.import_id == ImportedFile.id
    )
    for file, content in session.execute(wanted):
        if file.id not in gone and holds(content, words):
            what = Message(
                "The imported file “{name}” of {day} names the person, and must be kept longer",
                name=file.name,
                day=file.imported_at.date(),
            )
            yield Finding(Severity.STOP, what, Place("files"), code="erase.import")
    lost = {each.id for each in lost_files(session, last_year)}
    files = select(StoredFile).where(StoredFile.parts != "", StoredFile.kind != _PAYSLIP)
    for kept in session.scalars(files):
        if kept.id in lost:
            continue
        (content,) = kept_files.get(session, [kept.parts])
        text = words_of(content) if kept.media_type == _PDF else content
        if holds(text, words):
            what = Message("The kept file {name} names the person, and must be kept longer", name=kept.name)
            yield Finding(Severity.STOP, what, Place("files"), code="erase.file")


# --- the words that must go -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """What persons are known by and nobody else is. `alone` are those that are no part of what another is known by
    either, so that they can be looked for in any bytes.
    """

    all: tuple[str, ...]
    alone: tuple[str, ...]


def words_about(session: Session, ids: Sequence[int], entries: Iterable[Entry]) -> Words:
    """What persons are known by, now and earlier: names, numbers, accounts, addresses, e-mail."""
    mine, others = set[str](), set[str]()
    for row in session.scalars(select(people.Employee)):
        (mine if row.id in ids else others).update(_words(_employee_values(row)))
    wanted = select(runs.Payslip.content).where(runs.Payslip.employee_id.in_(ids))
    for content in session.scalars(wanted):
        person = read_payslip(content).person
        mine.update(
            _words(
                {
                    "name": person.name,
                    "national_id": person.national_id,
                    "international_id": person.international_id.value if person.international_id else "",
                    "address": "\n".join(person.address),
                    "bank_account": person.bank_account,
                }
            )
        )
    for posting in session.scalars(select(RefundPosting).where(RefundPosting.employee_id.in_(ids))):
        mine.update(_words({"name": posting.name, "national_id": posting.national_id}))
    for entry in entries:
        for change in entry.rows:
            if change.kind == "employee":
                values = {**(change.old or {}), **(change.new or {})}, (change.old or {})
                for some in values:
                    (mine if change.row in ids else others).update(_words(some))
    for employer in session.scalars(select(Record.metadata.tables["employer"].c.address)):
        others.update(line.strip() for line in employer.splitlines())
    small = {each.lower() for each in others}
    found = sorted((word for word in mine if word.lower() not in small), key=lambda each: (-len(each), each))
    return Words(tuple(found), tuple(word for word in found if not any(word.lower() in each for each in small)))


def _employee_values(row: people.Employee) -> dict[str, Any]:
    return {attribute.key: getattr(row, attribute.key) for attribute in inspect(row).mapper.column_attrs}


def _words(values: Mapping[str, Any]) -> Iterator[str]:
    """The words of one state of somebody, long enough to be about nobody else."""

    def text(name: str) -> str:
        value = values.get(name)
        return value.strip() if isinstance(value, str) else ""

    found = [text("email"), text("international_id"), text("payslip_password")]
    name = text("name")
    if " " in name:
        first, _, last = name.rpartition(" ")
        found += [name, f"{last}, {first}", f"{last} {first}"]
    found += text("address").splitlines()[:-1] or ([] if " " not in text("address") else [text("address")])
    if number := text("national_id"):
        found += [number, f"{number[:6]} {number[6:]}"]
    if account := text("bank_account"):
        found += [account]
        if re.fullmatch(r"\d{11}", account):
            parts = (account[:4], account[4:6], account[6:])
            found += [".".join(parts), " ".join(parts)]
    yield from (word for each in found if len(word := each.strip()) >= _LEAST_LETTERS)


def _taker(words: Sequence[str]) -> Callable[[str], str]:
    """Takes the words out of a text."""
    if not words:
        return lambda text: text
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    return lambda text: pattern.sub(GONE, text)


# --- the plan -------------------------------------------------------------------------------------------------------


def plan(
    session: Session,
    country: str,
    entries: Sequence[Entry],
    chosen: Sequence[Candidate],
    *,
    by: str,
    at: datetime,
    receipt: Callable[[Reach, Sealed], Mapping[str, Any]],
    birth_years: bool,
) -> Plan:
    """Everything that is written. `entries` is the whole change log, with its secrets, the newest first.

    With `birth_years` payslips keep the year of birth, as its first day: where the pay depends on the age.
    """
    ids = [each.id for each in chosen]
    numbers = {each.id: each.number for each in chosen}
    last_year = max(each.last_year for each in chosen if each.last_year is not None)
    words = words_about(session, ids, entries)
    take = _taker(words.all)
    changed: dict[tuple[str, tuple[Any, ...]], dict[str, Any]] = {}
    gone: set[tuple[str, tuple[Any, ...]]] = set()

    for row in session.scalars(select(people.Employee).where(people.Employee.id.in_(ids))):
        changed["employee", (row.id,)] = {
            "name": ERASED_NAME.format(number=row.number),
            "national_id": "",
            "born": None,
            "international_id": "",
            "international_type": "",
            "international_country": "",
            "address": "",
            "bank_account": "",
            "email": "",
            "payslip_password": "",
            "bank_bic": "",
        }
    for (number,) in session.execute(select(people.Employment.id).where(people.Employment.employee_id.in_(ids))):
        changed["employment", (number,)] = {"title": ""}
    links = select(RefundLink.posting_id).join(RefundPosting, RefundPosting.id == RefundLink.posting_id)
    gone |= {("refund_link", (each,)) for each in session.scalars(links.where(RefundPosting.employee_id.in_(ids)))}
    absences = select(RefundLink.posting_id).join(Absence, Absence.id == RefundLink.absence_id)
    gone |= {("refund_link", (each,)) for each in session.scalars(absences.where(Absence.employee_id.in_(ids)))}
    for part in (*_DELETED, Absence):
        found = session.scalars(select(part.id).where(part.employee_id.in_(ids)))
        gone |= {(part.__tablename__, (each,)) for each in found}
    for posting in session.scalars(select(RefundPosting).where(RefundPosting.employee_id.in_(ids))):
        assert posting.employee_id is not None
        name = ERASED_NAME.format(number=numbers[posting.employee_id])
        changed["refund_posting", (posting.id,)] = {"national_id": "", "name": name, "note": ""}
    for number, line in session.execute(
        select(runs.EnteredLine.id, runs.EnteredLine.line).where(runs.EnteredLine.employee_id.in_(ids))
    ):
        if (put := take(line)) != line:
            changed["entered_line", (number,)] = {"line": put}
    slips = session.execute(
        select(runs.Payslip.id, runs.Payslip.run_id, runs.Payslip.employee_id, runs.Payslip.content).where(
            runs.Payslip.employee_id.in_(ids)
        )
    ).all()
    for number, _, employee_id, content in slips:
        slip = without_person(read_payslip(content), country, birth_year=birth_years)
        assert slip.person.number == numbers[employee_id]
        changed["payslip", (number,)] = {"content": write_payslip(_told_without(slip, take))}

    files, imports = lost_files(session, last_year), lost_imports(session, last_year)
    changed |= {("stored_file", (each.id,)): {"parts": ""} for each in files}
    gone |= {("file_part", (each,)) for each in _parts_alone(session, {each.id for each in files})}
    gone |= {("imported_content", (each.id,)) for each in imports}
    _take_from_texts(session, take, changed, gone)
    log = _log(session, entries, ids, take)
    reach = Reach(
        len(slips), len({each[1] for each in slips}), len(log), _people_rows(gone), tuple(files), tuple(imports)
    )

    next_number = (session.scalar(select(func.max(Erasure.id))) or 0) + 1

    def added(sealed: Sealed) -> Sequence[tuple[str, Mapping[str, Any]]]:
        told = json.dumps(receipt(reach, sealed), ensure_ascii=False)
        row = {
            "id": next_number,
            "at": MOMENT.write(at),
            "by": by,
            "numbers": " ".join(str(each.number) for each in chosen),
            "last_year": last_year,
            "since": sealed.since,
            "until": sealed.until,
            "head_before": sealed.before,
            "head_after": sealed.after,
            "receipt": told,
        }
        return [("erasure", row)]

    rows = Rows(
        changed, frozenset(gone), log, added, words.alone, max((each.seq for each in entries), default=0), EXEMPT
    )
    return Plan(rows, reach)


def carry_out(desk: Desk, made: Plan, action: str, at: datetime, check: Callable[[Desk], None]) -> None:
    """Erase after a proven copy. `check` sits at the finished file before it takes the place of the other."""

    def look(part: Client) -> None:
        check(Desk(part, desk.user, desk.now))

    desk.client.erase(action, made.rows, by=desk.user, at=at, check=look)


def without_person(slip: Payslip, country: str, *, birth_year: bool) -> Payslip:
    """A payslip under a number only."""
    was = slip.person
    number = countries.read_person_number(country, was.national_id) if was.born is None else None
    born = number[2] if number is not None else was.born
    person = replace(
        was,
        name=ERASED_NAME.format(number=was.number),
        national_id="",
        born=date(born.year, 1, 1) if birth_year and born is not None else None,
        international_id=None,
        address=(),
        bank_account="",
        bank_bic="",
    )
    return replace(slip, person=person)


def _told_without(slip: Payslip, take: Callable[[str], str]) -> Payslip:
    """The words out of what stands on the lines, and the findings that have one. No figure is computed from these."""
    entered = tuple(replace(each, text=take(each.text), claim=take(each.claim)) for each in slip.person.lines)
    return replace(
        slip,
        person=replace(slip.person, lines=entered),
        lines=tuple(replace(each, text=take(each.text)) for each in slip.lines),
        findings=tuple(each for each in slip.findings if take(str(each.what)) == str(each.what)),
    )


def _people_rows(gone: Iterable[tuple[str, tuple[Any, ...]]]) -> int:
    return sum(table not in ("file_part", "imported_content") for table, _ in gone)


def _parts_alone(session: Session, lost: set[int]) -> set[str]:
    """The parts that only files without bytes have."""
    mine, others = set[str](), set[str]()
    for number, parts in session.execute(select(StoredFile.id, StoredFile.parts)):
        (mine if number in lost else others).update(parts.split())
    known = set(session.scalars(select(FilePart.sha256)))
    return (mine - others) & known


def _take_from_texts(
    session: Session,
    take: Callable[[str], str],
    changed: dict[tuple[str, tuple[Any, ...]], dict[str, Any]],
    gone: set[tuple[str, tuple[Any, ...]]],
) -> None:
    """The words out of what somebody wrote in other places."""
    for name, column in _FREE:
        table = Record.metadata.tables[name]
        keys = list(table.primary_key.columns)
        wanted = select(*keys, table.c[column])
        if name == "movement":
            wanted = wanted.where(table.c.run_id.is_(None))  # by hand: what a run wrote is computed again
        for *key, text in session.execute(wanted):
            row = (name, tuple(key))
            if row in gone or not isinstance(text, str) or (put := take(text)) == text:
                continue
            changed.setdefault(row, {}).setdefault(column, put)


def _log(
    session: Session, entries: Sequence[Entry], ids: Sequence[int], take: Callable[[str], str]
) -> dict[int, tuple[str | None, str]]:
    """Reasons and details of the entries that are told otherwise: what became of a person's rows is only counted."""
    owners = _owners(session, entries)
    found: dict[int, tuple[str | None, str]] = {}
    for entry in entries:
        rows: list[RowChange] = []
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for place, change in enumerate(entry.rows):
            if owners.get((entry.seq, place)) in ids or _names(change, take):
                verb = "insert" if change.old is None else "delete" if change.new is None else "update"
                counted[change.kind, verb] += 1
            else:
                rows.append(change)
        notes = [Note(note.kind, _taken(note.what, take)) for note in entry.notes]
        why = take(entry.why) if entry.why is not None else None
        if counted or notes != list(entry.notes) or why != entry.why:
            at_once = [*entry.at_once, *(AtOnce(kind, verb, many) for (kind, verb), many in counted.items())]
            found[entry.seq] = (why, Detail(rows, notes, at_once).text())
    return found


def _names(change: RowChange, take: Callable[[str], str]) -> bool:
    """Whether a row of somebody else, or of nobody, has one of the words in it."""
    told = json.dumps([change.old, change.new], ensure_ascii=False)
    return take(told) != told


def _taken(what: Any, take: Callable[[str], str]) -> Any:
    if isinstance(what, str):
        return take(what)
    if isinstance(what, dict):
        return {key: _taken(value, take) for key, value in what.items()}
    if isinstance(what, list):
        return [_taken(each, take) for each in what]
    return what


def _owners(session: Session, entries: Sequence[Entry]) -> Mapping[tuple[int, int], int]:
    """Whose each row of the log is, by entry and place. Numbers of rows are used again, so each life of a row stands
    for itself: from when it was added to when it was deleted.
    """
    lives: dict[tuple[str, str], list[list[tuple[int, int, RowChange]]]] = defaultdict(lambda: [[]])
    for entry in reversed(entries):
        for place, change in enumerate(entry.rows):
            row = lives[change.kind, json.dumps(change.row)]
            if change.old is None and row[-1]:
                row.append([])
            row[-1].append((entry.seq, place, change))
            if change.new is None:
                row.append([])
    found: dict[tuple[int, int], int] = {}
    employments: dict[int, int] = dict(
        session.execute(select(people.Employment.id, people.Employment.employee_id)).all()
    )
    now = _owned_now(session)
    kinds = sorted(lives, key=lambda each: each[0] != "employment")  # first, because terms know only the employment
    for kind, row_id in kinds:
        for life in (each for each in lives[kind, row_id] if each):
            told: dict[str, Any] = {}
            for _, _, change in life:
                told |= {**(change.new or {}), **(change.old or {})}
            owner: int | None = None
            if kind == "employee":
                owner = life[0][2].row if isinstance(life[0][2].row, int) else None
            elif kind == "employment_terms":
                owner = employments.get(told.get("employment_id", 0))
            elif isinstance(told.get("employee_id"), int):
                owner = told["employee_id"]
            if owner is None and life is lives[kind, row_id][-1]:
                owner = now.get((kind, row_id))
            if owner is not None:
                found.update({(seq, place): owner for seq, place, _ in life})
                if kind == "employment" and isinstance(life[0][2].row, int):
                    employments.setdefault(life[0][2].row, owner)
    return found


def _owned_now(session: Session) -> Mapping[tuple[str, str], int]:
    """Whose each row is that lies in the file, by table and key as the log writes it."""
    found: dict[tuple[str, str], int] = {}
    for table in Record.metadata.sorted_tables:
        if "employee_id" not in table.c or table.name == "pay_line":
            continue
        keys = list(table.primary_key.columns)
        for *key, owner in session.execute(select(*keys, table.c.employee_id)):
            if owner is not None:
                found[table.name, json.dumps(key[0] if len(key) == 1 else key)] = owner
    terms = select(people.EmploymentTerms.id, people.Employment.employee_id).join(
        people.Employment, people.Employment.id == people.EmploymentTerms.employment_id
    )
    found |= {("employment_terms", json.dumps(number)): owner for number, owner in session.execute(terms)}
    return found
