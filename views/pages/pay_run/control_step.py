"""Step 3, computing and control: what differs from the run before and why, what must be mended, and every payslip."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place
from models.values.progress import Progress
from services.actions import entry, runs
from services.actions.save_files import write_file
from services.queries import why
from services.queries.control import Control, Reason, comparable, control, is_read
from services.queries.control_paper import control_pdf, file_name
from views.pages.pay_run.control_against import against_menu
from views.pages.pay_run.control_list import ColumnHeads, FoldRow, PersonRow, PointPersonRow, PointRow, ReasonRow
from views.pages.pay_run.control_rows import POINTS, chips_of, compared_words, heads_of, rows_of
from views.pages.pay_run.control_sums import SumButton, Sums
from views.pages.pay_run.slip_view import SlipView, explain
from views.pages.pay_run.step import RunGuide, RunStep
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.menu import Menu
from views.widgets.painted_list import PaintedList
from views.widgets.payslip_note import PayslipNotePanel
from views.widgets.progress import ProgressBox
from views.widgets.text import MessageBox

_HIGH: Final = 520
_AROUND: Final = 12  # what a card is higher than its list
_SHOWN: Final = 2  # points under the list; the others have their own chip


class ControlStep(RunStep):
    """What one looks at before a run is approved. Nothing is changed here but that the draft is computed again."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__(seat, guide)
        t = seat.t
        self.control: Control | None = None
        self._run_id = 0
        self._against: int | None = None  # the run that was chosen to compare with; None for the usual one
        self._chip = ""
        self._unfolded = False
        self._is_high = True
        self.stale = MessageBox(
            "warn",
            t("Something was changed after this was calculated"),
            t("The figures below are those from before."),
            t("Recalculate"),
        )
        self.stale.clicked.connect(self.recalculate)
        self.stale.setProperty("topic", "pay_run.stale")
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.sums = Sums(seat)
        self.sums.setProperty("topic", "pay_run.sums")
        for part in self.sums.every:
            part.clicked.connect(partial(self._why_sum, part))
        self.errors = PaintedList(t("Must be corrected"))
        self.errors.opened.connect(self._opened)
        self.errors_card = self._card(self.errors)
        self.chips = Chips([])
        self.chips.chosen.connect(self._choose)
        self.heads = ColumnHeads()
        self.list = PaintedList(t("Check of the run"))
        self.list.setProperty("topic", "pay_run.control")
        self.list.opened.connect(self._opened)
        self.list.asked_why.connect(self._asked_why)
        self.card = self._card(self.list)
        self.points = PaintedList(t("Have a look"))
        self.points.setProperty("topic", "pay_run.missing")
        self.points.opened.connect(self._opened)
        self.points_card = self._card(self.points)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(4)
        self._head.addWidget(self.chips)
        self._head.addStretch(1)
        self._head.addWidget(self.heads, 0, Qt.AlignmentFlag.AlignRight)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.stale, self.progress, self.errors_card, self.sums):
            column.addWidget(widget)
        column.addLayout(self._head)
        column.addWidget(self.card, 1)
        column.addWidget(self.points_card)
        column.addStretch(0)
        self._column = column
        self.slip = SlipView(seat, t("Back to the check"))
        self.slip.closed.connect(self._close_slip)
        compute = Button(t("Calculate"), "primary")
        compute.clicked.connect(self.recalculate)
        self.empty = EmptyState(
            "calculator",
            t("The run is not calculated yet"),
            t("Then everybody's pay is shown here, line by line."),
            compute,
        )
        self.stack = QStackedWidget()
        for page in (shown, self.slip, self.empty):
            self.stack.addWidget(page)
        self._shown = shown
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.setProperty("topic", "pay_run.control")
        self.slips_button = Button(t("Payslips"), icon="file-text")
        self.slips_button.clicked.connect(lambda *_: self._open_slip(None))
        self.against_button = Button(t("Compare with"), trail="caret-down")
        self.against_button.clicked.connect(self.choose_against)
        self.against_button.setProperty("topic", "pay_run.against")
        self.against_menu: Menu | None = None

    def _card(self, inner: PaintedList) -> Card:
        card = Card(padding=1)
        card.body.setContentsMargins(0, 5, 0, 5)
        card.add(inner)
        return card

    # --- the step -------------------------------------------------------------------------------------------------

    def reading(self, run_id: int) -> Callable[[], object] | None:
        desk, language = self.seat.desk, self.seat.language
        against = self._against if run_id == self._run_id else None
        if is_read(desk, run_id, language, against):
            return None
        return partial(control, desk, run_id, language, against)

    def open(self, run_id: int, place: Place) -> None:
        is_new = run_id != self._run_id
        self._run_id = run_id
        if is_new:
            self._chip, self._unfolded, self._against = "", False, None
            self.stack.setCurrentWidget(self._shown)
        self.control = control(self.seat.desk, run_id, self.seat.language, self._against)
        found = self.control
        if found is None or found.state == "none":
            self.stack.setCurrentWidget(self.empty)
            self.ready.emit(False, self.seat.t("The run is not calculated yet"))
            return
        if self.stack.currentWidget() is self.empty:
            self.stack.setCurrentWidget(self._shown)
        self._fill(found)
        if self.stack.currentWidget() is self.slip and not self.slip.open(run_id):
            self._close_slip()
        if isinstance(place.thing, int):
            self._show_person(place.thing, place.field)
        self._say(found)

    def header_buttons(self) -> list[QWidget]:
        has_others = bool(comparable(self.seat.desk, self._shown_run))
        return [self.against_button, self.slips_button] if has_others else [self.slips_button]

    def menu_entries(self) -> list[tuple[str, Callable[[], object]]]:
        t = self.seat.t
        return [
            (t("Save the check as PDF …"), self.save_paper),
            (t("Make a remark …"), self.make_remark),
            (t("Message on the payslips …"), self.write_note),
        ]

    def write_note(self) -> None:
        """A message on the payslips: to the one that is shown, or to everybody."""
        number = self.slip.number if self.stack.currentWidget() is self.slip else None
        panel = PayslipNotePanel(self.seat, self._shown_run, number)
        panel.saved.connect(self._slips_again)
        self.seat.show_panel(panel)
        panel.begin()

    def _slips_again(self) -> None:
        if self.stack.currentWidget() is self.slip:
            self.slip.open(self._shown_run, self.slip.number)

    @property
    def _shown_run(self) -> int:
        """The run of the guide: the buttons at the title are asked for before the step is opened."""
        return self.guide.run.id if self.guide.run is not None else self._run_id

    def primary_label(self) -> str:
        is_approved = self.control is not None and self.control.state == "approved"
        return self.seat.t("To the files") if is_approved else self.seat.t("To approval")

    def primary(self) -> None:
        if self.control is not None and self.control.state == "approved":
            self.guide.open_step("files")
        else:
            self.go_on.emit()

    def recalculate(self) -> None:
        """Compute the draft again; nothing happens to an approved run."""
        found = self.control
        if found is None or found.state == "approved" or self.seat.busy:
            return
        run_id, desk, language, against = self._run_id, self.seat.desk, self.seat.language, self._against
        self.ready.emit(False, self.seat.t("Calculating …"))

        def do(progress: Progress) -> object:
            runs.draft(desk, run_id, progress)
            return control(desk, run_id, language, against)

        work = self.seat.work(
            do,
            done=lambda _: self._computed(run_id),
            refused=self._refused,
            cancelled=lambda: self.open(run_id, Place("pay_run")),
            what=self.seat.t("Calculating …"),
            owner=self,
        )
        self.progress.follow(work)

    def why(self) -> None:
        if self.stack.currentWidget() is self.slip:
            self.slip.why()
        elif self.list.hasFocus():
            self.list.ask_why()
        else:
            part = next((part for part in self.sums.parts if part.hasFocus()), self.sums.parts[0])
            self._why_sum(part)

    def _computed(self, run_id: int) -> None:
        if run_id == self._run_id:
            self.open(run_id, Place("pay_run"))

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.seat.show_findings(findings)
        self.open(self._run_id, Place("pay_run"))

    # --- filling --------------------------------------------------------------------------------------------------

    def _say(self, found: Control) -> None:
        t = self.seat.t
        match found.state:
            case "stale":
                self.ready.emit(False, t("Recalculate first"))
            case "approved":
                self.ready.emit(True, "")
            case _:
                stops = len(found.of_kind("error"))
                self.ready.emit(not stops, t("{count} errors must be corrected first", count=stops) if stops else "")
        if found.compared is not None:
            self.guide.say(t("Compared with {what}", what=found.compared))
        elif self._against == 0:
            self.guide.say(t("Not compared with another run"))
        elif found.kind == "extra":
            self.guide.say(t("An extra run is not compared with another one"))
        else:
            self.guide.say(t("There is no earlier run to compare with"))

    def _fill(self, found: Control) -> None:
        seat = self.seat
        self.stale.setVisible(found.state == "stale")
        compared = compared_words(seat, found) if found.kind != "correction" else ""
        self.sums.show_so_many(len(found.sums) or len(self.sums.parts))
        for place, (part, shown) in enumerate(zip(self.sums.parts, found.sums, strict=False)):
            part.set(shown, compared, place == 0)
        self._fill_chips(found)
        self.heads.set(heads_of(seat, found))
        self._fill_list(found)
        stops = found.of_kind("error")
        self._fill_points(
            self.errors, self.errors_card, [PointRow(seat, point, is_first=not n) for n, point in enumerate(stops[:3])]
        )
        self._place_heads()

    def _fill_chips(self, found: Control) -> None:
        items = chips_of(self.seat, found)
        keys = [key for key, _, _ in items]
        if self._chip not in keys:
            self._chip = self._first_chip(found)
        self.chips.set_items(items)
        self.chips.set_current(self._chip)

    def _first_chip(self, found: Control) -> str:
        if found.compared is None:
            return "all"
        return "changed"

    def _choose(self, chip: str) -> None:
        self._chip = chip
        if self.control is not None:
            self._fill_list(self.control)
            self.list.scrollToTop()

    def _fill_list(self, found: Control) -> None:
        self.list.set_rows(list(rows_of(self.seat, found, self._chip, self._unfolded)))
        others = [point for point in found.points if point.kind != "error"]
        hides = self._chip in POINTS
        most = 0 if found.has_stop else _SHOWN if self._is_high else 1  # one thing first
        rows = [PointRow(self.seat, point, is_first=not n) for n, point in enumerate(others[:most])]
        self._fill_points(self.points, self.points_card, [] if hides else rows)
        self.heads.setVisible(not hides)
        QTimer.singleShot(0, self, self._fit)

    def _fill_points(self, shown: PaintedList, card: Card, rows: list[PointRow]) -> None:
        card.setVisible(bool(rows))
        shown.set_rows(rows)
        shown.setFixedHeight(shown.content_height())
        card.setFixedHeight(shown.content_height() + 12)

    # --- what it is compared with ---------------------------------------------------------------------------------

    def choose_against(self) -> None:
        """Choose the run to compare with."""
        found = self.control
        if found is None or self.seat.busy:
            return
        earlier = comparable(self.seat.desk, self._run_id)
        self.against_menu = against_menu(self.seat, self, earlier, found.against, self.compare_with)
        self.against_menu.popup(self.against_button.mapToGlobal(QPoint(0, self.against_button.height() + 4)))

    def compare_with(self, run_id: int | None) -> None:
        """Show the control against another run; 0 shows the run alone."""
        self._against, shown = run_id, self._run_id
        desk, language = self.seat.desk, self.seat.language
        self._chip, self._unfolded = "", False
        if is_read(desk, shown, language, run_id) or not entry.is_long(desk):
            self.open(shown, Place("pay_run"))
            return
        work = self.seat.work(
            lambda _: control(desk, shown, language, run_id),
            done=lambda _: self._computed(shown),
            what=self.seat.t("Comparing the runs"),
            owner=self,
        )
        self.progress.follow(work)

    # --- on paper, and remarks of one's own -----------------------------------------------------------------------

    def save_paper(self) -> None:
        """Save the control as a PDF under the name that the user chooses."""
        found, run, seat = self.control, self.guide.run, self.seat
        if found is None or run is None or found.state == "none" or seat.busy:
            return
        target = seat.files.save_file(
            seat.t("Save the check"), file_name(found, run.name, seat.language), "PDF (*.pdf)"
        )
        if target is None:
            return
        desk, run_id, language, against = seat.desk, self._run_id, seat.language, self._against

        def do(_: Progress) -> object:
            content = control_pdf(desk, run_id, language, against)
            return write_file(content, target) if content is not None else None

        seat.work(
            do,
            done=lambda _: seat.toast(seat.t("{file} is saved", file=target.name)),
            what=seat.t("Making the check"),
            owner=self,
        )

    def make_remark(self) -> None:
        """A remark of one's own on what one stands on, or on anything."""
        row = self.list.current_row()
        slug = row.reason.slug if isinstance(row, ReasonRow) else ""
        self.seat.go(Place("settings", f"new:{slug}" if slug else "new", "remarks"))

    # --- doing ----------------------------------------------------------------------------------------------------

    def _opened(self, row: object) -> None:
        match row:
            case PersonRow():
                if row.person.status == "gone":
                    return
                self._open_slip(row.person.number)
            case ReasonRow():
                self._why_reason(row.person.number, row.reason)
            case PointRow() if row.is_remark:
                self.seat.go(Place("settings", row.point.remark, "remarks"))
            case PointRow() if row.is_of_several:
                self.chips.set_current(row.point.kind)
                self._choose(row.point.kind)
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            case PointRow():
                if row.point.where is not None:
                    self.seat.go(row.point.where)
            case PointPersonRow():
                if row.where is not None:
                    self.seat.go(row.where)
            case FoldRow():
                self._unfolded = not self._unfolded
                if self.control is not None:
                    self._fill_list(self.control)

    def _asked_why(self, row: object) -> None:
        match row:
            case ReasonRow():
                self._why_reason(row.person.number, row.reason)
            case PersonRow() if row.person.status != "gone":
                explain(self.seat, why.why_figure(self.seat.desk, self._run_id, row.person.number, "net_pay"))

    def _why_reason(self, number: int, reason: Reason) -> None:
        desk = self.seat.desk
        if reason.line is not None:
            explain(self.seat, why.why_line(desk, reason.run_id, number, reason.line))
        elif reason.figure:
            explain(self.seat, why.why_figure(desk, reason.run_id, number, reason.figure))

    def _why_sum(self, part: SumButton, *_: object) -> None:
        if part.sum is not None:
            explain(self.seat, why.why_total(self.seat.desk, self._run_id, part.sum.name))

    def _open_slip(self, number: int | None) -> None:
        if self.control is None or not self.control.people:
            return
        if self.slip.open(self._run_id, number):
            self.stack.setCurrentWidget(self.slip)
            self.slip.focus()

    def _close_slip(self) -> None:
        self.stack.setCurrentWidget(self._shown)
        number = self.slip.number
        for row in self.list.rows:
            if isinstance(row, PersonRow) and row.person.number == number:
                self.list.stand_on(row)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_person(self, number: int, field: str | None) -> None:
        """Show where somebody stands; with `slip`, their payslip."""
        if field == "slip":
            self._open_slip(number)
            return
        found = self.control
        if found is None:
            return
        person = next((person for person in found.people if person.number == number), None)
        if person is not None and person.status == "unchanged":
            self._chip = "unchanged"
            self.chips.set_current("unchanged")
            self._fill_list(found)
        for row in self.list.rows:
            if isinstance(row, PersonRow) and row.person.number == number:
                self.list.stand_on(row)
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- room -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_heads()
        is_high = self.height() >= _HIGH
        if is_high != self._is_high:
            self._is_high = is_high
            if self.control is not None:
                self._fill_list(self.control)
        self._fit()

    def _place_heads(self) -> None:
        """Beside the chips, or under them where there is no room."""
        self.heads.fit(max(self.width() - 2, 300))
        chips = sum(chip.sizeHint().width() + 8 for chip in self.chips.chips)
        is_beside = chips + self.heads.width() <= self.width()
        way = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(way)
        self.heads.setFixedHeight(theme.CHIP if is_beside else 18)

    def _fit(self) -> None:
        """A short list is a short card; a long one takes what room there is and scrolls."""
        self.card.setMaximumHeight(max(self.list.content_height() + _AROUND, 60))
        self._column.invalidate()
