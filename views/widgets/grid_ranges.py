"""What is done with the chosen cells of the input grid: copied, pasted from a spreadsheet, filled down, cleared."""

from __future__ import annotations

import csv
from io import StringIO

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from views.widgets.grid_core import GridCore
from views.widgets.menu import Menu
from views.widgets.speech import announce


class GridRanges:
    """The verbs of a range. What cannot be done whole is not done, and the grid says why."""

    def __init__(self, grid: GridCore) -> None:
        self._grid = grid

    def copy(self) -> None:
        """The chosen cells as a spreadsheet reads them."""
        top, left, bottom, right = self._grid.range()
        if top < 0:
            return
        rows = (
            "\t".join(self._grid.source.cell(row, column).edit for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        QGuiApplication.clipboard().setText("\n".join(rows))

    def paste(self) -> None:
        """The clipboard's block, from the first chosen cell on; a single value fills all that is chosen."""
        grid = self._grid
        block = read_block(QGuiApplication.clipboard().text())
        top, left, bottom, right = grid.range()
        if not block or top < 0:
            return
        high, wide = len(block), max(map(len, block))
        block = [row + [""] * (wide - len(row)) for row in block]
        rows, columns = bottom - top + 1, right - left + 1
        if rows % high or columns % wide:
            rows, columns = high, wide
        rows, columns = max(rows, high), max(columns, wide)
        if reason := self._no_room(top, left, rows, columns):
            self._refuse(reason)
            return
        cells = [
            (top + row, left + column, block[row % high][column % wide].strip())
            for row in range(rows)
            for column in range(columns)
        ]
        grid.troubled.emit("")
        if grid.source.put(cells, "pasted"):
            grid.select(top, left, top + rows - 1, left + columns - 1)

    def _no_room(self, top: int, left: int, rows: int, columns: int) -> str:
        """Why so many rows and columns do not fit in from a cell on; nothing where they do."""
        grid, t = self._grid, self._grid.seat.t
        if top + rows > grid.row_count:
            return t(
                "What was copied has {rows} rows, and there is room for {room} from here on. Nothing was pasted",
                rows=rows,
                room=str(grid.row_count - top),
            )
        room = 0
        for column in grid.columns[left:]:
            if column.computed:
                break
            room += 1
        if columns > room:
            return t(
                "What was copied has {columns} columns, and there is room for {room} from here on. Nothing was pasted",
                columns=columns,
                room=str(room),
            )
        return ""

    def fill_down(self) -> None:
        """The first chosen row into the others; from a single cell, the one above it."""
        top, left, bottom, right = self._grid.range()
        if top < 0:
            return
        source, first = (top, top + 1) if bottom > top else (top - 1, top)
        if source < 0:
            return
        cells = [
            (row, column, self._grid.source.cell(source, column).edit)
            for row in range(first, bottom + 1)
            for column in range(left, right + 1)
            if not self._grid.columns[column].computed
        ]
        self._grid.troubled.emit("")
        if cells:
            self._grid.source.put(cells, "filled")

    def clear(self) -> None:
        """Nothing in the chosen cells."""
        top, left, bottom, right = self._grid.range()
        if top < 0:
            return
        cells = [
            (row, column, "")
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if not self._grid.columns[column].computed
        ]
        self._grid.troubled.emit("")
        if cells:
            self._grid.source.put(cells, "cleared")

    def show_menu(self, at: QPoint) -> None:
        """What can be done with the chosen cells."""
        menu, t, row = Menu(self._grid.seat, self._grid), self._grid.seat.t, self._grid.current[0]
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        can_type = not self._grid.is_read_only
        menu.add(t("Copy"), self.copy, "copy", "Ctrl C")
        menu.add(t("Paste"), self.paste, "clipboard", "Ctrl V", enabled=can_type)
        menu.add(t("Fill down"), self.fill_down, "arrow-line-down", "Ctrl D", enabled=can_type)
        menu.add(t("Clear"), self.clear, "eraser", "Del", enabled=can_type)
        menu.addSeparator()
        menu.add(self._grid.row_verb, lambda: self._grid.opened.emit(row), "rows", "Ctrl L")
        if self._grid.explains:
            menu.add(t("Why?"), lambda: self._grid.asked_why.emit(*self._grid.current), "question", "Alt Enter")
        menu.popup(at)

    def _refuse(self, what: str) -> None:
        self._grid.troubled.emit(what)
        announce(self._grid.table, what, urgent=True)


def read_block(copied: str) -> list[list[str]]:
    """What a spreadsheet put on the clipboard, row by row."""
    lines = copied.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines[:-1] if lines.endswith("\n") else lines
    if not lines:
        return []
    if '"' in lines and len(lines) < csv.field_size_limit():  # a cell between quotes may hold line ends
        return [
            [cell.strip() for cell in row] or [""] for row in csv.reader(StringIO(lines, newline=""), delimiter="\t")
        ]
    return [[cell.strip() for cell in line.split("\t")] for line in lines.split("\n")]
