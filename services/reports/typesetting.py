"""How text looks, and text in a given width: wrapped, made smaller, or shortened so that one sees it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from services.reports.fonts import REGULAR, Face, face

# Grey tones of text: 0 is black. Labels and second lines are 8 to 1 on white; ink is black, so no printer rasters it.
INK: Final = 0.0
INK2: Final = 0.33

_NEARLY = 0.01  # a text that was measured to be just as wide fits, however the sum was rounded
_GAPS = re.compile(r"[ \t\r]+")


class Style:
    """How text looks: weight, size in points, grey."""

    __slots__ = ("grey", "operators", "size", "weight")

    def __init__(self, weight: str = REGULAR, size: float = 10, grey: float = INK) -> None:
        self.weight = weight
        self.size = size
        self.grey = grey
        self.operators = b"%g Tf %g g " % (size, grey)

    @property
    def face(self) -> Face:
        return face(self.weight)

    def width(self, text: str) -> float:
        """How wide the text is on the page."""
        return self.face.run(text).width * self.size


def wrapped(text: str, style: Style, width: float, most: int | None = None) -> list[str]:
    """The text in lines of at most that width. Lines beyond `most` are dropped, and an ellipsis says so."""
    lines = [line for part in text.split("\n") for line in _lines(part, style, width)]
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), style, width)]
    return lines


def shortened(text: str, style: Style, width: float) -> str:
    """The text, or as much of it as there is room for and an ellipsis."""
    if style.width(text) <= width:
        return text
    return f"{text[: _room(text, '…', style, width)].rstrip()}…"


def fitted(text: str, style: Style, width: float, smallest: float) -> Style:
    """The style, smaller by half points until the text is no wider; never smaller than `smallest`."""
    size = style.size
    while size > smallest and style.face.width(text) * size > width:
        size -= 0.5
    return style if size == style.size else Style(style.weight, max(size, smallest), style.grey)


def _lines(text: str, style: Style, width: float) -> Iterator[str]:
    width += _NEARLY
    if style.width(text) <= width:
        yield text
        return
    space, line, used = style.width(" "), "", 0.0
    for word in _words(text, style, width):
        needs = style.width(word)
        if line and used + space + needs > width:
            yield line
            line, used = word, needs
        else:
            line, used = (f"{line} {word}", used + space + needs) if line else (word, needs)
    yield line


def _words(text: str, style: Style, width: float) -> Iterator[str]:
    """Words that fit; one that is too long is cut where the line is full, with a hyphen between letters."""
    for word in _GAPS.split(text.strip()):
        rest = word
        while len(rest) > 1 and style.width(rest) > width:
            cut = max(_room(rest, "-", style, width), 1)
            yield f"{rest[:cut]}-" if rest[cut - 1 : cut + 1].isalpha() else rest[:cut]
            rest = rest[cut:]
        yield rest


def _room(text: str, end: str, style: Style, width: float) -> int:
    """How much of the text there is room for with that end."""
    return bisect_right(range(len(text)), width, key=lambda length: style.width(text[:length] + end)) - 1
