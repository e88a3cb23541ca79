"""One element of a message as it was read, and what the controls ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from models.values.span import Month
from services.norway.amelding.description import Element
from services.norway.amelding.simple_types import FITS

_LONGEST_NUMBER = 30
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_REMEMBERED = 1 << 14  # texts whose value is remembered: most of a message's are the same again and again


class Node:
    """One element as it was read: what it is, its text (empty for a group), its children as they stood, its line.

    `place` counts the elements of its name inside the parent, from 1. `places` says where the first child of each name
    stands, from 0; None where nobody noted it.
    """

    __slots__ = ("children", "element", "line", "name", "parent", "place", "places", "text")

    def __init__(
        self,
        element: Element,
        parent: Node | None,
        line: int,
        place: int = 1,
        text: str = "",
        places: Mapping[str, int] | None = None,
    ) -> None:
        self.element = element
        self.name = element.name
        self.parent = parent
        self.line = line
        self.place = place
        self.text = text
        self.children: Sequence[Node] = ()
        self.places = places

    def all(self, name: str) -> list[Node]:
        """The children with the name."""
        return [child for child in self.children if child.name == name]

    def first(self, *path: str) -> Node | None:
        """The first node at the end of a path of names; None where it ends early."""
        node = self
        for name in path:
            if (places := node.places) is not None:
                if name not in places:
                    return None
                node = node.children[places[name]]
                continue
            for child in node.children:
                if child.name == name:
                    node = child
                    break
            else:
                return None
        return node

    def value(self, *path: str) -> str:
        """The text at the end of a path, without outer space; empty where it ends early."""
        node = self
        for name in path:  # as in `first`, which would be another call for each of very many
            if (places := node.places) is not None:
                if name not in places:
                    return ""
                node = node.children[places[name]]
                continue
            for child in node.children:
                if child.name == name:
                    node = child
                    break
            else:
                return ""
        return node.text.strip()

    def texts(self, names: Sequence[str]) -> Sequence[str]:
        """The texts of the first children with the names, as they stand; empty where there is none."""
        places, children = self.places, self.children
        if places is None:
            return [child.text if (child := self.first(name)) is not None else "" for name in names]
        return [children[places[name]].text if name in places else "" for name in names]

    def number(self, *path: str) -> Decimal | None:
        """The number at the end of a path; None where there is none that can be read."""
        return number_of(self.value(*path))

    def day(self, *path: str) -> date | None:
        """The date at the end of a path; None where there is none that can be read."""
        return day_of(self.value(*path)[:10])

    def month(self, *path: str) -> Month | None:
        """The month at the end of a path; None where there is none that can be read."""
        text = self.value(*path)[:7]
        return Month.parse(text) if FITS["month"](text) and text[0] != "-" else None

    def truth(self, *path: str) -> bool | None:
        """The truth value at the end of a path; None where there is none that can be read."""
        return truth_of(self.value(*path))

    def above(self, name: str) -> Node | None:
        """The nearest node with the name that holds this one, or is it; None where none does."""
        node: Node | None = self
        while node is not None and node.name != name:
            node = node.parent
        return node

    @property
    def path(self) -> str:
        """Names from the root, with the place where there may be several of a name."""
        steps = []
        node: Node | None = self
        while node is not None:
            steps.append(f"{node.name}[{node.place}]" if node.element.many else node.name)
            node = node.parent
        return "/".join(reversed(steps))

    def __iter__(self) -> Iterator[Node]:
        """The node itself and everything inside it, as it stands."""
        ahead = [self]
        while ahead:
            node = ahead.pop()
            yield node
            if node.children:
                ahead += reversed(node.children)


@lru_cache(_REMEMBERED)
def number_of(text: str) -> Decimal | None:
    """The number that a text says; None where it says none."""
    return Decimal(text) if 0 < len(text) < _LONGEST_NUMBER and FITS["dec"](text) else None


@lru_cache(_REMEMBERED)
def day_of(text: str) -> date | None:
    """The day that a text says; None where it says none."""
    return date.fromisoformat(text) if FITS["date"](text) and text[0] != "-" else None


def truth_of(text: str) -> bool | None:
    """The truth value that a text says; None where it says none."""
    return _TRUTH.get(text)
