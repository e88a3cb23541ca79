"""The way back to the UI thread.

Nothing of Qt is touched off the UI thread: another thread leaves a call here, and while one is at work the window looks
for calls every few milliseconds. Signals across threads would do the same inside Qt, and there Python's lock and Qt's
own can wait for each other.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import cache
from queue import Empty, SimpleQueue
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

_EVERY: Final = 4  # ms


class Crossing(QObject):
    """Calls that other threads leave for the UI thread, made in the order in which they were left."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._thread = threading.get_ident()
        self._left: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._at_work = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self.make_calls)

    def begin(self) -> None:
        """Another thread gets something to do: look for its calls. On the UI thread."""
        self._at_work += 1
        self._timer.start()

    def end(self) -> None:
        """It is done; it leaves this as its last call."""
        self._at_work -= 1
        if not self._at_work:
            self._timer.stop()

    def leave(self, call: Callable[[], None]) -> None:
        """Have something called on the UI thread, soon. From a thread that is at work."""
        self._left.put(call)

    def at_home(self, call: Callable[[], None]) -> None:
        """The same, and at once where this is the UI thread."""
        if threading.get_ident() == self._thread:
            call()
        else:
            self.leave(call)

    def make_calls(self) -> None:
        """Make the calls that were left until now. On the UI thread."""
        for _ in range(self._left.qsize()):
            try:
                call = self._left.get_nowait()
            except Empty:  # a call made the others
                return
            call()


@cache
def crossing() -> Crossing:
    """The one there is. Asked for on the UI thread first."""
    return Crossing()


class Worker:
    """A thread beside the window, while there is something to do: what it is given is done piece by piece, in order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._turn = threading.Lock()
        self._given: deque[Callable[[], None]] = deque()
        self._thread: threading.Thread | None = None
        self._home = crossing()

    def do(self, piece: Callable[[], None]) -> None:
        """Do it after what was given before. A piece raises nothing."""
        self._home.begin()
        with self._turn:
            self._given.append(piece)
            if self._thread is None:
                self._thread = threading.Thread(target=self._go, name=self._name)
                self._thread.start()

    def wait(self) -> None:
        """Wait until everything that was given is done."""
        while (thread := self._thread) is not None:
            thread.join()

    def _go(self) -> None:
        while True:
            with self._turn:
                if not self._given:
                    self._thread = None
                    return
                held = [self._given.popleft()]
            held[0]()
            self._home.leave(held.clear)  # what it held of the window is let go on the UI thread
            self._home.leave(self._home.end)
