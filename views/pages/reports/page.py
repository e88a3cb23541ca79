"""Reports: the catalogue at the left, the report with its choices at the right, and out as spreadsheet, PDF or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place
from models.values.money import Money
from services.actions.save_table import save_table
from services.queries.reports import CATALOGUE, Offers, Report, Row, file_of, make, offers
from views.pages.reports.catalogue_list import CatalogueList
from views.pages.reports.choices_bar import ChoicesBar
from views.pages.reports.memory import choices_of, last_report, remember
from views.pages.reports.papers import Papers, SlipPanel
from views.pages.reports.report_view import ReportView
from views.shell.client_memory import client_memory
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.menu import Menu, more_button
from views.widgets.progress import ProgressBox

_GAP: Final = 12
_MOST_FACTS: Final = 3
_PLENTY: Final = 760  # a narrower page has the catalogue out of sight
_FEW: Final = 15  # rows that one sees at once
_FORMS: Final = {".xlsx": "Excel (*.xlsx)", ".pdf": "PDF (*.pdf)", ".csv": "CSV (*.csv)"}


class ReportsPage(Page):
    """One report at a time. It is made off the window's thread, and anew when something was changed."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "pay_run",
            "payslip",
            "movement",
            "absence",
            "employee",
            "employment",
            "employment_terms",
            "employer",
            "cost_share",
            "cost_unit",
            "imported_file",
            "refund_posting",
            "mark",
            "stored_file",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.name = last_report(seat)
        self.report: Report | None = None
        self._asked = 0
        self._offers: Offers | None = None
        self.header.set(t("Reports"))
        self.excel_button = Button(t("Save for Excel …"), icon="table")
        self.pdf_button = Button(t("Save as PDF …"), icon="file-pdf")
        self.more = more_button(
            seat,
            [
                (t("Save for a spreadsheet (CSV) …"), lambda: self.save(".csv")),
                (t("Copy all rows"), self.copy),
                (t("Save as PDF …"), lambda: self.save(".pdf")),
                (t("Each payslip as a PDF, in a folder …"), self.save_slips),
                (t("All payslips in one PDF …"), self.save_slips_in_one),
            ],
        )
        self.slips_button = Button(t("Save the payslips"), icon="files", trail="caret-down")
        self.slips_menu = Menu(seat, self.slips_button)
        self.slips_menu.add(t("Each as a PDF, in a folder …"), self.save_slips, "folder")
        self.slips_menu.add(t("All in one PDF …"), self.save_slips_in_one, "file-pdf")
        for button in (self.slips_button, self.excel_button, self.pdf_button, self.more):
            self.header.add_button(button)
        self.slips_button.clicked.connect(self._show_slips_menu)
        self.excel_button.clicked.connect(lambda *_: self.save(".xlsx"))
        self.pdf_button.clicked.connect(lambda *_: self.save(".pdf"))
        self.catalogue = CatalogueList(seat)
        self.catalogue.setProperty("topic", "reports.catalogue")
        self.catalogue.chosen.connect(self.open)
        self.bar = ChoicesBar(seat)
        self.bar.setProperty("topic", "reports.choices")
        self.bar.changed.connect(self._chosen)
        self.search_edit = self.bar.search
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.view = ReportView(seat)
        self.view.opened.connect(self._opened)
        self.view.why.connect(self._why)
        self.search_edit.changed.connect(self._filter)
        self.search_edit.down.connect(self._into_table)
        self.papers = Papers(seat, self.progress.follow)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addSpacing(_GAP)
        column.addWidget(self.progress)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.catalogue)
        row.addWidget(right, 1)
        self.column.addLayout(row, 1)
        self._set_ready(is_ready=False)
        self._fit()

    # --- going here -----------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """`("reports", "wage_journal")` opens a report."""
        name = str(place.thing or "")
        self.open(name if name in self.catalogue.items else self.name)
        if not self.catalogue.items[self.name].hasFocus():
            self._into_table()

    def open(self, name: str) -> None:
        """Another report, with what was chosen for it last."""
        self.name = name
        self.catalogue.choose(name)
        self.search_edit.setText("")
        self._read()

    def refresh(self) -> None:
        self._read()

    def recalculate(self) -> None:
        self._read()

    def search(self) -> None:
        self.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_edit.selectAll()

    def why(self) -> None:
        """Alt+Enter: the figure that the keys stand on."""
        found = self.view.current()
        if found is not None:
            self._why(*found)

    def _into_table(self) -> None:
        if self.view.table is not None:
            self.view.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel there is room for one report and one button: the others are in the menu."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_narrow, has_slips = self.width() < _PLENTY, self._has_slips
        self.catalogue.setVisible(not is_narrow)
        self.pdf_button.setVisible(not is_narrow)
        self.slips_button.setVisible(has_slips and not is_narrow)
        _, _, pdf, each, in_one = self.more.menu_entries.actions()  # type: ignore[attr-defined]
        pdf.setVisible(is_narrow)
        each.setVisible(has_slips and is_narrow)
        in_one.setVisible(has_slips and is_narrow)

    @property
    def _has_slips(self) -> bool:
        return self.report is not None and any(slip.file for slip in self.report.slips)

    # --- making ---------------------------------------------------------------------------------------------------

    def _chosen(self) -> None:
        choices = self.bar.value()
        if choices is not None:
            remember(self.seat, self.name, choices)
            self._read()

    def _read(self) -> None:
        """Make the report as it is chosen now. A newer question lets an older answer fall."""
        if not self.seat.has_client:
            return
        seat, desk, name, language = self.seat, self.seat.desk, self.name, self.seat.language
        self._asked += 1
        asked = self._asked
        cards = tuple(client_memory(seat).cards) if name == "deadlines" else ()

        def do(progress: Any) -> tuple[Offers, Report]:
            offered = offers(desk, language)
            return offered, make(desk, name, choices_of(seat, name, offered), language, progress, cards)

        def is_mine() -> bool:
            return asked == self._asked and seat.has_client and seat.desk is desk

        def done(made: tuple[Offers, Report]) -> None:
            if is_mine():
                self._show(*made)

        def refused(findings: tuple[Finding, ...]) -> None:
            if is_mine():
                self._show_trouble(findings)

        def cancelled() -> None:
            if is_mine():
                self.view.set_waiting(waiting=False)

        self.view.set_waiting()
        what = seat.t("Making the report")
        work = seat.work(do, done=done, refused=refused, cancelled=cancelled, what=what, owner=self)
        self.progress.follow(work)

    def _show(self, offered: Offers, report: Report) -> None:
        t = self.seat.t
        self._offers, self.report = offered, report
        choices = choices_of(self.seat, self.name, offered)
        self.bar.set(self.name, offered, choices)
        self.bar.show()
        remember(self.seat, self.name, choices)
        self.view.show_report(report, choices.by)
        self._filter()
        self.header.set(t(report.title), self._line(report))
        self._fit()
        self.search_edit.setVisible(len(report.rows) > _FEW)
        self._set_ready(is_ready=bool(report.rows))

    def _line(self, report: Report) -> str:
        """The period with the figures that matter; of an empty report the question that it answers."""
        t, formats = self.seat.t, self.seat.formats
        if not report.rows:
            return t(CATALOGUE[report.name].question)
        period = t(report.period)
        parts = [period[:1].upper() + period[1:]]
        for what, value in report.facts[-_MOST_FACTS:]:
            written = formats.kroner(value) if isinstance(value, Money) else self.seat.texts.value(value or "")
            parts.append(f"{t(what)} {written}")
        return "   ·   ".join(parts)

    def _show_trouble(self, findings: tuple[Finding, ...]) -> None:
        """Most of them need an employer."""
        t, seat = self.seat.t, self.seat
        self.report = None
        button = Button(t("Set up the firm"), "primary")
        button.clicked.connect(lambda *_: seat.go(findings[0].where or Place("setup")))
        self.view.show_trouble(EmptyState("chart-bar", t(findings[0].what), "", button))
        self.bar.hide()
        self._fit()
        entry = CATALOGUE[self.name]
        self.header.set(t(entry.title), t(entry.question))
        self._set_ready(is_ready=False)

    def _set_ready(self, *, is_ready: bool) -> None:
        for button in (self.excel_button, self.pdf_button, self.more):
            button.setEnabled(is_ready)

    def _filter(self) -> None:
        if self.view.table is not None:
            self.view.table.filter(self.search_edit.value())
            self.view.fit()

    # --- from here ------------------------------------------------------------------------------------------------

    def _opened(self, row: Row) -> None:
        """To where the row comes from; a payslip opens beside the list."""
        report = self.report
        if report is not None and report.slips:
            slip = report.slips[row.key]
            place = next(n for n, column in enumerate(report.columns) if column.name == "run")
            self.seat.show_panel(SlipPanel(self.seat, slip, str(row.values[place])))
        elif row.where is not None:
            self.seat.go(row.where)

    def _why(self, row: Row, column: str) -> None:
        trace = self.view.trace(row, column)
        if trace is not None:
            self.seat.why(trace)

    # --- out ------------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """All rows, with tabs between, as a spreadsheet takes them."""
        if self.view.table is not None:
            self.view.table.copy_all()
            self.seat.toast(self.seat.t("The figures are copied"))

    def save(self, ending: str) -> None:
        """The report as a file, named by what it is, of whom and when."""
        report, t, seat = self.report, self.seat.t, self.seat
        if report is None:
            return
        name = file_of(report, seat.client_name, seat.language)
        target = seat.files.save_file(t("Save the list"), f"{name}{ending}", _FORMS[ending])
        if target is None:
            return
        if target.suffix.lower() != ending:
            target = target.with_name(target.name + ending)
        desk, language, path, notes = seat.desk, seat.language, target, (report.period, *report.notes)
        table = report.paper if ending == ".pdf" and report.paper is not None else report.table

        def done(saved: Path) -> None:
            seat.toast(t("{file} is saved", file=saved.name))

        work = seat.work(
            lambda _: save_table(desk, table, path, language, notes),
            done=done,
            what=t("Saving the list"),
            owner=self,
        )
        self.progress.follow(work)

    def _show_slips_menu(self) -> None:
        button = self.slips_button
        self.slips_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def save_slips(self) -> None:
        """Every payslip of the list, each as a file."""
        if self.report is not None:
            self.papers.save_all(self.report.slips, self._slips_name(self.report))

    def save_slips_in_one(self) -> None:
        """Every payslip of the list, in one file."""
        if self.report is not None:
            self.papers.save_in_one(self.report.slips, self._slips_name(self.report))

    def _slips_name(self, report: Report) -> str:
        return file_of(report, self.seat.client_name, self.seat.language)
