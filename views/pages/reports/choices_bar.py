"""What one chooses of a report: how the rows are made, year and period, run, department, person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from models.values.message import Message
from models.values.span import Month
from services.queries.reports import CATALOGUE, DEPARTMENT, PERIOD, PERSON, RUN, YEAR, Choices, Offers
from views.shell.seat import Seat
from views.widgets.editors import SearchEdit
from views.widgets.form import Choice

_GAP: Final = 8
_ALL: Final = -1
_YEAR: Final = (1, 12)
_OWN: Final = (0, 0)
_EVERY: Final = "\x00"  # no department is called so


class _Flow(QLayout):
    """Side by side, and on the next line where there is no more room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0), max((size.height() for size in shown), default=0)
        )

    def _lay(self, rect: QRect, *, move: bool) -> int:
        left, top, high = rect.left(), rect.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, high = rect.left(), top + high + _GAP, 0
            if move:
                item.setGeometry(QRect(left, top, size.width(), size.height()))
            left += size.width() + _GAP
            high = max(high, size.height())
        return top + high - rect.top()


class ChoicesBar(QWidget):
    """The choices of one report; `changed` tells that another was made."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self._name = ""
        self._offers: Offers | None = None
        self._choices: Choices | None = None
        t, flow = seat.t, _Flow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._is_own = False  # the period is from month to month, as somebody wants it
        self.way = self._choice(t("Shown"), 196)
        self.year = self._choice(t("Year"), 86)
        self.period = self._choice(t("Period"), 150)
        self.first = self._choice(t("From month"), 122)
        self.last = self._choice(t("To month"), 122)
        self.run = self._choice(t("Pay run"), 172)
        self.department = self._choice(t("Department"), 172)
        self.person = self._choice(t("Employee"), 172)
        self.search = SearchEdit(seat, t("Find in the report"))
        self.search.setFixedWidth(190)
        for each in (*self.fields, self.search):
            flow.addWidget(each)

    @property
    def fields(self) -> tuple[Choice, ...]:
        """In the order in which they stand."""
        return (self.way, self.year, self.period, self.first, self.last, self.run, self.department, self.person)

    def _choice(self, name: str, width: int) -> Choice:
        choice = Choice(self.seat)
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        choice.setFixedWidth(width)
        choice.changed.connect(lambda: self._picked(choice))
        return choice

    def value(self) -> Choices | None:
        """What is chosen; None before anything was shown."""
        return self._choices

    def set(self, name: str, offers: Offers, choices: Choices) -> None:
        """The choices of a report, without telling."""
        t, f, entry = self.seat.t, self.seat.formats, CATALOGUE[name]
        self._name, self._offers, self._choices = name, offers, choices
        months = [(number, _capital(f.month_name(number))) for number in range(1, 13)]
        runs = [run for run in offers.runs if choices.first <= run.month <= choices.last]
        self._fill(self.way, [(way, t(words)) for way, words in entry.ways], choices.by)
        years = sorted({*offers.years, choices.year}, reverse=True)
        self._fill(self.year, [(year, str(year)) for year in years], choices.year)
        period = (choices.first.number, choices.last.number)
        periods = [(_YEAR, t("The whole year"))]
        periods += [((n, n + 1), t("Term {number}", number=str(n // 2 + 1))) for n in range(1, 12, 2)]
        periods += [((n, n), words) for n, words in months]
        self._is_own = self._is_own or period not in dict(periods)
        self._fill(self.period, [*periods, (_OWN, t("From month to month"))], _OWN if self._is_own else period)
        self._fill(self.first, months, choices.first.number)
        self._fill(self.last, [month for month in months if month[0] >= choices.first.number], choices.last.number)
        every_run: list[tuple[Any, str]] = [(_ALL, t("All pay runs"))]
        every_run += [(run.id, _capital(t(_words(run.words)))) for run in runs]
        self._fill(self.run, every_run, choices.run if choices.run is not None else _ALL)
        departments = [(_EVERY, t("All departments")), *offers.departments]
        self._fill(self.department, departments, _EVERY if choices.department is None else choices.department)
        people: list[tuple[Any, str]] = [(_ALL, t("All employees")), *offers.people]
        self._fill(self.person, people, choices.person if choices.person is not None else _ALL)
        shown = entry.choices
        self.way.setVisible(len(entry.ways) > 1)
        self.year.setVisible(bool(shown & {PERIOD, YEAR}))
        self.period.setVisible(PERIOD in shown)
        for field in (self.first, self.last):
            field.setVisible(PERIOD in shown and self._is_own)
        self.run.setVisible(RUN in shown and len(runs) > 1)
        self.department.setVisible(DEPARTMENT in shown and bool(offers.departments))
        self.person.setVisible(PERSON in shown and len(offers.people) > 1)
        self.updateGeometry()

    @staticmethod
    def _fill(field: Choice, items: list[tuple[Any, str]], value: object) -> None:
        field.set_items(items)
        field.set_value(value)

    def _picked(self, field: Choice) -> None:
        before, value = self._choices, field.value()
        if before is None:
            return
        if field is self.way:
            now = replace(before, by=value)
        elif field is self.year:
            now = replace(
                before, first=Month(value, before.first.number), last=Month(value, before.last.number), run=None
            )
        elif field is self.period:
            if value == _OWN:
                self._is_own = True
                if self._offers is not None and self._name:
                    self.set(self._name, self._offers, before)
                return
            self._is_own = False
            now = replace(before, first=Month(before.year, value[0]), last=Month(before.year, value[1]), run=None)
        elif field is self.first:
            first = Month(before.year, value)
            now = replace(before, first=first, last=max(first, before.last), run=None)
        elif field is self.last:
            now = replace(before, last=Month(before.year, value), run=None)
        elif field is self.run:
            now = replace(before, run=None if value == _ALL else value)
        elif field is self.department:
            now = replace(before, department=None if value == _EVERY else value)
        else:
            now = replace(before, person=None if value == _ALL else value)
        if now != before:
            self._choices = now
            self.changed.emit()


def _words(words: Month | Message) -> Message:
    return words if isinstance(words, Message) else Message("{month}", month=words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
