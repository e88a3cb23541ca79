"""Any table as a list on paper, in the look of the payslip.

Figures keep their full width and stand to the right; text takes what is left and is wrapped. A table that is too wide
for a standing page lies down, and is set smaller when that is not enough either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.table import Column, Kind, Table
from models.values.why import Value
from services.reference.texts import Texts, texts
from services.reports.fonts import MEDIUM, SEMIBOLD
from services.reports.page import (
    A4,
    COLUMN_HEAD,
    GAP,
    LINE_STRONG,
    MARGIN,
    NAME,
    NAME_SMALL,
    ROW_HEAD,
    UNDER_NAME,
    Paper,
    feet,
    joined,
)
from services.reports.payslip import Employer
from services.reports.pdf_file import About
from services.reports.typesetting import INK2, Style, fitted, wrapped

SIZES: Final = ((9.0, False), (8.0, False), (9.0, True), (8.0, True), (7.0, True))  # and whether the page lies
NARROWEST: Final = 8.0  # a column of text has room for so many letters
LONGEST: Final = 15.0  # no word is broken that has room in so many: a reference, a KID, a long wage type
FIGURES: Final = (Kind.MONEY, Kind.NUMBER)  # columns that stand to the right
TWO_LINES: Final = 0.56  # of the width of a heading, and it stands on two lines


def table_pdf(
    table: Table,
    language: str,
    employer: str,
    details: Sequence[str] = (),
    notes: Sequence[str] = (),
    day: date | None = None,
    tagged: bool = True,
) -> bytes:
    """The table as a PDF. The same table gives the same bytes.

    `details` stand under the employer's name, `notes` under the title, both already in the language; the day is that of
    the list, and stands in the foot.
    """
    return _Drawing(table, texts(language), Employer(employer, tuple(details)), notes, day, tagged).made()


class _Lane(NamedTuple):
    """Where a column stands; figures end at the end, text begins at the start."""

    start: float
    end: float
    figures: bool


class _Looks(NamedTuple):
    """How the text of a table is set."""

    text: Style
    figure: Style
    head: Style
    sums: Style

    @classmethod
    def sized(cls, size: float) -> _Looks:
        small = min(size, 8.5)
        return cls(Style(size=size), Style(MEDIUM, size), Style(MEDIUM, small, INK2), Style(SEMIBOLD, size))

    @property
    def pitch(self) -> float:
        """From line to line inside a row."""
        return self.text.size + 3

    @property
    def row(self) -> float:
        """The height of a row with one line."""
        return self.text.size + 11


class _Drawing:
    """One list being drawn, from top to bottom."""

    def __init__(
        self, table: Table, say: Texts, employer: Employer, notes: Sequence[str], day: date | None, tagged: bool
    ) -> None:
        self.table = table
        self.say = say
        self.employer = employer
        self.notes = notes
        self.day = day
        self.title = say(table.title)
        self.heads = [say(column.heading) for column in table.columns]
        self.rows = list(zip(*map(self.cells, range(len(table.columns))), strict=True))
        self._words: dict[int, set[str]] = {}
        self.sums = self.summed()
        self.looks, widths, lying = self.fitting()
        about = About(f"{self.title} – {employer.name}", employer.name, say.formats.tag, day)
        self.paper = Paper(about, tagged, lying)
        self.lanes = list(self.lane(widths))
        self.y = 0.0

    def made(self) -> bytes:
        self.paper.new_page()
        self.head()
        self.body()
        feet(self.paper, self.say, [self.say.formats.day(self.day)] if self.day else [])
        return self.paper.finish()

    # --- what stands in the cells --------------------------------------------------------------------------------

    def cells(self, place: int) -> list[str]:
        """A column as text: numbers with as many decimals as the longest of them has."""
        values = [row[place] for row in self.table.rows]
        decimals = max((_decimals(value) for value in values), default=0)
        return [self.text(value, decimals) for value in values]

    def text(self, value: Value, decimals: int = 0) -> str:
        match value:
            case None:
                return ""
            case Decimal():
                return self.say.formats.number(value, decimals)
            case Percent():
                return self.say.formats.percent(value, decimals)
            case _:
                return self.say.value(value)

    def summed(self) -> list[str] | None:
        """The last line: the sums, and what it is called where there is room for that."""
        columns = self.table.columns
        if not self.table.rows or not any(column.summed for column in columns):
            return None
        sums = []
        for place, column in enumerate(columns):
            values = [row[place] for row in self.table.rows]
            decimals = max(map(_decimals, values), default=0)
            sums.append(self.text(_total(values), decimals) if column.summed else "")
        if not columns[0].summed:
            sums[0] = self.say(Message("Total"))
        return sums

    # --- how wide the columns are --------------------------------------------------------------------------------

    def fitting(self) -> tuple[_Looks, list[float], bool]:
        """The largest size at which everything has room, the widths of the columns, and whether the page lies."""
        for size, lying in SIZES:
            looks = _Looks.sized(size)
            room = A4[lying] - 2 * MARGIN - sum(self.gaps())
            widest, least = self.measured(looks)
            if sum(least) <= room:
                return looks, _shared(widest, least, room, self.table.columns), lying
        return (  # very many columns: as small as it takes
            _Looks.sized(size * room / sum(least)),
            [width * room / sum(least) for width in least],
            lying,
        )

    def words(self, place: int) -> set[str]:
        """The words of a column."""
        if place not in self._words:
            self._words[place] = {word for row in self.rows for word in row[place].split()}
        return self._words[place]

    def measured(self, looks: _Looks) -> tuple[list[float], list[float]]:
        """How wide each column would like to be, and the least it takes."""
        widest, least = [], []
        for place, column in enumerate(self.table.columns):
            style = looks.text if column.kind is Kind.TEXT else looks.figure
            cells = max((style.width(row[place]) for row in self.rows), default=0.0)
            if self.sums:
                cells = max(cells, looks.sums.width(self.sums[place]))
            word = max(map(looks.head.width, self.heads[place].split() or [""]))
            if column.kind is Kind.TEXT:
                longest = min(max(map(style.width, self.words(place)), default=0.0), LONGEST * style.size)
                least.append(max(word, longest, min(cells, NARROWEST * style.size)))
            else:
                least.append(max(word, cells))
            widest.append(max(least[-1], cells, looks.head.width(self.heads[place]) * TWO_LINES))
        return widest, least

    def gaps(self) -> list[float]:
        """The room after each column but the last: text does not stand close behind a figure."""
        figures = [column.kind in FIGURES for column in self.table.columns]
        return [GAP + 8 if left and not right else GAP for left, right in pairwise(figures)]

    def lane(self, widths: Sequence[float]) -> Iterator[_Lane]:
        start = self.paper.left
        for width, gap, column in zip(widths, [*self.gaps(), 0], self.table.columns, strict=True):
            yield _Lane(start, start + width, column.kind in FIGURES)
            start += width + gap

    # --- drawing -------------------------------------------------------------------------------------------------

    def head(self) -> None:
        """The title, and whose list it is."""
        paper, width = self.paper, (self.paper.right - self.paper.left) / 2 - GAP
        y = 64.0
        style = fitted(self.title, NAME, width, 11)
        with paper.tag("H1"):
            for line in wrapped(self.title, style, width):
                paper.text(paper.left, y, line, style)
                y += 16
        if self.notes:
            with paper.tag("P"):
                for line in joined(self.notes, UNDER_NAME, width):
                    paper.text(paper.left, y, line, UNDER_NAME)
                    y += 12
            y += 4
        below = 64.0
        with paper.tag("P"):
            for line in wrapped(self.employer.name, NAME_SMALL, width):
                paper.text_to(paper.right, below, line, NAME_SMALL)
                below += 16
        if self.employer.details:
            with paper.tag("P"):
                for line in joined(self.employer.details, UNDER_NAME, width):
                    paper.text_to(paper.right, below, line, UNDER_NAME)
                    below += 12
            below += 4
        self.y = max(y, below, 96.0) + 12

    def next_page(self) -> None:
        """A new page with the heads again, which are only seen: a screen reader reads on."""
        paper = self.paper
        paper.new_page()
        with paper.decoration():
            name = wrapped(self.employer.name, UNDER_NAME, (paper.right - paper.left) / 2 - GAP, 1)[0]
            paper.text_to(paper.right, 48, name, UNDER_NAME)
            room = paper.right - paper.left - UNDER_NAME.width(name) - GAP
            again = self.say(Message("{text}, continued", text=self.title))
            paper.text(paper.left, 48, wrapped(again, UNDER_NAME, room, 1)[0], UNDER_NAME)
            self.y = 64
            self.column_heads(told=False)

    def body(self) -> None:
        paper, looks = self.paper, self.looks
        with paper.tag("Table"):
            self.column_heads(told=True)
            for place, row in enumerate(self.rows):
                lines = [
                    wrapped(cell, looks.text, lane.end - lane.start) if column.kind is Kind.TEXT else [cell]
                    for cell, lane, column in zip(row, self.lanes, self.table.columns, strict=True)
                ]
                height = looks.row + looks.pitch * (max(map(len, lines)) - 1)
                ends = looks.row if self.sums and place == len(self.rows) - 1 else 0
                if self.y + height + ends > paper.bottom:
                    self.next_page()
                self.row(lines, looks.text, looks.figure, height)
                paper.rule(paper.left, self.y, paper.right)
            if self.sums:
                self.row([[cell] for cell in self.sums], looks.sums, looks.sums, looks.row)
                paper.rule(paper.left, self.y, paper.right, LINE_STRONG)

    def column_heads(self, told: bool) -> None:
        """The headings stand on the rule, also those with fewer lines."""
        paper, style = self.paper, self.looks.head
        heads = [wrapped(head, style, lane.end - lane.start) for head, lane in zip(self.heads, self.lanes, strict=True)]
        tallest = max(map(len, heads))
        self.y += 12 + 11 * (tallest - 1)
        with paper.tag("TR") if told else paper.decoration():
            for lines, lane in zip(heads, self.lanes, strict=True):
                with paper.tag("TH", COLUMN_HEAD) if told else paper.decoration():
                    for place, line in enumerate(lines, 1 - len(lines)):
                        self.cell(lane, self.y + 11 * place, line, style)
        self.y += 8
        paper.rule(paper.left, self.y, paper.right, LINE_STRONG)

    def row(self, lines: Sequence[Sequence[str]], text: Style, figure: Style, height: float) -> None:
        paper, looks = self.paper, self.looks
        y = self.y + (looks.row + text.size * 0.72) / 2
        with paper.tag("TR"):
            for place, (cell, lane) in enumerate(zip(lines, self.lanes, strict=True)):
                with paper.tag("TH", ROW_HEAD) if place == 0 else paper.tag("TD"):
                    for line, part in enumerate(cell):
                        if part:
                            self.cell(lane, y + looks.pitch * line, part, figure if lane.figures else text)
        self.y += height

    def cell(self, lane: _Lane, y: float, text: str, style: Style) -> None:
        if lane.figures:
            self.paper.text_to(lane.end, y, text, style)
        else:
            self.paper.text(lane.start, y, text, style)


def _shared(widest: Sequence[float], least: Sequence[float], room: float, columns: Sequence[Column]) -> list[float]:
    """The widths: what each would like if there is room, else the text columns share what is left above the least.

    Room that nobody needs goes to the widest column of text, which is that of the names.
    """
    wish, floor = sum(widest), sum(least)
    if wish > room:
        share = (room - floor) / (wish - floor)
        return [low + (high - low) * share for low, high in zip(least, widest, strict=True)]
    widths = list(widest)
    names = [place for place, column in enumerate(columns) if column.kind is Kind.TEXT]
    if names:
        widths[max(names, key=widths.__getitem__)] += room - wish
    return widths


def _decimals(value: Value) -> int:
    number = value.value if isinstance(value, Percent) else value
    if not isinstance(number, Decimal):
        return 0
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _total(values: Sequence[Value]) -> Value:
    """The sum of what can be summed; nothing gives nothing."""
    amounts = [value for value in values if isinstance(value, Money)]
    if amounts:
        return Money.total(amounts)
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return sum(numbers, start=Decimal(0)) if numbers else None
