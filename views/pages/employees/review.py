"""The last step of the guide: what was entered, the pay of an ordinary month, and what is reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.message import Message
from services.actions.employees import EmployeeForm
from services.queries import new_employee, ordinary_month
from services.queries.new_employee import BLOCKING, Checked, Surroundings
from services.queries.ordinary_month import PreviewLine
from services.queries.trace import said
from views.shell.seat import Seat
from views.widgets.card import Card, Section
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import Divider, IconLine, MessageBox


class ReviewStep(QObject):
    """Left what was entered, right what comes of it."""

    edited = Signal(int)  # the step to go back to
    mended = Signal(object)  # Checked

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self.seat = seat
        t = seat.t
        self.left = Card(t("Is it right?"), t("Nothing is stored as an employee before you say so."), padding=26)
        self.left.body.setSpacing(8)
        self.month = Card(t("Pay of an ordinary month"), " ", padding=26)
        self.pay_rows = KeyValues(seat)
        self.month.add(self.pay_rows)
        self.besides_head = Section(t("The firm pays besides"), small=True)
        self.month.add(self.besides_head)
        self.besides = KeyValues(seat)
        self.month.add(self.besides)
        self.says = QVBoxLayout()
        self.says.setSpacing(10)
        self.month.body.addLayout(self.says)
        self.reported = Card(t("What is reported"), padding=26)
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.month)
        column.addWidget(self.reported)
        column.addStretch(1)

    def show_form(self, around: Surroundings, form: EmployeeForm, rows: Sequence[Checked]) -> None:
        """Show what stands in the form now."""
        self._show_facts(around, form, rows)
        self._show_month(around, form, any(row.state in BLOCKING for row in rows))
        told = new_employee.reported(around, form)
        empty_layout(self.reported.body)
        self.reported.setVisible(bool(told))
        for each in told:
            self.reported.body.addWidget(IconLine("paper-plane-tilt", self.seat.t(each), "ink2", "ink3"))

    def _show_facts(self, around: Surroundings, form: EmployeeForm, rows: Sequence[Checked]) -> None:
        t, body = self.seat.t, self.left.body
        empty_layout(body)
        for row in rows:
            if row.state != "ok":
                body.addWidget(self._box(row))
        for number, (heading, facts) in enumerate(new_employee.summary(around, form)):
            if body.count():
                body.addWidget(Divider())
            head = Section(t(heading), t("Edit"), "", small=True)
            head.link.setAccessibleName(t("Edit {part}", part=t(heading)))
            head.clicked.connect(lambda number=number: self.edited.emit(number))
            body.addWidget(head)
            shown = KeyValues(self.seat)
            for fact in facts:
                if fact.value not in (None, ""):
                    shown.add(t(fact.what), self._said(fact.value))
            body.addWidget(shown)
        body.addStretch(1)

    def _box(self, row: Checked) -> MessageBox:
        """What must be put right or filled in first, and what may wait, with the way to it."""
        t = self.seat.t
        words = t(row.detail) if row.detail is not None else ""
        if row.state == "open":
            box = MessageBox("err", words or t(row.title), "", t("Go to the field"))
        else:
            kind = "err" if row.state == "error" else "warn"
            box = MessageBox(kind, t(row.title), words, t("Go to the field"))
        box.clicked.connect(lambda: self.mended.emit(row))
        return box

    def _said(self, value: Any) -> str:
        return self.seat.t(value) if isinstance(value, Message) else self.seat.texts.value(value)

    def _show_month(self, around: Surroundings, form: EmployeeForm, is_blocked: bool) -> None:
        t = self.seat.t
        preview = ordinary_month.preview(around, form)
        words = t("{month}, calculated as on the payslip", month=preview.month)
        self.month.set_line(words[:1].upper() + words[1:])
        self.pay_rows.clear()
        empty_layout(self.says)
        self.besides.clear()
        for line in preview.lines:
            self._add_line(self.pay_rows, line)
        for line in preview.besides:
            self._add_line(self.besides, line)
        self.besides_head.setVisible(bool(preview.besides))
        self.besides.setVisible(bool(preview.besides))
        for each in preview.says:
            self.says.addWidget(IconLine("info", t(each), "ink2", "ink3", role="note"))
        if not preview.lines and not preview.stops:
            words = t("It is shown when the first day and the pay are filled in.")
            self.says.addWidget(IconLine("info", words, "ink2", "ink3", role="note"))
        if preview.stops and is_blocked:
            words = t("It is shown when what stands at the left is corrected.")
            self.says.addWidget(IconLine("info", words, "ink2", "ink3", role="note"))
        elif preview.stops:
            words = " · ".join(t(found.what) for found in preview.stops)
            self.says.addWidget(MessageBox("warn", t("There is no preview"), words))

    def _add_line(self, rows: KeyValues, line: PreviewLine) -> None:
        amount = self.seat.formats.amount(line.amount)
        why = None if line.trace is None else lambda: self.seat.why(line.trace)
        rows.add(said(line.what, self.seat.texts), amount, why, strong=line.is_sum)
