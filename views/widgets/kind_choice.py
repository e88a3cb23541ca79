"""Choosing a kind of absence: each with its colour and pattern, as its bar looks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, text
from views.shell.seat import Seat
from views.widgets.drop_list import Choice, Index, RowPainter
from views.widgets.editors import paint_field
from views.widgets.timeline_look import BarShape, bar_pixmap, look_of

_SWATCH = 22


class _KindRows(RowPainter):
    """Rows with a small bar before the word."""

    def __init__(self, owner: KindEdit) -> None:
        super().__init__(owner, owner.currentIndex)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        usual = super().sizeHint(option, index)
        return QSize(usual.width() + _SWATCH + 10, usual.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now, rect = theme.current(), QRectF(option.rect)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            box(painter, rect, 5, now.select)
        room = rect.adjusted(10, 0, -10, 0)
        if index.row() == self._owner.currentIndex():
            paint_icon(painter, QRectF(room.right() - 16, room.top(), 16, room.height()), "check", now.accent, 16)
            room.setRight(room.right() - 24)
        self._owner.paint_swatch(painter, index.row(), room)
        text(
            painter,
            room.adjusted(_SWATCH + 10, 0, 0, 0),
            str(index.data(Qt.ItemDataRole.DisplayRole) or ""),
            "body",
            now.ink,
        )


class KindEdit(Choice):
    """One of the kinds. The value is its key."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        self.patterns: list[str] = []
        super().__init__(seat, placeholder=seat.t("Choose what it is"), parent=parent)
        self.setMaxVisibleItems(16)

    def set_kinds(self, kinds: Sequence[tuple[str, str, str]]) -> None:
        """Key, word and pattern of each."""
        self.patterns = [pattern for _, _, pattern in kinds]
        self.set_items([(kind, word) for kind, word, _ in kinds])

    def paint_swatch(self, painter: QPainter, number: int, room: QRectF) -> None:
        """The small bar of an entry, at the left of its room."""
        if 0 <= number < len(self.patterns):
            shape = BarShape(look_of(self.patterns[number]), _SWATCH, 16)
            top = room.center().y() - 8
            painter.drawPixmap(round(room.left()), round(top), bar_pixmap(shape, self.devicePixelRatioF()))

    def _make_list(self) -> QListView:
        view = super()._make_list()
        view.setItemDelegate(_KindRows(self))
        return view

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.currentIndex() < 0:
            super().paintEvent(event)
            return
        painter, now = QPainter(self), theme.current()
        whole = QRectF(self.rect())
        is_open = self._list is not None and self._list.isVisible()
        paint_field(painter, whole, self, self._state, focused=self.hasFocus() or is_open)
        right = whole.width() - 12
        paint_icon(painter, QRectF(right - 14, 0, 14, whole.height()), "caret-down", now.ink2, 14)
        room = QRectF(12, 0, right - 34, whole.height())
        self.paint_swatch(painter, self.currentIndex(), room)
        ink = now.ink if self.isEnabled() else now.ink2
        text(painter, room.adjusted(_SWATCH + 10, 0, 0, 0), self.currentText(), "body", ink)
        painter.end()
