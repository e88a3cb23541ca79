"""The file itself, line by line. Numbers of persons are hidden until they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from views.pages.reporting.content_model import HIDDEN
from views.shell import theme
from views.shell.fonts import monospace
from views.shell.painting import RIGHT, baseline, box, text
from views.shell.seat import Seat

_Index = QModelIndex | QPersistentModelIndex
_LINE: Final = 20
_NUMBER: Final = 52
_TAG: Final = re.compile(r"(<[/?]?)([^\s<>/?]+)([^<>]*>)")


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
        return written.replace(secret, HIDDEN) if secret and not self.shows_secrets else written

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

    picked = Signal(int)  # the line that somebody went to, from 1

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._is_telling = False
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
        self._is_telling = True

    def go_to(self, line: int) -> None:
        """Stand on a line, counted from 1."""
        index = self.text_lines.index(line - 1)
        if index.isValid():
            self._is_telling = False
            self.setCurrentIndex(index)
            self._is_telling = True
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.horizontalScrollBar().setValue(0)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if self._is_telling and current.isValid() and self.hasFocus():
            self.picked.emit(current.row() + 1)

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
