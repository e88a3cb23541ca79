"""The tab «Log»: every file that was taken in, of any kind, with what became of it; each can be saved again, and taken
back while nothing builds on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from models.values.finding import Place
from models.values.span import Month
from services.actions import incoming
from services.actions.save_files import write_file
from services.queries import import_log as ask
from services.queries.import_log import ImportedRow
from services.reference.file_kinds import kind_word
from views.pages.files.view import FilesView
from views.pages.files.words import run_words
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox
from views.widgets.when import local_day

_ENOUGH = 820  # below this there is a panel beside it
_SHORT = 8  # signs of a checksum that are shown


def checksum(row: ImportedRow) -> str:
    """The beginning of the checksum, by which people compare."""
    return row.sha256[:_SHORT]


class LogView(FilesView):
    """The newest first."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.rows: tuple[ImportedRow, ...] = ()
        self._wanted: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "what",
                    t("File"),
                    value=lambda row: t(kind_word(row.kind)),
                    second=lambda row: row.name,
                    width="stretch",
                ),
                TableColumn(
                    "at",
                    t("Taken in on"),
                    value=lambda row: local_day(seat, row.imported_at),
                    second=lambda row: row.by,
                    sort=lambda row: row.imported_at,
                    width=116,
                ),
                TableColumn("rows", t("Rows"), "number", lambda row: row.rows, width=72),
                TableColumn("total", t("Sum"), "money", lambda row: row.total, width=124),
                TableColumn("to", t("Goes into"), value=self._to, second=self._to_second, width=176),
                TableColumn("sum", t("Checksum"), value=checksum, width=104, ink="ink2"),
                TableColumn("state", t("State"), "pill", self._state, state=self._look, width=120),
            ],
            "files_log",
            title=t("Files that were taken in"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        button = Button(t("Choose a file …"), "primary", "folder-open")
        button.clicked.connect(lambda *_: self._choose())
        line = t("Each file stands here with its checksum, who took it in, and where it counts.")
        self.table.set_empty(EmptyState("files", t("No file is taken in yet"), line, button))
        self.table.hide()  # until it is known what there is
        column.addWidget(self.table, 1)
        column.addStretch(0)

    @property
    def line(self) -> str:
        t = self.seat.t
        count = len(self.rows)
        if not count:
            return ""
        return t("1 file was taken in") if count == 1 else t("{count} files were taken in", count=count)

    def _choose(self) -> None:
        path = self.seat.files.open_file(self.seat.t("Choose a file"))
        if path is not None:
            self.seat.take_files([path])

    # --- showing --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        desk = self.seat.desk
        self.seat.work(lambda _: ask.import_log(desk), done=self._show, owner=self)

    def _show(self, rows: Sequence[ImportedRow]) -> None:
        self.rows = tuple(rows)
        self.table.set_rows(rows)
        if self.table.isHidden():
            self.table.show()
            self.focus_first()
        self.settled.emit()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_thing(wanted)
            return
        for panel in self.window().findChildren(ImportedPanel):
            if panel.isVisible():
                row = next((each for each in rows if each.id == panel.row.id), None)
                if row is None:
                    self.seat.close_panel()
                elif row != panel.row:
                    self.show_row(row)

    def show_thing(self, thing: int | str | None) -> None:
        if not isinstance(thing, int):
            return
        if not any(row.id == thing for row in self.rows):
            self._wanted = thing  # it is being read
            return
        if self.table.select(lambda row: row.id == thing):
            self.show_row(self.table.current())

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.show_row(row)

    def show_row(self, row: ImportedRow) -> None:
        """One file beside the list."""
        self.seat.show_panel(panel := ImportedPanel(self.seat, row))
        panel.undone.connect(
            lambda: self.seat.toast(self.seat.t("The import is undone; it can be taken in again"), undo=True)
        )

    def _to(self, row: ImportedRow) -> str:
        t, f = self.seat.t, self.seat.formats
        if row.undone_at is not None:
            return t("nothing")
        if row.run_name:
            return run_words(self.seat, row.run_name)
        if row.payment_date is not None:
            return f.month(Month.of(row.payment_date))
        if row.added is not None:
            return t("1 tax card") if row.added == 1 else t("{count} tax cards", count=row.added)
        return ""

    def _to_second(self, row: ImportedRow) -> str:
        if row.undone_at is None and row.payment_date is not None and row.run_id is None:
            return self.seat.t("a-melding, without a run")
        return ""

    def _state(self, row: ImportedRow) -> str:
        return self.seat.t("Undone") if row.undone_at is not None else self.seat.t("Taken in")

    def _look(self, row: ImportedRow) -> str:
        return "neutral" if row.undone_at is not None else "ok"

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        is_narrow = self.width() < _ENOUGH
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.table.widths.hide(("rows", "to", "sum") if is_narrow else ())

    _is_narrow = False


class ImportedPanel(SidePanel):
    """One file that was taken in: its facts, where it went, and what can still be done."""

    undone = Signal()

    def __init__(self, seat: Seat, row: ImportedRow) -> None:
        t, f = seat.t, seat.formats
        super().__init__(seat, t(kind_word(row.kind)), row.name, t("Taken in by {who}", who=row.by))
        self.row = row
        if row.undone_at is not None:
            when = local_day(seat, row.undone_at)
            self.add_message(MessageBox("info", t("Undone by {who} {day}", who=row.undone_by or "", day=when)))
        facts = KeyValues(seat)
        facts.add(t("Taken in on"), f.day(local_day(seat, row.imported_at)))
        if row.payment_date is not None:
            facts.add(t("Paid on"), f.day(row.payment_date))
        facts.add(t("Rows"), f.count(row.rows))
        if row.total is not None:
            facts.add(t("Sum"), f.amount(row.total), strong=True)
        if row.added is not None and row.undone_at is None:
            facts.add(t("Tax cards"), f.count(row.added))
        if row.receiver:
            facts.add(t("For"), row.receiver)
        if row.run_name:
            run = Place("pay_run", row.run_id)
            facts.add(t("Run"), run_words(seat, row.run_name), link=t("Open"), on_link=lambda: seat.go(run))
        facts.add(t("Size"), t("{count} bytes", count=f.count(row.size)))
        facts.add(t("Checksum"), checksum(row), link=t("Copy"), on_link=self._copy)
        facts.facts[-1].setToolTip(row.sha256)
        self.facts = self.add(facts)
        if (place := row.place) is not None:
            self.open_button = Button(t("Show what it did"), "link", trail="caret-right", small=True)
            self.open_button.clicked.connect(lambda *_: seat.go(place))
            self.body.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.undo_button = Button(t("Undo the import"), "danger")
        if row.undone_at is None:
            self.add_action(self.undo_button)
            self.undo_button.clicked.connect(lambda *_: self._undo())
            self.undo_button.setEnabled(row.can_undo)
            if row.why_not is not None:
                self.undo_button.setToolTip(t(row.why_not))
                self.add(Label(t("It cannot be undone: {why}.", why=row.why_not), "note", "ink2", wrap=True))
        self.save_button = self.add_action(Button(t("Save the file …")))
        self.save_button.clicked.connect(lambda *_: self._save())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.row.sha256)
        self.seat.status(self.seat.t("Copied: {what}", what=checksum(self.row)))

    def _undo(self) -> None:
        desk, row = self.seat.desk, self.row
        if self.seat.attempt(lambda: incoming.undo(desk, row.id)):
            self.undone.emit()

    def _save(self) -> None:
        """The very bytes again."""
        t, desk, row = self.seat.t, self.seat.desk, self.row
        target = self.seat.files.save_file(t("Save the file"), row.name)
        if target is not None and self.seat.attempt(lambda: write_file(incoming.file_of(desk, row.id)[1], target)):
            self.seat.toast(t("{file} is saved", file=target.name))
