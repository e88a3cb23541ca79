"""Municipalities and the zone for the employer's contribution that each lies in, read from data.

A municipality that was put together of several may have more than one zone: then which part of it is asked for.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from services.reference import packaged
from services.reference.postal_places import postal_places

YEAR: Final = 2026
"""The year that the list is of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a municipality with its own zone. The part without a name is the rest, or the whole."""

    area: str
    zone: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality: its official number of four digits, its name and county, and its zones."""

    number: str
    name: str
    county: str
    parts: tuple[Part, ...]

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that a sub-unit there may have; that of the rest of the municipality, where there is one, first."""
        return tuple(dict.fromkeys(part.zone for part in self.parts))

    @property
    def zone(self) -> str:
        """The one zone, or nothing where the address decides."""
        return self.parts[0].zone if len(self.parts) == 1 else ""


@cache
def municipalities(country: str) -> Mapping[str, Municipality]:
    """The packaged municipalities of a country ("NO"), by number. A country without zones has none."""
    try:
        text = packaged.read_text(f"codes/{country.lower()}/municipalities.csv")
    except FileNotFoundError:
        return {}
    parts: dict[str, list[Part]] = {}
    names: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";"):
        names[row["number"]] = (row["name"], row["county"])
        parts.setdefault(row["number"], []).append(Part(row["area"], row["zone"]))
    return {
        number: Municipality(number, *names[number], tuple(sorted(some, key=lambda part: bool(part.area))))
        for number, some in parts.items()
    }


def find_municipalities(country: str, text: str, limit: int = 8) -> list[Municipality]:
    """The municipality in which the text is a postal code; those whose name or number begins with it; then those with
    a word that does; then the rest that have it somewhere.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return []
    here = postal_places(country).get(wanted)
    ranked = []
    for each in municipalities(country).values():
        name = each.name.casefold()
        if here is not None and each.number == here.municipality:
            ranked.append((-1, each))
        elif name.startswith(wanted) or each.number.startswith(wanted):
            ranked.append((0, each))
        elif any(word.startswith(wanted) for word in name.replace("-", " ").split()):
            ranked.append((1, each))
        elif wanted in name:
            ranked.append((2, each))
    ranked.sort(key=lambda pair: (pair[0], pair[1].name.casefold()))
    return [each for _, each in ranked[:limit]]
