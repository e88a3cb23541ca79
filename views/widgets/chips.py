"""Filter chips: one of several ways to look at the same list, each with how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import box, text, text_width
from views.widgets.ring import hide_ring, show_ring

_GAP = 8


class _Chip(QAbstractButton):
    """One chip."""

    def __init__(self, key: str, words: str, count: int | None) -> None:
        super().__init__()
        self.key, self._words, self.count = key, words, count
        self.setText(words.replace("&", "&&"))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        self.count = count
        self.setAccessibleName(self._words if count is None else f"{self._words} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 24 + text_width(self._words, font("label"))
        if self.count is not None:
            width += 9 + text_width(str(self.count), font("note"))
        return QSize(ceil(width), theme.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        is_now = self.isChecked()
        ground = now.accent_soft if is_now else now.hover if self.underMouse() else now.surface
        box(painter, whole, theme.CHIP / 2, ground, now.accent_line if is_now else now.line2)
        ink = now.accent if is_now else now.ink
        if not self.isEnabled():
            ink = now.ink3
        look = font("label", 600 if is_now else 500)
        width = text(painter, whole.adjusted(12, 0, 0, 0), self._words, look, ink)
        if self.count is not None:
            rest = whole.adjusted(12 + width + 9, 0, 0, 0)
            text(painter, rest, str(self.count), "note", now.accent if is_now else now.ink2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.CHIP / 2)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class Chips(QWidget):
    """Chips side by side, one of them chosen. The arrow keys go along them. With `wrap` they take as many lines as they
    need.
    """

    chosen = Signal(str)

    def __init__(
        self, items: Sequence[tuple[str, str, int | None]], parent: QWidget | None = None, *, wrap: bool = False
    ) -> None:
        super().__init__(parent)
        self._wraps = wrap
        self._row = QHBoxLayout() if wrap else QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self.chips: list[_Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.set_items(items)

    def set_items(self, items: Sequence[tuple[str, str, int | None]]) -> None:
        """Other chips; the chosen one stays, where it still is there."""
        before = self.current()
        for chip in self.chips:
            chip.setParent(None)
            chip.deleteLater()
        self.chips = []
        for key, words, count in items:
            chip = _Chip(key, words, count)
            chip.clicked.connect(lambda *_, key=key: self.chosen.emit(key))
            if self._wraps:
                chip.setParent(self)
            else:
                self._row.insertWidget(len(self.chips), chip)
            self.chips.append(chip)
        self.set_current(before)
        if self.chips and not self.current():
            self.chips[0].setChecked(True)

    def _flow(self, width: int, *, move: bool = False) -> int:
        """Put the chips on lines of a width; the answer is how high they are."""
        left = top = 0
        for chip in self.chips:
            size = chip.sizeHint()
            if left and left + size.width() > width:
                left, top = 0, top + size.height() + _GAP
            if move:
                chip.setGeometry(left, top, size.width(), size.height())
            left += size.width() + _GAP
        return top + (self.chips[-1].sizeHint().height() if self.chips else 0)

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        return self._flow(width) if self._wraps else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(320, self._flow(max(self.width(), 320))) if self._wraps else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.CHIP) if self._wraps else super().minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wraps and self._flow(self.width(), move=True) != self.height():
            self.updateGeometry()  # beside something else in a row nobody asks for the height of a width

    def current(self) -> str:
        return next((chip.key for chip in self.chips if chip.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Show another chip as chosen, without telling."""
        for chip in self.chips:
            if chip.key == key:
                chip.setChecked(True)

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """How many there are of each."""
        for chip in self.chips:
            if chip.key in counts:
                chip.set_count(counts[chip.key])
        if self._wraps:
            self._flow(self.width(), move=True)
            self.updateGeometry()

    def chip(self, key: str) -> QAbstractButton:
        """The button of a chip."""
        return next(chip for chip in self.chips if chip.key == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.chips:
            super().keyPressEvent(event)
            return
        keys = [chip.key for chip in self.chips]
        to = (keys.index(self.current()) + step) % len(keys)
        self.chips[to].setChecked(True)
        self.chips[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(keys[to])
