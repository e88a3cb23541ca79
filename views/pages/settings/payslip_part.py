"""What employees see on payslips, and when these are locked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.actions.settings import save_payslip_choices
from services.queries import settings
from services.queries.settings import PayslipChoices
from services.reference.formats import LANGUAGES
from views.pages.settings.part import ChoicesForm
from views.shell.seat import Seat
from views.widgets.card import Card
from views.widgets.form import Check, Choice, Field, LongTextEdit, Radios

LANGUAGE_NAMES = {"nb": "Norsk bokmål", "da": "Dansk", "en": "English"}


class PayslipPart(ChoicesForm[PayslipChoices]):
    """The form. It holds for payslips that are made from now on; those that were made stay as they are."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat)
        t = seat.t
        card = Card(
            t("Payslip"),
            t("Applies to payslips made from now on. Those already made stay as they are."),
            padding=24,
        )
        card.body.setSpacing(16)
        self.note = Field(
            seat,
            t("Note to everybody"),
            LongTextEdit(seat, rows=4),
            optional=True,
            topic="settings.note",
            check=self._check_note,
            help=t("Stands in a box at the foot of each payslip until you remove it."),
        )
        self.employer_cost = Field(
            seat,
            "",
            Check(seat, t("Show what the employer pays besides: contribution, pension and holiday pay set aside")),
        )
        self.employer_cost.editor.setProperty("help_topic", "settings.employer_cost")
        self.language = Field(
            seat,
            t("Language for new employees"),
            Choice(seat, [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]),
            topic="settings.payslip_language",
            width=280,
            help=t("Each employee can have another language."),
        )
        self.lock = Field(
            seat,
            t("Password on payslips that leave the program"),
            Radios(
                seat,
                [
                    (
                        "agreed",
                        t("Where one is agreed"),
                        t("Payslips of employees who have agreed to a password are locked with it."),
                    ),
                    (
                        "must",
                        t("Always"),
                        t("Nobody's payslip is saved without a password; who lacks one is named."),
                    ),
                    ("never", t("Never"), t("Payslips are saved open. Send them only in a safe way.")),
                ],
            ),
            topic="settings.lock",
        )
        self.fields = {
            "note": self.note,
            "employer_cost": self.employer_cost,
            "language": self.language,
            "lock": self.lock,
        }
        for field in self.fields.values():
            card.add(field)
            field.changed.connect(self._on_changed)
            field.checked.connect(self._on_changed)
        self.column.addWidget(card)
        self.column.addWidget(self.row)
        self.column.addStretch(1)
        self._show(self._stored)

    def choices(self) -> PayslipChoices:
        return PayslipChoices(
            bool(self.employer_cost.value()),
            self.note.value() or "",
            self.language.value() or "nb",
            self.lock.value() or "agreed",
        )

    def show_typed(self, kept: Any) -> None:
        if isinstance(kept, dict):
            known = {name: kept[name] for name in asdict(self._stored) if name in kept}
            self._show(PayslipChoices(**known))

    def _read(self) -> PayslipChoices:
        return settings.choices_of_payslips(self.seat.desk)

    def _keep(self, choices: PayslipChoices) -> None:
        save_payslip_choices(self.seat.desk, choices)

    def _show(self, choices: PayslipChoices) -> None:
        self.note.set_value(choices.note or None)
        self.employer_cost.set_value(choices.employer_cost)
        self.language.set_value(choices.language)
        self.lock.set_value(choices.lock)
        self.row.set(self.choices() != self._stored)

    def _check_note(self, value: str) -> str | None:
        over = len(value) - settings.MOST_IN_NOTE
        return self.seat.t("{count} characters too many.", count=over) if over > 0 else None

    def _on_changed(self) -> None:
        self.row.set(self.has_changes(), self.note.problem())
        self.changed.emit()
