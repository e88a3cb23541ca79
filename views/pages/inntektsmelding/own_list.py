"""A list in a form that the program proposes, and that people may state by themselves: reasons, changes, benefits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import Check, Field
from views.widgets.text import Divider


class Block(QWidget):
    """One of the list, as fields."""

    changed = Signal()
    gone = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.fields: dict[str, Field] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.remove = Button(seat.t("Remove it"), "link", "trash", small=True)
        self.remove.clicked.connect(lambda *_: self.gone.emit())

    def add(self, key: str, label: str, editor: QWidget, **said: Any) -> Field:
        """One more field."""
        made = Field(self.seat, label, editor, **said)
        self.fields[key] = made
        self.column.addWidget(made)
        made.changed.connect(self.changed)
        return made

    def end(self) -> None:
        """All fields are there."""
        self.column.addWidget(self.remove)
        self.column.addWidget(Divider())

    def set(self, value: Any) -> None:
        """Show one."""
        raise NotImplementedError

    def read(self) -> Any:
        """What stands there; None while it is not whole."""
        raise NotImplementedError

    def validate(self) -> bool:
        """Look at every field that is shown, and say what is wrong."""
        shown = [field for field in self.fields.values() if field.isVisibleTo(self)]
        return all([field.validate() for field in shown])  # noqa: C419  each one is to speak

    def is_readable(self) -> bool:
        """Whether everything can be read."""
        for field in self.fields.values():
            try:
                field.editor.value()  # type: ignore[attr-defined]
            except Unreadable:
                return False
        return True


class OwnList(QWidget):
    """A box to tick, and under it the list that is stated by hand."""

    changed = Signal()

    def __init__(self, seat: Seat, words: str, more: str, make: type[Block], topic: str) -> None:
        super().__init__()
        self.seat, self._make = seat, make
        self._proposed: tuple[Any, ...] = ()
        self._is_filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.own = Check(seat, words)
        self.field = Field(seat, words, self.own, topic=topic)
        self.own.changed.connect(self._toggled)
        column.addWidget(self.field)
        self._holder = QWidget()
        self._blocks = QVBoxLayout(self._holder)
        self._blocks.setContentsMargins(0, 0, 0, 0)
        self._blocks.setSpacing(10)
        column.addWidget(self._holder)
        self.more = Button(more, "link", "plus", small=True)
        self.more.clicked.connect(lambda *_: self._one_more())
        column.addWidget(self.more)
        self.blocks: list[Block] = []
        self._settle()

    def set(self, value: Sequence[Any] | None, proposed: Sequence[Any]) -> None:
        """What was stated, or None for as it is proposed."""
        self._is_filling = True
        self._proposed = tuple(proposed)
        self.own.set_value(value is not None)
        self._show(value or ())
        self._is_filling = False
        self._settle()

    def read(self) -> tuple[Any, ...] | None:
        """What is stated by hand; None where the proposal holds. What is not whole is left out."""
        if not self.own.value():
            return None
        return tuple(found for block in self.blocks if (found := block.read()) is not None)

    def validate(self) -> bool:
        """Look at every block."""
        return not self.own.value() or all([block.validate() for block in self.blocks])  # noqa: C419

    def _toggled(self) -> None:
        if self._is_filling:
            return
        self._show(self._proposed if self.own.value() else ())
        if self.own.value() and not self.blocks:
            self._add(None)
        self._settle()
        self.changed.emit()

    def _show(self, values: Sequence[Any]) -> None:
        for block in self.blocks:
            block.hide()
            self._blocks.removeWidget(block)
            block.deleteLater()
        self.blocks = []
        for value in values:
            self._add(value)

    def _add(self, value: Any) -> Block:
        block = self._make(self.seat)
        if value is not None:
            block.set(value)
        block.changed.connect(self.changed)
        block.gone.connect(lambda: self._remove(block))
        self._blocks.addWidget(block)
        self.blocks.append(block)
        return block

    def _one_more(self) -> None:
        block = self._add(None)
        self._settle()
        next(iter(block.fields.values())).focus()
        self.changed.emit()

    def _remove(self, block: Block) -> None:
        self.blocks.remove(block)
        block.hide()
        self._blocks.removeWidget(block)
        block.deleteLater()
        self._settle()
        self.changed.emit()
        self.more.setFocus()

    def _settle(self) -> None:
        is_own = bool(self.own.value())
        self._holder.setVisible(is_own and bool(self.blocks))
        self.more.setVisible(is_own)
