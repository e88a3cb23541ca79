"""Choosing people out of a list: a search field, everybody at once, and a box for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.painting import box
from views.shell.seat import Seat
from views.widgets.choices import Check
from views.widgets.editors import SearchEdit

_SEARCHED = 10  # from so many people on, there is a search field


class PeopleChoice(QWidget):
    """Some of a number of people, by their numbers."""

    changed = Signal()
    left = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._state = ""
        self.checks: dict[int, Check] = {}
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
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        inner = QWidget()
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(11, 2, 11, 9)
        self._list.setSpacing(4)
        self._list.addStretch(1)
        self._area = area
        column.addWidget(area, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_people(())

    def set_people(self, people: Sequence[tuple[int, str]]) -> None:
        """Among whom one chooses; who was chosen stays, where they are still there."""
        before = set(self.value())
        for check in self.checks.values():
            self._list.removeWidget(check)
            check.deleteLater()
        self.checks = {}
        for place, (number, name) in enumerate(people):
            check = Check(self.seat, name)
            check.set_value(number in before)
            check.changed.connect(self._changed)
            self._list.insertWidget(place, check)
            self.checks[number] = check
        self.search.setVisible(len(people) >= _SEARCHED)
        shown = min(max(len(people), 1), 7)
        self.setFixedHeight(40 + shown * 28 + 12 + (44 if len(people) >= _SEARCHED else 0))
        self._settle()

    def value(self) -> tuple[int, ...]:
        """The numbers of those who are chosen, in order."""
        return tuple(sorted(number for number, check in self.checks.items() if check.value()))

    def set_value(self, chosen: Iterable[int] | None) -> None:
        """Choose without telling."""
        wanted = set(chosen or ())
        for number, check in self.checks.items():
            check.set_value(number in wanted)
        self._settle()

    def set_state(self, state: str) -> None:
        """The edge turns red where nobody may not be chosen."""
        self._state = state
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be chosen in."""
        self.setEnabled(not read_only)

    def _changed(self) -> None:
        self._settle()
        self.changed.emit()

    def _all(self) -> None:
        for check in self.checks.values():
            check.set_value(self.everybody.value())
        self.changed.emit()

    def _settle(self) -> None:
        self.everybody.set_value(bool(self.checks) and all(check.value() for check in self.checks.values()))

    def _filter(self) -> None:
        wanted = str(self.search.value() or "").casefold()
        for check in self.checks.values():
            check.setVisible(wanted in check.text().casefold())

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        edge = now.err if self._state == "error" else now.control
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), theme.RADIUS_CONTROL, now.surface, edge)
        painter.end()
