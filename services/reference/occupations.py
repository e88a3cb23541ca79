"""Occupations (Yrkeskatalogen): a name for each code of seven digits, and a search that finds the usual ones first.

The catalogue holds 7,020 codes in capitals. A short list of what small firms use, with words that people look for
(“barista”), stands before the rest; codes of the catalogue are found by their digits too. Where the words of the
catalogue are not those that people use, a list of what they call it leads there (“vaskedame”), and a word that is
nowhere is taken for the nearest that is (“frisor”, “elektrikker”).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final

from services.reference import packaged

_WORD = re.compile(r"[^\W_]+")
_SHORT: Final = {
    "ad", "adb", "hr", "ikt", "it", "ict", "vvs", "nav", "pr", "eu", "us", "ux", "tv", "edb", "cnc", "nc", "hms",
    "data", "dak", "dap", "rov", "sfo", "ppt", "dj", "bpa", "kfk", "i", "ii", "iii", "iv",
}  # fmt: skip
_CAPITALS: Final = _SHORT - {"data", "i"}
_SHORTEST: Final = 4  # letters of a word that may be mistyped, or stand for a longer one
_OFF: Final = 2  # letters that a mistyped word may be longer or shorter
_LIKE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation: its code, its name as it is read, and whether it belongs to the usual ones."""

    code: str
    name: str
    usual: bool = False
    words: str = ""  # what else people call it


def occupation_name(country: str, code: str) -> str:
    """The name of a code; empty for one that the catalogue does not have."""
    found = catalogue(country).get(code)
    return found.name if found else ""


@cache
def catalogue(country: str) -> dict[str, Occupation]:
    """Every occupation of a country by code; the usual ones first. A country without a catalogue has none."""
    folder = f"codes/{country.lower()}"
    try:
        text = packaged.read_text(f"{folder}/amelding_occupations.csv")
    except FileNotFoundError:
        return {}
    names: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("yrke;"):
            _, code, _, _, _, name = line.split(";", 5)
            names[code] = _readable(name.strip('"'))
    found: dict[str, Occupation] = {}
    for line in packaged.read_text(f"{folder}/common_occupations.csv").splitlines():
        code, _, words = line.partition(";")
        if code in names:
            found[code] = Occupation(code, names[code], True, words)
    for code, name in names.items():
        found.setdefault(code, Occupation(code, name))
    return found


def find_occupations(country: str, text: str, limit: int = 12) -> list[Occupation]:
    """What fits the words or the digits, the best first; without any words the usual occupations."""
    return list(_found(country, text, limit))


@lru_cache(maxsize=200)  # a field asks for the same words again and again
def _found(country: str, text: str, limit: int) -> tuple[Occupation, ...]:
    wanted = _WORD.findall(text.casefold())
    if not wanted:
        return tuple(each for each in catalogue(country).values() if each.usual)[:limit]
    return _known(country, wanted, limit) or _known(country, _nearest(country, wanted), limit)


def _known(country: str, wanted: list[str], limit: int) -> tuple[Occupation, ...]:
    """What fits the words as they are, and then what they stand for."""
    found = dict.fromkeys(_ranked(country, wanted, limit)) if wanted else {}
    for meant in _meant(country, " ".join(wanted)):
        found |= dict.fromkeys(_ranked(country, _WORD.findall(meant), limit))
    return tuple(found)[:limit]


def _meant(country: str, said: str) -> Iterable[str]:
    """What an occupation is called in the catalogue that people call otherwise; also while the word is being typed."""
    names = _called(country)
    if said in names:
        return names[said]
    if len(said) < _SHORTEST:
        return ()
    return dict.fromkeys(meant for word, some in names.items() if word.startswith(said) for meant in some)


def _nearest(country: str, wanted: list[str]) -> list[str]:
    """The words with what is nowhere put right, by the known words most like it; none where nothing is near."""
    known = _vocabulary(country)
    if len(wanted) > 1 and (near := get_close_matches(" ".join(wanted), _called(country), 1, _LIKE)):
        return near
    right = []
    for word in wanted:
        if word in known or word.isdecimal():
            right.append(word)
            continue
        alike = [each for each in known if abs(len(each) - len(word)) <= _OFF] if len(word) >= _SHORTEST else []
        near = get_close_matches(word, alike, 1, _LIKE)
        if not near:
            return []
        right.append(near[0])
    return right


@cache
def _vocabulary(country: str) -> frozenset[str]:
    """Every word by which an occupation can be found."""
    return frozenset(word for *_, parts in _folded(country) for word in parts) | frozenset(_called(country))


@cache
def _called(country: str) -> dict[str, tuple[str, ...]]:
    """What people call occupations → the words of the catalogue."""
    try:
        text = packaged.read_text(f"codes/{country.lower()}/occupation_words.csv")
    except FileNotFoundError:
        return {}
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter=";")
    return {row["word"]: tuple(row["stands for"].split("|")) for row in rows}


def _ranked(country: str, wanted: list[str], limit: int) -> tuple[Occupation, ...]:
    ranked = []
    for each, name, words, parts in _folded(country):
        if not all(word in name or word in words or each.code.startswith(word) for word in wanted):
            continue
        whole = " ".join(wanted)
        place = 3
        if each.code.startswith(wanted[0]) or name == whole:
            place = 0
        elif name.startswith(whole):
            place = 1
        elif all(any(part.startswith(word) for part in parts) for word in wanted):
            place = 2
        ranked.append((place, not each.usual, "(" in name, len(name), name, each))
    ranked.sort(key=lambda row: row[:-1])
    return tuple(row[-1] for row in ranked[:limit])


@cache
def _folded(country: str) -> tuple[tuple[Occupation, str, str, tuple[str, ...]], ...]:
    found = []
    for each in catalogue(country).values():
        name, words = each.name.casefold(), each.words.casefold()
        found.append((each, name, words, tuple(_WORD.findall(f"{name} {words}"))))
    return tuple(found)


def _readable(name: str) -> str:
    """The name in small letters, as it stands in a sentence of its own: `Sjåfør (budbil)`, `IT-konsulent`."""
    lowered = _WORD.sub(_small, name)
    return lowered[:1].upper() + lowered[1:]


def _small(match: re.Match[str]) -> str:
    word = match[0]
    return word.upper() if word.casefold() in _CAPITALS else word.casefold()
