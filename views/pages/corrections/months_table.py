"""The months beside each other: what was paid, what it should have been, what was put right before, the difference."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.money import Money
from services.queries.correction_page import MonthRow
from services.queries.why import trace_of
from views.shell.seat import Seat
from views.widgets.table import RowsTable, TableColumn

_PLENTY = 860
_LEAST_ROWS, _MOST_ROWS = 3, 14


class MonthsTable(QWidget):
    """One row for each kind of pay in each month of each person."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._has_earlier = False
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "month",
                    t("Month"),
                    "strong",
                    lambda row: seat.formats.month(row.month),
                    second=lambda row: row.name,
                    width=214,
                    sort=lambda row: (row.month.first, row.name),
                ),
                TableColumn(
                    "what",
                    t("What"),
                    "text",
                    lambda row: row.what,
                    second=lambda row: " · ".join(t(cause) for cause in row.causes),
                    width="stretch",
                ),
                TableColumn("paid", t("Paid"), "money", lambda row: row.paid, width=112),
                TableColumn("should", t("Should have been"), "money", lambda row: row.should, width=150),
                TableColumn("earlier", t("Put right before"), "money", lambda row: row.earlier or None, width=140),
                TableColumn(
                    "amount", t("What differs"), "change", lambda row: row.amount, width=140, why=True, strong=True
                ),
            ],
            "correction_months",
            title=t("The months beside each other"),
            sortable=True,
        )
        self.table.why.connect(lambda row, _: self._why(row))
        column.addWidget(self.table)

    def _why(self, row: MonthRow) -> None:
        if row.figure is not None:
            self.seat.why(trace_of(row.figure, row.what, f"{row.name}, {self.seat.formats.month(row.month)}"))

    def explain(self) -> None:
        """Why the difference of the row in focus is what it is."""
        row = self.table.current()
        if row is not None:
            self._why(row)

    def set_rows(self, rows: Sequence[MonthRow], total: Money | None = None) -> None:
        """Show these; `total` is the difference of all, where one is known."""
        self.table.set_rows(rows)
        self._has_earlier = any(row.earlier for row in rows)
        self._hide()
        self.table.set_sums(self.seat.t("Total"), {"amount": total} if total is not None and len(rows) > 1 else None)
        shown = min(max(len(rows), _LEAST_ROWS), _MOST_ROWS)
        self.setMinimumHeight(36 + 50 * shown + 60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide()

    def _hide(self) -> None:
        self.table.widths.hide(() if self._has_earlier and self.width() >= _PLENTY else ("earlier",))
