"""A part of an employee as fields. What is wrong with it the services say; the fields say it where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.finding import Finding, Severity
from models.values.message import Message
from services.reference.formats import Unreadable
from services.reference.help import help_text
from views.shell.seat import Seat
from views.widgets.flow_grid import FlowGrid
from views.widgets.form import Answer, Field, Good, Warn

W = TypeVar("W", bound=QWidget)
Find = Callable[[], Sequence[Finding]]

RAW: Final = frozenset({"national_id", "bank_account"})
"""Fields whose half-typed text is a value too: the check says which digit is wrong."""

WIDTH: Final = {"date": 150, "money": 150, "percent": 110, "account": 190, "iban": 300}
"""How wide editors are, by what they hold."""


class PartForm(QWidget):
    """Fields by key; the keys are the fields that findings name. `find` answers for what stands there now."""

    changed = Signal()
    stale = Signal()  # before anything asks again

    def __init__(self, seat: Seat, find: Find, columns: int = 2) -> None:
        super().__init__()
        self.seat, self._find = seat, find
        self.fields: dict[str, Field] = {}
        self.good: dict[str, str] = {}
        self.asks: dict[str, str] = {}
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(13)
        self.grid = FlowGrid(columns)
        self.body.addWidget(self.grid)
        self._is_filling = False

    def add(
        self,
        key: str,
        label: str,
        editor: QWidget,
        *,
        span: int = 1,
        help: str = "",
        optional: bool = False,
        width: int = 0,
        asks: str = "",
        required: bool = False,
        into: FlowGrid | None = None,
        topic: str = "",
    ) -> Field:
        """One more field. `asks` is the finding that it shows, `topic` its help, where they have another name. The
        country of the client may call it otherwise, or not ask for it: then it is never shown.
        """
        questions, name = self.seat.questions, asks or key
        if name in questions.names:
            label = self.seat.t(questions.names[name])
        if name in questions.helps:
            help = self.seat.t(questions.helps[name])
        editor.changed.connect(self._on_edited)  # type: ignore[attr-defined]  # before the field looks
        field = Field(
            self.seat,
            label,
            editor,
            help=help,
            optional=optional,
            topic=self._topic(topic or asks or key),
            width=width,
            check=partial(self._answer, key),
            required=required,
        )
        self.fields[key] = field
        self.asks[key] = asks or key
        field.changed.connect(self._on_changed)
        (into or self.grid).add(field, span)
        if not questions.has(name):
            field.hide()
        return field

    def _topic(self, name: str) -> str:
        """The help of a field: that of the client's country, where it has its own."""
        own = f"employees.{self.seat.desk.client.country.lower()}.{name}"
        return own if help_text(self.seat.language, own) is not None else f"employees.{name}"

    def _on_edited(self) -> None:
        if not self._is_filling:
            self.stale.emit()

    def _on_changed(self) -> None:
        if not self._is_filling:
            self.react()
            self.settle()
            self.changed.emit()

    def react(self) -> None:
        """What else is to be shown after a change."""

    def _answer(self, key: str, value: Any) -> Answer:
        asked = self.asks[key]
        mine = [found for found in self._find() if found.where is not None and found.where.field == asked]
        for found in mine:
            if found.severity is Severity.STOP:
                return found.what
        for found in mine:
            if found.severity is Severity.WARNING:
                return Warn(found.what)
        return Good(self.good[key]) if key in self.good and value else None

    # --- values ---------------------------------------------------------------------------------------------------

    def value(self, key: str) -> Any:
        """What stands in a field; None where it cannot be read (or the text of it, where that can be judged)."""
        editor = self.fields[key].editor
        try:
            return editor.value()  # type: ignore[attr-defined]
        except Unreadable:
            return editor.text() if key in RAW else None  # type: ignore[attr-defined]

    def text(self, key: str) -> str:
        """The same for a text: empty rather than None."""
        value = self.value(key)
        return "" if value is None else str(value)

    def typed(self) -> dict[str, str]:
        """What cannot be read, as it stands there."""
        found = {}
        for key, field in self.fields.items():
            if key in RAW or not field.isVisibleTo(self):
                continue
            try:
                field.editor.value()  # type: ignore[attr-defined]
            except Unreadable:
                found[key] = field.editor.text()  # type: ignore[attr-defined]
        return found

    def standing(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What stands in all fields: the values, and what cannot be read."""
        return {key: self.value(key) for key in self.fields}, self.typed()

    def fill(self, values: dict[str, Any], typed: dict[str, str] | None = None) -> None:
        """Show values; what could not be read comes back as it was typed."""
        self._is_filling = True
        try:
            for key, value in values.items():
                field = self.fields[key]
                field.set_value(None if value == "" else value)
                if typed and key in typed:
                    field.editor.setText(typed[key])  # type: ignore[attr-defined]
        finally:
            self._is_filling = False
        self.react()
        self.settle()
        self.stale.emit()

    def look(self, *, touched_only: bool = False) -> None:
        """Say at the fields what is wrong; of those that are filled in, or of all that are seen."""
        for field in self.fields.values():
            if field.isVisibleTo(self) and field.editor.isEnabled():
                value = field.value()
                if not touched_only or value not in (None, "", False) or field.state:
                    field.validate()

    def first_wrong(self) -> Field | None:
        """The first field that says it is wrong."""
        return next((field for field in self.fields.values() if field.problem() and field.isVisibleTo(self)), None)

    def focus(self, key: str) -> bool:
        """Go to a field by its key, or by the finding that it shows."""
        wanted = next((self.fields[name] for name, asks in self.asks.items() if asks == key), self.fields.get(key))
        if wanted is None:
            return False
        wanted.focus()
        return True

    def has(self, key: str) -> bool:
        """Whether there is such a field here."""
        return key in self.asks.values()

    def show_field(self, key: str, shown: bool) -> None:
        """Show or hide a field; one that the country does not ask for stays hidden."""
        shown = shown and self.seat.questions.has(self.asks[key])
        if self.fields[key].isHidden() == shown:
            self.fields[key].setVisible(shown)

    def settle(self) -> None:
        """Close up the fields that are shown."""
        for grid in self.findChildren(FlowGrid):
            grid.settle()


def words(seat: Seat, table: dict[str, Any]) -> list[tuple[Any, str]]:
    """The choices of a table of codes, in the language of the screen."""
    return [(code, seat.t(word if isinstance(word, Message) else word.name)) for code, word in table.items()]


def choosable(seat: Seat, name: str) -> list[tuple[Any, str]]:
    """What the client's country lets one choose in a field, in the language of the screen."""
    return [(each.code, seat.t(each.name)) for each in seat.questions.choices.get(name, ())]


def about(seat: Seat, name: str, code: str) -> str:
    """When a choice is the right one; empty for one that says nothing."""
    found = next((each.about for each in seat.questions.choices.get(name, ()) if each.code == code), None)
    return seat.t(found) if found is not None else ""
