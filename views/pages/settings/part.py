"""One part of the settings: what every section answers to, and the row with which a form is saved."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Place
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label

FORM_CARD = theme.FORM + 48
"""The widest that a card with a form grows."""


class Part(QWidget):
    """A section of the settings. `changed` is told on every edit, also when nothing is left to save."""

    changed = Signal()

    def __init__(self, seat: Seat, *, form: bool = True) -> None:
        """A form scrolls, and is no wider than forms are; a list takes all there is."""
        super().__init__()
        self.seat = seat
        if not form:
            self.column = QVBoxLayout(self)
            self.column.setContentsMargins(0, 0, 0, 0)
            return
        content = QWidget()
        content.setMaximumWidth(FORM_CARD)
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)
        wide = QWidget()  # so that the bar stands at the edge of the page, and not in its middle
        beside = QHBoxLayout(wide)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(content, 1000)
        beside.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollArea(wide, soft=True))

    def has_changes(self) -> bool:
        """Whether something is typed and not saved."""
        return False

    def typed(self) -> Any:
        """What was typed and is not saved, as JSON can hold it; None where there is nothing."""
        return None

    def show_typed(self, kept: Any) -> None:
        """Show what was typed before."""

    def refresh(self) -> None:
        """The file was changed; what is typed and not saved stays."""

    def open(self, place: Place) -> None:
        """Somebody comes to a thing or a field of this section."""

    def may_leave(self) -> bool:
        """Whether one may go away from here; what would be lost says so."""
        return True

    def search(self) -> None:
        """Into the search field, where there is one."""


class SaveRow(QWidget):
    """Save and discard, at the foot of a form. Nothing to save: there is no row, and nothing under the form."""

    saved = Signal()
    discarded = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.setFixedHeight(theme.BUTTON + 4)
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(14)
        self.save_button = Button(seat.t("Save"), "primary")
        self.discard_button = Button(seat.t("Discard the changes"), "link")
        self.reason = Label("", "note", "ink2")
        row.addWidget(self.save_button)
        row.addWidget(self.discard_button)
        row.addWidget(self.reason, 1)
        self.save_button.clicked.connect(self.saved)
        self.discard_button.clicked.connect(self.discarded)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._row)
        self.set(False)

    def set(self, changed: bool, reason: str = "") -> None:
        """Whether there is anything to save, and why it cannot be."""
        self.setVisible(changed)
        self.save_button.setEnabled(not reason)
        self.save_button.setAccessibleDescription(reason)
        self.reason.setText(reason)
