"""Wage types in a panel, one under the other, each with the days that it holds and a way to take it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.queries.numbered import LineForm
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.form import DateEdit, Field, LookupEdit
from views.widgets.text import Divider, Label

_MOST: Final = 12


def look_up(seat: Seat, names: Callable[[], Sequence[tuple[str, str]]], taken: Callable[[], set[str]]) -> LookupEdit:
    """A field that finds a wage type by number or name, without those that are taken."""

    def suggest(text: str) -> list[tuple[str, str, str]]:
        wanted = text.casefold().strip()
        hits = [each for each in names() if each[0] not in taken()]
        first = [each for each in hits if each[0].startswith(wanted)]
        found = first + [each for each in hits if each not in first and wanted in each[1].casefold()]
        return [(slug, name, "") for slug, name in found[:_MOST]]

    return LookupEdit(
        seat, suggest, title_of=lambda slug: dict(names()).get(slug, slug), placeholder=seat.t("Name or number")
    )


class DatedType(QWidget):
    """One wage type and its days."""

    removed = Signal()

    def __init__(self, seat: Seat, line: LineForm, name: str) -> None:
        super().__init__()
        self.line = line
        t = seat.t
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(Label(name, "strong", wrap=True), 1)
        self.away = IconButton("x", t("Remove {line}", line=name), glyph=14)
        self.away.clicked.connect(self.removed)
        head.addWidget(self.away)
        column.addLayout(head)
        days = QHBoxLayout()
        days.setSpacing(12)
        self.since = Field(seat, t("From"), DateEdit(seat), optional=True)
        self.until = Field(seat, t("Last day"), DateEdit(seat), optional=True)
        for field, value in ((self.since, line.since), (self.until, line.until)):
            field.set_value(value)
            days.addWidget(field, 1)
        column.addLayout(days)
        column.addWidget(Divider())

    def form(self) -> LineForm:
        """What is typed."""
        return LineForm(self.line.type, self.since.value(), self.until.value())


class DatedTypes(QWidget):
    """The list, and under it the field that adds one."""

    changed = Signal()

    def __init__(self, seat: Seat, names: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.seat, self._names = seat, dict(names)
        self.rows: list[DatedType] = []
        self.since: Any = None  # what an added one begins with
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._column.addLayout(self._list)
        editor = look_up(seat, lambda: tuple(self._names.items()), lambda: set())
        self.adding = Field(seat, seat.t("Add a wage type"), editor, topic="settings.category_types", width=-1)
        self.adding.left.connect(self._add)  # taken, not typed: 100 is a number, and how 1000 begins
        self._column.addWidget(self.adding)

    def show_lines(self, lines: Sequence[LineForm]) -> None:
        """Show the wage types of a category."""
        for row in list(self.rows):
            self._drop(row)
        for line in lines:
            self._append(line)

    def forms(self) -> tuple[LineForm, ...]:
        """What is typed. Raises Unreadable."""
        return tuple(row.form() for row in self.rows)

    def validate(self) -> bool:
        """Whether every day can be read; the first that cannot is gone to."""
        wrong = [field for row in self.rows for field in (row.since, row.until) if not field.validate()]
        if wrong:
            wrong[0].focus()
        return not wrong

    def set_problems(self, problems: Mapping[int, str]) -> None:
        """Say what is wrong with some lines, by their place."""
        for place, words in problems.items():
            if place < len(self.rows):
                self.rows[place].since.set_problem(words)

    def _append(self, line: LineForm) -> None:
        row = DatedType(self.seat, line, self._names.get(line.type, line.type))
        row.removed.connect(lambda: self._take_away(row))
        self.rows.append(row)
        self._list.addWidget(row)
        row.show()

    def _add(self) -> None:
        editor: Any = self.adding.editor
        try:
            slug = editor.value()
        except Unreadable:
            return
        if slug is None:
            return
        self._append(LineForm(slug, self.since))
        editor.set_value(None)
        self.adding.clear_state()
        self.changed.emit()

    def _take_away(self, row: DatedType) -> None:
        self._drop(row)
        self.adding.focus()
        self.changed.emit()

    def _drop(self, row: DatedType) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
