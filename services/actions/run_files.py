"""The files of a run and of a month, made from results: payslips, bank file, payment list, journal, monthly report.

They are made in memory; who saves or keeps them is another matter. The same result always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256

from models.values.message import Message
from models.values.span import Month
from models.values.table import Table
from services.desk import countries
from services.desk.calculate import rates_of
from services.desk.version import SOURCE_SYSTEM
from services.engine.country import MonthReport
from services.engine.month import MonthFacts
from services.engine.result import Payslip, RunResult
from services.files import bank_payment, journal, table_csv
from services.files.bank_payment import BankFile, Payment, SalaryPayments
from services.files.payment_list import payment_list
from services.reference.codes import code_lists
from services.reference.formats import organisation
from services.reference.texts import texts
from services.reference.wage_type_rows import account_plan, wage_types

PDF, XML, CSV = "application/pdf", "application/xml", "text/csv"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One finished file. `employee` is the number of the person that it is about, for payslips."""

    name: str
    kind: str
    media_type: str
    content: bytes
    employee: int | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def files_of_run(run: RunResult, language: str = "nb", number: int = 1) -> Iterator[MadeFile]:
    """Payslips, bank file, payment list and journal of one run, in that order. `number` is the voucher's.

    Raises Refused for a bank file that cannot be made.
    """
    yield from payslips(run)
    yield from payments(run, language)
    yield voucher(run, language, number)


def payslips(run: RunResult, *, tagged: bool = True) -> Iterator[MadeFile]:
    """Each person's payslip as PDF, in the person's language."""
    for slip in run.payslips:
        yield payslip(slip, run, tagged=tagged)


def payslip(slip: Payslip, run: RunResult, password: str | None = None, *, tagged: bool = True) -> MadeFile:
    """One payslip as PDF; with a password, encrypted. Raises Refused for a password that cannot be used."""
    from services.reports.payslip_of import payslip_document  # drawing is slow to import: only where something is drawn
    from services.reports.payslip_pdf import payslip_pdf

    types = wage_types(run.facts.country)
    words = countries.country(run.facts.country).slip_words(slip, run.facts, rates_of(run.facts), types)
    document = payslip_document(slip, run.facts, words, types)
    name = f"payslip-{slip.person.number}-{run.head.name}.pdf"
    return MadeFile(name, "payslip", PDF, payslip_pdf(document, password, tagged), slip.person.number)


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


def voucher(run: RunResult, language: str = "nb", number: int = 1) -> MadeFile:
    """The journal of the run as CSV."""
    own = run.facts.employer.accounts
    names = {
        own.get(purpose, account.number): account.names[language]
        for purpose, account in account_plan(run.facts.country).items()
    }
    content = journal.write(run.voucher, number, names, texts(language))
    return MadeFile(f"journal-{run.head.name}.csv", "journal", CSV, content)


def report_of_month(
    month: MonthFacts, made: datetime | None = None, message_id: str = ""
) -> tuple[MadeFile, MonthReport]:
    """The monthly report. Without a time it is made on the last pay date, and its id follows from its content."""
    last_day = max((run.head.pay_date for run in month.runs), default=month.month.last)
    pack = countries.country(month.country)
    report = pack.report(month, wage_types(month.country), SOURCE_SYSTEM, made or last_day, message_id)
    return MadeFile(report_name(report.kind, month.month), report.kind, XML, report.content), report


def report_name(kind: str, month: Month) -> str:
    """The file name of a month's report."""
    return f"{kind}-{month}.xml"


def deadlines_of_month(country: str, month: Month) -> dict[str, str]:
    """What is due because of a month, by name."""
    return {name: str(day) for name, day in countries.country(country).month_deadlines(month).items()}


def deadlines_of_run(run: RunResult) -> dict[str, str]:
    """What is due because of a run, by name."""
    return {
        name: str(day) for name, day in countries.country(run.facts.country).run_deadlines(run.head.pay_date).items()
    }
