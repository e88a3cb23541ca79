"""The fields one types in: what they share, a line of text, a search, several lines.

Every editor answers `value()` (typed, None when empty; raises Unreadable), takes `set_value`, and tells `changed` on
each edit by the user and `left` when the user goes on. It paints its own box, with the unit, icon or tick inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from services.reference.formats import Unreadable
from views.shell import theme
from views.shell.fonts import font, line_height
from views.shell.icons import paint_icon
from views.shell.painting import RIGHT, box, text, text_width
from views.shell.seat import Seat
from views.widgets.ring import hide_ring, show_ring

_PAD: Final = 12
_INSIDE: Final = 2  # what a line edit keeps free itself
_MOST_SIGNS: Final = 1000  # of a line; what is too long for its field is told, not cut, far below
_MOST_FIGURES: Final = 100  # of an amount, a number or a date
_KEPT: Final = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


def paint_field(painter: QPainter, rect: QRectF, widget: QWidget, state: str, *, focused: bool | None = None) -> None:
    """The box of a field in its state."""
    now = theme.current()
    has_focus = widget.hasFocus() if focused is None else focused
    is_to_read = isinstance(widget, QPlainTextEdit) and widget.isReadOnly()
    if not widget.isEnabled() or (is_to_read and not has_focus):
        box(painter, rect, theme.RADIUS_CONTROL, now.sunken, now.line2)
    elif has_focus:
        box(painter, rect, theme.RADIUS_CONTROL, now.surface, now.focus, 2.0)
    elif state == "error":
        box(painter, rect, theme.RADIUS_CONTROL, now.surface, now.err)
    else:
        box(painter, rect, theme.RADIUS_CONTROL, now.surface, now.ink2 if widget.underMouse() else now.control)


def open_edit_menu(editor: QLineEdit | QPlainTextEdit, seat: Seat, event: QContextMenuEvent) -> None:
    """Cut, copy and paste, in the language of the program."""
    from views.widgets.menu import Menu

    menu = Menu(seat, editor)
    hidden = isinstance(editor, QLineEdit) and editor.echoMode() is not QLineEdit.EchoMode.Normal
    has = editor.hasSelectedText() if isinstance(editor, QLineEdit) else editor.textCursor().hasSelection()
    if not editor.isReadOnly():
        menu.add(seat.t("Cut"), editor.cut, key="Ctrl+X", enabled=has and not hidden)
    menu.add(seat.t("Copy"), editor.copy, key="Ctrl+C", enabled=has and not hidden)
    if not editor.isReadOnly():
        menu.add(seat.t("Paste"), editor.paste, key="Ctrl+V")
    menu.add(seat.t("Select all"), editor.selectAll, key="Ctrl+A")
    menu.exec(event.globalPos())


class LineEditor(QLineEdit):
    """What all editors of one line share."""

    changed = Signal()
    left = Signal()
    natural = 0  # the width that its content asks for; 0 takes what there is

    def __init__(
        self, seat: Seat, *, icon: str = "", unit: str = "", figures: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.seat = seat
        self._icon, self._unit, self._figures = icon, unit, figures
        self._state = ""
        self.setProperty("kit", True)
        self.setFrame(False)
        self.setFixedHeight(theme.FIELD)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font("body"))
        self.setMaxLength(_MOST_FIGURES if figures or self.natural else _MOST_SIGNS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if figures:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        if self.natural:
            self.setMaximumWidth(self.natural)
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self._finish)
        self._settle_margins()

    # --- value ----------------------------------------------------------------------------------------------------

    def value(self) -> Any:
        """What stands there; None when nothing does. Raises Unreadable."""
        written = self.text().strip()
        return self.read(written) if written else None

    def set_value(self, value: Any) -> None:
        """Show a value."""
        self.setText("" if value is None else self.write(value))
        self.setCursorPosition(0)

    def read(self, written: str) -> Any:
        """The value that a text (not empty) stands for. Raises Unreadable."""
        return written

    def write(self, value: Any) -> str:
        """How a value is written."""
        return str(value)

    def set_state(self, state: str) -> None:
        """How it looks: `error`, `warning`, `good` or nothing."""
        if state != self._state:
            self._state = state
            self.setProperty("state", state)
            self._settle_margins()
            self.update()

    @property
    def state(self) -> str:
        return self._state

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be typed in."""
        self.setReadOnly(read_only)
        self.update()

    def set_unit(self, unit: str) -> None:
        """What stands at the right in the field."""
        self._unit = unit
        self._settle_margins()
        self.update()

    @property
    def unit(self) -> str:
        return self._unit

    def _edited(self) -> None:
        self.changed.emit()

    def tidy(self) -> None:
        """Write what was typed as the program writes it."""
        try:
            value = self.value()
        except Unreadable:
            return
        if value is not None and self.isEnabled() and not self.isReadOnly():
            written = self.write(value)
            if written != self.text():
                self.setText(written)

    def _finish(self) -> None:
        self.tidy()
        self.left.emit()

    # --- look -----------------------------------------------------------------------------------------------------

    def _right_room(self) -> int:
        room = _PAD
        if self._unit:
            room += round(text_width(self._unit)) + 8
        if self._state == "good":
            room += 24
        return room

    def _settle_margins(self) -> None:
        left = 36 if self._icon else _PAD
        self.setTextMargins(left - _INSIDE, 0, self._right_room() - _INSIDE - (1 if self._figures else 0), 0)

    def sizeHint(self) -> QSize:
        return QSize(self.natural or 190, theme.FIELD)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.natural or 80, 80), theme.FIELD)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        whole = QRectF(self.rect())
        painter = QPainter(self)
        paint_field(painter, whole, self, self._state)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self)
        if self._icon:
            paint_icon(painter, QRectF(12, 0, 16, whole.height()), self._icon, now.ink2, 16)
        right = whole.right() - _PAD
        if self._unit:
            text(painter, QRectF(0, 0, right, whole.height()), self._unit, "body", now.ink3, RIGHT)
            right -= text_width(self._unit) + 8
        if self._state == "good":
            paint_icon(painter, QRectF(right - 16, 0, 16, whole.height()), "check-circle", now.ok, 16)

    # --- events ---------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        show_ring(self, event.reason(), glow=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        hide_ring(self)
        if event.reason() not in _KEPT:
            self._finish()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_edit_menu(self, self.seat, event)


class TextEdit(LineEditor):
    """A line of text. An empty one is None."""

    def __init__(
        self, seat: Seat, *, placeholder: str = "", limit: int = 0, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(seat, icon=icon, parent=parent)
        self.setPlaceholderText(placeholder)
        if limit:
            self.setMaxLength(limit)


class SearchEdit(LineEditor):
    """A search field. Esc clears it; the arrow down goes on to what was found."""

    down = Signal()

    def __init__(self, seat: Seat, placeholder: str = "", parent: QWidget | None = None) -> None:
        from views.widgets.buttons import IconButton

        super().__init__(seat, icon="magnifying-glass", parent=parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMaximumWidth(380)
        self.setFixedHeight(theme.BUTTON)
        self._clear = IconButton("x", seat.t("Clear the search"), self, size=24)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.wipe)
        self._clear.hide()
        self.textChanged.connect(lambda written: self._clear.setVisible(bool(written)))

    def value(self) -> str:
        return self.text().strip()

    def tidy(self) -> None:
        """What was typed stays as it is."""

    def wipe(self) -> None:
        """Empty it, as the user does."""
        if self.text():
            self.clear()
            self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(210, theme.BUTTON)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.BUTTON)

    def _right_room(self) -> int:
        return 32

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._clear.move(self.width() - 24 - 5, (self.height() - 24) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.wipe()
        elif event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Esc clears first; only an empty field lets it go on to close the panel.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)


class LongTextEdit(QPlainTextEdit):
    """Several lines of text. Tab goes on to the next field."""

    changed = Signal()
    left = Signal()
    natural = 0

    def __init__(self, seat: Seat, *, rows: int = 3, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self._state = ""
        self._quiet = False
        self.setProperty("kit", True)
        self.setFont(font("body"))
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setAutoFillBackground(False)
        self.setViewportMargins(9, 6, 4, 6)
        self.document().setDocumentMargin(3)
        self.setPlaceholderText(placeholder)
        self.setFixedHeight(rows * line_height("body") + 18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._edited)

    def value(self) -> str | None:
        return self.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._quiet = True
        self.setPlainText(value or "")
        self._quiet = False

    def setText(self, text: str) -> None:
        """As `set_value`."""
        self.set_value(text)

    def text(self) -> str:
        return self.toPlainText()

    def set_state(self, state: str) -> None:
        """How it looks."""
        self._state = state
        self.setProperty("state", state)
        self.update()

    @property
    def state(self) -> str:
        return self._state

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can be typed in."""
        self.setReadOnly(read_only)

    def _edited(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._paint_box()
        return super().event(event)

    def _paint_box(self) -> None:
        painter = QPainter(self)
        paint_field(painter, QRectF(self.rect()), self, self._state)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        show_ring(self, event.reason(), glow=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
        hide_ring(self)
        if event.reason() not in _KEPT:
            self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        open_edit_menu(self, self.seat, event)


Suggest = Callable[[str], list[tuple[Any, str, str]]]
