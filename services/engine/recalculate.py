"""What was entered wrongly in the past, put right: facts as they were → facts as they should have been → differences.

Approved runs never change. Each run concerned is computed again under its own facts and rates with what should have
been known, compared line by line with what was paid, and what earlier corrections already paid is taken off. Only pay,
benefits and allowances are compared: what is taken from the pay follows from the run that pays the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.timeline import NothingInForce, Timeline
from models.values.why import Figure, figure
from services.engine.facts import Employment, LineInput, PersonFacts, RunHead, Terms
from services.engine.result import PayLine, Payslip
from services.engine.wage_types import Operation, WageType, WageTypes

BACK_PAY: Final = "back_pay"
TERMS, LINE = "terms", "line"
"""Why a line pays a difference: other terms or days of employment, or another line; see LineInput.difference."""

_DAY: Final = timedelta(days=1)


# --- what was wrong --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermsChange:
    """Other terms from a day, until the next ones or to `until`, the last day. What is None stays as it was.

    Where the position changes and no salary is said, the salary follows the position: it is for the percentage worked.
    """

    number: int
    employment: str
    since: date
    until: date | None = None
    percent: Percent | None = None
    monthly_salary: Money | None = None
    hourly_rate: Money | None = None
    full_time_hours: Decimal | None = None
    hours_divisor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DatesChange:
    """Another first or last day of an employment. `reopened` takes the end away: it goes on."""

    number: int
    employment: str
    start: date | None = None
    end: date | None = None
    end_reason: str = ""
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class LineChange:
    """Another line of a run that is named: `was` is the line as it was entered (None: it was forgotten), `now` what it
    should have been (None: it should not have been there).
    """

    number: int
    run: str
    was: LineInput | None = None
    now: LineInput | None = None


Change: TypeAlias = TermsChange | DatesChange | LineChange


def changed_employments(person: PersonFacts, changes: Iterable[Change]) -> tuple[Employment, ...]:
    """The person's employments with what was wrong put right. Raises Refused for an employment that is not there, and
    for days that cannot be.
    """
    found = {each.id: each for each in person.employments}
    for change in changes:
        if isinstance(change, LineChange) or change.number != person.number:
            continue
        if change.employment not in found:
            what = Message("Employee {number} has no employment {id}", number=str(person.number), id=change.employment)
            raise refuse(what, Place("corrections", None, "employment"))
        old = found[change.employment]
        found[change.employment] = (
            replace(old, terms=changed_terms(old, change)) if isinstance(change, TermsChange) else _dates(old, change)
        )
    return tuple(found.values())


def changed_terms(employment: Employment, change: TermsChange) -> Timeline[Terms]:
    """The terms with the change: it holds to its last day, or until the next terms. Raises Refused for a day outside
    the employment.
    """
    where = Place("corrections", None, "from_day")
    if change.since < employment.start:
        what = Message(
            "The employment starts on {start}, and the change is from {day}", start=employment.start, day=change.since
        )
        raise refuse(what, where)
    if change.until is not None and change.until < change.since:
        what = Message("The last day, {last}, is before the first, {first}", last=change.until, first=change.since)
        raise refuse(what, where)
    before = dict(employment.terms.entries)
    try:
        in_force = employment.terms.on(change.since)
    except NothingInForce:
        raise refuse(Message("There are no terms on {day}", day=change.since), where) from None
    entries = dict(before)
    entries[change.since] = _with(in_force, change)
    if change.until is not None:
        following = change.until + _DAY
        if following not in entries:
            entries[following] = employment.terms.on(following)
        for day, terms in before.items():
            if change.since < day <= change.until:
                entries[day] = _with(terms, change)
    return Timeline(tuple(sorted(_told_once(entries), key=lambda entry: entry[0])))


def _told_once(entries: Mapping[date, Terms]) -> Iterator[tuple[date, Terms]]:
    """Terms that say what those before them say are no change."""
    last: Terms | None = None
    for day in sorted(entries):
        if entries[day] != last:
            yield day, entries[day]
        last = entries[day]


def _with(terms: Terms, change: TermsChange) -> Terms:
    said = {
        name: value
        for name in ("percent", "monthly_salary", "hourly_rate", "full_time_hours", "hours_divisor")
        if (value := getattr(change, name)) is not None
    }
    if (
        change.percent is not None
        and change.monthly_salary is None
        and terms.monthly_salary is not None
        and terms.percent.value
    ):
        said["monthly_salary"] = terms.monthly_salary.part(change.percent.value, terms.percent.value)
    return replace(terms, **said)


def _dates(employment: Employment, change: DatesChange) -> Employment:
    start = change.start or employment.start
    end = None if change.reopened else change.end or employment.end
    if end is not None and end < start:
        what = Message("The end of the employment, {end}, is before its start, {start}", end=end, start=start)
        raise refuse(what, Place("corrections", None, "employment_end"))
    entries = list(employment.terms.entries)
    if entries and entries[0][0] == employment.start != start:
        # The first terms hold from the first day; those that ended before it never held.
        kept = [entry for entry in entries if entry[0] > start]
        first = [entry for entry in entries if entry[0] <= start] or entries[:1]
        entries = [(start, first[-1][1]), *(entry for entry in kept if entry is not first[-1])]
    reason = "" if change.reopened else change.end_reason or employment.end_reason
    return replace(employment, start=start, end=end, end_reason=reason, terms=Timeline(tuple(entries)))


def as_should_be(stored: PersonFacts, employments: Iterable[Employment]) -> PersonFacts:
    """The person of a run with the days and terms that should have held; all else as the run knew it."""
    known = {each.id: each for each in employments}
    mine = [
        replace(each, start=now.start, end=now.end, end_reason=now.end_reason, terms=now.terms)
        if (now := known.pop(each.id, None)) is not None
        else each
        for each in stored.employments
    ]
    return replace(stored, employments=(*mine, *known.values()))


def with_lines(person: PersonFacts, changes: Iterable[LineChange]) -> PersonFacts:
    """The person of a run with the lines that should have stood there. Raises Refused for a line that did not."""
    lines = list(person.lines)
    for change in changes:
        if change.was is not None:
            if change.was not in lines:
                what = Message("{run} has no such line of employee {number}", run=change.run, number=str(person.number))
                raise refuse(what, Place("corrections", None, "line"))
            place = lines.index(change.was)
            lines[place : place + 1] = [change.now] if change.now is not None else []
        elif change.now is not None:
            lines.append(change.now)
    return replace(person, lines=tuple(lines))


# --- runs computed again ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Again:
    """One person in one run: the lines that were paid, those by the terms that should have held, and those by the lines
    that should have stood there too. Lines that only took back an earlier run's are in none of them.

    `counts` is 0 for a run that was taken back by a later one.
    """

    number: int
    head: RunHead
    paid: tuple[PayLine, ...]
    by_terms: tuple[PayLine, ...]
    by_lines: tuple[PayLine, ...]
    counts: int = 1
    hourly: frozenset[str] = frozenset()  # employments that are paid by the hour
    causes: tuple[Message, ...] = ()
    line_causes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A difference that was paid before, or that waits in a draft."""

    number: int
    employment: str
    type: str
    earned: Span
    amount: Money
    run: str
    cause: str = TERMS  # empty for back pay that somebody typed
    tax: str = ""
    is_draft: bool = False
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is owed of one kind of pay in one month: to the employee, or by them where it is negative.

    `was` is what the month's runs paid, `should` what they should have, `earlier` what was paid of the difference
    before, of which `waiting` stands in drafts. `type` is the wage type that pays it, `of` that of the lines.
    """

    number: int
    employment: str
    month: Month
    type: str
    of: str
    cause: str
    was: Money
    should: Money
    earlier: Money
    amount: Figure[Money]
    waiting: Money = ZERO
    tax: str = ""
    quantity: Decimal | None = None
    rate: Decimal | None = None
    meals: tuple[str, ...] = ()
    causes: tuple[Message, ...] = ()
    runs: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sum:
    """The lines of a kind, added up while they are read: as paid, by the terms, by the lines (in øre)."""

    paid_as: str  # the type that pays a difference of the terms
    ore: list[int] = field(default_factory=lambda: [0, 0, 0])
    units: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 3)
    rate: Decimal | None = None
    is_line_changed: bool = False
    runs: dict[str, None] = field(default_factory=dict)
    causes: dict[Message, None] = field(default_factory=dict)
    line_causes: dict[Message, None] = field(default_factory=dict)


_Key: TypeAlias = tuple[int, str, Month, str, str]  # who, which employment, which month, type, tax method


def counted(slips: Mapping[str, Payslip], reverses: Mapping[str, str]) -> dict[str, int]:
    """How often the own lines of each of a person's slips stand, by run: 1, or 0 for what was taken back.

    A run that takes back a correction brings the run before back: it copies all of its lines with the opposite sign.
    """

    def parts(run: str) -> dict[str, int]:
        found = {run: 1}
        back = reverses.get(run, "")
        if back in slips:
            for name, count in parts(back).items():
                found[name] = found.get(name, 0) - count
        return found

    counts: dict[str, int] = dict.fromkeys(slips, 0)
    for run in slips:
        for name, count in parts(run).items():
            counts[name] += count
    return counts


def own_lines(slip: Payslip | None, back: Payslip | None) -> tuple[PayLine, ...]:
    """The lines that a slip itself pays: without those that take back another one, which stand first, and without
    differences, which belong to what they are of.
    """
    if slip is None:
        return ()
    paid = {
        (line.type, line.earned, line.amount) for line in slip.person.lines if line.difference or line.type == BACK_PAY
    }
    lines = slip.lines[len(back.lines) if back is not None else 0 :]
    return tuple(line for line in lines if (line.type, line.earned, line.amount.value) not in paid)


def salary_put_again(
    person: PersonFacts, was: Sequence[PayLine], now: Sequence[PayLine], types: WageTypes
) -> PersonFacts:
    """A correction's lines in which the salary of the run that it took back stands as an amount: with the salary that
    the run should have paid. An amount that was meant otherwise stays.
    """
    paid, should = _salaries(was, types), _salaries(now, types)
    only = next(iter(paid)) if len(paid) == 1 else ""
    entered: dict[str, int] = defaultdict(int)
    for line in person.lines:
        if _is_salary(line, types) and line.amount is not None:
            entered[line.employment or only] += line.amount.ore
    again = {of for of in paid if entered.get(of) == paid[of]}
    lines: list[LineInput] = []
    for line in person.lines:
        of = line.employment or only
        if _is_salary(line, types) and of in again:
            lines.append(replace(line, amount=Money(should.pop(of, 0))))  # the first line has all of it
        else:
            lines.append(line)
    return replace(person, lines=tuple(lines))


def _is_salary(line: LineInput, types: WageTypes) -> bool:
    return types[line.type].formula == "salary" and line.amount is not None and line.earned is None


def _salaries(lines: Iterable[PayLine], types: WageTypes) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        if types[line.type].formula == "salary" and line.earned is None:
            sums[line.employment] += line.amount.value.ore
    return sums


# --- differences -----------------------------------------------------------------------------------------------------


def differences(again: Iterable[Again], earlier: Iterable[Earlier], types: WageTypes) -> list[Difference]:
    """What is still to be paid or taken, by person, employment, month and type; nothing for what is even.

    Raises Refused where more of a deduction would be given back than was taken.
    """
    sums = _added(again, types)
    before = _shared_out(earlier, sums)
    found: list[Difference] = []
    for key in sorted(sums, key=lambda key: (key[0], key[2], key[1], types[key[3]].number, key[4])):
        found += _of_key(key, sums[key], before, types)
    return found


def _added(again: Iterable[Again], types: WageTypes) -> dict[_Key, _Sum]:
    sums: dict[_Key, _Sum] = {}
    for each in again:
        parts = (each.paid, each.by_terms, each.by_lines)
        touched: dict[_Key, list[int]] = {}
        for place, lines in enumerate(parts if each.counts else ()):
            for line in lines:
                if types[line.type].operation in (Operation.DEDUCT, Operation.EMPLOYER):
                    continue
                key = _key(each, line, types)
                is_of_terms = is_pay_of_terms(types[line.type], line.employment in each.hourly)
                some = sums.setdefault(key, _Sum(BACK_PAY if is_of_terms else line.type))
                touched.setdefault(key, [0, 0, 0])[place] += line.amount.value.ore
                some.units[place] += line.quantity or 0
                some.rate = line.rate
        for key, ore in touched.items():
            some = sums[key]
            some.ore = [before + more for before, more in zip(some.ore, ore, strict=True)]
            some.runs |= {each.head.name: None}
            if ore[0] != ore[1]:
                some.causes |= dict.fromkeys(each.causes)
            if ore[1] != ore[2]:
                some.is_line_changed = True
                some.line_causes |= dict.fromkeys(each.line_causes)
    return sums


def _key(each: Again, line: PayLine, types: WageTypes) -> _Key:
    """A line's kind: what it is, of which employment, and for which month."""
    wage_type = types[line.type]
    is_moved = line.earned is not None and not wage_type.formula.startswith("holiday_pay")
    month = Month.of(line.earned.first) if is_moved and line.earned is not None else each.head.month
    is_of_terms = is_pay_of_terms(wage_type, line.employment in each.hourly)
    return each.number, line.employment, month, line.type, "" if is_of_terms else line.tax


def is_pay_of_terms(wage_type: WageType, hourly: bool) -> bool:
    """Whether a difference of the type is reported like the pay itself: salary, and hours of somebody so employed."""
    return wage_type.formula == "salary" or (hourly and wage_type.formula == "hourly" and wage_type.factor == 1)


@dataclass(slots=True)
class _Before:
    """What was paid of a difference before, in øre, of which part in drafts; and of how many units."""

    paid: int = 0
    waiting: int = 0
    units: Decimal = Decimal(0)


def _shared_out(earlier: Iterable[Earlier], sums: Mapping[_Key, _Sum]) -> dict[tuple[_Key, str], _Before]:
    """Earlier differences by what they were of. Back pay that somebody typed counts as far as something was owed, the
    oldest month first; what it paid beside that was meant otherwise.
    """
    found: dict[tuple[_Key, str], _Before] = defaultdict(_Before)
    for each in earlier:
        mine = [key for key in sorted(sums, key=lambda key: key[2]) if _is_of(each, key, sums[key].paid_as)]
        left = each.amount.ore
        cause = each.cause or TERMS
        for place, key in enumerate(mine):
            some, before = sums[key], found[key, cause]
            need = some.ore[1] - some.ore[0] if cause == TERMS else some.ore[2] - some.ore[1]
            need -= before.paid
            is_last = place == len(mine) - 1
            part = left if each.cause and is_last else _as_far_as(left, need)
            before.paid += part
            before.waiting += part if each.is_draft else 0
            before.units += each.quantity or 0
            left -= part
    return found


def _is_of(each: Earlier, key: _Key, paid_as: str) -> bool:
    number, employment, month, slug, tax = key
    return (
        (each.number, each.type) == (number, slug if each.cause == LINE else paid_as)
        and (not each.employment or each.employment == employment)
        and each.earned.overlap(month.span) is not None
        and (not each.tax or not tax or each.tax == tax)
    )


def _as_far_as(left: int, need: int) -> int:
    """As much of an amount as is needed, with its sign; nothing of one with the other sign."""
    if left > 0:
        return min(left, max(0, need))
    return max(left, min(0, need))


def _of_key(
    key: _Key, some: _Sum, before: Mapping[tuple[_Key, str], _Before], types: WageTypes
) -> Iterator[Difference]:
    number, _, month, slug, _ = key
    was, by_terms, by_lines = some.ore
    paid_for_terms = before.get((key, TERMS), _Before())
    paid_for_lines = before.get((key, LINE), _Before())
    if some.is_line_changed:
        if types[slug].sign < 0 < by_lines:
            what = Message(
                "Employee {number}, {month}: more would be given back than was deducted",
                number=str(number),
                month=month,
            )
            raise refuse(what, Place("corrections", None, "line_quantity"))
        owed = by_lines - by_terms - paid_for_lines.paid
        if owed:
            yield _difference(key, LINE, slug, some, by_lines, paid_for_lines, owed, tuple(some.line_causes), types)
    if owed := by_terms - was - paid_for_terms.paid:
        yield _difference(key, TERMS, some.paid_as, some, by_terms, paid_for_terms, owed, tuple(some.causes), types)


def _difference(
    key: _Key,
    cause: str,
    paid_as: str,
    some: _Sum,
    should: int,
    before: _Before,
    owed: int,
    causes: tuple[Message, ...],
    types: WageTypes,
) -> Difference:
    number, employment, month, slug, tax = key
    was = Money(some.ore[0] if cause == TERMS else some.ore[1])
    amount = figure("pay.correction", Money(owed), should=Money(should), was=was, earlier=Money(before.paid))
    more = some.units[2] - some.units[1] - before.units
    by_units = cause == LINE and bool(types[slug].unit) and bool(more)
    return Difference(
        number,
        employment,
        month,
        paid_as,
        slug,
        cause,
        was,
        Money(should),
        Money(before.paid),
        amount,
        Money(before.waiting),
        tax,
        more if by_units else None,
        some.rate if by_units else None,
        causes=causes,
        runs=tuple(some.runs),
    )


# --- the lines that pay it -------------------------------------------------------------------------------------------


def as_line(difference: Difference, paid_in: int, types: WageTypes) -> LineInput:
    """The line that pays a difference in a run of a year: with the month in which it was earned, and marked as a
    difference, so that it counts when the month is corrected again.

    What was earned in another year is withheld by the percentage of the card, like back pay (norway-payroll 5.3).
    """
    wage_type = types[difference.type]
    own = difference.tax if difference.tax not in ("", "free", wage_type.tax) and wage_type.tax != "none" else ""
    if wage_type.tax == "table" and difference.type != BACK_PAY and difference.month.year < paid_in:
        own = "percent"
    return LineInput(
        difference.type,
        difference.quantity,
        difference.rate,
        difference.amount.value,
        employment=difference.employment,
        earned=difference.month.span,
        meals=difference.meals,
        tax=own,
        difference=difference.cause,
    )


def earlier_of(number: int, line: LineInput, run: str, *, is_draft: bool) -> Earlier | None:
    """A line as an earlier difference; None for one that pays something else."""
    if line.earned is None or line.amount is None or (not line.difference and line.type != BACK_PAY):
        return None
    return Earlier(
        number,
        line.employment,
        line.type,
        line.earned,
        line.amount,
        run,
        line.difference,
        line.tax,
        is_draft=is_draft,
        quantity=line.quantity,
    )


def total(found: Iterable[Difference]) -> Money:
    """What is owed in all."""
    return Money.total(each.amount.value for each in found)
