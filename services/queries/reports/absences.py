"""Absence in figures: the days of each kind, and which share they are of the days that were to be worked.

A day is a working day of the calendar, as large as the position is (percent), and as much of it as the absence takes
(grade). Why somebody was away stands nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from models.values.finding import Place
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from models.values.table import Column, Kind
from models.values.why import Value
from services.desk import countries
from services.desk.at_hand import everybody as facts_of_everybody
from services.engine.facts import Absence, Employment, PersonFacts
from services.queries.reports.around import Who, chosen, everybody
from services.queries.reports.departments import department_words
from services.queries.reports.model import Asked, Picture, Pillar, Report, Row

MONTHS, DEPARTMENTS, PEOPLE = "months", "departments", "people"
WAYS: Final = (
    (MONTHS, Message("By month")),
    (DEPARTMENTS, Message("By department")),
    (PEOPLE, Message("By employee")),
)
TITLE: Final = Message("Absence statistics")
SICK: Final = ("self_certified", "sick_note")
_GROUPS: Final = {
    "self_certified": Message("Self-certified"),
    "sick_note": Message("Sick note"),
    "care": Message("Sick child and care"),
    "holiday": Message("Holiday"),
    "leave": Message("Leave"),
    "layoff": Message("Layoff"),
    "unpaid": Message("Unpaid absence"),
    "other_paid": Message("Other paid absence"),
}
"""The families of kinds, in the order of the columns."""
_DAY: Final = timedelta(days=1)
_TENTH: Final = Decimal("0.1")
_HUNDREDTH: Final = Decimal("0.01")


@dataclass(slots=True)
class _Days:
    """The days of a row: those that were to be worked, and those of each family."""

    possible: Decimal = Decimal(0)
    away: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def sick(self) -> Decimal:
        return sum((self.away[kind] for kind in SICK if kind in self.away), Decimal(0))

    @property
    def share(self) -> Percent | None:
        """Sickness in percent of the possible days."""
        if not self.possible:
            return None
        return Percent((self.sick * 100 / self.possible).quantize(_TENTH, ROUND_HALF_UP))


def absence_statistics(asked: Asked) -> Report:
    """Until today, where the period is not over; an open end is reckoned until then too."""
    desk, choices = asked.desk, asked.choices
    last = min(choices.span.last or desk.today, desk.today)
    asked.progress(0, 2, Message("Reading the absences"))
    with desk.reading() as session:
        who = {each.number: each for each in chosen(everybody(session, choices.last.last), choices).values()}
        names = department_words(session, asked.say)
    people = [person for person in facts_of_everybody(desk) if person.number in who]
    asked.progress(1, 2, Message("Counting the days"))
    rows: dict[object, _Days] = {}
    by_month: dict[Month, _Days] = {}
    whole = _Days()
    if choices.first.first <= last:
        span = Span(choices.first.first, last)
        for month, key, family, counted in _counted(people, span, asked.choices.by, who):
            for each in (whole, by_month.setdefault(month, _Days()), rows.setdefault(key, _Days())):
                if family:
                    each.away[family] += counted
                else:
                    each.possible += counted
    families = [family for family in _GROUPS if whole.away.get(family)]
    has_sick = any(family in SICK for family in families)
    heads = {
        MONTHS: (Column("month", Message("Month")),),
        DEPARTMENTS: (Column("department", Message("Department")),),
        PEOPLE: (Column("number", Message("No."), Kind.NUMBER), Column("name", Message("Name"))),
    }
    by = choices.by if choices.by in heads else MONTHS
    columns = (
        *heads[by],
        Column("possible", Message("Possible days"), Kind.NUMBER, summed=True),
        *(
            (
                Column("sick", Message("Sick days"), Kind.NUMBER, summed=True),
                Column("share", Message("Sick, per cent"), Kind.NUMBER),
            )
            if has_sick
            else ()
        ),
        *(Column(family, _GROUPS[family], Kind.NUMBER, summed=True) for family in families),
    )

    def values(days: _Days) -> tuple[Value, ...]:
        return (
            _round(days.possible),
            *((_round(days.sick) if days.sick else None, days.share) if has_sick else ()),
            *(_round(days.away[family]) if days.away.get(family) else None for family in families),
        )

    made = []
    for place, (key, days) in enumerate(sorted(rows.items(), key=lambda pair: _order(pair[0], who))):
        first, where = _head(key, who, names)
        if whole.away or by == MONTHS:
            made.append(Row(place, (*first, *values(days)), where))
    facts: list[tuple[Message, Value]] = []
    if whole.away:
        facts = [(Message("Possible days"), _round(whole.possible)), (Message("Sick days"), _round(whole.sick))]
        if whole.share is not None:
            facts.append((Message("Sick, per cent"), whole.share))
    empty = (None,) * (len(heads[by]) - 1)
    return Report(
        "absences",
        TITLE,
        choices.words,
        columns,
        tuple(made) if whole.away else (),
        _picture(asked, by_month),
        tuple(facts),
        (Message("Working days, by position and grade; days to come are not in it"),),
        sums=(asked.say(Message("Total")), *empty, *values(whole)),
    )


def _counted(
    people: list[PersonFacts], span: Span, by: str, who: dict[int, Who]
) -> Iterator[tuple[Month, object, str, Decimal]]:
    """The possible days (no family) and the days away, person by person and month by month."""
    last = span.last or span.first
    working: dict[Month, list[date]] = defaultdict(list)
    for day in span:
        if countries.is_working_day(day):
            working[Month.of(day)].append(day)
    for person in people:
        key: object = who[person.number].department if by == DEPARTMENTS else person.number
        for job in person.employments:
            employed = Span(job.start, job.end).overlap(span)
            if employed is None:
                continue
            absences = [each for each in person.absences if _concerns(each, job)]
            taken: dict[date, Decimal] = defaultdict(Decimal)
            sizes = list(job.terms.pieces(employed))
            for month, days in working.items():
                inside = [(part.overlap(month.span), terms.percent.share) for part, terms in sizes]
                possible = sum(
                    (size * sum(1 for day in days if day in part) for part, size in inside if part is not None),
                    Decimal(0),
                )
                if possible:
                    yield month, month if by not in (DEPARTMENTS, PEOPLE) else key, "", possible
            for absence in absences:
                family = countries.absence_family(absence.kind)
                away = (
                    Span(absence.first, min(absence.last or last, last)).overlap(employed)
                    if absence.first <= last
                    else None
                )
                if away is None:
                    continue
                sums: dict[Month, Decimal] = defaultdict(Decimal)
                for day in away:
                    if countries.is_working_day(day):
                        part = min(absence.grade.share, 1 - taken[day])
                        taken[day] += part
                        sums[Month.of(day)] += part * job.terms.on(max(day, job.terms.entries[0][0])).percent.share
                for month, days_away in sums.items():
                    if days_away:
                        yield month, month if by not in (DEPARTMENTS, PEOPLE) else key, family, days_away


def _concerns(absence: Absence, job: Employment) -> bool:
    return absence.withdrawn is None and absence.employment in ("", job.id)


def _round(days: Decimal) -> Decimal:
    rounded = days.quantize(_HUNDREDTH, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _order(key: object, who: dict[int, Who]) -> tuple[object, ...]:
    if isinstance(key, Month):
        return (key.first,)
    if isinstance(key, int):
        return who[key].name.casefold(), key
    return not key, str(key).casefold()


def _head(key: object, who: dict[int, Who], names: dict[str, str]) -> tuple[tuple[Value, ...], Place]:
    if isinstance(key, Month):
        return (key,), Place("absence", str(key), "timeline")
    if isinstance(key, int):
        return (key, who[key].name), Place("employees", key, "absence")
    return (names.get(str(key), str(key)),), Place("absence")


def _picture(asked: Asked, by_month: dict[Month, _Days]) -> Picture:
    formats, pillars, month = asked.say.formats, [], asked.choices.first
    parts = (*SICK, "care")
    while month <= asked.choices.last:
        days = by_month.get(month, _Days())
        amounts = tuple(Money.rounded(days.away.get(family, Decimal(0))) for family in parts)
        pillars.append(Pillar(formats.month_name(month.number)[:3], formats.month(month), amounts))
        month = month.plus(1)
    title = Message("Sickness and care, by month")
    return Picture(title, tuple(_GROUPS[family] for family in parts), tuple(pillars), Message("days"))
