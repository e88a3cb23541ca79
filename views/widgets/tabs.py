"""Tabs: parts of one thing, with an underline under the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import text, text_width
from views.widgets.ring import hide_ring, show_ring

W = TypeVar("W", bound=QWidget)

_GAP: Final = 17
_CLOSE: Final = 12
_CLOSEST: Final = 8  # with the small letters


class _Tab(QAbstractButton):
    """One tab."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__()
        self.key, self._words, self._look = key, words, "label"
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.wide(self._look), 36)

    def wide(self, look: str) -> int:
        """How wide the words are in a type, chosen or not."""
        return ceil(text_width(self._words, font(look, 600)))

    def set_look(self, look: str) -> None:
        """The type of the words."""
        if look != self._look:
            self._look = look
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        is_now = self.isChecked()
        ink = now.ink if is_now or self.underMouse() else now.ink2
        look = font(self._look, 600 if is_now else 500)
        text(painter, QRectF(0, 0, self.width() + 1, self.height()), self._words, look, ink)
        if is_now:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), now.accent)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_SMALL, gap=0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class TabBar(QWidget):
    """Only the row of tabs. The arrow keys go along it."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        self._row = row
        self.tabs: list[_Tab] = []
        for key, words in items:
            tab = _Tab(key, words)
            tab.clicked.connect(lambda *_, key=key: self.chosen.emit(key))
            row.addWidget(tab)
            self.tabs.append(tab)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if self.tabs:
            self.tabs[0].setChecked(True)

    def current(self) -> str:
        return next((tab.key for tab in self.tabs if tab.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Show another tab as chosen, without telling."""
        for tab in self.tabs:
            if tab.key == key:
                tab.setChecked(True)

    def tab(self, key: str) -> QAbstractButton:
        """The button of a tab."""
        return next(tab for tab in self.tabs if tab.key == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.tabs:
            super().keyPressEvent(event)
            return
        keys = [tab.key for tab in self.tabs]
        to = (keys.index(self.current()) + step) % len(keys)
        self.tabs[to].setChecked(True)
        self.tabs[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(keys[to])

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 36)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the tabs stand closer, then in smaller letters, before a word is cut."""
        super().resizeEvent(event)
        between = len(self.tabs) - 1
        if between > 0:
            spare = {look: self.width() - sum(tab.wide(look) for tab in self.tabs) for look in ("label", "caption")}
            look, least = ("label", _CLOSE) if spare["label"] >= _CLOSE * between else ("caption", _CLOSEST)
            for tab in self.tabs:
                tab.set_look(look)
            self._row.setSpacing(max(least, min(_GAP, spare[look] // between)))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.current().line)


class Tabs(QWidget):
    """Tabs with what they show. A tab without a widget of its own shows an empty one."""

    changed = Signal(str)

    def __init__(self, items: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TabBar(items)
        self.stack = QStackedWidget()
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self._widgets: dict[str, QWidget] = {}
        self.bar.chosen.connect(self._chosen)

    def add(self, key: str, widget: W) -> W:
        """What a tab shows."""
        self._widgets[key] = widget
        self.stack.addWidget(widget)
        if key == self.current():
            self.stack.setCurrentWidget(widget)
        return widget

    def current(self) -> str:
        return self.bar.current()

    def set_current(self, key: str) -> None:
        """Show a tab; told when it was another."""
        if key != self.current():
            self.bar.set_current(key)
            self._chosen(key)

    def _chosen(self, key: str) -> None:
        if key in self._widgets:
            self.stack.setCurrentWidget(self._widgets[key])
        self.changed.emit(key)
