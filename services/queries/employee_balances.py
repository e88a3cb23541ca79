"""What stands on an employee, as one looks for it: holiday days by year, balances in groups, and what may be changed by
hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values.finding import Finding
from models.values.message import Message
from models.values.money import Money
from models.values.percent import HUNDRED
from models.values.timeline import Timeline
from models.values.why import Figure
from services.desk import countries
from services.desk.calculate import no_rate
from services.desk.desk import Desk
from services.desk.employee_balances import (
    AdjustPart,
    accounts_by_hand,
    adjust_findings,
    counted,
    shown,
    vintages,
)
from services.desk.gather import own_rates
from services.engine.facts import BalanceKey, Employment, PersonFacts, Terms
from services.engine.rates import MissingRate
from services.queries.employee_page import BalanceView, EmployeeView
from services.queries.trace import Trace, TraceNode
from services.queries.why import trace_of
from services.reference.employment_words import BALANCE_GROUPS, BALANCES, Word, balance_word
from services.reference.year_files import client_rates

__all__ = [
    "AdjustPart",
    "BalanceChoice",
    "HolidayYear",
    "adjustable",
    "change_of",
    "check_adjust",
    "grouped",
    "holiday_years",
    "stands",
]


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The days of a holiday year: right, brought, taken, left, each as days; and what does not agree."""

    year: int
    entitled: Decimal
    brought: Decimal
    taken: Decimal
    left: Decimal
    finding: Finding | None
    trace: Trace


def holiday_years(desk: Desk, view: EmployeeView) -> tuple[HolidayYear, ...]:
    """The days of this holiday year, and of others of which something is known; the newest first. Nothing for somebody
    without an employment. Raises Refused where the year has no rates.
    """
    employer = view.around.employer
    if employer is None or not view.employments:
        return ()
    this = desk.today.year
    person = _person(view)
    country = countries.country(view.around.country)
    known = {int(each.vintage) for each in view.balances if each.account in _DAYS and each.vintage.isdigit()}
    is_here = any(each.end is None or each.end.year >= this for each in view.employments)
    years = sorted(known | ({this} if is_here else set()), reverse=True)
    with desk.reading() as session:
        book = client_rates(view.around.country, own_rates(session))
    found = []
    for year in years:
        if year not in book.years and year != this:
            continue  # of a year that the program knows nothing about, the days are told as plain balances
        try:
            days = country.holiday_days(person, year, employer, book.on(date(year, 12, 31)))
        except MissingRate as missing:
            if year == this:
                raise no_rate(missing) from missing
            continue
        trace = _days_trace(view, year, days.entitled, days.brought, days.taken, days.left)
        found.append(HolidayYear(year, days.entitled.value, days.brought, days.taken, days.left, days.finding, trace))
    return tuple(found)


_DAYS = ("holiday_days", "holiday_days_taken")


def _days_trace(
    view: EmployeeView, year: int, entitled: Figure[Decimal], brought: Decimal, taken: Decimal, left: Decimal
) -> Trace:
    title = Message("Holiday days left in {year}", year=str(year))
    whose = Message("{who}", who=view.name)
    right = trace_of(entitled, Message("Days in the year"), whose)
    nodes = (
        TraceNode(Message("Days in the year"), entitled.value, right.worked, children=right.node.children),
        TraceNode(Message("Carried over from the year before"), brought),
        TraceNode(Message("Taken"), -taken, Message("Days deducted from the pay in {year}", year=str(year))),
    )
    words = Message("Days in the year + carried over − taken")
    return Trace(title, left, whose, TraceNode(title, left, children=nodes), words)


def _person(view: EmployeeView) -> PersonFacts:
    """As much of the person as holiday days are made from."""
    balances = {
        BalanceKey(each.account, each.vintage): counted(each.amount) for each in view.balances if each.is_counted
    }
    jobs = []
    for job in view.employments:
        terms = tuple(
            (
                each.from_day,
                Terms(
                    each.part.percent or HUNDRED,
                    each.part.full_time_hours or Decimal("37.5"),
                    each.part.pay,
                    each.part.monthly_salary,
                    each.part.hourly_rate,
                ),
            )
            for each in job.terms
        )
        jobs.append(Employment(job.id, job.part.establishment, job.start, Timeline(terms), job.part.type, job.end))
    return PersonFacts(
        view.number,
        view.name,
        view.person.national_id,
        view.person.born,
        employments=tuple(jobs),
        balances=balances,
    )


# --- groups ----------------------------------------------------------------------------------------------------------


def grouped(view: EmployeeView) -> tuple[tuple[str, Message, tuple[BalanceView, ...]], ...]:
    """The balances by what one looks for, each group with its key and its heading; empty groups are left out."""
    rest = list(view.balances)
    found = []
    for key, heading, accounts in BALANCE_GROUPS:
        mine = [each for each in rest if each.account in accounts] if accounts else rest
        rest = [each for each in rest if each not in mine]
        if mine:
            found.append((key, heading, tuple(mine)))
    return tuple(found)


# --- by hand ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BalanceChoice:
    """A balance that may be changed by hand: its word, its years (or months), and what it counts."""

    account: str
    word: Word
    vintages: tuple[str, ...]
    unit: str  # kroner · hours · days


def adjustable(desk: Desk) -> tuple[BalanceChoice, ...]:
    """Every balance that may be changed by hand, in the order of the balances."""
    mine = accounts_by_hand(desk.client.country)
    order = list(BALANCES)
    return tuple(
        BalanceChoice(code, balance_word(code, ""), vintages(mine[code], desk.today), mine[code].unit.value)
        for code in sorted(mine, key=lambda code: order.index(code) if code in order else len(order))
    )


def stands(view: EmployeeView, account: str, vintage: str) -> Money | Decimal:
    """What stands on a balance now."""
    of = accounts_by_hand(view.around.country).get(account)
    found = next((each for each in view.balances if (each.account, each.vintage) == (account, vintage)), None)
    if found is not None:
        return found.amount
    return shown(of, 0) if of is not None else Decimal(0)


def change_of(view: EmployeeView, part: AdjustPart) -> int:
    """By how much a balance would change, in hundredths."""
    return counted(part.value if part.value is not None else Decimal(0)) - counted(
        stands(view, part.account, part.vintage)
    )


def check_adjust(view: EmployeeView, part: AdjustPart) -> list[Finding]:
    """What is wrong with a change by hand."""
    now = counted(stands(view, part.account, part.vintage))
    return list(adjust_findings(view.around.country, view.around.today, part, now, view.number))
