"""What opens over the page beside a field: raised ground, round corners, a soft shadow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.painting import box, shadow

_SHADOW = 28


class Popover(QFrame):
    """Opens under (or over) what it belongs to; a click beside it or Esc closes it."""

    closed = Signal()

    def __init__(self, content: QWidget, owner: QWidget) -> None:
        super().__init__(owner)
        self.setWindowFlags(
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SHADOW, _SHADOW, _SHADOW, _SHADOW)
        layout.addWidget(content)
        self.setFocusProxy(content)

    def open(self) -> None:
        """Show it under its owner, or over it where there is no room below."""
        owner = self.parentWidget()
        assert owner is not None
        self.adjustSize()
        corner = owner.mapToGlobal(QPoint(0, owner.height() + 4))
        screen = QGuiApplication.screenAt(corner) or owner.screen()
        room = screen.availableGeometry()
        inner = self.height() - 2 * _SHADOW
        y = corner.y()
        if y + inner > room.bottom():
            y = owner.mapToGlobal(QPoint(0, 0)).y() - inner - 4
        x = min(corner.x(), room.right() - (self.width() - 2 * _SHADOW))
        self.move(max(x, room.left()) - _SHADOW, max(y, room.top()) - _SHADOW)
        self.show()
        self.activateWindow()
        proxy = self.focusProxy()
        (proxy or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        inner = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        cast = shadow(
            round(inner.width()), round(inner.height()), theme.RADIUS_POPOVER, self.devicePixelRatioF(), now.is_dark
        )
        painter.drawPixmap(QPoint(0, 6), cast)
        box(painter, inner, theme.RADIUS_POPOVER, now.raised, now.line2)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
