"""Numbered wage types from their rows: a table with a header, one type a row, lines that begin with # left out.

Raises RowError for a row that cannot be used, naming the row and the field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import Final

from services.engine.numbered import Row
from services.engine.wage_types import Operation, WageType, WageTypes
from services.reference.row_error import RowError

PAID: Final = frozenset({"AM", "A", "net"})
"""The flags of what is paid out or taken from the pay."""

_PAYING: Final = frozenset({"PAY", "BASIS", "PAYOUT_AMT", "PAYOUT_CALC", "PAYOUT_ALL", "DEDUCT", "TAKE"})
_TABLE: Final = "wage_type"


def read_numbered(text: str) -> WageTypes:
    """Wage types from a table of rows. Raises RowError."""
    rows = csv.DictReader(_without_notes(text), delimiter=";", restval="")
    found: dict[str, WageType] = {}
    for row in rows:
        if row.get("table", _TABLE) != _TABLE:
            continue  # a code of another table: position categories, absence codes …
        number = row.get("number") or ""
        if number in found:
            raise RowError(f"{number}: stands twice")
        found[number] = _wage_type(number, row)
    return WageTypes(found)


def _without_notes(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if not line.startswith("#"))


def _wage_type(number: str, row: Mapping[str, str]) -> WageType:
    names = {language: row.get(f"name_{language}") or number for language in ("nb", "da", "en")}
    try:
        read = Row(
            row["kind"],
            row["op"],
            row["account"],
            row["basis"],
            row["rate"],
            row["trigger"],
            row["control"],
            frozenset(row["flags"].split()),
            row["posting"],
            row["status"],
            tuple(each.rstrip("±?") for each in row["inputs"].replace("|", " ").split()),
        )
        unit = read.counts
        return WageType(number, int(number), names, operation_of(read), unit="" if unit == "units" else unit, row=read)
    except (KeyError, ValueError, AttributeError) as wrong:
        raise RowError(f"{number}: {wrong}") from wrong


def operation_of(row: Row) -> Operation:
    """What a row is for the payslip: paid, taken from the pay, or the employer's own business."""
    if row.op == "PENSION":
        return Operation.DEDUCT
    if row.op in ("DEDUCT", "TAKE") or (row.op in _PAYING and row.flags & PAID):
        return Operation.PAY
    return Operation.EMPLOYER
