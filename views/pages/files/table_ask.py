"""What has to be said of a table before its rows can be judged: one question at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Choice, Field, Radios
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label

_FEW: Final = 8
_WIDTH: Final = 760


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: about a column (`question`), the whole table (`option`) or what it is (`kind`). The answers are
    value, words and a sentence on what that means.
    """

    about: str
    name: str
    words: str
    line: str
    answers: Sequence[tuple[str, str, str]]
    answer: str = ""
    is_required: bool = True
    sample: Sequence[str] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.about, self.name


class TableAsk(QWidget):
    """The question, its answers one below the other, and what stands in the column."""

    changed = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.asked: Asked | None = None
        self.editor: Any = None
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 24)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))
        self._card: Card | None = None
        self._column.addStretch(1)

    def show_question(self, asked: Asked, place: int, count: int) -> None:
        """Ask. What is chosen already stays where the same is asked again."""
        t, seat = self.seat.t, self.seat
        if self.asked == asked and self._card is not None:
            return
        self.asked = asked
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        card = self._card = Card()
        card.setMaximumWidth(_WIDTH)
        if count > 1:
            card.add(Label(t("Question {place} of {count}", place=str(place), count=str(count)), "caption", "ink2"))
        card.add(Label(asked.words, "heading", wrap=True))
        if asked.line:
            card.add(Label(asked.line, "body", "ink2", wrap=True))
        self.field: Field | None = None
        if len(asked.answers) <= _FEW:
            self.editor = Radios(seat, list(asked.answers))
            self.editor.setAccessibleName(asked.words)
            card.add(self.editor)
        else:
            self.editor = Choice(seat, [(value, words) for value, words, _ in asked.answers])
            self.field = card.add(Field(seat, t("Answer"), self.editor, width=420))
        if asked.answer:
            self.editor.set_value(asked.answer)
        self.editor.changed.connect(self.changed)
        if asked.sample:
            card.add(Label(t("In the file: {cells}", cells=" · ".join(asked.sample)), "note", "ink2", wrap=True))
        self._column.insertWidget(0, card, 0, Qt.AlignmentFlag.AlignTop)

    def forget(self) -> None:
        """Another table comes: what is asked of it was not answered, even where it is the same."""
        self.asked = None

    @property
    def value(self) -> str:
        """What is chosen; empty for nothing."""
        return (self.editor.value() or "") if self.editor is not None else ""

    def focus_first(self) -> None:
        """Onto the answers."""
        editor = self.editor
        if isinstance(editor, Radios):
            chosen = next((each for each in editor.radios if each.isChecked()), editor.radios[0])
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        elif editor is not None:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
