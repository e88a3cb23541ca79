"""Net pay, one by one: where it goes, what became of it, and the account and amount to copy into the bank."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.actions.marks import mark, unmark
from services.queries.payments import PaidSlip, PaymentsOfRun, account_words, slip_note
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.table import RowsTable, TableColumn

_STATES = {"accepted": "ok", "pending": "waiting", "rejected": "err", "unknown": "neutral"}


def copy(seat: Seat, text: str, said: str) -> None:
    """Put a text where the bank's page can take it from."""
    QGuiApplication.clipboard().setText(text)
    seat.toast(said)


class PayList(QWidget):
    """The list, and what can be done with the row that is chosen."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        columns = [
            TableColumn("name", t("Name"), "strong", lambda row: row.name, width="stretch"),
            TableColumn("account", t("Account"), "text", lambda row: account_words(row.account), width=190),
            TableColumn("amount", t("Amount"), "money", lambda row: row.amount, width=130),
            TableColumn("state", t("What became of it"), "pill", self._note, state=self._state, width=300),
        ]
        self.table = RowsTable(seat, columns, "payments_pay", title=t("Net pay"))
        self.table.setProperty("topic", "pay_run.payments")
        self.table.selected.connect(lambda _: self._settle())
        self.table.opened.connect(lambda row: seat.go(row.where))
        self.account_button = Button(t("Copy the account"), icon="copy")
        self.amount_button = Button(t("Copy the amount"), icon="copy")
        self.paid_button = Button(t("Mark as paid"), icon="check")
        self.person_button = Button(t("Open the employee"), "link")
        self.account_button.clicked.connect(lambda *_: self._copy_account())
        self.amount_button.clicked.connect(lambda *_: self._copy_amount())
        self.paid_button.clicked.connect(lambda *_: self._tick())
        self.person_button.clicked.connect(lambda *_: self._open_person())
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.account_button, self.amount_button, self.paid_button, self.person_button):
            row.addWidget(button)
        row.addStretch(1)
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def show_payments(self, found: PaymentsOfRun) -> None:
        """Show a run's net pay; what is open comes first."""
        rows = sorted(found.slips, key=lambda each: not each.is_open)
        self.table.set_rows(rows)
        total = sum((each.amount.ore for each in found.slips), 0)
        self.table.set_sums(
            self.seat.t("Net pay"), {"amount": type(found.slips[0].amount)(total)} if found.slips else None
        )
        self._settle()

    def _note(self, row: PaidSlip) -> str:
        return slip_note(row, self.seat.t, self.seat.language)

    def _state(self, row: PaidSlip) -> str:
        if row.paid is not None:
            return "ok"
        if row.told is not None:
            return _STATES[row.told.state]
        return "info" if row.in_file else "warn"

    def _current(self) -> PaidSlip | None:
        row = self.table.current()
        return row if isinstance(row, PaidSlip) else None

    def _settle(self) -> None:
        row, t = self._current(), self.seat.t
        for button in (self.account_button, self.amount_button, self.paid_button, self.person_button):
            button.setEnabled(row is not None)
        self.account_button.setEnabled(row is not None and bool(row.account))
        is_paid = row is not None and row.paid is not None
        self.paid_button.setText(t("Not paid after all") if is_paid else t("Mark as paid"))

    def _copy_account(self) -> None:
        if (row := self._current()) is not None and row.account:
            copy(self.seat, row.account, self.seat.t("The account of {name} is copied", name=row.name))

    def _copy_amount(self) -> None:
        if (row := self._current()) is not None:
            plain = str(row.amount).replace(".", ",") if self.seat.language != "en" else str(row.amount)
            copy(self.seat, plain, self.seat.t("The amount of {name} is copied", name=row.name))

    def _tick(self) -> None:
        row, seat, t = self._current(), self.seat, self.seat.t
        if row is None:
            return
        if row.paid is not None:
            if seat.attempt(partial(unmark, seat.desk, row.subject, "paid")):
                seat.toast(t("{name}: not paid after all", name=row.name), undo=True)
        elif seat.attempt(partial(mark, seat.desk, row.subject, "paid")):
            seat.toast(t("{name}: paid by hand", name=row.name), undo=True)

    def _open_person(self) -> None:
        if (row := self._current()) is not None:
            self.seat.go(row.where)
