"""What the parts of a table ask of the table they belong to, so that each of them knows this and not one another."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QPoint, QRectF, SignalInstance
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from views.widgets.rows_model import Index, RowsModel


class HoveredRows(QTableView):
    """A view that says what the pointer is over, where the keys stand, and where the card ends."""

    hovered = hovered_column = -1
    shows_ring = False
    foot = 0.0  # where the card ends, if it ends with a row: that row has no rule under it


class Widths(Protocol):
    """The widths of the columns."""

    def stretch(self) -> None:
        """Give the widths that were asked for, and the rest to the column that takes it."""


class TableFace(Protocol):
    """A table as its head, its view, its painters and its widths see it."""

    markable: bool
    is_waiting: bool
    chosen_number: int
    model: RowsModel

    @property
    def view(self) -> HoveredRows: ...

    @property
    def head(self) -> QHeaderView: ...

    @property
    def sums(self) -> QWidget: ...

    @property
    def widths(self) -> Widths: ...

    @property
    def selected(self) -> SignalInstance: ...

    @property
    def opened(self) -> SignalInstance: ...

    @property
    def link(self) -> SignalInstance: ...

    @property
    def why(self) -> SignalInstance: ...

    @property
    def ends_with_rows(self) -> bool: ...

    def inner(self, rect: QRectF, section: int) -> QRectF: ...

    def can_sort(self, section: int) -> bool: ...

    def choose(self, number: int, tell: bool) -> None: ...

    def find_chosen(self) -> None: ...

    def stand_on(self, index: Index) -> None: ...

    def is_marked(self, number: int) -> bool: ...

    def toggle_mark(self, number: int) -> None: ...

    def mark_all(self) -> None: ...

    def copy(self) -> None: ...

    def open_menu(self, at: QPoint) -> None: ...

    def remember(self, **values: Any) -> None: ...
