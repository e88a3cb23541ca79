"""A4 pages that are drawn and told at the same time.

`Paper` takes text, rules and boxes at places counted in points from the upper left corner, and keeps with them what
they are: a heading, a table, a cell. A screen reader follows that structure, in the order in which it was drawn; what
is drawn outside of every tag is decoration to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final

from models.values.message import Message
from services.reference.texts import Texts
from services.reports.fonts import MEDIUM, SEMIBOLD, Run
from services.reports.pdf_file import About, Element, Sheet, pdf_file
from services.reports.typesetting import INK2, Style, shortened, wrapped

A4: Final = (595.28, 841.89)
MARGIN: Final = 48.0
GAP: Final = 12.0  # the least between two columns

# Grey tones of what is not text.
LINE: Final = 0.88
LINE_STRONG: Final = 0.45
SHADE: Final = 0.962

# What every print shares.
NAME: Final = Style(SEMIBOLD, 13)
NAME_SMALL: Final = Style(SEMIBOLD, 10)
UNDER_NAME: Final = Style(size=8.5, grey=INK2)
HEAD: Final = Style(MEDIUM, 8.5, INK2)
SMALL: Final = Style(size=8, grey=INK2)

COLUMN_HEAD: Final = "/A<</O/Table/Scope/Column>>"
ROW_HEAD: Final = "/A<</O/Table/Scope/Row>>"

_NOTHING = Element(b"", None)


class Paper:
    """A document in the making: turn to a page, draw, finish."""

    def __init__(self, about: About, tagged: bool = True, lying: bool = False) -> None:
        self.width, self.height = A4[::-1] if lying else A4
        self.left, self.right = MARGIN, self.width - MARGIN
        self.bottom, self.foot = self.height - 70, self.height - 54  # where content ends, where the foot begins
        self._about = about
        self._sheets: list[Sheet] = []
        self._subsets: dict[str, None] = {}
        self._tagged = tagged
        self._root = Element(b"Document", None)
        self._elements = [self._root]
        self._element: Element | None = self._root if tagged else None  # what is told now; None is decoration
        self._before: list[Element | None] = []
        self._leave = _Leave(self)
        self._sheet = Sheet(0)
        self._open: Element | None = _NOTHING if tagged else None  # what the words at this point belong to
        self._style: Style | None = None
        self._subset = ""

    # --- pages ---------------------------------------------------------------------------------------------------

    @property
    def pages(self) -> int:
        return len(self._sheets)

    def new_page(self) -> None:
        """A new page at the end, and on to it."""
        self._sheets.append(Sheet(self.pages))
        self.turn_to(self.pages)

    def turn_to(self, page: int) -> None:
        """On to a page, counted from 1."""
        self._close()
        self._sheet = self._sheets[page - 1]
        self._open = _NOTHING if self._tagged else None
        self._style = None

    # --- telling -------------------------------------------------------------------------------------------------

    def tag(self, tag: str, attributes: str = "") -> _Leave:
        """What is drawn inside this `with` is a `Table`, a `TR`, a `P` …"""
        self._before.append(self._element)
        if self._tagged:
            parent = self._element or self._root
            element = Element(tag.encode(), parent, attributes.encode())
            parent.kids.append(element)
            self._elements.append(element)
            self._element = element
        return self._leave

    def decoration(self) -> _Leave:
        """What is drawn inside this `with` is nothing to tell: a repeated head, a page number."""
        self._before.append(self._element)
        self._element = None
        return self._leave

    # --- drawing -------------------------------------------------------------------------------------------------

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Text that begins at x, on the baseline y."""
        self._show(x, y, style.face.run(text), style)

    def text_to(self, x: float, y: float, text: str, style: Style) -> None:
        """Text that ends at x, on the baseline y."""
        run = style.face.run(text)
        self._show(x - run.width * style.size, y, run, style)

    def rule(self, x: float, y: float, end: float, grey: float = LINE, weight: float = 0.6) -> None:
        """A line across, its middle on y."""
        self._sheet.shapes.append(
            b"%g g %.2f %.2f %.2f %g re f" % (grey, x, self.height - y - weight / 2, end - x, weight)
        )

    def box(self, x: float, y: float, width: float, height: float, radius: float = 6, grey: float = SHADE) -> None:
        """A filled box with round corners: its edge is a line as thick as the corners, joined round."""
        self._sheet.shapes.append(
            b"%g g %g G 1 j %g w %.2f %.2f %.2f %.2f re B"
            % (
                *(grey, grey, 2 * radius, x + radius, self.height - y - height + radius),
                *(width - 2 * radius, height - 2 * radius),
            )
        )

    def _show(self, x: float, y: float, run: Run, style: Style) -> None:
        words = self._sheet.words
        if self._element is not self._open:
            self._switch()
        elif self._open is not None and len(self._subset) == 1:
            words.append(b"( )Tj")  # at the end of the line before, or the last word there runs into the first one here
        words.append(b"1 0 0 1 %.2f %.2f Tm" % (x, self.height - y))
        for subset, shown in run.parts:
            if style is not self._style or subset != self._subset:
                self._style, self._subset = style, subset
                self._subsets[subset] = None
                words.append(b"/%b %b" % (subset.encode(), style.operators))
            words.append(shown)

    def _switch(self) -> None:
        """The words from here on belong to another element."""
        self._close()
        element = self._open = self._element
        if element is None:
            self._sheet.words.append(b"/Artifact BMC")
            return
        marked = self._sheet.marked
        element.kids.append((self._sheet.index, len(marked)))
        self._sheet.words.append(b"/%b<</MCID %d>>BDC" % (element.tag, len(marked)))
        marked.append(element)

    def _close(self) -> None:
        if self._tagged and self._open is not _NOTHING:
            self._sheet.words.append(b"EMC")
            self._open = _NOTHING

    def finish(self, password: str | None = None) -> bytes:
        """The file, which opens only with the password if there is one. Nothing can be drawn after this."""
        self._close()
        return pdf_file(
            self._about,
            (self.width, self.height),
            self._sheets,
            self._elements if self._tagged else (),
            self._subsets,
            password,
        )


class _Leave:
    """Ends what the innermost `with` began."""

    __slots__ = ("_paper",)

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._paper._element = self._paper._before.pop()


def feet(paper: Paper, say: Texts, parts: Sequence[str]) -> None:
    """The foot of every page: at most three lines, told once at the end, and which page of how many it is."""
    for page in range(1, paper.pages + 1):
        paper.turn_to(page)
        paper.rule(paper.left, paper.foot, paper.right)
        number = say(Message("Page {page} of {pages}", page=page, pages=paper.pages))
        with paper.decoration():
            paper.text_to(paper.right, paper.foot + 16, number, SMALL)
        width = paper.right - SMALL.width(number) - 2 * GAP - paper.left
        lines = [line for part in parts for line in wrapped(part, SMALL, width)]
        if len(lines) > 3:
            lines[2:] = [shortened(" ".join(lines[2:]), SMALL, width)]
        with paper.tag("P") if page == paper.pages and lines else paper.decoration():
            for place, line in enumerate(lines):
                paper.text(paper.left, paper.foot + 16 + 12 * place, line, SMALL)


def joined(parts: Sequence[str], style: Style, width: float) -> Iterator[str]:
    """The parts with a dot between, as many on a line as there is room for."""
    line = ""
    for part in parts:
        longer = f"{line} · {part}" if line else part
        if line and style.width(longer) > width:
            yield from wrapped(line, style, width)
            line = part
        else:
            line = longer
    yield from wrapped(line, style, width)
