"""The reports that were read in: when, by whom, into which run, and whether they can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.span import Month
from services.actions import refunds as acts
from services.actions.save_files import write_file
from services.queries import refunds as ask
from services.queries.refunds import ImportRow, PostingRow
from views.pages.refunds.words import benefit_word, checksum_word, days_word
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.form import Choice, Field
from views.widgets.side_panel import KeyValues, SidePanel
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox
from views.widgets.when import local_day

_SHOWN = 30
_ALONE = 0

_PLENTY: Final = 1000
_ENOUGH: Final = 820  # below this there is a panel beside it


class LogView(QWidget):
    """The table of what was read in."""

    chosen = Signal(object)
    asked_import = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        self.table = RowsTable(
            seat,
            [
                TableColumn(
                    "name",
                    t("File"),
                    value=lambda row: row.name,
                    second=lambda row: checksum_word(row.sha256),
                    width="stretch",
                ),
                TableColumn(
                    "at",
                    t("Read in"),
                    value=lambda row: local_day(seat, row.imported_at),
                    second=lambda row: row.by,
                    sort=lambda row: row.imported_at,
                    width=112,
                ),
                TableColumn("paid", t("NAV paid on"), "date", lambda row: row.payment_date, width=112),
                TableColumn("run", t("Goes into"), value=self._run, second=self._run_state, width=164),
                TableColumn("rows", t("Rows"), "number", lambda row: row.rows, width=70),
                TableColumn("total", t("Sum"), "money", lambda row: row.total, width=124),
                TableColumn("state", t("State"), "pill", self._state, state=self._look, width=144),
            ],
            "refunds_log",
            title=t("Reports that were read in"),
        )
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._selected)
        column.addWidget(self.table, 1)
        button = Button(t("Read NAV's report …"), "primary", "download-simple")
        button.clicked.connect(lambda *_: self.asked_import.emit())
        line = t("Each report stands here with its checksum, who read it in, and where it counts.")
        self.table.set_empty(EmptyState("files", t("No report is read in yet"), line, button))

    def show_rows(self, rows: Sequence[ImportRow]) -> None:
        """Every report, the newest first."""
        self.table.set_rows(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for less, and the panel says the rest."""
        super().resizeEvent(event)
        hidden: tuple[str, ...] = ()
        if self.width() < _PLENTY:
            hidden = ("at", "run", "rows") if self.width() < _ENOUGH else ("rows",)
        if hidden != self._hidden:
            self._hidden = hidden
            self.table.widths.hide(hidden)

    _hidden: tuple[str, ...] = ()

    def focus_rows(self) -> None:
        """Into the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _selected(self, row: Any) -> None:
        if row is not None:
            self.chosen.emit(row)

    def _run(self, row: ImportRow) -> str:
        t = self.seat.t
        if row.undone_at is not None:
            return t("nothing")
        if row.run_name:
            return row.run_name
        return self.seat.formats.month(Month.of(row.payment_date)) if row.payment_date is not None else ""

    def _run_state(self, row: ImportRow) -> str:
        t = self.seat.t
        if row.undone_at is None and row.run_id is None:
            return t("a-melding, without a run")
        return {"draft": t("open"), "approved": t("approved")}.get(row.run_state, "")

    def _state(self, row: ImportRow) -> str:
        t = self.seat.t
        if row.undone_at is not None:
            return t("Undone")
        if row.held:
            return t("{count} held back", count=row.held)
        return t("Taken in")

    def _look(self, row: ImportRow) -> str:
        return "neutral" if row.undone_at is not None else "warn" if row.held else "ok"


class ImportPanel(SidePanel):
    """One report: its facts, its postings, and what can still be done."""

    done = Signal(str, bool)
    asked_open = Signal()
    asked_posting = Signal(object)

    def __init__(self, seat: Seat, row: ImportRow) -> None:
        t, f = seat.t, seat.formats
        super().__init__(seat, t("Report from NAV"), row.name, t("Read in by {who}", who=row.by))
        self.row = row
        if row.undone_at is not None:
            when = local_day(seat, row.undone_at)
            self.add_message(MessageBox("info", t("Undone by {who} {day}", who=row.undone_by or "", day=when)))
        elif row.held:
            title = t("1 posting is held back") if row.held == 1 else t("{count} are held back", count=row.held)
            box = self.add_message(MessageBox("warn", title, t("They count nowhere yet."), t("Place them")))
            box.clicked.connect(self.asked_open)
        facts = KeyValues(seat)
        facts.add(t("Read in"), f.day(local_day(seat, row.imported_at)))
        if row.payment_date is not None:
            facts.add(t("NAV paid on"), f.day(row.payment_date))
        facts.add(t("Rows"), str(row.rows))
        facts.add(t("Sum"), f.amount(row.total), strong=True)
        facts.add(t("Taken in"), f.amount(row.taken_total))
        if row.held:
            facts.add(t("Held back"), f.amount(row.held_total))
        if row.left_out:
            facts.add(t("Does not count"), f.amount(row.left_out_total))
        if row.undone_at is None:
            run = Place("pay_run", row.run_id) if row.run_id is not None else None
            facts.add(
                t("Run"),
                row.run_name or t("none"),
                link=t("Open") if run is not None else "",
                on_link=(lambda: seat.go(run)) if run is not None else None,
            )
        facts.add(t("Checksum"), checksum_word(row.sha256), link=t("Copy"), on_link=self._copy)
        facts.facts[-1].setToolTip(row.sha256)
        self.facts = self.add(facts)
        self._movable()
        self._postings()
        self.undo_button = self.add_action(Button(t("Undo the report"), "danger"))
        self.undo_button.clicked.connect(self._undo)
        self.undo_button.setEnabled(row.can_undo)
        self.undo_button.setVisible(row.undone_at is None)
        if row.why_not is not None and row.undone_at is None:
            self.undo_button.setToolTip(t(row.why_not))
            self.add(Label(t("It cannot be undone: {why}.", why=row.why_not), "note", "ink2", wrap=True))
        self.save_button = self.add_action(Button(t("Save the file …")))
        self.save_button.clicked.connect(self._save)

    def _movable(self) -> None:
        """While nothing of it is locked it can go into another run."""
        t, row = self.seat.t, self.row
        self.into: Field | None = None
        if not row.can_undo:
            return
        runs = ask.targets_of_import(self.seat.desk, row.payment_date)
        items = [(run.id, t("{run}, paid {day}", run=run.name, day=run.pay_date)) for run in runs]
        items.append((_ALONE, t("The report of its month, without a run")))
        self.into = Field(self.seat, t("Goes into"), Choice(self.seat, items), topic="refunds.run", width=-1)
        self.into.set_value(row.run_id or _ALONE)
        self.into.changed.connect(self._move)
        self.add(self.into)

    def _postings(self) -> None:
        """A report may have thousands, so they are read beside the window."""
        desk, number = self.seat.desk, self.row.id
        if self.row.undone_at is None:
            self.seat.work(
                lambda _: ask.postings(desk, import_id=number), done=self._show_postings, owner=self, aside=True
            )

    def _show_postings(self, rows: Sequence[PostingRow]) -> None:
        t, f = self.seat.t, self.seat.formats
        if not rows:
            return
        self.add_section(t("Postings"), rule=True)
        facts = KeyValues(self.seat)
        for posting in rows[:_SHOWN]:
            who = posting.employee_name or posting.name or benefit_word(self.seat, posting)
            state = "warn" if posting.is_held else "muted" if posting.state == "left_out" else ""
            words = f"{who} · {days_word(self.seat, posting.first, posting.last)}"
            facts.add(
                words,
                f.amount(posting.amount),
                link=t("Show"),
                on_link=partial(self.asked_posting.emit, posting),
                state=state,
            )
        self.add(facts)
        if len(rows) > _SHOWN:
            self.add(Label(t("And {count} more", count=len(rows) - _SHOWN), "note", "ink2"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.row.sha256)
        self.seat.status(self.seat.t("Copied: {what}", what=checksum_word(self.row.sha256)))

    def _move(self) -> None:
        assert self.into is not None
        desk, row, run = self.seat.desk, self.row, self.into.value() or None
        if run != row.run_id:
            if self.seat.attempt(lambda: acts.move(desk, row.id, run)):
                self.done.emit(self.seat.t("The refunds are moved"), True)
            else:
                self.into.set_value(row.run_id or _ALONE)

    def _undo(self) -> None:
        desk, row = self.seat.desk, self.row
        if self.seat.attempt(lambda: acts.undo_import(desk, row.id)):
            self.done.emit(self.seat.t("The report is undone; it can be read in again"), True)

    def _save(self) -> None:
        """The very bytes again."""
        t, desk, row = self.seat.t, self.seat.desk, self.row
        target = self.seat.files.save_file(t("Save the file"), row.name, "CSV (*.csv);;* (*)")
        if target is None:
            return
        if self.seat.attempt(lambda: write_file(acts.file_of(desk, row.id)[1], target)):
            self.seat.toast(t("{file} is saved", file=target.name))
