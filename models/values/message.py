"""Message: a sentence that is not yet in a language.

The source text is plain English and is the key of the gettext catalogues; values are filled in by name at the edge
(screen, print, command line), in the reader's language and number form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span

Plain: TypeAlias = "str | int | Decimal | Money | Percent | date | Month | Span | Message"


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A source text with its values: `Message("{name} has no tax card for {year}", name="…", year="2026")`."""

    text: str
    values: tuple[tuple[str, Plain], ...]

    def __init__(self, text: str, /, **values: Plain) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", tuple(values.items()))

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return self.text.format(**dict(self.values))
