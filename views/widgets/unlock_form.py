"""What opens a client file: the password, or the recovery key in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypedDict

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.values.message import Message
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.editors import LongTextEdit
from views.widgets.form import Field
from views.widgets.hidden_editors import PasswordEdit

GROUPS: Final = 13
SIGNS: Final = 5


def grouped(text: str) -> str:
    """A recovery key as it is printed, as far as it goes: capitals in groups of five."""
    signs = "".join(text.upper().split()).replace("-", "").replace("–", "")
    return "-".join(signs[start : start + SIGNS] for start in range(0, len(signs), SIGNS))


class KeyEdit(LongTextEdit):
    """A recovery key, put in groups while it is typed or pasted. Enter is a signal, not a line."""

    entered = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, rows=3, placeholder="XXXXX-XXXXX-…", parent=parent)
        self.changed.connect(self._group)

    def signs(self) -> int:
        """How many signs there are."""
        return len(grouped(self.toPlainText()).replace("-", ""))

    def _group(self) -> None:
        if not self.textCursor().atEnd():
            return
        written = self.toPlainText()
        wanted = grouped(written)
        if wanted and len(wanted.replace("-", "")) % SIGNS == 0 and written.endswith(("-", " ")):
            wanted += "-"
        if written != wanted:
            self.set_value(wanted)
            self.moveCursor(QTextCursor.MoveOperation.End)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class Unlock(TypedDict, total=False):
    """What opens a file, as the actions take it: one of the two, or nothing."""

    passphrase: str
    recovery_key: str


class UnlockForm(QWidget):
    """A password, or the recovery key. `entered` is Enter in either."""

    entered = Signal()
    changed = Signal()

    def __init__(
        self, seat: Seat, mistake_in: Callable[[str], Message | None], *, topic: str = "clients.password"
    ) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        self.password = PasswordEdit(seat)
        self.key = KeyEdit(seat)
        self.password_field = Field(seat, t("Password"), self.password, topic=topic)
        self.key_field = Field(
            seat,
            t("Recovery key"),
            self.key,
            help=t("13 groups of five characters. Capitals, spaces and lines do not matter."),
            topic="clients.recovery_key",
            check=lambda written: mistake_in(str(written)),
        )
        self.other = Button(t("Use the recovery key instead"), "link", small=True)
        self.other.clicked.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.password_field)
        column.addWidget(self.key_field)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        self.key_field.hide()
        self.password.returnPressed.connect(self.entered)
        self.key.entered.connect(self.entered)
        for field in (self.password_field, self.key_field):
            field.changed.connect(self._changed)

    @property
    def is_key(self) -> bool:
        """Whether the recovery key is asked for."""
        return self.key_field.isVisibleTo(self)

    @property
    def is_filled(self) -> bool:
        """Whether there is anything to try."""
        return bool(self.key.toPlainText().strip()) if self.is_key else bool(self.password.text())

    def unlock(self) -> Unlock:
        """What was entered, as the actions take it. Nothing, and the reason at the field, where it cannot be tried."""
        if self.is_key:
            if not self.key_field.validate() or not self.is_filled:
                self.key_field.focus()
                return {}
            return {"recovery_key": self.key.toPlainText()}
        if not self.password.text():
            self.password_field.set_problem(self.seat.t("Type the password."))
            self.password_field.focus()
            return {}
        return {"passphrase": self.password.text()}

    def set_problem(self, text: str) -> None:
        """Say at the field that it does not open the file."""
        field = self.key_field if self.is_key else self.password_field
        field.set_problem(text)
        field.focus()

    def prefill(self, password: str) -> None:
        """A password that is no secret."""
        self.password.set_value(password)
        if self.password.echoMode() is self.password.EchoMode.Password:
            self.password.toggle()

    def wipe(self) -> None:
        """Forget what was typed."""
        self.password.clear()
        self.key.set_value("")

    def focus(self) -> None:
        """Go to the field, once it can be seen."""
        field = self.key_field if self.is_key else self.password_field
        QTimer.singleShot(0, field, field.focus)

    def show_key(self, wanted: bool = True) -> None:
        """Ask for the recovery key, or for the password again."""
        self.key_field.setVisible(wanted)
        self.password_field.setVisible(not wanted)
        t = self.seat.t
        self.other.setText(t("Use the password instead") if wanted else t("Use the recovery key instead"))
        self.focus()

    def _turn(self) -> None:
        self.show_key(not self.is_key)

    def _changed(self) -> None:
        if self.password_field.problem() and not self.is_key:
            self.password_field.clear_state()
        self.changed.emit()
