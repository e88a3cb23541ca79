"""Before there is a table: choose it or paste it, or take a template to fill in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from services.actions import table_import as acts
from services.actions.save_files import write_file
from services.queries import table_import as ask
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card, Section
from views.widgets.empty import EmptyState
from views.widgets.scroll import ScrollArea
from views.widgets.text import Label


class TableStart(QWidget):
    """One line for each kind of table, with templates in the language of the window."""

    asked_file = Signal()
    asked_paste = Signal()

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        t = seat.t
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(0)
        card = Card()
        self.choose_button = Button(t("Choose the file …"), "primary", "folder-open")
        self.choose_button.clicked.connect(lambda *_: self.asked_file.emit())
        self.paste_button = Button(t("Paste a table"), icon="clipboard-text", key="Ctrl+V")
        self.paste_button.clicked.connect(lambda *_: self.asked_paste.emit())
        line = t(
            "A spreadsheet or a text file in any reasonable layout, or rows copied from one. You see every row, and "
            "nothing is stored before you say so."
        )
        card.body.addWidget(EmptyState("table", t("Take in a table"), line, self.choose_button, self.paste_button))
        column.addWidget(card)
        column.addSpacing(20)
        column.addWidget(Section(t("Templates to begin with")))
        column.addSpacing(10)
        column.addWidget(self._templates())
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollArea(inner, soft=True))

    def _templates(self) -> QWidget:
        t = self.seat.t
        card = Card(padding=20)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        self.buttons: dict[tuple[str, str], Button] = {}
        for place, kind in enumerate(ask.kinds()):
            name = t(kind.title)
            grid.addWidget(Label(name, "button"), place, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Label(t(kind.about), "body", "ink2", wrap=True), place, 1, Qt.AlignmentFlag.AlignVCenter)
            for number, (form, word) in enumerate((("xlsx", "Excel"), ("csv", "CSV"))):
                button = Button(word, icon="download-simple", small=True)
                button.setAccessibleName(t("Template for {kind} as {form}", kind=name, form=word))
                button.clicked.connect(lambda *_, kind=kind.name, form=form: self.save_template(kind, form))
                grid.addWidget(button, place, 2 + number, Qt.AlignmentFlag.AlignVCenter)
                self.buttons[kind.name, form] = button
        card.body.addLayout(grid)
        return card

    def save_template(self, kind: str, form: str) -> None:
        """Ask where it shall lie, and write it."""
        t, seat = self.seat.t, self.seat
        made = acts.template(kind, seat.language, form)
        target = seat.files.save_file(t("Save the template"), made.name)
        if target is not None and seat.attempt(lambda: write_file(made.content, target)):
            seat.toast(t("{file} is saved", file=target.name))
