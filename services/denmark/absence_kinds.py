"""The absence codes of a Danish employer (denmark 4.6, 6.7), as something to choose and to draw.

Which wage types a code may lead to is data (codes/dk/absence_codes.csv), and comes with the pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from typing import Final

from dateutil.easter import easter

from models.values.message import Message
from models.values.span import Span
from services.denmark.rules.calendar import public_holidays, split_by_holiday_year
from services.engine.absence import AbsenceKind, AbsenceKinds
from services.engine.facts import Absence, Terms

HOLIDAY_WITH_PAY: Final = frozenset({"40", "49", "50"})
"""The codes that draw on holiday with pay."""

_GROUPS: Final[Mapping[str, Message]] = {
    "holiday": Message("Holiday"),
    "leave": Message("Leave without pay"),
    "family": Message("Family days"),
}
_BESIDE: Final = Message("both count, each with its own days or hours")
_LATE: Final = Message("The pay of {month} is already approved. The next run takes the absence")
_CHANGED: Final = Message("The pay of {month} is already approved. Correct that run, so that the absence counts")
_DAYS, _HOURS, _EITHER = ("days",), ("hours",), ("days", "hours")
_CENT: Final = Decimal("0.01")


def _kind(
    code: str,
    group: str,
    pattern: str,
    units: tuple[str, ...],
    title: Message,
    word: Message,
    about: Message,
    *,
    paid: bool = True,
) -> AbsenceKind:
    return AbsenceKind(
        code,
        title,
        group,
        _GROUPS[group],
        pattern,
        about,
        paid,
        has_grade=False,
        country="DK",
        units=units,
        word=word,
        beside=_BESIDE,
        late=_LATE,
        changed=_CHANGED,
    )


_HOLIDAY, _OWN = Message("Holiday"), Message("At own expense")
_ALL: Final = (
    _kind(
        "40",
        "holiday",
        "holiday",
        _DAYS,
        Message("40 Paid holiday, days"),
        _HOLIDAY,
        Message("The oldest days go first; what is not earned is taken in advance, or from the pay."),
    ),
    _kind(
        "49",
        "holiday",
        "holiday",
        _HOURS,
        Message("49 Paid holiday, hours"),
        _HOLIDAY,
        Message("For those who earn holiday in hours. The oldest hours go first."),
    ),
    _kind(
        "50",
        "holiday",
        "holiday",
        _EITHER,
        Message("50 Paid holiday, days or hours"),
        _HOLIDAY,
        Message("Counted in what the employee earns. The oldest goes first."),
    ),
    _kind(
        "47",
        "holiday",
        "parental",
        _DAYS,
        Message("47 Holiday on feriekort"),
        Message("Feriekort"),
        Message("Only noted: the holiday fund or the former employer pays."),
    ),
    _kind(
        "42",
        "leave",
        "unpaid",
        _DAYS,
        Message("42 Leave at own expense"),
        _OWN,
        Message("Taken from the pay."),
        paid=False,
    ),
    _kind(
        "43",
        "leave",
        "unpaid",
        _DAYS,
        Message("43 Leave at own expense, days × rate"),
        _OWN,
        Message("Taken from the pay: days times a rate."),
        paid=False,
    ),
    _kind(
        "77",
        "family",
        "sick_child",
        _EITHER,
        Message("77 Child's third sick day"),
        Message("Child's sick day"),
        Message("Taken from the pay, and paid from the fritvalg account as far as it reaches."),
    ),
    _kind(
        "78",
        "family",
        "other",
        _EITHER,
        Message("78 Emergency"),
        Message("Emergency"),
        Message("Taken from the pay, and paid from the fritvalg account as far as it reaches."),
    ),
    _kind(
        "79",
        "family",
        "self_certified",
        _EITHER,
        Message("79 Care day for a grandchild"),
        Message("Care day"),
        Message("Taken from the pay, and paid from the fritvalg account as far as it reaches."),
    ),
)

KINDS: Final = AbsenceKinds(
    {each.kind: each for each in _ALL},
    (
        ("holiday", Message("Holiday with pay")),
        ("parental", Message("Feriekort")),
        ("unpaid", Message("At own expense")),
        ("sick_child", Message("Child's sick day")),
        ("self_certified", Message("Care day")),
        ("other", Message("Emergency")),
    ),
    {"F": "40", "E": "42", "B": "77", "S": "78"},
    Message("F holiday, E at own expense, B child's sick day"),
    Message("The absence is withdrawn. Correct the run that it was in, so that its pay is put right."),
)
"""The codes whose meaning is known; 18 is not among them (denmark 4.6: no wage type is named)."""


def kinds(types: Mapping[str, Sequence[str]]) -> AbsenceKinds:
    """The codes with the wage types that each may lead to."""
    found = {code: replace(each, types=tuple(types.get(code, ()))) for code, each in KINDS.kinds.items()}
    return replace(KINDS, kinds=found)


def usual_units(units: str, span: Span, terms: Terms | None, full: Decimal) -> Decimal:
    """What is proposed for the days of an absence: Monday to Friday without public holidays; in hours, so many of the
    person's hours of a month (those of a `full` position where none are known) as a day of 260 in a year.
    """
    days = Decimal(sum(1 for day in span if day.weekday() < 5 and day not in public_holidays(day.year)))
    if units == "days":
        return days
    month = (terms.numbered.norm_hours if terms is not None and terms.numbered is not None else None) or full
    return days * (month * 12 / 260).quantize(_CENT, ROUND_HALF_UP)


def notes(absence: Absence) -> Iterator[Message]:
    """What one should know of an absence before it is stored: over 31 August it belongs to two holiday years (4.6)."""
    if absence.last is None:
        return
    parts = split_by_holiday_year(absence.first, absence.last, absence.units)
    for (_, before, used), (after, _, rest) in pairwise(parts):
        if used is None or rest is None:
            continue
        yield Message(
            "It goes over into a new holiday year: {used} to {before} and {rest} from {after} are taken separately",
            used=used.normalize() if used != used.to_integral_value() else used.quantize(Decimal(1)),
            before=before,
            rest=rest.normalize() if rest != rest.to_integral_value() else rest.quantize(Decimal(1)),
            after=after,
        )


_FIXED: Final = (
    ((1, 1), Message("New Year's Day")),
    ((12, 25), Message("Christmas Day")),
    ((12, 26), Message("Boxing Day")),
)
_FROM_EASTER: Final = (
    (-3, Message("Maundy Thursday")),
    (-2, Message("Good Friday")),
    (0, Message("Easter Sunday")),
    (1, Message("Easter Monday")),
    (26, Message("Great Prayer Day")),
    (39, Message("Ascension Day")),
    (49, Message("Whit Sunday")),
    (50, Message("Whit Monday")),
)


@cache
def holiday_names(year: int) -> Mapping[date, Message]:
    """Each public holiday of a year with its name (denmark 3.12); Great Prayer Day to 2023."""
    sunday = easter(year)
    found = {date(year, month, day): name for (month, day), name in _FIXED}
    found |= {sunday + timedelta(days=days): name for days, name in _FROM_EASTER}
    known = public_holidays(year)
    return {day: name for day, name in sorted(found.items()) if day in known}
