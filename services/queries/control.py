"""The control of a run before it is approved: what differs from the run before and why, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import employee as people
from models.records import pay_run as records
from models.values.finding import Finding, Place, Severity
from models.values.message import Message, Plain
from models.values.money import ZERO, Money
from models.values.percent import HUNDRED
from models.values.span import Month, Span
from services.desk.calculate import steady_memory
from services.desk.countries import country
from services.desk.desk import Desk
from services.desk.gather import persons
from services.desk.keep import stored_result
from services.desk.run_state import is_stale
from services.desk.slip_paper import words_of
from services.desk.who_is_paid import is_hourly
from services.engine.compare import Cause, PersonChange, compare
from services.engine.facts import Employment, PersonFacts, RunHead, RunKind, Terms
from services.engine.result import Payslip, RunResult
from services.engine.wage_types import WageTypes
from services.reference.wage_type_rows import wage_types

_FULL: Final = (RunKind.ORDINARY.value, RunKind.HOLIDAY.value)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a change of net pay, and its part of it. `kind` is its picture; see engine/compare.py.

    `run_id` with `line` or `figure` says which figure explains it. A benefit in kind has no part of its own.
    """

    kind: str
    what: Message
    amount: Money | None
    run_id: int
    line: int | None = None
    figure: str = ""


@dataclass(frozen=True, slots=True)
class ControlPerson:
    """One person of the run, against the run before. `status` is new, gone, changed, unchanged or alone (there is
    nothing to compare with).
    """

    number: int
    name: str
    second: Message
    status: str
    before: Money | None
    now: Money | None
    gross: Money
    withholding: Money
    reasons: tuple[Reason, ...] = ()
    note: Message | None = None

    @property
    def change(self) -> Money:
        return (self.now or ZERO) - (self.before or ZERO)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look at, of one person or several. `kind` is error, missing or warning."""

    kind: str
    title: Message
    second: str
    verb: Message
    where: Place | None
    people: tuple[tuple[int, str], ...] = ()

    def place_of(self, number: int) -> Place | None:
        """Where it is mended for one of the people."""
        return None if self.where is None else Place(self.where.page, number, self.where.field)


@dataclass(frozen=True, slots=True)
class ControlSum:
    """One sum of the run, and how much it grew."""

    name: str
    what: Message
    amount: Money
    change: Money | None


@dataclass(frozen=True, slots=True)
class Control:
    """Everything that the control shows. `state` is none (not computed), stale, draft or approved.

    `compared` is what the run is compared with: a month, or other words; None where there is nothing.
    """

    run_id: int
    state: str
    kind: str
    month: Month
    compared: Month | Span | Message | None = None
    computed_at: datetime | None = None
    pay_date: date | None = None
    bank_day: date | None = None
    approved_at: datetime | None = None
    approved_by: str = ""
    sums: tuple[ControlSum, ...] = ()
    people: tuple[ControlPerson, ...] = ()
    points: tuple[Point, ...] = ()

    def of_status(self, *wanted: str) -> tuple[ControlPerson, ...]:
        """The people whose pay stands so."""
        return tuple(person for person in self.people if person.status in wanted)

    def of_kind(self, kind: str) -> tuple[Point, ...]:
        """What there is to look at of a kind."""
        return tuple(point for point in self.points if point.kind == kind)

    @property
    def changed(self) -> tuple[ControlPerson, ...]:
        """Everybody who is not paid as before."""
        return self.of_status("new", "gone", "changed")

    @property
    def paid(self) -> tuple[ControlPerson, ...]:
        """Everybody who has a payslip in the run."""
        return tuple(person for person in self.people if person.status != "gone")

    @property
    def has_stop(self) -> bool:
        return any(point.kind == "error" for point in self.points)

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing that one must have seen."""
        return not self.points and not self.changed


def control(desk: Desk, run_id: int, language: str) -> Control | None:
    """The control of a run as it was computed; None where there is no such run."""
    with steady_memory(), desk.reading() as session:
        run = session.get(records.PayRun, run_id)
        if run is None:
            return None
        if run.computed_at is None:
            return Control(run_id, "none", run.kind, run.month)
        state = "approved" if run.approved_at is not None else "stale" if is_stale(session, run) else "draft"
        result = stored_result(session, run)
        other = _run_before(session, run)
        before = stored_result(session, other) if other is not None else None
        titles = dict(session.execute(_titles()).all())
        everybody = persons(session, {}, None, {}, {}) if state != "approved" else []
        computed_at, approved_at, approved_by = run.computed_at, run.approved_at, run.approved_by or ""
    types = wage_types(desk.client.country)
    seen = _Seen(result, run_id, before, other.id if other is not None else 0, types, language, titles)
    return Control(
        run_id,
        state,
        run.kind,
        run.month,
        _compared(before, result),
        computed_at,
        run.pay_date,
        country(desk.client.country).bank_day(run.pay_date),
        approved_at,
        approved_by,
        tuple(_sums(result, before)),
        tuple(sorted(_people(seen), key=lambda person: (person.name.casefold(), person.number))),
        tuple(_points(seen, everybody, state)),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The run, the one that it is compared with, and what things are called."""

    result: RunResult
    run_id: int
    before: RunResult | None
    before_id: int
    types: WageTypes
    language: str
    titles: Mapping[int, str]


def _titles() -> Any:
    return select(people.Employee.number, people.Employment.title).join(
        people.Employment, people.Employment.employee_id == people.Employee.id
    )


def _run_before(session: Session, run: records.PayRun) -> records.PayRun | None:
    """What a run is compared with: the last approved ordinary one before it, paid as often; of a correction, the run
    that it corrects; of an extra run, nothing.
    """
    wanted = select(records.PayRun).where(records.PayRun.approved_at.is_not(None), records.PayRun.id != run.id)
    if run.kind == RunKind.CORRECTION.value:
        month, sequence = run.corrects[:7], run.corrects[8:] or "1"
        return session.scalar(
            wanted.where(records.PayRun.month == Month.parse(month), records.PayRun.sequence == int(sequence))
        )
    if run.kind not in _FULL:
        return None
    wanted = wanted.where(records.PayRun.kind.in_(_FULL), records.PayRun.period == run.period)
    if run.first_day is None:
        wanted = wanted.where(records.PayRun.first_day.is_(None), records.PayRun.month < run.month)
        return session.scalar(wanted.order_by(records.PayRun.month.desc(), records.PayRun.id.desc()).limit(1))
    wanted = wanted.where(records.PayRun.first_day < run.first_day)
    return session.scalar(wanted.order_by(records.PayRun.first_day.desc(), records.PayRun.id.desc()).limit(1))


def _compared(before: RunResult | None, result: RunResult) -> Month | Span | Message | None:
    if before is None:
        return None
    if result.head.kind is RunKind.CORRECTION:
        return Message("the run that is corrected")
    return before.head.month if before.head.span is None else before.head.span


# --- sums and people ------------------------------------------------------------------------------------------------


_SUMS = (
    ("net_pay", Message("Net to be paid out")),
    ("withholding", Message("Tax withheld")),
    ("aga", Message("Employer's contribution")),
)


def _sums(result: RunResult, before: RunResult | None) -> Iterator[ControlSum]:
    is_alone = before is None or result.head.kind is RunKind.CORRECTION
    for name, what in _SUMS:
        now = _sum(result, name)
        yield ControlSum(name, what, now, None if is_alone or before is None else now - _sum(before, name))


def _sum(result: RunResult, name: str) -> Money:
    extra = result.totals.get("aga_extra", ZERO) if name == "aga" else ZERO
    return result.totals.get(name, ZERO) + extra


def _people(seen: _Seen) -> Iterator[ControlPerson]:
    slips = {slip.person.number: slip for slip in seen.result.payslips}
    head = seen.result.head
    if seen.before is None:
        for number, slip in slips.items():
            second = _position(slip.person, head, seen.titles)
            yield ControlPerson(
                number,
                slip.person.name,
                second,
                "alone",
                None,
                slip["net_pay"],
                slip["gross_cash"],
                slip["withholding"],
            )
        return
    earlier = {slip.person.number: slip for slip in seen.before.payslips}
    for change in compare(
        seen.result, seen.before, seen.types, seen.language, lambda slip, facts: words_of(slip, facts).withholding
    ).people:
        yield _person(change, slips.get(change.number), earlier.get(change.number), seen)


def _person(change: PersonChange, slip: Payslip | None, earlier: Payslip | None, seen: _Seen) -> ControlPerson:
    shown = slip or earlier
    assert shown is not None
    return ControlPerson(
        change.number,
        change.name,
        _position(shown.person, seen.result.head if slip or seen.before is None else seen.before.head, seen.titles),
        change.status,
        change.before,
        change.now,
        slip["gross_cash"] if slip else ZERO,
        slip["withholding"] if slip else ZERO,
        tuple(_reason(cause, seen) for cause in change.causes),
        change.note,
    )


def _reason(cause: Cause, seen: _Seen) -> Reason:
    run_id = seen.before_id if cause.is_earlier else seen.run_id
    amount = None if cause.kind == "benefit" else cause.amount
    return Reason(cause.kind, cause.what, amount, run_id, cause.line, cause.figure)


def _position(person: PersonFacts, head: RunHead, titles: Mapping[int, str]) -> Message:
    """What somebody does, how much of it, and how it is paid: as far as it is not the usual."""
    running = [each for each in person.employments if each.span.overlap(head.days) is not None]
    if not running:
        return Message("Employee {number}", number=str(person.number))
    terms = _terms(running[0], head)
    title = titles.get(person.number, "")
    if terms is None:
        return Message("{title}", title=title) if title else Message("Employee {number}", number=str(person.number))
    is_part = terms.percent != HUNDRED
    match terms.pay:
        case "hourly":
            return Message("{title}, paid by the hour", title=title) if title else Message("Paid by the hour")
        case "fee":
            return Message("{title}, paid a fee", title=title) if title else Message("Paid a fee")
    if not is_part:
        return Message("{title}", title=title) if title else Message("Full position")
    if title:
        return Message("{title} {percent}", title=title, percent=terms.percent)
    return Message("{percent} position", percent=terms.percent)


def _terms(employment: Employment, head: RunHead) -> Terms | None:
    days = employment.span.overlap(head.days)
    if days is None:
        return None
    pieces = list(employment.terms.pieces(days))
    return pieces[-1][1] if pieces else None


# --- what to look at ------------------------------------------------------------------------------------------------


_WITHOUT_NUMBER: Final = {
    "Employee {number} has no bank account, so the pay is not in the bank file": Message(
        "No bank account: the pay is not in the bank file"
    ),
    "Net pay of employee {number} would be {net}: more is taken than is paid": Message(
        "Net pay would be {net}: more is taken than is paid"
    ),
    "Employee {number} owes {amount}": Message("Owes {amount}"),
    "Employee {number} has no national identity number and cannot be reported": Message(
        "No national identity number: cannot be reported"
    ),
    "Employee {number} has no terms from {start}, so nothing is paid before {first}": Message(
        "No terms from {start}: nothing is paid before {first}"
    ),
}
_VERBS: Final = {
    ("employees", "tax_card"): Message("Open the tax card"),
    ("employees", "bank_account"): Message("Enter the account"),
    ("employees", "national_id"): Message("Enter the number"),
    ("employees", "terms"): Message("Open the terms"),
    ("settings", "bank_account"): Message("Enter the account"),
}
_NO_CARD: Final = "No tax card for {year}: {percent} is withheld"
_ORDER: Final = {"error": 0, "missing": 1, "warning": 2}


def _points(seen: _Seen, everybody: list[PersonFacts], state: str) -> list[Point]:
    """Findings of the slips and of the facts, and what only the whole run shows; the same of several people is one."""
    result = seen.result
    names = {slip.person.number: slip.person.name for slip in result.payslips}
    facts = result.facts
    found: list[Finding] = list(result.findings)
    if state != "approved":
        checked = country(facts.country).check(facts)
        found += [finding for finding in checked if finding.severity is not Severity.STOP]
        for person in _without_hours(seen, everybody):
            names[person.number] = person.name
            what = Message("Paid by the hour, and no hours are entered")
            found.append(Finding(Severity.WARNING, what, Place("pay_run", person.number, "hourly_pay")))
        if not facts.employer.bank_account and any(slip["net_pay"].ore > 0 for slip in result.payslips):
            what = Message("The employer has no account to pay from: no bank file can be made")
            found.append(Finding(Severity.WARNING, what, Place("settings", None, "bank_account")))
    if facts.head.kind is not RunKind.CORRECTION:
        nothing = [slip.person.number for slip in result.payslips if not slip["net_pay"].ore and slip["gross_cash"]]
        what = Message("Nothing is left to be paid out")
        found += [Finding(Severity.WARNING, what, Place("pay_run", number, "net_pay")) for number in nothing]
    return sorted(_merged(found, names, seen), key=lambda point: _ORDER[point.kind])


def _without_hours(seen: _Seen, everybody: list[PersonFacts]) -> Iterator[PersonFacts]:
    head = seen.result.head
    if head.kind not in (RunKind.ORDINARY, RunKind.HOLIDAY):
        return
    paid = {
        slip.person.number
        for slip in seen.result.payslips
        if any(seen.types[line.type].formula == "hourly" for line in slip.lines)
    }
    for person in everybody:
        if person.number not in paid and is_hourly(person, head):
            yield person


def _merged(found: Iterable[Finding], names: Mapping[int, str], seen: _Seen) -> Iterator[Point]:
    same: dict[tuple[str, Message, str, str | None], list[Finding]] = {}
    for each in found:
        finding = replace(each, where=_mended_at(each.where))
        what = _said(finding.what, seen)
        where = finding.where
        same.setdefault((_kind(finding), what, where.page if where else "", where.field if where else None), []).append(
            finding
        )
    for (kind, what, page, field), findings in same.items():
        numbers = [each.where.thing for each in findings if each.where is not None]
        concerned = tuple(
            (number, names[number]) for number in dict.fromkeys(numbers) if isinstance(number, int) and number in names
        )
        where = findings[0].where
        concerned = tuple(sorted(concerned, key=lambda each: each[1].casefold()))
        if len(concerned) > 1 and where is not None:
            where = Place(where.page, concerned[0][0], where.field)
        yield Point(kind, what, _names([name for _, name in concerned]), _verb(what, page, field), where, concerned)


def _mended_at(where: Place | None) -> Place | None:
    """What came out wrong is mended where it went in: among the lines of the person."""
    if where is not None and where.page == "pay_run" and where.field in ("net_pay", "withholding"):
        return Place("pay_run", where.thing, "entered")
    return where


def _kind(finding: Finding) -> str:
    if finding.severity is Severity.STOP:
        return "error"
    where = finding.where
    is_missing = where is not None and (where.page in ("employees", "settings") or where.field == "hourly_pay")
    return "missing" if is_missing else "warning"


def _said(what: Message, seen: _Seen) -> Message:
    """The sentence without the employee's number, since the name stands beside it; and wage types by their names."""
    values: dict[str, Plain] = dict(what.values)
    known = _WITHOUT_NUMBER.get(what.text)
    if known is not None:
        kept = {name: value for name, value in values.items() if f"{{{name}}}" in known.text}
        return Message(known.text, **kept)
    line = values.get("line")
    if isinstance(line, str) and line in seen.types:
        values["line"] = seen.types[line].name(seen.language)
        return Message(what.text, **values)
    return what


def _names(names: list[str]) -> str:
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def _verb(what: Message, page: str, field: str | None) -> Message:
    if what.text == _NO_CARD:
        return Message("Enter the card")
    known = _VERBS.get((page, field or ""))
    if known is not None:
        return known
    match page:
        case "pay_run":
            return Message("Enter the hours") if field == "hourly_pay" else Message("Open the basis")
        case "settings":
            return Message("Open the settings")
        case "employees":
            return Message("Open the employee")
    return Message("Open")
