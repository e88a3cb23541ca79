"""What the states of refunds are called, and how they look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from models.values.span import Span
from services.queries.absence_words import absence_word
from views.shell.seat import Seat

LOOKS: Final[Mapping[str, str]] = {
    "unknown": "neutral",
    "not_due": "waiting",
    "to_claim": "due",
    "soon": "err",
    "barred": "err",
    "waiting": "info",
    "partly": "due",
    "late": "due",
    "settled": "ok",
    "over": "warn",
    "none": "neutral",
}
"""Colour and icon by the state of a claim."""


def state_word(seat: Seat, state: str) -> str:
    """The state of a claim in a word or two."""
    t = seat.t
    match state:
        case "not_due":
            return t("Not due yet")
        case "to_claim":
            return t("To be claimed")
        case "soon":
            return t("Soon time-barred")
        case "barred":
            return t("Time-barred")
        case "waiting":
            return t("Waits for NAV")
        case "late":
            return t("NAV is late")
        case "partly":
            return t("Partly paid")
        case "settled":
            return t("Settled")
        case "over":
            return t("More than expected")
        case _:
            return t("Not reckoned")


def kind_word(seat: Seat, kind: str) -> str:
    """A kind of absence in words."""
    return seat.t(absence_word(kind))


def days_word(seat: Seat, first: date | None, last: date | None) -> str:
    """The days of something; what is not known is left out."""
    if first is None:
        return seat.formats.day(last) if last is not None else ""
    return seat.formats.dates(Span(first, last)) if last is None or last >= first else seat.formats.day(first)


def absence_words(seat: Seat, absence: Any) -> str:
    """An absence by its kind and days."""
    return f"{kind_word(seat, absence.kind)} {days_word(seat, absence.first, absence.last)}"


def benefit_word(seat: Seat, of: Any) -> str:
    """The benefit of a posting, in the language of the screen."""
    if not of.benefit_names:
        return seat.t("Unknown benefit {code}", code=of.benefit)
    return str(of.benefit_name(seat.language))


def checksum_word(sha256: str) -> str:
    """The beginning and the end of a checksum: enough to compare two by eye."""
    return f"{sha256[:8]} … {sha256[-6:]}"
