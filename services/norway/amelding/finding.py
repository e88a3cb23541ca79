"""What a control of the a-melding finds, in the receiver's three levels; never with a whole person number in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from models.values.message import Message

_PERSON_NUMBER = re.compile(r"([0-9]{5})[0-9][ .]?[0-9]{4,}")
_LONGEST = 60
_SHOWN_NORWEGIAN, _SHOWN_FOREIGN = 5, 2


class Level(Enum):
    """How bad. The values are the receiver's own words, in the order of their weight."""

    AVVISNING = "AVVISNING"  # the message is not delivered
    OEYEBLIKKELIG = "OEYEBLIKKELIG"  # must be mended within the deadline
    RETNINGSLINJE = "RETNINGSLINJE"  # look; it may be right


@dataclass(frozen=True, slots=True)
class AmeldingFinding:
    """One thing that is wrong or worth a look in a message.

    `code` is the official one, or empty for a control of our own. `where` is the person (masked) or the element; `line`
    is the line of the file, and 0 where none can be named; `path` leads to the element, with places among equals
    counted from 1. `control` is the name of what found it, empty for what breaks the schema.
    """

    level: Level
    code: str
    where: str
    what: Message
    line: int = 0
    path: str = ""
    control: str = ""


def masked(text: str) -> str:
    """A text from a file as it may be shown: on one line, not too long, and person numbers cut to five digits.

    >>> masked("08842199736 is no date")
    '08842***** is no date'
    """
    hidden = _PERSON_NUMBER.sub(r"\1*****", " ".join(text.split()))
    return hidden if len(hidden) <= _LONGEST else f"{hidden[:_LONGEST]}…"


def masked_person(norwegian: str, foreign: str = "") -> str:
    """Somebody as a finding may name them: the first digits of the number. Empty for somebody without any."""
    if norwegian:
        return f"{norwegian[:_SHOWN_NORWEGIAN]}*****"
    return f"{foreign[:_SHOWN_FOREIGN]}*****" if foreign else ""
