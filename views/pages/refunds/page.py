"""Refunds: what NAV owes for each absence, its reports read in and matched, and the log of what was read in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QStackedWidget

from models.values.finding import Finding, Place
from models.values.money import ZERO
from services.queries import refunds as ask
from services.queries.refunds import ImportRow, Ledger, LedgerRow, PersonRow, PostingRow
from views.pages.refunds.import_steps import ImportSteps
from views.pages.refunds.ledger_panel import LedgerPanel
from views.pages.refunds.ledger_view import LedgerView
from views.pages.refunds.log_view import ImportPanel, LogView
from views.pages.refunds.open_view import OpenView
from views.pages.refunds.posting_panel import PostingPanel
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.latest_work import LatestWork
from views.widgets.progress import ProgressBox
from views.widgets.side_panel import SidePanel
from views.widgets.tabs import Tabs

LEDGER, OPEN, LOG = "ledger", "open", "log"
IMPORT: Final = "import"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the three lists show."""

    ledger: Ledger
    held: tuple[PostingRow, ...]
    alone: tuple[PostingRow, ...]
    left_out: tuple[PostingRow, ...]
    imports: tuple[ImportRow, ...]
    people: tuple[PersonRow, ...]


class RefundsPage(Page):
    """Three lists; and, while a report is on its way in, that report."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "absence",
            "employee",
            "employment",
            "employment_terms",
            "imported_file",
            "mark",
            "pay_run",
            "refund_link",
            "refund_posting",
        }
    )

    takes: ClassVar[frozenset[str]] = frozenset({"k27", "table"})  # a report that a spreadsheet has saved is a table

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        self.found: _Read | None = None
        self.trouble: tuple[Finding, ...] = ()
        self._is_narrow = False  # beside a panel
        self._is_new = False  # somebody has just come here
        self._then: Callable[[], object] | None = None  # when the lists are read
        self.import_button = Button(t("Read NAV's report …"), "primary", "download-simple", "N")
        self.import_button.clicked.connect(lambda *_: seat.go(Place("refunds", IMPORT)))
        self.file_button = Button(t("Another file …"), icon="folder-open")
        self.columns_button = Button(t("Columns …"), icon="columns")
        self.sheets_button = Button(t("Inntektsmeldinger"), icon="file-text")
        self.sheets_button.clicked.connect(lambda *_: seat.go(Place("inntektsmelding")))
        for button in (self.sheets_button, self.columns_button, self.file_button, self.import_button):
            self.header.add_button(button)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self._work = LatestWork(seat, self.progress, self)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.tabs = Tabs([(LEDGER, t("What NAV owes")), (OPEN, t("To be placed")), (LOG, t("Read in"))])
        self.ledger = LedgerView(seat)
        self.ledger.chosen.connect(self.show_absence)
        self.open = OpenView(seat)
        self.open.chosen.connect(self.show_posting)
        self.log = LogView(seat)
        self.log.chosen.connect(self.show_import)
        for view in (self.ledger, self.log):
            view.asked_import.connect(lambda: seat.go(Place("refunds", IMPORT)))
        self.tabs.add(LEDGER, self.ledger)
        self.tabs.add(OPEN, self.open)
        self.tabs.add(LOG, self.log)
        self.tabs.changed.connect(lambda _: self._tab_changed())
        self.stack.addWidget(self.tabs)
        self.importing = ImportSteps(seat, self._work)
        self.importing.shown.connect(self._raise_import)
        self.importing.changed.connect(self._write_head)
        self.imported, self.steps = self.importing.view, self.importing.footer
        self.file_button.clicked.connect(lambda *_: self.importing.choose_file())
        self.columns_button.clicked.connect(lambda *_: self.imported.show_columns())
        self.stack.addWidget(self.imported)
        self.set_footer(self.steps)
        self.steps.hide()
        self._write_head()

    # --- going ----------------------------------------------------------------------------------------------------

    @property
    def is_importing(self) -> bool:
        """Whether a report is on its way in, and shown."""
        return self.importing.is_shown

    def show_place(self, place: Place) -> None:
        state, thing = self.importing.take_up(), place.thing
        if isinstance(thing, int):  # a line of the report
            if state.is_begun:
                self.importing.show(lambda: self.imported.choose_line(thing))
            else:
                self._show_lists()
            return
        if isinstance(thing, str) and thing.partition(":")[0] == IMPORT:
            run = thing.partition(":")[2]
            if run.isdecimal():
                self.importing.go_into(int(run))
            self.importing.show()
            return
        if place.field in (LEDGER, OPEN, LOG):
            self.tabs.set_current(place.field)
        self._then, self._is_new = self._goes_to(thing), True
        self._show_lists()

    def _goes_to(self, thing: str | None) -> Callable[[], object] | None:
        """What is shown of the lists: an absence, an employee, a report."""
        name, _, number = (thing or "").partition(":")
        if not number.isdecimal():
            return None
        wanted = int(number)
        match name:
            case "absence":
                return lambda: self._show_absence(wanted)
            case "employee":
                return lambda: self._show_employee(wanted)
            case "report":
                return lambda: self._show_report(wanted)
            case _:
                return None

    def _show_absence(self, absence: int) -> None:
        self.tabs.set_current(LEDGER)
        row = self.ledger.choose(absence)
        if row is not None:
            self.show_absence(row)

    def _show_employee(self, number: int) -> None:
        self.tabs.set_current(LEDGER)
        self.ledger.choose_employee(number)

    def _show_report(self, import_id: int) -> None:
        self.tabs.set_current(LOG)
        self.log.focus_rows()
        if self.log.table.select(lambda row: row.id == import_id):
            self.show_import(self.log.table.current())

    def _show_lists(self) -> None:
        self.importing.is_shown = False
        self.stack.setCurrentWidget(self.tabs)
        self.steps.hide()
        self._write_head()
        self.refresh()

    def _raise_import(self) -> None:
        self.stack.setCurrentWidget(self.imported)
        self.steps.show()

    def refresh(self) -> None:
        """What is shown was changed somewhere: read it anew, off the screen's own thread."""
        if self.is_importing:
            self.importing.refresh()
            return
        desk = self.seat.desk

        def do(progress: Any) -> _Read:
            return _Read(
                ask.ledger(desk, progress=progress),
                ask.open_postings(desk),
                ask.waiting(desk),
                ask.postings(desk, state="left_out"),
                ask.imports(desk),
                ask.people(desk),
            )

        self._work.run(do, self._show, self._refused, None, self.seat.t("Reading the refunds"))

    def recalculate(self) -> None:
        """F5."""
        self.refresh()

    def new(self) -> None:
        """N."""
        self.seat.go(Place("refunds", IMPORT))

    def search(self) -> None:
        """Ctrl+F."""
        if not self.is_importing:
            self.tabs.set_current(LEDGER)
            self.ledger.search()

    def primary(self) -> None:
        """Ctrl+Enter."""
        if self.is_importing:
            self.importing.enter()
        else:
            self.new()

    def why(self) -> None:
        """Alt+Enter or ?: what is missing in all."""
        if not self.is_importing and self.found is not None:
            from services.queries.why import trace_of

            self.seat.why(trace_of(self.found.ledger.missing, self.seat.t("Missing"), self.seat.client_name))

    def set_margins(self, beside_panel: bool) -> None:
        super().set_margins(beside_panel)
        self._is_narrow = beside_panel
        if self.seat.has_client:
            self._write_head()
        self.steps.set_right_margin(24 if beside_panel else 32)

    # --- the lists ------------------------------------------------------------------------------------------------

    def _show(self, found: _Read) -> None:
        self.found, self.trouble = found, ()
        self.ledger.show_ledger(found.ledger)
        self.open.show_rows(found.held, found.ledger.unlinked, found.alone, found.ledger.holiday, found.left_out)
        self.log.show_rows(found.imports)
        self._write_head()
        self._renew_panel(found)
        if self._then is not None:
            then, self._then = self._then, None
            then()
        elif self._is_new:
            self._focus_list()
        self._is_new = False

    def _renew_panel(self, found: _Read) -> None:
        """What stands beside a list says what holds now; what it was about and is gone goes away."""
        postings = {row.id: row for row in (*found.held, *found.alone, *found.left_out, *found.ledger.unlinked)}
        for panel in self.window().findChildren(SidePanel):
            if not panel.isVisible():
                continue
            match panel:
                case LedgerPanel():
                    row = next((each for each in found.ledger.rows if each.key == panel.row.key), None)
                    self._again(panel.row, row, self.show_absence)
                case ImportPanel():
                    report = next((each for each in found.imports if each.id == panel.row.id), None)
                    self._again(panel.row, report, self.show_import)
                case PostingPanel():
                    posting = postings.get(panel.row.id, panel.row)
                    self._again(panel.row, posting, self.show_posting)

    def _again(self, before: Any, now: Any, show: Callable[[Any], None]) -> None:
        if now is None:
            self.seat.close_panel()
        elif now != before:
            show(now)

    def _focus_list(self) -> None:
        views: dict[str, LedgerView | OpenView | LogView] = {LEDGER: self.ledger, OPEN: self.open, LOG: self.log}
        views[self.tabs.current()].focus_rows()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.found, self.trouble = None, findings
        self.ledger.show_trouble(findings)
        self._write_head()

    def _write_head(self) -> None:
        t, f = self.seat.t, self.seat.formats
        importing = self.is_importing
        self.import_button.setVisible(not importing and not self._is_offered_below)
        self.sheets_button.setVisible(not importing and not self._is_narrow)
        self.file_button.setVisible(importing and self.importing.state.is_begun)
        self.columns_button.setVisible(importing and self.importing.has_columns)
        if importing:
            self.header.set(t("Read NAV's report"), self.importing.line)
            return
        found = self.found
        line = ""
        if found is not None:
            parts = []
            missing = found.ledger.missing.value
            if missing > ZERO:
                parts.append(t("{amount} kr is missing", amount=f.kroner(missing)))
            elif missing < ZERO:
                parts.append(t("NAV has paid {amount} kr more than expected", amount=f.kroner(-missing)))
            if found.held:
                count = len(found.held)
                parts.append(t("1 posting is to be placed") if count == 1 else t("{count} to be placed", count=count))
            line = " · ".join(parts) if parts else t("Nothing is missing")
            if not found.ledger.rows and not found.imports:
                line = ""
        self.header.set(t("Refunds"), line)

    @property
    def _is_offered_below(self) -> bool:
        """Whether the list is empty, and has the button that reads a report in its place."""
        found, tab = self.found, self.tabs.current()
        if found is None:
            return False
        return (tab == LEDGER and not found.ledger.rows) or (tab == LOG and not found.imports)

    def _tab_changed(self) -> None:
        self.seat.close_panel()
        self._write_head()

    def show_absence(self, row: LedgerRow) -> None:
        """An absence of the ledger, beside it."""
        panel = LedgerPanel(self.seat, row)
        panel.asked_posting.connect(self.show_posting)
        self.seat.show_panel(panel)

    def show_posting(self, row: PostingRow) -> None:
        """A posting, beside the list."""
        people = self.found.people if self.found is not None else ask.people(self.seat.desk)
        panel = PostingPanel(self.seat, row, people)
        panel.done.connect(self._done)
        self.seat.show_panel(panel)

    def show_import(self, row: ImportRow) -> None:
        """A report that was read in, beside the log."""
        panel = ImportPanel(self.seat, row)
        panel.done.connect(lambda words, _: self._done(words))
        panel.asked_open.connect(self._to_open)
        panel.asked_posting.connect(self.show_posting)
        self.seat.show_panel(panel)

    def _to_open(self) -> None:
        self.seat.close_panel()
        self.tabs.set_current(OPEN)
        self.open.choose("held")

    def _done(self, words: str) -> None:
        self.seat.close_panel()
        self.seat.toast(words, undo=True)

    def receive(self, path: Path) -> None:
        self.importing.open_report(path)
