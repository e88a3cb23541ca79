"""The input grid as Qt sees it, and with Qt a screen reader: rows, heads and cells with their words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from views.widgets.grid_core import GridCore

Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """The source as Qt sees it."""

    def __init__(self, grid: GridCore) -> None:
        super().__init__(grid)
        self._grid = grid

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._grid.row_count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._grid.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        grid = self._grid
        if not self._is_there(index):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return grid.source.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            column = grid.columns[index.column()]
            cell = grid.source.cell(index.row(), index.column())
            said = " ".join(part for part in (cell.text, column.unit if cell.edit else "", cell.tip) if part)
            return f"{grid.source.row(index.row()).name}, {column.heading}: {said}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if grid.columns[index.column()].words else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        is_column = orientation is Qt.Orientation.Horizontal
        if not 0 <= section < (len(self._grid.columns) if is_column else self._grid.row_count):
            return None
        if is_column:
            column = self._grid.columns[section]
            return " ".join(part for part in (column.heading, column.unit) if part)
        row = self._grid.source.row(section)
        return f"{row.name}, {row.tip}" if row.tip and role == Qt.ItemDataRole.AccessibleTextRole else row.name

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self._is_there(index):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._grid.may_type(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _is_there(self, index: Index) -> bool:
        return index.isValid() and index.row() < self._grid.row_count and index.column() < len(self._grid.columns)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What a screen reader or a test types."""
        if role != Qt.ItemDataRole.EditRole or not self._grid.may_type(index.row(), index.column()):
            return False
        return self._grid.source.put([(index.row(), index.column(), str(value))], "typed")
