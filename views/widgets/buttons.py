"""Buttons: one primary a page, outlines and links beside it, and small ones that are only an icon."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import CENTER, baseline, box, text, text_width
from views.widgets.ring import hide_ring, show_ring

KINDS: Final = ("plain", "primary", "link", "danger", "quiet")
_BARE: Final = ("link", "quiet")
_PADDING: Final = 14
_CAP_HEIGHT: Final = 20


class Button(QPushButton):
    """A button with a verb. `key` is the key that does the same, shown as a small cap; `trail` an icon at the right."""

    def __init__(
        self,
        text: str,
        kind: str = "plain",
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
        *,
        trail: str = "",
        small: bool = False,
    ) -> None:
        super().__init__(parent)
        assert kind in KINDS, kind
        self._text, self._kind, self._icon, self._key, self._trail, self._small = "", kind, icon, key, trail, small
        self._waiting = False
        self._bar = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setText(text)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of two is none on a primary button: it would press what came in its place."""
        if self._kind == "primary":
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)

    # --- what it says ---------------------------------------------------------------------------------------------

    def setText(self, text: str) -> None:
        """Another verb. An ampersand is an ampersand: there are no underlined letters."""
        self._text = text
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setAccessibleDescription(self._key)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    @property
    def kind(self) -> str:
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Make it another kind of button."""
        assert kind in KINDS, kind
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Another icon at the left, or none."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_trail(self, name: str) -> None:
        """Another icon at the right, or none."""
        self._trail = name
        self.updateGeometry()
        self.update()

    def set_key(self, cap: str) -> None:
        """The key that does the same."""
        self._key = cap
        self.setText(self._text)

    def set_waiting(self, waiting: bool) -> None:
        """Show that it is at work: nothing for half a second, then a small bar under the text. It takes no click."""
        self._waiting = waiting
        self._bar = False
        if waiting:
            QTimer.singleShot(500, self, self._show_bar)
        self.update()

    def _show_bar(self) -> None:
        self._bar = self._waiting
        self.update()

    # --- size -----------------------------------------------------------------------------------------------------

    @property
    def _role(self) -> str:
        return "label" if self._small else "button"

    @property
    def _icon_size(self) -> int:
        return 15 if self._small else 16

    def sizeHint(self) -> QSize:
        bare = self._kind in _BARE
        width = text_width(self._text, font(self._role)) + (0 if bare else 2 * (10 if self._small else _PADDING))
        if self._icon:
            width += self._icon_size + (6 if self._text else 0)
        if self._trail:
            width += (14 if bare else 16) + 6
        if self._key:
            width += 10 + self._cap_width()
        height = (24 if self._small else 28) if bare else (28 if self._small else theme.BUTTON)
        return QSize(ceil(width), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _cap_width(self) -> float:
        return max(_CAP_HEIGHT - 3.0, text_width(self._key, font("tiny")) + 8)

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, fill, edge = self._colours()
        whole = QRectF(self.rect())
        bare = self._kind in _BARE
        if fill is not None or edge is not None:
            box(painter, whole, theme.RADIUS_CONTROL, fill, edge)
        width = self.sizeHint().width() - (0 if bare else 2 * (10 if self._small else _PADDING))
        padding = 0.0 if bare else float(10 if self._small else _PADDING)
        room = whole.width() - 2 * padding
        spare = max(0.0, room - width)
        left = whole.left() + padding + (0.0 if bare else spare / 2)
        right = whole.right() - padding - (spare if bare else spare / 2)
        if self._icon:
            rect = QRectF(left, 0, self._icon_size, whole.height())
            paint_icon(painter, rect, self._icon, ink, self._icon_size)
            left += self._icon_size + 6
        if self._key:
            cap = QRectF(right - self._cap_width(), (whole.height() - _CAP_HEIGHT + 3) / 2, self._cap_width(), 17)
            self._paint_cap(painter, cap, ink)
            right = cap.left() - 10
        if self._trail:
            size = 14 if bare else 16
            paint_icon(painter, QRectF(right - size, 0, size, whole.height()), self._trail, ink, size)
            right -= size + 6
        written = QRectF(left, 0, max(0.0, right - left), whole.height())
        text(painter, written, self._text, self._role, ink)
        if bare and self.underMouse() and self.isEnabled():
            y = round(baseline(written, font(self._role))) + 2
            painter.fillRect(QRectF(written.left(), y, written.width(), 1), ink)
        if self._bar:
            box(painter, QRectF(written.left(), whole.height() - 6, written.width() * 0.6, 2), 1, ink)

    def _paint_cap(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        now = theme.current()
        if self._kind == "primary" and self.isEnabled():
            ground = QColor(now.on_accent)
            ground.setAlphaF(0.18)
            box(painter, rect, theme.RADIUS_SMALL, ground)
        else:
            box(painter, rect, theme.RADIUS_SMALL, now.sunken)
        text(painter, rect, self._key, "tiny", ink if self._kind == "primary" else now.ink2, CENTER)

    def _colours(self) -> tuple[QColor, QColor | None, QColor | None]:
        """Of text, ground and edge."""
        now = theme.current()
        is_over, is_down = self.underMouse(), self.isDown()
        if self._kind in _BARE:
            if not self.isEnabled():
                return now.ink3, None, None
            if self._kind == "quiet":
                return (now.ink if is_over else now.ink2), None, None
            return (now.accent_pressed if is_down else now.accent_hover if is_over else now.accent), None, None
        if not self.isEnabled():
            return now.ink3, now.sunken, now.line
        if self._kind == "primary":
            ground = now.accent_pressed if is_down else now.accent_hover if is_over else now.accent
            return now.on_accent, ground, None
        ground = now.sunken if is_down else now.hover if is_over else now.surface
        return (now.err if self._kind == "danger" else now.ink), ground, now.line2

    # --- events ---------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        bare = self._kind in _BARE
        radius = theme.RADIUS_SMALL if bare else theme.RADIUS_CONTROL
        show_ring(self, event.reason(), radius, area=self.written_rect)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            shape = Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def written_rect(self) -> QRect:
        """Where the button is: a link that was given more room than it needs stands at the left of it."""
        if self._kind not in _BARE:
            return self.rect()
        return QRect(0, 0, min(self.width(), self.sizeHint().width()), self.height())

    def hitButton(self, pos: QPoint) -> bool:
        return not self._waiting and self.written_rect().contains(pos)


class IconButton(QToolButton):
    """A button that is only an icon. Its name is read out and shown as a tip."""

    def __init__(
        self,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        *,
        size: int = 28,
        outline: bool = False,
        glyph: int = 0,
    ) -> None:
        super().__init__(parent)
        self._icon, self._size, self._outline = icon, theme.BUTTON if outline else size, outline
        self._ink = "ink2"
        self._glyph = glyph or (18 if self._size >= 28 else 16 if self._size >= 24 else 13)
        self.setFixedSize(self._size, self._size)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """What it does, in words."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str, ink: str = "") -> None:
        """Another icon, and its colour."""
        self._icon = icon
        self._ink = ink or self._ink
        self.update()

    @property
    def icon_name(self) -> str:
        return self._icon

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = theme.current()
        whole = QRectF(self.rect())
        is_over = self.underMouse() and self.isEnabled()
        ground = now.sunken if self.isDown() else now.hover if is_over else now.surface if self._outline else None
        if not self.isEnabled() and self._outline:
            ground = now.sunken
        edge = now.line2 if self._outline else None
        if ground is not None:
            box(painter, whole, theme.RADIUS_CONTROL, ground, edge)
        ink = now.ink if is_over and self._ink == "ink2" else now.token(self._ink)
        paint_icon(painter, whole, self._icon, ink if self.isEnabled() else now.ink3, self._glyph)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), gap=1 if self._outline else 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)
