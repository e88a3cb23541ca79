"""Stacked bars by month: one family of colours in three steps, figures on asking, the same as a table for whoever does
not see it.

The current bar has its figure over it. The mouse or the arrow keys show the others in a tip that names the parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.values.money import ZERO, Money
from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import CENTER, RIGHT, box, focus_ring, text, text_width
from views.shell.seat import Seat

_BAR: Final = 36
_GAP: Final = 2
_CORNER: Final = 4
_LINES: Final = 4  # above the base
_BOTH_WAYS: Final = 5  # above and below it, where something is below nothing
_TOP: Final = 36
_BOTTOM: Final = 30
_RIGHT: Final = 20
_STEPS: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8, 10)
_COLOURS: Final = ("chart1", "chart2", "chart3")
_DRAFT: Final = 0.45
_LEAST: Final = 2  # pixels of what is below nothing


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its short name under it, its whole name, an amount for each part, and a note on what else there was."""

    short: str
    name: str
    amounts: tuple[Money, ...]
    is_draft: bool = False
    note: str = ""
    beside: Money = ZERO  # drawn on top as an outline: what was paid and is no cost of the month

    @property
    def total(self) -> Money:
        return Money.total(self.amounts)

    @property
    def is_empty(self) -> bool:
        return not any(self.amounts) and not self.beside

    @property
    def height(self) -> Money:
        """How high it stands over the base line: its parts above nothing."""
        return Money.total(each for each in (*self.amounts, self.beside) if each.ore > 0)

    @property
    def depth(self) -> Money:
        """How far it hangs under the base line: its parts below nothing, as an amount above nothing."""
        return -Money.total(each for each in self.amounts if each.ore < 0)


class _Spot(QWidget):
    """The place of a bar: what the mouse and the keys reach, and what is read out."""

    def __init__(self, chart: Chart, number: int, words: str) -> None:
        super().__init__(chart)
        self._chart, self._number = chart, number
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._chart.show_tip(self._number)

    def leaveEvent(self, event: object) -> None:
        self._chart.show_tip(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._chart.show_tip(self._number)
        self._chart.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._chart.show_tip(-1)
        self._chart.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._chart.copy()
        elif not self._chart.take_key(Qt.Key(event.key()), self._number):
            super().keyPressEvent(event)


class _Tip(QWidget):
    """The small box that names a bar's parts."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lines: list[tuple[str, str]] = []
        self.hide()

    def show_lines(self, lines: list[tuple[str, str]], at: QPointF, room: QRect) -> None:
        """Stand beside a bar, inside the chart."""
        self.lines = lines
        names = max(text_width(name, font("caption")) for name, _ in lines)
        figures = max(text_width(figure, font("caption", 600)) for _, figure in lines)
        width, height = ceil(names + figures + 48), 16 + 19 * len(lines)
        left = at.x() + 12 if at.x() + 12 + width <= room.right() else at.x() - width - 12 - _BAR
        self.setGeometry(int(max(left, 4)), int(max(8, at.y() - 8)), width, height)
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        whole = QRectF(self.rect())
        box(painter, whole, 6, now.toast)
        for number, (name, figure) in enumerate(self.lines):
            row = QRectF(12, 8 + number * 19, whole.width() - 24, 19)
            is_head = number == 0
            text(painter, row, name, font("caption", 600 if is_head else 400), now.on_toast)
            text(painter, row, figure, font("caption", 600), now.on_toast, RIGHT)
        painter.end()


class Chart(QWidget):
    """The bars. `set` what they show; `copy` gives them as a table that a spreadsheet takes."""

    copied = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.parts: tuple[str, ...] = ()
        self.bars: tuple[Bar, ...] = ()
        self.unit = ""  # what the figures are, where they are not kroner
        self._step = self._scale()
        self._lines = self._shared()
        self.shown = -1  # the bar whose tip is shown
        self._spots: list[_Spot] = []
        self._tip = _Tip(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set(self, name: str, parts: Sequence[str], bars: Sequence[Bar], unit: str = "") -> None:
        """Other bars. `parts` are the names of the amounts in each bar, from below. With a unit, such as days, each
        amount is so many of it as it has kroner.
        """
        self.parts, self.bars, self.unit = tuple(parts), tuple(bars), unit
        self._step = self._scale()
        self._lines = self._shared()
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.as_text())
        for spot in self._spots:
            spot.hide()
            spot.setParent(None)
            spot.deleteLater()
        self._spots = [_Spot(self, number, self.bar_in_words(bar)) for number, bar in enumerate(self.bars)]
        if self._spots:
            self._spots[-1].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tip.hide()
        self.shown = -1
        self._place()
        for spot in self._spots:
            spot.show()
        self.update()

    @property
    def spots(self) -> list[_Spot]:
        return self._spots

    @property
    def tip(self) -> list[tuple[str, str]]:
        """What the tip says now; nothing where none is shown."""
        return self._tip.lines if self.shown >= 0 else []

    def _figure(self, amount: Money) -> str:
        """An amount as it is said: whole kroner, or so many of the unit."""
        return self.seat.formats.number(amount.kroner, most=1) if self.unit else self.seat.formats.kroner(amount)

    # --- in words -------------------------------------------------------------------------------------------------

    def bar_in_words(self, bar: Bar) -> str:
        """A bar as it is read out."""
        kroner = self._figure
        parts = ", ".join(
            f"{name} {kroner(amount)}" for name, amount in zip(self.parts, bar.amounts, strict=True) if amount
        )
        notes = [self.seat.t("not approved yet")] if bar.is_draft else []
        notes += [f"{bar.note} {kroner(bar.beside)}"] if bar.note else []
        name = ", ".join([bar.name, *notes])
        return f"{name}: {kroner(bar.total)}. {parts}" if parts else f"{name}: 0"

    def as_text(self) -> str:
        """Every bar, one a line."""
        return "\n".join(self.bar_in_words(bar) for bar in self.bars)

    def as_table(self) -> str:
        """The figures with tabs between, in kroner and øre, as a spreadsheet takes them."""
        t, amount = self.seat.t, self._figure if self.unit else self.seat.formats.amount
        beside = next((bar.note for bar in self.bars if bar.beside), "")
        lines = ["\t".join([t("Month"), *self.parts, t("Total"), *([beside] if beside else [])])]
        for bar in self.bars:
            every = (*bar.amounts, bar.total, *([bar.beside] if beside else []))
            figures = [amount(each).replace("\N{NO-BREAK SPACE}", "") for each in every]
            lines.append("\t".join([bar.name, *figures]))
        return "\n".join(lines) + "\n"

    def copy(self) -> None:
        """The table, to the clipboard."""
        QGuiApplication.clipboard().setText(self.as_table())
        self.copied.emit()

    # --- keys and mouse -------------------------------------------------------------------------------------------

    def take_key(self, key: Qt.Key, number: int) -> bool:
        """The arrows go from bar to bar."""
        last = len(self.bars) - 1
        to = {
            Qt.Key.Key_Left: max(number - 1, 0),
            Qt.Key.Key_Right: min(number + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(key)
        if to is None:
            return False
        for place, spot in enumerate(self._spots):
            spot.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == to else Qt.FocusPolicy.ClickFocus)
        self._spots[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_tip(to)
        return True

    def show_tip(self, number: int) -> None:
        """Name the parts of a bar; of none with -1, unless one has the focus."""
        if number < 0:
            number = next((place for place, spot in enumerate(self._spots) if spot.hasFocus()), -1)
        self.shown = number
        if number < 0 or self.bars[number].is_empty:
            self._tip.hide()
            self.shown = -1
            self.update()
            return
        bar, kroner = self.bars[number], self._figure
        lines = [(bar.name, kroner(bar.total))]
        lines += [(name, kroner(amount)) for name, amount in zip(self.parts, bar.amounts, strict=True)]
        if bar.note:
            lines.append((bar.note, kroner(bar.beside)))
        spot = self._spots[number].geometry()
        self._tip.show_lines(lines, QPointF(spot.center().x() + _BAR / 2, spot.top() + 6), self.rect())
        self.update()

    # --- geometry -------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(800, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 150)

    def _scale(self) -> tuple[Decimal, bool]:
        """Kroner from one line to the next, and whether thousands are written."""
        high, low = self._reach()
        most = max(high, low)
        if most <= 0:
            return Decimal(1000), False
        size = Decimal(10) ** (len(str(int(most))) - 2)
        step = next(
            Decimal(str(each)) * unit
            for unit in (size / 10, size, size * 10)
            for each in _STEPS
            if _has_room(Decimal(str(each)) * unit, high, low)
        )
        return step, step >= 1000 and not self.unit

    def _reach(self) -> tuple[Decimal, Decimal]:
        """The highest bar and the deepest one."""
        high = max((bar.height.kroner for bar in self.bars), default=Decimal(0))
        low = max((bar.depth.kroner for bar in self.bars), default=Decimal(0))
        return high, low

    def _shared(self) -> tuple[int, int]:
        """How many lines are above the base line, and how many below it."""
        (high, low), (step, _) = self._reach(), self._step
        return (max(1, ceil(high / step)), ceil(low / step)) if low else (_LINES, 0)

    def _left(self) -> float:
        _, in_thousands = self._step
        widest = max(text_width(each, "caption") for each in (*self._figures_of_lines(), self._unit(in_thousands)))
        return max(72.0, widest + 28)

    def _unit(self, in_thousands: bool) -> str:
        if self.unit:
            return self.unit
        return self.seat.t("thousand kr") if in_thousands else self.seat.t("kr")

    def _axis(self, value: Decimal, in_thousands: bool) -> str:
        return self.seat.formats.number(value / 1000 if in_thousands else value, most=1)

    def _figures_of_lines(self) -> list[str]:
        """What stands at the lines, from the lowest up."""
        (step, in_thousands), (up, down) = self._step, self._lines
        return [self._axis(step * line, in_thousands) for line in range(-down, up + 1)]

    def _plot(self) -> QRectF:
        return QRectF(self._left(), _TOP, self.width() - self._left() - _RIGHT, self.height() - _TOP - _BOTTOM)

    def _middle(self, number: int) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * (number + 0.5) / max(len(self.bars), 1)

    def _place(self) -> None:
        plot = self._plot()
        wide = plot.width() / max(len(self.bars), 1)
        for number, spot in enumerate(self._spots):
            spot.setGeometry(round(plot.left() + number * wide), 8, round(wide), self.height() - 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        plot, (step, in_thousands), (up, down) = self._plot(), self._step, self._lines
        apart = plot.height() / (up + down)
        base = plot.bottom() - apart * down
        right = QRectF(0, 0, plot.left() - 12, 18)
        text(painter, right.translated(0, plot.top() - 27), self._unit(in_thousands), "caption", now.ink2, RIGHT)
        for line, figure in enumerate(self._figures_of_lines(), -down):
            y = round(base - apart * line)
            painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), now.line if line else now.line2)
            text(painter, right.translated(0, y - 9), figure, "caption", now.ink2, RIGHT)
        last = max((number for number, bar in enumerate(self.bars) if not bar.is_empty), default=-1)
        scale = apart / float(step)
        for number, bar in enumerate(self.bars):
            self._paint_bar(painter, base, number, bar, scale, in_thousands, is_last=number == last)
        painter.end()

    def _paint_bar(
        self, painter: QPainter, base: float, number: int, bar: Bar, scale: float, in_thousands: bool, *, is_last: bool
    ) -> None:
        now = theme.current()
        middle = self._middle(number)
        wide = min(_BAR, self._plot().width() / len(self.bars) - 8)
        bottom = round(base)
        heights = [max(0.0, float(amount.kroner) * scale) for amount in bar.amounts]
        painter.save()
        painter.setOpacity(_DRAFT if bar.is_draft else 1.0)
        top = float(bottom)
        drawn = [place for place, height in enumerate(heights) if height >= 1]
        for place in drawn:
            lower = round(top)
            top -= heights[place]
            gap = _GAP if place != drawn[0] else 0
            rect = QRectF(round(middle - wide / 2), round(top), round(wide), lower - round(top) - gap)
            if rect.height() < 1:
                continue
            edge = now.chart2 if place == 2 else None
            self._paint_part(
                painter, rect, now.token(_COLOURS[place % 3]), edge, rounded=place == drawn[-1] and not bar.beside
            )
        beside = max(0.0, float(bar.beside.kroner) * scale)
        if beside >= 3:
            lower = round(top)
            top -= beside
            gap = _GAP if drawn else 0
            rect = QRectF(round(middle - wide / 2), round(top), round(wide), lower - round(top) - gap)
            self._paint_part(painter, rect, now.canvas, now.control, rounded=True)
        self._paint_below(painter, bar, QRectF(round(middle - wide / 2), bottom + 1, round(wide), 0), scale)
        painter.restore()
        self._paint_words(painter, bar, middle, top, in_thousands, is_last=is_last, number=number)

    def _paint_below(self, painter: QPainter, bar: Bar, under: QRectF, scale: float) -> None:
        """The parts below nothing, hanging from the base line; a small one is seen all the same."""
        now, top = theme.current(), under.top()
        depths = {place: -float(amount.kroner) * scale for place, amount in enumerate(bar.amounts) if amount.ore < 0}
        for place, depth in depths.items():
            rect = QRectF(under.left(), round(top), under.width(), max(_LEAST, round(depth)))
            edge = now.chart2 if place == 2 else None
            fill = now.token(_COLOURS[place % 3])
            self._paint_part(painter, rect, fill, edge, rounded=place == max(depths), hangs=True)
            top += rect.height() + _GAP

    @staticmethod
    def _paint_part(
        painter: QPainter, rect: QRectF, fill: QColor, edge: QColor | None, *, rounded: bool, hangs: bool = False
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corner = min(_CORNER, rect.height() / 2) if rounded else 0.0
        path = QPainterPath()
        inner = rect.adjusted(0.5, 0.5, -0.5, -0.5) if edge is not None else rect
        foot, end, bend = (
            (inner.top(), inner.bottom(), -corner) if hangs else (inner.bottom(), inner.top(), corner)
        )  # from where it stands or hangs to where it ends
        path.moveTo(inner.left(), foot)
        path.lineTo(inner.left(), end + bend)
        path.quadTo(QPointF(inner.left(), end), QPointF(inner.left() + corner, end))
        path.lineTo(inner.right() - corner, end)
        path.quadTo(QPointF(inner.right(), end), QPointF(inner.right(), end + bend))
        path.lineTo(inner.right(), foot)
        path.closeSubpath()
        painter.fillPath(path, fill)
        if edge is not None:
            painter.setPen(edge)
            painter.drawPath(path)

    def _paint_words(
        self, painter: QPainter, bar: Bar, middle: float, top: float, in_thousands: bool, *, is_last: bool, number: int
    ) -> None:
        now = theme.current()
        wide = self._plot().width() / len(self.bars)
        under = QRectF(middle - wide / 2, self.height() - _BOTTOM + 6, wide, 18)
        look = font("caption", 600 if is_last else 400)
        words = self.seat.t("{month} · draft", month=bar.short) if bar.is_draft else bar.short
        if text_width(words, look) > wide:
            words = bar.short
        text(painter, under, words, look, now.ink if is_last else now.ink2, CENTER)
        over = QRectF(middle - 90, top - 22, 180, 18)
        if is_last:
            figure = bar.total.kroner / 1000 if in_thousands else bar.total.kroner
            words = self.seat.formats.number(figure, most=1 if self.unit else 0)
            text(painter, over, words, font("caption", 600), now.ink, CENTER)
        elif bar.note and bar.beside.ore > bar.height.ore // 4:
            text(painter, over, bar.note, "caption", now.ink2, CENTER)
        if self._spots[number].hasFocus():
            ring = QRectF(middle - _BAR / 2, max(top, 12), _BAR, self.height() - _BOTTOM - max(top, 12))
            focus_ring(painter, ring, _CORNER)


class Legend(QWidget):
    """What the colours are, in one line."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(names)

    def set(self, names: Sequence[str], beside: str = "") -> None:
        """Other names; `beside` is what the outline on top of a bar is, where one has it."""
        self.names = (*names, beside) if beside else tuple(names)
        self._has_beside = bool(beside)
        self.setAccessibleName(", ".join(self.names))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ceil(sum(text_width(name, "caption") + 16 + 18 for name in self.names)), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        left = 0.0
        for place, name in enumerate(self.names):
            is_beside = self._has_beside and place == len(self.names) - 1
            edge = now.control if is_beside else now.chart2 if place == 2 else None
            fill = now.canvas if is_beside else now.token(_COLOURS[place % 3])
            box(painter, QRectF(left, 5, 10, 10), 2, fill, edge)
            left += 16
            left += text(painter, QRectF(left, 0, 400, 20), name, "caption", now.ink2) + 18
        painter.end()


def _has_room(step: Decimal, high: Decimal, low: Decimal) -> bool:
    """Whether the lines are enough for the bars, so far from each other."""
    if not low:
        return step * _LINES >= high
    return max(1, ceil(high / step)) + ceil(low / step) <= _BOTH_WAYS
