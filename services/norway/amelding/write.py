"""A message → bytes: UTF-8 with its declaration, one element a line. The same message always gives the same bytes.

Order, names and forms follow the description; each class of the typed tree is looked at once and then written by a list
of small functions. What could not be delivered is refused: a missing element that must be there, a sign that XML cannot
carry, a text that breaks its type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from models.values.finding import refuse
from models.values.message import Message
from models.values.money import Money
from models.values.span import Month
from services.engine.memory import steady_memory
from services.norway.amelding.description import Description, Element, Group, newest
from services.norway.amelding.message import Leveranse, Oppgave
from services.norway.amelding.simple_types import FITS

if TYPE_CHECKING:  # reading needs lxml; writing does not
    from services.norway.amelding.read import Node, Reading

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INDENT = "  "
_CONTENT, _DEPTH_OF_CONTENT = "oppgave", 2
_SHORT = 100  # no type is so short that it would refuse such a text

_Put: TypeAlias = Callable[[Any], None]


@steady_memory()
def write(message: Leveranse, content: bytes | None = None, description: Description | None = None) -> bytes:
    """The file to deliver. `content` is the message's content where `write_content` has written it already.

    Raises Refused for a text that the message cannot carry, ValueError for a missing element or another kind of value.
    """
    writer = _Writer(description or newest(), content)
    return writer.document(lambda root, depth: writer.child(root, "Leveranse", message, depth))


def write_content(content: Oppgave, description: Description | None = None) -> bytes:
    """The content of a message as it stands in the file, to compare and to number by. Raises like `write`."""
    writer = _Writer(description or newest())
    writer.child(writer.description.groups["Leveranse"], _CONTENT, content, _DEPTH_OF_CONTENT)
    return writer.content()


def write_again(reading: Reading) -> bytes:
    """A message that was read, as a file: the same elements with the same texts, in our form.

    Raises ValueError for a file that is no a-melding, Refused for a text that breaks its type.
    """
    root = reading.root
    if root is None:
        raise ValueError("nothing was read that could be written")
    writer = _Writer(reading.description)

    def inside(_group: Group, depth: int) -> None:
        for child in root.children:
            writer.node(child, depth)

    return writer.document(inside)


class _Writer:
    """Writes one message. What it remembers of values lives no longer than itself."""

    def __init__(self, description: Description, content: bytes | None = None) -> None:
        self.description = description
        self._content = content.decode() if content is not None else None
        self._out: list[str] = []
        self._known: dict[tuple[str, type, int], Callable[[Any], None]] = {}

    def content(self) -> bytes:
        """What was written so far."""
        return "".join(self._out).encode()

    def document(self, inside: Callable[[Group, int], None]) -> bytes:
        """The whole file with what `inside` writes into the root."""
        root = self.description.root
        assert root.group is not None
        self._out.append(f'{_DECLARATION}<{root.name} xmlns="{self.description.namespace}">\n')
        inside(root.group, 1)
        self._out.append(f"</{root.name}>\n")
        return self.content()

    def child(self, group: Group, name: str, value: object, depth: int) -> None:
        """One element of a group."""
        self._put(group[name], depth)(value)

    def node(self, node: Node, depth: int) -> None:
        """One element that was read, with everything in it."""
        pad, name = _INDENT * depth, node.name
        if node.element.group is None:
            self._out.append(f"{pad}<{name}>{_escaped(node.text, node.element)}</{name}>\n")
        elif node.children:
            self._out.append(f"{pad}<{name}>\n")
            for child in node.children:
                self.node(child, depth + 1)
            self._out.append(f"{pad}</{name}>\n")
        else:
            self._out.append(f"{pad}<{name}/>\n")

    def _put(self, element: Element, depth: int) -> _Put:
        """What writes a value of the element: one, or each of several."""
        if element.name == _CONTENT and self._content is not None:
            ready = self._content
            return lambda _: self._out.append(ready)
        put = self._put_group(element, depth) if element.group is not None else self._put_simple(element, depth)
        if not element.many:
            return put

        def put_each(values: tuple[Any, ...]) -> None:
            for value in values:
                put(value)

        return put_each

    def _put_group(self, element: Element, depth: int) -> _Put:
        group, out, known = element.group, self._out, self._known
        assert group is not None
        start, end = f"{_INDENT * depth}<{element.name}>\n", f"{_INDENT * depth}</{element.name}>\n"
        empty = f"{_INDENT * depth}<{element.name}/>\n"

        def put(value: Any) -> None:
            key = (group.name, value.__class__, depth)
            inside = known.get(key)
            if inside is None:
                inside = known[key] = self._inside(group, value.__class__, depth + 1)
            out.append(start)
            before = len(out)
            inside(value)
            if len(out) == before:
                out[-1] = empty
            else:
                out.append(end)

        return put

    def _inside(self, group: Group, kind: type, depth: int) -> _Put:
        """What writes an object of a class as a group: its attributes in the group's order."""
        slots = set(kind.__dataclass_fields__)  # type: ignore[attr-defined]
        elements = [each for each in group.elements if each.attribute in slots]
        if strange := slots - {each.attribute for each in elements}:
            raise ValueError(f"{group.name} has no element for {kind.__name__}.{min(strange)}")
        for _, names in group.needed:
            if not any(each.name in names for each in elements):
                raise ValueError(f"{kind.__name__} has nothing for {group.name}/{names[0]}")
        attributes = [each.attribute for each in elements]
        values = attrgetter(*attributes) if len(attributes) > 1 else lambda value: (getattr(value, attributes[0]),)
        steps = [(self._put(each, depth), each.name if each.least else "") for each in elements]

        def put(value: Any) -> None:
            for each, (put_one, needed) in zip(values(value), steps, strict=True):
                if each is not None:
                    put_one(each)
                elif needed:
                    raise ValueError(f"{group.name}/{needed} is missing")

        return put

    def _put_simple(self, element: Element, depth: int) -> _Put:
        out = self._out
        start, end = f"{_INDENT * depth}<{element.name}>", f"</{element.name}>\n"
        if element.kind == "dec":

            def put_number(value: Money | Decimal) -> None:
                out.append(f"{start}{value if value.__class__ is Money else format(value, 'f')}{end}")

            return put_number
        form = _FORMS.get(element.kind)
        if form is None:  # texts that rarely come twice

            def put_text(value: str) -> None:
                plain = value.isalnum() and value.isascii() and len(value) < _SHORT
                out.append(f"{start}{value if plain else _escaped(value, element)}{end}")

            return put_text
        written: dict[Hashable, str] = {}  # codes, dates and whole numbers come again and again

        def put(value: Hashable) -> None:
            text = written.get(value)
            if text is None:
                text = written[value] = f"{start}{form(value, element)}{end}"
            out.append(text)

        return put


def _escaped(text: str, element: Element) -> str:
    """A text as it stands in XML. Raises Refused for one that breaks its type or that XML cannot carry."""
    if not FITS[element.kind](text):
        raise refuse(
            Message("{element} is too long, or has a character that is not allowed there", element=element.name)
        )
    if _NOT_IN_XML.search(text):
        raise refuse(Message("{element} has a control character that a file cannot carry", element=element.name))
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#13;")  # a reader would turn it into a line feed


def _whole(value: Money | int, element: Element) -> str:
    if not isinstance(value, Money):
        return str(value)
    kroner, ore = divmod(value.ore, 100)
    if ore:
        raise ValueError(f"{element.name} is in whole kroner, and {value} is not")
    return str(kroner)


def _iso(value: date | Month | int, _element: Element) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _point_in_time(value: datetime, element: Element) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{element.name} needs a time zone")
    return value.isoformat()


def _truth(value: bool, _element: Element) -> str:
    return "true" if value else "false"


_FORMS: dict[str, Callable[[Any, Element], str]] = {
    "code": _escaped,
    "id": _escaped,
    "kr": _whole,
    "int": _whole,
    "date": _iso,
    "month": _iso,
    "year": _iso,
    "datetime": _point_in_time,
    "bool": _truth,
}
