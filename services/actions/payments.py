"""Payments out of a run: the bank file, and the same payments as a list to read and print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from hashlib import sha256

from models.values.message import Message
from models.values.table import Table
from services.actions.made_file import CSV, PDF, XML, MadeFile
from services.desk import countries
from services.desk.bank_choices import USUAL, BankChoices, bank_day
from services.desk.payment_controls import salary_reference
from services.engine.bank import BankSystem
from services.engine.result import RunResult
from services.files import bank_payment, table_csv
from services.files.bank_payment import (
    BankFile,
    BankProfile,
    MessageVersion,
    Payment,
    PaymentOrder,
    account_in,
    is_abroad,
)
from services.files.payment_list import payment_list
from services.reference.codes import code_lists
from services.reference.texts import texts


def bank_order(
    run: RunResult, language: str = "nb", bank: BankChoices = USUAL, stamp: str = "", day: date | None = None
) -> PaymentOrder:
    """Everybody's net pay as the bank is told. The id follows from the payments, so the same approved run has the same
    one, whatever the profile, and a run that was approved with others has its own; a `stamp` makes another one of the
    same payments. `day` is another than the bank day of the pay date.
    """
    facts, head = run.facts, run.head
    pack = countries.country(facts.country)
    month = texts(language)(Message("{month}", month=head.month))
    text = f"{bank.text} {month}" if bank.text else texts(language)(Message("Pay {month}", month=head.month))
    paid = tuple(
        Payment(
            salary_reference(head.name, slip.person.number),
            slip.person.name,
            slip.person.bank_account,
            slip["net_pay"],
            text,
            _country(slip.person.bank_account, pack.bank),
            slip.person.bank_bic,
        )
        for slip in run.payslips
        if slip["net_pay"].ore > 0
    )
    said = (facts.employer.orgnr, head.name, [(each.reference, each.account, each.amount.ore) for each in paid])
    digest = sha256((repr(said) + stamp).encode())
    return PaymentOrder(
        f"LONN-{head.name}-{digest.hexdigest()[:8].upper()}",
        datetime.combine(head.pay_date, time(12)),
        day or bank_day(head.pay_date, bank.day, facts.country),
        facts.employer.name,
        facts.employer.orgnr,
        facts.employer.bank_account,
        paid,
        profile_of(bank),
        system=pack.bank,
    )


def profile_of(bank: BankChoices) -> BankProfile:
    """The choices of a client as the writer of files wants them."""
    version = MessageVersion.PAIN_001_001_09 if bank.version == "09" else MessageVersion.PAIN_001_001_03
    return BankProfile(bank.division, bank.bic, version, bank.customer, bank.batch, bank.iban)


def _country(account: str, home: BankSystem) -> str:
    """The country that an account is in, which stands for the one that the person lives in."""
    bare = account_in(account, home)
    return bare[:2] if is_abroad(bare) else home.country


def bics() -> Mapping[str, str]:
    """The BIC by register number, the first four digits of an account."""
    return {code: entry.more["bic"] for code, entry in code_lists("no/banks")["registers"].items()}


def bank_file(
    run: RunResult, language: str = "nb", bank: BankChoices = USUAL, stamp: str = "", day: date | None = None
) -> BankFile:
    """The bank file of a run with a paying account. Raises Refused."""
    return bank_payment.write(bank_order(run, language, bank, stamp, day), bics())


def made_bank_file(
    run: RunResult, language: str = "nb", bank: BankChoices = USUAL, stamp: str = "", day: date | None = None
) -> MadeFile | None:
    """The bank file with its name; None where nobody is in it. Raises Refused."""
    content = bank_file(run, language, bank, stamp, day).content
    return MadeFile(f"bank-{run.head.name}.xml", "bank", XML, content) if content is not None else None


def payments(run: RunResult, language: str = "nb", bank: BankChoices = USUAL) -> Iterator[MadeFile]:
    """The bank file, where the employer's account is known, and the payment list as PDF and CSV."""
    if run.facts.employer.bank_account:
        made = made_bank_file(run, language, bank)
        if made is not None:
            yield made
    say = texts(language)
    table = payment_list(
        bank_order(run, language, bank).payments,
        Message("Payment list {month}", month=run.head.month),
        say,
        countries.country(run.facts.country).bank,
    )
    name = f"payment-list-{run.head.name}"
    yield MadeFile(f"{name}.pdf", "payment_list", PDF, _printed(table, run, language))
    yield MadeFile(f"{name}.csv", "payment_list", CSV, table_csv.write(table, say))


def _printed(table: Table, run: RunResult, language: str) -> bytes:
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    employer = run.facts.employer
    numbers = countries.country(run.facts.country).employer_numbers(employer)
    details = tuple(texts(language)(number) for number in numbers)
    return table_pdf(table, language, employer.name, details, day=run.head.pay_date)
