"""Refunds: what NAV owes for each absence, its reports read in and matched, and the log of what was read in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QStackedWidget

from models.values.finding import Finding, Place
from models.values.money import ZERO
from services.actions import refunds as acts
from services.actions.refunds import Preview, PreviewRow, Taken
from services.queries import refunds as ask
from services.queries.refunds import ImportRow, Ledger, LedgerRow, PersonRow, PostingRow
from views.pages.refunds.import_view import COLUMNS, ROWS, ImportView
from views.pages.refunds.importing import HELD, TAKEN, Importing, begin_anew, importing_of
from views.pages.refunds.ledger_panel import LedgerPanel
from views.pages.refunds.ledger_view import LedgerView
from views.pages.refunds.log_view import ImportPanel, LogView
from views.pages.refunds.open_view import OpenView
from views.pages.refunds.posting_panel import PostingPanel
from views.pages.refunds.row_panel import RowPanel
from views.shell.file_ways import WAYS
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button
from views.widgets.guide import GuideFooter
from views.widgets.progress import ProgressBox
from views.widgets.side_panel import SidePanel
from views.widgets.tabs import Tabs

LEDGER, OPEN, LOG = "ledger", "open", "log"
IMPORT: Final = "import"
_PATTERN: Final = "CSV (*.csv *.txt);;* (*)"


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
        self.state = Importing()
        self.found: _Read | None = None
        self.trouble: tuple[Finding, ...] = ()
        self._reading: Work | None = None
        self._is_storing = False
        self._is_narrow = False  # beside a panel
        self._is_new = False  # somebody has just come here
        self._then: Callable[[], object] | None = None  # when the lists are read
        self.import_button = Button(t("Read NAV's report …"), "primary", "download-simple", "N")
        self.import_button.clicked.connect(lambda *_: seat.go(Place("refunds", IMPORT)))
        self.file_button = Button(t("Another file …"), icon="folder-open")
        self.file_button.clicked.connect(lambda *_: self.choose_file())
        self.columns_button = Button(t("Columns …"), icon="columns")
        self.columns_button.clicked.connect(self._columns)
        self.sheets_button = Button(t("Inntektsmeldinger"), icon="file-text")
        self.sheets_button.clicked.connect(lambda *_: seat.go(Place("inntektsmelding")))
        for button in (self.sheets_button, self.columns_button, self.file_button, self.import_button):
            self.header.add_button(button)
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
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
        self.imported = ImportView(seat)
        self.imported.asked_file.connect(self.choose_file)
        self.imported.asked_way.connect(self._go_the_way)
        self.imported.chosen.connect(self.show_row)
        self.imported.changed.connect(self._settle_footer)
        self.imported.redated.connect(self._redated)
        self.stack.addWidget(self.imported)
        footer = self.steps = GuideFooter(seat)
        footer.closed.connect(lambda: seat.go(Place("refunds")))
        footer.back.connect(self._back)
        footer.forward.connect(self._forward)
        self.set_footer(footer)
        footer.hide()
        self._write_head()

    # --- going ----------------------------------------------------------------------------------------------------

    @property
    def is_importing(self) -> bool:
        """Whether a report is on its way in, and shown."""
        return self.stack.currentWidget() is self.imported

    def show_place(self, place: Place) -> None:
        self.state = importing_of(self.seat.desk.client)
        thing = place.thing
        if isinstance(thing, int):  # a line of the report
            if self.state.is_begun:
                self._show_import(lambda: self.imported.choose_line(thing))
            else:
                self._show_lists()
            return
        if isinstance(thing, str) and thing.partition(":")[0] == IMPORT:
            run = thing.partition(":")[2]
            if run.isdecimal():
                self.state.asked_run = int(run)
                if self.state.seen is not None and int(run) in {each.id for each in self.state.seen.runs}:
                    self.state.run_id = int(run)
            self._show_import()
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
        self.stack.setCurrentWidget(self.tabs)
        self.steps.hide()
        self._write_head()
        self.refresh()

    def _show_import(self, then: Callable[[], object] | None = None) -> None:
        self.stack.setCurrentWidget(self.imported)
        self.steps.show()
        if self.state.is_begun:
            if self.state.seen is None or self.imported.state is not self.state:
                self._read_file(then)
                return
            self.imported.show_state(self.state)
        else:
            self.imported.show_state(self.state)
        self._write_head()
        self._settle_footer()
        if then is not None:
            then()
        else:
            self.imported.focus_first()

    def refresh(self) -> None:
        """What is shown was changed somewhere: read it anew, off the screen's own thread."""
        if self.is_importing:
            if self.state.is_begun and not self._is_storing:
                self._read_file()
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

        self._work(do, self._show, self._refused, self.seat.t("Reading the refunds"))

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
            self.steps.enter() if self.state.is_begun else self.choose_file()
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

    def _work(
        self,
        do: Callable[[Any], Any],
        done: Callable[[Any], None],
        refused: Callable[[tuple[Finding, ...]], None],
        what: str,
        *,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """One piece at a time; of two the later one is shown."""
        if self._reading is not None:
            self._reading.cancel()
        reading: list[Work] = []

        def mine(end: Callable[..., None] | None) -> Callable[..., None]:
            def told(*values: Any) -> None:
                if self._reading is reading[0]:
                    self._reading = None
                    if end is not None and self.seat.has_client:
                        end(*values)

            return told

        work = self.seat.work(
            do, done=mine(done), refused=mine(refused), cancelled=mine(cancelled), what=what, owner=self
        )
        reading.append(work)
        self._reading = work
        self.progress.follow(work)
        self.progress.set_cancellable(cancelled is not None)

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
        seen = self.state.seen
        self.import_button.setVisible(not importing and not self._is_offered_below)
        self.sheets_button.setVisible(not importing and not self._is_narrow)
        self.file_button.setVisible(importing and self.state.is_begun)
        has_columns = seen is not None and bool(seen.sample) and self.imported.mode == ROWS
        self.columns_button.setVisible(importing and has_columns and seen is not None and seen.columns is not None)
        if importing:
            line = ""
            if seen is not None and self.state.is_begun:
                rows = t("1 row") if seen.count == 1 else t("{count} rows", count=seen.count)
                people = t("1 employee") if seen.persons == 1 else t("{count} employees", count=seen.persons)
                line = f"{self.state.name} · {rows} · {people} · {f.amount(seen.total)}"
            self.header.set(t("Read NAV's report"), line)
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

    # --- reading a report in --------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for the file, and read it."""
        path = self.seat.files.open_file(self.seat.t("NAV's report of refunds"), _PATTERN)
        if path is not None:
            self.open_report(path)

    def open_report(self, path: Path) -> None:
        """Read a file that was chosen or dropped. What was on its way in is let go."""
        asked, self._path = self.state.asked_run, path
        self.state = begin_anew(self.seat.desk.client)
        self.state.asked_run, self.state.name = asked, path.name
        self.seat.close_panel()
        self.stack.setCurrentWidget(self.imported)
        self.steps.show()
        desk, name, reading = self.seat.desk, path.name, self.state.reading

        def do(progress: Any) -> tuple[bytes, Preview]:
            content = acts.read_file(path)
            return content, acts.preview(desk, content, name, reading, progress)

        def done(read: tuple[bytes, Preview]) -> None:
            self.state.content = read[0]
            self._previewed(read[1])

        self._work(do, done, self._not_read, self.seat.t("Reading the report"), cancelled=self._cancelled)

    _path: Path | None = None

    def _go_the_way(self, kind: str) -> None:
        """It is another file: carry it to where it belongs."""
        path, self._path = self._path, None
        if path is not None and kind in WAYS:
            self.state = begin_anew(self.seat.desk.client)
            self.seat.hand_over(WAYS[kind].place, path)

    def _read_file(self, then: Callable[[], object] | None = None) -> None:
        """Read the report that is on its way in against the client as it is now."""
        desk, state = self.seat.desk, self.state
        content, name, reading = state.content, state.name, state.reading

        def done(seen: Preview) -> None:
            self._previewed(seen)
            if then is not None:
                then()

        self._work(
            lambda progress: acts.preview(desk, content, name, reading, progress),
            done,
            self._not_read,
            self.seat.t("Reading the report"),
            cancelled=self._cancelled,
        )

    def _previewed(self, seen: Preview) -> None:
        self.state.show(seen)
        self._follow_day(proposes=False)
        self.imported.show_state(self.state)
        if self.is_importing:
            self._write_head()
            self._settle_footer()
            self.imported.focus_first()

    def _not_read(self, findings: tuple[Finding, ...]) -> None:
        name = self.state.name
        self.state = begin_anew(self.seat.desk.client)
        self.imported.state = Importing(name=name)
        self.imported.show_trouble(findings)
        self._write_head()
        self._settle_footer()

    def _cancelled(self) -> None:
        self.state = begin_anew(self.seat.desk.client)
        self.imported.show_state(self.state)
        self._write_head()
        self._settle_footer()

    def _follow_day(self, *, proposes: bool) -> None:
        seen, day = self.state.seen, self.state.payment_date
        if seen is not None and day is not None and (proposes or day != seen.payment_date):
            self.state.redate(acts.redated(self.seat.desk, seen, day), proposes=proposes)

    def _columns(self) -> None:
        self.imported.show_columns()

    def _redated(self) -> None:
        """Another payment date: other runs are those of its month."""
        self._follow_day(proposes=True)
        self.imported.show_targets()

    def show_row(self, row: PreviewRow) -> None:
        """A row of the report, beside the list."""
        panel = RowPanel(self.seat, self.state, row, self.imported.everybody)
        panel.decided.connect(self._decided)
        panel.stepped.connect(lambda _: self.imported.next_open(row.line))
        self.seat.show_panel(panel)

    def _decided(self, _line: int) -> None:
        self.imported.update_rows()
        self._settle_footer()

    def _settle_footer(self) -> None:
        """What comes next, and why one cannot go on."""
        t, state, mode = self.seat.t, self.state, self.imported.mode
        is_begun = state.is_begun and mode in (COLUMNS, ROWS)
        self.steps.set_close(t("Close, continue later") if is_begun else t("Close"))
        if mode == COLUMNS:
            trouble = self.imported.columns.trouble()
            self.steps.set(next=t("Read it so"), back=True, ready=not trouble, reason=trouble)
            return
        if mode != ROWS or state.seen is None:
            self.steps.set(next="", back=False)
            return
        taken, held = state.count(TAKEN), state.count(HELD)
        reason = ""
        if state.payment_date is None:
            reason = t("Say on which day NAV paid")
        elif not taken and not held:
            reason = t("Every row is left out")
        note = ""
        if held:
            note = (
                t("1 posting is held back, and waits on the list")
                if held == 1
                else t("{count} are held back, and wait on the list", count=held)
            )
        words = t("Take in 1 refund") if taken == 1 else t("Take in {count} refunds", count=taken)
        self.steps.set(
            next=words if taken else t("Take the report in"),
            back=False,
            ready=not reason and not self._is_storing,
            reason=reason,
            note=note,
            icon="check",
        )

    def _back(self) -> None:
        """From the columns to what was read before."""
        seen = self.state.seen
        if seen is not None and not seen.refused:
            self.imported.show_state(self.state)
        elif seen is not None:
            self.imported.show_refused(seen)
        self._write_head()
        self._settle_footer()

    def _forward(self) -> None:
        if self.imported.mode == COLUMNS:
            self.state.reading = self.imported.columns.reading()
            self._read_file()
        elif self.imported.mode == ROWS:
            self.take_in()

    def take_in(self) -> None:
        """Take the report in, in one step."""
        state, desk = self.state, self.seat.desk
        if self._is_storing or state.seen is None or state.payment_date is None:
            return
        content, name, reading = state.content, state.name, state.reading
        day, run_id, decisions = state.payment_date, state.run_id, dict(state.decisions)
        self._is_storing = True
        self._settle_footer()
        self.seat.close_panel()

        def do(progress: Any) -> Taken:
            return acts.take_in(
                desk,
                content,
                name,
                payment_date=day,
                run_id=run_id,
                decisions=decisions,
                reading=reading,
                progress=progress,
            )

        def not_done(findings: tuple[Finding, ...]) -> None:
            self._is_storing = False
            self._settle_footer()
            self.seat.show_findings(findings)

        def stopped() -> None:
            self._is_storing = False
            self._settle_footer()

        self._work(do, self._taken, not_done, self.seat.t("Taking the report in"), cancelled=stopped)

    def _taken(self, taken: Taken) -> None:
        t = self.seat.t
        self._is_storing = False
        self.state = begin_anew(self.seat.desk.client)
        self.seat.go(Place("refunds", f"report:{taken.import_id}", LOG))
        words = t("1 refund is taken in") if taken.taken == 1 else t("{count} refunds are taken in", count=taken.taken)
        if taken.held:
            words = t("{what}, {count} held back", what=words, count=taken.held)
        self.seat.toast(words, undo=True)

    def receive(self, path: Path) -> None:
        self.open_report(path)
