"""XML in without surprises, and out the same way every time.

In: no DTD, no entity, no network, bounded size and depth (files 0.9). What the file says about itself is settled here,
before libxml2 sees it: the text is decoded strictly, and what stands before the root element is read by us. Elements
are matched by namespace and local name, so a prefix never matters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from lxml import etree

from models.values.finding import Refused, refuse
from models.values.message import Message

LARGEST = 50_000_000  # bytes (files 0.11)
_DEEPEST = 64  # elements inside each other; the deepest format that we know has about 12
_MOST_MARKUP = 3_000_000  # "<" in a file; the tax cards of 15 000 people have 400 000

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF_16_WITHOUT_BOM = (("<?".encode("utf-16-le"), "utf-16-le"), ("<?".encode("utf-16-be"), "utf-16-be"))
_CHARACTER_SETS = {"utf-8", "iso8859-1", "iso8859-15", "cp1252", "ascii"}
_SAYS_ITS_SET = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_BEFORE_THE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Root:
    """The name of a file's first element, and of the first one inside it; empty where there is none yet."""

    namespace: str
    name: str
    child: str = ""


def read(content: bytes) -> etree._Element:
    """The root element. Comments and processing instructions are left out.

    Raises Refused, with the reason in plain words, for a file that is too large, too deep, damaged, written in a
    character set that is not UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 or Windows-1252, or that brings a document type.
    """
    if len(content) > LARGEST:
        raise refuse(Message("The file is larger than {megabytes} MB", megabytes=LARGEST // 1_000_000))
    if content.count(b"<") > _MOST_MARKUP:
        raise refuse(Message("The XML has more elements than any file that belongs here"))
    text = _text(content)
    if not text.strip():
        raise refuse(Message("The file is empty"))
    _refuse_document_type(text)
    try:
        root: etree._Element = etree.fromstring(text.encode(), etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as wrong:
        _refuse_damaged(text, wrong)
    if _TOO_DEEP(root):
        raise refuse(Message("The XML is nested deeper than any file that belongs here"))
    return root


def peek(head: bytes) -> Root | None:
    """The names at the start of a file of which only the head may be known; None where no element begins there.

    Raises Refused like `read`, but never for what is not there yet.
    """
    text = _text(head, cut=True)
    _refuse_document_type(text)
    parser = etree.XMLPullParser(("start",), **_SAFE)
    elements: list[Any] = []
    with suppress(etree.XMLSyntaxError):  # the head ends anywhere; what came before is known
        parser.feed(text.encode())
        parser.close()
    with suppress(etree.XMLSyntaxError):
        elements.extend(element for _, element in parser.read_events())
    if not elements:
        return None
    return Root(namespace(elements[0]), name(elements[0]), name(elements[1]) if len(elements) > 1 else "")


def looks_like_xml(head: bytes) -> bool:
    """Whether the first sign that is no space is a `<`, in any of the character sets that are read."""
    try:
        return _text(head[:200], cut=True).lstrip().startswith("<")
    except Refused:
        return head.lstrip().startswith(b"<")


def write(root: etree._Element) -> bytes:
    """The document in UTF-8 with its declaration, indented; the same tree always gives the same bytes."""
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def allowed(text: str) -> str:
    """The text without the signs that XML cannot carry at all (NUL, other control signs, half surrogates)."""
    return _NOT_IN_XML.sub("", text)


def name(element: etree._Element) -> str:
    """The local name of an element."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """The namespace of an element; empty for none."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def children(element: etree._Element, local_name: str) -> Iterator[etree._Element]:
    """The children with a local name, whatever their namespace."""
    return element.iterchildren(f"{{*}}{local_name}")


def text_of(element: etree._Element, *path: str) -> str:
    """The text at the end of a path of local names, first match each, without outer space; empty where it breaks."""
    for step in path:
        found = next(children(element, step), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


_SAFE: dict[str, Any] = {
    "encoding": "utf-8",  # what we hand over, whatever the declaration says
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (_DEEPEST + 1)})")


def _text(content: bytes, *, cut: bool = False) -> str:
    """The content as text, by its byte order mark, else by what the declaration says, else UTF-8.

    A file that declares UTF-16 in plain bytes was saved as something else: it is read as UTF-8. With `cut` the last
    sign may be incomplete.
    """
    character_set, start = _character_set(content)
    try:
        return codecs.getincrementaldecoder(character_set)().decode(content[start:], final=not cut)
    except UnicodeDecodeError as wrong:
        raise refuse(
            Message(
                "The file says that it is written in {set}, and byte {position} is not",
                set=character_set.upper(),
                position=start + wrong.start + 1,
            )
        ) from None


def _character_set(content: bytes) -> tuple[str, int]:
    """Python's name of the character set, and how many bytes of mark to skip."""
    for mark, character_set in _BOMS:
        if content.startswith(mark):
            return character_set, len(mark)
    for start, character_set in _UTF_16_WITHOUT_BOM:
        if content.startswith(start):
            return character_set, 0
    declared = _SAYS_ITS_SET.match(content)
    if declared is None:
        return "utf-8", 0
    said = declared[1].decode()
    if said.lower().startswith(("utf-16", "utf16", "ucs-2", "iso-10646-ucs-2")):
        return "utf-8", 0
    try:
        character_set = codecs.lookup(said).name
    except LookupError:
        character_set = ""
    if character_set not in _CHARACTER_SETS:
        raise refuse(Message("The file is written in the character set {set}, which is not read here", set=said))
    return character_set, 0


def _refuse_document_type(text: str) -> None:
    """A document type may bring entities and other files; none of the formats that belong here has one."""
    position = 0
    while match := _BEFORE_THE_ROOT.match(text, position):
        position = match.end()
    if text[position : position + 9].lower() == "<!doctype":
        raise refuse(
            Message("The XML begins with a document type (DOCTYPE). Such files are not read: they can pull in others")
        )


def _refuse_damaged(text: str, wrong: etree.XMLSyntaxError) -> NoReturn:
    line, column = wrong.position
    code = getattr(wrong, "code", None)  # the stubs do not know it
    open_at_the_end = not text.rstrip().endswith(">") and code != etree.ErrorTypes.ERR_DOCUMENT_END
    if open_at_the_end or code == etree.ErrorTypes.ERR_TAG_NOT_FINISHED:
        raise refuse(
            Message("The XML ends too early, in line {line}. Was the file cut off on its way?", line=line)
        ) from None
    raise refuse(Message("The XML is damaged in line {line}, column {column}", line=line, column=column)) from None
