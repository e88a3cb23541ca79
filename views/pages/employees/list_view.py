"""Everybody in a list: who, how much of a position, the pay, the tax card; drafts with what they lack."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.values.finding import Place
from services.queries import employees, new_employee
from services.queries.employees import Counts, EmployeeRow
from services.queries.new_employee import Surroundings
from views.pages.employees.draft_list import DraftList
from views.pages.employees.line_words import card_cell
from views.pages.employees.part_form import choosable
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import Card
from views.widgets.empty import CARD_HEIGHT, EmptyState
from views.widgets.form import SearchEdit, Segments
from views.widgets.menu import Menu
from views.widgets.table import RowsTable, TableColumn

ACTIVE, DRAFTS, ENDED = "active", "drafts", "ended"
_COLUMNS: Final = "employees.columns"
_SEARCH, _SEARCH_LEAST = 210, 130
_ROOM: Final = 640
_USUAL: Final = ("percent", "pay", "card")


class EmployeeList(QWidget):
    """Search, segments, filter, table."""

    chosen = Signal(int)  # an employee to show beside the list
    opened = Signal(int)  # … on a page of their own
    changed_view = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.rows: tuple[EmployeeRow, ...] = ()
        self.counts = Counts(0, 0, 0, 0)
        self._around: Surroundings | None = None
        self._filters: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.search = SearchEdit(seat, t("Search employees"))
        self.search.setMinimumWidth(_SEARCH_LEAST)
        self.search.setMaximumWidth(_SEARCH)
        self.search.changed.connect(self._search)
        self.segments = Segments(seat, [(ACTIVE, t("Active"), 0), (DRAFTS, t("Drafts"), 0), (ENDED, t("Ended"), 0)])
        self.segments.changed.connect(self._show)
        self.filter_button = Button(t("Filter"), icon="funnel")
        self.filter_button.clicked.connect(self._open_filter)
        self.columns_button = IconButton("columns", t("Choose columns"), outline=True)
        self.columns_button.clicked.connect(self._open_columns)
        bar = QHBoxLayout()
        bar.setSpacing(16)
        bar.addWidget(self.search, _SEARCH)
        bar.addWidget(self.segments)
        bar.addStretch(1)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.columns_button)
        tools.addWidget(self.filter_button)
        bar.addLayout(tools)
        column.addLayout(bar)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.table = self._make_table()
        self.stack.addWidget(self.table)
        self._nobody: Card | None = None
        self._drafts: DraftList | None = None
        self.search.down.connect(self._into_table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a panel the field says only what fits; the panel tells the position, and names are whole."""
        super().resizeEvent(event)
        t = self.seat.t
        self._make_room()
        self.search.setPlaceholderText(t("Search employees") if self.width() >= _ROOM else t("Search"))

    def _make_room(self) -> None:
        self.table.widths.hide(() if self.width() >= _ROOM else ("percent", "category"))

    @property
    def drafts(self) -> DraftList:
        """The entries that are not finished."""
        if self._drafts is None:
            self._drafts = DraftList(self.seat)
            self.stack.addWidget(self._drafts)
        return self._drafts

    @property
    def nobody(self) -> Card:
        """What stands here when there is nobody."""
        if self._nobody is None:
            t, seat = self.seat.t, self.seat
            self._nobody = Card()
            self._nobody.setMaximumHeight(CARD_HEIGHT)
            new = Button(t("New employee"), "primary", "plus")
            new.clicked.connect(lambda: seat.go(Place("employees", "new")))
            words = t("Five short steps. You can close at any time and go on later.")
            moving = Button(t("Move in from another program"))
            moving.clicked.connect(lambda: seat.go(Place("moving_in")))
            self._nobody.body.addWidget(EmptyState("users", t("No employees yet"), words, new, moving))
            self.stack.addWidget(self._nobody)
        return self._nobody

    @property
    def around(self) -> Surroundings:
        """What everybody shares: the firm, its sub-units, who is here already. Read once until something changes."""
        if self._around is None:
            self._around = new_employee.surroundings(self.seat.desk)
        return self._around

    # --- table ----------------------------------------------------------------------------------------------------

    def _make_table(self) -> RowsTable:
        t = self.seat.t
        year = str(self.seat.desk.today.year)
        everything = {
            "number": TableColumn("number", t("No."), "number", lambda row: row.number, width=64),
            "percent": TableColumn(
                "percent", t("Position %"), "number", self._percent, width=98, sort=lambda row: _size(row.percent)
            ),
            "pay": TableColumn(
                "pay", t("Pay"), "kroner", self._pay, width=102, sort=lambda row: row.amount.ore if row.amount else -1
            ),
            "card": TableColumn(
                "card",
                t("Tax card {year}", year=year),
                "text",
                lambda row: card_cell(self.seat, row),
                state=lambda row: "err" if row.lacks_card and row.state != "ended" else "",
                width=136,
                ink="ink2",
            ),
            "start": TableColumn("start", t("Start"), "date", lambda row: row.start, width=116),
            "end": TableColumn("end", t("Ended"), "date", lambda row: row.end, width=116),
            "category": TableColumn("category", t("Position category"), "text", _category, width=170, ink="ink2"),
            "unit": TableColumn("unit", t("Works at"), "text", self._unit, width=170, ink="ink2"),
            "account": TableColumn(
                "account",
                t("Bank account"),
                "text",
                lambda row: t("Entered") if row.has_account else t("Missing"),
                state=lambda row: "" if row.has_account else "warn",
                width=128,
                ink="ink2",
            ),
        }
        name = TableColumn("name", t("Name"), "person", lambda row: row.name, second=self._second, width="stretch")
        kept = self._kept_columns()
        order = ("number", "category", "percent", "pay", "card", "account", "unit", "start", "end")
        columns = [name, *(everything[key] for key in order if key in kept and self._is_asked(key))]
        table = RowsTable(self.seat, columns, "employees", title=t("Employees"))
        table.sort_by("name")
        table.selected.connect(lambda row: self.chosen.emit(row.number))
        table.opened.connect(lambda row: self.opened.emit(row.number))
        return table

    def _kept_columns(self) -> set[str]:
        kept = self.seat.preferences.get(_COLUMNS)
        wanted = set(kept) if isinstance(kept, list) else set(_USUAL)
        if not isinstance(kept, list) and self.seat.questions.has("category"):
            wanted |= {"number", "category"}
        if self.segments.value() == ENDED:
            wanted.add("end")
        return wanted

    def _is_asked(self, column: str) -> bool:
        """Whether the client's country asks for what a column shows."""
        return self.seat.questions.has(_ASKS.get(column, column))

    def _percent(self, row: EmployeeRow) -> Any:
        if row.pay == "fee":
            return ""
        return row.percent.value if row.percent is not None else None

    def _pay(self, row: EmployeeRow) -> Any:
        t = self.seat.t
        match row.pay:
            case "hourly":
                return t("Hourly pay")
            case "fee":
                return t("Fee")
            case "fortnightly" if row.amount is None:
                return t("By the hour")
        return row.amount

    def _second(self, row: EmployeeRow) -> str:
        t = self.seat.t
        if row.state == "coming" and row.start is not None:
            return " · ".join(part for part in (row.title, t("starts {day}", day=row.start)) if part)
        if row.state == "active" and row.end is not None:
            return " · ".join(part for part in (row.title, t("ends {day}", day=row.end)) if part)
        return row.title or ("" if row.employments else t("No employment"))

    def _unit(self, row: EmployeeRow) -> str:
        return self._units.get(row.establishment, row.establishment)

    _units: dict[str, str] = {}  # noqa: RUF012  replaced, never changed

    # --- showing --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everybody anew."""
        desk = self.seat.desk
        self.rows = employees.employees(desk)
        self.counts = employees.counts(desk, self.rows)
        self._around = None
        self._units = {unit.orgnr: unit.name or unit.orgnr for unit in self.around.units}
        t = self.seat.t
        self.segments.set_items(
            [
                (ACTIVE, t("Active"), self.counts.active),
                (DRAFTS, t("Drafts"), self.counts.drafts),
                (ENDED, t("Ended"), self.counts.ended),
            ]
        )
        self._show()

    def line(self) -> str:
        """“11 active · 1 draft · 3 ended this year”."""
        t, counts = self.seat.t, self.counts
        parts = [t("1 active") if counts.active == 1 else t("{count} active", count=counts.active)]
        if counts.drafts:
            parts.append(t("1 draft") if counts.drafts == 1 else t("{count} drafts", count=counts.drafts))
        if counts.ended_this_year:
            parts.append(t("{count} ended this year", count=counts.ended_this_year))
        return " · ".join(parts)

    def _show(self) -> None:
        part = self.segments.value()
        has_end = any(column.key == "end" for column in self.table.model.columns)
        if (part == ENDED) != has_end and "end" not in (self.seat.preferences.get(_COLUMNS) or ()):
            self._rebuild()
        is_table = part != DRAFTS
        if not is_table:
            self.drafts.show_drafts(self.around)
        if not self.rows and not self.counts.drafts:
            self.stack.setCurrentWidget(self.nobody)
        else:
            self.stack.setCurrentWidget(self.table if is_table else self.drafts)
        for widget in (self.search, self.filter_button, self.columns_button):
            widget.setEnabled(is_table and bool(self.rows))
        self.table.set_rows([row for row in self.rows if (row.state == "ended") == (part == ENDED) and self._kept(row)])
        self.table.filter(self.search.value())
        self.changed_view.emit()

    def _kept(self, row: EmployeeRow) -> bool:
        pays = set(self.seat.questions.codes("pay")) & self._filters
        if pays and row.pay not in pays:
            return False
        categories = {key.removeprefix(_CATEGORY) for key in self._filters if key.startswith(_CATEGORY)}
        if categories and row.category not in categories:
            return False
        return all(FILTERS[key](row) for key in self._filters if key in FILTERS) and self._in_units(row)

    def _in_units(self, row: EmployeeRow) -> bool:
        wanted = {key.removeprefix("unit:") for key in self._filters if key.startswith("unit:")}
        return not wanted or row.establishment in wanted

    def _search(self) -> None:
        self.table.filter(self.search.value())

    def _into_table(self) -> None:
        self.table.view.setFocus()

    def select(self, number: int | None) -> bool:
        """Choose somebody's row, without telling; in the segment where they stand."""
        if number is None:
            self.table.select(None)
            return True
        row = next((row for row in self.rows if row.number == number), None)
        if row is None:
            return False
        wanted = ENDED if row.state == "ended" else ACTIVE
        if self.segments.value() != wanted:
            self.segments.set_value(wanted)
            self._show()
        return self.table.select(lambda each: each.number == number)

    def show_part(self, part: str) -> None:
        """Another segment."""
        self.segments.set_value(part)
        self._show()

    # --- filter and columns ---------------------------------------------------------------------------------------

    def _open_filter(self) -> None:
        self.filter_menu().popup(self.filter_button.mapToGlobal(QPoint(0, self.filter_button.height() + 4)))

    def filter_menu(self) -> Menu:
        """What can be filtered by, with a tick at what is."""
        t = self.seat.t
        menu = Menu(self.seat, self.filter_button)
        names = {
            "card": t("Without a tax card"),
            "account": t("Without a bank account"),
            "identity": t("Without a national identity number"),
        }
        if "national_id" in self.seat.questions.names:
            names["identity"] = t("Without a CPR number")
        for key, words in names.items():
            self._add_tick(menu, words, key in self._filters, partial(self._toggle, key))
        menu.addSeparator()
        for key, words in choosable(self.seat, "pay"):
            self._add_tick(menu, words, key in self._filters, partial(self._toggle, key))
        categories = sorted({row.category for row in self.rows if row.category})
        if categories:
            menu.addSeparator()
        for name in categories:
            key = f"{_CATEGORY}{name}"
            self._add_tick(menu, name, key in self._filters, partial(self._toggle, key))
        if len(self._units) > 1:
            menu.addSeparator()
            for orgnr, name in self._units.items():
                key = f"unit:{orgnr}"
                self._add_tick(menu, name, key in self._filters, partial(self._toggle, key))
        if self._filters:
            menu.addSeparator()
            menu.add(t("Show everybody"), self._clear_filters)
        return menu

    def _toggle(self, key: str) -> None:
        pays = set(self.seat.questions.codes("pay"))
        if key in self._filters:
            self._filters.discard(key)
        else:
            if key in pays:
                self._filters -= pays
            self._filters.add(key)
        self._filters_changed()

    def _clear_filters(self) -> None:
        self._filters.clear()
        self._filters_changed()

    def _filters_changed(self) -> None:
        count = len(self._filters)
        words = self.seat.t("Filter")
        self.filter_button.setText(f"{words} · {count}" if count else words)
        self._show()

    def _open_columns(self) -> None:
        self.columns_menu().popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height() + 4)))

    def columns_menu(self) -> Menu:
        """Which columns there are, with a tick at those that are shown."""
        t = self.seat.t
        menu = Menu(self.seat, self.columns_button)
        names = {
            "number": t("Employee number"),
            "category": t("Position category"),
            "percent": t("Position %"),
            "pay": t("Pay"),
            "card": t("Tax card"),
            "account": t("Bank account"),
            "unit": t("Works at"),
            "start": t("Start"),
        }
        kept = self._kept_columns()
        for key, words in names.items():
            if self._is_asked(key):
                self._add_tick(menu, words, key in kept, partial(self._toggle_column, key))
        return menu

    def _add_tick(self, menu: Menu, words: str, ticked: bool, do: Callable[[], None]) -> None:
        action = menu.add(words, do)
        action.setCheckable(True)
        action.setChecked(ticked)

    def _toggle_column(self, key: str) -> None:
        kept = self.seat.preferences.get(_COLUMNS)
        wanted = list(kept) if isinstance(kept, list) else sorted(self._kept_columns() - {"end"})
        wanted.remove(key) if key in wanted else wanted.append(key)
        self.seat.preferences.set(_COLUMNS, wanted)
        self._rebuild()
        self._show()

    def _rebuild(self) -> None:
        old = self.table
        self.table = self._make_table()
        self._make_room()
        self.stack.insertWidget(0, self.table)
        self.stack.removeWidget(old)
        old.hide()
        old.deleteLater()


FILTERS: Final[dict[str, Callable[[EmployeeRow], bool]]] = {
    "card": lambda row: row.lacks_card,
    "account": lambda row: not row.has_account,
    "identity": lambda row: not row.has_identity,
}
_CATEGORY: Final = "category:"
_ASKS: Final = {"unit": "establishment"}
"""The fields that columns show, where they have another name."""


def _category(row: EmployeeRow) -> str:
    return row.category


def _size(percent: Any) -> Any:
    return percent.value if percent is not None else -1
