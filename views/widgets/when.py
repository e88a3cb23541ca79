"""Days as they stand beside a thing: in three days, yesterday at 16:40, the deadline of what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from models.values.message import Message
from models.values.span import Span
from views.shell.seat import Seat

_WEEKDAYS: Final = (
    Message("Monday"),
    Message("Tuesday"),
    Message("Wednesday"),
    Message("Thursday"),
    Message("Friday"),
    Message("Saturday"),
    Message("Sunday"),
)
_KINDS: Final = {
    "pay": Message("Pay"),
    "report": Message("A-melding"),
    "withholding": Message("Withheld tax"),
    "aga": Message("Employer's contribution"),
    "atp": Message("ATP"),
    "holiday_fund": Message("Holiday money to funds"),
    "pension": Message("Pension"),
    "holiday_pay": Message("Holiday pay"),
}


def day_in_words(seat: Seat, day: date) -> str:
    """`Søndag 22. november 2026`."""
    return seat.t("{weekday} {day}", weekday=_WEEKDAYS[day.weekday()], day=Span(day, day))


def weekday(seat: Seat, day: date) -> str:
    """`onsdag`."""
    word = seat.t(_WEEKDAYS[day.weekday()])
    return word if seat.language == "en" else word.lower()


def short_day(seat: Seat, day: date) -> str:
    """`7. desember`: a day of this year, or soon, in a sentence."""
    today = seat.now().date()
    return seat.formats.span(Span(day, day), year=abs((day - today).days) > 300)


def day_or_year(seat: Seat, day: date) -> str:
    """`12.11.`, and with the year where it is another; in English `12 Nov`."""
    written = seat.formats.day(day)
    if day.year != seat.now().date().year:
        return written
    return written.rpartition(" ")[0] if seat.language == "en" else written[:6]


def away(seat: Seat, day: date) -> str:
    """How far away a day is: `i dag`, `i morgen`, `om 3 dager`, `2 dager over fristen`."""
    days = (day - seat.now().date()).days
    match days:
        case 0:
            return seat.t("today")
        case 1:
            return seat.t("tomorrow")
        case -1:
            return seat.t("1 day overdue")
    return seat.t("in {count} days", count=days) if days > 0 else seat.t("{count} days overdue", count=-days)


def kind_of_deadline(seat: Seat, kind: str) -> str:
    """What is due, in a word."""
    return seat.t(_KINDS[kind]) if kind in _KINDS else ""


def due_in_words(seat: Seat, kind: str, day: date) -> str:
    """`Lønn om 3 dager`; what is late has its day beside it."""
    if day < seat.now().date():
        return seat.t("{what}, overdue", what=kind_of_deadline(seat, kind))
    if kind == "pay":
        return seat.t("Pay day {when}", when=away(seat, day))
    return seat.t("{what} {when}", what=kind_of_deadline(seat, kind), when=away(seat, day))


def local_day(seat: Seat, at: datetime) -> date:
    """The day of a moment where one sits."""
    return at.astimezone(seat.now().tzinfo).date()


def made_at(seat: Seat, at: datetime) -> str:
    """`I dag 08:12`, `I går 16:40`, `12.11. 09:31`."""
    day, clock = local_day(seat, at), seat.clock(at)
    match (seat.now().date() - day).days:
        case 0:
            return seat.t("Today {clock}", clock=clock)
        case 1:
            return seat.t("Yesterday {clock}", clock=clock)
    return f"{day_or_year(seat, day)} {clock}"


def opened_on(seat: Seat, at: datetime) -> str:
    """`åpnet i dag`, `åpnet i går`, `åpnet 12.11.`"""
    day = local_day(seat, at)
    match (seat.now().date() - day).days:
        case 0:
            return seat.t("opened today")
        case 1:
            return seat.t("opened yesterday")
    return seat.t("opened {day}", day=day_or_year(seat, day))


def size_in_words(seat: Seat, size: int) -> str:
    """`1,2 MB`."""
    from decimal import Decimal

    if size >= 1_000_000:
        return f"{seat.formats.number(Decimal(size) / 1_000_000, 1, 1)} MB"
    return f"{seat.formats.number(Decimal(max(size, 1)) / 1000, 0, 0)} kB"
