"""What is said where files of the same name lie in the folder already: nothing is overwritten, a new one is offered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt

from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.side_panel import SidePanel
from views.widgets.text import IconLine, Label

_NAMED: Final = 12
"""So many files are named; of the rest it is said how many."""


class TakenNames(SidePanel):
    """Names that are taken. `save` saves in the new folder, `choose` asks for another one."""

    def __init__(
        self, seat: Seat, taken: tuple[str, ...], folder: Path, *, save: Callable[[], None], choose: Callable[[], None]
    ) -> None:
        t = seat.t
        super().__init__(
            seat,
            t("Save files"),
            t("Files with the same names are already there"),
            t("Nothing is overwritten. The files can go in a folder of their own."),
        )
        for name in taken[:_NAMED]:
            self.add(IconLine("file", name, color="ink2"))
        if len(taken) > _NAMED:
            self.add(Label(t("and {count} more", count=len(taken) - _NAMED), "note", "ink2"))
        self.new_button = Button(t("Save in “{folder}”", folder=folder.name), "primary")
        self.other_button = Button(t("Another folder …"))
        for button, do in ((self.new_button, save), (self.other_button, choose)):
            button.clicked.connect(lambda *_, do=do: self._leave(do))
            self.add_action(button)

    def show_here(self) -> None:
        """Dock it, with the new folder at hand."""
        self.seat.show_panel(self)
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self, do: Callable[[], None]) -> None:
        self.close_panel()
        do()
