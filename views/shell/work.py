"""Work off the UI thread: one piece at a time, with progress, cancel, and three ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from models.values.finding import Finding, Refused
from models.values.message import Message
from models.values.progress import Cancelled, Progress
from views.shell.crossing import Worker, crossing

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
        self._crossing = crossing()

    def start(self, worker: Worker) -> None:
        """Begin, on the worker's thread."""
        worker.do(self._run)

    def cancel(self) -> None:
        """Ask the work to stop; it does so between two steps."""
        self._stop.set()

    @property
    def is_cancelling(self) -> bool:
        return self._stop.is_set()

    def _run(self) -> None:
        """What the other thread does. Nothing of Qt is touched here."""
        try:
            self._cross("done", self._do(self._progress))
        except Refused as refusal:
            self._cross("refused", refusal.findings)
        except Cancelled:
            self._cross("cancelled", None)
        except BaseException:  # noqa: BLE001  it is handed to the crash page, on the UI thread
            self._cross("broken", sys.exc_info())

    def _cross(self, how: str, value: Any) -> None:
        self._crossing.leave(lambda: self._tell(how, value))

    def _progress(self, done: int, total: int, what: Message) -> None:
        if self._stop.is_set():
            raise Cancelled
        self._cross("progressed", (done, total, what))

    def _tell(self, how: str, value: Any) -> None:
        if not isValid(self):  # the window was closed in the meantime
            return
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


Findings = tuple[Finding, ...]
