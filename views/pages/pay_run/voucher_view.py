"""The voucher of a run to look at: its lines by account or by wage type, each with its why, and saved in any form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from services.actions.books import LISTS, save_voucher
from services.actions.save_files import save_as
from services.queries import books
from services.queries.books import FORMATS, VoucherRow, VoucherView
from services.queries.run_files import RunFile
from services.reference.file_names import offered_name
from views.pages.pay_run.slip_view import explain
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.form import Segments
from views.widgets.menu import Menu
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label, MessageBox

BY_ACCOUNT, BY_TYPE, MONTH = "account", "type", "month"
_LIST_WORDS: Final = {"pdf": "PDF", "xlsx": "Excel (xlsx)"}


class VoucherPage(QWidget):
    """The voucher of one run. `closed` is told on the way back."""

    closed = Signal()

    def __init__(self, seat: Seat, back: str) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.view: VoucherView | None = None
        self._run_id = 0
        self._kept: tuple[RunFile, ...] = ()
        back_button = Button(back, "link", "arrow-left", small=True)
        back_button.clicked.connect(self.closed)
        self.title = Label("", "heading")
        self.line = Label("", "note", "ink2", wrap=True)
        kinds = [(BY_ACCOUNT, t("By account")), (BY_TYPE, t("By wage type")), (MONTH, t("The whole month"))]
        self.kind = Segments(seat, kinds)
        self.kind.set_value(BY_ACCOUNT)
        self.kind.setAccessibleName(t("Lines of the voucher"))
        self.kind.changed.connect(self._fill)
        self.form_link = Button(t("Accounting system …"), "link", small=True)
        self.form_link.clicked.connect(lambda *_: seat.go(Place("settings", None, "books")))
        self.save_button = Button(t("Save as …"), icon="download-simple", small=True)
        self.save_button.clicked.connect(lambda *_: self._offer())
        self.unposted = MessageBox("warn", "", "", t("Set the account"))
        self.unposted.clicked.connect(lambda *_: seat.go(Place("settings", None, "accounts")))
        self.unposted.hide()
        self.table = RowsTable(seat, self._columns(), "pay_run.voucher", title=t("Voucher"), sortable=False)
        self.table.setProperty("topic", "pay_run.voucher")
        self.table.set_empty(EmptyState("book-open", t("There is nothing to post"), t("The run pays nobody anything.")))
        self.table.opened.connect(self._why)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(back_button)
        bar.addSpacing(12)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.kind)
        bar.addWidget(self.save_button)
        under = QHBoxLayout()
        under.setSpacing(12)
        under.addWidget(self.line, 1)
        under.addWidget(self.form_link, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(bar)
        column.addLayout(under)
        column.addWidget(self.unposted)
        column.addWidget(self.table, 1)

    def _columns(self) -> list[TableColumn]:
        t = self.seat.t
        return [
            TableColumn("account", t("Account"), "text", value=lambda row: row.account, width=84),
            TableColumn("number", t("Voucher"), "text", value=lambda row: str(row.number), width=92),
            TableColumn(
                "text",
                t("Account name and text"),
                "text",
                value=lambda row: row.name or row.text,
                second=lambda row: row.text if row.name and row.name != row.text else "",
                width="stretch",
            ),
            TableColumn("department", t("Department"), "text", value=lambda row: row.department, width=104),
            TableColumn("project", t("Project"), "text", value=lambda row: row.project, width=96),
            TableColumn("debit", t("Debit"), "money", value=lambda row: row.debit, width=124),
            TableColumn("credit", t("Credit"), "money", value=lambda row: row.credit, width=124),
        ]

    def open(self, run_id: int, kept: Sequence[RunFile]) -> bool:
        """Show the voucher of a run; `kept` are its files, which are saved as they are where they are asked for.
        False where there is none.
        """
        if run_id != self._run_id:
            self.kind.set_value(BY_ACCOUNT)
        self._run_id, self._kept = run_id, tuple(kept)
        self._fill()
        return self.view is not None

    def focus(self) -> None:
        """Into the lines."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current() is None and self.table.rows():
            self.table.select(self.table.rows()[0])

    def why(self) -> None:
        """Why the chosen line is there."""
        self._why(self.table.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    @property
    def _by_type(self) -> bool:
        return bool(self.kind.value() == BY_TYPE)

    @property
    def _is_month(self) -> bool:
        return bool(self.kind.value() == MONTH)

    def _fill(self) -> None:
        seat, t = self.seat, self.seat.t
        view = books.voucher_of_run(seat.desk, self._run_id, seat.language, by_type=self._by_type)
        if self._is_month and view is not None:
            view = books.vouchers_of_month(seat.desk, view.month, seat.language) or view
        self.view = view
        if view is None:
            return
        if len(view.journals) > 1:
            self.title.setText(t("{count} vouchers", count=len(view.journals)))
        else:
            self.title.setText(t("Voucher {number}", number=str(view.journal.number)))
        line = t("{text}, dated {day}.", text=view.journal.text, day=view.journal.day)
        if self._is_month:
            line = t("Every run paid in {month}, and what its report rounds.", month=view.month)
        hint = t("Enter on a line shows whom it is of.")
        self.line.setText(f"{line} {hint}")
        names = [each.in_language(seat.language) for each in view.unposted]
        self.unposted.setVisible(bool(names))
        if names:
            what = t(
                "The program knows no posting for {types}. It stands on the account for pay that is not posted, "
                "which is chosen in the settings.",
                types=", ".join(names),
            )
            self.unposted.set(t("Not all of the pay is posted"), what, t("Set the account"))
        self.form_link.setText(t("Given as: {form}", form=t(FORMATS[view.form].name)))
        hidden = [] if view.is_split else ["department", "project"]
        self.table.widths.hide(hidden if len(view.journals) > 1 else [*hidden, "number"])
        self.table.set_rows(view.rows)
        self.table.set_sums(t("Sum"), {"debit": view.total, "credit": view.total} if view.rows else None)
        self.save_button.setEnabled(bool(view.rows) and not view.is_draft)

    def _why(self, row: Any) -> None:
        seat = self.seat
        if not isinstance(row, VoucherRow) or self.view is None:
            return
        if not row.run_id:
            explain(seat, books.why_of_month(row, self.view.month))
        elif not seat.busy:
            desk, language, by_type = seat.desk, seat.language, self._by_type
            seat.work(  # everybody's part of the line: half a second for 1,000 people
                lambda _: books.why_row(desk, row.run_id, row.place, language, by_type=by_type),
                done=lambda trace: explain(seat, trace),
                what=seat.t("Finding out why"),
                owner=self,
            )

    # --- saving ---------------------------------------------------------------------------------------------------

    def forms(self) -> list[tuple[str, str]]:
        """What it can be saved as: the chosen form first, then paper and spreadsheet, then all others."""
        t = self.seat.t
        chosen = self.view.form if self.view is not None else "generic"
        first = (chosen, t("{form}, as chosen", form=t(FORMATS[chosen].name)))
        others = [(key, t(form.name)) for key, form in books.forms(self.seat.desk).items() if key != chosen]
        return [first, *((key, _LIST_WORDS[key]) for key in LISTS), *others]

    def _offer(self) -> None:
        menu = Menu(self.seat, self.save_button)
        for form, words in self.forms():
            menu.add(words, lambda form=form: self.save(form))  # type: ignore[misc]
        menu.popup(self.save_button.mapToGlobal(QPoint(0, self.save_button.height() + 4)))

    def save(self, form: str) -> None:
        """Save it in a form, under the name that the user chooses."""
        view, seat = self.view, self.seat
        if view is None or seat.busy:
            return
        ending = form if form in LISTS else FORMATS[form].ending
        of_what = f"month-{view.month}" if self._is_month else view.name
        name = f"journal-{of_what}.{ending}" if form in LISTS else books.file_name(of_what, form)
        offered = offered_name(name, seat.language)
        target = seat.files.save_file(seat.t("Save"), offered, f"{ending.upper()} (*.{ending})")
        if target is None:
            return
        desk, by_type, language = seat.desk, self._by_type, seat.language
        of = view.month if self._is_month else self._run_id
        is_plain = self.kind.value() == BY_ACCOUNT
        same = next((file for file in self._kept if file.name == name), None) if is_plain else None
        path = target

        def write() -> Path:
            if same is not None:
                return save_as(desk, same.id, path)
            return save_voucher(desk, of, form, path, language, by_type=by_type)

        seat.work(  # paper and spreadsheets take a moment
            lambda _: write(),
            done=lambda saved: seat.toast(seat.t("{file} is saved", file=saved.name)),
            what=seat.t("Saving files"),
            owner=self,
        )
