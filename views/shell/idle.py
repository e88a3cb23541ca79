"""Whoever has left the machine: after a while without a key or a click the clients are locked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from views.shell.seat import Seat

_MINUTES: Final = 15
_SIGNS: Final = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class IdleWatch(QObject):
    """Tells when nobody has touched the program for as long as the user chose; 0 minutes is never."""

    left = Signal()

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        # Of windows, not of the application: that would ask Python about every event of every widget.
        QGuiApplication.instance().focusWindowChanged.connect(self.watch)  # type: ignore[union-attr]

    def restart(self) -> None:
        """Somebody is here, or another client is open."""
        minutes = self._seat.preferences.get("idle_minutes", _MINUTES)
        if isinstance(minutes, int) and minutes > 0 and self._seat.open_clients:
            self._timer.start(minutes * 60_000)
        else:
            self._timer.stop()

    def watch(self, window: QWindow | None) -> None:
        """Whoever types or clicks in a window of the program is here."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self.restart()
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        if self._seat.open_clients and not self._seat.busy:
            self.left.emit()
        else:
            self.restart()
