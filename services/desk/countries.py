"""The country packs by code. The only place that knows which countries there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache

from models.values.finding import Finding, refuse
from models.values.message import Message
from models.values.money import Money
from models.values.progress import Progress, no_progress
from models.values.span import Month, Span
from services.engine.absence import AbsenceKind
from services.engine.country import Country
from services.engine.facts import Absence as Absent
from services.engine.facts import EmployerFacts, PersonFacts, RunHead
from services.engine.income_fields import NextFile, ReportedPart, ReportOfMonth
from services.engine.income_report import Answers, EndedBenefit, IncomeReportWords, PaidMonth, Worksheet
from services.engine.leave_advice import Proposal as LeaveProposal
from services.engine.leave_advice import Situation
from services.engine.month import MonthFacts
from services.engine.numbered import SetMember
from services.engine.rates import RateBook, RatesOn
from services.engine.result import Payslip
from services.engine.settled import SettledHoliday
from services.files.column_map import ColumnMap
from services.files.refund_proposals import Absence, Employer, Imported, Person, Proposal
from services.files.refund_report import RefundReport, RefundRow
from services.files.tax_cards import ReadCard, TaxCardAnswer, TaxCardFile, TaxCardRequest
from services.files.text_table import Encoding
from services.norway.rules.tax_table import tables_of
from services.reference.codes import Code
from services.reference.year_files import rate_book

_SATURDAY = 5


def _norway() -> Country:
    from services.norway.pack import Norway  # only when a client or a scenario needs it

    return Norway(rate_book("NO"))


def _denmark() -> Country:
    from services.denmark.pack import Denmark
    from services.reference.codes import code_lists

    codes = code_lists("dk/absence_codes")["absence"]
    sets = code_lists("dk/type_sets")["set"]
    purposes = code_lists("dk/posting_purposes")["purpose"]
    return Denmark(
        rate_book("DK"),
        {code: tuple(each.more["rows"].split()) for code, each in codes.items()},
        {code: tuple(SetMember.read(one) for one in each.more["members"].split()) for code, each in sets.items()},
        {code: each.more["unit"] for code, each in codes.items()},
        frozenset(code for code, each in purposes.items() if each.more["statement"] == "result"),
    )


_PACKS: dict[str, Callable[[], Country]] = {"NO": _norway, "DK": _denmark}


def codes() -> tuple[str, ...]:
    """The countries that there are."""
    return tuple(_PACKS)


@cache
def country(code: str) -> Country:
    """The pack of a country, made when first asked for. Raises Refused for one that the program does not have yet."""
    if code not in _PACKS:
        raise refuse(Message("Country {code} is not in the program yet", code=code))
    return _PACKS[code]()


def withholding_tables(year: int) -> Callable[[str, str], Callable[[int], int]]:
    """The Norwegian tables of a year: by code and period, whole kroner in and out. Raises Refused for another year."""
    rates = rate_book("NO").years.get(year)
    if rates is None:
        raise refuse(Message("There are no withholding tables for {year} in the program", year=str(year)))
    return tables_of(rates)


def read_person_number(code: str, number: str) -> tuple[str, bool, date | None] | None:
    """What a person's number says of itself: its kind, whether it is made up, and the birth date. None for no number.

    Whether the number is right, the check of the country says.
    """
    return _NUMBERS[code](number) if code in _NUMBERS else None


def _norwegian_number(number: str) -> tuple[str, bool, date | None] | None:
    from services.norway.rules.identity import person_number

    read = person_number(number)
    return (read.kind.value, read.synthetic, read.born) if read is not None else None


def _danish_number(number: str) -> tuple[str, bool, date | None] | None:
    from services.denmark.rules.identity import born_of, is_made_up

    born = born_of(number)
    return ("cpr", is_made_up(number), born) if born is not None else None


_NUMBERS: dict[str, Callable[[str], tuple[str, bool, date | None] | None]] = {
    "NO": _norwegian_number,
    "DK": _danish_number,
}


def plain_account(code: str, written: str) -> str:
    """An account as the country keeps it, without what people write between the digits; what is no account of the
    country stays as it is.
    """
    return read_account(code, written) or written


def read_account(code: str, written: str) -> str | None:
    """The same: empty for what is no account of the country, None where it does not read them."""
    read = country(code).questions.read_account
    return read(written) if read is not None else None


def has_tax_table(code: str, year: int, table: str, period: str = "MND") -> bool | None:
    """Whether the year has the table of withholding; None where the program does not know the year."""
    from services.norway.rules.tax_table import UnknownTable

    rates = rate_book(code).years.get(year)
    if rates is None:
        return None
    try:
        tables_of(rates)(table, period)
    except UnknownTable:
        return False
    return True


def read_refund_report(
    content: bytes,
    name: str = "",
    *,
    columns: ColumnMap | None = None,
    maps: Sequence[ColumnMap] = (),
    encoding: Encoding | None = None,
    delimiter: str | None = None,
    synthetic_allowed: bool = True,
    today: date | None = None,
    progress: Progress = no_progress,
) -> RefundReport:
    """NAV's report of refunds to an employer (K27), read from a file: services/norway/files/k27.py, `read`."""
    from services.norway.files import k27

    return k27.read(
        content,
        name,
        columns=columns,
        maps=maps,
        encoding=encoding,
        delimiter=delimiter,
        synthetic_allowed=synthetic_allowed,
        today=today,
        progress=progress,
    )


def match_refunds(rows: Iterable[RefundRow], people: Sequence[Person], absences: Iterable[Absence]) -> list[Proposal]:
    """Who and which absence each row may belong to: services/norway/files/k27_match.py, `match`."""
    from services.norway.files import k27_match

    return k27_match.match(rows, people, absences)


def read_tax_cards(content: bytes, progress: Progress = no_progress) -> TaxCardFile:
    """An answer about tax cards, read from a file: services/norway/files/skattekort.py, `read`."""
    from services.norway.files import skattekort

    return skattekort.read(content, progress)


def tax_card_of(answer: TaxCardAnswer, is_main: bool) -> ReadCard:
    """The card that a run uses out of an answer: services/norway/files/skattekort.py, `card_of`."""
    from services.norway.files import skattekort

    return skattekort.card_of(answer, is_main)


def tax_card_result(result: str) -> tuple[tuple[str, str], ...]:
    """What a result of the authority is called, by language."""
    from services.norway.files import skattekort

    return skattekort.result_names(result)


def tax_cards_against(file: TaxCardFile, orgnr: str, units: frozenset[str], year: int) -> list[Finding]:
    """What a client says to an answer about tax cards: services/norway/files/skattekort.py, `against`."""
    from services.norway.files import skattekort

    return skattekort.against(file, orgnr, units, year)


def tax_card_requests(orgnr: str, national_ids: Iterable[str], today: date) -> list[TaxCardRequest]:
    """The request for tax cards, in as many files as it needs. Raises Refused."""
    from services.norway.files import skattekort

    return skattekort.requests(orgnr, national_ids, today)


def tax_cards_asked_for(content: bytes) -> frozenset[str]:
    """The identity numbers that a request asks about. Raises Refused."""
    from services.norway.files import skattekort

    return skattekort.asked_for(content)


def tax_card_can_be_asked(national_id: str) -> list[Finding]:
    """Why no tax card can be asked for with a number; none where it can."""
    from services.norway.files import skattekort

    return skattekort.can_be_asked(national_id, synthetic_allowed=True)


def refund_benefits() -> Mapping[str, Code]:
    """NAV's benefits by code, with their names: services/norway/files/k27.py."""
    from services.norway.files import k27

    return k27.benefits()


def refund_type(benefit: str) -> str:
    """The wage type of a refund's line in a run; holiday pay on a benefit has its own."""
    from services.norway.files import k27

    return k27.line_type(benefit)


def refund_days(month: Month) -> tuple[date, date]:
    """When a refund for a month is paid at the earliest, and until when it can be claimed."""
    from services.norway.files import k27

    return k27.paid_from(month), k27.claim_until(month)


def refunds_against(
    rows: Sequence[RefundRow],
    employer: Employer,
    imports: Iterable[Imported],
    sha256: str,
    payment_date: date | None = None,
    benefit_before: Mapping[str, str] | None = None,
) -> list[Finding]:
    """What a client says to a report of refunds: services/norway/files/k27_match.py, `against`."""
    from services.norway.files import k27_match

    return k27_match.against(rows, employer, imports, sha256, payment_date, benefit_before)


def income_report_months(person: PersonFacts, absence: Absent, book: RateBook) -> tuple[date, list[Month]]:
    """The day from which NAV reckons the income of an absence, and the months before it that count. Raises
    MissingRate.
    """
    from services.norway.inntektsmelding.worksheet import first_days, months_before

    first = first_days(person, absence, book.on(absence.first))
    return first, months_before(first)


def income_report(
    person: PersonFacts,
    employer: EmployerFacts,
    absence: Absent,
    paid: Sequence[PaidMonth],
    rates: RatesOn,
    answers: Answers,
    ended: Sequence[EndedBenefit],
) -> Worksheet:
    """NAV's inntektsmelding about an absence: services/norway/inntektsmelding/worksheet.py.

    Raises Refused, MissingRate.
    """
    from services.norway.inntektsmelding.worksheet import worksheet

    return worksheet(person, employer, absence, paid, rates, answers, ended)


def income_report_json(sheet: Worksheet, contact: str, system: tuple[str, str]) -> bytes:
    """The same in the shape of NAV's API: services/norway/inntektsmelding/json_form.py. Raises Refused."""
    from services.norway.inntektsmelding.json_form import to_json

    return to_json(sheet, contact, system)


def income_report_words() -> IncomeReportWords:
    """What can be chosen in NAV's inntektsmelding, by NAV's own words: services/norway/inntektsmelding/known.py."""
    from services.norway.inntektsmelding.known import words

    return words()


def eindkomst_month(month: MonthFacts) -> ReportOfMonth:
    """A month as it is to be reported to eIndkomst: services/denmark/income_report.py, `report_of`."""
    from services.denmark.income_report import report_of

    return report_of(month)


def eindkomst_next(
    month: MonthFacts, sent: Sequence[bytes], year: Sequence[bytes], made: datetime, version: str
) -> NextFile | None:
    """The file that is to be sent next: services/denmark/income_report.py, `next_file`. Raises Refused."""
    from services.denmark.income_report import next_file

    return next_file(month, sent, year, made, version)


def eindkomst_said(contents: Sequence[bytes], names: Mapping[str, str]) -> tuple[ReportedPart, ...]:
    """What files to eIndkomst said in all: services/denmark/income_report.py, `read_back`. Raises Refused."""
    from services.denmark.income_report import read_back

    return read_back(contents, names)


def eindkomst_note() -> Message:
    """What is said beside a file to eIndkomst: services/denmark/eindkomst.py."""
    from services.denmark.eindkomst import NOT_VERIFIED

    return NOT_VERIFIED


def settled_holiday(slip: Payslip, head: RunHead) -> Sequence[SettledHoliday]:
    """Holiday money that left the payroll with a slip: services/denmark/settlements.py."""
    from services.denmark.settlements import settlements

    return settlements(slip, head)


def tax_of_month(amounts: Iterable[Money], method: str) -> Money:
    """AM-bidrag or A-skat of a month as it is reported: services/denmark/rules/taxes.py, `reported_total`."""
    from services.denmark.rules.taxes import reported_total

    return reported_total(amounts, method)


def absence_words() -> Mapping[str, Message]:
    """What each kind of absence is called."""
    return {kind: each.title for kind, each in _absence_kinds().items()}


def absence_kind(kind: str) -> AbsenceKind | None:
    """A kind of absence of any country: no two call different kinds by the same word. None for an unknown one."""
    return _absence_kinds().get(kind)


@cache
def _absence_kinds() -> Mapping[str, AbsenceKind]:
    from services.denmark.absence_kinds import KINDS as DANISH
    from services.norway.absence_kinds import KINDS as NORWEGIAN

    return {**NORWEGIAN.kinds, **DANISH.kinds}


def leave_situations() -> Sequence[Situation]:
    """What a leave may be for, in the order of a list to choose from."""
    from services.norway.amelding.leave_advice import SITUATIONS

    return SITUATIONS


def absence_family(kind: str) -> str:
    """Absences of one family cannot be more than a whole day together: services/norway/rules/absence/kinds.py."""
    from services.norway.rules.absence.kinds import family

    return family(kind)


def absence_rule(absences: Sequence[Absent], until: date) -> Message | None:
    """Which of two absences on the same days stands before the other, and why; None where there is no rule for it."""
    if (beside := _beside(absences)) is not None:
        return beside
    from services.norway.rules.absence.calendar import rule_on

    return rule_on(tuple(absences), until)


def _is_a_share(kind: str) -> bool:
    """Whether an absence is a share of the working time, and not counted."""
    known = absence_kind(kind)
    return known is None or not known.units


def _beside(absences: Sequence[Absent]) -> Message | None:
    known = (absence_kind(each.kind) for each in absences)
    return next((each.beside for each in known if each is not None and each.beside is not None), None)


def absence_findings(person: PersonFacts, span: Span, scheme: str, rates: RatesOn) -> list[Finding]:
    """What is to be looked at of a person's absences in a span. Raises MissingRate."""
    from services.norway.rules.absence import self_certification

    return list(self_certification.findings(person, span, scheme, rates))


def employer_days(person: PersonFacts, until: date, rates: RatesOn) -> Mapping[int, Sequence[date]]:
    """The days of each absence, by its place, that are in the period which the employer pays. Raises MissingRate."""
    if not any(_is_a_share(each.kind) for each in person.absences):
        return {}
    from services.norway.rules.absence import sickness

    found: dict[int, list[date]] = {}
    for day, each in sickness.timeline(person, until, rates).items():
        for part in each.parts if each.payer == sickness.EMPLOYER else ():
            found.setdefault(part.place, []).append(day)
    return found


def public_holidays(year: int, code: str = "NO") -> Mapping[date, Message]:
    """The public holidays of a year with their names."""
    return country(code).public_holidays(year)


def is_leave(kind: str) -> bool:
    """Whether an absence of the kind is told in the monthly report: services/norway/amelding/leave.py."""
    from services.norway.amelding.leave import is_leave as told

    return told(kind)


def sick_pay_ends(absence: Absent, absences: Sequence[Absent]) -> date:
    """The first day of a sickness on which it is leave: services/norway/amelding/leave.py."""
    from services.norway.amelding.leave import sick_pay_ends as ends

    return ends(absence, absences)


def is_reportable(person: PersonFacts, absence: Absent, day: date) -> bool:
    """Whether a report must tell of an absence as it is known on a day: services/norway/amelding/leave.py."""
    from services.norway.amelding.leave import leaves_known, reportable

    for job in person.employments:
        known = leaves_known(person, job, day)
        must = reportable(known)
        for leave in known:
            if leave.id in must and leave.kind == absence.kind and leave.span.overlap(absence.span) is not None:
                return True
    return False


def is_working_day(day: date, code: str = "NO") -> bool:
    """Whether a day is Monday to Friday and no public holiday."""
    return day.weekday() < _SATURDAY and day not in country(code).public_holidays(day.year)


def leave_id(own: str) -> str:
    """The id of a leave as the report writes it."""
    from services.norway.amelding.leave import written_id

    return written_id(own)


def leave_description(kind: str, month: Month) -> str:
    """The report's code for a kind of leave in a month: services/norway/amelding/leave.py."""
    from services.norway.amelding.leave import description

    return description(kind, month)


def leave_proposal(
    absence: Absent, situation: str, absences: Sequence[Absent], other_parent_until: date | None = None
) -> LeaveProposal:
    """How an absence is told in the a-melding, and why: services/norway/amelding/leave_advice.py, `propose`."""
    from services.norway.amelding.leave_advice import propose

    return propose(absence, situation, absences, other_parent_until)


def is_payment_reference(text: str) -> bool:
    """Whether a Norwegian payment reference (KID) has a right last digit: services/norway/rules/identity.py."""
    from services.norway.rules.identity import check_kid

    return not check_kid(text)


def is_account(text: str) -> bool:
    """Whether eleven digits are a Norwegian account: services/norway/rules/identity.py."""
    from services.norway.rules.identity import check_bank_account

    return not check_bank_account(text, for_person=False)
