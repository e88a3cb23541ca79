"""The palette, Ctrl+K: finds people, pages, actions and clients. Always keyboard first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import box, shadow, text, text_width

_WIDTH = 560
_FIELD = 56
_ROW = 36
_GROUP = 30
_MOST = 420
_SHADE = 28
_TOP = 96
_MOST_PER_GROUP = 8

_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ł": "l", "đ": "d", "ð": "d", "ŧ": "t", "ŋ": "n", "ß": "ss"})


def plain(what: str) -> str:
    """Letters as one types them in a hurry: small, without marks."""
    lowered = what.casefold().translate(_PLAIN)
    return "".join(letter for letter in normalize("NFD", lowered) if not combining(letter))


@dataclass(frozen=True, slots=True)
class Entry:
    """Something one can go to or do. `words` are found too, and not shown."""

    group: str
    title: str
    run: Callable[[], object]
    icon: str = "arrow-right"
    second: str = ""
    key: str = ""
    words: str = ""


def found(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that have every typed word, those that begin with it first; a handful of each group."""
    wanted = plain(typed).split()
    groups: dict[str, list[tuple[int, int, Entry]]] = {}
    for order, entry in enumerate(entries):
        title = plain(entry.title)
        everything = f"{title} {plain(entry.second)} {plain(entry.words)}"
        if all(word in everything for word in wanted):
            begins = any(part.startswith(wanted[0]) for part in title.split()) if wanted else False
            rank = 0 if wanted and title.startswith(wanted[0]) else 1 if begins else 2
            groups.setdefault(entry.group, []).append((rank, order, entry))
    return [
        entry
        for some in groups.values()
        for _, _, entry in sorted(some, key=lambda one: (one[0], one[1]))[:_MOST_PER_GROUP]
    ]


class _Rows(QAbstractListModel):
    """Entries with their groups' names between them: a row is a group's name, or an entry."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[str | Entry] = []

    def set(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.rows, group = [], None
        for entry in entries:
            if entry.group != group:
                group = entry.group
                self.rows.append(group)
            self.rows.append(entry)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row if isinstance(row, str) else ", ".join(filter(None, (row.title, row.second)))
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Paint(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        model = index.model()
        assert isinstance(model, _Rows)
        return QSize(100, _GROUP if isinstance(model.rows[index.row()], str) else _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        now, model = theme.current(), index.model()
        assert isinstance(model, _Rows)
        row, rect = model.rows[index.row()], QRectF(option.rect)
        if isinstance(row, str):
            text(painter, rect.adjusted(20, 4, -20, 0), row, "caption", now.ink2)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            box(painter, rect.adjusted(8, 0, -8, 0), 6, now.select)
        paint_icon(
            painter,
            QRectF(rect.left() + 18, rect.top(), 20, rect.height()),
            row.icon,
            now.accent if chosen else now.ink2,
            17,
        )
        right = rect.right() - 20
        if row.key:
            width = text_width(row.key, "tiny") + 10
            text(painter, QRectF(right - width, rect.top(), width, rect.height()), row.key, "tiny", now.ink2, "right")
            right -= width + 12
        width = text(
            painter,
            QRectF(rect.left() + 46, rect.top(), right - rect.left() - 46, rect.height()),
            row.title,
            font("body_medium"),
            now.ink,
        )
        left = rect.left() + 46 + width + 16
        if row.second and left < right:
            text(painter, QRectF(left, rect.top(), right - left, rect.height()), row.second, "note", now.ink2, "right")


class Palette(QWidget):
    """Floats over the window. Closed by Esc, by choosing, and when the focus goes elsewhere."""

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._entries: Sequence[Entry] = ()
        self._first: Sequence[Entry] = ()
        self.field = QLineEdit(self)
        self.field.setObjectName("palette-field")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self._rows = _Rows(self)
        self.list = QListView(self)
        self.list.setModel(self._rows)
        self.list.setItemDelegate(_Paint(self.list))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setStyleSheet("background: transparent;")
        self.list.clicked.connect(lambda *_: self._run())
        self.list.entered.connect(self.list.setCurrentIndex)
        self._nothing = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(_SHADE + 1, _SHADE + 1, _SHADE + 1, _SHADE + 9)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.hide()

    def set_words(self, placeholder: str, nothing: str) -> None:
        """What the empty field says, and what stands there when nothing is found."""
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.list.setAccessibleName(placeholder)
        self._nothing = nothing

    def open(self, entries: Sequence[Entry], first: Sequence[Entry]) -> None:
        """Show it; `first` is what stands there before something is typed."""
        self._entries, self._first = entries, first
        ink = theme.current().ink.name()
        self.field.setStyleSheet(
            f"QLineEdit {{ border: none; background: transparent; font-size: 16px; min-height: {_FIELD - 2}px;"
            f" padding: 0 70px 0 46px; color: {ink}; }}"
        )
        self.field.clear()
        self._search("")
        self.show()
        self.raise_()
        self.field.setFocus()

    def _search(self, typed: str) -> None:
        self._rows.set(found(self._entries, typed) if typed.strip() else self._first)
        height = sum(_GROUP if isinstance(row, str) else _ROW for row in self._rows.rows)
        height = max(height, 44 if typed.strip() else 0)
        self.resize(_WIDTH + 2 * _SHADE, min(_MOST, _FIELD + height + 10) + 2 * _SHADE)
        self.move((self.window().width() - self.width()) // 2, _TOP - _SHADE)
        self._step(0, from_top=True)
        self.update()

    def _step(self, by: int, from_top: bool = False) -> None:
        rows = [number for number, row in enumerate(self._rows.rows) if not isinstance(row, str)]
        if not rows:
            return
        now = self.list.currentIndex().row()
        place = 0 if from_top or now not in rows else (rows.index(now) + by) % len(rows)
        self.list.setCurrentIndex(self._rows.index(rows[place]))

    def _run(self) -> None:
        index = self.list.currentIndex()
        row = self._rows.rows[index.row()] if index.isValid() else None
        if isinstance(row, Entry):
            self.close_palette()
            row.run()

    def close_palette(self) -> None:
        """Put it away; the focus goes where it was."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                match event.key():
                    case Qt.Key.Key_Down:
                        self._step(1)
                    case Qt.Key.Key_Up:
                        self._step(-1)
                    case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                        self._run()
                    case Qt.Key.Key_Escape:
                        self.close_palette()
                    case _:
                        return False
                return True
            if event.type() == QEvent.Type.FocusOut and self.isVisible():
                self.close_palette()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._inner().contains(event.position()):
            self.close_palette()

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_SHADE, _SHADE, -_SHADE, -_SHADE)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter, inner = theme.current(), QPainter(self), self._inner()
        shade = shadow(int(inner.width()), int(inner.height()), 12, self.devicePixelRatioF(), now.is_dark)
        painter.drawPixmap(0, 6, shade)
        box(painter, inner, theme.RADIUS_POPOVER, now.raised, now.line2)
        field = QRectF(inner.left(), inner.top(), inner.width(), _FIELD)
        paint_icon(
            painter, QRectF(field.left() + 16, field.top(), 20, field.height()), "magnifying-glass", now.ink2, 18
        )
        cap = QRectF(field.right() - 48, field.center().y() - 10, 34, 20)
        box(painter, cap, theme.RADIUS_SMALL, None, now.line2)
        text(painter, cap, "Esc", "tiny", now.ink2, "center")
        if self._rows.rows or self.field.text().strip():
            painter.fillRect(QRectF(inner.left() + 1, field.bottom() - 1, inner.width() - 2, 1), now.line)
        if not self._rows.rows and self.field.text().strip():
            text(
                painter,
                QRectF(inner.left() + 20, field.bottom(), inner.width() - 40, 44),
                self._nothing,
                "note",
                now.ink2,
            )
        painter.end()
