"""The page A-melding as it is seen: the months, the line of one month, its two cards, and how each state looks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.span import Month
from services.queries.report_answer import MonthAnswer
from services.queries.report_months import MonthTile, YearOfReports
from services.queries.reporting import GUIDELINE, MonthDetail
from views.pages.reporting import words
from views.pages.reporting.content import ContentCard
from views.pages.reporting.findings import AnswerView, FindingsView
from views.pages.reporting.intake import ANSWER
from views.pages.reporting.pair import Pair
from views.pages.reporting.reason_bar import ReasonBar
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.form import Segments
from views.widgets.menu import more_button
from views.widgets.progress import ProgressBox
from views.widgets.tabs import TabBar
from views.widgets.text import Label, MessageBox, Pill
from views.widgets.tiles import Tiles, YearChooser
from views.widgets.when import away, short_day, weekday

CHECKS: Final = "checks"
"""The part of the findings' card that says what the checks found."""


class ReportingFace(Page):
    """What stands on the page. The page itself reads, and does what is asked for."""

    asked_without_pay = Signal()  # the report of a month without a pay run

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.year = YearOfReports((), ())
        self.month = Month.of(seat.desk.today)
        self.detail: MonthDetail | None = None  # the month as it was built last; None while there is nothing of it
        self.answered: MonthAnswer | None = None
        self.pair: Pair
        self._build()

    @property
    def month_tiles(self) -> tuple[MonthTile, ...]:
        """The twelve months that are shown."""
        return self.year.tiles

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        t = self.seat.t
        self.chooser = YearChooser(self.seat, self.month.year)
        self.read_button = Button(t("Read the answer"), icon="tray", key="N")
        self.read_button.setProperty("topic", "reporting.answer")
        self.header.add_button(self.read_button)
        self.header.add_button(self.chooser)
        self.year_menu = more_button(
            self.seat,
            [
                (t("Year end"), lambda: self.seat.go(Place("year_end", self.month.year))),
                (t("Holiday pay"), lambda: self.seat.go(Place("holiday", self.month.year))),
                (t("What is not reported here"), lambda: self.seat.help("reporting.not_here")),
            ],
            t("More about the year"),
        )
        self.header.add_button(self.year_menu)
        self.tiles = Tiles(12, t("The months of the year"))
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
        self._set_topics()

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
        self.save_button = Button(t("Save the file"))
        self.uploaded_button = Button(t("Mark as uploaded"), "primary")
        self.more = IconButton("dots-three", t("More"), outline=True)
        self.happened_button = Button(t("What happened?"), "link")
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
        self._build_findings()
        self.report = ContentCard(self.seat)
        self.report.widened.connect(lambda: self.pair.show_only("second" if self.report.is_wide else "both"))
        self.pair = Pair(self.findings_card, self.report)
        return self.pair

    def _set_topics(self) -> None:
        """What F1 explains where one stands."""
        self.tiles.setProperty("topic", "reporting.months")
        self.build_button.setProperty("topic", "reporting.build")
        self.save_button.setProperty("topic", "reporting.save")
        self.uploaded_button.setProperty("topic", "reporting.uploaded")
        self.box.setProperty("topic", "reporting.replaces")

    def _build_findings(self) -> None:
        """What is wrong, and what to do about it."""
        self.findings_card = Card(padding=1)
        self.findings_card.setAccessibleName(self.seat.t("What the checks found"))
        self.findings_card.body.setSpacing(0)
        self.box = MessageBox("info", "")
        around = QVBoxLayout()
        around.setContentsMargins(19, 19, 19, 9)
        around.setSpacing(8)
        around.addWidget(self.box)
        self._build_kinds()
        around.addWidget(self.kinds_row)
        self.parts = TabBar([(CHECKS, self.seat.t("Checks")), (ANSWER, self.seat.t("Reports and answers"))])
        self.parts.chosen.connect(self.show_part)
        around.addWidget(self.parts)
        self.findings_card.body.addLayout(around)
        self.findings = FindingsView(self.seat)
        self.answer = AnswerView(self.seat)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.findings)
        self.lists.addWidget(self.answer)
        self.findings_card.body.addWidget(self.lists, 1)
        self.reason = ReasonBar(self.seat)
        self.findings_card.body.addWidget(self.reason)

    def _build_kinds(self) -> None:
        """What kind of report is the next one, where there is a choice."""
        self.kinds_row = QWidget()
        choice = QHBoxLayout(self.kinds_row)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(12)
        kinds = [("replacement", self.seat.t("In its place")), ("additional", self.seat.t("Only what is new"))]
        self.kind_choice = Segments(self.seat, kinds)
        self.kind_choice.setAccessibleName(self.seat.t("What the next report says"))
        self.kind_choice.setProperty("topic", "reporting.replaces")
        choice.addWidget(self.kind_choice)
        choice.addStretch(1)

    # --- the months ----------------------------------------------------------------------------------------------

    def show_tiles(self) -> None:
        """The twelve months, each with its state."""
        faces = [words.face(self.seat, tile) for tile in self.month_tiles]
        self.tiles.set(faces, self.month.number - 1)

    def show_line(self) -> None:
        """What matters now: what is overdue, or the next deadline."""
        seat, t = self.seat, self.seat.t
        due = self.year.due
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

    def show_waiting(self, tile: MonthTile) -> None:
        """Another month: nothing of the one before stays while it is built."""
        self.detail = None
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

    def show_answer_alone(self, tile: MonthTile, answer: MonthAnswer) -> None:
        """What the authority says of a month that this program has no report of."""
        said = words.empty(self.seat, tile)
        self.box.set(said.title, said.line, "", "info")
        self.box.show()
        self.parts.hide()
        self.kinds_row.hide()
        self.answered = answer
        self.answer.set_answer(answer)
        self.lists.setCurrentIndex(1)
        self.pair.show_only("first")
        self.stack.setCurrentIndex(0)

    def show_detail(self, detail: MonthDetail, *, again: bool) -> None:
        """A month with a report."""
        self.stack.setCurrentIndex(0)
        self.month_label.setText(words.heading(self.seat, detail.tile))
        self._show_pills(detail)
        self._show_buttons(detail)
        said = words.what_now(self.seat, detail)
        self.box.set(said.title, said.text, said.link, said.kind)
        self.box.show()
        self.findings.set(detail, again=again)
        answer = self.answered
        self.answer.set_answer(answer, again=again)
        has_answer = answer is not None and not answer.is_empty
        self.parts.setVisible(has_answer)
        if not has_answer:
            self.show_part(CHECKS)
        elif not again and answer is not None:
            self.show_part(ANSWER if words.answer_of(detail.tile) else CHECKS)
        self.report.show_detail(detail, again=again)
        self.pair.show_only("second" if self.report.is_wide else "both")

    def show_part(self, part: str) -> None:
        """What the checks found, or what was sent and answered."""
        self.parts.set_current(part)
        self.lists.setCurrentIndex(1 if part == ANSWER else 0)

    def list_seen(self) -> FindingsView:
        """The list that is seen."""
        return self.answer if self.lists.currentWidget() is self.answer else self.findings

    def _show_pills(self, detail: MonthDetail) -> None:
        seat, t = self.seat, self.seat.t
        answer = self.answered
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
            any(tile.month == self.month and tile.state == "changed" for tile in self.month_tiles)
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

    def show_empty(self, tile: MonthTile) -> None:
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
            second.clicked.connect(self.asked_without_pay)
        old = self.empty.body.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        self.empty.add(EmptyState(said.icon, said.title, said.line, primary, second))
        self.stack.setCurrentIndex(1)
