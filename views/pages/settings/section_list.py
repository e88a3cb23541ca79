"""The sections of the settings, as a list at the left: which there are, which is open, which has something unsaved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import box, text
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring
from views.widgets.text import Label

WIDTH = 200
_HEIGHT = 34


class _Item(QAbstractButton):
    """One section."""

    def __init__(self, seat: Seat, key: str, words: str) -> None:
        super().__init__()
        self.seat, self.key, self.words = seat, key, words
        self.is_unsaved = False
        self.setText(words.replace("&", "&&"))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_unsaved(False)

    def set_unsaved(self, unsaved: bool) -> None:
        self.is_unsaved = unsaved
        self.setAccessibleName(self.seat.t("{section}, not saved", section=self.words) if unsaved else self.words)
        self.setToolTip(self.seat.t("Not saved yet") if unsaved else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        if self.isChecked():
            box(painter, whole, theme.RADIUS_CONTROL, now.surface, now.line)
        elif self.underMouse():
            box(painter, whole, theme.RADIUS_CONTROL, now.hover)
        ink = now.ink if self.isChecked() or self.underMouse() else now.ink2
        room = whole.adjusted(12, 0, -12 - (18 if self.is_unsaved else 0), 0)
        text(painter, room, self.words, font("body", 600 if self.isChecked() else 500), ink)
        if self.is_unsaved:
            box(painter, QRectF(whole.right() - 20, whole.center().y() - 4, 8, 8), 4, now.warn)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_CONTROL)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class SectionList(QWidget):
    """The list, in groups with a small heading. The arrow keys go along it."""

    chosen = Signal(str)

    def __init__(self, seat: Seat, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(seat.t("Sections of the settings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.items: dict[str, _Item] = {}
        for place, (heading, entries) in enumerate(groups):
            if heading:
                if place:
                    column.addSpacing(16)
                row = QHBoxLayout()
                row.setContentsMargins(12, 0, 0, 2)
                row.addWidget(Label(heading, "caption", "ink3"))
                column.addLayout(row)
            for key, words in entries:
                item = _Item(seat, key, words)
                item.clicked.connect(lambda *_, key=key: self.chosen.emit(key))
                column.addWidget(item)
                self.items[key] = item
        column.addStretch(1)

    def choose(self, key: str) -> None:
        """Show a section as the open one, without telling."""
        self.items[key].setChecked(True)

    def set_unsaved(self, keys: set[str]) -> None:
        """Which sections have something that is not saved."""
        for key, item in self.items.items():
            if item.is_unsaved != (key in keys):
                item.set_unsaved(key in keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        keys = list(self.items)
        here = next((place for place, key in enumerate(keys) if self.items[key].hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        to = self.items[keys[(here + step) % len(keys)]]
        to.setChecked(True)
        to.setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(to.key)
