"""The list of clients: who, what is next, when, and how old the last proven copy is. Painted, two lines a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.values.message import Message
from services.queries.client_cards import ClientRow, next_deadline
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, box, firm_initials, focus_ring, mark, rule, text, text_width
from views.shell.seat import Seat
from views.widgets.text import broken_into_lines
from views.widgets.when import due_in_words, made_at, opened_on

_Index = QModelIndex | QPersistentModelIndex

CLIENT, STEP, DEADLINE, COPY, ACTION = range(5)
_EDGE: Final = 20
_FRESH: Final = 7  # days that a copy is not called old
_ROOM_FOR_LINK: Final = 640
_NEAR: Final = 3  # days in which a deadline stands out

_STEPS: Final = {
    "error": ("warning-circle", "err", "err"),
    "due": ("clock", "warn", "ink"),
    "ready": ("circle-half", "info", "ink"),
    "waiting": ("circle-dashed", "ink3", "ink"),
    "done": ("check-circle", "ok", "ink"),
}
_TROUBLES: Final = {
    "missing": Message("The file is not there"),
    "locked": Message("Open somewhere else"),
    "empty": Message("The file is empty"),
    "foreign": Message("Not a client file"),
    "damaged": Message("The file is damaged"),
    "unreadable": Message("May not be read"),
    "unfinished": Message("Was not closed properly"),
    "newer": Message("Needs a newer version of Lønnsom"),
    "write_protected": Message("Write-protected"),
}
_AMBER: Final = frozenset({"locked", "write_protected"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A row in words, as it is painted and read out."""

    row: ClientRow
    name: str
    second: str
    icon: str
    icon_ink: str
    step: str
    step_ink: str
    day: str
    due: str
    is_near: bool
    is_late: bool
    copied: str
    copy_icon: str
    copy_ink: str
    copy_said: str
    color: str
    is_open: bool


def shown(seat: Seat, row: ClientRow, is_open: bool) -> Shown:
    """Put a row into words."""
    t, card = seat.t, row.card
    people = t("1 employee") if card.employees == 1 else t("{count} employees", count=card.employees)
    if not card.employees:
        people = t("No employees yet")
    country = {"DK": t("Denmark")}.get(card.country, "")
    opened = t("open now") if is_open else opened_on(seat, card.opened_at)
    icon, icon_ink, step, step_ink = _step(seat, row)
    due = next_deadline(card)
    today = seat.now().date()
    copied, copy_icon, copy_ink, copy_said = _copy(seat, row, today, is_open)
    return Shown(
        row,
        card.name,
        " · ".join(part for part in (people, country, opened) if part),
        icon,
        icon_ink,
        step,
        step_ink,
        seat.formats.day(due.day) if due else "",
        due_in_words(seat, due.kind, due.day) if due else "",
        due is not None and (due.day - today).days <= _NEAR,
        due is not None and due.day < today,
        copied,
        copy_icon,
        copy_ink,
        copy_said,
        card.color or theme.client_colours()[0],
        is_open,
    )


def trouble_in_words(seat: Seat, trouble: str) -> str:
    """What is the matter with a file, in a few words."""
    return seat.t(_TROUBLES[trouble])


def _step(seat: Seat, row: ClientRow) -> tuple[str, str, str, str]:
    """Icon and its colour, words and theirs."""
    if row.trouble:
        said = trouble_in_words(seat, row.trouble)
        return ("lock-key", "warn", said, "ink") if row.trouble in _AMBER else ("warning-circle", "err", said, "err")
    if not row.card.steps:
        return "check-circle", "ok", seat.t("Nothing is waiting"), "ink"
    step = row.card.steps[0]
    icon, icon_ink, ink = _STEPS.get(step.kind, _STEPS["waiting"])
    return icon, icon_ink, seat.t(step.what), ink


def _copy(seat: Seat, row: ClientRow, today: date, is_open: bool) -> tuple[str, str, str, str]:
    """When, icon and colour, and what is to be said."""
    t = seat.t
    if row.copy is None and is_open:
        return t("None yet"), "clock", "ink2", t("Made on closing")
    if row.copy is None:
        return "", "shield-warning", "warn", t("No backup found")
    days = (today - row.copy.at.astimezone(seat.now().tzinfo).date()).days
    when = made_at(seat, row.copy.at)
    if days > _FRESH:
        return when, "shield-warning", "warn", t("{count} days old", count=days)
    return when, "shield-check", "ok", t("Read back")


class ClientsModel(QAbstractTableModel):
    """The rows as a table: for the view, for the keyboard, and for whoever has the screen read out."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.rows: list[Shown] = []
        t = seat.t
        self.heads = [t("Client"), t("Next step"), t("Next deadline"), t("Backup"), ""]

    def set_rows(self, rows: list[Shown]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        first, second = (
            (row.name, row.second),
            (row.step, ""),
            (row.day, row.due),
            (row.copied, row.copy_said),
            ("", ""),
        )[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return first
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (first, second) if part)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == CLIENT:
            return str(row.row.card.path)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None


class _Head(QHeaderView):
    """Words in small type; the arrow stands directly after the word that the list is sorted by."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(theme.HEAD)
        self.viewport().setAutoFillBackground(False)
        self.sorted_by, self.is_up = DEADLINE, True

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        now = theme.current()
        rule(painter, rect.left(), rect.right() + 1, rect.bottom(), now.line)
        model = self.model()
        words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        left = rect.left() + (_EDGE if section == CLIENT else 0)
        room = QRectF(left, rect.top(), rect.right() - left, rect.height())
        width = text(painter, room, words, font("caption", 600), now.ink2)
        if section == self.sorted_by and words:
            arrow = "arrow-up" if self.is_up else "arrow-down"
            paint_icon(painter, QRectF(left + width + 6, rect.top(), 12, rect.height()), arrow, now.ink2, 11)


class _Painter(QStyledItemDelegate):
    """Paints a cell. Ground, bar and rule are the row's, so every cell paints its part of them."""

    def __init__(self, table: ClientsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, rect = theme.current(), QRectF(option.rect)
        table = self._table
        row = table.clients.rows[index.row()]
        is_now, is_over = index.row() == table.currentIndex().row(), index.row() == table.over
        painter.save()
        if is_now or is_over:
            self._ground(painter, rect, index, now.select if is_now else now.hover)
        if index.row() and not is_now and index.row() - 1 != table.currentIndex().row():
            left = rect.left() + (_EDGE if index.column() == CLIENT else 0)
            right = rect.right() - (_EDGE if index.column() == ACTION else -1)
            rule(painter, left, right, rect.top(), now.line)
        if is_now and index.column() == CLIENT:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), now.accent)
        top, low = rect.adjusted(0, 15, -12, 0), rect.adjusted(0, 37, -12, 0)
        top.setHeight(20)
        low.setHeight(18)
        match index.column():
            case 0:
                self._client(painter, rect, top, low, row)
            case 1:
                plate = QRectF(rect.left(), rect.top(), 18, rect.height())
                paint_icon(painter, plate, row.icon, now.token(row.icon_ink), 18)
                self._step(painter, rect.adjusted(26, 0, -14, 0), row)
            case 2:
                ink = now.err if row.is_late else now.ink
                text(painter, top, row.day, font("body", 600) if row.is_near else "body", ink)
                text(painter, low, row.due, "note", now.err if row.is_late else now.ink2)
            case 3:
                text(painter, top, row.copied, "body", now.ink)
                if not row.copied:  # what is said stands alone
                    low.moveCenter(QPointF(low.center().x(), rect.center().y()))
                ink = now.token(row.copy_ink)
                paint_icon(painter, QRectF(rect.left(), low.top(), 14, low.height()), row.copy_icon, ink, 14)
                words_ink = now.ink2 if row.copy_ink == "ok" else ink
                text(painter, low.adjusted(18, 0, 0, 0), row.copy_said, "note", words_ink)
            case _:
                self._actions(painter, index.row(), is_now or is_over)
        if is_now and table.shows_focus and index.column() == ACTION:
            self._ring(painter, index.row())
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, index: _Index, color: QColor) -> None:
        """The row's ground; the last row keeps within the card's round corners."""
        table = self._table
        is_last = index.row() == table.clients.rowCount() - 1
        if not is_last or table.verticalScrollBar().maximum():
            painter.fillRect(rect, color)
            return
        radius = theme.RADIUS_CARD - 1
        whole = QRectF(0, rect.top(), table.viewport().width(), rect.height())
        path = QPainterPath()
        path.addRoundedRect(whole.adjusted(0, -radius, 0, 0), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        painter.fillPath(path, color)
        painter.setClipping(False)

    def _client(self, painter: QPainter, rect: QRectF, top: QRectF, low: QRectF, row: Shown) -> None:
        now = theme.current()
        plate = QRectF(rect.left() + _EDGE, rect.top() + 16, 36, 36)
        mark(painter, plate, firm_initials(row.name), QColor(row.color), 8)
        left = _EDGE + 50
        width = text(painter, top.adjusted(left, 0, 0, 0), row.name, "strong", now.ink)
        if row.row.card.is_demo:
            self._tag(painter, top.left() + left + width + 10, top)
        text(painter, low.adjusted(left, 0, 0, 0), row.second, "note", now.ink2)

    def _step(self, painter: QPainter, rect: QRectF, row: Shown) -> None:
        """What is next: on one line, or on two where it is long."""
        ink = theme.current().token(row.step_ink)
        lines = broken_into_lines(row.step, font("body"), rect.width())
        if len(lines) < 2:
            text(painter, rect, row.step, "body", ink)
            return
        middle = rect.center().y()
        first = QRectF(rect.left(), middle - 20, rect.width(), 20)
        text(painter, first, lines[0], "body", ink)
        text(painter, first.translated(0, 20), " ".join(lines[1:]), "body", ink)

    def _tag(self, painter: QPainter, left: float, line: QRectF) -> None:
        now, words = theme.current(), self._table.seat.t("demo")
        width = text_width(words, "tiny") + 12
        if left + width <= line.right():
            plate = QRectF(left, line.center().y() - 9, width, 18)
            box(painter, plate, 9, now.sunken)
            text(painter, plate, words, "tiny", now.ink2, CENTER)

    def _actions(self, painter: QPainter, row: int, is_near: bool) -> None:
        now, table = theme.current(), self._table
        link, more = table.open_rect(row), table.more_rect(row, is_near and table.shows_link)
        if is_near and table.shows_link:
            ink = now.accent_hover if table.is_over_link else now.accent
            words, look = table.words_open(row), font("body", 600)
            width = text_width(words, look)
            text(painter, QRectF(link.right() - width - 20, link.top(), width + 2, 20), words, look, ink)
            paint_icon(painter, QRectF(link.right() - 14, link.top(), 14, 20), "arrow-right", ink, 14)
        paint_icon(painter, more, "dots-three", now.ink2 if is_near else now.ink3, 16)

    def _ring(self, painter: QPainter, row: int) -> None:
        table = self._table
        whole = QRectF(0, table.rowViewportPosition(row), table.viewport().width(), table.rowHeight(row))
        painter.setClipping(False)
        focus_ring(painter, whole.adjusted(2, 2, -2, -2), 5, -2)


class ClientsTable(QTableView):
    """The list. `opened` is Enter, a double click or the link; `asked_menu` the "…" or the right button."""

    opened = Signal(object)  # ClientRow
    asked_menu = Signal(object, QPoint)  # ClientRow, where on the screen
    chosen = Signal(object)  # ClientRow, or None
    sorted_again = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.clients = ClientsModel(seat)
        self.over = -1
        self.is_over_link = False
        self.shows_link = True
        self._all: list[Shown] = []
        self._words = ""
        self.head = _Head(self)
        self.setHorizontalHeader(self.head)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_TALL)
        self.setModel(self.clients)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setObjectName("rows")
        self.setAccessibleName(seat.t("Clients"))
        kept = seat.preferences.get("clients_sort", [DEADLINE, True])
        if isinstance(kept, list) and len(kept) == 2 and kept[0] in (CLIENT, STEP, DEADLINE, COPY):
            self.head.sorted_by, self.head.is_up = kept[0], bool(kept[1])
        self.head.sectionClicked.connect(self._sort_by)
        self.selectionModel().currentRowChanged.connect(lambda *_: self._current_changed())

    # --- rows ------------------------------------------------------------------------------------------------------

    def set_rows(self, rows: list[Shown]) -> None:
        """Show other clients; the one that was chosen stays chosen."""
        self._all = rows
        self._settle()

    def filter(self, words: str) -> int:
        """Show only those in whose name, number or next step the words occur. Gives how many there are."""
        self._words = words.casefold().strip()
        self._settle()
        return len(self.clients.rows)

    @property
    def current(self) -> ClientRow | None:
        """The chosen client."""
        index = self.currentIndex()
        return self.clients.rows[index.row()].row if index.isValid() else None

    def choose(self, path: Path) -> bool:
        """Choose the row of a file."""
        for number, row in enumerate(self.clients.rows):
            if row.row.card.path == path:
                self.setCurrentIndex(self.clients.index(number, 0))
                return True
        return False

    def natural_height(self) -> int:
        """How high the whole list is."""
        return theme.HEAD + len(self.clients.rows) * theme.ROW_TALL

    def _settle(self) -> None:
        before = self.current
        wanted = [row for row in self._all if self._fits(row)]
        self.clients.set_rows(sorted(wanted, key=self._order, reverse=not self.head.is_up))
        if not (before and self.choose(before.card.path)) and self.clients.rows:
            self.setCurrentIndex(self.clients.index(0, 0))
        self.updateGeometry()
        self.head.viewport().update()

    def _fits(self, row: Shown) -> bool:
        card = row.row.card
        where = f"{card.name} {card.orgnr} {row.step} {row.due} {card.path.name}".casefold()
        return all(word in where for word in self._words.split())

    def _order(self, row: Shown) -> tuple[Any, ...]:
        due = next_deadline(row.row.card)
        name = row.name.casefold()
        match self.head.sorted_by:
            case 0:
                return (name,)
            case 1:
                return (row.icon_ink, row.step, name)
            case 3:
                return (row.row.copy.at.timestamp() if row.row.copy else 0, name)
        return (row.row.trouble == "missing", due.day if due else date.max, name)

    def _sort_by(self, column: int) -> None:
        if column == ACTION:
            return
        self.head.is_up = not self.head.is_up if column == self.head.sorted_by else True
        self.head.sorted_by = column
        self.seat.preferences.set("clients_sort", [column, self.head.is_up])
        self._settle()
        self.sorted_again.emit()

    def _current_changed(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.current)

    # --- places ----------------------------------------------------------------------------------------------------

    def words_open(self, row: int) -> str:
        """What the link of a row says."""
        shown_row = self.clients.rows[row]
        if shown_row.is_open:
            return self.seat.t("Go to")
        return self.seat.t("See") if shown_row.row.trouble else self.seat.t("Open")

    def open_rect(self, row: int) -> QRectF:
        """Where the link stands."""
        top = self.rowViewportPosition(row)
        width = 96 if self.shows_link else 0
        return QRectF(self.viewport().width() - _EDGE - width, top + 15, width, 20)

    def more_rect(self, row: int, is_near: bool = True) -> QRectF:
        """Where the three dots stand: under the link, where there is one."""
        top = self.rowViewportPosition(row) + (35 if is_near and self.shows_link else 22)
        return QRectF(self.viewport().width() - _EDGE - 21, top, 24, 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The name takes the extra width; in a narrow list the copies step back first."""
        room = self.viewport().width()
        deadline, copy, action = 196, 136, 82
        if room < 780:
            copy = 0
        if room < _ROOM_FOR_LINK:
            deadline, action = 176, 52
        left = room - deadline - copy - action
        step = max(140, min(round(left * 0.38), 420))
        for column, width in enumerate((left - step, step, deadline, copy, action)):
            self.setColumnWidth(column, max(width, 0))
        self.setColumnHidden(COPY, copy == 0)
        self.shows_link = room >= _ROOM_FOR_LINK

    # --- events ----------------------------------------------------------------------------------------------------

    @property
    def shows_focus(self) -> bool:
        """Whether the ring is shown: the keyboard is here."""
        return self.hasFocus() and self._by_key

    _by_key = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
        ):
            if row is not None:
                self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._menu_of_current()
        elif event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()  # no type-ahead: single letters are the window's
        else:
            self._by_key = True
            super().keyPressEvent(event)
            self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Ctrl+F searches."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        over, link = index.row() if index.isValid() else -1, False
        if over >= 0:
            link = self.open_rect(over).contains(event.position())
            hand = link or self.more_rect(over).contains(event.position())
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        if (over, link) != (self.over, self.is_over_link):
            self.over, self.is_over_link = over, link
            self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.over, self.is_over_link = -1, False
        self.viewport().update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        row = self.clients.rows[index.row()].row
        where = event.globalPosition().toPoint()
        if event.button() is Qt.MouseButton.RightButton or self.more_rect(index.row()).contains(event.position()):
            self.asked_menu.emit(row, where)
        elif self.open_rect(index.row()).contains(event.position()):
            self.opened.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self.more_rect(index.row()).contains(event.position()):
            self.opened.emit(self.clients.rows[index.row()].row)

    def _menu_of_current(self) -> None:
        row, index = self.current, self.currentIndex()
        if row is not None:
            corner = self.more_rect(index.row()).bottomLeft().toPoint()
            self.asked_menu.emit(row, self.viewport().mapToGlobal(corner))
