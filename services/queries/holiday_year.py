"""A holiday year, person by person: what was earned, paid and is owed, the days, whether the list agrees with the
accounts, and why each figure is what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.records.employee import Employee
from models.records.movement import Movement
from models.records.pay_run import PayRun
from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.table import Column, Kind, Table
from models.values.why import Rate
from services.desk import countries
from services.desk.calculate import numbers
from services.desk.desk import Desk
from services.desk.gather import balances_of, employer_facts, own_rates, persons
from services.desk.stored_form import read_facts, read_voucher
from services.engine.country import Country
from services.engine.facts import EmployerFacts, PersonFacts
from services.engine.holiday import HolidayDays, HolidayOwed
from services.engine.rates import MissingRate, RateBook, RatesOn
from services.queries.trace import Link, Trace, TraceNode
from services.queries.why import trace_of
from services.reference import rate_names
from services.reference.year_files import client_rates

__all__ = [
    "Account",
    "HolidayPerson",
    "HolidayYear",
    "days_table",
    "default_year",
    "holiday_year",
    "money_table",
    "why",
    "why_account",
]

_ACCOUNTS: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "basis": (("holiday_basis", -1),),
    "earned": (("holiday_pay", 0), ("holiday_paid", 0)),
    "over_60": (("holiday_pay_60", 0), ("holiday_paid_60", 0)),
    "paid": (("holiday_paid", 0), ("holiday_paid_60", 0)),
    "owed": (("holiday_pay", 0), ("holiday_pay_60", 0)),
    "contribution": (("holiday_pay_aga", 0),),
    "taken": (("holiday_days_taken", 0),),
}
"""The balances that a figure is the sum of, and how far their year is from the holiday year."""
_EXPLAINED: Final[Mapping[str, str]] = {
    "basis": "holiday_basis",
    "earned": "holiday_accrual",
    "over_60": "holiday_accrual_60",
    "contribution": "aga_on_holiday_accrual",
}
"""The figure of a payslip that explains what a run added."""
WORDS: Final[Mapping[str, Message]] = {
    "basis": Message("Basis"),
    "percent": Message("Rate"),
    "earned": Message("Earned"),
    "over_60": Message("Over 60"),
    "paid": Message("Paid"),
    "owed": Message("Owed"),
    "contribution": Message("Contribution"),
    "entitled": Message("Days in the year"),
    "brought": Message("Carried over"),
    "taken": Message("Taken"),
    "left": Message("Left"),
}
"""What the figures are called, also over the columns of the list."""
_TITLES: Final[Mapping[str, Message]] = {
    "basis": Message("Basis of holiday pay"),
    "percent": Message("Holiday pay, rate"),
    "earned": Message("Holiday pay earned"),
    "over_60": Message("Extra holiday pay over 60 earned"),
    "paid": Message("Holiday pay paid"),
    "owed": Message("Holiday pay owed"),
    "contribution": Message("Employer's contribution set aside on it"),
    "entitled": Message("Days in the year"),
    "brought": Message("Carried over from the year before"),
    "taken": Message("Days taken"),
    "left": Message("Days left"),
}
_SUMS: Final[Mapping[str, Message]] = {
    "earned": Message("What the runs of the earning year set aside"),
    "paid": Message("What the runs paid out"),
    "owed": Message("Set aside − paid"),
    "over_60": Message("What the runs set aside or paid of the extra over 60"),
    "basis": Message("The pay of the earning year that gives holiday pay"),
    "contribution": Message("Set aside with each run, and taken from when holiday pay is paid"),
    "taken": Message("Days that were deducted from the pay in the year"),
}
_MONEY: Final = ("basis", "earned", "over_60", "paid", "owed", "contribution")
_PAYABLE: Final = ("holiday_payable", "aga_holiday_payable")


@dataclass(frozen=True, slots=True)
class HolidayPerson:
    """One person's holiday year. Days are None where the year's rates are not known, or nobody employs the person."""

    number: int
    name: str
    basis: Money
    percent: Percent | None
    earned: Money
    over_60: Money
    paid: Money
    owed: Money
    contribution: Money
    entitled: Decimal | None = None
    brought: Decimal | None = None
    taken: Decimal | None = None
    left: Decimal | None = None
    finding: Finding | None = None

    @property
    def key(self) -> str:
        """By what the row is known again."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class Account:
    """A liability account: what the list says, what the vouchers of the runs have left on it, and what was there when
    the program took over. All holiday years together: an account does not know years.
    """

    purpose: str
    number: str
    what: Message
    listed: Money
    booked: Money
    brought: Money
    by_year: tuple[tuple[int, Money], ...] = ()

    @property
    def difference(self) -> Money:
        """What the list says and the accounts do not."""
        return self.listed - self.brought - self.booked


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """A holiday year. `has_days` is False where its rates are not known yet; `is_accrued` where holiday pay is a cost
    when it is paid, so that nothing stands on the accounts. `draft` is the newest run that is not approved.
    """

    year: int
    years: tuple[int, ...]
    people: tuple[HolidayPerson, ...]
    accounts: tuple[Account, ...]
    has_days: bool
    is_accrued: bool
    draft: int | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Where what was paid and the days deducted do not agree; each leads to where it is mended: the run that is
        open, or else a new one.
        """
        found = [each.finding for each in self.people if each.finding is not None]
        if self.draft is not None:
            return tuple(found)
        return tuple(replace(each, where=Place("pay_run", "new")) for each in found)

    def total(self, name: str) -> Money:
        """A column's sum."""
        return Money.total(getattr(each, name) for each in self.people)


def default_year(desk: Desk) -> int:
    """The year one asks about first: this one until its holiday pay is paid, then the next."""
    today = desk.today.year
    with desk.reading() as session:
        balances = balances_of(session)
    owed = sum(
        amount
        for each in balances.values()
        for key, amount in each.items()
        if key.account in ("holiday_pay", "holiday_pay_60") and key.vintage == str(today)
    )
    return today if owed > 0 else today + 1


def holiday_year(desk: Desk, year: int) -> HolidayYear:
    """The holiday year as it stands: approved runs and opening balances count."""
    with desk.reading() as session:
        balances = balances_of(session)
        everybody = persons(session, balances, None, {}, {})
        employer = employer_facts(session)
        book = client_rates(desk.client.country, own_rates(session))
        booked = _booked(session, desk.client.country)
        brought = _brought(session)
        draft = session.scalar(
            select(PayRun.id).where(PayRun.approved_at.is_(None)).order_by(PayRun.id.desc()).limit(1)
        )
    country = countries.country(desk.client.country)
    is_accrued = employer.choices.holiday_booking == "accrual"
    rates, percent = _rates(book, year), _percent(book, employer, year - 1)
    years = {desk.today.year, desk.today.year + 1}
    listed: dict[str, dict[int, Money]] = {purpose: {} for purpose in _PAYABLE}
    people = []
    for person in everybody:
        owed = country.holiday_owed(person)
        years |= {each.holiday_year for each in owed}
        for each in owed:
            for purpose, amount in zip(_PAYABLE, (each.total, each.contribution), strict=True):
                listed[purpose][each.holiday_year] = listed[purpose].get(each.holiday_year, ZERO) + amount
        of_year = next((each for each in owed if each.holiday_year == year), None)
        days = _days(country, person, year, employer, rates)
        if of_year is not None or (days is not None and _is_here(person, year)):
            people.append(_person(person, of_year, days, percent.value if percent else None))
    plan = numbers(desk.client.country, employer)
    accounts = [
        Account(
            purpose,
            plan[purpose],
            words,
            Money.total(listed[purpose].values()),
            booked[purpose],
            brought[purpose],
            tuple((each, amount) for each, amount in sorted(listed[purpose].items()) if amount),
        )
        for purpose, words in zip(
            _PAYABLE, (Message("Holiday pay owed"), Message("Contribution on holiday pay owed")), strict=True
        )
    ]
    return HolidayYear(
        year,
        tuple(sorted(years | {year})),
        tuple(people),
        tuple(accounts) if is_accrued else (),
        rates is not None,
        is_accrued,
        draft,
    )


def _person(
    person: PersonFacts, owed: HolidayOwed | None, days: HolidayDays | None, percent: Percent | None
) -> HolidayPerson:
    number, name = person.number, person.name
    row = HolidayPerson(number, name, ZERO, percent, ZERO, ZERO, ZERO, ZERO, ZERO)
    if owed is not None:
        row = HolidayPerson(
            number,
            name,
            owed.basis,
            percent,
            owed.owed + owed.paid,
            owed.over_60 + owed.paid_60,
            owed.paid + owed.paid_60,
            owed.total,
            owed.contribution,
        )
    if days is None:
        return row
    return replace(
        row,
        entitled=days.entitled.value,
        brought=days.brought,
        taken=days.taken,
        left=days.left,
        finding=days.finding,
    )


def _days(
    country: Country, person: PersonFacts, year: int, employer: EmployerFacts, rates: RatesOn | None
) -> HolidayDays | None:
    if rates is None or not _is_here(person, year):
        return None
    try:
        return country.holiday_days(person, year, employer, rates)
    except MissingRate:
        return None


def _is_here(person: PersonFacts, year: int) -> bool:
    in_year = Span(date(year, 1, 1), date(year, 12, 31))
    return any(each.span.overlap(in_year) for each in person.employments)


def _rates(book: RateBook, year: int) -> RatesOn | None:
    try:
        return book.on(date(year, 12, 31))
    except MissingRate:
        return None


def _percent(book: RateBook, employer: EmployerFacts, earning_year: int) -> Rate[Percent] | None:
    """What the plan gives of the pay of a year."""
    rates = _rates(book, earning_year)
    name = f"holiday_pay.{employer.holiday_plan}"
    return rates.percent(name) if rates is not None and rates.has(name) else None


# --- the accounts ----------------------------------------------------------------------------------------------------


def _booked(session: Session, country: str) -> Mapping[str, Money]:
    """What the vouchers of approved runs have left on the accounts, as a liability; each run knows its numbers."""
    found = dict.fromkeys(_PAYABLE, ZERO)
    for facts, content in session.execute(
        select(PayRun.facts, PayRun.voucher).where(PayRun.approved_at.is_not(None)).order_by(PayRun.id)
    ):
        if not facts or not content:
            continue
        plan = numbers(country, read_facts(facts).employer)
        voucher = read_voucher(content)
        for purpose in _PAYABLE:
            found[purpose] -= Money.total(line.amount for line in voucher.lines if line.account == plan[purpose])
    return found


def _brought(session: Session) -> Mapping[str, Money]:
    """What was owed when the program took over: it was booked elsewhere."""
    found = dict.fromkeys(_PAYABLE, ZERO)
    purposes = {
        "holiday_pay": "holiday_payable",
        "holiday_pay_60": "holiday_payable",
        "holiday_pay_aga": "aga_holiday_payable",
    }
    for account, amount in session.execute(
        select(Movement.account, Movement.hundredths).where(
            Movement.run_id.is_(None), Movement.account.in_(list(purposes))
        )
    ):
        found[purposes[account]] += Money(amount)
    return found


# --- as lists --------------------------------------------------------------------------------------------------------

_WHO: Final = (Column("number", Message("No."), Kind.NUMBER), Column("name", Message("Name")))


def money_table(of: HolidayYear) -> Table:
    """The year's holiday pay as a list for paper and spreadsheet."""
    columns = (
        *_WHO,
        Column("basis", WORDS["basis"], Kind.MONEY, summed=True),
        Column("percent", WORDS["percent"], Kind.NUMBER),
        *(Column(name, WORDS[name], Kind.MONEY, summed=True) for name in _MONEY[1:]),
    )
    rows = tuple(tuple(getattr(each, column.name) or None for column in columns) for each in of.people)
    return Table(Message("Holiday pay {year}", year=str(of.year)), columns, rows)


def days_table(of: HolidayYear) -> Table:
    """The year's days as a list for paper and spreadsheet."""
    columns = (*_WHO, *(Column(name, WORDS[name], Kind.NUMBER) for name in ("entitled", "brought", "taken", "left")))
    rows = tuple(
        tuple(getattr(each, column.name) for column in columns) for each in of.people if each.entitled is not None
    )
    return Table(Message("Holiday days {year}", year=str(of.year)), columns, rows)


# --- why -------------------------------------------------------------------------------------------------------------


def why(desk: Desk, number: int, year: int, name: str) -> Trace | None:
    """Why a figure of somebody's holiday year is what it is; None for what has no more to say."""
    with desk.reading() as session:
        found = [each for each in persons(session, balances_of(session), None, {}, {}) if each.number == number]
        employer = employer_facts(session)
        book = client_rates(desk.client.country, own_rates(session))
        moved = _movements(session, number, year, name) if name in _ACCOUNTS else []
    if not found:
        return None
    whose = Message("{who}, holiday year {year}", who=found[0].name, year=str(year))
    if name == "percent":
        rate = _percent(book, employer, year - 1)
        return _why_rate(rate, whose) if rate is not None else None
    if name in _ACCOUNTS:
        is_days = name == "taken"
        values = [Decimal(each.hundredths).scaleb(-2) if is_days else Money(each.hundredths) for each in moved]
        amount: Money | Decimal = (
            sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
            if is_days
            else Money(sum(each.hundredths for each in moved))
        )
        nodes = tuple(_node(each, value, number, name) for each, value in zip(moved, values, strict=True))
        return Trace(_TITLES[name], amount, whose, TraceNode(_TITLES[name], amount, children=nodes), _SUMS[name], None)
    country, rates = countries.country(desk.client.country), _rates(book, year)
    days = _days(country, found[0], year, employer, rates)
    return _why_days(days, name, whose, number) if days is not None else None


def _why_rate(rate: Rate[Percent], whose: Message) -> Trace:
    note = Message("{name}, from {day}", name=rate_names.name_of(rate.name), day=rate.since)
    more = Message("Source: {source}", source=rate_names.source_of(rate.source))
    plan = Place("settings", "holiday_plan", "pay")
    title = _TITLES["percent"]
    nodes = (
        TraceNode(title, rate.value, note, more, where=Place("settings", rate.name, "rates")),
        TraceNode(Message("The employer's plan"), None, Message("Chosen in the settings"), where=plan),
    )
    return Trace(title, rate.value, whose, TraceNode(title, rate.value, children=nodes))


def _why_days(days: HolidayDays, name: str, whose: Message, number: int) -> Trace | None:
    if name == "entitled":
        return trace_of(days.entitled, _TITLES[name], whose)
    balances = Place("employees", number, "balances")
    if name == "brought":
        note = Message("What was left of {year}, or entered as an opening balance", year=str(days.holiday_year - 1))
        node = TraceNode(_TITLES[name], days.brought, note, where=balances)
        return Trace(_TITLES[name], days.brought, whose, TraceNode(_TITLES[name], days.brought, children=(node,)))
    if name == "left":
        right = trace_of(days.entitled, _TITLES["entitled"], whose)
        nodes = (
            TraceNode(_TITLES["entitled"], days.entitled.value, right.worked, children=right.node.children),
            TraceNode(_TITLES["brought"], days.brought, where=balances),
            TraceNode(_TITLES["taken"], -days.taken),
        )
        words = Message("Days in the year + carried over − taken")
        return Trace(_TITLES[name], days.left, whose, TraceNode(_TITLES[name], days.left, children=nodes), words)
    return None


@dataclass(frozen=True, slots=True)
class _Moved:
    """What one run, or the opening balance, did to a figure."""

    run_id: int | None
    month: Month | None
    day: date | None
    hundredths: int


def _movements(session: Session, number: int, year: int, name: str) -> list[_Moved]:
    wanted = [
        (Movement.account == account) & (Movement.vintage == str(year + shift)) for account, shift in _ACCOUNTS[name]
    ]
    rows: Sequence[Any] = session.execute(
        select(Movement.run_id, Movement.hundredths, PayRun.month, PayRun.pay_date)
        .join(Employee, Employee.id == Movement.employee_id)
        .join(PayRun, PayRun.id == Movement.run_id, isouter=True)
        .where(Employee.number == number, or_(*wanted))
        .where(or_(Movement.run_id.is_(None), PayRun.approved_at.is_not(None)))
        .order_by(PayRun.pay_date, PayRun.id)
    ).all()
    by_run: dict[int | None, _Moved] = {}
    for run_id, hundredths, month, day in rows:
        before = by_run[run_id].hundredths if run_id in by_run else 0
        by_run[run_id] = _Moved(run_id, month, day, before + hundredths)
    return [each for each in by_run.values() if each.hundredths]


def _node(moved: _Moved, value: Money | Decimal, number: int, name: str) -> TraceNode:
    if moved.run_id is None or moved.month is None or moved.day is None:
        where = Place("employees", number, "balances")
        return TraceNode(Message("Opening balance"), value, Message("Entered when the program took over"), where=where)
    label = Message("{month}", month=moved.month)
    note = Message("Pay date {day}", day=moved.day)
    figure = _EXPLAINED.get(name, "")
    if figure and moved.hundredths > 0:
        link = Link(_TITLES[name], value, moved.run_id, number, figure=figure)
        return TraceNode(label, value, note, link=link)
    return TraceNode(label, value, note, where=Place("pay_run", moved.run_id, "files"))


def why_account(account: Account) -> Trace:
    """Why an account should have what the list says: from the years, and from the books."""
    years = tuple(
        TraceNode(Message("Holiday year {year}", year=str(year)), amount, where=Place("holiday", year))
        for year, amount in account.by_year
    )
    books = (
        TraceNode(Message("Opening balance"), account.brought, Message("Entered when the program took over")),
        TraceNode(Message("Vouchers of approved runs"), account.booked),
    )
    nodes = (
        TraceNode(Message("In the lists"), account.listed, children=years),
        TraceNode(Message("In the books"), account.brought + account.booked, children=books),
        TraceNode(Message("Not explained"), account.difference),
    )
    whose = Message("Account {number}, all holiday years", number=account.number)
    words = Message("What is owed to everybody = carried over + booked by the runs")
    return Trace(account.what, account.listed, whose, TraceNode(account.what, account.listed, children=nodes), words)
