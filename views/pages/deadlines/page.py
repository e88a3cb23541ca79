"""Deadlines: what is due, of the open client and of all others that are known."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from services.actions.marks import mark, unmark
from services.queries.due import DueRow, due_rows
from views.shell.client_memory import client_memory
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.form import Segments
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label
from views.widgets.when import away, short_day

_LEFT, _LATE, _WEEK, _DONE = "left", "late", "week", "done"
_HERE, _ALL = "here", "all"
_PAID: Final = "paid"
_SOON: Final = timedelta(days=15)
_A_WEEK: Final = timedelta(days=7)
_NEAR: Final = 3
_MARKED: Final = frozenset({"pay", "withholding", "aga", "atp", "holiday_fund", "pension", "holiday_pay"})
"""Kinds that are done when somebody says so."""


class DeadlinesPage(Page):
    """One list, by day."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"pay_run", "run_total", "mark", "stored_file", "employer", "movement", "payslip"}
    )

    table: RowsTable

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.memory = client_memory(seat)
        self.rows: tuple[DueRow, ...] = ()
        chips = [(_LEFT, t("Left to do"), 0), (_LATE, t("Overdue"), 0), (_WEEK, t("Next 7 days"), 0)]
        self.chips = Chips([*chips, (_DONE, t("Done"), 0)] if seat.has_client else chips)
        self.chips.chosen.connect(lambda _: self._filter())
        self.whose = Segments(seat, [(_HERE, t("This client")), (_ALL, t("All clients"))])
        self.whose.set_value(_HERE)
        self.whose.setVisible(seat.has_client)
        self.whose.changed.connect(self._filter)
        self.search_field = SearchEdit(seat, t("Search in deadlines"))
        self.search_field.changed.connect(lambda: self.table.filter(self.search_field.value()))
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 12)
        bar.setSpacing(10)
        bar.addWidget(self.chips, 1)
        bar.addWidget(self.whose)
        bar.addWidget(self.search_field)
        self.search_field.setMaximumWidth(220)
        self.column.addSpacing(10)
        self.column.addWidget(self._bar)
        self._holder = QVBoxLayout()
        self._shape = ""
        self.column.addLayout(self._holder, 1)
        self.note = Label("", "caption", "ink3")
        self.note.setContentsMargins(0, 10, 0, 0)
        self.column.addWidget(self.note)
        self.memory.changed.connect(self.refresh)
        self._build_table(everybody=not seat.has_client)

    def _build_table(self, everybody: bool) -> None:
        """The table with the columns that are needed: whose it is, where there are several; amounts of the open one."""
        t, seat = self.seat.t, self.seat
        shape = _ALL if everybody else _HERE
        if shape == self._shape:
            return
        if self._shape:
            self._holder.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self._shape = shape
        left_out = {"client"} if not everybody else set() if seat.has_client else {"amount"}
        columns = [column for column in self._columns() if column.key not in left_out]
        self.table = RowsTable(seat, columns, f"deadlines.{shape}", title=t("Deadlines"))
        self.table.sort_by("day")
        self.table.opened.connect(self.open_row)
        self.table.link.connect(lambda row, key: self._link(row, key))
        self.table.filter(self.search_field.value())
        self._holder.addWidget(self.table)

    def _empty(self) -> EmptyState:
        """What stands in place of rows: nothing of the kind that is looked for, or nothing at all yet."""
        t, seat = self.seat.t, self.seat
        if self.rows:
            words = {
                _LATE: t("Nothing is overdue"),
                _WEEK: t("Nothing is due in the next 7 days"),
                _DONE: t("Nothing is marked as done"),
            }
            return EmptyState("calendar-check", words.get(self.chips.current(), t("Nothing is left to do")))
        first = t("Set up the firm") if seat.has_client else t("Go to the clients")
        make = Button(first, "primary")
        make.clicked.connect(lambda: seat.go(Place("setup" if seat.has_client else "clients")))
        return EmptyState(
            "calendar-check",
            t("Nothing is due"),
            t("When a client has an employer, its pay days and what must be reported and paid stand here."),
            None if seat.has_client and seat.client_orgnr else make,
        )

    def _columns(self) -> list[TableColumn]:
        t, seat = self.seat.t, self.seat
        return [
            TableColumn("day", t("Deadline"), "date", lambda row: row.day, width=120, strong=True),
            TableColumn(
                "when",
                t("When"),
                "pill",
                lambda row: t("Done") if row.is_done else away(seat, row.day),
                state=self._state,
                width=172,
                sort=lambda row: row.day,
            ),
            TableColumn(
                "what",
                t("What"),
                "strong",
                lambda row: row.what,
                second=lambda row: t(row.detail) if row.detail else "",
                width="stretch",
            ),
            TableColumn("client", t("Client"), "text", lambda row: row.client, width=170 if seat.has_client else 230),
            TableColumn(
                "amount",
                t("Amount"),
                "kroner",
                lambda row: row.amount,
                second=lambda row: t("so far") if row.is_draft and row.amount else "",
                width=104,
            ),
            TableColumn("do", "", "link", self._verb, width=140),
        ]

    def _state(self, row: DueRow) -> str:
        if row.is_done:
            return "ok"
        days = (row.day - self.seat.now().date()).days
        return "err" if days < 0 else "due" if days <= _NEAR else "neutral"

    def _verb(self, row: DueRow) -> str:
        t = self.seat.t
        if not row.is_here:
            return t("Open the client")
        if row.kind in _MARKED and not row.is_draft and row.amount is not None:
            return t("Not paid") if row.is_done else t("Mark as paid")
        return t("Go there") if row.where is not None else ""

    # --- going here ------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        self.refresh()
        self._into_table()

    def _into_table(self) -> None:
        """Where the arrow keys and Enter are at home."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the open client again; the others are as they were."""
        seat = self.seat
        self.rows = due_rows(self.memory.cards, seat.desk if seat.has_client else None)
        self._filter()

    def search(self) -> None:
        """Ctrl+F."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def recalculate(self) -> None:
        """F5."""
        self.refresh()

    # --- what is shown ---------------------------------------------------------------------------------------------

    def _filter(self) -> None:
        t, seat = self.seat.t, self.seat
        today = seat.now().date()
        everybody = not seat.has_client or self.whose.value() == _ALL
        rows = [row for row in self.rows if everybody or row.is_here]
        left = [row for row in rows if not row.is_done]
        late = [row for row in left if row.day < today]
        week = [row for row in left if today <= row.day <= today + _A_WEEK]
        done = [row for row in rows if row.is_done]
        wanted = {_LEFT: left, _LATE: late, _WEEK: week, _DONE: done}
        self._bar.setVisible(bool(self.rows))
        self.chips.set_counts({key: len(some) for key, some in wanted.items()})
        self._build_table(everybody)
        shown = wanted.get(self.chips.current(), left)
        self.table.set_rows(shown)
        if not shown:
            self.table.set_empty(self._empty())
        self._write_head(left, everybody)
        others = everybody and any(not row.is_here for row in rows)
        words = t("Of clients that are closed it stands here as it was when they were last open.")
        self.note.setText(words if others else "")
        self.note.setVisible(others)

    def _write_head(self, left: list[DueRow], everybody: bool) -> None:
        t, seat = self.seat.t, self.seat
        today = seat.now().date()
        until = today + _SOON
        day = short_day(seat, until)
        late = sum(1 for row in left if row.day < today)
        soon = [row for row in left if today <= row.day < until]
        words = []
        if late:
            words.append(t("1 is overdue") if late == 1 else t("{count} are overdue", count=late))
        if len(soon) == 1:
            words.append(t("1 deadline before {day}", day=day))
        elif soon:
            words.append(t("{count} deadlines before {day}", count=len(soon), day=day))
        else:
            words.append(t("nothing is due before {day}", day=day))
        clients = len({row.path for row in soon})
        if everybody and clients > 1:
            words[-1] = t("{what}, at {count} clients", what=words[-1], count=clients)
        line = " · ".join(words)
        self.header.set(t("Deadlines"), line[:1].upper() + line[1:])

    # --- doing -----------------------------------------------------------------------------------------------------

    def open_row(self, row: DueRow) -> None:
        """Enter: where it is done."""
        if not row.is_here:
            self.seat.go(Place("clients", str(row.path)))
        elif row.where is not None:
            self.seat.go(row.where)

    def _link(self, row: DueRow, _key: str) -> None:
        if not row.is_here or row.kind not in _MARKED or row.is_draft or row.amount is None:
            self.open_row(row)
            return
        desk, t = self.seat.desk, self.seat.t
        if row.is_done:
            if self.seat.attempt(lambda: unmark(desk, row.subject, _PAID)):
                self.seat.toast(t("Marked as not paid"), undo=True)
        elif self.seat.attempt(lambda: mark(desk, row.subject, _PAID)):
            self.seat.toast(t("Marked as paid"), undo=True)
