"""Plain values → a file of decentral registrering, in the form in which we read it: what is written is read back alike.

Windows-1252, CRLF, semicolons, no header. Signs that may not stand in a field are replaced, names and other words for
people are cut where they are too long, and both are told; an entry that cannot be said in this form is left out, and
that is told too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from models.values.message import Message
from services.files.decentral import Cause, Entry, Length, Remark, Value
from services.files.decentral_fields import CLEAR, FORBIDDEN, PROSE, Draft, read_line
from services.files.decentral_layout import STEP, Field, FieldType, Layout, RecordType
from services.files.decentral_read import ENCODING
from services.files.decentral_references import turn_of

NOT_WRITTEN: Final = 0
"""The line of a remark on an entry that was left out."""

_BLANKS: Final = re.compile(r"\s+")
_INSTEAD: Final = {'"': "'"}  # of a forbidden sign; of any other a blank


@dataclass(frozen=True, slots=True)
class Written:
    """A file, how many lines it has, and what is to be told: changes by line, entries left out on line NOT_WRITTEN."""

    content: bytes
    count: int
    remarks: tuple[Remark, ...] = ()


def write(entries: Iterable[Entry], layout: Layout) -> Written:
    """The entries as a file, in the order in which they are loaded.

    Raises ValueError for a record or a field that the layout does not have.
    """
    kept: list[tuple[Draft, str, list[Remark]]] = []
    left_out: list[Remark] = []
    for number, entry in enumerate(entries, 1):
        text, told = _line(entry, layout, number)
        draft = read_line(number, text, layout)
        if draft.is_rejected:
            left_out += [replace(each, line=NOT_WRITTEN) for each in (*told, *draft.remarks)]
        else:
            kept.append((draft, text, told))
    kept.sort(key=lambda each: turn_of(each[0]))
    remarks = [replace(each, line=line) for line, (_, _, told) in enumerate(kept, 1) for each in told]
    content = "".join(f"{text}\r\n" for _, text, _ in kept).encode(ENCODING)
    return Written(content, len(kept), (*left_out, *remarks))


def _line(entry: Entry, layout: Layout, number: int) -> tuple[str, list[Remark]]:
    """The line of an entry, and what had to be changed in it."""
    record = layout.records.get(entry.record)
    if record is None:
        raise ValueError(f"there is no record {entry.record}")
    if unknown := (entry.values.keys() | entry.clears) - record.by_name.keys():
        raise ValueError(f"{entry.record} has no field {min(unknown)}")
    told = _Told(number, entry, record)
    cells = [str(entry.customer), "" if record.code == STEP else str(entry.employer or 0), record.code]
    for each in record.fields[3:]:
        if each.name in entry.clears:
            cells.append(CLEAR)
        elif (value := entry.values.get(each.name)) is not None:
            cells.append(_cell(each, value, told))
        else:
            cells.append("")
    while not cells[-1]:
        cells.pop()
    return ";".join(cells), told.remarks


class _Told:
    """What is said of one entry."""

    def __init__(self, number: int, entry: Entry, record: RecordType) -> None:
        self._about = (number, record.code, entry.employee)
        self.remarks: list[Remark] = []

    def __call__(self, cause: Cause, what: Message, of: Field, value: str) -> None:
        draft = Draft(self._about[0], self._about[1])
        draft.remark(cause, what, of, value, warns=True)
        self.remarks += [replace(each, employee=self._about[2]) for each in draft.remarks]


def _cell(each: Field, value: Value, told: _Told) -> str:
    match value:
        case Length():
            return f"{value.years:02d}{value.months:02d}{value.days:02d}"
        case Decimal():
            return _plain_number(value)
        case date():
            return f"{value.day:02d}{value.month:02d}{value.year:04d}"
        case int():
            return str(value)
        case str() if each.type is FieldType.TEXT:
            return _text(each, value, told)
    return str(value)


def _plain_number(value: Decimal) -> str:
    """A number without zeros that say nothing: `130`, `7.5`."""
    text = f"{value:f}"
    return text.rstrip("0").removesuffix(".") if "." in text else text


def _text(each: Field, value: str, told: _Told) -> str:
    """A text as it may stand in a field."""
    clean = FORBIDDEN.sub(lambda found: _INSTEAD.get(found[0], " "), value)
    if clean != value:
        told(Cause.FORBIDDEN_SIGN, Message("Signs that may not stand there were replaced"), each, value)
    plain = "".join(map(_in_the_character_set, clean))
    if plain != clean:
        told(Cause.CHARACTER_SET, Message("Signs that are not in Windows-1252 were replaced"), each, value)
    plain = _BLANKS.sub(" ", plain).strip() if plain != value else plain.strip()
    if len(plain) > each.longest and each.check == PROSE:
        told(Cause.VALUE, Message("Cut to {most} characters", most=each.longest), each, value)
        plain = plain[: each.longest].rstrip()
    if plain == CLEAR:
        told(Cause.CLEARING, Message("Left out: % alone empties a field"), each, value)
        return ""
    return plain


def _in_the_character_set(sign: str) -> str:
    """A sign that Windows-1252 has: itself, else its plain letter, else a question mark."""
    try:
        sign.encode(ENCODING)
    except UnicodeEncodeError:
        letters = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        return letters if letters and not FORBIDDEN.search(letters) else "?"
    return sign
