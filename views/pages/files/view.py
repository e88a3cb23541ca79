"""What every tab of the page Files answers to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from views.shell.seat import Seat


class FilesView(QWidget):
    """One tab. It is made when somebody first looks at it."""

    settled = Signal()  # what the page's header says of it must be read anew

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat

    @property
    def line(self) -> str:
        """The sentence under the page's title while the tab is shown."""
        return ""

    def refresh(self) -> None:
        """The tab is shown, or something was changed: read it anew, off the screen's own thread."""

    def show_thing(self, thing: int | str | None) -> None:
        """Somebody goes to a thing of the tab."""

    def focus_first(self) -> None:
        """Where one begins."""

    def may_leave(self) -> bool:
        """Somebody goes away; False holds them here."""
        return True

    def primary(self) -> None:
        """Ctrl+Enter."""

    def search(self) -> None:
        """Ctrl+F."""

    def set_beside(self, is_beside: bool) -> None:
        """Whether a panel stands beside it, which leaves less room."""
