"""Rate files → rate book. One file a country and year; a file is complete, and every entry names its source.

A year can have several editions: what is packaged, and what was taken in by file since. Each is known by its digest, so
that a run which was paid can be computed again from the very edition that it was paid by, whatever came after.

Raises RateFileError for an entry without source, an unknown status or a value that is not written as text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
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


@dataclass(frozen=True, slots=True)
class Edition:
    """One rate file as it was read. `number` counts the editions of a year, from 1 on; `checked` is the day on which
    its values were last held against their sources.
    """

    country: str
    year: int
    number: int
    checked: date
    digest: str
    rates: RateYear
    content: bytes

    @property
    def age(self) -> tuple[int, date]:
        """The greater, the newer."""
        return self.number, self.checked


_KNOWN: dict[str, Edition] = {}
"""Every edition that this process has seen, by digest. What it says never changes, so it is the same for everybody."""

_ADDED: dict[str, tuple[str, ...]] = {}
"""By country the digests that count on this machine besides what is packaged."""

_LATER: list[Callable[[], None]] = []
"""What has still to be read before anybody asks for rates."""


def read_edition(content: bytes) -> Edition:
    """A rate file with what it says of itself. Raises RateFileError."""
    try:
        about = tomllib.loads(content.decode())["about"]
        country, year, number, checked = about["country"], about["year"], about.get("edition", 1), about["checked"]
    except (KeyError, TypeError, ValueError, RecursionError) as wrong:
        raise RateFileError("about") from wrong
    if not (isinstance(country, str) and type(year) is int and type(number) is int and type(checked) is date):
        raise RateFileError("about")
    try:
        rates = read_year(content)
    except RateFileError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as wrong:
        raise RateFileError(str(wrong)) from wrong
    return Edition(country, year, number, checked, sha256(content).hexdigest()[:32], rates, content)


def learn(content: bytes) -> Edition:
    """An edition that a run may have been paid by. It counts for no other run until it is said to. Raises
    RateFileError.
    """
    edition = read_edition(content)
    return _KNOWN.setdefault(edition.digest, edition)


def edition_of(digest: str) -> Edition | None:
    """An edition by its digest; None for one that was never seen here."""
    return _KNOWN.get(digest) or next((each for each in _packaged_everywhere() if each.digest == digest), None)


def count_on(country: str, digests: Iterable[str]) -> None:
    """From now on these editions, which were learnt, count besides the packaged ones: of a year the newest."""
    _ADDED[country] = tuple(digests)
    _forget()


def more_later(read: Callable[[], None]) -> None:
    """Something that says by `count_on` what counts besides, read when rates are first asked for."""
    _LATER.append(read)
    _forget()


def _forget() -> None:
    editions.cache_clear()
    rate_book.cache_clear()
    client_rates.cache_clear()


@cache
def editions(country: str) -> tuple[Edition, ...]:
    """The editions that count: of each year the newest, by year."""
    while _LATER:
        _LATER.pop()()
    newest: dict[int, Edition] = {}
    for each in (*packaged_editions(country), *(_KNOWN[digest] for digest in _ADDED.get(country, ()))):
        if each.year not in newest or each.age > newest[each.year].age:
            newest[each.year] = each
    return tuple(newest[year] for year in sorted(newest))


@cache
def packaged_editions(country: str) -> tuple[Edition, ...]:
    """What came with the program."""
    folder = f"rates/{country.lower()}"
    if country.lower() not in packaged.folders("rates"):
        return ()
    return tuple(learn(packaged.read_bytes(f"{folder}/{name}")) for name in packaged.names(folder, ".toml"))


def makers_keys() -> tuple[bytes, ...]:
    """The public keys (Ed25519, 32 bytes) with which files of rates for this program are signed."""
    lines = packaged.read_text("rates/keys.txt").splitlines()
    return tuple(bytes.fromhex(line) for line in lines if line and not line.startswith("#"))


def _packaged_everywhere() -> Iterator[Edition]:
    for folder in packaged.folders("rates"):
        yield from packaged_editions(folder.upper())


@cache
def rate_book(country: str) -> RateBook:
    """The rate book of a country ("NO") as it holds today: of each year the newest edition."""
    return RateBook(country, [each.rates for each in editions(country)])


def marks(country: str, last: int) -> tuple[str, ...]:
    """The digests of the editions that a run with a pay date in the year `last` is computed from, oldest year first;
    none for a country without rates.
    """
    return tuple(each.digest for each in editions(country) if each.year <= last)


OWN_KINDS = ("amount", "percent", "number")
"""How a rate that a client enters can be written."""


class UnknownEdition(LookupError):
    """A run was computed from an edition of the rates that is nowhere at hand. The text is its digest."""


@lru_cache(maxsize=16)
def client_rates(country: str, own: tuple[OwnRate, ...], by: tuple[str, ...] = ()) -> RateBook:
    """The rate book with what a client entered where the program knows no rate. `by` are the digests of the editions
    that a run was computed from; without them it is the book as it holds today.

    Raises OwnRateError for a rate that is another kind of value in the year files, UnknownEdition.
    """
    book = RateBook(country, [_edition(digest).rates for digest in by]) if by else rate_book(country)
    if not own:
        return book
    rates = [read_own(each) for each in own]
    for rate in rates:
        known = [step.value for year in book.years.values() for step in year.values.get(rate.name, ())]
        if known and not isinstance(rate.value, type(known[0])):
            raise OwnRateError(rate.name)
    return book.with_own(rates)


def _edition(digest: str) -> Edition:
    found = edition_of(digest)
    if found is None:
        raise UnknownEdition(digest)
    return found


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
            if type(step["from"]) is not date:
                raise RateFileError(f"{name}: “{step['from']}” is no day")
            yield Rate(name, _READERS[kind](_text(name, step[kind])), step["from"], source, status)
        if f"{kind}s" in entry:
            return
    raise RateFileError(f"{name}: no value")


def _text(name: str, value: Any) -> Any:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise RateFileError(f"{name}: values are written as text")
    return value
