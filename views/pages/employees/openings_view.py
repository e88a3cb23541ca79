"""Everybody's opening balances in a table: typed or pasted from a spreadsheet, and stored at once, all or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused, Severity
from models.values.message import Message
from models.values.money import Money
from services.actions.openings import save_openings
from services.queries import openings as ask
from services.queries.openings import FIELDS, OpeningRow, OpeningTable
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState
from views.widgets.input_grid import GridCell, GridColumn, GridRow, InputGrid
from views.widgets.key_hints import KeyHints
from views.widgets.text import IconLine

_HINTS, _TROUBLE = 0, 1
_FEW: Final = 20  # rows that are stored at once, without anybody waiting
_UNITS: Final = {"kroner": Message("kr"), "days": Message("days"), "hours": Message("hours")}


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A cell that cannot be taken, and why."""

    row: OpeningRow
    column: int
    text: str
    reason: Message


class OpeningSource:
    """People down, what they bring across."""

    def __init__(self, seat: Seat, told: Callable[[], None], troubled: Callable[[str], None]) -> None:
        self.seat = seat
        self._told, self._troubled = told, troubled
        self.table: OpeningTable | None = None
        self.rows: list[OpeningRow] = []
        self.errors: dict[tuple[int, str], tuple[str, str]] = {}
        self.is_storing = False
        self._decimals: list[int] = []

    def show_table(self, table: OpeningTable) -> None:
        """What the file holds; what could not be read stays where it was typed."""
        self.table, self.rows = table, list(table.rows)
        here = {row.number for row in self.rows}
        self.errors = {key: error for key, error in self.errors.items() if key[0] in here}
        self._count()

    def columns(self) -> list[GridColumn]:
        """The heads, with the year that each speaks of."""
        assert self.table is not None
        t, made = self.seat.t, []
        for field in FIELDS:
            year = self.table.year_of(field)
            heading = t(Message(field.heading.text, year=year))
            label = t(Message(field.label.text, year=year))
            made.append(GridColumn(field.key, heading, t(_UNITS[field.unit]), tip=label))
        return made

    def _count(self) -> None:
        """How many decimals each column shows."""
        self._decimals = []
        for field in FIELDS:
            values = [_number(getattr(row.part, field.key)) for row in self.rows]
            parts = [-int(value.normalize().as_tuple().exponent) for value in values if value is not None]
            most = max([0, *parts])
            self._decimals.append(2 if most and field.unit == "kroner" else min(most, 2))

    # --- what the grid asks ---------------------------------------------------------------------------------------

    def row(self, row: int) -> GridRow:
        shown, t = self.rows[row], self.seat.t
        if shown.locked is not None:
            return GridRow(shown.name, "lock", "ink3", t(shown.locked))
        if shown.findings:
            return GridRow(shown.name, "warning", "warn", "\n".join(t(each.what) for each in shown.findings))
        return GridRow(shown.name)

    def cell(self, row: int, column: int) -> GridCell:
        shown, field = self.rows[row], FIELDS[column]
        if (error := self.errors.get((shown.number, field.key))) is not None:
            return GridCell(error[0], error[0], "error", error[1])
        words = self._words(getattr(shown.part, field.key), column)
        if shown.locked is not None:
            return GridCell(words, self._plain(words), "quiet", self.seat.t(shown.locked))
        found = shown.finding(field.key)
        return GridCell(words, self._plain(words), "", self.seat.t(found.what) if found is not None else "")

    def total(self, column: int) -> str:
        if self.table is None:
            return ""
        values = [value for row in self.rows if (value := _number(getattr(row.part, FIELDS[column].key))) is not None]
        return self.seat.formats.number(sum(values, Decimal(0)), self._decimals[column]) if values else ""

    def can_type(self, row: int, column: int) -> bool:
        return self.rows[row].locked is None and not self.is_storing

    def typing(self, row: int, column: int, text: str | None) -> None:
        """Nothing follows before the cell is left."""

    def put(self, cells: Sequence[tuple[int, int, str]], how: str) -> bool:
        """Read the texts and store them in one change; where one of them is wrong, nothing is stored.

        What is more than a few rows is read and stored off the UI thread: True then says that it is under way.
        """
        if self.is_storing:
            return False
        self.is_storing = True
        if len({row for row, _, _ in cells}) > _FEW:
            self._put_aside(cells, how)
            return True
        try:
            return self._stored(*self._store(cells), cells, how)
        except Refused as refusal:
            self._refused(refusal.findings)
            return False
        finally:
            self.is_storing = False

    def _put_aside(self, cells: Sequence[tuple[int, int, str]], how: str) -> None:
        def done(outcome: tuple[dict[int, OpeningRow] | _Wrong, int]) -> None:
            self.is_storing = False  # that the file was changed is told before, so nothing is read again
            self._stored(*outcome, cells, how)

        def refused(findings: tuple[Finding, ...]) -> None:
            self.is_storing = False
            self._refused(findings)

        self.seat.work(
            lambda _: self._store(cells), done=done, refused=refused, what=self.seat.t("Saving opening balances")
        )

    def _store(self, cells: Sequence[tuple[int, int, str]]) -> tuple[dict[int, OpeningRow] | _Wrong, int]:
        """The rows as they are now, and how many were changed; or what is wrong. Raises Refused."""
        wanted = self._read(cells)
        if isinstance(wanted, _Wrong):
            return wanted, 0
        return wanted, save_openings(self.seat.desk, {row.number: row.part for row in wanted.values()})

    def _refused(self, findings: Sequence[Finding]) -> None:
        self._troubled(self.seat.t(findings[0].what))

    def _stored(
        self,
        wanted: dict[int, OpeningRow] | _Wrong,
        changed: int,
        cells: Sequence[tuple[int, int, str]],
        how: str,
    ) -> bool:
        """Show what was stored, or say what is wrong."""
        if isinstance(wanted, _Wrong):
            self._wrong(wanted.row, wanted.column, wanted.text, self.seat.t(wanted.reason), how)
            return False
        for row, column, _ in cells:
            self.errors.pop((self.rows[row].number, FIELDS[column].key), None)
        for place, row_now in wanted.items():
            self.rows[place] = row_now
        self._count()
        self._told()
        if changed and len(cells) > 1:
            self._say(cells, how)
        return True

    def _read(self, cells: Sequence[tuple[int, int, str]]) -> dict[int, OpeningRow] | _Wrong:
        """The rows with the new values, or the first cell that cannot be taken."""
        assert self.table is not None
        wanted: dict[int, OpeningRow] = {}
        for place, column, text in cells:
            row, field = wanted.get(place, self.rows[place]), FIELDS[column]
            try:
                value = ask.read_value(field, text, self.seat.formats)
            except Unreadable as unreadable:
                return _Wrong(row, column, text, unreadable.what)
            if row.locked is not None:
                if value != (getattr(row.part, field.key) or None):
                    return _Wrong(row, column, text, row.locked)
                continue
            row = ask.with_value(self.table, row, field.key, value)
            found = row.finding(field.key)
            if found is not None and found.severity is Severity.STOP:
                return _Wrong(row, column, text, found.what)
            wanted[place] = row
        return wanted

    def _wrong(self, row: OpeningRow, column: int, text: str, reason: str, how: str) -> None:
        t, key = self.seat.t, FIELDS[column].key
        said = f"{row.name}, {self.columns()[column].heading}: {reason}"
        if how == "typed":
            self.errors[row.number, key] = (text, reason)
            self._troubled(said)
            self._told()
            return
        nothing = {"pasted": t("Nothing was pasted"), "filled": t("Nothing was filled in")}
        self._troubled(f"{said}. {nothing.get(how, t('Nothing was cleared'))}")

    def _say(self, cells: Sequence[tuple[int, int, str]], how: str) -> None:
        t = self.seat.t
        columns = sorted({column for _, column, _ in cells})
        count, name = len(cells), self.columns()[columns[0]].heading
        match how:
            case "pasted" if len(columns) == 1:
                said = t("Pasted {count} values into {column}", count=count, column=name)
            case "pasted":
                said = t("Pasted {count} values into {columns} columns", count=count, columns=str(len(columns)))
            case "filled":
                said = t("Filled in {count} values in {column}", count=count, column=name)
            case _:
                said = t("Cleared {count} values", count=count)
        self.seat.toast(said, undo=True)

    def _words(self, value: Money | Decimal | None, column: int) -> str:
        number = _number(value)
        return "" if number is None else self.seat.formats.number(number, self._decimals[column])

    def _plain(self, words: str) -> str:
        """A number as a spreadsheet reads it."""
        formats = self.seat.formats
        group = formats.group if formats.group != formats.point else ""
        return words.replace(group, "").replace("\N{MINUS SIGN}", "-")


class OpeningsView(QWidget):
    """The table, the keys under it, and what is wrong."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.source = OpeningSource(seat, self._changed, self._trouble)
        self.grid = InputGrid(seat, self.source)
        self.grid.row_verb = t("Open the employee")
        self.grid.explains = False
        self.grid.table.setProperty("topic", "employees.openings")
        self.grid.opened.connect(self._open_row)
        self.grid.troubled.connect(self._trouble)
        self.grid.moved.connect(self._moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.nobody = Card()
        new = Button(t("Move in from another program"), "primary")
        new.clicked.connect(lambda: seat.go(Place("moving_in")))
        words = t("Opening balances are entered once there is somebody to enter them for.")
        self.nobody.body.addWidget(EmptyState("users", t("No employees yet"), words, new))
        column.addWidget(self.nobody)
        column.addWidget(self.grid, 1000)
        column.addSpacing(12)
        column.addWidget(self._under())
        column.addStretch(1)
        column.addSpacing(36)  # the undo bar lies here, and not over the line
        self._wanted: str | None = None
        self._is_beginning = False

    def _under(self) -> QWidget:
        """One line: the keys, or what is wrong."""
        t = self.seat.t
        whole = QWidget()
        whole.setFixedHeight(24)
        self._line = QStackedLayout(whole)
        keys = KeyHints(
            [
                (t("Enter"), t("next employee")),
                (t("Tab"), t("next column")),
                ("Ctrl V", t("paste from a spreadsheet")),
                ("Ctrl D", t("fill down")),
                ("Ctrl Z", t("take back")),
            ]
        )
        self.trouble = IconLine("warning-circle", "", "err", "err", role="note")
        self._line.addWidget(keys)
        self._line.addWidget(self.trouble)
        return whole

    # --- showing --------------------------------------------------------------------------------------------------

    def open(self, field: str | None = None) -> None:
        """Read everybody; `field` is the column to go to."""
        self._wanted = field
        self._read()

    def begin(self) -> None:
        """Go to where one begins to type."""
        if not self.source.rows:
            return
        keys = [each.key for each in FIELDS]
        free = next((place for place, row in enumerate(self.source.rows) if row.locked is None), 0)
        self._is_beginning = True  # until one goes on, the keys stand under the table, and not what is known of a cell
        self.grid.go_to(free, keys.index(self._wanted) if self._wanted in keys else 0)
        self._is_beginning = False
        self.grid.table.setFocus()

    def reread(self) -> None:
        """The file was changed by somebody else than the table."""
        if not self.source.is_storing:
            self.grid.close_editor(keep=False)
            self._read()

    def _read(self) -> None:
        t = self.seat.t
        table = ask.openings(self.seat.desk)
        self.source.show_table(table)
        has_rows = bool(table.rows) and table.refused is None
        self.nobody.setVisible(not has_rows)
        self.grid.setVisible(has_rows)
        if has_rows:
            self.grid.set_shape(self.source.columns(), len(table.rows))
            count = len(table.rows)
            title = t("Total, 1 employee") if count == 1 else t("Total, {count} employees", count=count)
            self.grid.set_words(t("Employee"), title, t("Opening balances"))
        self._trouble("")

    def line(self) -> str:
        """What is entered here, and until when."""
        t, table = self.seat.t, self.source.table
        if table is None or table.start is None:
            return ""
        locked = sum(row.locked is not None for row in self.source.rows)
        words = t("What was paid from another program in {year}, before {month}",
                  year=str(table.start.year), month=table.start)  # fmt: skip
        if table.start.number == 1:
            words = t("What everybody brings from another program into {year}", year=str(table.start.year))
        if locked:
            words += " · " + (t("1 is paid here already") if locked == 1
                              else t("{count} are paid here already", count=locked))  # fmt: skip
        return words

    def leave(self) -> bool:
        """What is being typed is kept; what cannot be read holds nobody."""
        self.grid.close_editor()
        return True

    # --- what the grid tells --------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.grid.update_all()
        if not self.source.errors:
            self._trouble("")

    def _moved(self, row: int, column: int) -> None:
        """The cell in focus says why it is wrong, or why it stands."""
        if self._is_beginning or not (0 <= row < len(self.source.rows) and 0 <= column < len(FIELDS)):
            return
        cell, shown = self.source.cell(row, column), self.source.rows[row]
        if cell.state == "error" or cell.tip:
            kind = "err" if cell.state == "error" else "ink3" if shown.locked is not None else "warn"
            icon = "lock" if shown.locked is not None else "warning-circle"
            self._say(icon, f"{shown.name}, {self.grid.columns[column].heading}: {cell.tip}", kind)
        elif not self.source.errors:
            self._trouble("")

    def _trouble(self, what: str) -> None:
        self._say("warning-circle", what, "err")

    def _say(self, icon: str, what: str, ink: str) -> None:
        self.trouble.set(icon, what, ink)
        self.trouble.label.set_ink("err" if ink == "err" else "ink2")
        self._line.setCurrentIndex(_TROUBLE if what else _HINTS)

    def _open_row(self, row: int) -> None:
        """Everything that stands on the employee."""
        if 0 <= row < len(self.source.rows):
            self.grid.close_editor()
            self.seat.go(Place("employees", self.source.rows[row].number, "balances"))


def _number(value: Money | Decimal | None) -> Decimal | None:
    if value is None:
        return None
    return value.kroner if isinstance(value, Money) else value
