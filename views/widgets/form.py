"""Forms: a field with its label, its message and its help, and the grid they stand in.

Everything takes the seat first. Editors: `TextEdit(seat, placeholder=, limit=)`, `LongTextEdit(seat, rows=)`,
`PasswordEdit(seat)`, `MoneyEdit(seat)`, `NumberEdit(seat, unit=, least=, most=, lowest=, highest=)`,
`PercentEdit(seat)`, `DateEdit(seat, past=)`, `MonthEdit(seat)`, `Choice(seat, [(value, text)])`,
`Segments(seat, [(value, text)])`, `Check(seat, text)`, `Radios(seat, [(value, text, second)])`,
`NationalIdEdit(seat, length=)`, `AccountEdit(seat)`, `OrganisationEdit(seat)`,
`SearchEdit(seat, placeholder)`, `LookupEdit(seat, suggest, title_of=, free=)`.

Each has `value()` (None when empty; raises Unreadable), `set_value(value)`, and the signals `changed` and `left`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from models.values.message import Message
from services.reference.formats import Unreadable
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.choices import Check, Radios, Segments
from views.widgets.dates import DateEdit, MonthEdit
from views.widgets.drop_list import Choice
from views.widgets.editors import LineEditor, LongTextEdit, SearchEdit, TextEdit
from views.widgets.hidden_editors import NationalIdEdit, PasswordEdit
from views.widgets.look_up import LookupEdit
from views.widgets.number_editors import AccountEdit, MoneyEdit, NumberEdit, OrganisationEdit, PercentEdit
from views.widgets.speech import alert
from views.widgets.text import Icon, Label

W = TypeVar("W", bound=QWidget)


ROW_GAP: Final = 13
COLUMN_GAP: Final = 20


@dataclass(frozen=True, slots=True)
class Warn:
    """What a check says where it may be right: shown in amber, and stops nothing."""

    text: str | Message


@dataclass(frozen=True, slots=True)
class Good:
    """What a check says where a check digit fits or something was found: a green tick, and a sentence or none."""

    text: str | Message = ""


Answer = str | Message | Warn | Good | None
CheckOf = Callable[[Any], Answer]

_LOOKS: Final = {
    "error": ("warning-circle", "err", "err", 500),
    "warning": ("warning", "warn", "warn", 500),
    "good": ("check", "ok", "ok", 500),
}


class _Message(QWidget):
    """The line under a field: help, or what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(5)
        self.icon = Icon("", "err", 15, 18)
        self.label = Label("", "note", "ink3", wrap=True, line=18)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, kind: str, words: str) -> None:
        icon, icon_ink, ink, weight = _LOOKS.get(kind, ("", "ink3", "ink3", 0))
        self.icon.name, self.icon.token = icon, icon_ink
        self.icon.setVisible(bool(icon))
        self.icon.update()
        self.label.set_role("note", weight)
        self.label.set_ink(ink)
        self.label.setText(words)
        self.setVisible(bool(words))


class Field(QWidget):
    """An editor with its label above and one line under it.

    `check` is asked on leaving the field, and on every key once it was wrong; it answers None, a sentence (wrong),
    `Warn` or `Good`. What cannot be read is told without it. `topic` is the help that F1 and the question mark open.
    """

    changed = Signal()
    left = Signal()
    checked = Signal()

    def __init__(
        self,
        seat: Seat,
        label: str,
        editor: QWidget,
        *,
        help: str = "",
        optional: bool = False,
        topic: str = "",
        width: int = 0,
        check: CheckOf | None = None,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat, self.editor, self.topic = seat, editor, topic
        self.check, self.required = check, required
        self._help = help
        self._kind, self._said = "", ""
        self._was_wrong = False  # once wrong, every key is looked at
        self._from_outside = False  # what it says was said by the page, and stays until something is typed
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._label = Label(label, "label")
        self._label.setBuddy(editor)
        self._optional = Label(seat.t("optional"), "note", "ink3", line=18)
        self._mark = IconButton("question", seat.t("Help for {field}", field=label), self, size=24, glyph=13)
        self._mark.set_icon("question", "ink3")
        self._mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mark.clicked.connect(lambda: seat.help(self.topic))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 5)
        row.setSpacing(6)
        row.addWidget(self._label)
        row.addWidget(self._optional)
        row.addStretch(1)
        column.addLayout(row)
        self._label.setVisible(bool(label) and not isinstance(editor, Check))
        self._optional.setVisible(optional)
        self._mark.setVisible(bool(topic))
        if isinstance(editor, Check):
            row.setContentsMargins(0, 0, 0, 0)
            self._optional.hide()
        inner = QHBoxLayout()
        inner.setContentsMargins(0, 0, 26 if topic and isinstance(editor, Check) else 0, 0)
        inner.addWidget(editor, 1)
        column.addLayout(inner)
        if width:
            editor.setMaximumWidth(16777215 if width < 0 else width)
        natural = editor.maximumWidth() < 16777215
        if natural or isinstance(editor, Segments):
            inner.setStretch(0, 0 if isinstance(editor, Segments) else 1)
            inner.addStretch(0 if natural and not isinstance(editor, Segments) else 1)
            inner.setAlignment(editor, Qt.AlignmentFlag.AlignLeft) if isinstance(editor, Segments) else None
        self._message = _Message()
        column.addWidget(self._message)
        self._rest = QWidget()
        self._rest.setFixedHeight(6)
        column.addWidget(self._rest)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        editor.setProperty("help_topic", topic)
        editor.installEventFilter(self)
        editor.changed.connect(self._on_changed)  # type: ignore[attr-defined]
        editor.left.connect(self._on_left)  # type: ignore[attr-defined]
        self._name()
        self._show()

    # --- words ----------------------------------------------------------------------------------------------------

    def label(self) -> str:
        return self._label.text()

    def set_label(self, text: str) -> None:
        """Another label."""
        self._label.setText(text)
        self._name()

    def set_help(self, text: str) -> None:
        """The line that stands under the field while nothing is wrong."""
        self._help = text
        self._show()

    def set_problem(self, text: str | Message) -> None:
        """Say that what stands there is wrong; it stays until the field is right."""
        was = self.problem()
        self._was_wrong = self._from_outside = True
        self._say("error", self.seat.t(text) if isinstance(text, Message) else text)
        if was != self.problem():
            alert(self.editor)

    def set_warning(self, text: str | Message) -> None:
        """Say that what stands there should be looked at."""
        self._from_outside = True
        self._say("warning", self.seat.t(text) if isinstance(text, Message) else text)

    def set_good(self, text: str | Message = "") -> None:
        """Say that it was looked up and is right."""
        self._from_outside = True
        self._say("good", self.seat.t(text) if isinstance(text, Message) else text)

    def clear_state(self) -> None:
        """Nothing is wrong, nothing was said."""
        self._was_wrong = self._from_outside = False
        self._say("", "")

    def problem(self) -> str:
        """The sentence of what is wrong, or nothing."""
        return self._said if self._kind == "error" else ""

    def warning(self) -> str:
        return self._said if self._kind == "warning" else ""

    @property
    def state(self) -> str:
        """`error`, `warning`, `good` or nothing."""
        return self._kind

    def message(self) -> str:
        """What the line under the field says now."""
        return self._message.label.text()

    def set_disabled(self, reason: str = "") -> None:
        """It cannot be filled in, and why."""
        self.editor.setEnabled(False)
        self._kind = self._said = ""
        if reason:
            self._help = reason
        self._show()

    def set_enabled(self, help: str | None = None) -> None:
        """It can be filled in (again)."""
        self.editor.setEnabled(True)
        if help is not None:
            self._help = help
        self._show()

    def _say(self, kind: str, words: str) -> None:
        if (kind, words) == (self._kind, self._said):
            return
        self._kind, self._said = kind, words
        self._show()

    def _show(self) -> None:
        self.editor.set_state(self._kind)  # type: ignore[attr-defined]
        kind, words = (self._kind, self._said) if self._said else ("", self._help)
        self._message.show_words(kind, words)
        self._rest.setVisible(not words)
        self._place_mark()
        self.editor.setAccessibleDescription(words)

    def _place_mark(self) -> None:
        """The question mark stands after the label; it reaches further than it looks, to be easy to hit."""
        if isinstance(self.editor, Check):
            area = self.editor.written_rect()
            corner = self.editor.mapTo(self, area.topRight())
            self._mark.move(min(corner.x() + 2, self.width() - 24), corner.y() + round(self.editor.box_rect().y()) - 3)
            return
        after = self._optional if self._optional.isVisibleTo(self) else self._label
        last = after.mapTo(self, after.rect().topRight())
        is_alone = not self._label.isVisibleTo(self) and not self._optional.isVisibleTo(self)
        self._mark.move(0 if is_alone else last.x() + 1, last.y() + after.height() // 2 - 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_mark()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_mark()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._place_mark()
        return done

    def _name(self) -> None:
        name = self._label.text()
        if self._optional.isVisibleTo(self):
            name = f"{name}, {self._optional.text()}"
        self.editor.setAccessibleName(name or self.editor.accessibleName())

    # --- value ----------------------------------------------------------------------------------------------------

    def value(self) -> Any:
        """What stands there; None where that cannot be read."""
        try:
            return self.editor.value()  # type: ignore[attr-defined]
        except Unreadable:
            return None

    def set_value(self, value: Any) -> None:
        """Show a value; what was said about the one before is gone."""
        self.editor.set_value(value)  # type: ignore[attr-defined]
        self.clear_state()

    def ok(self) -> bool:
        """Whether what stands there could be taken. Says nothing."""
        return not isinstance(self._answer(full=True), (str, Message))

    def validate(self) -> bool:
        """Look at it now, and say what is wrong. True where it can be taken."""
        return self._tell(self._answer(full=True))

    def _answer(self, *, full: bool) -> Answer:
        try:
            value = self.editor.value()  # type: ignore[attr-defined]
        except Unreadable as unreadable:
            return unreadable.what
        if value is None or value == "" or value is False:
            if self.required and full:
                return self.seat.t("Fill this in.")
            if value is None:
                return None
        return self.check(value) if self.check is not None else None

    def _tell(self, answer: Answer) -> bool:
        is_fine = not isinstance(answer, (str, Message))
        match answer:
            case Warn():
                self.set_warning(answer.text)
            case Good():
                self.set_good(answer.text)
            case str() | Message():
                self.set_problem(answer)
            case _:
                self._say("", "")
        self._from_outside = False
        self.checked.emit()
        return is_fine

    def _on_changed(self) -> None:
        if self._was_wrong:
            self._tell(self._answer(full=False))
        elif self._kind:
            self._say("", "")
        self._from_outside = False
        self.changed.emit()

    def _on_left(self) -> None:
        if self.editor.isEnabled():
            answer = self._answer(full=False)
            if answer is not None or not self._from_outside:
                self._tell(answer)
        self.left.emit()

    def stand_beside(self) -> None:
        """A box to tick beside a field with a label stands on the line of the field."""
        self.setContentsMargins(0, 29, 0, 0)

    # --- focus ----------------------------------------------------------------------------------------------------

    def focus(self) -> None:
        """Go to the field, and bring it into sight."""
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(self.editor, LineEditor):
            self.editor.selectAll()
        step = self.parentWidget()
        while step is not None:
            above = step.parentWidget()
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self, 20, 40)
            step = above

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.topic and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.seat.help(self.topic)
                return True
        return super().eventFilter(watched, event)


class FormGrid(QWidget):
    """Fields in columns of equal width, related ones side by side."""

    changed = Signal()

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(COLUMN_GAP)
        self._grid.setVerticalSpacing(ROW_GAP)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 0)
        self._row = self._column = 0
        self.fields: list[Field] = []
        self._keys: dict[str, Field] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, field: W, span: int = 1, key: str = "") -> W:
        """Put a field (or anything else) in the next free place, over so many columns."""
        span = min(span, self._columns)
        if self._column + span > self._columns:
            self.add_row()
        self._grid.addWidget(field, self._row, self._column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._column += span
        if self._column >= self._columns:
            self.add_row()
        if isinstance(field, Field):
            if isinstance(field.editor, Check) and span < self._columns:
                field.stand_beside()
            self.fields.append(field)
            field.changed.connect(self.changed)
            if key:
                self._keys[key] = field
        return field

    def add_row(self) -> None:
        """What comes next begins at the left."""
        if self._column:
            self._row, self._column = self._row + 1, 0

    def by_key(self, key: str) -> Field:
        """A field by the key it was added with. Raises KeyError."""
        return self._keys[key]

    def keys(self) -> list[str]:
        return list(self._keys)

    def validate(self) -> bool:
        """Look at every field that is seen; go to the first that is wrong."""
        wrong = [field for field in self.fields if field.isVisibleTo(self) and not field.validate()]
        if wrong:
            wrong[0].focus()
        return not wrong

    def first_problem(self) -> Field | None:
        """The first field that says it is wrong."""
        return next((field for field in self.fields if field.problem()), None)


__all__ = [
    "AccountEdit",
    "Answer",
    "Check",
    "Choice",
    "DateEdit",
    "Field",
    "FormGrid",
    "Good",
    "LineEditor",
    "LongTextEdit",
    "LookupEdit",
    "MoneyEdit",
    "MonthEdit",
    "NationalIdEdit",
    "NumberEdit",
    "OrganisationEdit",
    "PasswordEdit",
    "PercentEdit",
    "Radios",
    "SearchEdit",
    "Segments",
    "TextEdit",
    "Warn",
]
