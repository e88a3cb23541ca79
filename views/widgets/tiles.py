"""Tiles: a row of equal ones, one of them chosen, each with a name, a state in a word, and a date. And the year above.

Left and right (and Home, End) move the choice; Tab enters the row at the chosen tile and leaves it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, box, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.ring import hide_ring, show_ring
from views.widgets.text import Label, broken_into_lines

HEIGHT: Final = 84
GAP: Final = 8
_NARROW: Final = 66  # a tile that is narrower: the row becomes two
_PAD, _PAD_NARROW, _ROOMY = 12, 6, 76
_RIGHT: Final = 8  # the least that words keep from the right edge


@dataclass(frozen=True, slots=True)
class TileFace:
    """What a tile shows: its name, a state in a word with an icon and a colour token, a line under it.

    `short` is the line where there is no room for it; `spoken` is everything in one sentence. A tile that is `quiet`
    lies on the ground of the page.
    """

    name: str
    state: str
    line: str = ""
    short: str = ""
    icon: str = ""
    ink: str = "ink2"
    spoken: str = ""
    quiet: bool = False


class Tile(QAbstractButton):
    """One tile."""

    def __init__(self, owner: Tiles, place: int) -> None:
        super().__init__(owner)
        self.owner, self.place = owner, place
        self.face = TileFace("", "")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set(self, face: TileFace) -> None:
        """Show something else."""
        self.face = face
        self.setText(face.name)
        self.setAccessibleName(face.spoken or f"{face.name}, {face.state}")
        self.setToolTip(face.spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now, face = QPainter(self), theme.current(), self.face
        whole = QRectF(self.rect())
        ground = now.canvas if face.quiet else now.hover if self.underMouse() else now.surface
        edge, width = (now.accent, 2.0) if self.isChecked() else (now.line, 1.0)
        box(painter, whole, theme.RADIUS_CARD, ground, edge, width)
        pad = _PAD if self.width() >= _ROOMY else _PAD_NARROW
        room = whole.adjusted(pad, 0, -pad, 0)
        if face.icon:
            spot = QRectF(room.right() - 16, 10, 16, 18)
            paint_icon(painter, spot, face.icon, now.token(face.ink), 16)
        name = QRectF(room.left(), 10, room.width() - 20, 18)
        text(painter, name, face.name, "button", now.ink2 if face.quiet else now.ink)
        state = font("caption", 600)
        ink = now.token(face.ink)
        room = room.adjusted(0, 0, pad - _RIGHT, 0)  # under the icon the words may come nearer to the edge
        lines = broken_into_lines(face.state, state, room.width())
        for number, line in enumerate(lines[:2]):
            text(painter, QRectF(room.left(), 36 + 20 * number, room.width(), 18), line, state, ink)
        if len(lines) < 2:
            ways = ((face.line, "caption"), (face.line, "tiny"), (face.short or face.line, "caption"))
            line, role = next((way for way in ways if text_width(*way) <= room.width()), ways[-1])
            text(painter, QRectF(room.left(), 56, room.width(), 18), line, role, now.ink2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -6, Qt.Key.Key_Down: 6}
        step = steps.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.owner.choose(0 if event.key() == Qt.Key.Key_Home else -1)
        elif step is not None and (abs(step) == 1 or self.owner.is_folded):
            self.owner.choose(min(max(self.place + step, 0), len(self.owner.tiles) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), theme.RADIUS_CARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class Tiles(QWidget):
    """A row of tiles, or two rows where there is little room."""

    chosen = Signal(int)

    def __init__(self, count: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.tiles = [Tile(self, place) for place in range(count)]
        for tile in self.tiles:
            tile.clicked.connect(lambda *_, place=tile.place: self._clicked(place))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows = 1
        self.setFixedHeight(HEIGHT)

    @property
    def is_folded(self) -> bool:
        """Whether they stand in two rows."""
        return self._rows > 1

    @property
    def current(self) -> int:
        """Which one is chosen; -1 for none."""
        return next((tile.place for tile in self.tiles if tile.isChecked()), -1)

    def set(self, faces: Sequence[TileFace], current: int) -> None:
        """Show these, and which is chosen."""
        for tile, face in zip(self.tiles, faces, strict=True):
            tile.set(face)
        self._mark(current)

    def choose(self, place: int) -> None:
        """Choose one as the user does, and go there with the keyboard."""
        tile = self.tiles[place]
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        if not tile.isChecked():
            tile.click()

    def _clicked(self, place: int) -> None:
        self._mark(place)
        self.chosen.emit(place)

    def _mark(self, place: int) -> None:
        for tile in self.tiles:
            is_chosen = tile.place == place
            tile.setAutoExclusive(False)
            tile.setChecked(is_chosen)
            tile.setAutoExclusive(True)
            is_entry = is_chosen or (place < 0 and tile.place == 0)
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_entry else Qt.FocusPolicy.ClickFocus)
            tile.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count = len(self.tiles)
        self._rows = 1 if (self.width() - GAP * (count - 1)) / count >= _NARROW else 2
        in_row = -(-count // self._rows)
        width = (self.width() - GAP * (in_row - 1)) / in_row
        for tile in self.tiles:
            row, column = divmod(tile.place, in_row)
            left, right = round(column * (width + GAP)), round(column * (width + GAP) + width)
            tile.setGeometry(left, row * (HEIGHT + GAP), right - left, HEIGHT)
        self.setFixedHeight(self._rows * HEIGHT + (self._rows - 1) * GAP)

    def sizeHint(self) -> QSize:
        return QSize(len(self.tiles) * (80 + GAP) - GAP, self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.maximumHeight())


class YearChooser(QWidget):
    """A year between two arrows."""

    changed = Signal(int)

    def __init__(self, seat: Seat, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year = year
        self._least, self._most = year, year
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 4, 3)
        row.setSpacing(0)
        self.back = IconButton("caret-left", seat.t("The year before"))
        self.forward = IconButton("caret-right", seat.t("The year after"))
        self._label = Label(str(year), "button", align=CENTER)
        self._label.setMinimumWidth(76)
        row.addWidget(self.back)
        row.addWidget(self._label, 1)
        row.addWidget(self.forward)
        self.back.clicked.connect(lambda: self.step(-1))
        self.forward.clicked.connect(lambda: self.step(1))
        self.setFixedHeight(theme.BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def year(self) -> int:
        return self._year

    def set(self, year: int, least: int, most: int) -> None:
        """Show a year, and between which one may go."""
        self._year, self._least, self._most = year, min(least, year), max(most, year)
        self._label.setText(str(year))
        self.back.setEnabled(self._year > self._least)
        self.forward.setEnabled(self._year < self._most)

    def step(self, by: int) -> None:
        """Go on by so many years, as far as one may."""
        year = min(max(self._year + by, self._least), self._most)
        if year != self._year:
            self.set(year, self._least, self._most)
            self.changed.emit(year)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        box(QPainter(self), QRectF(self.rect()), theme.RADIUS_CONTROL, now.surface, now.line2)
