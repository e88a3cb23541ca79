"""One part of the settings: what every section answers to, and the row with which a form is saved."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.values.finding import Finding, Place, Refused
from views.shell import theme
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Field
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label

C = TypeVar("C")
"""A set of choices: a plain value of a query, which can be compared."""
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


class ChoicesForm(Part, Generic[C]):
    """A form for one set of choices that is stored as a whole: what is typed against what stands in the file."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        self.fields: dict[str, Field] = {}
        self._stored = self._read()
        self.row = SaveRow(seat)
        self.row.saved.connect(self.save)
        self.row.discarded.connect(self.discard)

    def choices(self) -> C:
        """What is chosen now."""
        raise NotImplementedError

    def _read(self) -> C:
        """What stands in the file."""
        raise NotImplementedError

    def _keep(self, choices: C) -> None:
        """Store. Raises Refused."""
        raise NotImplementedError

    def _show(self, choices: C) -> None:
        """Fill the fields."""
        raise NotImplementedError

    def _on_changed(self) -> None:
        """Something is typed, or the file is another."""
        raise NotImplementedError

    def has_changes(self) -> bool:
        return self.choices() != self._stored

    def typed(self) -> Any:
        choices: Any = self.choices()
        return asdict(choices) if self.has_changes() else None

    def refresh(self) -> None:
        stored = self._read()
        if not self.has_changes() or self.choices() == stored:
            self._show(stored)
        self._stored = stored
        self._on_changed()

    def discard(self) -> None:
        """Back to what stands in the file."""
        self._show(self._stored)
        self._on_changed()

    def open(self, place: Place) -> None:
        if isinstance(place.thing, str) and place.thing in self.fields:
            self.fields[place.thing].focus()

    def save(self) -> None:
        """Keep what is chosen; what refuses it stands at its field."""
        choices = self.choices()
        try:
            self._keep(choices)
        except Refused as refusal:
            self._show_refusal(refusal.findings)
            return
        self._stored = choices
        self._on_changed()
        self.seat.toast(self.seat.t("The settings are saved"), undo=True)

    def _show_refusal(self, findings: tuple[Finding, ...]) -> None:
        for found in findings:
            if found.where is not None and found.where.thing in self.fields:
                self.fields[str(found.where.thing)].set_problem(found.what)
        if not any(field.problem() for field in self.fields.values()):
            self.seat.show_findings(findings)
