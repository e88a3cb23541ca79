"""What the parts of the input grid ask of it: what it shows, which cells are chosen, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel, QPoint, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView, QWidget

from views.shell.seat import Seat


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: what stands over it, and whether one may type in it. Words stand at the left, figures at the right."""

    key: str
    heading: str
    unit: str = ""
    computed: bool = False
    strong: bool = False
    tip: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands in a cell. `edit` is what the editor begins with, and what is copied.

    State: "" typed · quiet (follows from somewhere else) · missing · error · locked (more lines than one) · manual
    (typed in place of what a rule says).
    """

    text: str = ""
    edit: str = ""
    state: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row's name, and what is wrong with it: an icon with a reason."""

    name: str
    icon: str = ""
    ink: str = "warn"
    tip: str = ""


class GridSource(Protocol):
    """What the grid shows, and who takes what is typed."""

    def row(self, row: int) -> GridRow: ...

    def cell(self, row: int, column: int) -> GridCell: ...

    def total(self, column: int) -> str:
        """What stands under a column."""

    def can_type(self, row: int, column: int) -> bool: ...

    def typing(self, row: int, column: int, text: str | None) -> None:
        """Somebody types this now and has not finished; None says that they gave up."""

    def put(self, cells: Sequence[tuple[int, int, str]], how: str) -> bool:
        """Take texts into cells, all or none. `how` is typed, pasted, filled or cleared."""


class GridCore(QWidget):
    """The grid as its parts know it: what it shows, and the cell or the range in focus."""

    opened = Signal(int)  # a row: show everything about it
    asked_why = Signal(int, int)
    troubled = Signal(str)  # something cannot be done, in words; "" takes it back
    moved = Signal(int, int)  # the cell in focus

    table: QTableView
    model: QAbstractItemModel
    name_width: int

    def __init__(self, seat: Seat, source: GridSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.source = source
        self.columns: tuple[GridColumn, ...] = ()
        self.row_count = 0
        self.name_heading = ""
        self.sum_title = ""
        self.row_verb = seat.t("All lines of the employee")  # what opening a row does, in its menu
        self.explains = True  # whether a cell can be asked why
        self.opened_row = -1
        self.kept_width = 0  # of the columns at the right that stay in sight
        self.is_read_only = False
        self.painted = (-1, -1, -1, -1)  # the chosen cells, asked for once a painting: it is done for every cell

    # --- what its table hands on ----------------------------------------------------------------------------------

    @property
    def is_editing(self) -> bool:
        """Whether somebody types in a cell now."""
        raise NotImplementedError

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the grid before any shortcut of the window."""
        raise NotImplementedError

    def key(self, event: QKeyEvent) -> bool:
        """A key on the table; True where it is done with."""
        raise NotImplementedError

    def edit(self, row: int, column: int, begin: str | None = None) -> None:
        """Open a cell: with a key, which takes the place of what stands there, or to change it."""
        raise NotImplementedError

    def follow(self) -> None:
        """The editor lies over its cell, also when that has scrolled."""
        raise NotImplementedError

    def show_menu(self, at: QPoint) -> None:
        """What can be done with the chosen cells."""
        raise NotImplementedError

    # --- where one is ---------------------------------------------------------------------------------------------

    @property
    def current(self) -> tuple[int, int]:
        """Row and column of the cell in focus; -1 where there is none."""
        index = self.table.currentIndex()
        return (index.row(), index.column()) if index.isValid() else (-1, -1)

    def is_in_range(self, row: int, column: int) -> bool:
        """Whether a cell is painted as one of several that are chosen."""
        top, left, bottom, right = self.painted
        return (bottom > top or right > left) and top <= row <= bottom and left <= column <= right

    def range(self) -> tuple[int, int, int, int]:
        """The chosen cells: first row, first column, last row, last column; the one in focus where no more are."""
        selection = self.table.selectionModel().selection()
        if selection.isEmpty():
            row, column = self.current
            return row, column, row, column
        first = selection.first()
        return first.top(), first.left(), first.bottom(), first.right()

    def go_to(self, row: int, column: int) -> None:
        """Focus a cell and show it."""
        if not (0 <= row < self.row_count and 0 <= column < len(self.columns)):
            return
        index = self.model.index(row, column)
        self.table.setCurrentIndex(index)
        self.table.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Choose a range; the cell in focus is its first."""
        self.go_to(top, left)
        chosen = QItemSelection(self.model.index(top, left), self.model.index(bottom, right))
        self.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to_first(self) -> None:
        """The first cell in which one may type."""
        for column in range(len(self.columns)):
            if not self.columns[column].computed:
                self.go_to(0, column)
                return
        self.go_to(0, 0)

    def may_type(self, row: int, column: int) -> bool:
        """Whether a cell takes what is typed."""
        return (
            not self.is_read_only
            and 0 <= row < self.row_count
            and 0 <= column < len(self.columns)
            and not self.columns[column].computed
            and self.source.can_type(row, column)
        )

    def step_aside(self, by: int) -> bool:
        """Tab: to the next cell of the row, then to the next row; False at the end, where the focus goes on."""
        row, column = self.current
        places = [place for place, each in enumerate(self.columns) if not each.computed]
        if row < 0 or not places:
            return False
        further = [place for place in places if (place > column if by > 0 else place < column)]
        if further:
            self.go_to(row, further[0] if by > 0 else further[-1])
            return True
        if not 0 <= row + by < self.row_count:
            return False
        self.go_to(row + by, places[0] if by > 0 else places[-1])
        return True
