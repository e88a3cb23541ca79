"""Erase people who left: who can be erased now, who must be kept and until when, and the receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.values.finding import Place
from services.queries import erasures
from services.queries.erasures import CAN, DONE, KEPT, ErasedRow, ErasureRow
from views.pages.erasures.panels import ErasePanel, ReceiptPanel, WhyPanel
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label
from views.widgets.when import made_at

_TITLES: Final = 3  # so many names stand in a heading


class ErasuresPage(Page):
    """Three lists, one at a time."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"employee", "employment", "pay_run", "absence", "movement", "erasure", "setting", "imported_file"}
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.rows: tuple[ErasureRow, ...] = ()
        self.done: tuple[ErasedRow, ...] = ()
        self.header.set(t("Erase people who left"), "")
        self.back_button = Button(t("All employees"), icon="arrow-left")
        self.back_button.clicked.connect(lambda *_: seat.go(Place("employees")))
        self.all_button = Button(t("Erase all in the list …"))
        self.all_button.clicked.connect(lambda *_: self.begin_all())
        for button in (self.back_button, self.all_button):
            self.header.add_button(button)
        self.chips = Chips([(CAN, t("Can be erased"), 0), (KEPT, t("Must be kept"), 0), (DONE, t("Erased"), 0)])
        self.chips.chosen.connect(lambda _: self._show())
        holder = QWidget()
        bar = QHBoxLayout(holder)
        bar.setContentsMargins(0, 0, 0, 12)
        bar.addWidget(self.chips, 1)
        self.column.addSpacing(10)
        self.column.addWidget(holder)
        self.table = RowsTable(seat, self._columns(), "erasures", title=t("Erase people who left"))
        self.table.opened.connect(self.open_row)
        self.table.selected.connect(self.open_row)
        self.receipts = RowsTable(seat, self._receipt_columns(), "erasures.done", title=t("Erased"))
        self.receipts.opened.connect(self.open_receipt)
        self.receipts.selected.connect(self.open_receipt)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.receipts, 1)
        self.note = Label("", "caption", "ink3", wrap=True)
        self.note.setContentsMargins(0, 10, 0, 0)
        self.column.addWidget(self.note)

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("number", t("No."), "number", lambda row: row.number, width=64),
            TableColumn("name", t("Name"), "strong", lambda row: row.name, second=self._why, width="stretch"),
            TableColumn("last", t("Last year"), "text", lambda row: str(row.last_year or ""), width=90),
            TableColumn("until", t("Kept until"), "date", lambda row: row.until, width=120),
        ]

    def _receipt_columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("at", t("When"), "strong", lambda row: made_at(self.seat, row.at), width=160),
            TableColumn(
                "numbers", t("Employee numbers"), "text", lambda row: ", ".join(map(str, row.numbers)), width="stretch"
            ),
            TableColumn("by", t("By"), "text", lambda row: row.by, width=120),
            TableColumn("last", t("Files until"), "text", lambda row: str(row.last_year), width=104),
        ]

    def _why(self, row: ErasureRow) -> str:
        """What is in the way."""
        return "" if row.can else self.seat.t(row.why[0])

    # --- places ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        self.refresh()
        if isinstance(place.thing, str) and place.thing in (CAN, KEPT, DONE):
            self.chips.set_current(place.thing)
            self._show()
        elif isinstance(place.thing, int):
            row = next((row for row in self.rows if row.number == place.thing), None)
            if row is not None:
                self.chips.set_current(CAN if row.can else KEPT)
                self._show()
                self.open_row(row)

    def refresh(self) -> None:
        if not self.seat.has_client:
            return
        self.rows = erasures.rows(self.seat.desk)
        self.done = erasures.erased_rows(self.seat.desk)
        can = sum(row.can for row in self.rows)
        self.chips.set_counts({CAN: can, KEPT: len(self.rows) - can, DONE: len(self.done)})
        self._show()

    def _show(self) -> None:
        t, part = self.seat.t, self.chips.current()
        self.table.setVisible(part != DONE)
        self.receipts.setVisible(part == DONE)
        shown = [row for row in self.rows if row.can == (part == CAN)]
        self.table.set_empty(self._empty(part))
        self.receipts.set_empty(EmptyState("shield-check", t("Nobody was erased from this client")))
        self.table.set_rows(shown)
        self.receipts.set_rows(self.done)
        self.all_button.setVisible(part == CAN and len(shown) > 1)
        kept = erasures.retention(self.seat.desk)
        if kept is not None:
            self.header.set(
                t("Erase people who left"),
                t("Pay is kept for {count} years after the end of its year. Then it may be erased.", count=kept.years),
            )
        self.note.setText(t("The years can be made more under Settings, Security and backups."))

    def _empty(self, part: str) -> EmptyState:
        t = self.seat.t
        if part == KEPT:
            return EmptyState("users", t("Nobody who left must be kept"))
        return EmptyState(
            "shield-check",
            t("Nobody can be erased yet"),
            t("Who left stands here when the years are over and everything is settled."),
        )

    # --- panels ---------------------------------------------------------------------------------------------------

    def open_row(self, row: ErasureRow) -> None:
        """Somebody beside the list: what erasing does, or why it cannot be done."""
        if row.can:
            self.begin([row])
        else:
            self.seat.show_panel(WhyPanel(self.seat, row))

    def begin_all(self) -> None:
        """Everybody who can be erased, at once."""
        self.begin([row for row in self.rows if row.can])

    def begin(self, chosen: Sequence[ErasureRow]) -> None:
        """What erasing them does."""
        names = ", ".join(row.name for row in chosen[:_TITLES])
        if len(chosen) > _TITLES:
            names = self.seat.t("{names} and {count} more", names=names, count=len(chosen) - _TITLES)
        panel = ErasePanel(self.seat, [row.number for row in chosen], names)
        panel.erased.connect(self._erased)
        self.seat.show_panel(panel)

    def _erased(self, number: int) -> None:
        self.chips.set_current(DONE)
        self.refresh()
        row = next((row for row in self.done if row.id == number), None)
        if row is not None:
            self.open_receipt(row)

    def open_receipt(self, row: ErasedRow) -> None:
        """A receipt beside the list."""
        self.seat.show_panel(ReceiptPanel(self.seat, row))
