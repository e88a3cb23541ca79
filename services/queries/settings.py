"""What the set-up guide and the settings show: the employer as a form and what is wrong with it, pay dates, zones, wage
types, accounts, rates, payslip choices, copies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from models.records import employer as firm
from models.records.employer import AccountNumber
from models.values.finding import Finding, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from models.values.why import Rate
from services.desk import countries
from services.desk.books import RECONCILED, books_choices, posted_to
from services.desk.copies import copies_folder, copies_in
from services.desk.desk import Desk
from services.desk.employer_form import (
    DRAFT,
    UNSAVED,
    EmployerForm,
    UnitForm,
    allowance_opening,
    conflicts_of,
    consequences_of,
    findings_of,
    form_of,
    has_approved,
    is_test_client,
    used_units,
)
from services.desk.gather import employer_facts, other_aid
from services.desk.pay_choices import kinds_of_rates
from services.desk.payslip_choices import MOST_IN_NOTE, PayslipChoices, payslip_choices
from services.desk.settings import table_setting
from services.engine.facts import OwnRate as Own
from services.engine.numbered import COMPUTED, Row
from services.engine.posting import account_key, purpose_of
from services.engine.rates import MissingRate
from services.engine.wage_types import Operation, WageType
from services.queries.pay_choices import cost_units, own_rates, unknown_rates
from services.reference import rate_names
from services.reference.wage_type_rows import account_plan
from services.reference.wage_type_rows import wage_types as packaged_types
from services.reference.year_files import rate_book, read_own

__all__ = [
    "CHECKING",
    "MOST_IN_NOTE",
    "UNSAVED",
    "AccountRow",
    "AccountScope",
    "AllowanceView",
    "CopyRow",
    "EmployerForm",
    "EmployerView",
    "PayslipChoices",
    "RateRow",
    "UnitForm",
    "WageTypeRow",
    "ZoneRow",
    "account_scopes",
    "accounts",
    "allowance",
    "check",
    "choices_of_payslips",
    "consequences",
    "copies",
    "copies_place",
    "draft",
    "employer",
    "groups_of",
    "new_form",
    "next_pay_dates",
    "rate_years",
    "rates",
    "report_due",
    "wage_types",
    "year_without_rates",
    "zones",
]


@dataclass(frozen=True, slots=True)
class EmployerView:
    """The employer as it stands: the form, who works where, and whether anything is approved.

    `is_entered` is False for a client that is not set up yet; then the form is an empty one.
    """

    form: EmployerForm
    is_entered: bool
    test_client: bool
    used: Mapping[str, int]
    has_approved: bool


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone for the employer's contribution and its rate on a day; None where the year has no rates."""

    zone: str
    percent: Percent | None


@dataclass(frozen=True, slots=True)
class WageTypeRow:
    """A wage type: what it is called, how it is taxed and reported, what it counts in, and where it is posted.

    `made` says how its amount comes about, `rate` is the name of the law's rate that it takes; empty for none.
    """

    slug: str
    number: int
    names: Mapping[str, str]
    kind: Message
    tax: Message | None
    taxed: bool
    contribution: bool
    holiday: bool
    pension: bool
    code: str
    benefit: str
    purpose: str
    account: str
    contra: str
    made: Message
    rate: str
    is_reported: bool = True  # whether the monthly report has codes for wage types

    def name(self, language: str) -> str:
        """Its name in a language, Norwegian where it has none."""
        return self.names.get(language) or self.names["nb"]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One purpose of the account plan: the number of the plan, the client's own, and what is posted there."""

    purpose: str
    names: Mapping[str, str]
    planned: str
    own: str
    types: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)  # own accounts of a wage type, department or project, by key
    saft: str = ""  # the SAF-T grouping that holds, as category/code
    planned_saft: str = ""

    @property
    def can_differ(self) -> bool:
        """Whether a wage type, department or project may have an account of its own."""
        return self.purpose not in RECONCILED

    @property
    def key(self) -> str:
        """By what the row is known again: two purposes may share a number."""
        return self.purpose

    @property
    def number(self) -> str:
        """The number that holds."""
        return self.own or self.planned

    def name(self, language: str) -> str:
        """Its name in a language, Norwegian where it has none."""
        return self.names.get(language) or self.names["nb"]


@dataclass(frozen=True, slots=True)
class AccountScope:
    """What an account holds for: a wage type, a department or a project alone, or everything. `own` is the number that
    the client gave it, empty for none.
    """

    wage_type: str
    department: str
    project: str
    words: Message
    own: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.wage_type, self.department, self.project


@dataclass(frozen=True, slots=True)
class RateRow:
    """One rate of one year: what it is called, its value with a unit, since when, who says so, and how sure that is.

    A value of several numbers is a tuple; a table has the number of its rows. One that the program does not know has no
    value. A rate that the client may enter has the `kind` of its value: amount, percent or number; `others` is what
    held in other years, the newest first.
    """

    rate: str
    group: Message
    name: Message
    value: Money | Percent | Decimal | tuple[Decimal, ...] | Message | None
    unit: Message | None
    since: date
    source: Message
    status: str
    status_word: Message
    status_means: Message
    kind: str = ""
    others: tuple[tuple[date, Money | Percent | Decimal], ...] = ()

    @property
    def key(self) -> str:
        """By what the row is known again: a rate may change within the year."""
        return f"{self.rate} {self.since}"

    @property
    def is_own(self) -> bool:
        """Whether the client entered it."""
        return self.status == OWN

    @property
    def is_missing(self) -> bool:
        """Whether the program does not know it, and nobody has entered it."""
        return self.status == MISSING


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A proven copy: when, where, and why it was made."""

    path: Path
    at: datetime
    reason: Message
    size: int


_KINDS: Final[Mapping[Operation, Message]] = {
    Operation.PAY: Message("Pay"),
    Operation.BENEFIT: Message("Benefit in kind"),
    Operation.ALLOWANCE: Message("Allowance"),
    Operation.DEDUCT: Message("Deduction"),
    Operation.EMPLOYER: Message("Employer only"),
}
_TAXES: Final[Mapping[str, Message]] = {
    "table": Message("by table"),
    "percent": Message("by percentage"),
    "holiday": Message("free in the holiday year"),
    "none": Message("none"),
}
CHECKING: Final = Message("Reading the file and calculating every approved run again")
_TIME_BANK: Final = Message("Time bank")
_LOWERS_TAX: Final = Message("lowers the tax")
_FREE_LIMIT: Final = Message("free up to a limit")
_ENTERED: Final = Message("The amount is entered.")
_MADE: Final[Mapping[str, Message]] = {
    "salary": Message("The monthly pay of the terms, or the part of it that the month is worked."),
    "hourly": Message("Hours × the hourly pay of the terms, with the addition of overtime."),
    "absence_deduction": Message("Days away × the value of a day, by the employer's method."),
    "time_bank_in": Message("Hours are kept for later: nothing is paid, and the balance grows."),
    "time_off": Message("Hours are taken from the time bank, and paid as work."),
    "time_bank_out": Message("Hours are paid out of the time bank at the hourly pay."),
    "holiday_pay": Message("Last year's basis × the percentage, less what was paid before."),
    "holiday_pay_60": Message("The extra of those over 60, up to 6 G."),
    "holiday_deduction": Message("Days of holiday × the value of a day, by the employer's method."),
    "company_car": Message("From the car on the employee: list price, age and business kilometres."),
    "company_van": Message("From the van on the employee: list price, age and business kilometres."),
    "rate_quantity": Message("Number × the rate of the law."),
    "rate_amount": Message("The amount of the law, each month."),
    "count_only": Message("Only the number is reported; there is no amount."),
    "cheap_loan": Message("From the loan on the employee: what is left × the norm rate less the loan's own."),
    "free_up_to_limit": Message("What is entered, in the year together: above the limit it is taxed."),
    "mileage": Message("Number × rate; what is above the free rate is taxed."),
    "subsistence": Message("Days × rate, less meals that were covered; what is above the free rate is taxed."),
    "percent_of_dues": Message("A percentage of the pay, or an amount; lowers the tax up to a limit."),
    "percent_of_pension": Message("A percentage of the pay, or an amount; taken before tax."),
    "extra_withholding": Message("Withheld besides the tax card, as the employee has asked for."),
    "full_withholding": Message("The December relief is not given, as the employee has asked for."),
    "whole_kroner": Message(
        "Whole kroner, in the order of the law, and never so much that less than zero is paid out."
    ),
}
"""How the amount of a wage type comes about, by its formula."""
OWN: Final = "own"
MISSING: Final = "missing"
_TO_FIND: Final = Message("not found: enter it")
_STATUS: Final[Mapping[str, Message]] = {
    **rate_names.STATUS,
    OWN: Message("your own"),
    MISSING: Message("not known"),
}
_STATUS_MEANS: Final[Mapping[str, Message]] = {
    **rate_names.STATUS_MEANS,
    OWN: Message("Entered here, from the source that is named. Runs that were calculated with it keep it."),
    MISSING: Message("The program does not guess. A run that needs the rate stops, and leads here."),
}
_FREE_UP_TO: Final = Message("free up to a rate")
_REASONS: Final[Mapping[str, Message]] = {
    "hand": Message("by hand"),
    "approval": Message("before an approval"),
    "close": Message("when the file was closed"),
    "update": Message("before an update of the program"),
    "password": Message("before a new password"),
    "erasure": Message("before people were erased"),
}


def employer(desk: Desk) -> EmployerView:
    """The employer of the open client, or an empty form for one that is not set up yet."""
    with desk.reading() as session:
        form = form_of(session)
        return EmployerView(
            form or new_form(desk),
            form is not None,
            is_test_client(session),
            used_units(session),
            has_approved(session),
        )


def new_form(desk: Desk) -> EmployerForm:
    """What an empty set-up guide begins with: the file's name, the month of today, and what most firms choose."""
    usual = countries.country(desk.client.country).questions.usual
    form = EmployerForm(name=desk.client.path.stem, start_month=Month.of(desk.today))
    return replace(form, pay_day=int(usual["pay_day"])) if "pay_day" in usual else form


def draft(desk: Desk, name: str = DRAFT) -> Mapping[str, Any] | None:
    """What was typed in the set-up guide (or the settings) and not saved yet, as it was typed."""
    with desk.reading() as session:
        return table_setting(session, name) or None


@dataclass(frozen=True, slots=True)
class AllowanceView:
    """The yearly allowance of the employer's contribution: how large it is this year, what was used before the first
    month here, and the de minimis aid from elsewhere by month, newest first. `is_locked`: what was used stands.
    """

    is_asked: bool  # whether it concerns the employer
    limit: Money | None
    used: Money | None
    start: Month | None
    is_locked: bool
    aid: tuple[tuple[Month, Money], ...]


def allowance(desk: Desk) -> AllowanceView:
    """The allowance as it stands in the file."""
    with desk.reading() as session:
        row = session.get(firm.Employer, 1)
        if row is None:
            return AllowanceView(False, None, None, None, False, ())
        aid = tuple(
            (Month.parse(when), amount) for when, amount in sorted(other_aid(session).items(), reverse=True) if amount
        )
        used = Money(sum(each.hundredths for each in allowance_opening(session))) or None
        concerns = countries.country(desk.client.country).uses_allowance(employer_facts(session))
        try:
            limit = rate_book(desk.client.country).on(desk.today).amount("employer_contribution.allowance_1a").value
        except MissingRate:
            limit = None
        is_asked = concerns or bool(aid) or used is not None
        return AllowanceView(is_asked, limit, used, row.start_month, has_approved(session), aid)


def check(desk: Desk, form: EmployerForm, page: str) -> tuple[Finding, ...]:
    """What saving the form would say: stops first. Places are on the page that asks."""
    with desk.reading() as session:
        test_client = is_test_client(session)
        found = findings_of(desk.client.country, form, page, test_client=test_client, today=desk.today)
        found += conflicts_of(session, form, page)
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.STOP))


def consequences(desk: Desk, form: EmployerForm, page: str) -> tuple[Finding, ...]:
    """What the changes of the form bring with them, where something is approved and reported already."""
    with desk.reading() as session:
        return tuple(consequences_of(session, form, page))


def next_pay_dates(desk: Desk, pay_day: int, first: Month | None = None, count: int = 3) -> tuple[date, ...]:
    """The next dates on which the bank pays, for a usual day of the month: never before the first month."""
    pack, today = countries.country(desk.client.country), desk.today
    month = max(Month.of(today), first) if first else Month.of(today)
    found: list[date] = []
    while len(found) < count:
        day = pack.bank_day(month.last.replace(day=min(pay_day, month.last.day)))
        if day >= today:
            found.append(day)
        month = month.plus(1)
    return tuple(found)


def report_due(desk: Desk, pay_date: date) -> date:
    """The last day for the monthly report of the month that a pay date lies in."""
    return countries.country(desk.client.country).month_deadlines(Month.of(pay_date))["due"]


def zones(desk: Desk, on: date | None = None) -> tuple[ZoneRow, ...]:
    """The zones for the employer's contribution, with their rates on a day."""
    prefix, day = "employer_contribution.zone_", on or desk.today
    book = rate_book(desk.client.country)
    try:
        rates = book.on(day)
    except MissingRate:
        newest = book.years[max(book.years)]
        names = sorted(name for name in newest.values if name.startswith(prefix))
        return tuple(ZoneRow(name.removeprefix(prefix), None) for name in names)
    return tuple(ZoneRow(name.removeprefix(prefix), rates.percent(name).value) for name in sorted(rates.names(prefix)))


def wage_types(desk: Desk) -> tuple[WageTypeRow, ...]:
    """Every wage type, by number, with the account that it is posted to here."""
    rows = accounts(desk)
    numbers = {row.purpose: row.number for row in rows} | {key: row.more[key] for row in rows for key in row.more}
    types = packaged_types(desk.client.country).values()
    return tuple(_wage_type(each, numbers) for each in sorted(types, key=lambda each: each.number))


def _wage_type(each: WageType, numbers: Mapping[str, str]) -> WageTypeRow:
    if each.row is not None:
        return _numbered_type(each, each.row, numbers)
    report = each.report
    is_taxed = each.tax != "none"
    return WageTypeRow(
        each.slug,
        each.number,
        each.names,
        _TIME_BANK if each.formula.startswith("time_") else _KINDS[each.operation],
        _tax(each),
        is_taxed,
        "aga" in each.bases,
        "holiday" in each.bases,
        "pension" in each.bases,
        report.description if report else "",
        report.benefit if report else "",
        each.account,
        numbers.get(account_key(each.account, each.slug), numbers.get(each.account, "")),
        numbers.get(each.contra, ""),
        _MADE.get(each.formula, _ENTERED),
        each.rate,
    )


def _numbered_type(each: WageType, row: Row, numbers: Mapping[str, str]) -> WageTypeRow:
    """The same of a numbered row: where it lives, its taxes and bases by its flags, and the first account of it."""
    purposes = posted_to(each)
    taxes = {frozenset({"AM", "A"}): _AM_AND_A, frozenset({"A"}): _ONLY_A, frozenset({"AM"}): _ONLY_AM}
    made = _ENTERED if row.is_entered else _BY_ITSELF if row.status == COMPUTED else _OFF
    return WageTypeRow(
        each.slug,
        each.number,
        each.names,
        _NUMBERED_KINDS.get(row.kind, _OTHER_KIND),
        taxes.get(row.flags & {"AM", "A"}),
        bool(row.flags & {"AM", "A"}),
        False,
        "fp" in row.flags or row.basis in ("MDR_FAST", "TIMESATS"),
        "pen" in row.flags,
        "",
        "",
        purposes[0] if purposes else "",
        numbers.get(account_key(purposes[0], each.slug), numbers.get(purposes[0], "")) if purposes else "",
        "",
        made,
        "",
        False,
    )


_AM_AND_A: Final = Message("AM and A-tax")
_ONLY_A: Final = Message("A-tax")
_ONLY_AM: Final = Message("AM contribution")
_BY_ITSELF: Final = Message("Made by the program, as its row says.")
_OFF: Final = Message("It computes nothing here.")
_OTHER_KIND: Final = Message("Made by the program")
_NUMBERED_KINDS: Final[Mapping[str, Message]] = {
    "job_category": Message("On a position category"),
    "fixed": Message("Fixed, on an employee"),
    "variable": Message("Entered on a run"),
    "variable_retro": Message("Entered on a run, with a date"),
    "absence": Message("Made of absence"),
    "personal_rate": Message("Personal rate"),
}


def _tax(each: WageType) -> Message | None:
    """How a wage type is taxed, in a few words; None where it is no pay."""
    if each.operation is Operation.ALLOWANCE:
        return _FREE_UP_TO
    if each.formula == "free_up_to_limit":
        return _FREE_LIMIT
    if each.operation in (Operation.DEDUCT, Operation.EMPLOYER):
        return _LOWERS_TAX if each.formula in ("percent_of_dues", "percent_of_pension") else None
    return _TAXES[each.tax]


def accounts(desk: Desk) -> tuple[AccountRow, ...]:
    """The account plan by purpose, in the order of the plan, with the client's own numbers."""
    with desk.reading() as session:
        own = dict(session.execute(select(AccountNumber.purpose, AccountNumber.number)).all())
        grouping = books_choices(session).grouping
    more: dict[str, dict[str, str]] = {}
    for key in filter(lambda key: " " in key, own):
        more.setdefault(purpose_of(key), {})[key] = own[key]
    posted: dict[str, list[str]] = {}
    for slug, each in packaged_types(desk.client.country).items():
        for purpose in dict.fromkeys(posted_to(each)):
            posted.setdefault(purpose, []).append(slug)
    return tuple(
        AccountRow(
            purpose,
            planned.names,
            planned.number,
            own.get(purpose, ""),
            tuple(posted.get(purpose, ())),
            more.get(purpose, {}),
            grouping.get(purpose, planned.saft),
            planned.saft,
        )
        for purpose, planned in account_plan(desk.client.country).items()
    )


def account_scopes(desk: Desk, row: AccountRow, wage_type: str = "") -> tuple[AccountScope, ...]:
    """What an account of a purpose can hold for: all of it first, then one wage type, and each department and project
    that is in use or has an account of its own. Only costs are told apart.
    """
    whole = Message("All wage types there") if wage_type else Message("Everything")
    found = [AccountScope("", "", "", whole, row.own)]
    if not row.can_differ:
        return tuple(found)
    is_cost = row.planned[0] not in "12"
    units = cost_units(desk) if is_cost else ()
    if wage_type:
        key = account_key(row.purpose, wage_type)
        found.append(AccountScope(wage_type, "", "", Message("Only this wage type"), row.more.get(key, "")))
    for unit in units:
        is_department = unit.kind == "department"
        code, name = unit.code, unit.name
        department, project = (code, "") if is_department else ("", code)
        own = row.more.get(account_key(row.purpose, wage_type, department, project), "")
        if unit.closed and not own:
            continue
        words = Message("Department {code} {name}", code=code, name=name)
        if not is_department:
            words = Message("Project {code} {name}", code=code, name=name)
        if wage_type:
            words = Message("Only this, {unit}", unit=words)
        found.append(AccountScope(wage_type, department, project, words, own))
    return tuple(found)


def rate_years(desk: Desk) -> tuple[int, ...]:
    """The years that the program has rates for, the newest first."""
    return tuple(sorted(rate_book(desk.client.country).years, reverse=True))


def year_without_rates(desk: Desk) -> int | None:
    """The next year that pay may soon be dated in and that has no rates: this one, or from November on the next."""
    today, years = desk.today, rate_book(desk.client.country).years
    wanted = [today.year] + ([today.year + 1] if today.month >= 11 else [])
    return next((year for year in wanted if year not in years), None)


def rates(desk: Desk, year: int) -> tuple[RateRow, ...]:
    """Every rate of a year, in the order of the year's file, then what the client entered or has to; one that changes
    within the year has a row for each.
    """
    book = rate_book(desk.client.country)
    rows = [_rate(rate) for values in book.years[year].values.values() for rate in values]
    entered = tuple(
        read_own(Own(each.name, each.kind, each.value, each.since, each.source))
        for each in own_rates(desk)
        if each.value is not None
    )
    kinds = kinds_of_rates(desk.client.country)
    for rate in entered:
        if rate.since.year == year:
            rows.append(replace(_rate(rate), kind=kinds.get(rate.name, ""), others=_others(desk, rate, entered)))
    day = desk.today if desk.today.year == year else date(year, 12, 31)
    for each in unknown_rates(desk, day):
        unknown: Rate[Any] = Rate(each.name, None, each.since, "", MISSING)
        rows.append(replace(_rate(unknown), kind=each.kind, others=_others(desk, unknown, entered)))
    order = list(dict.fromkeys(rate_names.GROUPS.values()))
    rows.sort(key=lambda row: order.index(row.group) if row.group in order else len(order))
    return tuple(rows)


def _rate(rate: Rate[Any]) -> RateRow:
    value, unit = _shown(rate.name, rate.value)
    source = rate_names.source_of(rate.source) if rate.source else _TO_FIND
    return RateRow(
        rate.name,
        rate_names.group_of(rate.name),
        rate_names.name_of(rate.name),
        value,
        unit,
        rate.since,
        source,
        rate.status,
        _STATUS[rate.status],
        _STATUS_MEANS[rate.status],
    )


def _others(
    desk: Desk, rate: Rate[Any], entered: Iterable[Rate[Any]]
) -> tuple[tuple[date, Money | Percent | Decimal], ...]:
    """What a rate was on other days, those of the program and those that were entered: the newest first."""
    known = [step for year in rate_book(desk.client.country).years.values() for step in year.values.get(rate.name, ())]
    known += [each for each in entered if each.name == rate.name and each.since != rate.since]
    return tuple((each.since, each.value) for each in sorted(known, key=lambda each: each.since, reverse=True))


def _shown(
    key: str, value: Any
) -> tuple[Money | Percent | Decimal | tuple[Decimal, ...] | Message | None, Message | None]:
    """A value as it is shown, and its unit."""
    match value:
        case None:
            return None, rate_names.unit_of(key)
        case Money():
            return value, rate_names.unit_of(key) or Message("kr")
        case Percent():
            return value, None
        case Decimal():
            return value, rate_names.unit_of(key)
        case tuple() if all(isinstance(each, Decimal) for each in value):
            return value, rate_names.unit_of(key)
        case tuple():
            return Message("{count} rows", count=len(value)), None
        case _:
            return rate_names.WORDS.get((key, str(value)), Message("{name}", name=str(value))), None


def name_of_rate(rate: str) -> Message:
    """What a rate is called."""
    return rate_names.name_of(rate)


def source_of_rate(source: str) -> Message:
    """Who says so."""
    return rate_names.source_of(source)


def value_of_rate(rate: str, value: Any) -> tuple[Any, Message | None]:
    """The value of a rate as it is shown, and its unit."""
    return _shown(rate, value)


def groups_of(rows: tuple[RateRow, ...]) -> tuple[tuple[Message, int], ...]:
    """The groups of some rates, and how many are in each."""
    return tuple(Counter(row.group for row in rows).items())


def choices_of_payslips(desk: Desk) -> PayslipChoices:
    """What the client has chosen for its payslips."""
    with desk.reading() as session:
        return payslip_choices(session)


def copies_place(desk: Desk) -> Path:
    """Where the automatic copies lie."""
    return copies_folder(desk.client.path)


def copies(desk: Desk, folders: Iterable[Path] = (), limit: int = 5) -> tuple[CopyRow, ...]:
    """The newest proven copies, where the automatic ones are and in other folders that are remembered."""
    everywhere = dict.fromkeys((copies_folder(desk.client.path), *folders))
    found = [each for folder in everywhere for each in copies_in(folder, desk.client.file_id)]
    found.sort(key=lambda each: (each.at, each.seq), reverse=True)
    return tuple(
        CopyRow(each.path, each.at, _REASONS.get(each.reason, Message("{name}", name=each.reason)), each.size)
        for each in found[:limit]
    )
