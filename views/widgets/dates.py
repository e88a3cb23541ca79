"""Fields for days and months, with a calendar that opens under them."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from models.values.span import Month
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.calendars import Calendar, MonthTable, Picker
from views.widgets.editors import LineEditor
from views.widgets.popover import Popover
from views.widgets.read_dates import read_day, read_month, today_of


class _Picked(LineEditor):
    """A field whose icon opens something to pick from; Alt+Down and F4 do the same."""

    natural = 150

    def __init__(self, seat: Seat, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(seat, icon=icon, parent=parent)
        self.popover: Popover | None = None

    def open_picker(self) -> None:
        """Open what is picked from."""
        if not self.isEnabled() or self.isReadOnly():
            return
        picker = self._picker()
        picker.chosen.connect(self._take)
        self.popover = Popover(picker, self)
        self.popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popover.closed.connect(self._closed)
        self.popover.open()

    def _picker(self) -> Picker:
        raise NotImplementedError

    def readable(self) -> Any:
        """What stands there; None also where that cannot be read."""
        try:
            return self.value()
        except Unreadable:
            return None

    def _take(self, value: object) -> None:
        self.set_value(value)
        self.changed.emit()
        self.left.emit()

    def _closed(self) -> None:
        self.popover = None
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _is_on_icon(self, event: QMouseEvent) -> bool:
        return event.position().x() < 34

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        shape = Qt.CursorShape.PointingHandCursor if self._is_on_icon(event) else Qt.CursorShape.IBeamCursor
        self.setCursor(shape)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_on_icon(event) and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_picker()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (event.key() == Qt.Key.Key_Down and is_alt):
            self.open_picker()
            return
        super().keyPressEvent(event)


class DateEdit(_Picked):
    """A day. `past` reads two-digit years as years gone by, for birthdays."""

    def __init__(self, seat: Seat, *, past: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(seat, "calendar-blank", parent)
        self._past = past

    def read(self, written: str) -> date:
        return read_day(self.seat, written, past=self._past)

    def write(self, value: date) -> str:
        return self.seat.formats.day(value)

    def _picker(self) -> Calendar:
        value = self.readable()
        return Calendar(self.seat, value or today_of(self.seat), value)


class MonthEdit(_Picked):
    """A month. The arrow keys go to the next and the one before."""

    natural = 190

    def __init__(self, seat: Seat, *, parent: QWidget | None = None) -> None:
        super().__init__(seat, "calendar-blank", parent)

    def read(self, written: str) -> Month:
        return read_month(self.seat, written)

    def write(self, value: Month) -> str:
        return self.seat.formats.month(value)

    def _picker(self) -> MonthTable:
        value = self.readable()
        return MonthTable(self.seat, value or Month.of(today_of(self.seat)), value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() and not self.isReadOnly():
            try:
                value = self.value()
            except Unreadable:
                return
            self.set_value(value.plus(step) if value else Month.of(today_of(self.seat)))
            self.changed.emit()
            return
        super().keyPressEvent(event)
