"""The catalogue as a list at the left, in groups: which reports there are, and which is open."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.queries.reports import Entry, reports_without
from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import box, text, text_width
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring
from views.widgets.text import Label

WIDTH: Final = 188
_HEIGHT: Final = 34


class _Item(QAbstractButton):
    """One report."""

    def __init__(self, seat: Seat, entry: Entry) -> None:
        super().__init__()
        self.words = seat.t(entry.title)
        self.setText(self.words.replace("&", "&&"))
        self.setAccessibleName(self.words)
        self.setAccessibleDescription(seat.t(entry.question))
        self.setToolTip(seat.t(entry.question))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        whole = QRectF(self.rect())
        if self.isChecked():
            box(painter, whole, theme.RADIUS_CONTROL, now.surface, now.line)
        elif self.underMouse():
            box(painter, whole, theme.RADIUS_CONTROL, now.hover)
        ink = now.ink if self.isChecked() or self.underMouse() else now.ink2
        room, look = whole.adjusted(12, 0, -8, 0), font("body", 600 if self.isChecked() else 500)
        if text_width(self.words, look) > room.width():
            look = font("note", 600 if self.isChecked() else 500)
        text(painter, room, self.words, look, ink)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_CONTROL)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class CatalogueList(QWidget):
    """The list. The arrow keys go along it, and open what they come to."""

    chosen = Signal(str)

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(seat.t("Reports"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.items: dict[str, _Item] = {}
        group = None
        for entry in reports_without(seat.questions.reports).values():
            if entry.group != group:
                if group is not None:
                    column.addSpacing(12)
                group = entry.group
                row = QHBoxLayout()
                row.setContentsMargins(12, 0, 0, 2)
                row.addWidget(Label(seat.t(group), "caption", "ink3"))
                column.addLayout(row)
            item = _Item(seat, entry)
            item.clicked.connect(lambda *_, name=entry.name: self.chosen.emit(name))
            column.addWidget(item)
            self.items[entry.name] = item
        column.addStretch(1)

    def choose(self, name: str) -> None:
        """Show a report as the open one, without telling. The tab key comes to it alone."""
        for key, item in self.items.items():
            item.setChecked(key == name)
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == name else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        names = list(self.items)
        here = next((place for place, name in enumerate(names) if self.items[name].hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        to = names[(here + step) % len(names)]
        self.items[to].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(to)
