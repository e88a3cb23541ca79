"""Step 3, computing and control: what differs from the run before and why, what must be mended, and every payslip."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import ceil
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.values.finding import Finding, Place
from models.values.message import Message
from models.values.span import Month
from services.actions import runs
from services.queries import why
from services.queries.control import Control, ControlSum, Reason, control
from views.pages.pay_run.control_list import (
    ColumnHeads,
    FoldRow,
    PersonRow,
    PointPersonRow,
    PointRow,
    ReasonRow,
    SayRow,
)
from views.pages.pay_run.slip_view import SlipView, explain
from views.pages.pay_run.step import RunGuide, RunStep
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.chips import Chips
from views.widgets.empty import EmptyState
from views.widgets.painted_list import PaintedList, PaintedRow
from views.widgets.progress import ProgressBox
from views.widgets.ring import hide_ring, show_ring
from views.widgets.text import MessageBox

_HIGH: Final = 520
_SHOWN: Final = 2  # points under the list; the others have their own chip


class _Sum(QAbstractButton):
    """One sum with how much it grew. A click, Enter or `?` asks why."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.sum: ControlSum | None = None
        self.compared = ""
        self.is_first = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, shown: ControlSum, compared: str, is_first: bool) -> None:
        """What it shows; `compared` is what the change is counted from."""
        self.sum, self.compared, self.is_first = shown, compared, is_first
        parts = [self.seat.t(shown.what), self.seat.formats.amount(shown.amount), self.change]
        self.setText(" ".join(part for part in parts if part))
        self.setAccessibleName(self.text())
        self.setToolTip(self.seat.t("Why? {what}", what=self.seat.t(shown.what)))
        self.updateGeometry()
        self.update()

    @property
    def change(self) -> str:
        """How much it grew, in words."""
        if self.sum is None or self.sum.change is None or not self.compared:
            return ""
        amount = self.seat.formats.change(self.sum.change)
        return self.seat.t("{change} from {month}", change=amount, month=self.compared)

    def sizeHint(self) -> QSize:
        shown = self.seat.formats.amount(self.sum.amount) if self.sum is not None else ""
        what = self.seat.t(self.sum.what) if self.sum is not None else ""
        widest = max(text_width(shown, "heading"), text_width(what, "note") + 22, text_width(self.change, "caption"))
        return QSize(ceil(widest) + 40, 70 if self.compared else 56)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sum is None:
            return
        painter = QPainter(self)
        now = theme.current()
        if not self.is_first:
            painter.fillRect(QRectF(0, 10, 1, self.height() - 20), now.line)
        width = self.width() - 20.0
        what = text(painter, QRectF(20, 6, width - 22, 20), self.seat.t(self.sum.what), "note", now.ink2)
        if self.underMouse() or self.hasFocus():
            paint_icon(painter, QRectF(20 + what + 6, 6, 16, 20), "question", now.accent, 15)
        text(painter, QRectF(20, 24, width, 26), self.seat.formats.amount(self.sum.amount), "heading", now.ink)
        text(painter, QRectF(20, 48, width, 18), self.change, "caption", now.ink2)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_CONTROL, gap=-4)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class _Sums(QWidget):
    """The three sums of the run on a card."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.parts = [_Sum(seat) for _ in range(3)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(0)
        for part in self.parts:
            row.addWidget(part, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        box(QPainter(self), QRectF(self.rect()), theme.RADIUS_CARD, now.surface, now.line)


class ControlStep(RunStep):
    """What one looks at before a run is approved. Nothing is changed here but that the draft is computed again."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__(seat, guide)
        t = seat.t
        self.control: Control | None = None
        self._run_id = 0
        self._chip = ""
        self._unfolded = False
        self._is_high = True
        self.stale = MessageBox(
            "warn",
            t("Something was changed after this was computed"),
            t("The figures below are those from before."),
            t("Compute again"),
        )
        self.stale.clicked.connect(self.recalculate)
        self.stale.setProperty("topic", "pay_run.stale")
        self.progress = ProgressBox(seat)
        self.progress.hide()
        self.sums = _Sums(seat)
        self.sums.setProperty("topic", "pay_run.sums")
        for part in self.sums.parts:
            part.clicked.connect(partial(self._why_sum, part))
        self.errors = PaintedList(t("Must be put right"))
        self.errors.opened.connect(self._opened)
        self.errors_card = self._card(self.errors)
        self.chips = Chips([])
        self.chips.chosen.connect(self._choose)
        self.heads = ColumnHeads()
        self.list = PaintedList(t("Control of the run"))
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
        self.slip = SlipView(seat, t("Back to the control"))
        self.slip.closed.connect(self._close_slip)
        compute = Button(t("Compute"), "primary")
        compute.clicked.connect(self.recalculate)
        self.empty = EmptyState(
            "calculator",
            t("The run is not computed yet"),
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

    def _card(self, inner: PaintedList) -> Card:
        card = Card(padding=1)
        card.body.setContentsMargins(0, 5, 0, 5)
        card.add(inner)
        return card

    # --- the step -------------------------------------------------------------------------------------------------

    def open(self, run_id: int, place: Place) -> None:
        is_new = run_id != self._run_id
        self._run_id = run_id
        if is_new:
            self._chip, self._unfolded = "", False
            self.stack.setCurrentWidget(self._shown)
        self.control = control(self.seat.desk, run_id, self.seat.language)
        found = self.control
        if found is None or found.state == "none":
            self.stack.setCurrentWidget(self.empty)
            self.ready.emit(False, self.seat.t("The run is not computed yet"))
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
        return [self.slips_button]

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
        run_id, desk = self._run_id, self.seat.desk
        self.ready.emit(False, self.seat.t("Computing …"))
        work = self.seat.work(
            partial(runs.draft, desk, run_id),
            done=lambda _: self._computed(run_id),
            refused=self._refused,
            cancelled=lambda: self.open(run_id, Place("pay_run")),
            what=self.seat.t("Computing …"),
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
                self.ready.emit(False, t("Compute again first"))
            case "approved":
                self.ready.emit(True, "")
            case _:
                stops = len(found.of_kind("error"))
                self.ready.emit(not stops, t("{count} errors must be put right first", count=stops) if stops else "")
        if found.compared is not None:
            self.guide.say(t("Compared with {what}", what=found.compared))
        elif found.kind == "extra":
            self.guide.say(t("An extra run is not compared with another one"))
        else:
            self.guide.say(t("There is no earlier run to compare with"))

    def _compared(self, found: Control) -> str:
        """What the run is compared with, in a word or two."""
        what = found.compared
        if isinstance(what, Month):
            if what.year == found.month.year:
                return self.seat.formats.month_name(what.number)
            return self.seat.formats.month(what)
        return "" if what is None else self.seat.t(Message("{what}", what=what))

    def _fill(self, found: Control) -> None:
        seat = self.seat
        self.stale.setVisible(found.state == "stale")
        compared = self._compared(found) if found.kind != "correction" else ""
        for place, (part, shown) in enumerate(zip(self.sums.parts, found.sums, strict=True)):
            part.set(shown, compared, place == 0)
        self._fill_chips(found)
        self.heads.set(self._column_heads(found))
        self._fill_list(found)
        stops = found.of_kind("error")
        self._fill_points(
            self.errors, self.errors_card, [PointRow(seat, point, is_first=not n) for n, point in enumerate(stops[:3])]
        )
        self._place_heads()

    def _column_heads(self, found: Control) -> tuple[str, str, str]:
        t = self.seat.t
        if found.compared is None:
            return t("Gross"), t("Withheld"), t("Net")
        if found.kind == "correction":
            return t("Paid"), t("Should be"), t("Difference")
        last = self._compared(found) if isinstance(found.compared, Month) else t("Last time")
        this = self.seat.formats.month_name(found.month.number) if isinstance(found.compared, Month) else t("This time")
        return _capital(last), _capital(this), t("Difference")

    def _fill_chips(self, found: Control) -> None:
        t = self.seat.t
        items: list[tuple[str, str, int | None]] = []
        if stops := found.of_kind("error"):
            items.append(("error", t("Errors"), len(stops)))
        items.append(("missing", t("Missing"), sum(max(1, len(point.people)) for point in found.of_kind("missing"))))
        if warnings := found.of_kind("warning"):
            items.append(("warning", t("Warnings"), len(warnings)))
        if found.compared is None:
            items.append(("all", t("Everybody"), len(found.people)))
        else:
            items.append(("changed", t("Differences"), len(found.changed)))
            items.append(("unchanged", t("Unchanged"), len(found.of_status("unchanged"))))
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
        self.list.set_rows(list(self._rows(found)))
        others = [point for point in found.points if point.kind != "error"]
        hides = self._chip in ("missing", "warning", "error")
        most = 0 if found.has_stop else _SHOWN if self._is_high else 1  # one thing first
        rows = [PointRow(self.seat, point, is_first=not n) for n, point in enumerate(others[:most])]
        self._fill_points(self.points, self.points_card, [] if hides else rows)
        self.heads.setVisible(not hides)
        QTimer.singleShot(0, self, self._fit)

    def _rows(self, found: Control) -> Iterator[PaintedRow]:
        seat, t = self.seat, self.seat.t
        if self._chip in ("error", "missing", "warning"):
            points = found.of_kind(self._chip)
            for place, point in enumerate(points):
                is_list = len(point.people) > 1
                yield PointRow(seat, point, is_first=place == 0, has_list=is_list)
                for number, name in point.people if is_list else ():
                    yield PointPersonRow(seat, point, number, name)
            if not points:
                yield SayRow(seat, t("Nothing is missing"))
            return
        if self._chip in ("all", "unchanged"):
            people = found.people if self._chip == "all" else found.of_status("unchanged")
            for person in people:
                yield PersonRow(seat, person, small=True)
            if not people:
                yield SayRow(seat, t("Nobody is paid as before"), "info", "ink3")
            return
        for place, person in enumerate(found.changed):
            yield PersonRow(seat, person, is_first=place == 0)
            last = len(person.reasons) - 1
            for number, reason in enumerate(person.reasons):
                yield ReasonRow(seat, person, reason, number, is_last=number == last)
        same = found.of_status("unchanged")
        if not found.changed:
            yield SayRow(seat, t("Everybody is paid as before"))
        if same:
            yield FoldRow(seat, len(same), self._unfolded, is_first=False)
            for person in same if self._unfolded else ():
                yield PersonRow(seat, person, small=True)

    def _fill_points(self, shown: PaintedList, card: Card, rows: list[PointRow]) -> None:
        card.setVisible(bool(rows))
        shown.set_rows(rows)
        shown.setFixedHeight(shown.content_height())
        card.setFixedHeight(shown.content_height() + 12)

    # --- doing ----------------------------------------------------------------------------------------------------

    def _opened(self, row: object) -> None:
        match row:
            case PersonRow():
                if row.person.status == "gone":
                    return
                self._open_slip(row.person.number)
            case ReasonRow():
                self._why_reason(row.person.number, row.reason)
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

    def _why_sum(self, part: _Sum, *_: object) -> None:
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
        if is_high != self._is_high and self.control is not None:
            self._is_high = is_high
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
        needed = self.list.content_height() + 12
        used = sum(
            widget.height() + 10
            for widget in (self.stale, self.errors_card, self.sums, self.points_card)
            if widget.isVisibleTo(self)
        )
        free = self._shown.height() - used - self._head.sizeHint().height() - 20
        self.card.setMaximumHeight(max(needed, 60))
        self._column.setStretch(self._column.count() - 1, 1 if needed < free else 0)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
