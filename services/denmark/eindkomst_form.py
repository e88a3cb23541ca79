"""Records of fixed positions (eIndkomst, denmark 3.7): plain values → lines, and lines → the same values.

Which records and fields there are is data: resources/formats/eindkomst_2_0.toml. NOT verified against the authority.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Final, TypeAlias

from models.values.finding import refuse
from models.values.message import Message
from services.reference.codes import message_formats

ENCODING: Final = "latin-1"  # inferred: the form names no character set
_NUMBERED: Final = 7
_BODY: Final = 11  # where a record's own fields begin, counted from 0
_END: Final = "9999"

Value: TypeAlias = "str | date | time | Decimal"


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field: where it begins, counted from 1, and how it is written."""

    name: str
    at: int
    long: int
    kind: str
    whole: int = 0
    part: int = 0
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One line: what kind it is, and its fields by name. A field that is not there is blank, or zeros."""

    kind: str
    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """A field as text."""
        found = self.values.get(name, "")
        return found if isinstance(found, str) else ""

    def number(self, name: str) -> Decimal:
        """A field as a number; 0 where it is not there."""
        found = self.values.get(name)
        return found if isinstance(found, Decimal) else Decimal(0)

    def day(self, name: str) -> date | None:
        """A field as a day."""
        found = self.values.get(name)
        return found if isinstance(found, date) else None


@cache
def forms() -> Mapping[str, tuple[FieldForm, ...]]:
    """The fields of each record, in their order."""
    newest = message_formats("eindkomst")[-1]
    found = {}
    for kind, fields in newest.items():
        if kind != "about":
            found[kind] = tuple(
                FieldForm(
                    name,
                    each["at"],
                    each.get("long") or each["whole"] + each["part"] + 1,
                    each.get("is", "number" if "whole" in each else "text"),
                    each.get("whole", 0),
                    each.get("part", 0),
                    tuple(each.get("only", ())),
                )
                for name, each in fields.items()
            )
    return found


def encode(records: Iterable[Record]) -> bytes:
    """The records as lines, with their numbers, and the last that counts them. Raises Refused for a value that does not
    fit its field.
    """
    lines = [_line(number, each) for number, each in enumerate(records, 1)]
    count = len(lines) + 1
    lines.append(_line(count, Record(_END, {"records": str(count)})))
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def decode(content: bytes) -> Iterator[Record]:
    """The records of a file, the last one left out. Raises Refused, with the line, for what is none."""
    lines = content.decode(ENCODING).splitlines()
    for number, line in enumerate(lines, 1):
        head, kind = line[:_NUMBERED], line[_NUMBERED:_BODY]
        if kind not in forms() or head != f"{number:07d}":
            raise refuse(Message("Line {line} is no record of eIndkomst", line=number))
        record = Record(kind, _values(line, kind, number))
        if kind != _END:
            yield record
        elif number != len(lines) or record.text("records") != f"{number:07d}":
            raise refuse(
                Message("The file is not whole: its last line counts {count} lines", count=record.text("records"))
            )
    if not lines or lines[-1][_NUMBERED:_BODY] != _END:
        raise refuse(Message("The file is not whole: its last line is missing"))


def _line(number: int, record: Record) -> str:
    line = f"{number:07d}{record.kind}"
    fields = forms()[record.kind]
    if unknown := record.values.keys() - {each.name for each in fields}:
        raise ValueError(f"record {record.kind} has no field {min(unknown)}")
    for each in fields:
        line = line.ljust(each.at - 1) + _written(record, each)
    return line


def _written(record: Record, form: FieldForm) -> str:
    """A value in its field."""
    value = record.values.get(form.name)
    match form.kind, value:
        case "number", Decimal() | None:
            text = _number(value or Decimal(0), form)
        case "day", date() | None:
            text = f"{value.year:04d}{value.month:02d}{value.day:02d}" if value else "0" * form.long
        case "time", time():
            text = f"{value:%H%M%S}"
        case "digits", str() | None:
            text = (value or "").zfill(form.long)
            text = text if text.isascii() and text.isdecimal() else ""
        case "text", str() | None:
            text = _latin(value or "").ljust(form.long)
            text = "" if form.only and text.strip() not in form.only else text
        case _:
            raise ValueError(f"record {record.kind}: {form.name} cannot be {value!r}")
    if len(text) != form.long:
        what = Message("{value} does not fit the field {field}", value=str(value or ""), field=form.name)
        raise refuse(Message("eIndkomst, record {record}: {what}", record=record.kind, what=what))
    return text


def _latin(text: str) -> str:
    """A text of one line, with a question mark for what the character set does not have."""
    return " ".join(text.split()).encode(ENCODING, "replace").decode(ENCODING)


def _number(value: Decimal, form: FieldForm) -> str:
    shifted = abs(value).scaleb(form.part)
    if shifted != shifted.to_integral_value():
        return ""
    return f"{int(shifted):0{form.whole + form.part}d}{'-' if value < 0 else '+'}"


def _values(line: str, kind: str, number: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for each in forms()[kind]:
        text = line[each.at - 1 : each.at - 1 + each.long]
        try:
            value = _read(text, each)
        except ValueError:
            what = Message("Line {line}: the field {field} cannot be read", line=number, field=each.name)
            raise refuse(what) from None
        if value is not None:
            found[each.name] = value
    return found


def _read(text: str, form: FieldForm) -> Value | None:
    """A value out of its field; None where there is nothing. Raises ValueError."""
    match form.kind:
        case "number":
            digits, sign = text[:-1], text[-1:]
            if len(text) != form.long or not (digits.isascii() and digits.isdecimal()) or sign not in ("+", "-"):
                raise ValueError(text)
            return Decimal(f"{sign}{digits}").scaleb(-form.part)
        case "day":
            return None if text == "0" * form.long else date(int(text[:4]), int(text[4:6]), int(text[6:]))
        case "time":
            return time(int(text[:2]), int(text[2:4]), int(text[4:]))
        case "digits":
            if len(text) != form.long or not (text.isascii() and text.isdecimal()):
                raise ValueError(text)
            return text
    shown = text.strip()
    if form.only and shown not in form.only:
        raise ValueError(text)
    return shown or None
