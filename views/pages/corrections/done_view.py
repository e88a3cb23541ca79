"""What was done, and where one goes from here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from services.queries.runs import run_row
from views.pages.corrections.case import Made
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.side_panel import empty_layout
from views.widgets.text import IconLine, Label


class DoneView(QWidget):
    """One card: what was made, the run to go on with, the report, the way back."""

    asked_undo = Signal()
    asked_new = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        self.card = Card()
        self.lines = QVBoxLayout()
        self.lines.setSpacing(12)
        self.card.body.addLayout(self.lines)
        column.addWidget(self.card)
        column.addStretch(1)
        self.run_button: Button | None = None

    def show_made(self, made: Made) -> None:
        """Say what was done."""
        empty_layout(self.lines)
        seat, t, f = self.seat, self.seat.t, self.seat.formats
        row = run_row(seat.desk, made.run_id) if made.run_id is not None else None
        self.run_button = None
        if row is None:
            self.lines.addWidget(Label(t("The terms and days are corrected"), "heading"))
            self.lines.addWidget(
                IconLine("info", t("What was paid stays. From the next run on it is right."), "ink2", "info")
            )
        else:
            title = t("The payslips are taken back in a draft") if row.corrects else t("The difference is in a draft")
            self.lines.addWidget(Label(title, "heading"))
            words = f"{t(row.title)} · {t('Paid {day}', day=row.pay_date)}"
            self.lines.addWidget(IconLine("check-circle", words, "ink", "ok"))
            if made.amount is not None and made.amount.ore:
                self.lines.addWidget(
                    IconLine("money", t("{amount} in total", amount=f.change(made.amount)), "ink", "ink2")
                )
            self.lines.addWidget(
                IconLine("info", t("Calculate, check and approve the run, like any other."), "ink2", "info")
            )
        go = Button(t("To the pay run"), "primary", trail="arrow-right")
        go.clicked.connect(lambda *_: seat.go(Place("pay_run", made.run_id)))
        report = Button(t("To the a-melding"))
        if row is not None:
            month = made.report or str(row.report_month)
            report.clicked.connect(lambda *_: seat.go(Place("reporting", month)))
        undo = Button(t("Undo"), icon="arrow-counter-clockwise")
        undo.clicked.connect(self.asked_undo)
        another = Button(t("Correct something else"), "link")
        another.clicked.connect(self.asked_new)
        buttons = [go, report, undo, another] if row is not None else [undo, another]
        self.run_button = go if row is not None else undo
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 8, 0, 0)
        box.setSpacing(10)
        for button in buttons:
            box.addWidget(button)
        box.addStretch(1)
        self.lines.addWidget(line)

    def first(self) -> QWidget:
        """Where one goes on."""
        return self.run_button if self.run_button is not None else self
