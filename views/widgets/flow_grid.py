"""Fields side by side, of which some are not shown: those that are close up."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from views.widgets.form import FormGrid

W = TypeVar("W", bound=QWidget)


class FlowGrid(FormGrid):
    """A grid without holes. `settle` it after fields were shown or hidden."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__(columns)
        self._all: list[tuple[QWidget | None, int]] = []
        self._shown: list[QWidget] = []

    def add(self, field: W, span: int = 1, key: str = "") -> W:
        """Put a field in the next free place, over so many columns."""
        self._all.append((field, span))
        self._shown.append(field)
        return super().add(field, span, key)

    def break_row(self) -> None:
        """What comes next begins at the left, whatever is shown before it."""
        self._all.append((None, 0))
        self.add_row()

    def settle(self) -> None:
        """Close up what is shown."""
        shown = [field for field, _ in self._all if field is not None and not field.isHidden()]
        if shown == self._shown:
            return
        self._shown = shown
        for field, _ in self._all:
            if field is not None:
                self._grid.removeWidget(field)
        self._row = self._column = 0
        for field, span in self._all:
            if field is None:
                self.add_row()
            elif not field.isHidden():
                self._put(field, min(span, self._columns))

    def _put(self, field: QWidget, span: int) -> None:
        if self._column + span > self._columns:
            self.add_row()
        self._grid.addWidget(field, self._row, self._column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._column += span
        if self._column >= self._columns:
            self.add_row()
