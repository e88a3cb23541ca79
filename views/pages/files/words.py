"""How tax cards and what becomes of them are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from models.values.message import Message
from services.actions.tax_cards import TaxCardRow
from services.queries import runs
from services.reference.employment_words import CARDS
from views.shell.seat import Seat

STATES: Final[Mapping[str, tuple[Message, str]]] = {
    "new": (Message("New"), "ok"),
    "changed": (Message("Changed"), "info"),
    "confirmed": (Message("Confirmed"), "ok"),
    "older": (Message("Only history"), "muted"),
    "unchanged": (Message("Unchanged"), "muted"),
    "nothing": (Message("No card in the answer"), "muted"),
    "unmatched": (Message("Nobody found"), "warn"),
    "held": (Message("Enter by hand"), "warn"),
    "left_out": (Message("Left out"), "muted"),
}
"""What becomes of an answer, in a word or two, and how it looks."""

TO_BE_SEEN: Final = frozenset({"unmatched", "held"})
"""Answers that bring nothing before somebody has done something."""


def card_words(seat: Seat, card: Any) -> str:
    """A card in a few words: `Tabell 8010, 39 %`. Empty for none."""
    t = seat.t
    if card is None:
        return ""
    match card.kind:
        case "table" if card.percent is not None:
            return t("Table {table}, {percent}", table=card.table, percent=card.percent)
        case "table":
            return t("Table {table}", table=card.table)
        case "percent" if card.percent is not None:
            return t("Percent {percent}", percent=card.percent)
        case "exempt" if card.exempt_amount is not None:
            return t("Exemption card, {amount}", amount=card.exempt_amount)
    return t(CARDS[card.kind].name) if card.kind in CARDS else t("Tax card")


def issued_words(seat: Seat, card: Any) -> str:
    """When it was issued, and for how many months, as far as that is known."""
    t, f = seat.t, seat.formats
    if card is None:
        return ""
    parts = []
    if card.issued is not None:
        parts.append(f.day(card.issued))
    if card.months is not None and card.kind in ("table", "percent"):
        parts.append(t("{count} months", count=f.number(card.months)))
    return ", ".join(parts)


def run_words(seat: Seat, name: str) -> str:
    """A run by its month in words."""
    return seat.texts.value(runs.run_words(name))


def masked(number: str) -> str:
    """An identity number as it may stand on a screen: the date of birth alone."""
    return f"{number[:6]} *****" if len(number) == 11 else "*" * len(number)


def person_words(row: TaxCardRow) -> str:
    """Whose answer it is: the name, or what may be shown of the number where nobody has it."""
    return row.name or masked(row.national_id)
