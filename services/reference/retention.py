"""How many years documentation of pay must be kept, by country and day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from services.reference import packaged


@dataclass(frozen=True, slots=True)
class Retention:
    """So many whole years after the end of the year of the pay; `status` says how good the source is."""

    since: date
    years: int
    source: str
    status: str


def pay_is_kept(country: str, day: date) -> Retention | None:
    """What holds on the day; None where nothing is known, and then nothing may be erased."""
    return next((each for each in reversed(_rows(country)) if each.since <= day), None)


@cache
def _rows(country: str) -> tuple[Retention, ...]:
    try:
        rows = tomllib.loads(packaged.read_text(f"codes/{country.lower()}/retention.toml"))["pay"]
    except FileNotFoundError:
        return ()
    found = [Retention(row["since"], row["years"], row["source"], row["status"]) for row in rows]
    return tuple(sorted(found, key=lambda each: each.since))
