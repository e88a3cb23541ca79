"""Messages into sentences in nb, da and en.

English is the source text and needs no catalogue. A text without a translation stays English rather than missing.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations

from models.values.message import Message, Plain
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span
from services.reference import packaged
from services.reference.formats import Formats, formats


class Texts:
    """Puts messages into one language. Made by `texts()`.

    >>> texts("nb")(Message("{amount} is paid on {day}.", amount=Money.kr(1200), day=date(2026, 11, 25)))
    '1\\xa0200,00 is paid on 25.11.2026.'
    """

    def __init__(self, formats: Formats, catalogue: NullTranslations) -> None:
        self.formats = formats
        self._catalogue = catalogue

    def __call__(self, message: Message) -> str:
        """The sentence, with its values written as the language writes them."""
        text = self._catalogue.gettext(message.text) if message.text else ""
        if not message.values:
            return text.format() if "{" in text else text
        return text.format(**{name: self.value(value) for name, value in message.values})

    def value(self, value: Plain) -> str:
        """A value as it stands in a sentence. A whole number is a count: a year or a number of something is text."""
        match value:
            case str():
                return value
            case Money():
                return self.formats.amount(value)
            case int():
                return self.formats.count(value)
            case date():
                return self.formats.day(value)
            case Percent():
                return self.formats.percent(value)
            case Decimal():
                return self.formats.number(value)
            case Month():
                return self.formats.month(value)
            case Span():
                return self.formats.span(value)
            case Message():
                return self(value)


@cache
def texts(language: str) -> Texts:
    """The texts of a language. Raises ValueError for one that the program does not have."""
    return Texts(formats(language), _catalogue(language))


def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    source = packaged.path(f"locale/{language}/LC_MESSAGES/lonnsom.po")
    compiled = source.with_suffix(".mo")
    if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as content:
            return GNUTranslations(content)
    return GNUTranslations(io.BytesIO(_compiled(source.read_bytes())))


def _compiled(source: bytes) -> bytes:
    """The catalogue of a checkout in which nobody has compiled it yet."""
    from babel.messages import mofile, pofile  # only here: an installed program has the .mo files

    compiled = io.BytesIO()
    mofile.write_mo(compiled, pofile.read_po(io.BytesIO(source)))
    return compiled.getvalue()
