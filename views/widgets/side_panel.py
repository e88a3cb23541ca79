"""The docked panel at the right: about one thing, closed by Esc, and never over what was clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.painting import RIGHT, avatar
from views.shell.seat import Seat
from views.widgets.buttons import Button, IconButton
from views.widgets.card import HangingColumn, Section
from views.widgets.scroll import SoftEnd
from views.widgets.tabs import Tabs
from views.widgets.text import STATES, Divider, Icon, Label, MessageBox

W = TypeVar("W", bound=QWidget)


MARGIN = 24
_GLYPH = 12  # of the question marks that hang in the margin
_NEAR = 3  # from the figure


class _Avatar(QWidget):
    """A round with initials."""

    def __init__(self, letters: str, size: int = 48) -> None:
        super().__init__()
        self._letters = letters
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        avatar(QPainter(self), QRectF(self.rect()), self._letters)


class _Body(QScrollArea):
    """What scrolls in a panel. Its margins lie inside, so that question marks can hang in them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(MARGIN - 1, 8, MARGIN, 16)
        outer.setSpacing(0)
        self.column = HangingColumn(MARGIN - 1)
        self.column.setSpacing(12)
        outer.addLayout(self.column)
        outer.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._end = SoftEnd(self, "surface")
        inside = self.verticalScrollBar()
        inside.valueChanged.connect(self._soften)
        inside.rangeChanged.connect(self._soften)

    def _soften(self, *_: int) -> None:
        bar = self.verticalScrollBar()
        self._end.lie_over(self)
        bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soften()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 60)


class SidePanel(QWidget):
    """Caption, name, one message, tabs or a body that scrolls, and actions at the bottom left.

    `page` opens the thing as a page of its own. Closing asks the seat; `closed` is told as well.
    """

    closed = Signal()
    page_asked = Signal()
    actions: QHBoxLayout  # type: ignore[assignment]  # the row at the bottom, not Qt's list of actions

    def __init__(
        self,
        seat: Seat,
        caption: str,
        title: str = "",
        line: str = "",
        *,
        avatar: str = "",
        page: Callable[[], Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat = seat
        self.setAccessibleName(title or caption)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 10, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN - 1, 0, MARGIN - 6, 0)
        head.setSpacing(4)
        self.caption = Label(caption, "caption", "ink2")
        self.page_button = IconButton("arrow-square-out", seat.t("Open as a page"))
        self.close_button = IconButton("x", seat.t("Close the panel"))
        head.addWidget(self.caption, 1)
        head.addWidget(self.page_button)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        self._who = QWidget()
        who = QHBoxLayout(self._who)
        who.setContentsMargins(MARGIN - 1, 8, MARGIN, 8)
        who.setSpacing(14)
        self._avatar = _Avatar(avatar)
        self._avatar.setVisible(bool(avatar))
        who.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.title = Label(title, "section" if avatar else "heading", wrap=True)
        self.line = Label(line, "note", "ink2", wrap=True)
        names.addWidget(self.title)
        names.addWidget(self.line)
        who.addLayout(names, 1)
        outer.addWidget(self._who)
        self._messages = QVBoxLayout()
        self._messages.setContentsMargins(MARGIN - 1, 4, MARGIN, 4)
        self._messages.setSpacing(8)
        outer.addLayout(self._messages)
        self.area = _Body()
        self.body = self.area.column
        self.tabs: Tabs | None = None
        self._tab_bodies: dict[str, _Body] = {}
        self._middle = outer
        outer.addWidget(self.area, 1)
        self._foot = QWidget()
        self._foot.setVisible(False)
        self.actions = QHBoxLayout(self._foot)
        self.actions.setContentsMargins(MARGIN - 1, 12, MARGIN, 20)
        self.actions.setSpacing(10)
        self.actions.addStretch(1)
        outer.addWidget(self._foot)
        self.page_button.setVisible(page is not None)
        self.page_button.clicked.connect(self.page_asked)
        if page is not None:
            self.page_asked.connect(page)
        self.close_button.clicked.connect(self.close_panel)
        self._settle()
        self.setMinimumWidth(280)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme.PANEL, 600)

    def _settle(self) -> None:
        self.line.setVisible(bool(self.line.text()))
        self.title.setVisible(bool(self.title.text()))
        self._who.setVisible(bool(self.title.text() or self.line.text()))

    def set_title(self, text: str) -> None:
        """Another name."""
        self.title.setText(text)
        self.setAccessibleName(text or self.caption.text())
        self._settle()

    def set_line(self, text: str) -> None:
        """The line under the name."""
        self.line.setText(text)
        self._settle()

    def set_caption(self, text: str) -> None:
        """The small text at the top."""
        self.caption.setText(text)

    def add(self, widget: W) -> W:
        """Put something under what is there."""
        self.body.addWidget(widget)
        return widget

    def add_message(self, message: MessageBox) -> MessageBox:
        """The box that says what is wrong, over tabs and body."""
        self._messages.addWidget(message)
        return message

    def add_section(self, heading: str, link: str = "", *, rule: bool = False) -> Section:
        """A small heading, with a line over it where something comes before."""
        if rule:
            self.body.addWidget(Divider())
        section = Section(heading, link, small=True)
        self.body.addWidget(section)
        return section

    def add_action(self, button: Button) -> Button:
        """A button at the bottom left; the primary one comes first."""
        self.actions.insertWidget(self.actions.count() - 1, button)
        self._foot.setVisible(True)
        return button

    def add_tabs(self, items: Sequence[tuple[str, str]]) -> Tabs:
        """Tabs instead of the one body; each has its own, `tab_body(key)`."""
        tabs = Tabs(items)
        layout = tabs.bar.layout()
        assert layout is not None
        layout.setContentsMargins(MARGIN - 1, 0, MARGIN, 0)
        for key, _ in items:
            body = _Body()
            self._tab_bodies[key] = body
            tabs.add(key, body)
        self._middle.replaceWidget(self.area, tabs)
        self._middle.setStretchFactor(tabs, 1)
        self.area.hide()
        self.area.setParent(self)
        self.tabs = tabs
        if items:
            self.body = self._tab_bodies[items[0][0]].column
        return tabs

    def tab_body(self, key: str) -> QVBoxLayout:
        """What a tab holds. Raises KeyError for a tab that there is not."""
        return self._tab_bodies[key].column

    def clear(self, layout: QVBoxLayout | None = None) -> None:
        """Take away what the body (or a tab) holds."""
        empty_layout(layout or self.body)

    def close_panel(self) -> None:
        """Go away."""
        self.closed.emit()
        self.seat.close_panel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        painter.fillRect(self.rect(), now.surface)
        painter.fillRect(0, 0, 1, self.height(), now.line)


def empty_layout(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif isinstance(inner, (QVBoxLayout, QHBoxLayout)):
            empty_layout(inner)


class _Fact(QWidget):
    """A key and its value, 28 high; the question mark hangs outside, so figures keep their right edge."""

    def __init__(self, owner: KeyValues, key: str, value: str, strong: bool, state: str) -> None:
        super().__init__(owner)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.key = Label(key, "body", "ink" if strong else "ink2", weight=500 if strong else 0)
        icon, ink = STATES[state]
        self.value = Label(value, "body_medium", ink if state else "ink", weight=600 if strong else 500, align=RIGHT)
        row.addWidget(self.key, 1)
        if icon:
            row.addWidget(Icon(icon, ink, 16, 20), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.value)
        self.row = row
        self.mark: IconButton | None = None
        self.setFixedHeight(28)
        self.setAccessibleName(f"{key}: {value}")

    def set_room(self, room: int) -> None:
        """How much is kept free at the right for the question mark."""
        self.row.setContentsMargins(0, 0, room, 0)
        self._room = room
        self._place()

    _room = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self.mark is not None:
            side = self.mark.width()
            left = self.width() - self._room + _NEAR - (side - _GLYPH) // 2  # close to the figure, clear of the edge
            self.mark.move(left, (self.height() - side) // 2)


class KeyValues(QWidget):
    """Facts, one a row. `why` is asked by the small question mark in the margin, by Alt+Enter and by `?`."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.facts: list[_Fact] = []
        self.marks: dict[str, IconButton] = {}
        self.links: dict[str, Button] = {}
        self._hang = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def hang(self, room: int) -> None:
        """The column lets the question marks hang out into its margin."""
        if room != self._hang:
            self._hang = room
            self._settle()

    def _settle(self) -> None:
        room = self._hang or (24 if self.marks else 0)
        for fact in self.facts:
            fact.set_room(room)

    def add(
        self,
        key: str,
        value: str,
        why: Callable[[], Any] | None = None,
        link: str = "",
        *,
        strong: bool = False,
        state: str = "",
        on_link: Callable[[], Any] | None = None,
    ) -> None:
        """One more fact. With `link` there is a verb at the right."""
        fact = _Fact(self, key, value, strong, state)
        self._column.addWidget(fact)
        self.facts.append(fact)
        if link:
            button = Button(link, "link", small=True)
            if on_link is not None:
                button.clicked.connect(lambda *_: on_link())
            fact.row.addWidget(button)
            self.links[key] = button
        if why is not None:
            fact.mark = self.marks[key] = _Why(self.seat, fact, key, why)
        self._settle()

    def clear(self) -> None:
        """Take all facts away."""
        self.facts.clear()
        self.marks.clear()
        self.links.clear()
        empty_layout(self._column)

    def value(self, key: str) -> str:
        """What stands beside a key. Raises KeyError."""
        for fact in self.facts:
            if fact.key.text() == key:
                return fact.value.text()
        raise KeyError(key)


class _Why(IconButton):
    """The question mark of a figure."""

    def __init__(self, seat: Seat, fact: _Fact, key: str, why: Callable[[], Any]) -> None:
        super().__init__("question", seat.t("Why? {what}", what=key), fact, size=24, glyph=_GLYPH)
        self.set_icon("question", "accent")
        self._why = why
        self.clicked.connect(lambda *_: why())
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?" or (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self._why()
        else:
            super().keyPressEvent(event)
