"""The card below the timeline: what the chosen absence is, the count that matters, and what is told on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.queries.absences import AbsenceCounter, AbsenceDetail, Counters, PassedOn, absence_keys
from services.queries.trace import said
from views.pages.absence.panels import used_shortly, used_words
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.counted_days import MOST_BOXES, DayBoxes
from views.widgets.side_panel import empty_layout
from views.widgets.text import Icon, Label

_HEIGHT: Final = 146
_STATES: Final = {
    "done": ("check-circle", "ok", "ink2"),
    "due": ("clock", "warn", "ink"),
    "later": ("circle-dashed", "ink3", "ink2"),
    "none": ("check-circle", "ok", "ink2"),
}
_MOST_COUNTERS: Final = 3
_MOST_LINES: Final = 2
_THREE, _TWO = 780, 440
_LINE, _BETWEEN = 18, 12


class _Part(QWidget):
    """One third of the card, with a line at its left unless it is the first."""

    def __init__(self, is_first: bool) -> None:
        super().__init__()
        self._is_first = is_first
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0 if is_first else 22, 0, 16, 0)
        self.column.setSpacing(0)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_first:
            painter = QPainter(self)
            painter.fillRect(0, 0, 1, self.height(), theme.current().line)
            painter.end()


class AbsenceCard(Card):
    """Three parts: who and what, the count, what is told on."""

    end_asked = Signal()
    edit_asked = Signal()
    menu_asked = Signal(object)  # where on the screen
    days_asked = Signal(object)  # AbsenceCounter
    new_asked = Signal()
    leave_asked = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(seat.t("The chosen absence"))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(3, -8, -18, 0)
        row.setSpacing(0)
        self.parts = [_Part(True), _Part(False), _Part(False)]
        for part, share in zip(self.parts, (10, 9, 11), strict=True):
            row.addWidget(part, share)
        self.body.addWidget(holder, 1)
        self.boxes: DayBoxes | None = None
        self._daily: Button | None = None
        self.title = self.line = ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel only what there is room for: what is told on waits, then the count."""
        super().resizeEvent(event)
        self.parts[2].setVisible(self.width() >= _THREE)
        self.parts[1].setVisible(self.width() >= _TWO)
        if self._daily is not None:
            self._daily.setVisible(self.width() >= _THREE)

    def _clear(self) -> None:
        for part in self.parts:
            empty_layout(part.column)
        self.boxes = self._daily = None

    # --- an absence -----------------------------------------------------------------------------------------------

    def show_absence(self, detail: AbsenceDetail) -> None:
        """Everything about one absence."""
        self._clear()
        t = self.seat.t
        self._head(detail.name, t(detail.line))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 9, 0, 0)
        buttons.setSpacing(10)
        if detail.can_end:
            end = Button(t("Set the end date"), icon="calendar-blank")
            end.clicked.connect(self.end_asked)
            buttons.addWidget(end)
        edit = Button(t("Edit absence"), "quiet" if detail.can_end else "plain")
        edit.clicked.connect(self.edit_asked)
        more = IconButton("dots-three", t("More about this absence"), outline=True)
        more.clicked.connect(lambda: self.menu_asked.emit(more.mapToGlobal(more.rect().bottomLeft())))
        buttons.addWidget(edit)
        buttons.addWidget(more)
        buttons.addStretch(1)
        self.parts[0].column.addLayout(buttons)
        if detail.main is not None:
            self._main(detail, detail.main)
        else:
            self._counters(detail.counters)
        self._passed_on(detail)

    def _head(self, title: str, line: str) -> None:
        self.title, self.line = title, line
        column = self.parts[0].column
        column.addWidget(Label(title, "strong"))
        second = Label(line, "note", "ink2")
        second.setContentsMargins(0, 2, 0, 0)
        column.addWidget(second)

    def _main(self, detail: AbsenceDetail, counter: AbsenceCounter) -> None:
        """The count of the card, as boxes where there is one for each day."""
        t, column = self.seat.t, self.parts[1].column
        words = used_words(self.seat, counter)
        shortly = used_shortly(self.seat, counter)
        column.addWidget(_Pair(Label(t(counter.title), "note", "ink2"), Label(words, "note", weight=600), shortly))
        if counter.limit is not None and 0 < counter.limit <= MOST_BOXES:
            column.addSpacing(5)
            self.boxes = DayBoxes()
            self.boxes.set(float(counter.used), int(counter.limit), f"{t(counter.title)}: {words}")
            column.addWidget(self.boxes)
        column.addSpacing(6)
        counted = [each.day for each in counter.days if each.counts]
        first = _without_year(self.seat, counted[0]) if counted else ""
        then = t("NAV pays from {day}", day=detail.nav_from) if detail.nav_from is not None else ""
        column.addWidget(_Pair(Label(first, "note", "ink2"), Label(then, "note", "ink2")))
        links = QHBoxLayout()
        links.setContentsMargins(0, 1, 0, 0)
        links.setSpacing(4)
        link = Button(t("See every day"), "link", small=True)
        link.clicked.connect(lambda: self.days_asked.emit(counter))
        help_mark = IconButton("question", t("Help for {field}", field=t(counter.title)), size=24, glyph=15)
        help_mark.set_icon("question", "accent")
        help_mark.clicked.connect(lambda: self.seat.help(f"absence.{counter.name}"))
        links.addWidget(link)
        links.addWidget(help_mark)
        links.addStretch(1)
        if detail.daily is not None and detail.daily.amount and detail.nav_from is not None:
            rate = self.seat.formats.amount(detail.daily.amount)
            daily = Button(t("{amount} a day from NAV", amount=rate), "link", small=True)
            trace = detail.daily.trace
            daily.clicked.connect(lambda: self.seat.why(trace))
            daily.setVisible(self.width() >= _THREE)
            links.addWidget(daily)
            self._daily = daily
        column.addLayout(links)

    def _counters(self, counters: tuple[AbsenceCounter, ...]) -> None:
        """Every count in a line, where none is the one that matters."""
        t, column = self.seat.t, self.parts[1].column
        column.addWidget(Label(t("Counted"), "note", "ink2"))
        column.addSpacing(4)
        shown = sorted(counters, key=lambda each: not each.used)[:_MOST_COUNTERS]
        for counter in shown:
            link = Button(used_shortly(self.seat, counter), "link", small=True)
            link.setAccessibleName(f"{t(counter.title)}: {used_words(self.seat, counter)}")
            link.clicked.connect(lambda *_, asked=counter: self.days_asked.emit(asked))
            column.addLayout(_ends(Label(t(counter.title), "body"), link))
        if not shown:
            column.addWidget(Label(t("Nothing has been counted"), "body", "ink2"))

    def _passed_on(self, detail: AbsenceDetail) -> None:
        t, column = self.seat.t, self.parts[2].column
        is_run = any(each.what == "run" for each in detail.passed_on)
        head = Label(t("Pay") if is_run else t("Told on"), "note", "ink2")
        if detail.expected:
            expected = t("{amount} kr expected back", amount=self.seat.formats.kroner(detail.expected))
            link = Button(expected, "link", small=True)
            link.clicked.connect(lambda: self.seat.why(detail.refunds[-1].trace))
            link.setFixedHeight(_LINE)
            column.addLayout(_ends(head, link))
        else:
            column.addWidget(head)
        column.addSpacing(4)
        for each in detail.passed_on[:3]:
            row = _PassedRow(self.seat, each, self._verb_of(detail, each))
            column.addWidget(row)
        if is_run:
            self._pay_lines(detail)

    def _pay_lines(self, detail: AbsenceDetail) -> None:
        """What runs made of it, each with its why."""
        column = self.parts[2].column
        for effect in detail.pay[:_MOST_LINES]:
            amount = Button(self.seat.formats.amount(effect.amount), "link", small=True)
            amount.clicked.connect(lambda *_, trace=effect.trace: self.seat.why(trace))
            column.addLayout(_ends(Label(said(effect.title, self.seat.texts), "note", "ink2", line=24), amount))

    def _verb_of(self, detail: AbsenceDetail, each: PassedOn) -> tuple[str, Callable[[], Any]] | None:
        """The way on from a line, where there is one."""
        t = self.seat.t
        if each.what == "amelding" and (detail.is_leave or detail.proposal.alternatives or each.state == "due"):
            return t("See why"), self.leave_asked.emit
        if each.verb is not None and each.where is not None:
            where = each.where
            return t(each.verb), lambda: self.seat.go(where)
        return None

    # --- a person -------------------------------------------------------------------------------------------------

    def show_person(self, name: str, line: str, counters: Counters | None) -> None:
        """No absence is chosen: the person, and what is counted of them."""
        self._clear()
        t = self.seat.t
        self._head(name, line)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 9, 0, 0)
        new = Button(t("Enter absence"), icon="plus")
        new.clicked.connect(self.new_asked)
        buttons.addWidget(new)
        buttons.addStretch(1)
        self.parts[0].column.addLayout(buttons)
        if counters is not None:
            self._counters(counters.counters)
            if counters.missing is not None:
                self.parts[1].column.addWidget(Label(t(counters.missing.what), "note", "ink2", wrap=True))
        column = self.parts[2].column
        column.addWidget(Label(t("With the keyboard"), "note", "ink2"))
        column.addSpacing(4)
        for words in (
            t("Shift and arrows choose days, Enter opens the form"),
            t(absence_keys(self.seat.desk)),
            t("Ctrl+C and Ctrl+V: to and from a spreadsheet"),
        ):
            column.addWidget(Label(words, "note", "ink2", line=22))


class _Pair(QWidget):
    """One at each end of a line. Without room for both the right one says it shortly, or the left one is left out."""

    def __init__(self, left: Label, right: Label, shortly: str = "") -> None:
        super().__init__()
        self.left, self.right = left, right
        self._words, self._shortly = right.text(), shortly
        self.setLayout(_ends(left, right))
        self._most = left.sizeHint().width() + _BETWEEN + right.sizeHint().width()
        self.setFixedHeight(max(left.sizeHint().height(), right.sizeHint().height()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.width() >= self._most
        if self._shortly:
            self.right.setText(self._words if has_room else self._shortly)
        else:
            self.left.setVisible(has_room or not self._words)


class _PassedRow(QWidget):
    """One thing that is told on: its state, its words, and the way there."""

    def __init__(self, seat: Seat, each: PassedOn, verb: tuple[str, Callable[[], Any]] | None) -> None:
        super().__init__()
        t = seat.t
        icon, color, ink = _STATES[each.state]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Icon(icon, color, 16, 24))
        label = Label(t(each.text), "note", ink)
        if each.detail is not None:
            label.setToolTip(t(each.detail))
            label.setAccessibleDescription(t(each.detail))
        row.addWidget(label, 1)
        if verb is not None:
            word, do = verb
            link = Button(word, "link", small=True, trail="caret-right")
            link.clicked.connect(lambda *_: do())
            row.addWidget(link)
        self.setFixedHeight(25)


def _without_year(seat: Seat, day: date) -> str:
    """`09.11.`; in English `9 Nov`."""
    return seat.formats.day(day).replace(f"{day.year:04d}", "").strip()


def _ends(left: QWidget, right: QWidget) -> QHBoxLayout:
    """One at each end of a line."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_BETWEEN)
    row.addWidget(left, 1)
    row.addWidget(right)
    return row
