"""The tree of the report: left and right fold, up and down move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from services.queries.reporting import MonthDetail, TreeNode
from views.pages.reporting.content_model import NODE, ContentModel
from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, soft_end, text, text_width
from views.shell.seat import Seat

_Index = QModelIndex | QPersistentModelIndex
LEFT: Final = 10
"""How far the tree stands from the edge of its card."""
_ROW: Final = 30
_INDENT: Final = 20
_EDGE: Final = 20


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
                if not open_paths and inside.data(NODE).name == "virksomhet" and self.nodes.rowCount(inside) <= 40:
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
        found = self.currentIndex().data(NODE)
        return found if isinstance(found, TreeNode) else None

    def _path(self, index: QModelIndex) -> str:
        found = index.data(NODE)
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
        found = current.data(NODE) if current.isValid() else None
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
        ground = QRectF(0, rect.top() + 1, self.viewport().width() - LEFT, rect.height() - 2)
        if index == self.currentIndex():
            box(painter, ground, 6, now.select)
            if self.hasFocus() and self.shows_ring:
                box(painter, ground, 6, None, now.focus, 2)
        super().drawRow(painter, option, index)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        bar = self.verticalScrollBar()
        if bar.value() < bar.maximum():
            painter = QPainter(self.viewport())
            soft_end(painter, QRectF(self.viewport().rect()), theme.current().surface)
            painter.end()

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
        node: TreeNode = index.data(NODE)
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
        if wanted > room.width():
            look = font("caption", 600) if not index.parent().isValid() else font("caption")
        text(painter, room, title, look, ink)
