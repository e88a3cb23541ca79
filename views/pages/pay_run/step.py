"""One step of the guide through a pay run: what every step answers to.

The page makes each step once and shows the one that is open. A step reads the file when it is opened and says by
`ready` whether its primary button is on; the guide owns the footer, the stepper and the title.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.values.finding import Place
from services.queries.runs import RunRow
from views.shell.seat import Seat

STEPS = ("period", "basis", "control", "approve", "files")
"""The fields of a place ("pay_run", run, …) that are steps, in their order."""


class RunGuide(Protocol):
    """What a step may ask of the guide around it."""

    @property
    def run(self) -> RunRow | None:
        """The run that is open, as the file has it now; None while a new one is being set up."""

    def open_step(self, step: str, field: str | None = None) -> None:
        """Go to another step of the same run."""

    def began(self, run_id: int) -> None:
        """A run was started: go on with it."""

    def say(self, line: str) -> None:
        """The line under the title, in place of the usual one, while this step is open."""


class RunStep(QWidget):
    """A step. Subclasses fill in the methods; the page calls `open` every time the step is shown."""

    ready = Signal(bool, str)
    """Whether the primary button is on, and the reason or remark that stands beside it."""
    go_on = Signal()
    """The primary action is done: the guide goes to the next step, or back to the list after the last one."""

    def __init__(self, seat: Seat, guide: RunGuide) -> None:
        super().__init__()
        self.seat = seat
        self.guide = guide

    def reading(self, run_id: int) -> Callable[[], object] | None:
        """What of a run with many people is to be read off the screen's own thread before `open`; None where it is at
        hand.
        """
        return None

    def open(self, run_id: int, place: Place) -> None:
        """Show this run. `place.thing` is the number of the employee to look at, or None; `place.field` what of it.

        Called again when the file changed while the step is open.
        """

    def leave(self) -> bool:
        """Keep what was typed before another step or page is shown. False keeps the user here."""
        return True

    @property
    def is_storing(self) -> bool:
        """Whether the step writes to the file itself now, and needs not to be opened anew because of it."""
        return False

    @property
    def people(self) -> int | None:
        """How many the run pays as the step shows it, where it shows more than a computed draft tells."""
        return None

    def header_buttons(self) -> list[QWidget]:
        """Buttons at the right of the page's title while this step is open."""
        return []

    def menu_entries(self) -> list[tuple[str, Callable[[], object]]]:
        """What stands under the “…” button at the title while this step is open, before what the page puts there."""
        return []

    def primary_label(self) -> str:
        """What the primary button is called: the name of what comes."""
        return ""

    def primary(self) -> None:
        """What the primary button does. Emit `go_on` when it is done."""
        self.go_on.emit()

    def recalculate(self) -> None:
        """F5."""

    def why(self) -> None:
        """Alt+Enter or ?: explain the figure in focus."""
