"""A client file proven: its pages and change log, every approved run computed again, every journal in balance."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.records import pay_run as records
from models.records.movement import Movement
from models.records.stored_file import StoredFile
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.actions.runs import approved
from services.desk.calculate import calculate
from services.desk.desk import Desk
from services.desk.gather import reversed_slips
from services.desk.keep import stored_result
from services.desk.stored_form import write_payslip, write_voucher
from services.engine.result import RunResult


def verify(desk: Desk) -> list[Finding]:
    """What is wrong with the file; nothing is a good answer. Nothing is ever written."""
    findings = desk.client.verify()
    with desk.reading() as session:
        for run in approved(session):
            findings += _verify_run(session, run)
        findings += _verify_files(session)
    return findings


def _verify_run(session: Session, run: records.PayRun) -> Iterator[Finding]:
    stored = stored_result(session, run)
    name = stored.head.name
    place = Place("pay_run", run.id)
    if off := Money.total(line.amount for line in stored.voucher.lines):
        yield Finding(
            Severity.STOP, Message("Run {run}: the journal is {amount} off balance", run=name, amount=off), place
        )
    yield from _verify_sums(session, run, stored, place)
    try:
        again = calculate(stored.facts, reversed_slips(session, run))
    except Refused as refused:
        for finding in refused.findings:
            what = Message("Run {run} cannot be computed again: {reason}", run=name, reason=finding.what)
            yield Finding(Severity.STOP, what, place)
        return
    was = {slip.person.number: write_payslip(slip) for slip in stored.payslips}
    now = {slip.person.number: write_payslip(slip) for slip in again.payslips}
    for number in sorted(was.keys() | now.keys()):
        if was.get(number) != now.get(number):
            what = Message(
                "Run {run}, employee {number}: computing again gives another payslip", run=name, number=str(number)
            )
            yield Finding(Severity.STOP, what, place)
    if write_voucher(stored.voucher) != write_voucher(again.voucher):
        yield Finding(Severity.STOP, Message("Run {run}: computing again gives another journal", run=name), place)


def _verify_sums(session: Session, run: records.PayRun, stored: RunResult, place: Place) -> Iterator[Finding]:
    """The rows that lists read say the same as the slips."""
    totals = [
        ("net_pay", records.Payslip.net_pay),
        ("withholding", records.Payslip.withholding),
        ("gross_cash", records.Payslip.gross_cash),
    ]
    for name, column in totals:
        listed = session.scalar(select(func.sum(column)).where(records.Payslip.run_id == run.id))
        ore = listed.ore if isinstance(listed, Money) else int(listed or 0)
        slips = sum(slip[name].ore for slip in stored.payslips)
        if ore != slips or stored.totals.get(name, Money(0)).ore != slips:
            what = Message(
                "Run {run}: the sum of {name} in the lists is not that of the payslips", run=stored.head.name, name=name
            )
            yield Finding(Severity.STOP, what, place)
    booked = session.scalar(select(func.count()).select_from(Movement).where(Movement.run_id == run.id))
    expected = sum(len(slip.movements) for slip in stored.payslips) + len(stored.movements)
    if booked != expected:
        what = Message(
            "Run {run}: {found} movements are kept, {expected} were made",
            run=stored.head.name,
            found=booked or 0,
            expected=expected,
        )
        yield Finding(Severity.STOP, what, place)


def _verify_files(session: Session) -> Iterator[Finding]:
    """Every kept file still has its checksum."""
    for name, digest, content in session.execute(select(StoredFile.name, StoredFile.sha256, StoredFile.content)):
        if sha256(content).hexdigest() != digest:
            yield Finding(
                Severity.STOP, Message("The kept file {name} is not what was made", name=name), Place("reports")
            )
