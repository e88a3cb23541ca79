"""Decentral registrering with the layout that the program has: bytes to plain values and back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from services.files import decentral_read, decentral_write
from services.files.decentral import DecentralFile, Entry, Known
from services.files.decentral_layout import Layout, SalaryType
from services.files.decentral_layout import layout as make_layout
from services.files.decentral_write import Written
from services.reference.codes import code_lists
from services.reference.wage_type_rows import wage_types


@cache
def layout() -> Layout:
    """The records, their fields, and the salary types that a file may name."""
    kinds: dict[int, SalaryType] = {}
    for each in wage_types("DK").values():
        if each.row is not None:
            kinds[each.number] = SalaryType(each.row.kind, _instead(each.row.control))
    return make_layout(code_lists("dk/decentral"), code_lists("dk/decentral_fields"), kinds)


def _instead(control: str) -> tuple[int, ...]:
    """`refuse use:310,311` → the numbers that stand for a type that no file may name."""
    words = (word.removeprefix("use:") for word in control.split() if word.startswith("use:"))
    return tuple(int(number) for word in words for number in word.split(","))


def read(content: bytes, name: str, known: Known | None = None) -> DecentralFile:
    """A file: services/files/decentral_read.py. Never raises for the content."""
    return decentral_read.read(content, name, layout(), known)


def write(entries: Iterable[Entry]) -> Written:
    """A file of entries: services/files/decentral_write.py."""
    return decentral_write.write(entries, layout())
