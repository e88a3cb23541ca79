"""Messages as plain values, and back: what is kept outside a client file can still be put into any language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from models.values.message import Message, Plain
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month, Span


def write_message(message: Message) -> dict[str, Any]:
    """The message as values that JSON knows."""
    return {"text": message.text, "values": {name: _write(value) for name, value in message.values}}


def read_message(kept: Any) -> Message:
    """The message back. Raises KeyError, TypeError or ValueError for anything else."""
    return Message(str(kept["text"]), **{str(name): _read(value) for name, value in kept["values"].items()})


def _write(value: Plain) -> Any:
    match value:
        case str() | int():
            return value
        case Message():
            return {"message": write_message(value)}
        case Money():
            return {"money": value.ore}
        case Decimal():
            return {"decimal": str(value)}
        case Percent():
            return {"percent": str(value.value)}
        case date():
            return {"date": value.isoformat()}
        case Month():
            return {"month": str(value)}
        case Span():
            return {"span": [value.first.isoformat(), value.last.isoformat() if value.last else None]}


def _read(kept: Any) -> Plain:
    if isinstance(kept, str | int):
        return kept
    ((kind, value),) = kept.items()
    match kind:
        case "message":
            return read_message(value)
        case "money":
            return Money(value)
        case "decimal":
            return Decimal(value)
        case "percent":
            return Percent.of(value)
        case "date":
            return date.fromisoformat(value)
        case "month":
            return Month.parse(value)
        case "span":
            first, last = value
            return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    raise ValueError(f"“{kind}” is no kind of value")
