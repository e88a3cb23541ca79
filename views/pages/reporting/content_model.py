"""The report as a tree in plain words, made row by row as it is looked at: a thousand people open as fast as ten."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from models.values.message import Message
from services.queries.reporting import GUIDELINE, FindingRow, MonthDetail, TreeNode
from services.reference.formats import organisation
from views.shell.seat import Seat

_ORGANISATION: Final = re.compile(r"[0-9]{9}")
_Index = QModelIndex | QPersistentModelIndex
NODE: Final = Qt.ItemDataRole.UserRole + 1
"""Asks a row for its TreeNode."""
HIDDEN: Final = "•" * 11
"""In place of a person's number."""


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
        self._lines: list[tuple[int, tuple[int, ...]]] | None = None
        self._marks: dict[tuple[int, ...], Mark] = {}
        self._titles: dict[Message, str] = {}
        self.shows_secrets = False

    def show(self, detail: MonthDetail | None) -> None:
        """Another report."""
        self.beginResetModel()
        self._roots = [_Item(node, None, row) for row, node in enumerate(detail.tree if detail is not None else ())]
        self._ways = self._lines = None
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
        if role == NODE:
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
            return HIDDEN
        if isinstance(node.value, str) and _ORGANISATION.fullmatch(node.value):
            return organisation(node.value)
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
        if self._lines is None:
            self._lines = sorted(((node.line, way) for way, node in self.everything()), key=lambda each: each[0])
        place = bisect_right(self._lines, line, key=lambda each: each[0])
        return self.at(self._lines[place - 1][1]) if place else QModelIndex()

    def holding(self, needle: str) -> list[tuple[int, ...]]:
        """The ways to all nodes whose name or value holds a text."""
        return [
            way
            for way, node in self.everything()
            if needle in self.title(node).casefold()
            or needle in self.value(node).casefold()
            or (needle.isdigit() and not node.secret and needle == node.value)
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
