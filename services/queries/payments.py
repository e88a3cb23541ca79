"""What is to be paid because of a run, and what the bank said of it: pay, tax, deductions (files 4).

A payment that the bank rejected is to be paid in another way, so it stands in the list again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as runs
from models.records.imported_file import ImportedFile
from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.desk import at_hand, countries
from services.desk.bank_choices import BankChoices, bank_choices, mistakes_in
from services.desk.calculate import steady_memory
from services.desk.desk import Desk
from services.desk.marks import Marked, marks_of
from services.desk.payment_answers import (
    PAYMENT_FILE,
    SentFile,
    ToldPayment,
    kept_answers,
    payments_of,
    sent_files,
    told,
)
from services.desk.payment_controls import (
    PAID,
    BankFileState,
    ChangedAccount,
    pay_subject,
    salary_reference,
    state_of,
)
from services.desk.payment_receivers import Receiver, receivers
from services.engine.bank import BankSystem
from services.engine.result import PayLine, RunResult
from services.files.bank_payment import account_in, why_not_in_file
from services.files.payment_status import KIND, Status
from services.queries.deadlines import PAYMENTS, Deadline
from services.queries.run_files import dues_of_run
from services.reference.payment_words import bank_of, in_words, named
from services.reference.wage_type_rows import wage_types

__all__ = [
    "BankChoices",
    "ChangedAccount",
    "OtherPayment",
    "PaidSlip",
    "PaymentsOfRun",
    "bank_account",
    "bank_mistakes",
    "bank_name",
    "choices_of_bank",
    "payment_table",
    "payments_of_run",
    "status_words",
]

_TO_OTHERS: Final = frozenset({"dues", "maintenance", "other_deductions"})
"""The accounts of what is taken of the pay and handed on to somebody else; attachments stand among what is due."""
_OF_THE_ACCOUNT: Final = frozenset({"AC01", "AC03", "AC04", "AC06"})
"""Reasons for which the same account is rejected again."""
_AUTHORITY: Final = Message("Skatteetaten")
_REFERENCES: Final = {"withholding": "SKATT", "aga": "AGA", "finance_tax": "FINANS", "attachment": "UTLEGG"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the bank said last of a payment: accepted · pending · rejected · unknown."""

    state: str
    code: str
    reasons: tuple[tuple[str, str], ...]
    at: datetime
    goes_back: bool = False

    def words(self, language: str) -> str:
        """In plain words, with the reason."""
        why = in_words(self.reasons, language)
        return f"{named('status', self.code, language)}: {why}" if why else named("status", self.code, language)


@dataclass(frozen=True, slots=True)
class PaidSlip:
    """Somebody's net pay: where it goes, whether the bank file has it, what the bank said, whether it was ticked as
    paid by hand. `why_not` is why the file has it not. `account` is what the list is paid by: after a rejection the
    one of now.
    """

    number: int
    name: str
    account: str
    amount: Money
    reference: str
    in_file: bool
    why_not: Message | None
    told: Told | None
    paid: Marked | None
    subject: str
    where: Place
    sent_to: str = ""  # the account in the file

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it is to be paid by hand still: it is in no file, or the bank rejected it."""
        return self.paid is None and (not self.in_file or (self.told is not None and self.told.goes_back))


@dataclass(frozen=True, slots=True)
class OtherPayment:
    """Tax, a deduction, or pay that was rejected: to whom, how much, until when. `source` of account and KID is `told`
    (the authority's answer), `typed`, `employee`, or empty. `in_file` is when a file was made with it.
    """

    key: str
    kind: str
    what: Message
    detail: Message
    receiver: Message
    account: str
    kid: str
    amount: Money
    day: date
    reference: str
    source: str
    paid: Marked | None
    subject: str
    in_file: datetime | None = None
    told: Told | None = None
    wrong: Message | None = None
    is_draft: bool = False
    by_hand: bool = False  # no file of ours pays it, so nobody types to whom

    @property
    def can_be_chosen(self) -> bool:
        """Whether a file can pay it."""
        return self.wrong is None and not self.is_draft and self.paid is None and self.amount.ore > 0


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """An answer of the bank that was taken in, newest first in lists. It `counts` until it is undone."""

    id: int
    name: str
    taken_at: datetime
    by: str
    created: datetime | None
    file_name: str
    status: Told | None
    undone_at: datetime | None = None

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.id


@dataclass(frozen=True, slots=True)
class KeptPaymentFile:
    """A kept file with tax and deductions."""

    id: int
    name: str
    made_at: datetime
    amount: Money
    count: int
    saved: Marked | None

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.id


@dataclass(frozen=True, slots=True)
class PaymentsOfRun:
    """Everything that is paid because of a run. `day` is when the bank file pays."""

    run_id: int
    title: Message
    month: Month
    day: date | None
    pay_date: date
    bank: BankFileState
    slips: tuple[PaidSlip, ...]
    others: tuple[OtherPayment, ...]
    files: tuple[KeptPaymentFile, ...]
    answers: tuple[BankAnswer, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What must be seen to before the bank file is saved."""
        return self.bank.findings

    @property
    def rejected(self) -> tuple[PaidSlip, ...]:
        """Whose pay the bank rejected, and nobody told as paid."""
        return tuple(each for each in self.slips if each.told is not None and each.is_open and each.told.goes_back)


def payments_of_run(desk: Desk, run_id: int) -> PaymentsOfRun | None:
    """What is paid because of an approved run; None where there is none."""
    return at_hand.unchanged(desk, ("payments", run_id, desk.today), lambda: _read(desk, run_id))


def _read(desk: Desk, run_id: int) -> PaymentsOfRun | None:
    with steady_memory(), desk.reading() as session:
        run = session.get(runs.PayRun, run_id)
        if run is None or run.approved_at is None or run.facts is None:
            return None
        result = at_hand.result_of(desk, session, run)
        files = sent_files(session)
        said = told(session, files)
        bank = state_of(desk, session, run_id)
        own = next((each for each in files if each.id == bank.file_id), None)
        known = receivers(session)
        slips = tuple(_slips(session, run_id, result, bank, own, said))
        home = countries.country(result.facts.country).bank
        others = [*_dues(desk, run_id, run.pay_date, known, home), *_pension(result, home)]
        others += _deductions(result, run_id, run.pay_date, known)
        others += [_again(each, desk.today, home) for each in slips if each.told is not None and each.told.goes_back]
        told_marks = marks_of(session)
        found = tuple(_seen(each, session, files, said, told_marks) for each in others)
        return PaymentsOfRun(
            run_id,
            Message("Pay for {month}", month=run.month),
            run.month,
            bank.day,
            run.pay_date,
            bank,
            slips,
            found,
            tuple(_payment_files(session, files, found, told_marks)),
            tuple(_answers(session, files, run_id, {each.reference for each in found})),
        )


# --- pay ------------------------------------------------------------------------------------------------------------


def _slips(
    session: Session,
    run_id: int,
    result: RunResult,
    bank: BankFileState,
    own: SentFile | None,
    said: Mapping[tuple[str, str], ToldPayment],
) -> Iterator[PaidSlip]:
    marked = marks_of(session, f"pay:{run_id}:")
    now = dict(session.execute(select(people.Employee.number, people.Employee.bank_account)).all())
    home = countries.country(result.facts.country).bank
    for slip in sorted(result.payslips, key=lambda each: (each.person.name.casefold(), each.person.number)):
        person, net = slip.person, slip["net_pay"]
        if net.ore <= 0:
            continue
        reference = salary_reference(result.head.name, person.number)
        found = said.get((own.message_id, reference)) if own is not None else None
        heard = _heard(found) if found is not None else None
        account = account_in(person.bank_account, home)
        in_file = reference in bank.in_file
        if not in_file or (heard is not None and heard.goes_back):
            account = account_in(now.get(person.number) or "", home) or account
        subject = pay_subject(run_id, person.number)
        why_not = None if in_file else why_not_in_file(account_in(person.bank_account, home), person.bank_bic, home)
        yield PaidSlip(
            person.number,
            person.name,
            account,
            net,
            reference,
            in_file,
            why_not,
            heard,
            marked.get(subject, {}).get(PAID),
            subject,
            Place("employees", person.number, "bank_account"),
            account_in(person.bank_account, home),
        )


def _heard(found: ToldPayment) -> Told:
    return replace(_told(found.status, found.at), goes_back=found.goes_back)


def _told(status: Status, at: datetime) -> Told:
    return Told(status.state, status.code, tuple((each.code, each.text) for each in status.reasons), at)


def _again(slip: PaidSlip, today: date, home: BankSystem) -> OtherPayment:
    """Pay that was rejected, to be paid to the account of now."""
    return OtherPayment(
        f"again:{slip.reference}",
        "pay",
        Message("Pay, {name}", name=slip.name),
        Message("Rejected by the bank"),
        Message("{name}", name=slip.name),
        slip.account,
        "",
        slip.amount,
        today,
        f"{slip.reference}-2",
        "employee",
        slip.paid,
        slip.subject,
        wrong=_wrong_again(slip, home),
    )


def _wrong_again(slip: PaidSlip, home: BankSystem) -> Message | None:
    if not home.is_account(slip.account):
        return Message("Enter the employee's account first")
    codes = {code for code, _ in slip.told.reasons} if slip.told is not None else set()
    if codes & _OF_THE_ACCOUNT and slip.account == slip.sent_to:
        return Message("The bank rejected this account")
    return None


# --- tax and deductions ----------------------------------------------------------------------------------------------


def _dues(
    desk: Desk, run_id: int, pay_date: date, known: Mapping[str, Receiver], home: BankSystem
) -> Iterator[OtherPayment]:
    for due in dues_of_run(desk, run_id, pay_date):
        if due.kind not in PAYMENTS or due.amount is None or not due.amount:
            continue
        if home.by_hand is not None:
            yield OtherPayment(
                due.subject,
                due.kind,
                due.what,
                _with_settled(due),
                home.receivers.get(due.kind, _AUTHORITY),
                "",
                "",
                due.amount,
                due.day,
                due.subject,
                "",
                due.told,
                due.subject,
                wrong=home.by_hand,
                is_draft=due.is_draft,
                by_hand=True,
            )
            continue
        kind = due.subject.split(":")[1]
        month = str(due.where.thing) if due.where is not None else ""
        key = f"{kind}:{month}"
        typed = known.get(key, Receiver())
        account, kid = typed.account or due.account, typed.kid or due.reference
        source = "typed" if typed.account or typed.kid else "told" if due.account else ""
        yield OtherPayment(
            key,
            kind,
            due.what,
            due.detail,
            Message("{name}", name=typed.name) if typed.name else _AUTHORITY,
            account,
            kid,
            due.amount,
            due.day,
            f"{_REFERENCES.get(kind, 'BET')}-{due.day.isoformat()}",
            source,
            due.told,
            due.subject,
            wrong=_wrong(account, kid, with_kid=True),
            is_draft=due.is_draft,
        )


def _with_settled(due: Deadline) -> Message:
    """Of what it is; of tax also how much was not withheld of the pay, but of holiday money and savings settled."""
    settled = Money.total(part.amount for part in due.parts if not part.total)
    is_tax = due.kind == "withholding" and any(part.total for part in due.parts)
    if not is_tax or settled.ore <= 0:
        return due.detail
    return Message("{detail}, {amount} of it of settled holiday pay and savings", detail=due.detail, amount=settled)


def _pension(result: RunResult, home: BankSystem) -> Iterator[OtherPayment]:
    """Pension of both shares, where others than a file of ours pay it; when it is due, the agreement says."""
    amount = Money.total(result.totals.get(name, ZERO) for name in ("pension_employee", "pension_employer"))
    if home.by_hand is None or not amount:
        return
    subject = f"pension:{result.head.name}"
    yield OtherPayment(
        subject,
        "pension",
        Message("Pension, both shares"),
        Message("When it is due, the agreement says"),
        home.receivers["pension"],
        "",
        "",
        amount,
        countries.country(result.facts.country).bank_day(result.head.pay_date),
        subject,
        "",
        None,
        subject,
        wrong=Message("Pay it as the pension firm says"),
        by_hand=True,
    )


def _deductions(
    result: RunResult, run_id: int, pay_date: date, known: Mapping[str, Receiver]
) -> Iterator[OtherPayment]:
    """What was taken of the pay for others: of each person by itself; union dues by what the line says."""
    types = wage_types(result.facts.country)
    sums: dict[str, list[tuple[int, str, PayLine]]] = {}
    for slip in result.payslips:
        for line in slip.lines:
            if types[line.type].account in _TO_OTHERS and line.amount.value.ore:
                whose = "" if line.type == "union_dues" else str(slip.person.number)
                sums.setdefault(f"{line.type}:{whose}:{line.text}", []).append(
                    (slip.person.number, slip.person.name, line)
                )
    for number, (key, some) in enumerate(sorted(sums.items()), 1):
        line, amount = some[0][2], Money.total(each[2].amount.value for each in some)
        if amount.ore <= 0:
            continue
        typed = known.get(key, Receiver())
        name = line.text or types[line.type].name("nb")
        who = Message("{name}", name=some[0][1])
        if len(some) > 1:
            who = Message("{count} employees", count=len(some))
        yield OtherPayment(
            key,
            line.type,
            Message("{name}", name=name),
            who,
            Message("{name}", name=typed.name) if typed.name else Message("Receiver not entered"),
            typed.account,
            typed.kid,
            amount,
            countries.country(result.facts.country).bank_day(pay_date),
            f"TREKK-{result.head.name}-{number:03d}",
            "typed" if typed.account else "",
            None,
            f"deduction:{run_id}:{key}",
            wrong=_wrong(typed.account, typed.kid),
        )


def _wrong(account: str, kid: str, *, with_kid: bool = False) -> Message | None:
    if not account or (with_kid and not kid):
        return Message("Enter account and KID") if with_kid else Message("Enter the account")
    if not countries.is_account(account):
        return Message("The account number is not right")
    if kid and not countries.is_payment_reference(kid):
        return Message("The KID is not right")
    return None


def _seen(
    payment: OtherPayment,
    session: Session,
    files: Sequence[SentFile],
    said: Mapping[tuple[str, str], ToldPayment],
    marked: Mapping[str, Mapping[str, Marked]],
) -> OtherPayment:
    """The same with what became of it: in which file it is, what the bank said, whether it was told as paid."""
    for file in reversed(files):
        if file.kind == PAYMENT_FILE and any(
            each.reference == payment.reference and each.amount == payment.amount for each in payments_of(session, file)
        ):
            found = said.get((file.message_id, payment.reference))
            payment = replace(payment, in_file=file.made_at, told=_heard(found) if found is not None else None)
            break
    paid = payment.paid or marked.get(payment.subject, {}).get(PAID)
    return replace(payment, paid=paid)


# --- files and answers -----------------------------------------------------------------------------------------------


def _payment_files(
    session: Session,
    files: Iterable[SentFile],
    others: Iterable[OtherPayment],
    marked: Mapping[str, Mapping[str, Marked]],
) -> Iterator[KeptPaymentFile]:
    """The files that pay any of these, the newest first."""
    wanted = {each.reference for each in others}
    for file in reversed(list(files)):
        if file.kind != PAYMENT_FILE:
            continue
        inside = payments_of(session, file)
        if wanted & {each.reference for each in inside}:
            total = Money.total(each.amount for each in inside)
            saved = marked.get(f"file:{file.id}", {}).get("saved")
            yield KeptPaymentFile(file.id, file.name, file.made_at, total, len(inside), saved)


def _answers(session: Session, files: Sequence[SentFile], run_id: int, references: set[str]) -> Iterator[BankAnswer]:
    """The answers about this run's files, the newest first; also those that were undone."""
    ours: dict[str, str] = {}
    for file in files:
        if file.run_id == run_id or (
            file.kind == PAYMENT_FILE and references & {each.reference for each in payments_of(session, file)}
        ):
            ours[file.message_id] = file.name
    standing = {each.id: each for each in kept_answers(session)}
    wanted = select(ImportedFile).where(ImportedFile.kind == KIND).order_by(ImportedFile.id.desc())
    for row in session.scalars(wanted):
        answer = standing.get(row.id)
        if answer is not None:
            if answer.report.message_id in ours:
                status = answer.report.status
                yield BankAnswer(
                    row.id,
                    row.name,
                    row.imported_at,
                    row.by,
                    answer.report.created,
                    ours[answer.report.message_id],
                    _told(status, answer.at) if status.code else None,
                )
        elif any(f'"{name}"' in row.columns for name in ours):
            yield BankAnswer(row.id, row.name, row.imported_at, row.by, None, "", None, row.undone_at)


def status_words(code: str, reasons: Iterable[tuple[str, str]], language: str) -> str:
    """A status with its reasons in plain words."""
    words, why = named("status", code, language) if code else "", in_words(reasons, language)
    return f"{words}: {why}" if words and why else words or why


# --- lists ----------------------------------------------------------------------------------------------------------


_COLUMNS: Final = (
    Column("name", Message("Name")),
    Column("account", Message("Account")),
    Column("amount", Message("Amount"), Kind.MONEY, summed=True),
    Column("reference", Message("Reference")),
    Column("kid", Message("KID")),
    Column("day", Message("Pay day"), Kind.DATE),
    Column("note", Message("Note")),
)


def payment_table(found: PaymentsOfRun, say: Callable[[Message], str], language: str) -> Table:
    """All payments as a list: pay first, then tax and deductions. `say` puts messages into the user's language."""
    day = found.day or found.pay_date
    rows: list[tuple[Value, ...]] = []
    for slip in found.slips:
        rows.append(
            (
                slip.name,
                account_words(slip.account),
                slip.amount,
                slip.reference,
                "",
                day,
                slip_note(slip, say, language),
            )
        )
    for other in found.others:
        if other.kind != "pay":
            note = say(Message("Paid")) if other.paid is not None else say(other.wrong) if other.wrong else ""
            name = f"{say(other.what)}, {say(other.receiver)}"
            row = (name, account_words(other.account), other.amount, other.reference, other.kid, other.day, note)
            rows.append(row)
    return Table(Message("Payment list {month}", month=found.month), _COLUMNS, tuple(rows))


def slip_note(slip: PaidSlip, say: Callable[[Message], str], language: str) -> str:
    """What became of somebody's pay, in words."""
    if slip.paid is not None:
        return say(Message("Paid by hand"))
    if slip.told is not None:
        return slip.told.words(language)
    if slip.in_file:
        return say(Message("In the bank file"))
    return say(slip.why_not) if slip.why_not is not None else say(Message("Not in the bank file"))


def account_words(account: str) -> str:
    """`1234 56 78903`; others in fours, as an IBAN is written."""
    if len(account) == 11 and account.isdigit():
        return f"{account[:4]} {account[4:6]} {account[6:]}"
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))


# --- the profile -----------------------------------------------------------------------------------------------------


def choices_of_bank(desk: Desk) -> BankChoices:
    """The bank profile of the client."""
    with desk.reading() as session:
        return bank_choices(session)


def bank_mistakes(choices: BankChoices) -> tuple[Finding, ...]:
    """What is wrong with a profile: a stop each, at its field."""
    return tuple(mistakes_in(choices))


def bank_account(desk: Desk) -> str:
    """The account that the employer pays from; empty before it is entered."""
    from services.desk.gather import employer_facts

    with desk.reading() as session:
        return employer_facts(session).bank_account


def bank_name(account: str) -> str:
    """Which bank an account belongs to; empty where the register of banks does not know its first four digits."""
    return bank_of(account_in(account))
