"""The bank's answers: read from a file, looked at before they count, kept in a list, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Refused, Severity
from models.values.message import Message
from services.actions import payment_status
from services.actions.payment_status import StatusPreview, StatusRow
from services.queries.payments import BankAnswer, PaymentsOfRun, account_words, status_words
from services.reference.file_names import offered_name
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.finding_list import FindingList
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, capital
from views.widgets.when import made_at

_COUNTS: Final[Mapping[str, Callable[[int], Message]]] = {
    "accepted": lambda count: Message("{count} accepted", count=count),
    "pending": lambda count: Message("{count} waiting", count=count),
    "rejected": lambda count: Message("{count} rejected", count=count),
    "unknown": lambda count: Message("{count} without a known status", count=count),
}
_FIRST = ("rejected", "unknown", "pending", "accepted")
_STATES = {"accepted": "ok", "pending": "waiting", "rejected": "err", "unknown": "neutral"}


class AnswerList(QWidget):
    """The answers about a run's files, and one that is being looked at."""

    taken = Signal(object)  # Place: where the answer is seen

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._read: tuple[str, bytes, StatusPreview] | None = None
        t = seat.t
        self.choose_button = Button(t("Read the bank's answer …"), icon="file-arrow-down")
        self.choose_button.clicked.connect(lambda *_: self.choose())
        self.table = RowsTable(
            seat,
            [
                TableColumn("name", t("File"), "text", lambda row: row.name, width="stretch"),
                TableColumn("about", t("Answers"), "text", self._about, width=190),
                TableColumn("taken", t("Taken in"), "text", self._taken_at, width=170),
                TableColumn("says", t("The bank says"), "pill", self._says, state=self._color, width=220),
                TableColumn("undo", "", "link", self._undo_words, width=110),
            ],
            "payment_answers",
            title=t("The bank's answers"),
        )
        self.table.setProperty("topic", "pay_run.bank_answers")
        again = Button(t("Read the bank's answer …"), icon="file-arrow-down")
        again.clicked.connect(lambda *_: self.choose())
        self.table.set_empty(
            EmptyState(
                "bank",
                t("No answer is taken in"),
                t("Some banks give a file with what became of each payment. Where there is none, tick what is paid."),
                again,
            )
        )
        self.table.link.connect(lambda row, _: self.undo(row))
        self.looked = QWidget()
        self.title = Label("", "heading")
        self.line = Label("", "note", "ink2", wrap=True)
        self.findings = FindingList(seat)
        self.rows = RowsTable(
            seat,
            [
                TableColumn("name", t("Name"), "strong", lambda row: row.name, width="stretch"),
                TableColumn("account", t("Account"), "text", lambda row: account_words(row.account), width=170),
                TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=130),
                TableColumn("state", t("The bank says"), "pill", self._row_words, state=self._row_color, width=330),
            ],
            "payment_answer_rows",
            title=t("What the answer says"),
        )
        self.take_button = Button(t("Take the answer in"))
        self.cancel_button = Button(t("Cancel"))
        self.take_button.clicked.connect(lambda *_: self.take())
        self.cancel_button.clicked.connect(lambda *_: self.cancel())
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.take_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self.looked)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.title, self.line, self.findings):
            column.addWidget(widget)
        column.addWidget(self.rows, 1000)
        column.addLayout(buttons)
        column.addStretch(1)
        self.looked.hide()
        bar = QHBoxLayout()
        bar.addWidget(self.choose_button)
        bar.addStretch(1)
        self.log = QWidget()
        inner = QVBoxLayout(self.log)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(self.table, 1)
        inner.addLayout(bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 12, 0, 0)
        outer.addWidget(self.looked, 1)
        outer.addWidget(self.log, 1)

    def show_payments(self, found: PaymentsOfRun) -> None:
        """Show the answers about a run's files."""
        self.table.set_rows(found.answers)
        self.choose_button.setVisible(bool(found.answers))

    # --- words ----------------------------------------------------------------------------------------------------

    def _about(self, row: BankAnswer) -> str:
        return offered_name(row.file_name, self.seat.language)

    def _taken_at(self, row: BankAnswer) -> str:
        return made_at(self.seat, row.taken_at)

    def _says(self, row: BankAnswer) -> str:
        if row.undone_at is not None:
            return self.seat.t("Undone")
        return row.status.words(self.seat.language) if row.status is not None else self.seat.t("Payment by payment")

    def _color(self, row: BankAnswer) -> str:
        if row.undone_at is not None:
            return "muted"
        return _STATES[row.status.state] if row.status is not None else "info"

    def _undo_words(self, row: BankAnswer) -> str:
        return "" if row.undone_at is not None else self.seat.t("Take back")

    def _row_words(self, row: StatusRow) -> str:
        reasons = [(each.code, each.text) for each in row.reasons]
        return status_words(row.code, reasons, self.seat.language) or self.seat.t("Says nothing")

    def _row_color(self, row: StatusRow) -> str:
        return _STATES[row.state] if row.code else "muted"

    # --- one answer -----------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file, and look at it."""
        t = self.seat.t
        path = self.seat.files.open_file(t("Choose the bank's answer"), t("Answers (*.xml);;All files (*)"))
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Look at a file that was chosen or dropped: what it says is shown before it counts."""
        desk = self.seat.desk

        def look() -> tuple[str, bytes, StatusPreview]:
            content = payment_status.read_file(path)
            return path.name, content, payment_status.preview(desk, content, path.name)

        self.seat.work(
            lambda _: look(),
            done=self._show,
            refused=self.seat.show_findings,
            what=self.seat.t("Reading the answer"),
            owner=self,
        )

    def _show(self, read: tuple[str, bytes, StatusPreview]) -> None:
        name, _, seen = read
        self._read = read
        t = self.seat.t
        if seen.imported_on is not None:
            title = t("{file} is taken in already", file=name)
        elif seen.refused:
            title = t("{file} cannot be taken in", file=name)
        else:
            title = t("{file} is not taken in yet", file=name)
        self.title.setText(title)
        parts = [t("Taken in {day}", day=seen.imported_on)] if seen.imported_on is not None else []
        parts += [t("Answers {file}", file=offered_name(seen.file_name, self.seat.language))] if seen.file_name else []
        if seen.created is not None:
            parts.append(t("made {when}", when=seen.created.date()))
        parts += [t(_COUNTS[state](count)) for state, count in seen.counts.items()]
        self.line.setText(capital(" · ".join(parts)))
        self.line.setVisible(bool(parts))
        found = [each for each in seen.findings if each.severity is not Severity.NOTE]
        away = [
            each if each.where is None or each.where.thing is not None else replace(each, where=None) for each in found
        ]
        self.findings.set(away)  # the page itself is no place to go to
        self.findings.setVisible(bool(seen.findings))
        self.rows.set_rows(sorted(seen.rows, key=lambda row: _FIRST.index(row.state)))
        self.rows.setVisible(bool(seen.rows))
        self.take_button.setVisible(not seen.refused)
        self.cancel_button.setText(t("Close") if seen.refused else t("Cancel"))
        self.log.hide()
        self.looked.show()
        (self.cancel_button if seen.refused else self.take_button).setFocus()

    def cancel(self) -> None:
        """Look at it no longer; nothing was stored."""
        self._read = None
        self.looked.hide()
        self.log.show()

    def take(self) -> None:
        """Take the answer in."""
        if self._read is None:
            return
        name, content, _ = self._read
        seat = self.seat
        try:
            taken = payment_status.take_in(seat.desk, content, name)
        except Refused as refusal:
            seat.show_findings(refusal.findings)
            return
        self.cancel()
        seat.toast(seat.t("The answer is taken in"), undo=True)
        self.taken.emit(taken.place)

    def undo(self, row: object) -> None:
        """Take an answer back: it stays in the list, and counts no more."""
        if not isinstance(row, BankAnswer) or row.undone_at is not None:
            return
        seat = self.seat
        if seat.attempt(partial(payment_status.undo_import, seat.desk, row.id)):
            seat.toast(seat.t("The answer is taken back"))
