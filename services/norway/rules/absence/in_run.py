"""Absence in an ordinary run: the lines of its own days, and what earlier months lack since they were paid.

Every month's lines, in days and kroner, are kept on accounts. A run reckons each month anew as the absences are known
now and pays or takes only the difference, with the month in which it was earned: an absence that was told late, was
changed or never happened is put right by the next run, and no day is deducted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.span import Month
from models.values.why import Figure, figure
from services.engine.absence import NOTHING
from services.engine.accounts import Account, Movement, Unit
from services.engine.facts import (
    Absence,
    BalanceKey,
    EmployerFacts,
    Employment,
    LineInput,
    PersonFacts,
    RunFacts,
    RunHead,
    RunKind,
)
from services.engine.rates import RatesOn
from services.engine.result import PayLine
from services.engine.wage_types import WageTypes
from services.norway.rules import holiday_days
from services.norway.rules.absence import remarks, sick_pay
from services.norway.rules.absence.calendar import overlaps
from services.norway.rules.absence.effects import (
    ABOVE,
    DEDUCTION,
    HOLIDAY_DEDUCTION,
    OUTSIDE,
    SICK_PAY,
    Effect,
    EmployerRules,
    Known,
    month_effects,
    plain,
)

_KEPT: Final = {
    DEDUCTION: ("absence_days", "absence_deducted"),
    SICK_PAY: ("sick_pay_days", "sick_paid"),
    HOLIDAY_DEDUCTION: ("holiday_absence_days", "holiday_absence_deducted"),
    OUTSIDE: ("nav_days_outside", "nav_pay_outside"),
}
"""By kind of line, the accounts of a month: days and kroner that absence made."""
_BY_HAND: Final = {
    DEDUCTION: "absence_by_hand",
    SICK_PAY: "sick_pay_by_hand",
    HOLIDAY_DEDUCTION: "holiday_by_hand",
}
"""Kroner of a month that somebody entered as a line: it stands in place of what the absence would give."""
_SIGNS: Final = {DEDUCTION: -1, SICK_PAY: 1, HOLIDAY_DEDUCTION: -1}
_REASON: Final = "absence"
_WHOLE: Final = 100
LOOK_BACK: Final = 12
"""For so many months before the run's own, absence that was told late is still taken up by itself."""

ACCOUNTS: Final = (
    Account(sick_pay.BASIS, Unit.KRONER, "month", by_hand=True),
    *(
        Account(code, unit, "month")
        for codes in _KEPT.values()
        for code, unit in zip(codes, (Unit.DAYS, Unit.KRONER), strict=True)
    ),
    *(Account(code, Unit.KRONER, "month") for code in _BY_HAND.values()),
)


@dataclass(frozen=True, slots=True)
class InRun:
    """What absence adds to a slip: lines, what is kept of them, what of the pay gives no holiday pay, and findings."""

    lines: tuple[PayLine, ...] = ()
    movements: tuple[Movement, ...] = ()
    outside: Figure[Money] | None = None
    findings: tuple[Finding, ...] = ()


NOTHING_TO_SAY: Final = InRun()
Salary = Callable[[RunHead], Sequence[PayLine]]
Taxed = Callable[[str, LineInput], str]


def in_run(
    person: PersonFacts,
    head: RunHead,
    employer: EmployerFacts,
    rates: RatesOn,
    salary: Salary,
    taxed: Taxed,
) -> InRun:
    """The absence of a person in an ordinary run. `salary` gives the lines of monthly pay of a run's days, `taxed` how
    a line is taxed. Raises MissingRate.
    """
    if not person.employments or not (person.absences or _is_kept(person)):
        return NOTHING_TO_SAY
    person = replace(person, absences=as_known(person, head.pay_date))
    rules = EmployerRules(
        employer.part_month,
        employer.holiday_deduction,
        employer.choices.holiday_taken,
        employer.choices.beyond_six_g,
        employer.choices.nav_days_in_holiday_basis,
    )
    known = Known(person, head.days.last or head.pay_date, rates)
    by_months = head.period == "MND" and head.span is None
    lines: list[PayLine] = []
    moved: list[Movement] = []
    outside: list[Figure[Money]] = []
    findings: list[Finding] = []
    holiday_left = _holiday_left(person, head, employer, rates)
    now = salary(head)
    for each in [head, *(_earlier(person, head) if by_months else ())]:
        is_now = each is head
        effects = list(month_effects(person, now if is_now else salary(each), each, rules, known))
        for slug in _KEPT:
            mine = [effect for effect in effects if effect.slug == slug]
            if slug == HOLIDAY_DEDUCTION:
                if not is_now and rules.holiday_taken != "when_taken":  # days of a time when it was
                    continue
                before = _Month(person, each.month, slug, [], by_months, is_now).days_before
                mine = list(_up_to(mine, holiday_left + before))
                holiday_left -= sum((effect.days for effect in mine), NOTHING) - before
            if slug == DEDUCTION:
                above = [effect for effect in mine if effect.reason == ABOVE]
                mine = [effect for effect in mine if effect.reason != ABOVE]
                lines += [line_of(effect, taxed) for effect in above if is_now and effect.amount.value]
            left = Money.total(line.amount.value for line in (*now, *lines))  # what is taken for earlier months fits in
            month = _Month(person, each.month, slug, mine, by_months, is_now, max(ZERO, left))
            if not mine and not month.days_before:
                continue
            if slug == OUTSIDE:
                outside += month.outside()
            elif by_hand := month.by_hand():
                findings += by_hand
            else:
                lines += month.lines(taxed)
            moved += month.movements()
    findings += remarks.findings(person, head.days, head.pay_date, employer, rates, known)
    more = Money.total(each.value for each in outside)
    return InRun(
        tuple(lines),
        tuple(moved),
        figure("sum.outside_basis", more, **{f"part{n}": each for n, each in enumerate(outside, 1)}) if more else None,
        tuple(findings),
    )


def check(facts: RunFacts) -> Iterator[Finding]:
    """What is wrong with the absences of a run's people: a stop for days that are counted twice, a note for each rule
    by which one absence stands before another in the days of the run.
    """
    if facts.head.kind not in (RunKind.ORDINARY, RunKind.HOLIDAY):
        return
    until = facts.head.days.last or facts.head.pay_date
    for person in facts.people:
        if not person.absences:
            continue
        for absence in person.absences:
            if not 0 < absence.grade.value <= _WHOLE:
                what = Message(
                    "Employee {number}: the absence from {day} is {grade}% of the working time; it is above 0 and at "
                    "most 100",
                    number=str(person.number),
                    day=absence.first,
                    grade=absence.grade.value,
                )
                yield Finding(Severity.STOP, what, Place("absence", person.number, "grade"))
        told = set()
        for job in person.employments if remarks.is_any_beside(person.absences) else ():
            for finding in overlaps(person, job.id, until):
                if finding.severity is Severity.STOP and finding not in told:
                    told.add(finding)
                    yield finding


def as_known(person: PersonFacts, day: date) -> tuple[Absence, ...]:
    """The absences as they were known on a pay date: one that is withdrawn later was still thought to be real."""
    return tuple(
        replace(each, withdrawn=None) if each.withdrawn is not None and each.withdrawn > day else each
        for each in person.absences
    )


def _is_kept(person: PersonFacts) -> bool:
    codes = {code for codes in _KEPT.values() for code in codes}
    return any(key.account in codes and ore for key, ore in person.balances.items())


def _earlier(person: PersonFacts, head: RunHead) -> Iterator[RunHead]:
    """The months before the run's that were paid with this program and that absence may concern."""
    first = sick_pay.first_month(person)
    if not first:
        return
    touched = {Month.of(each.first) for each in person.absences} | {
        Month.parse(key.vintage) for key in person.balances if key.account in _ALL and key.vintage
    }
    month = max(Month.parse(first), min(touched, default=head.month), head.month.plus(-LOOK_BACK))
    while month < head.month:
        begins, ends = month.first, month.last
        is_absent = any(
            each.first <= ends and (each.last is None or each.last >= begins) and each.withdrawn is None
            for each in person.absences
        )
        if is_absent or any(person.balance(days, str(month)) for days, _ in _KEPT.values()):
            yield replace(head, month=month, span=None)
        month = month.plus(1)


_ALL: Final = frozenset(code for codes in _KEPT.values() for code in codes)


@dataclass(frozen=True, slots=True)
class _Month:
    """One kind of line in one month: as the absences are known now, and as it was kept."""

    person: PersonFacts
    month: Month
    slug: str
    effects: list[Effect]
    by_months: bool
    is_now: bool
    room: Money = ZERO

    @property
    def days(self) -> Decimal:
        return sum((each.every for each in self.effects), NOTHING)

    @property
    def amount(self) -> Money:
        return Money.total(each.amount.value for each in self.effects)

    @property
    def days_before(self) -> Decimal:
        return Decimal(self._kept(0)).scaleb(-2)

    @property
    def before(self) -> Money:
        return Money(self._kept(1))

    def _kept(self, which: int) -> int:
        return self.person.balance(_KEPT[self.slug][which], str(self.month)) if self.by_months else 0

    @property
    def is_changed(self) -> bool:
        return _hundredths(self.days) != _hundredths(self.days_before)

    def difference(self) -> Money:
        """What is still to be paid or taken for the month, as a positive amount of the line's kind; of a salary never
        more than was paid for the month and is paid in this run, and nothing that was given back by hand before.
        """
        return min(self._wanted(), self.room) if self._is_taken_late else self._wanted()

    @property
    def _is_taken_late(self) -> bool:
        return not self.is_now and _SIGNS.get(self.slug, 1) < 0

    def _wanted(self) -> Money:
        if not self.is_changed:
            return ZERO
        more = self.amount - self.before
        if more.ore < 0 and self.slug in _BY_HAND:
            given = min(ZERO, self.person.money(_BY_HAND[self.slug], str(self.month)))
            return min(ZERO, more - given)
        if self._is_taken_late:
            paid = self.person.money(sick_pay.BASIS, str(self.month))
            more = min(more, max(ZERO, paid - self.before))
        return more

    def by_hand(self) -> list[Finding]:
        """A line that was entered for the month stands in place of what the absence would give."""
        if not self.effects or self.days_before:
            return []
        if self.is_now:
            entered = any(
                line.type == self.slug and line.earned is None and not line.difference for line in self.person.lines
            )
        else:
            entered = self.person.balance(_BY_HAND[self.slug], str(self.month)) > 0
        if not entered:
            return []
        what = Message(
            "Employee {number}: {line} is entered for {month}, so the {days} days of absence add nothing",
            number=str(self.person.number),
            line=self.slug,
            month=self.month,
            days=plain(self.days),
        )
        return (
            [Finding(Severity.NOTE, what, Place("pay_run", self.person.number, self.slug))]
            if self.is_now
            else [Finding(Severity.NOTE, what, Place("absence", self.person.number, "from"))]
        )

    def lines(self, taxed: Taxed) -> Iterator[PayLine]:
        """The lines of the run's own month one by one; of another month the difference."""
        if self.is_now and not self.days_before:
            for effect in self.effects:
                if effect.amount.value:
                    yield line_of(effect, taxed)
            return
        if amount := self.difference():
            job = self.effects[0].employment if self.effects else _job(self.person, self.month)
            more = self.days - self.days_before
            value = Money(_SIGNS[self.slug] * amount.ore)
            earned = None if self.is_now else self.month.span
            told = figure(
                "no.absence.late", value, now=self.amount, before=self.before, days=plain(more), month=self.month
            )
            yield PayLine(
                self.slug,
                told,
                value,
                taxed(self.slug, LineInput(self.slug, earned=earned)),
                employment=job.id,
                establishment=job.establishment,
                earned=earned,
            )

    def outside(self) -> list[Figure[Money]]:
        """What of the pay gives no holiday pay; of an earlier month what is more or less than was counted."""
        if self.is_now and not self.days_before:
            return [each.amount for each in self.effects]
        if amount := self.difference():
            return [
                figure(
                    "no.absence.late",
                    amount,
                    now=self.amount,
                    before=self.before,
                    days=plain(self.days),
                    month=self.month,
                )
            ]
        return []

    def movements(self) -> Iterator[Movement]:
        """The month as it stands when the run is approved."""
        if not self.by_months or not self.is_changed:
            return
        days, kroner = _KEPT[self.slug]
        by_hand = bool(self.slug in _BY_HAND and self.by_hand())
        is_whole = by_hand or self.amount < self.before or (self.is_now and not self.days_before)
        amount = self.amount - self.before if is_whole else self.difference()
        more = _hundredths(self.days) - _hundredths(self.days_before)
        if not is_whole and (wanted := self._wanted()) > amount:  # the rest is left to the next run
            more = min(more - 1, more * amount.ore // wanted.ore) if more > 0 else more
        if more:
            yield Movement(BalanceKey(days, str(self.month)), more, _REASON)
        if amount:
            yield Movement(BalanceKey(kroner, str(self.month)), amount.ore, _REASON)


def line_of(effect: Effect, taxed: Taxed) -> PayLine:
    """The line of an effect, with its days and its why."""
    slug, job, span = effect.slug, effect.employment, effect.span
    value = Money(_SIGNS[slug] * effect.amount.value.ore)
    told = effect.amount
    if _SIGNS[slug] < 0:
        told = figure(f"no.absence.{effect.reason}", value, amount=effect.amount, since=span.first, until=span.last)
    return PayLine(
        slug,
        told,
        value,
        taxed(slug, LineInput(slug)),
        effect.hours if effect.hours is not None else plain(effect.days),
        employment=job.id,
        establishment=job.establishment,
        days=span,
    )


def _hundredths(days: Decimal) -> int:
    return int((days * 100).to_integral_value())


def _job(person: PersonFacts, month: Month) -> Employment:
    return next((job for job in person.employments if job.span.overlap(month.span)), person.employments[-1])


def _holiday_left(person: PersonFacts, head: RunHead, employer: EmployerFacts, rates: RatesOn) -> Decimal:
    """How many days of holiday may still be deducted: what was taken from a salary is not taken again."""
    if employer.choices.holiday_taken != "when_taken":
        return NOTHING
    return max(NOTHING, holiday_days.balance(person, head.pay_date.year, employer, rates).left)


def _up_to(effects: list[Effect], left: Decimal) -> Iterator[Effect]:
    """The effects within the days that are left; of the last one a part."""
    for effect in effects:
        days = min(effect.days, left)
        if days <= 0:
            continue
        left -= days
        if days == effect.days:
            yield effect
        else:
            of = effect.amount
            amount = figure(
                "no.absence.share", of.value.part(days, effect.days), of=of, days=days, total=plain(effect.days)
            )
            yield replace(effect, days=days, every=days, amount=amount)


# --- what earlier lines leave behind ---------------------------------------------------------------------------------


def line_movements(
    lines: Sequence[PayLine], entered: Iterable[LineInput], month: Month, types: WageTypes
) -> Iterator[Movement]:
    """What the lines of a slip keep for later: the income of the month, and what was entered by hand."""
    yield from sick_pay.basis_movements(lines, month, types)
    wanted = {line.type for line in entered if line.type in _BY_HAND and not line.difference}
    if not wanted:
        return
    for line in lines:
        made_by_rule = line.amount.rule.startswith(("no.absence.", "no.sick_pay."))
        if line.type in wanted and not made_by_rule and line.amount.value:
            at = Month.of(line.earned.first) if line.earned else month
            entered_ore = _SIGNS[line.type] * line.amount.value.ore  # below nought where it gives back
            yield Movement(BalanceKey(_BY_HAND[line.type], str(at)), entered_ore, "entered")
