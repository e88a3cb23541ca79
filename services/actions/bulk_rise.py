"""A rise for many at once: who, how much, from which day, with a preview of every salary, the back pay and the cost.

Where the day lies in months that are approved, the difference goes into a run that is still open: the new terms and
the lines of back pay are one change, which can be taken back in one step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from models.values.finding import Place, refuse
from models.values.message import Message
from models.values.money import ZERO, Money
from models.values.percent import Percent
from services.actions.corrections import LEAVE as LEAVE
from services.actions.corrections import Applied, apply, mend
from services.actions.corrections import Overpaid as Overpaid
from services.actions.runs import open_run
from services.desk import countries
from services.desk.corrections import Correction, PersonDifference, TermsChange, work_out
from services.desk.corrections_effect import Effect, of_lines
from services.desk.desk import Desk
from services.desk.employee_use import HOURLY, MONTHLY, rise_kind
from services.desk.gather import persons
from services.desk.numbered_setup import approved_until
from services.engine.facts import LineInput, PersonFacts, RunHead, Terms

_ORE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rise:
    """How much, from which day. One of `percent`, `amount` (kroner a month of a full position, or an hour) is given.

    `rounding` is the step, in kroner, to which a new monthly salary is rounded, half up; hourly pay is rounded to the
    øre. `whom` are employee numbers; nobody named means everybody who is employed on the day or later. `pay` and `unit`
    choose among the employments of these people. With `later` terms that were agreed from a day after it rise too.
    """

    since: date
    percent: Percent | None = None
    amount: Money | None = None
    hourly_amount: Money | None = None
    rounding: Decimal = _ORE
    whom: frozenset[int] = frozenset()
    later: bool = True
    pay: str = ""  # monthly · hourly; empty for both
    unit: str = ""  # only employments at this sub-unit


@dataclass(frozen=True, slots=True)
class RiseRow:
    """One employment: what was paid a month (or an hour) and what will be."""

    number: int
    name: str
    employment: str
    position: Percent
    is_hourly: bool
    since: date
    before: Money
    after: Money

    @property
    def more(self) -> Money:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class RisePreview:
    """What a rise would do: each salary, the back pay by person and month, and what the back pay costs in the run that
    pays it: the pay itself, holiday pay, the employer's contribution on both, pension.
    """

    rows: tuple[RiseRow, ...]
    back_pay: Correction
    effect: Effect | None

    @property
    def a_month(self) -> Money:
        """What the monthly salaries rise by together, where they do it from the same day."""
        return Money.total(row.more for row in self.rows if not row.is_hourly)

    @property
    def cost(self) -> Money:
        """What the back pay costs in all."""
        return self.effect.cost if self.effect is not None else ZERO

    def of(self, number: int) -> PersonDifference | None:
        """Somebody's back pay."""
        return self.back_pay.person(number)


def preview(desk: Desk, rise: Rise, into: int | RunHead | None = None) -> RisePreview:
    """What would come of it; nothing is stored. Without a run only the salaries and the back pay. Raises Refused."""
    with desk.reading() as session:
        rows = tuple(_rows(session, rise))
        changes = _changes(rows)
        _refuse_past(session, desk, rise)
        found = work_out(session, changes, paid_in=_pay_date(session, desk, into))
        lines: Mapping[int, tuple[LineInput, ...]] = {
            person.number: person.lines for person in found.people if not person.is_overpaid
        }
        effect = of_lines(session, into, lines) if into is not None and lines else None
    return RisePreview(rows, found, effect)


def give(
    desk: Desk,
    rise: Rise,
    into: int | RunHead | None,
    *,
    overpaid: Mapping[int, Overpaid] | None = None,
    why: str | None = None,
) -> Applied | None:
    """The new terms from the day, and the back pay in the run: an open one by its number, or a new one. Without a run
    only the new terms: back pay is then told until it is paid. Raises Refused, and then nothing is changed.
    """
    with desk.reading() as session:
        changes = _changes(tuple(_rows(session, rise)))
        _refuse_past(session, desk, rise)
    if not changes:
        raise refuse(Message("Nobody gets another pay by this"), Place("bulk_rise", None, "percent"))
    if into is None:
        mend(desk, changes, why=why, action="terms.rise")
        return None
    return apply(desk, changes, into=into, overpaid=overpaid, why=why, action="terms.rise")


def _refuse_past(session: Session, desk: Desk, rise: Rise) -> None:
    """Where wage types are numbered, approved pay is corrected by a run of its own: no rise reaches back into it."""
    if not countries.country(desk.client.country).numbered:
        return
    paid = approved_until(session)
    if paid is not None and rise.since <= paid[1]:
        what = Message(
            "Pay is approved until {day}. Let the rise hold from a later day; what is approved is corrected with a "
            "correction run",
            day=paid[1],
        )
        raise refuse(what, Place("bulk_rise", None, "since"))


def _pay_date(session: Session, desk: Desk, into: int | RunHead | None) -> date:
    if isinstance(into, RunHead):
        return into.pay_date
    if into is None:
        return desk.today
    return open_run(session, into).pay_date


def _rows(session: Session, rise: Rise) -> Iterator[RiseRow]:
    """Everybody's pay before and after. Raises Refused for a rise that says nothing, or two things."""
    said = [rise.percent is not None, rise.amount is not None or rise.hourly_amount is not None]
    if sum(said) != 1:
        raise refuse(Message("Enter the rise in percent or in kroner"), Place("bulk_rise", None, "percent"))
    if rise.rounding <= 0:
        raise refuse(Message("Choose one of the ways in the list"), Place("bulk_rise", None, "rounding"))
    everybody = {person.number: person for person in persons(session, {}, None, {}, {})}
    if unknown := rise.whom - everybody.keys():
        what = Message("There is no employee {number}", number=str(min(unknown)))
        raise refuse(what, Place("bulk_rise", None, "whom"))
    for number, person in everybody.items():
        if not rise.whom or number in rise.whom:
            yield from _person_rows(person, rise)


def _person_rows(person: PersonFacts, rise: Rise) -> Iterator[RiseRow]:
    for employment in person.employments:
        if employment.end is not None and employment.end < rise.since:
            continue
        if rise.unit and employment.establishment != rise.unit:
            continue
        if not employment.terms.entries:
            continue
        since = max(rise.since, employment.start, employment.terms.entries[0][0])
        days: Collection[date] = {since} | {day for day, _ in employment.terms.entries if rise.later and day > since}
        for day in sorted(days):
            terms = employment.terms.on(day)
            if rise.pay and rise_kind(terms) != rise.pay:
                continue
            if rise_kind(terms) == MONTHLY and terms.monthly_salary is not None:
                after = _monthly(terms, terms.monthly_salary, rise)
                row = (terms.percent, False, day, terms.monthly_salary, after)
            elif rise_kind(terms) == HOURLY and terms.hourly_rate is not None:
                after = _hourly(terms.hourly_rate, rise)
                row = (terms.percent, True, day, terms.hourly_rate, after)
            else:
                continue
            yield RiseRow(person.number, person.name, employment.id, *row)


def _monthly(terms: Terms, salary: Money, rise: Rise) -> Money:
    """A rise in kroner is for a full position: a part of one gets its part."""
    if rise.percent is not None:
        more = salary.kroner * (1 + rise.percent.share)
    else:
        more = salary.kroner + (rise.amount or ZERO).kroner * terms.percent.value / 100
    return _rounded(more, rise.rounding)


def _hourly(rate: Money, rise: Rise) -> Money:
    if rise.percent is not None:
        return _rounded(rate.kroner * (1 + rise.percent.share), _ORE)
    return rate + (rise.hourly_amount or ZERO)


def _rounded(kroner: Decimal, step: Decimal) -> Money:
    return Money.rounded((kroner / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def _changes(rows: tuple[RiseRow, ...]) -> tuple[TermsChange, ...]:
    """The latest day first: earlier terms then end where later ones begin."""
    return tuple(
        TermsChange(
            row.number,
            row.employment,
            row.since,
            monthly_salary=None if row.is_hourly else row.after,
            hourly_rate=row.after if row.is_hourly else None,
        )
        for row in sorted(rows, key=lambda row: row.since, reverse=True)
        if row.more
    )
