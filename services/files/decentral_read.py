"""Bytes → a file of decentral registrering. Whatever the bytes are, there is an answer, in time that grows with their
number alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from models.values.finding import Finding, Place, Severity, refuse
from models.values.message import Message
from services.files.decentral import PAGE, Cause, DecentralFile, Entry, Known, Line, name_findings
from services.files.decentral_fields import Draft, read_line
from services.files.decentral_layout import EMPLOYEE, STEP, Layout
from services.files.decentral_references import Turn, settle
from services.files.text_table import LARGEST, MOST_ROWS, too_large

ENCODING: Final = "cp1252"
_BLANK: Final = (
    b" \t;\xa0\x1a"  # nothing but these is a blank line: rows that a spreadsheet left, the end of a DOS file
)
_LOOKED_AT: Final = 1_000  # bytes that tell whether letters are two bytes wide
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKS_LIKE: Final = re.compile(r"\ufeff?(?:[^;,\t]{0,20}[;,\t]){2}[ \"]*MLE[ -]?[0-9]{2}", re.IGNORECASE)


def is_decentral(lines: Iterable[str]) -> bool:
    """Whether lines of a text are such a file: half of them name a record in the third field, or would if the sign
    between the fields were right.
    """
    looked = [bool(_LOOKS_LIKE.match(line)) for line in lines if line.strip(" \t;\x1a")]
    return 2 * sum(looked) >= max(len(looked), 1)


def read(content: bytes, name: str, layout: Layout, known: Known | None = None) -> DecentralFile:
    """The file, with what is wrong with it. `known` is what the client has; without it an employee has to be created in
    the file. Never raises for the content.
    """
    digest = sha256(content).hexdigest()
    told = name_findings(name, digest, known.files if known else {})
    lines, stop = _lines(content)
    if stop is not None:
        return DecentralFile(name, digest, (), (*told, stop))
    drafts = [read_line(number, text, layout) for number, text in lines]
    turns = settle(drafts, layout, known)
    if known is None and _only_refers_to_people(drafts):
        what = Message("The file creates no employees: its lines are for people whom the client has already")
        told.append(Finding(Severity.WARNING, what, Place(PAGE), Cause.REFERENCE.value))
    if not drafts:
        told.append(Finding(Severity.STOP, Message("The file is empty"), Place(PAGE)))
    return DecentralFile(name, digest, tuple(_line(each, turns[each.number]) for each in drafts), tuple(told))


def converted(content: bytes) -> bytes:
    """A file in UTF-8 or UTF-16 as Windows-1252, for a user who says so. Raises Refused, with the line, where it has
    signs that are not in that character set.
    """
    encoding = _wide(content) or "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise refuse(Message("The file is neither UTF-8 nor Windows-1252"), Place(PAGE), "D02") from None
    try:
        return text.encode(ENCODING)
    except UnicodeEncodeError as wrong:
        line = text.count("\n", 0, wrong.start) + 1
        what = Message("Line {line}: {sign} is not in Windows-1252", line=line, sign=text[wrong.start])
        raise refuse(what, Place(PAGE, line), Cause.CHARACTER_SET.value) from None


def _only_refers_to_people(drafts: Iterable[Draft]) -> bool:
    """Whether lines are for employees, and none creates one."""
    records = {each.record for each in drafts if each.type is not None and each.type.is_of_a_person}
    return bool(records) and EMPLOYEE not in records


def _lines(content: bytes) -> tuple[list[tuple[int, str]], Finding | None]:
    """The lines that are not blank, with their numbers; or why there are none."""
    if len(content) > LARGEST:
        return [], _stop(too_large())
    if encoding := _other_encoding(content):
        what = Message(
            "The file is {encoding}, and decentral registrering is Windows-1252 (ANSI). Save it as that",
            encoding=encoding,
        )
        return [], _stop(what, Cause.CHARACTER_SET)
    if max(content.count(b"\n"), content.count(b"\r")) > MOST_ROWS:
        return [], _stop(Message("The file has more than {count} rows. Divide it", count=MOST_ROWS))
    numbered = enumerate(content.splitlines(), 1)  # of bytes: at CR, LF and CRLF alone
    found = [(number, line.decode(ENCODING, "surrogateescape")) for number, line in numbered if line.strip(_BLANK)]
    return found, None


def _other_encoding(content: bytes) -> str:
    """The character set where it is another one than Windows-1252."""
    if _wide(content):
        return "UTF-16"
    if content.startswith(codecs.BOM_UTF8):
        return "UTF-8"
    if content.isascii():
        return ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "UTF-8"


def _wide(content: bytes) -> str:
    """How to decode what is UTF-16; empty for what is not. Without a mark every second byte of our letters is zero."""
    if content.startswith(_UTF_16):
        return "utf-16"
    first, second = (content[start:_LOOKED_AT:2] for start in (0, 1))
    is_big, is_little = (2 * half.count(0) > len(half) for half in (first, second))
    if is_big == is_little:
        return ""
    return "utf-16-be" if is_big else "utf-16-le"


def _stop(what: Message, cause: Cause | None = None) -> Finding:
    return Finding(Severity.STOP, what, Place(PAGE), cause.value if cause else None)


def _line(draft: Draft, turn: Turn) -> Line:
    remarks = tuple(draft.remarks)
    if draft.type is None:
        return Line(draft.number, draft.record, None, turn=turn, remarks=remarks)
    values = {name: value for name, value in draft.values.items() if name not in ("customer", "employer", "record")}
    customer, employer = draft.scope
    entry = Entry(draft.record, customer, None if draft.record == STEP else employer, values, frozenset(draft.clears))
    return Line(draft.number, draft.record, entry, draft.action, draft.key, turn, remarks, draft.is_older_layout)
