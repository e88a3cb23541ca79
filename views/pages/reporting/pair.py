"""Findings and content: where they stand, by the room that there is and by what is asked for."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

_STACKED = 716  # narrower: the two cards stand one above the other
_HIGH = 520  # lower: there is no room for both


class Pair(QWidget):
    """Findings and content: side by side; one above the other beside a panel; and where it is low, the findings."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._second = second
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(20)
        self._row.addWidget(first, 55)
        self._row.addWidget(second, 45)
        self._first = first
        self._shown = "both"

    def show_only(self, which: str) -> None:
        """`both`, the `first` alone, or the `second` alone."""
        self._shown = which
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.width() < _STACKED
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)
        self._first.setVisible(self._shown != "second")
        has_room = not is_narrow or self.height() >= _HIGH or self._shown == "second"
        self._second.setVisible(self._shown != "first" and has_room)
