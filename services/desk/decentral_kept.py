"""What a file of decentral registrering said, as a client keeps it where it has no place of its own: by the names of
the fields, in JSON; what was emptied is null.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from services.desk.decentral import layout
from services.desk.decentral_book import Book, Row
from services.files.decentral import Entry, Length, Value
from services.files.decentral_layout import FieldType

NUMBERS: Final = "decentral"
"""The setting that says which customer and employer the client is in these files."""

IDENTIFIED: Final = frozenset({"customer", "employer", "employee"})

Said = dict[str, "Value | None"]


def write_said(said: Mapping[str, Value | None]) -> str:
    """Values as they are kept."""
    return json.dumps({name: _plain(value) for name, value in said.items()}, ensure_ascii=False)


def read_said(record: str, text: str) -> Said:
    """The values back."""
    fields = layout().records[record].by_name
    return {name: _value(fields[name].type, value) for name, value in json.loads(text).items() if name in fields}


def _plain(value: Value | None) -> Any:
    match value:
        case Length():
            return list(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
    return value


def _value(kind: FieldType, value: Any) -> Value | None:
    if value is None:
        return None
    match kind:
        case FieldType.LENGTH:
            return Length(*value)
        case FieldType.DAY:
            return date.fromisoformat(value)
        case FieldType.NUMBER if isinstance(value, str):
            return Decimal(value)
    return value  # type: ignore[no-any-return]


def said_in(row: Row | None) -> Said:
    """What a row says; nothing where there is none."""
    return read_said(row["record"], row["said"]) if row is not None else {}


def with_entry(said: Said, entry: Entry, *, keeps_empty: bool = False) -> Said:
    """What was said, with what a line says over it. With `keeps_empty` what is emptied stays as such."""
    found = {**said, **{name: value for name, value in entry.values.items() if name not in IDENTIFIED}}
    for name in entry.clears:
        found.pop(name, None)
        if keeps_empty:
            found[name] = None
    return found


def registered(book: Book, employee_id: int | None, record: str, key: str) -> Row | None:
    """A row by its key."""
    return next((row for row in book.registered.of(employee_id, record) if row["key"] == key), None)


def register(
    book: Book,
    employee_id: int | None,
    record: str,
    key: str,
    said: Said,
    since: date | None = None,
    until: date | None = None,
) -> None:
    """Keep what is said of a key in place of what was; nothing said is nothing kept."""
    row = registered(book, employee_id, record, key)
    values: dict[str, Any] = {"since": since, "until": until, "said": write_said(said)}
    if row is not None:
        if said or until is not None:
            book.registered.set(row, **values)
        else:
            book.registered.remove(row)
    elif said or until is not None:
        book.registered.add(employee_id=employee_id, record=record, key=key, run_id=None, **values)


def key_of(*parts: object) -> str:
    """A key of several values."""
    return "|".join(part.isoformat() if isinstance(part, date) else str(part) for part in parts)
