"""Hands: find a control by the name it has for everybody, click it, type into it, press keys, look.

`QuietHands` do it inside Qt, without a screen. `RealHands` move the real pointer of an X server and use its clipboard.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from tests.views.keys import type_text

PATIENCE = 20  # seconds


def rest(milliseconds: int) -> None:
    """Let the window live for a moment, and other threads too, which Qt's own waiting for tests does not."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Lost(AssertionError):
    """What was looked for is not there."""


class QuietHands:
    """Clicks and keys as Qt's own events."""

    def __init__(self, window: QWidget, folder: Path | None = None) -> None:
        self.window = window
        self.folder = folder
        self.shots = 0

    # --- looking -------------------------------------------------------------------------------------------------

    def named(self, name: str, among: type[QWidget] = QWidget) -> list[QWidget]:
        """What is visible and called so: by its own text, or by the name that a screen reader says."""
        found = []
        for widget in self.window.findChildren(among):
            if widget.isVisible() and _is_called(widget, name):
                found.append(widget)
        return found

    def find(self, name: str, among: type[QWidget] = QWidget) -> QWidget:
        """The one that is called so; waits for it. Raises Lost."""
        self.until(lambda: bool(self._usable(name, among)), f"“{name}”")
        return self._usable(name, among)[0]

    def _usable(self, name: str, among: type[QWidget]) -> list[QWidget]:
        usable = [
            each
            for each in self.named(name, among)
            if each.isEnabled() and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        return sorted(usable, key=lambda each: not isinstance(each, _CONTROLS))

    def sees(self, words: str) -> bool:
        """Whether a text with these words is shown somewhere."""
        return any(words in shown for shown in self.texts())

    def texts(self) -> list[str]:
        """Everything that is written or spoken in the window."""
        found = []
        for widget in self.window.findChildren(QWidget):
            if widget.isVisible():
                found += [_text(widget), widget.accessibleName(), widget.accessibleDescription()]
        return [text for text in found if text]

    def until(self, condition: Callable[[], bool], what: str = "it") -> None:
        """Wait until something holds. Raises Lost after a while."""
        end = monotonic() + PATIENCE
        while not condition():
            if monotonic() > end:
                shown = sorted({text[:60] for text in self.texts()})
                raise Lost(f"{what} never came. Shown: {shown}")
            rest(10)

    def shot(self, name: str) -> None:
        """Take a picture, where pictures are wanted."""
        self.settle()
        if self.folder is not None:
            self.shots += 1
            self.window.grab().save(str(self.folder / f"{self.shots:02d}-{name}.png"))

    def settle(self) -> None:
        """Until nothing is under way."""
        seat = getattr(self.window, "seat", None)
        rest(1)
        if seat is not None:
            self.until(lambda: not seat.busy, "an end of the work")
        rest(1)

    # --- doing ---------------------------------------------------------------------------------------------------

    def click(self, name: str, among: type[QWidget] = QWidget) -> None:
        """Click what is called so."""
        self.click_on(self.find(name, among))

    def click_on(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a control, in its middle or at a point of it."""
        _show(widget)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or _middle(widget))
        self.settle()

    def type(self, name: str, text: str) -> None:
        """Into the field that is called so, in place of what stands there."""
        field = self.find(name, QLineEdit) if self._usable(name, QLineEdit) else self.find(name)
        if isinstance(field, QTextEdit):
            field.setFocus()
        else:
            self.click_on(field)
        self.press("Ctrl+A")
        self.write(text)

    def write(self, text: str) -> None:
        """Letters into what has the focus."""
        for letter in text:  # the first may open an editor, which takes the rest
            focus = QApplication.focusWidget()
            assert focus is not None
            type_text(focus, letter)
        self.settle()

    def press(self, keys: str) -> None:
        """One key with what is held down: `Ctrl+Return`."""
        combination = QKeySequence(keys)[0]
        if (
            QApplication.activeWindow() is None and QApplication.focusWidget() is None
        ):  # a pop-up is gone, and there is no window manager to give it back
            self.window.activateWindow()
            self.until(lambda: QApplication.activeWindow() is not None, "the window")
        focus = QApplication.focusWidget()
        target = focus if focus is not None and focus.isVisible() else self.window
        target = QApplication.activePopupWidget() or target  # keys go to a pop-up first
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        self.settle()

    def choose(self, name: str, option: str) -> None:
        """One of the options of a list that is called so, by keys."""
        box = self.find(name, QComboBox)
        assert isinstance(box, QComboBox)
        _show(box)
        box.setFocus(Qt.FocusReason.TabFocusReason)
        wanted = next((row for row in range(box.count()) if box.itemText(row).startswith(option)), None)
        if wanted is None:
            raise Lost(f"“{name}” has no “{option}”: {[box.itemText(row) for row in range(box.count())]}")
        self.press("Home")
        for _ in range(box.count()):
            if box.currentIndex() == wanted:
                return
            self.press("Down")
        raise Lost(f"“{option}” could not be chosen in “{name}”")


class KeyHands(QuietHands):
    """The keyboard alone: everything is reached with Tab."""

    def click_on(self, widget: QWidget, at: QPoint | None = None) -> None:
        self.reach(widget)
        if not isinstance(widget, QLineEdit | QTextEdit):
            self.press("Space")
        self.settle()

    def choose(self, name: str, option: str) -> None:
        self.reach(self.find(name, QComboBox))
        super().choose(name, option)

    def reach(self, widget: QWidget) -> None:
        """Tab until it has the focus. Raises Lost where it never gets it."""
        passed: list[str] = []
        for _ in range(150):
            focus = QApplication.focusWidget()
            if focus is not None and (focus is widget or focus is widget.focusProxy()):
                return
            if focus is not None and focus.parentWidget() is widget.parentWidget() and self._by_arrows(widget):
                return
            passed.append(focus.accessibleName() if focus is not None else "nothing")
            self.press("Tab")
        raise Lost(f"Tab never reached “{widget.accessibleName()}”. It passed {passed[:40]}")

    def _by_arrows(self, widget: QWidget) -> bool:
        """One of a group of choices: Tab leads to the group, the arrows within it."""
        if not (isinstance(widget, QAbstractButton) and isinstance(QApplication.focusWidget(), type(widget))):
            return False
        for _ in range(8):
            if QApplication.focusWidget() is widget:
                return True
            self.press("Right")
        return False


class RealHands(QuietHands):
    """The pointer, the keyboard and the clipboard of an X server, by xdotool and xclip."""

    def click_on(self, widget: QWidget, at: QPoint | None = None) -> None:
        _show(widget)
        rest(30)
        where = widget.mapToGlobal(at or _middle(widget))
        self._xdotool("mousemove", "--sync", str(where.x()), str(where.y()))
        self._xdotool("click", "1")
        rest(60)
        self.settle()

    def write(self, text: str) -> None:
        subprocess.run(["xclip", "-selection", "clipboard"], input=text.encode(), check=True)
        self.press("Ctrl+V")

    def press(self, keys: str) -> None:
        names = {"Return": "Return", "Ctrl": "ctrl", "Shift": "shift", "Alt": "alt", "Left": "Left", "Del": "Delete"}
        self._xdotool(
            "key", "+".join(names.get(part, part.lower() if len(part) == 1 else part) for part in keys.split("+"))
        )
        rest(60)
        self.settle()

    def shot(self, name: str) -> None:
        self.settle()
        rest(120)
        if self.folder is not None:
            self.shots += 1
            subprocess.run(["import", "-window", "root", str(self.folder / f"{self.shots:02d}-{name}.png")], check=True)

    @staticmethod
    def _xdotool(*arguments: str) -> None:
        running = subprocess.Popen(["xdotool", *arguments])
        while running.poll() is None:
            rest(5)
        if running.returncode:
            raise RuntimeError(f"xdotool {' '.join(arguments)} ended with {running.returncode}")


_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QTextEdit)


def _is_called(widget: QWidget, name: str) -> bool:
    """By its text, or by what is spoken; a field that may stay empty says so after a comma."""
    spoken = widget.accessibleName()
    return name in (spoken, _text(widget)) or spoken.startswith(f"{name}, ")


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""


def _middle(widget: QWidget) -> QPoint:
    return QPoint(
        min(widget.width() // 2, 60) if isinstance(widget, QAbstractButton) else widget.width() // 2,
        widget.height() // 2,
    )


def _show(widget: QWidget) -> None:
    """Scroll it into view."""
    holder = widget.parentWidget()
    while holder is not None:
        if isinstance(holder, QScrollArea):
            holder.ensureWidgetVisible(widget)
        holder = holder.parentWidget()
