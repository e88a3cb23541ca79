"""The description of the whole a-melding, by version: elements in order, how often each, of which type, used when.

It is data (resources/formats/); writing, reading, checking and the readable view follow it, so a new version is a new
file. Our own objects are in snake case; which attribute holds which element follows from the element's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.values.span import Month
from services.reference.codes import message_formats

SIMPLE = frozenset(
    {"text", "id", "string", "code", "dec", "int", "kr", "date", "datetime", "month", "year", "bool"}
)  # fmt: skip
_HOW_OFTEN = {"1": (1, False), "?": (0, False), "*": (0, True)}
_EMPLOYMENT_KINDS = ("ord", "fri", "pen")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class DescriptionError(ValueError):
    """A description says something that cannot be used. The text names the group and the element."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element where it may stand. `kind` is its simple type, empty for a group of elements; `group` says which.

    Elements with the same `one_of` are alternatives. `first` and `last` are the months in which it is used, both
    counted. `employment` says whether an arbeidsforhold of a type (ord, fri, pen) has it: must, may, when (on a
    condition), never. `place` counts the elements of the group from 0.
    """

    name: str
    attribute: str
    least: int
    many: bool
    kind: str
    group: Group | None
    code_list: str = ""
    closed: bool = False
    one_of: str = ""
    first: Month | None = None
    last: Month | None = None
    bounds: tuple[Month, Month] | None = None
    unused: bool = False
    sign: str = ""
    employment: Mapping[str, str] | None = None
    place: int = 0

    def is_used(self, month: Month) -> bool:
        """Whether messages of that month carry it."""
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Group:
    """Elements in the order in which they must stand.

    `needed` are those that must be there, each with its word (of alternatives the common one) and the names that do.
    """

    name: str
    elements: tuple[Element, ...]
    by_name: Mapping[str, Element]
    needed: tuple[tuple[str, tuple[str, ...]], ...]

    def __getitem__(self, name: str) -> Element:
        """The element with the name. Raises KeyError."""
        return self.by_name[name]


@dataclass(frozen=True, slots=True)
class Description:
    """One version of the message. `root` is its outermost element."""

    version: str
    namespace: str
    root: Element
    groups: Mapping[str, Group]

    def __hash__(self) -> int:
        return hash(self.namespace)

    def element(self, group: str, name: str) -> Element:
        """An element by its group. Raises KeyError."""
        return self.groups[group][name]


@cache
def descriptions() -> Mapping[str, Description]:
    """All versions that the program knows, by namespace, the newest last."""
    found = (read_description(tree) for tree in message_formats("amelding"))
    return {each.namespace: each for each in found}


def newest() -> Description:
    """The version that is written."""
    return list(descriptions().values())[-1]


def read_description(tree: Mapping[str, Any]) -> Description:
    """A description from its file. Raises DescriptionError."""
    about = tree["about"]
    rows = {name: elements for name, elements in tree.items() if name != "about"}
    known: dict[str, Group] = {}

    def group(name: str, inside: tuple[str, ...]) -> Group:
        if name in inside:
            raise DescriptionError(f"{name} holds itself")
        if name not in known:
            if name not in rows:
                raise DescriptionError(f"there is no group {name}")
            inner = (*inside, name)
            elements = tuple(
                element(name, each, row, inner, place) for place, (each, row) in enumerate(rows[name].items())
            )
            _check_alternatives(name, elements)
            known[name] = Group(name, elements, {each.name: each for each in elements}, _needed(elements))
        return known[name]

    def element(where: str, name: str, row: Mapping[str, Any], inside: tuple[str, ...], place: int) -> Element:
        try:
            least, many = _HOW_OFTEN[row["n"]]
            kind = row["is"]
            employment = {each: row[each] for each in _EMPLOYMENT_KINDS} if _EMPLOYMENT_KINDS[0] in row else None
            first, last = (Month.parse(row[end]) if end in row else None for end in ("from", "to"))
            bounds = (Month.parse(row["least"]), Month.parse(row["most"])) if "least" in row else None
        except (KeyError, ValueError) as wrong:
            raise DescriptionError(f"{where}/{name}: {wrong}") from None
        if unknown := row.keys() - _KEYS:
            raise DescriptionError(f"{where}/{name}: there is no property {min(unknown)}")
        return Element(
            name, snake(name), least, many,
            kind if kind in SIMPLE else "",
            None if kind in SIMPLE else group(kind, inside),
            row.get("list", ""), row.get("closed", False), row.get("one_of", ""),
            first, last, bounds,
            row.get("unused", False), row.get("sign", ""), employment, place,
        )  # fmt: skip

    root = Element(about["root"], snake(about["root"]), 1, False, "", group(about["group"], ()))
    if unused := rows.keys() - known.keys():
        raise DescriptionError(f"nothing leads to the group {min(unused)}")
    return Description(about["version"], about["namespace"], root, known)


def snake(name: str) -> str:
    """The attribute that holds an element: norskIdentifikator → norsk_identifikator, Leveranse → leveranse."""
    return _WORD.sub("_", name).lower()


_KEYS = {"n", "is", "list", "closed", "one_of", "from", "to", "least", "most", "unused", "sign", *_EMPLOYMENT_KINDS}


def _needed(elements: tuple[Element, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names: dict[str, list[str]] = {}
    for each in elements:
        if each.least:
            names.setdefault(each.one_of or each.name, []).append(each.name)
    return tuple((word, tuple(alternatives)) for word, alternatives in names.items())


def _check_alternatives(group: str, elements: tuple[Element, ...]) -> None:
    """Alternatives stand together, and there is one of them."""
    order = list(_runs(each.one_of for each in elements))
    named = [word for word in order if word]
    if len(named) != len(set(named)):
        raise DescriptionError(f"{group}: the alternatives of {named[0]} do not stand together")
    for each in elements:
        if each.one_of and (each.least != 1 or each.many):
            raise DescriptionError(f"{group}/{each.name}: an alternative stands once")


def _runs(words: Iterator[str]) -> Iterator[str]:
    """The words without repetitions that follow each other."""
    before = None
    for word in words:
        if word != before:
            yield word
        before = word
