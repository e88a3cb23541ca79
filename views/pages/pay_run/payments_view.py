"""Payments of a run: net pay one by one, tax and deductions, the bank's answers. What must be seen to is on top."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place, Refused
from services.actions.marks import mark
from services.actions.payment_files import remake_bank_file
from services.actions.save_table import save_table
from services.queries.payments import ChangedAccount, PaymentsOfRun, account_words, payment_table, payments_of_run
from views.pages.pay_run.payments_answers import AnswerList
from views.pages.pay_run.payments_other import OtherList
from views.pages.pay_run.payments_pay import PayList
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.menu import more_button
from views.widgets.side_panel import empty_layout
from views.widgets.tabs import Tabs
from views.widgets.text import Label, MessageBox

_KINDS = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)"


class PaymentsView(QWidget):
    """One run's payments, with the way back to its files."""

    closed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.found: PaymentsOfRun | None = None
        t = seat.t
        self._profile = Place("settings", None, "bank")
        back = Button(t("Back to the files"), "link", "arrow-left", small=True)
        back.clicked.connect(self.closed)
        self.title = Label(t("Payments"), "heading")
        self.list_button = Button(t("Save the list …"), icon="download-simple", small=True)
        self.list_button.clicked.connect(lambda *_: self.save_list())
        self.more = more_button(
            seat,
            [
                (t("Make the bank file again"), lambda: self.remake()),
                (t("Bank profile"), lambda: seat.go(self._profile)),
            ],
            t("More about the payments"),
        )
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(back)
        bar.addSpacing(12)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.list_button)
        bar.addWidget(self.more)
        self.messages = QWidget()
        self._boxes = QVBoxLayout(self.messages)
        self._boxes.setContentsMargins(0, 0, 0, 0)
        self._boxes.setSpacing(8)
        self.pay, self.other, self.answers = PayList(seat), OtherList(seat), AnswerList(seat)
        self.answers.taken.connect(self._on_taken)
        self.tabs = Tabs(
            [("pay", t("Net pay")), ("other", t("Tax and deductions")), ("answers", t("The bank's answers"))]
        )
        self.pay.column.insertWidget(0, self.messages)
        for key, part in (("pay", self.pay), ("other", self.other), ("answers", self.answers)):
            self.tabs.add(key, part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(bar)
        column.addWidget(self.tabs, 1)

    def open(self, run_id: int) -> bool:
        """Show a run's payments. False where it has none: it is not approved."""
        found = payments_of_run(self.seat.desk, run_id)
        if found is None:
            return False
        self.found = found
        for part in (self.pay, self.other, self.answers):
            part.show_payments(found)
        self._show_messages(found)
        return True

    def focus(self) -> None:
        """Into the list that is shown."""
        {"pay": self.pay.table, "other": self.other.table}.get(self.tabs.current(), self.answers.table).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def read_answer(self, path: Path) -> None:
        """Look at a bank's answer that comes from outside."""
        self.tabs.set_current("answers")
        self.answers.read(path)

    def _on_taken(self, place: Place) -> None:
        self.tabs.set_current("pay")
        self.seat.go(place)

    # --- what must be seen to ---------------------------------------------------------------------------------------

    def _show_messages(self, found: PaymentsOfRun) -> None:
        empty_layout(self._boxes)
        t = self.seat.t
        open_accounts = [each for each in found.bank.changed if not each.is_confirmed]
        for changed in open_accounts:
            box = MessageBox(
                "warn",
                t("{name} has a new account", name=changed.name),
                t(
                    "It was {before} the last time and is {now} now. Ask the employee in another way than by the "
                    "message that asked for the change.",
                    before=account_words(changed.before),
                    now=account_words(changed.now),
                ),
                t("It is right"),
            )
            box.clicked.connect(partial(self.confirm, changed))
            self._boxes.addWidget(box)
        has_passed = found.day is not None and found.day < self.seat.now().date()
        again = t("Make it again for today") if has_passed else ""
        for finding in found.findings:
            if open_accounts and finding is found.findings[-1]:
                continue  # each of them has its own
            box = MessageBox("err", t("The bank file cannot be saved as it is"), t(finding.what), again)
            box.clicked.connect(lambda: self.remake())
            self._boxes.addWidget(box)
        if rejected := found.rejected:
            names = ", ".join(each.name for each in rejected[:3]) + (" …" if len(rejected) > 3 else "")
            title = (
                t("The bank rejected 1 payment")
                if len(rejected) == 1
                else t("The bank rejected {count} payments", count=len(rejected))
            )
            text = t(
                "{names}. Correct the account, then pay by hand or in a file of its own under Tax and deductions.",
                names=names,
            )
            box = MessageBox("err", title, text, t("Correct the account"))
            box.clicked.connect(lambda: self.seat.go(rejected[0].where))
            self._boxes.addWidget(box)
        self.messages.setVisible(bool(self._boxes.count()))

    def confirm(self, changed: ChangedAccount) -> None:
        """Somebody has asked, and the account is right."""
        seat = self.seat
        if seat.attempt(partial(mark, seat.desk, changed.subject, "confirmed")):
            seat.toast(seat.t("The account of {name} is confirmed", name=changed.name), undo=True)

    def remake(self) -> None:
        """Make the bank file again by the profile of now; where its day has passed, for today."""
        found, seat = self.found, self.seat
        if found is None:
            return
        today = seat.now().date()
        day = today if (found.day or found.pay_date) < today else None
        try:
            remake_bank_file(seat.desk, found.run_id, day)
        except Refused as refusal:
            seat.show_findings(refusal.findings)
            return
        seat.toast(seat.t("The bank file is made again"))

    # --- the list -------------------------------------------------------------------------------------------------

    def save_list(self) -> None:
        """The list of payments as PDF, spreadsheet or CSV."""
        found, seat = self.found, self.seat
        if found is None:
            return
        name = f"{seat.t('payment-list')}-{found.month}.pdf"
        target = seat.files.save_file(seat.t("Save the list"), name, _KINDS)
        if target is None:
            return
        table = payment_table(found, seat.t, seat.language)
        desk, language, path = seat.desk, seat.language, target
        seat.work(
            lambda _: save_table(desk, table, path, language),
            done=lambda saved: seat.toast(seat.t("{file} is saved", file=saved.name)),
            what=seat.t("Saving the list"),
            owner=self,
        )
