"""What makes a message one of its kind: its id and the point in time at which it was made.

A client file numbers its messages itself and says when they were made. A scenario has neither, and yet gives the same
file every time: its id follows from what the message says, its time from the pay date.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, time, timedelta, timezone

from models.values.span import Month
from services.norway.amelding.message import Oppgave
from services.norway.amelding.write import write_content

_DIGITS = 32
_IDS = {name: re.compile(rb"<%b>([^<]*)</%b>" % (name, name)) for name in (b"meldingsId", b"erstatterMeldingsId")}
_HEAD = 4096  # bytes of a message in which its ids stand
_MARCH, _OCTOBER = 3, 10
_NORMAL, _SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))


def content_id(employer: str, month: Month, content: Oppgave | bytes, replaces: str = "") -> str:
    """The id of a scenario's message: 32 hex digits of SHA-256 over the employer's number, the month and the content.

    The content may be handed in as `write_content` wrote it, which saves writing it twice. The message that is replaced
    counts as content, so that the same sent again in its place is another message.
    """
    written = content if isinstance(content, bytes) else write_content(content)
    parts = (employer.encode(), str(month).encode(), replaces.encode(), written)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:_DIGITS]


def noon(day: date) -> datetime:
    """12:00 on that day in Norway, with the offset to UTC."""
    return datetime.combine(day, time(12), _SUMMER if _is_summer(day) else _NORMAL)


def _is_summer(day: date) -> bool:
    """Whether noon is summer time: from the last Sunday of March until the last Sunday of October (since 1996)."""
    return _last_sunday(day.year, _MARCH) <= day < _last_sunday(day.year, _OCTOBER)


def _last_sunday(year: int, month: int) -> date:
    last = Month(year, month).last
    return last - timedelta(days=last.isoweekday() % 7)


def ids_of(content: bytes) -> tuple[str, str]:
    """The id of a message that we wrote, and of the one that it replaces; empty for none."""
    own, replaced = (found[1].decode() if (found := sign.search(content[:_HEAD])) else "" for sign in _IDS.values())
    return own, replaced
