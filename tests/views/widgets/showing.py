"""Widgets in a window that is active, so that focus and keys go where they go for people."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

_kept: list[QWidget] = []  # the test's helper keeps no widget alive


def shown(qtbot: QtBot, *widgets: QWidget, width: int = 420, height: int = 400) -> QWidget:
    """The widgets one below the other."""
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(10, 10, 10, 10)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    _kept[:] = [window]
    return window
