"""One element of a message as it was read, and what the controls ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from models.values.span import Month
from services.norway.amelding.description import Element
from services.norway.amelding.simple_types import FITS

_LONGEST_NUMBER = 30
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_REMEMBERED = 1 << 14  # texts whose value is remembered: most of a message's are the same again and again


class Value:
    """A text as an element holds it. Where the same stands again it is the same object: most of a message's are."""

    __slots__ = ("element", "name", "text")

    places: Mapping[str, int] = MappingProxyType({})  # nothing is inside

    def __init__(self, element: Element, text: str) -> None:
        self.element = element
        self.name = element.name
        self.text = text


class Node:
    """One element as it was read: what it is, its text (empty for a group), its children as they stood, its line.

    `place` counts the elements of its name inside the parent, from 1. `places` says where the first child of each name
    stands, from 0; None where nobody noted it.

    A child that holds only a text may be kept as a value with its line; it is made a node when it is asked for.
    """

    __slots__ = ("_inside", "_lines", "element", "line", "name", "parent", "place", "places", "text")

    def __init__(self, element: Element, parent: Node | None, line: int, place: int = 1, text: str = "") -> None:
        self.element = element
        self.name = element.name
        self.parent = parent
        self.line = line
        self.place = place
        self.text = text
        self.places: Mapping[str, int] | None = None
        self._inside: list[Node | Value] = []
        self._lines: list[int] | None = None

    def hold(self, inside: list[Node | Value], lines: list[int] | None, places: Mapping[str, int] | None) -> None:
        """Everything inside, each with its line; without lines all are nodes."""
        self._inside, self._lines, self.places = inside, lines, places

    @property
    def children(self) -> Sequence[Node]:
        """The elements inside, as they stand."""
        if self._lines is not None:
            for at in range(len(self._inside)):
                self._made(at)
            self._lines = None
        return self._inside  # type: ignore[return-value]  # none of them is a value any more

    def _made(self, at: int) -> Node:
        """The child at a place, from 0."""
        inside = self._inside
        child = inside[at]
        if child.__class__ is Value:
            assert self._lines is not None
            first = at
            while first and inside[first - 1].element is child.element:
                first -= 1
            child = inside[at] = Node(child.element, self, self._lines[at], at - first + 1, child.text)
        assert isinstance(child, Node)
        return child

    def has_any(self, names: Set[str]) -> bool:
        """Whether a child has one of the names."""
        return not names.isdisjoint(self.places if self.places is not None else [each.name for each in self._inside])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is inside."""
        return not self._inside

    def all(self, name: str) -> list[Node]:
        """The children with the name."""
        if self.places is not None and name not in self.places:
            return []
        return [self._made(at) for at, child in enumerate(self._inside) if child.name == name]

    def first(self, *path: str) -> Node | None:
        """The first node at the end of a path of names; None where it ends early."""
        node = self
        for name in path:
            if (places := node.places) is not None:
                if name not in places:
                    return None
                node = node._made(places[name])
                continue
            for at, child in enumerate(node._inside):
                if child.name == name:
                    node = node._made(at)
                    break
            else:
                return None
        return node

    def value(self, *path: str) -> str:
        """The text at the end of a path, without outer space; empty where it ends early."""
        node: Node | Value = self
        for name in path:  # as in `first`, which would make nodes of all that is on the way
            if (places := node.places) is not None:
                if name not in places:
                    return ""
                node = node._inside[places[name]]  # type: ignore[union-attr]  # a value has no places
                continue
            for child in node._inside:  # type: ignore[union-attr]
                if child.name == name:
                    node = child
                    break
            else:
                return ""
        return node.text.strip()

    def texts(self, names: Sequence[str]) -> Sequence[str]:
        """The texts of the first children with the names, as they stand; empty where there is none."""
        places, inside = self.places, self._inside
        if places is None:
            found = {child.name: child.text for child in reversed(inside)}
            return [found.get(name, "") for name in names]
        return [inside[places[name]].text if name in places else "" for name in names]

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
            if node._inside:
                ahead += reversed(node.children)

    def within(self, wanted: Callable[[Node | Value], bool]) -> Iterator[Node]:
        """What is inside and wanted, as it stands; nothing else is made a node."""
        for at, child in enumerate(self._inside):
            if wanted(child):
                yield self._made(at)
            if isinstance(child, Node) and child._inside:
                yield from child.within(wanted)


def take_apart(nodes: Iterable[Node]) -> None:
    """None of them knows any more what it holds."""
    nothing: list[Node | Value] = []
    for node in nodes:
        node._inside = nothing


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything in a message that is the same element: the nodes of a group as they stand, of others the texts."""

    element: Element
    nodes: list[Node]
    texts: set[str]


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
