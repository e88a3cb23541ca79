"""The public holidays of Norway by their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

from dateutil.easter import easter

from models.values.message import Message

_FIXED: Final = (
    ((1, 1), Message("New Year's Day")),
    ((5, 1), Message("Labour Day")),
    ((5, 17), Message("Constitution Day")),
    ((12, 25), Message("Christmas Day")),
    ((12, 26), Message("Boxing Day")),
)
_FROM_EASTER: Final = (
    (-3, Message("Maundy Thursday")),
    (-2, Message("Good Friday")),
    (0, Message("Easter Sunday")),
    (1, Message("Easter Monday")),
    (39, Message("Ascension Day")),
    (49, Message("Whit Sunday")),
    (50, Message("Whit Monday")),
)


@cache
def names(year: int) -> Mapping[date, Message]:
    """Each public holiday of a year; where two fall on one day, the one that moves."""
    sunday = easter(year)
    found = {date(year, month, day): name for (month, day), name in _FIXED}
    found |= {sunday + timedelta(days=days): name for days, name in _FROM_EASTER}
    return dict(sorted(found.items()))
