"""The change log: who changed what, of whom, and when; sealed entry by entry, and taken back where it can be."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from models.values.finding import Place
from models.values.span import Month
from services.actions.undo import undo
from services.queries.changes import ChangeRow, changes, log_is_whole, months_with_changes
from services.queries.employees import employees
from services.reference.change_words import GROUPS
from views.pages.changes.panel import ChangePanel, written
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.chips import Chips
from views.widgets.drop_list import Choice
from views.widgets.empty import EmptyState
from views.widgets.rows_model import TableColumn
from views.widgets.table import RowsTable
from views.widgets.text import Pill
from views.widgets.when import made_at

_STEP = 200
_NARROW = 900


class ChangesPage(Page):
    """The log, by employee, month and kind."""

    kinds: ClassVar[frozenset[str]] = frozenset().union(*(some for _, some in GROUPS.values()))

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._limit = _STEP
        self._is_asked = False
        t = seat.t
        self.seal = Pill("", "neutral")
        self.seal.setVisible(False)
        self.header.add_button(self.seal)
        self._filters = row = QHBoxLayout()
        row.setSpacing(10)
        choices = QHBoxLayout()
        choices.setSpacing(10)
        self.who = Choice(seat)
        self.who.setFixedWidth(230)
        self.who.setAccessibleName(t("Employee"))
        self.month = Choice(seat)
        self.month.setFixedWidth(180)
        self.month.setAccessibleName(t("Month"))
        self.kind = Chips([("", t("Everything"), None), *((key, t(words), None) for key, (words, _) in GROUPS.items())])
        self.kind.setAccessibleName(t("Kind of change"))
        for choice in (self.who, self.month):
            choice.changed.connect(self._asked)
            choices.addWidget(choice)
        choices.addStretch(1)
        row.addLayout(choices)
        row.addWidget(self.kind, 1)
        self.kind.chosen.connect(lambda *_: self._asked())
        self.column.addLayout(row)
        self.column.addSpacing(14)
        self.table = RowsTable(seat, self._columns(), "changes", title=t("Changes"))
        self.table.set_empty(EmptyState("clock-counter-clockwise", t("No changes here"), t("Choose another filter.")))
        self.table.selected.connect(self._open)
        self.table.opened.connect(self._open)
        self.column.addWidget(self.table, 1)
        self.more = Button(t("Show more"), "link", small=True)
        self.more.clicked.connect(self._show_more)
        under = QHBoxLayout()
        under.setContentsMargins(0, 8, 0, 0)
        under.addWidget(self.more)
        under.addStretch(1)
        self.column.addLayout(under)
        self._fill_choices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel the chips stand under the choices."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._filters.setDirection(down if event.size().width() < _NARROW else across)

    def _columns(self) -> list[TableColumn]:
        t, seat = self.seat.t, self.seat
        return [
            TableColumn(
                "at",
                t("When"),
                value=lambda row: made_at(seat, row.at),
                second=lambda row: row.who,
                sort=lambda row: row.seq,
                width=150,
            ),
            TableColumn(
                "what",
                t("What"),
                "strong",
                value=lambda row: row.what,
                second=self._second,
                state=lambda row: "muted" if row.undone else "",
                width="stretch",
            ),
            TableColumn("about", t("About"), value=self._about, width=276),
        ]

    def _second(self, row: ChangeRow) -> str:
        """The line under what was done."""
        t = self.seat.t
        old, new = written(self.seat, row.old), written(self.seat, row.new)
        words = f"{old} → {new}" if old and new else new or old
        if not words and row.notes:
            words = " · ".join(t(note) for note in row.notes)
        if not words and row.kind != "pay":
            labels = list(dict.fromkeys(t(each.label) for each in row.fields))
            words = ", ".join(labels[:5]) + (" …" if len(labels) > 5 else "")
        if row.undone:
            return t("Taken back. {what}", what=words) if words else t("Taken back")
        return words

    def _about(self, row: ChangeRow) -> str:
        names = [name for _, name in row.people]
        if not names:
            return self.seat.t(row.about) if row.about is not None else ""
        if len(names) == 1:
            return names[0]
        return self.seat.t("{name} and {count} more", name=names[0], count=len(names) - 1)

    # --- what is asked for ----------------------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        t, f = self.seat.t, self.seat.formats
        if not self.seat.has_client:
            return
        who, month = self.who.value(), self.month.value()
        people = [(row.number, row.name) for row in employees(self.seat.desk)]
        self.who.set_items([(0, t("All employees")), *people])
        found = [(str(each), f.month(each).capitalize()) for each in months_with_changes(self.seat.desk)]
        self.month.set_items([("", t("All months")), *found])
        self.who.set_value(who or 0)
        self.month.set_value(month or "")

    def show_place(self, place: Place) -> None:
        """`("changes", 7)` is the log of employee 7."""
        if isinstance(place.thing, int):
            self.who.set_value(place.thing)
        self.refresh()
        self._check_seal()

    def refresh(self) -> None:
        """Read the log again, off the window's thread."""
        desk, month = self.seat.desk, self.month.value()
        who, kind = self.who.value() or None, self.kind.current() or None
        limit, language = self._limit, self.seat.language
        self.table.set_waiting(True)
        self.seat.work(
            lambda _: changes(
                desk,
                employee=who,
                month=Month.parse(month) if month else None,
                kind=kind,
                limit=limit,
                language=language,
            ),
            done=self._show,
            owner=self,
        )

    def _asked(self) -> None:
        self._limit = _STEP
        self.refresh()

    def _show(self, rows: tuple[ChangeRow, ...]) -> None:
        self.table.set_waiting(False)
        self.table.set_rows(rows)
        self.more.setVisible(len(rows) >= self._limit)
        self.header.set(self.seat.t("Changes"), self.seat.t("Who changed what, and when. Nothing here can be altered."))

    def _show_more(self) -> None:
        self._limit += _STEP
        self.refresh()

    def _check_seal(self) -> None:
        """Look whether the log is as it was written."""
        desk = self.seat.desk
        self.seat.work(lambda _: log_is_whole(desk), done=self._show_seal, owner=self)

    def _show_seal(self, seen: tuple[bool, int]) -> None:
        t = self.seat.t
        is_whole, count = seen
        if is_whole:
            words = t("Sealed: {count} entries are as written", count=count)
            self.seal.set(t("Sealed: 1 entry is as written") if count == 1 else words, "ok", "shield-check")
        else:
            self.seal.set(t("The seal is broken: an entry was altered"), "err", "warning-circle")
        self.seal.setVisible(True)

    # --- one change -----------------------------------------------------------------------------------------------

    def _open(self, row: Any) -> None:
        if isinstance(row, ChangeRow):
            self.seat.show_panel(ChangePanel(self.seat, row, self._undo))

    def _undo(self, row: ChangeRow) -> None:
        if self.seat.attempt(lambda: undo(self.seat.desk, row.seq)):
            self.seat.close_panel()
            self.seat.toast(self.seat.t("Taken back"), undo=False)
            self.refresh()

    def search(self) -> None:
        """Ctrl+F: to the filters."""
        self.who.setFocus()

    def recalculate(self) -> None:
        """F5: check the seal again."""
        self.refresh()
        self._check_seal()
