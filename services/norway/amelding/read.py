"""Any a-melding → a tree of nodes, with everything that breaks its schema: order, number, type, unknown elements.

The check says the same as the official schema, from our own description of the message (resources/formats/). What
breaks it is reported with the element's path and line; what can be read is in the tree nevertheless, for the controls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from models.values.finding import Refused
from models.values.message import Message
from services.files import safe_xml
from services.norway.amelding.description import Description, Element, Group, descriptions, newest
from services.norway.amelding.finding import AmeldingFinding, Level, masked
from services.norway.amelding.node import Kind, Node, Value, take_apart
from services.norway.amelding.read_lines import CODES, read_lines
from services.norway.amelding.simple_types import EXPECTED, FITS, in_months
from services.reference.codes import code_lists

__all__ = ["CODES", "NOT_IN_SCHEMA", "UNREADABLE", "Node", "Reading", "read"]

UNREADABLE, NOT_IN_SCHEMA = "MAGNET_EDAG-104", "MAGNET-000002"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_HINTS = frozenset({f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"})
_MOST_FINDINGS = 500
_REMEMBERED = 1 << 14  # texts whose value is remembered: most of a message's are the same again and again


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. `root` is None where the file is no a-melding at all; a message that fits has no findings.

    `kinds` is what is inside the root by the element that it is, where reading noted it.
    """

    root: Node | None
    description: Description
    findings: tuple[AmeldingFinding, ...]
    kinds: Sequence[Kind] | None = None

    def take_apart(self) -> None:
        """Nothing knows any more what it holds: the whole tree goes as soon as nobody needs it, without a search."""
        if self.root is None:
            return
        for kind in self.kinds or ():
            take_apart(kind.nodes)
        take_apart([self.root] if self.kinds is not None else list(self.root))


def read(data: bytes) -> Reading:
    """A file as a tree of nodes, and whatever breaks the schema; of a very bad file only the first findings."""
    for each in descriptions().values():  # most files stand one element a line, and have nothing wrong
        whole = read_lines(data, each)
        if whole is not None:
            return Reading(whole[0], each, (), whole[1])
    try:
        root = safe_xml.read(data)
    except Refused as no:
        findings = (AmeldingFinding(Level.AVVISNING, UNREADABLE, "", finding.what) for finding in no.findings)
        return Reading(None, newest(), tuple(findings))
    namespace = safe_xml.namespace(root)
    description = descriptions().get(namespace)
    if description is None or safe_xml.name(root) != description.root.name:
        return Reading(None, newest(), (_another_file(root, namespace),))
    reader = _Reader(description)
    return Reading(reader.node(root, description.root), description, tuple(reader.findings))


def _another_file(root: etree._Element, namespace: str) -> AmeldingFinding:
    what = Message(
        "This is not an a-melding: the file begins with “{name}” of “{namespace}”",
        name=masked(safe_xml.name(root)),
        namespace=masked(namespace),
    )
    return AmeldingFinding(Level.AVVISNING, UNREADABLE, masked(safe_xml.name(root)), what, _line(root))


class _TooMany(Exception):
    """Enough has been found."""


class _Reader:
    """Reads one message along its description and collects what does not fit."""

    def __init__(self, description: Description) -> None:
        self.findings: list[AmeldingFinding] = []
        self._codes = code_lists(CODES)
        self._prefix = f"{{{description.namespace}}}"
        self._tags: dict[str, Mapping[str, Element]] = {}
        groups = description.groups.values()
        self._many = {each.name for group in groups for each in group.elements if each.many}
        self._fitting: dict[str, dict[str, str]] = {kind: {} for kind in FITS}  # texts judged before
        self._blank = {None, ""}  # what stood between elements and is nothing
        self._has_attributes = True

    def node(self, root: etree._Element, element: Element) -> Node:
        """The whole tree. Elements that the description does not know are left out."""
        node = Node(element, None, _line(root))
        self._has_attributes = bool(root.xpath("boolean(//@*)"))
        try:
            self._inside(root, element, node)
        except _TooMany:
            what = Message("There is more that is wrong in this file")
            self.findings.append(AmeldingFinding(Level.AVVISNING, NOT_IN_SCHEMA, element.name, what))
        return node

    def _inside(self, found: etree._Element, element: Element, node: Node) -> None:
        if self._has_attributes and found.attrib:
            self._attributes(found)
        if element.group is not None:
            self._group(found, element.group, node)
        else:
            self._simple(found, element, node)

    def _group(self, found: etree._Element, group: Group, node: Node) -> None:
        if self._is_text(found.text):
            self._found(found, Message("Text stands between the elements here"))
        known, blank, has_attributes = self._known(group), self._blank, self._has_attributes
        children: list[Node | Value] = []
        node.hold(children, None, None)
        furthest = 0
        counts: dict[str, int] = {}
        for child in found:
            if (tail := child.tail) not in blank and self._is_text(tail):
                self._found(child, Message("Text stands between the elements here"))
            element = known.get(child.tag)
            if element is None:
                stranger = masked(child.tag.removeprefix(self._prefix))
                self._found(child, Message("{element} does not belong in {group}", element=stranger, group=node.name))
                continue
            if element.place < furthest:
                before = group.elements[furthest].name
                self._found(
                    child,
                    Message("{element} stands too late: it comes before {other}", element=element.name, other=before),
                )
            else:
                furthest = element.place
            word = element.one_of or element.name
            counts[word] = count = counts.get(word, 0) + 1
            if count > 1 and not element.many:
                self._found(child, _one_too_many(element))
            inside = Node(element, node, _line(child), count)
            children.append(inside)
            if has_attributes or element.group is not None:
                self._inside(child, element, inside)
            else:
                self._simple(child, element, inside)
        for word, names in group.needed:
            if word not in counts:
                self._found(found, _missing(names))

    def _known(self, group: Group) -> Mapping[str, Element]:
        tags = self._tags.get(group.name)
        if tags is None:
            tags = self._tags[group.name] = {self._prefix + each.name: each for each in group.elements}
        return tags

    def _simple(self, found: etree._Element, element: Element, node: Node) -> None:
        if len(found):
            what = Message("{element} holds a value, and here it holds elements", element=element.name)
            self._found(found, what)
            return
        text = found.text or ""
        fitting = self._fitting[element.kind]
        if text in fitting and not element.closed and not element.bounds:
            node.text = fitting[text]
            return
        node.text = text
        if not FITS[element.kind](text):
            what = Message(
                "“{text}” does not fit {element}: {expected}",
                text=masked(text),
                element=element.name,
                expected=EXPECTED[element.kind],
            )
            self._found(found, what)
        elif element.closed and text not in self._codes[element.code_list]:
            words = ", ".join(self._codes[element.code_list])
            self._found(found, Message("“{text}” is not one of {words}", text=masked(text), words=words))
        elif (bounds := element.bounds) and not in_months(text, *bounds):
            least, most = bounds
            what = Message("{element} lies between {least} and {most}", element=element.name, least=least, most=most)
            self._found(found, what)
        elif len(fitting) < _REMEMBERED:
            fitting[text] = text

    def _is_text(self, text: str | None) -> bool:
        if text in self._blank:
            return False
        assert text is not None
        if text.strip(" \t\n\r"):
            return True
        if len(self._blank) < _REMEMBERED:
            self._blank.add(text)
        return False

    def _attributes(self, found: etree._Element) -> None:
        for name in map(str, found.attrib):
            if name not in _HINTS:
                local = masked(etree.QName(name).localname)
                self._found(found, Message("The attribute “{name}” does not belong here", name=local))

    def _path(self, found: etree._Element) -> str:
        """Names from the root, with the place where there may be several of a name."""
        steps = []
        at: etree._Element | None = found
        while at is not None:
            step = masked(safe_xml.name(at))
            if step in self._many:
                step = f"{step}[{1 + sum(1 for _ in at.itersiblings(at.tag, preceding=True))}]"
            steps.append(step)
            at = at.getparent()
        return "/".join(reversed(steps))

    def _found(self, found: etree._Element, what: Message) -> None:
        if len(self.findings) >= _MOST_FINDINGS:
            raise _TooMany
        path = self._path(found)
        self.findings.append(AmeldingFinding(Level.AVVISNING, NOT_IN_SCHEMA, path, what, _line(found), path))


def _line(found: etree._Element) -> int:
    line: Any = found.sourceline
    return int(line or 0)


def _one_too_many(element: Element) -> Message:
    if element.one_of:
        return Message("Only one of several may stand here, and {element} is one too many", element=element.name)
    return Message("{element} may stand here only once", element=element.name)


def _missing(names: tuple[str, ...]) -> Message:
    if len(names) == 1:
        return Message("{element} is missing", element=names[0])
    return Message("One of these is missing: {elements}", elements=", ".join(names))
