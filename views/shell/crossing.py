"""The way back to the UI thread.

Nothing of Qt is touched off the UI thread: another thread leaves a call here, and a byte in a socket wakes the window,
which makes the call. Signals across threads would do the same inside Qt, and there Python's lock and Qt's own can wait
for each other.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from functools import cache
from queue import Empty, SimpleQueue

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier


class Crossing(QObject):
    """Calls that other threads leave for the UI thread, made in the order in which they were left."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._thread = threading.get_ident()
        self._left: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._woken, self._wakes = socket.socketpair()
        self._woken.setblocking(False)
        self._wakes.setblocking(False)
        self._notifier = QSocketNotifier(self._woken.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)

    def leave(self, call: Callable[[], None]) -> None:
        """Have something called on the UI thread, soon. From any thread."""
        self._left.put(call)
        try:
            self._wakes.send(b"\0")
        except BlockingIOError:
            return  # full of bytes that have not been read: the window is being woken already

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
            try:
                call()
            except BaseException:
                if self._left.qsize():
                    self._wakes.send(b"\0")  # what is left is not forgotten because one of them failed
                raise

    def _arrived(self) -> None:
        try:
            self._woken.recv(4096)
        except BlockingIOError:
            return  # read already
        self.make_calls()


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
