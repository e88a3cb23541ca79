"""Which absence codes a position category allows: all of them, or those that are ticked."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.queries import numbered
from views.shell.seat import Seat
from views.widgets.form import Check


class CodeChoice(QWidget):
    """A box for all of the codes, and one for each while not all are meant: all ticked to begin with."""

    changed = Signal()
    left = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.every = Check(seat, seat.t("All of them"))
        self.checks = {code: Check(seat, seat.t(title)) for code, title in numbered.absence_codes(seat.desk)}
        for check in (self.every, *self.checks.values()):
            column.addWidget(check)
        self.every.changed.connect(self._switched)
        for check in self.checks.values():
            check.changed.connect(self.changed)
        self.set_value(())

    def _switched(self) -> None:
        for check in self.checks.values():
            check.set_value(True)
            check.setVisible(not self.every.value())
        self.changed.emit()

    @property
    def is_empty(self) -> bool:
        """Whether not all are meant, and none is ticked."""
        return not self.every.value() and not any(check.value() for check in self.checks.values())

    def value(self) -> tuple[str, ...]:
        """The codes that are ticked; none where all of them are meant."""
        ticked = tuple(code for code, check in self.checks.items() if check.value())
        return () if self.every.value() or len(ticked) == len(self.checks) else ticked

    def set_value(self, codes: Iterable[str] | None) -> None:
        """Choose without telling."""
        chosen = set(codes or ())
        self.every.set_value(not chosen)
        for code, check in self.checks.items():
            check.set_value(code in chosen)
            check.setVisible(bool(chosen))

    def set_state(self, state: str) -> None:
        """The edge of the boxes turns red where what is ticked is wrong."""
        for check in (self.every, *self.checks.values()):
            check.set_state(state)
