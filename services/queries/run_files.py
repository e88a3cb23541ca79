"""What became of an approved run: its files and where they went, who is paid by hand, what is due, and whether
payslips, bank file and voucher say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.records.stored_file import StoredFile
from models.values.finding import Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import at_hand, kept_files, marks
from services.desk.calculate import plan, steady_memory
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import head_of
from services.desk.marks import Marked
from services.desk.payment_controls import NO_FILE, BankFileState, newest_bank_file, state_of
from services.desk.payslip_choices import payslip_choices
from services.engine.bank import BankSystem
from services.engine.result import Payslip, RunResult
from services.engine.run_words import RunWords
from services.queries.deadlines import Deadline, deadlines

_PAYSLIP: Final = re.compile(r"payslip-(\d+)-")
_SUM: Final = re.compile(rb"<CtrlSum>(\d+)\.(\d\d)</CtrlSum>")
_TITLES: Final = {
    "bank": Message("Bank file"),
    "payment_list": Message("Payment list"),
    "journal": Message("Journal for the accounts"),
    "books": Message("Journal for the accounting system"),
}
_NET_PAY: Final = Message("Net pay")


@dataclass(frozen=True, slots=True)
class RunFile:
    """One kept file. Of a payslip also whose it is, and whether it is locked when it leaves the client file."""

    id: int
    kind: str  # payslip · bank · payment_list · journal
    title: Message
    name: str
    media_type: str
    size: int
    made_at: datetime
    saved: Marked | None = None
    employee: int | None = None
    person: str = ""
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class ByHand:
    """Somebody whose pay is not in the bank file: who, how much, why, and where that is mended for the next time."""

    number: int
    name: str
    amount: Money
    why: Message
    where: Place


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether net pay is the same on payslips, in the bank file and in the voucher. No bank file: `bank` is None."""

    slips: Money
    bank: Money | None
    by_hand: Money
    voucher: Money

    @property
    def is_right(self) -> bool:
        return self.slips == self.voucher and (self.bank is None or self.bank + self.by_hand == self.slips)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that the run adds to what is owed later."""

    what: Message
    amount: Money
    figure: str


@dataclass(frozen=True, slots=True)
class RunFiles:
    """Everything that the last step of a run shows."""

    run_id: int
    name: str
    month: Month
    pay_date: date
    approved_at: datetime | None
    approved_by: str
    files: tuple[RunFile, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    agreement: Agreement | None = None
    dues: tuple[Deadline, ...] = ()
    aside: tuple[SetAside, ...] = ()
    slips_handed_out: Marked | None = None
    can_pay: bool = True  # the employer's account was known, so there is a bank file
    reported_in: Month | None = None
    bank: BankFileState = NO_FILE

    @property
    def report_month(self) -> Month:
        """The month in whose report the run stands."""
        return self.reported_in or Month.of(self.pay_date)

    @property
    def payslips(self) -> tuple[RunFile, ...]:
        """By name."""
        slips = [file for file in self.files if file.kind == "payslip"]
        return tuple(sorted(slips, key=lambda file: (file.person.casefold(), file.employee or 0)))

    @property
    def others(self) -> tuple[RunFile, ...]:
        """Everything but the payslips."""
        return tuple(file for file in self.files if file.kind != "payslip")


def run_files(desk: Desk, run_id: int) -> RunFiles | None:
    """The last step of a run; None where there is no such run, and without files as long as none were made."""
    return at_hand.unchanged(desk, ("files", run_id, desk.today), lambda: _read(desk, run_id))


def is_read(desk: Desk, run_id: int) -> bool:
    """Whether the last step of a run is at hand, so that asking for it takes no time."""
    return at_hand.is_at_hand(desk, ("files", run_id, desk.today))


def _read(desk: Desk, run_id: int) -> RunFiles | None:
    with steady_memory(), desk.reading() as session:
        run = session.get(records.PayRun, run_id)
        if run is None:
            return None
        name = head_of(run).name
        if run.approved_at is None or run.facts is None:
            return RunFiles(run_id, name, run.month, run.pay_date, None, "")
        result = at_hand.result_of(desk, session, run)
        files = tuple(_files(session, run_id))
        in_bank_file, bank = _in_bank_file(session, run_id), state_of(desk, session, run_id)
        handed_out = marks.marks_of(session, marks.slips(run_id)).get(marks.slips(run_id), {}).get("handed_out")
    by_hand = tuple(
        sorted(
            _by_hand(result.payslips, country(result.facts.country).bank),
            key=lambda each: (each.name.casefold(), each.number),
        )
    )
    return RunFiles(
        run_id,
        name,
        run.month,
        run.pay_date,
        run.approved_at,
        run.approved_by or "",
        files,
        by_hand,
        _agreement(result, in_bank_file, by_hand),
        dues_of_run(desk, run_id, run.pay_date),
        tuple(_aside(result.totals, country(result.facts.country).run_words)),
        handed_out,
        bool(result.facts.employer.bank_account),
        result.head.reported_in,
        bank,
    )


def _agreement(result: RunResult, in_bank_file: Money | None, by_hand: Iterable[ByHand]) -> Agreement:
    account = plan(result.facts).get("net_pay", "")
    booked = Money.total(
        line.amount for line in result.voucher.lines if line.account == account and line.text == _NET_PAY
    )
    return Agreement(
        Money.total(slip["net_pay"] for slip in result.payslips),
        in_bank_file,
        Money.total(each.amount for each in by_hand),
        -booked,
    )


def file_content(desk: Desk, file_id: int) -> bytes | None:
    """A kept file as it was made; None where there is none of the number."""
    with desk.reading() as session:
        parts = session.scalar(select(StoredFile.parts).where(StoredFile.id == file_id))
        return kept_files.get(session, [parts])[0] if parts is not None else None


_FUNDS: Final = {"holiday_due": "holiday_fund", "holiday_left_due": "holiday_fund_left"}


def dues_of_run(desk: Desk, run_id: int, pay_date: date) -> tuple[Deadline, ...]:
    """What is due because of a run: its pay, withheld tax, the report, the employer's contribution, in their order.

    An amount is all that is due on the day, also of other runs.
    """
    pack = country(desk.client.country)
    with desk.reading() as session:
        run = session.get(records.PayRun, run_id)
        told = run.reported_in if run is not None else None
        last_day = (run.last_day or run.month.last) if run is not None else None
    month = told or Month.of(pay_date)
    of_month = pack.month_deadlines(month)
    tax = pack.run_deadlines(pay_date)["tax_due"].isoformat()
    wanted = {
        marks.due("pay", str(run_id)),
        marks.due("withholding", tax),
        marks.due("attachment", tax),
        marks.due("report", str(month)),
    }
    for name, due in pack.run_deadlines(pay_date, last_day).items():
        if name in _FUNDS:
            wanted.add(marks.due(_FUNDS[name], due.isoformat()))
    if "atp_due" in of_month:
        wanted.add(marks.due("atp", pack.month_deadlines(Month.of(pay_date))["atp_due"].isoformat()))
    if "aga_due" in of_month:
        contribution = of_month["aga_due"].isoformat()
        wanted |= {marks.due("aga", contribution), marks.due("finance_tax", contribution)}
    then = datetime.combine(pay_date, time(12), desk.now().tzinfo)
    on_the_day = replace(desk, now=lambda: then)  # as seen on the pay date, however long ago that was
    return tuple(each for each in deadlines(on_the_day) if each.subject in wanted)


# --- parts ----------------------------------------------------------------------------------------------------------


def _files(session: Session, run_id: int) -> Iterator[RunFile]:
    rows = session.scalars(select(StoredFile).where(StoredFile.run_id == run_id).order_by(StoredFile.id)).all()
    lock = payslip_choices(session).lock
    employees = {
        number: (name, bool(password) and lock != "never")
        for number, name, password in session.execute(
            select(people.Employee.number, people.Employee.name, people.Employee.payslip_password)
        )
    }
    told = marks.marks_of(session, "file:")
    newest = newest_bank_file(session, run_id)
    for row in rows:
        if row.kind == "bank" and newest is not None and row.id != newest[0]:
            continue  # one that was made anew; it stays in the file
        found = _PAYSLIP.match(row.name) if row.kind == "payslip" else None
        number = int(found[1]) if found else None
        person, is_locked = employees.get(number or 0, ("", False))
        title = Message("{name}", name=person) if number else _TITLES.get(row.kind, Message("File"))
        saved = _saved(told, row.id)
        yield RunFile(
            row.id, row.kind, title, row.name, row.media_type, row.size, row.made_at, saved, number, person, is_locked
        )


def _saved(told: Mapping[str, Mapping[str, Marked]], file_id: int) -> Marked | None:
    return told.get(marks.file(file_id), {}).get("saved")


def _by_hand(slips: Iterable[Payslip], home: BankSystem) -> Iterator[ByHand]:
    from services.files.bank_payment import account_in, why_not_in_file  # reading XML takes time to import

    for slip in slips:
        person, net = slip.person, slip["net_pay"]
        why = why_not_in_file(account_in(person.bank_account, home), person.bank_bic, home)
        where = Place("employees", person.number, "bank_account")
        if net.ore < 0:
            why, where = Message("Owes this, and pays it back"), Place("employees", person.number)
        if net and why is not None:
            yield ByHand(person.number, person.name, net, why, where)


def _in_bank_file(session: Session, run_id: int) -> Money | None:
    """What the kept bank file pays, as it says itself."""
    newest = newest_bank_file(session, run_id)
    if newest is None:
        return None
    found = _SUM.search(kept_files.get(session, [newest[1]])[0])
    return Money(int(found[1]) * 100 + int(found[2])) if found else ZERO


def _aside(totals: Mapping[str, Money], words: RunWords) -> Iterator[SetAside]:
    for name, what in words.aside:
        if totals.get(name):
            yield SetAside(what, totals[name], name)
