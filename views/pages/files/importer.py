"""Files of one kind on their way in: what the page knows of whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from views.shell.seat import Seat
from views.widgets.guide import GuideFooter

IMPORTERS: Final[Mapping[str, str]] = {
    "tax_cards": "tax_card_view:TaxCardView",
    "table": "table_view:TableView",
    "decentral": "decentral_view:DecentralView",
}
"""Kinds of files that are taken in on this page, by the name that `inspect` gives them, and who shows them."""


class Importer(QWidget):
    """One file of a kind: looked at, decided about, taken in. It fills the page, which has the header and the footer.

    What was decided is kept by the importer for each client while that is open, so that one can go away and come back.
    """

    settled = Signal()  # title, line or footer must be read anew
    finished = Signal()  # taken in or given up: back to the start

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat

    @property
    def title(self) -> str:
        """The page's title meanwhile."""
        return ""

    @property
    def line(self) -> str:
        """The sentence under it: the file, and what is in it."""
        return ""

    @property
    def is_begun(self) -> bool:
        """Whether there is a file to go on with."""
        return False

    def open(self, path: Path) -> None:
        """Look at a file, off the screen's own thread. What was on its way in is let go."""

    def show_thing(self, thing: str) -> None:
        """Somebody goes to a row: the part of the place after the kind and a colon."""

    def refresh(self) -> None:
        """It is shown again, or something was changed: read the file against the client as it is now."""

    def settle_footer(self, footer: GuideFooter) -> None:
        """Say in the footer what comes next, and why one cannot go on."""
        footer.set(next="", back=False)

    def forward(self) -> None:
        """The primary button."""

    def back(self) -> None:
        """The button "Back"."""

    def focus_first(self) -> None:
        """Where one begins."""

    def search(self) -> None:
        """Ctrl+F."""


def make_importer(kind: str, seat: Seat) -> Importer:
    """Whoever shows files of a kind. Raises KeyError for one that belongs elsewhere."""
    module, _, name = IMPORTERS[kind].partition(":")
    made: Importer = getattr(import_module(f"views.pages.files.{module}"), name)(seat)
    return made
