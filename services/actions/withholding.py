"""Table withholding by the million: lines in, lines out, in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import BinaryIO

from models.values.finding import Refused, refuse
from models.values.message import Message
from services.desk.countries import withholding_tables

_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_HEADER = "table;period;base"
_LARGEST = 10**12
Tables = Callable[[str, str], Callable[[int], int]]


def withhold_lines(year: int, lines: BinaryIO) -> Iterator[bytes]:
    """For lines `table;period;base` the same lines with the withholding, whole kroner, in pieces of any length.

    A heading is passed on, empty lines are left out. Raises Refused for the first line that cannot be read, and for a
    year that the program has no tables for.
    """
    find = withholding_tables(year)
    known: dict[str, Callable[[int], int]] = {}
    done = 0
    for rows in _pieces(lines):
        yield _answers(rows, done, find, known)
        done += len(rows)


def _pieces(lines: BinaryIO) -> Iterator[list[str]]:
    """The lines, many at a time. A sign that no table, period or number has is read as one that none has."""
    rest = b""
    if (start := lines.read(len(_BOM))) != _BOM:
        rest = start
    while chunk := lines.read(_CHUNK):
        whole, newline, rest = (rest + chunk).rpartition(b"\n")
        if newline:
            yield whole.decode("ascii", "replace").split("\n")
    if rest:
        yield [rest.decode("ascii", "replace")]


def _answers(rows: list[str], done: int, find: Tables, known: dict[str, Callable[[int], int]]) -> bytes:
    answers: list[str] = []
    for number, line in enumerate(rows, done + 1):
        row = line.strip()
        which, _, base = row.rpartition(";")
        try:
            table = known.get(which)
            if table is None:
                if not row:
                    continue
                if number == 1 and row.lower().endswith(_HEADER):  # a byte order mark may stand before it
                    answers.append(f"{_HEADER};withholding")
                    continue
                code, _, period = which.partition(";")
                table = known[which] = find(code, period)
            answers.append(f"{row};{table(int(base) if base.isdecimal() else _whole(base))}")
        except (ArithmeticError, LookupError, ValueError) as wrong:
            raise _unreadable(number, wrong) from None
    return ("\n".join(answers) + "\n").encode("ascii") if answers else b""


def _whole(base: str) -> int:
    """A base that is not plain digits: øre are dropped, a negative base withholds nothing."""
    value = Decimal(base)
    if not value.is_finite() or "_" in base or value > _LARGEST:
        raise ValueError(f"“{base}” is not an amount")
    return int(value) if value > 0 else 0


def _unreadable(number: int, wrong: Exception) -> Refused:
    reason = str(wrong.args[0]) if isinstance(wrong, LookupError) and wrong.args else ""
    if reason:
        return refuse(Message("Line {line}: {reason}", line=str(number), reason=reason))
    return refuse(Message("Line {line} is not in the form table;period;base", line=str(number)))
