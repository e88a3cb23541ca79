"""Table withholding by the million: lines in, lines out, in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from models.values.finding import Refused, refuse
from models.values.message import Message
from services.desk.countries import withholding_tables

_CHUNK = 1 << 22
_HEADER = "table;period;base"


def withhold_lines(year: int, lines: BinaryIO) -> Iterator[bytes]:
    """For lines `table;period;base` the same lines with the withholding, whole kroner, in pieces of any length.

    A heading is passed on, empty lines are left out. Raises Refused for the first line that cannot be read, and for a
    year that the program has no tables for.
    """
    find = withholding_tables(year)
    known: dict[str, Callable[[int], int]] = {}
    done, rest = 0, b""
    while chunk := lines.read(_CHUNK):
        chunk, _, rest = (rest + chunk).rpartition(b"\n") if b"\n" in chunk else (b"", b"", rest + chunk)
        if chunk:
            rows = chunk.split(b"\n")
            yield _answers(rows, done, find, known)
            done += len(rows)
    if rest:
        yield _answers([rest], done, find, known)


def _answers(
    rows: list[bytes],
    done: int,
    find: Callable[[str, str], Callable[[int], int]],
    known: dict[str, Callable[[int], int]],
) -> bytes:
    answers: list[str] = []
    add = answers.append
    number = done
    for raw in rows:
        number += 1
        try:
            row = raw.decode("ascii").strip()
            which, _, base = row.rpartition(";")
            table = known.get(which)
            if table is None:
                if not row:
                    continue
                if number == 1 and row.lower() == _HEADER:
                    add(f"{_HEADER};withholding")
                    continue
                code, _, period = which.partition(";")
                table = known[which] = find(code, period)
            add(f"{row};{table(int(base) if base.isdecimal() else _whole(base))}")
        except (ValueError, InvalidOperation, LookupError) as wrong:
            raise _unreadable(number, wrong) from None
    return ("\n".join(answers) + "\n").encode("ascii") if answers else b""


def _whole(base: str) -> int:
    """A base that is not plain digits: øre are dropped, a negative base withholds nothing."""
    value = Decimal(base)
    if not value.is_finite() or "_" in base:
        raise ValueError(f"“{base}” is not an amount")
    return int(value)


def _unreadable(number: int, wrong: Exception) -> Refused:
    reason = str(wrong.args[0]) if isinstance(wrong, LookupError) and wrong.args else ""
    if reason:
        return refuse(Message("Line {line}: {reason}", line=str(number), reason=reason))
    return refuse(Message("Line {line} is not in the form table;period;base", line=str(number)))
