"""The payslips of a run to look at: people at the left, the paper in the middle, and its figures, each with its why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Refused
from services.queries import slips, why
from services.queries.slips import SlipHead, SlipRow
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, focus_ring, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.painted_list import PaintedList, PaintedRow
from views.widgets.pdf_view import PdfView
from views.widgets.text import Label, broken_into_lines

_WITH_PEOPLE: Final = 860  # from this width on there is room for the list of people
_WIDE: Final = 1100
_PEOPLE: Final = 240
_FIGURES: Final = 304
_FIGURES_WIDE: Final = 320


def explain(seat: Seat, trace: object) -> None:
    """Show why, where there is something to tell."""
    if trace is not None:
        seat.why(trace)


class _HeadRow(PaintedRow):
    """Somebody with a payslip, and what they get."""

    def __init__(self, seat: Seat, head: SlipHead) -> None:
        self.seat, self.head = seat, head
        self.key = head.number
        self._lines = broken_into_lines(head.name, font("body", 600), _PEOPLE - 36)[:2]
        if "".join(self._lines).replace(" ", "") != head.name.replace(" ", ""):
            self._lines[-1] = head.name.removeprefix(self._lines[0]).strip()  # shortened at its end
        self.height = 28 + 20 * len(self._lines)

    @property
    def net(self) -> str:
        return self.seat.formats.amount(self.head.net)

    @property
    def words(self) -> str:
        return f"{self.head.name}, {self.net}"

    @property
    def tip(self) -> str:
        return self.head.name

    def cells(self) -> Sequence[str]:
        return (self.head.name, self.net)

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        inner = rect.adjusted(6, 1, -6, -1)
        if is_now or is_over:
            box(painter, inner, 5, now.select if is_now else now.hover)
        if has_ring:
            focus_ring(painter, inner, 5, -2)
        look, width = font("body", 600 if is_now else 500), rect.width() - 32
        for place, line in enumerate(self._lines):
            text(painter, QRectF(16, rect.top() + 5 + 19 * place, width, 20), line, look, now.ink)
        under = rect.top() + 5 + 19 * len(self._lines)
        text(painter, QRectF(16, under, width, 18), self.net, "caption", now.ink2)


class _FigureRow(PaintedRow):
    """One figure of the slip; Enter asks why."""

    def __init__(self, seat: Seat, row: SlipRow) -> None:
        self.seat, self.row = seat, row
        look, shown = font("body", 600 if row.is_sum else 0), seat.formats.amount(row.amount)
        room = _FIGURES - 68 - text_width(shown, font("body", 600 if row.is_sum else 500))
        self._lines = broken_into_lines(seat.t(row.what), look, room)
        self.height = (38 if row.is_sum else 28) + 18 * (len(self._lines) - 1)
        self.key = (row.line, row.figure)

    @property
    def words(self) -> str:
        return f"{self.seat.t(self.row.what)}: {self.seat.formats.amount(self.row.amount)}"

    @property
    def tip(self) -> str:
        return self.seat.t("Why? {what}", what=self.seat.t(self.row.what))

    def cells(self) -> Sequence[str]:
        return (self.seat.t(self.row.what), self.seat.formats.amount(self.row.amount))

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        now = theme.current()
        inner = rect.adjusted(6, 0, -6, 0)
        if self.row.is_sum:
            painter.fillRect(QRectF(16, rect.top() + 3, rect.width() - 32, 1), now.line)
            inner = inner.adjusted(0, 7, 0, -3)
        if is_now or is_over:
            box(painter, inner, 5, now.select if is_now else now.hover)
        if has_ring:
            focus_ring(painter, inner, 5, -2)
        weight = 600 if self.row.is_sum else 0
        shown = self.seat.formats.amount(self.row.amount)
        width = text_width(shown, font("body", weight or 500))
        right = rect.width() - 38
        ink = now.ink if self.row.is_sum else now.ink2
        top = inner.top() + (inner.height() - 18 * len(self._lines)) / 2
        for place, line in enumerate(self._lines):
            room = QRectF(16, top + 18 * place, right - width - 20, 18)
            text(painter, room, line, font("body", weight), ink)
        figure = QRectF(right - width - 1, inner.top(), width + 1, inner.height())
        text(painter, figure, shown, font("body", weight or 500), now.ink, RIGHT)
        token = now.accent if is_now or is_over else now.ink3
        paint_icon(painter, QRectF(rect.width() - 30, inner.top(), 14, inner.height()), "question", token, 14)


class _SayRow(PaintedRow):
    """A small heading among the figures."""

    height = 34
    can_stand = False

    def __init__(self, words: str) -> None:
        self._words = words

    @property
    def words(self) -> str:
        return self._words

    def paint(self, painter: QPainter, rect: QRectF, *, is_now: bool, is_over: bool, has_ring: bool) -> None:
        room = QRectF(16, rect.top() + 10, rect.width() - 32, 20)
        text(painter, room, self._words, "label", theme.current().ink2)


class SlipView(QWidget):
    """The payslips of one run. `closed` is told by the button back and by Esc."""

    closed = Signal()
    showed = Signal(int)  # employee number

    def __init__(self, seat: Seat, back: str) -> None:
        super().__init__()
        self.seat = seat
        self._run_id = 0
        self._number: int | None = None
        self._heads: tuple[SlipHead, ...] = ()
        t = seat.t
        self.back_button = Button(back, "link", "arrow-left", small=True)
        self.back_button.clicked.connect(self.closed)
        self.title = Label("", "heading")
        self.before_button = IconButton("caret-up", t("The payslip before"))
        self.after_button = IconButton("caret-down", t("The next payslip"))
        self.before_button.clicked.connect(lambda *_: self.step(-1))
        self.after_button.clicked.connect(lambda *_: self.step(1))
        self.count = Label("", "note", "ink2")
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        self.bar.addWidget(self.back_button)
        self.bar.addSpacing(12)
        self.bar.addWidget(self.title, 1)
        self.bar.addWidget(self.count)
        self.bar.addWidget(self.before_button)
        self.bar.addWidget(self.after_button)
        self.people = PaintedList(t("Payslips"))
        self.people.stood.connect(self._stood)
        self.people_card = Card(padding=1)
        self.people_card.body.setContentsMargins(0, 7, 0, 7)
        self.people_card.add(self.people)
        self.people_card.setFixedWidth(_PEOPLE)
        self.paper = PdfView(seat)
        self.figures = PaintedList(t("Figures of the payslip"))
        self.figures.opened.connect(self._why)
        self.figures.asked_why.connect(self._why)
        self.figures_card = Card(padding=1)
        self.figures_card.body.setContentsMargins(0, 7, 0, 7)
        self.figures_card.add(self.figures)
        self.figures_card.setFixedWidth(_FIGURES)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self.people_card)
        row.addWidget(self.paper, 1)
        row.addWidget(self.figures_card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self.bar)
        column.addLayout(row, 1)
        self.setProperty("topic", "pay_run.slip")

    @property
    def number(self) -> int | None:
        """Whose payslip is shown."""
        return self._number

    def open(self, run_id: int, number: int | None = None) -> bool:
        """Show a payslip of the run: somebody's, or the first. False where there is none."""
        self._run_id = run_id
        self._heads = slips.slip_heads(self.seat.desk, run_id)
        numbers = [head.number for head in self._heads]
        wanted = number if number in numbers else self._number if self._number in numbers else None
        if wanted is None:
            wanted = numbers[0] if numbers else None
        self._number = None
        self.people.set_rows(_HeadRow(self.seat, head) for head in self._heads)
        if wanted is None:
            return False
        self._show(wanted)
        return True

    def focus(self) -> None:
        """Begin where the arrow keys go from person to person."""
        (self.people if self.people.isVisibleTo(self) else self.paper.pages).setFocus()

    def step(self, by: int) -> None:
        """The next payslip, or the one before."""
        numbers = [head.number for head in self._heads]
        if self._number in numbers:
            place = numbers.index(self._number) + by
            if 0 <= place < len(numbers):
                self._show(numbers[place])

    def why(self) -> None:
        """Ask why about the figure in focus, else about net pay."""
        if not (self.figures.hasFocus() and self.figures.ask_why()) and self._number is not None:
            explain(self.seat, why.why_figure(self.seat.desk, self._run_id, self._number, "net_pay"))

    def _stood(self, row: object) -> None:
        if isinstance(row, _HeadRow) and row.head.number != self._number:
            self._show(row.head.number)

    def _show(self, number: int) -> None:
        self._number = number
        desk = self.seat.desk
        place = next(place for place, head in enumerate(self._heads) if head.number == number)
        row = self.people.rows[place]
        if self.people.current_row() is not row:
            self.people.stand_on(row)
        try:
            slip = slips.slip(desk, self._run_id, number, self.seat.language)
            content = slips.slip_paper(desk, self._run_id, number)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        t = self.seat.t
        self.title.setText(slip.name)
        self.count.setText(t("{number} of {count}", number=place + 1, count=len(self._heads)))
        self.before_button.setEnabled(place > 0)
        self.after_button.setEnabled(place + 1 < len(self._heads))
        self.paper.set(content, t("Payslip of {name}", name=slip.name))
        rows: list[PaintedRow] = [_FigureRow(self.seat, each) for each in slip.rows]
        if slip.besides:
            rows.append(_SayRow(t("For the employer")))
            rows += [_FigureRow(self.seat, each) for each in slip.besides]
        self.figures.set_rows(rows)
        self.showed.emit(number)

    def _why(self, row: object) -> None:
        if not isinstance(row, _FigureRow) or self._number is None:
            return
        desk = self.seat.desk
        if row.row.line is not None:
            explain(self.seat, why.why_line(desk, self._run_id, self._number, row.row.line))
        else:
            explain(self.seat, why.why_figure(desk, self._run_id, self._number, row.row.figure))

    # --- room and keys --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.people_card.setVisible(self.width() >= _WITH_PEOPLE)
        self.figures_card.setFixedWidth(_FIGURES_WIDE if self.width() >= _WIDE else _FIGURES)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            has_panel = getattr(self.window(), "panel", None) is not None  # Esc closes that first
            if event.key() == Qt.Key.Key_Escape and not has_panel:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)
