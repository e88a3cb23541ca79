"""Python's search for garbage, kept on the UI thread.

Left to itself it begins in whichever thread makes an object too many. What it finds may be parts of a window that was
closed, and Qt breaks, or waits for ever, when those are taken down on another thread.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY: Final = 1000  # ms


def keep_on_ui_thread(parent: QObject) -> None:
    """From now on garbage is searched for between two events of the window, as often as Python itself would."""
    gc.disable()
    timer = QTimer(parent)
    timer.timeout.connect(search)
    timer.start(_EVERY)


def search() -> None:
    """Search the generations that are due, the younger ones with them."""
    for generation, (count, limit) in reversed(tuple(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if count > limit:
            gc.collect(generation)
            return
