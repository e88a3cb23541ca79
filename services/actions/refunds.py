"""Refunds from NAV taken in from its reports: looked at first, then into a run or a month's report, all or nothing.

What stands in an approved run is never changed; a posting's link to an absence is about the ledger alone, and may be.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.records.absence import Absence
from models.records.employee import Employee
from models.records.imported_file import ImportedFile, RefundLink, RefundPosting
from models.records.pay_run import PayRun
from models.values.finding import Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.actions.chosen_file import read_chosen
from services.actions.kept_columns import forget, keep_columns, no_columns, read_columns, write_columns
from services.actions.runs import open_run
from services.desk import countries
from services.desk.desk import Desk
from services.desk.imported_files import content_of, import_of, keep_import, same_bytes, standing_import, write_undone
from services.desk.keep import add
from services.desk.refund_lines import HELD, K27, LEFT_OUT, TAKEN
from services.desk.refund_preview import (
    AS_IT_IS,
    AbsenceChoice,
    Against,
    ColumnTarget,
    MonthChoice,
    PersonChoice,
    Preview,
    PreviewRow,
    Reading,
    RunChoice,
    preview,
    redated,
)
from services.desk.refunds import employment_for, everybody, settle
from services.engine.facts import PersonFacts
from services.files.column_map import ColumnMap, from_plain
from services.files.refund_report import PAGE

__all__ = [
    "AS_IT_IS",
    "KEEP",
    "AbsenceChoice",
    "Against",
    "ColumnTarget",
    "Decision",
    "MonthChoice",
    "PersonChoice",
    "Preview",
    "PreviewRow",
    "Reading",
    "RunChoice",
    "Taken",
    "can_be_paid_on",
    "export_columns",
    "file_of",
    "forget_columns",
    "hold",
    "import_columns",
    "leave_out",
    "link",
    "match_posting",
    "move",
    "preview",
    "read_file",
    "redated",
    "take_back",
    "take_in",
    "undo_import",
]

_COLUMNS: Final = tuple(column.key for column in RefundPosting.__table__.columns)

_FIRST_DAY: Final = date(2015, 1, 1)  # the first a-melding
_AHEAD: Final = timedelta(days=31)

_ONE_BY_ONE: Final = 2_000
"""So many postings are told one by one in the log, so that taking them in can be undone like any change."""

KEEP: Final = -1
"""The run that the import went into, while it is open; else the month's report alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user said of one row: whose it is (None: held back until somebody says), for which absence; or that it
    is left out, and why. `benefit` is NAV's code for a row whose code is not known.
    """

    employee: int | None = None
    absence: int | None = None
    leave_out: bool = False
    note: str = ""
    benefit: str = ""


NOTHING_SAID: Final[Mapping[int, Decision]] = {}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a report: how many postings were taken, held back and left out, and into which run."""

    import_id: int
    taken: int
    held: int
    left_out: int
    total: Money
    taken_total: Money
    run_id: int | None


# --- a file ----------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> bytes:
    """The bytes of a file that somebody chose. Raises Refused for none, a folder or a pipe, and above 50 MB."""
    return read_chosen(path, PAGE)


def can_be_paid_on(desk: Desk, day: date) -> bool:
    """Whether NAV can have paid on a day: since there are reports of it, and not far ahead."""
    return _FIRST_DAY <= day <= desk.today + _AHEAD


def take_in(
    desk: Desk,
    content: bytes,
    name: str,
    *,
    payment_date: date | None,
    run_id: int | None,
    decisions: Mapping[int, Decision] = NOTHING_SAID,
    reading: Reading = AS_IT_IS,
    progress: Progress = no_progress,
) -> Taken:
    """Take a report in, in one change: into a draft, or (None) into the report of the payment's month alone.

    `decisions` are by the line of the file; a row without one follows its proposal. Until it is stored it can be
    stopped, and then nothing is stored. Raises Refused for what the preview refuses, without a payment date, for a run
    that is not open, and for a decision that names somebody who is not there.
    """
    if payment_date is None:
        raise refuse(Message("Say on which day NAV paid"), Place(PAGE, None, "payment_date"))
    if not can_be_paid_on(desk, payment_date):
        what = Message("NAV cannot have paid on {day}: look at the day of payment", day=payment_date)
        raise refuse(what, Place(PAGE, None, "payment_date"))
    seen = preview(desk, content, name, reading, progress)
    if stops := [found for found in seen.findings if found.severity is Severity.STOP]:
        raise Refused(stops)
    lines = {row.line for row in seen.rows}
    if unknown := sorted(decisions.keys() - lines):
        what = Message("There is no row on line {line} of the file", line=str(unknown[0]))
        raise refuse(what, Place(PAGE, unknown[0]))
    packed = zlib.compress(content)
    progress(0, 1, Message("Storing the refunds"))
    with desk.change("refunds.take_in") as session:
        _refuse_again(session, seen.sha256)
        if run_id is not None:
            open_run(session, run_id)
        month = Month.of(payment_date)
        import_id = keep_import(
            session,
            desk,
            K27,
            name,
            seen.sha256,
            seen.size,
            packed,
            receiver=seen.receiver,
            rows=len(seen.rows),
            run_id=run_id,
            payment_date=payment_date,
            total=seen.total,
            columns=_plain(seen.columns) if seen.columns is not None else "",
        )
        matching = _Matching(session, desk)
        said = {row.line: decisions.get(row.line) or _as_proposed(row) for row in seen.rows}
        rows = [matching.posting(row, said[row.line], import_id, month, run_id) for row in seen.rows]
        links = {row.line: said[row.line].absence for row in rows if row.state == TAKEN}
        if len(rows) <= _ONE_BY_ONE:
            session.add_all(rows)
            session.flush()
            session.add_all(
                RefundLink(posting_id=row.id, absence_id=absence)
                for row in rows
                if (absence := links.get(row.line)) is not None
            )
        else:
            _add_many(session, rows, links)
        _remember(session, desk, seen, reading)
        session.flush()
        if run_id is None:
            settle(session, desk.client.country, [month.year])
        states = Counter(row.state for row in rows)
        return Taken(
            import_id,
            states[TAKEN],
            states[HELD],
            states[LEFT_OUT],
            seen.total,
            Money.total(row.amount for row in rows if row.state == TAKEN),
            run_id,
        )


def _as_proposed(row: PreviewRow) -> Decision:
    return Decision() if row.held else Decision(row.employee, row.absence)


def _refuse_again(session: Session, sha256: str) -> None:
    """The same bytes are taken in once, whoever did it meanwhile."""
    before = same_bytes(session, sha256)
    if before is not None:
        raise refuse(Message("This file was imported on {day}", day=before.imported_at.date()), Place(PAGE))


class _Matching:
    """What somebody may say of postings, checked against the people and absences of the file."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._session, self._country = session, desk.client.country
        self._ids = dict(session.execute(select(Employee.number, Employee.id)).all())
        self._absences = dict(session.execute(select(Absence.id, Absence.employee_id)).all())
        self._people: Mapping[int, PersonFacts] | None = None

    def posting(
        self, row: PreviewRow, said: Decision, import_id: int, month: Month, run_id: int | None
    ) -> RefundPosting:
        """A row as it is kept. Raises Refused."""
        posting = RefundPosting(
            import_id=import_id,
            line=row.line,
            benefit=row.benefit,
            establishment=row.establishment,
            national_id=row.national_id,
            name=row.name,
            first=row.first,
            last=row.last,
            last_day=row.last_day,
            amount=row.amount,
            state=HELD,
            note=said.note.strip(),
            employee_id=None,
            employment_id="",
            type=countries.refund_type(row.benefit),
            run_id=None,
            opposite_of=None,
        )
        if said.benefit:
            self.set_benefit(posting, said.benefit)
        if said.leave_out:
            posting.state = LEFT_OUT
        elif said.employee is not None:
            self.take(posting, said.employee, said.absence, month, run_id)
        return posting

    def set_benefit(self, posting: RefundPosting, benefit: str) -> None:
        """The benefit that somebody says. Raises Refused for one that NAV does not have."""
        if benefit not in countries.refund_benefits():
            what = Message("{code} is none of NAV's benefits", code=benefit)
            raise refuse(what, Place(PAGE, posting.line, "benefit"))
        posting.benefit, posting.type = benefit, countries.refund_type(benefit)

    def take(
        self, posting: RefundPosting, employee: int, absence: int | None, month: Month, run_id: int | None
    ) -> None:
        """A posting is somebody's. Raises Refused for nobody, and for an absence of somebody else."""
        if employee not in self._ids:
            what = Message("There is no employee {number}", number=str(employee))
            raise refuse(what, Place(PAGE, posting.line, "national_id"))
        posting.employee_id = self._ids[employee]
        self.check_absence(posting, absence)
        if self._people is None:
            self._people = everybody(self._session)
        person = self._people[employee]
        posting.employment_id = employment_for(self._country, person, month, posting.amount, posting.establishment)
        posting.state, posting.run_id = TAKEN, run_id

    def check_absence(self, posting: RefundPosting, absence: int | None) -> None:
        """Raises Refused for an absence that is not there, or of another than the posting's employee."""
        if absence is None:
            return
        if absence not in self._absences:
            what = Message("There is no absence with the number {number}", number=str(absence))
            raise refuse(what, Place(PAGE, posting.line, "first"))
        if self._absences[absence] != posting.employee_id:
            raise refuse(Message("The absence is somebody else's"), Place(PAGE, posting.line, "first"))


def _add_many(session: Session, rows: Sequence[RefundPosting], links: Mapping[int, int | None]) -> None:
    """More postings than are told one by one, in two statements."""
    columns = [name for name in _COLUMNS if name != "id"]
    add(session, RefundPosting, [{name: getattr(row, name) for name in columns} for row in rows])
    posting = RefundPosting
    ids = dict(session.execute(select(posting.line, posting.id).where(posting.import_id == rows[0].import_id)).all())
    linked = [
        {"posting_id": ids[line], "absence_id": absence} for line, absence in links.items() if absence is not None
    ]
    add(session, RefundLink, linked)


def _remember(session: Session, desk: Desk, seen: Preview, reading: Reading) -> None:
    """The choice of columns, for the next table of the same look."""
    if seen.columns is None or not seen.columns.signature or not (reading.columns or reading.choices):
        return
    keep_columns(session, desk, K27, seen.columns)


def _plain(columns: ColumnMap) -> str:
    return json.dumps(columns.as_plain(), sort_keys=True)


# --- afterwards ------------------------------------------------------------------------------------------------------


def undo_import(desk: Desk, import_id: int) -> None:
    """Take a whole import back; it stays in the log as undone, and the same file can be taken in again.

    Raises Refused where any of its postings stands in an approved run, and for one that is undone already.
    """
    with desk.change("refunds.undo") as session:
        report = _report(session, import_id)
        _refuse_locked(session, RefundPosting.import_id == import_id)
        write_undone(desk, report)
        report.run_id = None
        for posting in _postings(session, import_id):
            posting.run_id = None
        session.flush()
        settle(session, desk.client.country, _years(report))


def move(desk: Desk, import_id: int, run_id: int | None) -> None:
    """Put what an import holds outside approved runs into another draft, or (None) into its month's report alone.

    Raises Refused for a run that is not open, and where all of it stands in approved runs.
    """
    with desk.change("refunds.move") as session:
        report = _report(session, import_id)
        if run_id is not None:
            open_run(session, run_id)
        locked = _locked(session)
        taken = [each for each in _postings(session, import_id) if each.state == TAKEN]
        free = [each for each in taken if each.run_id not in locked]
        if taken and not free:
            raise _is_locked()
        for posting in free:
            posting.run_id = run_id
        if report.run_id not in locked:
            report.run_id = run_id
        session.flush()
        settle(session, desk.client.country, _years(report))


def match_posting(
    desk: Desk,
    posting_id: int,
    employee: int,
    absence: int | None = None,
    run_id: int | None = KEEP,
    benefit: str = "",
) -> None:
    """Somebody says whose a posting is: from then on it counts. `run_id` is an open run, or None for the month alone.

    Raises Refused for a posting in an approved run, nobody, an absence of somebody else, and a run that is not open.
    """
    with desk.change("refunds.match") as session:
        posting, report = _posting(session, posting_id)
        _refuse_locked(session, RefundPosting.id == posting_id)
        if posting.opposite_of is not None:
            raise refuse(Message("The posting takes back another, and stays whose it is"), Place(PAGE, posting.line))
        into = run_id
        if into == KEEP:
            kept = posting.run_id if posting.run_id is not None else report.run_id
            into = kept if kept not in _locked(session) else None
        if into is not None:
            open_run(session, into)
        matching = _Matching(session, desk)
        if benefit:
            matching.set_benefit(posting, benefit)
        assert report.payment_date is not None
        matching.take(posting, employee, absence, Month.of(report.payment_date), into)
        _set_link(session, posting_id, absence)
        session.flush()
        settle(session, desk.client.country, _years(report))


def link(desk: Desk, posting_id: int, absence: int | None) -> None:
    """Say for which absence a posting is, or that it is for none; also where its run is approved. Raises Refused."""
    with desk.change("refunds.link") as session:
        posting, _ = _posting(session, posting_id)
        if posting.state != TAKEN:
            raise refuse(Message("Say whose the posting is first"), Place(PAGE, posting.line, "national_id"))
        _Matching(session, desk).check_absence(posting, absence)
        _set_link(session, posting_id, absence)


def leave_out(desk: Desk, posting_id: int, why: str = "") -> None:
    """A posting counts nowhere. Raises Refused for one in an approved run."""
    _set_aside(desk, posting_id, LEFT_OUT, "refunds.leave_out", why)


def hold(desk: Desk, posting_id: int, why: str = "") -> None:
    """A posting waits for somebody's word. Raises Refused for one in an approved run."""
    _set_aside(desk, posting_id, HELD, "refunds.hold", why)


def _set_aside(desk: Desk, posting_id: int, state: str, action: str, why: str) -> None:
    with desk.change(action, why.strip() or None) as session:
        posting, report = _posting(session, posting_id)
        _refuse_locked(session, RefundPosting.id == posting_id)
        _set_link(session, posting_id, None)
        if posting.opposite_of is not None:  # what was wrong is right after all
            session.flush()
            session.delete(posting)
            session.flush()
            settle(session, desk.client.country, _years(report))
            return
        posting.state, posting.note = state, why.strip()
        posting.employee_id, posting.employment_id, posting.run_id = None, "", None
        session.flush()
        settle(session, desk.client.country, _years(report))


def take_back(desk: Desk, posting_ids: Iterable[int], run_id: int | None, why: str) -> None:
    """Put wrong postings of approved runs right: each gets its opposite, in a draft or (None) in the report of its own
    month alone. Who it really is for is said of the same posting in another report, or entered by hand.

    Raises Refused without a reason, for a posting in no approved run, and for one that was taken back before.
    """
    if not why.strip():
        raise refuse(Message("Say in a few words what is wrong"), Place(PAGE, None, "note"))
    with desk.change("refunds.take_back", why.strip()) as session:
        if run_id is not None:
            open_run(session, run_id)
        locked, years = _locked(session), set()
        for posting_id in posting_ids:
            wrong, report = _posting(session, posting_id)
            _refuse_not_wrong(session, wrong, locked)
            opposite = RefundPosting(
                **{name: getattr(wrong, name) for name in _COLUMNS if name not in ("id", "amount", "note", "run_id")}
                | {"amount": -wrong.amount, "note": why.strip(), "run_id": run_id, "opposite_of": wrong.id}
            )
            session.add(opposite)
            session.flush()
            linked = session.get(RefundLink, wrong.id)
            if linked is not None:
                session.add(RefundLink(posting_id=opposite.id, absence_id=linked.absence_id))
            years.update(_years(report))
        session.flush()
        settle(session, desk.client.country, years)


def _refuse_not_wrong(session: Session, posting: RefundPosting, locked: set[int | None]) -> None:
    if posting.run_id is None or posting.run_id not in locked or posting.opposite_of is not None:
        what = Message("The posting stands in no approved run: change it where it is")
        raise refuse(what, Place(PAGE, posting.line))
    again = select(RefundPosting.id).where(RefundPosting.opposite_of == posting.id)
    if session.scalar(again.limit(1)) is not None:
        raise refuse(Message("The posting was taken back before"), Place(PAGE, posting.line))


def file_of(desk: Desk, import_id: int) -> tuple[str, bytes]:
    """A file as it was taken in: its name, and its very bytes. Raises Refused where there is none."""
    with desk.reading() as session:
        return import_of(session, import_id, K27, Place(PAGE)).name, content_of(session, import_id)


# --- columns ---------------------------------------------------------------------------------------------------------


def forget_columns(desk: Desk, signature: str) -> None:
    """A choice of columns is remembered no longer. Nothing happens where there is none."""
    forget(desk, K27, signature)


def export_columns(desk: Desk, signature: str) -> bytes:
    """A choice of columns, to hand on. Raises Refused where there is none."""
    return write_columns(desk, K27, signature, PAGE)


def import_columns(desk: Desk, content: bytes) -> str:
    """Remember a choice of columns that was handed on. Returns the signature of its header. Raises Refused."""
    columns = from_plain(read_columns(content))
    if not columns.signature:
        raise no_columns(PAGE)
    with desk.change("columns.save") as session:
        keep_columns(session, desk, K27, columns)
    return columns.signature


# --- what must hold --------------------------------------------------------------------------------------------------


def _report(session: Session, import_id: int) -> ImportedFile:
    return standing_import(session, import_id, K27, Place(PAGE))


def _posting(session: Session, posting_id: int) -> tuple[RefundPosting, ImportedFile]:
    posting = session.get(RefundPosting, posting_id)
    if posting is None:
        raise refuse(Message("There is no posting with the number {number}", number=str(posting_id)), Place(PAGE))
    return posting, _report(session, posting.import_id)


def _postings(session: Session, import_id: int) -> Sequence[RefundPosting]:
    wanted = select(RefundPosting).where(RefundPosting.import_id == import_id)
    return session.scalars(wanted.order_by(RefundPosting.id)).all()


def _locked(session: Session) -> set[int | None]:
    """The approved runs."""
    return set(session.scalars(select(PayRun.id).where(PayRun.approved_at.is_not(None))))


def _refuse_locked(session: Session, which: ColumnElement[bool]) -> None:
    wanted = select(RefundPosting.id).join(PayRun, PayRun.id == RefundPosting.run_id)
    if session.scalar(wanted.where(which, PayRun.approved_at.is_not(None)).limit(1)) is not None:
        raise _is_locked()


def _is_locked() -> Refused:
    what = Message("The refunds stand in an approved run. A wrong one is put right by its opposite in another run")
    return refuse(what, Place(PAGE))


def _set_link(session: Session, posting_id: int, absence: int | None) -> None:
    row = session.get(RefundLink, posting_id)
    if absence is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(RefundLink(posting_id=posting_id, absence_id=absence))
    else:
        row.absence_id = absence


def _years(report: ImportedFile) -> list[int]:
    return [report.payment_date.year] if report.payment_date is not None else []
