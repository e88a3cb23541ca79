"""The undo bar: what was just done, and the way back, for eight seconds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSpacerItem, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import box, shadow, text, text_width

STAY = 8000  # ms
_HEIGHT = 44
_SHADE = 28


class _Link(QAbstractButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self.text(), font("body", 600))) + 16, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        text(painter, QRectF(self.rect()), self.text(), font("body", 600), now.toast_link, "center")
        if self.hasFocus():
            box(painter, QRectF(self.rect()), 6, None, now.toast_link, 2)
        painter.end()


class _Close(QAbstractButton):
    def sizeHint(self) -> QSize:
        return QSize(26, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, QRectF(self.rect()), "x", theme.current().on_toast, 14)
        if self.hasFocus():
            box(painter, QRectF(self.rect()), 6, None, theme.current().toast_link, 2)
        painter.end()


class UndoBar(QWidget):
    """One at a time: a new one takes the place of the old. It stays while the pointer or the focus is in it."""

    undone = Signal()

    def __init__(self, parent: QWidget, undo: str, close: str) -> None:
        super().__init__(parent)
        self._text = ""
        self._link = _Link(self)
        self._close = _Close(self)
        self._link.clicked.connect(self._undo)
        self._close.clicked.connect(self.hide)
        self.set_words(undo, close)
        self._gap = QSpacerItem(60, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SHADE + 16, _SHADE, _SHADE + 10, _SHADE)
        row.addStretch(1)
        row.addWidget(self._link)
        row.addItem(self._gap)
        row.addWidget(self._close)
        self._row = row
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        self.hide()

    def set_words(self, undo: str, close: str) -> None:
        """The words of its two buttons."""
        self._link.setText(undo)
        self._link.setAccessibleName(undo)
        self._close.setAccessibleName(close)
        self._close.setToolTip(close)

    @property
    def text(self) -> str:
        return self._text

    @property
    def undo_button(self) -> QAbstractButton:
        return self._link

    def say(self, what: str, can_undo: bool) -> None:
        """Show it, read it out politely, and let it go after a while."""
        self._text = what
        self._link.setVisible(can_undo)
        self.setAccessibleName(what)
        canvas = self.parentWidget()
        room = canvas.width() - 40 if canvas is not None else 600
        wanted = (
            text_width(what, "body") + 62 + (text_width(self._link.text(), font("body", 600)) + 150 if can_undo else 56)
        )
        self.resize(int(min(max(wanted, 280), room)) + 2 * _SHADE, _HEIGHT + 2 * _SHADE)
        self._gap.changeSize(60 if can_undo else 0, 0)
        self._row.invalidate()
        self.show()
        self.raise_()
        self._timer.start(STAY)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _undo(self) -> None:
        self.hide()
        self.undone.emit()

    def _time_is_up(self) -> None:
        if self.underMouse() or self._has_focus():
            self._timer.start(STAY)
        else:
            self.hide()

    def _has_focus(self) -> bool:
        return self._link.hasFocus() or self._close.hasFocus()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.start(STAY)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        inner = QRectF(_SHADE, _SHADE, self.width() - 2 * _SHADE, _HEIGHT)
        shade = shadow(int(inner.width()), _HEIGHT, 8, self.devicePixelRatioF(), now.is_dark)
        painter.drawPixmap(0, 6, shade)
        box(painter, inner, 8, now.toast)
        paint_icon(painter, QRectF(inner.left() + 14, inner.top(), 20, _HEIGHT), "check", now.on_toast, 17)
        right = inner.right() - 40
        if self._link.isVisible():
            right = self._link.x() - 8
            text(
                painter,
                QRectF(self._link.geometry().right() + 8, inner.top(), 60, _HEIGHT),
                "Ctrl Z",
                "caption",
                now.token("line2") if not now.is_dark else now.ink3,
            )
        text(
            painter,
            QRectF(inner.left() + 44, inner.top(), right - inner.left() - 44, _HEIGHT),
            self._text,
            "body",
            now.on_toast,
        )
        painter.end()
