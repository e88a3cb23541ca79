"""The bar above every page: the palette, and what the file is doing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.painting import box, focus_ring, text, text_width

_STATES = {"ok": ("check", "ok"), "busy": ("circle-dashed", "ink3"), "err": ("warning-circle", "err"), "": ("", "ink2")}


class PaletteButton(QAbstractButton):
    """Looks like a field, and opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(32)
        self.setMinimumWidth(160)
        self.setMaximumWidth(380)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(380, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        rect = QRectF(self.rect())
        box(painter, rect, theme.RADIUS_CONTROL, now.canvas, now.line2 if self.underMouse() else now.line)
        paint_icon(painter, QRectF(9, 0, 18, rect.height()), "magnifying-glass", now.ink2, 16)
        width = text_width("Ctrl K", "tiny") + 12
        cap = QRectF(rect.right() - width - 7, rect.center().y() - 9.5, width, 19)
        text(painter, QRectF(32, 0, cap.left() - 40, rect.height()), self.text(), "note", now.ink2)
        box(painter, cap, theme.RADIUS_SMALL, now.surface, now.line2)
        text(painter, cap, "Ctrl K", "tiny", now.ink2, "center")
        if self.hasFocus():
            focus_ring(painter, rect, theme.RADIUS_CONTROL, -2)
        painter.end()


class Status(QWidget):
    """One line at the far right: saved when, computing, cannot save."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._kind = "", ""
        self.setFixedHeight(32)

    def say(self, what: str, kind: str) -> None:
        self._text, self._kind = what, kind
        self.setAccessibleName(what)
        self.updateGeometry()
        self.update()

    @property
    def said(self) -> str:
        """What stands there."""
        return self._text

    @property
    def is_busy(self) -> bool:
        """Whether it says that something is under way."""
        return self._kind == "busy"

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self._text, "caption")) + 30, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        now, painter = theme.current(), QPainter(self)
        icon, token = _STATES[self._kind]
        width = text_width(self._text, "caption")
        left = self.width() - width - 2
        ink = now.err if self._kind == "err" else now.ink2
        text(painter, QRectF(left, 0, width + 2, self.height()), self._text, "caption", ink)
        if icon:
            paint_icon(painter, QRectF(left - 22, 0, 18, self.height()), icon, now.token(token), 15)
        painter.end()


class ClientBar(QWidget):
    """The palette's field at the left, the state of the file and the lock at the right."""

    def __init__(self, lock: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.CLIENT_BAR)
        self.palette_button = PaletteButton()
        self.status = Status()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN - 6, 1)
        row.setSpacing(10)
        row.addWidget(self.palette_button, 1)
        row.addStretch(1)
        row.addWidget(self.status)
        row.addWidget(lock)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, now.line)
        painter.end()
