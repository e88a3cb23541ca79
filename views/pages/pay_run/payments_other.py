"""Tax and deductions: to whom, with which KID, ticked on by the user, and put into a payment file or paid by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Refused
from models.values.message import Message
from services.actions.marks import mark, unmark
from services.actions.payment_files import ChosenPayment, make_payment_files, save_receiver
from services.actions.save_files import save_as
from services.queries.payments import KeptPaymentFile, OtherPayment, PaymentsOfRun, account_words
from services.reference.file_names import offered_name
from views.pages.pay_run.payments_pay import copy
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import AccountEdit, Check, Field, LineEditor, TextEdit
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, capital
from views.widgets.when import made_at

_STATES = {"accepted": "ok", "pending": "waiting", "rejected": "err", "unknown": "neutral"}


class OtherList(QWidget):
    """What is to be paid besides pay; under it the receiver of the row that is chosen."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        columns = [
            TableColumn(
                "what", t("What is paid"), "strong", lambda row: row.what, second=self._detail, width="stretch"
            ),
            TableColumn("to", t("Receiver"), "text", lambda row: row.receiver, second=self._account, width=200),
            TableColumn("day", t("Due"), "date", lambda row: row.day, width=110),
            TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=120),
            TableColumn("state", t("What became of it"), "pill", self._note, state=self._state, width=220),
        ]
        self.table = RowsTable(seat, columns, "payments_other", markable=True, title=t("Tax and deductions"))
        self.table.setProperty("topic", "pay_run.tax_payments")
        self.table.selected.connect(lambda _: self._show_row())
        self.table.marks_changed.connect(self._settle)
        self.receiver = Field(seat, t("Receiver"), TextEdit(seat, limit=70), width=220)
        self.account = Field(seat, t("Account"), AccountEdit(seat), width=170)
        self.kid = Field(seat, t("KID"), TextEdit(seat, limit=30), width=230, topic="pay_run.kid")
        self.table.opened.connect(lambda _: self.account.focus())
        self.save_button = Button(t("Save"))
        self.save_button.clicked.connect(lambda *_: self.save())
        self.note = Label("", "note", "ink2")
        form = QHBoxLayout()
        form.setSpacing(12)
        for field in (self.receiver, self.account, self.kid):
            form.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 23, 0, 0)
        beside.addWidget(self.save_button)
        beside.addStretch(1)
        form.addLayout(beside)
        form.addStretch(1)
        self.one_a_day = Check(seat, t("A file for each day"))
        self.make_button = Button(t("Make a payment file …"), icon="bank")
        self.account_button = Button(t("Copy the account"), icon="copy")
        self.kid_button = Button(t("Copy the KID"), icon="copy")
        self.amount_button = Button(t("Copy the amount"), icon="copy")
        self.paid_button = Button(t("Mark as paid"), icon="check")
        self.make_button.clicked.connect(lambda *_: self.make())
        self.account_button.clicked.connect(lambda *_: self._copy(lambda row: row.account, t("The account is copied")))
        self.kid_button.clicked.connect(lambda *_: self._copy(lambda row: row.kid, t("The KID is copied")))
        self.amount_button.clicked.connect(lambda *_: self._copy(self._plain, t("The amount is copied")))
        self.paid_button.clicked.connect(lambda *_: self._tick())
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.account_button, self.kid_button, self.amount_button, self.paid_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.one_a_day)
        row.addWidget(self.make_button)
        self.files = RowsTable(
            seat,
            [
                TableColumn("name", t("Payment file"), "text", self._file_name, width="stretch"),
                TableColumn("count", t("Payments"), "number", lambda row: row.count, width=100),
                TableColumn("amount", t("Sum"), "money", lambda row: row.amount, width=130),
                TableColumn(
                    "state", t("What became of it"), "pill", self._file_state, state=self._file_color, width=180
                ),
                TableColumn("save", "", "link", lambda _: t("Save …"), width=90),
            ],
            "payment_files",
            fit=True,
            title=t("Payment files"),
        )
        self.files.link.connect(lambda kept, _: self.save_file(kept))
        self.files.opened.connect(self.save_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addLayout(form)
        column.addWidget(self.files)
        self._shown = ""
        self._first: tuple[str, ...] = ()
        self._kept: dict[str, tuple[str, ...]] = {}  # what is typed and not saved, by the key of its row

    def show_payments(self, found: PaymentsOfRun) -> None:
        """Show what is to be paid because of a run."""
        current = self._current()
        self.table.set_rows(found.others)
        self.files.set_rows(found.files)
        self.files.setVisible(bool(found.files))
        by_hand = bool(found.others) and all(row.by_hand for row in found.others)
        self.table.setProperty("topic", "pay_run.payments_by_hand" if by_hand else "pay_run.tax_payments")
        for widget in (self.account_button, self.kid_button, self.one_a_day, self.make_button):
            widget.setVisible(not by_hand)
        if current is None and found.others:
            self.table.select(found.others[0])
        self._show_row()

    # --- words ----------------------------------------------------------------------------------------------------

    def _detail(self, row: OtherPayment) -> str:
        return self.seat.t(row.detail)

    def _account(self, row: OtherPayment) -> str:
        account = account_words(row.account)
        return f"{account} · KID {row.kid}" if row.kid else account

    def _note(self, row: OtherPayment) -> str:
        t = self.seat.t
        if row.paid is not None:
            return t("Paid")
        if row.told is not None:
            return row.told.words(self.seat.language)
        if row.in_file is not None:
            return t("In a payment file")
        if row.is_draft:
            return capital(t("with a draft in it"))
        if row.by_hand:
            return t("By hand")
        return t(row.wrong) if row.wrong is not None else t("Ready")

    def _state(self, row: OtherPayment) -> str:
        if row.paid is not None:
            return "ok"
        if row.told is not None:
            return _STATES[row.told.state]
        if row.in_file is not None:
            return "info"
        if row.by_hand and not row.is_draft:
            return "neutral"
        return "warn" if row.wrong is not None or row.is_draft else "ready"

    def _file_name(self, row: KeptPaymentFile) -> str:
        return offered_name(row.name, self.seat.language)

    def _file_state(self, row: KeptPaymentFile) -> str:
        t = self.seat.t
        return t("Saved {time}", time=made_at(self.seat, row.saved.at)) if row.saved is not None else t("Not saved")

    def _file_color(self, row: KeptPaymentFile) -> str:
        return "ok" if row.saved is not None else "neutral"

    # --- the row that is chosen -----------------------------------------------------------------------------------

    def _current(self) -> OtherPayment | None:
        row = self.table.current()
        return row if isinstance(row, OtherPayment) else None

    def _show_row(self) -> None:
        row, t = self._current(), self.seat.t
        key = row.key if row is not None else ""
        self._keep_typed()
        self._shown = key
        if row is not None:
            self._show_receiver(row)
        can_type = row is not None and row.kind != "pay" and not row.by_hand
        for field in (self.receiver, self.account, self.kid):
            field.setVisible(can_type)
        self.save_button.setVisible(can_type)
        words = {
            "told": t("Account and KID are those of Skatteetaten's answer to the a-melding."),
            "typed": t("Account and KID are remembered for the next time."),
            "employee": t("The employee's account of today."),
        }
        note = words.get(row.source, t("Enter to whom it is paid.")) if row is not None else ""
        if row is not None and row.by_hand and row.wrong is not None:
            note = t(row.wrong)
        self.note.setText(t("What you typed is not saved yet.") if key in self._kept else note)
        is_paid = row is not None and row.paid is not None
        self.paid_button.setText(t("Not paid after all") if is_paid else t("Mark as paid"))
        self._settle()

    @property
    def _editors(self) -> tuple[LineEditor, ...]:
        fields = (self.receiver, self.account, self.kid)
        return tuple(field.editor for field in fields if isinstance(field.editor, LineEditor))

    def _keep_typed(self) -> None:
        """Another row is chosen, or the file has changed: what is typed and not saved waits for its row."""
        typed = tuple(editor.text() for editor in self._editors)
        if self._shown and typed != self._first:
            self._kept[self._shown] = typed
        else:
            self._kept.pop(self._shown, None)

    def _show_receiver(self, row: OtherPayment) -> None:
        """What is known of the receiver, and over it what was typed and not saved."""
        known = self.seat.t(row.receiver) if row.account or row.kind in ("withholding", "aga") else None
        typed = self._kept.get(row.key)
        focused = next((editor for editor in self._editors if editor.hasFocus()), None)
        at = focused.cursorPosition() if focused is not None else 0
        for field, value in ((self.receiver, known), (self.account, row.account or None), (self.kid, row.kid or None)):
            field.set_value(value)
        self._first = tuple(editor.text() for editor in self._editors)
        if typed is None or typed == self._first:
            self._kept.pop(row.key, None)
            return
        for editor, text in zip(self._editors, typed, strict=True):
            editor.setText(text)
        if focused is not None:
            focused.setCursorPosition(at)

    def _settle(self) -> None:
        row = self._current()
        self.account_button.setEnabled(row is not None and bool(row.account))
        self.kid_button.setEnabled(row is not None and bool(row.kid))
        self.amount_button.setEnabled(row is not None)
        self.paid_button.setEnabled(row is not None)
        self.make_button.setEnabled(bool(self.table.marked()))

    def save(self) -> None:
        """Remember the receiver of the row that is chosen."""
        row = self._current()
        if row is None:
            return
        name, account, kid = (field.value() or "" for field in (self.receiver, self.account, self.kid))
        typed, first = tuple(editor.text() for editor in self._editors), self._first
        self._first = typed  # so the change is followed by what is stored
        try:
            save_receiver(self.seat.desk, row.key, name, account, kid)
        except Refused as refusal:
            self._first = first
            fields = {"account": self.account, "kid": self.kid}
            found = refusal.findings[0]
            field = fields.get(str(found.where.field) if found.where is not None else "", self.account)
            field.set_problem(found.what)
            field.focus()
            return
        self.seat.toast(self.seat.t("Account and KID are saved"), undo=True)

    def _copy(self, what: Callable[[OtherPayment], str], said: str) -> None:
        if (row := self._current()) is not None and what(row):
            copy(self.seat, what(row), said)

    def _plain(self, row: OtherPayment) -> str:
        return str(row.amount) if self.seat.language == "en" else str(row.amount).replace(".", ",")

    def _tick(self) -> None:
        row, seat, t = self._current(), self.seat, self.seat.t
        if row is None:
            return
        what = Message("{what}", what=t(row.what))
        if row.paid is not None:
            if seat.attempt(partial(unmark, seat.desk, row.subject, "paid")):
                seat.toast(t("Not done: {what}", what=t(what)), undo=True)
        elif seat.attempt(partial(mark, seat.desk, row.subject, "paid")):
            seat.toast(t("Done: {what}", what=t(what)), undo=True)

    # --- files ----------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make a file with what is ticked, and offer to save it."""
        seat, t = self.seat, self.seat.t
        ticked = [row for row in self.table.marked() if isinstance(row, OtherPayment)]
        if left := [row for row in ticked if not row.can_be_chosen]:
            row = left[0]
            why = t(row.wrong) if row.wrong is not None else self._note(row)
            seat.toast(t("{what}: {why}", what=t(row.what), why=why))
            self.table.select(row, tell=True)
            return
        chosen = [
            ChosenPayment(row.reference, t(row.receiver), row.account, row.amount, row.day, row.kid, t(row.what))
            for row in ticked
        ]
        try:
            numbers = make_payment_files(seat.desk, chosen, one_a_day=bool(self.one_a_day.value()))
        except Refused as refusal:
            seat.show_findings(refusal.findings)
            return
        self.table.clear_marks()
        seat.toast(
            t("1 payment file is made")
            if len(numbers) == 1
            else t("{count} payment files are made", count=len(numbers))
        )

    def save_file(self, kept: object) -> None:
        """Save a payment file where the user says."""
        if not isinstance(kept, KeptPaymentFile):
            return
        seat = self.seat
        target = seat.files.save_file(seat.t("Save"), offered_name(kept.name, seat.language), "XML (*.xml)")
        if target is not None and seat.attempt(lambda: save_as(seat.desk, kept.id, target)):
            seat.toast(seat.t("{file} is saved", file=target.name))
