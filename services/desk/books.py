"""What the client has chosen for its books: which accounting system, in which form vouchers are given to it, and the
voucher of a run in that form.

A form is chosen for runs that are approved from now on; the voucher of any run can be had in any form at any time, as
the run itself holds all there is to know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records.employer import CostUnit
from models.records.pay_run import PayRun
from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from services.desk.calculate import no_rate, numbers, plan
from services.desk.countries import country as pack_of
from services.desk.gather import country_of, reversed_slips
from services.desk.keep import stored_result
from services.desk.reporting import month_material, runs_paid
from services.desk.settings import table_setting
from services.desk.version import VERSION
from services.engine.facts import EmployerFacts
from services.engine.month import MonthFacts
from services.engine.posting import PostedLine, Unit, Voucher, VoucherLine, purpose_of, wage_type_of
from services.engine.rates import MissingRate
from services.engine.result import Payslip, RunResult
from services.engine.wage_types import WageType
from services.files import gbat10, journal, journal_template, saft_financial, visma_business
from services.files.gbat10 import Gbat10Settings
from services.files.journal_lines import Journal, JournalLine, journal_of
from services.files.journal_template import USUAL, Template, TemplateColumn
from services.files.saft_financial import SaftCompany, SaftWorld
from services.files.visma_business import R_FIELDS, VismaSettings
from services.reference.accounting import accounting_systems, saft_groupings
from services.reference.texts import texts
from services.reference.wage_type_rows import account_plan, wage_types

BOOKS: Final = "books"
RECONCILED: Final = frozenset(
    {"withholding", "aga_payable", "finance_tax_payable", "net_pay", "holiday_payable", "aga_holiday_payable"}
)
"""Purposes whose account is compared with runs and reports, so that no wage type has one of its own."""


@dataclass(frozen=True, slots=True)
class BooksFormat:
    """A form that vouchers can be given in: what it is called, and how its files end."""

    name: Message
    ending: str
    media_type: str
    word: str  # in a file's name


FORMATS: Final[Mapping[str, BooksFormat]] = {
    "generic": BooksFormat(Message("Plain CSV"), "csv", "text/csv", ""),
    "gbat10": BooksFormat(Message("GBAT10"), "csv", "text/csv", "gbat10"),
    "visma": BooksFormat(Message("Visma Business"), "txt", "text/plain", "visma"),
    "saft": BooksFormat(Message("SAF-T Financial 1.30"), "xml", "application/xml", "saf-t"),
    "template": BooksFormat(Message("Own layout"), "csv", "text/csv", "own"),
}


def forms_of(country: str) -> Mapping[str, BooksFormat]:
    """The forms that systems of a country take."""
    questions = pack_of(country).questions
    return {name: form for name, form in FORMATS.items() if questions.has(f"form.{name}")}


ENCODINGS: Final = ("iso-8859-1", "cp1252", "utf-8", "utf-8-sig")
DECIMALS: Final = (".", ",")
_PURPOSES: Final = re.compile(r"[DK]:([a-z_|]+)")
_MOST_IN_TYPE: Final = 999
_MOST_IN_NUMBER: Final = 9_000_000
_MOST_IN_CONTACT: Final = 90


@dataclass(frozen=True, slots=True)
class BooksChoices:
    """The choices of one client.

    `voucher_type` is what the accounting system calls a voucher of payroll, `first_number` the number of the first
    run's. `department_field` and `project_field` are R fields of Visma; `text_twice` and the rest of GBAT10. With
    `by_type` each wage type has a line of its own. `contact` is whom SAF-T names. `grouping` are SAF-T groupings other
    than the plan's, by purpose, as `category/code`.
    """

    system: str = ""
    format: str = "generic"
    voucher_type: int = 50
    first_number: int = 1
    decimal: str = "."
    encoding: str = "iso-8859-1"
    text_twice: bool = False
    department_field: str = "R1"
    project_field: str = ""
    by_type: bool = False
    contact: str = ""
    template: Template = USUAL
    grouping: Mapping[str, str] = field(default_factory=dict)

    def number_of(self, run_id: int) -> int:
        """The number of a run's voucher."""
        return self.first_number - 1 + run_id


@dataclass(frozen=True, slots=True)
class Books:
    """The choices, and the names of departments and projects by code."""

    choices: BooksChoices = BooksChoices()
    departments: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)


# --- the choices ----------------------------------------------------------------------------------------------------


def books_of(session: Session) -> Books:
    """The choices in the file, and what is called how."""
    units = session.execute(select(CostUnit.kind, CostUnit.code, CostUnit.name)).all()
    departments, projects = (
        {code: name for kind, code, name in units if kind == wanted} for wanted in ("department", "project")
    )
    return Books(books_choices(session), departments, projects)


def books_choices(session: Session) -> BooksChoices:
    """The choices in the file; what was never chosen is as usual."""
    kept = table_setting(session, BOOKS)
    if "template" in kept:
        return read_choices(kept)
    return replace(read_choices(kept), template=journal_template.usual(pack_of(country_of(session)).language))


def read_choices(kept: Mapping[str, Any]) -> BooksChoices:
    """Choices as they are kept; what is of another form than ours reads as nothing was chosen."""
    usual = BooksChoices()
    simple = {
        each.name: kept[each.name]
        for each in fields(BooksChoices)
        if type(kept.get(each.name)) is type(getattr(usual, each.name)) and each.name not in ("template", "grouping")
    }
    grouping = kept.get("grouping")
    own = {str(key): str(value) for key, value in grouping.items()} if isinstance(grouping, dict) else {}
    return BooksChoices(**simple, template=_template(kept.get("template")), grouping=own)


def _template(kept: Any) -> Template:
    if not isinstance(kept, dict) or not isinstance(kept.get("columns"), list):
        return USUAL
    try:
        columns = tuple(TemplateColumn(**{name: str(each[name]) for name in each}) for each in kept["columns"])
        rest = {name: kept[name] for name in ("separator", "decimal", "dates", "encoding", "header") if name in kept}
        made = Template(columns, **rest)
    except (TypeError, KeyError):
        return USUAL
    return USUAL if any(journal_template.faults(made)) or not isinstance(made.header, bool) else made


def write_choices(choices: BooksChoices) -> str:
    """The choices as they lie in the file."""
    return json.dumps(asdict(choices), ensure_ascii=False)


def mistakes_in(choices: BooksChoices, country: str) -> Iterator[Finding]:
    """What is wrong with choices; nothing where they can be kept."""
    for name, word, words in (
        ("system", choices.system, ("", *accounting_systems(country))),
        ("format", choices.format, tuple(forms_of(country))),
        ("decimal", choices.decimal, DECIMALS),
        ("encoding", choices.encoding, ENCODINGS),
        ("department_field", choices.department_field, ("", *R_FIELDS)),
        ("project_field", choices.project_field, ("", *R_FIELDS)),
    ):
        if word not in words:
            what = Message("“{word}” is not one of {words}", word=word, words=" · ".join(filter(None, words)))
            yield _stop(what, name)
    if choices.department_field and choices.department_field == choices.project_field:
        yield _stop(
            Message("Department and project cannot both be in {field}", field=choices.project_field), "project_field"
        )
    if not 0 <= choices.voucher_type <= _MOST_IN_TYPE:
        yield _stop(Message("A voucher type is a number from 0 to {most}", most=_MOST_IN_TYPE), "voucher_type")
    if not 1 <= choices.first_number <= _MOST_IN_NUMBER:
        what = Message("The first voucher number is from 1 to {most}", most=_MOST_IN_NUMBER)
        yield _stop(what, "first_number")
    contact = choices.contact.strip()
    if contact and (len(contact) > _MOST_IN_CONTACT or saft_financial.person_name(contact) is None):
        yield _stop(Message("Enter the contact person's first and last name"), "contact")
    yield from journal_template.faults(choices.template)
    known = saft_groupings(country)
    for purpose, grouping in choices.grouping.items():
        if purpose not in account_plan(country) or grouping not in known:
            yield _stop(Message("“{word}” is not a SAF-T grouping", word=grouping), "grouping")


def warnings_of(books: Books, country: str, employer: EmployerFacts) -> Iterator[Finding]:
    """What would stop a file in the chosen form, found in the account plan and the codes before there is a run."""
    if books.choices.format == "generic":
        return
    own = numbers(country, employer)
    names = account_names(country, employer, language_of(country))
    lines = [JournalLine(number, names.get(number, ""), number, ZERO) for number in own.values()]
    pay = own[next(iter(account_plan(country)))]
    lines += [JournalLine(pay, "", code, ZERO, department=code) for code in books.departments]
    lines += [JournalLine(pay, "", code, ZERO, project=code) for code in books.projects]
    trial = Journal(books.choices.number_of(1), date(2000, 1, 1), country, tuple(lines))
    try:
        content_of([trial], books.choices.format, books, employer, country)
    except Refused as refused:
        for finding in refused.findings:
            yield Finding(Severity.WARNING, finding.what, finding.where)


def _stop(what: Message, field_name: str) -> Finding:
    return Finding(Severity.STOP, what, Place("settings", field_name, "books"))


# --- vouchers -------------------------------------------------------------------------------------------------------


def account_names(country: str, employer: EmployerFacts, language: str) -> dict[str, str]:
    """What accounts are called, by number. An account of one wage type alone is called as the wage type."""
    ready, types = account_plan(country), wage_types(country)
    found: dict[str, str] = {}
    for key, number in numbers(country, employer).items():
        account, slug = ready.get(purpose_of(key)), wage_type_of(key)
        if account is not None and " " not in key:
            found[number] = account.names[language]
        elif account is not None:
            found.setdefault(number, types[slug].name(language) if slug in types else account.names[language])
    return found


def language_of(country: str) -> str:
    """The language of the vouchers of a country."""
    return pack_of(country).language


def posted_to(wage_type: WageType) -> list[str]:
    """The purposes of the account plan that a wage type is posted to."""
    if wage_type.row is None:
        return list(filter(None, (wage_type.account, wage_type.contra)))
    return [purpose for found in _PURPOSES.findall(wage_type.row.posting) for purpose in found.split("|")]


def posted_by(result: RunResult, slips: Sequence[Payslip], earlier: Mapping[int, Payslip]) -> Sequence[PostedLine]:
    """What some of a run's slips are in its voucher, by wage type. `earlier` are the slips that the run reverses."""
    code = result.facts.country
    return pack_of(code).posted(slips, result.facts, wage_types(code), plan(result.facts), earlier)


def by_wage_type(result: RunResult, posted: Iterable[PostedLine], language: str) -> Voucher:
    """The run's voucher with a line of its own for each wage type, in the order of the voucher."""
    types = wage_types(result.facts.country)
    sums: dict[tuple[str, Unit, int, Message], int] = {}
    for each in posted:
        line, known = each.line, types.get(each.wage_type)
        text = Message("{name}", name=known.name(language)) if known is not None else line.text
        key = (line.account, Unit(line.department, line.project), known.number if known is not None else 0, text)
        sums[key] = sums.get(key, 0) + line.amount.ore
    order = sorted((key for key in sums if sums[key]), key=lambda key: (key[0], key[1], key[2]))
    lines = tuple(
        VoucherLine(account, Money(sums[account, unit, number, text]), text, unit.department, unit.project)
        for account, unit, number, text in order
    )
    return Voucher(result.voucher.day, result.voucher.text, lines)


def earlier_slips(session: Session, run: PayRun) -> Mapping[int, Payslip]:
    """The slips that a run reverses; none for a run that corrects nothing."""
    return reversed_slips(session, run) if run.corrects else {}


def journal_of_run(
    session: Session, run: PayRun, result: RunResult, books: Books, language: str, *, by_type: bool
) -> Journal:
    """A run's voucher with its number, by account or with a line for each wage type."""
    voucher = result.voucher
    if by_type:
        voucher = by_wage_type(result, posted_by(result, result.payslips, earlier_slips(session, run)), language)
    names = account_names(result.facts.country, result.facts.employer, language)
    return journal_of(voucher, books.choices.number_of(run.id), names, texts(language))


def month_journal(month: MonthFacts, language: str) -> Journal | None:
    """What a month's report owes and its runs did not book; its number is the month, 202603. None for nothing.

    Raises Refused for a month whose rates are not known.
    """
    try:
        found = pack_of(month.country).month_voucher(month, numbers(month.country, month.employer))
    except MissingRate as missing:
        raise no_rate(missing) from missing
    if found is None:
        return None
    names = account_names(month.country, month.employer, language)
    return journal_of(found, month.month.year * 100 + month.month.number, names, texts(language))


def journals_of_month(
    session: Session, country: str, month: Month, books: Books, language: str, *, by_type: bool
) -> list[Journal]:
    """The vouchers of every approved run that is paid in a month, by pay date, and the month's own. Raises Refused."""
    paid = [run for run in runs_paid(session, month, month) if run.approved_at is not None]
    made = [
        journal_of_run(session, run, stored_result(session, run), books, language, by_type=by_type)
        for run in sorted(paid, key=lambda run: (run.pay_date, run.id))
    ]
    own = month_journal(month_material(session, country, month, paid).facts, language)
    return made if own is None else [*made, own]


def content_of(journals: Sequence[Journal], form: str, books: Books, employer: EmployerFacts, country: str) -> bytes:
    """Vouchers in a form. Raises Refused for what the form has no room for or lacks."""
    choices = books.choices
    match form:
        case "gbat10":
            chosen = Gbat10Settings(choices.voucher_type, choices.decimal, choices.encoding, choices.text_twice)
            return gbat10.write(journals, chosen)
        case "visma":
            fields_chosen = VismaSettings(choices.voucher_type, choices.department_field, choices.project_field)
            return visma_business.write(journals, fields_chosen)
        case "saft":
            contact = choices.contact.strip() or employer.contact.strip()
            company = SaftCompany(employer.orgnr, employer.name, contact, employer.address)
            world = SaftWorld(_groupings(choices, employer, country), VERSION, books.departments, books.projects)
            return saft_financial.write(journals, company, world)
        case "template":
            return journal_template.write(journals, choices.template, choices.voucher_type)
        case _:
            return journal.write_all(journals, language_of(country))


def _groupings(choices: BooksChoices, employer: EmployerFacts, country: str) -> Mapping[str, tuple[str, str]]:
    """Category and code by account number; of purposes that share a number the first one's."""
    found: dict[str, tuple[str, str]] = {}
    for key, number in numbers(country, employer).items():
        account = account_plan(country).get(purpose := purpose_of(key))
        if account is not None:
            category, _, code = (choices.grouping.get(purpose) or account.saft).partition("/")
            found.setdefault(number, (category, code))
    return found


def file_name(name: str, form: str) -> str:
    """What a voucher's file is called: `journal-2026-11-gbat10.csv`."""
    word = FORMATS[form].word
    return f"journal-{name}{f'-{word}' if word else ''}.{FORMATS[form].ending}"
