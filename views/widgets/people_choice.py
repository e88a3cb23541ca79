"""Choosing people out of a list: a search field, everybody at once, and a box for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import box, text_width
from views.shell.seat import Seat
from views.widgets.choices import Check
from views.widgets.editors import SearchEdit
from views.widgets.scroll import ScrollArea

_SEARCHED = 10  # from so many people on, there is a search field
_ROWS = 7  # that are in sight at once
_AT_ONCE = 16  # boxes that are made in one turn of the window
_ONE_COLUMN, _TWO = 5, 400  # more people than that stand in two columns, where it is so wide and no name wraps
_EDGES, _BOX = 36, 36  # beside the names: of the whole, and of each with its box


class PeopleChoice(QWidget):
    """Some of a number of people, by their numbers."""

    changed = Signal()
    left = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._state = ""
        self._names: dict[int, str] = {}
        self._chosen: set[int] = set()
        self._made: dict[int, Check] = {}
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self._make_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.search = SearchEdit(seat, seat.t("Find an employee"))
        self.search.setMaximumWidth(16777215)
        self.search.changed.connect(self._filter)
        self.everybody = Check(seat, seat.t("Everybody"))
        self.everybody.changed.connect(self._all)
        head = QVBoxLayout()
        head.setContentsMargins(11, 9, 11, 5)
        head.setSpacing(8)
        head.addWidget(self.search)
        head.addWidget(self.everybody)
        column.addLayout(head)
        inner = QWidget()
        area = ScrollArea(inner, soft=True, ground="surface")
        self._list = QGridLayout(inner)
        self._list.setContentsMargins(11, 2, 0, 6)
        self._list.setSpacing(4)
        self._in_row = 0
        self._longest = 0.0
        self._inner = inner
        held = QVBoxLayout()
        held.setContentsMargins(0, 0, 18, 4)  # its bar lies in here, and the rounded edge is left alone
        held.addWidget(area)
        column.addLayout(held, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_people(())

    def set_people(self, people: Sequence[tuple[int, str]]) -> None:
        """Among whom one chooses; who was chosen stays, where they are still there."""
        for check in self._made.values():
            self._list.removeWidget(check)
            check.hide()
            check.deleteLater()
        self._made, self._names = {}, dict(people)
        self._chosen &= self._names.keys()
        self._make(_AT_ONCE)
        if len(self._made) < len(self._names):
            self._later.start()
        self._longest = max((text_width(name, font("body")) for _, name in people), default=0)
        self.search.setVisible(len(people) >= _SEARCHED)
        self.everybody.setVisible(len(people) > 1)
        self._arrange()
        self._settle()

    @property
    def checks(self) -> dict[int, Check]:
        """The box of everybody, made now where it is not yet."""
        if len(self._made) < len(self._names):
            self._make(len(self._names))
            self._arrange()
        return self._made

    def _make(self, count: int) -> None:
        """So many more boxes, in the order of the people."""
        left = [number for number in self._names if number not in self._made]
        for number in left[:count]:
            check = Check(self.seat, self._names[number])
            check.setParent(self._inner)  # or it would be a window of its own when it is shown
            check.set_value(number in self._chosen)
            check.changed.connect(partial(self._ticked, number))
            self._made[number] = check

    def _make_more(self) -> None:
        """A few more between two events of the window."""
        if len(self._made) < len(self._names):
            self._make(_AT_ONCE)
            self._arrange()
        if len(self._made) >= len(self._names):
            self._later.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._in_row != self._fitting():
            self._arrange()

    def _fitting(self) -> int:
        """How many names there is room for side by side."""
        needed = max(_TWO, _EDGES + 2 * (self._longest + _BOX))
        return 2 if self.width() >= needed and len(self._names) > _ONE_COLUMN else 1

    def _arrange(self) -> None:
        """Everybody that is looked for, down the columns; and as high as that needs, up to a point."""
        self._in_row = self._fitting()
        shown = [check for check in self._made.values() if self._is_found(check)]
        in_column = -(-max(len(shown), 1) // self._in_row)
        found = set(map(id, shown))
        for check in self._made.values():
            self._list.removeWidget(check)
            check.setVisible(id(check) in found)
        for place, check in enumerate(shown):
            column, row = divmod(place, in_column)
            self._list.addWidget(check, row, column)
        for row in range(self._list.rowCount() + 1):
            self._list.setRowStretch(row, 1 if row == in_column else 0)
        for column in range(2):
            self._list.setColumnStretch(column, 1 if column < self._in_row else 0)
        rows = min(-(-max(len(self._names), 1) // self._in_row), _ROWS)
        above = (32 if len(self._names) > 1 else 8) + (44 if len(self._names) >= _SEARCHED else 0)
        self.setFixedHeight(22 + above + rows * 28)

    def value(self) -> tuple[int, ...]:
        """The numbers of those who are chosen, in order."""
        return tuple(sorted(self._chosen))

    def set_value(self, chosen: Iterable[int] | None) -> None:
        """Choose without telling."""
        self._choose(set(chosen or ()))

    def set_state(self, state: str) -> None:
        """The edge turns red where nobody may not be chosen."""
        self._state = state
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be chosen in."""
        self.setEnabled(not read_only)

    def _choose(self, wanted: set[int]) -> None:
        self._chosen = wanted & self._names.keys()
        for number, check in self._made.items():
            check.set_value(number in self._chosen)
        self._settle()

    def _ticked(self, number: int) -> None:
        if self._made[number].value():
            self._chosen.add(number)
        else:
            self._chosen.discard(number)
        self._settle()
        self.changed.emit()

    def _all(self) -> None:
        self._choose(set(self._names) if self.everybody.value() else set())
        self.changed.emit()

    def _settle(self) -> None:
        self.everybody.set_value(bool(self._names) and len(self._chosen) == len(self._names))

    def _filter(self) -> None:
        self._make(len(self._names))
        self._arrange()

    def _is_found(self, check: Check) -> bool:
        return str(self.search.value() or "").casefold() in check.text().casefold()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        edge = now.err if self._state == "error" else now.control
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), theme.RADIUS_CONTROL, now.surface, edge)
        painter.end()
