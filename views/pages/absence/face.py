"""The absence page as it is seen: its header, the bar, the timeline or the table, the card, and how they share room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.span import Month
from services.queries.absences import AbsenceDetail, AbsenceRow, OpenPoint, PersonRow, Timeline
from views.pages.absence import rows as shaping
from views.pages.absence.card import AbsenceCard
from views.pages.absence.table_view import AbsenceTable
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.choices import Segments
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.period_stepper import PeriodStepper
from views.widgets.rows_model import order_of
from views.widgets.text import MessageBox
from views.widgets.timeline import Timeline as TimelineView
from views.widgets.timeline_look import Legend

ZOOM: Final = "absence.zoom"
"""Whether a month or a year is shown, kept among the preferences."""
VIEW: Final = "absence.view"
"""Whether the timeline or the table is shown, kept among the preferences."""
_LEAST, _TIGHT, _ROOMY = 460, 600, 800
_GAP: Final = 16
_TABLE_MORE: Final = 56  # its bar for marked rows, and its edges
_SEARCHED: Final = 20  # from so many people on there is a search field
QWIDGETSIZE_MAX: Final = 16_777_215


class AbsenceFace(Page):
    """What is shown and what was read of it. The page reads, and its helpers enter, copy and open menus."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.read: Timeline | None = None  # the days that are shown; None before they were read
        self.table_rows: tuple[AbsenceRow, ...] = ()
        self.points: tuple[OpenPoint, ...] = ()
        self.detail: AbsenceDetail | None = None  # what the card says of the chosen absence
        self.choose = 0  # the absence to choose when the rows are there
        today = seat.desk.today
        is_year = seat.preferences.get(ZOOM) == "year"
        self.shown: Month | int = today.year if is_year else Month.of(today)
        self._build_header()
        self._build_bar()
        self._build_rows()
        self._build_column()
        self._show_first()

    # --- building -------------------------------------------------------------------------------------------------

    def _build_header(self) -> None:
        t, seat = self.seat.t, self.seat
        self.today_button = Button(t("Today"))
        self.stepper = PeriodStepper(seat)
        self.zoom = Segments(seat, [("month", t("Month")), ("year", t("Year"))])
        self.zoom.setAccessibleName(t("What is shown"))
        self.new_button = Button(t("New absence"), "primary", icon="plus", key="N")
        actions: tuple[QWidget, ...] = (self.today_button, self.stepper, self.zoom, self.new_button)
        for action in actions:
            self.header.add_button(action)
        self.header.row.setSpacing(12)

    def _build_bar(self) -> None:
        """Above the rows: what the patterns mean, what is looked for and looked at, and how it is shown."""
        t, seat = self.seat.t, self.seat
        self.legend = Legend()
        self.view = Segments(seat, [("timeline", t("Timeline")), ("table", t("Table"))])
        self.view.setAccessibleName(t("How it is shown"))
        self.points_button = Button("", "link", icon="warning")
        self.points_button.hide()
        self.points_button.setFixedHeight(theme.BUTTON)
        self.search_edit = SearchEdit(seat, t("Find an employee"))
        self.search_edit.setFixedWidth(180)
        self.search_edit.hide()
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(16)
        room = QWidget()  # it stays where the legend is hidden
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.legend)
        bar.addWidget(room, 1, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self.search_edit, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self.points_button, 0, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self.view, 0, Qt.AlignmentFlag.AlignTop)
        self.bar = QWidget()
        self.bar.setLayout(bar)

    def _build_rows(self) -> None:
        """The timeline, the table, what stands there where nobody is employed; and the card."""
        t, seat = self.seat.t, self.seat
        self.wrong = MessageBox("warn", "")
        self.wrong.hide()
        self.timeline = TimelineView(seat)
        self.timeline.setAccessibleName(t("Timeline of absence"))
        self.timeline.setProperty("topic", "absence.timeline")
        self.table = AbsenceTable(seat)
        self.table.setProperty("topic", "absence.table")
        self.nobody = Card()
        first = Button(t("New employee"), "primary")
        first.clicked.connect(lambda: seat.go(Place("employees", "new")))
        self.nobody.body.addWidget(
            EmptyState(
                "calendar-blank", t("No employees yet"), t("Absence is entered on the days of the employees."), first
            )
        )
        self.stack = QStackedWidget()
        holder = QWidget()
        under = QVBoxLayout(holder)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.timeline, 1)
        under.addStretch(0)
        self.holder = holder
        for widget in (holder, self.table, self.nobody):
            self.stack.addWidget(widget)
        self.card = AbsenceCard(seat)

    def _build_column(self) -> None:
        self.column.addWidget(self.bar)
        self.column.addSpacing(10)
        self.column.addWidget(self.wrong)
        self.below = QWidget()  # what is left of the height: the rows, the card, and what is empty below it
        below = QVBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.stack, 1)
        below.addSpacing(_GAP)
        below.addWidget(self.card)
        below.addStretch(0)
        self.below.installEventFilter(self)
        self.column.addWidget(self.below, 1)

    def _show_first(self) -> None:
        """What is there before anything was read."""
        t, seat = self.seat.t, self.seat
        self.zoom.set_value("year" if isinstance(self.shown, int) else "month")
        self.view.set_value(seat.preferences.get(VIEW) or "timeline")
        self.header.set(t("Absence"), t("Drag over the days to enter absence"))
        self.legend.set(t("What the patterns mean"), shaping.legend(seat, None))
        self.stepper.set(self.shown)

    # --- what is known --------------------------------------------------------------------------------------------

    def days(self) -> tuple[date, date]:
        """The first and the last day that is shown."""
        if isinstance(self.shown, int):
            return date(self.shown, 1, 1), date(self.shown, 12, 31)
        return self.shown.first, self.shown.last

    def holds(self, day: date) -> bool:
        """Whether a day is shown."""
        first, last = self.days()
        return first <= day <= last

    @property
    def people(self) -> list[PersonRow]:
        """Everybody, as they stand on the timeline."""
        return _in_order(self.read.people) if self.read is not None else []

    @property
    def chosen_id(self) -> int:
        """The absence that is chosen; 0 for none."""
        if self.view.value() == "table":
            row = self.table.current()
            return row.id if row is not None else 0
        return self.timeline.bar_key

    # --- showing --------------------------------------------------------------------------------------------------

    def stand(self) -> None:
        """The keys go to what is shown."""
        (self.table if self.view.value() == "table" else self.timeline).setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """Ctrl+F: only the people whose name holds what is typed."""
        if self.read is not None and self.read.people:
            self.search_edit.show()
            self.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search_edit.selectAll()

    def show_rows(self, read: Timeline) -> None:
        """The people whose name holds what is looked for; all of them where nothing is."""
        wanted = self.search_edit.value().casefold()
        people = _in_order(person for person in read.people if wanted in person.name.casefold())
        free = {day: self.seat.t(name) for day, name in read.holidays.items()}
        self.timeline.set_rows(shaping.timeline_rows(self.seat, people), free, read.today)
        self.table.filter(self.search_edit.value())
        self.settle_height()

    def show_what(self) -> None:
        """The timeline, the table, or that nobody is employed."""
        has_people = bool(self.read is not None and self.read.people)
        is_table = self.view.value() == "table"
        shown = self.nobody if not has_people and self.read is not None else self.table if is_table else self.holder
        self.stack.setCurrentWidget(shown)
        self.settle_height()
        self.card.setVisible(has_people)
        self.bar.setVisible(has_people or self.read is None)
        self.legend.setVisible(not is_table)
        self.stepper.setVisible(has_people or self.read is None)
        self.fit()
        self.show_today_button()
        self._say_line()

    def _say_line(self) -> None:
        t, read = self.seat.t, self.read
        if read is None or not read.people:
            self.header.set(t("Absence"), t("Absence is entered once, and everything follows from it"))
            return
        is_table = self.view.value() == "table"
        line = t("Every absence of the days that are shown") if is_table else t("Drag over the days to enter absence")
        self.header.set(t("Absence"), line)

    def show_table(self, rows: tuple[AbsenceRow, ...]) -> None:
        """The table, with the same absence chosen as before."""
        t = self.seat.t
        button = Button(t("Enter absence"), "primary")
        button.clicked.connect(lambda *_: self.new())
        words = self.seat.formats.month(self.shown) if isinstance(self.shown, Month) else str(self.shown)
        empty = EmptyState(
            "calendar-blank",
            t("No absence in {period}", period=words),
            t("Enter it here, or paste a table from a spreadsheet with Ctrl+V."),
            button,
        )
        current = self.table.current()
        wanted = self.choose or (current.id if current is not None else self.timeline.bar_key)
        self.table.show_rows(sorted(rows, key=lambda row: (order_of(row.name), row.number, row.first, row.id)), empty)
        self.table.select(lambda row: row.id == wanted)

    def show_today_button(self) -> None:
        """Only where today is not among the days that are shown."""
        today = self.seat.desk.today
        is_away = not self.holds(today) and bool(self.read is None or self.read.people)
        self.today_button.setVisible(is_away and self.width() >= _ROOMY)

    # --- room -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit(self.width())
        self.fit()
        QTimer.singleShot(0, self, self.settle_height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another height for the rows."""
        if watched is self.below and event.type() is QEvent.Type.Resize:
            self.settle_height()
        return super().eventFilter(watched, event)

    def settle_height(self) -> None:
        """The card lies close under the last row."""
        shown, most = self.stack.currentWidget(), QWIDGETSIZE_MAX
        if shown is self.holder:
            most = self.timeline.whole_rows_in(self.below.height() - _GAP - self.card.height())
        elif shown is self.table and self.table_rows:
            most = theme.HEAD + theme.ROW * len(self.table_rows) + _TABLE_MORE
        self.stack.setMaximumHeight(most)

    def fit(self) -> None:
        """Beside a wide panel there is no room for every button above."""
        has_people = self.read is None or bool(self.read.people)
        self.show_today_button()
        self.zoom.setVisible(has_people and self.width() >= _TIGHT)
        self.new_button.setVisible(has_people and self.width() >= _LEAST)
        self.points_button.setVisible(bool(self.points) and self.width() >= _ROOMY)
        many = self.read is not None and len(self.read.people) >= _SEARCHED
        looked_for = bool(self.search_edit.value()) or self.search_edit.hasFocus()
        self.search_edit.setVisible(has_people and (looked_for or (many and self.width() >= _TIGHT)))


def _in_order(people: Iterable[PersonRow]) -> list[PersonRow]:
    """By name: æ, ø and å come last."""
    return sorted(people, key=lambda person: (order_of(person.name), person.number))
