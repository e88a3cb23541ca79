"""A page: header, content in one column, and in guides a footer."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from models.values.finding import Place
from views.shell import theme
from views.shell.painting import text, text_width
from views.shell.seat import Seat


class PageHeader(QWidget):
    """Where am I, and what matters now; actions at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._line = ""
        self.setFixedHeight(64)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 4, 0, 26)
        self.row.setSpacing(8)
        self.row.addStretch(1)

    def set(self, title: str, line: str = "") -> None:
        """What stands there."""
        self._title, self._line = title, line
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.update()

    @property
    def title(self) -> str:
        return self._title

    @property
    def line(self) -> str:
        return self._line

    def add_button(self, button: QWidget) -> None:
        """One more action, at the far right."""
        self.row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def sizeHint(self) -> QSize:
        return QSize(400, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        title, line = QRectF(0, -3, self._free(0, 28), 32), QRectF(0, 28, self._free(30, 48), 20)
        if text_width(self._line, "body") > line.width():
            line = QRectF(0, 41, self.width(), 20)  # under the actions
        fits = text_width(self._title, "title") <= title.width()
        role = "title" if fits else "heading"  # beside a panel it is smaller rather than cut
        text(painter, title, self._title, role, now.ink)
        text(painter, line, self._line, "body", now.ink2)
        painter.end()
        is_cut = text_width(self._title, role) > title.width() or text_width(self._line, "body") > line.width()
        self.setToolTip(f"{self._title}\n{self._line}" if is_cut else "")

    def _free(self, top: int, bottom: int) -> float:
        """The room at the left of the actions, between two heights."""
        free = self.width()
        for index in range(self.row.count()):
            item = self.row.itemAt(index)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.isVisible() and widget.y() < bottom and widget.geometry().bottom() > top:
                free = min(free, widget.x() - 16)
        return free


class _Centred(QWidget):
    """Holds one widget: as wide as there is room, at most as wide as content may grow."""

    def __init__(self, content: QWidget, most: int) -> None:
        super().__init__()
        self._content, self._most = content, most
        content.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = min(self.width(), self._most + 2 * theme.MARGIN)
        self._content.setGeometry((self.width() - width) // 2, 0, width, self.height())
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # there is no layout here to hear that the content grew
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._content.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return self._content.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self._content.heightForWidth(min(width, self._most + 2 * theme.MARGIN))


class Page(QWidget):
    """One question a page. Subclasses fill `column` and answer `show_place` and `refresh`.

    `kinds` are the records it shows: it is refreshed when one of them was changed.
    """

    kinds: ClassVar[frozenset[str]] = frozenset()
    takes: ClassVar[frozenset[str]] = frozenset()
    """Kinds of files that stay here when they are dropped on this page, though most of them belong elsewhere."""

    def __init__(self, seat: Seat, *, scroll: bool = False) -> None:
        super().__init__()
        self.seat = seat
        self.footer: QWidget | None = None
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(theme.MARGIN, 24, theme.MARGIN, 24)
        self.column.setSpacing(0)
        self.header = PageHeader()
        self.column.addWidget(self.header)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        centred = _Centred(self.content, theme.CONTENT)
        centred.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if scroll:
            self.area = QScrollArea()
            self.area.setFrameShape(QFrame.Shape.NoFrame)
            self.area.setWidgetResizable(True)
            self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.area.viewport().setAutoFillBackground(False)
            self.area.setWidget(centred)
            centred.setAutoFillBackground(False)
            self._outer.addWidget(self.area, 1)
        else:
            self._outer.addWidget(centred, 1)

    def set_margins(self, beside_panel: bool) -> None:
        """Eight pixels less at the right while a panel is open."""
        right = 24 if beside_panel else theme.MARGIN
        self.column.setContentsMargins(theme.MARGIN, 24, right, 24)

    def set_footer(self, footer: QWidget) -> None:
        """A guide's footer, under everything."""
        self.footer = footer
        self._outer.addWidget(footer)

    def show_place(self, place: Place) -> None:
        """Somebody goes here: to the page, to a thing on it, to a field of the thing."""

    def receive(self, path: Path) -> None:
        """Somebody comes here with a file in hand: look at it. It was said before that it belongs here."""

    def refresh(self) -> None:
        """Something that the page shows was changed."""

    def leave(self) -> bool:
        """Somebody goes away. Keep what was typed; False holds them here."""
        return True

    def new(self) -> None:
        """N: the new thing of this page."""

    def search(self) -> None:
        """Ctrl+F: into the search field of this page."""

    def recalculate(self) -> None:
        """F5: calculate or build again."""

    def why(self) -> None:
        """Alt+Enter or ?: explain the figure in focus."""

    def primary(self) -> None:
        """Ctrl+Enter: the one primary button; in a guide the one that goes on."""
        for footer in self.findChildren(QWidget, "guide-footer"):
            if footer.isVisible():
                footer.enter()  # type: ignore[attr-defined]

    def step(self, number: int) -> None:
        """Alt+1 … 5: a step of a guide, counted from 1."""
        for guide in self.findChildren(QWidget, "guide"):
            if guide.isVisible():
                guide.jump(number - 1)  # type: ignore[attr-defined]
