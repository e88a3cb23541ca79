"""A file that cannot be taken in: why, and the ways on from there."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.finding_list import FindingList
from views.widgets.scroll import ScrollArea
from views.widgets.text import MessageBox


class RefusedFile(ScrollArea):
    """The reason and what is wrong in it; a button to where the file belongs, one for another file, and `more`."""

    def __init__(self, seat: Seat, *more: Button) -> None:
        inner = QWidget()
        super().__init__(inner, soft=True)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(14)
        self.why = MessageBox("err", "")
        column.addWidget(self.why)
        self.whys = FindingList(seat)
        column.addWidget(self.whys)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.way_button = Button("", "primary", trail="arrow-right")
        self.way_button.hide()
        self.other_button = Button(seat.t("Choose another file …"), "primary", "folder-open")
        for button in (self.way_button, self.other_button, *more):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
