"""The files of a run and of a month, made from results: payslips, bank file, payment list, journal, monthly report.

They are made in memory; who saves or keeps them is another matter. The same result always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.values.span import Month
from services.actions.made_file import CSV, PDF, TEXT, XML, MadeFile
from services.desk import countries
from services.desk.bank_choices import USUAL, BankChoices
from services.desk.books import account_names, month_journal
from services.desk.reporting import ENDINGS, report_name
from services.desk.slip_paper import PLAIN, slip_pdf
from services.desk.version import SOURCE_SYSTEM
from services.engine.country import MonthReport
from services.engine.month import MonthFacts
from services.engine.result import Payslip, RunResult
from services.files import journal
from services.reference.texts import texts
from services.reference.wage_type_rows import wage_types
from services.reports.payslip import SlipOptions


def files_of_run(
    run: RunResult,
    language: str = "",
    number: int = 1,
    options: SlipOptions = PLAIN,
    bank: BankChoices = USUAL,
) -> Iterator[MadeFile]:
    """Payslips, bank file, payment list and journal of one run, in that order. `number` is the voucher's; without a
    language that of the country.

    Raises Refused for a bank file that cannot be made.
    """
    language = language or countries.country(run.facts.country).language
    from services.actions.payments import payments  # writing XML is slow to import

    yield from payslips(run, options=options)
    yield from payments(run, language, bank)
    yield voucher(run, language, number)


def payslips(run: RunResult, *, tagged: bool = True, options: SlipOptions = PLAIN) -> Iterator[MadeFile]:
    """Each person's payslip as PDF, in the person's language; none where all that the run holds of somebody concerns
    the employer alone, such as a refund.
    """
    for slip in run.payslips:
        if not slip.lines:
            continue
        yield payslip(slip, run, tagged=tagged, options=options)


def payslip(
    slip: Payslip,
    run: RunResult,
    password: str | None = None,
    *,
    tagged: bool = True,
    options: SlipOptions = PLAIN,
) -> MadeFile:
    """One payslip as PDF; with a password, encrypted. Raises Refused for a password that cannot be used."""
    content = slip_pdf(slip, run.facts, password, tagged=tagged, options=options)
    name = f"payslip-{slip.person.number}-{run.head.name}.pdf"
    return MadeFile(name, "payslip", PDF, content, slip.person.number)


def voucher(run: RunResult, language: str = "nb", number: int = 1) -> MadeFile:
    """The journal of the run as CSV; its columns are named in the language of the country's books."""
    heads = countries.country(run.facts.country).language
    names = account_names(run.facts.country, run.facts.employer, language)
    content = journal.write(run.voucher, number, names, texts(language), heads)
    return MadeFile(f"journal-{run.head.name}.csv", "journal", CSV, content)


def month_rounding(month: MonthFacts, language: str = "nb") -> MadeFile | None:
    """The journal of what the month's report owes and its runs did not book, as CSV, to be booked beside theirs: the
    krone between whole kroner and øre, and refunds in a month without a run. None where there is nothing to book.

    Its voucher number is the month, 202603. Raises Refused for a month whose rates are not known.
    """
    made = month_journal(month, language)
    if made is None:
        return None
    return MadeFile(f"journal-month-{month.month}.csv", "month_journal", CSV, journal.write_all([made]))


def report_of_month(
    month: MonthFacts, made: datetime | None = None, message_id: str = ""
) -> tuple[MadeFile, MonthReport]:
    """The monthly report. Without a time it is made on the last pay date, and its id follows from its content."""
    last_day = max((run.head.pay_date for run in month.runs), default=month.month.last)
    pack = countries.country(month.country)
    report = pack.report(month, wage_types(month.country), SOURCE_SYSTEM, made or last_day, message_id)
    media = TEXT if report.kind in ENDINGS else XML
    return MadeFile(report_name(report.kind, month.month), report.kind, media, report.content), report


def deadlines_of_month(country: str, month: Month) -> dict[str, str]:
    """What is due because of a month, by name."""
    return {name: str(day) for name, day in countries.country(country).month_deadlines(month).items()}


def deadlines_of_run(run: RunResult) -> dict[str, str]:
    """What is due because of a run, by name."""
    due = countries.country(run.facts.country).run_deadlines(run.head.pay_date, run.head.days.last)
    return {name: str(day) for name, day in due.items()}
