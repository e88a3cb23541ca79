"""How wide the columns of a table are: what was asked for, what somebody dragged, and who takes the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QRectF

from views.shell.fonts import font
from views.shell.painting import text_width
from views.widgets.rows_model import TableColumn
from views.widgets.table_face import TableFace

EDGE: Final = 16
_ASKED: Final = 8  # more at the end, where a question mark hangs beside the last figure
PAD: Final = 14
LEAST: Final = 48
MARK: Final = 34


def why_rect(room: QRectF) -> QRectF:
    """Where the question mark hangs: right of the figure, in the padding."""
    return QRectF(room.right() + 2, room.top(), 12, room.height())


class ColumnWidths:
    """The widths of one table. Those that somebody dragged are remembered by the table."""

    def __init__(self, table: TableFace, columns: Sequence[TableColumn]) -> None:
        self._table, self._columns = table, columns
        self._dragged: dict[str, int] = {}
        self._is_stretching = False

    def recall(self, kept: object) -> None:
        """What was dragged another time."""
        keys = {column.key for column in self._columns}
        if isinstance(kept, dict):
            self._dragged = {key: width for key, width in kept.items() if key in keys and isinstance(width, int)}

    @property
    def are_dragged(self) -> bool:
        return bool(self._dragged)

    def reset(self) -> None:
        """The widths as they were made."""
        self._dragged.clear()
        self._table.remember(widths={})
        self.stretch()

    def resized(self, section: int, _before: int, width: int) -> None:
        """The head says that a column is wider or narrower."""
        if self._is_stretching or not self._table.head.isVisible():
            return
        column = self._columns[section]
        if isinstance(column.width, int):
            self._dragged[column.key] = width
            self._table.remember(widths=dict(self._dragged))
        self.stretch()

    def hide(self, keys: Collection[str]) -> None:
        """Leave these columns out while there is no room for them."""
        self._is_stretching = True
        for number, column in enumerate(self._columns):
            self._table.view.setColumnHidden(number, column.key in keys)
        self._is_stretching = False
        self.stretch()

    def _asked(self, section: int) -> int:
        if self._table.head.isSectionHidden(section):
            return 0
        column = self._columns[section]
        if column.key in self._dragged:
            return max(self._dragged[column.key], LEAST)
        width = column.width if isinstance(column.width, int) else column.least
        needed = text_width(column.heading, font("caption", 600)) + 2 * PAD
        if section in (0, len(self._columns) - 1):
            needed += EDGE - PAD
        if section == len(self._columns) - 1 and column.why:
            needed += _ASKED
        return max(width, ceil(needed))

    def least(self) -> int:
        """How wide the table must be to show every column without a bar under them."""
        return sum(
            (self._asked(n) if isinstance(column.width, int) else column.least)
            for n, column in enumerate(self._columns)
        )

    def stretch(self) -> None:
        """Give the widths that were asked for, and the rest to the column that takes it."""
        if self._is_stretching:
            return
        self._is_stretching = True
        table, columns = self._table, self._columns
        hidden = table.head.isSectionHidden
        takers = [n for n, each in enumerate(columns) if not isinstance(each.width, int) and not hidden(n)] or [0]
        fixed = sum(self._asked(n) for n in range(len(columns)) if n not in takers)
        rest = table.view.viewport().width() - fixed
        for number in range(len(columns)):
            table.head.resizeSection(number, self._asked(number) if number not in takers else LEAST)
        share, over = divmod(max(rest, sum(columns[n].least for n in takers)), len(takers))
        for place, number in enumerate(takers):
            least = columns[number].least + (MARK if number == 0 and table.markable else 0)
            table.head.resizeSection(number, max(share + (1 if place < over else 0), least))
        self._is_stretching = False
        table.sums.update()

    def inner(self, rect: QRectF, section: int) -> QRectF:
        """The room in a cell for what it says."""
        is_last = section == len(self._columns) - 1
        left = EDGE if section == 0 else PAD
        if section == 0 and self._table.markable:
            left += MARK
        right = EDGE if is_last else PAD
        if self._columns[section].why and is_last:
            right += _ASKED
        return rect.adjusted(left, 0, -right, 0)
