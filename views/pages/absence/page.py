"""Absence: who is away when, entered by drawing over the days, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence

from models.values.finding import Finding, Place, Refused, Severity
from models.values.span import Month, Span
from services.queries import absences as asking
from services.queries.absences import AbsenceDetail, AbsenceForm, AbsenceRow, Counters, OpenPoints, Timeline
from views.pages.absence import rows as shaping
from views.pages.absence.entering import Entering
from views.pages.absence.exchange import Exchange
from views.pages.absence.face import VIEW, ZOOM, AbsenceFace
from views.pages.absence.menus import Menus
from views.shell.seat import Seat

_DAY: Final = timedelta(days=1)
_NAMED: Final = "absence:"
_SOON: Final = 90  # ms: the card follows when the cursor rests


class AbsencePage(AbsenceFace):
    """The timeline (or the table), and a card about what is chosen: gone to, read, and led by hand."""

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
        self._wanted: Place | None = None
        self._turn = 0  # the reading that counts
        self._card_turn = 0
        self.entering = Entering(self)
        self.exchange = Exchange(self)
        self.menus = Menus(self, self.entering, self.exchange)
        self._connect()
        self._card_later = QTimer(self)
        self._card_later.setSingleShot(True)
        self._card_later.setInterval(_SOON)
        self._card_later.timeout.connect(self._show_card)

    def _connect(self) -> None:
        line, card, t = self.timeline, self.card, self.seat.t
        entering, exchange, menus = self.entering, self.exchange, self.menus
        self.points_button.clicked.connect(lambda *_: self._show_points())
        self.search_edit.changed.connect(self._filter)
        self.search_edit.down.connect(self.stand)
        self.today_button.clicked.connect(lambda: self._go_to_day(self.seat.desk.today))
        self.stepper.stepped.connect(lambda by: self._step(by))
        self.stepper.chosen.connect(self._month_chosen)
        self.zoom.changed.connect(self._zoomed)
        self.view.changed.connect(self._viewed)
        self.new_button.clicked.connect(lambda *_: self.new())
        line.drawn.connect(lambda number, span: entering.enter(number, span))
        line.kind_asked.connect(lambda number, span, letter: entering.enter(number, span, self._kind_of(letter)))
        line.dropped.connect(entering.drop)
        line.opened.connect(lambda bar: entering.edit(bar))
        line.chosen.connect(self._line_chosen)
        line.removed.connect(lambda bar: entering.remove([bar]))
        line.menu_asked.connect(menus.open)
        line.turned.connect(self._turned)
        line.named.connect(lambda number: self._line_chosen(number, self.timeline.bar_key))
        line.copy_asked.connect(exchange.copy)
        line.paste_asked.connect(exchange.paste)
        line.why_not_asked = entering.why_not
        self.table.set_bar([(t("Take away"), entering.remove_rows), (t("Copy"), exchange.copy_rows)])
        self.table.opened.connect(lambda row: entering.edit(row.id))
        self.table.selected.connect(self._row_chosen)
        self.table.view.installEventFilter(self)
        card.end_asked.connect(menus.ask_end)
        card.edit_asked.connect(lambda: entering.edit(self.detail.id) if self.detail is not None else None)
        card.menu_asked.connect(menus.open_of_card)
        card.days_asked.connect(menus.show_days)
        card.new_asked.connect(self.new)
        card.leave_asked.connect(menus.show_leave)

    def _kind_of(self, letter: str) -> str:
        """The kind that a key of the timeline begins with."""
        return asking.absence_letters(self.seat.desk).get(letter, "")

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
        self.stand()

    def _arrive(self) -> None:
        """What the place asked for, when the rows are there."""
        place, self._wanted = self._wanted, None
        if place is None or self.read is None:
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
                    self.entering.enter(thing, Span(self.seat.desk.today, self.seat.desk.today), days=False)

    def _arrive_at(self, absence_id: int, field: str) -> None:
        """Show an absence: its month, its bar, and the form where a field is asked for."""
        try:
            form = asking.absence_form(self.seat.desk, absence_id)
        except Refused as refusal:
            self.seat.show_findings(refusal.findings)
            return
        first = form.first
        self.choose = absence_id
        if first is not None and not self.holds(first) and not self._overlaps(form):
            self.shown = first.year if isinstance(self.shown, int) else Month.of(first)
            self._load()
        else:
            self.timeline.choose(absence_id)
            self._card_later.start()
        if field:
            self.entering.edit(absence_id, field)

    def _overlaps(self, form: AbsenceForm) -> bool:
        first, last = self.days()
        return form.first is not None and form.span.overlap(Span(first, last)) is not None

    def refresh(self) -> None:
        self.entering.forget()
        self._load()

    def recalculate(self) -> None:
        self.refresh()

    def _filter(self) -> None:
        if self.read is not None:
            self.show_rows(self.read)
            self._show_card()

    def new(self, field: str = "") -> None:
        """N: a new absence."""
        self.entering.new(field)

    # --- reading --------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        """Read the days that are shown, off the window's thread."""
        self._turn += 1
        turn, desk = self._turn, self.seat.desk
        first, last = self.days()
        shown, wants_table = self.shown, self.view.value() == "table"

        def read(_: object) -> tuple[Timeline, tuple[AbsenceRow, ...], OpenPoints]:
            rows = asking.absence_table(desk, first, last) if wants_table else ()
            return asking.timeline(desk, first, last), rows, asking.open_points(desk)

        def done(found: tuple[Timeline, tuple[AbsenceRow, ...], OpenPoints]) -> None:
            if turn == self._turn and self.seat.has_client and self.seat.desk is desk:
                read, rows, points = found
                self.points = points.points
                self._show(shown, read, rows)

        def refused(findings: tuple[Finding, ...]) -> None:
            if turn == self._turn:
                self.wrong.set(self.seat.t("The absence cannot be read"), self.seat.t(findings[0].what), "")
                self.wrong.show()

        self.stepper.set(self.shown)
        self.show_today_button()
        self.seat.work(read, done=done, refused=refused, owner=self)

    def _show(self, shown: Month | int, read: Timeline, rows: tuple[AbsenceRow, ...]) -> None:
        is_first = self.read is None
        self.read, self.table_rows = read, rows
        self.wrong.hide()
        line, t = self.timeline, self.seat.t
        before = line.day
        if self._wanted is not None:  # somebody is asked for, who may not be among those looked for
            self.search_edit.set_value("")
        self.show_rows(read)
        if line.shown != shown:
            line.set_shown(shown)
            if line.scale.holds(before) and not is_first:
                line.day = before
        self.legend.set(t("What the patterns mean"), shaping.legend(self.seat, read))
        self.show_table(rows)
        if self.choose:
            line.choose(self.choose)
            self.choose = 0
        elif is_first and not line.bar_key and line.rows:
            line.choose(_worth_a_look(read))
        self.show_what()
        count = len(self.points)
        self.points_button.setText(
            t("1 thing to look at") if count == 1 else t("{count} things to look at", count=count)
        )
        self.fit()
        self._arrive()
        self._show_card()

    # --- other days -----------------------------------------------------------------------------------------------

    def _show_points(self) -> None:
        """What was forgotten: one is shown at once, several as a list."""
        if not self.points:
            return
        self.seat.show_findings(tuple(Finding(Severity.WARNING, each.what, each.where) for each in self.points))

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
        self.stand()

    def _zoomed(self) -> None:
        self._set_zoom(self.zoom.value())
        self._load()

    def _set_zoom(self, zoom: str) -> None:
        day = self.timeline.day if self.timeline.day != date.min else self.seat.desk.today
        if not self.holds(day):
            day = self.days()[0]
        self.zoom.set_value(zoom)
        self.shown = day.year if zoom == "year" else Month.of(day)
        self.seat.preferences.set(ZOOM, zoom)

    def _viewed(self) -> None:
        self.seat.preferences.set(VIEW, self.view.value())
        self.show_what()
        self._load()

    # --- the card -------------------------------------------------------------------------------------------------

    def _line_chosen(self, number: int, bar: int) -> None:
        self._card_later.start()

    def _row_chosen(self, row: AbsenceRow | None) -> None:
        if row is not None:
            self.timeline.choose(row.id)
            self._card_later.start()

    def _show_card(self) -> None:
        """Read what the card says, off the window's thread."""
        if self.read is None or not self.read.people or not self.seat.has_client:
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
                self.detail = found
                self.card.show_absence(found)
                return
            self.detail = None
            current = self.timeline.current
            if current is not None:
                self.card.show_person(current.name, self._person_line(current.key), found)

        def refused(_: tuple[Finding, ...]) -> None:
            """It was taken away meanwhile: the rows are read anew, and the card with them."""

        self.seat.work(read, done=done, refused=refused, owner=self)

    def _person_line(self, number: int) -> str:
        t, read = self.seat.t, self.read
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

    def why(self) -> None:
        """Alt+Enter: the days behind the count that the card shows, or what NAV pays."""
        detail = self.detail
        if detail is None:
            return
        if detail.main is not None:
            self.menus.show_days(detail.main)
        elif detail.daily is not None:
            self.seat.why(detail.daily.trace)

    # --- keys -----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the table: what they do on the timeline, they do here."""
        is_key = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if is_key and watched is self.table.view:
            assert isinstance(event, QKeyEvent)
            row = self.table.current()
            if event.matches(QKeySequence.StandardKey.Paste):
                self.exchange.paste()
                return True
            if event.matches(QKeySequence.StandardKey.Copy):
                marked = self.table.marked()
                self.exchange.copy_rows(marked) if marked else self.exchange.copy()
                return True
            if event.key() == Qt.Key.Key_Delete and row is not None:
                self.entering.remove([row.id for row in self.table.marked()] or [row.id])
                return True
        return super().eventFilter(watched, event)


def _worth_a_look(read: Timeline) -> int:
    """The absence that is chosen at first: an open end of today, else one of today, else none."""
    here = [bar for person in read.people for bar in person.bars if bar.withdrawn is None and read.today in bar.span]
    open_ones = [bar for bar in here if bar.last is None]
    return (open_ones or here)[0].id if here else 0


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
