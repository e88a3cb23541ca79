"""What the report holds: a tree in plain words, or the file line by line. Numbers of persons are hidden at first.

Both are made row by row as they are looked at, so that a report of a thousand people opens as fast as one of ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from models.values.message import Message
from services.queries.reporting import GUIDELINE, FindingRow, MonthDetail, TreeNode
from views.shell import theme
from views.shell.fonts import font, monospace
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, baseline, box, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.card import Card
from views.widgets.choices import Segments
from views.widgets.editors import SearchEdit
from views.widgets.text import Label

_Index = QModelIndex | QPersistentModelIndex
_NODE: Final = Qt.ItemDataRole.UserRole + 1
_ROW: Final = 30
_INDENT: Final = 20
_EDGE: Final = 20
_LEFT: Final = 10
_HIDDEN: Final = "•" * 11
_LINE: Final = 20
_NUMBER: Final = 52
_TAG: Final = re.compile(r"(<[/?]?)([^\s<>/?]+)([^<>]*>)")


@dataclass(slots=True, eq=False)
class _Item:
    """A node in the tree as it is shown: where it hangs, and its children once they were asked for."""

    node: TreeNode
    parent: _Item | None
    row: int
    children: list[_Item] | None = None

    def inside(self) -> list[_Item]:
        """Its children, made when first asked for."""
        if self.children is None:
            self.children = [_Item(node, self, row) for row, node in enumerate(self.node.children)]
        return self.children


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found on a node or below it: icon and colour, and the codes of what was found on itself."""

    icon: str
    ink: str
    codes: str = ""
    is_own: bool = False


class ContentModel(QAbstractItemModel):
    """The tree of one report."""

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._roots: list[_Item] = []
        self._ways: dict[str, tuple[int, ...]] | None = None
        self._marks: dict[tuple[int, ...], Mark] = {}
        self._titles: dict[Message, str] = {}
        self.shows_secrets = False

    def show(self, detail: MonthDetail | None) -> None:
        """Another report."""
        self.beginResetModel()
        self._roots = [_Item(node, None, row) for row, node in enumerate(detail.tree if detail is not None else ())]
        self._ways = None
        self._marks = self._marked(detail.findings) if detail is not None else {}
        self.endResetModel()

    def set_secrets(self, shown: bool) -> None:
        """Show the numbers of persons, or hide them."""
        self.shows_secrets = shown
        self.layoutChanged.emit()

    # --- Qt's questions ------------------------------------------------------------------------------------------

    def _item(self, index: _Index) -> _Item | None:
        item = index.internalPointer() if index.isValid() else None
        return item if isinstance(item, _Item) else None

    def _children(self, parent: _Index) -> list[_Item]:
        item = self._item(parent)
        return self._roots if item is None else item.inside()

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._children(parent)
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row])

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]
        item = self._item(index)
        if item is None or item.parent is None:
            return QModelIndex()
        return self.createIndex(item.parent.row, 0, item.parent)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._children(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def hasChildren(self, parent: _Index = QModelIndex()) -> bool:  # noqa: B008
        item = self._item(parent)
        return bool(self._roots) if item is None else bool(item.node.children)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._item(index)
        if item is None:
            return None
        if role == _NODE:
            return item.node
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(item.node)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            mark = self.mark(index)
            found = self.seat.t("something was found here") if mark is not None and mark.is_own else ""
            value = self.value(item.node)
            said = f"{self.title(item.node)}: {value}" if value else self.title(item.node)
            return ", ".join(part for part in (said, found) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            value = self.value(item.node)
            said = f"{self.title(item.node)}: {value}" if value else self.title(item.node)
            return f"{said} ({item.node.name})" if item.node.name else said
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    # --- what a node says ----------------------------------------------------------------------------------------

    def title(self, node: TreeNode) -> str:
        """What a node is called."""
        if isinstance(node.title, str):
            return node.title
        said = self._titles.get(node.title)
        if said is None:
            said = self._titles[node.title] = self.seat.t(node.title)
        return said

    def value(self, node: TreeNode) -> str:
        """What stands in it; the number of a person is hidden until it is asked for."""
        if node.value is None:
            return ""
        if node.secret and not self.shows_secrets:
            return _HIDDEN
        return self.seat.texts.value(node.value)

    def mark(self, index: _Index) -> Mark | None:
        """What was found there or below."""
        return self._marks.get(self.way(index))

    def way(self, index: _Index) -> tuple[int, ...]:
        """The rows from the top to a node."""
        steps = []
        item = self._item(index)
        while item is not None:
            steps.append(item.row)
            item = item.parent
        return tuple(reversed(steps))

    def at(self, way: Sequence[int]) -> QModelIndex:
        """The node at the end of some rows."""
        index = QModelIndex()
        for row in way:
            index = self.index(row, 0, index)
        return index

    def find(self, path: str) -> QModelIndex:
        """The node at a path of the report, or the nearest that holds it."""
        ways = self._known_ways()
        while path:
            if path in ways:
                return self.at(ways[path])
            path = path.rpartition("/")[0]
        return QModelIndex()

    def at_line(self, line: int) -> QModelIndex:
        """The node that stands on a line of the file, or the last one before it."""
        best: tuple[int, tuple[int, ...]] = (0, ())
        for way, node in self.everything():
            if best[0] <= node.line <= line:
                best = node.line, way
        return self.at(best[1])

    def holding(self, needle: str) -> list[tuple[int, ...]]:
        """The ways to all nodes whose name or value holds a text."""
        return [
            way
            for way, node in self.everything()
            if needle in self.title(node).casefold() or needle in self.value(node).casefold()
        ]

    def everything(self) -> Iterator[tuple[tuple[int, ...], TreeNode]]:
        """Every node with the way to it, from the top."""

        def inside(nodes: Sequence[TreeNode], way: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], TreeNode]]:
            for row, node in enumerate(nodes):
                yield (*way, row), node
                yield from inside(node.children, (*way, row))

        return inside([item.node for item in self._roots], ())

    def _known_ways(self) -> Mapping[str, tuple[int, ...]]:
        if self._ways is None:
            self._ways = {}
            for way, node in self.everything():
                self._ways.setdefault(node.path, way)
        return self._ways

    def _marked(self, findings: Sequence[FindingRow]) -> dict[tuple[int, ...], Mark]:
        """Icons for what was found, on the node itself and on everything that holds it."""
        marks: dict[tuple[int, ...], Mark] = {}
        for found in sorted(findings, key=lambda each: each.level != GUIDELINE):
            if found.accepted is not None or not found.path:
                continue
            way = self.way(self.find(found.path))
            icon, ink = ("warning", "warn") if found.level == GUIDELINE else ("warning-circle", "err")
            for length in range(1, len(way) + 1):
                before = marks.get(way[:length])
                is_own = length == len(way) or (before is not None and before.is_own)
                codes = before.codes if before is not None else ""
                if length == len(way):
                    codes = ", ".join(part for part in dict.fromkeys((*codes.split(", "), found.code)) if part)
                marks[way[:length]] = Mark(icon, ink, codes, is_own)
        return marks


class ContentTree(QTreeView):
    """The tree. Left and right fold, up and down move."""

    picked = Signal(str)  # the path of the node that one stands on

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._is_telling = False
        self.nodes = ContentModel(seat, self)
        self.setModel(self.nodes)
        self.setItemDelegate(_TreePainter(self))
        self.setObjectName("content")
        self.setStyleSheet(
            "QTreeView#content { background: transparent; border: none; outline: none;"
            " selection-background-color: transparent; show-decoration-selected: 0; }"
            " QTreeView#content::item:hover, QTreeView#content::item:selected { background: transparent; }"
            " QTreeView#content::branch { background: transparent; image: none; border-image: none; }"
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(seat.t("The report in words"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setAnimated(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(_ROW)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.header().setStretchLastSection(True)
        self.shows_ring = False
        self._is_telling = True

    def show_detail(self, detail: MonthDetail | None, *, again: bool = False) -> None:
        """Another report, folded but for the top; or the same one again, as it was unfolded."""
        open_paths = {self._path(index) for index in self._unfolded()} if again else set()
        here = self._path(self.currentIndex()) if again else ""
        scrolled = self.verticalScrollBar().value()
        self._is_telling = False
        self.nodes.show(detail)
        for row in range(self.nodes.rowCount()):
            root = self.nodes.index(row, 0)
            self.expand(root)
            for child in range(self.nodes.rowCount(root)):
                inside = self.nodes.index(child, 0, root)
                if not open_paths and inside.data(_NODE).name == "virksomhet" and self.nodes.rowCount(inside) <= 40:
                    self.expand(inside)
        for path in open_paths:
            self.expand(self.nodes.find(path))
        if here:
            self.setCurrentIndex(self.nodes.find(here))
            self.verticalScrollBar().setValue(scrolled)
        self._is_telling = True

    def reveal(self, path: str) -> None:
        """Stand on the node of a path, unfolding what holds it; tells nobody."""
        index = self.nodes.find(path)
        if index.isValid():
            self.stand_on(index)

    def stand_on(self, index: QModelIndex) -> None:
        """Stand on a node and unfold what holds it; tells nobody."""
        holder = index.parent()
        while holder.isValid():
            self.expand(holder)
            holder = holder.parent()
        self._is_telling = False
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self._is_telling = True

    def node(self) -> TreeNode | None:
        """Where one stands."""
        found = self.currentIndex().data(_NODE)
        return found if isinstance(found, TreeNode) else None

    def _path(self, index: QModelIndex) -> str:
        found = index.data(_NODE)
        return found.path if isinstance(found, TreeNode) else ""

    def _unfolded(self) -> Iterator[QModelIndex]:
        def inside(parent: QModelIndex) -> Iterator[QModelIndex]:
            for row in range(self.nodes.rowCount(parent)):
                index = self.nodes.index(row, 0, parent)
                if self.isExpanded(index):
                    yield index
                    yield from inside(index)

        return inside(QModelIndex())

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        found = current.data(_NODE) if current.isValid() else None
        if self._is_telling and isinstance(found, TreeNode):
            self.picked.emit(found.path)

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        if self.nodes.hasChildren(index):
            now = theme.current()
            is_open = self.isExpanded(index)
            spot = QRectF(rect.right() - _INDENT + 3, rect.top(), 16, rect.height())
            paint_icon(painter, spot, "caret-down" if is_open else "caret-right", now.ink2, 13)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now = theme.current()
        rect = QRectF(option.rect)
        ground = QRectF(0, rect.top() + 1, self.viewport().width() - _LEFT, rect.height() - 2)
        if index == self.currentIndex():
            box(painter, ground, 6, now.select)
            if self.hasFocus() and self.shows_ring:
                box(painter, ground, 6, None, now.focus, 2)
        super().drawRow(painter, option, index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_ring = True
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.nodes.hasChildren(index):
            self.setExpanded(index, not self.isExpanded(index))
        elif event.matches(QKeySequence.StandardKey.Copy) and (node := self.node()) is not None:
            QGuiApplication.clipboard().setText(f"{self.nodes.title(node)}\t{self.nodes.value(node)}")
        elif event.key() != Qt.Key.Key_Asterisk:  # it would unfold thousands
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_ring = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.shows_ring = True
            if not self.currentIndex().isValid() and self.nodes.rowCount():
                self.setCurrentIndex(self.nodes.index(0, 0))


class _TreePainter(QStyledItemDelegate):
    """One row: the name at the left, the value and what was found at the right."""

    def __init__(self, tree: ContentTree) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now, nodes = theme.current(), self._tree.nodes
        node: TreeNode = index.data(_NODE)
        rect = QRectF(option.rect)
        rect.setRight(self._tree.viewport().width() - _EDGE)
        mark = nodes.mark(index)
        if mark is not None:
            spot = QRectF(rect.right() - 15, rect.top(), 16, rect.height())
            paint_icon(painter, spot, mark.icon, now.token(mark.ink), 15)
            rect.setRight(rect.right() - 22)
        value = nodes.value(node)
        is_own = mark is not None and mark.is_own
        if is_own and mark is not None and mark.codes:
            width = text(painter, rect, mark.codes, "note", now.token(mark.ink), RIGHT)
            rect.setRight(rect.right() - width - 10)
        title = nodes.title(node)
        look = font("body", 600) if not index.parent().isValid() else font("body")
        ink = now.token(mark.ink) if is_own and mark is not None else now.ink
        room = rect.adjusted(4, 0, 0, 0)
        wanted = text_width(title, look)
        if value:
            least = min(text_width(value), room.width() * 0.45)  # a short value is never cut for a long name
            most = max(room.width() - min(wanted, room.width() * 0.6) - 12, least)
            spot = QRectF(room.right() - most, room.top(), most, room.height())
            width = text(painter, spot, value, "body", now.ink2, RIGHT)
            room.setRight(room.right() - width - 12)
        text(painter, room, title, look, ink)


# --- the file itself -------------------------------------------------------------------------------------------------


class XmlModel(QAbstractListModel):
    """The lines of the file; numbers of persons are hidden until they are asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[str] = []
        self._secrets: dict[int, str] = {}
        self.shows_secrets = False

    def show(self, content: str, secrets: Mapping[int, str]) -> None:
        """Another file. `secrets` are the values to hide, by line from 1."""
        self.beginResetModel()
        self.lines = content.splitlines()
        self._secrets = dict(secrets)
        self.endResetModel()

    def set_secrets(self, shown: bool) -> None:
        """Show the numbers of persons, or hide them."""
        self.shows_secrets = shown
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))

    def line(self, row: int) -> str:
        """A line as it is shown."""
        written = self.lines[row]
        secret = self._secrets.get(row + 1)
        return written.replace(secret, _HIDDEN) if secret and not self.shows_secrets else written

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{index.row() + 1}: {self.line(index.row()).strip()}"
        return None


class XmlView(QListView):
    """The file, read only, with line numbers. Lines are marked and copied as in a text."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.text_lines = XmlModel(self)
        self.setModel(self.text_lines)
        self.setItemDelegate(_XmlPainter(self))
        self.setObjectName("xml")
        self.setStyleSheet(
            "QListView#xml { background: transparent; border: none; outline: none;"
            " selection-background-color: transparent; }"
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(seat.t("The file, line by line"))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(_LINE * 3)
        self.viewport().setAutoFillBackground(False)
        self.needle = ""

    def go_to(self, line: int) -> None:
        """Stand on a line, counted from 1."""
        index = self.text_lines.index(line - 1)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.horizontalScrollBar().setValue(0)

    def holding(self, needle: str) -> list[int]:
        """The lines that hold a text, from 1."""
        lines = self.text_lines
        return [row + 1 for row in range(lines.rowCount()) if needle in lines.line(row).casefold()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(index.row() for index in self.selectedIndexes())
            QGuiApplication.clipboard().setText("\n".join(self.text_lines.line(row) for row in rows))
        else:
            super().keyPressEvent(event)


class _XmlPainter(QStyledItemDelegate):
    """One line: its number, and the text with its elements in colour."""

    def __init__(self, view: XmlView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        longest = max((len(line) for line in self._view.text_lines.lines), default=0)
        return QSize(int(_NUMBER + 16 + longest * _letter()) + 20, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        now = theme.current()
        rect = QRectF(option.rect)
        if self._view.selectionModel().isSelected(index):
            painter.fillRect(rect, now.select)
        number = QRectF(rect.left(), rect.top(), _NUMBER - 12, rect.height())
        text(painter, number, str(index.row() + 1), "caption", now.ink3, RIGHT)
        written = self._view.text_lines.line(index.row())
        left = rect.left() + _NUMBER
        needle, letter = self._view.needle, _letter()
        if needle:
            start = written.casefold().find(needle)
            if start >= 0:
                spot = QRectF(left + start * letter - 1, rect.top() + 2, len(needle) * letter + 2, rect.height() - 4)
                box(painter, spot, 3, now.warn_soft, now.warn_line)
        painter.setFont(monospace())
        y = baseline(rect, monospace())
        place = 0
        for piece, token in _pieces(written):
            painter.setPen(now.token(token))
            painter.drawText(int(left + place * letter), int(y), piece)
            place += len(piece)


@cache
def _letter() -> float:
    """How wide a letter of the file is."""
    return QFontMetricsF(monospace()).horizontalAdvance("0")


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """A line in pieces, each with its colour token: signs, names, values."""
    place = 0
    for found in _TAG.finditer(line):
        if found.start() > place:
            yield line[place : found.start()], "ink"
        yield found[1], "ink3"
        yield found[2], "info"
        yield found[3], "ink3"
        place = found.end()
    if place < len(line):
        yield line[place:], "ink"


# --- the card --------------------------------------------------------------------------------------------------------


class ContentCard(Card):
    """The card with both, the search, and the switch that shows the numbers of persons."""

    picked = Signal(str)  # the path of the node that one stands on

    def __init__(self, seat: Seat) -> None:
        super().__init__(padding=0)
        self.seat = seat
        t = seat.t
        self.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(_EDGE, 10, _EDGE, 8)
        self._title = Label(t("Content"), "section")
        self.segments = Segments(seat, [("words", t("Readable")), ("xml", "XML")])
        self.segments.setAccessibleName(t("How the content is shown"))
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.segments)
        self.body.addLayout(head)
        self.setProperty("topic", "reporting.content")
        self.tree = ContentTree(seat)
        self.xml = XmlView(seat)
        self.xml.setProperty("topic", "reporting.xml")
        self.stack = QStackedWidget()
        room = QWidget()
        beside = QHBoxLayout(room)
        beside.setContentsMargins(_LEFT, 0, 0, 0)
        beside.addWidget(self.tree)
        self.stack.addWidget(room)
        self.stack.addWidget(self.xml)
        self.body.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(_EDGE, 8, _EDGE - 6, 12)
        foot.setSpacing(8)
        self.search = SearchEdit(seat, t("Search in the report"))
        self.search.setMaximumWidth(16777215)
        self.search.setMinimumWidth(120)
        self.count = Label("", "note", "ink2")
        self.secrets = IconButton("eye", t("Show the identity numbers"))
        self.secrets.setCheckable(True)
        foot.addWidget(self.search, 1)
        foot.addWidget(self.count)
        foot.addWidget(self.secrets)
        self.body.addLayout(foot)
        self.setAccessibleName(t("Content"))
        self._found: list[Any] = []
        self._place = -1
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._look)
        self.segments.changed.connect(self._switch)
        self.secrets.toggled.connect(self._show_secrets)
        self.search.changed.connect(self._typing.start)
        self.search.installEventFilter(self)
        self.tree.picked.connect(self.picked)

    def show_detail(self, detail: MonthDetail | None, *, again: bool = False) -> None:
        """Another report, or the same one again."""
        if not again and self.secrets.isChecked():
            self.secrets.setChecked(False)
        self.tree.show_detail(detail, again=again)
        hidden = {node.line: str(node.value) for _, node in self.tree.nodes.everything() if node.secret}
        scrolled = self.xml.verticalScrollBar().value()
        self.xml.text_lines.show(detail.text if detail is not None else "", hidden)
        if again:
            self.xml.verticalScrollBar().setValue(scrolled)
        self._look(go=False)

    def reveal(self, path: str, line: int) -> None:
        """Show where something stands, in the form that is chosen."""
        self.tree.reveal(path)
        if line:
            self.xml.go_to(line)

    @property
    def is_xml(self) -> bool:
        return bool(self.segments.value() == "xml")

    def _switch(self) -> None:
        node = self.tree.node()
        self.stack.setCurrentIndex(1 if self.is_xml else 0)
        if self.is_xml and node is not None:
            self.xml.go_to(node.line)
        elif not self.is_xml and self.xml.currentIndex().isValid():
            self.tree.stand_on(self.tree.nodes.at_line(self.xml.currentIndex().row() + 1))
        self._look(go=False)

    def _show_secrets(self, shown: bool) -> None:
        t = self.seat.t
        self.secrets.set_icon("eye-slash" if shown else "eye")
        self.secrets.set_name(t("Hide the identity numbers") if shown else t("Show the identity numbers"))
        self.tree.nodes.set_secrets(shown)
        self.xml.text_lines.set_secrets(shown)
        self.tree.viewport().update()
        self.xml.viewport().update()

    # --- searching -----------------------------------------------------------------------------------------------

    def _look(self, *, go: bool = True) -> None:
        needle = self.search.value().casefold()
        self.xml.needle = needle
        self.xml.viewport().update()
        self._place = -1
        if not needle:
            self._found = []
        else:
            self._found = self.xml.holding(needle) if self.is_xml else self.tree.nodes.holding(needle)
        if go and self._found:
            self.step(1)
        self._tell()

    def step(self, by: int) -> None:
        """To the next place that was found, or the one before."""
        if self._typing.isActive():
            self._typing.stop()
            self._look(go=False)
        if not self._found:
            return
        self._place = (self._place + by) % len(self._found)
        if self.is_xml:
            self.xml.go_to(self._found[self._place])
        else:
            self.tree.stand_on(self.tree.nodes.at(self._found[self._place]))
        self._tell()

    def _tell(self) -> None:
        t, f = self.seat.t, self.seat.formats
        if not self.search.value():
            self.count.setText("")
        elif not self._found:
            self.count.setText(t("none"))
        else:
            at, of = f.count(max(self._place, 0) + 1), f.count(len(self._found))
            self.count.setText(t("{place} of {count}", place=at, count=of))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.step(-1 if back else 1)
                return True
            if event.key() == Qt.Key.Key_Down:
                (self.xml if self.is_xml else self.tree).setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
