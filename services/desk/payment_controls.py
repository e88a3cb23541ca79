"""What must hold before a bank file leaves the client file (files 4.2, controls): the sum, the date, changed accounts.

That accounts are right, nobody is paid twice and nothing is below zero, the writer of the file holds itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from models.records import pay_run as runs
from models.records.stored_file import StoredFile
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.desk import at_hand, countries, kept_files
from services.desk.desk import Desk
from services.desk.marks import due, is_marked, marks_of
from services.desk.marks import file as file_subject
from services.desk.payment_answers import BANK_FILE, kept_answers, read_payments
from services.engine.result import RunResult
from services.files.bank_payment import account_in, why_not_in_file
from services.files.payment_file import first_day, message_id

CONFIRMED: Final = "confirmed"
"""The mark that somebody has looked at a changed account and says that it is right."""
PAID: Final = "paid"
_BACK: Final = 24  # approved runs that are looked through for somebody's last account


@dataclass(frozen=True, slots=True)
class ChangedAccount:
    """Somebody whose pay goes to another account than the last time. `subject` is its name among the marks."""

    number: int
    name: str
    before: str
    now: str
    subject: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class BankFileState:
    """A run's newest bank file and what is to be seen to before it is saved. No file: `file_id` is None."""

    file_id: int | None
    day: date | None
    in_file: Mapping[str, Money]
    changed: tuple[ChangedAccount, ...]
    findings: tuple[Finding, ...]

    @property
    def may_leave(self) -> bool:
        """Whether the file can be saved."""
        return not any(found.severity is Severity.STOP for found in self.findings)


NO_FILE: Final = BankFileState(None, None, {}, (), ())


def account_subject(run_id: int, number: int) -> str:
    """What somebody's account in a run is called among the marks."""
    return f"account:{run_id}:{number}"


def pay_subject(run_id: int, number: int) -> str:
    """What somebody's pay is called among the marks."""
    return f"pay:{run_id}:{number}"


def newest_bank_file(session: Session, run_id: int) -> tuple[int, str] | None:
    """Number and parts of the bank file of a run that was made last."""
    is_bank = (StoredFile.run_id == run_id, StoredFile.kind == BANK_FILE, StoredFile.parts != "")
    wanted = select(StoredFile.id, StoredFile.parts).where(*is_bank)
    row = session.execute(wanted.order_by(StoredFile.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row is not None else None


def state_of(desk: Desk, session: Session, run_id: int) -> BankFileState:
    """The controls on the newest bank file of an approved run, as of today."""
    newest = newest_bank_file(session, run_id)
    run = session.get(runs.PayRun, run_id)
    if newest is None or run is None:
        return NO_FILE
    content = kept_files.get(session, [newest[1]])[0]
    result = at_hand.result_of(desk, session, run)
    day = first_day(content)
    in_file = {each.reference: each.amount for each in read_payments(session, newest[1])}
    changed = tuple(_changed(session, run, result))
    was_sent = _was_sent(session, run_id, newest[0]) or _was_answered(session, message_id(content))
    findings = [
        *_of_date(run_id, day, desk.today, was_sent=was_sent),
        *_of_sum(run_id, result, in_file),
        *_of_accounts(run_id, changed),
    ]
    return BankFileState(newest[0], day, in_file, changed, tuple(findings))


def refuse_unready(desk: Desk, session: Session, files: Iterable[StoredFile]) -> None:
    """Raises Refused where one of the kept files is a bank file that must be seen to before it is saved: a control that
    is not met, or a newer file in its place.
    """
    found: list[Finding] = []
    for file in files:
        if file.kind == BANK_FILE and file.run_id is not None:
            state = state_of(desk, session, file.run_id)
            if state.file_id != file.id:
                found.append(_stop(Message("A newer bank file was made of the run: save that one"), file.run_id))
            found += [each for each in state.findings if each.severity is Severity.STOP]
    if found:
        raise Refused(found)


def _stop(what: Message, run_id: int) -> Finding:
    return Finding(Severity.STOP, what, Place("pay_run", run_id, "payments"))


def _was_sent(session: Session, run_id: int, file_id: int) -> bool:
    """Whether the file went out before, or the pay was told as paid: then it is only taken out once more."""
    known = {**marks_of(session, file_subject(file_id)), **marks_of(session, due("pay", str(run_id)))}
    return is_marked(known, file_subject(file_id), "saved") or is_marked(known, due("pay", str(run_id)), PAID)


def _was_answered(session: Session, message: str) -> bool:
    """Whether the bank has said something of the file, so that it has it."""
    return any(each.report.message_id == message for each in kept_answers(session))


def _of_date(run_id: int, day: date | None, today: date, *, was_sent: bool) -> Iterator[Finding]:
    """A bank takes no date that has passed, nor one more than a year ahead."""
    if day is None or was_sent:
        return
    if day < today:
        yield _stop(Message("The date of the bank file, {day}, has passed: make the file again", day=day), run_id)
    elif day > date(today.year + 1, today.month, min(today.day, 28)):
        yield _stop(Message("The date of the bank file, {day}, is more than 12 months ahead", day=day), run_id)


def _of_sum(run_id: int, result: RunResult, in_file: Mapping[str, Money]) -> Iterator[Finding]:
    """What the file pays is the net pay less what is paid otherwise."""
    home = countries.country(result.facts.country).bank
    by_hand = Money.total(
        slip["net_pay"]
        for slip in result.payslips
        if slip["net_pay"].ore > 0
        and why_not_in_file(account_in(slip.person.bank_account, home), slip.person.bank_bic, home)
    )
    net = Money.total(slip["net_pay"] for slip in result.payslips if slip["net_pay"].ore > 0)
    total = Money.total(in_file.values())
    if total != net - by_hand:
        what = Message("The bank file pays {paid}, and the payslips say {net}", paid=total, net=net - by_hand)
        yield _stop(what, run_id)


def _of_accounts(run_id: int, changed: Iterable[ChangedAccount]) -> Iterator[Finding]:
    open_ones = [each for each in changed if not each.is_confirmed]
    if open_ones:
        count = len(open_ones)
        one = Message("1 account has changed since the last pay: ask the employee, and confirm it")
        many = Message(
            "{count} accounts have changed since the last pay: ask the employees, and confirm them", count=count
        )
        yield _stop(one if count == 1 else many, run_id)


def _changed(session: Session, run: runs.PayRun, result: RunResult) -> Iterator[ChangedAccount]:
    """Everybody who is paid to another account than in the approved run before; whoever is new has none before."""
    home = countries.country(result.facts.country).bank
    wanted = {
        slip.person.number: slip.person
        for slip in result.payslips
        if slip["net_pay"].ore > 0 and account_in(slip.person.bank_account, home)
    }
    before = _accounts_before(session, run, set(wanted))
    known = marks_of(session, f"account:{run.id}:")
    for number, person in sorted(wanted.items()):
        was = before.get(number, "")
        now = account_in(person.bank_account, home)
        if was and was != now:
            subject = account_subject(run.id, number)
            yield ChangedAccount(number, person.name, was, now, subject, is_marked(known, subject, CONFIRMED))


def _accounts_before(session: Session, run: runs.PayRun, numbers: set[int]) -> Mapping[int, str]:
    """The account that each was paid to last before the run, as the bank files of the runs before tell it."""
    rows = session.execute(
        select(StoredFile.parts, StoredFile.run_id)
        .join(runs.PayRun, runs.PayRun.id == StoredFile.run_id)
        .where(
            StoredFile.kind == BANK_FILE,
            StoredFile.parts != "",
            tuple_(runs.PayRun.pay_date, runs.PayRun.id) < (run.pay_date, run.id),
        )
        .order_by(runs.PayRun.pay_date.desc(), StoredFile.id.desc())
        .limit(_BACK)
    ).all()
    found: dict[int, str] = {}
    for parts, _ in rows:
        for payment in read_payments(session, parts):
            number = number_in(payment.reference)
            if number in numbers and number is not None:
                found.setdefault(number, payment.account)
        if numbers <= found.keys():
            break
    return found


def salary_reference(run_name: str, number: int) -> str:
    """The reference of somebody's pay: the same in every file of the run."""
    return f"LONN-{run_name}-{number:04d}"


def number_in(reference: str) -> int | None:
    """Whose pay a reference is: `LONN-2026-11-0003` is that of number 3."""
    last = reference.rpartition("-")[2]
    return int(last) if reference.startswith("LONN-") and last.isdigit() else None
