"""A client file proven: its pages and change log, every approved run computed again, every journal in balance, and the
rows that lists read beside the payslips that they are of.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.records.imported_file import ImportedFile
from models.records.movement import Movement
from models.records.stored_file import StoredFile
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from services.actions.runs import approved
from services.desk import erasures, kept_files
from services.desk.calculate import calculate, steady_memory
from services.desk.desk import Desk
from services.desk.gather import entered_lines, head_of, reversed_slips
from services.desk.imported_files import content_of
from services.desk.keep import stored_result
from services.desk.rate_editions import learn_editions
from services.desk.stored_form import NotAsWritten, is_written_as, write_payslip, write_voucher
from services.engine.accounts import Movement as Booked
from services.engine.facts import BalanceKey
from services.engine.result import Payslip, RunResult


def verify(desk: Desk) -> list[Finding]:
    """What is wrong with the file; nothing is a good answer. Nothing is ever written."""
    findings = desk.client.verify()
    with desk.reading() as session:
        findings += [Finding(Severity.STOP, what, Place("settings", None, "rates")) for what in learn_editions(session)]
        for run in approved(session):
            where = Place("pay_run", run.id)
            with steady_memory():
                findings += [Finding(Severity.STOP, what, where) for what in _of_run(session, run)]
        findings += [Finding(Severity.STOP, what, Place("reports")) for what in _of_files(session)]
    return findings


def _of_run(session: Session, run: records.PayRun) -> Iterator[Message]:
    """What is wrong with one approved run."""
    name = head_of(run).name
    try:
        stored = stored_result(session, run)
        again = calculate(stored.facts, reversed_slips(session, run))
    except NotAsWritten:
        yield Message("Run {run}: what is kept of it cannot be read", run=name)
        return
    except Refused as refused:
        for finding in refused.findings:
            yield Message("Run {run} cannot be recalculated: {reason}", run=name, reason=finding.what)
        return
    if stored.head != head_of(run):
        yield Message("Run {run}: its dates or its kind are not those that it was calculated with", run=name)
    yield from _of_rows(session, run, name, stored)
    yield from _of_results(name, stored, again, _contents(session, run))


def _of_rows(session: Session, run: records.PayRun, name: str, stored: RunResult) -> Iterator[Message]:
    """Where the rows that lists read are not those of the slips."""
    lines: dict[int, list[object]] = defaultdict(list)
    columns = (records.PayLine.type, records.PayLine.quantity, records.PayLine.rate, records.PayLine.amount)
    for employee_id, *line in session.execute(
        select(records.PayLine.employee_id, *columns)
        .where(records.PayLine.run_id == run.id)
        .order_by(records.PayLine.id)
    ):
        lines[employee_id].append(tuple(line))
    movements = _movements(session, run)
    entered = entered_lines(session, run.id)
    sums = (
        records.Payslip.gross_cash,
        records.Payslip.withholding,
        records.Payslip.deductions,
        records.Payslip.net_pay,
    )
    rows = session.execute(
        select(people.Employee.id, people.Employee.number, *sums)
        .join(records.Payslip, records.Payslip.employee_id == people.Employee.id)
        .where(records.Payslip.run_id == run.id)
        .order_by(people.Employee.number)
    )
    for (employee_id, number, *listed), slip in zip(rows, stored.payslips, strict=True):
        is_same = (
            (number, *listed) == (slip.person.number, *(slip[column.key] for column in sums))
            and lines[employee_id] == [(line.type, line.quantity, line.rate, line.amount.value) for line in slip.lines]
            and movements.get(employee_id, []) == list(slip.movements)
            and entered.get(employee_id, []) == _entered(slip)
        )
        if not is_same:
            yield Message(
                "Run {run}, employee {number}: the payslip and the rows beside it do not say the same",
                run=name,
                number=str(number),
            )


def _movements(session: Session, run: records.PayRun) -> dict[int | None, list[Booked]]:
    """The movements of a run by employee, in the order in which they were made."""
    found: dict[int | None, list[Booked]] = defaultdict(list)
    columns = (Movement.employee_id, Movement.account, Movement.vintage, Movement.hundredths, Movement.reason)
    for employee_id, account, vintage, hundredths, reason in session.execute(
        select(*columns).where(Movement.run_id == run.id).order_by(Movement.id)
    ):
        found[employee_id].append(Booked(BalanceKey(account, vintage), hundredths, reason))
    return found


def _entered(slip: Payslip) -> list[object]:
    return [line for line in slip.person.lines if not line.fixed]


def _is_same(was: Payslip | None, now: Payslip | None, content: bytes | None) -> bool:
    """Whether computing again gives the same: the very bytes, or all but the findings."""
    if was is None or now is None or content is None:
        return False
    return is_written_as(now, content) or _figures(was) == _figures(now)


def _figures(slip: Payslip) -> bytes:
    """A slip without its findings: their wording may change with the program."""
    return write_payslip(replace(slip, findings=()))


def _contents(session: Session, run: records.PayRun) -> dict[int, bytes]:
    """The kept payslips of a run as they lie in the file, by employee number."""
    wanted = (
        select(people.Employee.number, records.Payslip.content)
        .join(people.Employee, people.Employee.id == records.Payslip.employee_id)
        .where(records.Payslip.run_id == run.id)
    )
    return dict(session.execute(wanted).all())


def _of_results(name: str, stored: RunResult, again: RunResult, contents: Mapping[int, bytes]) -> Iterator[Message]:
    """Where computing again gives something else."""
    was = {slip.person.number: slip for slip in stored.payslips}
    now = {slip.person.number: slip for slip in again.payslips}
    for number in sorted(was.keys() | now.keys()):
        if not _is_same(was.get(number), now.get(number), contents.get(number)):
            yield Message(
                "Run {run}, employee {number}: calculating again gives another payslip", run=name, number=str(number)
            )
    if dict(stored.totals) != dict(again.totals):
        yield Message("Run {run}: calculating again gives other sums", run=name)
    if stored.movements != again.movements:
        yield Message("Run {run}: calculating again gives other balances of the employer", run=name)
    if write_voucher(stored.voucher) != write_voucher(again.voucher):
        yield Message("Run {run}: calculating again gives another journal", run=name)


def _of_files(session: Session) -> Iterator[Message]:
    """Every kept file still has its checksum."""
    last = erasures.last_year(session)
    years = erasures.kept_years(session) if last is not None else {}
    wanted = select(StoredFile.id, StoredFile.name, StoredFile.sha256, StoredFile.parts)
    for number, name, digest, parts in session.execute(wanted):
        if last is not None and not parts and years[number] <= last:
            continue  # erased on purpose: the name and the checksum stay
        try:
            (content,) = kept_files.get(session, [parts])
        except (NotAsWritten, Refused):
            content = b""
        if sha256(content).hexdigest() != digest:
            yield Message("The kept file {name} is not what was made", name=name)
    erased = erasures.erased_imports(session)
    for number, digest in session.execute(select(ImportedFile.id, ImportedFile.sha256)):
        if number in erased:
            continue
        try:
            content = content_of(session, number)
        except (NoResultFound, Refused, zlib.error):
            content = b""
        if sha256(content).hexdigest() != digest:
            yield Message("The file of import {number} is not what was imported", number=str(number))
