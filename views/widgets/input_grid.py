"""A grid to type in: people down, columns across, sums below. What is typed is read, shown and kept by its source.

The table is Qt's own, so that a screen reader finds rows, heads and cells; everything is painted here. The names are
the table's row heads and the columns' names its column heads: both stay while the cells scroll.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from views.shell.fonts import font
from views.shell.painting import text_width
from views.shell.seat import Seat
from views.widgets.grid_core import GridCell, GridColumn, GridCore, GridRow, GridSource
from views.widgets.grid_keys import CellEditor, GridTable, with_control
from views.widgets.grid_model import GridModel, Index
from views.widgets.grid_painting import (
    HEAD,
    LEAST,
    NAME_PAD,
    NARROW,
    PAD,
    ROW,
    GridCells,
    GridCorner,
    GridEdge,
    GridHead,
    GridKept,
    GridNames,
    GridSums,
    halves,
)
from views.widgets.grid_ranges import GridRanges

__all__ = ["GridCell", "GridColumn", "GridRow", "GridSource", "InputGrid"]

SUMS: Final = 41
_NAME_LEAST: Final = 168
_NAME_MOST: Final = 360
_BAR: Final = 12
_CLOSER: Final = 8
_LINE: Final = 17  # one more in the heads


class InputGrid(GridCore):
    """The grid. Give it columns and a number of rows; it asks its source for everything else."""

    def __init__(self, seat: Seat, source: GridSource, parent: QWidget | None = None) -> None:
        super().__init__(seat, source, parent)
        self.name_width = _NAME_LEAST
        self.head_height = HEAD
        self._heads: list[tuple[int, int]] = []  # how wide each head is in one line, and in two
        self._values: list[int] = []
        self._editor: CellEditor | None = None
        self._edited: tuple[int, int, str] = (-1, -1, "")
        self.ranges = GridRanges(self)
        self.table = GridTable(self)
        self.model = GridModel(self)
        self.table.setModel(self.model)
        self.head, self.names = GridHead(self), GridNames(self)
        self.table.setHorizontalHeader(self.head)
        self.table.setVerticalHeader(self.names)
        self.table.setItemDelegate(GridCells(self))
        self.table.selectionModel().currentChanged.connect(self._moved)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.table.viewport().update())
        self.sums, self.corner = GridSums(self), GridCorner(self)
        self.bar = QScrollBar(Qt.Orientation.Horizontal, self)
        inner = self.table.horizontalScrollBar()
        inner.rangeChanged.connect(self._range)
        inner.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(inner.setValue)
        inner.valueChanged.connect(lambda _: self.sums.update())
        self.kept = GridKept(self)
        self.edge = GridEdge(self)
        self.setFocusProxy(self.table)

    # --- contents -------------------------------------------------------------------------------------------------

    def set_shape(self, columns: Iterable[GridColumn], rows: int) -> None:
        """Other columns, and so many rows. The cell in focus keeps it where it is still there."""
        self.close_editor(keep=False)
        now = self.table.currentIndex()
        row, column = (now.row(), now.column()) if now.isValid() else (-1, -1)
        key = self.columns[column].key if 0 <= column < len(self.columns) else ""
        self.model.beginResetModel()
        self.columns, self.row_count = tuple(columns), rows
        self.model.endResetModel()
        self._measure()
        places = [place for place, each in enumerate(self.columns) if each.key == key]
        if rows and places and row >= 0:
            self.go_to(min(row, rows - 1), places[0])

    def set_words(self, name_heading: str, sum_title: str, name: str) -> None:
        """What stands over the names, beside the sums, and what the whole grid is called."""
        self.name_heading, self.sum_title = name_heading, sum_title
        self.table.setAccessibleName(name)
        self.sums.update()
        self.corner.update()

    def update_row(self, row: int) -> None:
        """A row has other values; the sums too."""
        if 0 <= row < self.row_count and self.columns:
            self.model.dataChanged.emit(self.model.index(row, 0), self.model.index(row, len(self.columns) - 1))
            self.names.viewport().update()
        self._widen([row])
        self.sums.update()
        self.kept.update()

    def update_all(self) -> None:
        """Everything may have another value."""
        self.table.viewport().update()
        self.names.viewport().update()
        self.sums.update()
        self.kept.update()
        self._measure()

    def set_opened(self, row: int) -> None:
        """Mark the row whose panel is open; -1 for none."""
        self.opened_row = row
        self.names.viewport().update()

    # --- keys -----------------------------------------------------------------------------------------------------

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the grid before any shortcut of the window."""
        if with_control(event):
            return any(event.matches(keys) for keys in _OWN) or event.key() in (Qt.Key.Key_D, Qt.Key.Key_L)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier or event.text() == "?":
            return False
        return bool(event.text().strip()) and event.text().isprintable()

    def key(self, event: QKeyEvent) -> bool:
        """A key on the table; True where it is done with."""
        key, row_column = event.key(), self.current
        if event.matches(QKeySequence.StandardKey.Copy):
            self.ranges.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.ranges.paste()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.ranges.copy()
            self.ranges.clear()
        elif with_control(event):
            if key == Qt.Key.Key_D:
                self.ranges.fill_down()
            elif key == Qt.Key.Key_L:
                self.opened.emit(row_column[0])
            else:
                return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pass_on(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ranges.clear()
        elif key == Qt.Key.Key_F2:
            self.edit(*row_column)
        elif event.text() == "?":
            return self._pass_on(event)
        elif self.takes(event):
            self.edit(*row_column, event.text())
        else:
            return False
        return True

    def show_menu(self, at: QPoint) -> None:
        self.ranges.show_menu(at)

    def _pass_on(self, event: QKeyEvent) -> bool:
        event.ignore()
        return True

    def _move(self, down: int, aside: int) -> None:
        row, column = self.current
        if aside:
            self.step_aside(aside)
        elif 0 <= row + down < self.row_count:
            self.go_to(row + down, column)
        else:
            self.go_to(row, column)

    # --- typing ---------------------------------------------------------------------------------------------------

    @property
    def is_editing(self) -> bool:
        """Whether somebody types in a cell now."""
        return self._editor is not None

    def edit(self, row: int, column: int, begin: str | None = None) -> None:
        """Open a cell: with a key, which takes the place of what stands there, or to change it."""
        if not (0 <= row < self.row_count and 0 <= column < len(self.columns)):
            return
        if not self.may_type(row, column):
            cell = self.source.cell(row, column)
            if cell.state == "locked" and not self.is_read_only:
                self.opened.emit(row)
            elif begin is not None or self.columns[column].computed:
                self.troubled.emit(cell.tip or self.columns[column].tip)
            return
        self.close_editor()
        self.go_to(row, column)
        self.troubled.emit("")
        before = self.source.cell(row, column).edit
        editor = CellEditor(self, begin is not None)
        self._editor, self._edited = editor, (row, column, before)
        editor.setText(before if begin is None else begin)
        if begin is None:
            editor.selectAll()
        editor.setAccessibleName(f"{self.source.row(row).name}, {self.columns[column].heading}")
        if self.columns[column].words:
            editor.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            editor.setTextMargins(PAD - 2, 0, 4, 0)
        editor.textEdited.connect(lambda typed: self.source.typing(row, column, typed))
        editor.left.connect(self._left)
        editor.given_up.connect(lambda: self.close_editor(keep=False, back=True))
        self.follow()
        editor.show()
        editor.setFocus()
        if begin is not None:
            self.source.typing(row, column, begin)

    def _left(self, down: int, aside: int) -> None:
        self.close_editor(back=bool(down or aside))
        if down or aside:
            self._move(down, aside)

    def close_editor(self, *, keep: bool = True, back: bool = False) -> bool:
        """Finish typing: keep what was typed, or leave the cell as it was. True where nothing is wrong with it."""
        editor = self._editor
        if editor is None:
            return True
        self._editor = None
        row, column, before = self._edited
        typed = editor.text()
        editor.finish()
        editor.hide()
        editor.deleteLater()
        if back:
            self.table.setFocus()
        self.table.viewport().update()
        if not keep or typed.strip() == before.strip():
            self.source.typing(row, column, None)
            return True
        return self.source.put([(row, column, typed.strip())], "typed")

    def follow(self) -> None:
        """The editor lies over its cell, also when that has scrolled."""
        if self._editor is not None:
            rect = self.table.visualRect(self.model.index(self._edited[0], self._edited[1]))
            self._editor.setGeometry(rect.adjusted(-1, -1, 0, 0))

    # --- layout ---------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """How wide the columns must be."""
        heading, head_unit = font("label", 600), font("caption")

        def room(*parts: tuple[str, QFont]) -> int:
            return max(ceil(text_width(what, look)) + 2 * PAD + 1 for what, look in parts)

        self._heads = []
        for column in self.columns:
            unit = (column.unit, head_unit)
            in_two = room(*((part, heading) for part in halves(column.heading, heading)), unit)
            self._heads.append((max(LEAST, room((column.heading, heading), unit)), max(NARROW, in_two)))
        self._values = [0] * len(self.columns)
        self._widen(range(self.row_count))
        self._lay_out()

    def _widen(self, rows: Iterable[int]) -> None:
        """Make room for the values of some rows and for the sums."""
        before = list(self._values)
        for place, column in enumerate(self.columns):
            look: QFont = font("body", 600) if column.strong else font("body")
            longest = ""
            for row in rows:
                shown = self.source.cell(row, place).text if 0 <= row < self.row_count else ""
                if len(shown) > len(longest):
                    longest = shown
            need = ceil(text_width(longest, look)) + 2 * PAD + 1
            total = ceil(
                text_width(self.source.total(place), font("strong", 700) if column.strong else font("body", 600))
            )
            self._values[place] = max(self._values[place], need, total + 2 * PAD + 1)
        if before != self._values:
            self._lay_out()

    def _lay_out(self) -> None:
        """Share the width among names and columns, and show whole rows."""
        width, height = self.width(), self.height()
        for bar in (0, _BAR):  # the bar at the side takes its room only where not every row is in sight
            names, widths, needs_bar = self._shares(width - bar)
            head = HEAD + (_LINE if self._is_in_two(widths) else 0)
            if head + self.row_count * ROW <= height - SUMS:
                break
        under = SUMS + (_BAR if needs_bar else 0)
        rows = min(self.row_count, max(1, (height - under - head) // ROW))
        table_height = head + rows * ROW
        self.name_width, self.head_height = names, head
        self.names.setFixedWidth(names)
        self.head.setFixedHeight(head)
        for place, wide in enumerate(widths):
            self.table.setColumnWidth(place, wide)
        self.table.setGeometry(0, 0, width, table_height)
        self.corner.setGeometry(0, 0, names, head)
        self.sums.setGeometry(0, table_height, width, SUMS)
        self.bar.setVisible(needs_bar)
        self.bar.setGeometry(names, table_height + SUMS, width - names, _BAR)
        self._keep_in_sight(needs_bar, width - (bar if rows < self.row_count else 0), table_height + SUMS)
        self.edge.setGeometry(0, 0, width, table_height + SUMS)
        self.edge.raise_()
        self.setMaximumHeight(head + max(self.row_count, 1) * ROW + under)  # what is under the grid lies close to it
        self.follow()
        self.sums.update()
        self.edge.update()

    def _is_in_two(self, widths: Sequence[int]) -> bool:
        """Whether some head has no room in one line."""
        look = font("label", 600)
        return any(
            wide < head[0] and text_width(column.heading, look) > wide - PAD - 5
            for wide, head, column in zip(widths, self._heads, self.columns, strict=True)
        )

    def _keep_in_sight(self, needs_bar: bool, right: int, height: int) -> None:
        """Where the columns scroll, the last ones stay: what everything comes to."""
        wide = self.kept.wanted_width() if needs_bar else 0
        self.kept_width = wide if wide <= (right - self.name_width) // 2 else 0
        self.kept.setVisible(bool(self.kept_width))
        self.kept.setGeometry(right - self.kept_width, 0, self.kept_width, height)
        self.kept.raise_()
        self.kept.update()

    def _shares(self, width: int) -> tuple[int, list[int], bool]:
        """How wide the names and the columns are, and whether the columns must scroll.

        The names take what is left, up to a point; then the figures spread a little, all by the same. Where there is
        little room the columns stand closer and names are cut, as long as they are told apart; then heads stand in
        two lines; where all that is not enough the columns scroll.
        """
        count = len(self.columns)
        longest = max((ceil(text_width(self.source.row(row).name)) for row in range(self.row_count)), default=0)
        whole = min(max(longest + NAME_PAD + PAD + 26, _NAME_LEAST), _NAME_MOST)
        least = min(whole, max(_NAME_LEAST, round(width * 0.24)))
        needs: list[int] = []
        for in_two in (0, 1):
            needs = [max(head[in_two], value) for head, value in zip(self._heads, self._values, strict=True)]
            free = width - sum(needs)
            if not count:
                return free, needs, False
            if free > whole + 40:
                extra = min(28, (free - whole - 40) // count)
                return free - extra * count, [need + extra for need in needs], False
            closer = min(_CLOSER, ceil(max(whole - free, 0) / count))
            if free + closer * count >= least:
                return free + closer * count, [need - closer for need in needs], False
            least = min(whole, _NAME_LEAST)
        return self._scrolled(width, min(whole, max(_NAME_LEAST, round(width * 0.22))), [n - _CLOSER for n in needs])

    def _scrolled(self, width: int, names: int, needs: list[int]) -> tuple[int, list[int], bool]:
        """Columns that scroll: before anybody does, whole ones are in sight; what is left over is shared among them."""
        kept = sum(needs[place] for place in self.kept.places)
        room, shown = width - names - kept, 0
        while shown < len(needs) and sum(needs[: shown + 1]) <= room:
            shown += 1
        more, rest = divmod(max(room - sum(needs[:shown]), 0), max(shown, 1))
        widths = [need + (more if place < shown else 0) for place, need in enumerate(needs)]
        return names + (rest if shown else 0), widths, True

    @property
    def wanted_height(self) -> int:
        """How high the grid is with every row."""
        return self.head_height + self.row_count * ROW + SUMS

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(600, self.wanted_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(400, HEAD + 3 * ROW + SUMS)

    def _range(self, least: int, most: int) -> None:
        self.bar.setRange(least, most)
        self.bar.setPageStep(self.table.horizontalScrollBar().pageStep())
        self.bar.setSingleStep(24)
        self.sums.update()

    def _moved(self, current: Index, _: Index) -> None:
        self.table.viewport().update()
        self.moved.emit(current.row(), current.column())


_OWN: Final = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.Cut,
)
