"""The table one reads: a card with a head, rows of one or two lines, and everything by keyboard.

`RowsTable(seat, columns, name)`; `TableColumn` says what a column shows. Widths and order are remembered on this
machine under the name. Keys: ↑ ↓ Home End, Enter opens, Space marks, Ctrl+C copies as a spreadsheet takes it, ← → go to
a link of the row, Alt+Enter or `?` asks why, the menu key sorts.

The card is as high as its rows, and never ends in the middle of one: where there are more rows than room, it shows as
many whole ones as there is room for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from views.shell import theme
from views.shell.painting import box
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.menu import Menu
from views.widgets.rows_model import CLICKED, Cell, Index, RowsModel, TableColumn, Value, ident_of, order_of
from views.widgets.table_columns import EDGE, ColumnWidths
from views.widgets.table_paint import CellPainter, SumsRow, TableHead
from views.widgets.table_view import RowsView
from views.widgets.text import Label

_BAR = 44
_END = 6  # under the last row: the rounded corners of the card
_EMPTY = (160, 320)  # how high the empty state is, at least and at most

_ROW_OF = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RowsTable(QFrame):
    """A table in a card. See the module."""

    selected = Signal(object)
    opened = Signal(object)
    link = Signal(object, str)
    why = Signal(object, str)
    marks_changed = Signal()

    def __init__(
        self,
        seat: Seat,
        columns: Sequence[TableColumn],
        name: str,
        *,
        markable: bool = False,
        row: int = 0,
        fit: bool = False,
        title: str = "",
        sortable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat, self.name, self.markable, self._fit, self._sortable = seat, name, markable, fit, sortable
        self.model = RowsModel(seat, columns, self)
        self.is_waiting = False
        self.chosen_number = -1
        self._quiet = False
        self._row_height = row or (theme.ROW_TWO if any(c.second or c.kind == "person" for c in columns) else theme.ROW)
        self.widths = ColumnWidths(self, columns)
        self._first_sort: tuple[str, bool] | None = None
        self._card = 0
        self._build(title or name)
        self._recall()

    def _build(self, title: str) -> None:
        self.view = RowsView(self, self)
        self.view.setAccessibleName(title)
        self.setAccessibleName(title)
        self.head = TableHead(self, self)
        self.view.setHorizontalHeader(self.head)
        self.view.setItemDelegate(CellPainter(self, self))
        self.view.setModel(self.model)
        self.view.verticalHeader().setDefaultSectionSize(self._row_height)
        self.view.verticalHeader().setMinimumSectionSize(self._row_height)
        self.view.verticalScrollBar().setSingleStep(self._row_height)
        self.head.setStretchLastSection(False)
        self.head.sectionClicked.connect(self.sort_by_head)
        self.head.sectionResized.connect(self.widths.resized)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.view.selectionModel().currentChanged.connect(lambda *_: self.view.viewport().update())
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.view)
        self._own_empty: QWidget | None = None
        self._no_hits = EmptyState("magnifying-glass", self.seat.t("Nothing found"))
        self.stack.addWidget(self._no_hits)
        self.sums = SumsRow(self, self)
        self.sums.hide()
        self.view.horizontalScrollBar().valueChanged.connect(lambda *_: self.sums.update())
        self._build_bar()
        self.setFocusProxy(self.view)
        vertical = QSizePolicy.Policy.Fixed if self._fit else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        if self._fit:
            self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _build_bar(self) -> None:
        """What can be done with the marked rows, under them."""
        self._bar = QWidget(self)
        row = self._bar_row = QHBoxLayout(self._bar)
        row.setContentsMargins(EDGE, 8, EDGE, 8)
        row.setSpacing(10)
        self._bar_label = Label("", "button")
        row.addWidget(self._bar_label)
        row.addStretch(1)
        self._bar_buttons: list[Button] = []
        self._unmark = Button(self.seat.t("Clear the marks"), "link", small=True)
        self._unmark.clicked.connect(self.clear_marks)
        row.addWidget(self._unmark)
        self._bar.hide()

    # --- rows -----------------------------------------------------------------------------------------------------

    def set_rows(self, rows: Iterable[Any]) -> None:
        """Show these rows. The one that was chosen stays so where it still is there."""
        self._rearranged(lambda: self.model.set_rows(rows))

    def rows(self) -> list[Any]:
        """The rows that are shown, in order."""
        return self.model.rows

    def current(self) -> Any:
        """The row that is chosen, or None."""
        self.find_chosen()
        return self.model.row(self.chosen_number) if self.chosen_number >= 0 else None

    def select(self, wanted: Any, *, tell: bool = False) -> bool:
        """Choose a row: the row itself, or the first for which a predicate holds. None chooses nothing.

        True where it was found. Nothing is told unless asked for.
        """
        if wanted is None:
            self.choose(-1, tell)
            return True
        for number, row in enumerate(self.model.rows):
            if wanted(row) if callable(wanted) else ident_of(row) == ident_of(wanted):
                self.choose(number, tell)
                return True
        return False

    def choose(self, number: int, tell: bool) -> None:
        """Choose a row by its place; a negative one chooses none."""
        self._quiet = not tell
        if number < 0:
            self.view.setCurrentIndex(QModelIndex())
            self.view.clearSelection()
        else:
            index = self.model.index(number, 0)
            self.view.selectionModel().setCurrentIndex(index, _ROW_OF)
            self.view.scrollTo(index)
        self._quiet = False
        self.view.viewport().update()

    def filter(self, text: str) -> None:
        """Show only rows with every word of the text."""
        self._rearranged(lambda: self.model.set_filter(text))

    def keep(self, holds: Callable[[Any], bool] | None) -> None:
        """Show only rows for which this holds; None shows all."""
        self._rearranged(lambda: self.model.set_keep(holds))

    def sort_by(self, key: str, descending: bool = False) -> None:
        """The order to begin with, where the user has not chosen another on this machine."""
        keys = [column.key for column in self.model.columns]
        self._first_sort = (key, descending)
        if self._remembered().get("sort") is None:
            self._rearranged(lambda: self.model.sort_rows(keys.index(key), descending))

    def set_empty(self, widget: QWidget) -> None:
        """What stands there while there are no rows at all."""
        if self._own_empty is not None:
            self.stack.removeWidget(self._own_empty)
            self._own_empty.deleteLater()
        self._own_empty = widget
        self.stack.addWidget(widget)
        self._settle()

    def set_waiting(self, waiting: bool) -> None:
        """New rows are on the way: the old ones stay, fainter."""
        self.is_waiting = waiting
        self.view.viewport().update()

    def set_sums(self, label: str, values: Mapping[str, Value] | None) -> None:
        """The row of sums, by column; None takes it away."""
        self.sums.label = label
        self.sums.values = {}
        for column in self.model.columns:
            if values and column.key in values:
                self.sums.values[column.key] = self.model.written(column, values[column.key])
        self.sums.setVisible(values is not None)
        self.sums.setAccessibleName(f"{label}: {', '.join(self.sums.values.values())}")
        self.sums.update()
        self._changed_height()

    def _rearranged(self, do: Callable[[], None]) -> None:
        row = self.current()
        column = max(self.view.currentIndex().column(), 0)
        self._quiet = True
        do()
        if row is not None:
            number = self.model.number_of(ident_of(row))
            if number >= 0:
                index = self.model.index(number, column)
                self.view.selectionModel().setCurrentIndex(index, _ROW_OF)
        self._quiet = False
        self._settle()

    def _settle(self) -> None:
        """Show the rows, the empty state, or that nothing was found."""
        if self.model.rowCount():
            self.stack.setCurrentWidget(self.view)
        elif self.model.all_rows and self.model.is_filtered:
            self.stack.setCurrentWidget(self._no_hits)
        elif self._own_empty is not None and not self.model.all_rows:
            self.stack.setCurrentWidget(self._own_empty)
        else:
            self.stack.setCurrentWidget(self.view)
        self._show_marks()
        self.head.viewport().update()

    # --- marks ----------------------------------------------------------------------------------------------------

    def is_marked(self, number: int) -> bool:
        """Whether the row at this place is marked."""
        return ident_of(self.model.row(number)) in self.model.marked

    def marked(self) -> list[Any]:
        """The rows that are marked, in order."""
        return [row for row in self.model.rows if ident_of(row) in self.model.marked]

    def mark(self, row: Any, marked: bool = True) -> None:
        """Mark a row, or take its mark away."""
        if marked:
            self.model.marked.add(ident_of(row))
        else:
            self.model.marked.discard(ident_of(row))
        self._show_marks()
        self.marks_changed.emit()

    def mark_all(self) -> None:
        """Mark every row that is shown, where rows can be marked."""
        if self.markable:
            self.model.marked |= {ident_of(row) for row in self.model.rows}
            self._show_marks()
            self.marks_changed.emit()

    def clear_marks(self) -> None:
        """Take every mark away."""
        if self.model.marked:
            self.model.marked.clear()
            self._show_marks()
            self.marks_changed.emit()

    def set_bar(self, actions: Sequence[tuple[str, Callable[[list[Any]], Any]]]) -> None:
        """What can be done with the marked rows."""
        for button in self._bar_buttons:
            button.deleteLater()
        self._bar_buttons = []
        for place, (words, do) in enumerate(actions):
            button = Button(words, small=True)
            button.clicked.connect(lambda *_, do=do: do(self.marked()))
            self._bar_row.insertWidget(2 + place, button)
            self._bar_buttons.append(button)

    @property
    def bar_buttons(self) -> list[Button]:
        return list(self._bar_buttons)

    def _show_marks(self) -> None:
        count = len(self.marked()) if self.markable else 0
        self._bar_label.setText(self.seat.t("{count} marked", count=count))
        self._bar.setVisible(bool(count) and bool(self._bar_buttons))
        self._changed_height()
        self.view.viewport().update()

    def toggle_mark(self, number: int) -> None:
        """Mark a row by its place, or take its mark away."""
        row = self.model.row(number)
        self.mark(row, ident_of(row) not in self.model.marked)

    # --- order and widths -----------------------------------------------------------------------------------------

    def can_sort(self, section: int) -> bool:
        """Whether the rows can be ordered by a column."""
        column = self.model.columns[section]
        return self._sortable and bool(column.heading) and (column.kind not in CLICKED or column.sort is not None)

    def sort_by_head(self, section: int) -> None:
        """A click on a head: order by it, and the other way round when it is so already."""
        if self.can_sort(section):
            order = self.model.sorted_by
            descending = bool(order and order[0] == section and not order[1])
            self.sort_rows(section, descending)

    def sort_rows(self, section: int, descending: bool) -> None:
        """Order by a column, and remember that."""
        self._rearranged(lambda: self.model.sort_rows(section, descending))
        self.remember(sort=[self.model.columns[section].key, descending])

    def _remembered(self) -> dict[str, Any]:
        kept = self.seat.preferences.get(f"table/{self.name}", {})
        return dict(kept) if isinstance(kept, dict) else {}

    def remember(self, **values: Any) -> None:
        """Keep something of the table on this machine."""
        self.seat.preferences.set(f"table/{self.name}", {**self._remembered(), **values})

    def _recall(self) -> None:
        kept = self._remembered()
        self.widths.recall(kept.get("widths", {}))
        keys = [column.key for column in self.model.columns]
        order = kept.get("sort")
        if isinstance(order, list) and len(order) == 2 and order[0] in keys:
            self.model.sort_rows(keys.index(order[0]), bool(order[1]))
        self.widths.stretch()

    # --- geometry and painting ------------------------------------------------------------------------------------

    def inner(self, rect: QRectF, section: int) -> QRectF:
        """The room in a cell for what it says."""
        return self.widths.inner(rect, section)

    @property
    def ends_with_rows(self) -> bool:
        """Whether nothing stands under the last row."""
        return not self.sums.isVisibleTo(self) and not self._bar.isVisibleTo(self)

    def _under(self) -> int:
        """How high it is what stands under the rows."""
        height = theme.ROW if self.sums.isVisibleTo(self) else 0
        height += _BAR if self._bar.isVisibleTo(self) else 0
        return height or _END

    def _whole_height(self) -> int:
        """With every row, or with what stands there instead of rows."""
        instead = self.stack.currentWidget()
        if instead is not None and instead is not self.view:
            height = min(max(instead.sizeHint().height() + 48, _EMPTY[0]), _EMPTY[1])
            return (height if self._fit else _EMPTY[1]) + 2
        is_wider = not self._fit and self.widths.least() > self.width() - 2
        across = self.view.horizontalScrollBar().sizeHint().height() if is_wider else 0
        return self.head.maximumHeight() + self.model.rowCount() * self._row_height + across + self._under() + 2

    def card_height(self, room: int) -> int:
        """As high as the rows; where they are more than there is room for, as many whole ones as there is."""
        whole = self._whole_height()
        if whole <= room or self.stack.currentWidget() is not self.view:
            return min(whole, room)
        beside = whole - self.model.rowCount() * self._row_height
        return beside + max((room - beside) // self._row_height, 1) * self._row_height

    def _place(self) -> None:
        """Give each part its room."""
        height = min(self.card_height(self.height()), self.height())
        wide, bottom = max(self.width() - 2, 0), height - 1
        for part, tall in ((self._bar, _BAR), (self.sums, theme.ROW)):
            if part.isVisibleTo(self):
                bottom -= tall
                part.setGeometry(1, bottom, wide, tall)
        if self.ends_with_rows and self.stack.currentWidget() is self.view:
            bottom -= _END
        self.stack.setGeometry(1, 1, wide, max(bottom - 1, 0))
        if height != self._card:
            self._card = height
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _changed_height(self) -> None:
        self.updateGeometry()
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        whole = QRectF(0, 0, self.width(), self._card)
        box(painter, whole, theme.RADIUS_CARD, now.surface, now.line)
        if self.sums.isVisible():
            top = self.sums.y()
            painter.setClipRect(
                QRect(1, top, self.width() - 2, self.sums.height() if self._bar.isVisible() else self._card - top - 1)
            )
            box(painter, whole.adjusted(1, 1, -1, -1), theme.RADIUS_CARD - 1, now.canvas)

    def sizeHint(self) -> QSize:
        return QSize(600, self._whole_height() if self._fit else 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._whole_height() if self._fit else 120)

    # --- what is chosen, copied, and the menu -----------------------------------------------------------------------

    def stand_on(self, index: Index) -> None:
        """The keys stand on this cell; its row is chosen, and nothing is told."""
        self._quiet = True
        self.view.selectionModel().setCurrentIndex(index, _ROW_OF)
        self._quiet = False
        self.view.viewport().update()

    def _selection_changed(self) -> None:
        self.view.viewport().update()
        before = self.chosen_number
        self.find_chosen()
        if not self._quiet and self.chosen_number >= 0 and self.chosen_number != before:
            self.selected.emit(self.model.row(self.chosen_number))

    def find_chosen(self) -> None:
        """Which row is chosen; where the keys stand may be another, before one was chosen."""
        chosen = self.view.selectionModel().selectedRows()
        self.chosen_number = chosen[0].row() if chosen else -1

    def copy(self) -> None:
        """Copy the marked rows, else the chosen one, else all."""
        rows = self.marked() or ([self.current()] if self.current() is not None else self.model.rows)
        QGuiApplication.clipboard().setText(self.model.tsv(rows))

    def copy_all(self) -> None:
        """Copy every row that is shown."""
        QGuiApplication.clipboard().setText(self.model.tsv(self.model.rows))

    def open_menu(self, at: QPoint) -> None:
        """Copy, order, widths: also by the menu key."""
        menu = self.make_menu()
        menu.popup(at)

    def make_menu(self) -> Menu:
        """The menu of the table."""
        menu = Menu(self.seat, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add(self.seat.t("Copy"), self.copy, "copy", "Ctrl+C")
        menu.add(self.seat.t("Copy all rows"), self.copy_all)
        menu.addSeparator()
        for section, column in enumerate(self.model.columns):
            if self.can_sort(section):
                words = self.seat.t("Sort by {column}", column=column.heading)
                menu.add(words, partial(self.sort_by_head, section))
        if self.widths.are_dragged:
            menu.addSeparator()
            menu.add(self.seat.t("Usual widths"), self.widths.reset)
        return menu


__all__ = ["Cell", "RowsModel", "RowsTable", "TableColumn", "Value", "ident_of", "order_of"]
