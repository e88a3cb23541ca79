"""Language, look, and the name in the change log: choices of this machine, with or without a client."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.values.finding import Place
from services.reference.formats import LANGUAGES
from views.pages.settings.part import Part
from views.pages.settings.payslip_part import LANGUAGE_NAMES
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Choice, Field, Segments, TextEdit
from views.widgets.text import Label

TEXT_SIZES = (100, 110, 125, 150)


class LookPart(Part):
    """Each choice holds at once."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        card = Card(t("Language and appearance"), t("Applies at once, and on this machine only."), padding=24)
        card.body.setSpacing(16)
        self.language = Field(
            seat,
            t("Language"),
            Segments(seat, [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]),
            topic="settings.language",
        )
        self.theme = Field(
            seat,
            t("Colours"),
            Segments(seat, [("system", t("As the system")), ("light", t("Light")), ("dark", t("Dark"))]),
            topic="settings.theme",
        )
        self.text_size = Field(
            seat,
            t("Size of text"),
            Choice(seat, [(size, t("{percent}%", percent=str(size))) for size in TEXT_SIZES]),
            topic="settings.text_size",
            width=150,
        )
        self.user = Field(
            seat,
            t("Your name in the change log"),
            TextEdit(seat, limit=60),
            topic="settings.user",
            width=280,
            help=t("Applies from the next time a client is opened. What is already logged stays."),
        )
        for field in (self.language, self.theme, self.text_size, self.user):
            card.add(field)
        self.column.addWidget(card)
        self.column.addWidget(self._about())
        self.column.addStretch(1)
        self.language.set_value(seat.language)
        self.theme.set_value(seat.preferences.get("theme", "system"))
        self.text_size.set_value(seat.preferences.get("text_size", 100))
        self._say_size()
        self.user.set_value(seat.preferences.get("user", "") or None)
        self.language.changed.connect(lambda: seat.set_language(self.language.value()))
        self.theme.changed.connect(lambda: seat.set_theme(self.theme.value()))
        self.text_size.changed.connect(self._set_size)
        self.user.left.connect(self._set_user)

    def _about(self) -> QWidget:
        return Label(
            self.seat.t("Payslips have the language of each employee, whatever is chosen here."),
            "note",
            "ink2",
            wrap=True,
        )

    def _set_size(self) -> None:
        self.seat.preferences.set("text_size", self.text_size.value())
        self._say_size()

    def _say_size(self) -> None:
        self.text_size.set_help(self.seat.t("Another size is seen when the program is started the next time."))

    def _set_user(self) -> None:
        name = self.user.value() or ""
        if name != self.seat.preferences.get("user", ""):
            self.seat.preferences.set("user", name)
            self.seat.toast(self.seat.t("Kept on this machine"))

    def open(self, place: Place) -> None:
        named = {"language": self.language, "theme": self.theme, "text_size": self.text_size, "user": self.user}
        if isinstance(place.thing, str) and place.thing in named:
            named[place.thing].focus()
