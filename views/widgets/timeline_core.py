"""What a timeline is made of, without hands: its rows, where they stand on the screen, its cursor, how it speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import ceil
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from models.values.span import Month, Span
from views.shell.painting import text_width
from views.shell.seat import Seat
from views.widgets.calendars import weekday_names
from views.widgets.speech import announce
from views.widgets.timeline_look import BAR
from views.widgets.timeline_parts import LEAST_DAY, Drag, Scale, TimelineBar, TimelineRow, stacked

HEAD: Final = 46
ROW: Final = 40
NAME_PAD: Final = 15
_NAME_LEAST: Final = 150
_NAME_MOST: Final = 260
_RIGHT: Final = 6  # room for the ring of what stands on the last day
_TOP: Final = (ROW - BAR) // 2


class TimelineCore(QAbstractScrollArea):
    """Rows, days and the cursor. The timeline adds keys and mouse, and its painter paints it."""

    chosen = Signal(int, int)  # row key, bar key (0: none)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.rows: tuple[TimelineRow, ...] = ()
        self.free: Mapping[date, str] = {}
        self.today = date.min
        self.is_year = False
        self.shown: Month | int = 0
        self.scale = Scale(date(2000, 1, 1), date(2000, 1, 31), 26)
        self.name_width = _NAME_LEAST
        self.row_at = 0
        self.day = date.min
        self.anchor: date | None = None  # where Shift began to choose
        self.bar_key = 0
        self.drag: Drag | None = None
        self.by_key = False  # whether the keys were used last: then the cursor is shown also on a bar
        self.was_seen = False  # once somebody scrolled or moved, it is left where it is
        self.over = QPoint(-1, -1)
        self.places: list[dict[int, tuple[float, float]]] = []
        self.why_not_asked: Callable[[int, int, Span], str] | None = None  # row, bar (0: new), days
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.revision = 0  # another one when anything is elsewhere than before
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    # --- contents -------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[TimelineRow], free: Mapping[date, str], today: date) -> None:
        """Other people or absences. `free` are public holidays with their names. The cursor stays where it is."""
        key = self.rows[self.row_at].key if self.row_at < len(self.rows) else None
        self.rows, self.free, self.today = tuple(rows), free, today
        self.places = [stacked(row) for row in self.rows]
        self.row_at = next((place for place, row in enumerate(self.rows) if row.key == key), 0)
        if self.bar_key not in {bar.key for row in self.rows for bar in row.bars}:
            self.bar_key = 0
        self.drag = None
        self._lay_out()
        self.speak(aloud=False)

    def set_shown(self, shown: Month | int) -> None:
        """A month, or a whole year."""
        self.shown, self.is_year = shown, isinstance(shown, int)
        self.anchor = None
        self._lay_out()
        if not self.scale.holds(self.day):
            self.day = self.today if self.scale.holds(self.today) else self.scale.first

    def bar(self, key: int) -> TimelineBar | None:
        """A bar by its key."""
        return next((bar for row in self.rows for bar in row.bars if bar.key == key), None)

    def row_of(self, bar_key: int) -> int:
        """In which row a bar stands; -1 where there is none."""
        return next((at for at, row in enumerate(self.rows) for bar in row.bars if bar.key == bar_key), -1)

    @property
    def current(self) -> TimelineRow | None:
        """The row of the cursor."""
        return self.rows[self.row_at] if self.row_at < len(self.rows) else None

    @property
    def picked(self) -> Span:
        """The chosen days, or the day of the cursor."""
        return Span(min(self.day, self.anchor or self.day), max(self.day, self.anchor or self.day))

    def choose(self, bar_key: int) -> None:
        """Show that a bar is chosen, without telling anybody; 0 for none."""
        self.anchor = None
        at = self.row_of(bar_key)
        bar = self.bar(bar_key)
        self.bar_key = bar_key if bar is not None else 0
        if bar is not None:
            self.row_at = at
            if self.day not in bar.span or not self.scale.holds(self.day):
                self.day = min(max(bar.first, self.scale.first), self.scale.last)
            self.see()
        self.viewport().update()

    def go_to(self, row: int, day: date, *, aloud: bool = True) -> None:
        """Put the cursor on a day of a row."""
        if not self.rows:
            return
        self.row_at = min(max(row, 0), len(self.rows) - 1)
        self.day = min(max(day, self.scale.first), self.scale.last)
        self.see()
        self.pick_bar()
        self.speak(aloud=aloud)
        self.viewport().update()

    # --- geometry -------------------------------------------------------------------------------------------------

    @property
    def wanted_height(self) -> int:
        """How high it is with every row."""
        bar = self.horizontalScrollBar()
        return HEAD + ROW * max(len(self.rows), 1) + 1 + (bar.sizeHint().height() if self._scrolls_aside() else 0)

    def sizeHint(self) -> QSize:
        return QSize(600, self.wanted_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, HEAD + 3 * ROW)

    def whole_rows_in(self, room: int) -> int:
        """The greatest height within a room in which no row is cut."""
        beside = self.wanted_height - (HEAD + ROW * max(len(self.rows), 1) + 1)
        count = min(max((room - HEAD - 1 - beside) // ROW, 3), max(len(self.rows), 1))
        return HEAD + ROW * count + 1 + beside

    @property
    def scrolled(self) -> int:
        """How far down it is scrolled: always by whole rows."""
        return self.verticalScrollBar().value() // ROW * ROW

    def _scrolls_aside(self) -> bool:
        return self.horizontalScrollBar().maximum() > 0

    def _lay_out(self) -> None:
        room = self.viewport().width()
        longest = max((ceil(text_width(row.name)) for row in self.rows), default=0)
        most = min(_NAME_MOST, max(_NAME_LEAST, room // 4))
        self.name_width = min(max(longest + 2 * NAME_PAD, min(206, most)), most)
        if isinstance(self.shown, Month):  # rather shorter names than a month of which a day is hidden
            spare = room - _RIGHT - ceil(self.shown.last.day * LEAST_DAY["month"])
            if _NAME_LEAST <= spare < self.name_width:
                self.name_width = spare
        free = max(room - self.name_width - _RIGHT, 100)
        if isinstance(self.shown, Month):
            self.scale = Scale.of_month(self.shown, free)
        elif self.shown:
            self.scale = Scale.of_year(self.shown, free)
        aside, down = self.horizontalScrollBar(), self.verticalScrollBar()
        aside.setRange(0, max(0, self.scale.width - free))
        aside.setPageStep(free)
        aside.setSingleStep(max(round(self.scale.day_width), 20))
        seen = max((self.viewport().height() - HEAD) // ROW * ROW, ROW)
        down.setRange(0, max(0, len(self.rows) * ROW - seen))
        down.setPageStep(seen)
        down.setSingleStep(ROW)
        self.revision += 1
        self.setMaximumHeight(self.wanted_height)
        self.updateGeometry()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        if not self.was_seen and self.rows and self.isVisible():
            self.see_from_top()
        elif event.size().width() != event.oldSize().width():
            self.see()

    def x_of(self, day: date) -> int:
        """Where a day begins on the screen."""
        return self.name_width + self.scale.left(day) - self.horizontalScrollBar().value()

    def day_at(self, x: float) -> date:
        """The day under a position of the screen."""
        return self.scale.day_at(x - self.name_width + self.horizontalScrollBar().value())

    def row_under(self, y: float) -> int:
        """The row under a position of the screen; -1 outside."""
        row = int((y - HEAD + self.scrolled) // ROW) if y >= HEAD else -1
        return row if 0 <= row < len(self.rows) else -1

    def top_of(self, row: int) -> int:
        """Where a row begins on the screen."""
        return HEAD + row * ROW - self.scrolled

    def bar_box(self, row: int, bar: TimelineBar) -> tuple[int, int, int, int]:
        """Left, top, width and height of a bar as far as its days are shown, from the first day and its row's edge."""
        scale = self.scale
        gap = 0 if self.is_year else 2
        is_cut = bar.last is not None and bar.last > scale.last
        left = scale.left(bar.first) + gap if bar.first >= scale.first else 0
        right = scale.width if is_cut or bar.last is None else scale.right(bar.last)
        lift, share = self.places[row].get(bar.key, (0.0, bar.share))
        height = max(5, round(BAR * share))
        top = _TOP + BAR - round(BAR * lift) - height
        return left, top, max(right - (0 if is_cut else gap) - left, 3), height

    def bar_rect(self, row: int, bar: TimelineBar) -> QRect:
        """Where a bar stands on the screen, as far as its days are shown."""
        left, top, width, height = self.bar_box(row, bar)
        aside = self.name_width - self.horizontalScrollBar().value()
        return QRect(aside + left, self.top_of(row) + top, width, height)

    def cell_rect(self, row: int, day: date) -> QRect:
        """The cell of a day in a row, on the screen."""
        left = self.x_of(day)
        right = self.name_width + self.scale.right(day) - self.horizontalScrollBar().value()
        return QRect(left, self.top_of(row), right - left, ROW - 1)

    def bar_under(self, at: QPoint) -> TimelineBar | None:
        """The bar at a position; the one that begins last where several stand there."""
        row = self.row_under(at.y())
        if row < 0 or at.x() < self.name_width:
            return None
        found = None
        for bar in self.rows[row].bars:
            if self.bar_rect(row, bar).adjusted(-1, -3, 1, 3).contains(at):
                found = bar
        return found

    def see_from_top(self) -> None:
        """Scroll no further down than it takes to see the cursor."""
        self.verticalScrollBar().setValue(0)
        self.see()

    def see(self) -> None:
        """Scroll so that the cursor is seen."""
        aside, down = self.horizontalScrollBar(), self.verticalScrollBar()
        left, right = self.scale.left(self.day), self.scale.right(self.day)
        if left < aside.value():
            aside.setValue(left)
        elif right > aside.value() + aside.pageStep():
            aside.setValue(right - aside.pageStep())
        top = self.row_at * ROW
        if top < down.value():
            down.setValue(top)
        elif top + ROW > down.value() + down.pageStep():
            down.setValue(top + ROW - down.pageStep())

    def pick_bar(self) -> None:
        """The bar under the cursor is the chosen one."""
        row = self.current
        if row is None or self.anchor is not None:
            return
        here = row.at(self.day)
        key = here[-1].key if here else 0
        if any(bar.key == self.bar_key for bar in here):
            key = self.bar_key
        self.bar_key = key
        self.chosen.emit(row.key, key)

    # --- words ----------------------------------------------------------------------------------------------------

    def why_not(self, drag: Drag) -> str:
        """Why what is dragged cannot stay where it is; empty where it can."""
        if self.why_not_asked is None or not drag.is_moved:
            return ""
        return self.why_not_asked(self.rows[drag.row].key, drag.bar.key if drag.bar is not None else 0, drag.span)

    def day_words(self, day: date) -> str:
        """A day as it is said: its weekday and its date."""
        return f"{weekday_names(self.seat.language)[day.weekday()]} {self.seat.formats.day(day)}"

    def cell_words(self) -> str:
        """What stands where the cursor is: who, which day, and what."""
        row, t = self.current, self.seat.t
        if row is None:
            return ""
        parts = [row.name, self.day_words(self.day)]
        if self.anchor is not None:
            parts = [row.name, self.seat.formats.dates(self.picked)]
        if self.day in self.free:
            parts.append(self.free[self.day])
        here = [bar.spoken or bar.word for bar in row.at(self.day)]
        if here:
            parts += here
        else:
            parts.append(t("no absence") if row.is_there(self.day) else t("not employed"))
        return ", ".join(parts)

    def speak(self, *, aloud: bool) -> None:
        words = self.cell_words()
        self.setAccessibleDescription(words)
        if aloud:
            announce(self, words)
