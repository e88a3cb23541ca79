"""Step 5, the files: what was made and where it went, what is paid to whom and when, and the report that comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place
from models.values.message import Message
from services.actions.exports import export_run
from services.actions.marks import mark, unmark
from services.actions.save_files import Saved, free_folder, in_the_way, save_as, save_files
from services.queries import why
from services.queries.payments import payments_of_run
from services.queries.run_files import Agreement, RunFile, RunFiles, file_content, is_read, run_files
from services.reference.file_names import offered_name
from views.pages.pay_run.files_list import AsideRow, ByHandRow, DueRow, FileRow, ReportRow, due_words
from views.pages.pay_run.payments_view import PaymentsView
from views.pages.pay_run.slip_view import SlipView, explain
from views.pages.pay_run.step import RunGuide, RunStep
from views.pages.pay_run.voucher_view import VoucherPage
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.empty import EmptyState
from views.widgets.painted_list import PaintedList, PaintedRow
from views.widgets.pdf_view import PdfView
from views.widgets.progress import ProgressBox
from views.widgets.scroll import ScrollArea
from views.widgets.taken_names import TakenNames
from views.widgets.text import IconLine, Label

_BESIDE: Final = 840  # from this width on, payments stand beside the files
_PAYMENTS: Final = 380
PAYMENTS: Final = "payments"
"""The field of a place that leads to the payments one by one."""
VOUCHER: Final = "voucher"
"""The field of a place that leads to the voucher."""


class FilesStep(RunStep):
    """The last step. Files lie in the client file already; here they are looked at, saved, and ticked off."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__(seat, guide)
        t = seat.t
        self.found: RunFiles | None = None
        self._run_id = 0
        self._is_working = False
        self.save_button = Button(t("Save all …"), icon="download-simple")
        self.save_button.clicked.connect(lambda *_: self.save_all())
        self.payments_button = Button(t("Payments"), icon="bank")
        self.payments_button.clicked.connect(lambda *_: self._go_to_payments())
        self.payments: PaymentsView | None = None  # made when it is first asked for
        self._handed: Path | None = None
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.files = self._list(t("Files"), self._opened)
        self.agreement = IconLine("check-circle", "")
        self.agreement.setProperty("topic", "pay_run.agreement")
        self.by_hand_head = Section(t("Paid by hand"))
        self.by_hand = self._list(t("Paid by hand"), self._opened)
        self.by_hand.setProperty("topic", "pay_run.by_hand")
        self.dues = self._list(t("To pay and hand out"), self._opened)
        self.dues.setProperty("topic", "pay_run.dues")
        self.aside_head = Section(t("Set aside"))
        self.aside = self._list(t("Set aside"), self._opened)
        self.aside.setProperty("topic", "pay_run.aside")
        self.aside.asked_why.connect(self._opened)
        self._cards: dict[PaintedList, Card] = {}
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (
            self.progress,
            Section(t("Files")),
            self._card(self.files),
            self.agreement,
            self.by_hand_head,
            self._card(self.by_hand),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (
            Section(t("To pay and hand out")),
            self._card(self.dues),
            self.aside_head,
            self._card(self.aside),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self._right = right
        inner = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._row.setContentsMargins(0, 0, 0, 8)
        self._row.setSpacing(24)
        self._row.addWidget(left, 1)
        self._row.addWidget(right)
        self.area = ScrollArea(inner, soft=True)
        self.slip = SlipView(seat, t("Back to the files"))
        self.slip.closed.connect(self._back)
        self.save_slip = Button(t("Save …"), icon="download-simple", small=True)
        self.save_slip.clicked.connect(lambda *_: self._save_slip())
        self.slip.bar.addWidget(self.save_slip)
        self._build_paper()
        self.voucher = VoucherPage(seat, t("Back to the files"))
        self.voucher.closed.connect(self._back)
        self.make_button = Button(t("Make the files"), "primary")
        self.make_button.clicked.connect(lambda *_: self._make())
        self.empty = EmptyState(
            "files",
            t("The files are not made yet"),
            t("Payslips, bank file, payment list and journal are made from the approved run."),
            self.make_button,
        )
        self.stack = QStackedWidget()
        for page in (self.area, self.slip, self.paper_page, self.voucher, self.empty):
            self.stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.setProperty("topic", "pay_run.files")

    def _list(self, name: str, opened: object) -> PaintedList:
        shown = PaintedList(name)
        shown.opened.connect(opened)
        return shown

    def _card(self, inner: PaintedList) -> Card:
        card = Card(padding=1)
        card.body.setContentsMargins(0, 4, 0, 4)
        card.add(inner)
        self._cards[inner] = card
        return card

    def _build_paper(self) -> None:
        """One file to look at, with the way back and the button that saves it."""
        t = self.seat.t
        self.paper_page = QWidget()
        self.paper = PdfView(self.seat)
        self.paper_title = Label("", "heading")
        back = Button(t("Back to the files"), "link", "arrow-left", small=True)
        back.clicked.connect(self._back)
        self.save_paper = Button(t("Save …"), icon="download-simple", small=True)
        self.save_paper.clicked.connect(lambda *_: self._save_one(self._paper_file))
        self._paper_file: RunFile | None = None
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(back)
        bar.addSpacing(12)
        bar.addWidget(self.paper_title, 1)
        bar.addWidget(self.save_paper)
        column = QVBoxLayout(self.paper_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(bar)
        column.addWidget(self.paper, 1)

    # --- the step -------------------------------------------------------------------------------------------------

    def reading(self, run_id: int) -> Callable[[], object] | None:
        desk = self.seat.desk
        self._handed = self.seat.handed_to("pay_run") or self._handed
        if is_read(desk, run_id):
            return None

        def read() -> None:
            run_files(desk, run_id)
            payments_of_run(desk, run_id)

        return read

    def open(self, run_id: int, place: Place) -> None:
        is_new = run_id != self._run_id
        handed, self._handed = self.seat.handed_to("pay_run") or self._handed, None
        self._run_id = run_id
        self.found = run_files(self.seat.desk, run_id)
        found = self.found
        if is_new:
            self.stack.setCurrentWidget(self.area)
        if found is None or not found.files:
            can_make = found is not None and found.approved_at is not None
            self.make_button.setVisible(can_make)
            self.save_button.hide()
            self.payments_button.hide()
            self.stack.setCurrentWidget(self.empty)
            self.ready.emit(False, "" if can_make else self.seat.t("The run is not approved yet"))
            return
        if self.stack.currentWidget() is self.empty:
            self.stack.setCurrentWidget(self.area)
        self._fill(found)
        self.payments_button.setVisible(not self._is_at_payments)
        if place.field == PAYMENTS:
            self.show_payments(handed)
        elif isinstance(place.thing, int):
            self._show_slips(place.thing)
        elif place.field == VOUCHER:
            self._show_voucher()
        elif self._is_at_payments and self.payments is not None:
            self.payments.open(run_id)
        elif self.stack.currentWidget() is self.slip:
            self.slip.open(run_id)
        elif self.stack.currentWidget() is self.voucher:
            self._show_voucher()
        self.guide.say(self._line(found))
        self.save_button.setVisible(self._is_saved)
        self.ready.emit(not self._is_working, self.seat.t("Saving files") if self._is_working else "")

    def header_buttons(self) -> list[QWidget]:
        return [self.payments_button, self.save_button]

    def primary_label(self) -> str:
        return self.seat.t("To the report") if self._is_saved else self.seat.t("Save all …")

    def primary(self) -> None:
        found = self.found
        if found is None or not found.files:
            return
        if self._is_saved:
            self.seat.go(Place("reporting", str(found.report_month)))
        else:
            self.save_all()

    def why(self) -> None:
        if self.stack.currentWidget() is self.slip:
            self.slip.why()
        elif self.stack.currentWidget() is self.voucher:
            self.voucher.why()
        elif not (self.aside.hasFocus() and self.aside.ask_why()):
            explain(self.seat, why.why_total(self.seat.desk, self._run_id, "net_pay"))

    @property
    def _is_saved(self) -> bool:
        found = self.found
        return (
            found is not None and bool(found.files) and all(file.saved is not None for file in self._may_leave(found))
        )

    def _may_leave(self, found: RunFiles) -> list[RunFile]:
        """The files that can be saved: not a bank file that must be seen to first."""
        return [file for file in found.files if file.kind != "bank" or found.bank.may_leave]

    @property
    def _is_at_payments(self) -> bool:
        return self.payments is not None and self.stack.currentWidget() is self.payments

    # --- filling --------------------------------------------------------------------------------------------------

    def _line(self, found: RunFiles) -> str:
        t = self.seat.t
        if found.approved_at is None:
            return ""
        at = found.approved_at.astimezone(self.seat.now().tzinfo)
        return t(
            "Approved {day} at {clock} by {who}",
            day=at.date(),
            clock=self.seat.formats.clock(at),
            who=found.approved_by,
        )

    def _fill(self, found: RunFiles) -> None:
        seat = self.seat
        rows: list[PaintedRow] = []
        if found.payslips:
            rows.append(FileRow(seat, found.payslips, is_first=True))
        for file in found.others:
            row = FileRow(seat, (file,), is_first=not rows)
            if file.kind == "bank":
                row.told = self._of_the_bank(found)
            rows.append(row)
        rows += [ReportRow(seat, due) for due in found.dues if due.kind == "report"]
        self._set(self.files, rows)
        self._fill_agreement(found)
        by_hand = [ByHandRow(seat, each, is_first=not n) for n, each in enumerate(found.by_hand)]
        self._set(self.by_hand, by_hand)
        self.by_hand_head.setVisible(bool(by_hand))
        self._set(self.dues, self._due_rows(found))
        aside = [AsideRow(seat, each) for each in found.aside]
        self._set(self.aside, aside)
        self.aside_head.setVisible(bool(aside))

    def _of_the_bank(self, found: RunFiles) -> tuple[str, str, str] | None:
        """What is to be said of the bank file: what must be seen to, and what the bank answered."""
        t = self.seat.t
        if not found.bank.may_leave:
            return "warning", t("Must be looked at first"), "warn"
        paid = payments_of_run(self.seat.desk, found.run_id)
        heard = [each.told for each in paid.slips if each.told is not None] if paid is not None else []
        if paid is not None and (rejected := paid.rejected):
            one = t("The bank rejected 1 payment")
            many = t("The bank rejected {count} payments", count=len(rejected))
            return "warning-circle", one if len(rejected) == 1 else many, "err"
        if heard and all(each.state == "accepted" for each in heard):
            return "check-circle", t("Accepted by the bank"), "ok"
        return None

    def _due_rows(self, found: RunFiles) -> list[PaintedRow]:
        seat, t = self.seat, self.seat.t
        rows: list[PaintedRow] = []
        for due in found.dues:
            if due.kind == "report":
                continue
            what = self._pay_words(found) if due.kind == "pay" else due.what
            first = not rows
            rows.append(
                DueRow(seat, due.subject, "paid", what, due_words(seat, due), due.amount, due.done, is_first=first)
            )
        handed = found.slips_handed_out
        second = t("They get them by the pay date at the latest")
        if handed is not None:
            second = t("Handed out {day}", day=handed.at.astimezone(seat.now().tzinfo).date())
        what = Message("Hand out the payslips")
        rows.append(DueRow(seat, f"run:{found.run_id}:slips", "handed_out", what, second, None, handed is not None))
        return rows

    def _pay_words(self, found: RunFiles) -> Message:
        people = len(found.payslips)
        if people == 1:
            return Message("Net pay to 1 employee")
        return Message("Net pay to {count} employees", count=people)

    def _fill_agreement(self, found: RunFiles) -> None:
        """One calm line where all agrees; in red where it does not."""
        t, f, same = self.seat.t, self.seat.formats, found.agreement
        self.agreement.setVisible(same is not None)
        if same is None:
            return
        if same.is_right:
            self.agreement.set("check-circle", self._agrees(same))
            return
        words = t(
            "Net pay differs: payslips {slips}, bank file {bank}, journal {journal}. "
            "Do not pay before that is cleared up",
            slips=f.amount(same.slips),
            bank=f.amount(same.bank) if same.bank is not None else "",
            journal=f.amount(same.voucher),
        )
        self.agreement.set("warning-circle", words, "err")

    def _agrees(self, same: Agreement) -> str:
        t, f = self.seat.t, self.seat.formats
        if same.bank is None:
            return t(
                "Net pay is the same on payslips and in the journal: {amount}. There is no bank file, because the "
                "employer's account was not known",
                amount=f.amount(same.slips),
            )
        if same.by_hand:
            return t(
                "Net pay is the same on payslips and in the journal: {amount}. {bank} is in the bank file, {rest} is "
                "paid by hand",
                amount=f.amount(same.slips),
                bank=f.amount(same.bank),
                rest=f.amount(same.by_hand),
            )
        return t(
            "Net pay is the same on payslips, in the bank file and in the journal: {amount}",
            amount=f.amount(same.slips),
        )

    def _set(self, shown: PaintedList, rows: Iterable[PaintedRow]) -> None:
        shown.set_rows(rows)
        shown.setFixedHeight(shown.content_height())
        self._cards[shown].setVisible(bool(shown.rows))
        self._cards[shown].setFixedHeight(shown.content_height() + 10)

    # --- doing ----------------------------------------------------------------------------------------------------

    def _opened(self, row: object) -> None:
        match row:
            case FileRow():
                if row.is_payslips:
                    self._show_slips(None)
                elif row.is_pdf:
                    self._show_paper(row.file)
                elif row.told is not None and row.told[2] != "ok":
                    self._go_to_payments()
                elif row.is_voucher:
                    self._show_voucher()
                else:
                    self._save_one(row.file)
            case ReportRow():
                if row.where is not None:
                    self.seat.go(row.where)
            case ByHandRow():
                self.seat.go(row.person.where)
            case DueRow():
                self._tick(row)
            case AsideRow():
                explain(self.seat, why.why_total(self.seat.desk, self._run_id, row.aside.figure))

    def _tick(self, row: DueRow) -> None:
        """Say that it is done, or take that back; either can be undone."""
        desk, t = self.seat.desk, self.seat.t
        if row.is_done:
            done = self.seat.attempt(partial(unmark, desk, row.subject, row.mark_verb))
            words = t("Not done: {what}", what=row.what)
        else:
            done = self.seat.attempt(partial(mark, desk, row.subject, row.mark_verb))
            words = t("Done: {what}", what=row.what)
        if done:
            self.seat.toast(words, undo=True)

    def _show_slips(self, number: int | None) -> None:
        if self.slip.open(self._run_id, number):
            self.stack.setCurrentWidget(self.slip)
            self.slip.focus()

    def _go_to_payments(self) -> None:
        self.seat.go(Place("pay_run", self._run_id, PAYMENTS))
        if not self._is_at_payments:
            self.show_payments()  # without a window

    def show_payments(self, answer: Path | None = None) -> None:
        """The payments one by one; with a bank's answer that comes from outside, that is looked at."""
        if self.payments is None:
            self.payments = PaymentsView(self.seat)
            self.payments.closed.connect(self._back)
            self.stack.addWidget(self.payments)
        if self.payments.open(self._run_id):
            self.stack.setCurrentWidget(self.payments)
            self.payments_button.hide()
            self.payments.focus()
            if answer is not None:
                self.payments.read_answer(answer)

    def _show_paper(self, file: RunFile) -> None:
        self._paper_file = file
        title = self.seat.t(file.title)
        self.paper_title.setText(title)
        self.paper.set(file_content(self.seat.desk, file.id), title)
        self.stack.setCurrentWidget(self.paper_page)
        self.paper.pages.setFocus()

    def _show_voucher(self) -> None:
        found = self.found
        if found is not None and self.voucher.open(self._run_id, found.files):
            self.stack.setCurrentWidget(self.voucher)
            self.voucher.focus()

    def _back(self) -> None:
        self.stack.setCurrentWidget(self.area)
        self.payments_button.show()
        self.files.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self) -> None:
        work = self.seat.work(
            partial(export_run, self.seat.desk, self._run_id),
            done=lambda _: self.open(self._run_id, Place("pay_run")),
            what=self.seat.t("Making the files"),
            owner=self,
        )
        self.progress.follow(work)

    # --- saving ---------------------------------------------------------------------------------------------------

    def save_all(self) -> None:
        """Save every file into a folder that the user chooses."""
        found = self.found
        if found is None or self.seat.busy:
            return
        folder = self.seat.files.folder(self.seat.t("Where should the files go?"))
        if folder is not None:
            self._save_into(folder)

    def _save_into(self, folder: Path) -> None:
        found = self.found
        if found is None:
            return
        ids = [file.id for file in self._may_leave(found)]
        taken = in_the_way(self.seat.desk, ids, folder, self.seat.language)
        if taken:
            self._ask_about(folder, taken)
        else:
            self._save(folder, ids)

    def _save(self, folder: Path, ids: list[int], *, new: bool = False) -> None:
        desk, language = self.seat.desk, self.seat.language
        self._is_working = True
        self.ready.emit(False, self.seat.t("Saving files"))
        work = self.seat.work(
            lambda progress: save_files(desk, ids, folder, new=new, language=language, progress=progress),
            done=self._saved,
            refused=self._not_saved,
            cancelled=self._stopped,
            what=self.seat.t("Saving files"),
            owner=self,
        )
        self.progress.follow(work)

    def _stopped(self) -> None:
        self._is_working = False
        self.open(self._run_id, Place("pay_run"))

    def _saved(self, saved: Saved) -> None:
        self._is_working = False
        self.open(self._run_id, Place("pay_run"))
        self.seat.toast(
            self.seat.t("{count} files saved in {folder}", count=len(saved.files), folder=saved.folder.name)
        )

    def _not_saved(self, findings: tuple[Finding, ...]) -> None:
        self.seat.show_findings(findings)
        self._stopped()

    def _ask_about(self, folder: Path, taken: tuple[str, ...]) -> None:
        """Files of the name lie there: nothing is overwritten, a new folder is offered."""
        found = self.found
        assert found is not None
        target = free_folder(folder, self.seat.t("Pay {run}", run=found.name))
        ids = [file.id for file in self._may_leave(found)]
        save = partial(self._save, target, ids, new=True)
        TakenNames(self.seat, taken, target, save=save, choose=self.save_all).show_here()

    def _save_slip(self) -> None:
        found, number = self.found, self.slip.number
        if found is not None:
            self._save_one(next((file for file in found.payslips if file.employee == number), None))

    def _save_one(self, file: RunFile | None) -> None:
        """Save one file under the name that the user chooses."""
        if file is None or self.seat.busy:
            return
        kind, offered = file.name.rsplit(".", 1)[-1], offered_name(file.name, self.seat.language)
        target = self.seat.files.save_file(self.seat.t("Save"), offered, f"{kind.upper()} (*.{kind})")
        if target is None:
            return
        desk = self.seat.desk
        if self.seat.attempt(lambda: save_as(desk, file.id, target)):
            self.seat.toast(self.seat.t("{file} is saved", file=target.name))

    # --- room -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_beside = self.width() >= _BESIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom)
        if is_beside:
            self._right.setFixedWidth(_PAYMENTS)
        else:
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(16777215)
