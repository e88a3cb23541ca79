"""The receipt of a file of decentral registrering: what was received, loaded and rejected, and why; saved as PDF or
CSV.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.actions import decentral as acts
from services.actions.decentral import Receipt
from views.pages.files.decentral_panel import cause_words, record_words
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label
from views.widgets.when import made_at


class ReceiptPart(QWidget):
    """The counts above, the lines with something to say below."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.receipt: Receipt | None = None
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(12)
        card = Card(padding=20)
        row = QHBoxLayout()
        row.setSpacing(32)
        self.figures: dict[str, Label] = {}
        for key, word in (
            ("received", t("Received")),
            ("loaded", t("Loaded")),
            ("rejected", t("Rejected")),
            ("warnings", t("Warnings")),
        ):
            part = QVBoxLayout()
            part.setSpacing(2)
            part.addWidget(Label(word, "caption", "ink2"))
            self.figures[key] = Label("", "title")
            part.addWidget(self.figures[key])
            row.addLayout(part)
        row.addStretch(1)
        self.pdf_button = Button(t("Save as PDF …"), icon="file-arrow-down")
        self.pdf_button.clicked.connect(lambda *_: self.save("pdf"))
        self.csv_button = Button(t("Save as CSV …"), icon="file-text")
        self.csv_button.clicked.connect(lambda *_: self.save("csv"))
        ways = QHBoxLayout()
        ways.setSpacing(10)
        for button in (self.pdf_button, self.csv_button):
            ways.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(ways)
        card.body.addLayout(row)
        self.when = Label("", "caption", "ink2")
        card.add(self.when)
        column.addWidget(card)
        self.clean = Label(t("Nothing is to be said of any line."), "body", "ink2")
        column.addWidget(self.clean)
        self.table = RowsTable(
            seat,
            [
                TableColumn("line", t("Line"), value=lambda each: str(each.line), width=64),
                TableColumn(
                    "record",
                    t("Record"),
                    value=lambda each: record_words(seat, each.record),
                    second=lambda each: each.record,
                    width=190,
                ),
                TableColumn(
                    "employee",
                    t("Employee"),
                    value=lambda each: str(each.employee) if each.employee is not None else "",
                    width=112,
                ),
                TableColumn(
                    "result",
                    t("Result"),
                    value=lambda each: t("Rejected") if each.is_error else t("Warning"),
                    second=lambda each: each.cause.value,
                    state=lambda each: "err" if each.is_error else "warn",
                    width=128,
                ),
                TableColumn(
                    "cause",
                    t("Cause"),
                    value=lambda each: cause_words(seat, each),
                    second=lambda each: t("In the file: {value}", value=each.value) if each.value else "",
                    width="stretch",
                ),
            ],
            "files_decentral_receipt",
            row=50,
            title=t("The lines with something to say"),
        )
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def show_receipt(self, told: Receipt) -> None:
        """Show one."""
        self.receipt = told
        for key, label in self.figures.items():
            label.setText(self.seat.formats.number(getattr(told, key)))
        self.when.setText(" · ".join((told.name, made_at(self.seat, told.at), told.user)))
        self.table.set_rows(told.rows)
        self.table.setVisible(bool(told.rows))
        self.clean.setVisible(not told.rows)

    def save(self, ending: str) -> None:
        """Save it under a name that is asked for."""
        told, desk, language = self.receipt, self.seat.desk, self.seat.language
        if told is None:
            return
        t = self.seat.t
        stem = told.name.rpartition(".")[0] or told.name
        path = self.seat.files.save_file(t("Save the receipt"), f"{t('Receipt')} {stem}.{ending}", f"*.{ending}")
        if path is None:
            return
        self.seat.work(
            lambda _: acts.save_receipt(desk, told, path, language),
            done=lambda saved: self.seat.toast(t("{file} is saved", file=saved.name)),
            refused=self.seat.show_findings,
            what=t("Saving the receipt"),
            owner=self,
        )
