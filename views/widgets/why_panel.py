"""Why? The panel that explains a figure: the rule in words and with its values, what it was made from, where it goes.

The tree is walked with the keys: up and down, right and left unfold and fold, Enter opens the place where something is
kept, or the figure that stands there. Alt+Left goes back to the figure before.
"""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from services.queries.why import Link, Trace, TraceNode, as_text, follow, said, written
from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, focus_ring, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel
from views.widgets.text import Divider, Label, broken_into_lines

_NODE: Final = Qt.ItemDataRole.UserRole + 1
_INDENT: Final = 22
_ARROW: Final = 18
_SHOWN: Final = 14  # rows that are unfolded by themselves
_Index = QModelIndex | QPersistentModelIndex


class _Node(QStandardItem):
    """One node as the tree keeps it."""

    def __init__(self, node: TraceNode, label: str, value: str, notes: tuple[str, ...]) -> None:
        super().__init__(label)
        self.node, self.label, self.value, self.notes = node, label, value, notes
        self.setEditable(False)
        self.setData(". ".join(part for part in (f"{label}: {value}" if value else label, *notes) if part), _ACCESSIBLE)

    @property
    def leads(self) -> bool:
        return self.node.where is not None or self.node.link is not None


_ACCESSIBLE: Final = Qt.ItemDataRole.AccessibleTextRole


class _Delegate(QStyledItemDelegate):
    """Paints a node: arrow and name at the left, value at the right, under it where it comes from."""

    def __init__(self, tree: TraceTree) -> None:
        super().__init__(tree)
        self._tree = tree

    def _lines(self, item: _Node, width: float, depth: int) -> list[str]:
        room = width - self._left(depth) - (self._tree.link_width(item) + 12 if item.leads else 0)
        return [line for note in item.notes for line in broken_into_lines(note, font("caption"), max(room, 40))]

    @staticmethod
    def _left(depth: int) -> float:
        return _ARROW + depth * _INDENT

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        item, depth = self._tree.item(index), self._tree.level(index)
        width = self._tree.viewport().width()
        lines = self._lines(item, width, depth)
        room = 14 if depth == 0 and index.row() else 0  # and the line between the groups
        height = 28 + len(lines) * line_height("caption") + (6 if lines else 0) + room
        if item.leads and not lines:
            height += 18
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item, depth, now = self._tree.item(index), self._tree.level(index), theme.current()
        whole = QRectF(option.rect)
        if depth == 0 and index.row():
            painter.fillRect(QRectF(whole.left(), whole.top() + 6, whole.width(), 1), now.line)
            whole.adjust(0, 14, 0, 0)
        if self._tree.has_focus_ring and self._tree.currentIndex() == index:
            focus_ring(painter, whole.adjusted(2, 1, -2, -1), theme.RADIUS_SMALL, -2)
        self._paint_guides(painter, whole, index, depth)
        left = whole.left() + self._left(depth)
        first = QRectF(left, whole.top() + 3, whole.right() - left, 22)
        if item.hasChildren():
            arrow = "caret-down" if self._tree.isExpanded(index) else "caret-right"
            paint_icon(painter, QRectF(left - _ARROW - 2, first.top(), 14, 22), arrow, now.ink2, 12)
        is_top = depth == 0
        figure = text(painter, first, item.value, font("body", 600 if is_top else 500), now.ink, RIGHT)
        name = first.adjusted(0, 0, -figure - 12, 0)
        is_link = item.node.link is not None
        look = font("body", 600 if is_top else 400)
        text(painter, name, item.label, look, now.accent if is_link else now.ink if is_top else now.ink2)
        y = first.bottom() + 1
        for line in self._lines(item, self._tree.viewport().width(), depth):
            text(painter, QRectF(left, y, whole.right() - left, 16), line, "caption", now.ink2)
            y += line_height("caption")
        if item.leads:
            rect = QRectF(self._tree.link_rect(index))
            ink = now.accent_hover if self._tree.over == QPersistentModelIndex(index) else now.accent
            text(painter, rect, self._tree.link_words(item), font("caption", 600), ink, RIGHT)

    def _paint_guides(self, painter: QPainter, whole: QRectF, index: _Index, depth: int) -> None:
        """The lines from what something was made of to what it became."""
        now, step = theme.current(), index
        for level in range(depth, 0, -1):
            x = round(whole.left() + _ARROW + (level - 1) * _INDENT - 9)
            is_last = step.row() == self._tree.model().rowCount(step.parent()) - 1
            middle = round(whole.top() + 14)
            if level == depth:
                bottom = middle if is_last else round(whole.bottom())
                painter.fillRect(QRectF(x, round(whole.top()), 1, bottom - round(whole.top())), now.line2)
                painter.fillRect(QRectF(x, middle, 10, 1), now.line2)
            elif not is_last:
                painter.fillRect(QRectF(x, round(whole.top()), 1, round(whole.height())), now.line2)
            step = step.parent()


class TraceTree(QTreeView):
    """What a figure was made from. As high as what is unfolded."""

    asked = Signal(object)  # TraceNode: its place or its figure is wanted
    back_asked = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.over: QPersistentModelIndex | None = None
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QTreeView { background: transparent; border: none; } QTreeView::branch { image: none; }")
        self.setAccessibleName(seat.t("What it was made from"))
        self.has_focus_ring = False
        self.expanded.connect(self._fit)
        self.collapsed.connect(self._fit)

    # --- what it shows --------------------------------------------------------------------------------------------

    def set_nodes(self, nodes: tuple[TraceNode, ...]) -> None:
        """Other nodes. The upper ones are unfolded while there is room."""
        self._model.clear()
        root = self._model.invisibleRootItem()
        for node in nodes:
            root.appendRow(self._made(node))
        self.setVisible(bool(nodes))
        left = _SHOWN - len(nodes)
        for row in range(root.rowCount()):
            item = root.child(row)
            if item.hasChildren() and item.rowCount() <= left:
                left -= item.rowCount()
                self.expand(item.index())
        if root.rowCount():
            self.setCurrentIndex(root.child(0).index())
        self._fit()

    def _made(self, node: TraceNode) -> _Node:
        texts = self.seat.texts
        notes = tuple(_sentence(texts(note)) for note in (node.note, node.more) if note is not None)
        item = _Node(node, said(node.label, texts), written(node.value, texts), notes)
        for child in node.children:
            item.appendRow(self._made(child))
        return item

    def item(self, index: _Index) -> _Node:
        """The node at an index."""
        item = self._model.itemFromIndex(index)
        assert isinstance(item, _Node)
        return item

    def labels(self) -> list[str]:
        """The names that can be seen, from above."""
        found, index = [], self._model.index(0, 0)
        while index.isValid():
            found.append(self.item(index).label)
            index = self.indexBelow(index)
        return found

    @staticmethod
    def level(index: _Index) -> int:
        """How deep a node lies."""
        depth, parent = 0, index.parent()
        while parent.isValid():
            depth, parent = depth + 1, parent.parent()
        return depth

    def link_words(self, item: _Node) -> str:
        """The verb of a node that leads somewhere."""
        return self.seat.t("Why?") if item.node.where is None else self.seat.t("Open")

    def link_width(self, item: _Node) -> float:
        """How much room the verb takes."""
        return ceil(text_width(self.link_words(item), font("caption", 600)))

    def link_rect(self, index: _Index) -> QRect:
        """Where the verb stands: at the right, on the line under the value."""
        item, rect = self.item(index), self.visualRect(index)
        width = int(self.link_width(item)) + 2
        top = rect.top() + (14 if self.level(index) == 0 and index.row() else 0) + 25
        return QRect(rect.right() - width + 1, top, width, 18)

    # --- size -----------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        height, index = 0, self._model.index(0, 0)
        option = QStyleOptionViewItem()
        delegate = self.itemDelegate()
        while index.isValid():
            height += delegate.sizeHint(option, index).height()
            index = self.indexBelow(index)
        self.setFixedHeight(height + 2)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    # --- keys and mouse -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # the panel copies the whole
        elif index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain:
            if self.item(index).leads:
                self.asked.emit(self.item(index).node)
            else:
                self.setExpanded(index, not self.isExpanded(index))
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            self.setExpanded(index, not self.isExpanded(index))
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            if event.key() == Qt.Key.Key_Left:  # what scrolls around it would take it
                event.accept()
                self.back_asked.emit()
        elif event.key() == Qt.Key.Key_Left and not (self.isExpanded(index) and self.model().hasChildren(index)):
            if index.parent().isValid():
                self.setCurrentIndex(index.parent())
        else:
            super().keyPressEvent(event)
        self.viewport().update()
        self._reveal()

    def _reveal(self) -> None:
        """Scroll the panel so that the current node is seen."""
        area: QWidget | None = self.parentWidget()
        while area is not None and not hasattr(area, "ensureVisible"):
            area = area.parentWidget()
        index = self.currentIndex()
        if area is not None and index.isValid():
            rect = self.visualRect(index)
            spot = self.mapTo(area.widget(), QPoint(0, rect.center().y()))  # type: ignore[attr-defined]
            area.ensureVisible(spot.x(), spot.y(), 0, rect.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        item = self.item(index)
        on_link = self.link_rect(index).contains(event.position().toPoint())
        if item.leads and (on_link or (not item.hasChildren() and item.node.link is not None)):
            self.asked.emit(item.node)
        elif item.hasChildren():
            self.setExpanded(index, not self.isExpanded(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_on = (
            index.isValid() and self.item(index).leads and self.link_rect(index).contains(event.position().toPoint())
        )
        self.over = QPersistentModelIndex(index) if is_on else None
        is_hand = is_on or (index.isValid() and self.item(index).hasChildren())
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_hand else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.has_focus_ring = event.reason() != Qt.FocusReason.MouseFocusReason
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.has_focus_ring = False
        self.viewport().update()

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """The delegate draws the guides."""


class _FormulaBox(QFrame):
    """The rule in words, and with its values."""

    def __init__(self, words: str, worked: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 11)
        column.setSpacing(4)
        self.words = Label(words, "caption", "ink2", wrap=True)
        self.worked = Label(worked, "strong", "ink", wrap=True)
        column.addWidget(self.words)
        column.addWidget(self.worked)
        self.words.setVisible(bool(words))
        self.worked.setVisible(bool(worked))
        self.setAccessibleName(". ".join(part for part in (words, worked) if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), theme.RADIUS_BOX, theme.current().sunken)
        painter.end()


class WhyPanel(SidePanel):
    """A figure explained. `show_trace` explains another one in the same panel; `back` goes to the one before."""

    def __init__(self, seat: Seat, trace: object) -> None:
        super().__init__(seat, seat.t("Why?"))
        self.caption.set_role("caption", 600)
        self.caption.set_ink("accent")
        self.page_button.set_icon("copy")
        self.page_button.set_name(seat.t("Copy as text"))
        self.page_button.setVisible(True)
        self.page_asked.connect(self.copy)
        self.trace: Trace | None = None
        self.tree = TraceTree(seat)
        self.tree.asked.connect(self._asked)
        self.tree.back_asked.connect(self.back)
        self.part_links: list[Button] = []
        self._before: list[Trace] = []
        self.show_trace(trace)

    def show_trace(self, trace: object) -> None:
        """Explain another figure; the one before is remembered."""
        if self.trace is not None and trace is not self.trace:
            self._before.append(self.trace)
        self._show(trace if isinstance(trace, Trace) else None)

    def back(self) -> bool:
        """To the figure before; False where there is none."""
        if not self._before:
            return False
        self._show(self._before.pop())
        return True

    def copy(self) -> None:
        """All of it as text, to the clipboard."""
        if self.trace is not None:
            QGuiApplication.clipboard().setText(as_text(self.trace, self.seat.texts))
            self.seat.toast(self.seat.t("The explanation is copied"))

    def _show(self, trace: Trace | None) -> None:
        self.trace = trace
        self.tree.setParent(None)
        self.clear()
        self.part_links = []
        t, texts = self.seat.t, self.seat.texts
        if trace is None:
            self.set_caption(t("Why?"))
            self.add(Label(t("There is nothing to explain here."), "body", "ink2", wrap=True))
            self.add(self.tree)
            self.tree.set_nodes(())
            return
        title, amount = said(trace.title, texts), written(trace.amount, texts)
        self.setAccessibleName(f"{t('Why?')} {title} {amount}")
        self._add_head(title, amount, texts(trace.whose))
        words = texts(trace.words) if trace.words is not None else ""
        worked = _sentence(texts(trace.worked)) if trace.worked is not None else ""
        if words or worked:
            self.add(_FormulaBox(words, worked))
        self.add(self.tree)
        self.tree.set_nodes(trace.node.children)
        if trace.part_of:
            self._add_part_of(trace.part_of)
        if self._before:
            earlier = Button(
                t("Back to {figure}", figure=said(self._before[-1].title, texts)), "link", "arrow-left", small=True
            )
            earlier.clicked.connect(self.back)
            self.body.insertWidget(0, earlier, 0, Qt.AlignmentFlag.AlignLeft)
        if self.isVisible():
            for index in range(self.body.count()):
                item = self.body.itemAt(index)
                widget = item.widget() if item is not None else None
                if widget is not None and widget is not self.tree:
                    widget.show()
        self.area.verticalScrollBar().setValue(0)

    def _add_head(self, title: str, amount: str, whose: str) -> None:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(16)
        name = Label(title, "heading", wrap=True)
        figure = Label(amount, "heading", align=RIGHT)
        figure.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(name, 1)
        row.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(Label(whose, "note", "ink2", wrap=True))
        self.add(head)

    def _add_part_of(self, links: tuple[Link, ...]) -> None:
        texts = self.seat.texts
        self.body.addWidget(Divider())
        self.add(Label(self.seat.t("Part of"), "note", "ink2"))
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self.add(listed)
        for link in links:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            button = Button(said(link.title, texts), "link", small=True)
            button.clicked.connect(lambda *_, link=link: self._follow(link))
            line.addWidget(button)
            line.addStretch(1)
            line.addWidget(Label(written(link.value, texts), "body", "ink2", align=RIGHT))
            column.addWidget(row)
            self.part_links.append(button)

    def _asked(self, node: Any) -> None:
        if node.link is not None:
            self._follow(node.link)
        elif node.where is not None:
            self.seat.go(node.where)

    def _follow(self, link: Link) -> None:
        trace = follow(self.seat.desk, link) if self.seat.has_client else None
        if trace is not None:
            self.show_trace(trace)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier and self.back():
            return
        else:
            super().keyPressEvent(event)


def _sentence(words: str) -> str:
    """As it stands at the beginning of a line."""
    return words[:1].upper() + words[1:]
