"""Written things: labels with the line heights of the look, pills, message boxes, lines."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, LEFT, PILL_HEIGHT, RIGHT, baseline, box, broken, pill, pill_width, text_width
from views.shell.painting import text as paint_text
from views.widgets.buttons import Button

STATES: Final = {
    "ok": ("check-circle", "ok"),
    "warn": ("warning", "warn"),
    "due": ("clock", "warn"),
    "err": ("warning-circle", "err"),
    "info": ("info", "info"),
    "ready": ("circle-half", "info"),
    "waiting": ("circle-dashed", "ink3"),
    "corrected": ("arrows-clockwise", "ok"),
    "neutral": ("", "ink2"),
    "muted": ("", "ink3"),
    "": ("", "ink"),
}
"""Icon and colour token by state: colour never stands alone."""


def capital(words: str) -> str:
    """Words at the beginning of a line."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """Words that began a line, inside one."""
    return words[:1].lower() + words[1:]


def broken_into_lines(what: str, look: QFont, width: float) -> list[str]:
    """The lines that a text becomes in so much room; words that are too long are cut."""
    if what and "\n" not in what and text_width(what, look) <= width - 1:
        return [what.rstrip()]
    known = broken(look)
    if (what, width) not in known:
        known[what, width] = _broken(what, look, width)
    return list(known[what, width])


def _broken(what: str, look: QFont, width: float) -> list[str]:
    lines = []
    for part in what.split("\n"):
        layout = QTextLayout(part, look)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            lines.append(part[line.textStart() : line.textStart() + line.textLength()].rstrip())
        layout.endLayout()
        if not part:
            lines.append("")
    return lines


class Label(QLabel):
    """Text in a role and a colour. One line that is shortened, or several where it may wrap."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        ink: str = "ink",
        wrap: bool = False,
        parent: QWidget | None = None,
        *,
        weight: int = 0,
        line: int = 0,
        align: str = LEFT,
    ) -> None:
        super().__init__(parent)
        self._role, self._weight, self._ink, self._wraps, self._align = role, weight, ink, wrap, align
        self._line = line
        self._broken: tuple[str, int, list[str]] | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(role, weight))
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._broken = None
        self._tell_whole()
        self.updateGeometry()
        self.update()

    def set_ink(self, token: str) -> None:
        """Another colour, by token."""
        self._ink = token
        self.update()

    def set_role(self, role: str, weight: int = 0) -> None:
        """Another size and weight."""
        self._role, self._weight = role, weight
        self.setFont(font(role, weight))
        self._broken = None
        self.updateGeometry()
        self.update()

    def set_align(self, align: str) -> None:
        """Left, right or in the middle."""
        self._align = align
        self.update()

    @property
    def ink(self) -> str:
        return self._ink

    @property
    def _look(self) -> QFont:
        return font(self._role, self._weight)

    @property
    def _pitch(self) -> int:
        return self._line or line_height(self._role)

    def _lines(self, width: int) -> list[str]:
        if self._broken is None or self._broken[:2] != (self.text(), width):
            self._broken = (self.text(), width, broken_into_lines(self.text(), self._look, width))
        return self._broken[2]

    def _natural(self) -> int:
        return ceil(max((text_width(part, self._look) for part in self.text().split("\n")), default=0))

    def sizeHint(self) -> QSize:
        natural = self._natural()
        if not self._wraps:
            return QSize(natural, self._pitch * (1 + self.text().count("\n")))
        width = min(natural, 420)
        return QSize(width, self._pitch * len(self._lines(max(width, 1))))

    def minimumSizeHint(self) -> QSize:
        if self._wraps:
            return QSize(min(self._natural(), 60), self._pitch)
        return QSize(min(self._natural(), 24), self._pitch)

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        return self._pitch * len(self._lines(max(width, 1))) if self._wraps else self.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        """A text that is cut is a tip as a whole."""
        is_cut = not self._wraps and self.width() and self._natural() > self.width() + 1
        if is_cut:
            self.setToolTip(self.text())
        elif self.toolTip():
            self.setToolTip("")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = theme.current().token(self._ink if self.isEnabled() else "ink3")
        pitch = self._pitch
        lines = self._lines(self.width()) if self._wraps else self.text().split("\n")
        top = 0.0 if self._wraps else (self.height() - pitch * len(lines)) / 2
        for number, line in enumerate(lines):
            rect = QRectF(0, top + number * pitch, self.width(), pitch)
            if not self._wraps:
                paint_text(painter, rect, line, self._look, colour, self._align)
                continue
            painter.setFont(self._look)
            painter.setPen(colour)
            width = text_width(line, self._look)
            left = {LEFT: 0.0, RIGHT: self.width() - width, CENTER: (self.width() - width) / 2}[self._align]
            painter.drawText(QPointF(left, baseline(rect, self._look)), line)


class Pill(QLabel):
    """A state in a word, on soft ground."""

    def __init__(self, text: str, kind: str = "neutral", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._icon = kind, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set(text, kind, icon)

    def set(self, text: str, kind: str = "neutral", icon: str = "") -> None:
        """Another state."""
        self._kind, self._icon = kind, icon
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def kind(self) -> str:
        return self._kind

    def sizeHint(self) -> QSize:
        return QSize(ceil(pill_width(self.text(), self._icon)), PILL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        pill(QPainter(self), 0, (self.height() - PILL_HEIGHT) / 2, self.text(), self._kind, self._icon)


class KeyCap(QLabel):
    """A key, as it stands on the keyboard."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(ceil(max(17, text_width(self.text(), "tiny") + 10)), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        box(painter, whole, theme.RADIUS_SMALL, now.surface, now.line2)
        paint_text(painter, whole, self.text(), "tiny", now.ink2, CENTER)


class Divider(QFrame):
    """A line of one pixel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(24, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().line)


class Icon(QWidget):
    """An icon in a box, with room above so that it stands on the first line."""

    def __init__(self, name: str, token: str, size: int, pitch: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.token, self._size, self._pitch = name, token, size, pitch
        self.setFixedWidth(size)
        self.setMinimumHeight(pitch)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.name:
            rect = QRectF(0, 0, self.width(), self._pitch)
            paint_icon(QPainter(self), rect, self.name, theme.current().token(self.token), self._size)


class IconLine(QWidget):
    """One fact with its icon: a consequence, something that is in order."""

    def __init__(
        self,
        icon: str,
        text: str,
        ink: str = "ink",
        color: str = "ok",
        parent: QWidget | None = None,
        *,
        role: str = "body",
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        pitch = line_height(role)
        self.icon = Icon(icon, color, 16, pitch)
        self.label = Label(text, role, ink, wrap=True)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)

    def set(self, icon: str, text: str, color: str = "ok") -> None:
        """Another fact."""
        self.icon.name, self.icon.token = icon, color
        self.icon.update()
        self.label.setText(text)


_BOXES: Final = {
    "warn": ("warning", "warn", "warn_soft", "warn_line"),
    "err": ("warning-circle", "err", "err_soft", "err_line"),
    "info": ("info", "info", "info_soft", "info_soft"),
    "ok": ("check-circle", "ok", "ok_soft", "ok_soft"),
}


class MessageBox(QFrame):
    """What is wrong (or worth knowing), where, and the way to mend it: a filled box inside a card or panel."""

    clicked = Signal()

    def __init__(self, kind: str, title: str, text: str = "", link: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._title = Label("", "button", wrap=True, parent=self)
        self._text = Label("", "note", "ink2", wrap=True, parent=self)
        self._link = Button("", "link", trail="caret-right", small=True, parent=self)
        self._link.clicked.connect(self.clicked)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set(title, text, link)

    def set(self, title: str, text: str = "", link: str = "", kind: str = "") -> None:
        """Say something else."""
        self._kind = kind or self._kind
        self._title.setText(title)
        self._text.setText(text)
        self._link.setText(link)
        self._text.setVisible(bool(text))
        self._link.setVisible(bool(link))
        self.setAccessibleName(" ".join(part for part in (title, text) if part))
        self.updateGeometry()
        self._place(self.width())
        self.update()

    @property
    def kind(self) -> str:
        return self._kind

    @property
    def link(self) -> Button:
        return self._link

    def title(self) -> str:
        return self._title.text()

    def text(self) -> str:
        return self._text.text()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(max(self.width(), 160)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width())

    def _place(self, width: int, move: bool = True) -> int:
        """Lay the parts out in so much room; the link stands beside a short line, else under it. Gives the height."""
        left, right, y = 38, width - 14, 11
        room = max(right - left, 40)
        height = self._title.heightForWidth(room)
        if move:
            self._title.setGeometry(left, y, room, height)
        y += height
        link = self._link.sizeHint() if self._link.text() else QSize(0, 0)
        natural = self._text._natural() if self._text.text() else 0
        is_beside = bool(link.width()) and (natural or self._title._natural()) + link.width() + 16 <= room
        if natural:
            y += 2
            taken = room - (link.width() + 12 if is_beside else 0)
            height = self._text.heightForWidth(taken)
            if move:
                self._text.setGeometry(left, y, taken, height)
            y += height
        if link.width():
            if is_beside:
                top = y - (line_height("note") + link.height()) // 2 if natural else y - (20 + link.height()) // 2
                if move:
                    self._link.setGeometry(right - link.width(), top, link.width(), link.height())
            else:
                y += 6
                if move:
                    self._link.setGeometry(left, y, link.width(), link.height())
                y += link.height() - 3
        return y + 11

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        icon, ink, ground, edge = _BOXES[self._kind]
        box(painter, QRectF(self.rect()), theme.RADIUS_BOX, now.token(ground), now.token(edge))
        paint_icon(painter, QRectF(12, 11, 18, 20), icon, now.token(ink), 18)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()
