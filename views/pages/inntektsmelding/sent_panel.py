"""Somebody says that it was sent, and on which day; or that it was not sent after all."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from models.values.message import Message
from services.queries.inntektsmelding import Inntektsmelding, sent_on
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.form import DateEdit, Field
from views.widgets.side_panel import SidePanel
from views.widgets.text import IconLine, MessageBox


class SentPanel(SidePanel):
    """One day, and what follows."""

    sent = Signal(object)
    taken_back = Signal()

    def __init__(self, seat: Seat, found: Inntektsmelding) -> None:
        t = seat.t
        super().__init__(seat, t("Inntektsmelding"), found.sheet.person.name, t("Mark it as sent on nav.no"))
        self.today = seat.desk.today
        count = len(found.sheet.findings)
        if found.sent is not None:
            words = t("Sent on {day} by {who}", day=sent_on(found.sent), who=found.sent.by)
            self.add_message(MessageBox("ok", words))
        elif count:
            title = t("1 answer is missing here") if count == 1 else t("{count} answers are missing here", count=count)
            self.add_message(MessageBox("warn", title, t("It can be marked as sent all the same.")))
        self.day = Field(
            seat,
            t("Sent on"),
            DateEdit(seat),
            topic="inntektsmelding.sent",
            required=True,
            check=self._check,
        )
        self.day.set_value(self.today)
        self.add(self.day)
        self.add(IconLine("info", t("From then on the refund stands as claimed."), "ink2", "info"))
        self.add(IconLine("info", t("What is sent later is a change of this one."), "ink2", "info"))
        self.done_button = self.add_action(Button(t("Mark as sent"), "primary"))
        self.done_button.clicked.connect(self._done)
        if found.sent is not None:
            self.back_button = self.add_action(Button(t("Not sent after all")))
            self.back_button.clicked.connect(lambda *_: self.taken_back.emit())
        else:
            later = self.add_action(Button(t("Not now")))
            later.clicked.connect(lambda *_: self.close_panel())

    def _check(self, day: date) -> Message | None:
        if day > self.today:
            return Message("{day} has not come yet; say the day on which it was sent", day=day)
        return None

    def _done(self) -> None:
        if self.day.validate():
            self.sent.emit(self.day.value())
