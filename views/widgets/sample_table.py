"""The first rows of a table from outside, as they stand in its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from views.shell.seat import Seat
from views.widgets.table import RowsTable, TableColumn

_MOST: Final = 8
"""So many columns are shown."""


def sample_table(seat: Seat, titles: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> RowsTable:
    """Rows under their headings; a column without one is called by its number."""
    width = max([len(titles), *(len(row) for row in rows)], default=0)
    table = RowsTable(
        seat,
        [
            TableColumn(
                str(place),
                (titles[place] if place < len(titles) else "") or seat.t("Column {number}", number=str(place + 1)),
                value=_cell(place),
                width="stretch",
            )
            for place in range(min(width, _MOST))
        ],
        name,
        fit=True,
        sortable=False,
        title=seat.t("The file as it stands"),
    )
    table.set_rows(list(rows))
    return table


def _cell(place: int) -> Callable[[Any], str]:
    """What stands in a column of a row."""
    return lambda row: row[place].strip() if place < len(row) else ""
