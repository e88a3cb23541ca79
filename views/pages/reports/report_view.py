"""One report: a picture where it says something, and the table."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Place
from models.values.percent import Percent
from models.values.span import Month
from models.values.table import Column, Kind
from services.queries.reports import CATALOGUE, Picture, Report, Row
from services.queries.trace import Trace
from views.shell.fonts import font
from views.shell.painting import text_width
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.chart import Bar, Chart, Legend
from views.widgets.empty import EmptyState
from views.widgets.table import RowsTable, TableColumn
from views.widgets.text import Label

_CHART: Final = 156
_TALL_CHART: Final = 240
_GAP: Final = 12
_NO_END: Final = 1_000_000
_LOWEST: Final = 120
_BAR: Final = 16  # what runs along the edge where there are many rows
_TAKERS: Final = ("name", "what", "unit", "month", "run", "department", "period", "term")
"""The column that takes the room that is left: the first of these that there is."""
_NO_ROOM: Final = 460  # a view that is lower shows the table alone
_LEAST: Final = {"money": 84, "number": 56, "percent": 60, "date": 96, "month": 112, "text": 64}
_MOST: Final = 248
_PADDING: Final = 30
_END: Final = 12  # more of it in the last column
_UNDER: Final = 8  # between the table and its note
_PLENTY: Final = 760  # a view that is higher has room for a taller picture
_HEAD: Final = 28  # beside the words of a heading
_LAST: Final = 38  # and of the last one
_UNSCROLLED: Final = 4  # so few rows are seen at once
_MEASURED: Final = 300  # rows by which a column is as wide as it is


class ReportView(QWidget):
    """The report that is shown. `opened` is told of a row, `copied` when the figures of the picture were copied."""

    opened = Signal(object)
    why = Signal(object, str)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.report: Report | None = None
        self.table: RowsTable | None = None
        self._shape: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.picture = QWidget()
        inside = QVBoxLayout(self.picture)
        inside.setContentsMargins(0, 0, 0, _GAP)
        inside.setSpacing(6)
        self.head = Section("")
        self.legend = Legend(())
        self.copy_button = Button(seat.t("Copy figures"), "quiet", "copy", small=True)
        self.copy_button.clicked.connect(self._copy)
        self.head.row.addWidget(self.legend)
        self.head.row.addWidget(self.copy_button)
        inside.addWidget(self.head)
        card = Card(padding=0)
        self.chart = Chart(seat)
        self.chart.setFixedHeight(_CHART)
        card.add(self.chart)
        inside.addWidget(card)
        column.addWidget(self.picture)
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, _UNDER)
        column.addLayout(self._holder, 1000)
        self.note = Label("", "caption", "ink3", wrap=True)
        column.addWidget(self.note)
        column.addStretch(1)
        self.picture.hide()

    def show_report(self, report: Report, by: str) -> None:
        """Another report, or the same one anew."""
        t = self.seat.t
        self.report = report
        columns = self._columns(report)
        shape = (report.name, by, report.columns, report.explained, [(each.least, each.decimals) for each in columns])
        if shape != self._shape or self.table is None:
            self._build_table(report, by, columns)
            self._shape = shape
        table = self.table
        assert table is not None
        table.set_waiting(False)
        table.set_rows(report.rows)
        if not report.rows:
            table.set_empty(self._empty(report))
        table.set_sums(t("Total"), self._sums(report) if len(report.rows) > 1 else None)
        self._show_picture(report.picture)
        notes = [t(note) for note in report.notes]
        self.note.setText(" · ".join(notes))
        self.note.setVisible(bool(notes) and bool(report.rows))

    def show_trouble(self, empty: EmptyState) -> None:
        """Nothing can be made: why."""
        self.report, self._shape = None, ()
        self._take_table()
        self.table = RowsTable(self.seat, [TableColumn("name", "", width="stretch")], "reports.none")
        self.table.set_empty(empty)
        self.table.set_rows([])
        self._holder.addWidget(self.table)
        self.picture.hide()
        self.note.hide()

    def set_waiting(self, *, waiting: bool = True) -> None:
        """Other rows are on the way, or come no more."""
        if self.table is not None:
            self.table.set_waiting(waiting)

    # --- the table ------------------------------------------------------------------------------------------------

    def _take_table(self) -> None:
        if self.table is not None:
            self._holder.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
            self.table = None

    def _columns(self, report: Report) -> list[TableColumn]:
        shown = [column.name for column in report.columns]
        is_of_people = {"number", "name"} <= set(shown) and "people" not in shown
        hidden = {"number"} if is_of_people else set()  # it is in the files
        return [
            self._column(place, column, report)
            for place, column in enumerate(report.columns)
            if column.name not in hidden
        ]

    def _build_table(self, report: Report, by: str, columns: list[TableColumn]) -> None:
        had_focus = self.table is not None and self.table.view.hasFocus()
        self._take_table()
        title = self.seat.t(report.title)
        self.table = RowsTable(self.seat, columns, ".".join(filter(None, ("reports", report.name, by))), title=title)
        self.table.installEventFilter(self)
        self.table.opened.connect(self.opened)
        self.table.why.connect(self.why)
        self.table.setProperty("topic", f"reports.{report.name}")
        self._holder.addWidget(self.table)
        if had_focus:
            self.table.setFocus()

    def _column(self, place: int, column: Column, report: Report) -> TableColumn:
        values = [row.values[place] for row in report.rows]
        kind = _kind(column, values)
        names = [each.name for each in report.columns]
        taker = next((names.index(name) for name in _TAKERS if name in names), 0)
        is_first_text = taker == place
        texts = [self.seat.texts.value(value) for value in values[:_MEASURED] if value is not None]
        if kind == "money" and column.summed:
            texts.append(self.seat.formats.amount(report.sum_of(column.name)))
        look = font("body", 600 if is_first_text else 500)
        measured = max((text_width(words, look) for words in set(texts)), default=0.0)
        least = min(max(_LEAST[kind], ceil(measured) + _PADDING), _MOST)
        if place == len(report.columns) - 1:
            least += _END
        is_last = place == len(report.columns) - 1
        least = max(
            least, ceil(text_width(self.seat.t(column.heading), font("caption", 600))) + (_LAST if is_last else _HEAD)
        )
        width: int | str = "stretch" if is_first_text else least
        if column.name == "number":
            width = 76
        return TableColumn(
            column.name,
            self.seat.t(column.heading),
            "strong" if is_first_text and kind == "text" else "text" if column.name == "number" else kind,
            value=_value_at(place, is_number=column.name == "number"),
            width=width,
            least=least,
            sort=_value_at(place),
            why=column.name in report.explained,
            strong=column.name in ("net", "total", "owed", "contribution", "missing"),
            decimals=_decimals([*values, report.sums[place]] if report.sums is not None else values),
        )

    def _sums(self, report: Report) -> dict[str, Any] | None:
        if report.sums is not None:
            return {
                column.name: value
                for place, (column, value) in enumerate(zip(report.columns, report.sums, strict=True))
                if place and value is not None
            }
        sums = {
            column.name: report.sum_of(column.name)
            for column in report.columns
            if column.summed and column.kind is Kind.MONEY
        }
        return sums or None

    def _empty(self, report: Report) -> EmptyState:
        entry, t = CATALOGUE[report.name], self.seat.t
        button = None
        if entry.begin is not None:
            words, where = entry.begin
            button = Button(t(words))
            button.clicked.connect(lambda *_: self._go(where))
        return EmptyState(
            "chart-bar", t(entry.empty), t("Choose another period, or begin where the figures come from."), button
        )

    def _go(self, where: Place) -> None:
        self.seat.go(where)

    # --- the picture ----------------------------------------------------------------------------------------------

    def _show_picture(self, picture: Picture | None) -> None:
        t = self.seat.t
        is_shown = picture is not None and picture.says_something
        if picture is not None and is_shown:
            parts = [t(part) for part in picture.parts]
            bars = [Bar(each.short, _capital(each.name), each.amounts) for each in picture.pillars]
            self.chart.set(t(picture.title), parts, bars, t(picture.unit) if picture.unit is not None else "")
            self.head.set(t(picture.title))
            self.legend.set(parts if len(parts) > 1 else ())
        self._has_picture = is_shown
        self.fit()

    _has_picture = False

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """In a low window the figures come before their picture; what is to be known stands under the last row."""
        self.picture.setVisible(self._has_picture and self.height() >= _NO_ROOM)
        self.chart.setFixedHeight(_TALL_CHART if self.height() >= _PLENTY else _CHART)
        table, report = self.table, self.report
        if table is None:
            return
        if report is not None:
            table.widths.hide(tuple(self._left_out(table, report)))
        height = table.card_height(_NO_END)
        table.setMinimumHeight(min(height, _LOWEST))
        table.setMaximumHeight(height)

    @staticmethod
    def _left_out(table: RowsTable, report: Report) -> set[str]:
        """The columns that say nothing of anybody, and those that can be spared where there is too little room."""
        names = [column.name for column in report.columns]
        empty = {
            name
            for place, name in enumerate(names)
            if report.rows and all(row.values[place] is None for row in report.rows)
        }
        widths = {
            each.key: each.width if isinstance(each.width, int) else each.least
            for each in table.model.columns
            if each.key not in empty
        }
        gone = set(empty)
        room = table.width() - (_BAR if len(report.rows) > _UNSCROLLED else 2)
        for name in report.spare:
            if sum(widths.values()) <= room:
                break
            if widths.pop(name, None) is not None:
                gone.add(name)
        return gone

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table has another width: another choice of columns fits."""
        if event.type() is QEvent.Type.Resize and watched is self.table:
            self.fit()
        return super().eventFilter(watched, event)

    def _copy(self) -> None:
        self.chart.copy()
        self.seat.toast(self.seat.t("The figures are copied"))

    # --- why ------------------------------------------------------------------------------------------------------

    def trace(self, row: Row, column: str) -> Trace | None:
        """Why a figure is so; None for one that has no more to say."""
        report = self.report
        if report is None or report.why is None or column not in report.explained:
            return None
        return report.why(row.key, column)

    def current(self) -> tuple[Row, str] | None:
        """The row and the column that the keys stand on: the first that says why, where the column does not."""
        table, report = self.table, self.report
        if table is None or report is None or (row := table.current()) is None:
            return None
        place = table.view.currentIndex().column()
        column = table.model.columns[place].key if 0 <= place < len(table.model.columns) else ""
        if column not in report.explained:
            column = next((each.name for each in report.columns if each.name in report.explained), "")
        return (row, column) if column else None


def _decimals(values: list[Any]) -> int:
    """The decimals of a column of numbers: as many as the one with the most of them."""
    numbers = [value.value if isinstance(value, Percent) else value for value in values]
    found = [value.normalize().as_tuple().exponent for value in numbers if isinstance(value, Decimal)]
    return max((-each for each in found if isinstance(each, int) and each < 0), default=0)


def _kind(column: Column, values: list[Any]) -> str:
    first = next((value for value in values if value is not None), None)
    if isinstance(first, Percent):
        return "percent"
    if isinstance(first, Month):
        return "month"
    return {Kind.MONEY: "money", Kind.NUMBER: "number", Kind.DATE: "date", Kind.TEXT: "text"}[column.kind]


def _value_at(place: int, *, is_number: bool = False) -> Any:
    if is_number:  # of a person or a wage type: no amount, so it stands at the left and has no thousands
        return lambda row: str(row.values[place])
    return lambda row: row.values[place]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
