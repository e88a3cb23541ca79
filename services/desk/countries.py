"""The country packs by code. The only place that knows which countries there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from models.values.finding import Finding, refuse
from models.values.message import Message
from models.values.progress import Progress, no_progress
from models.values.span import Month
from services.engine.country import Country
from services.engine.facts import Absence as Absent
from services.engine.facts import EmployerFacts, PersonFacts
from services.engine.income_report import Answers, EndedBenefit, PaidMonth, Worksheet
from services.engine.leave_advice import Proposal as LeaveProposal
from services.engine.leave_advice import Situation
from services.engine.rates import RateBook, RatesOn
from services.files.column_map import ColumnMap
from services.files.refund_proposals import Absence, Employer, Imported, Person, Proposal
from services.files.refund_report import RefundReport, RefundRow
from services.files.text_table import Encoding
from services.norway.rules.tax_table import tables_of
from services.reference.year_files import rate_book


def _norway() -> Country:
    from services.norway.pack import Norway  # only when a client or a scenario needs it

    return Norway(rate_book("NO"))


_PACKS: dict[str, Callable[[], Country]] = {"NO": _norway}


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
    if code != "NO":
        return None
    from services.norway.rules.identity import person_number

    read = person_number(number)
    return (read.kind.value, read.synthetic, read.born) if read is not None else None


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


def leave_situations() -> Sequence[Situation]:
    """What a leave may be for, in the order of a list to choose from."""
    from services.norway.amelding.leave_advice import SITUATIONS

    return SITUATIONS


def leave_proposal(
    absence: Absent, situation: str, absences: Sequence[Absent], other_parent_until: date | None = None
) -> LeaveProposal:
    """How an absence is told in the a-melding, and why: services/norway/amelding/leave_advice.py, `propose`."""
    from services.norway.amelding.leave_advice import propose

    return propose(absence, situation, absences, other_parent_until)
