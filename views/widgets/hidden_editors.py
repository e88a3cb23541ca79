"""Fields whose content is hidden until the eye in them is asked: a password, a person's number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from models.values.message import Message
from services.reference.formats import Unreadable
from views.shell import theme
from views.shell.icons import paint_icon
from views.shell.seat import Seat
from views.widgets.buttons import IconButton
from views.widgets.editors import LineEditor
from views.widgets.number_editors import bare_number


class _WithEye(LineEditor):
    """A line with an eye at the right that shows what is hidden."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, parent=parent)
        self.eye = IconButton("eye", "", self)
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        self.eye.clicked.connect(self.toggle)

    def toggle(self) -> None:
        """Show what is hidden, or hide it again."""
        raise NotImplementedError

    def _right_room(self) -> int:
        return super()._right_room() + 24

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self.eye.width()
        self.eye.move(self.width() - side - 4, (self.height() - side) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, self._state = self._state, "" if self._state == "good" else self._state
        super().paintEvent(event)
        self._state = state
        if state == "good":
            rect = QRectF(self.width() - 54, 0, 16, self.height())
            paint_icon(QPainter(self), rect, "check-circle", theme.current().ok, 16)


class PasswordEdit(_WithEye):
    """A password: dots until the eye is asked. It is taken as it is typed, with its spaces."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, parent)
        self._show(False)

    def value(self) -> str | None:
        return self.text() or None

    def tidy(self) -> None:
        """A password is what was typed."""

    def toggle(self) -> None:
        self._show(self.echoMode() is QLineEdit.EchoMode.Password)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.set_icon("eye-slash" if shown else "eye")
        self.eye.set_name(self.seat.t("Hide the password") if shown else self.seat.t("Show the password"))


def _shared(one: str, other: str) -> int:
    """With how many equal letters two texts begin."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


class NationalIdEdit(_WithEye):
    """A person's number, as bare digits. One that was put there shows its last digits only when asked.

    Typing over a hidden number starts anew; the eye (or F2) shows it.
    """

    natural = 0

    def __init__(self, seat: Seat, *, length: int = 11, parent: QWidget | None = None) -> None:
        self._hidden: str | None = None
        super().__init__(seat, parent)
        self._length = length
        self._tell()

    def value(self) -> str | None:
        return self._hidden if self._hidden is not None else super().value()

    def set_value(self, value: str | None) -> None:
        """Show a number; the digits that only its owner should know are hidden."""
        self._hidden = value or None
        self.setText(self._masked(value) if value else "")
        self.setCursorPosition(0)
        self._tell()

    @property
    def is_hidden(self) -> bool:
        return self._hidden is not None

    def toggle(self) -> None:
        if self._hidden is not None:
            number, self._hidden = self._hidden, None
            self.setText(self.write(number))
        else:
            try:
                number = super().value()
            except Unreadable:
                return
            if number is not None:
                self.set_value(number)
        self._tell()

    def read(self, written: str) -> str:
        bare = bare_number(written)
        if not (bare.isascii() and bare.isdigit()):
            raise Unreadable(Message("A national identity number has only digits."))
        if len(bare) != self._length:
            raise Unreadable(
                Message(
                    "A national identity number has {length} digits. Here there are {count}.",
                    length=self._length,
                    count=len(bare),
                )
            )
        return bare

    def write(self, value: str) -> str:
        if len(value) == 11:
            return f"{value[:6]} {value[6:9]} {value[9:]}"
        return f"{value[:6]}-{value[6:]}" if len(value) == 10 else value

    def _masked(self, value: str) -> str:
        return f"{value[:6]} {'•' * max(len(value) - 6, 0)}"

    def tidy(self) -> None:
        if self._hidden is None:
            super().tidy()

    def _tell(self) -> None:
        self.eye.set_icon("eye" if self.is_hidden else "eye-slash")
        self.eye.set_name(self.seat.t("Show the number") if self.is_hidden else self.seat.t("Hide the number"))
        self.eye.setVisible(self.is_hidden or bool(self.text()))

    def _edited(self) -> None:
        if self._hidden is not None:  # by the mouse, a menu or an input method: what came is the whole number
            masked, text = self._masked(self._hidden), self.text()
            head = _shared(masked, text)
            tail = _shared(masked[head:][::-1], text[head:][::-1])
            self._hidden = None
            self.setText(text[head : len(text) - tail])
        self._tell()
        super()._edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._hidden is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_F2:
            self.toggle()
            return
        is_erasing = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        is_pasting = event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_V
        is_typing = (
            event.text().isprintable()
            and bool(event.text())
            and not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        )
        if is_erasing or is_pasting or is_typing:
            self._hidden = None
            self.selectAll()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return  # a hidden number is not copied
        super().keyPressEvent(event)
