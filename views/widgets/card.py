"""Cards: the one level of ground that lies on the page, and the headings outside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.painting import box
from views.widgets.buttons import Button
from views.widgets.text import Label

W = TypeVar("W", bound=QWidget)


class HangingColumn(QVBoxLayout):
    """A column in which a widget may hang out into the margin at the right: one that has `hang(pixels)`.

    So the small question marks stand beside the figures, and the figures keep the edge of everything else.
    """

    def __init__(self, room: int, parent: QWidget | None = None) -> None:
        super().__init__(*([parent] if parent is not None else []))
        self._room = room
        self._moved: dict[int, QRect] = {}

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect.adjusted(0, 0, 0, self._pulled()))
        up = 0
        before: QWidget | None = None
        for widget in self._widgets():
            up += self._pull(before, widget)
            room = self._room if hasattr(widget, "hang") else 0
            if room:
                widget.hang(room)  # type: ignore[attr-defined]
            laid = widget.geometry()
            if (room or up) and self._moved.get(id(widget)) != laid:  # a layout that is not dirty lays nothing anew
                widget.setGeometry(laid.adjusted(0, -up, room, -up))
                self._moved[id(widget)] = widget.geometry()
            before = widget

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), max(0, size.height() - self._pulled()))

    def minimumSize(self) -> QSize:
        size = super().minimumSize()
        return QSize(size.width(), max(0, size.height() - self._pulled()))

    def heightForWidth(self, width: int) -> int:
        height = super().heightForWidth(width)
        return max(0, height - self._pulled()) if height >= 0 else height

    def _widgets(self) -> Iterator[QWidget]:
        for index in range(self.count()):
            item = self.itemAt(index)
            widget = item.widget() if item is not None else None
            if widget is not None and not widget.isHidden():
                yield widget

    def _pull(self, before: QWidget | None, widget: QWidget) -> int:
        """Facts stand close under their heading."""
        return self.spacing() if hasattr(widget, "hang") and isinstance(before, Section) else 0

    def _pulled(self) -> int:
        widgets = list(self._widgets())
        return sum(self._pull(before, widget) for before, widget in pairwise(widgets))


class Card(QFrame):
    """A ground with an edge and rounded corners. What it holds is added to `body`."""

    def __init__(self, heading: str = "", line: str = "", parent: QWidget | None = None, *, padding: int = 20) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(padding, padding, padding, padding)
        outer.setSpacing(0)
        self._heading = Label(heading, "heading")
        self._line = Label(line, "note", "ink2", wrap=True)
        outer.addWidget(self._heading)
        outer.addWidget(self._line)
        self._gap = QWidget()
        self._gap.setFixedHeight(14)
        outer.addWidget(self._gap)
        self.body = HangingColumn(padding - 1)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        outer.addLayout(self.body, 1)
        self._settle()

    def set_heading(self, text: str) -> None:
        """The card's heading; none takes no room."""
        self._heading.setText(text)
        self._settle()

    def set_line(self, text: str) -> None:
        """The sentence under the heading."""
        self._line.setText(text)
        self._settle()

    def _settle(self) -> None:
        has_heading, has_line = bool(self._heading.text()), bool(self._line.text())
        self._heading.setVisible(has_heading)
        self._line.setVisible(has_line)
        self._gap.setVisible(has_heading or has_line)
        self.setAccessibleName(self._heading.text())

    def add(self, widget: W) -> W:
        """Put something under what is there."""
        self.body.addWidget(widget)
        return widget

    def add_row(self, *widgets: QWidget, spacing: int = 10) -> QHBoxLayout:
        """Put things side by side from the left."""
        row = QHBoxLayout()
        row.setSpacing(spacing)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)
        return row

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        box(QPainter(self), QRectF(self.rect()), theme.RADIUS_CARD, now.surface, now.line)


class Section(QWidget):
    """A heading outside a card, with a note after it and a link at the right."""

    clicked = Signal()

    def __init__(
        self, heading: str, link: str = "", note: str = "", parent: QWidget | None = None, *, small: bool = False
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._heading = Label(heading, "label" if small else "section", "ink2" if small else "ink")
        self._note = Label(note, "note", "ink2")
        self._link = Button(link, "link", small=True)
        self._link.clicked.connect(self.clicked)
        row.addWidget(self._heading)
        row.addWidget(self._note)
        row.addStretch(1)
        row.addWidget(self._link)
        self.row = row
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set(heading, link, note)

    def set(self, heading: str, link: str = "", note: str = "") -> None:
        """Say something else."""
        self._heading.setText(heading)
        self._note.setText(note)
        self._link.setText(link)
        self._note.setVisible(bool(note))
        self._link.setVisible(bool(link))

    @property
    def link(self) -> Button:
        return self._link

    def heading(self) -> str:
        return self._heading.text()
