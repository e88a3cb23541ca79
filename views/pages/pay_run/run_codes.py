"""The codes of the run order that one may choose for a run, said in words: a box for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.questions import Choosable
from views.shell.seat import Seat
from views.widgets.form import Check, Field
from views.widgets.side_panel import empty_layout


class RunCodes(QWidget):
    """The boxes. What was ticked stays ticked while it is not offered; it counts where it fits the run."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.setProperty("topic", "pay_run.run_codes")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._offered: tuple[Choosable, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self.fields: dict[str, Field] = {}
        self.hide()

    def offer(self, choices: Sequence[Choosable]) -> None:
        """Show the boxes of what may be chosen."""
        if tuple(choices) != self._offered:
            self._offered = tuple(choices)
            empty_layout(self._column)
            self.fields = {each.code: self._field(each) for each in choices}
        self.setVisible(bool(choices))
        self._settle()

    def _field(self, each: Choosable) -> Field:
        t = self.seat.t
        about = t(each.about) if each.about is not None else ""
        check = Check(self.seat, t(each.name))
        field = Field(self.seat, t(each.name), check, help=about, topic="pay_run.run_codes")
        field.changed.connect(lambda: self._ticked(each.code))
        self._column.addWidget(field)
        return field

    def _ticked(self, code: str) -> None:
        others = tuple(each for each in self._chosen if each != code)
        self._chosen = (*others, code) if self.fields[code].value() else others
        self.changed.emit()

    def _settle(self) -> None:
        for code, field in self.fields.items():
            field.set_value(code in self._chosen)

    def value(self) -> tuple[str, ...]:
        """The codes that are ticked."""
        return self._chosen

    def set_value(self, codes: Iterable[str]) -> None:
        """Choose without telling."""
        self._chosen = tuple(codes)
        self._settle()
