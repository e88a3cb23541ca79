"""Every run of the client, the newest first, and the way to start one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.message import Message
from services.queries.runs import RunRow, kind_words
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn


class RunList(QWidget):
    """The runs as rows: what, when, for how many, how much, and how far it has come."""

    opened = Signal(int)
    asked_new = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "run",
                    t("Run"),
                    "strong",
                    lambda row: t(row.title),
                    second=lambda row: t(kind_words(row.kind)),
                    width="stretch",
                    sort=lambda row: (row.month.first, row.sequence),
                ),
                TableColumn("pay_date", t("Pay date"), "date", lambda row: row.pay_date, width=110),
                TableColumn("people", t("Employees"), "number", lambda row: row.people, width=110),
                TableColumn("net", t("Net pay"), "money", lambda row: row.net, width=130),
                TableColumn(
                    "state",
                    t("State"),
                    "pill",
                    lambda row: t(state_words(row)),
                    state=lambda row: _STATES[row.state],
                    width=180,
                ),
                TableColumn(
                    "open", "", "action", lambda row: t("Open") if row.is_approved else t("Continue"), width=110
                ),
            ],
            "runs",
        )
        self._has_firm = True
        self.empty = self._nothing()
        self.table.set_empty(self.empty)
        self.table.opened.connect(lambda row: self.opened.emit(row.id))
        self.table.link.connect(lambda row, _: self.opened.emit(row.id))
        column.addWidget(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is no room for what a row says without it."""
        super().resizeEvent(event)
        self.table.widths.hide(_IN_PLENTY if self.width() < _PLENTY else ())

    def set_rows(self, rows: tuple[RunRow, ...], *, has_firm: bool = True) -> None:
        """Show these runs; without any, the way to the first one, or to what must come before it."""
        if has_firm != self._has_firm:
            self._has_firm = has_firm
            self.empty = self._nothing() if has_firm else self._no_firm()
            self.table.set_empty(self.empty)
        self.table.set_rows(rows)

    def _nothing(self) -> EmptyState:
        """The way to the first run."""
        t = self.seat.t
        start = Button(t("New pay run"), "primary", "plus")
        start.clicked.connect(self.asked_new)
        line = t("A run takes five steps, and nothing is paid or sent before you have approved it.")
        return EmptyState("money", t("No pay run yet"), line, start)

    def _no_firm(self) -> EmptyState:
        """The way to what must come before a run."""
        t = self.seat.t
        begin = Button(t("Set up the firm"), "primary")
        begin.clicked.connect(lambda: self.seat.go(Place("setup")))
        line = t("A run needs to know who the employer is, where people work, and when they are paid.")
        return EmptyState("buildings", t("The firm is not set up yet"), line, begin)


_PLENTY: Final = 700  # from this width on, every column is shown
_IN_PLENTY: Final = ("pay_date", "people", "open")
_STATES: Final = {"basis": "neutral", "stale": "warn", "control": "info", "approved": "ok", "saved": "ok"}


def state_words(row: RunRow) -> Message:
    """How far a run has come, in words."""
    match row.state:
        case "basis":
            return Message("Draft: basis")
        case "stale":
            return Message("Draft: recalculate")
        case "control":
            return Message("Draft: to be checked")
        case "approved":
            return Message("Approved")
        case _:
            return Message("Files saved")
