"""Walking over what is shown: what can be focused, what is written, what is cut."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QScrollBar, QWidget


def shown(root: QWidget) -> Iterator[QWidget]:
    """Every widget below that is visible."""
    for widget in root.findChildren(QWidget):
        if widget.isVisible():
            yield widget


def unnamed(root: QWidget) -> list[str]:
    """Controls that can have the focus and say nothing to somebody who cannot see them."""
    found = []
    for widget in shown(root):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar):
            continue
        if type(widget) is QWidget or widget.focusProxy() is not None:
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        name = spoken.text(QAccessible.Text.Name) if spoken is not None else ""
        if not name:
            found.append(f"{type(widget).__name__} in {_path(widget)}")
    return found


def without_role(root: QWidget) -> list[str]:
    """Controls whose role is none that a reader knows."""
    found = []
    for widget in shown(root):
        if widget.focusPolicy() is Qt.FocusPolicy.NoFocus or type(widget) is QWidget:
            continue
        spoken = QAccessible.queryAccessibleInterface(widget)
        if spoken is None or spoken.role() is QAccessible.Role.NoRole:
            found.append(f"{type(widget).__name__} in {_path(widget)}")
    return found


def texts(root: QWidget) -> Iterator[str]:
    """Everything that is written, spoken, or shown on hovering."""
    for widget in shown(root):
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield widget.toolTip()


def cut(root: QWidget) -> list[str]:
    """Widgets that stand partly outside what holds them, where that does not scroll."""
    found = []
    for widget in shown(root):
        holder = widget.parentWidget()
        if holder is None or isinstance(holder, QAbstractScrollArea) or holder.width() == 0:
            continue
        if isinstance(holder.parentWidget(), QAbstractScrollArea):
            continue
        here = widget.geometry()
        if isinstance(widget, QLabel | QAbstractButton) and (
            here.right() > holder.width() + 1 or here.left() < -1 or here.bottom() > holder.height() + 1
        ):
            text = widget.text()[:30]
            found.append(f"{type(widget).__name__} “{text}” {here.getRect()} in {holder.width()} × {holder.height()}")
    return found


def _path(widget: QWidget) -> str:
    names = []
    holder: QWidget | None = widget.parentWidget()
    while holder is not None and len(names) < 4:
        names.append(type(holder).__name__)
        holder = holder.parentWidget()
    return " < ".join(names)
