"""Absence: who is away when, entered by drawing over the days, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused, Severity
from models.values.percent import HUNDRED
from models.values.span import Month, Span
from services.actions import absences as acting
from services.queries import absences as asking
from services.queries.absences import (
    AbsenceDetail,
    AbsenceForm,
    AbsenceRow,
    Counters,
    OpenPoint,
    OpenPoints,
    Pasted,
    PersonRow,
    Resolve,
    Timeline,
)
from views.pages.absence import rows as shaping
from views.pages.absence.card import AbsenceCard
from views.pages.absence.form import AbsencePanel, kind_of_letter, moved_form
from views.pages.absence.panels import CountPanel, EndPanel, LeavePanel, PayPanel
from views.pages.absence.paste_panel import PastePanel
from views.pages.absence.table_view import AbsenceTable
from views.shell import theme
from views.shell.page import Page
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.choices import Segments
from views.widgets.editors import SearchEdit
from views.widgets.empty import EmptyState
from views.widgets.menu import Menu
from views.widgets.period_stepper import PeriodStepper
from views.widgets.rows_model import order_of
from views.widgets.text import MessageBox
from views.widgets.timeline import Timeline as TimelineView
from views.widgets.timeline_look import Legend

_DAY: Final = timedelta(days=1)
_NAMED: Final = "absence:"
_ZOOM: Final = "absence.zoom"
_VIEW: Final = "absence.view"
_LEAST, _TIGHT, _ROOMY = 460, 600, 800
_SOON: Final = 90  # ms: the card follows when the cursor rests
_GAP: Final = 16
_TABLE_MORE: Final = 56  # its bar for marked rows, and its edges
_SEARCHED: Final = 20  # from so many people on there is a search field
QWIDGETSIZE_MAX: Final = 16_777_215


class AbsencePage(Page):
    """The timeline (or the table), and a card about what is chosen."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "absence",
            "employee",
            "employment",
            "employment_terms",
            "employer",
            "setting",
            "mark",
            "stored_file",
            "pay_run",
        }
    )

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self._read: Timeline | None = None
        self._table_rows: tuple[AbsenceRow, ...] = ()
        self._points: tuple[OpenPoint, ...] = ()
        self._begun: AbsenceForm | None = None  # what was typed in a new form and not stored
        self._detail: AbsenceDetail | None = None
        self._wanted: Place | None = None
        self._choose = 0  # the absence to choose when the rows are there
        self._turn = 0  # the reading that counts
        self._card_turn = 0
        self._said: dict[tuple[int, Span], str] = {}
        today = seat.desk.today
        is_year = seat.preferences.get(_ZOOM) == "year"
        self.shown: Month | int = today.year if is_year else Month.of(today)
        self._build()
        self._card_later = QTimer(self)
        self._card_later.setSingleShot(True)
        self._card_later.setInterval(_SOON)
        self._card_later.timeout.connect(self._show_card)

    # --- building -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
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
        self.wrong = MessageBox("warn", "")
        self.wrong.hide()
        self.timeline = TimelineView(seat)
        self.timeline.setAccessibleName(t("Timeline of absence"))
        self.timeline.setProperty("topic", "absence.timeline")
        self.table = AbsenceTable(seat)
        self.table.setProperty("topic", "absence.table")
        self.table.set_bar([(t("Take away"), self._remove_rows), (t("Copy"), self._copy_rows)])
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
        self.zoom.set_value("year" if isinstance(self.shown, int) else "month")
        self.view.set_value(seat.preferences.get(_VIEW) or "timeline")
        self.header.set(t("Absence"), t("Drag over the days to enter absence"))
        self.legend.set(t("What the patterns mean"), shaping.legend(seat, None))
        self.stepper.set(self.shown)
        self._connect()

    def _connect(self) -> None:
        line, card = self.timeline, self.card
        self.points_button.clicked.connect(lambda *_: self._show_points())
        self.search_edit.changed.connect(self._filter)
        self.search_edit.down.connect(self._stand)
        self.today_button.clicked.connect(lambda: self._go_to_day(self.seat.desk.today))
        self.stepper.stepped.connect(lambda by: self._step(by))
        self.stepper.chosen.connect(self._month_chosen)
        self.zoom.changed.connect(self._zoomed)
        self.view.changed.connect(self._viewed)
        self.new_button.clicked.connect(lambda *_: self.new())
        line.drawn.connect(lambda number, span: self._enter(number, span))
        line.kind_asked.connect(lambda number, span, letter: self._enter(number, span, kind_of_letter(letter)))
        line.dropped.connect(self._dropped)
        line.opened.connect(lambda bar: self.edit(bar))
        line.chosen.connect(self._line_chosen)
        line.removed.connect(lambda bar: self._remove([bar]))
        line.menu_asked.connect(self._menu)
        line.turned.connect(self._turned)
        line.named.connect(lambda number: self._line_chosen(number, self.timeline.bar_key))
        line.copy_asked.connect(self.copy)
        line.paste_asked.connect(self.paste)
        line.why_not_asked = self._why_not
        self.table.opened.connect(lambda row: self.edit(row.id))
        self.table.selected.connect(self._row_chosen)
        self.table.view.installEventFilter(self)
        card.end_asked.connect(self._end)
        card.edit_asked.connect(lambda: self.edit(self._detail.id) if self._detail is not None else None)
        card.menu_asked.connect(self._card_menu)
        card.days_asked.connect(self._show_days)
        card.new_asked.connect(self.new)
        card.leave_asked.connect(self._leave_panel)

    # --- going here -----------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        thing, field = place.thing, place.field
        if isinstance(thing, str) and _period(thing) is not None:
            self.shown = _period(thing) or self.shown
            self.zoom.set_value("year" if isinstance(self.shown, int) else "month")
        if field in ("timeline", "table"):
            self.view.set_value(field)
        if field in ("month", "year"):
            self._set_zoom(field)
        self._wanted = place
        self._load()
        self._stand()

    def _stand(self) -> None:
        (self.table if self.view.value() == "table" else self.timeline).setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrive(self) -> None:
        """What the place asked for, when the rows are there."""
        place, self._wanted = self._wanted, None
        if place is None or self._read is None:
            return
        thing, field = place.thing, place.field or ""
        if thing == "new":
            self.new(field)
        elif isinstance(thing, str) and thing.startswith(_NAMED) and thing[len(_NAMED) :].isdecimal():
            self._arrive_at(int(thing[len(_NAMED) :]), field)
        elif isinstance(thing, int):
            numbers = [row.key for row in self.timeline.rows]
            if thing in numbers:
                self.timeline.go_to(numbers.index(thing), self.timeline.day, aloud=False)
                if field == "new":
                    self._enter(thing, Span(self.seat.desk.today, self.seat.desk.today), days=False)

    def _arrive_at(self, absence_id: int, field: str) -> None:
        """Show an absence: its month, its bar, and the form where a field is asked for."""
        try:
            form = asking.absence_form(self.seat.desk, absence_id)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        first = form.first
        self._choose = absence_id
        if first is not None and not self._holds(first) and not self._overlaps(form):
            self.shown = first.year if isinstance(self.shown, int) else Month.of(first)
            self._load()
        else:
            self.timeline.choose(absence_id)
            self._card_later.start()
        if field:
            self.edit(absence_id, field)

    def _overlaps(self, form: AbsenceForm) -> bool:
        first, last = self._days()
        return form.first is not None and form.span.overlap(Span(first, last)) is not None

    def _holds(self, day: date) -> bool:
        first, last = self._days()
        return first <= day <= last

    def refresh(self) -> None:
        self._said.clear()
        self._load()

    def recalculate(self) -> None:
        self.refresh()

    def search(self) -> None:
        """Ctrl+F: only the people whose name holds what is typed."""
        if self._read is not None and self._read.people:
            self.search_edit.show()
            self.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search_edit.selectAll()

    def _filter(self) -> None:
        if self._read is not None:
            self._show_rows(self._read)
            self._show_card()

    def _show_rows(self, read: Timeline) -> None:
        """The people whose name holds what is looked for; all of them where nothing is."""
        wanted = self.search_edit.value().casefold()
        people = _in_order(person for person in read.people if wanted in person.name.casefold())
        free = {day: self.seat.t(name) for day, name in read.holidays.items()}
        self.timeline.set_rows(shaping.timeline_rows(self.seat, people), free, read.today)
        self.table.filter(self.search_edit.value())
        self._settle_height()

    # --- reading --------------------------------------------------------------------------------------------------

    def _days(self) -> tuple[date, date]:
        if isinstance(self.shown, int):
            return date(self.shown, 1, 1), date(self.shown, 12, 31)
        return self.shown.first, self.shown.last

    def _load(self) -> None:
        """Read the days that are shown, off the window's thread."""
        self._turn += 1
        turn, desk = self._turn, self.seat.desk
        first, last = self._days()
        shown, wants_table = self.shown, self.view.value() == "table"

        def read(_: object) -> tuple[Timeline, tuple[AbsenceRow, ...], OpenPoints]:
            rows = asking.absence_table(desk, first, last) if wants_table else ()
            return asking.timeline(desk, first, last), rows, asking.open_points(desk)

        def done(found: tuple[Timeline, tuple[AbsenceRow, ...], OpenPoints]) -> None:
            if turn == self._turn and self.seat.has_client and self.seat.desk is desk:
                read, rows, points = found
                self._points = points.points
                self._show(shown, read, rows)

        def refused(findings: tuple[Finding, ...]) -> None:
            if turn == self._turn:
                self.wrong.set(self.seat.t("The absence cannot be read"), self.seat.t(findings[0].what), "")
                self.wrong.show()

        self.stepper.set(self.shown)
        self._show_today_button()
        self.seat.work(read, done=done, refused=refused, owner=self)

    def _show(self, shown: Month | int, read: Timeline, rows: tuple[AbsenceRow, ...]) -> None:
        is_first = self._read is None
        self._read, self._table_rows = read, rows
        self.wrong.hide()
        line, t = self.timeline, self.seat.t
        before = line.day
        if self._wanted is not None:  # somebody is asked for, who may not be among those looked for
            self.search_edit.set_value("")
        self._show_rows(read)
        if line.shown != shown:
            line.set_shown(shown)
            if line.scale.holds(before) and not is_first:
                line.day = before
        self.legend.set(t("What the patterns mean"), shaping.legend(self.seat, read))
        self._show_table(rows)
        if self._choose:
            line.choose(self._choose)
            self._choose = 0
        elif is_first and not line.bar_key and line.rows:
            line.choose(_worth_a_look(read))
        self._show_what()
        count = len(self._points)
        self.points_button.setText(
            t("1 thing to look at") if count == 1 else t("{count} things to look at", count=count)
        )
        self._fit()
        self._arrive()
        self._show_card()

    def _show_what(self) -> None:
        has_people = bool(self._read is not None and self._read.people)
        is_table = self.view.value() == "table"
        shown = self.nobody if not has_people and self._read is not None else self.table if is_table else self.holder
        self.stack.setCurrentWidget(shown)
        self._settle_height()
        self.card.setVisible(has_people)
        self.bar.setVisible(has_people or self._read is None)
        self.legend.setVisible(not is_table)
        self.stepper.setVisible(has_people or self._read is None)
        self._fit()
        self._show_today_button()
        self._say_line()

    def _say_line(self) -> None:
        t, read = self.seat.t, self._read
        if read is None or not read.people:
            self.header.set(t("Absence"), t("Absence is entered once, and everything follows from it"))
            return
        is_table = self.view.value() == "table"
        line = t("Every absence of the days that are shown") if is_table else t("Drag over the days to enter absence")
        self.header.set(t("Absence"), line)

    def _show_table(self, rows: tuple[AbsenceRow, ...]) -> None:
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
        wanted = self._choose or (current.id if current is not None else self.timeline.bar_key)
        self.table.show_rows(sorted(rows, key=lambda row: (order_of(row.name), row.number, row.first, row.id)), empty)
        self.table.select(lambda row: row.id == wanted)

    def _show_today_button(self) -> None:
        today = self.seat.desk.today
        is_away = not self._holds(today) and bool(self._read is None or self._read.people)
        self.today_button.setVisible(is_away and self.width() >= _ROOMY)

    # --- other days -----------------------------------------------------------------------------------------------

    def _show_points(self) -> None:
        """What was forgotten: one is shown at once, several as a list."""
        if not self._points:
            return
        self.seat.show_findings(tuple(Finding(Severity.WARNING, each.what, each.where) for each in self._points))

    def _step(self, by: int) -> None:
        self.shown = self.shown + by if isinstance(self.shown, int) else self.shown.plus(by)
        self._load()

    def _turned(self, by: int, day: date | None) -> None:
        """The keys went over the edge of what is shown."""
        self._step(by)
        line = self.timeline
        if day is None:
            day = _shifted(line.day, by, isinstance(self.shown, int))
        line.day = day

    def _month_chosen(self, month: Month) -> None:
        self.shown = month.year if isinstance(self.shown, int) else month
        self._load()

    def _go_to_day(self, day: date) -> None:
        self.shown = day.year if isinstance(self.shown, int) else Month.of(day)
        self.timeline.day = day
        self._load()
        self._stand()

    def _zoomed(self) -> None:
        self._set_zoom(self.zoom.value())
        self._load()

    def _set_zoom(self, zoom: str) -> None:
        day = self.timeline.day if self.timeline.day != date.min else self.seat.desk.today
        if not self._holds(day):
            day = self._days()[0]
        self.zoom.set_value(zoom)
        self.shown = day.year if zoom == "year" else Month.of(day)
        self.seat.preferences.set(_ZOOM, zoom)

    def _viewed(self) -> None:
        self.seat.preferences.set(_VIEW, self.view.value())
        self._show_what()
        self._load()

    # --- the card -------------------------------------------------------------------------------------------------

    def _line_chosen(self, number: int, bar: int) -> None:
        self._card_later.start()

    def _row_chosen(self, row: AbsenceRow | None) -> None:
        if row is not None:
            self.timeline.choose(row.id)
            self._card_later.start()

    @property
    def chosen_id(self) -> int:
        """The absence that is chosen; 0 for none."""
        if self.view.value() == "table":
            row = self.table.current()
            return row.id if row is not None else 0
        return self.timeline.bar_key

    def _show_card(self) -> None:
        """Read what the card says, off the window's thread."""
        if self._read is None or not self._read.people or not self.seat.has_client:
            return
        self._card_turn += 1
        turn, desk = self._card_turn, self.seat.desk
        absence_id, row = self.chosen_id, self.timeline.current

        def read(_: object) -> AbsenceDetail | Counters | None:
            if absence_id:
                return asking.absence_detail(desk, absence_id)
            return asking.counters_of(desk, row.key) if row is not None else None

        def done(found: AbsenceDetail | Counters | None) -> None:
            if turn != self._card_turn or not self.seat.has_client or self.seat.desk is not desk:
                return
            if isinstance(found, AbsenceDetail):
                self._detail = found
                self.card.show_absence(found)
                return
            self._detail = None
            current = self.timeline.current
            if current is not None:
                self.card.show_person(current.name, self._person_line(current.key), found)

        def refused(_: tuple[Finding, ...]) -> None:
            """It was taken away meanwhile: the rows are read anew, and the card with them."""

        self.seat.work(read, done=done, refused=refused, owner=self)

    def _person_line(self, number: int) -> str:
        t, read = self.seat.t, self._read
        people = read.people if read is not None else ()
        bars = [bar for person in people if person.number == number for bar in person.bars if bar.withdrawn is None]
        count = len(bars)
        if not count:
            return t("No absence in the days that are shown")
        return (
            t("1 absence in the days that are shown")
            if count == 1
            else t("{count} absences in the days that are shown", count=count)
        )

    # --- entering and changing ------------------------------------------------------------------------------------

    def _people(self) -> list[tuple[int, str]]:
        """Everybody, as they stand on the timeline."""
        people = _in_order(self._read.people) if self._read is not None else []
        return [(person.number, person.name) for person in people]

    def new(self, field: str = "") -> None:
        row = self.timeline.current
        if self._read is None or not self._read.people:
            return
        if self.timeline.anchor is not None and row is not None:
            self._enter(row.key, self.timeline.picked)
        elif self._begun is not None:
            panel = self._panel(self._begun)
            panel.say_begun()
            self._open(panel, field)
        else:
            self._enter(row.key if row is not None else None, None, field=field)

    def _enter(
        self, number: int | None, span: Span | None, kind: str = "", *, days: bool = True, field: str = ""
    ) -> None:
        """Open the form with what is known."""
        form = AbsenceForm(employee=number, kind=kind)
        if span is not None and days:
            form = AbsenceForm(employee=number, kind=kind, first=span.first, last=span.last)
        for each in asking.absence_kinds(self.seat.desk, form.first):
            if each.kind == kind:
                form = AbsenceForm(number, kind, form.first, form.last, HUNDRED, each.paid)
        self._open(self._panel(form), field or ("kind" if not kind else ""))

    def _panel(self, form: AbsenceForm, absence_id: int = 0) -> AbsencePanel:
        people = self._read.people if self._read is not None else ()
        several = frozenset(person.number for person in people if len(person.jobs) > 1)
        return AbsencePanel(self.seat, self._people(), form, absence_id, several=several)

    def _open(self, panel: AbsencePanel, field: str = "") -> None:
        panel.stored.connect(self._stored)
        panel.closed.connect(self._given_up)
        panel.left_behind.connect(self._keep)
        panel.hidden.connect(self._unpick)
        self.seat.show_panel(panel)
        panel.begin(field)

    def _stored(self, absence_id: int) -> None:
        self._choose = absence_id
        self.timeline.anchor = None

    def _keep(self, form: AbsenceForm | None) -> None:
        """What was begun in a new form; None where nothing of it is to be kept."""
        self._begun = form

    def _unpick(self) -> None:
        """The form is gone, and the days that it was about are not chosen any more."""
        self.timeline.anchor = None
        self.timeline.viewport().update()

    def _given_up(self) -> None:
        self._unpick()
        self._stand()

    def edit(self, absence_id: int, field: str = "") -> None:
        """Change an absence in the form."""
        try:
            form = asking.absence_form(self.seat.desk, absence_id)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        self._open(self._panel(form, absence_id), field or "kind")

    def _why_not(self, number: int, absence_id: int, span: Span) -> str:
        """Why dragged days cannot be taken; asked once for each."""
        if not absence_id:
            return ""
        key = (absence_id, span)
        if key not in self._said:
            try:
                form = moved_form(asking.absence_form(self.seat.desk, absence_id), span)
            except Refused as refusal:
                self._said[key] = self.seat.t(refusal.findings[0].what)
                return self._said[key]
            check = asking.check_absence(self.seat.desk, form, absence_id)
            stops = [found for found in check.findings if found.severity is Severity.STOP]
            self._said[key] = self.seat.t(stops[0].what) if stops else ""
        return self._said[key]

    def _dropped(self, absence_id: int, span: Span) -> None:
        """A bar was moved or stretched."""
        desk, t = self.seat.desk, self.seat.t
        try:
            acting.move(desk, absence_id, span.first, span.last)
        except Refused as refusal:
            self._not_moved(absence_id, span, refusal)
            return
        self._choose = absence_id
        self.seat.toast(t("Moved to {days}", days=self.seat.formats.dates(span)), undo=True)

    def _not_moved(self, absence_id: int, span: Span, refusal: Refused) -> None:
        """Where the rule can solve it, the form asks how; else it is said why not."""
        desk = self.seat.desk
        try:
            form = moved_form(asking.absence_form(desk, absence_id), span)
        except Refused:
            self.seat.show_findings(refusal.findings)
            return
        if asking.check_absence(desk, form, absence_id).overlaps:
            panel = self._panel(form, absence_id)
            self._open(panel, "to")
            if panel.ways is not None:
                panel.ways.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.seat.show_findings(refusal.findings)

    def _remove(self, ids: list[int]) -> None:
        """Take absences away; what was paid or told by them stays as withdrawn."""
        t = self.seat.t
        try:
            became = acting.remove_several(self.seat.desk, ids)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        kept = sum(1 for each in became if each is acting.Removed.WITHDRAWN)
        if len(ids) > 1:
            words = t("{count} absences are taken away", count=len(ids))
        elif kept:
            words = t("The absence is withdrawn. What was paid by it is put right in the next run.")
        else:
            words = t("The absence is taken away")
        self.seat.toast(words, undo=True)

    def _remove_rows(self, rows: list[AbsenceRow]) -> None:
        if rows:
            self._remove([row.id for row in rows])
            self.table.clear_marks()

    def _act(self, do: Any, said: str) -> None:
        if self.seat.attempt(do):
            self.seat.toast(said, undo=True)

    # --- menus and panels -----------------------------------------------------------------------------------------

    def _menu(self, number: int, absence_id: int, span: Span, where: QPoint) -> None:
        """What can be done here."""
        t, menu = self.seat.t, Menu(self.seat, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if absence_id:
            self._bar_entries(menu, absence_id)
            menu.addSeparator()
        menu.add(t("Enter absence"), lambda: self._enter(number, span), "plus", "N")
        menu.add(t("Copy as a table"), self.copy, "copy", "Ctrl+C")
        menu.add(t("Paste a table"), self.paste, "clipboard-text", "Ctrl+V")
        menu.addSeparator()
        menu.add(t("Go to the employee"), lambda: self.seat.go(Place("employees", number, "absence")), "user")
        self.menu = menu
        menu.popup(where)

    def _bar_entries(self, menu: Menu, absence_id: int) -> None:
        t, desk, day = self.seat.t, self.seat.desk, self.timeline.day
        bar = self.timeline.bar(absence_id)
        menu.add(t("Edit"), lambda: self.edit(absence_id), "pencil-simple", "Enter")
        if bar is not None and bar.last is None:
            menu.add(t("Set the end date"), self._end, "calendar-blank")
        if bar is not None and bar.first < day and (bar.last is None or day <= bar.last):
            split_at = t("Divide from {day}", day=day)
            menu.add(
                split_at,
                lambda: self._act(lambda: acting.split(desk, absence_id, day), t("The absence is divided")),
                "scissors",
            )
        menu.add(t("What it does to the pay"), self._pay_panel, "money")
        menu.add(t("Take away"), lambda: self._remove([absence_id]), "trash", "Del", danger=True)

    def _card_menu(self, where: QPoint) -> None:
        detail = self._detail
        if detail is None:
            return
        if detail.withdrawn is None:
            self._menu(detail.number, detail.id, self.timeline.picked, where)
            return
        t, desk = self.seat.t, self.seat.desk
        menu = Menu(self.seat, self)
        menu.add(
            t("It is to hold after all"),
            lambda: self._act(lambda: acting.restore(desk, detail.id), t("The absence holds again")),
        )
        self.menu = menu
        menu.popup(where)

    def _end(self) -> None:
        absence_id = self.chosen_id
        try:
            detail = self._detail
            if detail is None or detail.id != absence_id:
                detail = asking.absence_detail(self.seat.desk, absence_id)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        panel = EndPanel(self.seat, absence_id, detail, self._stored)
        panel.closed.connect(self._given_up)
        self.seat.show_panel(panel)
        panel.begin()

    def _show_days(self, counter: Any) -> None:
        row = self.timeline.current
        name = self._detail.name if self._detail is not None else row.name if row is not None else ""
        panel = CountPanel(self.seat, counter, name)
        self.seat.show_panel(panel)
        panel.begin()

    def _leave_panel(self) -> None:
        if self._detail is not None:
            self.seat.show_panel(LeavePanel(self.seat, self._detail, self._stored))

    def _pay_panel(self) -> None:
        if self._detail is not None:
            self.seat.show_panel(PayPanel(self.seat, self._detail))

    def why(self) -> None:
        """Alt+Enter: the days behind the count that the card shows, or what NAV pays."""
        detail = self._detail
        if detail is None:
            return
        if detail.main is not None:
            self._show_days(detail.main)
        elif detail.daily is not None:
            self.seat.why(detail.daily.trace)

    # --- a table to and from a spreadsheet ------------------------------------------------------------------------

    def copy(self) -> None:
        """The absences of the days that are shown, as a table for a spreadsheet."""
        desk, (first, last) = self.seat.desk, self._days()
        self.seat.work(lambda _: asking.absence_table(desk, first, last), done=self._put, owner=self)

    def _copy_rows(self, rows: list[AbsenceRow]) -> None:
        self._put(tuple(rows))

    def _put(self, rows: tuple[AbsenceRow, ...]) -> None:
        t = self.seat.t
        if not rows:
            self.seat.toast(t("There is no absence to copy"))
            return
        QGuiApplication.clipboard().setText(asking.table_text(rows, self.seat.language))
        count = len(rows)
        self.seat.toast(t("1 absence is copied") if count == 1 else t("{count} absences are copied", count=count))

    def paste(self) -> None:
        """A table from a spreadsheet: first every row with what is said of it."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.seat.toast(self.seat.t("There is no table to paste. Copy it in the spreadsheet first."))
            return
        self._read_paste(text, Resolve.REFUSE)

    def _read_paste(self, text: str, resolve: Resolve) -> None:
        """Read it off the window's thread, and show what it says."""
        desk, language = self.seat.desk, self.seat.language

        def show(pasted: Pasted) -> None:
            if self.seat.has_client and self.seat.desk is desk:
                panel = PastePanel(self.seat, text, pasted, resolve)
                panel.asked_again.connect(lambda way: self._read_paste(text, way))
                self.seat.show_panel(panel)

        self.seat.work(lambda _: asking.read_pasted(desk, text, language, resolve), done=show, owner=self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another height for the rows; and keys on the table: what they do on the timeline, they do here."""
        if watched is self.below and event.type() is QEvent.Type.Resize:
            self._settle_height()
        is_key = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if is_key and watched is self.table.view:
            assert isinstance(event, QKeyEvent)
            row = self.table.current()
            if event.matches(QKeySequence.StandardKey.Paste):
                self.paste()
                return True
            if event.matches(QKeySequence.StandardKey.Copy):
                marked = self.table.marked()
                self._put(tuple(marked)) if marked else self.copy()
                return True
            if event.key() == Qt.Key.Key_Delete and row is not None:
                self._remove([row.id for row in self.table.marked()] or [row.id])
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit(self.width())
        self._fit()
        QTimer.singleShot(0, self, self._settle_height)

    def _settle_height(self) -> None:
        """The card lies close under the last row."""
        shown, most = self.stack.currentWidget(), QWIDGETSIZE_MAX
        if shown is self.holder:
            most = self.timeline.whole_rows_in(self.below.height() - _GAP - self.card.height())
        elif shown is self.table and self._table_rows:
            most = theme.HEAD + theme.ROW * len(self._table_rows) + _TABLE_MORE
        self.stack.setMaximumHeight(most)

    def _fit(self) -> None:
        """Beside a wide panel there is no room for every button above."""
        has_people = self._read is None or bool(self._read.people)
        self._show_today_button()
        self.zoom.setVisible(has_people and self.width() >= _TIGHT)
        self.new_button.setVisible(has_people and self.width() >= _LEAST)
        self.points_button.setVisible(bool(self._points) and self.width() >= _ROOMY)
        many = self._read is not None and len(self._read.people) >= _SEARCHED
        looked_for = bool(self.search_edit.value()) or self.search_edit.hasFocus()
        self.search_edit.setVisible(has_people and (looked_for or (many and self.width() >= _TIGHT)))


def _worth_a_look(read: Timeline) -> int:
    """The absence that is chosen at first: an open end of today, else one of today, else none."""
    here = [bar for person in read.people for bar in person.bars if bar.withdrawn is None and read.today in bar.span]
    open_ones = [bar for bar in here if bar.last is None]
    return (open_ones or here)[0].id if here else 0


def _in_order(people: Iterable[PersonRow]) -> list[PersonRow]:
    """By name: æ, ø and å come last."""
    return sorted(people, key=lambda person: (order_of(person.name), person.number))


def _period(text: str) -> Month | int | None:
    """A month or a year, where the text is one."""
    if len(text) == 4 and text.isdecimal():
        return int(text)
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _shifted(day: date, by: int, is_year: bool) -> date:
    """The same day a month (or a year) later or before, or the last of that month."""
    month = Month.of(day).plus(12 * by if is_year else by)
    return min(month.last, month.first + _DAY * (day.day - 1))
