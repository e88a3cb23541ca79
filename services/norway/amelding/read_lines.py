"""A message that stands one element a line and has nothing wrong → the same tree as from any other, in a third of the
time.

Our own messages stand so, and most of other systems. Whatever is unusual here, right or wrong, is not judged: such a
file is read by the reader that knows everything (read.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from services.files import safe_xml
from services.norway.amelding.description import Description, Element, Group
from services.norway.amelding.node import Kind, Node, Value
from services.norway.amelding.simple_types import FITS, in_months
from services.reference.codes import code_lists

CODES = "no/amelding_codes"
_DECLARATION = re.compile(rb"""<\?xml version=(["'])1\.0\1 encoding=(["'])(?:utf|UTF)-8\2 ?\?>""")
_SIMPLE = re.compile(rb"<([A-Za-z]+)>([^<>&]*)</\1>")
_START = re.compile(rb"<([A-Za-z]+)(/?)>")
_SPACE = b" \t\r"
_REMEMBERED = 1 << 14  # lines whose meaning is remembered: most of a message's are the same again and again
_LONGEST, _MOST = 5_000, 1_000_000  # bytes in a line, lines
_NOTHING: Mapping[str, int] = {}


def read_lines(data: bytes, description: Description) -> tuple[Node, Sequence[Kind]] | None:
    """The tree of a message, and what is inside its root by the element that it is.

    None for one that is not of this description, stands in another form, or has anything wrong.
    """
    root = description.root
    if len(data) > safe_xml.LARGEST or data.count(b"\n") > _MOST:
        return None
    lines = data.split(b"\n")
    start = f'<{root.name} xmlns="{description.namespace}">'.encode()
    if len(lines) < 3 or not _DECLARATION.fullmatch(lines[0].strip(_SPACE)) or lines[1].strip(_SPACE) != start:
        return None
    reader = _Lines(iter(enumerate(lines[2:], 3)))
    node = Node(root, None, 2)
    try:
        reader.inside(node, root)
    except _Unusual:
        return None
    return None if any(line.strip(_SPACE) for _, line in reader.ahead) else (node, list(reader.kinds.values()))


class _Unusual(Exception):
    """Something that is read elsewhere."""


class _Step:
    """A place inside a group, after some elements: what a line means there, and whether the group may end.

    `known` holds for a line its element, its value where it is no group, and the step after it. `places` says where
    the first of each name stands, as long as it is `exact`; one that stood several times last keeps it for the end.
    """

    __slots__ = ("before", "exact", "known", "last", "may_end", "nexts", "places")

    def __init__(self, before: frozenset[str], last: Element | None, places: Mapping[str, int], exact: bool) -> None:
        self.before = before
        self.last = last
        self.places = places
        self.exact = exact
        self.known: dict[bytes, _Meaning] = {}
        self.may_end: bool | None = None
        self.nexts: dict[str, _Step] = {}


_Meaning: TypeAlias = "tuple[Element, Value | None, _Step]"


class _Lines:
    """Reads one message line by line."""

    def __init__(self, ahead: Iterator[tuple[int, bytes]]) -> None:
        self.ahead = ahead
        self._codes = code_lists(CODES)
        self._first: dict[str, _Step] = {}
        self._ends: dict[str, bytes] = {}
        self.kinds: dict[int, Kind] = {}

    def inside(self, node: Node, element: Element) -> None:
        """Everything up to the line that ends the element."""
        group = element.group
        assert group is not None
        step = self._first.get(group.name)
        if step is None:
            step = self._first[group.name] = _Step(frozenset(), None, _NOTHING, exact=True)
        end = self._ends.get(element.name)
        if end is None:
            end = self._ends[element.name] = f"</{element.name}>".encode()
        children: list[Node | Value] = []
        lines: list[int] = []
        place = 1
        for number, line in self.ahead:
            found = step.known.get(line)
            if found is None:
                stripped = line.strip(_SPACE)
                if stripped == end:
                    break
                if not stripped:
                    continue
                found = self._meaning(stripped, step, group)
                if len(step.known) < _REMEMBERED:
                    step.known[line] = found
            inner, value, after = found
            lines.append(number)
            if value is not None:
                children.append(value)
            else:
                place = place + 1 if inner is step.last else 1
                child = Node(inner, node, number, place)
                children.append(child)
                self.kinds[id(inner)].nodes.append(child)
                self.inside(child, inner)
            step = after
        else:
            raise _Unusual
        if step.may_end is None:
            step.may_end = all(word in step.before for word, _ in group.needed)
        if not step.may_end:
            raise _Unusual
        node.hold(children, lines, step.places if step.exact or step.places else None)

    def _meaning(self, line: bytes, step: _Step, group: Group) -> _Meaning:
        if len(line) > _LONGEST:
            raise _Unusual
        simple = _SIMPLE.fullmatch(line)
        match = simple or _START.fullmatch(line)
        element = group.by_name.get(match[1].decode()) if match is not None else None
        if match is None or element is None or (element.group is None) != (simple is not None):
            raise _Unusual
        if simple is None and match[2]:
            raise _Unusual
        after = self._after(step, element)
        kind = self.kinds.setdefault(id(element), Kind(element, [], set()))
        if simple is None:
            return element, None, after
        try:
            text = simple[2].decode()
        except UnicodeDecodeError:
            raise _Unusual from None
        if not text.isprintable() or not self._fits(text, element):
            raise _Unusual
        kind.texts.add(text)
        return element, Value(element, text), after

    def _fits(self, text: str, element: Element) -> bool:
        if not FITS[element.kind](text):
            return False
        if element.closed and text not in self._codes[element.code_list]:
            return False
        return element.bounds is None or in_months(text, *element.bounds)

    def _after(self, step: _Step, element: Element) -> _Step:
        """The step after an element. Raises _Unusual for one that may not stand here."""
        after = step.nexts.get(element.name)
        if after is not None:
            return after
        last = step.last
        word = element.one_of or element.name
        if last is element:
            if not element.many:
                raise _Unusual
            after = step if not step.exact else _Step(step.before, element, step.places, exact=False)
        elif (last is not None and element.place < last.place) or word in step.before:
            raise _Unusual
        else:
            places = {**step.places, element.name: len(step.places)} if step.exact else _NOTHING
            after = _Step(step.before | {word}, element, places, step.exact)
        step.nexts[element.name] = after
        return after
