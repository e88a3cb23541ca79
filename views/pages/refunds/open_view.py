"""Postings that need somebody: held back until their owner is known, taken in for no absence, and in no run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.queries.refunds import PostingRow
from views.pages.refunds.words import benefit_word, days_word
from views.shell.seat import Seat
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn

HELD, UNLINKED, ALONE, HOLIDAY, LEFT_OUT = "held", "unlinked", "alone", "holiday", "left_out"

_ENOUGH: Final = 820  # below this there is a panel beside it


class OpenView(QWidget):
    """Chips and the table."""

    chosen = Signal(object)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self._rows: dict[str, tuple[PostingRow, ...]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(14)
        self.chips = Chips(
            [
                (HELD, t("Held back"), None),
                (UNLINKED, t("For no absence"), None),
                (ALONE, t("In no run"), None),
                (HOLIDAY, t("Holiday pay"), None),
                (LEFT_OUT, t("Does not count"), None),
            ]
        )
        self.chips.setAccessibleName(t("Which postings are shown"))
        self.chips.chosen.connect(lambda _: self._show())
        column.addWidget(self.chips)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "name",
                    t("Employee"),
                    value=lambda row: row.employee_name or row.name,
                    second=lambda row: benefit_word(seat, row),
                    width="stretch",
                ),
                TableColumn("days", t("Period"), value=lambda row: days_word(seat, row.first, row.last), width=200),
                TableColumn("where", t("Counts in"), value=self._where, width="stretch"),
                TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=124),
                TableColumn("do", "", "action", self._verb, width=130),
            ],
            "refunds_open",
            title=t("Postings that need somebody"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        self.table.link.connect(lambda row, _: self.chosen.emit(row))
        self.table.set_empty(
            EmptyState(
                "check-circle",
                t("Nothing waits here"),
                t("Postings come here when nobody is certain whose they are, or which absence they are for."),
            )
        )
        column.addWidget(self.table, 1)

    def show_rows(
        self,
        held: Sequence[PostingRow],
        unlinked: Sequence[PostingRow],
        alone: Sequence[PostingRow],
        holiday: Sequence[PostingRow],
        left_out: Sequence[PostingRow],
    ) -> None:
        """The postings by what they wait for."""
        self._rows = {
            HELD: tuple(held),
            UNLINKED: tuple(unlinked),
            ALONE: tuple(alone),
            HOLIDAY: tuple(holiday),
            LEFT_OUT: tuple(left_out),
        }
        self.chips.set_counts({key: len(rows) for key, rows in self._rows.items()})
        self._show()

    def choose(self, key: str) -> None:
        """Show one of the lists."""
        self.chips.set_current(key)
        self._show()

    def focus_rows(self) -> None:
        """Into the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.table.widths.hide(("where", "do") if is_narrow else ())

    _is_narrow = False

    def _show(self) -> None:
        rows = self._rows.get(self.chips.current(), ())
        self.table.set_rows(rows)
        total = sum((row.amount.ore for row in rows), 0)
        money = type(rows[0].amount)(total) if rows else None
        self.table.set_sums(self.seat.t("Total"), {"amount": money} if rows else None)

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.chosen.emit(row)

    def _where(self, row: PostingRow) -> str:
        t = self.seat.t
        if row.state == HELD:
            return t("nothing yet")
        if row.state == LEFT_OUT:
            return row.note or t("nothing")
        if row.run_name:
            return row.run_name
        month = self.seat.formats.month(row.month) if row.month is not None else ""
        return t("the a-melding of {month}", month=month)

    def _verb(self, row: PostingRow) -> str:
        t = self.seat.t
        return t("Place it") if row.state in (HELD, LEFT_OUT) else t("Change it")
