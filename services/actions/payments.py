"""Payments out of a run: the bank file, and the same payments as a list to read and print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from hashlib import sha256

from models.values.message import Message
from models.values.table import Table
from services.actions.made_file import CSV, PDF, XML, MadeFile
from services.desk import countries
from services.engine.result import RunResult
from services.files import bank_payment, table_csv
from services.files.bank_payment import BankFile, Payment, SalaryPayments, account_in, is_abroad
from services.files.payment_list import payment_list
from services.reference.codes import code_lists
from services.reference.formats import organisation
from services.reference.texts import texts


def bank_order(run: RunResult, language: str = "nb") -> SalaryPayments:
    """Everybody's net pay as the bank is told. The id follows from the payments, so the same run has the same one."""
    facts, head = run.facts, run.head
    text = texts(language)(Message("Pay {month}", month=head.month))
    paid = tuple(
        Payment(
            f"LONN-{head.name}-{slip.person.number:04d}",
            slip.person.name,
            slip.person.bank_account,
            slip["net_pay"],
            text,
            _country(slip.person.bank_account),
            slip.person.bank_bic,
        )
        for slip in run.payslips
        if slip["net_pay"].ore > 0
    )
    digest = sha256(
        repr(
            (facts.employer.orgnr, head.name, [(each.reference, each.account, each.amount.ore) for each in paid])
        ).encode()
    )
    pack = countries.country(facts.country)
    return SalaryPayments(
        f"LONN-{head.name}-{digest.hexdigest()[:8].upper()}",
        datetime.combine(head.pay_date, time(12)),
        pack.bank_day(head.pay_date),
        facts.employer.name,
        facts.employer.orgnr,
        facts.employer.bank_account,
        paid,
    )


def _country(account: str) -> str:
    """The country that an account is in, which stands for the one that the person lives in."""
    bare = account_in(account)
    return bare[:2] if is_abroad(bare) else "NO"


def bank_file(run: RunResult, language: str = "nb") -> BankFile:
    """The bank file of a run with a paying account. Raises Refused."""
    bics = {code: entry.more["bic"] for code, entry in code_lists("no/banks")["registers"].items()}
    return bank_payment.write(bank_order(run, language), bics)


def payments(run: RunResult, language: str = "nb") -> Iterator[MadeFile]:
    """The bank file, where the employer's account is known, and the payment list as PDF and CSV."""
    if run.facts.employer.bank_account:
        content = bank_file(run, language).content
        if content is not None:
            yield MadeFile(f"bank-{run.head.name}.xml", "bank", XML, content)
    say = texts(language)
    table = payment_list(bank_order(run, language).payments, Message("Payment list {month}", month=run.head.month), say)
    name = f"payment-list-{run.head.name}"
    yield MadeFile(f"{name}.pdf", "payment_list", PDF, _printed(table, run, language))
    yield MadeFile(f"{name}.csv", "payment_list", CSV, table_csv.write(table, say))


def _printed(table: Table, run: RunResult, language: str) -> bytes:
    from services.reports.table_pdf import table_pdf  # drawing is slow to import

    employer = run.facts.employer
    details = (texts(language)(Message("Org. no. {number}", number=organisation(employer.orgnr))),)
    return table_pdf(table, language, employer.name, details, day=run.head.pay_date)
