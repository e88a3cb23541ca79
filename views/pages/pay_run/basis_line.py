"""The line under the input grid: the keys that work in it, or what is wrong."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from views.shell.seat import Seat
from views.widgets.key_hints import KeyHints
from views.widgets.text import IconLine


class BasisLine(QWidget):
    """One line. `say` shows a trouble, or with nothing to say the keys."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        t = seat.t
        self.setFixedHeight(24)
        self._stack = QStackedLayout(self)
        keys = KeyHints(
            [
                (t("Enter"), t("next employee")),
                (t("Tab"), t("next column")),
                ("Ctrl V", t("paste from a spreadsheet")),
                ("Ctrl D", t("fill down")),
                ("Ctrl L", t("all lines of the employee")),
                ("F5", t("recalculate")),
            ]
        )
        self.trouble = IconLine("warning-circle", "", "err", "err", role="note")
        self._stack.addWidget(keys)
        self._stack.addWidget(self.trouble)
        self._stack.addWidget(QWidget())  # of an approved run, in which nothing is typed

    def say(self, what: str, is_read_only: bool) -> None:
        """Show what is wrong; with nothing wrong the keys, where one may type."""
        self.trouble.set("warning-circle", what, "err")
        self._stack.setCurrentIndex(1 if what else 2 if is_read_only else 0)
