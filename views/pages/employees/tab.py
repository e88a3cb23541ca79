"""A tab of an employee's page: what every one of them is made with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.queries.employee_page import EmployeeView
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.empty import EmptyState


class EmployeeTab(QWidget):
    """One tab. It is made when it is first shown, and anew when something of the employee was changed."""

    asked = Signal(object)  # a FormPanel, in which one thing is entered beside the page

    def __init__(self, seat: Seat, view: EmployeeView) -> None:
        super().__init__()
        self.seat, self.view = seat, view
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(16)
        self.build()
        self.body.addStretch(1)

    def build(self) -> None:
        """Put into the body what there is to see."""

    def show_field(self, field: str) -> None:
        """Somebody comes for this field: go to it, or open where it is entered."""

    def add_empty(self, icon: str, title: str, line: str, button: Button | None = None) -> None:
        """Say that there is nothing yet, and what comes here."""
        card = Card()
        card.body.addWidget(EmptyState(icon, title, line, button))
        self.body.addWidget(card)

    def add_button(self, button: Button) -> None:
        """A button at the left, under what is there."""
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
