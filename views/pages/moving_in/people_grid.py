"""The people of the old program's report in a grid: who comes, and under which name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from services.queries.moving_in import PersonRow, names_in
from views.shell.seat import Seat
from views.widgets.input_grid import GridCell, GridColumn, GridRow, InputGrid

COMES, NAME, SAID, BORN, POSITION, PAY, JOBS = range(7)
_LONGEST: Final = 120
_POSITION: Final = 34
_ICONS: Final = {"here": ("check-circle", "ok"), "stopped": ("warning-circle", "err"), "look": ("warning", "warn")}


class PeopleSource:
    """Who comes, and how they are called. Nothing is stored before they are taken over."""

    def __init__(self, seat: Seat, told: Callable[[], None], troubled: Callable[[str], None]) -> None:
        self.seat = seat
        self._told, self._troubled = told, troubled
        self.rows: tuple[PersonRow, ...] = ()
        self.names: dict[str, str] = {}
        self.out: set[str] = set()  # who stays out, by choice

    def show_people(self, rows: tuple[PersonRow, ...]) -> None:
        """Another report, or the same one read anew: names that were typed stay."""
        self.rows = rows
        for row in rows:
            if row.name:
                self.names.setdefault(row.key, row.name)

    def columns(self) -> list[GridColumn]:
        """The heads."""
        t = self.seat.t
        return [
            GridColumn("comes", t("Include"), computed=True, words=True, tip=t("Space or a click changes it")),
            GridColumn(
                "name",
                t("Name"),
                t("first name and surname"),
                words=True,
                tip=t("The report has no names. Type or paste them"),
            ),
            GridColumn("said", t("Note"), computed=True, words=True),
            GridColumn("born", t("Born"), computed=True),
            GridColumn("position", t("Position"), computed=True, words=True),
            GridColumn("pay", t("Pay"), computed=True),
            GridColumn("jobs", t("Employments"), computed=True),
        ]

    def comes(self, row: PersonRow) -> bool:
        """Whether somebody comes along."""
        return row.can_come and row.key not in self.out

    @property
    def coming(self) -> list[PersonRow]:
        return [row for row in self.rows if self.comes(row)]

    @property
    def nameless(self) -> list[PersonRow]:
        """Who comes and has no name yet."""
        return [row for row in self.coming if not self.names.get(row.key)]

    def toggle(self, place: int) -> bool:
        """Let somebody come, or stay out. False for somebody who cannot come."""
        row = self.rows[place]
        if not row.can_come:
            self._troubled(self.said(place))
            return False
        self.out ^= {row.key}
        self._told()
        return True

    def said(self, place: int) -> str:
        """Everything that is said of somebody."""
        return " · ".join(self.seat.t(what) for what in self.rows[place].messages)

    # --- what the grid asks ---------------------------------------------------------------------------------------

    def row(self, row: int) -> GridRow:
        shown = self.rows[row]
        icon, ink = _ICONS.get(shown.state, ("", "warn"))
        return GridRow(shown.masked, icon, ink, self.said(row))

    def cell(self, row: int, column: int) -> GridCell:
        shown, t, formats = self.rows[row], self.seat.t, self.seat.formats
        name = self.names.get(shown.key, "")
        comes = self.comes(shown)
        if column == COMES:
            return GridCell(t("Include") if comes else t("Left out"), "", "" if comes else "quiet")
        if column == NAME and comes and not name:
            return GridCell(t("fill in"), "", "missing", t("The name is missing"))
        if column == NAME:
            return GridCell(name, name, "" if comes else "quiet")
        if column == SAID:
            return GridCell(self._short(row), "", "quiet", self.said(row))
        words = {
            BORN: formats.day(shown.born) if shown.born is not None else "",
            POSITION: _cut(t(shown.position)) if shown.position is not None else "",
            PAY: t(shown.pay) if shown.pay is not None else "",
            JOBS: str(shown.jobs) if shown.jobs else "",
        }[column]
        tip = t(shown.position) if column == POSITION and shown.position is not None else ""
        return GridCell(words, words, "quiet", tip)

    def _short(self, row: int) -> str:
        """What matters most, in a few words."""
        t, shown = self.seat.t, self.rows[row]
        match shown.state:
            case "here":
                return t("Is here already")
            case "stopped":
                return t("Cannot be included")
            case "look":
                return t("Have a look")
        return ""

    def total(self, column: int) -> str:
        """How many come, under the first column."""
        if column == COMES and self.rows:
            return self.seat.t("{count} of {all}", count=str(len(self.coming)), all=str(len(self.rows)))
        return ""

    def can_type(self, row: int, column: int) -> bool:
        return column == NAME and self.rows[row].can_come

    def typing(self, row: int, column: int, text: str | None) -> None:
        """Nothing follows before the cell is left."""

    def put(self, cells: Sequence[tuple[int, int, str]], how: str) -> bool:
        """Take the names; where one is too long, none of them."""
        t = self.seat.t
        wanted = {}
        for row, _, text in cells:
            name = " ".join(text.split())
            if len(name) > _LONGEST or not name.isprintable():
                self._troubled(t("“{name}” is not a name", name=name[:40]))
                return False
            wanted[row] = name
        for row, name in wanted.items():
            key = self.rows[row].key
            if not self.rows[row].can_come:
                continue
            if name:
                self.names[key] = name
            else:
                self.names.pop(key, None)
        self._told()
        if len(cells) > 1 and how == "pasted":
            self.seat.toast(t("Pasted {count} names", count=len(cells)))
        return True

    def take_names(self, text: str) -> int:
        """Names from lines in which the national identity number stands too. The answer is how many fit."""
        named = names_in(text)
        mine = {row.key for row in self.rows if row.can_come} & named.keys()
        for key in mine:
            self.names[key] = named[key][:_LONGEST]
        if mine:
            self._told()
        return len(mine)


def _cut(words: str) -> str:
    return words if len(words) <= _POSITION else f"{words[: _POSITION - 1].rstrip()}…"


class PeopleGrid(InputGrid):
    """The input grid with a choice in its first column: Space, or a click."""

    def __init__(self, seat: Seat, source: PeopleSource) -> None:
        super().__init__(seat, source)
        self.people = source
        self.explains = False
        self.row_verb = seat.t("Include or leave out")
        self.table.clicked.connect(self._clicked)
        self.opened.connect(self.toggle)

    def toggle(self, place: int) -> None:
        """Let somebody come, or stay out."""
        if 0 <= place < self.row_count and self.people.toggle(place):
            self.update_row(place)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == COMES:
            self.toggle(index.row())

    def key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Paste):
            count = self.people.take_names(QGuiApplication.clipboard().text())
            if count:
                self.seat.toast(self.seat.t("Found the names of {count} by their numbers", count=count))
                self.update_all()
                return True
        if event.key() == Qt.Key.Key_Space and self.current[1] != NAME:
            self.toggle(self.current[0])
            return True
        return super().key(event)
