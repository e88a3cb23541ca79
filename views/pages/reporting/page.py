"""The page A-melding: twelve months at a glance, and one in detail: what is wrong, what it holds, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from models.values.finding import Place
from models.values.progress import Progress
from models.values.span import Month
from services.actions import reporting as actions
from services.queries import report_answer as answers
from services.queries import report_changes, report_months
from services.queries import reporting as queries
from services.queries.feedback import PaymentWay, Question
from services.queries.report_answer import ChainRow, MonthAnswer
from services.queries.report_changes import ReportChanges
from services.queries.reporting import FindingRow, MonthDetail, ReportFile
from views.pages.reporting import words
from views.pages.reporting.face import CHECKS, ReportingFace
from views.pages.reporting.feedback_panel import WithdrawPanel
from views.pages.reporting.finding_entries import Entry
from views.pages.reporting.intake import ANSWER, Intake
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.menu import Menu

_EMPTY = frozenset({"before", "nothing", "future", "open", "missing"})


class ReportingPage(ReportingFace):
    """Twelve months, and one: gone to, built, and what one does with it."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "absence",
            "employee",
            "employer",
            "employment",
            "employment_terms",
            "establishment",
            "imported_file",
            "mark",
            "pay_run",
            "payslip",
            "stored_file",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._wanted_code = ""
        self._kind = ""
        self._builds_without_pay: Month | None = None
        self._work: Work | None = None
        self.intake = Intake(seat, self)
        self.intake.changed.connect(self.refresh)
        self._connect()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._start_build)

    def _connect(self) -> None:
        self.chooser.changed.connect(self._show_year)
        self.read_button.clicked.connect(self.new)
        self.tiles.chosen.connect(self._choose_tile)
        self.build_button.clicked.connect(self.recalculate)
        self.save_button.clicked.connect(self.save)
        self.uploaded_button.clicked.connect(self.mark_uploaded)
        self.more.clicked.connect(self._open_menu)
        self.happened_button.clicked.connect(lambda *_: self._ask_what_happened())
        self.box.clicked.connect(self._follow_box)
        self.kind_choice.changed.connect(lambda: self._choose_kind(self.kind_choice.value()))
        self.findings.picked.connect(self._reveal)
        self.findings.mended.connect(self._mend)
        self.findings.accepted.connect(self._ask_reason)
        self.findings.reopened.connect(self._look_again)
        self.findings.asked_overview.connect(lambda: self.seat.go(Place("overview")))
        self.answer.mended.connect(self._mend)
        self.answer.accepted.connect(self._ask_reason)
        self.answer.reopened.connect(self._look_again)
        self.answer.asked.connect(self._follow_row)
        self.reason.given.connect(self._accept)
        self.reason.closed.connect(lambda: self.list_seen().setFocus(Qt.FocusReason.OtherFocusReason))
        self.report.picked.connect(self._pick_finding)
        self.report.asked_changes.connect(self._start_changes)
        self.asked_without_pay.connect(self._build_without_pay)
        for key, step in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.chooser.step(step))

    # --- going there ---------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """A month as `2026-11`, and the code of a finding in it; without a month the one that is due next."""
        self._wanted_code = place.field or ""
        month = _month_of(place.thing)
        is_new = month is not None or not self.month_tiles
        if month is None and not self.month_tiles:
            month = self._next_month()
        self._go(month or self.month, again=not is_new)

    def refresh(self) -> None:
        """Something was changed: the tiles are read anew, and the month is built anew."""
        self._go(self.month, again=True)

    def _next_month(self) -> Month:
        due = report_months.next_due(self.seat.desk)
        return due.month if due is not None else Month.of(self.seat.desk.today)

    def _show_year(self, year: int) -> None:
        self._go(Month(year, self.month.number))

    def _choose_tile(self, place: int) -> None:
        self._go(self.month_tiles[place].month)

    def _go(self, month: Month, *, again: bool = False) -> None:
        desk = self.seat.desk
        if month != self.month:
            self._builds_without_pay, self._kind = None, ""
            self.reason.close_bar()
        self.month = month
        self.year = report_months.year_of_reports(desk, month.year)
        least, most = report_months.years(desk)
        self.chooser.set(month.year, least, most)
        self.show_tiles()
        self.show_line()
        tile = self.month_tiles[month.number - 1]
        if tile.state in _EMPTY and self._builds_without_pay != month:
            self._cancel_build()
            self.detail = None
            self.show_empty(tile)
            self._start_answer()
        else:
            if not again or self.detail is None or self.detail.month != month:
                self.show_waiting(tile)
            self._later.start()

    # --- building a month ----------------------------------------------------------------------------------------

    def recalculate(self) -> None:
        """F5: build the report again."""
        tile = self.month_tiles[self.month.number - 1]
        if tile.state not in _EMPTY or self._builds_without_pay == self.month:
            self._later.start()

    def _build_without_pay(self) -> None:
        self._builds_without_pay = self.month
        self._go(self.month)

    def _cancel_build(self) -> None:
        self._later.stop()
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _start_build(self) -> None:
        self._cancel_build()
        desk, month, kind = self.seat.desk, self.month, self._kind

        def build(progress: Progress) -> tuple[MonthDetail, MonthAnswer]:
            detail = queries.month(desk, month, progress, kind)
            return detail, answers.answer(desk, month)

        self._work = work = self.seat.work(
            build,
            done=lambda both: self._built(work, *both),
            cancelled=lambda: self._stopped(work),
            what=self.seat.t("Building the report"),
            owner=self,
        )
        self.build_button.set_waiting(True)
        self.progress.follow(work)

    def _stopped(self, work: Work) -> None:
        if work is self._work:
            self._work = None
            self.build_button.set_waiting(False)

    def _built(self, work: Work, detail: MonthDetail, answer: MonthAnswer) -> None:
        self._stopped(work)
        if detail.month != self.month:
            return
        again = self.detail is not None and self.detail.month == detail.month
        if detail.kind != self._kind or (detail.file is not None and detail.file.uploaded is not None):
            self._kind = ""  # it cannot be any more, or is sent
        self.detail, self.answered = detail, answer
        self.year = self.year.with_tile(detail.tile)
        self.show_tiles()
        self.show_line()
        self.show_detail(detail, again=again)
        if self._wanted_code:
            code, self._wanted_code = self._wanted_code, ""
            if code == ANSWER and self.parts.isVisible():
                self.show_part(ANSWER)
            elif self.findings.select_code(code):
                self.show_part(CHECKS)
                self.findings.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start_answer(self) -> None:
        """A month without a report of ours: an answer may speak of it all the same."""
        desk, month = self.seat.desk, self.month

        def read(_: Progress) -> MonthAnswer:
            return answers.answer(desk, month)

        def done(answer: MonthAnswer) -> None:
            tile = self.month_tiles[self.month.number - 1]
            if month == self.month and self.detail is None and answer.feedback.files:
                self.show_answer_alone(tile, answer)

        self.seat.work(read, done=done, what=self.seat.t("Reading the answers"), owner=self, aside=True)

    def _start_changes(self) -> None:
        """What the report says otherwise than that of the month before: worked out when it is asked for."""
        desk, detail = self.seat.desk, self.detail
        if detail is None or not detail.text:
            return

        def compare(_: Progress) -> ReportChanges:
            return report_changes.changes(desk, detail)

        def done(changes: ReportChanges) -> None:
            if self.detail is detail:
                self.report.changes.set_changes(changes)

        self.seat.work(compare, done=done, what=self.seat.t("Comparing with last month"), owner=self, aside=True)

    # --- what one does -------------------------------------------------------------------------------------------

    def _follow_box(self) -> None:
        detail = self.detail
        if detail is None:
            return
        if detail.kind == "withdrawal" and detail.file is None:
            self._choose_kind("")
        elif words.answer_of(detail.tile):
            self.show_part(ANSWER)
            self.answer.setFocus(Qt.FocusReason.TabFocusReason)
        elif detail.file is not None and detail.file.uploaded is not None:
            self.new()
        elif detail.is_trial and detail.runs:
            self.seat.go(Place("pay_run", detail.runs[0].id, "control" if detail.runs[0].is_computed else "basis"))
        elif detail.last is not None:
            self._tell_uploaded(detail.last)

    def save(self) -> None:
        """Keep the report, and write it where the user says."""
        detail, seat = self.detail, self.seat
        if detail is None or not detail.can_be_saved:
            return
        target = seat.files.save_file(seat.t("Save the report"), detail.name, "XML (*.xml)")
        if target is None:
            return
        desk, month, kind = seat.desk, detail.month, self._kind

        def written(_: object) -> None:
            self._kind = ""  # what was kept is what is proposed
            seat.toast(seat.t("{file} is saved", file=target.name))
            self.refresh()

        def write(_: Progress) -> int:
            return actions.save_report(desk, month, target, kind)

        seat.work(
            write,
            done=written,
            what=seat.t("Saving the report"),
            owner=self,
        )

    def mark_uploaded(self) -> None:
        """The kept file was uploaded by hand."""
        if self.detail is not None and self.detail.file is not None:
            self._tell_uploaded(self.detail.file)

    def _tell_uploaded(self, file: ReportFile) -> None:
        seat = self.seat
        if seat.attempt(lambda: actions.mark_uploaded(seat.desk, file.id)):
            seat.toast(seat.t("Marked as uploaded"), undo=True)
            self.refresh()

    def mark_not_uploaded(self) -> None:
        """It was not uploaded after all."""
        seat, detail = self.seat, self.detail
        if detail is None or detail.file is None:
            return
        number = detail.file.id
        if seat.attempt(lambda: actions.mark_not_uploaded(seat.desk, number)):
            seat.toast(seat.t("Not marked as uploaded any more"), undo=True)
            self.refresh()

    def _open_menu(self) -> None:
        t = self.seat.t
        menu, detail = Menu(self.seat, self), self.detail
        if detail is not None and detail.file is not None and detail.file.uploaded is not None:
            menu.add(t("Save again"), self.save, "floppy-disk")
            menu.add(t("Not uploaded after all"), self.mark_not_uploaded, "arrow-u-up-left")
        if detail is not None and "withdrawal" in detail.kinds and detail.kind != "withdrawal":
            menu.add(t("Withdraw the report …"), self.ask_to_withdraw, "x-circle")
        menu.add(t("What happened?"), self._ask_what_happened, "arrow-counter-clockwise")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def ask_to_withdraw(self) -> None:
        """An empty report in the place of the one that counts: only after it was said what that means."""
        detail = self.detail
        if detail is not None and "withdrawal" in detail.kinds:
            panel = WithdrawPanel(self.seat, words.month_name(self.seat, detail.month))
            panel.agreed.connect(lambda: self._choose_kind("withdrawal"))
            self.seat.show_panel(panel)
            panel.not_now.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_kind(self, kind: str) -> None:
        """Another kind of report: built anew, and nothing kept before it is saved."""
        self.seat.close_panel()
        if kind != self._kind:
            self._kind = kind
            self._later.start()

    def _ask_what_happened(self) -> None:
        """To the page that puts mistakes right, with a run of the month."""
        self.seat.go(Place("corrections", str(self.month)))

    def _ask_reason(self, finding: FindingRow) -> None:
        self.reason.ask(finding)

    def _accept(self, finding: FindingRow, reason: str) -> None:
        seat = self.seat
        if seat.attempt(lambda: actions.accept(seat.desk, finding.subject, reason)):
            seat.toast(seat.t("Looked at, and right: {what}", what=seat.t(finding.title)), undo=True)
            self.list_seen().setFocus(Qt.FocusReason.OtherFocusReason)
            self.refresh()

    def _look_again(self, finding: FindingRow) -> None:
        seat = self.seat
        if seat.attempt(lambda: actions.look_again(seat.desk, finding.subject)):
            seat.toast(seat.t("To be looked at again: {what}", what=seat.t(finding.title)), undo=True)
            self.refresh()

    def _reveal(self, finding: FindingRow) -> None:
        if finding.path:
            self.report.reveal(finding.path, finding.line)

    def _pick_finding(self, path: str) -> None:
        """The first finding on the part of the report that one stands on."""
        nodes = self.report.tree.nodes
        for finding in self.detail.findings if self.detail is not None else ():
            if finding.path and nodes.way(nodes.find(finding.path)) == nodes.way(nodes.find(path)):
                self.findings.select(finding.subject)
                return

    def _mend(self, finding: FindingRow) -> None:
        if finding.place is not None:
            self.seat.go(finding.place)

    # --- the answer ----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """N: read an answer of the authority."""
        self.intake.choose()

    def _follow_row(self, entry: Entry, which: str) -> None:
        """What a line of the answer offers."""
        data, t = entry.data, self.seat.t
        if isinstance(data, Question):
            self.intake.ask_which(data)
        elif isinstance(data, PaymentWay):
            said = data.account if which == "other" or not data.reference else data.reference
            if said and data.wrong is None:
                QGuiApplication.clipboard().setText(said)
                self.seat.toast(t("{what} is copied", what=said))
        elif isinstance(data, ChainRow):
            QGuiApplication.clipboard().setText(data.full_id)
            self.seat.toast(t("The id {id} is copied", id=data.id))

    def receive(self, path: Path) -> None:
        """An answer, which is looked at before it is taken in."""
        self.intake.read(path)

    # --- keys ----------------------------------------------------------------------------------------------------

    def search(self) -> None:
        """Ctrl+F: search in the report."""
        if self.stack.currentIndex() == 0:
            self.report.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.report.search.selectAll()

    def primary(self) -> None:
        """Ctrl+Enter: the primary button."""
        for button in (self.uploaded_button, self.save_button):
            if button.isVisible() and button.isEnabled() and button.kind == "primary":
                button.click()
                return


def _month_of(thing: int | str | None) -> Month | None:
    try:
        return Month.parse(thing) if isinstance(thing, str) else None
    except ValueError:
        return None
