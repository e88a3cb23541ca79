"""Reading off the UI thread, one piece at a time: of two the later one is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from models.values.finding import Finding
from views.shell.seat import Seat
from views.shell.work import Work
from views.widgets.progress import ProgressBox


class LatestWork:
    """What is begun stops what was under way, whose end is told to nobody."""

    def __init__(self, seat: Seat, progress: ProgressBox, owner: QWidget) -> None:
        self._seat, self._progress, self._owner = seat, progress, owner
        self._now: Work | None = None

    @property
    def is_busy(self) -> bool:
        return self._now is not None

    def cancel(self) -> None:
        """Stop what is under way, as its button does; it is told to who began it."""
        if self._now is not None:
            self._now.cancel()

    def run(
        self,
        do: Callable[[Any], Any],
        done: Callable[[Any], None],
        refused: Callable[[tuple[Finding, ...]], None],
        cancelled: Callable[[], None] | None,
        what: str,
    ) -> None:
        """Do something with progress and, where it is said what becomes of it then, a button that stops it."""
        if self._now is not None:
            self._now.cancel()
        mine: list[Work] = []

        def only_mine(end: Callable[..., None] | None) -> Callable[..., None]:
            def told(*values: Any) -> None:
                if self._now is mine[0]:
                    self._now = None
                    if end is not None and self._seat.has_client:
                        end(*values)

            return told

        work = self._seat.work(
            do,
            done=only_mine(done),
            refused=only_mine(refused),
            cancelled=only_mine(cancelled),
            what=what,
            owner=self._owner,
        )
        mine.append(work)
        self._now = work
        self._progress.follow(work)
        self._progress.set_cancellable(cancelled is not None)
