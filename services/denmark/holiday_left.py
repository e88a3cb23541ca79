"""How much holiday with pay is left by holiday year, and what of it absence that no run has taken yet will take: the
oldest first (denmark 4.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.span import Span
from services.denmark.absence_kinds import HOLIDAY_WITH_PAY
from services.denmark.rules.accounts import FERIE_D, FERIE_T, shown_vintage
from services.denmark.rules.calendar import is_working_day
from services.engine.absence import AbsenceCounter, CountedDay
from services.engine.facts import Absence, PersonFacts

_NOTHING: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_RULE: Final = Message(
    "What is left by approved runs, the oldest year first. A year's holiday is taken from 1 September to 31 December "
    "of the year after"
)
_OVER_RULE: Final = Message("What is not earned is taken in advance where that is agreed, else from the pay")


def counters(person: PersonFacts, absences: Sequence[Absence]) -> list[AbsenceCounter]:
    """A counter for each holiday year that has something left, and one for what none of them covers."""
    found: list[AbsenceCounter] = []
    for account, unit, title in (
        (FERIE_D, "days", Message("Holiday days {year}")),
        (FERIE_T, "hours", Message("Holiday hours {year}")),
    ):
        left: dict[str, Decimal] = {}
        for key, amount in sorted(person.balances.items()):
            if key.account == account and amount:
                year = shown_vintage(key.vintage)
                left[year] = left.get(year, _NOTHING) + Decimal(amount).scaleb(-2)
        wanted = [each for each in absences if _is_to_be_taken(each, person) and _unit_of(each, person) == unit]
        found += _fifo(unit, title, left, sorted(wanted, key=lambda each: each.first))
    return found


def _fifo(unit: str, title: Message, left: dict[str, Decimal], wanted: Sequence[Absence]) -> Iterator[AbsenceCounter]:
    years = [(year, amount) for year, amount in sorted(left.items()) if amount > 0]
    taken: dict[str, list[CountedDay]] = {year: [] for year, _ in years}
    over: list[CountedDay] = []
    rest = dict(years)
    for absence in wanted:
        for day, amount in _by_day(absence):
            still = amount
            for year, _ in years:
                part = min(still, rest[year])
                if part > 0:
                    why = Message("holiday of {year}", year=_shown(year))
                    taken[year].append(CountedDay(day, part, why))
                    rest[year] -= part
                    still -= part
            if still > 0:
                over.append(CountedDay(day, still, Message("more than is earned")))
    for year, amount in years:
        used = sum((each.counts for each in taken[year]), _NOTHING)
        name = Message(title.text, year=_shown(year))
        yield AbsenceCounter(f"holiday_{unit}_{year}", name, used, amount, tuple(taken[year]), _RULE)
    if over:
        used = sum((each.counts for each in over), _NOTHING)
        what = Message("Holiday that is not earned")
        yield AbsenceCounter(f"holiday_{unit}_over", what, used, None, tuple(over), _OVER_RULE)


def _by_day(absence: Absence) -> list[tuple[date, Decimal]]:
    """Its days or hours on its working days; the last one has what division leaves."""
    span = Span(absence.first, absence.last or absence.first)
    days = [day for day in span if is_working_day(day)] or [absence.first]
    units = absence.units if absence.units is not None else Decimal(len(days))
    each = (units / len(days)).quantize(_CENT)
    return [*((day, each) for day in days[:-1]), (days[-1], units - each * (len(days) - 1))]


def _is_to_be_taken(absence: Absence, person: PersonFacts) -> bool:
    if absence.kind not in HOLIDAY_WITH_PAY or absence.withdrawn is not None:
        return False
    mark = f"{absence.first} {absence.kind} "
    return not any(
        key.account == "absence_taken" and key.vintage.startswith(mark) and amount
        for key, amount in person.balances.items()
    )


def _unit_of(absence: Absence, person: PersonFacts) -> str:
    """Days or hours; of a code for either, what the person has most of."""
    if absence.kind == "49":
        return "hours"
    if absence.kind == "40":
        return "days"
    has_hours = any(key.account == FERIE_T and amount > 0 for key, amount in person.balances.items())
    has_days = any(key.account == FERIE_D and amount > 0 for key, amount in person.balances.items())
    return "hours" if has_hours and not has_days else "days"


def _shown(year: str) -> str:
    return f"{year}/{(int(year) + 1) % 100:02d}"
