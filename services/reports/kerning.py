"""Which letters of a font move closer together: the pair adjustments of its GPOS table.

ReportLab sets every letter at its own width, which leaves holes in "Tabell" and "AV". This reads what Lato needs and no
more: horizontal pair adjustments, by glyph and by class, as the OpenType specification of GPOS lookup type 2 has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import unpack_from
from typing import NamedTuple

PAIR, EXTENSION = 2, 9  # lookup types
X_ADVANCE = 4  # value format: one number, how far the next letter moves


class _Pairs(NamedTuple):
    """Adjustments by glyph: which second glyphs follow a first one, and how far each moves."""

    sets: Mapping[int, Mapping[int, int]]

    def of(self, first: int, second: int) -> int | None:
        return self.sets.get(first, {}).get(second)


class _Classes(NamedTuple):
    """Adjustments by class: a table over the classes of the first and of the second glyph."""

    covered: Mapping[int, int]
    firsts: Mapping[int, int]
    seconds: Mapping[int, int]
    rows: tuple[tuple[int, ...], ...]

    def of(self, first: int, second: int) -> int | None:
        if first not in self.covered:
            return None
        return self.rows[self.firsts.get(first, 0)][self.seconds.get(second, 0)]


class Kerning:
    """The pair adjustments of one font, in its own units."""

    def __init__(self, gpos: bytes) -> None:
        self._subtables = tuple(_subtables(gpos))

    def between(self, first: int, second: int) -> int:
        """How far the second glyph moves from the first; closer when negative. The first table that knows decides."""
        for subtable in self._subtables:
            if (value := subtable.of(first, second)) is not None:
                return value
        return 0


def _subtables(gpos: bytes) -> Iterator[_Pairs | _Classes]:
    features, lookups = unpack_from(">HH", gpos, 6)
    for lookup in _kern_lookups(gpos, features):
        start = lookups + _number(gpos, lookups + 2 + 2 * lookup)
        kind, _, count = unpack_from(">HHH", gpos, start)
        for offset in unpack_from(f">{count}H", gpos, start + 6):
            place, what = start + offset, kind
            if kind == EXTENSION:
                what, offset = unpack_from(">HL", gpos, place + 2)
                place += offset
            if what == PAIR and unpack_from(">HH", gpos, place + 4) == (X_ADVANCE, 0):
                yield _pairs(gpos, place) if _number(gpos, place) == 1 else _classes(gpos, place)


def _kern_lookups(gpos: bytes, features: int) -> list[int]:
    """The lookups of the feature `kern`, in order; every script of Lato names the same."""
    found: set[int] = set()
    for place in range(features + 2, features + 2 + 6 * _number(gpos, features), 6):
        tag, offset = unpack_from(">4sH", gpos, place)
        if tag == b"kern":
            found.update(unpack_from(f">{_number(gpos, features + offset + 2)}H", gpos, features + offset + 4))
    return sorted(found)


def _pairs(gpos: bytes, start: int) -> _Pairs:
    _, coverage, _, _, count = unpack_from(">5H", gpos, start)
    firsts = _coverage(gpos, start + coverage)
    sets = []
    for offset in unpack_from(f">{count}H", gpos, start + 10):
        size = _number(gpos, start + offset)
        numbers = unpack_from(">" + "Hh" * size, gpos, start + offset + 2)
        sets.append(dict(zip(numbers[::2], numbers[1::2], strict=True)))
    return _Pairs({first: sets[index] for first, index in firsts.items()})


def _classes(gpos: bytes, start: int) -> _Classes:
    _, coverage, _, _, firsts, seconds, height, width = unpack_from(">8H", gpos, start)
    numbers = unpack_from(f">{height * width}h", gpos, start + 16)
    rows = tuple(numbers[row * width : (row + 1) * width] for row in range(height))
    return _Classes(
        _coverage(gpos, start + coverage), _class_of(gpos, start + firsts), _class_of(gpos, start + seconds), rows
    )


def _coverage(gpos: bytes, start: int) -> dict[int, int]:
    """Glyph → its index."""
    form, count = unpack_from(">HH", gpos, start)
    if form == 1:
        return {glyph: index for index, glyph in enumerate(unpack_from(f">{count}H", gpos, start + 4))}
    return {
        glyph: index + glyph - first
        for first, last, index in _ranges(gpos, start + 4, count)
        for glyph in range(first, last + 1)
    }


def _class_of(gpos: bytes, start: int) -> dict[int, int]:
    """Glyph → its class; a glyph that is not here is in class 0."""
    if _number(gpos, start) == 1:
        first, count = unpack_from(">HH", gpos, start + 2)
        return dict(enumerate(unpack_from(f">{count}H", gpos, start + 6), first))
    ranges = _ranges(gpos, start + 4, _number(gpos, start + 2))
    return {glyph: group for first, last, group in ranges for glyph in range(first, last + 1)}


def _ranges(gpos: bytes, start: int, count: int) -> Iterator[tuple[int, int, int]]:
    for place in range(start, start + 6 * count, 6):
        yield unpack_from(">HHH", gpos, place)


def _number(gpos: bytes, place: int) -> int:
    number: int = unpack_from(">H", gpos, place)[0]
    return number
