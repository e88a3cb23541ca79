"""Whether two people approve each pay run, and whose signatures are known."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from services.actions.approval import forget_approver, set_two_approve
from services.queries.approval import Approver, approvers, two_approve
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Check, Field
from views.widgets.side_panel import KeyValues, empty_layout
from views.widgets.text import Label


class TwoPeopleCard(Card):
    """Holds at once: a choice that is made is stored."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            t("Two people approve"),
            t("The second person looks at a file and answers with a signed one. No account is needed."),
            padding=24,
        )
        self.seat = seat
        self.wanted = Field(
            seat, "", Check(seat, t("A pay run is approved only when a second person has approved it too"))
        )
        self.wanted.editor.setProperty("help_topic", "settings.two_people")
        self.add(self.wanted)
        self.known = QVBoxLayout()
        self.known.setSpacing(8)
        self.body.addLayout(self.known)
        self.wanted.changed.connect(self._keep)
        self.refresh()

    def refresh(self) -> None:
        """Read the file anew."""
        wanted = two_approve(self.seat.desk)
        if bool(self.wanted.value()) != wanted:
            self.wanted.set_value(wanted)
        empty_layout(self.known)
        found = approvers(self.seat.desk)
        if not found:
            return
        t = self.seat.t
        self.known.addWidget(Label(t("Signatures that are known"), "label", "ink2"))
        facts = KeyValues(self.seat)
        for each in found:
            facts.add(each.name, each.fingerprint, link=t("Forget"), on_link=partial(self._forget, each))
        self.known.addWidget(facts)

    def _keep(self) -> None:
        wanted = bool(self.wanted.value())
        if wanted != two_approve(self.seat.desk):
            self.seat.attempt(lambda: set_two_approve(self.seat.desk, wanted))
            self.seat.toast(self.seat.t("The settings are saved"), undo=True)

    def _forget(self, each: Approver) -> None:
        if self.seat.attempt(lambda: forget_approver(self.seat.desk, each.key)):
            self.refresh()
            self.seat.toast(self.seat.t("The next answer of {who} is compared anew", who=each.name), undo=True)
