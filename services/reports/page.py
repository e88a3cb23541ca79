"""A4 pages that are drawn and told at the same time.

`Paper` takes text, rules and boxes at places counted in points from the upper left corner, and writes the content of
the pages together with their structure: what is a heading, a table, a cell. A screen reader reads that structure, in
the order in which it was drawn; what is drawn outside of any tag is decoration to it. Figures, grey tones and the
rhythm of 4 points are the same on everything that is printed.

The file is ReportLab's (`pdfdoc`): objects, cross-references, trailer. Content and structure are written here, in one
go, because that takes a tenth of the time of drawing first and tagging afterwards. The same input gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import TracebackType
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject, PDFString

from services.reports.fonts import MEDIUM, REGULAR, SEMIBOLD, Face, face, face_of

WIDTH: Final = 595.28
HEIGHT: Final = 841.89
MARGIN: Final = 48.0
LEFT: Final = MARGIN
RIGHT: Final = WIDTH - MARGIN
BOTTOM: Final = 772.0  # where content ends and the foot begins
ELLIPSIS: Final = "…"

# Grey tones: 0 is black. Text is never lighter than 4.5 to 1 on white.
INK: Final = 0.0
INK2: Final = 0.32  # labels, second lines
LINE: Final = 0.86
LINE_STRONG: Final = 0.45
SHADE: Final = 0.962

_PRODUCER = "Lønnsom"
_ROUND = 0.5523  # how far the handles of a quarter circle reach


class Style:
    """How text looks: weight, size, grey."""

    __slots__ = ("face", "operators", "size", "weight")

    def __init__(self, weight: str, size: float, grey: float = INK) -> None:
        self.weight = weight
        self.size = size
        self.operators = b"%g Tf %g g " % (size, grey)


TITLE: Final = Style(SEMIBOLD, 14)
