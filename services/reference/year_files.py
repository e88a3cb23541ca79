"""Rate files → rate book. One file a country and year; a file is complete, and every entry names its source.

Raises RateFileError for an entry without source, an unknown status or a value that is not written as text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from models.values.money import Money
from models.values.percent import Percent
from models.values.why import Rate
from services.engine.facts import OwnRate
from services.engine.rates import RateBook, RateYear
from services.reference import packaged

STATUSES = frozenset({"official", "page", "peer", "inferred"})
_READERS: Mapping[str, Any] = {
    "percent": Percent.of,
    "amount": Money.kr,
    "number": Decimal,
    "text": str,
    "numbers": lambda texts: tuple(Decimal(text) for text in texts),
}


class RateFileError(ValueError):
    """A rate file says something that cannot be used. The text names the entry."""


class OwnRateError(RateFileError):
    """A client's own rate is written as another kind of value than the program looks up. The text is its name."""


@cache
def rate_book(country: str) -> RateBook:
    """The packaged rate book of a country ("NO")."""
    folder = f"rates/{country.lower()}"
    return RateBook(
        country, [read_year(packaged.read_bytes(f"{folder}/{name}")) for name in packaged.names(folder, ".toml")]
    )


OWN_KINDS = ("amount", "percent", "number")
"""How a rate that a client enters can be written."""


@lru_cache(maxsize=16)
def client_rates(country: str, own: tuple[OwnRate, ...]) -> RateBook:
    """The packaged rate book with what a client entered where the program knows no rate.

    Raises OwnRateError for a rate that is another kind of value in the year files.
    """
    book = rate_book(country)
    if not own:
        return book
    rates = [read_own(each) for each in own]
    for rate in rates:
        known = [step.value for year in book.years.values() for step in year.values.get(rate.name, ())]
        if known and not isinstance(rate.value, type(known[0])):
            raise OwnRateError(rate.name)
    return book.with_own(rates)


def read_own(own: OwnRate) -> Rate[Any]:
    """A client's own rate. Raises RateFileError for a value that cannot be read."""
    if own.kind not in OWN_KINDS:
        raise RateFileError(f"{own.name}: {own.kind} is no kind of rate")
    try:
        return Rate(own.name, _READERS[own.kind](own.value), own.since, own.source, "own")
    except (ValueError, ArithmeticError) as wrong:
        raise RateFileError(f"{own.name}: “{own.value}” cannot be read") from wrong


def read_year(content: bytes) -> RateYear:
    """One year file. Raises RateFileError."""
    tree = tomllib.loads(content.decode())
    year = tree.pop("about")["year"]
    entries = dict(_entries(tree))
    values = {name: tuple(_entry(name, entry, date(year, 1, 1))) for name, entry in entries.items()}
    terms = {name: int(_text(name, entry["months"])) for name, entry in entries.items() if "months" in entry}
    return RateYear(year, values, terms=terms)


def _entries(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if "source" in value:
            yield name, value
        else:
            yield from _entries(value, f"{name}.")


def _entry(name: str, entry: Any, first: date) -> Iterator[Rate[Any]]:
    source, status = entry["source"], entry.get("status")
    if status not in STATUSES or not source:
        raise RateFileError(f"{name}: source or status is missing")
    if "rows" in entry:  # such as the periods of the tax tables
        yield Rate(name, tuple(entry["rows"]), first, source, status)
        return
    for kind, read in _READERS.items():
        if kind in entry:
            yield Rate(name, read(_text(name, entry[kind])), first, source, status)
            return
    for kind in ("amount", "percent"):
        for step in entry.get(f"{kind}s", ()):
            yield Rate(name, _READERS[kind](_text(name, step[kind])), step["from"], source, status)
        if f"{kind}s" in entry:
            return
    raise RateFileError(f"{name}: no value")


def _text(name: str, value: Any) -> Any:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise RateFileError(f"{name}: values are written as text")
    return value
