"""The sidebar: the client's mark, the pages, and what stays at the bottom."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from views.shell import theme
from views.shell.fonts import font
from views.shell.icons import paint_icon
from views.shell.painting import box, firm_initials, focus_ring, mark, rule, text, text_width

_EDGE = 8
_PITCH = 36


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A page in the sidebar: its name, its icon, its word, the key that leads there."""

    page: str
    icon: str
    word: str
    key: str = ""


class _Item(QAbstractButton):
    """Shows its focus ring only where a key brought the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.has_ring = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.has_ring = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ClientMark(_Item):
    """The client that is worked in, by colour, letters, name and number. A click leads to all clients."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.CLIENT_BAR)
        self._name, self._second, self._color, self._is_client = "", "", "", False

    def set(self, name: str, second: str, color: str, is_client: bool, spoken: str) -> None:
        self._name, self._second, self._color, self._is_client = name, second, color, is_client
        self.setAccessibleName(spoken)
        self.setToolTip(name if is_client else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        if self.underMouse() and self._is_client:
            painter.fillRect(self.rect(), now.hover if now.is_dark else now.line)
        color = QColor(self._color) if self._color else now.accent
        if self._is_client:
            painter.fillRect(0, 0, 4, self.height(), color)
            letters = firm_initials(self._name)
        else:
            letters = "L"
        mark(painter, QRectF(16, 10, 28, 28), letters, color if self._is_client else QColor("#3447B5"))
        room = self.width() - 52 - (34 if self._is_client else 12)
        if self._second:
            text(painter, QRectF(52, 8, room, 20), self._name, font("body", 600), now.ink)
            text(painter, QRectF(52, 27, room, 16), self._second, "caption", now.ink2)
        else:
            text(painter, QRectF(52, 10, room, 28), self._name, font("body", 600), now.ink)
        if self._is_client and self.width() > 100:
            paint_icon(painter, QRectF(self.width() - 28, 14, 20, 20), "caret-down", now.ink3, 13)
        if self.hasFocus() and self.has_ring:
            focus_ring(painter, QRectF(self.rect()).adjusted(4, 4, -4, -4), 4, 0)
        painter.end()


class NavItem(_Item):
    """One page."""

    def __init__(self, entry: NavEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._count = 0
        self.setCheckable(True)
        self.setFixedHeight(_PITCH)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._speak()

    def set_count(self, count: int, spoken: str = "") -> None:
        """How much there is to do on the page."""
        if count != self._count:
            self._count = count
            self._speak(spoken)
            self.update()

    @property
    def count(self) -> int:
        return self._count

    def _speak(self, spoken: str = "") -> None:
        self.setAccessibleName(self.entry.word + (f", {spoken}" if self._count and spoken else ""))
        self.setToolTip(self.entry.word + (f"  {self.entry.key}" if self.entry.key else ""))

    def sizeHint(self) -> QSize:
        return QSize(theme.SIDEBAR, _PITCH)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        is_small = self.width() < 100
        rect = QRectF(_EDGE, 1, self.width() - 2 * _EDGE - 1, theme.BUTTON)
        chosen = self.isChecked()
        if chosen:
            box(painter, rect, theme.RADIUS_CONTROL, now.surface, now.line)
        elif self.underMouse():
            box(painter, rect, theme.RADIUS_CONTROL, now.line if not now.is_dark else now.hover)
        icon_color = now.accent if chosen else now.ink2
        left = rect.center().x() - 9 if is_small else 20
        paint_icon(painter, QRectF(left, rect.top(), 18, rect.height()), self.entry.icon, icon_color, 17)
        if not is_small:
            right = rect.right() - 10
            if self._count:
                shown = str(self._count)
                width = max(18.0, text_width(shown, font("tiny", 600)) + 11)
                pill = QRectF(right - width, rect.center().y() - 9, width, 18)
                box(painter, pill, 9, now.warn_soft)
                text(painter, pill, shown, font("tiny", 600), now.warn, "center")
                right = pill.left() - 6
            elif self.entry.key == "Ctrl 0":
                width = text_width(self.entry.key, "tiny")
                text(
                    painter,
                    QRectF(right - width, rect.top(), width + 1, rect.height()),
                    self.entry.key,
                    "tiny",
                    now.ink3,
                )
                right -= width + 6
            look = font("body", 600) if chosen else font("body_medium")
            text(
                painter,
                QRectF(46, rect.top(), right - 46, rect.height()),
                self.entry.word,
                look,
                now.ink if chosen else now.ink2,
            )
        elif self._count:
            box(painter, QRectF(rect.right() - 10, rect.top() + 5, 7, 7), 3.5, now.warn)
        if self.hasFocus() and self.has_ring:
            focus_ring(painter, rect, theme.RADIUS_CONTROL, -2)
        painter.end()


class Sidebar(QWidget):
    """Mark, pages, bottom. `chosen` says which page somebody wants."""

    chosen = Signal(str)
    asked_clients = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = ClientMark()
        self.mark.clicked.connect(self.asked_clients)
        self.items: dict[str, NavItem] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 1, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.mark)
        self._column.addSpacing(15)
        self._rule = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(theme.SIDEBAR)

    def set_entries(self, top: list[NavEntry], bottom: list[NavEntry]) -> None:
        """Which pages there are."""
        while self._column.count() > 2:
            taken = self._column.takeAt(2)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.items = {}
        for entry in top:
            self._add(entry)
        self._column.addStretch(1)
        for entry in bottom:
            self._add(entry)
        self._column.addSpacing(12)
        self._rule = len(bottom) if len(bottom) > 1 else 0
        self.update()

    def _add(self, entry: NavEntry) -> None:
        item = NavItem(entry)
        item.clicked.connect(lambda *_, page=entry.page: self.chosen.emit(page))
        self.items[entry.page] = item
        self._column.addWidget(item)

    def choose(self, page: str) -> None:
        """Show which page it is."""
        for name, item in self.items.items():
            item.setChecked(name == page)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.sidebar)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), now.line)
        if self._rule:
            rule(painter, 16, self.width() - 17, self.height() - 12 - self._rule * _PITCH - 8, now.line)
        painter.end()
