"""Menus in the look of the program, and the "…" button for what there is no room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from views.shell.icons import icon as made_icon
from views.shell.seat import Seat
from views.widgets.buttons import IconButton


class Menu(QMenu):
    """A menu with round corners. `add` takes a text and what it does."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seat = seat
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def add(
        self,
        text: str,
        do: Callable[[], Any],
        icon: str = "",
        key: str = "",
        *,
        danger: bool = False,
        enabled: bool = True,
    ) -> QAction:
        """One more entry; `key` is shown beside it."""
        action = QAction(f"{text}\t{key}".replace("&", "&&") if key else text.replace("&", "&&"), self)
        if icon:
            action.setIcon(made_icon(icon, "err" if danger else "ink2"))
        action.setEnabled(enabled)
        action.triggered.connect(lambda: do())
        self.addAction(action)
        return action


def more_button(
    seat: Seat, entries: Sequence[tuple[str, Callable[[], Any]]], name: str = "", *, outline: bool = True
) -> IconButton:
    """The "…" button; its entries open under it."""
    button = IconButton("dots-three", name or seat.t("More"), outline=outline)
    menu = Menu(seat, button)
    for text, do in entries:
        menu.add(text, do)
    button.menu_entries = menu  # type: ignore[attr-defined]

    def show() -> None:
        corner = button.mapToGlobal(QPoint(button.width() - menu.sizeHint().width(), button.height() + 4))
        menu.popup(corner)

    button.clicked.connect(show)
    return button
