"""How long pay is kept, and the way to erase people who left."""

from __future__ import annotations

from PySide6.QtCore import Qt

from models.values.finding import Place
from services.actions.erase import keep_longer
from services.queries.erasures import retention
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.form import Choice, Field
from views.widgets.text import Label

_LONGER = (1, 2, 3, 5, 7, 10, 20)


class PeopleWhoLeftCard(Card):
    """Holds at once: a choice that is made is stored."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            t("People who left"),
            t("Pay is kept for some years after the end of its year. Then a person may be erased, with a receipt."),
            padding=24,
        )
        self.seat = seat
        found = retention(seat.desk) if seat.has_client else None
        least = found.least if found else 0
        years = sorted({least, *(least + more for more in _LONGER), found.years if found else least})
        self.years = Field(
            seat,
            t("Keep pay for"),
            Choice(seat, [(number, t("{count} years", count=number)) for number in years]),
            topic="settings.retention",
            width=220,
        )
        self.add(self.years)
        self.law = Label("", "note", "ink2", wrap=True)
        self.add(self.law)
        self.open_button = Button(t("Erase people who left …"))
        self.open_button.clicked.connect(lambda *_: seat.go(Place("erasures")))
        self.body.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.years.changed.connect(self._keep)
        self.refresh()

    def refresh(self) -> None:
        """Read the file anew."""
        t = self.seat.t
        found = retention(self.seat.desk) if self.seat.has_client else None
        self.setVisible(found is not None)
        if found is None:
            return
        if self.years.value() != found.years:
            self.years.set_value(found.years)
        self.law.setText(
            t("The law asks for at least {count} years (bokføringsloven § 13). Never fewer.", count=found.least)
        )

    def _keep(self) -> None:
        found, wanted = retention(self.seat.desk), self.years.value()
        if found is None or not isinstance(wanted, int) or wanted == found.years:
            return
        if self.seat.attempt(lambda: keep_longer(self.seat.desk, wanted)):
            self.seat.toast(self.seat.t("The settings are saved"), undo=True)
