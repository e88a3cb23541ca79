"""From what the query gives to what the timeline and the legend show."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from models.values.message import Message
from models.values.percent import HUNDRED
from services.queries.absences import Bar, PersonRow, Timeline, absence_legend, absence_word
from views.shell.seat import Seat
from views.widgets.timeline_look import look_of
from views.widgets.timeline_parts import TimelineBar, TimelineRow

_ONE: Final = Decimal(1)
_OTHER: Final = ("other", Message("Other absence"))


def legend(seat: Seat, read: Timeline | None) -> list[tuple[str, str]]:
    """The patterns and their words; the one that several kinds share only where it stands."""
    found = [(pattern, seat.t(word)) for pattern, word in absence_legend(seat.desk)] if seat.has_client else []
    if any(pattern == _OTHER[0] for pattern, _ in found):
        return found
    bars = (bar for person in read.people for bar in person.bars) if read is not None else ()
    if any(look_of(bar.pattern) == "other" for bar in bars):
        found.append((_OTHER[0], seat.t(_OTHER[1])))
    return found


def timeline_rows(seat: Seat, people: Iterable[PersonRow]) -> list[TimelineRow]:
    """The rows as they are painted."""
    return [
        TimelineRow(
            person.number,
            person.name,
            tuple(_bar(seat, bar) for bar in person.bars if bar.withdrawn is None),
            person.jobs,
            person.lanes,
        )
        for person in people
    ]


def _bar(seat: Seat, bar: Bar) -> TimelineBar:
    return TimelineBar(
        bar.id,
        bar.first,
        bar.last,
        bar.pattern,
        word(seat, bar),
        float(min(bar.grade, HUNDRED).value) / 100,
        bar.lane,
        bar.employer_days,
        spoken(seat, bar),
    )


def word(seat: Seat, bar: Bar) -> str:
    """What stands on a bar: its kind, and its grade where that says something."""
    said = seat.t(absence_word(bar.kind) or bar.title)
    if bar.units is not None:
        return f"{said} {counted(seat, bar)}"
    if bar.kind == "sick_note" or bar.grade != HUNDRED:
        return f"{said} {seat.formats.percent(bar.grade)}"
    return said


def spoken(seat: Seat, bar: Bar) -> str:
    """All of a bar in one sentence."""
    share = counted(seat, bar) if bar.units is not None else seat.formats.percent(bar.grade)
    parts = [f"{seat.t(bar.title)} {share}", seat.formats.dates(bar.span)]
    if bar.last is None:
        parts.append(seat.t("no end date"))
    if bar.employer_days:
        last = bar.employer_days[-1].last
        if last is not None:
            parts.append(seat.t("you pay until {day}", day=last))
    if bar.reported:
        parts.append(seat.t("reported as leave"))
    return ", ".join(parts)


def counted(seat: Seat, bar: Bar) -> str:
    """How many days or hours a bar is."""
    if bar.units is None:
        return ""
    number = seat.formats.number(bar.units.quantize(_ONE) if bar.units == bar.units.to_integral_value() else bar.units)
    if bar.counted == "hours":
        return seat.t("{count} h", count=number)
    if bar.counted == "days":
        return seat.t("1 day") if bar.units == 1 else seat.t("{used} days", used=number)
    return number
