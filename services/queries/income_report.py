"""The months to eIndkomst: what is reported of whom by field, whether it is what the runs paid, what must be seen to,
and the files that were kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from models.records.employer import Employer
from models.records.pay_run import PayRun
from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month, Span
from services.desk import at_hand, countries
from services.desk.desk import Desk
from services.desk.income_report import MonthAtHand, kept_of, month_at_hand
from services.desk.marks import Marked
from services.desk.reporting import KeptReport, report_name, runs_paid
from services.engine.income_fields import ReportedPart
from services.reference.codes import Code, code_lists

STATES: Final = ("before", "future", "open", "draft", "ready", "zero", "saved", "sent", "changed")
COUNTED: Final = frozenset({"200", "203", "83"})
"""Fields of hours and days."""
CODES: Final = frozenset({"45", "209"})
"""Fields that hold a code and have no sum."""


@dataclass(frozen=True, slots=True)
class IncomeTile:
    """One month at a glance. `due` is the last day for a small employer, `day` when it was saved or sent."""

    month: Month
    state: str
    due: date
    day: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class PartRow:
    """One person in one report of a pay period. `words` says which report it is, empty for that of the pay."""

    key: str
    employee: int
    name: str
    cpr: str
    period: Span
    paid: date
    words: Message | None
    fields: dict[str, Money]

    def amount(self, name: str) -> Money | None:
        """A field; None where it is not reported."""
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class FieldSum:
    """A field's sum in the runs, and in what was sent together with what is to be sent next."""

    key: str
    name: str
    runs: Money
    files: Money

    @property
    def difference(self) -> Money:
        return self.files - self.runs


@dataclass(frozen=True, slots=True)
class IncomeFile:
    """A kept file, the newest first in lists."""

    id: int
    name: str
    version: int
    made_at: datetime
    saved: Marked | None
    sent: Marked | None
    is_newest: bool

    @property
    def key(self) -> int:
        """By what it is known again."""
        return self.id


@dataclass(frozen=True, slots=True)
class IncomeMonth:
    """A month. `next` is what is to be sent next: first, zero, correction, or empty where everything was sent; `holds`
    says what a correction holds. `file` is the newest file while it says what is to be sent, and is not sent yet.
    """

    month: Month
    tile: IncomeTile
    parts: tuple[PartRow, ...]
    sums: tuple[FieldSum, ...]
    findings: tuple[Finding, ...]
    files: tuple[IncomeFile, ...]
    next: str
    holds: tuple[Message, ...]
    name: str
    file: int = 0

    @property
    def stops(self) -> int:
        """How much must be mended before there can be a file."""
        return sum(each.severity is Severity.STOP for each in self.findings)

    @property
    def differs(self) -> bool:
        """Whether the runs and the files say different sums."""
        return any(each.difference for each in self.sums)


# --- the year --------------------------------------------------------------------------------------------------------


def note() -> Message:
    """What is said beside every file."""
    return countries.eindkomst_note()


def years(desk: Desk) -> tuple[int, int]:
    """The first and the last year that there is something to see of."""
    with desk.reading() as session:
        first, last = session.execute(select(func.min(PayRun.pay_date), func.max(PayRun.pay_date))).one()
    found = [desk.today.year, *(day.year for day in (first, last) if day is not None)]
    return min(found), max(found)


def months(desk: Desk, year: int) -> tuple[IncomeTile, ...]:
    """The twelve months of a year. Nothing is built for it."""
    return at_hand.unchanged(desk, ("income_report.months", year, desk.today), lambda: _months(desk, year))


def due_month(desk: Desk) -> Month:
    """The month that one begins with: the first of this year and the last that something is left to do for, else this
    one.
    """
    now = Month.of(desk.today)
    for year in (now.year - 1, now.year):
        for tile in months(desk, year):
            if tile.state in ("ready", "saved", "changed", "zero", "draft"):
                return tile.month
    return now


def _months(desk: Desk, year: int) -> tuple[IncomeTile, ...]:
    first, last = Month(year, 1), Month(year, 12)
    with desk.reading() as session:
        employer = session.get(Employer, 1)
        start = employer.start_month if employer is not None else Month.of(desk.today)
        runs = runs_paid(session, first, last)
        kept = kept_of(session, desk.client.country, first, last)
    found, month = [], first
    while month <= last:
        own = [run for run in runs if (run.reported_in or Month.of(run.pay_date)) == month]
        found.append(_tile(desk, month, start, own, [each for each in kept if each.month == month]))
        month = month.plus(1)
    return tuple(found)


def _tile(desk: Desk, month: Month, start: Month, runs: Sequence[PayRun], kept: Sequence[KeptReport]) -> IncomeTile:
    due = countries.country(desk.client.country).month_deadlines(month)["due"]
    state = _state(month, Month.of(desk.today), start, runs, kept)
    told = (kept[-1].uploaded or kept[-1].saved) if kept and state in ("saved", "sent") else None
    is_late = due < desk.today and state in ("draft", "ready", "zero", "saved", "changed")
    return IncomeTile(month, state, due, told.at.date() if told else None, is_late)


def _state(month: Month, now: Month, start: Month, runs: Sequence[PayRun], kept: Sequence[KeptReport]) -> str:
    approved = [run.approved_at for run in runs if run.approved_at is not None]
    if kept:
        newest = kept[-1]
        if any(at > newest.made_at for at in approved):
            return "changed" if any(each.uploaded for each in kept) else "ready"
        return "sent" if newest.uploaded else "saved" if newest.saved else "ready"
    if approved:
        return "ready"
    if runs:
        return "draft"
    if month > now:
        return "future"
    if month == now:
        return "open"
    return "before" if month < start else "zero"


# --- a month ---------------------------------------------------------------------------------------------------------


def month(desk: Desk, wanted: Month) -> IncomeMonth:
    """A month, built from its approved runs. Raises Refused without an employer."""
    return at_hand.unchanged(desk, ("income_report.month", wanted, desk.today), lambda: _month(desk, wanted))


def field_name(number: str, language: str) -> str:
    """A field with its number: `13 AM-bidragspligtig A-indkomst`; a settlement by its record and holiday year."""
    record, _, year = number.partition(" ")
    if year:
        what = _RECORDS[record] if not year.endswith(" days") else _DAYS
        from services.reference.texts import texts

        return f"{record} {texts(language)(what)}, {year.removesuffix(' days')}"
    known = _fields().get(number)
    return f"{number} {known.more[f'name_{language}']}" if known is not None else number


_RECORDS: Final = {
    "6102": Message("Net holiday money at leaving"),
    "6202": Message("Gross holiday money at leaving"),
}
_DAYS: Final = Message("Holiday days at leaving")


SHORT: Final = {
    "13": Message("13 A-income"),
    "15": Message("15 A-tax"),
    "16": Message("16 AM"),
    "46": Message("46 ATP"),
    "147": Message("147 Pension, own"),
    "148": Message("148 Pension, firm"),
    "198": Message("198 Holiday, gross"),
    "200": Message("200 Hours"),
    "202": Message("202 Holiday, net"),
    "203": Message("203 Days"),
    "209": Message("209 Payer"),
}
"""Short headings of the usual fields."""


def heading(number: str) -> Message:
    """What stands over the column of a field."""
    record, _, rest = number.partition(" ")
    if rest:
        year, days, _ = rest.partition(" days")
        if days:
            return Message("{record} days, {year}", record=record, year=year)
        return Message("{record} holiday, {year}", record=record, year=year)
    return SHORT.get(number, Message("Field {number}", number=number))


def order_of(number: str) -> tuple[int, str]:
    """Fields in the order of their numbers."""
    return int(number.partition(" ")[0]), number


def is_counted(number: str) -> bool:
    """Whether a field holds hours or days."""
    return number in COUNTED or number.endswith(" days")


def _fields() -> dict[str, Code]:
    return dict(code_lists("dk/eincome")["field"])


def _month(desk: Desk, wanted: Month) -> IncomeMonth:
    with desk.reading() as session:
        found = month_at_hand(session, desk, wanted)
        drafts = [run.id for run in runs_paid(session, wanted, wanted) if run.approved_at is None]
        made = countries.eindkomst_month(found.facts)
    tile = next(each for each in months(desk, wanted.year) if each.month == wanted)
    names = {str(person.number): person.name for person in found.facts.people}
    said = countries.eindkomst_said((*found.sent, *((found.next.content,) if found.next else ())), names)
    findings = [
        *made.findings,
        *(each for each in found.refused if each.what not in {one.what for one in made.findings}),
    ]
    for number in drafts:
        what = Message("A run that is paid in the month is not approved, and stands in no file yet")
        findings.append(Finding(Severity.WARNING, what, Place("pay_run", number)))
    sums = tuple(_sums(found, said))
    if any(each.difference for each in sums):
        what = Message("The files do not say the same as the runs: see the reconciliation")
        findings.insert(0, Finding(Severity.WARNING, what))
    files = tuple(_files(found.kept))
    kind = countries.country(desk.client.country).report_kind
    waiting = files[0].id if files and files[0].sent is None and files[0].saved is not None else 0
    is_over = wanted < Month.of(desk.today) or bool(made.parts) or bool(found.kept)
    return IncomeMonth(
        wanted,
        tile,
        tuple(_rows(made.parts)),
        sums,
        tuple(findings),
        files,
        found.next.kind if found.next is not None and is_over else "",
        tuple(found.next.holds) if found.next is not None else (),
        report_name(kind, wanted),
        waiting if tile.state == "saved" else 0,
    )


def _rows(parts: Iterable[ReportedPart]) -> Iterator[PartRow]:
    for part in parts:
        words = None
        if part.left is not None:
            words = Message("Leaving {day}", day=part.left)
        elif part.in_advance:
            words = Message("In advance")
        key = f"{part.key}:{part.employee}"
        yield PartRow(key, part.employee, part.name, part.cpr, part.period, part.paid, words, dict(part.fields))


def _sums(found: MonthAtHand, said: Sequence[ReportedPart]) -> Iterator[FieldSum]:
    """Each field's sum on the payslips, and in the files."""
    runs: dict[str, Money] = {}
    for run in found.facts.runs:
        for slip in run.payslips:
            for name, value in slip.reported.items():
                if name.partition(" ")[0].isdecimal() and name not in CODES:
                    runs[name] = runs.get(name, ZERO) + value
    files: dict[str, Money] = {}
    for part in said:
        for name, value in part.fields.items():
            if name not in CODES:
                files[name] = files.get(name, ZERO) + value
    for name in sorted({*runs, *files}, key=order_of):
        if runs.get(name) or files.get(name):
            yield FieldSum(name, name, runs.get(name, ZERO), files.get(name, ZERO))


def _files(kept: Sequence[KeptReport]) -> Iterator[IncomeFile]:
    for place, each in enumerate(reversed(kept)):
        yield IncomeFile(each.id, each.name, each.version, each.made_at, each.saved, each.uploaded, place == 0)
