"""What the law leaves to the employer, and the rates that the program does not know: which there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from models.values.finding import Finding, Place, Severity
from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from services.engine.facts import PAY_CHOICES, PayChoices
from services.reference.year_files import rate_book

__all__ = ["ALLOWED", "PayChoices", "kinds_of_rates", "mistakes_in", "unknown_names"]

ALLOWED: Final = PAY_CHOICES
_MOST_HOURS: Final = Decimal(400)  # a month has no more working hours
_NOT_ASKED: Final = ("employer_contribution.extra.", "tax_table.")
"""Rates that the law has dropped, and those of tables that come with the program."""


def mistakes_in(choices: PayChoices) -> Iterator[Finding]:
    """What is wrong with the answers: a stop each."""
    for name, words in ALLOWED.items():
        if (word := getattr(choices, name)) not in words:
            what = Message("“{word}” is not one of {words}", word=word, words=" · ".join(words))
            yield Finding(Severity.STOP, what, Place("settings", name, "pay"))
    hours = choices.hours_divisor
    if hours is not None and not 0 < hours <= _MOST_HOURS:
        what = Message("Hours a month are between 1 and {most}", most=str(_MOST_HOURS))
        yield Finding(Severity.STOP, what, Place("settings", "hours_divisor", "pay"))


@cache
def unknown_names(country: str, day: date) -> frozenset[str]:
    """The rates that other years have and that the program does not know on a day: the user may enter them.

    A year that the program does not know at all is not patched together: it comes with an update.
    """
    book = rate_book(country)
    if day.year not in book.years:
        return frozenset()
    today = book.on(day)
    asked = (name for name in kinds_of_rates(country) if not name.startswith(_NOT_ASKED))
    return frozenset(name for name in asked if not today.has(name))


@cache
def kinds_of_rates(country: str) -> Mapping[str, str]:
    """Every rate of any year that is a plain value, with how it is written: amount, percent or number."""
    kinds: dict[str, str] = {}
    for year in rate_book(country).years.values():
        for name, steps in year.values.items():
            for kind, written in _WRITTEN.items():
                if steps and isinstance(steps[0].value, written):
                    kinds[name] = kind
    return kinds


_WRITTEN: Final[Mapping[str, type]] = {"amount": Money, "percent": Percent, "number": Decimal}
