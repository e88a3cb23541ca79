"""A field where one types and is shown what fits: occupations, people, wage types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from models.values.message import Message
from services.reference.formats import Unreadable
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.seat import Seat
from views.widgets.drop_list import SECOND, Index, RowPainter, list_view
from views.widgets.editors import LineEditor, Suggest


class _Hits(QAbstractListModel):
    """What a look-up suggests."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[tuple[Any, str, str]] = []

    def set_hits(self, hits: list[tuple[Any, str, str]]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        _, words, second = self.hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words} {second}".strip()
        return second if role == SECOND else None


class LookupEdit(LineEditor):
    """Something that is found by typing: occupations, people, wage types.

    `suggest` answers what was typed with values, texts and second texts; `title_of` writes a value that was set. What
    is typed must be one of the suggestions, unless `free` lets any text be a value.
    """

    def __init__(
        self,
        seat: Seat,
        suggest: Suggest,
        *,
        title_of: Callable[[Any], str] | None = None,
        free: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(seat, parent=parent)
        self._suggest, self._title_of, self._free = suggest, title_of, free
        self._value: Any = None
        self._hits = _Hits()
        self._hits.setParent(self)
        self.setPlaceholderText(placeholder)
        self._completer = QCompleter(self._hits, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(9)
        self._completer.setWidget(self)
        popup = list_view(self)
        self._completer.setPopup(popup)
        popup.setItemDelegate(RowPainter(popup, lambda: -1))
        popup.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self._completer.activated[QModelIndex].connect(self._taken)  # type: ignore[index]

    @property
    def hits(self) -> list[tuple[Any, str, str]]:
        """What is suggested now."""
        return self._hits.hits

    @property
    def popup(self) -> QListView:
        view = self._completer.popup()
        assert isinstance(view, QListView)
        return view

    def value(self) -> Any:
        written = self.text().strip()
        if not written:
            return None
        if self._value is not None:
            return self._value
        for value, words, _ in self._suggest(written):
            if words.casefold() == written.casefold() or str(value).casefold() == written.casefold():
                return value
        if self._free:
            return written
        raise Unreadable(Message("“{text}” is not in the list. Choose one of those that are shown.", text=written))

    def set_value(self, value: Any) -> None:
        """Show a value by its text."""
        self._value = value
        if value is None:
            self.setText("")
        else:
            self.setText(self.write(value))
        self.setCursorPosition(0)

    def write(self, value: Any) -> str:
        if self._title_of is not None:
            return self._title_of(value)
        found = [words for each, words, _ in self._suggest(str(value)) if each == value]
        return found[0] if found else str(value)

    def tidy(self) -> None:
        if self._value is None and self.text().strip():
            try:
                value = self.value()
            except Unreadable:
                return
            if not (self._free and value == self.text().strip()):
                self.set_value(value)

    def _edited(self) -> None:
        self._value = None
        self._open(self.text().strip())
        super()._edited()

    def _open(self, written: str) -> None:
        hits = self._suggest(written)
        self._hits.set_hits(hits)
        if not hits:
            self.popup.hide()
            return
        self.popup.setFixedWidth(max(self.width(), 320))
        rows = min(len(hits), 9)
        self._completer.complete()
        self.popup.setFixedHeight(rows * 32 + 12)
        first = self._completer.completionModel().index(0, 0)
        self.popup.setCurrentIndex(first)

    def _taken(self, index: QModelIndex) -> None:
        row = index.row()
        if 0 <= row < len(self._hits.hits):
            value, words, _ = self._hits.hits[row]
            self._value = value
            self.setText(self._title_of(value) if self._title_of is not None else words)
            self.changed.emit()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.popup.isVisible():
            self._open("" if self._value is not None else self.text().strip())
            return
        if self.popup.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _right_room(self) -> int:
        return super()._right_room() + 20

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.state != "good":
            rect = QRectF(self.width() - 28, 0, 16, self.height())
            paint_icon(QPainter(self), rect, "magnifying-glass", theme.current().ink3, 16)
