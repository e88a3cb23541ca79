"""Postal codes with their place and municipality, read from data: what is filled in behind a code that somebody types.

It only proposes: another place may be typed, and where a municipality has more than one zone for the employer's
contribution, the code says which part of it a place lay in before, where that is sure (files 6.2, 6.3).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from services.reference import packaged

_CODE_AT_END: Final = re.compile(r"(?<![0-9])([0-9]{4})[ ,]*([^0-9,]*)$")
_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class PostalPlace:
    """A postal code of four digits, its place as one writes it, and the number of the municipality that it lies in."""

    code: str
    place: str
    municipality: str

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


@cache
def postal_places(country: str) -> Mapping[str, PostalPlace]:
    """The packaged postal codes of a country ("NO") in their order. A country without a list has none."""
    return {
        row["code"]: PostalPlace(row["code"], row["place"], row["municipality"])
        for row in _rows(country, "postal_places")
    }


@cache
def zone_of_code(country: str, code: str) -> str:
    """The zone proposed for a postal code in a municipality that has several; empty where it must be asked for."""
    return {row["code"]: row["zone"] for row in _rows(country, "split_postal_codes")}.get(code, "")


def complete_address(country: str, typed: str) -> list[str]:
    """The address with the place behind its postal code, where it ends with one; nothing where nothing is to be added.

    Of a code that is not finished, and of a place without its code, the first that fit: `Storgata 1, 01` and
    `Storgata 1, Hamar` both lead on. What stands there complete is left alone.
    """
    places = postal_places(country)
    if found := _CODE_AT_END.search(typed):
        code, place = found[1], found[2].strip()
        known = places.get(code)
        if known is None or not known.place.casefold().startswith(place.casefold()) or known.place == place:
            return []
        return [f"{typed[: found.start()]}{known}"]
    before, comma, last = typed.rpartition(",")
    wanted = last.strip().casefold()
    if not comma or len(wanted) < 2:
        return []
    fits = (
        each
        for each in places.values()
        if (each.code.startswith(wanted) if wanted.isdecimal() else each.place.casefold().startswith(wanted))
    )
    return [f"{before}, {each}" for each, _ in zip(fits, range(_MOST), strict=False)]


def _rows(country: str, name: str) -> list[dict[str, str]]:
    try:
        text = packaged.read_text(f"codes/{country.lower()}/{name}.csv")
    except FileNotFoundError:
        return []
    return list(csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";"))
