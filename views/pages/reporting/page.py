"""The page A-melding: twelve months at a glance, and one in detail: what is wrong, what it holds, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.progress import Progress
from models.values.span import Month
from services.actions import reporting as actions
from services.queries import report_answer as answers
from services.queries import report_changes
from services.queries import reporting as queries
from services.queries.feedback import PaymentWay, Question
from services.queries.report_answer import ChainRow, MonthAnswer
from services.queries.report_changes import ReportChanges
from services.queries.reporting import (
    GUIDELINE,
    FindingRow,
    MonthDetail,
    MonthTile,
    ReportFile,
    YearOfReports,
)
from views.pages.reporting import words
from views.pages.reporting.content import ContentCard
from views.pages.reporting.feedback_panel import WithdrawPanel
from views.pages.reporting.finding_entries import Entry
from views.pages.reporting.findings import AnswerView, FindingsView
from views.pages.reporting.intake import ANSWER, Intake
from views.pages.reporting.reason_bar import ReasonBar
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.form import Segments
from views.widgets.menu import Menu, more_button
from views.widgets.progress import ProgressBox
from views.widgets.tabs import TabBar
from views.widgets.text import Label, MessageBox, Pill
from views.widgets.tiles import Tiles, YearChooser
from views.widgets.when import away, short_day, weekday

_STACKED = 716  # narrower: the two cards stand one above the other
_HIGH = 520  # lower: there is no room for both
CHECKS: Final = "checks"
_EMPTY = frozenset({"before", "nothing", "future", "open", "missing"})


class _Pair(QWidget):
    """Findings and content: side by side; one above the other beside a panel; and where it is low, the findings."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._second = second
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(20)
        self._row.addWidget(first, 55)
        self._row.addWidget(second, 45)
        self._first = first
        self._shown = "both"

    def show_only(self, which: str) -> None:
        """`both`, the `first` alone, or the `second` alone."""
        self._shown = which
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.width() < _STACKED
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not way:
            self._row.setDirection(way)
        self._first.setVisible(self._shown != "second")
        has_room = not is_narrow or self.height() >= _HIGH or self._shown == "second"
        self._second.setVisible(self._shown != "first" and has_room)


class ReportingPage(Page):
    """Twelve months, and one."""

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
        self._year = YearOfReports((), ())
        self._month = Month.of(seat.desk.today)
        self._detail: MonthDetail | None = None
        self._answer: MonthAnswer | None = None
        self._wanted_code = ""
        self._kind = ""
        self._builds_without_pay: Month | None = None
        self._work: Work | None = None
        self.pair: _Pair
        self.intake = Intake(seat, self)
        self.intake.changed.connect(self.refresh)
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._start_build)

    @property
    def _tiles(self) -> tuple[MonthTile, ...]:
        """The twelve months that are shown."""
        return self._year.tiles

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        t = self.seat.t
        self.chooser = YearChooser(self.seat, self._month.year)
        self.chooser.changed.connect(self._show_year)
        self.read_button = Button(t("Read the answer"), icon="tray", key="N")
        self.read_button.setProperty("topic", "reporting.answer")
        self.read_button.clicked.connect(self.new)
        self.header.add_button(self.read_button)
        self.header.add_button(self.chooser)
        self.year_menu = more_button(
            self.seat,
            [
                (t("Year end"), lambda: self.seat.go(Place("year_end", self._month.year))),
                (t("Holiday pay"), lambda: self.seat.go(Place("holiday", self._month.year))),
            ],
            t("More about the year"),
        )
        self.header.add_button(self.year_menu)
        for key, step in (("Ctrl+Left", -1), ("Ctrl+Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.chooser.step(step))
        self.tiles = Tiles(12, t("The months of the year"))
        self.tiles.chosen.connect(self._choose_tile)
        self.column.addWidget(self.tiles)
        self.column.addSpacing(16)
        self.column.addLayout(self._head())
        self.column.addSpacing(12)
        self.progress = ProgressBox(self.seat)
        self.progress.hide()
        self.column.addWidget(self.progress)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.stack.addWidget(self._cards())
        self.empty = Card()
        self.stack.addWidget(self.empty)
        self.setAcceptDrops(True)

    def _head(self) -> QHBoxLayout:
        t = self.seat.t
        row = QHBoxLayout()
        row.setSpacing(8)
        self.month_label = Label("", "heading")
        self.month_label.setMinimumHeight(theme.BUTTON)
        self.state_pill, self.errors_pill, self.looks_pill = Pill(""), Pill(""), Pill("")
        row.addWidget(self.month_label)
        row.addSpacing(6)
        for pill in (self.state_pill, self.errors_pill, self.looks_pill):
            row.addWidget(pill)
        row.addStretch(1)
        self.build_button = Button(t("Build again"), icon="arrows-clockwise", key="F5")
        self.build_button.clicked.connect(self.recalculate)
        self.save_button = Button(t("Save the file"))
        self.save_button.clicked.connect(self.save)
        self.uploaded_button = Button(t("Mark as uploaded"), "primary")
        self.uploaded_button.clicked.connect(self.mark_uploaded)
        self.more = IconButton("dots-three", t("More"), outline=True)
        self.more.clicked.connect(self._open_menu)
        self.happened_button = Button(t("What happened?"), "link")
        self.happened_button.clicked.connect(lambda *_: self._ask_what_happened())
        for button in (
            self.happened_button,
            self.build_button,
            self.save_button,
            self.uploaded_button,
            self.more,
        ):
            row.addWidget(button)
        return row

    def _cards(self) -> QWidget:
        self.findings_card = Card(padding=1)
        self.findings_card.setAccessibleName(self.seat.t("What the checks found"))
        self.findings_card.body.setSpacing(0)
        self.box = MessageBox("info", "")
        self.box.clicked.connect(self._follow_box)
        around = QVBoxLayout()
        around.setContentsMargins(19, 19, 19, 9)
        around.setSpacing(8)
        around.addWidget(self.box)
        self.kinds_row = QWidget()
        choice = QHBoxLayout(self.kinds_row)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(12)
        kinds = [("replacement", self.seat.t("In its place")), ("additional", self.seat.t("Only what is new"))]
        self.kind_choice = Segments(self.seat, kinds)
        self.kind_choice.setAccessibleName(self.seat.t("What the next report says"))
        self.kind_choice.setProperty("topic", "reporting.replaces")
        self.kind_choice.changed.connect(lambda: self._choose_kind(self.kind_choice.value()))
        choice.addWidget(self.kind_choice)
        choice.addStretch(1)
        around.addWidget(self.kinds_row)
        self.parts = TabBar([(CHECKS, self.seat.t("Checks")), (ANSWER, self.seat.t("Reports and answers"))])
        self.parts.chosen.connect(self._show_part)
        around.addWidget(self.parts)
        self.findings_card.body.addLayout(around)
        self.findings = FindingsView(self.seat)
        self.findings.picked.connect(self._reveal)
        self.findings.mended.connect(self._mend)
        self.findings.accepted.connect(self._ask_reason)
        self.findings.reopened.connect(self._look_again)
        self.findings.asked_overview.connect(lambda: self.seat.go(Place("overview")))
        self.answer = AnswerView(self.seat)
        self.answer.mended.connect(self._mend)
        self.answer.accepted.connect(self._ask_reason)
        self.answer.reopened.connect(self._look_again)
        self.answer.asked.connect(self._follow_row)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.findings)
        self.lists.addWidget(self.answer)
        self.findings_card.body.addWidget(self.lists, 1)
        self.reason = ReasonBar(self.seat)
        self.reason.given.connect(self._accept)
        self.reason.closed.connect(lambda: self._list().setFocus(Qt.FocusReason.OtherFocusReason))
        self.findings_card.body.addWidget(self.reason)
        self.report = ContentCard(self.seat)
        self.report.picked.connect(self._pick_finding)
        self.report.asked_changes.connect(self._start_changes)
        self.report.widened.connect(lambda: self.pair.show_only("second" if self.report.is_wide else "both"))
        self.tiles.setProperty("topic", "reporting.months")
        self.build_button.setProperty("topic", "reporting.build")
        self.save_button.setProperty("topic", "reporting.save")
        self.uploaded_button.setProperty("topic", "reporting.uploaded")
        self.box.setProperty("topic", "reporting.replaces")
        self.pair = _Pair(self.findings_card, self.report)
        return self.pair

    # --- going there ---------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """A month as `2026-11`, and the code of a finding in it; without a month the one that is due next."""
        self._wanted_code = place.field or ""
        month = _month_of(place.thing)
        is_new = month is not None or not self._tiles
        if month is None and not self._tiles:
            month = self._next_month()
        self._go(month or self._month, again=not is_new)

    def refresh(self) -> None:
        """Something was changed: the tiles are read anew, and the month is built anew."""
        self._go(self._month, again=True)

    def _next_month(self) -> Month:
        due = queries.next_due(self.seat.desk)
        return due.month if due is not None else Month.of(self.seat.desk.today)

    def _show_year(self, year: int) -> None:
        self._go(Month(year, self._month.number))

    def _choose_tile(self, place: int) -> None:
        self._go(self._tiles[place].month)

    def _go(self, month: Month, *, again: bool = False) -> None:
        desk = self.seat.desk
        if month != self._month:
            self._builds_without_pay, self._kind = None, ""
            self.reason.close_bar()
        self._month = month
        self._year = queries.year_of_reports(desk, month.year)
        least, most = queries.years(desk)
        self.chooser.set(month.year, least, most)
        self._show_tiles()
        self._show_line()
        tile = self._tiles[month.number - 1]
        if tile.state in _EMPTY and self._builds_without_pay != month:
            self._cancel_build()
            self._detail = None
            self._show_empty(tile)
            self._start_answer()
        else:
            if not again or self._detail is None or self._detail.month != month:
                self._forget(tile)
            self._later.start()

    def _show_tiles(self) -> None:
        faces = [words.face(self.seat, tile) for tile in self._tiles]
        self.tiles.set(faces, self._month.number - 1)

    def _show_line(self) -> None:
        """What matters now: what is overdue, or the next deadline."""
        seat, t = self.seat, self.seat.t
        due = self._year.due
        line = t("Every report is uploaded")
        if due is not None and words.answer_of(due):
            line = t("The answer to the report of {month} says what must be mended", month=due.month)
        elif due is not None and due.is_late:
            line = t(
                "The report of {month} was due {day}: {away}",
                month=due.month,
                day=short_day(seat, due.due),
                away=away(seat, due.due),
            )
        elif due is not None:
            line = t(
                "Next deadline: {weekday} {day}, {away}",
                weekday=weekday(seat, due.due),
                day=short_day(seat, due.due),
                away=away(seat, due.due),
            )
        self.header.set(t("A-melding"), line)

    # --- a month -------------------------------------------------------------------------------------------------

    def _forget(self, tile: MonthTile) -> None:
        """Another month: nothing of the one before stays while it is built."""
        self._detail = None
        self.month_label.setText(words.heading(self.seat, tile))
        for pill in (self.state_pill, self.errors_pill, self.looks_pill):
            pill.hide()
        for button in (self.save_button, self.uploaded_button, self.more):
            button.hide()
        self.build_button.show()
        self.box.hide()
        self.parts.hide()
        self.kinds_row.hide()
        self.lists.setCurrentIndex(0)
        self.findings.set(None)
        self.answer.set_answer(None)
        self.report.show_detail(None)
        self.pair.show_only("both")
        self.stack.setCurrentIndex(0)

    def recalculate(self) -> None:
        """F5: build the report again."""
        tile = self._tiles[self._month.number - 1]
        if tile.state not in _EMPTY or self._builds_without_pay == self._month:
            self._later.start()

    def _cancel_build(self) -> None:
        self._later.stop()
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _start_build(self) -> None:
        self._cancel_build()
        desk, month, kind = self.seat.desk, self._month, self._kind

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

    def _start_answer(self) -> None:
        """A month without a report of ours: an answer may speak of it all the same."""
        desk, month = self.seat.desk, self._month

        def read(_: Progress) -> MonthAnswer:
            return answers.answer(desk, month)

        def done(answer: MonthAnswer) -> None:
            tile = self._tiles[self._month.number - 1]
            if month == self._month and self._detail is None and answer.feedback.files:
                self._show_answer_alone(tile, answer)

        self.seat.work(read, done=done, what=self.seat.t("Reading the answers"), owner=self, aside=True)

    def _show_answer_alone(self, tile: MonthTile, answer: MonthAnswer) -> None:
        """What the authority says of a month that this program has no report of."""
        said = words.empty(self.seat, tile)
        self.box.set(said.title, said.line, "", "info")
        self.box.show()
        self.parts.hide()
        self.kinds_row.hide()
        self._answer = answer
        self.answer.set_answer(answer)
        self.lists.setCurrentIndex(1)
        self.pair.show_only("first")
        self.stack.setCurrentIndex(0)

    def _start_changes(self) -> None:
        """What the report says otherwise than that of the month before: worked out when it is asked for."""
        desk, detail = self.seat.desk, self._detail
        if detail is None or not detail.text:
            return

        def compare(_: Progress) -> ReportChanges:
            return report_changes.changes(desk, detail)

        def done(changes: ReportChanges) -> None:
            if self._detail is detail:
                self.report.changes.set_changes(changes)

        self.seat.work(compare, done=done, what=self.seat.t("Comparing with last month"), owner=self, aside=True)

    def _stopped(self, work: Work) -> None:
        if work is self._work:
            self._work = None
            self.build_button.set_waiting(False)

    def _built(self, work: Work, detail: MonthDetail, answer: MonthAnswer) -> None:
        self._stopped(work)
        if detail.month != self._month:
            return
        again = self._detail is not None and self._detail.month == detail.month
        if detail.kind != self._kind or (detail.file is not None and detail.file.uploaded is not None):
            self._kind = ""  # it cannot be any more, or is sent
        self._detail, self._answer = detail, answer
        self._year = self._year.with_tile(detail.tile)
        self._show_tiles()
        self._show_line()
        self._show_detail(detail, again=again)
        if self._wanted_code:
            code, self._wanted_code = self._wanted_code, ""
            if code == ANSWER and self.parts.isVisible():
                self._show_part(ANSWER)
            elif self.findings.select_code(code):
                self._show_part(CHECKS)
                self.findings.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_detail(self, detail: MonthDetail, *, again: bool) -> None:
        self.stack.setCurrentIndex(0)
        self.month_label.setText(words.heading(self.seat, detail.tile))
        self._show_pills(detail)
        self._show_buttons(detail)
        said = words.what_now(self.seat, detail)
        self.box.set(said.title, said.text, said.link, said.kind)
        self.box.show()
        self.findings.set(detail, again=again)
        answer = self._answer
        self.answer.set_answer(answer, again=again)
        has_answer = answer is not None and not answer.is_empty
        self.parts.setVisible(has_answer)
        if not has_answer:
            self._show_part(CHECKS)
        elif not again and answer is not None:
            self._show_part(ANSWER if words.answer_of(detail.tile) else CHECKS)
        self.report.show_detail(detail, again=again)
        self.pair.show_only("second" if self.report.is_wide else "both")

    def _list(self) -> FindingsView:
        """The list that is seen."""
        return self.answer if self.lists.currentWidget() is self.answer else self.findings

    def _show_part(self, part: str) -> None:
        """What the checks found, or what was sent and answered."""
        self.parts.set_current(part)
        self.lists.setCurrentIndex(1 if part == ANSWER else 0)

    def _show_pills(self, detail: MonthDetail) -> None:
        seat, t = self.seat, self.seat.t
        answer = self._answer
        looks = detail.count(GUIDELINE) + (answer.count(GUIDELINE) if answer is not None else 0)
        self.errors_pill.setVisible(bool(detail.stops))
        self.errors_pill.set(words.errors(seat, detail.stops), "err", "warning-circle")
        self.looks_pill.setVisible(bool(looks))
        self.looks_pill.set(words.to_look_at(seat, looks), "warn")
        state = words.pill(detail)
        self.state_pill.setVisible(state is not None)
        if state is not None:
            self.state_pill.set(t(state[0]), state[1])

    def _show_buttons(self, detail: MonthDetail) -> None:
        t = self.seat.t
        is_saved = detail.file is not None and detail.file.saved is not None
        is_sent = detail.file is not None and detail.file.uploaded is not None
        self.build_button.show()
        self.happened_button.setVisible(
            any(tile.month == self._month and tile.state == "changed" for tile in self._tiles)
        )
        self.kinds_row.setVisible("additional" in detail.kinds and not is_sent and detail.kind != "withdrawal")
        self.kind_choice.set_value(detail.kind)
        self.save_button.setVisible(bool(detail.text) and not is_sent)
        self.save_button.setEnabled(detail.can_be_saved)
        self.save_button.set_kind("plain" if is_saved else "primary")
        self.save_button.setText(t("Save again") if is_saved else t("Save the file"))
        self.save_button.setToolTip("" if detail.can_be_saved else words.what_now(self.seat, detail).title)
        self.uploaded_button.setVisible(is_saved and not is_sent)
        self.more.setVisible(is_sent or "withdrawal" in detail.kinds)

    def _show_empty(self, tile: MonthTile) -> None:
        """A month without a pay run: what it needs, and the button that does it."""
        seat, t = self.seat, self.seat.t
        self.month_label.setText(words.heading(seat, tile))
        for pill in (self.state_pill, self.errors_pill, self.looks_pill):
            pill.hide()
        for button in (self.happened_button, self.build_button, self.save_button, self.uploaded_button, self.more):
            button.hide()
        said = words.empty(seat, tile)
        primary = second = None
        if said.asks_for == "employee":
            primary = Button(t("New employee"), "primary", "user-plus")
            primary.clicked.connect(lambda: seat.go(Place("employees", "new")))
        elif said.asks_for:
            primary = Button(t("Start the pay run"), "primary" if said.asks_for == "run" else "plain")
            primary.clicked.connect(lambda: seat.go(Place("pay_run", "new")))
        if tile.state == "missing":
            second = Button(t("Build the report without pay"))
            second.clicked.connect(self._build_without_pay)
        old = self.empty.body.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        self.empty.add(EmptyState(said.icon, said.title, said.line, primary, second))
        self.stack.setCurrentIndex(1)

    def _build_without_pay(self) -> None:
        self._builds_without_pay = self._month
        self._go(self._month)

    # --- what one does -------------------------------------------------------------------------------------------

    def _follow_box(self) -> None:
        detail = self._detail
        if detail is None:
            return
        if detail.kind == "withdrawal" and detail.file is None:
            self._choose_kind("")
        elif words.answer_of(detail.tile):
            self._show_part(ANSWER)
            self.answer.setFocus(Qt.FocusReason.TabFocusReason)
        elif detail.file is not None and detail.file.uploaded is not None:
            self.new()
        elif detail.is_trial and detail.runs:
            self.seat.go(Place("pay_run", detail.runs[0].id, "control" if detail.runs[0].is_computed else "basis"))
        elif detail.last is not None:
            self._tell_uploaded(detail.last)

    def save(self) -> None:
        """Keep the report, and write it where the user says."""
        detail, seat = self._detail, self.seat
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
        if self._detail is not None and self._detail.file is not None:
            self._tell_uploaded(self._detail.file)

    def _tell_uploaded(self, file: ReportFile) -> None:
        seat = self.seat
        if seat.attempt(lambda: actions.mark_uploaded(seat.desk, file.id)):
            seat.toast(seat.t("Marked as uploaded"), undo=True)
            self.refresh()

    def mark_not_uploaded(self) -> None:
        """It was not uploaded after all."""
        seat, detail = self.seat, self._detail
        if detail is None or detail.file is None:
            return
        number = detail.file.id
        if seat.attempt(lambda: actions.mark_not_uploaded(seat.desk, number)):
            seat.toast(seat.t("Not marked as uploaded any more"), undo=True)
            self.refresh()

    def _open_menu(self) -> None:
        t = self.seat.t
        menu, detail = Menu(self.seat, self), self._detail
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
        detail = self._detail
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
        self.seat.go(Place("corrections", str(self._month)))

    def _ask_reason(self, finding: FindingRow) -> None:
        self.reason.ask(finding)

    def _accept(self, finding: FindingRow, reason: str) -> None:
        seat = self.seat
        if seat.attempt(lambda: actions.accept(seat.desk, finding.subject, reason)):
            seat.toast(seat.t("Looked at, and right: {what}", what=seat.t(finding.title)), undo=True)
            self._list().setFocus(Qt.FocusReason.OtherFocusReason)
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
        for finding in self._detail.findings if self._detail is not None else ():
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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """An answer may be dropped anywhere on the page."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.intake.read(paths[0])

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
