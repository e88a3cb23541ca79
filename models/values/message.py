"""Message: a sentence that is not yet in a language.

The source text is plain English and is the key of the gettext catalogues; values are filled in by name at the edge
(screen, print, command line), in the reader's language and number form.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span

Plain: TypeAlias = "str | int | Decimal | Money | Percent | date | Month | Span | Message"


class Message:
    """A source text with its values: `Message("{name} has no tax card for {year}", name="…", year="2026")`.

    Never changed once made; equal when text and values are.
    """

    __slots__ = ("text", "values")

    def __init__(self, text: str, /, **values: Plain) -> None:
        self.text = text
        self.values = tuple(values.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.text == other.text and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.text, self.values))

    def __repr__(self) -> str:
        return f"Message({self.text!r}, {dict(self.values)!r})"

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return self.text.format(**dict(self.values))
