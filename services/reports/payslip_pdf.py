"""The payslip drawn: one page where it fits, more where it does not.

Everything stands on baselines that are 4 points apart or half of that; figures end on three edges. What is too long
is wrapped. What does not fit on a page goes on on the next one, under a repeated head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from models.values.message import Message
from models.values.money import Money
from models.values.percent import Percent
from models.values.span import Month
from services.reference.formats import NBSP, account
from services.reference.texts import Texts, texts
from services.reports.fonts import MEDIUM, SEMIBOLD
from services.reports.page import (
    COLUMN_HEAD,
    GAP,
    HEAD,
    LINE_STRONG,
    NAME,
    NAME_SMALL,
    ROW_HEAD,
    SMALL,
    UNDER_NAME,
    Paper,
    feet,
    joined,
)
from services.reports.payslip import Block, Box, PayslipDocument, Rate
from services.reports.pdf_file import About
from services.reports.typesetting import INK2, Style, fitted, wrapped

PERSON = Style(SEMIBOLD, 11)
ADDRESS = Style(size=9.5, grey=INK2)
LABEL = Style(size=8.5, grey=INK2)
VALUE = Style(size=9)
PAID = Style(MEDIUM, 19)
TEXT = Style(size=10)
NOTE = Style(size=8, grey=INK2)
FIGURE = Style(MEDIUM, 10)
QUIET_FIGURE = Style(size=10, grey=INK2)
SUM = Style(SEMIBOLD, 10)
ENTRY = Style(size=9, grey=INK2)
COLUMN_NAME = Style(size=8.5, grey=INK2)
ENTRY_FIGURE = Style(MEDIUM, 9)
BOX_HEAD = Style(SEMIBOLD, 9)
BOX_TEXT = Style(size=8.5, grey=INK2)

PAID_BOX: Final = 152  # its width
FACTS: Final = 240  # where the facts begin
LABELS: Final = 60  # the most that their labels may take
QUANTITY_EDGE: Final = 340
RATE_EDGE: Final = 414
NOTE_EDGE: Final = 400
MOST_LINES: Final = 12  # of a text or a note in a table; what is longer ends in an ellipsis
MOST_ENTRIES: Final = 32  # of a block; what is longer goes on in another block
MOST_IN_BOX: Final = 40  # lines
TOGETHER: Final = 200  # a table that is lower than this stays on one page
COLUMN: Final = 236  # the width of a block
TABLE_COLUMN: Final = 50  # of a table in a block, from edge to edge
PADDING: Final = 14  # inside boxes


def payslip_pdf(slip: PayslipDocument, password: str | None = None, tagged: bool = True) -> bytes:
    """The payslip as a PDF. The same slip gives the same bytes, unless a password locks it.

    Raises Refused for a password that cannot be used.
    """
    return _Drawing(slip, tagged).made(password)


_Entry: TypeAlias = tuple[list[str], list[str]]


class _Pitch(NamedTuple):
    """How far the lists at the foot are apart: the gap above a heading, its first row below it, row from row."""

    gap: float
    head: float
    row: float

    def lines(self, entries: Sequence[_Entry]) -> float:
        """The height of the rows."""
        return sum(12 * (len(lines) - 1) + self.row for lines, _ in entries)


AIRY: Final = _Pitch(32, 24, 16)
CLOSE: Final = _Pitch(26, 22, 14)


class _Row(NamedTuple):
    """A row of the table of pay or of deductions; the cells stand under the table's columns."""

    text: str
    note: str
    cells: Sequence[str]


class _Drawing:
    """One payslip being drawn, from top to bottom."""

    def __init__(self, slip: PayslipDocument, tagged: bool) -> None:
        self.slip = slip
        self.say: Texts = texts(slip.language)
        self.formats = self.say.formats
        self.title = slip.title or self.say(Message("Payslip"))
        period = slip.period
        self.period = self.formats.month(period) if isinstance(period, Month) else self.formats.span(period)
        title = f"{self.title} {self.period} – {slip.employer.name}"
        self.paper = Paper(About(title, slip.employer.name, self.formats.tag, slip.pay_date), tagged)
        self.left, self.right = self.paper.left, self.paper.right
        self.y = 0.0  # where the next thing begins

    def made(self, password: str | None) -> bytes:
        slip = self.slip
        self.paper.new_page()
        self.head()
        self.person()
        self.pay()
        self.deductions()
        self.blocks()
        for box in (slip.explanation, slip.message):
            if box is not None:
                self.box(box)
        feet(self.paper, self.say, slip.contact)
        return self.paper.finish(password)

    # --- the head of a page --------------------------------------------------------------------------------------

    def head(self) -> None:
        paper, slip = self.paper, self.slip
        number = self.say(Message("{period} · no. {number}", period=self.period, number=slip.number))
        edge = self.right - max(NAME.width(self.title), UNDER_NAME.width(number)) - 2 * GAP
        width = edge - self.left
        name = fitted(slip.employer.name, NAME, width, 11)
        y = 64.0
        with paper.tag("P"):
            for line in wrapped(slip.employer.name, name, width):
                paper.text(self.left, y, line, name)
                y += 16
        if slip.employer.details:
            with paper.tag("P"):
                for line in joined(slip.employer.details, UNDER_NAME, width):
                    paper.text(self.left, y, line, UNDER_NAME)
                    y += 12
            y += 4
        with paper.tag("H1"):
            paper.text_to(self.right, 64, self.title, NAME)
        with paper.tag("P"):
            paper.text_to(self.right, 80, number, UNDER_NAME)
        self.y = max(y, 96.0)
        paper.rule(self.left, self.y, self.right)

    def next_page(self) -> None:
        """A new page with a small head that is only seen: a screen reader reads on."""
        paper, slip = self.paper, self.slip
        paper.new_page()
        with paper.decoration():
            continued = self.say(Message("{text}, continued", text=self.title))
            edge = self.right - NAME_SMALL.width(continued) - 2 * GAP
            name = wrapped(slip.employee.name, NAME_SMALL, edge - self.left, 1)[0]
            paper.text(self.left, 64, name, NAME_SMALL)
            paper.text_to(self.right, 64, continued, NAME_SMALL)
            number = self.say(Message("{period} · no. {number}", period=self.period, number=slip.number))
            edge = self.right - UNDER_NAME.width(number) - 2 * GAP
            paper.text(self.left, 78, wrapped(slip.employer.name, UNDER_NAME, edge - self.left, 1)[0], UNDER_NAME)
            paper.text_to(self.right, 78, number, UNDER_NAME)
            paper.rule(self.left, 92, self.right)
        self.y = 92

    def room(self, height: float) -> bool:
        """Whether there is room for so much on this page; if not, on to the next."""
        if self.y + height <= self.paper.bottom:
            return True
        self.next_page()
        return False

    # --- who, on what terms, how much ----------------------------------------------------------------------------

    def person(self) -> None:
        top = self.y + 12
        self.y = max(self.name_and_address(top + 20), self.facts(top + 20), self.paid(top))

    def name_and_address(self, y: float) -> float:
        paper, employee, width = self.paper, self.slip.employee, FACTS - GAP - self.left
        style = fitted(employee.name, PERSON, width, 10)
        with paper.tag("P"):
            for line in wrapped(employee.name, style, width):
                paper.text(self.left, y, line, style)
                y += 14
        if employee.address:
            with paper.tag("P"):
                for part in employee.address:
                    for line in wrapped(part, ADDRESS, width):
                        paper.text(self.left, y, line, ADDRESS)
                        y += 14
        return y

    def facts(self, y: float) -> float:
        facts, paper = self.slip.facts, self.paper
        if not facts:
            return y
        longest = min(max(LABEL.width(fact.label) for fact in facts), LABELS)
        end = self.right - PAID_BOX - GAP
        spare = end - FACTS - longest - max(VALUE.width(fact.value) for fact in facts)
        start = FACTS + longest + min(max(spare, GAP), 20)
        width = end - start
        with paper.tag("Table"):
            for fact in facts:
                labels, values = wrapped(fact.label, LABEL, longest), wrapped(fact.value, VALUE, width)
                with paper.tag("TR"):
                    with paper.tag("TH", ROW_HEAD):
                        for line, label in enumerate(labels):
                            paper.text(FACTS, y + 12 * line, label, LABEL)
                    with paper.tag("TD"):
                        for line, value in enumerate(values):
                            paper.text(start, y + 12 * line, value, VALUE)
                y += 14 + 12 * (max(len(labels), len(values)) - 1)
        return y

    def paid(self, top: float) -> float:
        paper, slip, formats = self.paper, self.slip, self.formats
        left, width = self.right - PAID_BOX + PADDING, PAID_BOX - 2 * PADDING
        amount = formats.amount(slip.net)
        with paper.tag("P"):
            paper.text(left, top + 20, self.say(Message("Paid out")), LABEL)
        with paper.tag("P"):
            paper.text(left, top + 44, amount, fitted(amount, PAID, width, 9))
        where = self.where_to()
        small = fitted(where, SMALL, width, 7.5)
        lines = wrapped(where, small, width) if where else []
        with paper.tag("P"):
            for line, text in enumerate(lines):
                paper.text(left, top + 62 + 12 * line, text, small)
        height = 76 + 12 * (len(lines) - 1)
        paper.box(left - PADDING, top, PAID_BOX, height)
        return top + height

    def where_to(self) -> str:
        slip = self.slip
        if slip.pay_date is None:
            return ""
        if slip.net <= Money(0):
            return self.say(Message("{day}, no payment", day=slip.pay_date))
        if slip.account is None:
            return self.say(Message("{day}, not paid to an account", day=slip.pay_date))
        return self.say(Message("{day} to {account}", day=slip.pay_date, account=account(slip.account)))

    # --- the two tables ------------------------------------------------------------------------------------------

    def pay(self) -> None:
        formats, lines = self.formats, self.slip.pay
        quantities, rates = (
            any(line.quantity is not None for line in lines),
            any(line.rate is not None for line in lines),
        )
        columns = [(self.say(Message("Amount")), self.right)]
        if rates:
            columns.insert(0, (self.say(Message("Rate")), RATE_EDGE))
        if quantities:
            columns.insert(0, (self.say(Message("Quantity")), QUANTITY_EDGE))
        rows = []
        for line in lines:
            cells = [formats.amount(line.amount)]
            if rates:
                cells.insert(0, "" if line.rate is None else self.rate(line.rate))
            if quantities:
                number = "" if line.quantity is None else formats.number(line.quantity, line.decimals, 4)
                cells.insert(0, f"{number}{NBSP}{line.unit}" if line.unit and number else number)
            rows.append(_Row(line.text, line.note, cells))
        sums = [_Row(self.say(Message("Gross")), "", self.sum_cells(columns, self.slip.gross))]
        if not self.slip.deductions:
            sums.append(_Row(self.say(Message("Paid out")), "", self.sum_cells(columns, self.slip.net)))
        self.table(self.say(Message("Pay")), columns, rows, sums, 36)

    def deductions(self) -> None:
        formats, lines = self.formats, self.slip.deductions
        if not lines:
            return
        columns = [(self.say(Message("Amount")), self.right)]
        bases = any(line.basis is not None for line in lines)
        if bases:
            columns.insert(0, (self.say(Message("Basis")), QUANTITY_EDGE))
        rows = []
        for line in lines:
            cells = [formats.amount(line.amount)]
            if bases:
                cells.insert(0, "" if line.basis is None else formats.amount(line.basis))
            rows.append(_Row(line.text, line.note, cells))
        sums = [_Row(self.say(Message("Paid out")), "", self.sum_cells(columns, self.slip.net))]
        self.table(self.say(Message("Deductions")), columns, rows, sums, 28)

    def rate(self, rate: Rate) -> str:
        match rate:
            case Money():
                return self.formats.amount(rate)
            case Percent():
                return self.formats.percent(rate)
            case _:
                return self.formats.number(rate, 2, 4)

    def sum_cells(self, columns: Sequence[tuple[str, float]], amount: Money) -> list[str]:
        return [""] * (len(columns) - 1) + [self.formats.amount(amount)]

    def table(
        self, heading: str, columns: Sequence[tuple[str, float]], rows: Sequence[_Row], sums: Sequence[_Row], gap: float
    ) -> None:
        """Rows under their heads, then the sums. The last row stays with its sums."""
        paper = self.paper
        laid = [self.laid(row, columns) for row in rows]
        ends = 24 * len(sums)
        whole = sum(height for _, _, height in laid) + ends
        if not self.room(gap + 8 + (whole if whole < TOGETHER else laid[0][2])):
            gap = 28
        self.y += gap
        with paper.tag("Table"):
            self.table_head(heading, columns, told=True)
            for place, (row, (text, note, height)) in enumerate(zip(rows, laid, strict=True)):
                if not self.room(height + (ends if place == len(rows) - 1 else 0)):
                    self.y += 28
                    with paper.decoration():
                        again = self.say(Message("{text}, continued", text=heading))
                        self.table_head(again, columns, told=False)
                self.row(text, note, row.cells, columns, TEXT, height)
            for row in sums:
                self.row([row.text], [], row.cells, columns, SUM, 24)

    def laid(self, row: _Row, columns: Sequence[tuple[str, float]]) -> tuple[list[str], list[str], float]:
        """The row's lines and its height: the text leaves room for all figures, the note only for the amount."""
        edge = min(edge - FIGURE.width(cell) for cell, (_, edge) in zip(row.cells, columns, strict=True) if cell)
        text = wrapped(row.text, TEXT, min(edge - GAP, RATE_EDGE) - self.left, MOST_LINES)
        note = wrapped(row.note, NOTE, NOTE_EDGE - self.left, MOST_LINES) if row.note else []
        return text, note, 24 + 12 * (len(text) - 1 + len(note))

    def table_head(self, heading: str, columns: Sequence[tuple[str, float]], told: bool) -> None:
        paper = self.paper
        if told:
            with paper.tag("TR"):
                with paper.tag("TH", COLUMN_HEAD):
                    paper.text(self.left, self.y, heading, HEAD)
                for name, edge in columns:
                    with paper.tag("TH", COLUMN_HEAD):
                        paper.text_to(edge, self.y, name, HEAD)
        else:
            paper.text(self.left, self.y, heading, HEAD)
            for name, edge in columns:
                paper.text_to(edge, self.y, name, HEAD)
        self.y += 8
        paper.rule(self.left, self.y, self.right, LINE_STRONG)

    def row(
        self,
        text: Sequence[str],
        note: Sequence[str],
        cells: Sequence[str],
        columns: Sequence[tuple[str, float]],
        style: Style,
        height: float,
    ) -> None:
        paper, y = self.paper, self.y + 16
        with paper.tag("TR"):
            with paper.tag("TH", ROW_HEAD):
                for line in text:
                    paper.text(self.left, y, line, style)
                    y += 12
                for line in note:
                    paper.text(self.left, y, line, NOTE)
                    y += 12
            for place, (cell, (_, edge)) in enumerate(zip(cells, columns, strict=True)):
                last = place == len(columns) - 1
                figure = style if style is SUM else FIGURE if last else QUIET_FIGURE
                with paper.tag("TD"):
                    if cell:
                        paper.text_to(edge, self.y + 16, cell, figure)
        self.y += height
        paper.rule(self.left, self.y, self.right)

    # --- blocks, boxes, foot -------------------------------------------------------------------------------------

    def blocks(self) -> None:
        """Blocks in pairs, each pair on one page where it fits there; or packed in two columns."""
        blocks = [(part, self.entries(part)) for block in self.slip.blocks for part in self.parts(block)]
        if self.slip.packed:
            self.packed(blocks)
            return
        for place in range(0, len(blocks), 2):
            pair = blocks[place : place + 2]
            tall = max(sum(12 * (len(lines) - 1) + 16 for lines, _ in entries) for _, entries in pair)
            gap = 32 if self.room(40 + tall) else 28
            top = self.y + gap
            for side, (block, entries) in enumerate(pair):
                left = self.left if side == 0 else self.right - COLUMN
                self.block(block, entries, left, top)
            self.y = top + 8 + tall + 4

    def packed(self, blocks: Sequence[tuple[Block, Sequence[_Entry]]]) -> None:
        """Each block under the column that is shorter so far and has room for it: on this page all of them, closer
        together where they need it, else as many as it holds, and the others on the next.
        """
        left = list(blocks)
        while left:
            roomy, close = self.columns(left, AIRY), self.columns(left, CLOSE)
            chosen, pitch = (close, CLOSE) if len(close) > len(roomy) else (roomy, AIRY)
            if not chosen:
                self.next_page()
                continue
            for (block, entries), (side, top) in zip(left, chosen, strict=False):
                self.block(block, entries, self.left if side == 0 else self.right - COLUMN, top, pitch)
                self.y = max(self.y, top + 8 + pitch.lines(entries))
            left = left[len(chosen) :]
            if left:
                self.next_page()

    def columns(self, blocks: Sequence[tuple[Block, Sequence[_Entry]]], pitch: _Pitch) -> list[tuple[int, float]]:
        """The column and the top of each of the blocks, from the first, that have room on this page."""
        ends, placed = [self.y, self.y], list[tuple[int, float]]()
        for _, entries in blocks:
            height = pitch.gap + 8 + pitch.lines(entries)
            fits = [side for side in (0, 1) if ends[side] + height <= self.paper.bottom]
            if not fits:
                break
            side = min(fits, key=lambda each: ends[each])
            placed.append((side, ends[side] + pitch.gap))
            ends[side] += height
        return placed

    def parts(self, block: Block) -> Iterator[Block]:
        """A block that is too long for a page, in parts."""
        for start in range(0, max(len(block.entries), 1), MOST_ENTRIES):
            heading = self.say(Message("{text}, continued", text=block.heading)) if start else block.heading
            yield Block(heading, block.entries[start : start + MOST_ENTRIES], block.columns)

    def entries(self, block: Block) -> list[_Entry]:
        """The lines of each label, and its values as text, the last one at the edge."""
        entries = []
        for entry in block.entries:
            values = [self.value(value) for value in (*entry.before, entry.value)]
            taken = ENTRY_FIGURE.width(values[-1]) + TABLE_COLUMN * len(entry.before)
            entries.append((wrapped(entry.label, ENTRY, COLUMN - GAP - taken), values))
        return entries

    def value(self, value: Money | Decimal | str) -> str:
        match value:
            case str():
                return value
            case Money():
                return self.formats.amount(value)
            case number:
                return self.formats.number(number)

    def block(self, block: Block, entries: Sequence[_Entry], left: float, y: float, pitch: _Pitch = AIRY) -> None:
        paper, edge = self.paper, left + COLUMN
        if not block.columns:
            with paper.tag("H2"):
                paper.text(left, y, block.heading, HEAD)
        paper.rule(left, y + 8, edge, LINE_STRONG)
        with paper.tag("Table"):
            if block.columns:
                with paper.tag("TR"):
                    with paper.tag("TH", COLUMN_HEAD):
                        paper.text(left, y, block.heading, HEAD)
                    for place, name in _from_right(block.columns):
                        with paper.tag("TH", COLUMN_HEAD):
                            paper.text_to(edge - TABLE_COLUMN * place, y, name, COLUMN_NAME)
            y += pitch.head
            for lines, values in entries:
                with paper.tag("TR"):
                    with paper.tag("TH", ROW_HEAD):
                        for line, label in enumerate(lines):
                            paper.text(left, y + 12 * line, label, ENTRY)
                    for place, value in _from_right(values):
                        with paper.tag("TD"):
                            if value:
                                style = ENTRY if place else ENTRY_FIGURE
                                paper.text_to(edge - TABLE_COLUMN * place, y, value, style)
                y += pitch.row + 12 * (len(lines) - 1)

    def box(self, box: Box) -> None:
        width = self.right - self.left - 2 * PADDING
        lines = wrapped(box.text, BOX_TEXT, width)
        for start in range(0, len(lines), MOST_IN_BOX):
            heading = self.say(Message("{text}, continued", text=box.heading)) if start else box.heading
            self.part_of_box(wrapped(heading, BOX_HEAD, width), lines[start : start + MOST_IN_BOX])

    def part_of_box(self, heads: Sequence[str], lines: Sequence[str]) -> None:
        paper = self.paper
        height = 20 + 14 * (len(heads) + len(lines) - 1) + 12
        gap = 24 if self.room(24 + height) else 20
        self.y += gap
        paper.box(self.left, self.y, self.right - self.left, height)
        y = self.y + 20
        with paper.tag("H2"):
            for line in heads:
                paper.text(self.left + PADDING, y, line, BOX_HEAD)
                y += 14
        with paper.tag("P"):
            for line in lines:
                paper.text(self.left + PADDING, y, line, BOX_TEXT)
                y += 14
        self.y += height


def _from_right(values: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Values from left to right, each with its place from the right edge."""
    for place, value in enumerate(values):
        yield len(values) - 1 - place, value
