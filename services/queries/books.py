"""The vouchers as they are looked at: line by line, each with why it is there and whom it is of; and what the settings
of the books show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from models.records.pay_run import PayRun
from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk import at_hand
from services.desk.books import (
    DECIMALS,
    ENCODINGS,
    FORMATS,
    Books,
    BooksChoices,
    BooksFormat,
    account_names,
    books_of,
    content_of,
    earlier_slips,
    file_name,
    forms_of,
    journal_of_run,
    language_of,
    mistakes_in,
    month_journal,
    posted_by,
    read_choices,
    warnings_of,
)
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import employer_facts, head_of
from services.desk.reporting import month_material, runs_paid
from services.engine.posting import PostedLine
from services.engine.result import Payslip, RunResult
from services.files.gbat10 import Gbat10Settings
from services.files.journal_lines import Journal, JournalLine
from services.files.journal_template import COLUMNS, DATES, FIXED, SEPARATORS, USUAL, Template, TemplateColumn
from services.files.journal_template import DECIMALS as TEMPLATE_DECIMALS
from services.files.journal_template import ENCODINGS as TEMPLATE_ENCODINGS
from services.files.visma_business import R_FIELDS
from services.queries.trace import Link, Named, Trace, TraceNode
from services.reference.texts import texts
from services.reference.wage_type_rows import account_plan, wage_types

__all__ = [
    "COLUMNS",
    "DATES",
    "DECIMALS",
    "ENCODINGS",
    "FIXED",
    "FORMATS",
    "R_FIELDS",
    "SEPARATORS",
    "TEMPLATE_DECIMALS",
    "TEMPLATE_ENCODINGS",
    "USUAL",
    "BooksChoices",
    "BooksView",
    "Gbat10Settings",
    "Template",
    "TemplateColumn",
    "VoucherRow",
    "VoucherView",
    "books",
    "file_name",
    "forms",
    "mistakes",
    "read_choices",
    "sample",
    "voucher_of_run",
    "vouchers_of_month",
    "warnings",
    "why_of_month",
    "why_row",
]

_WHY: Final[Mapping[str, Message]] = {
    "Pay": Message("What was earned by these wage types; the other side is net pay."),
    "Holiday pay paid out": Message("Holiday pay that was set aside when it was earned, and is paid out now."),
    "Net pay": Message("What is paid out: pay and allowances, less withholding and deductions."),
    "Deducted from pay": Message("Taken from the pay, and owed to whom it is for."),
    "Benefits in kind": Message("Benefits have a value and are not paid out, so they stand on both sides."),
    "Tax withheld": Message("Withheld for the tax collector, who is owed it until it is paid."),
    "Employer's contribution": Message("The contribution on this run's basis, less what was set aside on holiday pay."),
    "Employer's contribution owed": Message("All the contribution of the run, owed until the term is paid."),
    "Employer's contribution on holiday pay paid out": Message(
        "The contribution on holiday pay was set aside when that was earned, and is owed now."
    ),
    "Holiday pay earned": Message("A percentage of the basis, set aside for the next holiday year."),
    "Holiday pay, rounding": Message("What rounding left when all of a year's holiday pay was paid out."),
    "Employer's contribution on holiday pay earned": Message("Set aside with the holiday pay, at the zone's rate."),
    "Occupational pension": Message("The employer's pension, a percentage of the basis between its limits."),
    "Finance tax": Message("Finance tax on the basis of the contribution."),
    "Refund from NAV": Message("What NAV paid back; it lowers the basis of the contribution."),
    "Employer's contribution, rounding": Message(
        "The report has whole kroner, and the runs have øre: the difference of the month."
    ),
    "Finance tax, rounding": Message(
        "The report has whole kroner, and the runs have øre: the difference of the month."
    ),
}


_SAMPLE: Final = Money(4_800_050)


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One line of a voucher. `place` is where it stands, by which it is asked about; `run_id` is 0 in the voucher that
    the month has of its own.
    """

    run_id: int
    number: int
    place: int
    account: str
    name: str
    text: str
    amount: Money
    department: str
    project: str

    @property
    def debit(self) -> Money | None:
        return self.amount if self.amount.ore > 0 else None

    @property
    def credit(self) -> Money | None:
        return -self.amount if self.amount.ore < 0 else None

    @property
    def key(self) -> tuple[int, int]:
        return self.number, self.place


@dataclass(frozen=True, slots=True)
class VoucherView:
    """A voucher to look at, by account or by wage type, or all vouchers of a month.

    `total` is what either side comes to, `month` is the month of payment, whose vouchers can be looked at together.
    """

    name: str  # of the run, or the month
    month: Month
    journals: tuple[Journal, ...]
    rows: tuple[VoucherRow, ...]
    form: str  # what the client has chosen
    is_draft: bool = False
    unposted: tuple[Named, ...] = ()  # wage types that have no posting: their amounts stand on the account for those

    @property
    def journal(self) -> Journal:
        """The one voucher, or the first of the month."""
        return self.journals[0]

    @property
    def total(self) -> Money:
        return Money.total(journal.debit for journal in self.journals)

    @property
    def is_split(self) -> bool:
        """Whether anything stands on a department or project."""
        return any(row.department or row.project for row in self.rows)


@dataclass(frozen=True, slots=True)
class BooksView:
    """What the settings of the books show: the choices, whom SAF-T names when nobody is chosen, and what would stop a
    file in the chosen form.
    """

    choices: BooksChoices
    contact: str
    warnings: tuple[Finding, ...]


def voucher_of_run(desk: Desk, run_id: int, language: str, *, by_type: bool = False) -> VoucherView | None:
    """The voucher of a run that is computed; None where there is none."""
    with desk.reading() as session:
        run = session.get(PayRun, run_id)
        if run is None or run.voucher is None:
            return None
        result = at_hand.result_of(desk, session, run)
        books = books_of(session)
        journal = journal_of_run(session, run, result, books, language, by_type=by_type)
        rows = _rows(journal, run_id)
        month, is_draft = Month.of(run.pay_date), run.approved_at is None
        unposted = _unposted(result, desk.client.country)
        return VoucherView(head_of(run).name, month, (journal,), rows, books.choices.format, is_draft, unposted)


def _unposted(result: RunResult, home: str) -> tuple[Named, ...]:
    """The wage types that no posting is known for, as number and name."""
    types = wage_types(home)
    return tuple(
        Named(tuple((language, f"{number} {name}") for language, name in types[number].names.items()))
        for number in country(home).unposted(result, types)
    )


def vouchers_of_month(desk: Desk, month: Month, language: str) -> VoucherView | None:
    """The vouchers of every approved run that is paid in a month, and what its report owes and they did not book; None
    for nothing. Raises Refused without rates.
    """
    found: list[tuple[Journal, int]] = []
    with desk.reading() as session:
        paid = [run for run in runs_paid(session, month, month) if run.approved_at is not None]
        books = books_of(session)
        for run in sorted(paid, key=lambda run: (run.pay_date, run.id)):
            result = at_hand.result_of(desk, session, run)
            found.append((journal_of_run(session, run, result, books, language, by_type=False), run.id))
        own = month_journal(month_material(session, desk.client.country, month, paid).facts, language)
    found += [(own, 0)] if own is not None else []
    if not found:
        return None
    rows = tuple(row for journal, run_id in found for row in _rows(journal, run_id))
    return VoucherView(str(month), month, tuple(journal for journal, _ in found), rows, books.choices.format)


def _rows(journal: Journal, run_id: int) -> tuple[VoucherRow, ...]:
    return tuple(
        VoucherRow(
            run_id,
            journal.number,
            place,
            line.account,
            line.name,
            line.text,
            line.amount,
            line.department,
            line.project,
        )
        for place, line in enumerate(journal.lines)
    )


def why_of_month(row: VoucherRow, month: Month) -> Trace:
    """Why a line of the month's own voucher is there: the report has whole kroner, or a refund came without a run."""
    title = f"{row.account} {row.name}".strip()
    node = TraceNode(title, row.amount, children=(TraceNode(row.text, row.amount),), rule="voucher.line")
    words = Message(
        "What the month's report owes and its runs did not book: the rounding to whole kroner, and refunds that no run "
        "holds."
    )
    return Trace(title, row.amount, Message("The month's own voucher, {month}", month=month), node, words)


def why_row(desk: Desk, run_id: int, place: int, language: str, *, by_type: bool = False) -> Trace | None:
    """Why a line of a run's voucher is there: in words, and whom it is of, with the wage types behind it. None where
    there is no such line.
    """
    with desk.reading() as session:
        run = session.get(PayRun, run_id)
        if run is None or run.voucher is None:
            return None
        result, head = at_hand.result_of(desk, session, run), head_of(run)
        journal = journal_of_run(session, run, result, books_of(session), language, by_type=by_type)
        earlier = earlier_slips(session, run)
    if not 0 <= place < len(journal.lines):
        return None
    line = journal.lines[place]
    people = []
    words: Message | None = None
    for slip in result.payslips:
        own = [each for each in posted_by(result, [slip], earlier) if _is_of(each, line, result, language, by_type)]
        if not own:
            continue
        words = words or _WHY.get(own[0].line.text.text)
        people.append(_of_person(slip, own, run_id, result))
    people.sort(key=lambda node: str(node.label).casefold())
    title = f"{line.account} {line.name}".strip()
    whose = Message("Voucher {number}, run {run}", number=str(journal.number), run=head.name)
    node = TraceNode(title, line.amount, children=tuple(people), rule="voucher.line")
    unit = " · ".join(filter(None, (line.department, line.project)))
    worked = Message("Only what is allocated to {unit}", unit=unit) if unit else None
    return Trace(title, line.amount, whose, node, words, worked)


def _is_of(posted: PostedLine, line: JournalLine, result: RunResult, language: str, by_type: bool) -> bool:
    """Whether a part of somebody's pay stands in a line."""
    own = posted.line
    if (own.account, own.department, own.project) != (line.account, line.department, line.project):
        return False
    known = wage_types(result.facts.country).get(posted.wage_type) if by_type else None
    said = known.name(language) if known is not None else texts(language)(own.text)
    return said == line.text or (not said and line.text in (line.name, texts(language)(result.voucher.text)))


def _of_person(slip: Payslip, posted: Iterable[PostedLine], run_id: int, result: RunResult) -> TraceNode:
    """Somebody's part of a line: by wage type, each of which can be asked about where it is one line of the slip."""
    types, parts, whole = wage_types(result.facts.country), [], ZERO
    for each in posted:
        whole += each.line.amount
        known = types.get(each.wage_type)
        if known is not None:
            title = Named(tuple(known.names.items()))
            at = [place for place, line in enumerate(slip.lines) if line.type == each.wage_type]
            link = Link(title, each.line.amount, run_id, slip.person.number, line=at[0]) if len(at) == 1 else None
            parts.append(TraceNode(title, each.line.amount, link=link))
    return TraceNode(slip.person.name, whole, children=tuple(parts))


def forms(desk: Desk) -> Mapping[str, BooksFormat]:
    """The forms that a voucher of the client can be saved in, the usual one first."""
    return forms_of(desk.client.country)


# --- the settings ---------------------------------------------------------------------------------------------------


def books(desk: Desk) -> BooksView:
    """The choices as they stand, and what would stop a file with them."""
    with desk.reading() as session:
        chosen = books_of(session)
        employer = employer_facts(session)
    return BooksView(chosen.choices, employer.contact, tuple(warnings_of(chosen, desk.client.country, employer)))


def mistakes(desk: Desk, choices: BooksChoices) -> tuple[Finding, ...]:
    """What is wrong with choices that are not kept yet."""
    return tuple(mistakes_in(choices, desk.client.country))


def warnings(desk: Desk, choices: BooksChoices) -> tuple[Finding, ...]:
    """What would stop a file with choices that are not kept yet."""
    with desk.reading() as session:
        kept = books_of(session)
        employer = employer_facts(session)
    if any(finding.severity is Severity.STOP for finding in mistakes_in(choices, desk.client.country)):
        return ()
    tried = Books(choices, kept.departments, kept.projects)
    return tuple(warnings_of(tried, desk.client.country, employer))


def sample(desk: Desk, choices: BooksChoices) -> str:
    """How a file looks with choices: a voucher of two lines. Raises Refused for what stops the file."""
    with desk.reading() as session:
        kept = books_of(session)
        employer = employer_facts(session)
    country = desk.client.country
    language = language_of(country)
    names = account_names(country, employer, language)
    numbers = {account: number for number, account in names.items()}
    plan = account_plan(country)
    first = next(iter(plan))  # pay stands first in every plan
    salary, net = (plan[purpose].names[language] for purpose in (first, "net_pay"))
    unit = next(iter(kept.departments), "10")
    lines = (
        JournalLine(numbers.get(salary, plan[first].number), salary, salary, _SAMPLE, unit),
        JournalLine(numbers.get(net, plan["net_pay"].number), net, net, -_SAMPLE),
    )
    journal = Journal(choices.number_of(1), desk.today, texts(language)(Message("Pay")), lines)
    content = content_of([journal], choices.format, Books(choices, kept.departments, kept.projects), employer, country)
    encoding = "utf-8-sig" if choices.format in ("generic", "saft") else "iso-8859-1"
    if choices.format == "gbat10":
        encoding = choices.encoding
    elif choices.format == "template":
        encoding = choices.template.encoding
    return content.decode(encoding)
