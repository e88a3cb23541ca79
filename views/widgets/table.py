"""The table one reads: a card with a head, rows of one or two lines, and everything by keyboard.

`RowsTable(seat, columns, name)`; `TableColumn` says what a column shows. Widths and order are remembered on this
machine under the name. Keys: ↑ ↓ Home End, Enter opens, Space marks, Ctrl+C copies as a spreadsheet takes it, ← → go to
a link of the row, Alt+Enter or `?` asks why, the menu key sorts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import LEFT, PILLS, RIGHT, avatar, box, initials, pill, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.empty import EmptyState
from views.widgets.menu import Menu
from views.widgets.rows_model import CELL_ROLE, CLICKED, Cell, Index, RowsModel, TableColumn, Value, ident_of, order_of
from views.widgets.text import STATES, Label

_EDGE: Final = 16
_PAD: Final = 14
_AVATAR: Final = 32
_ARROW: Final = 11
_LEAST: Final = 48
_LEAST_STRETCH: Final = 160
_MARK: Final = 34


class _Head(QHeaderView):
    """The head: words in the colour of labels, the arrow directly after the word."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_LEAST)
        self.setMouseTracking(True)
        self._over = -1
        has_notes = any(column.note for column in table.model.columns)
        self.setFixedHeight(theme.HEAD_UNITS if has_notes else theme.HEAD)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        now = theme.current()
        for section in range(self.count()):
            left = self.sectionViewportPosition(section)
            width = self.sectionSize(section)
            if left + width >= 0 and left <= self.viewport().width():
                self._paint(painter, QRectF(left, 0, width, self.height()), section)
        painter.fillRect(QRectF(0, self.height() - 1, self.viewport().width(), 1), now.line)

    def _paint(self, painter: QPainter, rect: QRectF, section: int) -> None:
        now = theme.current()
        column = self._table.model.columns[section]
        room = self._table.inner(rect, section)
        look = font("caption", 600)
        order = self._table.model.sorted_by
        is_sorted = order is not None and order[0] == section
        ink = now.ink if self._over == section and self._table.can_sort(section) else now.ink2
        word = QRectF(room)
        if column.note:
            word = QRectF(room.left(), rect.top() + 6, room.width(), 18)
            note = QRectF(room.left(), rect.top() + 23, room.width(), 18)
            text(painter, note, column.note, "caption", now.ink3, RIGHT if column.is_figure else LEFT)
        if column.is_figure:
            text(painter, word, column.heading, look, ink, RIGHT)
            spot = QRectF(word.right() + 2, word.top(), _ARROW, word.height())
        else:
            if is_sorted:
                word.setRight(word.right() - _ARROW - 6)
            width = text(painter, word, column.heading, look, ink)
            spot = QRectF(word.left() + width + 6, word.top(), _ARROW, word.height())
        if is_sorted and order is not None:
            paint_icon(painter, spot, "arrow-down" if order[1] else "arrow-up", ink, _ARROW)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.logicalIndexAt(event.position().toPoint())
        if over != self._over:
            self._over = over
            self.viewport().update()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._over = -1
        self.viewport().update()


class _RowDelegate(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self._table
        rect = QRectF(option.rect)
        number, section = index.row(), index.column()
        model = table.model
        cell = model.cells(model.row(number))[section]
        column = model.columns[section]
        is_selected = number == table.chosen_number
        table.paint_ground(painter, rect, number, section)
        painter.save()
        painter.setClipRect(rect)
        if table.is_waiting:
            painter.setOpacity(0.6)
        room = table.inner(rect, section)
        if section == 0 and table.markable:
            self._paint_mark(painter, rect, table.is_marked(number))
        self._paint_cell(painter, room, column, cell, is_selected, number)
        painter.restore()

    def _paint_mark(self, painter: QPainter, rect: QRectF, is_marked: bool) -> None:
        now = theme.current()
        square = QRectF(rect.left() + _EDGE, rect.center().y() - 9, 18, 18)
        if is_marked:
            box(painter, square, 4, now.accent)
            paint_icon(painter, square, "check", now.on_accent, 14)
        else:
            box(painter, square, 4, now.surface, now.control)

    def _paint_cell(
        self, painter: QPainter, room: QRectF, column: TableColumn, cell: Cell, is_selected: bool, number: int
    ) -> None:
        now = theme.current()
        if column.kind == "pill":
            if cell.text:
                kind = (
                    cell.state if cell.state in PILLS else {"due": "warn", "ready": "info"}.get(cell.state, "neutral")
                )
                icon = STATES.get(cell.state, ("", ""))[0]
                pill(painter, room.left(), room.center().y() - 11, cell.text, kind, icon)
            return
        if column.kind in CLICKED:
            self._paint_link(painter, room, column, cell, number)
            return
        if column.kind == "person":
            if cell.text:
                spot = QRectF(room.left(), room.center().y() - _AVATAR / 2, _AVATAR, _AVATAR)
                avatar(painter, spot, initials(cell.text))
            room = room.adjusted(_AVATAR + 12, 0, 0, 0)
        align = RIGHT if column.is_figure else LEFT
        first = room
        if cell.second:
            middle = room.center().y()
            first = QRectF(room.left(), middle - 18, room.width(), 20)
            second = QRectF(room.left(), middle + 1, room.width(), 20)
            text(painter, second, cell.second, "caption", now.ink2, align)
        icon, token = STATES.get(cell.state, ("", "ink"))
        if cell.state == "muted":
            token = "ink3"
        ink = now.token(token if cell.state else column.ink or ("ink2" if cell.is_word else "ink"))
        if icon and cell.text:
            if align == LEFT:
                paint_icon(painter, QRectF(first.left(), first.top(), 16, first.height()), icon, ink, 15)
                first = first.adjusted(21, 0, 0, 0)
            else:
                width = text_width(cell.text, self._look(column, cell))
                spot = QRectF(first.right() - width - 21, first.top(), 16, first.height())
                paint_icon(painter, spot, icon, ink, 15)
        text(painter, first, cell.text, self._look(column, cell), ink, align)
        if column.why and cell.text and (is_selected or number == self._table.hovered):
            paint_icon(painter, self._table.why_rect(room), "question", now.accent, 12)

    def _look(self, column: TableColumn, cell: Cell) -> Any:
        if column.strong or column.kind == "strong":
            return font("body", 600)
        if column.kind == "person" or cell.second:
            return font("body", 600 if column.kind == "person" else 500)
        if cell.is_word:
            return font("body")
        return font("body", 500) if column.is_figure or cell.state not in ("", "muted") else font("body")

    def _paint_link(self, painter: QPainter, room: QRectF, column: TableColumn, cell: Cell, number: int) -> None:
        if not cell.text:
            return
        now = theme.current()
        table = self._table
        is_over = table.hovered == number and table.hovered_column == table.model.columns.index(column)
        ink = now.accent_hover if is_over else now.accent
        look = font("label")
        room = QRectF(room)
        is_action = column.kind == "action"
        if is_action:
            paint_icon(painter, QRectF(room.right() - 14, room.top(), 14, room.height()), "caret-right", ink, 14)
            room.setRight(room.right() - 20)
        width = text(painter, room, cell.text, look, ink, RIGHT if is_action else LEFT)
        left = room.right() - width if is_action else room.left()
        if is_over:
            painter.fillRect(QRectF(left, round(room.center().y()) + 8, width, 1), ink)
        current = table.view.currentIndex()
        if table.shows_ring and current.row() == number and table.model.columns[current.column()] is column:
            around = QRectF(left - 4, room.center().y() - 12, width + 8, 24)
            box(painter, around, theme.RADIUS_SMALL, None, now.focus, 2.0)


class _View(QTableView):
    """The view in the card."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName("rows")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: letters are keys of the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._table.take_key(event):
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._table.hover_at(event.position().toPoint())

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._table.hover_at(QPoint(-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._table.press_at(event.position().toPoint()):
            return
        before = self._table.chosen_number
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.row() == before and event.button() == Qt.MouseButton.LeftButton:
            self._table.selected.emit(self._table.model.row(before))  # its panel may have been closed

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._table.opened.emit(self._table.model.row(index.row()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self._table.open_menu(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._table.focused(event.reason())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._table.unfocused()

    def viewportEvent(self, event: Any) -> bool:
        if isinstance(event, QHelpEvent):
            self._table.show_tip(event)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._table.stretch()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._table.find_chosen()
        super().paintEvent(event)
        self._table.paint_over(QPainter(self.viewport()))


class _Sums(QWidget):
    """The row of sums under the rows."""

    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table
        self.label = ""
        self.values: dict[str, str] = {}
        self.setFixedHeight(theme.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        painter.fillRect(QRectF(0, 0, self.width(), 1), now.line2)
        head = self._table.head
        look = font("body", 600)
        for section, column in enumerate(self._table.model.columns):
            left = head.sectionViewportPosition(section)
            room = self._table.inner(QRectF(left, 0, head.sectionSize(section), self.height()), section)
            if section == 0 and self.label:
                text(painter, room, self.label, look, now.ink)
            elif column.key in self.values:
                words = self.values[column.key]
                text(painter, room, words, look, now.ink, RIGHT if column.is_figure else LEFT)


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
        self.hovered = self.hovered_column = -1
        self.chosen_number = -1
        self.shows_ring = False
        self._quiet = False
        self._row_height = row or (theme.ROW_TWO if any(c.second or c.kind == "person" for c in columns) else theme.ROW)
        self._widths: dict[str, int] = {}
        self._is_stretching = False
        self._first_sort: tuple[str, bool] | None = None
        self._build(title or name)
        self._recall()

    def _build(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.view = _View(self)
        self.view.setAccessibleName(title)
        self.setAccessibleName(title)
        self.head = _Head(self)
        self.view.setHorizontalHeader(self.head)
        self.view.setItemDelegate(_RowDelegate(self))
        self.view.setModel(self.model)
        self.view.verticalHeader().setDefaultSectionSize(self._row_height)
        self.view.verticalHeader().setMinimumSectionSize(self._row_height)
        self.head.setStretchLastSection(False)
        self.head.sectionClicked.connect(self._head_clicked)
        self.head.sectionResized.connect(self._resized)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)
        self.view.selectionModel().currentChanged.connect(lambda *_: self.view.viewport().update())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self._own_empty: QWidget | None = None
        self._no_hits = EmptyState("magnifying-glass", self.seat.t("Nothing found"))
        self.stack.addWidget(self._no_hits)
        self._sums = _Sums(self)
        self._sums.hide()
        self.view.horizontalScrollBar().valueChanged.connect(lambda *_: self._sums.update())
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(_EDGE, 8, _EDGE, 8)
        row.setSpacing(10)
        self._bar_label = Label("", "button")
        row.addWidget(self._bar_label)
        row.addStretch(1)
        self._bar_row = row
        self._bar_buttons: list[Button] = []
        self._unmark = Button(self.seat.t("Take the marks away"), "link", small=True)
        self._unmark.clicked.connect(self.clear_marks)
        row.addWidget(self._unmark)
        self._bar.hide()
        column.addWidget(self.stack, 1)
        column.addWidget(self._sums)
        column.addWidget(self._bar)
        self.setFocusProxy(self.view)
        vertical = QSizePolicy.Policy.Fixed if self._fit else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        if self._fit:
            self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

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
            self._choose(-1, tell)
            return True
        for number, row in enumerate(self.model.rows):
            if wanted(row) if callable(wanted) else ident_of(row) == ident_of(wanted):
                self._choose(number, tell)
                return True
        return False

    def _choose(self, number: int, tell: bool) -> None:
        self._quiet = not tell
        if number < 0:
            self.view.setCurrentIndex(QModelIndex())
            self.view.clearSelection()
        else:
            index = self.model.index(number, 0)
            self.view.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )
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
        self._sums.label = label
        self._sums.values = {}
        for column in self.model.columns:
            if values and column.key in values:
                self._sums.values[column.key] = self.model._written(column.kind, values[column.key])
        self._sums.setVisible(values is not None)
        self._sums.setAccessibleName(f"{label}: {', '.join(self._sums.values.values())}")
        self._sums.update()
        self.updateGeometry()

    def _rearranged(self, do: Callable[[], None]) -> None:
        row = self.current()
        column = max(self.view.currentIndex().column(), 0)
        self._quiet = True
        do()
        if row is not None:
            number = self.model.number_of(ident_of(row))
            if number >= 0:
                index = self.model.index(number, column)
                self.view.selectionModel().setCurrentIndex(
                    index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                )
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
        self.updateGeometry()
        self.head.viewport().update()

    # --- marks ----------------------------------------------------------------------------------------------------

    def is_marked(self, number: int) -> bool:
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
        self.view.viewport().update()

    def _toggle_mark(self, number: int) -> None:
        row = self.model.row(number)
        self.mark(row, ident_of(row) not in self.model.marked)

    # --- order and widths -----------------------------------------------------------------------------------------

    def can_sort(self, section: int) -> bool:
        column = self.model.columns[section]
        return self._sortable and bool(column.heading) and (column.kind not in CLICKED or column.sort is not None)

    def _head_clicked(self, section: int) -> None:
        if self.can_sort(section):
            order = self.model.sorted_by
            descending = bool(order and order[0] == section and not order[1])
            self.sort_rows(section, descending)

    def sort_rows(self, section: int, descending: bool) -> None:
        """Order by a column, and remember that."""
        self._rearranged(lambda: self.model.sort_rows(section, descending))
        self._remember(sort=[self.model.columns[section].key, descending])

    def _remembered(self) -> dict[str, Any]:
        kept = self.seat.preferences.get(f"table/{self.name}", {})
        return dict(kept) if isinstance(kept, dict) else {}

    def _remember(self, **values: Any) -> None:
        self.seat.preferences.set(f"table/{self.name}", {**self._remembered(), **values})

    def _recall(self) -> None:
        kept = self._remembered()
        widths = kept.get("widths", {})
        keys = [column.key for column in self.model.columns]
        if isinstance(widths, dict):
            self._widths = {key: int(width) for key, width in widths.items() if key in keys and isinstance(width, int)}
        order = kept.get("sort")
        if isinstance(order, list) and len(order) == 2 and order[0] in keys:
            self.model.sort_rows(keys.index(order[0]), bool(order[1]))
        self.stretch()

    def _asked_width(self, section: int) -> int:
        column = self.model.columns[section]
        if column.key in self._widths:
            return max(self._widths[column.key], _LEAST)
        width = column.width if isinstance(column.width, int) else _LEAST_STRETCH
        needed = text_width(column.heading, font("caption", 600)) + 2 * _PAD
        if section in (0, len(self.model.columns) - 1):
            needed += _EDGE - _PAD
        return max(width, ceil(needed))

    def stretch(self) -> None:
        """Give the widths that were asked for, and the rest to the column that takes it."""
        if self._is_stretching:
            return
        self._is_stretching = True
        columns = self.model.columns
        takers = [n for n, column in enumerate(columns) if not isinstance(column.width, int)] or [0]
        fixed = sum(self._asked_width(n) for n in range(len(columns)) if n not in takers)
        rest = self.view.viewport().width() - fixed
        for number in range(len(columns)):
            self.head.resizeSection(number, self._asked_width(number) if number not in takers else _LEAST)
        share, over = divmod(max(rest, _LEAST_STRETCH * len(takers)), len(takers))
        for place, number in enumerate(takers):
            least = _LEAST_STRETCH + (_MARK if number == 0 and self.markable else 0)
            self.head.resizeSection(number, max(share + (1 if place < over else 0), least))
        self._is_stretching = False
        self._sums.update()

    def _resized(self, section: int, _before: int, width: int) -> None:
        if self._is_stretching or not self.head.isVisible():
            return
        if isinstance(self.model.columns[section].width, int):
            self._widths[self.model.columns[section].key] = width
            self._remember(widths=dict(self._widths))
        self.stretch()

    def reset_widths(self) -> None:
        """The widths as they were made."""
        self._widths.clear()
        self._remember(widths={})
        self.stretch()

    # --- geometry and painting ------------------------------------------------------------------------------------

    def inner(self, rect: QRectF, section: int) -> QRectF:
        """The room for what a cell says."""
        left = _EDGE if section == 0 else _PAD
        if section == 0 and self.markable:
            left += _MARK
        right = _EDGE if section == len(self.model.columns) - 1 else _PAD
        if self.model.columns[section].why and section == len(self.model.columns) - 1:
            right += 8
        return rect.adjusted(left, 0, -right, 0)

    def why_rect(self, room: QRectF) -> QRectF:
        """Where the question mark hangs: right of the figure, in the padding."""
        return QRectF(room.right() + 2, room.top(), 12, room.height())

    def paint_ground(self, painter: QPainter, rect: QRectF, number: int, section: int) -> None:
        """Ground and rule of a cell."""
        now = theme.current()
        current = self.chosen_number
        if number == current:
            painter.fillRect(rect, now.select)
            if section == 0:
                painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), now.accent)
            return
        if number == self.hovered:
            painter.fillRect(rect, now.hover)
        is_last = number == self.model.rowCount() - 1
        if number + 1 != current and not (is_last and self._fit and not self._sums.isVisible()):
            left = rect.left() + (_EDGE - 1 if section == 0 else 0)
            right = rect.right() - (_EDGE - 1 if section == len(self.model.columns) - 1 else 0)
            painter.fillRect(QRectF(left, rect.bottom() - 1, right - left, 1), now.line)

    def paint_over(self, painter: QPainter) -> None:
        """The ring inside the row that the keys stand on."""
        index = self.view.currentIndex()
        if not self.shows_ring or not index.isValid():
            return
        first = self.view.visualRect(self.model.index(index.row(), 0))
        last = self.view.visualRect(self.model.index(index.row(), len(self.model.columns) - 1))
        rect = QRectF(first.united(last)).adjusted(2, 2, -2, -2)
        box(painter, rect, theme.RADIUS_CONTROL - 2, None, theme.current().focus, 2.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        whole = QRectF(self.rect())
        box(painter, whole, theme.RADIUS_CARD, now.surface, now.line)
        if self._sums.isVisible():
            top = self._sums.y()
            painter.save()
            painter.setClipRect(QRect(1, top, self.width() - 2, self.height() - top - 1))
            ground: QColor = now.canvas
            box(painter, whole.adjusted(1, 1, -1, -1), theme.RADIUS_CARD - 1, ground)
            painter.restore()

    def _inner_height(self) -> int:
        height = self.head.maximumHeight() + self.model.rowCount() * self._row_height + 2
        instead = self.stack.currentWidget()
        if not self.model.rowCount() and instead is not None and instead is not self.view:
            height = max(instead.sizeHint().height(), 160) + 2
        height += theme.ROW if self._sums.isVisibleTo(self) else 0
        return height + (44 if self._bar.isVisibleTo(self) else 0) + (4 if self._fit else 0)

    def sizeHint(self) -> QSize:
        return QSize(600, self._inner_height() if self._fit else 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._inner_height() if self._fit else 120)

    # --- pointer and keys -----------------------------------------------------------------------------------------

    def hover_at(self, at: QPoint) -> None:
        """The pointer is over this spot of the rows."""
        index = self.view.indexAt(at)
        row, column = (index.row(), index.column()) if index.isValid() else (-1, -1)
        if (row, column) != (self.hovered, self.hovered_column):
            self.hovered, self.hovered_column = row, column
            self.view.viewport().update()
        is_link = row >= 0 and self._is_link(index)
        self.view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    def _is_link(self, index: QModelIndex) -> bool:
        column = self.model.columns[index.column()]
        return column.kind in CLICKED and bool(index.data())

    def press_at(self, at: QPoint) -> bool:
        """A click on something inside a row: its box, its link, its question mark."""
        index = self.view.indexAt(at)
        if not index.isValid():
            return False
        rect = QRectF(self.view.visualRect(index))
        column = self.model.columns[index.column()]
        row = self.model.row(index.row())
        if self.markable and index.column() == 0 and at.x() < rect.left() + _EDGE + _MARK - 8:
            self._toggle_mark(index.row())
            return True
        if self._is_link(index):
            self._choose(index.row(), tell=False)
            self.link.emit(row, column.key)
            return True
        if (
            column.why
            and index.data()
            and self.why_rect(self.inner(rect, index.column())).adjusted(-4, 0, 6, 0).contains(at.toPointF())
        ):
            self._choose(index.row(), tell=False)
            self.why.emit(row, column.key)
            return True
        return False

    def take_key(self, event: QKeyEvent) -> bool:
        """A key in the rows. False leaves it to the view."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        index = self.view.currentIndex()
        self._key_used()
        if control and key == Qt.Key.Key_C:
            self.copy()
            return True
        if control and key == Qt.Key.Key_A:
            if self.markable:
                self.model.marked |= {ident_of(row) for row in self.model.rows}
                self._show_marks()
                self.marks_changed.emit()
            return True
        if not index.isValid():
            return self._first_key(key)
        row = self.model.row(index.row())
        column = self.model.columns[index.column()]
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (is_enter and alt) or event.text() == "?":
            asked = column if column.why else next((each for each in self.model.columns if each.why), None)
            if asked is not None:
                self.why.emit(row, asked.key)
                return True
            return False
        if is_enter and not control:
            if self._is_link(index):
                self.link.emit(row, column.key)
            else:
                self.opened.emit(row)
            return True
        if key == Qt.Key.Key_Space:
            if self.markable:
                self._toggle_mark(index.row())
            else:
                self._choose(index.row(), tell=True)
            return True
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not alt:
            self._along(index, 1 if key == Qt.Key.Key_Right else -1)
            return True
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else self.model.rowCount() - 1, tell=True)
            return True
        return False

    def _first_key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_Space) and self.model.rowCount():
            self._choose(0, tell=True)
            return True
        return False

    def _along(self, index: QModelIndex, step: int) -> None:
        """To the next link or figure with a why in the row, or back to its beginning."""
        stops = [0] + [
            number
            for number, column in enumerate(self.model.columns)
            if number and (column.why or column.kind in CLICKED) and self.model.index(index.row(), number).data()
        ]
        here = max((place for place, number in enumerate(stops) if number <= index.column()), default=0)
        there = stops[min(max(here + step, 0), len(stops) - 1)]
        self._quiet = True
        self.view.selectionModel().setCurrentIndex(
            self.model.index(index.row(), there),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        self._quiet = False
        self.view.viewport().update()

    def _key_used(self) -> None:
        if not self.shows_ring:
            self.shows_ring = True
            self.view.viewport().update()

    def focused(self, reason: Qt.FocusReason) -> None:
        """The rows got the focus."""
        self.shows_ring = reason is not Qt.FocusReason.MouseFocusReason
        self.view.viewport().update()

    def unfocused(self) -> None:
        """The rows lost the focus."""
        self.shows_ring = False
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
                menu.add(words, partial(self._head_clicked, section))
        if self._widths:
            menu.addSeparator()
            menu.add(self.seat.t("Usual widths"), self.reset_widths)
        return menu

    def show_tip(self, event: QHelpEvent) -> None:
        """The whole text of a cell that is cut."""
        index = self.view.indexAt(event.pos())
        if not index.isValid():
            QToolTip.hideText()
            return
        cell: Cell = index.data(CELL_ROLE)
        room = self.inner(QRectF(self.view.visualRect(index)), index.column()).width()
        if self.model.columns[index.column()].kind == "person":
            room -= _AVATAR + 12
        is_cut = text_width(cell.text, font("body", 500)) > room or text_width(cell.second, "caption") > room
        words = "\n".join(part for part in (cell.text, cell.second) if part) if is_cut else ""
        QToolTip.showText(event.globalPos(), words, self.view)


__all__ = ["Cell", "RowsModel", "RowsTable", "TableColumn", "Value", "ident_of", "order_of"]
