"""Backups: every copy of every client, proven when it was made; read back now, restore, and one more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from services.actions.backups import back_up
from services.queries.backups import BackupRow, backup_rows
from views.pages.backups.panels import DAMAGED, CopyPanel, RestorePanel, read_back
from views.shell.client_memory import client_memory
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.form import Segments
from views.widgets.menu import more_button
from views.widgets.progress import ProgressBox
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox
from views.widgets.when import made_at, size_in_words

_HERE, _ALL = "here", "all"
_NARROW: Final = 840


class BackupsPage(Page):
    """One list, the newest first."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    table: RowsTable

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.memory = client_memory(seat)
        self.rows: tuple[BackupRow, ...] = ()
        self._shown: list[BackupRow] = []
        self.choose_button = Button(t("Restore from a file …"), icon="clock-counter-clockwise")
        self.choose_button.clicked.connect(self.choose_file)
        self.header.add_button(self.choose_button)
        self.make_button = Button(t("Back up now"), "primary", icon="shield-check", key="N")
        self.make_button.clicked.connect(self.new)
        if seat.has_client:
            self.header.add_button(
                more_button(seat, [(t("Back up to another folder …"), self.back_up_elsewhere)], t("More"))
            )
            self.header.add_button(self.make_button)
        self.hint = MessageBox(
            "info", t("Which backup?"), t("Choose one in the list and then “Restore …”."), t("Choose a file …")
        )
        self.hint.clicked.connect(self.choose_file)
        self.hint.hide()
        self._hint_gap = QWidget()
        self._hint_gap.setFixedHeight(12)
        self._hint_gap.hide()
        self.whose = Segments(seat, [(_HERE, t("This client")), (_ALL, t("All clients"))])
        self.whose.set_value(_HERE)
        self.whose.changed.connect(self._filter)
        self.search_field = SearchEdit(seat, t("Search in backups"))
        self.search_field.changed.connect(lambda: self.table.filter(self.search_field.value()))
        self._bar = QWidget()
        line = QHBoxLayout(self._bar)
        line.setContentsMargins(0, 0, 0, 12)
        line.setSpacing(10)
        line.addWidget(self.search_field)
        line.addStretch(1)
        line.addWidget(self.whose)
        self.progress = ProgressBox(seat)
        self.progress.set_cancellable(False)
        self.progress.hide()
        self.column.addSpacing(10)
        self.column.addWidget(self.hint)
        self.column.addWidget(self._hint_gap)
        self.column.addWidget(self._bar)
        self.column.addWidget(self.progress)
        self._holder = QVBoxLayout()
        self._shape: tuple[bool, bool] | None = None
        self.column.addLayout(self._holder, 1)
        self.column.addSpacing(10)
        self.column.addWidget(
            Label(
                t(
                    "A backup is made and read back before each approval and when a client is closed. "
                    "The latest 30 are kept."
                ),
                "caption",
                "ink3",
            )
        )
        self._follows = False
        self.memory.changed.connect(self.refresh)
        self.refresh()

    def _build_table(self, everybody: bool) -> None:
        """The table with the columns that are needed; beside a panel, which says the rest, fewer."""
        t, seat = self.seat.t, self.seat
        is_narrow = 0 < self.width() < _NARROW
        if (everybody, is_narrow) == self._shape:
            return
        chosen = None
        if self._shape is not None:
            chosen = self.table.current()
            self._holder.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self._shape = everybody, is_narrow
        left_out = {"why", "size", "folder"} if is_narrow else set()
        if not everybody:
            left_out |= {"client"}
        columns = [column for column in self._columns() if column.key not in left_out]
        if is_narrow:
            columns[0] = replace(columns[0], width="stretch")
        shape = f"backups.{_ALL if everybody else _HERE}{'.narrow' if is_narrow else ''}"
        self.table = RowsTable(seat, columns, shape, title=t("Backups"))
        self.table.sort_by("at", descending=True)
        self.table.set_empty(
            EmptyState(
                "shield-check",
                t("No backups yet"),
                t("The first is made when a client is closed, or when you ask for it."),
                None,
                None,
            )
        )
        self.table.filter(self.search_field.value())
        self.table.set_rows(self._shown)
        if chosen is not None:
            self.table.select(chosen)
        self.table.selected.connect(lambda row: self._show(row) if self._follows else None)
        self.table.opened.connect(self._open)
        self._holder.addWidget(self.table)

    def _columns(self) -> list[TableColumn]:
        t, seat = self.seat.t, self.seat
        return [
            TableColumn("client", t("Client"), "strong", lambda row: row.client, width=210),
            TableColumn("at", t("Made"), "text", lambda row: made_at(seat, row.at), width=128, sort=lambda row: row.at),
            TableColumn("why", t("Why"), "text", lambda row: row.reason, width=196),
            TableColumn(
                "read",
                t("Read back"),
                "pill",
                lambda row: read_back(seat, self.memory, row),
                state=lambda row: "err" if self.memory.proven().get(row.path.name) == DAMAGED else "ok",
                width=142,
                sort=lambda row: row.at,
            ),
            TableColumn(
                "size",
                t("Size"),
                "number",
                lambda row: size_in_words(seat, row.size),
                width=80,
                sort=lambda row: row.size,
            ),
            TableColumn("folder", t("Folder"), "text", lambda row: str(row.path.parent), width="stretch"),
        ]

    # --- going here ------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        self.refresh()
        wants_restore = place.field == "restore"
        self._show_hint(wants_restore and place.thing is None and bool(self.rows))
        if isinstance(place.thing, str):
            self._show_copy(Path(place.thing), restore=wants_restore)
        elif wants_restore and not self.rows:
            self.choose_file()
        self._into_table()

    def _show_hint(self, wanted: bool) -> None:
        self.hint.setVisible(wanted)
        self._hint_gap.setVisible(wanted)

    def _into_table(self) -> None:
        """Where the arrow keys and Enter are at home."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look at the disk."""
        self.rows = backup_rows(self.memory.cards)
        self._filter()

    def search(self) -> None:
        """Ctrl+F."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def recalculate(self) -> None:
        """F5: look at the disk again."""
        self.refresh()

    @property
    def _everybody(self) -> bool:
        """Whether the copies of all clients are shown."""
        return not self.seat.has_client or self.whose.value() == _ALL

    def _filter(self) -> None:
        t, seat = self.seat.t, self.seat
        everybody = self._everybody
        rows = [row for row in self.rows if everybody or row.file == seat.desk.client.path]
        self._shown = rows
        self._build_table(everybody)
        self.table.set_rows(rows)
        self.search_field.setVisible(bool(rows))
        has_others = seat.has_client and (len(self.rows) > len(rows) or (everybody and bool(rows)))
        self.whose.setVisible(has_others)
        self._bar.setVisible(bool(rows) or has_others)
        newest = max(rows, key=lambda row: row.at, default=None)
        if newest is None:
            line = t("None found")
        else:
            count = t("1 backup") if len(rows) == 1 else t("{count} backups", count=len(rows))
            when = made_at(seat, newest.at)
            line = t("{backups}, the newest {when}", backups=count, when=when[:1].lower() + when[1:])
        self.header.set(t("Backups"), line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)  # not while the layout is at work

    def _fit(self) -> None:
        """Another table, if there is room for more columns now, or for fewer."""
        focus = self.focusWidget()
        had_focus = focus is not None and self.table.isAncestorOf(focus)
        self._build_table(self._everybody)
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- doing -----------------------------------------------------------------------------------------------------

    def new(self) -> None:
        """N: a backup of the open client, where the automatic ones are."""
        self._back_up(None)

    def back_up_elsewhere(self) -> None:
        """A backup of the open client in a folder of the user's choice."""
        folder = self.seat.files.folder(self.seat.t("Folder for the backup"))
        if folder is not None:
            self._back_up(folder)

    def _back_up(self, folder: Path | None) -> None:
        seat, t = self.seat, self.seat.t
        if not seat.has_client or not self.make_button.isEnabled():
            return
        desk, path = seat.desk, seat.desk.client.path
        self.make_button.setEnabled(False)

        def done(_made: object) -> None:
            self.make_button.setEnabled(True)
            if folder is not None:
                self.memory.add_folder(path, folder)
            self.refresh()
            where = str(folder) if folder is not None else t("the usual folder")
            seat.toast(t("Backed up and read back in {folder}", folder=where))

        def refused(findings: tuple[object, ...]) -> None:
            self.make_button.setEnabled(True)
            seat.show_findings(findings)  # type: ignore[arg-type]

        work = seat.work(
            lambda progress: back_up(desk, folder, progress),
            done=done,
            refused=refused,
            what=t("Making a backup and reading it back"),
            owner=self,
        )
        self.progress.follow(work)

    def choose_file(self) -> None:
        """A copy from anywhere."""
        t = self.seat.t
        chosen = self.seat.files.open_file(t("Choose a backup"), t("Client files") + " (*.lonnsom)")
        if chosen is not None:
            self._show_copy(chosen.resolve(), restore=True)

    def receive(self, path: Path) -> None:
        self._show_copy(path.resolve(), restore=True)

    def _open(self, row: BackupRow) -> None:
        self._follows = True
        self._show(row)

    def _show(self, row: BackupRow | None) -> None:
        if row is None:
            return
        panel = CopyPanel(self.seat, row, lambda: self._restore(row))
        panel.closed.connect(self._stop_following)
        self.seat.show_panel(panel)

    def _stop_following(self) -> None:
        self._follows = False

    def _restore(self, row: BackupRow) -> None:
        self._follows = False
        self._show_hint(False)
        self.seat.show_panel(RestorePanel(self.seat, row.path, row.file, row.client, row.at))

    def _show_copy(self, path: Path, *, restore: bool) -> None:
        """A copy by its path: in the list, or from anywhere."""
        row = next((row for row in self.rows if row.path == path), None)
        if row is not None:
            if self.seat.has_client and row.file != self.seat.desk.client.path:
                self.whose.set_value(_ALL)
                self._filter()
            self.table.select(row)
        if row is not None and not restore:
            self._open(row)
        elif row is not None:
            self._restore(row)
        else:
            self._show_hint(False)
            self.seat.show_panel(RestorePanel(self.seat, path, None))
