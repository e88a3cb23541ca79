"""The client as a file of decentral registrering: for another Danish payroll program, or to be read back here."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from models.values.message import Message
from services.actions import decentral as acts
from services.actions.decentral import ClientFile
from services.queries import decentral as ask
from views.pages.files.decentral_panel import NumbersPanel
from views.shell.seat import Seat
from views.widgets.buttons import Button
from views.widgets.card import Card
from views.widgets.finding_list import FindingList
from views.widgets.text import IconLine, Label

_MOST = 8


class DecentralOutCard(Card):
    """One button, and what the file could not say."""

    def __init__(self, seat: Seat) -> None:
        t = seat.t
        super().__init__(
            t("Decentral registrering"),
            t("Departments, result tables, employees, pay and absence as one CSV file, which can be read back."),
            padding=24,
        )
        self.seat = seat
        self.add(IconLine("info", t("Balances and approved pay have no record in the format."), color="ink2"))
        self.refusal = FindingList(seat)
        self.refusal.hide()
        self.add(self.refusal)
        self.done_line = IconLine("check-circle", "")
        self.done_line.hide()
        self.add(self.done_line)
        self.told = Label("", "body", "ink2", wrap=True)
        self.told.hide()
        self.add(self.told)
        self.button = Button(t("Save the file …"), icon="file-arrow-down")
        self.button.clicked.connect(lambda *_: self.save())
        self.numbers_button = Button(t("Customer and employer …"), "link", small=True)
        self.numbers_button.clicked.connect(lambda *_: self.show_numbers())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self.numbers_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def show_numbers(self) -> None:
        """Which customer and employer stand in the lines."""
        self.seat.show_panel(NumbersPanel(self.seat, ask.numbers(self.seat.desk) or (1, 1)))

    def save(self) -> None:
        """Write the file into a folder."""
        t, desk, seat = self.seat.t, self.seat.desk, self.seat
        folder = seat.files.folder(t("Choose a folder"))
        if folder is None:
            return
        self.button.setEnabled(False)
        self.refusal.hide()

        def done(saved: tuple[object, ClientFile]) -> None:
            made = saved[1]
            self.button.setEnabled(True)
            count = t("1 line") if made.lines == 1 else t("{count} lines", count=made.lines)
            self.done_line.set("check-circle", t("{file} is saved: {count}", file=made.name, count=count))
            self.done_line.show()
            self._tell(made.told)

        def refused(findings: tuple[object, ...]) -> None:
            self.button.setEnabled(True)
            self.refusal.set(findings)  # type: ignore[arg-type]
            self.refusal.show()

        seat.work(
            lambda _: acts.save_client(desk, folder),
            done=done,
            refused=refused,
            cancelled=lambda: self.button.setEnabled(True),
            what=t("Saving the file"),
            owner=self,
        )

    def _tell(self, told: tuple[Message, ...]) -> None:
        """What the format has no room for."""
        t = self.seat.t
        lines = [t(each) for each in told[:_MOST]]
        if len(told) > _MOST:
            lines.append(t("And {count} more", count=len(told) - _MOST))
        self.told.setText("\n".join(lines))
        self.told.setVisible(bool(lines))
