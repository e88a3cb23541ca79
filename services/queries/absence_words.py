"""What each kind of absence is called."""

from __future__ import annotations

from models.values.message import Message
from services.desk import countries


def absence_word(kind: str) -> Message:
    """A kind of absence in words; a kind that is not known as it is written."""
    return countries.absence_words().get(kind) or Message("{name}", name=kind)
