"""Work off the UI thread: one piece at a time, with progress, cancel, and three ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.progress import Cancelled, Progress

Trouble = tuple[type[BaseException], BaseException, TracebackType | None]


class Work(QObject):
    """One piece of work. Connect, then start; every signal arrives on the UI thread."""

    done = Signal(object)  # what it returned
    refused = Signal(object)  # findings: an action said no
    broken = Signal(object)  # anything else, as sys.exc_info() has it
    cancelled = Signal()
    progressed = Signal(int, int, object)  # done, total, Message
    ended = Signal()  # always last

    def __init__(
        self, do: Callable[[Progress], Any], what: str = "", parent: QObject | None = None, *, aside: bool = False
    ) -> None:
        super().__init__(parent)
        self.what, self.is_aside = what, aside
        self._do = do
        self._stop = Event()
        self._outcome: tuple[str, Any] = ("broken", None)
        self._crossing.connect(self._tell)

    _crossing = Signal(str, object)

    def start(self, pool: QThreadPool) -> None:
        """Begin, on a thread of the pool."""
        pool.start(_Task(self))

    def cancel(self) -> None:
        """Ask the work to stop; it does so between two steps."""
        self._stop.set()

    @property
    def is_cancelling(self) -> bool:
        return self._stop.is_set()

    def run(self) -> None:
        """What the other thread does."""
        try:
            self._crossing.emit("done", self._do(self._progress))
        except Refused as refusal:
            self._crossing.emit("refused", refusal.findings)
        except Cancelled:
            self._crossing.emit("cancelled", None)
        except BaseException:  # noqa: BLE001  it is handed to the crash page, on the UI thread
            self._crossing.emit("broken", sys.exc_info())

    def _progress(self, done: int, total: int, what: Message) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._crossing.emit("progressed", (done, total, what))

    def _tell(self, how: str, value: Any) -> None:
        if how == "progressed":
            self.progressed.emit(*value)
            return
        try:
            if how == "cancelled":
                self.cancelled.emit()
            else:
                getattr(self, how).emit(value)
        finally:
            self.ended.emit()


class _Task(QRunnable):
    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work.run()


Findings = tuple[Finding, ...]
