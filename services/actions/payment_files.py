"""Payment files of an approved run made anew, and files with tax, deductions and other payments (files 4.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import select

from models.records.employer import Employer, Setting
from models.records.stored_file import StoredFile
from models.values.finding import Finding, Place, Refused, Severity, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.actions import runs
from services.actions.exports import keep_files
from services.actions.made_file import XML, MadeFile
from services.actions.payments import bics, made_bank_file, profile_of
from services.actions.settings import keep_setting
from services.desk import countries
from services.desk.bank_choices import BANK, BankChoices, bank_choices, bank_day, mistakes_in, write_choices
from services.desk.desk import Desk
from services.desk.keep import stored_result
from services.desk.payment_answers import PAYMENT_FILE, kept_answers, sent_files
from services.desk.payment_receivers import RECEIVERS, Receiver, receivers
from services.engine.bank import BankSystem
from services.engine.result import RunResult
from services.files import bank_payment
from services.files.bank_payment import Payment, PaymentBlock, PaymentOrder, account_in
from services.files.payment_status import REJECTED

__all__ = [
    "BankChoices",
    "ChosenPayment",
    "Receiver",
    "make_payment_files",
    "remake_bank_file",
    "save_bank_choices",
    "save_receiver",
]

_LONGEST_NAME: Final = 70


@dataclass(frozen=True, slots=True)
class ChosenPayment:
    """A payment that the user wants in a file. `reference` is ours, the same each time; `kid` the receiver's. `day` is
    the last day on which it must be there: the bank pays on it, or on the bank day before.
    """

    reference: str
    name: str
    account: str
    amount: Money
    day: date
    kid: str = ""
    text: str = ""


def save_bank_choices(desk: Desk, choices: BankChoices) -> None:
    """How payment files are written from now on; those that were made stay as they are. Raises Refused."""
    choices = replace(
        choices,
        bic=choices.bic.replace(" ", "").upper(),
        division=choices.division.strip(),
        customer=choices.customer.strip(),
        text=" ".join(choices.text.split()),
    )
    if mistakes := list(mistakes_in(choices)):
        raise Refused(mistakes)
    keep_setting(desk, BANK, json.loads(write_choices(choices)))


def remake_bank_file(desk: Desk, run_id: int, day: date | None = None) -> int:
    """Make the bank file of an approved run anew, with the bank profile of now, on the pay date or on another bank day.
    The payments are the same and so is the message id, so that the bank refuses what it has already; only after the
    bank rejected the whole file it is another. The file before is kept. Returns the new file's number.

    Raises Refused for a run that is not approved, a day in the past or more than a year ahead, and where nobody is in
    the file.
    """
    where = Place("pay_run", run_id, "payments")
    with desk.reading() as session:
        run = runs.run_of(session, run_id)
        if run.approved_at is None:
            raise refuse(Message("The run of {month} is not approved, so it has no files yet", month=run.month), where)
        result, bank = stored_result(session, run), bank_choices(session)
        result = _paid_from(result, session.get(Employer, 1))
        ids = {each.message_id for each in sent_files(session) if each.run_id == run_id}
        rejected = {
            each.report.message_id
            for each in kept_answers(session)
            if each.report.message_id in ids
            and each.report.status.state == REJECTED
            and not each.report.status.is_sent_before
        }
        stamp = f"/{len(rejected)}" if rejected else ""
    if day is not None:
        _refuse_day(day, desk.today, where)
        day = bank_day(day, "after", result.facts.country)
    made = made_bank_file(result, countries.country(result.facts.country).language, bank, stamp, day)
    if made is None:
        raise refuse(Message("Nobody can be paid by file"), where)
    keep_files(desk, [made], run_id=run_id, month=result.head.month)
    return _newest(desk, made.name)


def _paid_from(result: RunResult, employer: Employer | None) -> RunResult:
    """A run that was approved before the employer's account was known is paid from the one of now."""
    if result.facts.employer.bank_account or employer is None:
        return result
    facts = replace(result.facts, employer=replace(result.facts.employer, bank_account=employer.bank_account))
    return replace(result, facts=facts)


def make_payment_files(desk: Desk, chosen: Sequence[ChosenPayment], *, one_a_day: bool = False) -> tuple[int, ...]:
    """Keep a file with the chosen payments, a block a day; or with `one_a_day` a file for each day. Their numbers.

    A day that has passed is today's, or the next bank day. Raises Refused for nothing chosen, an account or KID that is
    not right, an amount that is not above zero, and the employer's own account.
    """
    if not chosen:
        raise refuse(Message("Tick what is to be paid"), Place("pay_run", None, "payments"))
    country = desk.client.country
    home = countries.country(country).bank
    if wrong := [found for each in chosen for found in _wrong(each, home)]:
        raise Refused(wrong)
    with desk.reading() as session:
        employer, bank = session.get(Employer, 1), bank_choices(session)
        if employer is None or not employer.bank_account:
            what = Message("The employer's bank account is missing or wrong")
            raise refuse(what, Place("settings", None, "bank_account"))
        name, orgnr, account = employer.name, employer.orgnr, employer.bank_account
    by_day: dict[date, list[ChosenPayment]] = {}
    for each in chosen:
        by_day.setdefault(_pay_day(each.day, desk.today, country), []).append(each)
    days = sorted(by_day.items())
    files = [[day] for day in days] if one_a_day else [days]
    made = []
    for some in files:
        blocks = tuple(PaymentBlock(day, tuple(_payment(each) for each in each_of)) for day, each_of in some)
        said = repr((orgnr, desk.now().isoformat(), [(block.execution_date, block.payments) for block in blocks]))
        order = PaymentOrder(
            f"BET-{some[0][0]:%Y%m%d}-{sha256(said.encode()).hexdigest()[:8].upper()}",
            desk.now(),
            some[0][0],
            name,
            orgnr,
            account,
            (),
            profile_of(bank),
            blocks,
            home,
        )
        content = bank_payment.write(order, bics()).content
        assert content is not None  # every amount is above zero
        made.append(MadeFile(f"payments-{some[0][0].isoformat()}.xml", PAYMENT_FILE, XML, content))
    numbers = []
    for file in made:
        keep_files(desk, [file], run_id=None, month=Month.of(date.fromisoformat(file.name[9:19])))
        numbers.append(_newest(desk, file.name))
    return tuple(numbers)


def _payment(chosen: ChosenPayment) -> Payment:
    kid = "".join(chosen.kid.split())
    return Payment(
        chosen.reference,
        chosen.name[:_LONGEST_NAME],
        chosen.account,
        chosen.amount,
        "" if kid else chosen.text,
        kid=kid,
    )


def _pay_day(day: date, today: date, country: str) -> date:
    """The bank day at the latest; where that has passed, the next one from today."""
    found = bank_day(day, "before", country)
    return found if found >= today else bank_day(today, "after", country)


def _refuse_day(day: date, today: date, where: Place) -> None:
    if day < today:
        raise refuse(Message("The day has passed: choose today or a later one"), where)
    if day > date(today.year + 1, today.month, min(today.day, 28)):
        raise refuse(Message("A bank takes no payment more than 12 months ahead"), where)


def _wrong(chosen: ChosenPayment, home: BankSystem) -> Iterable[Finding]:
    where = Place("pay_run", None, "payments")
    if not home.is_account(account_in(chosen.account, home)):
        yield Finding(Severity.STOP, Message("{name}: the account number is wrong", name=chosen.name), where)
    if chosen.kid and not countries.is_payment_reference("".join(chosen.kid.split())):
        yield Finding(Severity.STOP, Message("{name}: the KID is not right", name=chosen.name), where)
    if chosen.amount.ore <= 0:
        yield Finding(Severity.STOP, Message("{name}: there is nothing to pay", name=chosen.name), where)


def save_receiver(desk: Desk, key: str, name: str, account: str, kid: str) -> None:
    """Remember to whom a payment goes; an empty one is forgotten. Raises Refused for a wrong account or KID."""
    home = countries.country(desk.client.country).bank
    receiver = Receiver(" ".join(name.split())[:_LONGEST_NAME], account_in(account, home), "".join(kid.split()))
    where = Place("pay_run", None, "payments")
    if receiver.account and not home.is_account(receiver.account):
        raise refuse(Message("The account number is not right"), Place("pay_run", None, "account"))
    if receiver.kid and not countries.is_payment_reference(receiver.kid):
        raise refuse(
            Message("The KID is not right: 2 to 25 digits, and the last one is a check digit"),
            Place("pay_run", None, "kid"),
        )
    with desk.reading() as session:
        kept = {name: asdict(each) for name, each in receivers(session).items()}
        if session.get(Setting, RECEIVERS) is None and not receiver.account and not receiver.kid:
            return
    if not key:
        raise refuse(Message("This is gone"), where)
    if receiver == Receiver():
        kept.pop(key, None)
    else:
        kept[key] = asdict(receiver)
    keep_setting(desk, RECEIVERS, _sorted(kept) or None)


def _sorted(kept: Mapping[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {key: dict(kept[key]) for key in sorted(kept)}


def _newest(desk: Desk, name: str) -> int:
    with desk.reading() as session:
        wanted = select(StoredFile.id).where(StoredFile.name == name).order_by(StoredFile.version.desc())
        return session.scalars(wanted.limit(1)).one()
