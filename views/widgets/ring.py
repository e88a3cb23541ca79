"""What shows the focus: a ring or a soft glow around the control that has it, painted beside the control itself.

A control cannot paint outside its own edge, so one overlay lies over the nearest parent that has room for it. It takes
no clicks, follows the control when that is moved, and goes when the focus does.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSplitter, QWidget
from shiboken6 import isValid

from views.shell import theme
from views.shell.painting import focus_ring, rounded

ROOM = 4
Area = Callable[[], QRect]
_BY_POINTER = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.MenuBarFocusReason)


class _Overlay(QWidget):
    """The ring (or glow) around one control."""

    def __init__(
        self, host: QWidget, target: QWidget, radius: float, is_glow: bool, gap: float, area: Area | None
    ) -> None:
        super().__init__(host)
        self._radius, self._is_glow, self._gap = radius, is_glow, gap
        # No reference to the host, and none to the control once it is over: what holds its own parent alive in Python
        # may be the last to do so, and then takes the parent with it when it is deleted.
        self._target: QWidget | None = target
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._watched: list[QWidget] = []
        step: QWidget | None = target
        while step is not None and step is not host:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self.follow()
        self.show()
        self.raise_()

    def follow(self) -> None:
        """Lie where the control is."""
        target, host = self._target, self.parentWidget()
        if target is None or host is None or not isValid(target):
            self.hide()
            return
        area = self._area() if self._area is not None else target.rect()
        corner = target.mapTo(host, area.topLeft())
        self.setGeometry(QRect(corner, area.size()).adjusted(-ROOM, -ROOM, ROOM, ROOM))
        self.setVisible(target.isVisibleTo(host))

    def stop(self) -> None:
        """Stop watching, and go."""
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = self._area = None
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self.follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._target is None or not isValid(self._target):
            return
        painter = QPainter(self)
        inner = QRectF(self.rect()).adjusted(ROOM, ROOM, -ROOM, -ROOM)
        if not self._is_glow:
            focus_ring(painter, inner, self._radius, self._gap)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme.current().focus)
        colour.setAlphaF(0.18)
        path = QPainterPath(rounded(inner.adjusted(-3, -3, 3, 3), self._radius + 3))
        painter.fillPath(path.subtracted(rounded(inner, self._radius)), colour)


class _Now:
    """The overlay that is shown, and for whom."""

    overlay: _Overlay | None = None
    target: QWidget | None = None


def show_ring(
    target: QWidget,
    reason: Qt.FocusReason,
    radius: float = theme.RADIUS_CONTROL,
    *,
    glow: bool = False,
    gap: float = 1,
    area: Area | None = None,
) -> None:
    """Show the ring of a control that got the focus; not where a click gave it (a field glows also then).

    `area` says which part of the control it is for, where that is not the whole.
    """
    if reason in _BY_POINTER and not glow:
        hide_ring()
        return
    hide_ring()
    _Now.target = target
    _Now.overlay = _Overlay(_host(target), target, radius, glow, gap, area)


def hide_ring(target: QWidget | None = None) -> None:
    """Take the ring away: of this control, or whoever has it."""
    if target is not None and _Now.target is not target:
        return
    if _Now.overlay is not None and isValid(_Now.overlay):
        _Now.overlay.stop()
    _Now.overlay = _Now.target = None


def has_ring(target: QWidget) -> bool:
    """Whether the ring is shown around this control."""
    return _Now.target is target and isValid(target)


def _host(target: QWidget) -> QWidget:
    """The nearest parent with room around the control: not past what scrolls, which cuts and moves it anyway."""
    host = target.parentWidget()
    if host is None:
        return target
    while True:
        corner = target.mapTo(host, QPoint(0, 0))
        around = QRect(corner, target.size()).adjusted(-ROOM, -ROOM, ROOM, ROOM)
        above = host.parentWidget()
        if host.isWindow() or above is None:
            return host
        is_scrolled = above.objectName() == "qt_scrollarea_viewport"
        if not isinstance(host, QSplitter) and (is_scrolled or host.rect().contains(around)):
            return host
        host = above
