"""The tab «To send»: files that are made here and uploaded somewhere by hand."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from models.values.message import Message
from views.pages.files.view import FilesView
from views.shell.seat import Seat
from views.widgets.chips import Chips


@dataclass(frozen=True, slots=True)
class Send:
    """Something to send: its name in places, its word, and its part by module and class."""

    key: str
    word: Message
    made_by: str

    def make(self, seat: Seat) -> FilesView:
        """The part itself."""
        module, _, name = self.made_by.partition(":")
        made: FilesView = getattr(import_module(f"views.pages.files.{module}"), name)(seat)
        return made


SENDS: Final = (Send("tax_cards_request", Message("Request for tax cards"), "request_part:RequestPart"),)


class SendView(FilesView):
    """One part at a time; which there are stands above, where there are several."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(12)
        self.chips = Chips([(each.key, seat.t(each.word), None) for each in SENDS])
        self.chips.setAccessibleName(seat.t("What is to be sent"))
        self.chips.chosen.connect(self._choose)
        self.chips.setVisible(len(SENDS) > 1)
        column.addWidget(self.chips)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.parts: dict[str, FilesView] = {}

    @property
    def part(self) -> FilesView:
        """The part that is shown, made where it was not."""
        key = self.chips.current()
        if key not in self.parts:
            made = next(each for each in SENDS if each.key == key).make(self.seat)
            made.settled.connect(self.settled)
            self.parts[key] = made
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(self.parts[key])
        return self.parts[key]

    def _choose(self, _key: str) -> None:
        self.seat.close_panel()
        self.part.refresh()
        self.settled.emit()

    @property
    def line(self) -> str:
        shown = self.parts.get(self.chips.current())
        return shown.line if shown is not None else ""

    def refresh(self) -> None:
        self.part.refresh()

    def show_thing(self, thing: int | str | None) -> None:
        if any(each.key == thing for each in SENDS):
            self.chips.set_current(str(thing))
            self.part.refresh()
        else:
            self.part.show_thing(thing)

    def focus_first(self) -> None:
        self.part.focus_first()

    def primary(self) -> None:
        self.part.primary()

    def search(self) -> None:
        self.part.search()

    def set_beside(self, is_beside: bool) -> None:
        for each in self.parts.values():
            each.set_beside(is_beside)
