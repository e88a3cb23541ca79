"""What NAV owes: one row an absence, with what is due, claimed, received and missing."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding
from models.values.money import Money
from services.queries.refunds import Ledger, LedgerRow
from services.queries.why import trace_of
from views.pages.refunds.words import LOOKS, days_word, kind_word, state_word
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn

ALL: Final = "all"
CHIPS: Final[dict[str, tuple[str, ...]]] = {
    "claim": ("to_claim", "soon"),
    "soon": ("soon", "barred"),
    "waiting": ("waiting", "late", "not_due"),
    "differs": ("partly", "over"),
    "settled": ("settled",),
}
"""The states that each chip shows."""
_PLENTY: Final = 980
_ENOUGH: Final = 820
_ORDER: Final = ("barred", "soon", "late", "partly", "to_claim", "over", "waiting", "unknown", "not_due", "settled")


class LedgerView(QWidget):
    """Chips, a search field, the table with its sums."""

    chosen = Signal(object)
    asked_import = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.found: Ledger | None = None
        self._hidden: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(14)
        bar = QHBoxLayout()
        bar.setSpacing(12)
        self.chips = Chips(
            [
                (ALL, t("All"), None),
                ("claim", t("To be claimed"), None),
                ("soon", t("Soon time-barred"), None),
                ("waiting", t("Waits for NAV"), None),
                ("differs", t("Differs"), None),
                ("settled", t("Settled"), None),
            ],
            wrap=True,
        )
        self.chips.setAccessibleName(t("Which refunds are shown"))
        self.chips.chosen.connect(lambda _: self._keep())
        self.field = SearchEdit(seat, t("Search for an employee"))
        self.field.setMaximumWidth(240)
        self.field.setMinimumWidth(224)
        self.field.changed.connect(self._filter)
        self.field.down.connect(self.focus_rows)
        bar.addWidget(self.chips, 1)
        bar.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(bar)
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("Employee"), "person", lambda row: row.name, self._what, width="stretch"),
                TableColumn(
                    "state",
                    t("State"),
                    "pill",
                    lambda row: state_word(seat, row.state),
                    state=lambda row: LOOKS.get(row.state, "neutral"),
                    sort=lambda row: _ORDER.index(row.state) if row.state in _ORDER else len(_ORDER),
                    width=160,
                ),
                TableColumn("claim_by", t("Claim by"), "date", self._claim_by, width=108),
                TableColumn("due", t("Expected"), "money", lambda row: _amount(row.due), why=True, width=114),
                TableColumn("claimed", t("Claimed"), "money", lambda row: _amount(row.claimed), why=True, width=114),
                TableColumn("received", t("Received"), "money", lambda row: _amount(row.received), why=True, width=114),
                TableColumn(
                    "missing",
                    t("Missing"),
                    "money",
                    lambda row: _amount(row.missing),
                    state=lambda row: "warn" if row.state in ("partly", "late") else "",
                    why=True,
                    width=124,
                ),
            ],
            "refunds_ledger",
            title=t("What NAV owes"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        self.table.why.connect(self.why)
        column.addWidget(self.table, 1)
        self.import_button = Button(t("Read NAV's report …"), "primary", "download-simple")
        self.import_button.clicked.connect(lambda *_: self.asked_import.emit())
        self.table.set_empty(
            EmptyState(
                "arrow-u-down-left",
                t("NAV owes nothing"),
                t("What it owes comes here when somebody is sick beyond the employer's period and you pay in advance."),
                self.import_button,
            )
        )

    def show_ledger(self, found: Ledger) -> None:
        """The ledger as it is."""
        self.found = found
        t = self.seat.t
        rows = sorted(found.rows, key=lambda row: (_ORDER.index(row.state), row.first))
        self.table.set_rows(rows)
        sums = {
            "due": found.due.value,
            "claimed": found.claimed.value,
            "received": found.received.value,
            "missing": found.missing.value,
        }
        self.table.set_sums(t("Total"), sums if rows else None)
        counts = {key: sum(row.state in states for row in rows) for key, states in CHIPS.items()}
        self.chips.set_counts({ALL: len(rows), **counts})
        self.chips.setVisible(bool(rows))
        self.field.setVisible(bool(rows))
        self._keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Only the columns that there is room for: the panel says the rest."""
        hidden: tuple[str, ...] = ()
        if self.width() < _PLENTY:
            hidden = ("claim_by", "due", "claimed", "received") if self.width() < _ENOUGH else ("claim_by",)
        if hidden != self._hidden:
            self._hidden = hidden
            self.field.setMinimumWidth(120 if len(hidden) > 1 else 224)
            self.table.widths.hide(hidden)

    def show_trouble(self, findings: tuple[Finding, ...]) -> None:
        """It cannot be reckoned: why."""
        self.table.set_rows([])
        self.table.set_sums("", None)
        self.table.set_empty(EmptyState("warning-circle", self.seat.t(findings[0].what)))

    def choose(self, absence: int) -> LedgerRow | None:
        """Go to the row of an absence."""
        self.chips.set_current(ALL)
        self._keep()
        self.table.select(lambda row: row.absence == absence)
        row: LedgerRow | None = self.table.current()
        return row

    def choose_employee(self, number: int) -> None:
        """Show only somebody's."""
        if self.found is not None:
            name = next((row.name for row in self.found.rows if row.employee == number), "")
            self.field.setText(name)
            self._filter()

    def why(self, row: LedgerRow, key: str) -> None:
        """Why an amount of a row is what it is."""
        titles = {
            "due": self.seat.t("Expected"),
            "claimed": self.seat.t("Claimed"),
            "received": self.seat.t("Received"),
            "missing": self.seat.t("Missing"),
        }
        figure = getattr(row, key, None)
        if key in titles and figure is not None:
            self.seat.why(trace_of(figure, titles[key], row.name))

    def focus_rows(self) -> None:
        """Into the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """Ctrl+F."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.chosen.emit(row)

    def _what(self, row: LedgerRow) -> str:
        return f"{kind_word(self.seat, row.kind)} · {days_word(self.seat, row.first, row.last)}"

    def _claim_by(self, row: LedgerRow) -> Any:
        return row.claim_by if row.state in ("to_claim", "soon", "barred") else None

    def _filter(self) -> None:
        self.table.filter(self.field.value())

    def _keep(self) -> None:
        states = CHIPS.get(self.chips.current())
        self.table.keep(None if states is None else lambda row: row.state in states)


def _amount(figure: Any) -> Money | None:
    """An amount; nothing where there is none."""
    return figure.value if figure is not None and figure.value else None
