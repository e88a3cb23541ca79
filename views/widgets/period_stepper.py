"""A month or a year with an arrow on each side; a click on it opens the months to choose from."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from models.values.span import Month
from views.shell import theme
from views.shell.fonts import font
from views.shell.painting import CENTER, box, text, text_width
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.calendars import MonthTable
from views.widgets.popover import Popover
from views.widgets.ring import hide_ring, show_ring


class _Middle(QAbstractButton):
    """What is shown, in words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(max(118, int(text_width(self.text(), "button")) + 16), theme.BUTTON - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        if self.underMouse():
            painter.fillRect(self.rect(), now.hover)
        text(painter, QRectF(self.rect()), self.text(), font("button"), now.ink, CENTER)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)


class PeriodStepper(QWidget):
    """Back, what is shown, on."""

    stepped = Signal(int)
    chosen = Signal(object)  # Month

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._shown: Month | int = 0
        self.back_button, self.on_button = IconButton("caret-left", ""), IconButton("caret-right", "")
        self.middle = _Middle(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 1, 4, 1)
        row.setSpacing(2)
        row.addWidget(self.back_button)
        row.addWidget(self.middle, 1)
        row.addWidget(self.on_button)
        self.setFixedHeight(theme.BUTTON)
        self.back_button.clicked.connect(lambda: self.stepped.emit(-1))
        self.on_button.clicked.connect(lambda: self.stepped.emit(1))
        self.middle.clicked.connect(self._open)

    def set(self, shown: Month | int) -> None:
        """Show a month or a year."""
        self._shown = shown
        t = self.seat.t
        is_year = isinstance(shown, int)
        words = str(shown) if isinstance(shown, int) else self.seat.formats.month(shown)
        self.middle.setText(words[:1].upper() + words[1:])
        self.middle.setAccessibleName(t("{period}, choose another", period=words))
        self.back_button.set_name(t("The year before") if is_year else t("The month before"))
        self.on_button.set_name(t("The next year") if is_year else t("The next month"))
        self.middle.updateGeometry()

    def _open(self) -> None:
        month = self._shown if isinstance(self._shown, Month) else Month(self._shown, 1)
        table = MonthTable(self.seat, month, month)
        table.chosen.connect(self.chosen)
        popover = Popover(table, self)
        popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popover.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = QPainter(self), theme.current()
        box(painter, QRectF(self.rect()), theme.RADIUS_CONTROL, now.surface, now.line2)
        painter.end()
